"""SurveyModel: coefficients of a design-based regression, and nothing about any one respondent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from scipy import stats

from handrail.survey.estimates import DfRule
from handrail.survey.linearise import Lonely
from handrail.values.errors import DataError, did_you_mean
from handrail.values.result import LeftOut
from handrail.values.stays import StaysInMemory


@dataclass(frozen=True)
class WaldTest:
    """Whether all coefficients of a term are zero.

    Attributes
    ----------
    term
        The term of the formula.
    f, df1, df2
        The statistic and its degrees of freedom.
    p
        Between 0 and 1.
    """

    term: str
    f: float
    df1: int
    df2: int
    p: float


@dataclass(frozen=True, eq=False)
class SurveyModel(StaysInMemory):
    """What a regression of ``Design`` gives back: a description of groups; no fitted value, no prediction.

    Attributes
    ----------
    table
        One row a coefficient: ``term`` (``Intercept``, ``age``, ``sex[M]``, ``sex[M]:age``), ``estimate``
        and ``se`` on the scale of the link, ``low``, ``high`` (t limits), ``p`` (two-sided; null where the
        standard error is zero). Of a logit model also ``odds_ratio``, ``odds_low``, ``odds_high``, of a
        Poisson model ``rate_ratio``, ``rate_low``, ``rate_high`` (null for an intercept whose ratio is
        beyond every number).
    covariance
        Design-based covariance of the coefficients: ``term`` and one column a coefficient.
    family
        ``linear``, ``logit``, ``poisson``, ``ordinal`` or ``multinomial``.
    formula, outcome
        As they were asked.
    n, weighted_n
        Respondents in the model, and the same weighted (None without weights).
    level
        Confidence level of the limits.
    df, df_rule
        Residual degrees of freedom: clusters minus strata, minus the number of coefficients beside intercepts
        and thresholds. Rule ``design``, the default, counts clusters and strata of the whole design;
        ``domain`` those with rows in the model, as R's ``svyglm`` does.
    converged, iterations
        Whether the search ended at the solution (a model that did not is an error), and after how many steps.
    knots
        Term of a spline to its knots, such as ``rcs(age, 4)``.
    left_out
        Rows that are not in the model, and why; with ``n`` they add to all rows of the design. They stay
        in the variance, as zeros.
    lonely_rule, lonely_strata, strata_lost, strata_without_answers
        As in :class:`handrail.survey.estimates.Estimates`.
    """

    table: pl.DataFrame
    covariance: pl.DataFrame = field(repr=False)
    family: str
    formula: str
    outcome: str
    n: int
    weighted_n: float | None
    level: float
    df: int
    df_rule: DfRule
    converged: bool
    iterations: int
    knots: Mapping[str, tuple[float, ...]]
    left_out: tuple[LeftOut, ...]
    lonely_rule: Lonely
    lonely_strata: tuple[str, ...]
    strata_lost: tuple[str, ...]
    strata_without_answers: tuple[str, ...]
    _columns: Mapping[str, tuple[int, ...]] = field(repr=False)

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms of the formula without the intercept, such as ``sex`` and ``sex:age``."""
        return tuple(self._columns)[1:]

    @property
    def df_sentence(self) -> str:
        """The residual degrees of freedom and the rule that counts them, in a reader's words."""
        rule = "the whole design" if self.df_rule == "design" else "clusters and strata with answers"
        beside = self.table.height - len(next(iter(self._columns.values())))
        return f"{self.df} degrees of freedom ({rule}, less {beside} for coefficients beside the intercept)"

    def wald(self, term: str) -> WaldTest:
        """Return the test that every coefficient of a term is zero.

        Parameters
        ----------
        term
            One of :attr:`terms`.

        Raises
        ------
        DataError
            For an unknown term, or where the coefficients' covariance cannot be inverted.

        Notes
        -----
        F = b' V^-1 b / k with k and the residual degrees of freedom (Korn and Graubard 1990, American
        Statistician 44, 270-276, with the degrees of freedom that R's ``regTermTest`` takes).

        Examples
        --------
        >>> from handrail.survey import Design
        >>> frame = pl.DataFrame({"y": [0, 1, 1, 0, 1, 0, 1, 1] * 4, "g": list("aabbccaa") * 4})
        >>> test = Design(frame).logit("y ~ g").wald("g")
        >>> test.df1, test.df2
        (2, 29)
        """
        if term not in self.terms:
            raise DataError.because(
                "a test is of a term of the formula", f"'{term}'", did_you_mean(term, self.terms)
            )
        columns = list(self._columns[term])
        estimate = self.table["estimate"].to_numpy()[columns]
        covariance = self.covariance.drop("term").to_numpy()[np.ix_(columns, columns)]
        spread = np.sqrt(np.diag(covariance))
        if not spread.all() or np.linalg.matrix_rank(covariance / np.outer(spread, spread)) < len(columns):
            raise DataError.because(
                "a test of several coefficients knows the variance of each apart from the others",
                f"'{term}' with {len(columns)} coefficients, where it does not",
                "merge categories: the respondents of some lie in too few clusters",
            )
        f = float((estimate * np.linalg.solve(covariance, estimate)).sum()) / len(columns)
        return WaldTest(term, f, len(columns), self.df, float(stats.f.sf(f, len(columns), self.df)))
