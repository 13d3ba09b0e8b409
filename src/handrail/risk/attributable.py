"""Attributable fraction: the part of an outcome that would be gone if nobody met a circumstance."""

from __future__ import annotations

import numpy as np
import polars as pl

from handrail.risk.analysis import RiskAnalysis
from handrail.risk.exposures import Exposure, adjusted_for, check_exposure, until, with_replicates
from handrail.risk.model_rows import IN_MODEL, ModelRows, model_rows, with_columns
from handrail.survey import Design
from handrail.survey.levels import level_text
from handrail.survey.model_matrix import ModelMatrix
from handrail.survey.standardised import Standardised, standardise
from handrail.values import Cell, DataError, Result

READING = (
    "The attributable fraction is one minus the standardised share, were everybody at the reference, over "
    "the share observed. It is read as a part that a service, a platform or the end of an adversity could "
    "prevent only under the declared order in time and these assumptions: {assumptions}"
)
NOT_ODDS = (
    "It is made of standardised shares and never of an odds ratio. A fraction below zero attributes nothing: "
    "at the reference the model expects a larger share."
)
EARLIER = (
    "The model has the factors of the blocks up to that of the exposure: what comes later in the declared "
    "order could be its effect, and is not held constant."
)


def attributable_fraction(design: Design, analysis: RiskAnalysis, exposure: Exposure) -> Result:
    """Return the attributable fraction of an exposure, with replicate intervals.

    Parameters
    ----------
    design, analysis
        See :func:`handrail.risk.blockwise`. The analysis declares its order in time.
    exposure
        A service, a platform or an adversity, its reference, and the assumptions.

    Returns
    -------
    result
        ``NAME.attributable-EXPOSURE``: a row each for the share observed, the share standardised to the
        reference, and the fraction, with ``estimate``, ``se``, ``low``, ``high``.

    Raises
    ------
    DataError
        As :func:`handrail.risk.blockwise`; for an exposure that is none (see
        :func:`handrail.risk.exposures.check_exposure`) and a reference that does not occur.

    Notes
    -----
    One minus the standardised share over the share observed (Bruzzi and others 1985, American Journal of
    Epidemiology 122, 904-914; Greenland and Drescher 1993, Biometrics 49, 865-872), by g-computation over the
    logistic model of the factors up to the exposure's block: later ones could be its effects (VanderWeele
    2019, European Journal of Epidemiology 34, 211-219). Errors: the design's replicates, or a jackknife of
    its clusters (JKn); limits are those of the ratio of shares on the log scale, t distribution.
    """
    factor = check_exposure(analysis, exposure)
    rows = model_rows(with_replicates(design), analysis)
    found = standardised_to(rows, exposure)
    fraction = fraction_of(found, exposure.reference)
    observed, standard = found.table.row(0, named=True), found.table.row(1, named=True)
    labels = (
        "Observed share",
        f"Standardised share, everybody at '{exposure.reference}'",
        "Attributable fraction",
    )
    cells = [
        Cell(
            {"measure": label},
            None,
            found.n,
            None,
            {name: row[name] for name in ("estimate", "se", "low", "high")},
        )
        for label, row in zip(labels, (observed, standard, fraction), strict=True)
    ]
    table = rows.table(
        f"attributable-{exposure.name}",
        f"the part attributable to {factor.label}",
        ("measure",),
        cells,
        notes=(
            READING.format(assumptions=exposure.assumptions),
            NOT_ODDS,
            EARLIER,
            f"Order in time: {analysis.time_order}",
        ),
        labels={"measure": "Measure", "estimate": "Estimate"},
    )
    return rows.result(
        (table,),
        "risk.attributable",
        {
            "exposure": f"{exposure.kind}, reference '{exposure.reference}'",
            "adjusted for": adjusted_for(analysis, exposure.name),
            "assumptions": exposure.assumptions,
        },
    )


def standardised_to(rows: ModelRows, exposure: Exposure, *others: str) -> Standardised:
    """Return shares standardised to an exposure's reference and to other levels, over an analysis's rows."""
    matrix = rows.matrix
    levels = [level_asked(matrix, exposure.name, level) for level in (exposure.reference, *others)]
    marked = pl.Series(IN_MODEL, rows.fitted.rows)
    names = until(rows.analysis, exposure.name)
    return standardise(
        with_columns(rows.design, marked),
        rows.formula(names),
        exposure.name,
        levels,
        pl.col(IN_MODEL),
        family="logit",
        level=rows.analysis.level,
        df=rows.analysis.df,
    )


def level_asked(matrix: ModelMatrix, name: str, level: str) -> object:
    """Return a level of an exposure as a model knows it: its label, or 0 and 1."""
    value = level_value(matrix, name, level)
    levels = matrix.factors[name].levels
    return value if levels is None else levels[int(value)]


def level_value(matrix: ModelMatrix, name: str, level: str) -> float:
    """Return a level of an exposure as the number that a model has for it.

    Raises
    ------
    DataError
        For a number that is no yes/no, and a level that does not occur.
    """
    known = level_labels(matrix, name)
    if level not in known:
        raise DataError.because(
            "a level of an exposure occurs among the rows of the model",
            f"'{level}' of '{name}'",
            "give 0 or 1" if known == ["0", "1"] else "name a category as its recode has it",
        )
    return float(known.index(level))


def level_labels(matrix: ModelMatrix, name: str) -> list[str]:
    """Return the levels of an exposure as words: 0 and 1 of a yes/no.

    Raises
    ------
    DataError
        For a number that is no yes/no.
    """
    factor = matrix.factors[name]
    if factor.levels is not None:
        return [level_text(one) for one in factor.levels]
    if not set(np.unique(factor.values).tolist()) <= {0.0, 1.0}:
        raise DataError.because(
            "an exposure is a yes/no or a category",
            f"the number '{name}'",
            "recode it to categories",
        )
    return ["0", "1"]


def fraction_of(found: Standardised, reference: str) -> dict[str, float | None]:
    """Return the attributable fraction of standardised shares, with its error and limits."""
    row = found.contrasts.filter(pl.col("level") == level_text(reference), pl.col("against").is_null()).row(
        0, named=True
    )
    if row["ratio"] is None:
        raise DataError.because(
            "an attributable fraction is of an outcome that occurs at the reference too",
            "a share of zero",
            "merge levels of the exposure",
        )
    return {
        "estimate": 1 - row["ratio"],
        "se": row["ratio_se"],
        "low": 1 - row["ratio_high"],
        "high": 1 - row["ratio_low"],
    }
