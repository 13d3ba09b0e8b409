"""Logistic regression that respects the sample's design."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from handrail.survey.estimates import DfRule
from handrail.survey.family import LOGIT
from handrail.survey.generalised import Solved, fit, model_parts
from handrail.survey.linearise import Flags, Floats
from handrail.survey.logit_model import LogitModel
from handrail.survey.model_matrix import ModelMatrix
from handrail.values.stays import StaysInMemory

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling


@dataclass(frozen=True, eq=False, repr=False)
class _Fitted(StaysInMemory):
    """A model with what may not leave memory: one number a respondent, for sums over all of them.

    Attributes
    ----------
    model
        What may leave memory.
    solved
        The solution with its rows.
    """

    model: LogitModel
    solved: Solved

    @cached_property
    def patterns(self) -> int:
        """How many different combinations of the factors' values there are among the model's rows."""
        return len(np.unique(self.matrix.values, axis=0))

    @property
    def rows(self) -> Flags:
        """The model's rows in the design."""
        return self.solved.asked.used

    @property
    def outcome(self) -> Floats:
        """Shape (rows of the model,)."""
        return self.solved.outcome

    @property
    def matrix(self) -> ModelMatrix:
        """The numbers of the factors."""
        return self.solved.asked.matrix

    @property
    def coefficients(self) -> Floats:
        """Shape (coefficients,)."""
        return self.solved.solution.coefficients

    @cached_property
    def log_odds(self) -> Floats:
        """Shape (rows of the model,)."""
        return self.solved.predictor[self.matrix.pattern]


def fit_logit(
    design: Sampling,
    formula: str,
    where: pl.Expr | None = None,
    *,
    level: float = 0.95,
    df: DfRule = "design",
) -> LogitModel:
    """Return a model of a yes/no outcome; see :meth:`handrail.survey.design.Design.logit`."""
    return _fit(design, formula, where, level, df).model


def _fit(design: Sampling, text: str, where: pl.Expr | None, level: float, df: DfRule) -> _Fitted:
    solved = fit(design, LOGIT, text, where, level=level, df=df)
    return _Fitted(LogitModel(**model_parts(solved), cases=int(solved.outcome.sum())), solved)
