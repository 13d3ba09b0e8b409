"""Discrimination: how well the factors of a model together order groups of past answers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import polars as pl

from handrail.survey import Design
from handrail.survey.domains import lies_in_one_cluster
from handrail.survey.estimates import DfRule
from handrail.survey.intervals import share_limits
from handrail.survey.linearise import Flags, Floats, Integers

# Fitted values stay between these two rooms and in memory: only sums over all respondents leave.
from handrail.survey.logit import _fit, _Fitted
from handrail.survey.variance import variance_of
from handrail.values import DataError

AREA = "Area under the curve"
SENTENCE = (
    "The area under the curve describes how well the factors together order groups of past answers: among "
    "all pairs of a respondent with the outcome and one without, it is the share in which the factors put "
    "the first higher, ties counted half; one half is chance. It is optimistic, because the same answers "
    "made the model. It is no screening of a child and says nothing about any one person: it must not be "
    "used to pick anybody out, and a high value does not make the factors causes."
)
_SAME = 10
"""Decimals of the log-odds to which respondents are tied: of equal answers the last bits can differ."""


@dataclass(frozen=True)
class Discrimination:
    """How well a model orders the answers that it was made from.

    Attributes
    ----------
    auc
        Design-weighted area under the receiver operating characteristic curve, in the sample (optimistic).
    se, low, high
        Linearised standard error and limits on the log-odds scale. They take the model's ordering as given;
        None where no stratum can tell, or where one of the two sides lies in one cluster.
    n, cases
        Respondents in the model, and those of them with the outcome; unweighted.
    sentence
        What the number is and what it must not be used for.
    """

    auc: float
    se: float | None
    low: float | None
    high: float | None
    n: int
    cases: int
    sentence: str = SENTENCE


def discrimination(
    design: Design,
    formula: str,
    where: pl.Expr | None = None,
    *,
    level: float = 0.95,
    df: DfRule = "design",
) -> Discrimination:
    """Return the design-weighted area under the curve of a model over its own answers.

    Parameters
    ----------
    design, formula, where, level, df
        See :meth:`handrail.survey.Design.logit`. The limits take clusters minus strata,
        without a deduction for coefficients.

    Raises
    ------
    DataError, NotConverged
        As :meth:`handrail.survey.Design.logit`; and for a formula without a factor.

    Notes
    -----
    Weighted as in Yao, Li and Graubard 2015, Statistics in Medicine 34, 1293-1303; ties count half. The
    linearisation is that of a two-sample rank statistic: each respondent's share of the area (DeLong, DeLong
    and Clarke-Pearson 1988, Biometrics 44, 837-845), weighted and summed by cluster (Obuchowski 1997,
    Biometrics 53, 567-578; Binder 1983).

    Examples
    --------
    >>> frame = pl.DataFrame({"told": [1, 0, 0, 0, 1, 1, 1, 0], "sex": list("MMMMFFFF")})
    >>> discrimination(Design(frame), "told ~ sex").auc
    0.75
    """
    return discrimination_of(design, _fit(design, formula, where, level, df))


def discrimination_of(design: Design, fitted: _Fitted) -> Discrimination:
    """Return the same of a model that was fitted already."""
    model = fitted.model
    if not model.terms:
        raise DataError.because(
            "an ordering is made by factors", "a model with none", "name a factor right of ~"
        )
    case = fitted.outcome == 1
    auc, linearised = _area(fitted.log_odds, case, design.weight[fitted.rows])
    rows = np.flatnonzero(fitted.rows)
    variance = variance_of(
        design,
        rows,
        linearised,
        lambda weight: _area(fitted.log_odds, case, weight)[0],
    )
    se = None if variance is None or has_lone_side(design, rows, case) else math.sqrt(variance)
    df = model.df + model.table.height - 1
    low, high = share_limits(auc, se, df, model.level, "logit", rows=model.n, n=model.n)
    return Discrimination(auc, se, low, high, model.n, model.cases)


def has_lone_side(design: Design, rows: Integers, case: Flags) -> bool:
    """Whether all cases, or all others, lie in one cluster: how an area varies with them cannot be told."""
    return any(lies_in_one_cluster(design, rows[side]) for side in (case, ~case))


def _area(log_odds: Floats, case: Flags, weight: Floats) -> tuple[float, Floats]:
    """Return the area and each respondent's weighted linearised value.

    Of a case it is its share of the other side below it, of another respondent the share of cases above, each
    less the area and divided by its side's weight.
    """
    _, place = np.unique(np.round(log_odds, _SAME), return_inverse=True)
    cases = np.bincount(place, weights=np.where(case, weight, 0.0))
    others = np.bincount(place, weights=np.where(case, 0.0, weight))
    below = (np.cumsum(others) - others / 2) / others.sum()
    above = 1 - (np.cumsum(cases) - cases / 2) / cases.sum()
    area = float((cases * below).sum() / cases.sum())
    linearised: Floats = np.where(
        case, weight * (below[place] - area) / cases.sum(), weight * (above[place] - area) / others.sum()
    )
    return area, linearised
