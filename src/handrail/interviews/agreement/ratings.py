"""Ratings: what coders gave to units, counted; and ratings written out from the tables of publications."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import SupportsFloat, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from handrail.values import DataError

Floats = npt.NDArray[np.float64]
Ratings: TypeAlias = Sequence[Sequence[object]] | npt.NDArray[np.generic]
"""Coders by units. None, NaN, NaT and the NA of pandas are missing: that coder did not rate that unit."""
Table: TypeAlias = Sequence[Sequence[float]] | npt.NDArray[np.generic]

_PANDAS_MISSING = (("pandas", "NAType"), ("pandas", "NaTType"))


@dataclass(frozen=True, eq=False)
class Rated:
    """Ratings, counted.

    Attributes
    ----------
    counts
        Units by categories: how many coders gave the unit the category.
    values
        The categories as numbers; of words, their places from 1.
    """

    counts: Floats
    values: Floats


def rows_of(ratings: Ratings) -> list[list[object]]:
    """Return ratings as a list for each coder, missing ones as None.

    Raises
    ------
    DataError
        When there are fewer than two coders, or they rated different numbers of units.
    """
    rows = [
        [None if _missing(value) else value for value in row]
        for row in cast(Iterable[Iterable[object]], ratings)
    ]
    if len(rows) < 2:
        raise DataError.because(
            "agreement is between at least two coders", f"{len(rows)}", "give a row of ratings for each coder"
        )
    lengths = sorted({len(row) for row in rows})
    if len(lengths) > 1:
        raise DataError.because(
            "coders rate the same units",
            f"rows of {lengths[0]} to {lengths[-1]} ratings",
            "put None where a coder did not rate a unit",
        )
    return rows


def by_category(ratings: Ratings, categories: Sequence[object] | None = None) -> Rated:
    """Return ratings counted by category: those that are named, or else those that occur.

    Raises
    ------
    DataError
        As :func:`rows_of`; and when a rating cannot be a category (a list), or is not one of those named.
    """
    rows = [[None if value is None else _category(value) for value in row] for row in rows_of(ratings)]
    present = dict.fromkeys(value for row in rows for value in row if value is not None)
    if categories is None:
        return _counted(rows, list(present), None)
    known = list(dict.fromkeys(_category(one) for one in categories))
    if len(known) < len(categories) or not present.keys() <= set(known):
        raise DataError.because(
            "a rating is one of the categories, each named once",
            f"{len(present.keys() - set(known))} others, and {len(categories) - len(known)} named twice",
            "name every category, or leave categories out",
        )
    numbers = all(isinstance(one, int | float | np.number) and not isinstance(one, bool) for one in known)
    return _counted(rows, known, [float(cast(float, one)) for one in known] if numbers else None)


def by_number(ratings: Ratings, rule: str, remedy: str, lowest: float = -math.inf) -> Rated:
    """Return ratings counted by value, from the lowest to the highest.

    Raises
    ------
    DataError
        As :func:`rows_of`; and with ``rule`` and ``remedy`` when a rating is no finite number, or below the
        lowest.
    """
    rows = [
        [None if value is None else _number(value, rule, remedy, lowest) for value in row]
        for row in rows_of(ratings)
    ]
    values = sorted({value for row in rows for value in row if value is not None})
    return _counted(rows, values, values)


def _counted(
    rows: Sequence[Sequence[object]], categories: Sequence[object], values: Sequence[float] | None
) -> Rated:
    place = {value: index for index, value in enumerate(categories)}
    counts = np.zeros((len(rows[0]), len(categories)))
    for row in rows:
        for unit, value in enumerate(row):
            if value is not None:
                counts[unit, place[value]] += 1
    numbers = values if values is not None else range(1, len(categories) + 1)
    return Rated(counts, np.array(list(numbers), dtype=np.float64))


def _missing(value: object) -> bool:
    if isinstance(value, np.datetime64 | np.timedelta64):
        return bool(np.isnat(value))
    # Those of pandas are asked by name, so that it is no dependency.
    return (
        value is None
        or (isinstance(value, float | np.floating) and math.isnan(value))
        or (type(value).__module__.partition(".")[0], type(value).__name__) in _PANDAS_MISSING
    )


def _category(value: object) -> object:
    try:
        hash(value)
    except TypeError:
        raise DataError.because(
            "a rating is one category",
            f"one of type {type(value).__name__}",
            "give a word or a number, or put None where it is missing",
        ) from None
    return value


def _number(value: object, rule: str, remedy: str, lowest: float) -> float:
    try:
        number = float(cast(SupportsFloat, value))
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number) or number < lowest:
        raise DataError.because(rule, f"one of type {type(value).__name__}", remedy)
    return number


def square(table: Table) -> Floats:
    """Return a table of two coders as numbers: rows are the first coder's categories, columns the second's.

    Raises
    ------
    DataError
        When it is not square, or a number in it is negative or not finite.
    """
    found = _numbers(table)
    if found.shape[0] != found.shape[1]:
        raise DataError.because(
            "a table of two coders is square",
            f"{found.shape[0]} by {found.shape[1]}",
            "give every category a row and a column, with 0 where there is none",
        )
    return found


def _numbers(table: Table) -> Floats:
    try:
        found = np.array(table, dtype=np.float64)
    except (TypeError, ValueError):
        found = np.empty(0)
    if found.ndim != 2 or not found.size:
        raise DataError.because("a table is rows of numbers, as long as each other", "others", "correct it")
    if not np.isfinite(found).all() or (found < 0).any():
        raise DataError.because("a table counts units", "a negative or infinite number", "correct it")
    return found


def ratings_from_table(table: Table) -> Floats:
    """Return the ratings behind a table of two coders: 2 by units, categories from 0.

    Raises
    ------
    DataError
        When the table is not square, or does not count whole units.

    Examples
    --------
    >>> ratings_from_table([[2, 1], [0, 1]]).tolist()
    [[0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 1.0, 1.0]]
    """
    counts = _whole(square(table))
    first, second = np.indices(counts.shape)
    return np.stack([np.repeat(side.ravel(), counts.ravel()) for side in (first, second)]).astype(np.float64)


def ratings_from_counts(counts: Table) -> Floats:
    """Return ratings behind a table of units by categories: how many coders gave each, as in Fleiss 1971.

    Who gave what is unknown, so rows are no longer coders; the coefficients of many coders do not ask.

    Raises
    ------
    DataError
        When the table does not count whole coders, or no unit has two.

    Examples
    --------
    >>> ratings_from_counts([[2, 0], [1, 1], [0, 1]]).tolist()
    [[0.0, 0.0, 1.0], [0.0, 1.0, nan]]
    """
    whole = _whole(_numbers(counts))
    most = int(whole.sum(axis=1).max())
    if most < 2:
        raise DataError.because("agreement is between at least two coders", f"{most}", "add those of others")
    found = np.full((most, len(whole)), np.nan)
    for unit, row in enumerate(whole):
        given = np.repeat(np.arange(len(row)), row)
        found[: len(given), unit] = given
    return found


def _whole(counts: Floats) -> npt.NDArray[np.int64]:
    whole = counts.astype(np.int64)
    if (whole != counts).any():
        raise DataError.because("units are counted in whole numbers", "a fraction", "correct it")
    return whole
