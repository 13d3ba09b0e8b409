"""Regressions of every kind with their rows: from what was asked to a model, in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from handrail.risk.factors import Factor, check_factors, formula_of, levels_compared, term_of
from handrail.risk.regression_kinds import OF_CATEGORIES, RegressionKind
from handrail.survey import Design
from handrail.survey.categories import fit_categories, multinomial_model, ordinal_model
from handrail.survey.category_likelihood import Multinomial, Ordinal
from handrail.survey.category_model import CategoryModel
from handrail.survey.estimates import DfRule
from handrail.survey.family import FAMILIES
from handrail.survey.firth import FirthModel, firth_model
from handrail.survey.generalised import Solved, check_yes_no, fit, model_parts
from handrail.survey.levels import levels_of
from handrail.survey.linearise import Floats, Integers
from handrail.survey.logit_model import LogitModel
from handrail.survey.regression import Asked, ask
from handrail.survey.survey_model import SurveyModel
from handrail.values import DataError, did_you_mean
from handrail.values.stays import StaysInMemory

_FEWEST_VALUES = 3
"""With two values a number is a yes/no, and is protected as one."""


@dataclass(frozen=True, eq=False, repr=False)
class Regression(StaysInMemory):
    """A model with its rows: what its tables are made from, and never leaves itself.

    Attributes
    ----------
    kind
        What it is.
    model
        Its coefficients.
    asked
        What was asked, with the rows of the model.
    factors, splines
        As they were asked.
    solved
        Of a logistic regression, its solution.
    """

    kind: RegressionKind
    model: SurveyModel | FirthModel
    asked: Asked
    factors: tuple[Factor, ...]
    splines: Mapping[str, int]
    solved: Solved | None = None

    @cached_property
    def outcome(self) -> Floats:
        """The outcome as numbers, or as positions among its categories: shape (rows of the model,)."""
        if self.kind.name in OF_CATEGORIES:
            return self.codes.astype(np.float64)
        return self.asked.answers.cast(pl.Float64).to_numpy()

    @cached_property
    def codes(self) -> Integers:
        """Of an outcome with several categories: positions among them."""
        return levels_of(self.asked.answers).codes

    @property
    def categories(self) -> tuple[str, ...]:
        """Of an outcome with several categories: their names, in order; else nothing."""
        return self.model.categories if isinstance(self.model, CategoryModel) else ()

    @property
    def is_yes_no(self) -> bool:
        """Whether the outcome is a yes/no, so that respondents with it are counted."""
        return self.kind.name in ("logit", "firth") or self.kind.called == "ratio of shares"

    @property
    def compared_categories(self) -> tuple[str | None, ...]:
        """The categories of which each has coefficients of its own; a single None where there are none."""
        return self.categories[1:] if self.kind.name == "multinomial" else (None,)

    @cached_property
    def patterns(self) -> int:
        """How many different combinations of the factors' values there are among the model's rows."""
        return len(np.unique(self.asked.matrix.values, axis=0))

    def column(self, factor: Factor) -> pl.Series:
        """Return a factor on the model's rows."""
        return self.asked.design.frame[factor.name].filter(pl.Series(self.asked.used))

    def coefficients(self, factor: Factor, category: str | None) -> tuple[int, ...]:
        """Return where a factor's coefficients stand in the model's table: those of one category."""
        term = term_of(factor, self.splines)
        if isinstance(self.model, FirthModel):
            return self.asked.matrix.terms[term]
        every = self.model._columns[term]
        if category is None:
            return every
        size = len(every) // len(self.compared_categories)
        first = self.compared_categories.index(category) * size
        return every[first : first + size]


def regression(
    design: Design,
    outcome: str,
    factors: Sequence[Factor],
    where: pl.Expr | None,
    *,
    kind: RegressionKind,
    splines: Mapping[str, int],
    level: float,
    df: DfRule,
) -> Regression:
    """Return a regression of one outcome on factors, adjusted for each other.

    Raises
    ------
    DataError, NotConverged
        See the method of its name of :class:`handrail.survey.Design`; and for a number with two values as the
        outcome of a model that is not of a yes/no.
    """
    check_factors(factors)
    for name in splines:
        if name not in [one.name for one in factors]:
            raise DataError.because(
                "a spline is of a factor of the model",
                f"'{name}'",
                did_you_mean(name, [one.name for one in factors]),
            )
    if kind.name == "firth" and splines:
        raise DataError.because(
            "a curve is compared by the covariance of its coefficients",
            f"'{next(iter(splines))}' in a firth model, whose limits are of a likelihood",
            "leave its spline out",
        )
    formula = formula_of(outcome, factors, splines)
    model: SurveyModel | FirthModel
    solved: Solved | None = None
    if kind.name == "firth":
        asked = ask(design, formula, where, check_yes_no, level=level, df="design")
        model = firth_model(asked)
    elif kind.name in OF_CATEGORIES:
        likelihood = Ordinal() if kind.name == "ordinal" else Multinomial()
        held = fit_categories(design, likelihood, formula, where, level=level, df=df)
        asked = held.asked
        model = ordinal_model(held) if kind.name == "ordinal" else multinomial_model(held)
    else:
        solved = fit(design, FAMILIES[kind.name], formula, where, level=level, df=df)
        asked = solved.asked
        parts = model_parts(solved)
        is_logit = kind.name == "logit"
        model = LogitModel(**parts, cases=int(solved.outcome.sum())) if is_logit else SurveyModel(**parts)
    made = Regression(kind, model, asked, tuple(factors), splines, solved)
    if not made.is_yes_no and kind.name not in OF_CATEGORIES:
        _refuse_two_values(made)
    for factor in factors:
        # A number without a unit is refused before anything is told of it.
        levels_compared(made.column(factor), factor, asked.matrix, splines)
    return made


def _refuse_two_values(made: Regression) -> None:
    if len(np.unique(made.outcome)) < _FEWEST_VALUES:
        raise DataError.because(
            f"the outcome of a {made.kind.name} model has more than two values: with two it is a yes/no, and "
            "is protected as one",
            f"'{made.asked.formula.outcome}' with two",
            "give it yes and no, and choose a model of a yes/no",
        )
