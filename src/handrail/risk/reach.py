"""Reach: what a service would gain by being offered where it is needed most, as net benefit.

Read as how far a service reaches in groups of a population. It is never a screening: no threshold is looked
for, and no respondent is put above or below one outside this computation.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from scipy import special

from handrail.risk.analysis import RiskAnalysis
from handrail.risk.model_rows import ModelRows, model_rows
from handrail.survey import Design
from handrail.survey.few_weights import step_of, told, told_interval
from handrail.survey.intervals import wald_limits
from handrail.survey.linearise import Flags, Floats
from handrail.survey.variance import variance_of
from handrail.values import Cell, DataError, Result

THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(1, 11))

_READING = (
    "Read as the reach of a service, not as a screening: were a service offered to the groups whose share "
    "with the outcome is at least the threshold, so many more per respondent would be reached who need it, "
    "net of those reached without need, one of whom weighs threshold / (1 - threshold) of one who needs it. "
    "Beside it stands the offer to everybody; an offer to nobody is 0."
)
_OPTIMISTIC = (
    "The shares are those of the answers that made the model, and optimistic. Where an offer to everybody "
    "does as well, no model is needed to decide whom to reach."
)
_LEFT = (
    "Thresholds are left out where fewer than {smallest} respondents, with or without the outcome, lie "
    "between two of them, or beyond them."
)


def service_reach(
    design: Design,
    analysis: RiskAnalysis,
    thresholds: Sequence[float] = THRESHOLDS,
    *,
    smallest: int = 10,
) -> Result:
    """Return the net benefit of a service's reach by the model of a declared analysis.

    Parameters
    ----------
    design, analysis
        See :func:`handrail.risk.blockwise`.
    thresholds
        Shares above 0 and below 1, ascending.
    smallest
        Respondents with and without the outcome between two thresholds that are shown, at least.

    Returns
    -------
    result
        ``NAME.reach``: a row a threshold with the net benefit of the model (``estimate``, ``se``, ``low``,
        ``high``), that of an offer to everybody (``everybody``), and the share reached (``reached``).

    Raises
    ------
    DataError
        For thresholds that are none, and where no threshold can be shown.

    Notes
    -----
    Vickers and Elkin 2006, Medical Decision Making 26, 565-574: weighted share reached with the outcome, less
    that without it times t / (1 - t). A weighted mean, with its design-based error.
    """
    asked = tuple(thresholds)
    if not asked or list(asked) != sorted(set(asked)) or not all(0 < t < 1 for t in asked):
        raise DataError.because(
            "thresholds are shares above 0 and below 1, ascending",
            f"{len(asked)} that are not",
            "give 0.1, 0.2, 0.3",
        )
    rows = model_rows(design, analysis)
    risk = special.expit(rows.log_odds)
    kept, judged = _shown(risk, rows.outcome, asked, smallest)
    if not kept:
        raise DataError.because(
            f"{smallest} respondents with and without the outcome lie on either side of a threshold",
            f"none of {len(asked)} thresholds is such",
            "choose thresholds nearer to the share with the outcome",
        )
    table = rows.table(
        "reach",
        "net benefit of a service's reach",
        ("threshold",),
        [_cell(rows, risk >= threshold, threshold) for threshold in kept],
        notes=(_READING, _OPTIMISTIC, _LEFT.format(smallest=smallest)),
        labels={
            "threshold": "Threshold",
            "estimate": "Net benefit by the model",
            "everybody": "Net benefit of an offer to everybody",
            "reached": "Share reached",
        },
        judged=judged,
    )
    return rows.result(
        (table,),
        "risk.reach",
        {
            "thresholds": f"{len(kept)} of {len(asked)} shown",
            "benefit": "net of t / (1 - t) of those without",
        },
    )


def _shown(
    risk: Floats,
    y: Floats,
    thresholds: tuple[float, ...],
    smallest: int,
) -> tuple[list[float], list[Cell]]:
    """Return the thresholds between and beyond which nobody is shown, and the counts between them."""
    kept, judged = list[float](), list[Cell]()
    last = -math.inf
    for threshold in thresholds:
        between, above = (risk >= last) & (risk < threshold), risk >= threshold
        if _enough(between, y, smallest) and _enough(above, y, smallest):
            kept.append(threshold)
            judged.append(Cell({}, None, int(between.sum()), int(y[between].sum()), {}))
            last = threshold
    if kept:
        above = risk >= last
        judged.append(Cell({}, None, int(above.sum()), int(y[above].sum()), {}))
    return kept, judged


def _enough(inside: Flags, y: Floats, smallest: int) -> bool:
    return bool(min(y[inside].sum(), (1 - y[inside]).sum()) >= smallest)


def _step(weight: Floats, reached: Flags, case: Flags) -> float | None:
    """Return the step in which sums of few weights are told: the widest that one of the shares asks for."""
    steps = [step_of(weight, one) for one in (reached, reached & case, reached & ~case, case)]
    return max((step for step in steps if step is not None), default=None)


def _cell(rows: ModelRows, reached: Flags, threshold: float) -> Cell:
    y, weight = rows.outcome, rows.weight
    cost = threshold / (1 - threshold)
    benefit = reached * (y - (1 - y) * cost)
    net = float((weight * benefit).sum() / weight.sum())
    variance = variance_of(
        rows.design,
        rows.rows,
        weight * (benefit - net) / weight.sum(),
        lambda again: float((again * benefit).sum() / again.sum()),
    )
    se = None if variance is None else math.sqrt(variance)
    low, high = wald_limits(net, se, rows.design_df, rows.analysis.level)
    everybody = float((weight * (y - (1 - y) * cost)).sum() / weight.sum())
    share = float((weight * reached).sum() / weight.sum())
    step = None if rows.analysis.public_use else _step(weight, reached, y == 1)
    if step is not None:
        net, everybody, share = (told(one, step) for one in (net, everybody, share))
        se = None if se is None else told_interval(0.0, se, step)[1]
        if low is not None and high is not None:
            low, high = told_interval(low, high, step)
    values = {
        "estimate": net,
        "se": se,
        "low": low,
        "high": high,
        "everybody": everybody,
        "reached": share,
    }
    return Cell({"threshold": f"{threshold:g}"}, None, len(rows.rows), None, values)
