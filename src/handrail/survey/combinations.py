"""The answers to the factors of a model, each different combination of them once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from handrail.survey.levels import Levels, levels_of
from handrail.survey.linearise import Floats, Integers
from handrail.survey.measures import MOST_CATEGORIES
from handrail.values.errors import DataError
from handrail.values.stays import StaysInMemory

MOST_VALUES = 1000
"""Different values of a number from which on combinations are not looked for: most rows have their own."""


@dataclass(frozen=True, eq=False, repr=False)
class Factor(StaysInMemory):
    """The answers to one factor.

    Attributes
    ----------
    values
        Shape (combinations,): numbers, or codes of levels.
    levels
        The levels of a category, in order; None for a number.
    """

    values: Floats | Integers
    levels: pl.Series | None


def factor_of(name: str, column: pl.Series) -> Factor:
    """Return the answers to a factor, one a row.

    Raises
    ------
    DataError
        For a type that is neither number nor category, for one level, and for too many.

    Examples
    --------
    >>> factor_of("sex", pl.Series(["M", "F", "M"])).values.tolist()
    [1, 0, 1]
    """
    if column.dtype.is_numeric() or column.dtype == pl.Boolean:
        number = column.cast(pl.Float64).to_numpy()
        if number.min() == number.max():
            raise _one_level(name)
        return Factor(number, None)
    found = _categories(name, column)
    return Factor(found.codes, found.values)


def combinations(answers: Mapping[str, Factor], rows: int) -> tuple[Integers, dict[str, Factor]]:
    """Return the combination of each row, and the answers to each factor once a combination.

    Where a number has many values, each row is a combination of its own.

    Examples
    --------
    >>> answers = {"sex": Factor(np.array([1, 0, 1]), pl.Series(["F", "M"]))}
    >>> pattern, once = combinations(answers, 3)
    >>> pattern.tolist(), once["sex"].values.tolist()
    ([1, 0, 1], [0, 1])
    """
    if not answers:
        return np.zeros(rows, dtype=np.intp), {}
    code = np.zeros(rows, dtype=np.int64)
    span = 1
    for factor in answers.values():
        codes = _codes(factor)
        if codes is None:
            return np.arange(rows), dict(answers)
        size = int(codes.max()) + 1
        if span * size > 4 * rows:
            # Numbered anew, so that the product of all levels stays a number that a computer can hold.
            code = _numbered(code, span, rows)[1]
            span = int(code.max()) + 1
        code = code * size + codes
        span *= size
    values, pattern = _numbered(code, span, rows)
    first = np.empty(len(values), dtype=np.intp)
    first[pattern] = np.arange(rows)
    return pattern, {name: Factor(one.values[first], one.levels) for name, one in answers.items()}


def _codes(factor: Factor) -> Integers | None:
    """Return the answers as whole numbers from 0, or None where too many differ."""
    if factor.levels is not None:
        return factor.values.astype(np.intp)
    low, high = factor.values.min(), factor.values.max()
    if high - low < MOST_VALUES:
        codes = factor.values - low
        if (codes == np.floor(codes)).all() and (codes + low == factor.values).all():
            whole: Integers = codes.astype(np.intp)
            return whole
    column = pl.Series(factor.values)
    return levels_of(column).codes if column.n_unique() <= MOST_VALUES else None


def _numbered(code: Integers, span: int, rows: int) -> tuple[Integers, Integers]:
    """Return the different codes in order and the position of each row's among them."""
    if span > 4 * rows:
        values, position = np.unique(code, return_inverse=True)
        return values, position
    # Without sorting the rows.
    seen = np.zeros(span, dtype=np.bool_)
    seen[code] = True
    return np.flatnonzero(seen), (np.cumsum(seen) - 1)[code]


def _categories(name: str, column: pl.Series) -> Levels:
    if not isinstance(column.dtype, pl.String | pl.Enum | pl.Categorical):
        raise DataError.because(
            "a factor is a number, a yes/no or a category",
            f"'{name}' holds {column.dtype}",
            "recode it to numbers or categories",
        )
    found = levels_of(column)
    if len(found.values) > MOST_CATEGORIES:
        raise DataError.because(
            f"a factor has at most {MOST_CATEGORIES} categories",
            f"'{name}' has {len(found.values)} different values",
            "recode it to fewer categories",
        )
    if len(found.values) < 2:
        raise _one_level(name)
    return found


def _one_level(name: str) -> DataError:
    return DataError.because(
        "a factor has two levels or more among the rows of the model",
        f"'{name}' has one",
        "leave it out, or look at what else the model restricts",
    )
