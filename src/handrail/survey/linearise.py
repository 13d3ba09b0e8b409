"""The variance of a linearised estimate in a stratified, clustered design: the one core of this room.

Every estimate here is a smooth function of weighted totals. Its Taylor linearisation gives each row one
number; the variance of the estimate is the design variance of the total of these numbers. Rows outside
the domain (other groups, missing answers) have the number zero: they stay, so that a cluster without
an answer still counts as a cluster of its stratum.

Sums run in the order of the rows, in one thread, so that equal input gives equal output to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from handrail.values.stays import StaysInMemory

Floats: TypeAlias = npt.NDArray[np.float64]
Integers: TypeAlias = npt.NDArray[np.intp]
Flags: TypeAlias = npt.NDArray[np.bool_]

Lonely = Literal["adjust", "remove", "average", "certainty", "error"]
LONELY: tuple[Lonely, ...] = ("adjust", "remove", "average", "certainty", "error")


@dataclass(frozen=True, eq=False, repr=False)
class Structure(StaysInMemory):
    """Clusters and strata as whole numbers.

    Attributes
    ----------
    cluster_of_row
        Cluster of each row, 0 to C - 1.
    stratum_of_cluster
        Stratum of each cluster, 0 to H - 1.
    clusters_in_stratum
        Number of sampled clusters of each stratum.
    fraction_left
        Finite population factor of each stratum: 1 - sampled share; 1 without a population size.
    lonely
        The rule for a stratum with one cluster.
    """

    cluster_of_row: Integers
    stratum_of_cluster: Integers
    clusters_in_stratum: Integers
    fraction_left: Floats
    lonely: Lonely

    @property
    def is_lonely(self) -> Flags:
        """Strata with one cluster that is a sample: a stratum taken whole has no sampling variance."""
        alone: Flags = (self.clusters_in_stratum == 1) & (self.fraction_left > 1e-7)
        return alone


def design_variance(linearised: Floats, rows: Integers, structure: Structure) -> float | None:
    """Return the variance of the total of a linearised variable, or None where no stratum can tell.

    Parameters
    ----------
    linearised
        Weighted linearised values of the domain's rows; every other row counts as zero.
    rows
        Positions of these rows in the design.
    structure
        Clusters, strata and the rule for lonely strata.

    Notes
    -----
    Per stratum h with n_h clusters and cluster totals z: (1 - f_h) n_h / (n_h - 1) * sum (z - mean z)^2.
    A stratum is lonely when the *design* has one cluster there; a stratum whose domain lies in one of several
    clusters is not. Lonely strata: ``adjust`` takes the cluster's deviation from the grand mean of the
    linearised values, which is zero for means, shares and ratios (and zero is taken for totals too, as R
    does); ``remove`` and ``certainty`` take no variance from them; ``average`` takes the mean of the other
    strata that have rows of the domain.

    Examples
    --------
    Two strata of two clusters, one row each.

    >>> structure = Structure(np.arange(4), np.array([0, 0, 1, 1]), np.array([2, 2]), np.ones(2), "adjust")
    >>> design_variance(np.array([1.0, 3.0, 5.0, 5.0]), np.arange(4), structure)
    4.0
    """
    clusters = structure.cluster_of_row[rows]
    totals = np.bincount(clusters, weights=linearised, minlength=len(structure.stratum_of_cluster))
    stratum = structure.stratum_of_cluster
    size = structure.clusters_in_stratum
    strata = len(size)
    lonely = structure.is_lonely
    centre = np.bincount(stratum, weights=totals, minlength=strata) / size
    if structure.lonely == "adjust":
        centre = np.where(lonely, 0.0, centre)
    squares = np.bincount(stratum, weights=(totals - centre[stratum]) ** 2, minlength=strata)
    scale = structure.fraction_left * np.where(size > 1, size / np.maximum(size - 1, 1), 1.0)
    parts = scale * squares
    if structure.lonely in ("adjust", "certainty"):
        return float(parts.sum())
    present = np.zeros(strata, dtype=np.bool_)
    present[stratum[clusters]] = True
    telling = present & ~lonely
    if not telling.any():
        return None
    variance = float(parts[~lonely].sum())
    if structure.lonely == "average":
        variance *= float(present.sum() / telling.sum())
    return variance
