"""Many coders: Fleiss' kappa, Brennan and Prediger's coefficient and Gwet's AC, with missing ratings.

They share what is observed: over the units that two coders or more rated, the mean share of pairs that agree.
They differ in what chance would give. There, as Gwet has it, a unit with a single rating counts too: it says
how common a category is, though nothing about agreement. (Krippendorff's alpha leaves it out.)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from handrail.interviews.agreement.ratings import Floats, Rated, Ratings, by_category, by_number
from handrail.interviews.agreement.weights import Weights, agreement_weights


def fleiss_kappa(ratings: Ratings) -> float:
    """Return Fleiss' kappa: chance draws from what all coders together gave.

    Parameters
    ----------
    ratings
        Coders by units; None and NaN are missing. Of a table of units by categories,
        :func:`handrail.interviews.agreement.ratings_from_counts` makes them.

    Returns
    -------
    float
        1 for full agreement, 0 for what chance would give. Units with one rating count for chance only. NaN
        when no unit has two ratings, and when all ratings are one category.

    Raises
    ------
    DataError
        When there are fewer than two coders, they rated different numbers of units, or a rating cannot be a
        category.

    References
    ----------
    Fleiss 1971, Psychological Bulletin 76, 378-382; missing ratings as in Gwet 2014, Handbook of Inter-Rater
    Reliability, 4th edition.

    Examples
    --------
    >>> round(fleiss_kappa([["a", "b", "b", None], ["a", "b", "a", "b"], ["a", "b", "b", "b"]]), 6)
    0.625
    """
    return fleiss_of(by_category(ratings))


def brennan_prediger(ratings: Ratings, *, categories: Sequence[object] | None = None) -> float:
    """Return Brennan and Prediger's coefficient: by chance every category is as likely as another.

    Parameters
    ----------
    ratings
        As for :func:`fleiss_kappa`.
    categories
        All that could have been given; where left out, those that were. The result depends on their number.

    Returns
    -------
    float
        NaN when no unit has two ratings, and when there is one category only.

    Raises
    ------
    DataError
        As :func:`fleiss_kappa`; and when a rating is not one of the categories.

    References
    ----------
    Brennan and Prediger 1981, Educational and Psychological Measurement 41, 687-699.

    Examples
    --------
    >>> ratings = [["a", "b", "b", "a"], ["a", "b", "a", "a"]]
    >>> brennan_prediger(ratings), brennan_prediger(ratings, categories="abc")
    (0.5, 0.625)
    """
    return brennan_prediger_of(by_category(ratings, categories))


def gwet_ac1(ratings: Ratings, *, categories: Sequence[object] | None = None) -> float:
    """Return Gwet's AC1: chance only where a unit is hard to rate; it stays stable when a category is rare.

    Parameters
    ----------
    ratings, categories
        As for :func:`brennan_prediger`.

    Returns
    -------
    float
        NaN when no unit has two ratings, and when there is one category only. When several are named and only
        one was given, 1.

    Raises
    ------
    DataError
        As :func:`brennan_prediger`.

    References
    ----------
    Gwet 2008, British Journal of Mathematical and Statistical Psychology 61, 29-48.

    Examples
    --------
    >>> from handrail.interviews.agreement import ratings_from_table
    >>> round(gwet_ac1(ratings_from_table([[118, 5], [2, 0]])), 5)
    0.94078
    """
    rated = by_category(ratings, categories)
    return gwet_of(rated, np.eye(len(rated.values)))


def gwet_ac1_se(ratings: Ratings, *, categories: Sequence[object] | None = None) -> float:
    """Return the standard error of Gwet's AC1 over the sampling of units; coders are taken as they are.

    NaN where AC1 is, and for a single unit.

    Raises
    ------
    DataError
        As :func:`gwet_ac1`.

    References
    ----------
    Gwet 2008 (as for :func:`gwet_ac1`); with missing ratings Gwet 2014, Handbook of Inter-Rater Reliability,
    4th edition, chapter 5.

    Examples
    --------
    >>> round(gwet_ac1_se([[1, 2, 3, 3, 2, 1], [1, 2, 3, 3, 2, 2], [None, 3, 3, 3, 2, 3]]), 4)
    0.269
    """
    rated = by_category(ratings, categories)
    weights = np.eye(len(rated.values))
    coefficient = gwet_of(rated, weights)
    counts = rated.counts[rated.counts.sum(axis=1) > 0]
    units, size = counts.shape
    if math.isnan(coefficient) or units < 2:
        return math.nan
    in_unit = counts.sum(axis=1)
    paired = in_unit > 1
    shares = _shares(counts)
    chance = _by_hard_units(weights, shares)
    observed = np.where(paired, _pairs_alike(counts, weights), 0.0)
    own = (units / paired.sum()) * (observed - chance * paired) / (1 - chance)
    own_chance = ((counts / in_unit[:, None]) * (1 - shares)).sum(axis=1) / (size - 1)
    linear = own - 2 * (1 - coefficient) * (own_chance - chance) / (1 - chance)
    return math.sqrt(float(np.square(linear - coefficient).sum()) / (units * (units - 1)))


def gwet_ac2(
    ratings: Ratings, weights: Weights = "quadratic", *, categories: Sequence[object] | None = None
) -> float:
    """Return Gwet's AC2: AC1 in which near misses agree in part.

    Parameters
    ----------
    ratings
        As for :func:`fleiss_kappa`; numbers, unless the categories are named in their order.
    weights
        See :func:`handrail.interviews.agreement.agreement_weights`; ``ordinal`` are Gwet's, which are not
        the ranks of Krippendorff's ordinal alpha.
    categories
        All that could have been given, from lowest to highest: numbers at their distances, words one apart.

    Returns
    -------
    float
        NaN as for :func:`gwet_ac1`.

    Raises
    ------
    DataError
        As :func:`gwet_ac1`; and when a rating is no number and no categories are named, or weights are
        unknown or do not fit.

    References
    ----------
    Gwet 2014, Handbook of Inter-Rater Reliability, 4th edition, chapter 5.

    Examples
    --------
    >>> ratings = [["low", "mid", "high", "mid"], ["low", "high", "high", "mid"]]
    >>> round(gwet_ac2(ratings, categories=("low", "mid", "high")), 6)
    0.818182
    """
    rated = ordered(ratings, categories)
    return gwet_of(rated, agreement_weights(weights, rated.values))


def ordered(ratings: Ratings, categories: Sequence[object] | None) -> Rated:
    """Return ratings counted by category from lowest to highest."""
    if categories is not None:
        return by_category(ratings, categories)
    return by_number(
        ratings,
        "a rating is a finite number where no categories are named",
        "name the categories from lowest to highest, or put None where it is missing",
    )


def fleiss_of(rated: Rated) -> float:
    """Return Fleiss' kappa of counted ratings."""
    return _beyond(rated, np.eye(len(rated.values)), lambda shares: float(np.square(shares).sum()))


