"""Shares, means, totals and ratios as one linearised estimator over domains."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from handrail.survey.domains import domain_rows, lies_in_one_cluster
from handrail.survey.estimates import CATEGORY, NUMBERS, Estimates, Kind
from handrail.survey.few_weights import are_few, step_of, step_of_mean
from handrail.survey.groups import Group, df_of, groups_of
from handrail.survey.intervals import share_limits, wald_limits
from handrail.survey.levels import Levels, levels_of
from handrail.survey.linearise import Flags, Floats, Rows
from handrail.survey.parts import check_parts
from handrail.survey.precision import Precision, precision_of
from handrail.survey.question import (
    Question,
    check_question,
    is_yes_no,
    left_out_of,
    numbers_of,
    plain_type,
)
from handrail.survey.table_base import base_of
from handrail.survey.variance import SumOrRatio, variance_of
from handrail.survey.wording import design_words
from handrail.values.errors import DataError

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

MOST_CATEGORIES = 60
"""With more distinct values than this, a variable is a measurement or free text: to list its values as
categories would print what people wrote."""


@dataclass(frozen=True, eq=False)
class _Part:
    """One estimate a group: numerator, denominator (None for a total), and whether it counts respondents.

    A denominator of 1 is one for each respondent.
    """

    numerator: Floats | Flags
    denominator: Floats | Literal[1] | None
    counted: bool


@dataclass(frozen=True, eq=False)
class _Row:
    """One line of the table, and what stands beside it: see ``Estimates``."""

    numbers: tuple[object, ...]
    count: int | None
    largest: tuple[float, float] | None
    effect: float | None
    step: float | None = None
    few: bool = False
    precision: Precision | None = None


def estimate_proportion(design: Sampling, question: Question) -> Estimates:
    """Return shares of a yes/no or categorical variable."""
    column = design.column(question.variable)
    levels = levels_of(column)
    answered = levels.codes >= 0
    if is_yes_no(column, levels):
        yes = column.cast(pl.Float64).fill_null(0.0).fill_nan(0.0).to_numpy()
        return _estimate(design, question, "proportion", answered=answered, parts=[_Part(yes, 1, True)])
    if len(levels.values) > MOST_CATEGORIES:
        raise DataError.because(
            "a proportion is of a yes/no or categorical variable",
            f"'{question.variable}' has {len(levels.values)} different values",
            "recode it to categories; of a number, ask for its mean",
        )
    if not len(levels.values):
        raise DataError.because(
            "a proportion is of a variable with answers",
            f"'{question.variable}' is empty",
            "check its recode",
        )
    parts = [_Part(levels.codes == code, 1, True) for code in range(len(levels.values))]
    return _estimate(design, question, "proportion", answered=answered, parts=parts, categories=levels)


def estimate_mean(design: Sampling, question: Question) -> Estimates:
    """Return means of a number."""
    value, answered = numbers_of(design, question.variable, "a mean")
    return _estimate(design, question, "mean", answered=answered, parts=[_Part(value, 1, False)])


def estimate_total(design: Sampling, question: Question) -> Estimates:
    """Return weighted totals of a number."""
    value, answered = numbers_of(design, question.variable, "a total")
    return _estimate(design, question, "total", answered=answered, parts=[_Part(value, None, False)])


def estimate_ratio(design: Sampling, denominator: str, question: Question) -> Estimates:
    """Return ratios of two totals, over the rows that answered both."""
    above, first = numbers_of(design, question.variable, "a ratio")
    below, second = numbers_of(design, denominator, "a ratio")
    return _estimate(
        design,
        question,
        "ratio",
        answered=first & second,
        parts=[_Part(above, below, False)],
        also=f" or '{denominator}'",
    )


def _estimate(
    design: Sampling,
    question: Question,
    kind: Kind,
    *,
    answered: Flags,
    parts: list[_Part],
    categories: Levels | None = None,
    also: str = "",
) -> Estimates:
    check_question(question, NUMBERS if categories is None else (*NUMBERS, CATEGORY))
    inside = domain_rows(design, question.where)
    grouped = [levels_of(design.column(name)) for name in question.by]
    known = np.ones(design.frame.height, dtype=np.bool_)
    for levels in grouped:
        known &= levels.codes >= 0
    positive = design.positive
    used = inside & answered & known & positive
    full_df = design.degrees_of_freedom
    rows: list[tuple[object, ...]] = []
    made: list[_Row] = []
    members: dict[str, int] = {}
    for group in groups_of(grouped, inside & known, used):
        members[f"group {len(members) + 1}"] = group.n
        own_df = df_of(design, group.answered) if kind == "proportion" or question.df == "domain" else full_df
        df = full_df if question.df == "design" else own_df
        for code, part in enumerate(parts):
            one = _one(design, question, kind, group=group, part=part, df=df, own_df=own_df)
            category = () if categories is None else (categories.values[code],)
            rows.append((*group.key, *category, *one.numbers))
            made.append(one)
    left_out = left_out_of(
        question, inside=inside, answered=answered, known=known, positive=positive, also=also
    )
    base = base_of(design, question, used, left_out)
    check_parts(base.base, members, of="respondents of all groups")
    return Estimates(
        **vars(base),
        table=_table(rows, question, grouped, categories),
        kind=kind,
        variable=question.variable,
        by=question.by,
        level=question.level,
        interval=question.interval,
        counts=tuple(one.count for one in made),
        largest=tuple(one.largest for one in made),
        design_effect=tuple(one.effect for one in made),
        steps=tuple(one.step for one in made),
        few=tuple(one.few for one in made),
        design=design_words(design, question.df),
        precision=tuple(one.precision for one in made),
    )


def _one(
    design: Sampling, question: Question, kind: Kind, *, group: Group, part: _Part, df: int, own_df: int
) -> _Row:
    n, rows = group.n, group.answered
    weight = design.weight[rows]
    above = part.numerator[rows].astype(np.float64, copy=False)
    weighted = weight * above
    count = int(above.sum()) if part.counted else None
    largest = None if kind == "proportion" else largest_of(weighted)
    weighted_n = float(weight.sum())
    unknown = precision_of(None, None, n, own_df) if kind == "proportion" else None
    nothing = _Row((None, None, None, None, n, weighted_n, df), count, largest, None, precision=unknown)
    if not n:
        return nothing
    sum_above = float(weighted.sum())
    if part.denominator is None:
        estimate, linearised, again = sum_above, weighted, SumOrRatio(above, None)
    else:
        below = 1 if isinstance(part.denominator, int) else part.denominator[rows]
        sum_below = weighted_n if isinstance(below, int) else float((weight * below).sum())
        if sum_below == 0:
            return nothing
        estimate = sum_above / sum_below
        deviation = above - estimate * below
        # In place: at a million rows, new memory takes longer than the arithmetic.
        linearised = np.multiply(weight, deviation, out=weighted)
        linearised /= sum_below
        again = SumOrRatio(above, below)
    if kind == "proportion" and count in (0, n):
        # Exactly 0 or 1: a sum of weights can be an ulp away from itself.
        estimate, linearised = float(count == n), np.zeros(n)
    se = None
    if kind == "total" or not lies_in_one_cluster(design, rows):
        se = standard_error(design, rows, linearised, again)
    if kind == "proportion":
        low, high = share_limits(estimate, se, df, question.level, question.interval, rows=group.rows, n=n)
    else:
        low, high = wald_limits(estimate, se, df, question.level)
    effect = None
    if kind in ("proportion", "mean") and se is not None and n > 1:
        spread = float(np.multiply(linearised, deviation, out=deviation).sum()) / (n - 1)
        effect = se**2 / spread if spread > 0 else None
    few = design.weights is not None and are_few(weight)
    step = None
    if few and kind == "proportion":
        step = step_of(weight, above > 0)
    elif few and kind == "mean":
        step = step_of_mean(weight, above)
    precision = precision_of(estimate, se, n, own_df) if kind == "proportion" else None
    return _Row((estimate, se, low, high, n, weighted_n, df), count, largest, effect, step, few, precision)


def standard_error(
    design: Sampling, rows: Rows, linearised: Floats, again: Callable[[Floats], float]
) -> float | None:
    """Return the standard error of an estimate over a domain.

    Parameters
    ----------
    design, rows, linearised, again
        As in :func:`handrail.survey.variance.variance_of`.

    Returns
    -------
    error
        None where the design cannot tell, or where a replicate has nobody to estimate from.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = variance_of(design, rows, linearised, again)
    return None if variance is None or not math.isfinite(variance) else math.sqrt(variance)


def largest_of(contributions: Floats) -> tuple[float, float] | None:
    """Return how much of a sum of absolute values its two largest make up."""
    sizes = contributions if contributions.min(initial=0.0) >= 0 else np.abs(contributions)
    whole = float(sizes.sum())
    if whole == 0:
        return None
    place = int(sizes.argmax())
    others = (sizes[:place], sizes[place + 1 :])
    return float(sizes[place]) / whole, max(float(part.max(initial=0.0)) for part in others) / whole


def _table(
    rows: list[tuple[object, ...]], question: Question, grouped: list[Levels], categories: Levels | None
) -> pl.DataFrame:
    schema: dict[str, pl.DataType] = {
        name: plain_type(levels.values.dtype) for name, levels in zip(question.by, grouped, strict=True)
    }
    if categories is not None:
        schema[CATEGORY] = plain_type(categories.values.dtype)
    for name in NUMBERS:
        schema[name] = pl.Int64() if name in ("n", "df") else pl.Float64()
    return pl.DataFrame(rows, schema=schema, orient="row")
