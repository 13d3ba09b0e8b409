"""Scales: how consistently several items measure one thing (Cronbach's alpha)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy import stats

from handrail.survey.domains import lies_in_one_cluster
from handrail.survey.items import NOTHING_REVERSED, Items, Reverse, covariance_under, items_of
from handrail.survey.linearise import Floats
from handrail.survey.variance import variance_of
from handrail.values.errors import DataError
from handrail.values.result import LeftOut

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

ITEMS_RULE = "respondents who answered every item; the rows of the others stay in the design"
FELDT = "Feldt's, from the F distribution"
ON_LOG = "symmetric on the log of one minus the coefficient, t distribution"


@dataclass(frozen=True, eq=False)
class Alpha:
    """Cronbach's alpha of a scale.

    Attributes
    ----------
    items
        The items, as they were given.
    alpha, se, low, high
        The coefficient, its standard error under the design, and its limits; None where they cannot be told.
    level, interval, df
        Confidence level, the rule of the limits in words, and the design's degrees of freedom.
    standardised
        Alpha of the items at equal variances.
    table
        One row an item: ``item``, ``mean``, ``sd`` (n - 1 in place of n without weights), ``item_rest`` (its
        correlation with the sum of the others) and ``alpha_if_dropped`` (null for a scale of two).
    n, weighted_n
        Respondents, unweighted and weighted.
    missing, left_out
        The rule for missing items in words, and the rows that it leaves out.
    against
        Items that run against most of the others, as they were counted, along their first principal
        component: they may have to be turned round (or not, where they were), which is never done silently.
    reverse
        The items that were turned round, with the range of their answers.
    """

    items: tuple[str, ...]
    alpha: float
    se: float | None
    low: float | None
    high: float | None
    level: float
    interval: str
    df: int
    standardised: float
    table: pl.DataFrame
    n: int
    weighted_n: float
    missing: str
    left_out: tuple[LeftOut, ...]
    against: tuple[str, ...]
    reverse: Reverse


def alpha(
    design: Sampling,
    items: Sequence[str],
    where: pl.Expr | None = None,
    *,
    reverse: Reverse = NOTHING_REVERSED,
    level: float = 0.95,
) -> Alpha:
    """Return Cronbach's alpha of a scale under a design.

    Parameters
    ----------
    design
        The sample's design over a frame that holds the items.
    items
        Columns of numbers or true/false, all in one direction but for those in ``reverse``.
    where
        Expression for the domain.
    reverse
        Items that ask the other way round, each with the lowest and highest answer that its question offers.
    level
        Of the interval. Without weights, strata, clusters and replicates it is Feldt's; else a t interval
        on the log of 1 - alpha, with the design's variance.

    Raises
    ------
    DataError
        For items that make no scale (see :func:`handrail.survey.items.items_of`), and where the sum of the
        items does not vary.

    References
    ----------
    Cronbach 1951, Psychometrika 16, 297-334; Feldt 1965, Psychometrika 30, 357-370; the log scale: Bonett
    2002, Journal of Educational and Behavioral Statistics 27, 335-340. The variance is linearised (Binder
    1983): alpha is a function of two variances, of the items and of their sum.

    Examples
    --------
    >>> from handrail.survey import Design
    >>> frame = pl.DataFrame({"a": [1, 2, 3, 4, 4], "b": [1, 2, 2, 4, 5], "c": [2, 1, 3, 4, 4]})
    >>> found = alpha(Design(frame), ["a", "b", "c"])
    >>> round(found.alpha, 4), round(found.low, 4), round(found.high, 4), found.n
    (0.9387, 0.69, 0.9932, 5)
    """
    if not 0 < level < 1:
        raise DataError.because("a confidence level lies between 0 and 1", f"{level}", "give 0.95")
    found = items_of(design, items, where, reverse)
    covariance = found.covariance()
    whole = float(covariance.sum())
    if whole <= 1e-12 * float(np.trace(covariance)):
        raise DataError.because(
            "the sum of a scale's items varies",
            "items that cancel each other",
            "turn round the items that run the other way: name them in reverse",
        )
    value = _alpha_of(covariance)
    se = _standard_error(design, found, covariance)
    low, high, interval = _limits(design, found, value, se, level)
    rest = _item_rest(covariance)
    return Alpha(
        items=found.names,
        alpha=value,
        se=se,
        low=low,
        high=high,
        level=level,
        interval=interval,
        df=design.degrees_of_freedom,
        standardised=_alpha_of(_correlation(covariance)),
        table=_table(design, found, covariance, rest),
        n=len(found.rows),
        weighted_n=float(found.weight.sum()),
        missing=ITEMS_RULE,
        left_out=found.left_out,
        against=_against(found.names, covariance),
        reverse=MappingProxyType(dict(reverse)),
    )


def _alpha_of(covariance: Floats) -> float:
    items = len(covariance)
    return items / (items - 1) * (1 - float(np.trace(covariance)) / float(covariance.sum()))


def _correlation(covariance: Floats) -> Floats:
    spread = np.sqrt(np.diag(covariance))
    correlation: Floats = covariance / np.outer(spread, spread)
    return correlation


def _item_rest(covariance: Floats) -> Floats:
    own = np.diag(covariance)
    with_rest = covariance.sum(axis=0) - own
    rest = covariance.sum() - 2 * covariance.sum(axis=0) + own
    found: Floats = with_rest / np.sqrt(own * np.where(rest > 0, rest, np.nan))
    return found


def _against(names: tuple[str, ...], covariance: Floats) -> tuple[str, ...]:
    # Not the item-rest correlation: one item turned round can make those of all the others negative.
    main = np.linalg.eigh(_correlation(covariance))[1][:, -1]
    backwards = main < 0 if (main < 0).sum() * 2 <= len(main) else main >= 0
    return tuple(name for name, flag in zip(names, backwards, strict=True) if flag)


def _table(design: Sampling, found: Items, covariance: Floats, rest: Floats) -> pl.DataFrame:
    items, n = len(found.names), len(found.rows)
    scale = n / (n - 1) if design.weights is None else 1.0
    kept = [np.delete(np.delete(covariance, at, 0), at, 1) for at in range(items)]
    mean = np.einsum("ri,r->i", found.answers, found.weight / found.weight.sum())
    return pl.DataFrame(
        {
            "item": found.names,
            "mean": mean,
            "sd": np.sqrt(np.diag(covariance) * scale),
            "item_rest": rest,
            "alpha_if_dropped": [_alpha_of(one) if items > 2 and one.sum() > 0 else None for one in kept],
        },
        schema_overrides={"alpha_if_dropped": pl.Float64()},
    )


def _standard_error(design: Sampling, found: Items, covariance: Floats) -> float | None:
    if lies_in_one_cluster(design, found.rows):
        return None
    items = len(found.names)
    centred = found.centred()
    of_items = np.einsum("ri,ri->r", centred, centred)
    of_sum = np.einsum("ri->r", centred) ** 2
    apart, together = float(np.trace(covariance)), float(covariance.sum())
    # d alpha = -k/(k-1) (d apart / together - apart d together / together^2); the constants cancel.
    slope = of_items / together - apart * of_sum / together**2
    linearised = -items / (items - 1) * found.weight / found.weight.sum() * slope

    def again(weight: Floats) -> float:
        return _alpha_of(covariance_under(found.answers, weight))

    variance = variance_of(design, found.rows, linearised, again)
    return None if variance is None else math.sqrt(variance)


def _limits(
    design: Sampling, found: Items, value: float, se: float | None, level: float
) -> tuple[float | None, float | None, str]:
    plain = design.weights is None and design.strata is None and design.clusters is None
    if plain and design.fpc is None and design.replicate is None and design.calibration is None:
        above = len(found.rows) - 1
        below = above * (len(found.names) - 1)
        first, last = (float(stats.f.ppf(tail, above, below)) for tail in ((1 + level) / 2, (1 - level) / 2))
        return 1 - (1 - value) * first, 1 - (1 - value) * last, FELDT
    return *log_limits(value, se, design.degrees_of_freedom, level), ON_LOG


def log_limits(value: float, se: float | None, df: int, level: float) -> tuple[float | None, float | None]:
    """Return limits of a coefficient below 1, symmetric on the log of 1 minus it.

    Examples
    --------
    >>> [round(one, 4) for one in log_limits(0.8, 0.03, 30, 0.95)]
    [0.7283, 0.8528]
    """
    if se is None or df < 1 or value >= 1:
        return None, None
    half = float(stats.t.ppf((1 + level) / 2, df)) * se / (1 - value)
    return 1 - (1 - value) * math.exp(half), 1 - (1 - value) * math.exp(-half)
