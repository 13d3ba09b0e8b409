"""Krippendorff's alpha: agreement beyond chance for any number of coders, with missing ratings."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal, SupportsFloat, cast

import numpy as np
import numpy.typing as npt

from handrail.values import DataError, did_you_mean

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")

_PANDAS_MISSING = (("pandas", "NAType"), ("pandas", "NaTType"))

Floats = npt.NDArray[np.float64]


def krippendorff_alpha(
    ratings: Sequence[Sequence[object]] | npt.NDArray[np.generic], level: Level = "nominal"
) -> float:
    """Return Krippendorff's alpha.

    Parameters
    ----------
    ratings
        Coders by units. None, NaN, NaT and the NA of pandas are missing: that coder did not rate that unit.
        Nominal ratings may be words; at the other levels they are numbers, and ratios are not negative.
    level
        How far apart two values are: ``nominal`` counts any difference as one, ``ordinal`` the ranks between
        them, ``interval`` their squared distance, ``ratio`` the square of their difference over their sum.

    Returns
    -------
    float
        1 for full agreement, 0 for what chance would give, below 0 for less. Units that fewer than two coders
        rated are left out. NaN when nothing is left, and when all that is left is one and the same value:
        without variation there is no telling agreement from a habit, and alpha is undefined, not 1.

    Raises
    ------
    DataError
        When there are fewer than two coders, coders rated different numbers of units, the level is unknown,
        or a rating is no number, infinite or (``ratio``) negative where it may not be, or cannot be a
        category (a list).

    References
    ----------
    Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, University of Pennsylvania.

    Examples
    --------
    >>> round(krippendorff_alpha([[1, 2, 2, 1, None], [1, 2, 1, 1, 2]], "nominal"), 6)
    0.533333
    >>> krippendorff_alpha([["yes", "yes"], ["yes", "yes"]], "nominal")
    nan
    """
    rows = [list(row) for row in cast(Iterable[Iterable[object]], ratings)]
    _check(rows, level)
    counts, values = _counts(rows, level)
    rated = counts.sum(axis=1)
    counts, rated = counts[rated > 1], rated[rated > 1]
    # Each unit is worth as many pairs as it has ratings: m(m - 1) ordered pairs, each weighing 1 / (m - 1).
    # einsum, because it adds in one fixed order where a matrix product may not.
    coincidences = np.einsum("uc,uk->ck", counts, counts / (rated - 1)[:, None])
    coincidences -= np.diag((counts / (rated - 1)[:, None]).sum(axis=0))
    totals = counts.sum(axis=0)
    apart = _differences(values, totals, level)
    expected = float(np.einsum("c,k,ck->", totals, totals, apart))
    if expected == 0:
        return math.nan
    observed = float(np.einsum("ck,ck->", coincidences, apart))
    return 1 - (float(totals.sum()) - 1) * observed / expected


def _check(rows: list[list[object]], level: str) -> None:
    if level not in LEVELS:
        raise DataError.because("a level of measurement is known", f"'{level}'", did_you_mean(level, LEVELS))
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


def _counts(rows: list[list[object]], level: Level) -> tuple[Floats, Floats]:
    """Return how often each unit got each value, and the values (their places, where they are nominal)."""
    found = [
        [
            None if _missing(value) else _category(value) if level == "nominal" else _number(value, level)
            for value in row
        ]
        for row in rows
    ]
    present = dict.fromkeys(value for row in found for value in row if value is not None)
    values = list(present) if level == "nominal" else sorted(cast(Iterable[float], present))
    place = {value: index for index, value in enumerate(values)}
    counts = np.zeros((len(found[0]), len(values)))
    for row in found:
        for unit, value in enumerate(row):
            if value is not None:
                counts[unit, place[value]] += 1
    numbers = range(len(values)) if level == "nominal" else cast(Iterable[float], values)
    return counts, np.array(list(numbers), dtype=np.float64)


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


def _number(value: object, level: Level) -> float:
    try:
        number = float(cast(SupportsFloat, value))
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number) or (level == "ratio" and number < 0):
        kind = "a finite number" + (", not negative" if level == "ratio" else "")
        raise DataError.because(
            f"a rating is {kind} at the level '{level}'",
            f"one of type {type(value).__name__}",
            "correct it, put None where it is missing, or use the level 'nominal'",
        )
    return number


def _differences(values: Floats, totals: Floats, level: Level) -> Floats:
    """Return how far apart each two values are."""
    first, second = values[:, None], values[None, :]
    if level == "nominal":
        return np.where(first == second, 0.0, 1.0)
    if level == "interval":
        return np.square(first - second)
    if level == "ratio":
        sums = first + second
        return np.square((first - second) / np.where(sums == 0, 1.0, sums))
    # The ratings from one value to the other, each end by half: mid-ranks, subtracted.
    mid_ranks = np.cumsum(totals) - totals / 2
    return np.square(mid_ranks[:, None] - mid_ranks[None, :])
