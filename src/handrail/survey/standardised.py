"""Standardised shares and means: what would be if everybody had one level of a factor and else stayed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy import stats

from handrail.survey.averages import averages, linearised_averages, mean_part
from handrail.survey.estimates import DfRule
from handrail.survey.family import FAMILIES, Family
from handrail.survey.generalised import Solved, fit
from handrail.survey.intervals import share_limits
from handrail.survey.levels import level_text
from handrail.survey.linearise import Floats
from handrail.survey.regression import covariance, limits
from handrail.values.errors import DataError, did_you_mean
from handrail.values.result import LeftOut

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling


@dataclass(frozen=True, eq=False)
class Standardised:
    """What ``Design.standardised`` gives back.

    Attributes
    ----------
    table
        One row a level, after a first one, with level null, for everybody as they are: ``level``,
        ``estimate``, ``se``, ``low``, ``high``, and ``n``, the respondents who have the level (of a number,
        exactly this value).
    contrasts
        Each level against the first of them, then each against everybody as they are (``against`` null):
        ``level``, ``against``, ``difference`` with ``difference_se``, ``difference_low``,
        ``difference_high``, and ``ratio`` with ``ratio_se``, ``ratio_low``, ``ratio_high``. Ratios are null
        where the lower one is not above zero.
    family, formula, outcome, factor
        As they were asked.
    n, weighted_n
        Respondents over whom it is averaged, and the same weighted (None without weights).
    level
        Confidence level.
    df, df_rule
        Degrees of freedom of the limits: clusters minus strata, without a deduction for coefficients.
    left_out
        As in :class:`handrail.survey.SurveyModel`.
    """

    table: pl.DataFrame
    contrasts: pl.DataFrame
    family: str
    formula: str
    outcome: str
    factor: str
    n: int
    weighted_n: float | None
    level: float
    df: int
    df_rule: DfRule
    left_out: tuple[LeftOut, ...]


def standardise(
    design: Sampling,
    formula: str,
    factor: str,
    levels: Sequence[object] | None,
    where: pl.Expr | None,
    *,
    family: str,
    level: float,
    df: DfRule,
) -> Standardised:
    """Return standardised shares or means; see ``Design.standardised``."""
    solved = fit(design, family_of(family), formula, where, level=level, df=df)
    chosen = _chosen(solved, factor, levels)
    estimates, covariance = standardised_estimates(solved, factor, chosen)
    count = len(chosen)
    labels = [level_text(one) for one in _values(solved, factor, chosen)]
    se = np.sqrt(np.diag(covariance))
    asked = solved.asked
    pairs = [(one, 0) for one in range(1, count)] + [(one, None) for one in range(count)]
    lower = np.array([1 if against == 0 else 0 for _, against in pairs], dtype=np.intp)
    positive = (estimates[lower] > 0) & (estimates[1:][[one for one, _ in pairs]] > 0)
    at = 1 + count
    difference = limits(
        estimates[at : at + len(pairs)],
        se[at : at + len(pairs)],
        asked.clusters_less_strata,
        level,
    )
    ratio, ratio_se = estimates[at + len(pairs) :], se[at + len(pairs) :]
    half = stats.t.ppf((1 + level) / 2, asked.clusters_less_strata)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        stretch = np.exp(half * ratio_se / ratio)
        columns = {
            "ratio": ratio,
            "ratio_se": ratio_se,
            "ratio_low": ratio / stretch,
            "ratio_high": ratio * stretch,
        }
    contrasts = pl.DataFrame(
        {
            "level": [labels[one] for one, _ in pairs],
            "against": pl.Series(
                [None if other is None else labels[other] for _, other in pairs], dtype=pl.String
            ),
            "difference": difference["estimate"],
            **{f"difference_{name}": difference[name] for name in ("se", "low", "high")},
            **{
                name: pl.Series(np.where(positive, column, np.nan)).fill_nan(None)
                for name, column in columns.items()
            },
        }
    )
    return Standardised(
        _table(solved, factor, dict(zip(labels, chosen, strict=True)), estimates, se),
        contrasts,
        family,
        asked.formula.text,
        asked.formula.outcome,
        factor,
        len(asked.rows),
        float(asked.weight.sum()) if design.weights else None,
        level,
        asked.clusters_less_strata,
        df,
        asked.left_out,
    )


def standardised_estimates(solved: Solved, factor: str, chosen: Sequence[float]) -> tuple[Floats, Floats]:
    """Return the outcome's mean, its standardised means, then differences and ratios, and their covariance.

    Parameters
    ----------
    chosen
        Numbers of a number, codes of a category.

    Returns
    -------
    estimates, covariance
        In the order: as observed; each level; differences of each but the first from the first; of each from
        what is observed; ratios in the same order.
    """
    asked, weight = solved.asked, solved.asked.weight
    means = [mean_part(solved.family, asked.matrix.everywhere(factor, one)) for one in chosen]
    standard, values = linearised_averages(solved, means)
    observed = float((weight * solved.outcome).sum() / weight.sum())
    own = weight * (solved.outcome - observed) / weight.sum()
    first = np.concatenate([[observed], standard])
    estimates, turn = _with_contrasts(first)
    together = np.vstack([own, values.T])
    # Row by row: each estimate's values lie together in memory.
    linearised = np.stack([np.einsum("k,ki->i", row, together) for row in turn]).T

    def again(other: Floats) -> Floats:
        beta = solved.again(other)
        seen = (other * solved.outcome).sum() / other.sum()
        return _with_contrasts(np.concatenate([[seen], averages(solved, means, other, beta)]))[0]

    return estimates, covariance(asked, linearised, again)


def family_of(name: str) -> Family:
    """Return a family by its name."""
    if name not in FAMILIES:
        raise DataError.because(
            "an average over a population is of a known family",
            f"'{name}'",
            did_you_mean(name, tuple(FAMILIES)),
        )
    return FAMILIES[name]


def check_factor(solved: Solved, factor: str) -> None:
    """Refuse a name that is no factor of the formula."""
    names = solved.asked.formula.names
    if factor not in names:
        raise DataError.because(
            "an average is taken over levels of a factor of the formula",
            f"'{factor}'",
            did_you_mean(factor, names),
        )


def _with_contrasts(first: Floats) -> tuple[Floats, Floats]:
    """Return estimates with differences and ratios, and their derivatives by the first of them."""
    size = len(first)
    pairs = [(one, 1) for one in range(2, size)] + [(one, 0) for one in range(1, size)]
    turn = np.zeros((size + 2 * len(pairs), size))
    turn[:size] = np.eye(size)
    ratios = []
    with np.errstate(divide="ignore", invalid="ignore"):
        for place, (one, other) in enumerate(pairs, start=size):
            turn[place, one], turn[place, other] = 1.0, -1.0
            ratio = first[one] / first[other] if first[other] else 0.0
            ratios.append(ratio)
            if first[other]:
                turn[place + len(pairs), one] = 1 / first[other]
                turn[place + len(pairs), other] = -ratio / first[other]
    differences = [first[one] - first[other] for one, other in pairs]
    return np.concatenate([first, differences, ratios]), turn


def _chosen(solved: Solved, factor: str, levels: Sequence[object] | None) -> list[float]:
    """Return the levels to compare: codes of a category, numbers of a number."""
    check_factor(solved, factor)
    found = solved.asked.matrix.factors[factor]
    if found.levels is not None:
        known = [level_text(one) for one in found.levels]
        asked = known if levels is None else [level_text(one) for one in levels]
        for one in asked:
            if one not in known:
                raise DataError.because(
                    "an average is taken at a level that occurs among the rows of the model",
                    f"'{one}' of '{factor}'",
                    "name a category as its recode has it",
                )
        codes: list[float] = [known.index(one) for one in asked]
        return _distinct(factor, codes)
    if levels is None:
        if set(np.unique(found.values)) == {0.0, 1.0}:
            return [0.0, 1.0]
        raise DataError.because(
            "an average over a number is taken at values of it",
            f"'{factor}' without any",
            "name two values, such as levels=[1, 3]",
        )
    numbers = []
    low, high = found.values.min(), found.values.max()
    for value in levels:
        if not isinstance(value, int | float) or not low <= value <= high:
            raise DataError.because(
                "an average is taken at a number between the smallest and the largest of the model",
                f"another value for '{factor}'",
                "a model says nothing beyond the answers it was made from",
            )
        numbers.append(float(value))
    return _distinct(factor, numbers)


def _distinct(factor: str, chosen: list[float]) -> list[float]:
    if len(set(chosen)) < len(chosen) or not chosen:
        raise DataError.because(
            "levels to compare differ", f"one of '{factor}' twice, or none", "name each once"
        )
    return chosen


def _values(solved: Solved, factor: str, chosen: Sequence[float]) -> list[object]:
    levels = solved.asked.matrix.factors[factor].levels
    return list(chosen) if levels is None else [levels[int(one)] for one in chosen]


def _table(
    solved: Solved, factor: str, chosen: dict[str, float], estimates: Floats, se: Floats
) -> pl.DataFrame:
    asked, matrix = solved.asked, solved.asked.matrix
    answers = matrix.factors[factor].values[matrix.pattern]
    n = len(asked.rows)
    sizes = [n, *(int((answers == one).sum()) for one in chosen.values())]
    labels, rows = [None, *chosen], []
    for place, size in enumerate(sizes):
        mean, error = float(estimates[place]), float(se[place])
        low, high = mean_limits(solved, mean, error)
        rows.append((labels[place], mean, error, low, high, size))
    schema = {
        "level": pl.String,
        "estimate": pl.Float64,
        "se": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "n": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def mean_limits(solved: Solved, mean: float, se: float) -> tuple[float | None, float | None]:
    """Return limits of a mean on the scale of its family's link: those of a share stay between 0 and 1."""
    asked = solved.asked
    df, level, n = asked.clusters_less_strata, asked.level, len(asked.rows)
    if solved.family.name == "logit":
        return share_limits(mean, se, df, level, "logit", rows=n, n=n)
    half = float(stats.t.ppf((1 + level) / 2, df)) * se
    if solved.family.name == "linear":
        return mean - half, mean + half
    return mean * float(np.exp(-half / mean)), mean * float(np.exp(half / mean))
