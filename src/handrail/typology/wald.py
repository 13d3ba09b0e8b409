"""Wald tests and intervals of estimates with a covariance, by the design where there is one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import stats

from handrail.typology.errors import Sampled
from handrail.typology.patterns import Floats, Patterns
from handrail.values.errors import DataError

_FULL_RANK = 1e-10

TEST_SCHEMA = {
    "distribution": pl.String, "statistic": pl.Float64, "df": pl.Int64, "denominator_df": pl.Int64,
    "p": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True)
class WaldTest:
    """A test that several numbers are all zero.

    Attributes
    ----------
    distribution
        ``F`` under a design, ``chi-square`` without.
    statistic
        Its value.
    df
        How many numbers were tested.
    denominator_df
        Of F; None for chi-square.
    p
        Probability of a value as large, if all are zero.
    """

    distribution: str
    statistic: float
    df: int
    denominator_df: int | None
    p: float


def design_df(sampled: Sampled, patterns: Patterns) -> int | None:
    """Return clusters minus strata of a design; None without strata and clusters.

    Without clusters every row is one, and with frequency weights every row that a row stands for.

    Examples
    --------
    >>> from handrail.survey.levels import levels_of
    >>> from handrail.typology.patterns import read_patterns
    >>> patterns = read_patterns(pl.DataFrame({"told": [0, 1, 1, 0, 1]}))
    >>> strata, clusters = levels_of(pl.Series([1, 1, 1, 2, 2])), levels_of(pl.Series([1, 2, 2, 1, 2]))
    >>> design_df(Sampled(strata, clusters), patterns), design_df(Sampled(strata, None), patterns)
    (2, 3)
    """
    if sampled.clusters is None:
        if sampled.strata is None:
            return None
        frequency = patterns.weight_kind == "frequency"
        rows = patterns.n if frequency else len(sampled.strata.codes)
        return rows - len(sampled.strata.values)
    if sampled.strata is None:
        return len(sampled.clusters.values) - 1
    pairs = sampled.strata.codes * len(sampled.clusters.values) + sampled.clusters.codes
    return len(np.unique(pairs)) - len(sampled.strata.values)


def wald(estimates: Floats, covariance: Floats, df: int | None) -> WaldTest | None:
    """Return the test that all estimates are zero, or None where their covariance cannot tell.

    Under a design with d degrees of freedom the Wald statistic W of k numbers is adjusted: W (d - k + 1) /
    (d k) is compared with F on k and d - k + 1 degrees of freedom (Korn and Graubard 1990, American
    Statistician 44, 270-276).

    Examples
    --------
    >>> found = wald(np.array([1.0, 2.0]), np.eye(2), None)
    >>> found.statistic, found.df, round(found.p, 4)
    (5.0, 2, 0.0821)
    >>> wald(np.array([1.0, 2.0]), np.eye(2), 21).statistic
    2.380...
    """
    size = len(estimates)
    scale = np.sqrt(np.diag(covariance))
    if size == 0 or not np.isfinite(scale).all() or (scale <= 0).any():
        return None
    values, vectors = np.linalg.eigh(covariance / np.outer(scale, scale))
    if values[0] <= _FULL_RANK * values[-1]:
        return None
    along = np.einsum("ij,i->j", vectors, estimates / scale)
    statistic = float((along**2 / values).sum())
    if df is None:
        return WaldTest("chi-square", statistic, size, None, float(stats.chi2.sf(statistic, size)))
    rest = df - size + 1
    if rest < 1:
        return None
    adjusted = statistic * rest / (df * size)
    return WaldTest("F", adjusted, size, rest, float(stats.f.sf(adjusted, size, rest)))


def half_width(level: float, df: int | None) -> float:
    """Return how many standard errors an interval reaches to each side: by t under a design, else normal.

    Raises
    ------
    DataError
        For a level that is not between 0 and 1, and a design without degrees of freedom.
    """
    if not 0 < level < 1:
        raise DataError.because(
            "a confidence level lies between 0 and 1", f"{level}", "give 0.95 for 95 per cent"
        )
    if df is None:
        return float(stats.norm.ppf((1 + level) / 2))
    if df < 1:
        raise DataError.because(
            "a design has more clusters than strata", f"{df} degrees of freedom", "merge strata"
        )
    return float(stats.t.ppf((1 + level) / 2, df))


def two_sided(estimate: float, se: float, df: int | None) -> float:
    """Return the p-value of one number over its standard error."""
    z = abs(estimate) / se
    return float(2 * (stats.norm.sf(z) if df is None else stats.t.sf(z, df)))


def row_of_test(
    found: WaldTest | None,
) -> tuple[str | None, float | None, int | None, int | None, float | None]:
    """Return a test as a row of a frame with the columns of ``TEST_SCHEMA``; nulls for none."""
    if found is None:
        return None, None, None, None, None
    return found.distribution, found.statistic, found.df, found.denominator_df, found.p
