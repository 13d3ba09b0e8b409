"""Krippendorff's alpha: agreement beyond chance for any number of coders, with missing ratings."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from handrail.interviews.agreement.ratings import Floats, Rated, Ratings, by_category, by_number
from handrail.values import DataError, did_you_mean

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")


def krippendorff_alpha(ratings: Ratings, level: Level = "nominal") -> float:
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
        rated are left out, of what chance would give too. NaN when nothing is left, and when all that is left
        is one and the same value: without variation there is no telling agreement from a habit, and alpha is
        undefined, not 1.

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
    return alpha_of(rated_at(ratings, level), level)


def rated_at(ratings: Ratings, level: Level) -> Rated:
    """Return ratings counted as the level of measurement reads them."""
    if level not in LEVELS:
        raise DataError.because("a level of measurement is known", f"'{level}'", did_you_mean(level, LEVELS))
    if level == "nominal":
        return by_category(ratings)
    kind = "a finite number" + (", not negative" if level == "ratio" else "")
    return by_number(
        ratings,
        f"a rating is {kind} at the level '{level}'",
        "correct it, put None where it is missing, or use the level 'nominal'",
        lowest=0 if level == "ratio" else -math.inf,
    )


def alpha_of(rated: Rated, level: Level) -> float:
    """Return alpha of counted ratings."""
    in_unit = rated.counts.sum(axis=1)
    counts, in_unit = rated.counts[in_unit > 1], in_unit[in_unit > 1]
    # Each unit is worth as many pairs as it has ratings: m(m - 1) ordered pairs, each weighing 1 / (m - 1).
    # einsum, because it adds in one fixed order where a matrix product may not.
    coincidences = np.einsum("uc,uk->ck", counts, counts / (in_unit - 1)[:, None])
    coincidences -= np.diag((counts / (in_unit - 1)[:, None]).sum(axis=0))
    totals = counts.sum(axis=0)
    apart = _differences(rated.values, totals, level)
    expected = float(np.einsum("c,k,ck->", totals, totals, apart))
    if expected == 0:
        return math.nan
    observed = float(np.einsum("ck,ck->", coincidences, apart))
    return 1 - (float(totals.sum()) - 1) * observed / expected


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
