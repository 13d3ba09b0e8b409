"""Average marginal effects of a regression as a table."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from handrail.risk.regression_kinds import POPULATION
from handrail.risk.regressions import Regression
from handrail.survey import Design
from handrail.survey.estimates import DfRule
from handrail.survey.margins import Margins
from handrail.values import Cell, Table

AVERAGED = (
    "Averaged over the respondents of the model as they are in all else; the standard errors count that "
    "these were drawn too."
)


def margins_table(
    found: Regression, coefficients: Table, design: Design, where: pl.Expr | None, df: DfRule
) -> Table:
    """Return average marginal effects of every factor: on the share, or on the mean, of the outcome.

    Parameters
    ----------
    found, coefficients
        The regression and its table of coefficients.
    design, where, df
        As the regression was asked.

    Notes
    -----
    See :meth:`handrail.survey.Design.margins`.
    """
    asked = found.asked
    made = design.margins(asked.formula.text, None, where, family=found.kind.name, level=asked.level, df=df)
    shares = found.kind.name == "logit" or found.is_yes_no
    rule = f"{100 * asked.level:g}% intervals: symmetric, t distribution; {made.df} degrees of freedom."
    per = "An effect of a category is against the first level, of a number along one unit of it."
    return Table(
        name=f"{coefficients.name}.margins",
        title=f"{coefficients.title}: average effects",
        measure="share-difference" if shares else "mean-difference",
        dimensions=("kind", "factor", "level"),
        cells=tuple(_margin_cells(found, coefficients, made)),
        source=coefficients.source,
        variable=coefficients.variable,
        public_use=coefficients.public_use,
        notes=(coefficients.notes[0], rule, per, AVERAGED, POPULATION),
        labels={
            "kind": "Kind of factor",
            "factor": "Factor",
            "level": "Compared",
            "estimate": "Percentage points" if shares else "Difference",
            "below": found.kind.below,
            "above": found.kind.above,
            coefficients.variable: coefficients.labels[coefficients.variable],
        },
        fit=coefficients.fit,
    )


def _margin_cells(found: Regression, coefficients: Table, made: Margins) -> Iterator[Cell]:
    rows = {(row["factor"], row["level"]): row for row in made.table.iter_rows(named=True)}
    for factor in found.factors:
        shown = [one for one in coefficients.cells if one.group["factor"] == factor.label]
        if factor.name in found.splines:
            shown = shown[:1]
        for cell in shown:
            level = cell.group["level"]
            called = next((one for one in (level, "yes", None) if (factor.name, one) in rows), None)
            row = rows.get((factor.name, called))
            values: dict[str, float | None]
            if cell.value("reference") == 1.0 and factor.name not in found.splines:
                values = {"estimate": 0.0, "low": None, "high": None, "se": None, "p": None, "reference": 1.0}
            elif row is None:  # pragma: no cover - the same matrix has the same levels
                raise ValueError(level)
            else:
                values = {name: row[name] for name in ("estimate", "low", "high", "se", "p")}
            group = (
                {**cell.group, "level": f"per {factor.unit}"} if factor.name in found.splines else cell.group
            )
            yield Cell(group, None, cell.n, cell.count, {**values, "df": float(made.df)})
