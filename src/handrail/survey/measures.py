"""Shares, means, totals and ratios as one linearised estimator over domains."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from handrail.survey.domains import domain_rows, lies_in_one_cluster, strata_losses
from handrail.survey.estimates import CATEGORY, DF_RULES, NUMBERS, DfRule, Estimates, Kind
from handrail.survey.few_weights import are_few, step_of, step_of_mean
from handrail.survey.intervals import INTERVALS, Interval, share_limits, wald_limits
from handrail.survey.levels import Levels, levels_of
from handrail.survey.linearise import Flags, Floats, Integers
from handrail.survey.variance import SumOrRatio, variance_of
from handrail.survey.wording import design_words
from handrail.values.errors import DataError, did_you_mean
from handrail.values.result import LeftOut

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

MOST_CATEGORIES = 60
"""With more distinct values than this, a variable is a measurement or free text: to list its values as
categories would print what people wrote."""


@dataclass(frozen=True)
class Question:
    """What is asked of a design; see ``Design.proportion``."""

    variable: str
    by: tuple[str, ...]
    where: pl.Expr | None
    interval: Interval
    df: DfRule
    level: float


@dataclass(frozen=True, eq=False)
class _Part:
    """One estimate a group: numerator, denominator (None for a total), and whether it counts respondents."""

    numerator: Floats | Flags
    denominator: Floats | None
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


@dataclass(frozen=True, eq=False)
class _Group:
    key: tuple[object, ...]
    rows: int
    answered: Integers


def estimate_proportion(design: Sampling, question: Question) -> Estimates:
    """Return shares of a yes/no or categorical variable."""
    column = design.column(question.variable)
    levels = levels_of(column)
    answered = levels.codes >= 0
    ones = np.ones(design.frame.height)
    if _is_yes_no(column, levels):
        yes = column.cast(pl.Float64).fill_null(0.0).fill_nan(0.0).to_numpy()
        return _estimate(design, question, "proportion", answered=answered, parts=[_Part(yes, ones, True)])
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
    parts = [_Part(levels.codes == code, ones, True) for code in range(len(levels.values))]
    return _estimate(design, question, "proportion", answered=answered, parts=parts, categories=levels)


def estimate_mean(design: Sampling, question: Question) -> Estimates:
    """Return means of a number."""
    value, answered = _numbers(design, question.variable, "a mean")
    return _estimate(
        design, question, "mean", answered=answered, parts=[_Part(value, np.ones(len(value)), False)]
    )


def estimate_total(design: Sampling, question: Question) -> Estimates:
    """Return weighted totals of a number."""
    value, answered = _numbers(design, question.variable, "a total")
    return _estimate(design, question, "total", answered=answered, parts=[_Part(value, None, False)])


def estimate_ratio(design: Sampling, denominator: str, question: Question) -> Estimates:
    """Return ratios of two totals, over the rows that answered both."""
    above, first = _numbers(design, question.variable, "a ratio")
    below, second = _numbers(design, denominator, "a ratio")
    return _estimate(
        design,
        question,
        "ratio",
        answered=first & second,
        parts=[_Part(above, below, False)],
        also=f" or '{denominator}'",
    )


def _is_yes_no(column: pl.Series, levels: Levels) -> bool:
    if column.dtype == pl.Boolean:
        return True
    return (
        column.dtype.is_numeric() and 0 < len(levels.values) <= 2 and set(levels.values.to_list()) <= {0, 1}
    )


def _numbers(design: Sampling, name: str, what: str) -> tuple[Floats, Flags]:
    column = design.column(name)
    if not (column.dtype.is_numeric() or column.dtype == pl.Boolean):
        raise DataError.because(
            f"{what} is of numbers",
            f"'{name}' holds {column.dtype}",
            "ask for a proportion, or correct the column in the file",
        )
    value = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    if np.isinf(value).any():
        raise DataError.because(
            f"{what} is of finite numbers",
            f"{int(np.isinf(value).sum())} infinite values in '{name}'",
            "correct the column in the file",
        )
    answered = ~np.isnan(value)
    return np.where(answered, value, 0.0), answered


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
    _check(question, categories)
    inside = domain_rows(design, question.where)
    grouped = [levels_of(design.column(name)) for name in question.by]
    known = np.ones(design.frame.height, dtype=np.bool_)
    for levels in grouped:
        known &= levels.codes >= 0
    positive = design.weight > 0
    used = inside & answered & known & positive
    full_df = design.degrees_of_freedom
    rows: list[tuple[object, ...]] = []
    made: list[_Row] = []
    for group in _groups(grouped, inside & known, used):
        member = np.zeros(design.frame.height, dtype=np.bool_)
        member[group.answered] = True
        df = full_df if question.df == "design" else design.degrees_of_freedom_of(member)
        for code, part in enumerate(parts):
            one = _one(design, question, kind, group=group, part=part, df=df)
            category = () if categories is None else (categories.values[code],)
            rows.append((*group.key, *category, *one.numbers))
            made.append(one)
    lost, without = strata_losses(design, used)
    return Estimates(
        table=_table(rows, question, grouped, categories),
        kind=kind,
        variable=question.variable,
        by=question.by,
        level=question.level,
        interval=question.interval,
        df_rule=question.df,
        lonely_rule=design.lonely,
        lonely_strata=design.lonely_strata,
        strata_lost=lost,
        strata_without_answers=without,
        left_out=_left_out(
            question, inside=inside, answered=answered, known=known, positive=positive, also=also
        ),
        base=int(used.sum()),
        weighted_base=float(design.weight[used].sum()) if design.weights else None,
        counts=tuple(one.count for one in made),
        largest=tuple(one.largest for one in made),
        design_effect=tuple(one.effect for one in made),
        steps=tuple(one.step for one in made),
        few=tuple(one.few for one in made),
        design=design_words(design, question.df),
    )


def _check(question: Question, categories: Levels | None) -> None:
    if question.interval not in INTERVALS:
        raise DataError.because(
            "the rule of an interval is known",
            f"'{question.interval}'",
            did_you_mean(question.interval, INTERVALS),
        )
    if question.df not in DF_RULES:
        raise DataError.because(
            "the rule of the degrees of freedom is known",
            f"'{question.df}'",
            did_you_mean(question.df, DF_RULES),
        )
    if not 0 < question.level < 1:
        raise DataError.because(
            "a confidence level lies between 0 and 1", f"{question.level}", "give 0.95 for 95 per cent"
        )
    own = {*NUMBERS, *(() if categories is None else (CATEGORY,))}
    clash = own.intersection(question.by)
    if clash or len(set(question.by)) != len(question.by):
        raise DataError.because(
            "groupings have names of their own, each once",
            f"{list(question.by)}",
            f"rename the column; the table itself has: {', '.join(sorted(own))}",
        )


def _groups(grouped: list[Levels], members: Flags, used: Flags) -> Iterator[_Group]:
    """Yield the groups that have a row in the domain, first grouping slowest."""
    code = np.zeros(len(members), dtype=np.intp)
    for levels in grouped:
        code = code * max(len(levels.values), 1) + levels.codes
    if not grouped:
        yield _Group((), int(members.sum()), np.flatnonzero(used))
        return
    for present in np.unique(code[members]):
        key: list[object] = []
        rest = int(present)
        for levels in reversed(grouped):
            rest, position = divmod(rest, len(levels.values))
            key.insert(0, levels.values[position])
        here = code == present
        yield _Group(tuple(key), int((members & here).sum()), np.flatnonzero(used & here))


def _one(design: Sampling, question: Question, kind: Kind, *, group: _Group, part: _Part, df: int) -> _Row:
    rows = group.answered
    n = len(rows)
    weight = design.weight[rows]
    above = part.numerator[rows].astype(np.float64)
    count = int(above.sum()) if part.counted else None
    largest = None if kind == "proportion" else _largest(weight * above)
    weighted_n = float(weight.sum())
    nothing = _Row((None, None, None, None, n, weighted_n, df), count, largest, None)
    if not n:
        return nothing
    sum_above = float((weight * above).sum())
    if part.denominator is None:
        estimate, linearised, again = sum_above, weight * above, SumOrRatio(above, None)
    else:
        below = part.denominator[rows]
        sum_below = float((weight * below).sum())
        if sum_below == 0:
            return nothing
        estimate = sum_above / sum_below
        linearised, again = weight * (above - estimate * below) / sum_below, SumOrRatio(above, below)
    if kind == "proportion" and count in (0, n):
        # Exactly 0 or 1: a sum of weights can be an ulp away from itself.
        estimate, linearised = float(count == n), np.zeros(n)
    variance = variance_of(design, rows, linearised, again)
    if kind != "total" and lies_in_one_cluster(design, rows):
        variance = None
    se = None if variance is None else math.sqrt(variance)
    if kind == "proportion":
        low, high = share_limits(estimate, se, df, question.level, question.interval, rows=group.rows, n=n)
    else:
        low, high = wald_limits(estimate, se, df, question.level)
    effect = None
    if kind in ("proportion", "mean") and variance is not None and n > 1:
        spread = float((weight * (above - estimate) ** 2).sum()) / weighted_n / (n - 1)
        effect = variance / spread if spread > 0 else None
    step = None
    if design.weights and kind == "proportion":
        step = step_of(weight, above > 0)
    elif design.weights and kind == "mean":
        step = step_of_mean(weight, above)
    few = design.weights is not None and are_few(weight)
    return _Row((estimate, se, low, high, n, weighted_n, df), count, largest, effect, step, few)


def _largest(contributions: Floats) -> tuple[float, float] | None:
    """Return how much of a sum of absolute values its two largest make up."""
    sizes = np.abs(contributions)
    whole = float(sizes.sum())
    if whole == 0:
        return None
    first, second = (*np.sort(sizes)[::-1][:2], 0.0)[:2]
    return float(first) / whole, float(second) / whole


def _left_out(
    question: Question, *, inside: Flags, answered: Flags, known: Flags, positive: Flags, also: str
) -> tuple[LeftOut, ...]:
    groups = ", ".join(f"'{name}'" for name in question.by)
    reasons = (
        (~inside, "outside the domain"),
        (inside & ~answered, f"no answer to '{question.variable}'{also}"),
        (inside & answered & ~known, f"no answer to {groups}"),
        (inside & answered & known & ~positive, "a weight of zero"),
    )
    return tuple(LeftOut(int(rows.sum()), reason) for rows, reason in reasons if rows.any())


def _table(
    rows: list[tuple[object, ...]], question: Question, grouped: list[Levels], categories: Levels | None
) -> pl.DataFrame:
    schema: dict[str, pl.DataType] = {
        name: _plain(levels.values.dtype) for name, levels in zip(question.by, grouped, strict=True)
    }
    if categories is not None:
        schema[CATEGORY] = _plain(categories.values.dtype)
    for name in NUMBERS:
        schema[name] = pl.Int64() if name in ("n", "df") else pl.Float64()
    return pl.DataFrame(rows, schema=schema, orient="row")


def _plain(dtype: pl.DataType) -> pl.DataType:
    """An ordered category is shown as text: its order is that of the rows."""
    return pl.String() if isinstance(dtype, pl.Enum | pl.Categorical) else dtype
