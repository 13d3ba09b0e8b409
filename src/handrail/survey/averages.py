"""Averages over a population of what a model says: their estimate and its linearisation.

An average depends on the sample twice: through the respondents over whom it is taken, whose factors were
drawn too, and through the coefficients. Both are linearised here; replicates draw both again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

import numpy as np

from handrail.survey.family import Family
from handrail.survey.linearise import Floats
from handrail.survey.newton import Solution
from handrail.survey.regression import Asked

Part: TypeAlias = Callable[[Floats], tuple[Floats, Floats]]
"""Coefficients to a value a combination of answers, shape (combinations,), and its derivative by the
coefficients, shape (combinations, coefficients)."""


class Linearisable(Protocol):
    """A solved model whose coefficients can be linearised."""

    @property
    def asked(self) -> Asked:
        """What was asked, with its rows."""

    @property
    def solution(self) -> Solution:
        """Its coefficients."""

    def linearised(self) -> Floats:
        """Return the linearised coefficients: shape (rows of the model, coefficients)."""


def mean_part(family: Family, x: Floats) -> Part:
    """Return the mean of the outcome, for everybody with other answers: ``x`` is their model matrix."""

    def part(beta: Floats) -> tuple[Floats, Floats]:
        eta = np.einsum("ij,j->i", x, beta)
        return family.mean(eta), family.slope(eta)[:, None] * x

    return part


def difference_part(one: Part, other: Part) -> Part:
    """Return the difference of two."""

    def part(beta: Floats) -> tuple[Floats, Floats]:
        (a, da), (b, db) = one(beta), other(beta)
        return a - b, da - db

    return part


def slope_part(family: Family, x: Floats, by_factor: Floats) -> Part:
    """Return the slope of the mean along a number: ``by_factor`` is the derivative of ``x`` by it."""

    def part(beta: Floats) -> tuple[Floats, Floats]:
        eta, along = np.einsum("ij,j->i", x, beta), np.einsum("ij,j->i", by_factor, beta)
        first, second = family.slope(eta), family.curve(eta)
        return first * along, (second * along)[:, None] * x + first[:, None] * by_factor

    return part


def averages(solved: Linearisable, parts: Sequence[Part], weight: Floats, beta: Floats) -> Floats:
    """Return the weighted averages of parts over the model's rows: shape (parts,)."""
    total = solved.asked.matrix.sums(weight)
    return np.array([float((total * part(beta)[0]).sum() / total.sum()) for part in parts])


def linearised_averages(solved: Linearisable, parts: Sequence[Part]) -> tuple[Floats, Floats]:
    """Return averages and their linearised values, shape (rows of the model, parts)."""
    asked, matrix = solved.asked, solved.asked.matrix
    beta, weight = solved.solution.coefficients, asked.weight
    total, whole = matrix.sums(weight), weight.sum()
    estimates = averages(solved, parts, weight, beta)
    coefficients = solved.linearised()
    values = np.empty((len(parts), len(weight)))
    for place, part in enumerate(parts):
        value, derivative = part(beta)
        slope = np.einsum("i,ij->j", total, derivative) / whole
        values[place] = weight * (value[matrix.pattern] - estimates[place]) / whole
        for column, by in zip(coefficients.T, slope, strict=True):
            values[place] += by * column
    return estimates, values.T
