"""Newton's method for a weighted likelihood, and the proof that a solution does not exist."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from handrail.survey.family import LOGIT, Family
from handrail.survey.linearise import Floats, Integers

Evaluate: TypeAlias = Callable[[Floats], tuple[float, Floats, Floats]]

MOST_ITERATIONS = 50
TOLERANCE = 1e-10
"""Relative size of a full Newton step that ends the search: steps shrink quadratically, and the next would be
lost in the last digits."""
BLOCK = 4096
"""Rows whose products are summed together: as many as a processor keeps at hand."""
APART = 1e-6
"""Smallest eigenvalue of a correlation matrix from which on no column can be a sum of others."""


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


def climb(evaluate: Evaluate, start: Floats) -> Solution:
    """Return where a concave log-likelihood is highest.

    Parameters
    ----------
    evaluate
        Coefficients to height, score and information (minus the second derivative) there.
    start
        Shape (coefficients,).

    Notes
    -----
    Newton's method, with halved steps while the likelihood falls.

    Examples
    --------
    >>> climb(lambda b: (float(-(b[0] - 3) ** 2), -2 * (b - 3), np.array([[2.0]])), np.zeros(1)).coefficients
    array([3.])
    """
    beta = start
    height, score, information = evaluate(beta)
    inverse: Floats = np.full((len(beta), len(beta)), np.nan)
    for iteration in range(1, MOST_ITERATIONS + 1):
        try:
            inverse = _inverse(information)
        except np.linalg.LinAlgError:
            break
        step = np.einsum("jk,k->j", inverse, score)
        if not np.isfinite(step).all():
            break
        if np.abs(step).max() <= TOLERANCE * max(1.0, np.abs(beta).max()):
            beta = beta + step
            inverse = _inverse(evaluate(beta)[2])
            return Solution(beta, inverse, True, iteration)
        for _ in range(30):
            reached, score, information = evaluate(beta + step)
            if reached >= height - 1e-12 * abs(height):
                break
            step = step / 2
        beta, height = beta + step, reached
    return Solution(beta, inverse, False, iteration)


def maximise(
    x: Floats, y: Floats, weight: Floats, family: Family = LOGIT, start: Floats | None = None
) -> Solution:
    """Return the coefficients of a canonical family that maximise its weighted likelihood.

    Parameters
    ----------
    x
        Shape (combinations, coefficients), the first column 1, without columns that repeat others.
    y
        The weighted mean of the outcome on each of them.
    weight
        Above zero: the sum on each of them, of weights that have mean 1.
    family
        Of the likelihood.
    start
        Coefficients to begin at: near the solution, few steps are left.

    Notes
    -----
    Newton's method (McCullagh and Nelder 1989, Generalized Linear Models, section 2.5). The columns are
    centred and scaled for the search, so that a year and an age are solved to the same number of digits.

    Examples
    --------
    Three of four without, one of two with: odds of 1/3 and an odds ratio of 3.

    >>> x = np.array([[1.0, 0], [1, 1]])
    >>> found = maximise(x, np.array([1 / 4, 1 / 2]), np.array([4.0, 2.0]))
    >>> np.exp(found.coefficients).round(12).tolist()
    [0.333333333333, 3.0]
    """
    scaled, back, there = scaling(x, weight)

    def evaluate(beta: Floats) -> tuple[float, Floats, Floats]:
        eta = np.einsum("ji,j->i", scaled, beta)
        return (
            float((weight * family.likelihood(y, eta)).sum()),
            np.einsum("ji,i->j", scaled, weight * (y - family.mean(eta))),
            products(scaled, weight * family.slope(eta)),
        )

    if start is None:
        begin = np.zeros(x.shape[1])
        begin[0] = family.link(float((weight * y).sum() / weight.sum()))
    else:
        begin = np.einsum("jk,k->j", there, start)
    found = climb(evaluate, begin)
    return Solution(
        np.einsum("jk,k->j", back, found.coefficients),
        np.einsum("ij,jk,lk->il", back, found.inverse, back),
        found.converged,
        found.iterations,
    )


def products(x: Floats, weight: Floats, other: Floats | None = None) -> Floats:
    """Return the weighted sums of products of columns, in one order of summation and in one thread.

    Parameters
    ----------
    x
        Shape (columns, rows): a column lies together in memory.
    weight
        Shape (rows,).
    other
        Other columns in the place of the second factor.

    Examples
    --------
    >>> products(np.array([[1.0, 1.0], [2.0, 3.0]]), np.array([1.0, 10.0])).tolist()
    [[11.0, 32.0], [32.0, 94.0]]
    """
    right = x if other is None else other
    total = np.zeros((len(x), len(right)))
    for begin in range(0, x.shape[1], BLOCK):
        part = slice(begin, begin + BLOCK)
        # einsum and not @: BLAS may sum in another order with another number of threads.
        total += np.einsum("ji,ki->jk", x[:, part] * weight[part], right[:, part])
    return total


def separating_columns(signed: Floats, free: Collection[int] = (0,)) -> Integers | None:
    """Return columns that together tell the outcome without exception, or None where none do.

    Parameters
    ----------
    signed
        Shape (conditions, coefficients). The likelihood does not fall in a direction b where no condition's
        product with b is below zero, and rises without end where one is above. Of a yes/no outcome the
        conditions are the rows of the model, with their sign turned where the outcome is no.
    free
        Positions of intercepts, left out of the answer where others remain.

    Notes
    -----
    There is no finite solution exactly where such a direction exists (Albert and Anderson 1984, Biometrika
    71, 1-10; of counts, Santos Silva and Tenreyro 2010, Economics Letters 107, 310-312). A linear programme
    looks for it (Konis 2007, Linear programming algorithms for detecting separated data in binary logistic
    regression models, Oxford).

    Examples
    --------
    >>> x = np.array([[1.0, 0, 3], [1, 0, 3], [1, 0, 1], [1, 0, 1], [1, 1, 2]])
    >>> separating_columns(np.array([-1, 1, -1, 1, 1])[:, None] * x).tolist()
    [1]
    """
    # Loaded where a model failed, and by nobody else.
    from scipy import optimize

    size = np.abs(signed).max(axis=0)
    signed = np.unique(signed / np.where(size > 0, size, 1.0), axis=0)
    # b is split into its positive and negative part; the smallest sum of both names the fewest columns.
    parts = np.hstack([signed, -signed])
    count = signed.shape[1]
    cost = np.ones(2 * count)
    for intercept in free:
        cost[[intercept, count + intercept]] = 0.0
    found = optimize.linprog(
        cost, A_ub=-parts, b_ub=np.zeros(len(parts)), A_eq=parts.mean(axis=0)[None, :], b_eq=[1.0]
    )
    if not found.success:
        return None
    direction = found.x[:count] - found.x[count:]
    columns: Integers = np.flatnonzero(np.abs(direction) > 1e-7 * np.abs(direction).max())
    others = columns[~np.isin(columns, list(free))]
    return others if len(others) else columns


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
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = scaling(x, np.ones(len(x)))[0]
        alike = products(scaled, np.full(len(x), 1 / len(x)))
    # Where all columns go far apart there is nothing to find.
    if np.isfinite(alike).all() and np.linalg.eigvalsh(alike)[0] > APART:
        return np.array([], dtype=np.intp)
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


def _inverse(matrix: Floats) -> Floats:
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def scaling(x: Floats, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """Return columns of weighted mean 0 and spread 1, and what turns coefficients back and there.

    Parameters
    ----------
    x
        Shape (rows, coefficients), the first column 1, which stays.
    weight
        Shape (rows,).

    Returns
    -------
    scaled
        Shape (coefficients, rows).
    back, there
        Shape (coefficients, coefficients): coefficients of ``x`` are ``back`` times those of ``scaled``.
    """
    columns = np.ascontiguousarray(x.T)
    centre = np.einsum("ji,i->j", columns, weight) / weight.sum()
    columns = columns - np.where(np.arange(len(columns)) == 0, 0.0, centre)[:, None]
    spread = np.sqrt(np.einsum("ji,ji,i->j", columns, columns, weight) / weight.sum())
    centre[0], spread[0] = 0.0, 1.0
    back: Floats = np.diag(1 / spread)
    back[0] -= centre / spread
    there: Floats = np.diag(spread)
    there[0] += centre
    # Not x @ back: of a large number with a small spread the product would keep few digits.
    columns /= spread[:, None]
    return columns, back, there
