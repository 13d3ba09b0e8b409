"""Blocks: what each kind of circumstance adds to the association, step by step and in all orders."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats

from handrail.risk.analysis import RiskAnalysis
from handrail.risk.dominance import Progress, general_dominance
from handrail.risk.kinds import Block
from handrail.risk.model_rows import ModelRows, mcfadden, model_rows, refitted
from handrail.risk.ordering import _area
from handrail.risk.readings import order_reading
from handrail.survey import Design, LogitModel
from handrail.survey.linearise import Floats
from handrail.survey.survey_model import WaldTest
from handrail.values import Cell, DataError, NotConverged, Result, Table

_SAME_ROWS = (
    "Every step is fitted to the same respondents: those who are in the model with all blocks. Areas and R2 "
    "are of the answers that made the model, and optimistic."
)
_SHARES = (
    "Each number is what a block adds to McFadden's R2, averaged over all sets of other blocks that it can "
    "join; together they make the R2 of all blocks. It depends on which blocks there are, and is no share of "
    "causes."
)


def blockwise(design: Design, analysis: RiskAnalysis, *, progress: Progress | None = None) -> Result:
    """Return a declared analysis block by block: odds ratios, steps, and dominance.

    Parameters
    ----------
    design
        The sample's design over a frame that holds the columns.
    analysis
        What is declared.
    progress
        Told how many models of the dominance are fitted, and of how many; what it raises stops the work.

    Returns
    -------
    result
        Four tables. ``NAME`` and ``NAME.discrimination``: the model with all blocks, as
        :func:`handrail.risk.associations` has it. ``NAME.blocks``: a row a step, with ``coefficients`` of the
        block, ``auc`` and ``r2`` of the model so far, what the block adds to them (``auc_change``,
        ``r2_change``) and its Wald test (``f``, ``df1``, ``df2``, ``p``). ``NAME.dominance``: ``estimate``,
        the general dominance weight of each block, and ``share``, the same over the full R2.

    Raises
    ------
    DataError, NotConverged
        See :class:`RiskAnalysis` and :meth:`handrail.survey.Design.logit`.

    Notes
    -----
    Weighted area under the curve (Yao, Li and Graubard 2015) and McFadden's R2 of the weighted
    pseudo-likelihood; F tests with the design-based covariance and residual degrees of freedom of the step's
    model (Korn and Graubard 1990, American Statistician 44, 270-276).
    """
    rows = model_rows(design, analysis)
    steps, dominance = _steps(rows), _dominance(rows, progress)
    return rows.result(
        (*rows.odds.tables, steps, dominance),
        "risk.blocks",
        {"order of blocks": "; ".join(analysis.blocks), "reading": order_reading(analysis)},
        warnings=rows.odds.warnings,
    )


def joint_test(model: LogitModel, names: Sequence[str], what: str) -> WaldTest:
    """Return the test that every coefficient of some terms is zero."""
    columns = [column for name in names for column in model._columns[name]]
    estimate = model.table["estimate"].to_numpy()[columns]
    covariance = model.covariance.drop("term").to_numpy()[np.ix_(columns, columns)]
    spread = np.sqrt(np.diag(covariance))
    if not spread.all() or np.linalg.matrix_rank(covariance / np.outer(spread, spread)) < len(columns):
        raise DataError.because(
            "a test of several coefficients knows the variance of each apart from the others",
            f"'{what}' with {len(columns)} coefficients, where it does not",
            "merge categories: the respondents of some lie in too few clusters",
        )
    f = float((estimate * np.linalg.solve(covariance, estimate)).sum()) / len(columns)
    return WaldTest(what, f, len(columns), model.df, float(stats.f.sf(f, len(columns), model.df)))


def _steps(rows: ModelRows) -> Table:
    blocks = rows.analysis.blocks
    cells, names = [], list[str]()
    auc, r2 = 0.5, 0.0
    for block, factors in blocks.items():
        names.extend(factors)
        fitted = rows.fit(names)
        test = joint_test(fitted.model, factors, block)
        area, _ = _area(fitted.log_odds, rows.outcome == 1, rows.weight)
        fit = mcfadden(fitted.log_odds, rows.outcome, rows.weight)
        values = {
            "coefficients": float(test.df1),
            "auc": area,
            "auc_change": area - auc,
            "r2": fit,
            "r2_change": fit - r2,
            "f": test.f,
            "df1": float(test.df1),
            "df2": float(test.df2),
            "p": test.p,
        }
        cells.append(Cell({"block": block.capitalize()}, None, len(rows.rows), None, values))
        auc, r2 = area, fit
    return rows.table(
        "blocks",
        "what each block of factors adds",
        ("block",),
        cells,
        notes=(order_reading(rows.analysis), _SAME_ROWS),
        labels={
            "block": "Block",
            "coefficients": "Coefficients",
            "auc": "Area under the curve",
            "auc_change": "Change in area",
            "r2": "McFadden R2",
            "r2_change": "Change in R2",
            "f": "F",
            "df1": "Degrees of freedom",
            "df2": "Residual degrees of freedom",
            "p": "p",
        },
    )


def _dominance(rows: ModelRows, progress: Progress | None) -> Table:
    blocks = tuple(rows.analysis.blocks)
    weights = general_dominance(blocks, lambda chosen: _r2(rows, _typed(rows, chosen)), progress)
    full = _r2(rows, blocks)
    cells = [
        Cell(
            {"block": block.capitalize()},
            None,
            len(rows.rows),
            None,
            {"estimate": weights[block], "share": weights[block] / full if full > 0 else None},
        )
        for block in blocks
    ]
    return rows.table(
        "dominance",
        "decomposition of association over blocks",
        ("block",),
        cells,
        notes=(order_reading(rows.analysis), _SHARES),
        labels={"block": "Block", "estimate": "Part of McFadden R2", "share": "Share of the full R2"},
    )


def _typed(rows: ModelRows, chosen: tuple[str, ...]) -> tuple[Block, ...]:
    return tuple(block for block in rows.analysis.blocks if block in chosen)


def _r2(rows: ModelRows, blocks: Sequence[Block]) -> float:
    x: Floats = rows.matrix.rows[:, list(rows.columns(blocks))]
    coefficients = refitted(x, rows.outcome, rows.weight)
    if coefficients is None:
        raise NotConverged.because(
            "the model of every set of blocks has a solution",
            f"none for {len(blocks)} of them",
            "look for categories with few respondents",
        )
    return mcfadden(np.einsum("ij,j->i", x, coefficients), rows.outcome, rows.weight)
