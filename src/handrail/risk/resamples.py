"""Resamples: whole clusters drawn again within their strata, as weights of the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from handrail.survey import Design
from handrail.survey.linearise import Floats, Structure
from handrail.values import DataError


def can_resample(design: Design) -> bool:
    """Return whether a design can be drawn from again: strata and clusters, or bootstrap replicates."""
    return design.replicate is None or design.replicate.kind == "bootstrap"


def resampled_weights(design: Design, resamples: int, seed: int) -> Iterator[Floats]:
    """Yield the weights of every row of the design in each resample.

    Parameters
    ----------
    design
        One of strata and clusters, or one with bootstrap replicate weights, which are then the resamples.
    resamples, seed
        How many, and where the drawing starts (PCG64); of bootstrap replicates the first so many.

    Raises
    ------
    DataError
        For a design with replicate weights of another kind, which cannot be drawn from, and for more
        resamples than there are bootstrap replicates.

    Notes
    -----
    Rao and Wu 1988, Journal of the American Statistical Association 83, 231-241, with the weights of Rao, Wu
    and Yue 1992, Survey Methodology 18, 209-217: of a stratum's n clusters n - 1 are drawn with replacement,
    and a row's weight is multiplied by n / (n - 1) times how often its cluster was drawn. A stratum with one
    cluster stays as it is. Calibrated weights are not calibrated again.

    Examples
    --------
    >>> import polars as pl
    >>> design = Design(pl.DataFrame({"c": [0, 0, 1, 1], "y": [0, 1, 1, 0]}), clusters="c")
    >>> [weights.tolist() for weights in resampled_weights(design, 3, seed=1)]
    [[2.0, 2.0, 0.0, 0.0], [0.0, 0.0, 2.0, 2.0], [0.0, 0.0, 2.0, 2.0]]
    """
    replicate = design.replicate
    if replicate is not None:
        if not can_resample(design) or len(replicate) < resamples:
            raise DataError.because(
                "a bootstrap draws clusters, or takes as many bootstrap replicates as are asked for",
                f"{len(replicate)} replicate weights of kind {replicate.kind}",
                "give strata and clusters, or fewer resamples of a design with bootstrap replicates",
            )
        yield from islice(replicate.weights(), resamples)
        return
    chance = np.random.default_rng(seed)
    structure = design.structure
    for _ in range(resamples):
        yield design.weight * _times_drawn(structure, chance)[structure.cluster_of_row]


def _times_drawn(structure: Structure, chance: np.random.Generator) -> Floats:
    """Return the factor of each cluster's weights in one resample."""
    stratum, size = structure.stratum_of_cluster, structure.clusters_in_stratum
    drawn = np.ones(len(stratum))
    order = np.argsort(stratum, kind="stable")
    ends = np.cumsum(size)
    for n, end in zip(size.tolist(), ends.tolist(), strict=True):
        if n > 1:
            members = order[end - n : end]
            times = np.bincount(chance.integers(0, n, n - 1), minlength=n)
            drawn[members] = times * (n / (n - 1))
    return drawn
