"""What can be modelled over a design: regressions whose covariance respects how the sample was drawn."""

from __future__ import annotations

import polars as pl

from handrail.survey.averaging import Averaging
from handrail.survey.categories import fit_multinomial, fit_ordinal
from handrail.survey.category_model import CategoryModel
from handrail.survey.estimates import DfRule
from handrail.survey.family import LINEAR, POISSON
from handrail.survey.firth import FirthModel, fit_firth
from handrail.survey.generalised import fit_mean
from handrail.survey.logit import fit_logit
from handrail.survey.logit_model import LogitModel
from handrail.survey.survey_model import SurveyModel


class Modelling(Averaging):
    """The models of a :class:`handrail.survey.Design`."""

    def logit(
        self,
        formula: str,
        where: pl.Expr | None = None,
        *,
        level: float = 0.95,
        df: DfRule = "design",
    ) -> LogitModel:
        """Return a logistic regression of a yes/no outcome on factors, adjusted for each other.

        Parameters
        ----------
        formula
            Such as ``told ~ sex + age``: names of columns with ``+``, ``:``, ``*``, ``-`` and powers of a
            bracket. Numbers and yes/no enter as they are; text and categories are compared with their first
            level. ``rcs(age, 4)`` is a restricted cubic spline with 4 knots.
        where, level
            As in :meth:`proportion`. A missing answer to any column of the formula is a domain of its own.
        df
            Whose clusters minus strata the residual degrees of freedom count: ``design`` or ``domain``.

        Raises
        ------
        DataError
            For a formula that names no column or calls a function, an outcome that is not 0/1 or has one
            value, a factor with one level, coefficients that cannot be told apart, or more of them than the
            design's degrees of freedom allow.
        NotConverged
            Where a factor tells the outcome without exception, or the search does not end.

        Notes
        -----
        Pseudo-maximum likelihood with the linearised ("sandwich") covariance of Binder 1983, International
        Statistical Review 51, 279-292; t limits with residual degrees of freedom.

        Examples
        --------
        >>> frame = pl.DataFrame({"told": [1, 0, 0, 0, 1, 1, 1, 0], "sex": list("MMMMFFFF")})
        >>> from handrail.survey import Design
        >>> Design(frame).logit("told ~ sex").table.select("term", "odds_ratio").row(1)
        ('sex[M]', 0.111...)
        """
        return fit_logit(self, formula, where, level=level, df=df)

    def linear(
        self,
        formula: str,
        where: pl.Expr | None = None,
        *,
        level: float = 0.95,
        df: DfRule = "design",
    ) -> SurveyModel:
        """Return a linear regression of a number on factors, adjusted for each other.

        Parameters
        ----------
        formula, where, level, df
            As in :meth:`logit`; the outcome is a number.

        Raises
        ------
        DataError
            As in :meth:`logit`, and for an outcome that the factors tell to the last digit.

        Notes
        -----
        Weighted least squares with the covariance of Fuller 1975, Sankhya C 37, 117-132, which is that of
        Binder 1983.

        Examples
        --------
        >>> from handrail.survey import Design
        >>> frame = pl.DataFrame({"hours": [1.0, 3, 2, 4, 6, 5], "age": [12, 13, 14, 15, 16, 17]})
        >>> Design(frame).linear("hours ~ age").table.select("term", "estimate").row(1)
        ('age', 0.885...)
        """
        return fit_mean(self, LINEAR, formula, where, level=level, df=df)

    def poisson(
        self,
        formula: str,
        where: pl.Expr | None = None,
        *,
        level: float = 0.95,
        df: DfRule = "design",
    ) -> SurveyModel:
        """Return a regression of a number of times on factors, with rate ratios.

        Parameters
        ----------
        formula, where, level, df
            As in :meth:`logit`; the outcome is zero or more. Of a yes/no outcome the rate ratio is a ratio
            of shares.

        Raises
        ------
        DataError, NotConverged
            As in :meth:`logit`.

        Notes
        -----
        Quasi-likelihood with log link (McCullagh and Nelder 1989, chapter 9): the covariance is the design's,
        so that a variance other than the mean changes no standard error. Zou 2004, American Journal of
        Epidemiology 159, 702-706, for yes/no outcomes.

        Examples
        --------
        >>> from handrail.survey import Design
        >>> frame = pl.DataFrame({"times": [1, 0, 2, 1, 4, 2, 3, 3], "sex": list("MMMMFFFF")})
        >>> Design(frame).poisson("times ~ sex").table.select("term", "rate_ratio").row(1)
        ('sex[M]', 0.333...)
        """
        return fit_mean(self, POISSON, formula, where, level=level, df=df)

    def ordinal(
        self,
        formula: str,
        where: pl.Expr | None = None,
        *,
        level: float = 0.95,
        df: DfRule = "design",
    ) -> CategoryModel:
        """Return a proportional odds regression of an outcome with ordered categories.

        Parameters
        ----------
        formula, where, level, df
            As in :meth:`logit`; the outcome is a number with few values or an ordered category.

        Raises
        ------
        DataError, NotConverged
            As in :meth:`logit`.

        Notes
        -----
        McCullagh 1980, Journal of the Royal Statistical Society B 42, 109-142, with the signs of R's ``polr``
        and ``svyolr``: an odds ratio above 1 means higher categories.

        Examples
        --------
        >>> from handrail.survey import Design
        >>> frame = pl.DataFrame({"often": [0, 0, 1, 2, 0, 1, 2, 2] * 3, "sex": list("MMMMFFFF") * 3})
        >>> model = Design(frame).ordinal("often ~ sex")
        >>> model.table["term"].to_list(), model.counts
        (['0|1', '1|2', 'sex[M]'], (9, 6, 9))
        """
        return fit_ordinal(self, formula, where, level=level, df=df)

    def multinomial(
        self,
        formula: str,
        where: pl.Expr | None = None,
        *,
        level: float = 0.95,
        df: DfRule = "design",
    ) -> CategoryModel:
        """Return a regression of an outcome with several categories, each against the first.

        Parameters
        ----------
        formula, where, level, df
            As in :meth:`logit`; the outcome is a category or a number with few values.

        Raises
        ------
        DataError, NotConverged
            As in :meth:`logit`.

        Notes
        -----
        Baseline-category logits (McFadden 1974, in Zarembka, Frontiers in Econometrics, 105-142).

        Examples
        --------
        >>> from handrail.survey import Design
        >>> frame = pl.DataFrame({"who": list("abcabcacbbca"), "sex": list("MMMFFF") * 2})
        >>> Design(frame).multinomial("who ~ sex").table.select("category", "term").rows()
        [('b', 'Intercept'), ('b', 'sex[M]'), ('c', 'Intercept'), ('c', 'sex[M]')]
        """
        return fit_multinomial(self, formula, where, level=level, df=df)

    def firth(
        self,
        formula: str,
        where: pl.Expr | None = None,
        *,
        level: float = 0.95,
    ) -> FirthModel:
        """Return a penalised logistic regression, for rare outcomes and where a plain one has no solution.

        Parameters
        ----------
        formula, where, level
            As in :meth:`logit`.

        Raises
        ------
        DataError, NotConverged
            As in :meth:`logit`, but for separation.

        Notes
        -----
        Firth 1993, Biometrika 80, 27-38, with the profile limits of Heinze and Schemper 2002, Statistics in
        Medicine 21, 2409-2419. Weights are normalised to the number of respondents. The limits are
        model-based: they take strata and clusters for granted, and ``basis`` says so.

        Examples
        --------
        Nobody of four without, two of four with: half a respondent is added to each cell.

        >>> from handrail.survey import Design
        >>> frame = pl.DataFrame({"told": [0, 0, 0, 0, 1, 1, 0, 0], "sex": list("FFFFMMMM")})
        >>> round(Design(frame).firth("told ~ sex").table["odds_ratio"][1], 6)
        9.0
        """
        return fit_firth(self, formula, where, level=level)
