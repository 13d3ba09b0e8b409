"""Carried: what of a survey came back from a file that it was written to, found by reading the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from handrail.survey.labelled import Survey, Variable
from handrail.survey.recipes import code_text

_MOST_NAMES = 8


def not_carried(survey: Survey, again: Survey) -> Iterator[str]:
    """Yield a sentence for each thing that differs in a survey read again, but for its answers.

    Examples
    --------
    >>> frame = pl.DataFrame({"q": [1, 9]})
    >>> one = Survey("s.sav", frame, (Variable("q", "Told?", missing_values=(9,)),), "sav")
    >>> print(*not_carried(one, Survey("s.csv", frame, (Variable("q", "Told?"),), "csv")))
    codes declared missing stand as plain codes: 'q'
    """
    pairs = list(zip(survey.variables, again.variables, strict=True))
    for differs, sentence in _ASPECTS:
        names = [one.name for one, other in pairs if differs(one, other)]
        if names:
            yield f"{sentence}: {_listed(names)}"
    if survey.label and survey.label != again.label:
        yield "the file's own label is not in it"
    if _lines(survey) != _lines(again):
        yield "the lines that the file's makers wrote into it are not in it, or are wrapped"
    lost = [one.name for one in survey.response_sets if one not in again.response_sets]
    if lost:
        yield f"multiple-response sets are not in it: {_listed(lost)}"


def changed_answers(survey: Survey, again: Survey) -> list[str]:
    """Return the columns whose answers, missing codes included, are others in a survey read again.

    Numbers and text of one code are the same answer, and so are blank text and none.
    """
    if survey.frame.height != again.frame.height:
        return list(survey.frame.columns)
    columns = zip(survey.frame.columns, again.frame.columns, strict=True)
    return [one for one, other in columns if not _same(survey.frame[one], again.frame[other])]


def _same(one: pl.Series, other: pl.Series) -> bool:
    one, other = _plain(one), _plain(other)
    if one.dtype.is_numeric() and other.dtype.is_numeric():
        if one.dtype.is_integer() and not one.equals(other.cast(one.dtype, strict=False), null_equal=True):
            # A number of more than 15 digits can lose its last ones.
            return False
        return one.cast(pl.Float64).equals(other.cast(pl.Float64), null_equal=True)
    if one.dtype == other.dtype:
        return one.equals(other, null_equal=True)
    # A time in a csv file is text in the words in which it is written.
    one, other = (
        side.cast(pl.String) if side.dtype.is_temporal() and side.dtype != pl.Date else side
        for side in (one, other)
    )
    return [_text(value) for value in one.to_list()] == [_text(value) for value in other.to_list()]


def _plain(series: pl.Series) -> pl.Series:
    if series.dtype == pl.Boolean:
        return series.cast(pl.Int8)
    if series.dtype == pl.Null:
        return series.cast(pl.Float64)
    if series.dtype.is_float():
        return series.fill_nan(None)
    if series.dtype == pl.String:
        # SPSS pads text with spaces and knows no difference between blank and none.
        text = series.str.strip_chars_end()
        return text.set(text == "", None)
    return series.cast(pl.Datetime("us")) if isinstance(series.dtype, pl.Datetime) else series


def _text(value: object) -> str | None:
    return None if value is None else code_text(value)


def _codes(variable: Variable) -> tuple[frozenset[str], frozenset[tuple[float, float]]]:
    return frozenset(map(code_text, variable.missing_values)), frozenset(variable.missing_ranges)


def _labels(variable: Variable) -> dict[str, str]:
    return {code_text(code): label for code, label in variable.value_labels.items()}


def _lines(survey: Survey) -> list[str]:
    return [line.strip() for line in survey.documents]


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return f"{shown} and {more} more" if more > 0 else shown


_ASPECTS: tuple[tuple[Callable[[Variable, Variable], bool], str], ...] = (
    (lambda one, other: one.name != other.name, "columns have other names"),
    (lambda one, other: one.kind != other.kind, "columns are of another kind (number, text, date)"),
    (lambda one, other: one.label != other.label, "labels are not in it, or are cut"),
    (lambda one, other: _labels(one) != _labels(other), "value labels are not all in it"),
    (lambda one, other: _codes(one) != _codes(other), "codes declared missing stand as plain codes"),
    (
        lambda one, other: one.measure not in ("unknown", other.measure),
        "measurement levels are not in it, or are others",
    ),
    (lambda one, other: one.format not in ("", other.format), "print formats are not in it, or are others"),
    (lambda one, other: one.width not in (0, other.width), "display widths are not in it, or are others"),
)
