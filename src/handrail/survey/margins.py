"""Average marginal effects: how the outcome's mean moves with a factor, over everybody as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from handrail.survey.averages import (
    Part,
    averages,
    difference_part,
    linearised_averages,
    mean_part,
    slope_part,
)
from handrail.survey.estimates import DfRule
from handrail.survey.generalised import Solved, fit
from handrail.survey.levels import level_text
from handrail.survey.linearise import Floats
from handrail.survey.model_matrix import ModelMatrix
from handrail.survey.regression import covariance, limits
from handrail.survey.standardised import check_factor, family_of
from handrail.values.result import LeftOut

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling


@dataclass(frozen=True, eq=False)
class Margins:
    """What ``Design.margins`` gives back.

    Attributes
    ----------
    table
        One row an effect: ``factor``, ``level`` (of a category against its first level, of a yes/no against
        no; null for a number: the effect of one unit, at the slope), ``estimate``, ``se``, ``low``, ``high``
        (t limits), ``p``.
    family, formula, outcome
        As they were asked.
    n, weighted_n
        Respondents over whom it is averaged, and the same weighted (None without weights).
    level
        Confidence level.
    df, df_rule
        Degrees of freedom of the limits: clusters minus strata, without a deduction for coefficients.
    left_out
        As in :class:`handrail.survey.SurveyModel`.
    """

    table: pl.DataFrame
    family: str
    formula: str
    outcome: str
    n: int
    weighted_n: float | None
    level: float
    df: int
    df_rule: DfRule
    left_out: tuple[LeftOut, ...]


def marginal_effects(
    design: Sampling,
    formula: str,
    factors: Sequence[str] | None,
    where: pl.Expr | None,
    *,
    family: str,
    level: float,
    df: DfRule,
) -> Margins:
    """Return average marginal effects; see ``Design.margins``."""
    solved = fit(design, family_of(family), formula, where, level=level, df=df)
    asked = solved.asked
    names = asked.formula.names if factors is None else tuple(factors)
    for name in names:
        check_factor(solved, name)
    effects = [effect for name in names for effect in _effects(solved, name)]
    parts = [part for _, _, part in effects]
    estimates, linearised = linearised_averages(solved, parts)

    def again(weight: Floats) -> Floats:
        return averages(solved, parts, weight, solved.again(weight))

    se = np.sqrt(np.diag(covariance(asked, linearised, again)))
    found = limits(estimates, se, asked.clusters_less_strata, level)
    table = pl.DataFrame(
        {
            "factor": [name for name, _, _ in effects],
            "level": pl.Series([label for _, label, _ in effects], dtype=pl.String),
            **found,
        }
    ).with_columns(pl.col("p").fill_nan(None))
    return Margins(
        table,
        family,
        asked.formula.text,
        asked.formula.outcome,
        len(asked.rows),
        float(asked.weight.sum()) if design.weights else None,
        level,
        asked.clusters_less_strata,
        df,
        asked.left_out,
    )


def _effects(solved: Solved, name: str) -> Iterator[tuple[str, str | None, Part]]:
    matrix, family = solved.asked.matrix, solved.family
    factor = matrix.factors[name]

    def at(value: float) -> Part:
        return mean_part(family, matrix.everywhere(name, value))

    if factor.levels is not None:
        reference = at(0)
        for code in range(1, len(factor.levels)):
            yield name, level_text(factor.levels[code]), difference_part(at(code), reference)
    elif set(np.unique(factor.values)) == {0.0, 1.0}:
        yield name, "yes", difference_part(at(1.0), at(0.0))
    else:
        yield name, None, slope_part(family, matrix.values, _by_number(matrix, name))


def _by_number(matrix: ModelMatrix, name: str) -> Floats:
    """Return the derivative of a model matrix by one of its numbers."""
    if not any(term.startswith(f"rcs({name}, ") for term in matrix.knots):
        # Every column is the number times others: from 0 to 1 it moves by its slope.
        return matrix.everywhere(name, 1.0) - matrix.everywhere(name, 0.0)
    values = matrix.factors[name].values.astype(np.float64)
    step = 1e-3 * (values.max() - values.min())

    def between(width: float) -> Floats:
        return matrix.with_factor(name, values + width) - matrix.with_factor(name, values - width)

    # Exact for cubics: the error of a wider difference takes off that of the narrow one.
    slope: Floats = (8 * between(step) - between(2 * step)) / (12 * step)
    return slope
