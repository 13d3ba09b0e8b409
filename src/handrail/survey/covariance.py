"""The covariance of several linearised estimates at once: ``linearise.design_variance`` as a matrix."""

from __future__ import annotations

import numpy as np

from handrail.survey.linearise import Floats, Integers, Rows, Structure


def design_covariance(linearised: Floats, rows: Rows, structure: Structure) -> Floats | None:
    """Return the covariance of the totals of linearised variables, or None where no stratum can tell.

    Parameters
    ----------
    linearised
        Shape (rows of the domain, estimates): weighted linearised values; every other row counts as zero.
    rows, structure
        See :func:`handrail.survey.linearise.design_variance`, also for strata with one cluster.

    Returns
    -------
    covariance
        Shape (estimates, estimates); its diagonal is the variance of each estimate alone.

    Notes
    -----
    Binder 1983, International Statistical Review 51, 279-292: per stratum, products of the deviations of
    cluster totals in place of squares.

    Examples
    --------
    >>> structure = Structure(np.arange(4), np.array([0, 0, 1, 1]), np.array([2, 2]), np.ones(2), "adjust")
    >>> design_covariance(np.array([[1.0, 2.0], [3.0, 0.0], [5.0, 1.0], [5.0, 1.0]]), np.arange(4), structure)
    array([[ 4., -4.],
           [-4.,  4.]])
    """
    stratum, size = structure.stratum_of_cluster, structure.clusters_in_stratum
    strata, clusters = len(size), structure.cluster_of_row[rows]
    totals = _sums(linearised, clusters, len(stratum))
    lonely = structure.is_lonely
    centre = _sums(totals, stratum, strata) / size[:, None]
    if structure.lonely == "adjust":
        centre[lonely] = 0.0
    deviation = totals - centre[stratum]
    scale = structure.fraction_left * np.where(size > 1, size / np.maximum(size - 1, 1), 1.0)
    present = np.zeros(strata, dtype=np.bool_)
    present[stratum[clusters]] = True
    telling = present & ~lonely
    if structure.lonely not in ("adjust", "certainty"):
        if not telling.any():
            return None
        scale = np.where(lonely, 0.0, scale)
    if structure.lonely == "average":
        scale = scale * (present.sum() / telling.sum())
    # einsum and not @: one order of summation, in one thread.
    covariance: Floats = np.einsum("ci,c,cj->ij", deviation, scale[stratum], deviation)
    return (covariance + covariance.T) / 2


def _sums(values: Floats, group: Integers, groups: int) -> Floats:
    return np.column_stack([np.bincount(group, weights=column, minlength=groups) for column in values.T])
