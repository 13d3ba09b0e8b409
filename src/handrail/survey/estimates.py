"""Estimates: a table of design-based estimates with every rule that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from handrail.survey.intervals import Interval
from handrail.survey.linearise import Lonely
from handrail.survey.precision import Precision
from handrail.survey.wording import DesignWords
from handrail.values.result import LeftOut

DfRule = Literal["design", "domain"]
DF_RULES: tuple[DfRule, ...] = ("design", "domain")
Kind = Literal["proportion", "mean", "total", "ratio"]

CATEGORY = "category"
NUMBERS = ("estimate", "se", "low", "high", "n", "weighted_n", "df")


@dataclass(frozen=True, eq=False)
class TableBase:
    """What every table of estimates says of the rows and the design beneath it.

    Attributes
    ----------
    df_rule
        ``design``: clusters minus strata of the whole design, as the CDC publishes. ``domain``: of the
        clusters and strata with answers, as R's ``subset`` has it.
    lonely_rule, lonely_strata
        What was done with strata that have one cluster in the design, and which these are.
    strata_lost
        Strata in which at least one cluster has no answer in the domain. Where rows are their own clusters,
        only strata without any answer: ``left_out`` counts the rows.
    strata_without_answers
        Those of them in which no cluster has an answer.
    left_out
        Rows that are in no estimate, and why; with ``base`` they add to all rows of the design. They stay
        in the variance, as zeros.
    base, weighted_base
        Respondents beneath the table, unweighted and weighted (None without weights); each is counted once.
    """

    df_rule: DfRule
    lonely_rule: Lonely
    lonely_strata: tuple[str, ...]
    strata_lost: tuple[str, ...]
    strata_without_answers: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    base: int
    weighted_base: float | None


@dataclass(frozen=True, eq=False)
class Estimates(TableBase):
    """What ``Design.proportion``, ``mean``, ``total`` and ``ratio`` give back, with :class:`TableBase`.

    Attributes
    ----------
    table
        One row a group (and category): the grouping columns, ``category`` for a categorical variable, then
        ``estimate``, ``se``, ``low``, ``high``, ``n`` (respondents of the group who answered, unweighted),
        ``weighted_n`` (the same weighted) and ``df``. A group in which nobody answered has nulls. Where
        the answers of a group lie in one cluster, ``se`` and the limits are null, except of a total: their
        linearised sum is zero whatever was answered, and the zero that R shows there is no precision. So they
        are where a replicate has no weight among a group's answers.
    kind, variable, by
        What was estimated, of what, by what.
    level, interval
        Confidence level and the rule of the limits (``wald`` for anything but a proportion).
    counts
        Respondents in the row's category (or "yes"), unweighted, in the order of the table; None for a mean.
    largest
        Shares of the largest and the second-largest respondent in the sum of the row's absolute weighted
        values, in the order of the table; None for a proportion, and where that sum is zero. Of a ratio it is
        that of the numerator.
    design_effect
        Variance over that of a simple random sample with replacement of the same n, in the order of the
        table; None where it is not defined.
    steps
        The step in which a proportion or a mean is told outside the study, in the order of the table, as
        :mod:`handrail.survey.few_weights` has it; None where every digit may be.
    few
        Whether the weights beneath a row are few, in the order of the table.
    design
        The design in a reader's words: how variances were computed, and what was counted.
    precision
        Whether a share is precise enough to be shown, in the order of the table, by NCHS's standard
        (:mod:`handrail.survey.precision`): always its 95 % interval of Korn and Graubard and the group's own
        degrees of freedom, whatever the table has. None for anything but a proportion.
    """

    table: pl.DataFrame
    kind: Kind
    variable: str
    by: tuple[str, ...]
    level: float
    interval: Interval
    counts: tuple[int | None, ...]
    largest: tuple[tuple[float, float] | None, ...]
    design_effect: tuple[float | None, ...]
    steps: tuple[float | None, ...]
    few: tuple[bool, ...]
    design: DesignWords
    precision: tuple[Precision | None, ...]

    @property
    def is_categorical(self) -> bool:
        """Whether the table has a row per category."""
        return CATEGORY in self.table.columns
