"""Countries: each left out in turn, and the model of the others measured in it."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from handrail.risk.analysis import RiskAnalysis
from handrail.risk.country_weights import countries_of
from handrail.risk.dominance import Progress
from handrail.risk.model_rows import ModelRows, model_rows, refitted
from handrail.risk.performance import AUC, BRIER, LABELS, LARGE, MEASURES, SLOPE, Measured, measured
from handrail.risk.pooling import FEWEST_COUNTRIES, pooled
from handrail.survey import Design
from handrail.survey.levels import level_text
from handrail.survey.linearise import Flags
from handrail.values import Cell, DataError, NotConverged, Result, Table

_EACH = (
    "Each country was left out, the model was fitted on the others, and its fitted odds were held fixed and "
    "measured in the country that was left out. Degrees of freedom are those of the country's own clusters."
)
_FEW = (
    f"With fewer than {FEWEST_COUNTRIES} countries no interval for another country is told: the spread "
    "between so few is a guess."
)
_POOLED = (
    "The mean over countries is that of a random-effects model; the interval for another country holds if "
    "it is drawn like these, which countries that volunteered are not."
)


def leave_one_country_out(
    design: Design, analysis: RiskAnalysis, *, progress: Progress | None = None
) -> Result:
    """Return how the model of the other countries does in each country, and over all of them.

    Parameters
    ----------
    design, analysis
        See :func:`handrail.risk.blockwise`; the analysis declares its countries, which are not among its
        factors.
    progress
        Told how many countries are done, and of how many; what it raises stops the work.

    Returns
    -------
    result
        ``NAME.countries``: a row a country and measure, with ``estimate``, ``se``, ``low`` and ``high``.
        ``NAME.pooled``: a row a measure with the mean over countries (``estimate``, ``low``, ``high``), the
        standard deviation between them (``spread``, of the area on its log-odds) and from five countries on
        where another country is expected (``other_low``, ``other_high``).

    Raises
    ------
    DataError
        As :func:`handrail.risk.blockwise`; and where the country is a factor, or a factor's level is answered
        in one country only.
    NotConverged
        Where the model of the other countries has no solution.

    Notes
    -----
    Internal-external validation: Steyerberg and Harrell 2016, Journal of Clinical Epidemiology 69, 245-247;
    Debray and others 2017, BMJ 356, i6460. The area is pooled on its log-odds, slope and calibration in the
    large as they are; Brier is not pooled, for it goes with the outcome's share.
    """
    rows = model_rows(design, analysis)
    countries = countries_of(rows.design, analysis)
    if analysis.country in rows.matrix.terms:
        raise DataError.because(
            "a country that is left out has no coefficient of its own",
            f"'{analysis.country}' among the factors",
            "declare an analysis without it",
        )
    codes = countries.codes[rows.rows]
    present = np.unique(codes)
    each = {}
    for done, code in enumerate(present.tolist(), start=1):
        each[level_text(countries.values[code])] = _held_out(rows, codes == code, done, len(present))
        if progress is not None:
            progress(done, len(present))
    counts = {
        level_text(countries.values[code]): (
            int((codes == code).sum()),
            int(rows.outcome[codes == code].sum()),
        )
        for code in present.tolist()
    }
    tables = (_country_table(rows, each, counts), _pooled_table(rows, each, counts))
    return rows.result(
        tables,
        "risk.countries",
        {
            "pooling": "restricted maximum likelihood, Hartung and Knapp, t of countries minus one",
            "another country": f"t of countries minus two, from {FEWEST_COUNTRIES} countries on",
        },
    )


def _held_out(rows: ModelRows, inside: Flags, place: int, of: int) -> dict[str, Measured]:
    x, where = rows.matrix.rows, f"the country at place {place} of {of} in the order of the column"
    _refuse_lone_columns(rows, inside, where)
    coefficients = refitted(x[~inside], rows.outcome[~inside], rows.weight[~inside])
    if coefficients is None:
        raise NotConverged.because(
            "the model of all countries but one has a solution",
            f"none without {where}",
            "merge categories with few respondents, or leave a factor out",
        )
    used = np.zeros(rows.design.frame.height, dtype=np.bool_)
    used[rows.rows[inside]] = True
    return measured(
        rows.design,
        rows.rows[inside],
        np.einsum("ij,j->i", x[inside], coefficients),
        rows.outcome[inside],
        df=rows.design.degrees_of_freedom_of(used),
        level=rows.analysis.level,
    )


def _refuse_lone_columns(rows: ModelRows, inside: Flags, where: str) -> None:
    others = rows.matrix.rows[~inside]
    for column in range(1, others.shape[1]):
        if np.ptp(others[:, column]) == 0:
            raise DataError.because(
                "every level of a factor is answered in two countries or more",
                f"a level of '{rows.matrix.term_of(column)}' in {where} only",
                "merge it with another level, or leave the factor out",
            )


def _country_table(
    rows: ModelRows, each: dict[str, dict[str, Measured]], counts: dict[str, tuple[int, int]]
) -> Table:
    cells = [
        Cell(
            {"country": country, "measure": LABELS[name]},
            None,
            *counts[country],
            {"estimate": one.estimate, "se": one.se, "low": one.low, "high": one.high},
        )
        for country, found in each.items()
        for name, one in found.items()
    ]
    return rows.table(
        "countries",
        "the model of the other countries in each country",
        ("country", "measure"),
        cells,
        notes=(_EACH,),
        labels={"country": "Country left out", "measure": "Measure"},
    )


def _pooled_table(
    rows: ModelRows, each: dict[str, dict[str, Measured]], counts: dict[str, tuple[int, int]]
) -> Table:
    cells = []
    for name in MEASURES:
        pairs = [
            _on_scale(name, found[name])
            for found in each.values()
            if found[name].se is not None and found[name].se
        ]
        told = [pair for pair in pairs if pair is not None]
        if name == BRIER or len(told) < 2:
            continue
        found = pooled([one for one, _ in told], [error for _, error in told], rows.analysis.level)
        back = special.expit if name == AUC else float
        limits = (found.low, found.high, found.other_low, found.other_high)
        low, high, other_low, other_high = (None if one is None else float(back(one)) for one in limits)
        values = {
            "estimate": float(back(found.mean)),
            "low": low,
            "high": high,
            "spread": found.spread,
            "other_low": other_low,
            "other_high": other_high,
            "countries": float(found.countries),
        }
        cells.append(Cell({"measure": LABELS[name]}, None, len(rows.rows), None, values))
    # A country whose answers tell no error is pooled with none.
    few = any(cell.value("other_low") is None for cell in cells) or not cells
    return rows.table(
        "pooled",
        "the mean over countries that were left out",
        ("measure",),
        cells,
        notes=(_EACH, _FEW if few else _POOLED),
        labels={
            "measure": "Measure",
            "estimate": "Mean over countries",
            "spread": "Standard deviation between countries (of the area: of its log-odds)",
            "other_low": "Another country, lower",
            "other_high": "Another country, upper",
            "countries": "Countries",
        },
        judged=[Cell({"country": country}, None, n, cases, {}) for country, (n, cases) in counts.items()],
    )


def _on_scale(name: str, one: Measured) -> tuple[float, float] | None:
    """Return estimate and error where they are about normal: of an area, on its log-odds."""
    if one.estimate is None or one.se is None:
        return None
    if name in (SLOPE, LARGE):
        return one.estimate, one.se
    if not 0 < one.estimate < 1:
        return None
    return math.log(one.estimate / (1 - one.estimate)), one.se / (one.estimate * (1 - one.estimate))
