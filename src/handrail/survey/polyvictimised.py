"""Polyvictimisation: of how many types of victimisation respondents tell. A count, not a score of harm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from handrail.survey.domains import domain_rows
from handrail.survey.estimates import Estimates
from handrail.survey.levels import levels_of
from handrail.survey.linearise import Floats, Integers
from handrail.values.errors import DataError, Problem

if TYPE_CHECKING:
    from handrail.survey.design import By, Design

Nature = Literal["risk", "victimisation", "harm"]
NATURES: tuple[Nature, ...] = ("risk", "victimisation", "harm")
COUNT, ANY, TOP = "types told of", "any type told of", "many types told of"


@dataclass(frozen=True)
class VictimisationType:
    """A type of victimisation that is counted.

    Attributes
    ----------
    name, label
        The yes/no column (1 and 0, true and false), and the type in a reader's words.
    nature
        What the question asks for: ``risk`` (being approached), ``victimisation`` (something was done to the
        respondent), ``harm`` (being upset, meeting, loss). A count is of one nature.
    """

    name: str
    label: str
    nature: Nature = "victimisation"


@dataclass(frozen=True, eq=False)
class Polyvictimisation:
    """Of how many types of victimisation respondents tell; nothing in it is about one respondent.

    Attributes
    ----------
    types, nature
        What was counted.
    distribution
        Shares of each count that somebody has.
    mean
        The mean count.
    any
        The share that tells of one type at least.
    top
        The share that tells of ``top_from`` types or more; None where no threshold was declared.
    minimum_answered, top_from
        The rules that were declared.
    rules
        They and what they mean, in sentences.
    incomplete
        Respondents in the count who left a question unanswered.
    """

    types: tuple[VictimisationType, ...]
    nature: Nature
    distribution: Estimates
    mean: Estimates
    any: Estimates
    top: Estimates | None
    minimum_answered: int
    top_from: int | None
    rules: tuple[str, ...]
    incomplete: int


def polyvictimisation(
    design: Design,
    types: Sequence[VictimisationType],
    by: By = None,
    where: pl.Expr | None = None,
    *,
    minimum_answered: int,
    top_from: int | None = None,
    level: float = 0.95,
) -> Polyvictimisation:
    """Return how many types of victimisation respondents tell of, as shares and a mean under the design.

    Parameters
    ----------
    design
        The sample's design over a frame that holds the types' columns.
    types
        What is counted, all of one nature.
    by, where, level
        See :meth:`handrail.survey.Design.proportion`.
    minimum_answered
        A respondent who answered fewer of the questions has no count. Of the others the yeses are counted,
        never prorated: an unanswered question adds nothing.
    top_from
        Declared in advance: so many types make the group with many. It is never taken from the data.

    Raises
    ------
    DataError
        For types of several natures (risk and harm are separate outcomes and never one count), fewer than two
        types, one given twice, a column that is no yes/no, and thresholds that no count can meet.

    References
    ----------
    Finkelhor, Ormrod and Turner 2007, Child Abuse & Neglect 31, 7-26; Finkelhor, Ormrod, Turner and Hamby
    2005, Child Abuse & Neglect 29, 1297-1312, on counting types.

    Examples
    --------
    >>> from handrail.survey import Design
    >>> frame = pl.DataFrame({"asked": [1, 0, 1, 0], "shared": [1, 0, None, 0], "forced": [1, 0, 0, None]})
    >>> types = [VictimisationType(name, name) for name in frame.columns]
    >>> found = polyvictimisation(Design(frame), types, minimum_answered=2, top_from=3)
    >>> found.distribution.table["estimate"].to_list(), found.mean.table["estimate"].to_list()
    ([0.5, 0.25, 0.25], [1.0])
    >>> found.incomplete
    2
    """
    _check(types, minimum_answered, top_from)
    yes, answered = _answers(design, types)
    total = np.where(answered >= minimum_answered, yes, -1)
    counted = _with_counts(design, total, len(types), top_from)
    table = counted.frame
    known = domain_rows(design, where) & (design.weight > 0)
    for name in (by,) if isinstance(by, str) else by or ():
        known &= levels_of(design.column(name)).codes >= 0
    incomplete = int((known & (total >= 0) & (answered < len(types))).sum())
    return Polyvictimisation(
        types=tuple(types),
        nature=types[0].nature,
        distribution=counted.proportion(f"{COUNT}, each", by, where, level=level),
        mean=counted.mean(COUNT, by, where, level=level),
        any=counted.proportion(ANY, by, where, level=level),
        top=counted.proportion(TOP, by, where, level=level) if TOP in table.columns else None,
        minimum_answered=minimum_answered,
        top_from=top_from,
        rules=_rules(types, minimum_answered, top_from),
        incomplete=incomplete,
    )


def _check(types: Sequence[VictimisationType], minimum_answered: int, top_from: int | None) -> None:
    problems: list[Problem] = []
    unknown = sorted({one.nature for one in types} - set(NATURES))
    if unknown:
        problems.append(
            Problem(
                "what a question asks for is risk, victimisation or harm",
                ", ".join(map(repr, unknown)),
                f"declare one of: {', '.join(NATURES)}",
            )
        )
    natures = sorted({one.nature for one in types})
    if len(natures) > 1 and not unknown:
        problems.append(
            Problem(
                "risk (being approached), victimisation and harm (being upset, meeting, loss) are separate "
                "outcomes and never one count",
                "; ".join(f"{n}: {', '.join(t.name for t in types if t.nature == n)}" for n in natures),
                "count each by itself, and show them beside each other",
            )
        )
    if len(types) < 2 or len({one.name for one in types}) < len(types):
        problems.append(
            Problem("a count is of two types at least, each once", f"{len(types)} types", "list each once")
        )
    if not 1 <= minimum_answered <= len(types):
        problems.append(
            Problem(
                "a count needs at least one answer, and no more than there are questions",
                f"minimum_answered={minimum_answered}, {len(types)} types",
                "declare how many questions a respondent must have answered",
            )
        )
    if top_from is not None and not 2 <= top_from <= len(types):
        problems.append(
            Problem(
                "many types are two or more, and no more than were asked about",
                f"top_from={top_from}, {len(types)} types",
                "declare the threshold before the analysis",
            )
        )
    if problems:
        raise DataError(*problems)


def _answers(design: Design, types: Sequence[VictimisationType]) -> tuple[Integers, Integers]:
    """Return for each row how many types were told of, and how many questions were answered."""
    yes = np.zeros(design.frame.height, dtype=np.intp)
    answered = np.zeros(design.frame.height, dtype=np.intp)
    for one in types:
        column = design.column(one.name)
        values = column.cast(pl.Float64, strict=False) if column.dtype != pl.String else None
        if values is None or not values.drop_nulls().drop_nans().is_in([0.0, 1.0]).all():
            raise DataError.because(
                "a type of victimisation is a yes/no column of 1 and 0",
                f"other values in '{one.name}'",
                "recode it, and say which codes are yes and which are no",
            )
        number: Floats = values.fill_null(float("nan")).to_numpy()
        yes += number == 1
        answered += ~np.isnan(number)
    return yes, answered


def _with_counts(design: Design, total: Integers, most: int, top_from: int | None) -> Design:
    """Return the design with the counts as columns of its frame; it stays in this module."""
    counts = pl.Series(COUNT, total).cast(pl.Int64)
    counts = counts.set(counts < 0, None)
    levels = [str(count) for count in range(most + 1)]
    columns = [
        counts,
        counts.cast(pl.String).cast(pl.Enum(levels)).alias(f"{COUNT}, each"),
        (counts >= 1).alias(ANY),
    ]
    if top_from is not None:
        columns.append((counts >= top_from).alias(TOP))
    # Not `replace`: weights that were calibrated or replicated are not arguments of a design.
    counted: Design = object.__new__(type(design))
    for name, value in vars(design).items():
        object.__setattr__(counted, name, value)
    object.__setattr__(counted, "frame", design.frame.with_columns(columns))
    return counted


def _rules(
    types: Sequence[VictimisationType], minimum_answered: int, top_from: int | None
) -> tuple[str, ...]:
    many = (
        ()
        if top_from is None
        else (f"Many types: {top_from} or more, a threshold declared before the analysis.",)
    )
    return (
        f"Counted: of {len(types)} types, how many a respondent tells of. It is no score: types are not of "
        "one weight, and nothing here says how much harm was done.",
        f"A respondent who answered fewer than {minimum_answered} of the {len(types)} questions has no "
        "count. An unanswered question adds nothing: counts are never prorated, so they are a lower bound.",
        *many,
    )
