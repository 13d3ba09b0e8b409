"""What a regression says of everybody, as tables: average effects, and standardised shares or means."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from handrail.risk.coefficient_tables import OUTCOME
from handrail.risk.factors import NO, YES, Factor
from handrail.risk.regression_kinds import POPULATION
from handrail.risk.regressions import Regression
from handrail.survey import Design
from handrail.survey.estimates import DfRule
from handrail.survey.margins import Margins
from handrail.survey.standardised import Standardised
from handrail.values import Cell, DataError, Table

_AVERAGED = (
    "Averaged over the respondents of the model as they are in all else; the standard errors count that "
    "these were drawn too."
)
_STANDARD = (
    "What the model expects if everybody were of one level and stayed as they are in all else. It describes "
    "a difference between groups, and no change that would bring it about."
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
        notes=(coefficients.notes[0], rule, per, _AVERAGED, POPULATION),
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


def standardised_tables(  # noqa: PLR0917 - how the regression was asked
    found: Regression,
    factor: Factor,
    coefficients: Table,
    design: Design,
    where: pl.Expr | None,
    df: DfRule,
) -> tuple[Table, Table]:
    """Return the outcome's share or mean at each level of a factor, standardised, and how these differ.

    Parameters
    ----------
    found, coefficients
        The regression and its table of coefficients.
    factor
        A yes/no or a category.
    design, where, df
        As the regression was asked.

    Returns
    -------
    levels, contrasts
        Only levels are compared with one another: none with everybody as they are, whose ratio would be a
        part attributed to the factor.

    Raises
    ------
    DataError
        For a number: it has no levels.
    """
    column = found.column(factor)
    shown = [one for one in coefficients.cells if one.group["factor"] == factor.label]
    if len(shown) < 2 or factor.name in found.splines:
        raise DataError.because(
            "a standardised number is of a factor with levels",
            f"'{factor.name}', which is a number",
            "ask for margins, or recode it to categories",
        )
    asked = found.asked
    made = design.standardised(
        asked.formula.text,
        factor.name,
        None,
        where,
        family=found.kind.name,
        level=asked.level,
        df=df,
    )
    names = _level_names(column, shown)
    shares = found.kind.name == "logit" or found.is_yes_no
    rule = "on the log-odds scale" if found.kind.name == "logit" else "on the scale of the model's link"
    level = f"{100 * asked.level:g}% intervals {rule}, t distribution; {made.df} degrees of freedom."
    notes = (coefficients.notes[0], level, _STANDARD, _AVERAGED, POPULATION)
    labels = {LEVEL: factor.label, coefficients.variable: coefficients.labels[coefficients.variable]}
    levels = Table(
        name=f"{coefficients.name}.standardised-{factor.name}",
        title=f"{coefficients.title}: standardised over {factor.label}",
        measure="standardised-share" if shares else "standardised-mean",
        dimensions=(LEVEL,),
        cells=tuple(_level_cells(made, names, shown)),
        source=coefficients.source,
        variable=coefficients.variable,
        public_use=coefficients.public_use,
        notes=notes,
        labels=labels,
        fit=coefficients.fit,
    )
    contrasts = Table(
        name=f"{coefficients.name}.contrasts-{factor.name}",
        title=f"{levels.title}: differences and ratios",
        measure="comparison",
        dimensions=(LEVEL, AGAINST),
        cells=tuple(_contrast_cells(made, names, coefficients)),
        source=coefficients.source,
        variable=coefficients.variable,
        public_use=coefficients.public_use,
        notes=(
            coefficients.notes[0],
            f"{100 * asked.level:g}% intervals: of a difference symmetric, of a ratio on the log scale; t "
            f"distribution with {made.df} degrees of freedom.",
            _STANDARD,
            POPULATION,
        ),
        labels={
            **labels,
            **CONTRAST_LABELS,
            "estimate": f"Difference of {'shares' if shares else 'means'}",
        },
        fit=coefficients.fit,
    )
    return levels, contrasts


LEVEL, AGAINST = "level", "compared with"
CONTRAST_LABELS = {
    AGAINST: "Compared with",
    OUTCOME: "Answer",
    "se": "Standard error",
    "low": "Lower limit",
    "high": "Upper limit",
    "ratio": "Ratio",
    "ratio_low": "Lower limit of the ratio",
    "ratio_high": "Upper limit of the ratio",
}


def _level_names(column: pl.Series, shown: list[Cell]) -> dict[str, str]:
    """Return what the library calls a level to what a reader is shown."""
    words = [one.group["level"] for one in shown]
    if words == [NO, YES]:
        return {"0": NO, "1": YES} if column.dtype != pl.String else {NO: NO, YES: YES}
    return {word: word for word in words}


def _level_cells(made: Standardised, names: dict[str, str], shown: list[Cell]) -> Iterator[Cell]:
    counted = {one.group["level"]: one for one in shown}
    for row in made.table.iter_rows(named=True):
        if row["level"] is None:
            continue
        level = names[row["level"]]
        values = {name: row[name] for name in ("estimate", "low", "high", "se")}
        yield Cell({LEVEL: level}, None, counted[level].n, counted[level].count, values)


def _contrast_cells(made: Standardised, names: dict[str, str], coefficients: Table) -> Iterator[Cell]:
    n = 0 if coefficients.fit is None else coefficients.fit.n
    for row in made.contrasts.iter_rows(named=True):
        if row["against"] is None:
            continue
        yield Cell(
            {LEVEL: names[row["level"]], AGAINST: names[row["against"]]},
            None,
            n,
            None,
            {
                "estimate": row["difference"],
                "low": row["difference_low"],
                "high": row["difference_high"],
                "se": row["difference_se"],
                "ratio": row["ratio"],
                "ratio_low": row["ratio_low"],
                "ratio_high": row["ratio_high"],
            },
        )
