"""Linear, logistic and Poisson regression: models of one mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from handrail.survey.estimates import DfRule
from handrail.survey.family import LINEAR, LOGIT, POISSON, Family
from handrail.survey.linearise import Floats
from handrail.survey.lone_levels import check_lone
from handrail.survey.newton import Solution, maximise, separating_columns
from handrail.survey.regression import Asked, ask, covariance, not_reached, parts, separated
from handrail.survey.survey_model import SurveyModel
from handrail.values.errors import DataError
from handrail.values.stays import StaysInMemory

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

SUSPICIOUS = 20.0
"""Distance on the log scale from which on separation is looked for even where the search ended: probabilities
so close to 0 or 1 can round to them, and a search without end then looks like one that ended."""


@dataclass(frozen=True, eq=False, repr=False)
class Solved(StaysInMemory):
    """A model with its solution: what may not leave memory.

    Attributes
    ----------
    asked, family
        What was asked.
    outcome
        Shape (rows of the model,).
    solution
        Its coefficients, and the inverse information for weights of mean 1.
    predictor
        Shape (combinations,): the factors' sum on the scale of the link.
    covariance
        Of the coefficients, under the design.
    """

    asked: Asked
    family: Family
    outcome: Floats
    solution: Solution
    predictor: Floats
    covariance: Floats = field(init=False)

    def __post_init__(self) -> None:
        check_lone(self.asked)
        object.__setattr__(self, "covariance", covariance(self.asked, self.linearised(), self.again))

    def linearised(self) -> Floats:
        """Return the linearised coefficients: shape (rows of the model, coefficients)."""
        asked, matrix = self.asked, self.asked.matrix
        bread = self.solution.inverse / asked.weight.mean()
        influence = np.einsum("jk,ij->ki", bread, matrix.values)
        residual = self.outcome - self.family.mean(self.predictor)[matrix.pattern]
        residual *= asked.weight
        # A coefficient lies together in memory: its sums over clusters run along it.
        values = np.empty((len(influence), len(residual)))
        for place, column in enumerate(influence):
            np.multiply(column[matrix.pattern], residual, out=values[place])
        return values.T

    def again(self, weight: Floats) -> Floats:
        """Return the coefficients with other weights of the model's rows: the search starts at these."""
        return solve(self.asked, self.family, self.outcome, weight, self.solution.coefficients).coefficients


def fit(
    design: Sampling,
    family: Family,
    text: str,
    where: pl.Expr | None,
    *,
    level: float,
    df: DfRule,
) -> Solved:
    """Return a solved model of one mean."""
    check = {"linear": check_number, "logit": check_yes_no, "poisson": check_count}[family.name]
    asked = ask(design, text, where, check, level=level, df=df)
    outcome = asked.answers.cast(pl.Float64).to_numpy()
    solution = solve(asked, family, outcome, asked.weight)
    predictor = np.einsum("ij,j->i", asked.matrix.values, solution.coefficients)
    return Solved(asked, family, outcome, solution, predictor)


def fit_mean(
    design: Sampling,
    family: Family,
    formula: str,
    where: pl.Expr | None = None,
    *,
    level: float = 0.95,
    df: DfRule = "design",
) -> SurveyModel:
    """Return a model of a mean; see ``Design.linear`` and ``Design.poisson``."""
    solved = fit(design, family, formula, where, level=level, df=df)
    return SurveyModel(**model_parts(solved))


def model_parts(solved: Solved) -> dict[str, Any]:
    """Return the fields of a model of one mean."""
    matrix, family = solved.asked.matrix, solved.family
    return parts(
        solved.asked,
        family.name,
        solved.solution,
        names=matrix.columns,
        terms=matrix.terms,
        found=solved.covariance,
        ratio=family.ratio,
    )


def solve(
    asked: Asked, family: Family, outcome: Floats, weight: Floats, start: Floats | None = None
) -> Solution:
    """Return the solution of a model under weights of its rows, or say why there is none.

    Parameters
    ----------
    start
        The full sample's solution where the weights are those of a replicate.
    """
    matrix = asked.matrix
    replicate = start is not None
    total = matrix.sums(weight)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = matrix.sums(weight * outcome) / total
    # A replicate gives some combinations no weight.
    present = total != 0
    x, mean, total = (
        (matrix.values, mean, total)
        if present.all()
        else (matrix.values[present], mean[present], total[present])
    )
    solution = maximise(x, mean, total / weight.mean(), family, start)
    if family is LINEAR:
        _refuse_exact(asked, outcome, solution)
    else:
        predictor = np.einsum("ij,j->i", x, solution.coefficients)
        low = predictor - (
            family.link(float((total * mean).sum() / total.sum())) if family is POISSON else 0.0
        )
        far = -low.min() if family is POISSON else np.abs(low).max()
        if not solution.converged or not far < SUSPICIOUS:
            found = separating_columns(_conditions(family, x, mean))
            if found is not None:
                raise separated(asked, found, replicate=replicate)
    if not solution.converged:
        raise not_reached(solution.iterations, replicate=replicate)
    return solution


def _conditions(family: Family, x: Floats, mean: Floats) -> Floats:
    """Return the rows whose products with a direction must not be below zero."""
    upward = mean > 0
    downward = mean < 1 if family is LOGIT else np.ones(len(mean), dtype=np.bool_)
    return np.vstack([x[upward], -x[downward]])


def _refuse_exact(asked: Asked, outcome: Floats, solution: Solution) -> None:
    fitted = np.einsum("ij,j->i", asked.matrix.values, solution.coefficients)[asked.matrix.pattern]
    if np.abs(outcome - fitted).max() <= 1e-10 * np.abs(outcome - outcome.mean()).max():
        raise DataError.because(
            "a linear model leaves some of its outcome unexplained",
            f"a '{asked.formula.outcome}' that is a sum of the factors on every row",
            "look whether the outcome was made from one of them",
        )


def check_yes_no(name: str, column: pl.Series) -> None:
    """Refuse an outcome that is not 0 or 1, or true or false."""
    if column.dtype == pl.Boolean:
        return
    number = column.cast(pl.Float64).fill_nan(None) if column.dtype.is_numeric() else None
    if number is None or ((number != 0) & (number != 1)).any():
        raise DataError.because(
            "the outcome of a model is 0 or 1, or true or false",
            f"'{name}' holds {column.dtype} with other values"
            if column.dtype.is_numeric()
            else f"'{name}' holds {column.dtype}",
            "recode it with yes and no",
        )


def check_number(name: str, column: pl.Series) -> None:
    """Refuse an outcome that is no number."""
    if not column.dtype.is_numeric() and column.dtype != pl.Boolean:
        raise DataError.because(
            "the outcome of a linear model is a number",
            f"'{name}' holds {column.dtype.base_type().__name__}",
            "recode it to numbers, or take an ordinal or multinomial model",
        )


def check_count(name: str, column: pl.Series) -> None:
    """Refuse an outcome that is no number, or is below zero."""
    if not column.dtype.is_numeric() and column.dtype != pl.Boolean:
        raise DataError.because(
            "the outcome of a Poisson model is a number of times",
            f"'{name}' holds {column.dtype.base_type().__name__}",
            "recode it to numbers, or take an ordinal model",
        )
    below = int((column.cast(pl.Float64).fill_nan(None) < 0).sum())
    if below:
        raise DataError.because(
            "the outcome of a Poisson model is zero or more",
            f"'{name}' with {below} values below zero",
            "look for codes of missing answers in its recode",
        )
