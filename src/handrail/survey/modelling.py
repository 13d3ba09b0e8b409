"""What can be modelled over a design: regressions whose covariance respects how the sample was drawn."""

from __future__ import annotations

import polars as pl

from handrail.survey.estimates import DfRule
from handrail.survey.logit import fit_logit
from handrail.survey.logit_model import LogitModel
from handrail.survey.sampling import Sampling


class Modelling(Sampling):
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
            level.
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
