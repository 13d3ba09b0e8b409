"""Ordinal and multinomial regression that respects the sample's design."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from scipy import special

from handrail.survey.category_likelihood import CategoryProblem, Likelihood, Multinomial, Ordinal
from handrail.survey.category_model import CategoryModel
from handrail.survey.estimates import DfRule
from handrail.survey.levels import level_text, levels_of
from handrail.survey.linearise import Floats, Integers
from handrail.survey.lone_levels import check_lone
from handrail.survey.measures import MOST_CATEGORIES
from handrail.survey.model_matrix import INTERCEPT
from handrail.survey.newton import Solution, climb, scaling, separating_columns
from handrail.survey.regression import (
    Asked,
    ask,
    covariance,
    not_reached,
    parts,
    residual_df,
    separated,
)
from handrail.values.errors import DataError
from handrail.values.stays import StaysInMemory

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

RARE = 1e-9
"""Fitted probability from which down separation is looked for even where the search ended."""


@dataclass(frozen=True, eq=False, repr=False)
class SolvedCategories(StaysInMemory):
    """A model of categories with its solution: what may not leave memory.

    Attributes
    ----------
    asked, likelihood
        What was asked.
    codes, categories
        The outcome on the model's rows, as positions among its categories, and their names.
    solution, covariance
        The coefficients, and their covariance under the design.
    """

    asked: Asked
    likelihood: Likelihood
    codes: Integers
    categories: tuple[str, ...]
    solution: Solution = field(init=False)
    covariance: Floats = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "solution", self.solve(self.asked.weight))
        check_lone(self.asked)
        found = covariance(self.asked, self.linearised(), self.again)
        object.__setattr__(self, "covariance", found)

    @property
    def intercepts(self) -> tuple[int, ...]:
        """Positions of intercepts or thresholds."""
        cuts, width = len(self.categories) - 1, self.asked.matrix.values.shape[1]
        if isinstance(self.likelihood, Ordinal):
            return tuple(range(cuts))
        return tuple(cut * width for cut in range(cuts))

    def terms(self) -> dict[str, tuple[int, ...]]:
        """Return the positions of each term's coefficients."""
        cuts, width = len(self.categories) - 1, self.asked.matrix.values.shape[1]
        slopes = {term: at for term, at in self.asked.matrix.terms.items() if term != INTERCEPT}
        found = {INTERCEPT: self.intercepts}
        if isinstance(self.likelihood, Ordinal):
            return found | {term: tuple(cuts - 1 + one for one in at) for term, at in slopes.items()}
        return found | {
            term: tuple(cut * width + one for cut in range(cuts) for one in at) for term, at in slopes.items()
        }

    def columns(self, x: Floats) -> list[Floats]:
        """Return the numbers of each predictor, of columns shape (coefficients, combinations)."""
        cuts = len(self.categories) - 1
        return [x[:1]] * cuts + [x[1:]] if isinstance(self.likelihood, Ordinal) else [x] * cuts

    def tally(self, weight: Floats) -> Floats:
        """Return the weight of each category on each combination: shape (categories, combinations)."""
        size, count = len(self.categories), len(self.asked.matrix.values)
        cell = self.codes * count + self.asked.matrix.pattern
        found: Floats = np.bincount(cell, weights=weight, minlength=size * count).astype(np.float64)
        return found.reshape(size, count)

    def solve(self, weight: Floats, start: Floats | None = None) -> Solution:
        """Return the solution under weights of the model's rows, or say why there is none."""
        replicate = start is not None
        tally = self.tally(weight) / weight.mean()
        shares = tally.sum(axis=1) / tally.sum()
        if not shares.all():
            raise DataError.because(
                "every category of the outcome has respondents in every replicate",
                f"a category of '{self.asked.formula.outcome}' without any in one",
                "merge it with another category",
            )
        x = self.asked.matrix.values
        scaled, back, there = scaling(x, tally.sum(axis=0))
        problem = CategoryProblem(self.likelihood, self.columns(scaled), tally)
        turn, turned = self._turn(back), self._turn(there)
        begin = self._start(shares) if start is None else np.einsum("jk,k->j", turned, start)
        found = climb(problem, begin)
        logs = self.likelihood.logs(problem.predictors(found.coefficients))
        if not found.converged or logs.min() < np.log(RARE):
            direction = separating_columns(self._conditions(tally), self.intercepts)
            if direction is not None:
                raise separated(self.asked, self._in_matrix(direction), replicate=replicate)
        if not found.converged:
            raise not_reached(found.iterations, replicate=replicate)
        return Solution(
            np.einsum("jk,k->j", turn, found.coefficients),
            np.einsum("ij,jk,lk->il", turn, found.inverse, turn),
            True,
            found.iterations,
        )

    def linearised(self) -> Floats:
        """Return the linearised coefficients: shape (rows of the model, coefficients)."""
        asked = self.asked
        problem = CategoryProblem(
            self.likelihood,
            self.columns(np.ascontiguousarray(asked.matrix.values.T)),
            self.tally(asked.weight),
        )
        first = self.likelihood.first(problem.predictors(self.solution.coefficients))
        bread = self.solution.inverse / asked.weight.mean()
        cell = self.codes * len(asked.matrix.values) + asked.matrix.pattern
        values = np.empty((len(bread), len(asked.rows)))
        for place, row in enumerate(bread):
            influence = np.zeros(first.shape[1:])
            for columns, part, slope in zip(problem.columns, problem.parts, first, strict=True):
                influence += np.einsum("ji,j->i", columns, row[part]) * slope
            np.multiply(influence.reshape(-1)[cell], asked.weight, out=values[place])
        return values.T

    def again(self, weight: Floats) -> Floats:
        """Return the coefficients with other weights of the model's rows."""
        return self.solve(weight, self.solution.coefficients).coefficients

    def _start(self, shares: Floats) -> Floats:
        width = self.asked.matrix.values.shape[1]
        if isinstance(self.likelihood, Ordinal):
            cuts: Floats = special.logit(np.cumsum(shares)[:-1])
            return np.concatenate([cuts, np.zeros(width - 1)])
        start = np.zeros((len(shares) - 1, width))
        start[:, 0] = np.log(shares[1:] / shares[0])
        return start.reshape(-1)

    def _turn(self, matrix: Floats) -> Floats:
        """Return what turns all coefficients, of what turns an intercept and its slopes."""
        cuts = len(self.categories) - 1
        if not isinstance(self.likelihood, Ordinal):
            return np.asarray(np.kron(np.eye(cuts), matrix), dtype=np.float64)
        turn: Floats = np.eye(cuts + len(matrix) - 1)
        # A threshold less the slopes: their part in an intercept has the other sign.
        turn[:cuts, cuts:] = -matrix[0, 1:]
        turn[cuts:, cuts:] = matrix[1:, 1:]
        return turn

    def _conditions(self, tally: Floats) -> Floats:
        """Return what a direction must not make less likely, for each answer that occurs."""
        x, cuts = self.asked.matrix.values, len(self.categories) - 1
        width = x.shape[1]
        found = []
        for category in range(cuts + 1):
            at = x[tally[category] > 0]
            if isinstance(self.likelihood, Ordinal):
                for cut, sign in ((category, 1.0), (category - 1, -1.0)):
                    if 0 <= cut < cuts:
                        one = np.zeros((len(at), cuts + width - 1))
                        one[:, cut], one[:, cuts:] = sign, -sign * at[:, 1:]
                        found.append(one)
                continue
            for other in range(cuts + 1):
                if other != category:
                    one = np.zeros((len(at), cuts + 1, width))
                    one[:, category], one[:, other] = at, -at
                    found.append(one[:, 1:].reshape(len(at), -1))
        return np.vstack(found)

    def _in_matrix(self, columns: Integers) -> Integers:
        """Return positions in the matrix of positions among all coefficients."""
        if isinstance(self.likelihood, Ordinal):
            return np.maximum(columns - (len(self.categories) - 2), 0)
        return np.unique(columns % self.asked.matrix.values.shape[1])


