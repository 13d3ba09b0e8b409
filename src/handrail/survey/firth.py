"""Firth's penalised logistic regression, for rare outcomes and for factors that tell them without exception.

Its limits come from the likelihood of a model and not from the design: under separation the sandwich has
nothing to stand on. Weights enter normalised to the number of respondents.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy import optimize, special, stats

from handrail.survey.generalised import check_yes_no
from handrail.survey.linearise import Floats
from handrail.survey.newton import Solution, climb, products, scaling
from handrail.survey.regression import Asked, ask, not_reached
from handrail.values.result import LeftOut
from handrail.values.stays import StaysInMemory

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

MODEL_BASED = (
    "Model-based: limits and tests come from a penalised likelihood with weights normalised to the number of "
    "respondents. They do not know strata and clusters, and can be too narrow where answers of one cluster "
    "are alike."
)


@dataclass(frozen=True, eq=False)
class FirthModel(StaysInMemory):
    """What ``Design.firth`` gives back.

    Attributes
    ----------
    table
        One row a coefficient: ``term``, ``estimate`` and ``se`` on the log-odds scale, ``low``, ``high``
        (limits of the profile penalised likelihood), ``p`` (penalised likelihood ratio), ``odds_ratio``,
        ``odds_low``, ``odds_high``.
    tests
        One row a term: ``term``, ``chi2``, ``df``, ``p``, of the penalised likelihood ratio.
    basis
        What the limits rest on, in a sentence that goes with every figure.
    formula, outcome
        As they were asked.
    n, cases, weighted_n
        Respondents in the model, those of them with the outcome, and all of them weighted (None without
        weights).
    level
        Confidence level of the limits.
    iterations
        Steps of the search.
    left_out
        As in :class:`handrail.survey.SurveyModel`.
    """

    table: pl.DataFrame
    tests: pl.DataFrame
    formula: str
    outcome: str
    n: int
    cases: int
    weighted_n: float | None
    level: float
    iterations: int
    left_out: tuple[LeftOut, ...]
    basis: str = MODEL_BASED


@dataclass(frozen=True, eq=False)
class _Problem:
    """A penalised likelihood over combinations of answers."""

    columns: Floats
    mean: Floats
    total: Floats

    def evaluate(self, free: list[int], base: Floats) -> Callable[[Floats], tuple[float, Floats, Floats]]:
        """Return the likelihood by some coefficients, where the others stay as in ``base``."""

        def at(some: Floats) -> tuple[float, Floats, Floats]:
            beta = base.copy()
            beta[free] = some
            eta = np.einsum("ji,j->i", self.columns, beta)
            p = special.expit(eta)
            spread = self.total * p * (1 - p)
            information = products(self.columns, spread)
            sign, size = np.linalg.slogdet(information)
            size_free = len(free)
            if sign <= 0 or not math.isfinite(size):
                return -math.inf, np.full(size_free, np.nan), np.full((size_free, size_free), np.nan)
            height = float((self.total * (self.mean * eta - np.logaddexp(0.0, eta))).sum()) + float(size) / 2
            inverse = np.linalg.inv(information)
            hat = spread * np.einsum("ji,jk,ki->i", self.columns, inverse, self.columns, optimize=False)
            pull = self.total * (self.mean - p) + hat * (0.5 - p)
            score = np.einsum("ji,i->j", self.columns, pull)
            return height, score[free], information[np.ix_(free, free)]

        return at

    def best(self, start: Floats, fixed: Collection[int] = ()) -> tuple[Floats, float, Solution]:
        """Return the coefficients of the highest penalised likelihood, with some of them fixed."""
        free = [place for place in range(len(start)) if place not in fixed]
        beta = start.copy()
        if not free:
            height = self.evaluate(free, beta)(beta[free])[0]
            return beta, height, Solution(beta, np.empty((0, 0)), True, 0)
        evaluate = self.evaluate(free, beta)
        found = climb(evaluate, beta[free])
        if not found.converged:
            raise not_reached(found.iterations, replicate=False)
        beta[free] = found.coefficients
        return beta, evaluate(found.coefficients)[0], found

    def limit(self, place: int, top: tuple[Floats, float], fall: float, step: float) -> float:
        """Return where the profile of a coefficient has fallen by some height, in the direction of a step."""
        beta, height = top
        near = beta.copy()

        def above(value: float) -> float:
            nonlocal near
            start = near.copy()
            start[place] = value
            near, reached, _ = self.best(start, (place,))
            return reached - (height - fall)

        inside = outside = float(beta[place])
        for _ in range(60):
            outside += step
            if above(outside) < 0:
                return float(optimize.brentq(above, inside, outside, xtol=1e-10, rtol=1e-12))
            inside = outside
        return math.copysign(math.inf, step)


def fit_firth(design: Sampling, formula: str, where: pl.Expr | None, *, level: float) -> FirthModel:
    """Return a penalised logistic regression; see ``Design.firth``."""
    return firth_model(ask(design, formula, where, check_yes_no, level=level, df="design"))


def firth_model(asked: Asked) -> FirthModel:
    """Return a penalised logistic regression of rows that were asked for."""
    level = asked.level
    outcome = asked.answers.cast(pl.Float64).to_numpy()
    matrix = asked.matrix
    weight = asked.weight / asked.weight.mean()
    total = matrix.sums(weight)
    mean = matrix.sums(weight * outcome) / total
    scaled, back, _ = scaling(matrix.values, total)
    problem = _Problem(scaled, mean, total)
    start = np.zeros(len(scaled))
    start[0] = special.logit(((outcome * weight).sum() + 0.5) / (weight.sum() + 1))
    beta, height, solution = problem.best(start)
    estimate = np.einsum("jk,k->j", back, beta)
    inverse = np.einsum("ij,jk,lk->il", back, _inverse(problem, beta), back)
    se = np.sqrt(np.diag(inverse))
    fall = float(stats.chi2.ppf(level, 1)) / 2
    low, high, p = np.empty_like(beta), np.empty_like(beta), np.empty_like(beta)
    spread = 1 / np.diag(back)
    # The intercept of centred columns is another one; a unit is the same for both.
    own = _Problem(np.ascontiguousarray(matrix.values.T) / spread[:, None], mean, total)
    own_top = own.best(estimate * spread)[:2]
    for place in range(len(beta)):
        one, top = (problem, (beta, height)) if place else (own, own_top)
        step = float(se[place] * spread[place])
        low[place] = one.limit(place, top, fall, -step) / spread[place]
        high[place] = one.limit(place, top, fall, step) / spread[place]
        p[place] = _ratio_test(one, top, (place,))[1]
    numbers = {"estimate": estimate, "se": se, "low": low, "high": high, "p": p}
    with np.errstate(over="ignore"):
        ratios = {f"odds_{name}": np.exp(numbers[kind]) for name, kind in _KINDS.items()}
    tests = [
        (term, *_ratio_test(problem, (beta, height), places))
        for term, places in list(matrix.terms.items())[1:]
    ]
    return FirthModel(
        pl.DataFrame({"term": matrix.columns, **numbers, **ratios}),
        pl.DataFrame(
            [(term, chi2, len(matrix.terms[term]), chance) for term, chi2, chance in tests],
            schema={"term": pl.String, "chi2": pl.Float64, "df": pl.Int64, "p": pl.Float64},
            orient="row",
        ),
        asked.formula.text,
        asked.formula.outcome,
        len(asked.rows),
        int(outcome.sum()),
        float(asked.weight.sum()) if asked.design.weights else None,
        level,
        solution.iterations,
        asked.left_out,
    )


_KINDS = {"ratio": "estimate", "low": "low", "high": "high"}


def _inverse(problem: _Problem, beta: Floats) -> Floats:
    p = special.expit(np.einsum("ji,j->i", problem.columns, beta))
    return np.asarray(np.linalg.inv(products(problem.columns, problem.total * p * (1 - p))), dtype=np.float64)


def _ratio_test(problem: _Problem, top: tuple[Floats, float], places: Collection[int]) -> tuple[float, float]:
    """Return the penalised likelihood ratio of coefficients that are zero, and its p."""
    start = top[0].copy()
    start[list(places)] = 0.0
    chi2 = max(0.0, 2 * (top[1] - problem.best(start, places)[1]))
    return chi2, float(stats.chi2.sf(chi2, len(places)))
