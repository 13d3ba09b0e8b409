"""What can be estimated from a design: shares, means, totals, ratios."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from handrail.survey.crosstab import Crosstab, cross_tabulate
from handrail.survey.difference import Differences, estimate_differences
from handrail.survey.estimates import DfRule, Estimates
from handrail.survey.intervals import Interval
from handrail.survey.measures import estimate_mean, estimate_proportion, estimate_ratio, estimate_total
from handrail.survey.quantiles import Quantiles, estimate_quantiles
from handrail.survey.question import Question
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

    def quantile(
        self,
        variable: str,
        q: Sequence[float] = (0.25, 0.5, 0.75),
        by: By = None,
        where: pl.Expr | None = None,
        *,
        df: DfRule = "design",
        level: float = 0.95,
    ) -> Quantiles:
        """Return quantiles of a number, in its unit, with Woodruff's interval.

        Parameters
        ----------
        variable, by, where, df, level
            As in :meth:`proportion`.
        q
            Shares between 0 and 1, such as ``(0.5,)`` for the median.

        Raises
        ------
        DataError
            For a variable that holds no numbers, and a share that is not between 0 and 1.

        Notes
        -----
        The quantile is the smallest answer at or below which at least a share ``q`` of the weight lies: the
        inverse of the weighted distribution function, type 1 of Hyndman and Fan 1996, The American
        Statistician 50, 361-365, and ``qrule="math"`` of R's ``svyquantile``. The interval inverts the t
        interval of the share of answers up to it (Woodruff 1952, Journal of the American Statistical
        Association 47, 635-646); the standard error is its width over two t quantiles, as in R. Of answers
        with few different values, such as years of age, both move in steps, and at the largest they are zero.

        Examples
        --------
        >>> from handrail.survey import Design
        >>> frame = pl.DataFrame({"hours": [1, 2, 2, 3, 4, 4, 5, 6, 8, 9] * 4})
        >>> Design(frame).quantile("hours", (0.5,)).table.select("q", "estimate", "low", "high").row(0)
        (0.5, 4.0, 4.0, 6.0)
        """
        return estimate_quantiles(self, Question(variable, _names(by), where, "wald", df, level), q)

    def crosstab(
        self,
        row: str,
        column: str,
        where: pl.Expr | None = None,
        *,
        interval: Interval = "logit",
        df: DfRule = "design",
        level: float = 0.95,
    ) -> Crosstab:
        """Return two categorical variables against each other, and the test of their independence.

        Parameters
        ----------
        row, column
            Columns of the frame; a category that nobody of the domain has is left out.
        where, interval, df, level
            As in :meth:`proportion`. The test always counts clusters and strata with answers.

        Raises
        ------
        DataError
            For an unknown column, a variable with too many values, and where nobody answered both.

        Notes
        -----
        Shares, their errors and intervals as in :meth:`proportion`. The test is Rao and Scott's second-order
        F (:func:`handrail.survey.rao_scott.rao_scott`). The adjusted residual of a cell is its share less the
        product of its row's and its column's, over the linearised standard error of that difference: the
        residual of Haberman 1973, Biometrics 29, 205-220, with the design's variance in place of the
        multinomial one. Beyond 2 or so, a cell has more or fewer people than independence expects.

        Examples
        --------
        >>> from handrail.survey import Design
        >>> frame = pl.DataFrame({"told": list("nnnyynnyyy") * 4, "sex": list("MMMMMFFFFF") * 4})
        >>> found = Design(frame).crosstab("sex", "told")
        >>> found.table.select("sex", "told", "estimate", "count", "row_share").row(1)
        ('F', 'y', 0.3, 12, 0.6)
        >>> round(found.f, 3), found.df1, found.df2
        (1.56, 1.0, 39.0)
        """
        return cross_tabulate(self, row, Question(column, (), where, interval, df, level))

    def difference(
        self,
        variable: str,
        by: str,
        where: pl.Expr | None = None,
        *,
        between: tuple[object, object] | None = None,
        df: DfRule = "design",
        level: float = 0.95,
    ) -> Differences:
        """Return differences between groups: in shares, or of a number in its means, with t tests.

        Parameters
        ----------
        variable, where, df, level
            As in :meth:`proportion`. Of a number that is not 0/1, means are compared.
        by
            The column that makes the groups.
        between
            The group and its reference, as values of ``by``; without it, every group against the first.

        Raises
        ------
        DataError
            For an unknown column, fewer than two groups, or a pair that is no pair of groups.

        Notes
        -----
        Groups of one sample share clusters, so their estimates covary: the variance is that of the linearised
        difference over both (Binder 1983), and of the logarithm of the ratio, whose limits are put back by
        the exponential. Several comparisons are several tests: the p-values are of each alone.

        Examples
        --------
        >>> from handrail.survey import Design
        >>> frame = pl.DataFrame({"told": [0, 0, 0, 1, 1, 0, 0, 1, 1, 1] * 4, "sex": list("MMMMMFFFFF") * 4})
        >>> found = Design(frame).difference("told", "sex", between=("F", "M"))
        >>> found.table.select("sex", "reference", "estimate", "ratio", "n", "df").row(0)
        ('F', 'M', 0.19999999999999996, 1.4999999999999998, 40, 39)
        """
        return estimate_differences(self, Question(variable, (by,), where, "logit", df, level), between)


def _names(by: By) -> tuple[str, ...]:
    if by is None:
        return ()
    return (by,) if isinstance(by, str) else tuple(by)
