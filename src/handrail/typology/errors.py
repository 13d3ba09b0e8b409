"""Standard errors of a latent class model: by its information, its scores, or the sample's design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from handrail.survey.covariance import design_covariance
from handrail.survey.levels import Levels
from handrail.survey.linearise import Structure
from handrail.typology.derivatives import Coordinates, score_parts, scores_and_information
from handrail.typology.layout import Layout
from handrail.typology.parameters import Parameters
from handrail.typology.patterns import Floats, Integers

ErrorKind = Literal["observed", "outer", "linearised"]
ERROR_KINDS: tuple[ErrorKind, ...] = ("observed", "outer", "linearised")


@dataclass(frozen=True, eq=False)
class Sampled:
    """How the rows of a model were sampled.

    Attributes
    ----------
    strata, clusters
        One for each row of the frame, or None.
    """

    strata: Levels | None
    clusters: Levels | None


def covariance(
    layout: Layout, parameters: Parameters, free: Coordinates, kind: ErrorKind, sampled: Sampled
) -> Floats:
    """Return the covariance of the free coordinates (C x C).

    Parameters
    ----------
    layout, parameters, free
        A model at its top, where it is identified.
    kind
        ``observed``: the inverse of the observed information. ``outer``: of the sum of outer products of
        scores, as poLCA has it. ``linearised``: the sandwich of both over the design's clusters within strata
        (Binder 1983, International Statistical Review 51, 279-292; for latent classes Asparouhov 2005,
        Structural Equation Modeling 12, 411-434).
    """
    _, information, outer = scores_and_information(layout, parameters, free)
    if kind == "outer":
        return _inverse(outer)
    bread = _inverse(information)
    if kind == "observed":
        return bread
    middle = scores_covariance(layout, influence_parts(layout, parameters, free), sampled)
    # One product after the other: three at once take as many steps as coordinates to the fourth power.
    half = np.einsum("ab,bc->ac", bread, middle)
    found: Floats = np.einsum("ac,cd->ad", half, bread)
    return (found + found.T) / 2


def influence_parts(layout: Layout, parameters: Parameters, free: Coordinates) -> Floats:
    """Return the scores of all patterns (P x C)."""
    return np.vstack([scores for _, scores in score_parts(layout, parameters, free)])


def scores_covariance(layout: Layout, scores: Floats, sampled: Sampled) -> Floats:
    """Return the covariance of the weighted total of patterns' values (P x C) over the design (C x C).

    Rows that are not in the model count as zero and stay in their cluster and stratum.
    """
    patterns = layout.patterns
    rows = len(sampled.strata.codes) if sampled.strata is not None else _rows(sampled, patterns.n)
    strata = sampled.strata.codes if sampled.strata is not None else np.zeros(rows, dtype=np.intp)
    if sampled.clusters is None:
        return _by_rows(layout, scores, strata if sampled.strata is not None else None)
    pairs = strata * len(sampled.clusters.values) + sampled.clusters.codes
    found, cluster = np.unique(pairs, return_inverse=True)
    stratum_of = (found // len(sampled.clusters.values)).astype(np.intp)
    own = cluster.reshape(-1)[patterns.rows]
    totals = np.zeros((len(found), scores.shape[1]))
    size = len(patterns.weight)
    key, place = np.unique(own * size + patterns.pattern_of, return_inverse=True)
    weight = np.bincount(place.reshape(-1), patterns.row_weight)
    for column in range(scores.shape[1]):
        totals[:, column] = np.bincount(key // size, weight * scores[key % size, column], len(found))
    sizes = np.bincount(stratum_of)
    structure = Structure(np.arange(len(found)), stratum_of, sizes, np.ones(len(sizes)), "adjust")
    middle = design_covariance(totals, np.arange(len(found)), structure)
    return np.zeros((scores.shape[1],) * 2) if middle is None else middle


def _rows(sampled: Sampled, n: int) -> int:
    return n if sampled.clusters is None else len(sampled.clusters.codes)


def _by_rows(layout: Layout, scores: Floats, strata: Integers | None) -> Floats:
    """Return the covariance where every row is a cluster, from sums over patterns."""
    patterns = layout.patterns
    size = len(patterns.weight)
    if patterns.weight_kind == "frequency" and strata is None:
        # Each row stands for rows of its own.
        n = float(patterns.weight.sum())
        whole: Floats = np.einsum("pc,p,pd->cd", scores, patterns.weight, scores) * n / (n - 1)
        return whole
    middle = np.zeros((scores.shape[1],) * 2)
    own = np.zeros(len(patterns.rows), dtype=np.intp) if strata is None else strata[patterns.rows]
    frequency = patterns.weight_kind == "frequency"
    in_stratum = np.array([len(own)]) if strata is None else np.bincount(strata)
    if frequency:
        in_stratum = np.bincount(own, patterns.row_weight, len(in_stratum))
    squared = patterns.row_weight if frequency else patterns.row_weight**2
    for h, n in enumerate(in_stratum):
        here = own == h
        squares = np.bincount(patterns.pattern_of[here], squared[here], size)
        sums = np.bincount(patterns.pattern_of[here], patterns.row_weight[here], size)
        part = np.einsum("pc,p,pd->cd", scores, squares, scores)
        total = np.einsum("pc,p->c", scores, sums)
        if n > 1:
            middle += (part - np.outer(total, total) / n) * n / (n - 1)
        else:
            middle += part
    return middle


def _inverse(matrix: Floats) -> Floats:
    scale = np.sqrt(np.diag(matrix))
    found: Floats = np.linalg.inv(matrix / np.outer(scale, scale)) / np.outer(scale, scale)
    return found
