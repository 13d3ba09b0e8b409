"""Quantiles: the value below which a share of the population lies, with Woodruff's interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy import stats

from handrail.survey.domains import domain_rows, lies_in_one_cluster
from handrail.survey.estimates import NUMBERS, TableBase
from handrail.survey.few_weights import are_few
from handrail.survey.groups import Group, df_of, groups_of
from handrail.survey.intervals import wald_limits
from handrail.survey.levels import levels_of
from handrail.survey.linearise import Floats
from handrail.survey.measures import standard_error
from handrail.survey.question import Question, check_question, left_out_of, numbers_of, plain_type
from handrail.survey.table_base import base_of
from handrail.survey.wording import DesignWords, design_words
from handrail.values.errors import DataError

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

_SLACK = 1e-12


@dataclass(frozen=True, eq=False)
class Quantiles(TableBase):
    """What ``Design.quantile`` gives back, with :class:`handrail.survey.estimates.TableBase`.

    Attributes
    ----------
    table
        One row a group and quantile: the grouping columns, ``q``, then ``estimate``, ``se``, ``low`` and
        ``high`` in the variable's unit, ``n``, ``weighted_n`` and ``df``. A limit is null where the
        interval of the share leaves 0 to 1: there is no value to invert it to; ``se`` is null with it.
    variable, by, q, level
        As they were asked.
    shares
        The shares whose values the limits are, in the order of the table; None where there are none.
    beyond
        Respondents, unweighted, on the smaller side of the outermost of estimate and limits, its own answer
        included, in the order of the table: heavy weights can put few people beyond a large share.
    few
        Whether the weights beneath a row are few, in the order of the table.
    design
        The design in a reader's words.
    """

    table: pl.DataFrame
    variable: str
    by: tuple[str, ...]
    q: tuple[float, ...]
    level: float
    shares: tuple[tuple[float, float] | None, ...]
    beyond: tuple[int, ...]
    few: tuple[bool, ...]
    design: DesignWords


def estimate_quantiles(design: Sampling, question: Question, q: Sequence[float]) -> Quantiles:
    """Return quantiles of a number; see ``Design.quantile``."""
    if not q or any(not 0 < one < 1 for one in q) or len(set(q)) != len(q):
        raise DataError.because(
            "quantiles are shares between 0 and 1, each once", f"{list(q)}", "give 0.5 for the median"
        )
    check_question(question, (*NUMBERS, "q"))
    value, answered = numbers_of(design, question.variable, "a quantile")
    inside = domain_rows(design, question.where)
    grouped = [levels_of(design.column(name)) for name in question.by]
    known = np.ones(design.frame.height, dtype=np.bool_)
    for levels in grouped:
        known &= levels.codes >= 0
    positive = design.weight > 0
    used = inside & answered & known & positive
    rows: list[tuple[object, ...]] = []
    shares: list[tuple[float, float] | None] = []
    beyond: list[int] = []
    few: list[bool] = []
    full_df = design.degrees_of_freedom
    for group in groups_of(grouped, inside & known, used):
        df = full_df if question.df == "design" else df_of(design, group.answered)
        weight = design.weight[group.answered]
        few += [design.weights is not None and are_few(weight)] * len(q)
        for one, numbers, limits in _of_group(design, question, group, value[group.answered], q=q, df=df):
            beside = (group.n, float(weight.sum()), df)
            rows.append((*group.key, one, *numbers, *beside))
            shares.append(limits)
            beyond.append(_beyond(value[group.answered], (numbers[0], *numbers[2:])))
    left_out = left_out_of(question, inside=inside, answered=answered, known=known, positive=positive)
    schema: dict[str, pl.DataType] = {
        name: plain_type(levels.values.dtype) for name, levels in zip(question.by, grouped, strict=True)
    }
    schema["q"] = pl.Float64()
    schema |= {name: pl.Int64() if name in ("n", "df") else pl.Float64() for name in NUMBERS}
    return Quantiles(
        **vars(base_of(design, question, used, left_out)),
        table=pl.DataFrame(rows, schema=schema, orient="row"),
        variable=question.variable,
        by=question.by,
        q=tuple(q),
        level=question.level,
        shares=tuple(shares),
        beyond=tuple(beyond),
        few=tuple(few),
        design=design_words(design, question.df),
    )


_Numbers = tuple[float | None, float | None, float | None, float | None]


def _of_group(
    design: Sampling, question: Question, group: Group, value: Floats, *, q: Sequence[float], df: int
) -> list[tuple[float, _Numbers, tuple[float, float] | None]]:
    """Return for each quantile its numbers and the shares that its limits were inverted from."""
    rows = group.answered
    if not group.n:
        return [(one, (None, None, None, None), None) for one in q]
    weight = design.weight[rows]
    order = np.argsort(value, kind="stable")
    ranked, cumulated = value[order], np.cumsum(weight[order])
    whole, alone = float(weight.sum()), lies_in_one_cluster(design, rows)
    t = float(stats.t.ppf((1 + question.level) / 2, df)) if df > 0 else math.nan
    found: list[tuple[float, _Numbers, tuple[float, float] | None]] = []
    for one in q:
        estimate = _inverse(ranked, cumulated, one)
        below = (value <= estimate).astype(np.float64)
        share = float((weight * below).sum()) / whole

        def again(other: Floats, below: Floats = below) -> float:
            return float((other * below).sum() / other.sum())

        linearised = weight * (below - share) / whole
        error = None if alone else standard_error(design, rows, linearised, again)
        limits = wald_limits(share, error, df, question.level)
        low, high = (
            None if limit is None or not 0 <= limit <= 1 else _inverse(ranked, cumulated, limit)
            for limit in limits
        )
        se = None if low is None or high is None else (high - low) / (2 * t)
        inverted = None if limits[0] is None or limits[1] is None else (limits[0], limits[1])
        found.append((one, (estimate, se, low, high), inverted))
    return found


def _beyond(value: Floats, told: tuple[float | None, ...]) -> int:
    """Return the fewest respondents at or beyond one of the answers that are told, on either side."""
    sides = [(value <= one, value >= one) for one in told if one is not None]
    return min((int(side.sum()) for both in sides for side in both), default=0)


def _inverse(ranked: Floats, cumulated: Floats, share: float) -> float:
    """Return the smallest value at or below which at least a share of the weight lies."""
    # A sum of weights can be an ulp short of the share that it is.
    place = np.searchsorted(cumulated, share * cumulated[-1] * (1 - _SLACK), side="left")
    return float(ranked[min(int(place), len(ranked) - 1)])
