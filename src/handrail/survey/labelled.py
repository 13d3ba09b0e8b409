"""Survey: what a file holds, with the labels and the missing codes that came with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

import polars as pl

from handrail.values.errors import DataError, did_you_mean
from handrail.values.stays import StaysInMemory

Kind = Literal["number", "text", "date"]
Code = int | float | str


@dataclass(frozen=True)
class Variable:
    """A column of a survey, as its file describes it.

    Attributes
    ----------
    name, label
        The column's name, and its label (empty where the file has none).
    kind
        ``number`` (true/false included), ``text`` or ``date`` (times included).
    value_labels
        Code to label.
    missing_values, missing_ranges
        Codes, and ranges from low to high with both ends, that the file declares to be no answer.
    measure
        ``nominal``, ``ordinal``, ``scale`` or ``unknown``.
    format
        How the program that made the file prints it, such as ``F8.2``; empty where the file does not say.
    width
        Characters that the program shows of it; 0 where the file does not say.
    """

    name: str
    label: str = ""
    kind: Kind = "number"
    value_labels: Mapping[Code, str] = field(default_factory=dict)
    missing_values: tuple[Code, ...] = ()
    missing_ranges: tuple[tuple[float, float], ...] = ()
    measure: str = "unknown"
    format: str = ""
    width: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "value_labels", MappingProxyType(dict(self.value_labels)))


@dataclass(frozen=True)
class ResponseSet:
    """A multiple-response set: one question with several answers, spread over columns.

    Attributes
    ----------
    name, label
        As the file has them.
    variables
        Its columns.
    counted
        Of a set of yes/no columns, the code that is yes; None of a set whose columns each hold an answer.
    """

    name: str
    label: str
    variables: tuple[str, ...]
    counted: int | str | None = None


@dataclass(frozen=True, eq=False)
class Survey(StaysInMemory):
    """A survey file in memory.

    Attributes
    ----------
    name
        The file's name.
    frame
        One row a respondent; never shown by ``repr``. Codes that the file declares missing are still in it;
        :meth:`answers` takes them out.
    variables
        One a column, in the frame's order.
    format
        ``csv``, ``sav``, ``dta`` and so on.
    notes
        What a reader of the file should know, in sentences; never a value of the file.
    label, documents
        The file's own label, and the lines that its makers wrote into it.
    response_sets
        Its multiple-response sets.

    Examples
    --------
    >>> frame = pl.DataFrame({"q1": [1, 2, 9]})
    >>> survey = Survey("s.csv", frame, (Variable("q1", missing_values=(9,)),), "csv")
    >>> survey.answers("q1").to_list()
    [1, 2, None]
    """

    name: str
    frame: pl.DataFrame = field(repr=False)
    variables: tuple[Variable, ...]
    format: str
    notes: tuple[str, ...] = ()
    label: str = ""
    documents: tuple[str, ...] = ()
    response_sets: tuple[ResponseSet, ...] = ()

    def variable(self, name: str) -> Variable:
        """Return a variable, or say which one was meant.

        Raises
        ------
        DataError
            When the survey has none of that name.
        """
        for variable in self.variables:
            if variable.name == name:
                return variable
        raise DataError.because(
            "a variable is a column of the survey",
            f"no column '{name}'",
            did_you_mean(name, self.frame.columns),
            file=self.name,
        )

    def answers(self, name: str) -> pl.Series:
        """Return a column with the declared missing codes, NaN and blank text as null.

        Raises
        ------
        DataError
            When the survey has no such column.
        """
        variable = self.variable(name)
        series = self.frame[name]
        if series.dtype == pl.String:
            # SPSS pads text with spaces: a code matches whatever follows it.
            text = series.str.strip_chars_end()
            codes = [str(code).rstrip() for code in variable.missing_values]
            return series.set((text == "") | text.is_in(codes), None)
        if series.dtype.is_float():
            series = series.fill_nan(None)
        if not series.dtype.is_numeric():
            return series
        number = series.cast(pl.Float64)
        for code in variable.missing_values:
            if isinstance(code, int | float):
                series = series.set(number == float(code), None)
        for low, high in variable.missing_ranges:
            series = series.set((number >= low) & (number <= high), None)
        return series

    def without(self, names: Iterable[str]) -> Survey:
        """Return the survey without some columns; a name that it has not is passed over.

        A multiple-response set that loses a column is gone: it would count other answers.

        Examples
        --------
        >>> frame = pl.DataFrame({"name": ["x"], "q1": [1]})
        >>> survey = Survey("s.csv", frame, (Variable("name", kind="text"), Variable("q1")), "csv")
        >>> survey.without(["name"]).frame.columns
        ['q1']
        """
        gone = set(names)
        kept = tuple(variable for variable in self.variables if variable.name not in gone)
        return replace(
            self,
            frame=self.frame.select(variable.name for variable in kept),
            variables=kept,
            response_sets=tuple(one for one in self.response_sets if not gone & set(one.variables)),
        )


def duplicated_ids(survey: Survey, column: str) -> int:
    """Return how many identifiers stand on more than one row; rows without one are not counted.

    Raises
    ------
    DataError
        When the survey has no such column.

    Examples
    --------
    >>> frame = pl.DataFrame({"id": ["a", "b", "a", "a", None, None]})
    >>> duplicated_ids(Survey("s.csv", frame, (Variable("id", kind="text"),), "csv"), "id")
    1
    """
    ids = survey.answers(column).drop_nulls()
    return int((ids.value_counts()["count"] > 1).sum())


def kind_of(dtype: pl.DataType) -> Kind | None:
    """Return the kind of a column's type, or None for a type that no survey has.

    Examples
    --------
    >>> kind_of(pl.Int8()), kind_of(pl.Date()), kind_of(pl.List(pl.Int8))
    ('number', 'date', None)
    """
    if dtype.is_numeric() or dtype in (pl.Boolean, pl.Null):
        return "number"
    if dtype.is_temporal():
        return "date"
    return "text" if dtype in (pl.String, pl.Categorical, pl.Enum) else None