def brennan_prediger_of(rated: Rated) -> float:
    """Return Brennan and Prediger's coefficient of counted ratings."""
    size = len(rated.values)
    return _beyond(rated, np.eye(size), lambda _: 1 / size if size else 1.0)


def gwet_of(rated: Rated, weights: Floats) -> float:
    """Return AC1 or AC2 of counted ratings."""
    return _beyond(rated, weights, lambda shares: _by_hard_units(weights, shares))


def _by_hard_units(weights: Floats, shares: Floats) -> float:
    size = len(shares)
    return 1.0 if size < 2 else float(weights.sum() * (shares * (1 - shares)).sum() / (size * (size - 1)))


def _beyond(rated: Rated, weights: Floats, by_chance: Callable[[Floats], float]) -> float:
    counts = rated.counts[rated.counts.sum(axis=1) > 0]
    paired = counts[counts.sum(axis=1) > 1]
    if not len(paired):
        return math.nan
    observed = float(_pairs_alike(paired, weights).mean())
    chance = by_chance(_shares(counts))
    return math.nan if chance == 1 else (observed - chance) / (1 - chance)


def _pairs_alike(counts: Floats, weights: Floats) -> Floats:
    """Return the share of each unit's pairs of ratings that agree; 0 of one rating."""
    alike = (counts * (np.einsum("uk,ck->uc", counts, weights) - 1)).sum(axis=1)
    in_unit = counts.sum(axis=1)
    return np.asarray(alike / np.maximum(in_unit * (in_unit - 1), 1), dtype=np.float64)


def _shares(counts: Floats) -> Floats:
    """Return how common each category is: the mean over units of its share of the unit's ratings."""
    return np.asarray((counts / counts.sum(axis=1, keepdims=True)).mean(axis=0), dtype=np.float64)