def fit_ordinal(
    design: Sampling, formula: str, where: pl.Expr | None, *, level: float, df: DfRule
) -> CategoryModel:
    """Return a proportional odds model; see ``Design.ordinal``."""
    return ordinal_model(fit_categories(design, Ordinal(), formula, where, level=level, df=df))


def ordinal_model(solved: SolvedCategories) -> CategoryModel:
    """Return what may leave memory of a solved proportional odds model."""
    cuts = len(solved.categories) - 1
    names = [f"{low}|{high}" for low, high in zip(solved.categories, solved.categories[1:], strict=False)]
    fields = parts(
        solved.asked,
        "ordinal",
        solved.solution,
        names=[*names, *solved.asked.matrix.columns[1:]],
        terms=solved.terms(),
        found=solved.covariance,
        ratio="odds",
    )
    ratios = [name for name in fields["table"].columns if name.startswith("odds")]
    slope = pl.int_range(pl.len()) >= cuts
    # Of a threshold there is no ratio: its exponential is the odds of a group that nobody looks at.
    fields["table"] = fields["table"].with_columns(
        pl.when(slope).then(pl.col(name)).alias(name) for name in ratios
    )
    return _model(solved, fields)


def fit_multinomial(
    design: Sampling, formula: str, where: pl.Expr | None, *, level: float, df: DfRule
) -> CategoryModel:
    """Return a baseline-category logit model; see ``Design.multinomial``."""
    return multinomial_model(fit_categories(design, Multinomial(), formula, where, level=level, df=df))


