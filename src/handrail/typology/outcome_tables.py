"""Tables of an outcome by class: estimates with intervals, differences, the test, what numbers rest on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import polars as pl
from scipy import special

from handrail.survey.levels import Levels
from handrail.typology.expected import expected_in
from handrail.typology.first_step import FirstStep
from handrail.typology.kernel import BOUNDARY
from handrail.typology.patterns import Floats
from handrail.typology.wald import TEST_SCHEMA, row_of_test, two_sided, wald

_ESTIMATES = {
    "class": pl.Int64, "category": pl.String, "parameter": pl.String, "estimate": pl.Float64,
    "se": pl.Float64, "low": pl.Float64, "high": pl.Float64, "n": pl.Float64, "count": pl.Float64,
}  # fmt: skip
_DIFFERENCES = {
    "class": pl.Int64, "other": pl.Int64, "category": pl.String, "estimate": pl.Float64, "se": pl.Float64,
    "low": pl.Float64, "high": pl.Float64, "p": pl.Float64,
}  # fmt: skip


def estimate_table(
    first: FirstStep,
    found: Levels,
    labels: Sequence[str | None],
    *,
    parameter: str,
    estimates: Floats,
    spread: Floats,
    width: float,
) -> pl.DataFrame:
    """Return estimates (K x D, class after class in their covariance) with intervals and expected counts."""
    counts = expected_in(first, found.codes, len(found.values))
    categories = labels != [None]
    rows = []
    for k in range(first.classes):
        for d, label in enumerate(labels):
            estimate = float(estimates[k, d])
            se, low, high = interval(
                estimate, float(spread[k * len(labels) + d, k * len(labels) + d]), parameter, width
            )
            place = d + len(found.values) - len(labels)
            count = float(counts[place, k]) if categories else None
            rows.append((k + 1, label, parameter, estimate, se, low, high, float(counts[:, k].sum()), count))
    return pl.DataFrame(rows, schema=_ESTIMATES, orient="row")


def interval(
    estimate: float, variance: float, parameter: str, width: float
) -> tuple[float | None, float | None, float | None]:
    """Return the standard error and the limits; none at a boundary, and no limits beyond it.

    Examples
    --------
    >>> [round(value, 3) for value in interval(0.5, 0.01, "share", 1.96)]
    [0.1, 0.313, 0.687]
    >>> interval(-0.02, 0.01, "share", 1.96)
    (0.1, None, None)
    """
    inside = {"share": BOUNDARY < estimate < 1 - BOUNDARY, "rate": estimate > BOUNDARY}.get(parameter, True)
    se = float(np.sqrt(variance)) if variance > 0 else None
    if se is None or not inside:
        at_boundary = min(abs(estimate), abs(estimate - 1)) < BOUNDARY and parameter != "mean"
        return None if at_boundary else se, None, None
    if parameter == "mean":
        return se, estimate - width * se, estimate + width * se
    if parameter == "rate":
        far = float(np.exp(width * se / estimate))
        return se, estimate / far, estimate * far
    middle, far = float(special.logit(estimate)), width * se / (estimate * (1 - estimate))
    return se, float(special.expit(middle - far)), float(special.expit(middle + far))


def difference_table(
    labels: Sequence[str | None], estimates: Floats, spread: Floats, width: float, df: int | None
) -> pl.DataFrame:
    """Return each pair of classes, the first less the second."""
    rows: list[tuple[int, int, str | None, float, *tuple[float | None, ...]]] = []
    size = len(labels)
    for a, b in combinations(range(len(estimates)), 2):
        for d, label in enumerate(labels):
            i, j = a * size + d, b * size + d
            off = float(estimates[a, d] - estimates[b, d])
            variance = float(spread[i, i] + spread[j, j] - 2 * spread[i, j])
            if variance <= 0:
                rows.append((a + 1, b + 1, label, off, None, None, None, None))
                continue
            se = float(np.sqrt(variance))
            rows.append(
                (a + 1, b + 1, label, off, se, off - width * se, off + width * se, two_sided(off, se, df))
            )
    return pl.DataFrame(rows, schema=_DIFFERENCES, orient="row")


def equality_test(estimates: Floats, spread: Floats, df: int | None, *, add_up: bool) -> pl.DataFrame:
    """Return the test that classes are equal; of shares that add up to one the last says nothing new."""
    classes, size = estimates.shape
    against = np.column_stack([np.ones(classes - 1), -np.eye(classes - 1)])
    turn = np.kron(against, np.eye(size)[: size - 1] if add_up else np.eye(size))
    spread = np.einsum("ab,bc,dc->ad", turn, spread, turn)
    found = wald(np.einsum("ab,b->a", turn, estimates.reshape(-1)), spread, df)
    return pl.DataFrame([row_of_test(found)], schema=TEST_SCHEMA, orient="row")


def largest_parts(first: FirstStep, found: Levels) -> tuple[tuple[float, float], ...]:
    """Return the shares of the largest and the second-largest respondent in each class's sum of values."""
    patterns = first.layout.patterns
    inside = found.codes >= 0
    value = np.abs(found.values.cast(pl.Float64).to_numpy())[found.codes[inside]]
    within = first.within[patterns.pattern_of[inside]] * value[:, None]
    stands_for = np.ones(len(value))
    if patterns.weight_kind == "frequency":
        stands_for = patterns.row_weight[inside]
    else:
        within = within * patterns.row_weight[inside, None]
    shares = []
    for k in range(first.classes):
        total = float((within[:, k] * stands_for).sum())
        order = np.argsort(-within[:, k], kind="stable")[:2]
        # A row that stands for several respondents is the second-largest too.
        second = order[0] if stands_for[order[0]] > 1 else order[-1]
        parts = (float(within[order[0], k]), float(within[second, k]))
        shares.append((parts[0] / total, parts[1] / total) if total > 0 else (0.0, 0.0))
    return tuple(shares)
