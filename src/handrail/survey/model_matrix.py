"""The numbers of a model: one column a coefficient, one row for each different combination of answers.

Most factors have few levels, so that a million respondents give some hundred different combinations. A
likelihood needs only what lies on each of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from handrail.survey.combinations import Factor, combinations, factor_of
from handrail.survey.formula import Formula, refuse_signs
from handrail.survey.levels import level_text
from handrail.survey.linearise import Floats, Integers
from handrail.survey.splines import knots_of, spline_column
from handrail.values.errors import DataError
from handrail.values.stays import StaysInMemory

INTERCEPT = "Intercept"
_ALIAS = re.compile(r"(?:rcs(?P<spline>\d+)\()?x(?P<name>\d+)\)?(?:\[(?:T\.)?(?P<part>\d+)\])?")


@dataclass(frozen=True)
class _Atom:
    """What a column is a product of: a number, one level of a category, or one column of a spline.

    ``part`` is the code of a level or the position in a spline, None for a number.
    """

    name: str
    knots: tuple[float, ...] | None
    part: int | None


@dataclass(frozen=True, eq=False, repr=False)
class ModelMatrix(StaysInMemory):
    """The numbers of a model.

    Attributes
    ----------
    values
        Shape (combinations, coefficients); the first column is the intercept.
    pattern
        Shape (rows,): the combination of each row of the model.
    columns
        Names of the coefficients: ``age``, ``sex[M]``, ``sex[M]:age``, ``rcs(age, 4)[2]``.
    terms
        Term of the formula to the positions of its columns.
    factors
        Name of a column to its answers, one a combination.
    knots
        Term of a spline to its knots.
    """

    values: Floats
    pattern: Integers
    columns: tuple[str, ...]
    terms: dict[str, tuple[int, ...]]
    factors: Mapping[str, Factor]
    knots: Mapping[str, tuple[float, ...]]
    _made_of: tuple[tuple[_Atom, ...], ...]

    def term_of(self, column: int) -> str:
        """Return the term that a column belongs to."""
        return next(term for term, columns in self.terms.items() if column in columns)

    @cached_property
    def rows(self) -> Floats:
        """The same, one row a respondent of the model: shape (rows, coefficients)."""
        return self.values[self.pattern]

    def sums(self, row_values: Floats) -> Floats:
        """Return the sum of values of rows over each combination: shape (combinations,)."""
        return np.bincount(self.pattern, weights=row_values, minlength=len(self.values)).astype(np.float64)

    def everywhere(self, name: str, value: float) -> Floats:
        """Return the numbers of the model as they would be if everybody gave one answer to a factor."""
        everybody: Floats | Integers = np.full(len(self.values), value, dtype=np.float64)
        if self.factors[name].levels is not None:
            everybody = everybody.astype(np.intp)
        return self.with_factor(name, everybody)

    def with_factor(self, name: str, values: Floats | Integers) -> Floats:
        """Return the numbers of the model as they would be with other answers to one factor.

        Parameters
        ----------
        name
            A column of the formula.
        values
            Shape (combinations,): numbers, or codes of its levels.
        """
        changed = {**self.factors, name: replace(self.factors[name], values=values)}
        return _columns(self._made_of, changed, len(self.values))


def model_matrix(formula: Formula, rows: pl.DataFrame, weight: Floats, *, most: int) -> ModelMatrix:
    """Return the numbers of a model over the rows that answered everything.

    Numbers and yes/no columns enter as they are. Text and categories are coded against their first level: the
    first of an ordered category that occurs in these rows, else the first in the alphabet.

    Parameters
    ----------
    formula
        From :func:`handrail.survey.formula.read_formula`.
    rows
        The rows of the model, without missing values in the formula's columns.
    weight
        Shape (rows,), for the knots of splines.
    most
        The largest number of coefficients that the design can carry; a formula with more terms is refused
        before its columns are made.

    Raises
    ------
    DataError
        For a formula that cannot be read, a factor with one level or with too many, a type that is neither
        number nor category, a spline of a category, and too many terms.

    Examples
    --------
    >>> from handrail.survey.formula import read_formula
    >>> frame = pl.DataFrame({"y": [0, 1, 1], "sex": ["M", "F", "M"], "age": [14, 15, 14]})
    >>> found = model_matrix(read_formula("y ~ sex*age", frame.columns), frame, np.ones(3), most=9)
    >>> found.columns
    ('Intercept', 'sex[M]', 'age', 'sex[M]:age')
    >>> found.terms
    {'Intercept': (0,), 'sex': (1,), 'age': (2,), 'sex:age': (3,)}
    >>> found.values.tolist(), found.pattern.tolist()
    ([[1.0, 0.0, 15.0, 0.0], [1.0, 1.0, 14.0, 14.0]], [1, 0, 1])
    """
    # It loads pandas: half a second that nobody pays who fits no model.
    import formulaic
    from formulaic.errors import FormulaicError

    answers = {name: factor_of(name, rows[name]) for name in formula.names}
    knots = {
        f"rcs({name}, {count})": knots_of(name, _numbers(name, answers[name]), weight, count)
        for name, count in formula.splines
    }
    pattern, factors = combinations(answers, rows.height)
    try:
        terms = formulaic.Formula(formula.aliased)
        if len(terms) > most:
            raise too_many(len(terms), most)
        # Only the names of its columns: they say what to multiply, and millions of rows need no pandas.
        spec = terms.get_model_matrix(
            _few_rows(factors), output="numpy", context=_splines(formula)
        ).model_spec
    except FormulaicError:
        # Its message shows aliases and colours; the words of this room are enough.
        refuse_signs()

    def atom(alias: str) -> _Atom:
        match = _ALIAS.fullmatch(alias)
        if match is None:  # pragma: no cover - the library names what it was given
            raise ValueError(alias)
        name, part = formula.names[int(match["name"])], match["part"]
        spline = None if match["spline"] is None else tuple(knots.values())[int(match["spline"])]
        return _Atom(name, spline, None if part is None else int(part))

    def said(one: _Atom) -> str:
        levels = factors[one.name].levels
        if one.knots is not None:
            term = f"rcs({one.name}, {len(one.knots)})"
            return term if one.part is None else f"{term}[{one.part}]"
        return (
            one.name if one.part is None or levels is None else f"{one.name}[{level_text(levels[one.part])}]"
        )

    def atoms(alias: str) -> tuple[_Atom, ...]:
        return () if alias in ("1", INTERCEPT) else tuple(atom(part) for part in alias.split(":"))

    def named(alias: str) -> str:
        return ":".join(said(one) for one in atoms(alias)) or INTERCEPT

    made_of = tuple(atoms(column) for column in spec.column_names)
    return ModelMatrix(
        _columns(made_of, factors, pattern.max() + 1),
        pattern,
        tuple(named(column) for column in spec.column_names),
        {named(str(term)): tuple(columns) for term, columns in spec.term_indices.items() if columns},
        factors,
        knots,
        made_of,
    )


def too_many(coefficients: int, most: int) -> DataError:
    """Return the error for a model that asks more than its design can answer."""
    return DataError.because(
        "a model has fewer coefficients beside the intercept than its design has degrees of freedom",
        f"{coefficients} or more coefficients with the intercept, where {max(most, 0)} are the most",
        "leave factors out or merge categories",
    )


def _numbers(name: str, factor: Factor) -> Floats:
    if factor.levels is not None:
        raise DataError.because(
            "a spline is of a number", f"'{name}' with categories", "write the name alone"
        )
    return factor.values.astype(np.float64)


def _columns(made_of: Sequence[tuple[_Atom, ...]], factors: Mapping[str, Factor], rows: int) -> Floats:
    """Return the columns of a matrix, each together in memory."""
    made: dict[_Atom, Floats] = {}
    values = np.empty((len(made_of), rows))
    for place, atoms in enumerate(made_of):
        values[place] = 1.0
        for one in atoms:
            if one not in made:
                answers = factors[one.name]
                if one.knots is not None and one.part is not None:
                    made[one] = spline_column(answers.values.astype(np.float64), one.knots, one.part)
                elif answers.levels is None:
                    made[one] = answers.values.astype(np.float64)
                else:
                    made[one] = (answers.values == one.part).astype(np.float64)
            values[place] *= made[one]
    return values.T


def _splines(formula: Formula) -> dict[str, object]:
    """Return what the library calls for the splines: only the number of columns counts."""
    from formulaic import FactorValues

    def columns(count: int) -> Callable[[Any], object]:
        return lambda values: FactorValues(
            {place: np.asarray(values) for place in range(1, count)}, kind="numerical"
        )

    return {f"rcs{place}": columns(count) for place, (_, count) in enumerate(formula.splines)}


def _few_rows(factors: Mapping[str, Factor]) -> Any:
    """Return a small frame with every level of every category."""
    import pandas

    rows = max((len(one.levels) for one in factors.values() if one.levels is not None), default=2)
    data: dict[str, object] = {}
    for position, factor in enumerate(factors.values()):
        if factor.levels is None:
            data[f"x{position}"] = np.arange(rows, dtype=np.float64)
            continue
        aliases = [str(code) for code in range(len(factor.levels))]
        codes = np.arange(rows) % len(aliases)
        data[f"x{position}"] = pandas.Categorical.from_codes(codes, categories=aliases)
    return pandas.DataFrame(data, index=range(rows))
