"""Differences between groups in a share or a mean, with the covariance that groups of one sample share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from scipy import stats

from handrail.survey.domains import domain_rows, lies_in_one_cluster
from handrail.survey.estimates import CATEGORY, NUMBERS, DfRule, Estimates
from handrail.survey.groups import df_of, groups_of
from handrail.survey.intervals import wald_limits
from handrail.survey.levels import Levels, levels_of
from handrail.survey.linearise import Flags, Floats, Integers
from handrail.survey.measures import estimate_mean, estimate_proportion, standard_error
from handrail.survey.precision import Precision, worst_of
from handrail.survey.question import Question, check_question, is_yes_no, numbers_of, plain_type
from handrail.values.errors import DataError
from handrail.values.stays import StaysInMemory

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

REFERENCE = "reference"
RATIOS = ("ratio", "ratio_low", "ratio_high")
_OWN = (REFERENCE, CATEGORY, *NUMBERS, "p", *RATIOS)


@dataclass(frozen=True, eq=False)
class Differences:
    """What ``Design.difference`` gives back.

    Attributes
    ----------
    table
        One row a comparison (and category): the grouping column with the group, ``reference``, ``category``
        for a categorical variable, then ``estimate`` (the group's share or mean less the reference's),
        ``se``, ``low``, ``high``, ``n`` and ``weighted_n`` (of both together), ``df``, ``p`` (two-sided t
        test that there is no difference); for shares also ``ratio`` (the group's over the reference's) with
        ``ratio_low`` and ``ratio_high``. Where one of the two lies in one cluster, ``se`` and all that rests
        on it are null.
    groups
        What is compared: each group's own estimate, with its precision. They stand before the comparison.
    kind, variable, by, level, df_rule
        What was compared, of what, by what, and under which rules.
    precision
        The worse of the two shares', in the order of the table; None for means.
    """

    table: pl.DataFrame
    groups: Estimates
    kind: Literal["proportion", "mean"]
    variable: str
    by: str
    level: float
    df_rule: DfRule
    precision: tuple[Precision | None, ...]


@dataclass(frozen=True, eq=False, repr=False)
class _Side(StaysInMemory):
    """One group of a comparison."""

    rows: Integers
    weight: Floats
    value: Floats

    @property
    def estimate(self) -> float:
        return float((self.weight * self.value).sum()) / float(self.weight.sum())

    @property
    def linearised(self) -> Floats:
        found: Floats = self.weight * (self.value - self.estimate) / float(self.weight.sum())
        return found


def estimate_differences(
    design: Sampling, question: Question, between: tuple[object, object] | None
) -> Differences:
    """Return differences between groups; see ``Design.difference``."""
    (by,) = question.by
    check_question(question, _OWN)
    column = design.column(question.variable)
    levels, grouping = levels_of(column), levels_of(design.column(by))
    yes_no = is_yes_no(column, levels)
    mean = column.dtype.is_numeric() and not yes_no
    groups = estimate_mean(design, question) if mean else estimate_proportion(design, question)
    inside = domain_rows(design, question.where)
    parts, answered = _parts(design, question.variable, levels, mean=mean, yes_no=yes_no)
    known = inside & (grouping.codes >= 0)
    used = known & answered & (design.weight > 0)
    rows_of = {group.key[0]: group.positions for group in groups_of([grouping], known, used)}
    judged = _judged(groups, by)
    lines: list[tuple[object, ...]] = []
    precision: list[Precision | None] = []
    for group, reference in _pairs(tuple(rows_of), between, by):
        together = np.concatenate([rows_of[group], rows_of[reference]])
        df = design.degrees_of_freedom if question.df == "design" else df_of(design, together)
        for category, value in parts:
            sides = [
                _Side(rows_of[key], design.weight[rows_of[key]], value[rows_of[key]])
                for key in (group, reference)
            ]
            numbers, ratios = _compare(design, sides, df, question.level)
            beside = (len(together), float(design.weight[together].sum()), df)
            shown = () if category is _WHOLE else (category,)
            p = _p_of(numbers, df)
            lines.append((group, reference, *shown, *numbers, *beside, p, *(() if mean else ratios)))
            both = [judged.get((key, category)) for key in (group, reference)]
            precision.append(None if mean else worst_of(one for one in both if one is not None))
    return Differences(
        table=pl.DataFrame(lines, schema=_schema(by, grouping, parts, levels, mean=mean), orient="row"),
        groups=groups,
        kind="mean" if mean else "proportion",
        variable=question.variable,
        by=by,
        level=question.level,
        df_rule=question.df,
        precision=tuple(precision),
    )


_WHOLE = object()
"""In place of a category, of what has none."""


def _parts(
    design: Sampling, variable: str, levels: Levels, *, mean: bool, yes_no: bool
) -> tuple[list[tuple[object, Floats]], Flags]:
    """Return what is averaged, by category, and who answered."""
    if mean or yes_no:
        value, answered = numbers_of(design, variable, "a difference")
        return [(_WHOLE, value)], answered
    codes = levels.codes
    categories = [(one, (codes == place).astype(np.float64)) for place, one in enumerate(levels.values)]
    return categories, codes >= 0


def _pairs(
    present: tuple[object, ...], between: tuple[object, object] | None, by: str
) -> list[tuple[object, object]]:
    if between is not None:
        if len(between) != 2 or between[0] == between[1] or any(one not in present for one in between):
            raise DataError.because(
                "a difference is between two groups of the domain",
                f"a pair of which one is no group of '{by}', or twice the same",
                f"name two values of '{by}' that the domain has: see its recode",
            )
        return [between]
    if len(present) < 2:
        raise DataError.because(
            "a difference is between two groups of the domain",
            f"{len(present)} of '{by}'",
            "widen the domain, or group by another column",
        )
    return [(group, present[0]) for group in present[1:]]


def _compare(
    design: Sampling, sides: list[_Side], df: int, level: float
) -> tuple[tuple[float | None, ...], tuple[float | None, ...]]:
    """Return estimate, error and limits of the difference, and ratio with limits."""
    group, reference = sides
    nothing: tuple[float | None, ...] = (None,) * 3
    if not len(group.rows) or not len(reference.rows):
        return (None, *nothing), nothing
    estimate, ratio = group.estimate - reference.estimate, None
    if reference.estimate > 0:
        ratio = group.estimate / reference.estimate
    if any(lies_in_one_cluster(design, side.rows) for side in sides):
        return (estimate, *nothing), (ratio, None, None)
    rows = np.concatenate([side.rows for side in sides])
    order = np.argsort(rows, kind="stable")
    value = np.concatenate([side.value for side in sides])[order]
    first = (np.arange(len(rows)) < len(group.rows))[order]

    def of(scale_group: float, scale_reference: float) -> Floats:
        """Return the linearised values of the groups' estimates, each times a number."""
        both = [
            side.linearised * scale for side, scale in zip(sides, (scale_group, scale_reference), strict=True)
        ]
        linearised: Floats = np.concatenate(both)[order]
        return linearised

    def again(weight: Floats) -> Floats:
        sums = [[(weight * value * own).sum(), (weight * own).sum()] for own in (first, ~first)]
        above, below = np.transpose(np.array(sums, dtype=np.float64))
        shares: Floats = above / below
        return shares

    def difference(weight: Floats) -> float:
        return float(np.subtract(*again(weight)))

    def log_ratio(weight: Floats) -> float:
        return float(np.subtract(*np.log(again(weight))))

    se = standard_error(design, rows[order], of(1.0, -1.0), difference)
    numbers = (estimate, se, *wald_limits(estimate, se, df, level))
    if not ratio or min(group.estimate, reference.estimate) <= 0:
        return numbers, (ratio, None, None)
    slopes = of(1.0 / group.estimate, -1.0 / reference.estimate)
    limits = wald_limits(math.log(ratio), standard_error(design, rows[order], slopes, log_ratio), df, level)
    return numbers, (ratio, *(None if limit is None else math.exp(limit) for limit in limits))


def _p_of(numbers: tuple[float | None, ...], df: int) -> float | None:
    estimate, se = numbers[:2]
    if estimate is None or not se or df < 1:
        return None
    return 2 * float(stats.t.sf(abs(estimate) / se, df))


def _judged(groups: Estimates, by: str) -> dict[tuple[object, object], Precision | None]:
    keys = zip(
        groups.table[by].to_list(),
        groups.table[CATEGORY].to_list() if groups.is_categorical else [_WHOLE] * groups.table.height,
        strict=True,
    )
    return dict(zip(keys, groups.precision, strict=True))


def _schema(
    by: str, grouping: Levels, parts: list[tuple[object, Floats]], levels: Levels, *, mean: bool
) -> dict[str, pl.DataType]:
    kind = plain_type(grouping.values.dtype)
    schema: dict[str, pl.DataType] = {by: kind, REFERENCE: kind}
    if parts[0][0] is not _WHOLE:
        schema[CATEGORY] = plain_type(levels.values.dtype)
    for name in (*NUMBERS, "p", *(() if mean else RATIOS)):
        schema[name] = pl.Int64() if name in ("n", "df") else pl.Float64()
    return schema
