"""Validation: how well the model of an analysis orders and calibrates, and by how much it flatters."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from handrail.risk.analysis import RiskAnalysis
from handrail.risk.calibration_curve import BINS, calibration_table
from handrail.risk.dominance import Progress
from handrail.risk.model_rows import ModelRows, model_rows, refitted
from handrail.risk.performance import LABELS, MEASURES, Measured, measured, measures_of
from handrail.risk.resamples import can_resample, resampled_weights
from handrail.survey import Design
from handrail.survey.linearise import Floats
from handrail.values import Cell, DataError, NotConverged, Result, Table

_MOST_FAILED = 0.05
_FIXED = (
    "Estimate, standard error and limits are of the fitted model held fixed, over the answers that made it. "
    "A slope of 1 and a calibration in the large of 0 are then true by construction."
)
_CORRECTED = (
    "Corrected: less the mean optimism of {fitted} resamples of whole clusters, in each of which the model "
    "was fitted again, measured there and in the sample. It is what the same factors would do on new "
    "answers drawn alike, in the same countries and years, and has no interval of its own."
)
_FOR_GROUPS = (
    "A high area does not make the factors causes and picks nobody out: these numbers describe how past "
    "answers of groups differ."
)


@dataclass(frozen=True)
class Optimism:
    """How much better a model looks in the answers that made it.

    Attributes
    ----------
    mean, error
        Of each measure, in the order of :data:`handrail.risk.performance.MEASURES`: the mean over resamples,
        and the Monte Carlo error of that mean.
    fitted, failed
        Resamples in which the model had a solution, and in which it had none.
    """

    mean: tuple[float, ...]
    error: tuple[float, ...]
    fitted: int
    failed: int


def validation(
    design: Design,
    analysis: RiskAnalysis,
    *,
    resamples: int = 200,
    seed: int = 0,
    smallest: int = 10,
    progress: Progress | None = None,
) -> Result:
    """Return how well the model of a declared analysis does: apparent, corrected, and by its own risks.

    Parameters
    ----------
    design, analysis
        See :func:`handrail.risk.blockwise`.
    resamples, seed
        Of the bootstrap. A design with replicate weights of another kind has no clusters to draw from: its
        measures stand uncorrected, with a warning.
    smallest
        Respondents with and without the outcome in a bin of the calibration curve, at least.
    progress
        Told how many resamples are done, and of how many; what it raises stops the work.

    Returns
    -------
    result
        ``NAME.performance``: a row a measure (area under the curve, Brier, calibration slope, calibration in
        the large) with ``estimate``, ``se``, ``low``, ``high``, ``optimism``, ``optimism_error`` and
        ``corrected``. ``NAME.calibration``: a row a bin of fitted risk, from low to high, with the mean
        fitted ``risk`` and the observed share (``estimate``, ``se``, ``low``, ``high``).

    Raises
    ------
    DataError
        As :func:`handrail.risk.blockwise`; and for fewer than two resamples.
    NotConverged
        Where the model has no solution in more than one of 20 resamples.

    Notes
    -----
    Optimism: Harrell, Lee and Mark 1996, Statistics in Medicine 15, 361-387, the resamples drawn as the
    sample was (:func:`handrail.risk.resamples.resampled_weights`).
    """
    rows = model_rows(design, analysis)
    optimism, warnings = None, list[str]()
    if can_resample(rows.design):
        optimism = optimism_of(rows, resamples, seed, progress)
        if rows.design.replicate is None and rows.design.lonely_strata:
            warnings.append(
                "strata with one cluster are the same in every resample: the optimism is larger than shown"
            )
        if optimism.failed:
            warnings.append(
                f"in {optimism.failed} of {resamples} resamples the model had no solution; they are left "
                "out of the optimism"
            )
    else:
        warnings.append(
            "nothing is corrected for optimism: the design has replicate weights that are no bootstrap's, "
            "and no clusters to draw from"
        )
    drawn = "clusters within strata (Rao and Wu), model refitted"
    return rows.result(
        (_performance(rows, optimism), calibration_table(rows, smallest)),
        "risk.validation",
        {
            "resamples": "none" if optimism is None else f"{optimism.fitted} of {resamples}, {drawn}",
            "bins": f"at most {BINS}, each with {smallest} with and without the outcome at least",
        },
        seed=None if optimism is None else seed,
        warnings=warnings,
    )


def optimism_of(rows: ModelRows, resamples: int, seed: int, progress: Progress | None = None) -> Optimism:
    """Return the optimism of the model with all blocks."""
    if resamples < 2:
        raise DataError.because("a bootstrap has two resamples or more", f"{resamples}", "ask for 200")
    x, y, weight = rows.matrix.rows, rows.outcome, rows.weight
    gains = list[Floats]()
    failed = 0
    for done, everywhere in enumerate(resampled_weights(rows.design, resamples, seed), start=1):
        drawn = everywhere[rows.rows]
        coefficients = refitted(x, y, drawn)
        if coefficients is None:
            failed += 1
        else:
            log_odds = np.einsum("ij,j->i", x, coefficients)
            gains.append(measures_of(log_odds, y, drawn) - measures_of(log_odds, y, weight))
        if progress is not None:
            progress(done, resamples)
    if failed > _MOST_FAILED * resamples:
        raise NotConverged.because(
            "the model has a solution in nearly all resamples",
            f"none in {failed} of {resamples}",
            "merge categories with few respondents, or leave a factor out",
        )
    every = np.array(gains)
    return Optimism(
        tuple(every.mean(axis=0).tolist()),
        tuple((every.std(axis=0, ddof=1) / math.sqrt(len(every))).tolist()),
        len(every),
        failed,
    )


def _performance(rows: ModelRows, optimism: Optimism | None) -> Table:
    found = measured(
        rows.design,
        rows.rows,
        rows.log_odds,
        rows.outcome,
        df=rows.design_df,
        level=rows.analysis.level,
    )
    cells = []
    for at, name in enumerate(MEASURES):
        one = found[name]
        values: dict[str, float | None] = {
            "estimate": one.estimate,
            "se": one.se,
            "low": one.low,
            "high": one.high,
            **_corrected(one, optimism, at),
        }
        cells.append(Cell({"measure": LABELS[name]}, None, len(rows.rows), None, values))
    return rows.table(
        "performance",
        "how well the model orders and calibrates past answers",
        ("measure",),
        cells,
        notes=(
            _FIXED,
            *(() if optimism is None else (_CORRECTED.format(fitted=optimism.fitted),)),
            _FOR_GROUPS,
        ),
        labels={
            "measure": "Measure",
            "estimate": "Apparent",
            "optimism": "Optimism",
            "optimism_error": "Monte Carlo error of the optimism",
            "corrected": "Corrected",
        },
    )


def _corrected(one: Measured, optimism: Optimism | None, at: int) -> dict[str, float | None]:
    if optimism is None or one.estimate is None:
        return {"optimism": None, "optimism_error": None, "corrected": None}
    mean = optimism.mean[at]
    return {"optimism": mean, "optimism_error": optimism.error[at], "corrected": one.estimate - mean}
