"""What if: the share with an outcome if a service did for everybody what it does for some."""

from __future__ import annotations

import polars as pl

from handrail.risk.analysis import RiskAnalysis
from handrail.risk.attributable import standardised_to
from handrail.risk.e_values import E_VALUE_READING, e_value
from handrail.risk.exposures import Exposure, check_exposure, with_replicates
from handrail.risk.model_rows import model_rows
from handrail.survey import Design
from handrail.survey.levels import level_text, levels_of
from handrail.values import Cell, DataError, Result

READING = (
    "Each row is the share that the model expects if everybody had that level and else stayed as they are. "
    "It says what a change of a service might reach in a population, only under the declared order in time "
    "and these assumptions: {assumptions}"
)


def what_if(design: Design, analysis: RiskAnalysis, service: Exposure) -> Result:
    """Return standardised shares under each level of a service, their ratios to the reference, and E-values.

    Parameters
    ----------
    design, analysis
        See :func:`handrail.risk.attributable_fraction`.
    service
        What is changed: of the kind ``service`` or ``platform``.

    Returns
    -------
    result
        ``NAME.what-if-SERVICE``: a row for the share observed and one a level, with ``estimate``, ``se``,
        ``low``, ``high``; against the reference ``difference`` and ``ratio`` with their limits, and the
        E-value of the ratio (``e_value``) and of its limit nearer to 1 (``e_limit``).

    Raises
    ------
    DataError
        As :func:`handrail.risk.attributable_fraction`; and for an adversity, which is no service's to set.

    Notes
    -----
    G-computation over the logistic model of all factors (Robins 1986, Mathematical Modelling 7, 1393-1512;
    Snowden, Rose and Mortimer 2011, American Journal of Epidemiology 173, 731-738); E-values from the ratio
    of standardised shares (VanderWeele and Ding 2017, Annals of Internal Medicine 167, 268-274).
    """
    if service.kind == "adversity":
        raise DataError.because(
            "a what-if changes what a service or a platform does",
            f"the adversity '{service.name}'",
            "ask for its attributable fraction",
        )
    factor = check_exposure(analysis, service)
    rows = model_rows(with_replicates(design), analysis)
    column = rows.design.frame[service.name].filter(pl.Series(rows.fitted.rows))
    if column.dtype == pl.Boolean:
        column = column.cast(pl.Int8)  # a model knows true and false as 1 and 0
    others = [
        text for text in (level_text(one) for one in levels_of(column).values) if text != service.reference
    ]
    found = standardised_to(rows, service, *others)
    against = {
        row["level"]: row
        for row in found.contrasts.filter(pl.col("against") == service.reference).iter_rows(named=True)
    }
    cells = [
        Cell(
            {"level": row["level"] or "As observed"},
            None,
            row["n"],
            None,
            {
                **{name: row[name] for name in ("estimate", "se", "low", "high")},
                **_contrast(against.get(row["level"])),
            },
        )
        for row in found.table.iter_rows(named=True)
    ]
    table = rows.table(
        f"what-if-{service.name}",
        f"if {factor.label} were the same for everybody",
        ("level",),
        cells,
        notes=(
            READING.format(assumptions=service.assumptions),
            E_VALUE_READING,
            f"Order in time: {analysis.time_order}",
        ),
        labels={
            "level": factor.label,
            "estimate": "Share",
            "difference": f"Difference from '{service.reference}'",
            "ratio": f"Ratio to '{service.reference}'",
            "e_value": "E-value",
            "e_limit": "E-value of the limit",
        },
    )
    return rows.result(
        (table,),
        "risk.what-if",
        {"service": f"{service.kind}, reference '{service.reference}'", "assumptions": service.assumptions},
    )


def _contrast(row: dict[str, float | None] | None) -> dict[str, float | None]:
    names = [f"{what}{end}" for what in ("difference", "ratio") for end in ("", "_low", "_high")]
    if row is None:
        return dict.fromkeys((*names, "e_value", "e_limit"))
    values: dict[str, float | None] = {name: row[name] for name in names}
    ratio = row["ratio"]
    if ratio is None:
        return {**values, "e_value": None, "e_limit": None}
    found = e_value(ratio, row["ratio_low"], row["ratio_high"])
    return {**values, "e_value": found.point, "e_limit": found.limit}
