"""A factor model of simple structure: each item measures one factor, and the factors may go together.

Fitted by maximum likelihood to a covariance matrix (Joreskog 1969, Psychometrika 34, 183-202). Factors have
variance 1. The discrepancy is F = log|Sigma| + tr(S Sigma^-1) - log|S| - p.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from scipy import optimize

from handrail.survey.linearise import Floats, Integers
from handrail.values.errors import NotConverged

_CLOSE = 1e-8
"""The largest slope of F at a solution, in items of variance 1."""
_STEP = 1e-5


@dataclass(frozen=True, eq=False)
class FactorModel:
    """A fitted model.

    Attributes
    ----------
    loadings, residuals
        Shape (items,): each item's loading on its factor in the item's unit, and its residual variance.
    factors
        Shape (items,): position of the item's factor.
    correlations
        Shape (factors, factors).
    discrepancy
        F at the solution; times n it is the likelihood-ratio statistic.
    parameters
        What was searched: loadings, logs of residual variances, correlations; of items of variance 1.
    """

    loadings: Floats
    residuals: Floats
    factors: Integers
    correlations: Floats
    discrepancy: float
    parameters: Floats


def fit_factor_model(covariance: Floats, factors: Integers, start: Floats | None = None) -> FactorModel:
    """Return the model of maximum likelihood.

    Parameters
    ----------
    covariance
        Shape (items, items).
    factors
        Shape (items,): position of each item's factor, from 0.
    start
        Parameters of a like model, from which the search is short.

    Raises
    ------
    NotConverged
        Where the search ends elsewhere than at a solution, or at an item without residual variance (a
        Heywood case).

    Examples
    --------
    >>> truth = np.array([0.8, 0.7, 0.6])
    >>> model = fit_factor_model(np.outer(truth, truth) + np.diag(1 - truth**2), np.array([0, 0, 0]))
    >>> model.loadings.round(6).tolist(), model.residuals.round(6).tolist()
    ([0.8, 0.7, 0.6], [0.36, 0.51, 0.64])
    """
    spread = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(spread, spread)
    if start is None:
        items, number = len(factors), int(factors.max()) + 1
        pairs = number * (number - 1) // 2
        start = np.r_[np.full(items, 0.7), np.full(items, np.log(0.5)), np.full(pairs, 0.3)]
    found = _searched(start, correlation, factors)
    if found is None or not _is_proper(found, factors):
        raise NotConverged.because(
            "a factor model has a solution in which every item has residual variance",
            f"none was found for {len(factors)} items on {int(factors.max()) + 1} factors",
            "look at the items' correlations: an item may repeat another, or run against its factor",
        )
    loadings, residuals, phi = _unpacked(found, factors)
    # A factor has no direction of its own: it is shown in that of its items.
    side = np.where(np.bincount(factors, weights=loadings) < 0, -1.0, 1.0)
    return FactorModel(
        loadings * side[factors] * spread,
        residuals * spread**2,
        factors,
        phi * np.outer(side, side),
        discrepancy(found, correlation, factors),
        found,
    )


def discrepancy(parameters: Floats, covariance: Floats, factors: Integers) -> float:
    """Return F; infinite where the model implies no covariance matrix."""
    implied = implied_covariance(parameters, factors)
    sign, logarithm = np.linalg.slogdet(implied)
    smallest = np.linalg.eigvalsh(implied)[0]
    if sign <= 0 or smallest <= 0:
        return float("inf")
    ratio = float(np.trace(np.linalg.solve(implied, covariance)))
    return float(logarithm) + ratio - float(np.linalg.slogdet(covariance)[1]) - len(covariance)


def slopes(parameters: Floats, covariance: Floats, factors: Integers) -> Floats:
    """Return the derivatives of F by each parameter."""
    loadings, residuals, phi = _unpacked(parameters, factors)
    pattern = _pattern(loadings, factors, len(phi))
    inverse: Floats = np.linalg.inv(implied_covariance(parameters, factors)).astype(np.float64)
    gap = inverse - product(inverse, covariance, inverse)
    by_loading = 2 * product(gap, pattern, phi)[np.arange(len(factors)), factors]
    by_phi = 2 * product(pattern.T, gap, pattern)[np.triu_indices(len(phi), 1)]
    found: Floats = np.r_[by_loading, residuals * np.diag(gap), by_phi]
    return found


def implied_covariance(parameters: Floats, factors: Integers) -> Floats:
    """Return the covariance that the parameters imply."""
    loadings, residuals, phi = _unpacked(parameters, factors)
    pattern = _pattern(loadings, factors, len(phi))
    implied: Floats = product(pattern, phi, pattern.T) + np.diag(residuals)
    return implied


def curvature(parameters: Floats, covariance: Floats, factors: Integers) -> Floats:
    """Return the second derivatives of F, by central differences of the first."""
    columns = []
    for at in range(len(parameters)):
        step = np.zeros(len(parameters))
        step[at] = _STEP
        ahead = slopes(parameters + step, covariance, factors)
        columns.append((ahead - slopes(parameters - step, covariance, factors)) / (2 * _STEP))
    found = np.column_stack(columns)
    return (found + found.T) / 2


def product(*matrices: Floats) -> Floats:
    """Return the matrices' product, its sums in one order."""
    return reduce(lambda one, other: np.einsum("ij,jk->ik", one, other), matrices)


