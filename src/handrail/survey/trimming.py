"""Trimming: weights that are cut at limits, and what was cut given to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from handrail.survey.linearise import Floats
from handrail.values.errors import DataError

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling


def trim(design: Sampling, lower: float | None, upper: float | None, strict: bool) -> Floats:
    """Return trimmed weights; see ``Design.trim``."""
    if design.replicate is not None:
        raise DataError.because(
            "weights are trimmed before replicates are made",
            "a design of replicate weights",
            "call trim() first and as_replicates() then",
        )
    low, high = 0.0 if lower is None else float(lower), np.inf if upper is None else float(upper)
    if (lower is None and upper is None) or not 0 <= low < high:
        raise DataError.because(
            "weights are trimmed between limits of zero or more, the lower below the upper",
            f"{lower} and {upper}",
            "give lower, upper or both",
        )
    inside = design.weight > 0
    weight = design.weight[inside]
    total = float(weight.sum())
    # Within rounding of a limit times the rows, every weight would be that limit.
    if not low * len(weight) < total < high * len(weight):
        raise DataError.because(
            "weights between the limits can add up to the same sum as before",
            f"{len(weight)} weights with a mean of {total / len(weight):.6g}",
            "choose limits around the mean",
        )
    for _ in range(len(weight)):
        outside = (weight < low) | (weight > high)
        if not outside.any():
            break
        if outside.all():
            raise DataError.because(
                "some weight lies between the limits, to take up what is cut",
                f"{len(weight)} outside of them",
                "choose wider limits",
            )
        cut = np.clip(weight, low, high)
        weight = np.where(outside, cut, weight + float((weight - cut).sum()) / int((~outside).sum()))
        if not strict:
            break
    trimmed = np.zeros(len(design.weight))
    trimmed[inside] = weight
    return trimmed
