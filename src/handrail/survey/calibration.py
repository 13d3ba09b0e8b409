"""Calibration: weights that were fitted to known totals, and what of a variance these explain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from handrail.survey.linearise import Floats, Integers
from handrail.values.stays import StaysInMemory

# Parts of a normal matrix below this share of its largest are columns that others make up.
_REPEATED = 1e-10
_ROUNDS = 10


class Calibration(Protocol):
    """What a design remembers of how its weights were calibrated or raked."""

    @property
    def method(self) -> str:
        """What was done, in a reader's words, such as ``raked to margins of sex, age``."""
        ...

    def residuals(self, linearised: Floats) -> Floats:
        """Return weighted linearised values less what they owe to what was calibrated to.

        Parameters
        ----------
        linearised
            Shape (rows of the design, estimates).
        """
        ...


@dataclass(frozen=True, eq=False, repr=False)
class Regression(StaysInMemory):
    """Weights calibrated to totals: residuals are from a regression on the calibration's columns.

    Attributes
    ----------
    method
        In a reader's words.
    columns
        Shape (rows, columns): what the weights were calibrated to; columns may repeat each other.
    weight
        Shape (rows,): the weights that came out.
    before
        Shape (rows,): the weights that went in; the regression counts each row by them.
    """

    method: str
    columns: Floats
    weight: Floats
    before: Floats

    def residuals(self, linearised: Floats) -> Floats:
        """Return weighted linearised values less their regression on what was calibrated to.

        Notes
        -----
        Deville and Sarndal 1992, Journal of the American Statistical Association 87, 376-382: the variance
        of a calibrated total is that of its residuals, times the calibrated weights.

        Examples
        --------
        Two levels: each row's distance from the mean of its level.

        >>> levels = np.array([[1.0, 0], [1, 0], [0, 1]])
        >>> regression = Regression("by sex", levels, np.full(3, 2.0), np.ones(3))
        >>> regression.residuals(np.array([[2.0], [6.0], [8.0]]))[:, 0].tolist()
        [-2.0, 2.0, 0.0]
        """
        weight = self.weight[:, None]
        alone = np.divide(linearised, weight, out=np.zeros_like(linearised), where=weight > 0)
        counted = self.columns * np.where(self.weight > 0, self.before, 0.0)[:, None]
        slopes = solve_normal(counted, self.columns, np.einsum("ij,ik->jk", counted, alone))
        residuals: Floats = weight * (alone - np.einsum("ij,jk->ik", self.columns, slopes))
        return residuals


@dataclass(frozen=True, eq=False, repr=False)
class Raking(StaysInMemory):
    """Weights raked to several margins: residuals are from the means of their levels, margin after margin.

    Attributes
    ----------
    method
        In a reader's words.
    codes
        Of each margin, the level of each row, 0 to L - 1.
    weight
        Shape (rows,): the weights that came out.
    """

    method: str
    codes: tuple[Integers, ...]
    weight: Floats

    def residuals(self, linearised: Floats) -> Floats:
        """Return weighted linearised values less the means of their levels, ten times over the margins.

        Notes
        -----
        As R's ``svyrecvar`` treats ``rake``: unweighted means, ten rounds. More rounds would end at the
        regression on all margins; where margins go together, ten are a millionth away from it.

        Examples
        --------
        >>> sex, age = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
        >>> raking = Raking("by sex and age", (sex, age), np.full(4, 2.0))
        >>> raking.residuals(np.array([[2.0], [4.0], [4.0], [8.0]]))[:, 0].tolist()
        [0.5, -0.5, -0.5, 0.5]
        """
        inside = self.weight > 0
        weight = self.weight[inside, None]
        alone = linearised[inside] / weight
        codes = [code[inside] for code in self.codes]
        for _ in range(_ROUNDS):
            for code in codes:
                size = np.maximum(np.bincount(code), 1)
                means = np.column_stack([np.bincount(code, weights=column) / size for column in alone.T])
                alone = alone - means[code]
        residuals = np.zeros_like(linearised)
        residuals[inside] = weight * alone
        return residuals


def solve_normal(counted: Floats, columns: Floats, right: Floats) -> Floats:
    """Return the solution of normal equations, the shortest one where columns repeat each other.

    Parameters
    ----------
    counted, columns
        Shape (rows, columns): the columns times each row's importance, and alone.
    right
        Shape (columns,) or (columns, right sides).
    """
    normal = np.einsum("ij,ik->jk", counted, columns)
    # On one scale: an age next to a 0/1 column would hide what repeats.
    size = np.sqrt(np.abs(np.diag(normal)))
    size[size == 0] = 1.0
    inverse = np.linalg.pinv(normal / np.outer(size, size), rcond=_REPEATED, hermitian=True)
    scaled = np.einsum("jk,k...->j...", inverse, (right.T / size).T)
    solution: Floats = (scaled.T / size).T
    return solution
