"""The variance of an estimate under its design: linearised, or from replicates.

An estimator gives two things here: its linearised values, and itself as a function of the weights. A design
of strata and clusters takes the first (and, where its weights were calibrated, their residuals on what was
calibrated to); a design of replicate weights takes the second, once a replicate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from handrail.survey.covariance import design_covariance
from handrail.survey.linearise import EVERYBODY, Floats, Rows, design_variance

if TYPE_CHECKING:
    from handrail.survey.calibration import Calibration
    from handrail.survey.replicates import Replicates
    from handrail.survey.sampling import Sampling

Again: TypeAlias = Callable[[Floats], Floats]
"""The estimates, shape (estimates,), under other weights of the domain's rows, shape (rows,)."""


@dataclass(frozen=True, eq=False)
class SumOrRatio:
    """A weighted sum, or a ratio of two, as a function of the weights: what replicates reckon by cluster.

    ``above`` has the shape (rows of the domain,), and so has ``below``, which is None for a sum and may be 1
    for a mean.

    Examples
    --------
    >>> SumOrRatio(np.array([1.0, 3.0]), np.ones(2))(np.array([1.0, 3.0]))
    2.5
    """

    above: Floats
    below: Floats | float | None

    def __call__(self, weight: Floats) -> float:
        """Return the estimate under other weights of the domain's rows."""
        above = float((weight * self.above).sum())
        return above if self.below is None else above / float((weight * self.below).sum())

    def replicated(self, replicates: Replicates, rows: Rows) -> Floats:
        """Return the estimate in every replicate, shape (replicates,)."""
        above = replicates.sums(rows, self.above)
        return above if self.below is None else above / replicates.sums(rows, self.below)


def covariance_of(design: Sampling, rows: Rows, linearised: Floats, again: Again) -> Floats | None:
    """Return the covariance of estimates over a domain, or None where the design cannot tell.

    Parameters
    ----------
    design
        How the sample was drawn.
    rows
        Positions of the domain's rows, in order, or ``EVERYBODY``.
    linearised
        Shape (rows of the domain, estimates): weighted linearised values; every other row counts as zero.
    again
        The same estimates from other weights of these rows.

    Returns
    -------
    covariance
        Shape (estimates, estimates); not a number for an estimate that is none in some replicate.

    Notes
    -----
    Taylor: :func:`handrail.survey.covariance.design_covariance`. Calibrated weights: the linearised values
    are replaced by their residuals on the calibration's variables (Deville and Sarndal 1992, Journal of the
    American Statistical Association 87, 376-382). Replicates: scale times the sum over replicates of their
    factor times the squared distance from the full sample's estimate, or from the replicates' mean (Wolter
    2007, Introduction to Variance Estimation).

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.survey import Design
    >>> design = Design(pl.DataFrame({"y": [1.0, 3.0, 5.0, 5.0]}))
    >>> y, rows = design.frame["y"].to_numpy(), np.arange(4)
    >>> covariance_of(design, rows, ((y - 3.5) / 4)[:, None], lambda w: np.array([(w * y).sum() / w.sum()]))
    array([[0.91666667]])
    """
    replicates = design.replicate
    if replicates is None:
        if design.calibration is None:
            return design_covariance(linearised, rows, design.structure)
        residuals = _residuals(design, design.calibration, rows, linearised)
        return design_covariance(residuals, EVERYBODY, design.structure)
    # A domain can have no weight in a replicate: the design then cannot tell, which is not worth a warning.
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.array([again(weight) for weight in replicates.weights(rows)])
    return _spread(replicates, found, again(design.weight[rows]))


def variance_of(
    design: Sampling, rows: Rows, linearised: Floats, again: SumOrRatio | Callable[[Floats], float]
) -> float | None:
    """Return the variance of one estimate over a domain, or None where the design cannot tell.

    Parameters
    ----------
    design, rows
        As in :func:`covariance_of`.
    linearised
        Shape (rows of the domain,).
    again
        The estimate from other weights of these rows; a :class:`SumOrRatio` is faster over many replicates.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.survey import Design
    >>> design = Design(pl.DataFrame({"y": [1.0, 3.0, 5.0, 5.0]}))
    >>> y = design.frame["y"].to_numpy()
    >>> round(variance_of(design, np.arange(4), (y - 3.5) / 4, lambda w: (w * y).sum() / w.sum()), 6)
    0.916667
    """
    if design.replicate is not None and isinstance(again, SumOrRatio):
        with np.errstate(divide="ignore", invalid="ignore"):
            each = again.replicated(design.replicate, rows)[:, None]
        spread = _spread(design.replicate, each, np.array([again(design.weight[rows])]))
        return None if spread is None else float(spread[0, 0])
    if design.replicate is not None:
        found = covariance_of(design, rows, linearised[:, None], lambda weight: np.array([again(weight)]))
        return None if found is None else float(found[0, 0])
    if design.calibration is None:
        return design_variance(linearised, rows, design.structure)
    residuals = _residuals(design, design.calibration, rows, linearised[:, None])[:, 0]
    return design_variance(residuals, EVERYBODY, design.structure)


def _spread(replicates: Replicates, found: Floats, full: Floats) -> Floats | None:
    """Return the covariance over replicates, ``found`` having the shape (replicates, estimates)."""
    untold = ~np.isfinite(found).all(axis=0)
    if untold.all():
        return None
    # An estimate that some replicate has nobody for has no variance; the others keep theirs.
    found = np.where(untold, 0.0, found)
    deviation = found - (full if replicates.centre == "full" else found.mean(axis=0))
    covariance: Floats = replicates.scale * np.einsum("ri,r,rj->ij", deviation, replicates.factors, deviation)
    covariance[untold] = covariance[:, untold] = np.nan
    return (covariance + covariance.T) / 2


def _residuals(design: Sampling, calibration: Calibration, rows: Rows, linearised: Floats) -> Floats:
    """Return linearised values on every row of the design, less what the calibration explains of them."""
    everywhere = np.zeros((design.frame.height, linearised.shape[1]))
    everywhere[rows] = linearised
    return calibration.residuals(everywhere)
