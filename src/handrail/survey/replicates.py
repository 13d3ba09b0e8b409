"""Replicates: weights of many part samples, and how the spread over them becomes a variance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from handrail.survey.linearise import Floats

ReplicateKind = Literal["JKn", "BRR", "Fay", "bootstrap"]


@dataclass(frozen=True, eq=False)
class Replicates:
    """Replicate weights of a design.

    Attributes
    ----------
    kind
        How they were made.
    weights
        Shape (rows, replicates): the weight of each row in each replicate, sampling weight included.
    scale, factors
        The variance is ``scale`` times the sum of ``factors``, shape (replicates,), times squared deviations.
    centre
        What they deviate from: ``full``, the whole sample's estimate, or ``mean``, the replicates' own.
    degrees_of_freedom
        Rank of the weights less one, unless the survey's documentation says another number.
    """

    kind: ReplicateKind
    weights: Floats
    scale: float
    factors: Floats
    centre: Literal["full", "mean"]
    degrees_of_freedom: int
