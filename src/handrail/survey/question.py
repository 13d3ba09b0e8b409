"""Question: what is asked of a design, and what every estimator has to find out before it answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from handrail.survey.estimates import DF_RULES, DfRule
from handrail.survey.intervals import INTERVALS, Interval
from handrail.survey.levels import Levels
from handrail.survey.linearise import Flags, Floats
from handrail.survey.parts import check_parts
from handrail.values.errors import DataError, did_you_mean
from handrail.values.result import LeftOut

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling


@dataclass(frozen=True)
class Question:
    """What is asked of a design; see ``Design.proportion``."""

    variable: str
    by: tuple[str, ...]
    where: pl.Expr | None
    interval: Interval
    df: DfRule
    level: float


def check_question(question: Question, own: Iterable[str]) -> None:
    """Refuse an unknown rule, and groupings that have a name of the table's own columns.

    Raises
    ------
    DataError
        Which of them, and what is known.
    """
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
    own = set(own)
    clash = own.intersection(question.by)
    if clash or len(set(question.by)) != len(question.by):
        raise DataError.because(
            "groupings have names of their own, each once",
            f"{list(question.by)}",
            f"rename the column; the table itself has: {', '.join(sorted(own))}",
        )


def is_yes_no(column: pl.Series, levels: Levels) -> bool:
    """Return whether a column is true/false or 0/1."""
    if column.dtype == pl.Boolean:
        return True
    return (
        column.dtype.is_numeric() and 0 < len(levels.values) <= 2 and set(levels.values.to_list()) <= {0, 1}
    )


def numbers_of(design: Sampling, name: str, what: str) -> tuple[Floats, Flags]:
    """Return the numbers of a column, zero where missing, and which rows have one."""
    column = design.column(name)
    if not (column.dtype.is_numeric() or column.dtype == pl.Boolean):
        raise DataError.because(
            f"{what} is of numbers",
            f"'{name}' holds {column.dtype}",
            "ask for a proportion, or correct the column in the file",
        )
    value = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    finite = np.isfinite(value)
    if finite.all():
        return value, finite
    if np.isinf(value).any():
        raise DataError.because(
            f"{what} is of finite numbers",
            f"{int(np.isinf(value).sum())} infinite values in '{name}'",
            "correct the column in the file",
        )
    answered = ~np.isnan(value)
    return np.where(answered, value, 0.0), answered


def left_out_of(
    question: Question, *, inside: Flags, answered: Flags, known: Flags, positive: Flags, also: str = ""
) -> tuple[LeftOut, ...]:
    """Return the rows that are in no estimate, each for the first reason that holds."""
    if (inside & answered & known & positive).all():
        return ()
    groups = ", ".join(f"'{name}'" for name in question.by)
    reasons = (
        (~inside, "outside the domain"),
        (inside & ~answered, f"no answer to '{question.variable}'{also}"),
        (inside & answered & ~known, f"no answer to {groups}"),
        (inside & answered & known & ~positive, "a weight of zero"),
    )
    return tuple(LeftOut(int(rows.sum()), reason) for rows, reason in reasons if rows.any())


def check_base(design: Sampling, base: int, left_out: Iterable[LeftOut]) -> None:
    """Refuse a table whose base and whose left-out rows are not all rows of the design."""
    parts = {"in the table": base, **{one.reason: one.rows for one in left_out}}
    check_parts(design.frame.height, parts, of="rows of the survey")


def plain_type(dtype: pl.DataType) -> pl.DataType:
    """An ordered category is shown as text: its order is that of the rows."""
    return pl.String() if isinstance(dtype, pl.Enum | pl.Categorical) else dtype
