"""Share intervals: how common each class is, with an interval by the design, on the logit scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from handrail.typology.cells import share_cells
from handrail.typology.latent_classes import LatentClasses, kept_of
from handrail.typology.likelihood_ratio import has_design
from handrail.typology.outcome_tables import interval
from handrail.typology.wald import design_df, half_width
from handrail.values.table import Cell

LEVEL = 0.95


@dataclass(frozen=True)
class ShareIntervals:
    """The classes' shares with their intervals.

    Attributes
    ----------
    cells
        One a class, with ``se``, ``low``, ``high`` and ``df`` (None without a design) beside ``estimate``.
    rule
        How the intervals were made, or why there are none.
    """

    cells: tuple[Cell, ...]
    rule: str


def share_intervals(model: LatentClasses, names: Sequence[str], without: str = "") -> ShareIntervals:
    """Return the shares of a fitted typology with 95 % intervals.

    Limits are those of the log-odds, back on the scale of shares, as of proportions in surveys: they lie
    between 0 and 1. Standard errors are linearised over clusters within strata where there is a design or
    weights of a sample, and otherwise from the observed information; t by clusters minus strata, else normal.

    Parameters
    ----------
    model
        A fitted typology.
    names
        One a class.
    without
        Why there shall be none, where the design is known only in a way that is not read here.

    References
    ----------
    Korn and Graubard 1998, Survey Methodology 24, 193-201 (logit intervals under a design); Binder 1983,
    International Statistical Review 51, 279-292.

    Examples
    --------
    >>> rows = [(1, 1, 1, 1)] * 30 + [(0, 0, 0, 0)] * 50 + [(1, 1, 0, 1), (1, 0, 1, 1), (0, 0, 1, 0)] * 5
    >>> frame = pl.DataFrame(rows, schema=["asked", "moved", "met", "kept"], orient="row")
    >>> found = share_intervals(LatentClasses(2, starts=5).fit(frame), ["Little", "Much"])
    >>> [[round(cell.values[name], 2) for name in ("estimate", "low", "high")] for cell in found.cells]
    [[0.58, 0.48, 0.67], [0.42, 0.33, 0.52]]
    >>> found.rule
    'logit, 95 %, normal; standard errors from the observed information'
    """
    cells = share_cells(model, names)
    df = design_df(kept_of(model).sampled, kept_of(model).layout.patterns)
    why = without or _why_none(model, df)
    if why:
        return ShareIntervals(cells, f"none: {why}")
    width = half_width(LEVEL, df)
    errors = model.standard_errors_.filter(pl.col("parameter") == "share").sort("class")["se"].to_list()
    made = []
    for cell, error in zip(cells, errors, strict=True):
        variance = 0.0 if error is None else error**2
        se, low, high = interval(cell.values["estimate"] or 0.0, variance, "share", width)
        made.append(replace(cell, values={**cell.values, "se": se, "low": low, "high": high, "df": df}))
    by = "normal" if df is None else f"t with {df} degrees of freedom (clusters minus strata)"
    how = "linearised" if has_design(model) else "from the observed information"
    return ShareIntervals(tuple(made), f"logit, {100 * LEVEL:g} %, {by}; standard errors {how}")


def _why_none(model: LatentClasses, df: int | None) -> str:
    if model.n_classes == 1:
        return "one class is everybody"
    if not model.identified_:
        return "the model is not identified"
    if df is not None and df < 1:
        return "the design has no more clusters than strata"
    return ""
