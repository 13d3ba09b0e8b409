"""Country weights: how each of several countries counts when their answers are pooled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from handrail.risk.analysis import RiskAnalysis
from handrail.survey import Design
from handrail.survey.levels import Levels, level_text, levels_of
from handrail.survey.linearise import Floats
from handrail.values import DataError, did_you_mean

_COLUMN = "weight with countries"


def country_design(design: Design, analysis: RiskAnalysis) -> Design:
    """Return a design in which countries count as an analysis declares.

    Within a country the weights keep their ratios; the weights of all countries keep their sum. Replicate
    weights are multiplied by the same number, which is taken as known.

    Raises
    ------
    DataError
        For a row without a country, fewer than two of them, a country without a declared population, and
        weights that were calibrated (they already say how countries count).

    Examples
    --------
    >>> from handrail.risk.analysis import RiskFactor, RiskOutcome
    >>> analysis = RiskAnalysis(
    ...     "model:c", "C", "s", "probability", RiskOutcome("c", "Contact", "risk"),
    ...     (RiskFactor("talks", "Talks", "protective factors"),), country="land", country_weight="equal")
    >>> frame = pl.DataFrame({"land": ["A", "A", "A", "B"], "c": [0, 1, 0, 1], "talks": [0, 0, 1, 1]})
    >>> country_design(Design(frame), analysis).weight.round(3).tolist()
    [0.667, 0.667, 0.667, 2.0]
    """
    if not analysis.country:
        return design
    countries = countries_of(design, analysis)
    if analysis.country_weight == "as_given":
        return design
    if design.calibration is not None:
        raise DataError.because(
            "calibrated weights already say how countries count",
            f"country_weight = '{analysis.country_weight}' on a calibrated design",
            'calibrate to the countries\' totals and declare "as_given"',
        )
    now = np.bincount(countries.codes, weights=design.weight, minlength=len(countries.values))
    if (now == 0).any():
        raise DataError.because(
            "every country has rows with a weight above zero",
            f"{int((now == 0).sum())} without",
            "leave these rows out of the survey's file",
        )
    wanted = _wanted(countries, analysis)
    times = (wanted / wanted.sum() * now.sum() / now)[countries.codes]
    changed = replace(
        design,
        frame=design.frame.with_columns(pl.Series(_COLUMN, design.weight * times)),
        weights=_COLUMN,
    )
    object.__setattr__(changed, "structure", design.structure)
    if design.replicate is not None:
        base = design.replicate.base * times
        object.__setattr__(changed, "replicate", replace(design.replicate, base=base))
    return changed


def countries_of(design: Design, analysis: RiskAnalysis) -> Levels:
    """Return the countries of a design's rows."""
    if not analysis.country:
        raise DataError.because(
            "a comparison of countries has a declared column of countries",
            "none",
            "declare country and country_weight",
        )
    countries = levels_of(design.column(analysis.country))
    missing = int((countries.codes < 0).sum())
    if missing:
        raise DataError.because(
            "every row has a country",
            f"{missing} of {len(countries.codes)} rows have none in column '{analysis.country}'",
            "complete the column: what a row counts depends on its country",
        )
    if len(countries.values) < 2:
        raise DataError.because(
            "countries are pooled where there are two or more",
            f"one in column '{analysis.country}'",
            "leave out country and country_weight",
        )
    return countries


def _wanted(countries: Levels, analysis: RiskAnalysis) -> Floats:
    if analysis.country_weight == "equal":
        return np.ones(len(countries.values))
    labels = [level_text(value) for value in countries.values]
    without = [label for label in labels if label not in analysis.populations]
    if without:
        raise DataError.because(
            "every country of the survey has a declared population",
            f"{len(without)} of {len(labels)} without, where {len(analysis.populations)} are declared",
            did_you_mean(without[0], analysis.populations),
        )
    return np.array([analysis.populations[label] for label in labels])
