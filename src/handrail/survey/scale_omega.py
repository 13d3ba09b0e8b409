"""Omega: the share of a scale's variance that its factor explains, where items may measure it unequally."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from handrail.survey.domains import lies_in_one_cluster
from handrail.survey.factor_model import (
    FactorModel,
    curvature,
    factors_of,
    fit_factor_model,
    implied_covariance,
    product,
)
from handrail.survey.items import NOTHING_REVERSED, Items, Reverse, covariance_under, items_of
from handrail.survey.linearise import Floats, Integers
from handrail.survey.scales import ITEMS_RULE, ON_LOG, log_limits
from handrail.survey.variance import covariance_of
from handrail.values.errors import DataError
from handrail.values.result import LeftOut

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

_STEP = 1e-6


@dataclass(frozen=True, eq=False)
class Omega:
    """Omega of one scale or of several that were fitted together.

    Attributes
    ----------
    table
        One row a scale: ``scale``, ``items``, ``estimate``, ``se``, ``low``, ``high``.
    loadings
        One row an item: ``scale``, ``item``, ``loading`` (in the item's unit, factor variance 1),
        ``standardised`` and ``residual`` (variance).
    correlations
        Shape (scales, scales), in the order of the table.
    statistic, statistic_df
        Likelihood-ratio statistic of the model and its degrees of freedom, unweighted n; under weights,
        strata or clusters it has no known distribution and is None.
    level, interval, df, n, weighted_n, missing, left_out
        As of :class:`handrail.survey.scales.Alpha`.
    """

    table: pl.DataFrame
    loadings: pl.DataFrame
    correlations: Floats
    statistic: float | None
    statistic_df: int
    level: float
    interval: str
    df: int
    n: int
    weighted_n: float
    missing: str
    left_out: tuple[LeftOut, ...]


def omega(
    design: Sampling,
    scales: Mapping[str, Sequence[str]],
    where: pl.Expr | None = None,
    *,
    reverse: Reverse = NOTHING_REVERSED,
    level: float = 0.95,
) -> Omega:
    """Return omega of each scale, from one factor model in which each item measures its own scale.

    Parameters
    ----------
    design
        The sample's design over a frame that holds the items.
    scales
        Scale to its items. Factors of several scales may go together; an item belongs to one.
    where, reverse, level
        As in :func:`handrail.survey.scales.alpha`; limits are symmetric on the log of 1 - omega.

    Raises
    ------
    DataError
        For items that make no scale, an item of two scales, a single scale of fewer than three items, and one
        of several with fewer than two: its factor is not determined.
    NotConverged
        Where the factor model has no proper solution.

    Notes
    -----
    Omega is the squared sum of the loadings over itself plus the sum of the residual variances (McDonald
    1999, Test Theory, chapter 6; Raykov 2001, British Journal of Mathematical and Statistical Psychology 54,
    315-323). The covariance is weighted; the standard errors are linearised through the likelihood's
    equations, so that they hold under the design, for answers that are not normal and for a model that is not
    quite right.

    Examples
    --------
    >>> from handrail.survey import Design
    >>> rng = np.random.default_rng(3)
    >>> factor = rng.normal(size=400)
    >>> frame = pl.DataFrame({name: 0.8 * factor + 0.6 * rng.normal(size=400) for name in "abc"})
    >>> found = omega(Design(frame), {"telling": ["a", "b", "c"]})
    >>> found.table["estimate"].round(2).to_list(), found.n
    ([0.85], 400)
    """
    names = [item for items in scales.values() for item in items]
    _check(scales, names, level)
    found = items_of(design, names, where, reverse)
    factors = factors_of(list(scales.values()))
    covariance = found.covariance()
    model = fit_factor_model(covariance, factors)
    values = _omegas(model)
    covariances = _covariances(design, found, covariance, model)
    rows = []
    for at, (name, items) in enumerate(scales.items()):
        se = None if covariances is None else math.sqrt(covariances[at, at])
        low, high = log_limits(float(values[at]), se, design.degrees_of_freedom, level)
        rows.append((name, len(items), float(values[at]), se, low, high))
    drawn = (design.weights, design.strata, design.clusters, design.fpc, design.replicate)
    simple = all(one is None for one in drawn)
    return Omega(
        table=pl.DataFrame(
            rows,
            schema={
                "scale": pl.String(),
                "items": pl.Int64(),
                **dict.fromkeys(("estimate", "se", "low", "high"), pl.Float64()),
            },
            orient="row",
        ),
        loadings=pl.DataFrame(
            {
                "scale": [name for name, items in scales.items() for _ in items],
                "item": names,
                "loading": model.loadings,
                "standardised": model.loadings / np.sqrt(model.loadings**2 + model.residuals),
                "residual": model.residuals,
            }
        ),
        correlations=model.correlations,
        statistic=len(found.rows) * model.discrepancy if simple else None,
        statistic_df=len(names) * (len(names) + 1) // 2 - len(model.parameters),
        level=level,
        interval=ON_LOG,
        df=design.degrees_of_freedom,
        n=len(found.rows),
        weighted_n=float(found.weight.sum()),
        missing=ITEMS_RULE,
        left_out=found.left_out,
    )


def _check(scales: Mapping[str, Sequence[str]], names: list[str], level: float) -> None:
    if not 0 < level < 1:
        raise DataError.because("a confidence level lies between 0 and 1", f"{level}", "give 0.95")
    fewest = 3 if len(scales) == 1 else 2
    short = [name for name, items in scales.items() if len(items) < fewest]
    if not scales or short:
        raise DataError.because(
            f"a scale has {fewest} items at least, or its factor is not determined",
            f"fewer in: {', '.join(short)}" if short else "no scale",
            "ask for alpha, or fit the scale together with others",
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError.because("an item belongs to one scale", f"more: {', '.join(twice)}", "list it once")


def _omegas(model: FactorModel) -> Floats:
    common = np.bincount(model.factors, weights=model.loadings) ** 2
    found: Floats = common / (common + np.bincount(model.factors, weights=model.residuals))
    return found


def _omegas_at(parameters: Floats, spread: Floats, factors: Integers) -> Floats:
    items = len(factors)
    common = np.bincount(factors, weights=parameters[:items] * spread) ** 2
    unique = np.bincount(factors, weights=np.exp(parameters[items : 2 * items]) * spread**2)
    found: Floats = common / (common + unique)
    return found


def _covariances(design: Sampling, found: Items, covariance: Floats, model: FactorModel) -> Floats | None:
    if lies_in_one_cluster(design, found.rows):
        return None
    spread = np.sqrt(np.diag(covariance))
    # The equations hold for the items in any fixed unit: here in the one of the full sample.
    correlation = covariance / np.outer(spread, spread)
    centred = found.centred() / spread
    inverse: Floats = np.linalg.inv(implied_covariance(model.parameters, model.factors)).astype(np.float64)
    by_parameter = []
    for at in range(len(model.parameters)):
        step = np.zeros(len(model.parameters))
        step[at] = _STEP
        ahead, behind = (
            implied_covariance(model.parameters + side * step, model.factors) for side in (1, -1)
        )
        direction = product(inverse, (ahead - behind) / (2 * _STEP), inverse)
        by_parameter.append(
            np.einsum("ri,ij,rj->r", centred, direction, centred) - float((direction * correlation).sum())
        )
    bend = curvature(model.parameters, correlation, model.factors)
    of_parameters = np.linalg.solve(bend, np.array(by_parameter)).T
    gradient = np.column_stack(
        [
            (
                _omegas_at(model.parameters + step, spread, model.factors)
                - _omegas_at(model.parameters - step, spread, model.factors)
            )
            / (2 * _STEP)
            for step in _STEP * np.eye(len(model.parameters))
        ]
    )
    share = found.weight / found.weight.sum()
    linearised = share[:, None] * np.einsum("rp,op->ro", of_parameters, gradient)

    def again(weight: Floats) -> Floats:
        return _omegas(
            fit_factor_model(covariance_under(found.answers, weight), model.factors, model.parameters)
        )

    return covariance_of(design, found.rows, linearised, again)
