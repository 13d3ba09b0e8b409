"""What can be estimated from a design: shares, means, totals, ratios."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from handrail.survey.estimates import DfRule, Estimates
from handrail.survey.intervals import Interval
from handrail.survey.measures import (
    Question,
    estimate_mean,
    estimate_proportion,
    estimate_ratio,
    estimate_total,
)
from handrail.survey.sampling import Sampling

By = str | Sequence[str] | None


class Estimating(Sampling):
    """The estimates of a :class:`handrail.survey.Design`."""

    def proportion(
        self,
        variable: str,
        by: By = None,
        where: pl.Expr | None = None,
        *,
        interval: Interval = "logit",
        df: DfRule = "design",
        level: float = 0.95,
    ) -> Estimates:
        """Return shares: of 1 for a 0/1 or true/false variable, else one row per category.

        Parameters
        ----------
        variable
            Column; missing answers are a domain of their own and are never dropped from the design.
        by
            Column or columns that make groups; a row with a missing group is in none.
        where
            Expression that says which rows belong to the domain; the others stay in the design.
        interval, level
            See :func:`handrail.survey.intervals.share_limits`.
        df
            ``design``: clusters minus strata of the whole design; ``domain``: of those with answers.

        Raises
        ------
        DataError
            For an unknown column or rule, or a numeric variable that is no set of categories.
        """
        return estimate_proportion(self, Question(variable, _names(by), where, interval, df, level))

    def mean(
        self,
        variable: str,
        by: By = None,
        where: pl.Expr | None = None,
        *,
        df: DfRule = "design",
        level: float = 0.95,
    ) -> Estimates:
        """Return means in the variable's unit with t intervals; parameters as in :meth:`proportion`."""
        return estimate_mean(self, Question(variable, _names(by), where, "wald", df, level))

    def total(
        self,
        variable: str,
        by: By = None,
        where: pl.Expr | None = None,
        *,
        df: DfRule = "design",
        level: float = 0.95,
    ) -> Estimates:
        """Return weighted totals with t intervals; parameters as in :meth:`proportion`.

        Missing answers add nothing: the total is of those who answered.
        """
        return estimate_total(self, Question(variable, _names(by), where, "wald", df, level))

    def ratio(
        self,
        numerator: str,
        denominator: str,
        by: By = None,
        where: pl.Expr | None = None,
        *,
        df: DfRule = "design",
        level: float = 0.95,
    ) -> Estimates:
        """Return ratios of two totals over the rows that answered both, with t intervals."""
        return estimate_ratio(self, denominator, Question(numerator, _names(by), where, "wald", df, level))


def _names(by: By) -> tuple[str, ...]:
    if by is None:
        return ()
    return (by,) if isinstance(by, str) else tuple(by)