def factors_of(groups: Sequence[Sequence[str]]) -> Integers:
    """Return the position of each item's factor.

    Examples
    --------
    >>> factors_of([["a", "b"], ["c", "d"]]).tolist()
    [0, 0, 1, 1]
    """
    return np.repeat(np.arange(len(groups)), [len(group) for group in groups])


def _searched(start: Floats, correlation: Floats, factors: Integers) -> Floats | None:
    """Return where F has no slope any more, or None."""
    try:
        with np.errstate(all="ignore"):
            search = optimize.minimize(
                discrepancy,
                start,
                args=(correlation, factors),
                jac=slopes,
                method="BFGS",
                options={"gtol": 1e-7},
            )
            found = _polished(search.x, correlation, factors)
            steepest = np.abs(slopes(found, correlation, factors)).max()
    except (np.linalg.LinAlgError, ValueError):  # no covariance matrix on the way
        return None
    return found if steepest <= _CLOSE else None


def _polished(parameters: Floats, covariance: Floats, factors: Integers) -> Floats:
    """Newton's steps from where the search ended."""
    for _ in range(20):
        slope = slopes(parameters, covariance, factors)
        if np.abs(slope).max() < _CLOSE / 100:
            break
        try:
            ahead = parameters - np.linalg.solve(curvature(parameters, covariance, factors), slope)
        except np.linalg.LinAlgError:
            break
        if not discrepancy(ahead, covariance, factors) <= discrepancy(parameters, covariance, factors) + 1e-9:
            break
        parameters = ahead
    return parameters


def _unpacked(parameters: Floats, factors: Integers) -> tuple[Floats, Floats, Floats]:
    items, number = len(factors), int(factors.max()) + 1
    phi = np.eye(number)
    above = np.triu_indices(number, 1)
    phi[above] = parameters[2 * items :]
    phi.T[above] = parameters[2 * items :]
    return parameters[:items], np.exp(parameters[items : 2 * items]), phi


def _pattern(loadings: Floats, factors: Integers, number: int) -> Floats:
    pattern = np.zeros((len(factors), number))
    pattern[np.arange(len(factors)), factors] = loadings
    return pattern


def _is_proper(parameters: Floats, factors: Integers) -> bool:
    _, residuals, phi = _unpacked(parameters, factors)
    return bool((residuals > 1e-6).all() and np.linalg.eigvalsh(phi)[0] > 0)
