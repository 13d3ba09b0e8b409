"""Interactions: whether an association differs between countries."""

from __future__ import annotations

import numpy as np
import polars as pl

from handrail.risk.analysis import RiskAnalysis
from handrail.risk.country_weights import countries_of
from handrail.risk.model_rows import ModelRows, model_rows, with_columns
from handrail.survey import Design
from handrail.survey.formula import quoted
from handrail.survey.levels import level_text, levels_of
from handrail.survey.linearise import Integers
from handrail.survey.logit import _fit
from handrail.values import Cell, DataError, Fit, Result

_NOTE = (
    "Each row is one model: all factors, the second one, and the interaction of the two. F tests whether the "
    "odds ratio is the same everywhere; {tests} tests are shown as they are, and with many some are small by "
    "chance."
)


def interactions(design: Design, analysis: RiskAnalysis, by: str = "") -> Result:
    """Return for each factor whether its association differs by country, or by another factor.

    Parameters
    ----------
    design, analysis
        See :func:`handrail.risk.blockwise`.
    by
        A declared factor; the countries where empty.

    Returns
    -------
    result
        ``NAME.interactions``: a row a factor, with ``f``, ``df1``, ``df2`` and ``p``. The counts of every
        factor by every country are judged with it, and not printed.

    Raises
    ------
    DataError
        For special or offence variables in an interaction with anything but the country; for a number as
        ``by``; and as :meth:`handrail.survey.Design.logit`.
    """
    rows = model_rows(design, analysis)
    others = [one.name for one in analysis.factors if one.name != (by or analysis.country)]
    _check(rows, by, others)
    design, name = _with_groups(rows, by)
    cells, judged = list[Cell](), list[Cell]()
    groups = levels_of(design.frame[name])
    slack: Fit | None = None
    for factor in others:
        known = [one.name for one in analysis.factors]
        terms = [quoted(one) for one in dict.fromkeys([*known, name]) if one != by or name == by]
        formula = f"{quoted(analysis.outcome.name)} ~ {' + '.join(terms)} + {quoted(factor)}:{quoted(name)}"
        inside = np.zeros(design.frame.height, dtype=np.bool_)
        inside[rows.rows] = True
        marked = with_columns(design, pl.Series("rows of the interaction", inside))
        fitted = _fit(marked, formula, pl.col("rows of the interaction"), analysis.level, analysis.df)
        test = fitted.model.wald(fitted.model.terms[-1])
        label = analysis.factor(factor).label
        values = {"f": test.f, "df1": float(test.df1), "df2": float(test.df2), "p": test.p}
        cells.append(Cell({"factor": label}, None, len(rows.rows), None, values))
        fit = Fit(len(rows.rows), fitted.model.table.height, fitted.patterns, separated=False)
        if slack is None or fit.patterns - fit.parameters < slack.patterns - slack.parameters:
            slack = fit
        judged.extend(crossed(rows, factor, label, groups.codes[rows.rows]))
    table = rows.table(
        "interactions",
        f"does an association differ by {'country' if not by else analysis.factor(by).label}",
        ("factor",),
        cells,
        notes=(_NOTE.format(tests=len(cells)),),
        labels={
            "factor": "Factor",
            "f": "F",
            "df1": "Degrees of freedom",
            "df2": "Residual degrees of freedom",
            "p": "p",
        },
        judged=judged,
        fit=slack,
    )
    return rows.result((table,), "risk.interactions", {"interaction": f"each factor by {by or 'country'}"})


def _check(rows: ModelRows, by: str, others: list[str]) -> None:
    analysis = rows.analysis
    if not others:
        raise DataError.because("an interaction has two factors", "one", "declare another factor")
    if not by or by == analysis.country:
        return
    second = analysis.factor(by)
    guarded = [one.name for one in analysis.factors if one.is_guarded]
    if guarded:
        raise DataError.because(
            "special and offence variables are in no interaction but with the country",
            f"'{guarded[0]}' in an analysis by '{second.name}'",
            "ask by country, or declare an analysis without it",
        )


def _with_groups(rows: ModelRows, by: str) -> tuple[Design, str]:
    """Return the design with the second factor as categories, and the name of its column."""
    if by and by != rows.analysis.country:
        if rows.analysis.factor(by).unit:
            raise DataError.because(
                "the second factor of an interaction is a yes/no or a category",
                f"'{by}', a number with a unit",
                "recode it to categories",
            )
        return rows.design, by
    name = rows.analysis.country
    codes = countries_of(rows.design, rows.analysis)
    words = pl.Series(name, [level_text(codes.values[int(code)]) for code in codes.codes])
    return with_columns(rows.design, words), name


def crossed(rows: ModelRows, factor: str, label: str, group: Integers) -> list[Cell]:
    """Return the counts of a factor's levels in each group; of a number, each group's own."""
    values = rows.matrix.rows[:, list(rows.matrix.terms[factor])]
    flags = [np.ones(len(values), dtype=np.bool_)]
    if np.isin(values, (0.0, 1.0)).all():
        flags = [*(values[:, at] == 1 for at in range(values.shape[1])), (values == 0).all(axis=1)]
    return [
        Cell(
            {"factor": label},
            None,
            int((has & (group == one)).sum()),
            int(rows.outcome[has & (group == one)].sum()),
            {},
        )
        for has in flags
        for one in np.unique(group)
    ]
