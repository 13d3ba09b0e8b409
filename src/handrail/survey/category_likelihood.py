"""Likelihoods of an outcome with several categories, as functions of a few sums of factors each.

An outcome of K categories has several predictors, each a sum of factors times coefficients: of a multinomial
model one for each category but the first, of an ordinal model its K - 1 thresholds and one slope.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import special

from handrail.survey.linearise import Floats
from handrail.survey.newton import products


class Likelihood(Protocol):
    """Log probabilities of categories and their derivatives by the predictors."""

    def logs(self, eta: Floats) -> Floats:
        """Return log probabilities, shape (categories, combinations), of predictors in rows."""

    def first(self, eta: Floats) -> Floats:
        """Return their first derivatives: shape (predictors, categories, combinations)."""

    def information(self, eta: Floats, tally: Floats) -> Floats:
        """Return minus the second derivatives of sum tally * log p.

        Shape (predictors, predictors, combinations).
        """


@dataclass(frozen=True)
class Multinomial:
    """The log-odds of each category against the first are sums of factors.

    McFadden 1974, in Zarembka (editor), Frontiers in Econometrics, 105-142.
    """

    def logs(self, eta: Floats) -> Floats:
        """See :class:`Likelihood`."""
        whole = np.vstack([np.zeros((1, eta.shape[1])), eta])
        value: Floats = whole - special.logsumexp(whole, axis=0)
        return value

    def first(self, eta: Floats) -> Floats:
        """See :class:`Likelihood`."""
        p = np.exp(self.logs(eta))
        known = np.eye(len(p))[1:, :, None]
        return known - p[1:, None, :]

    def information(self, eta: Floats, tally: Floats) -> Floats:
        """See :class:`Likelihood`."""
        p = np.exp(self.logs(eta))[1:]
        among = np.eye(len(p))[:, :, None] * p[:, None, :] - p[:, None, :] * p[None, :, :]
        value: Floats = among * tally.sum(axis=0)
        return value


@dataclass(frozen=True)
class Ordinal:
    """The log-odds of a category or lower are a threshold less one sum of factors.

    Proportional odds: McCullagh 1980, Journal of the Royal Statistical Society B 42, 109-142.
    """

    def logs(self, eta: Floats) -> Floats:
        """See :class:`Likelihood`."""
        upper, lower = self._cuts(eta)
        # F(b) - F(a) = F(b) F(-a) (1 - exp(a - b)), which keeps its digits where both are near 0 or 1.
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            value: Floats = (
                -np.logaddexp(0.0, -upper) - np.logaddexp(0.0, lower) + np.log(-np.expm1(lower - upper))
            )
        return np.where(np.isnan(value), -np.inf, value)

    def first(self, eta: Floats) -> Floats:
        """See :class:`Likelihood`."""
        above, below = self._rates(eta)
        count = len(eta)
        found = np.zeros((count, count, eta.shape[1]))
        for cut in range(count - 1):
            found[cut, cut] = above[cut]
            found[cut, cut + 1] = -below[cut + 1]
        found[-1] = below - above
        return found

    def information(self, eta: Floats, tally: Floats) -> Floats:
        """See :class:`Likelihood`."""
        upper, lower = self._cuts(eta)
        above, below = self._rates(eta)
        # Of log p by the upper cut twice, by the lower twice, and by both.
        upper2 = above * (1 - 2 * special.expit(upper)) - above**2
        lower2 = -below * (1 - 2 * special.expit(lower)) - below**2
        both = above * below
        count = len(eta)
        found = np.zeros((count, count, eta.shape[1]))
        for cut in range(count - 1):
            found[cut, cut] = tally[cut] * upper2[cut] + tally[cut + 1] * lower2[cut + 1]
            if cut:
                found[cut, cut - 1] = found[cut - 1, cut] = tally[cut] * both[cut]
            slope = tally[cut] * (upper2[cut] + both[cut]) + tally[cut + 1] * (
                lower2[cut + 1] + both[cut + 1]
            )
            found[cut, -1] = found[-1, cut] = -slope
        found[-1, -1] = (tally * (upper2 + lower2 + 2 * both)).sum(axis=0)
        return -found

    @staticmethod
    def _cuts(eta: Floats) -> tuple[Floats, Floats]:
        """Return the upper and the lower cut of each category, the slope taken off."""
        cuts = eta[:-1] - eta[-1]
        end = np.full((1, eta.shape[1]), np.inf)
        return np.vstack([cuts, end]), np.vstack([-end, cuts])

    def _rates(self, eta: Floats) -> tuple[Floats, Floats]:
        """Return the density at the upper and at the lower cut, each over the category's probability."""
        upper, lower = self._cuts(eta)
        p = np.exp(self.logs(eta))
        with np.errstate(divide="ignore", invalid="ignore"):
            above: Floats = special.expit(upper) * special.expit(-upper) / p
            below: Floats = special.expit(lower) * special.expit(-lower) / p
        return above, below


@dataclass(frozen=True, eq=False)
class CategoryProblem:
    """A likelihood with the factors of its predictors, over combinations of answers.

    Attributes
    ----------
    likelihood
        Of the outcome.
    columns
        For each predictor its numbers, shape (coefficients of the predictor, combinations).
    tally
        Weights of each category: shape (categories, combinations).
    """

    likelihood: Likelihood
    columns: Sequence[Floats]
    tally: Floats

    def predictors(self, beta: Floats) -> Floats:
        """Return the predictors: shape (predictors, combinations)."""
        return np.array(
            [
                np.einsum("ji,j->i", columns, beta[part])
                for columns, part in zip(self.columns, self.parts, strict=True)
            ]
        )

    @property
    def parts(self) -> list[slice]:
        """Return where each predictor's coefficients lie."""
        ends = np.cumsum([len(columns) for columns in self.columns])
        return [
            slice(int(end) - len(columns), int(end)) for end, columns in zip(ends, self.columns, strict=True)
        ]

    def __call__(self, beta: Floats) -> tuple[float, Floats, Floats]:
        """Return the log-likelihood, its score and its information at coefficients."""
        eta = self.predictors(beta)
        with np.errstate(invalid="ignore"):
            height = float(np.where(self.tally > 0, self.tally * self.likelihood.logs(eta), 0.0).sum())
        size = len(beta)
        if not np.isfinite(height):
            return -np.inf, np.full(size, np.nan), np.full((size, size), np.nan)
        slopes = (self.likelihood.first(eta) * self.tally).sum(axis=1)
        curves = self.likelihood.information(eta, self.tally)
        score = np.concatenate(
            [np.einsum("ji,i->j", c, slope) for c, slope in zip(self.columns, slopes, strict=True)]
        )
        information = np.empty((size, size))
        for a, (rows, left) in enumerate(zip(self.parts, self.columns, strict=True)):
            for b, (cols, right) in enumerate(zip(self.parts, self.columns, strict=True)):
                if b >= a:
                    information[rows, cols] = products(left, curves[a, b], right)
                    information[cols, rows] = information[rows, cols].T
        return height, score, information
