"""Groups: whether a model orders and calibrates alike for all who answered."""

from __future__ import annotations

import numpy as np

from handrail.risk.analysis import RiskAnalysis
from handrail.risk.country_weights import countries_of
from handrail.risk.model_rows import model_rows
from handrail.risk.performance import LABELS, measured
from handrail.survey import Design
from handrail.survey.levels import level_text, levels_of
from handrail.values import Cell, DataError, Result

_NOTE = (
    "The model is the one of all respondents, held fixed; differences between groups say for whom it "
    "describes past answers less well, not who they are. Degrees of freedom are those of the group's own "
    "clusters."
)


def performance_by_group(design: Design, analysis: RiskAnalysis, by: str) -> Result:
    """Return how well the model of a declared analysis does in each group of respondents.

    Parameters
    ----------
    design, analysis
        See :func:`handrail.risk.blockwise`.
    by
        The column of countries, or a declared demographic factor: a yes/no or a category.

    Returns
    -------
    result
        ``NAME.groups``: a row a group and measure, with ``estimate``, ``se``, ``low`` and ``high``, and the
        group's respondents with the outcome as ``count``.

    Raises
    ------
    DataError
        For a factor of another block, and for a number.
    """
    rows = model_rows(design, analysis)
    if by and by == analysis.country:
        groups, label = countries_of(rows.design, analysis), "Country"
    else:
        one = analysis.factor(by)
        if one.block != "demographic":
            raise DataError.because(
                "performance is shown by country or by a demographic factor",
                f"'{by}', of the block '{one.block}'",
                "choose a demographic factor",
            )
        if one.unit:
            raise DataError.because(
                "groups are of a yes/no or a category", f"'{by}', a number with a unit", "recode it"
            )
        groups, label = levels_of(rows.design.frame[by]), one.label
    codes = groups.codes[rows.rows]
    cells = []
    for code in np.unique(codes).tolist():
        inside = codes == code
        used = np.zeros(rows.design.frame.height, dtype=np.bool_)
        used[rows.rows[inside]] = True
        found = measured(
            rows.design,
            rows.rows[inside],
            rows.log_odds[inside],
            rows.outcome[inside],
            df=rows.design.degrees_of_freedom_of(used),
            level=analysis.level,
        )
        counts = int(inside.sum()), int(rows.outcome[inside].sum())
        for name, each in found.items():
            values = {"estimate": each.estimate, "se": each.se, "low": each.low, "high": each.high}
            group = {"group": level_text(groups.values[code]), "measure": LABELS[name]}
            cells.append(Cell(group, None, *counts, values))
    table = rows.table(
        "groups",
        f"how well the model does by {label}",
        ("group", "measure"),
        cells,
        notes=(_NOTE,),
        labels={"group": label, "measure": "Measure"},
    )
    return rows.result((table,), "risk.groups", {"groups": by})
