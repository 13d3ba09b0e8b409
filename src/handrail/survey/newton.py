"""Newton's method for a weighted logistic likelihood, and the proof that a solution does not exist."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from handrail.survey.linearise import Floats, Integers

MOST_ITERATIONS = 50
TOLERANCE = 1e-10
"""Relative size of a full Newton step that ends the search: steps shrink quadratically, and the next would be
lost in the last digits."""


@dataclass(frozen=True, eq=False)
class Solution:
    """Where the search ended.

    Attributes
    ----------
    coefficients
        Shape (coefficients,).
    inverse
        Inverse of the observed information, shape (coefficients, coefficients); the weights have mean 1.
    converged
        Whether the last full step was smaller than the tolerance.
    iterations
        Steps taken.
    """

    coefficients: Floats
    inverse: Floats
    converged: bool
    iterations: int


def maximise(x: Floats, y: Floats, weight: Floats) -> Solution:
    """Return the coefficients that maximise sum w (y log p + (1 - y) log(1 - p)), p = expit(x b).

    Parameters
    ----------
    x
        Shape (rows, coefficients), the first column 1, without columns that repeat others.
    y
        0 or 1 a row, both of them present.
    weight
        Above zero, of mean 1.

    Notes
    -----
    Fisher scoring, which for the logit link is Newton's method (McCullagh and Nelder 1989, Generalized Linear
    Models, section 2.5), with halved steps while the likelihood falls. The columns are centred and scaled for
    the search, so that a year and an age are solved to the same number of digits.

    Examples
    --------
    Three of four without, one of two with: odds of 1/3 and an odds ratio of 3.

    >>> x = np.array([[1.0, 0], [1, 0], [1, 0], [1, 0], [1, 1], [1, 1]])
    >>> found = maximise(x, np.array([1.0, 0, 0, 0, 1, 0]), np.ones(6))
    >>> np.exp(found.coefficients).round(12).tolist()
    [0.333333333333, 3.0]
    """
    scaled, back = _scaled(x, weight)
    beta = np.zeros(x.shape[1])
    beta[0] = special.logit((weight * y).sum() / weight.sum())
    height = _height(scaled, y, weight, beta)
    inverse = np.full((x.shape[1], x.shape[1]), np.nan)
    for iteration in range(1, MOST_ITERATIONS + 1):
        p = special.expit(np.einsum("ij,j->i", scaled, beta))
        try:
            inverse = _inverse_information(scaled, weight * p * (1 - p))
        except np.linalg.LinAlgError:
            break
        step = np.einsum("jk,k->j", inverse, np.einsum("ij,i->j", scaled, weight * (y - p)))
        if not np.isfinite(step).all():
            break
        if np.abs(step).max() <= TOLERANCE * max(1.0, np.abs(beta).max()):
            beta = beta + step
            p = special.expit(np.einsum("ij,j->i", scaled, beta))
            inverse = _inverse_information(scaled, weight * p * (1 - p))
            return Solution(
                np.einsum("jk,k->j", back, beta),
                np.einsum("ij,jk,lk->il", back, inverse, back),
                True,
                iteration,
            )
        for _ in range(30):
            reached = _height(scaled, y, weight, beta + step)
            if reached >= height - 1e-12 * abs(height):
                break
            step = step / 2
        beta, height = beta + step, reached
    return Solution(np.einsum("jk,k->j", back, beta), inverse, False, iteration)


def separating_columns(x: Floats, y: Floats) -> Integers | None:
    """Return columns that together tell the outcome without exception, or None where none do.

    Parameters
    ----------
    x, y
        As in :func:`maximise`.

    Returns
    -------
    columns
        Positions, the intercept left out where others remain.

    Notes
    -----
    There is no finite solution exactly where some b has (2y - 1) x b >= 0 on every row and > 0 on one
    (Albert and Anderson 1984, Biometrika 71, 1-10). A linear programme looks for it (Konis 2007, Linear
    programming algorithms for detecting separated data in binary logistic regression models, Oxford).

    Examples
    --------
    >>> x = np.array([[1.0, 0, 3], [1, 0, 3], [1, 0, 1], [1, 0, 1], [1, 1, 2]])
    >>> separating_columns(x, np.array([0.0, 1, 0, 1, 1])).tolist()
    [1]
    """
    # Loaded where a model failed, and by nobody else.
    from scipy import optimize

    size = np.abs(x).max(axis=0)
    signed = np.unique((2 * y - 1)[:, None] * x / np.where(size > 0, size, 1.0), axis=0)
    # b is split into its positive and negative part; the smallest sum of both names the fewest columns.
    parts = np.hstack([signed, -signed])
    cost = np.ones(parts.shape[1])
    cost[[0, x.shape[1]]] = 0.0
    found = optimize.linprog(
        cost, A_ub=-parts, b_ub=np.zeros(len(parts)), A_eq=parts.mean(axis=0)[None, :], b_eq=[1.0]
    )
    if not found.success:
        return None
    direction = found.x[: x.shape[1]] - found.x[x.shape[1] :]
    columns: Integers = np.flatnonzero(np.abs(direction) > 1e-7 * np.abs(direction).max())
    return columns[columns > 0] if (columns > 0).any() else columns


def repeated_columns(x: Floats) -> Integers:
    """Return the columns that are sums of others before them, so that no coefficient of theirs is known.

    Columns are compared by their spread: a moment in seconds is a large number that hardly varies.

    Parameters
    ----------
    x
        Shape (rows, coefficients), the first column 1.

    Examples
    --------
    >>> repeated_columns(np.array([[1.0, 0, 0], [1, 1, 2], [1, 1, 2], [1, 0, 0]])).tolist()
    [2]
    """
    repeated: list[int] = []
    basis = np.empty((len(x), 0))
    # What rounding leaves of a column is as large as its last digit, and as coarse in those made with it.
    coarse = 1e-9
    for position, column in enumerate(x.T[1:], start=1):
        digit = 8 * np.finfo(np.float64).eps * np.linalg.norm(column)
        # Twice is enough, here and below: the second pass removes what rounding left of the first.
        centred = column - column.mean()
        centred = centred - centred.mean()
        length = np.linalg.norm(centred)
        if length <= digit:
            repeated.append(position)
            continue
        coarse = max(coarse, float(digit / length))
        scaled = centred / length
        rest = scaled - basis @ (basis.T @ scaled)
        rest = rest - basis @ (basis.T @ rest)
        if np.linalg.norm(rest) <= coarse:
            repeated.append(position)
        else:
            basis = np.column_stack([basis, rest / np.linalg.norm(rest)])
    return np.array(repeated, dtype=np.intp)


def _scaled(x: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Return x T, of weighted mean 0 and spread 1 in every column but the first, and T."""
    centre = np.einsum("ij,i->j", x, weight) / weight.sum()
    spread = np.sqrt(np.einsum("ij,i->j", (x - centre) ** 2, weight) / weight.sum())
    centre[0], spread[0] = 0.0, 1.0
    back: Floats = np.diag(1 / spread)
    back[0] -= centre / spread
    # Not x @ back: of a large number with a small spread the product would keep few digits.
    return (x - centre) / spread, back


def _inverse_information(x: Floats, weight: Floats) -> Floats:
    return np.linalg.inv(np.einsum("ij,i,ik->jk", x, weight, x))


def _height(x: Floats, y: Floats, weight: Floats, beta: Floats) -> float:
    eta = np.einsum("ij,j->i", x, beta)
    return float((weight * (y * eta - np.logaddexp(0.0, eta))).sum())
