"""The variance of a linearised estimate in a stratified, clustered design: the one core of this room.

Every estimate here is a smooth function of weighted totals. Its Taylor linearisation gives each row one
number; the variance of the estimate is the design variance of the total of these numbers. Rows outside
the domain (other groups, missing answers) have the number zero: they stay, so that a cluster without
an answer still counts as a cluster of its stratum.

Sums run in one order and one thread, so that equal input gives equal output to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from handrail.values.stays import StaysInMemory

Floats: TypeAlias = npt.NDArray[np.float64]
Integers: TypeAlias = npt.NDArray[np.intp]
Flags: TypeAlias = npt.NDArray[np.bool_]
Rows: TypeAlias = Integers | slice
"""Rows of a design: their positions, ascending, or ``EVERYBODY``."""

EVERYBODY = slice(None)
"""All rows in their order. A column of them is the column itself: a million positions would copy it."""

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

    def totals(self, values: Floats, rows: Rows) -> Floats:
        """Return the sum of values in each cluster, shape (C,); every row that is not given counts as zero.

        Examples
        --------
        >>> one = Structure(np.array([0, 0, 1]), np.array([0, 0]), np.array([2]), np.ones(1), "adjust")
        >>> one.totals(np.array([1.0, 2.0, 4.0]), EVERYBODY), one.totals(np.array([2.0]), np.array([1]))
        (array([3., 4.]), array([2., 0.]))
        """
        if isinstance(rows, slice) and self._first_rows is not None:
            sums: Floats = np.add.reduceat(values, self._first_rows)
            return sums
        return np.bincount(
            self.cluster_of_row[rows], weights=values, minlength=len(self.stratum_of_cluster)
        ).astype(np.float64, copy=False)

    @cached_property
    def _first_rows(self) -> Integers | None:
        """Where each cluster begins, if they follow one another: their sums then run 20 times as fast."""
        cluster = self.cluster_of_row
        if (cluster[1:] < cluster[:-1]).any():
            return None
        return np.searchsorted(cluster, np.arange(len(self.stratum_of_cluster)))


def design_variance(linearised: Floats, rows: Rows, structure: Structure) -> float | None:
    """Return the variance of the total of a linearised variable, or None where no stratum can tell.

    Parameters
    ----------
    linearised
        Weighted linearised values of the domain's rows; every other row counts as zero.
    rows
        Positions of these rows in the design, or ``EVERYBODY``.
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
    totals = structure.totals(linearised, rows)
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
    present[stratum[structure.cluster_of_row[rows]]] = True
    telling = present & ~lonely
    if not telling.any():
        return None
    variance = float(parts[~lonely].sum())
    if structure.lonely == "average":
        variance *= float(present.sum() / telling.sum())
    return variance
