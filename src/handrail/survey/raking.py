"""Raking: weights that meet several margins of the population, fitted one margin after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from handrail.survey.calibrating import Margin, check_sums, read_margin
from handrail.survey.calibration import Calibration, Raking, Regression
from handrail.survey.linearise import Floats
from handrail.values.errors import DataError, NotConverged

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

Margins: TypeAlias = Mapping[str, Mapping[Any, float]]
"""Column to the population of each of its levels."""


def rake(
    design: Sampling, margins: Margins, tolerance: float, most: int
) -> tuple[Calibration, Floats, tuple[Floats, ...]]:
    """Return what was raked to, the weights, and those of each replicate; see ``Design.rake``."""
    if not margins:
        raise DataError.because("weights are raked to margins", "none", "name a column with its populations")
    if not 0 < tolerance < 1 or most < 1:
        raise DataError.because(
            "raking ends within a tolerance between 0 and 1, after one round or more",
            f"{tolerance:g} and {most}",
            "leave both out",
        )
    read = [read_margin(design, name, population) for name, population in margins.items()]
    check_sums({margin.name: float(margin.population.sum()) for margin in read})
    weight = _fit(read, design.weight, tolerance, most, "the sample")
    calibration: Calibration
    if len(read) == 1:
        method = f"post-stratified by {read[0].name}"
        calibration = Regression(method, read[0].columns, weight, design.weight)
    else:
        codes = tuple(margin.code for margin in read)
        calibration = Raking(f"raked to margins of {', '.join(margins)}", codes, weight)
    replicates = () if design.replicate is None else design.replicate.weights()
    return (
        calibration,
        weight,
        tuple(_fit(read, each, tolerance, most, "a replicate") for each in replicates),
    )


def _fit(margins: Sequence[Margin], weight: Floats, tolerance: float, most: int, what: str) -> Floats:
    """Return weights by iterative proportional fitting (Deming and Stephan 1940)."""
    worst, name = np.inf, ""
    for _ in range(most):
        for margin in margins:
            weighed = np.bincount(margin.code, weights=weight, minlength=len(margin.population))
            if not (weighed > 0).all():
                raise NotConverged.because(
                    f"every level of a margin has a weight in {what}",
                    f"none in a level of '{margin.name}'",
                    "merge the level with another, in the survey and in the margin",
                )
            weight = weight * (margin.population / weighed)[margin.code]
        worst, name = max(_miss(margin, weight) for margin in margins)
        if worst <= tolerance:
            return weight
    raise NotConverged.because(
        "raking meets all margins at once",
        f"'{name}' off by {worst:.2g} of a level after {most} rounds",
        "look for combinations of levels without respondents, merge levels, or leave a margin out",
    )


def _miss(margin: Margin, weight: Floats) -> tuple[float, str]:
    weighed = np.bincount(margin.code, weights=weight, minlength=len(margin.population))
    return float(np.abs(weighed / margin.population - 1).max()), margin.name
