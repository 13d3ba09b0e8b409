"""Pooling: one measure of several countries, with how far a country can lie from the mean of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from handrail.survey.linearise import Floats
from handrail.values import DataError

FEWEST_COUNTRIES = 5
"""With fewer, the spread between countries is a guess: no interval for another country is told."""


@dataclass(frozen=True)
class Pooled:
    """A random-effects mean.

    Attributes
    ----------
    mean, se, low, high
        Hartung and Knapp's standard error and t limits, with countries minus one degrees of freedom.
    spread
        Standard deviation between countries (tau).
    other_low, other_high
        Where the measure of another country, drawn alike, is expected; None below five countries.
    countries
        How many are pooled.
    """

    mean: float
    se: float
    low: float
    high: float
    spread: float
    other_low: float | None
    other_high: float | None
    countries: int


def pooled(estimates: Sequence[float], errors: Sequence[float], level: float = 0.95) -> Pooled:
    """Return the random-effects mean of countries' estimates.

    Parameters
    ----------
    estimates, errors
        Estimate and standard error of each country, on a scale on which they are about normal.
    level
        Of both intervals.

    Raises
    ------
    DataError
        For fewer than two countries, or errors that are not above zero.

    Notes
    -----
    Restricted maximum likelihood for the variance between countries and the standard error of Hartung and
    Knapp 2001, Statistics in Medicine 20, 3875-3889, with t of countries minus one, as Debray and others
    2017, BMJ 356, i6460, advise for measures of performance. Interval for another country: t of countries
    minus two on the square root of both variances (Higgins, Thompson and Spiegelhalter 2009, Journal of the
    Royal Statistical Society A 172, 137-159; Riley, Higgins and Deeks 2011, BMJ 342, d549).

    Examples
    --------
    >>> found = pooled([0.2, 0.4, 0.6, 0.8, 1.0], [0.1] * 5)
    >>> round(found.mean, 6), round(found.spread, 6), round(found.se, 6)
    (0.6, 0.3, 0.141421)
    """
    y, variance = np.asarray(estimates, dtype=np.float64), np.asarray(errors, dtype=np.float64) ** 2
    if len(y) < 2:
        raise DataError.because("countries are pooled from two on", f"{len(y)}", "show each by itself")
    if not (np.isfinite(y).all() and np.isfinite(variance).all() and (variance > 0).all()):
        raise DataError.because(
            "every pooled estimate has a standard error above zero",
            "one without",
            "leave out the country whose answers cannot tell",
        )
    tau2 = _between(y, variance)
    weight = 1 / (variance + tau2)
    mean = float((weight * y).sum() / weight.sum())
    k = len(y)
    se = math.sqrt(float((weight * (y - mean) ** 2).sum() / ((k - 1) * weight.sum())))
    half = float(stats.t.ppf((1 + level) / 2, k - 1)) * se
    other = None
    if k >= FEWEST_COUNTRIES:
        other = float(stats.t.ppf((1 + level) / 2, k - 2)) * math.sqrt(tau2 + se**2)
    return Pooled(
        mean=mean,
        se=se,
        low=mean - half,
        high=mean + half,
        spread=math.sqrt(tau2),
        other_low=None if other is None else mean - other,
        other_high=None if other is None else mean + other,
        countries=k,
    )


def _between(y: Floats, variance: Floats) -> float:
    """Return the restricted maximum likelihood estimate of the variance between countries."""

    def deviance(tau2: float) -> float:
        weight = 1 / (variance + tau2)
        mean = (weight * y).sum() / weight.sum()
        return float(np.log(variance + tau2).sum() + np.log(weight.sum()) + (weight * (y - mean) ** 2).sum())

    def slope(tau2: float) -> float:
        weight = 1 / (variance + tau2)
        mean = (weight * y).sum() / weight.sum()
        squares = weight**2
        return float(weight.sum() - squares.sum() / weight.sum() - (squares * (y - mean) ** 2).sum())

    most = float(np.ptp(y) ** 2 + variance.max())
    # The deviance can have two valleys: the lowest point of a grid says in which to search.
    grid = np.concatenate([[0.0], np.geomspace(1e-8 * most, most, 200)])
    best = int(np.argmin([deviance(point) for point in grid]))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    if slope(low) >= 0:
        return float(low)
    return float(optimize.brentq(slope, low, high, xtol=1e-15 * most, rtol=1e-14))