def multinomial_model(solved: SolvedCategories) -> CategoryModel:
    """Return what may leave memory of a solved baseline-category logit model."""
    columns = solved.asked.matrix.columns
    pairs = [(category, column) for category in solved.categories[1:] for column in columns]
    fields = parts(
        solved.asked,
        "multinomial",
        solved.solution,
        names=[f"{category}: {column}" for category, column in pairs],
        terms=solved.terms(),
        found=solved.covariance,
        ratio="odds",
    )
    named = pl.DataFrame(pairs, schema=["category", "term"], orient="row")
    fields["table"] = named.hstack(fields["table"].drop("term"))
    return _model(solved, fields)


def _model(solved: SolvedCategories, fields: dict[str, Any]) -> CategoryModel:
    counts = np.bincount(solved.codes, minlength=len(solved.categories))
    return CategoryModel(
        **fields,
        categories=solved.categories,
        counts=tuple(int(count) for count in counts),
    )


def fit_categories(
    design: Sampling, likelihood: Likelihood, text: str, where: pl.Expr | None, *, level: float, df: DfRule
) -> SolvedCategories:
    """Return a solved model of an outcome with several categories."""
    ordered = isinstance(likelihood, Ordinal)
    check = _check_ordered if ordered else _check_categories
    asked = ask(design, text, where, check, level=level, df=df)
    levels = levels_of(asked.answers)
    if len(levels.values) > MOST_CATEGORIES:
        raise DataError.because(
            f"an outcome has at most {MOST_CATEGORIES} categories",
            f"'{asked.formula.outcome}' has {len(levels.values)} different values",
            "recode it to fewer categories, or take a linear model",
        )
    categories = tuple(level_text(value) for value in levels.values)
    slopes = len(asked.matrix.columns) - 1
    residual_df(asked, slopes if ordered else (len(categories) - 1) * slopes)
    return SolvedCategories(asked, likelihood, levels.codes, categories)


def _check_ordered(name: str, column: pl.Series) -> None:
    if not (column.dtype.is_numeric() or isinstance(column.dtype, pl.Enum)):
        raise DataError.because(
            "the outcome of an ordinal model is a number, or a category whose order is known",
            f"'{name}' holds {column.dtype.base_type().__name__}",
            "order its categories in its recode, or take a multinomial model",
        )


def _check_categories(name: str, column: pl.Series) -> None:
    known = pl.String | pl.Enum | pl.Categorical
    if not (column.dtype.is_numeric() or column.dtype == pl.Boolean or isinstance(column.dtype, known)):
        raise DataError.because(
            "the outcome of a multinomial model is a category or a number with few values",
            f"'{name}' holds {column.dtype.base_type().__name__}",
            "recode it to categories",
        )
