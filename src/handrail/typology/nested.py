"""Nested: whether a model in which groups are equal fits worse than one in which they differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import stats

from handrail.typology.contrasts import Contrasts, Spread
from handrail.typology.group_models import Solution
from handrail.typology.patterns import Floats
from handrail.values.errors import DataError

RATIO, RAO_SCOTT = "likelihood ratio", "Rao-Scott likelihood ratio"

NESTED_SCHEMA = {
    "test": pl.String, "distribution": pl.String, "statistic": pl.Float64, "df": pl.Float64,
    "denominator_df": pl.Float64, "p": pl.Float64, "design_effect": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True)
class NestedTest:
    """A test of a model within a larger one.

    Attributes
    ----------
    test
        Without a design ``likelihood ratio``, with one ``Rao-Scott likelihood ratio``.
    distribution
        ``chi-square`` without a design, ``F`` with one.
    statistic
        Twice the difference of the log-likelihoods, or F; None where the larger model is not identified.
    df
        Parameters more; under a design an effective number, which is no whole one.
    denominator_df
        Of F.
    p
        Probability of a value as large, if groups are equal.
    design_effect
        Mean of the generalised design effects of what is tested; None without a design.
    """

    test: str
    distribution: str
    statistic: float | None
    df: float | None
    denominator_df: float | None
    p: float | None
    design_effect: float | None

    def row(self) -> dict[str, object]:
        """Return it as a row of a frame with the columns of ``NESTED_SCHEMA``."""
        return {name: getattr(self, name) for name in NESTED_SCHEMA}


def nested_test(
    larger: Solution, smaller: Solution, contrasts: Contrasts, spread: Spread | None, df: int | None
) -> NestedTest:
    """Return the test that fits the sample: by chi-square without a design, corrected by it with one.

    Parameters
    ----------
    larger, smaller
        The two models.
    contrasts
        What is zero in the smaller one, of the larger one's parameters.
    spread
        How precisely the larger one's parameters are known; None where it is not identified.
    df
        Clusters minus strata, or rows minus one; None without a design.
    """
    ratio = max(2 * (larger.log_likelihood - smaller.log_likelihood), 0.0)
    parameters = larger.n_parameters - smaller.n_parameters
    if df is None:
        return chi_square_test(ratio, parameters, spread, df)
    return rao_scott_test(ratio, parameters, contrasts, spread, df)


def chi_square_test(ratio: float, parameters: int, spread: Spread | None, df: int | None) -> NestedTest:
    """Return the likelihood-ratio test of a simple random sample.

    Raises
    ------
    DataError
        Under a design: the likelihood is a pseudo-likelihood, and chi-square would reject far too often.
    """
    if df is not None or (spread is not None and spread.middle is not None):
        raise DataError.because(
            "a likelihood ratio is compared with chi-square where respondents were drawn independently and "
            "with equal chances",
            "a pseudo-likelihood: weights of a sample, strata or clusters",
            "use the ratio that is corrected by the design, or the Wald test",
        )
    if spread is None or parameters < 1:
        return NestedTest(RATIO, "chi-square", None, None, None, None, None)
    p = float(stats.chi2.sf(ratio, parameters))
    return NestedTest(RATIO, "chi-square", ratio, float(parameters), None, p, None)


def rao_scott_test(
    ratio: float, parameters: int, contrasts: Contrasts, spread: Spread | None, df: int
) -> NestedTest:
    """Return the likelihood-ratio test corrected by the design.

    Twice the difference of pseudo-log-likelihoods is distributed as a sum of chi-squares on 1 degree of
    freedom, each times a generalised design effect: an eigenvalue of S^-1 D, with S and D the covariance of
    the contrasts in a simple random sample and by the design. With c contrasts, their mean m and mean square
    q: F = ratio / (parameters m) on parameters m^2 / q and ``df`` degrees of freedom, so that mean and
    variance are right. Contrasts at a boundary have no design effect; they count with the mean. The
    denominator is that of Lumley and Scott; ``df`` times the numerator, as for a table of counts, takes the
    contrasts' variances for independent, and rejected 8 % at a nominal 5 % with 24 clusters.

    References
    ----------
    Rao and Scott 1984, Annals of Statistics 12, 46-60; for likelihood ratios of models Lumley and Scott 2014,
    Australian and New Zealand Journal of Statistics 56, 1-14.
    """
    nothing = NestedTest(RAO_SCOTT, "F", None, None, None, None, None)
    if spread is None or parameters < 1 or df < 1 or not len(contrasts.values):
        return nothing
    effects = design_effects(*spread.of(contrasts))
    if effects is None or effects.mean() <= 0:
        return nothing
    mean, square = float(effects.mean()), float((effects**2).mean())
    first = parameters * mean**2 / square
    statistic = ratio / (parameters * mean)
    p = float(stats.f.sf(statistic, first, df))
    return NestedTest(RAO_SCOTT, "F", statistic, first, float(df), p, mean)


def design_effects(simple: Floats, designed: Floats) -> Floats | None:
    """Return the generalised design effects of contrasts, ascending; None where they cannot be told apart.

    Examples
    --------
    >>> design_effects(np.diag([1.0, 4.0]), np.diag([2.0, 4.0])).round(6).tolist()
    [1.0, 2.0]
    """
    scale = np.sqrt(np.maximum(np.diag(simple), np.finfo(np.float64).tiny))
    values, vectors = np.linalg.eigh(simple / np.outer(scale, scale))
    if values[0] <= 1e-10 * values[-1]:
        return None
    half = vectors / np.sqrt(values)
    inner = designed / np.outer(scale, scale)
    middle = np.einsum("am,ab->mb", half, inner)
    return np.asarray(np.linalg.eigvalsh(np.einsum("mb,bn->mn", middle, half)))


def holm(p: list[float | None]) -> list[float | None]:
    """Return p-values adjusted for as many tests as there are (Holm 1979, Scandinavian Journal of Statistics
    6, 65-70): the chance of a false alarm among all is at most the level, whatever goes together.

    Examples
    --------
    >>> holm([0.01, 0.04, None, 0.03])
    [0.03, 0.06, None, 0.06]
    """  # noqa: D205
    told = sorted((value, place) for place, value in enumerate(p) if value is not None)
    found: list[float | None] = [None] * len(p)
    highest = 0.0
    for rank, (value, place) in enumerate(told):
        highest = max(highest, min(1.0, value * (len(told) - rank)))
        found[place] = highest
    return found
