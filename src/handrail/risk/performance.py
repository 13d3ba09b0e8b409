"""Performance: how well fixed log-odds order and calibrate past answers, with errors that know the design."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from handrail.risk.ordering import _area, has_lone_side
from handrail.survey import Design
from handrail.survey.domains import lies_in_one_cluster
from handrail.survey.intervals import share_limits, wald_limits
from handrail.survey.linearise import Floats, Integers
from handrail.survey.newton import maximise
from handrail.survey.variance import covariance_of

AUC, BRIER, SLOPE, LARGE = "auc", "brier", "slope", "large"
MEASURES = (AUC, BRIER, SLOPE, LARGE)
LABELS = {
    AUC: "Area under the curve",
    BRIER: "Brier: mean squared distance from the outcome",
    SLOPE: "Calibration slope",
    LARGE: "Calibration in the large",
}


@dataclass(frozen=True)
class Measured:
    """One measure over groups of past answers; None where the answers cannot tell.

    Attributes
    ----------
    estimate, se, low, high
        The area and Brier lie between 0 and 1; a slope of 1 and a calibration in the large of 0 are right.
    """

    estimate: float | None
    se: float | None
    low: float | None
    high: float | None


def measures_of(log_odds: Floats, y: Floats, weight: Floats) -> Floats:
    """Return area, Brier, calibration slope and calibration in the large, shape (4,).

    Parameters
    ----------
    log_odds, y, weight
        Shape (rows,): fixed log-odds, outcomes of 0 and 1, weights.

    Returns
    -------
    measures
        In the order of :data:`MEASURES`. None is a number where the rows with weight have one outcome, as can
        be in a replicate; the slope is none where the log-odds do not vary, or tell the outcome without
        exception.

    Notes
    -----
    Area: Yao, Li and Graubard 2015, Statistics in Medicine 34, 1293-1303. Brier 1950, Monthly Weather Review
    78, 1-3. Slope and intercept of a logistic recalibration: Cox 1958, Biometrika 45, 562-565; in the large,
    the intercept with the slope held at 1 (Van Calster and others 2019, BMC Medicine 17, 230).

    Examples
    --------
    Of the two above the line one has the outcome, of the four below one: 2 * 4 pairs.

    >>> odds = np.log([1.0, 1.0, 1 / 3, 1 / 3, 1 / 3, 1 / 3])
    >>> found = measures_of(odds, np.array([1.0, 0, 1, 0, 0, 0]), np.ones(6))
    >>> found.round(6).tolist()
    [0.625, 0.208333, 1.0, 0.0]
    """
    among = y[weight > 0]
    if not len(among) or among.min() == among.max():
        return np.full(len(MEASURES), np.nan)
    area, _ = _area(log_odds, y == 1, weight)
    p = special.expit(log_odds)
    brier = float((weight * (y - p) ** 2).sum() / weight.sum())
    recalibrated = _recalibrated(log_odds, y, weight)
    slope = math.nan if recalibrated is None else float(recalibrated[0][1])
    return np.array([area, brier, slope, _in_the_large(log_odds, y, weight)])


def measured(
    design: Design, rows: Integers, log_odds: Floats, y: Floats, *, df: int, level: float
) -> dict[str, Measured]:
    """Return the measures of fixed log-odds over some rows, with design-based errors and limits.

    Parameters
    ----------
    design, rows
        See :func:`handrail.survey.variance.covariance_of`.
    log_odds, y
        Shape (rows of the domain,).
    df, level
        Degrees of freedom and confidence level of the limits: of the area on its log-odds, of the others
        symmetric.

    Notes
    -----
    The log-odds are taken as given: the error is that of a fixed model on new answers drawn alike, and does
    not know that the same answers may have made the model. Linearised after Binder 1983; under replicate
    weights every measure is computed again. There is none where the rows lie in one cluster, and none of the
    area where those with the outcome, or those without, do.
    """
    weight = design.weight[rows]
    if y.min() == y.max():
        nothing = Measured(None, None, None, None)
        return dict.fromkeys(MEASURES, nothing)
    estimate = measures_of(log_odds, y, weight)
    known = np.isfinite(estimate)
    covariance = covariance_of(
        design,
        rows,
        _linearised(log_odds, y, weight)[:, known],
        lambda again: measures_of(log_odds, y, again)[known],
    )
    errors = np.full(len(MEASURES), np.nan)
    if covariance is not None and not lies_in_one_cluster(design, rows):
        errors[known] = np.sqrt(np.diag(covariance))
        if has_lone_side(design, rows, y == 1):
            errors[MEASURES.index(AUC)] = np.nan
    return {
        name: _limited(name, float(value), float(error), df=df, level=level, n=len(y))
        for name, value, error in zip(MEASURES, estimate, errors, strict=True)
    }


def _limited(name: str, estimate: float, error: float, *, df: int, level: float, n: int) -> Measured:
    if not math.isfinite(estimate):
        return Measured(None, None, None, None)
    se = error if math.isfinite(error) else None
    if name == AUC:
        low, high = share_limits(estimate, se, df, level, "logit", rows=n, n=n)
    else:
        low, high = wald_limits(estimate, se, df, level)
    return Measured(estimate, se, low, high)


def _linearised(log_odds: Floats, y: Floats, weight: Floats) -> Floats:
    """Return weighted linearised values, shape (rows, measures)."""
    _, of_area = _area(log_odds, y == 1, weight)
    p = special.expit(log_odds)
    squares = (y - p) ** 2
    of_brier = weight * (squares - (weight * squares).sum() / weight.sum()) / weight.sum()
    recalibrated = _recalibrated(log_odds, y, weight)
    of_slope = np.full(len(y), np.nan)
    if recalibrated is not None:
        coefficients, inverse = recalibrated
        again = special.expit(coefficients[0] + coefficients[1] * log_odds)
        of_slope = weight * (y - again) * (inverse[1, 0] + inverse[1, 1] * log_odds)
    large = special.expit(log_odds + _in_the_large(log_odds, y, weight))
    of_large = weight * (y - large) / (weight * large * (1 - large)).sum()
    return np.column_stack([of_area, of_brier, of_slope, of_large])


def _recalibrated(log_odds: Floats, y: Floats, weight: Floats) -> tuple[Floats, Floats] | None:
    """Return intercept and slope of the outcome on the log-odds, and the inverse of their information."""
    inside = weight > 0
    if np.ptp(log_odds[inside]) < 1e-9:
        return None
    scale = weight[inside].mean()
    x = np.column_stack([np.ones(int(inside.sum())), log_odds[inside]])
    solution = maximise(x, y[inside], weight[inside] / scale)
    if not solution.converged or abs(solution.coefficients[1]) > 1e3:
        return None
    return solution.coefficients, solution.inverse / scale


def _in_the_large(log_odds: Floats, y: Floats, weight: Floats) -> float:
    """Return the intercept at which fitted and observed totals agree, the log-odds held as they are."""
    wanted = (weight * y).sum()
    a = 0.0
    for _ in range(100):
        p = special.expit(log_odds + a)
        step = (wanted - (weight * p).sum()) / (weight * p * (1 - p)).sum()
        # A long step can overshoot into the flat end of the curve.
        a += float(np.clip(step, -2.0, 2.0))
        if abs(step) <= 1e-12 * max(1.0, abs(a)):
            break
    return a
