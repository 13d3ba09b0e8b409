"""Standardised shares and means of a regression as tables, and how the levels of a factor differ in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from handrail.risk.coefficient_tables import OUTCOME
from handrail.risk.factors import NO, YES, Factor
from handrail.risk.model_margins import AVERAGED
from handrail.risk.regression_kinds import OF_CATEGORIES, POPULATION
from handrail.risk.regressions import Regression
from handrail.survey import Design
from handrail.survey.category_averages import StandardisedCategories
from handrail.survey.estimates import DfRule
from handrail.survey.standardised import Standardised
from handrail.values import Cell, DataError, Table

_STANDARD = (
    "What the model expects if everybody were of one level and stayed as they are in all else. It describes "
    "a difference between groups, and no change that would bring it about."
)


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
    shown = {one.group["level"]: one for one in coefficients.cells if one.group["factor"] == factor.label}
    if len(shown) < 2 or factor.name in found.splines:
        raise DataError.because(
            "a standardised number is of a factor with levels",
            f"'{factor.name}', which is a number",
            "ask for margins, or recode it to categories",
        )
    asked, kind = found.asked, found.kind.name
    made = _made(found, factor, design, where, df)
    names = _level_names(found.column(factor), list(shown))
    shares = kind == "logit" or found.is_yes_no or kind in OF_CATEGORIES
    rule = (
        "on the log-odds scale" if kind in ("logit", *OF_CATEGORIES) else "on the scale of the model's link"
    )
    level = f"{100 * asked.level:g}% intervals"
    t = f"t distribution with {made.df} degrees of freedom."
    reading = coefficients.notes[0]
    shared: dict[str, Any] = {
        "source": coefficients.source,
        "variable": coefficients.variable,
        "public_use": coefficients.public_use,
        "fit": coefficients.fit,
    }
    answers = (OUTCOME,) if kind in OF_CATEGORIES else ()
    variable = {coefficients.variable: coefficients.labels[coefficients.variable]}
    title = f"{coefficients.title}: standardised over {factor.label}"
    levels = Table(
        name=f"{coefficients.name}.standardised-{factor.name}",
        title=title,
        measure="standardised-share" if shares else "standardised-mean",
        dimensions=(LEVEL, *answers),
        cells=tuple(_level_cells(made.table, names, shown)),
        notes=(reading, f"{level} {rule}, {t}", _STANDARD, AVERAGED, POPULATION),
        labels={LEVEL: factor.label, OUTCOME: "Answer", **variable},
        **shared,
    )
    contrasts = Table(
        name=f"{coefficients.name}.contrasts-{factor.name}",
        title=f"{title}: differences and ratios",
        measure="comparison",
        dimensions=(LEVEL, AGAINST, *answers),
        cells=tuple(_contrast_cells(found, made.contrasts, names)),
        notes=(
            reading,
            f"{level}: of a difference symmetric, of a ratio on the log scale; {t}",
            _STANDARD,
            POPULATION,
        ),
        labels={
            **variable,
            **CONTRAST_LABELS,
            LEVEL: factor.label,
            "estimate": f"Difference of {'shares' if shares else 'means'}",
        },
        **shared,
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


def _made(
    found: Regression, factor: Factor, design: Design, where: pl.Expr | None, df: DfRule
) -> Standardised | StandardisedCategories:
    text, level, family = found.asked.formula.text, found.asked.level, found.kind.name
    if family in OF_CATEGORIES:
        return design.standardised_categories(text, factor.name, where, family=family, level=level, df=df)
    return design.standardised(text, factor.name, None, where, family=family, level=level, df=df)


def _level_names(column: pl.Series, words: list[str]) -> dict[str, str]:
    """Return what the library calls a level to what a reader is shown."""
    if column.dtype.is_numeric() or column.dtype == pl.Boolean:
        return {"0": NO, "1": YES}
    return {word: word for word in words}


def _level_cells(table: pl.DataFrame, names: Mapping[str, str], shown: Mapping[str, Cell]) -> Iterator[Cell]:
    for row in table.iter_rows(named=True):
        # Everybody as they are is no level.
        if row["level"] is None:
            continue
        level, category = names[row["level"]], row.get("category")
        group = {LEVEL: level, **({} if category is None else {OUTCOME: category})}
        values = {name: row[name] for name in ("estimate", "low", "high", "se")}
        count = shown[level].count if category is None else None
        yield Cell(group, None, shown[level].n, count, values)


def _contrast_cells(found: Regression, contrasts: pl.DataFrame, names: Mapping[str, str]) -> Iterator[Cell]:
    for row in contrasts.iter_rows(named=True):
        if row["against"] is None:
            continue
        category = row.get("category")
        group = {LEVEL: names[row["level"]], AGAINST: names[row["against"]]}
        values = {
            "estimate": row["difference"],
            "low": row["difference_low"],
            "high": row["difference_high"],
            "se": row["difference_se"],
            **{name: row[name] for name in ("ratio", "ratio_low", "ratio_high")},
        }
        yield Cell(
            {**group, **({} if category is None else {OUTCOME: category})}, None, found.model.n, None, values
        )
