"""Two coders: kappa and pi from the table of what one gave against what the other gave."""

from __future__ import annotations

import math

import numpy as np

from handrail.interviews.agreement.ratings import Floats, Table, square
from handrail.interviews.agreement.weights import Weights, agreement_weights


def cohen_kappa(table: Table) -> float:
    """Return Cohen's kappa: agreement beyond what each coder's own habits would give by chance.

    Parameters
    ----------
    table
        Units by what the first coder (rows) and the second (columns) gave them, categories in one order. A
        unit that one of the two did not rate has no cell, and so no part.

    Returns
    -------
    float
        1 for full agreement, 0 for what chance would give. NaN for a table without units, and when both
        coders gave everything the same category: chance alone would then agree, and nothing can be told.

    Raises
    ------
    DataError
        When the table is not square, or holds a negative or infinite number.

    References
    ----------
    Cohen 1960, Educational and Psychological Measurement 20, 37-46.

    Examples
    --------
    >>> round(cohen_kappa([[20, 5], [10, 15]]), 6)
    0.4
    """
    return _kappa(*_identity(table))


def cohen_kappa_se(table: Table) -> float:
    """Return the standard error of Cohen's kappa for many units, without assuming that kappa is 0.

    NaN where kappa is undefined. It is too small for few units and near 1; resampling is then no better.

    Raises
    ------
    DataError
        As :func:`cohen_kappa`.

    References
    ----------
    Fleiss, Cohen and Everitt 1969, Psychological Bulletin 72, 323-327, formula for unweighted kappa.

    Examples
    --------
    >>> round(cohen_kappa_se([[13, 0, 0], [0, 20, 7], [0, 4, 56]]), 4)
    0.0589
    """
    counts, weights = _identity(table)
    kappa = _kappa(counts, weights)
    if math.isnan(kappa):
        return math.nan
    n = float(counts.sum())
    shares = counts / n
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    expected = float((rows * columns).sum())
    same = np.diag(shares) * np.square(1 - (rows + columns) * (1 - kappa))
    other = shares * np.square(columns[:, None] + rows[None, :])
    np.fill_diagonal(other, 0)
    inner = same.sum() + (1 - kappa) ** 2 * other.sum() - (kappa - expected * (1 - kappa)) ** 2
    return math.sqrt(max(float(inner), 0.0) / n) / (1 - expected)


def weighted_kappa(table: Table, weights: Weights = "quadratic") -> float:
    """Return weighted kappa: near misses agree in part.

    Parameters
    ----------
    table
        As for :func:`cohen_kappa`, the categories from lowest to highest and equally far apart.
    weights
        ``quadratic``, ``linear``, ``ordinal``, ``radical``, ``identity`` (which is Cohen's kappa), or a table
        of weights: see :func:`handrail.interviews.agreement.agreement_weights`.

    Returns
    -------
    float
        NaN as for :func:`cohen_kappa`.

    Raises
    ------
    DataError
        As :func:`cohen_kappa`; and when the weights are unknown or do not fit.

    References
    ----------
    Cohen 1968, Psychological Bulletin 70, 213-220.

    Examples
    --------
    >>> table = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
    >>> round(weighted_kappa(table), 4), weighted_kappa(table, "identity") == cohen_kappa(table)
    (0.8922, True)
    """
    counts = square(table)
    return _kappa(counts, agreement_weights(weights, np.arange(1.0, len(counts) + 1)))


def scott_pi(table: Table) -> float:
    """Return Scott's pi: as kappa, but chance draws from what both coders together gave.

    Parameters
    ----------
    table
        As for :func:`cohen_kappa`.

    Returns
    -------
    float
        NaN as for :func:`cohen_kappa`.

    Raises
    ------
    DataError
        As :func:`cohen_kappa`.

    References
    ----------
    Scott 1955, Public Opinion Quarterly 19, 321-325.

    Examples
    --------
    >>> round(scott_pi([[118, 5], [2, 0]]), 5)
    -0.02881
    """
    counts = square(table)
    n = counts.sum()
    # Of whole numbers everything up to the division is exact, so undefined is found exactly.
    by_chance = float(np.square(counts.sum(axis=0) + counts.sum(axis=1)).sum())
    beyond = float(4 * n * n) - by_chance
    return math.nan if beyond == 0 else (4 * float(n * np.trace(counts)) - by_chance) / beyond


def _identity(table: Table) -> tuple[Floats, Floats]:
    counts = square(table)
    return counts, np.eye(len(counts))


def _kappa(counts: Floats, weights: Floats) -> float:
    n = float(counts.sum())
    by_chance = float((weights * np.multiply.outer(counts.sum(axis=1), counts.sum(axis=0))).sum())
    beyond = n * n - by_chance
    return math.nan if beyond == 0 else (n * float((weights * counts).sum()) - by_chance) / beyond
