"""Standardised shares of an outcome with several categories: what if everybody had one level of a factor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy import stats

from handrail.survey.averages import Part, averages, linearised_averages
from handrail.survey.categories import SolvedCategories, fit_categories
from handrail.survey.category_likelihood import CategoryProblem, Multinomial, Ordinal
from handrail.survey.estimates import DfRule
from handrail.survey.intervals import share_limits
from handrail.survey.levels import level_text
from handrail.survey.linearise import Floats
from handrail.survey.regression import covariance, limits
from handrail.values.errors import DataError, did_you_mean
from handrail.values.result import LeftOut

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

FAMILIES = ("ordinal", "multinomial")


@dataclass(frozen=True, eq=False)
class StandardisedCategories:
    """What ``Design.standardised_categories`` gives back.

    Attributes
    ----------
    table
        One row a level and category: ``level``, ``category``, ``estimate``, ``se``, ``low``, ``high`` (limits
        on the log-odds scale), and ``n``, the respondents who have the level. A level's shares add to one.
    contrasts
        Each level against the first of them, category by category: ``level``, ``against``, ``category``,
        ``difference`` with ``difference_se``, ``difference_low``, ``difference_high``, and ``ratio`` with
        ``ratio_se``, ``ratio_low``, ``ratio_high``.
    family, formula, outcome, factor, categories
        As they were asked, and the categories of the outcome in order.
    n, weighted_n, level, df, df_rule, left_out
        As in :class:`handrail.survey.standardised.Standardised`.
    """

    table: pl.DataFrame
    contrasts: pl.DataFrame
    family: str
    formula: str
    outcome: str
    factor: str
    categories: tuple[str, ...]
    n: int
    weighted_n: float | None
    level: float
    df: int
    df_rule: DfRule
    left_out: tuple[LeftOut, ...]


def standardise_categories(
    design: Sampling,
    formula: str,
    factor: str,
    where: pl.Expr | None,
    *,
    family: str,
    level: float,
    df: DfRule,
) -> StandardisedCategories:
    """Return standardised shares of categories; see ``Design.standardised_categories``."""
    if family not in FAMILIES:
        raise DataError.because(
            "shares of categories are of a known family", f"'{family}'", did_you_mean(family, FAMILIES)
        )
    likelihood = Ordinal() if family == "ordinal" else Multinomial()
    solved = fit_categories(design, likelihood, formula, where, level=level, df=df)
    asked, count = solved.asked, len(solved.categories)
    labels, values, sizes = _levels(solved, factor)
    parts = [_share_part(solved, factor, value, k) for value in values for k in range(count)]
    shares, values_of = linearised_averages(solved, parts)
    estimates, turn = _with_contrasts(shares, count)
    linearised = np.stack([np.einsum("k,ik->i", row, values_of) for row in turn]).T

    def again(weight: Floats) -> Floats:
        return _with_contrasts(averages(solved, parts, weight, solved.again(weight)), count)[0]

    se = np.sqrt(np.diag(covariance(asked, linearised, again)))
    rest = asked.clusters_less_strata
    rows = []
    for place, (mean, error) in enumerate(zip(shares, se, strict=False)):
        low, high = share_limits(
            float(mean), float(error), rest, level, "logit", rows=len(asked.rows), n=len(asked.rows)
        )
        at, category = divmod(place, count)
        rows.append(
            (labels[at], solved.categories[category], float(mean), float(error), low, high, sizes[at])
        )
    floats = dict.fromkeys(("estimate", "se", "low", "high"), pl.Float64())
    return StandardisedCategories(
        pl.DataFrame(
            rows,
            schema={"level": pl.String(), "category": pl.String(), **floats, "n": pl.Int64()},
            orient="row",
        ),
        _contrasts(solved, labels, estimates[len(shares) :], se[len(shares) :]),
        family,
        asked.formula.text,
        asked.formula.outcome,
        factor,
        solved.categories,
        len(asked.rows),
        float(asked.weight.sum()) if design.weights else None,
        level,
        rest,
        df,
        asked.left_out,
    )


def _levels(solved: SolvedCategories, factor: str) -> tuple[list[str], list[float], list[int]]:
    """Return the levels of a factor in words, as numbers of the matrix, and how many have each."""
    asked = solved.asked
    if factor not in asked.formula.names:
        raise DataError.because(
            "an average is taken over levels of a factor of the formula",
            f"'{factor}'",
            did_you_mean(factor, asked.formula.names),
        )
    found = asked.matrix.factors[factor]
    numbers = np.unique(found.values).astype(np.float64)
    if found.levels is None and set(numbers) != {0.0, 1.0}:
        raise DataError.because(
            "shares of categories are standardised over a category or a yes/no",
            f"'{factor}', which is a number",
            "recode it to categories",
        )
    values = list(numbers) if found.levels is None else [float(at) for at in range(len(found.levels))]
    labels = [level_text(one) for one in (values if found.levels is None else found.levels)]
    answers = found.values[asked.matrix.pattern]
    return labels, values, [int((answers == one).sum()) for one in values]


def _share_part(solved: SolvedCategories, factor: str, value: float, category: int) -> Part:
    """Return the share of a category if everybody had one value of a factor."""
    x = np.ascontiguousarray(solved.asked.matrix.everywhere(factor, value).T)
    problem = CategoryProblem(solved.likelihood, solved.columns(x), np.empty((0, 0)))

    def part(beta: Floats) -> tuple[Floats, Floats]:
        eta = problem.predictors(beta)
        share: Floats = np.exp(solved.likelihood.logs(eta)[category])
        slopes = solved.likelihood.first(eta)[:, category] * share
        by = np.concatenate([columns * slope for columns, slope in zip(problem.columns, slopes, strict=True)])
        return share, by.T

    return part


def _with_contrasts(shares: Floats, count: int) -> tuple[Floats, Floats]:
    """Return shares, then differences and ratios of each level against the first, and their derivatives."""
    size = len(shares)
    pairs = [(place, place % count) for place in range(count, size)]
    turn = np.zeros((size + 2 * len(pairs), size))
    turn[:size] = np.eye(size)
    ratios = []
    for row, (one, first) in enumerate(pairs, start=size):
        turn[row, one], turn[row, first] = 1.0, -1.0
        ratio = shares[one] / shares[first]
        ratios.append(ratio)
        turn[row + len(pairs), one] = 1 / shares[first]
        turn[row + len(pairs), first] = -ratio / shares[first]
    differences = [shares[one] - shares[first] for one, first in pairs]
    return np.concatenate([shares, differences, ratios]), turn


def _contrasts(solved: SolvedCategories, labels: list[str], estimates: Floats, se: Floats) -> pl.DataFrame:
    asked, count = solved.asked, len(solved.categories)
    half = len(estimates) // 2
    rest, level = asked.clusters_less_strata, asked.level
    difference = limits(estimates[:half], se[:half], rest, level)
    ratio, ratio_se = estimates[half:], se[half:]
    stretch = np.exp(float(stats.t.ppf((1 + level) / 2, rest)) * ratio_se / ratio)
    return pl.DataFrame(
        {
            "level": [labels[1 + place // count] for place in range(half)],
            "against": [labels[0]] * half,
            "category": [solved.categories[place % count] for place in range(half)],
            "difference": difference["estimate"],
            **{f"difference_{name}": difference[name] for name in ("se", "low", "high")},
            "ratio": ratio,
            "ratio_se": ratio_se,
            "ratio_low": ratio / stretch,
            "ratio_high": ratio * stretch,
        }
    )
