"""Rao and Scott's test of independence: Pearson's statistic, corrected for how the sample was drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from handrail.survey.linearise import Floats


@dataclass(frozen=True)
class Independence:
    """A test that the rows and the columns of a table have nothing to do with each other.

    Attributes
    ----------
    f, df1, df2
        The second-order corrected statistic and its degrees of freedom, which are no whole numbers.
    p
        Between 0 and 1.
    x2
        Pearson's statistic of the weighted shares times the number of respondents, uncorrected.
    """

    f: float
    df1: float
    df2: float
    p: float
    x2: float


def rao_scott(shares: Floats, covariance: Floats, n: int, df: int) -> Independence | None:
    """Return the second-order test, or None where the table cannot tell.

    Parameters
    ----------
    shares
        Shape (rows, columns): shares of the whole; no row and no column is zero throughout.
    covariance
        Shape (rows * columns, rows * columns): their design-based covariance, in the order of
        ``shares.ravel()``.
    n
        Respondents.
    df
        Clusters minus strata of the domain.

    Returns
    -------
    test
        None where the table has one row or one column, where empty cells leave contrasts that cannot be told
        apart, and without degrees of freedom.

    Notes
    -----
    Rao and Scott 1984, The Annals of Statistics 12, 46-60; the F form of Thomas and Rao 1987, Journal of the
    American Statistical Association 82, 630-636. With the generalised design effects, the eigenvalues d of
    (C' D^-1 C / n)^-1 C' D^-1 V D^-1 C: F = X2 / sum d, df1 = (sum d)^2 / sum d^2, df2 = df1 times ``df``. As
    R's ``svychisq(statistic="F")`` has it, D holds the observed shares (an empty cell has no part), and C is
    what contrasts of interaction have beside rows and columns, each cell counting alike.

    Examples
    --------
    A simple random sample of 100: the correction is n / (n - 1) beside Pearson's own statistic.

    >>> p = np.array([[0.3, 0.2], [0.2, 0.3]])
    >>> test = rao_scott(p, (np.diag(p.ravel()) - np.outer(p, p)) / 100, 100, 99)
    >>> round(test.x2, 6), round(test.f, 6), round(test.df1, 6), round(test.df2, 6)
    (4.0, 4.0, 1.0, 99.0)
    """
    rows, columns = shares.shape
    if rows < 2 or columns < 2 or df < 1:
        return None
    cells = shares.ravel()
    inverse = np.divide(1.0, cells, out=np.zeros_like(cells), where=cells > 0)
    contrasts = np.kron(_centred(rows), _centred(columns))
    scaled = inverse[:, None] * contrasts
    simple = np.einsum("ci,cj->ij", contrasts, scaled) / n
    if np.linalg.matrix_rank(simple) < simple.shape[0]:
        return None
    designed = np.einsum("ci,cd,dj->ij", scaled, covariance, scaled)
    effects = np.linalg.solve(simple, designed)
    trace = float(np.trace(effects))
    if trace <= 0:
        return None
    expected = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    x2 = n * float(((shares - expected) ** 2 / expected).sum())
    df1 = trace**2 / float(np.einsum("ij,ji->", effects, effects))
    f = x2 / trace
    return Independence(f, df1, df1 * df, float(stats.f.sf(f, df1, df1 * df)), x2)


def _centred(levels: int) -> Floats:
    """Return contrasts of a factor, shape (levels, levels - 1): each level but the first, less their mean."""
    contrasts: Floats = np.eye(levels)[:, 1:] - 1.0 / levels
    return contrasts
