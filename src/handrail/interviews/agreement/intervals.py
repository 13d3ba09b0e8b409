"""Intervals of the coefficients that take ratings: units are drawn again, categories stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, cast

import numpy as np

from handrail.interviews.agreement.alpha import Level, alpha_of, krippendorff_alpha, rated_at
from handrail.interviews.agreement.many_coders import (
    brennan_prediger,
    brennan_prediger_of,
    fleiss_kappa,
    fleiss_of,
    gwet_ac1,
    gwet_ac2,
    gwet_of,
    ordered,
)
from handrail.interviews.agreement.ratings import Rated, Ratings, by_category
from handrail.interviews.agreement.resampling import FEWEST, RULE, draw, percentiles
from handrail.interviews.agreement.weights import Weights, agreement_weights
from handrail.values import DataError, did_you_mean

_Prepared: TypeAlias = tuple[Rated, Callable[[Rated], float]]


@dataclass(frozen=True)
class RatingInterval:
    """A coefficient with its interval.

    Attributes
    ----------
    value
        The coefficient; NaN where it is undefined.
    low, high
        The 95 % interval; both None where there is none.
    units
        Units that two coders or more rated.
    rule
        How the interval was made, or why there is none.
    seed
        What the resamples were drawn with.
    """

    value: float
    low: float | None
    high: float | None
    units: int
    rule: str
    seed: int


def rating_interval(
    coefficient: Callable[..., float],
    ratings: Ratings,
    *,
    level: Level = "nominal",
    weights: Weights = "quadratic",
    categories: Sequence[object] | None = None,
    seed: int = 2011,
) -> RatingInterval:
    """Return a coefficient of ratings with its bootstrap interval.

    Units are drawn with replacement, each with all of its ratings: a percentile bootstrap with 2,000
    resamples (PCG64), percentiles of type 8. Coders stay as they are. A category that no drawn unit holds
    is still a category. There is no interval with fewer than 5 units that two coders rated, nor when more
    than 1 in 20 resamples leave the coefficient undefined.

    Parameters
    ----------
    coefficient
        ``krippendorff_alpha``, ``fleiss_kappa``, ``brennan_prediger``, ``gwet_ac1`` or ``gwet_ac2``.
    ratings
        Coders by units; None and NaN are missing.
    level, weights, categories
        As that coefficient takes them; those that it does not take are not looked at.
    seed
        Of the resamples.

    Raises
    ------
    DataError
        As the coefficient; and when it is none of these.

    References
    ----------
    Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.

    Examples
    --------
    >>> found = rating_interval(krippendorff_alpha, [[1, 2, 2, 1, 1, 2, 1, 2], [1, 2, 1, 1, 1, 2, 1, 2]])
    >>> round(found.value, 3), round(found.low, 3), found.high, found.units
    (0.762, 0.0, 1.0, 8)
    """
    rated, compute = _prepared(coefficient, ratings, level, weights, categories)
    rated = replace(rated, counts=rated.counts[rated.counts.sum(axis=1) > 0])
    paired = int((rated.counts.sum(axis=1) > 1).sum())
    value = compute(rated)
    drawn = draw(len(rated.counts), seed) if paired >= FEWEST else None
    if drawn is None:
        return RatingInterval(value, None, None, paired, f"none: fewer than {FEWEST} units", seed)
    again = np.array([compute(replace(rated, counts=rated.counts[units])) for units in drawn])
    low, high = percentiles(again)
    rule = RULE.format("units") if low is not None else "none: undefined in more than 1 in 20 resamples"
    return RatingInterval(value, low, high, paired, rule, seed)


def _prepared(
    coefficient: Callable[..., float],
    ratings: Ratings,
    level: Level,
    weights: Weights,
    categories: Sequence[object] | None,
) -> _Prepared:
    """Return ratings counted once, and what computes the coefficient from such counts."""
    if coefficient is krippendorff_alpha:
        return rated_at(ratings, level), lambda rated: alpha_of(rated, level)
    if coefficient is fleiss_kappa:
        return by_category(ratings), fleiss_of
    if coefficient is brennan_prediger:
        return by_category(ratings, categories), brennan_prediger_of
    if coefficient in (gwet_ac1, gwet_ac2):
        weighted = coefficient is gwet_ac2
        rated = ordered(ratings, categories) if weighted else by_category(ratings, categories)
        table = agreement_weights(weights if weighted else "identity", rated.values)
        return rated, lambda again: gwet_of(again, table)
    known = [krippendorff_alpha, fleiss_kappa, brennan_prediger, gwet_ac1, gwet_ac2]
    name = cast(str, getattr(coefficient, "__name__", "another"))
    raise DataError.because(
        "a coefficient is one that takes ratings", name, did_you_mean(name, [one.__name__ for one in known])
    )
