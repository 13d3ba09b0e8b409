"""The calibration curve: observed shares beside fitted risks, in bins that show nobody."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from handrail.risk.model_rows import ModelRows
from handrail.survey.domains import lies_in_one_cluster
from handrail.survey.few_weights import STEPS, step_of, told, told_interval
from handrail.survey.intervals import share_limits
from handrail.survey.linearise import Flags, Floats, Integers
from handrail.survey.variance import variance_of
from handrail.values import Cell, DataError, Table

BINS = 10
_TIES = 10
_NOTE = (
    "Respondents are put in order of their fitted risk and cut into groups of about equal weight; "
    "neighbours are joined until each group has {smallest} respondents with and without the outcome. A "
    "model that calibrates has observed shares near the mean fitted risk of each group. The risks are those "
    "of the answers that made the model."
)


def bins_of(log_odds: Floats, y: Floats, weight: Floats, smallest: int) -> Integers:
    """Return the bin of each row, from 0 for the lowest fitted risk.

    Parameters
    ----------
    log_odds, y, weight
        Shape (rows,). Rows of equal log-odds share a bin.
    smallest
        Rows with, and rows without the outcome in each bin, at least.

    Raises
    ------
    DataError
        Where all rows together are fewer.

    Examples
    --------
    >>> bins_of(np.array([0.0, 0, 1, 1, 2, 2]), np.array([0.0, 1, 0, 1, 0, 0]), np.ones(6), 1).tolist()
    [0, 0, 1, 1, 1, 1]
    """
    if min(y.sum(), len(y) - y.sum()) < smallest:
        raise DataError.because(
            f"a calibration curve has {smallest} respondents with and without the outcome",
            "fewer",
            "report the measures without a curve",
        )
    _, place = np.unique(np.round(log_odds, _TIES), return_inverse=True)
    size = np.bincount(place, weights=weight)
    middle = (np.cumsum(size) - size / 2) / size.sum()
    wanted = np.minimum((middle * BINS).astype(np.intp), BINS - 1)
    case, other = np.bincount(place, weights=y), np.bincount(place, weights=1 - y)
    bin_of_place = np.zeros(len(size), dtype=np.intp)
    current, cases, others = 0, 0.0, 0.0
    for at in range(len(size)):
        full = cases >= smallest and others >= smallest
        if at and full and wanted[at] != wanted[at - 1]:
            current, cases, others = current + 1, 0.0, 0.0
        bin_of_place[at] = current
        cases, others = cases + case[at], others + other[at]
    if current and (cases < smallest or others < smallest):
        bin_of_place[bin_of_place == current] = current - 1
    found: Integers = bin_of_place[place]
    return found


def calibration_table(rows: ModelRows, smallest: int) -> Table:
    """Return the calibration curve of the model with all blocks."""
    bins = bins_of(rows.log_odds, rows.outcome, rows.weight, smallest)
    last = int(bins.max())
    cells = [_cell(rows, bins == one, f"{one + 1} of {last + 1}") for one in range(last + 1)]
    return rows.table(
        "calibration",
        "observed shares beside fitted risks",
        ("group",),
        cells,
        notes=(_NOTE.format(smallest=smallest),),
        labels={
            "group": "Group by fitted risk, lowest first",
            "risk": "Mean fitted risk",
            "estimate": "Observed share",
            "n": "Respondents",
        },
    )


def _cell(rows: ModelRows, inside: Flags, label: str) -> Cell:
    y, weight = rows.outcome[inside], rows.weight[inside]
    share = float((weight * y).sum() / weight.sum())
    variance = variance_of(
        rows.design,
        rows.rows[inside],
        weight * (y - share) / weight.sum(),
        lambda again: float((again * y).sum() / again.sum()),
    )
    lone = lies_in_one_cluster(rows.design, rows.rows[inside])
    se = None if variance is None or lone else math.sqrt(variance)
    n = int(inside.sum())
    low, high = share_limits(share, se, rows.design_df, rows.analysis.level, "logit", rows=n, n=n)
    step = None if rows.analysis.public_use else step_of(weight, y == 1)
    if step is not None:
        share = told(share, step)
        se = None if se is None else told_interval(0.0, se, step)[1]
        if low is not None and high is not None:
            low, high = told_interval(low, high, step)
    risk = float((weight * special.expit(rows.log_odds[inside])).sum() / weight.sum())
    # More digits, with the odds ratios beside them, would say how many of each combination are in the group.
    risk = risk if rows.analysis.public_use else told(risk, STEPS[0])
    values = {"risk": risk, "estimate": share, "se": se, "low": low, "high": high}
    return Cell({"group": label}, None, n, int(y.sum()), values)
