"""Mediation: how much of a declared effect goes through a circumstance that comes after it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from scipy import stats

from handrail.risk.analysis import RiskAnalysis
from handrail.risk.attributable import level_value
from handrail.risk.e_values import e_value
from handrail.risk.exposures import Exposure, check_exposure, until, with_replicates
from handrail.risk.interaction_tests import crossed
from handrail.risk.kinds import CHANGEABLE
from handrail.risk.model_rows import IN_MODEL, ModelRows, formula_of, model_rows, with_columns
from handrail.survey import Design
from handrail.survey.family import LOGIT
from handrail.survey.formula import quoted
from handrail.survey.generalised import Solved, fit
from handrail.survey.intervals import wald_limits
from handrail.survey.linearise import Floats
from handrail.survey.model_matrix import ModelMatrix
from handrail.survey.variance import covariance_of
from handrail.values import Cell, DataError, Result
from handrail.values.stays import StaysInMemory

READING = (
    "The whole difference between everybody at one level of the exposure and everybody at the other is "
    "divided into the part that goes through the mediator and the part that does not. That is so only under "
    "the declared order in time, and where nothing unmeasured goes with exposure and outcome, with exposure "
    "and mediator, or with mediator and outcome, and nothing that the exposure changes does: {assumptions}"
)
SENSITIVITY = (
    "The E-value of a part says how strongly something unmeasured would have to go with mediator and "
    "outcome, as risk ratios and beyond the factors of the model, to explain that part away."
)
_PARTS = ("Whole difference", "Not through the mediator", "Through the mediator")


@dataclass(frozen=True, eq=False, repr=False)
class _Paths(StaysInMemory):
    """Both models of a mediation over the same rows; what may not leave memory."""

    outcome: Solved
    mediator: Solved
    exposure: str
    through: str
    low: float
    high: float

    def shares(self, weight: Floats, beta: Floats, alpha: Floats) -> Floats:
        """Return the share with everybody at the reference, moved directly, and moved altogether."""
        chance = {
            at: _shares(_matrix(self.mediator, {self.exposure: at}), alpha) for at in (self.low, self.high)
        }
        found = []
        for exposed, by in ((self.low, self.low), (self.high, self.low), (self.high, self.high)):
            mediated = chance[by][self.mediator.asked.matrix.pattern]
            risk = np.zeros(len(mediated))
            for value in (0.0, 1.0):
                at = _shares(_matrix(self.outcome, {self.exposure: exposed, self.through: value}), beta)
                part = mediated if value else 1 - mediated
                risk = risk + at[self.outcome.asked.matrix.pattern] * part
            found.append(float((weight * risk).sum() / weight.sum()))
        return np.array(found)

    def again(self, weight: Floats) -> Floats:
        """Return effects under other weights: both models are solved again."""
        return effects(self.shares(weight, self.outcome.again(weight), self.mediator.again(weight)))


def mediation(
    design: Design, analysis: RiskAnalysis, exposure: Exposure, mediator: str, level: str
) -> Result:
    """Return how much of an exposure's effect goes through a later yes/no circumstance.

    Parameters
    ----------
    design, analysis, exposure
        See :func:`handrail.risk.attributable_fraction`; the exposure's reference is what it is compared with.
    mediator
        A yes/no factor in a block after the exposure's, and of what others can change.
    level
        The level of the exposure that is compared with its reference.

    Returns
    -------
    result
        ``NAME.mediation-MEDIATOR``: a row for the whole difference and each part, with ``estimate``, ``se``,
        ``low``, ``high``, and the same as a risk ``ratio`` with limits and E-values; then the share of the
        whole that goes through the mediator, null where the two parts run against each other.

    Raises
    ------
    DataError
        As :func:`handrail.risk.attributable_fraction`; for a mediator that is no yes/no, is special or
        offence data, or does not come after the exposure.

    Notes
    -----
    Natural direct and indirect effects (Pearl 2001) by g-computation: a logistic model of the outcome on the
    factors up to the mediator's block and the product of exposure and mediator, and one of the mediator on
    the exposure and the factors of the blocks before the mediator's. Later factors could be effects of both.
    Errors from replicates, in each of which both are solved again; limits t on the difference, on the log
    scale of the ratio. E-values for mediation: Smith and VanderWeele 2019.
    """
    factor = check_exposure(analysis, exposure)
    between = analysis.factor(mediator)
    if between.is_guarded:
        raise DataError.because(
            "special and offence variables are in no product with another factor",
            f"the mediator '{mediator}', which is one",
            "read its association as exposure to targeting or stigma",
        )
    order = list(analysis.blocks)
    if order.index(between.block) <= order.index(factor.block):
        raise DataError.because(
            "a mediator comes after the exposure in the declared order of blocks",
            f"'{mediator}' in '{between.block}', the exposure in '{factor.block}'",
            "order the blocks in time, or ask for another mediator",
        )
    if between.block not in CHANGEABLE:
        raise DataError.because(
            f"a mediator stands in one of the blocks: {', '.join(CHANGEABLE)}",
            f"'{mediator}' in '{between.block}'",
            "what a child is, feels or does is described as association only",
        )
    rows = model_rows(with_replicates(design), analysis)
    paths = _paths(rows, exposure, mediator, level)
    weight = rows.weight
    found = effects(
        paths.shares(weight, paths.outcome.solution.coefficients, paths.mediator.solution.coefficients)
    )
    spread = covariance_of(rows.design, rows.rows, np.zeros((len(rows.rows), len(found))), paths.again)
    errors = _errors(spread, len(found))
    cells = _cells(rows, found, errors)
    table = rows.table(
        f"mediation-{mediator}",
        f"how much of {factor.label} goes through {between.label}",
        ("part",),
        cells,
        notes=(
            READING.format(assumptions=exposure.assumptions),
            SENSITIVITY,
            f"Order in time: {analysis.time_order}",
        ),
        labels={"part": "Part", "estimate": "Difference", "ratio": "Risk ratio", "e_value": "E-value"},
        judged=_judged(rows, exposure.name, mediator),
    )
    return rows.result(
        (table,),
        "risk.mediation",
        {
            "exposure": f"{exposure.kind}, '{level}' against '{exposure.reference}'",
            "mediator": mediator,
            "assumptions": exposure.assumptions,
        },
    )


def effects(shares: Floats) -> Floats:
    """Return differences, log ratios and the share mediated, of the three standardised shares.

    Parameters
    ----------
    shares
        Everybody at the reference; moved, with the mediator as at the reference; moved with the mediator.

    Returns
    -------
    effects
        Whole, direct and indirect difference; the logarithms of their ratios; the indirect over the whole.

    Examples
    --------
    >>> effects(np.array([0.1, 0.15, 0.2])).round(3).tolist()
    [0.1, 0.05, 0.05, 0.693, 0.405, 0.288, 0.5]
    """
    none, direct, both = shares
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log([both / none, direct / none, both / direct])
        share = (both - direct) / (both - none)
    return np.array([both - none, direct - none, both - direct, *logs, share])


def _judged(rows: ModelRows, exposure: str, mediator: str) -> list[Cell]:
    """Return the counts beneath both models, for review; nobody prints them.

    The outcome by exposure and mediator, whose product is in one; the mediator by every earlier factor.
    """
    (column,) = rows.matrix.terms[mediator]
    met = rows.matrix.rows[:, column].astype(np.intp)
    earlier = [name for name in until(rows.analysis, mediator) if name not in (exposure, mediator)]
    return [
        *crossed(rows, exposure, exposure, met),
        *(replace(cell, count=None) for name in earlier for cell in crossed(rows, name, name, met)),
    ]


def _errors(spread: Floats | None, effects: int) -> list[float | None]:
    """Return standard errors: None where a replicate has no such effect."""
    if spread is None:
        return [None] * effects
    return [math.sqrt(value) if math.isfinite(value) else None for value in np.diag(spread).tolist()]


def _paths(rows: ModelRows, exposure: Exposure, mediator: str, level: str) -> _Paths:
    analysis, column = rows.analysis, rows.design.frame[mediator]
    answers = set(column.drop_nulls().cast(pl.Float64, strict=False).unique().to_list())
    if not (column.dtype == pl.Boolean or column.dtype.is_numeric()) or not answers <= {0.0, 1.0}:
        raise DataError.because(
            "a mediator is a yes/no",
            f"'{mediator}', {column.dtype.base_type().__name__}",
            "recode it to yes and no",
        )
    order = list(analysis.blocks)
    before = order[: order.index(analysis.factor(mediator).block)]
    earlier = [one.name for one in analysis.factors if one.block in before]
    names = until(analysis, mediator)
    design = with_columns(rows.design, pl.Series(IN_MODEL, rows.fitted.rows))

    def solved(formula: str) -> Solved:
        return fit(design, LOGIT, formula, pl.col(IN_MODEL), level=analysis.level, df=analysis.df)

    product = f"{rows.formula(names)} + {quoted(exposure.name)}:{quoted(mediator)}"
    outcome, through = solved(product), solved(formula_of(mediator, earlier))
    low, high = (level_value(through.asked.matrix, exposure.name, one) for one in (exposure.reference, level))
    if low == high:
        raise DataError.because(
            "an effect compares two levels of the exposure", f"'{level}' twice", "name another level"
        )
    return _Paths(outcome, through, exposure.name, mediator, low, high)


def _shares(x: Floats, coefficients: Floats) -> Floats:
    # einsum and not @: one order of summation, in one thread.
    return LOGIT.mean(np.einsum("ij,j->i", x, coefficients))


def _matrix(solved: Solved, values: dict[str, float]) -> Floats:
    """Return the numbers of a model if everybody gave these answers to some of its factors."""
    matrix: ModelMatrix = solved.asked.matrix
    *first, last = values
    for name in first:
        everybody = np.full(len(matrix.values), values[name])
        if matrix.factors[name].levels is not None:
            everybody = everybody.astype(np.intp)
        matrix = replace(
            matrix, factors={**matrix.factors, name: replace(matrix.factors[name], values=everybody)}
        )
    return matrix.everywhere(last, values[last])


def _cells(rows: ModelRows, found: Floats, errors: list[float | None]) -> list[Cell]:
    df, level = rows.design_df, rows.analysis.level
    half = float(stats.t.ppf((1 + level) / 2, df))
    cells = []
    for at, part in enumerate(_PARTS):
        low, high = wald_limits(float(found[at]), errors[at], df, level)
        ratio, error = math.exp(found[3 + at]), errors[3 + at]
        values: dict[str, float | None] = {
            "estimate": float(found[at]),
            "se": errors[at],
            "low": low,
            "high": high,
        }
        values["ratio"] = ratio
        if error is not None:
            values["ratio_low"], values["ratio_high"] = (
                ratio / math.exp(half * error),
                ratio * math.exp(half * error),
            )
            evalue = e_value(ratio, values["ratio_low"], values["ratio_high"])
            values["e_value"], values["e_limit"] = evalue.point, evalue.limit
        cells.append(Cell({"part": part}, None, len(rows.rows), None, values))
    share: dict[str, float | None] = dict.fromkeys(("estimate", "se", "low", "high"))
    # Parts that run against each other make no share: it would be below 0 or above 1.
    if 0 <= found[6] <= 1:
        low, high = wald_limits(float(found[6]), errors[6], df, level)
        share = {"estimate": float(found[6]), "se": errors[6], "low": low, "high": high}
    cells.append(Cell({"part": "Share through the mediator"}, None, len(rows.rows), None, share))
    return cells
