"""What a model over a design says of everybody: average effects, and shares if all had one level."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from handrail.survey.category_averages import StandardisedCategories, standardise_categories
from handrail.survey.estimates import DfRule
from handrail.survey.margins import Margins, marginal_effects
from handrail.survey.sampling import Sampling
from handrail.survey.standardised import Standardised, standardise


class Averaging(Sampling):
    """The averages over models of a :class:`handrail.survey.Design`."""

    def margins(
        self,
        formula: str,
        factors: Sequence[str] | None = None,
        where: pl.Expr | None = None,
        *,
        family: str = "logit",
        level: float = 0.95,
        df: DfRule = "design",
    ) -> Margins:
        """Return average marginal effects: how the outcome's mean moves with a factor.

        Parameters
        ----------
        formula, where, level, df
            As in :meth:`handrail.survey.Design.logit`; the average is over the model's rows.
        factors
            Names of columns in the formula; all of them where left out.
        family
            ``logit``, ``linear`` or ``poisson``.

        Raises
        ------
        DataError, NotConverged
            As in :meth:`handrail.survey.Design.logit`, and for a name that is no factor of the formula.

        Notes
        -----
        Bartus 2005, Stata Journal 5, 309-329. The standard error holds for the population: the respondents
        over whom it is averaged are linearised with the coefficients (Graubard and Korn 1999, Biometrics 55,
        652-659).

        Examples
        --------
        >>> from handrail.survey import Design
        >>> frame = pl.DataFrame({"told": [1, 0, 0, 0, 1, 1, 1, 0], "sex": list("MMMMFFFF")})
        >>> Design(frame).margins("told ~ sex").table.select("factor", "level", "estimate").row(0)
        ('sex', 'M', -0.5)
        """
        return marginal_effects(self, formula, factors, where, family=family, level=level, df=df)

    def standardised(
        self,
        formula: str,
        factor: str,
        levels: Sequence[object] | None = None,
        where: pl.Expr | None = None,
        *,
        family: str = "logit",
        level: float = 0.95,
        df: DfRule = "design",
    ) -> Standardised:
        """Return what the outcome's mean would be if everybody had one level of a factor and else stayed.

        Parameters
        ----------
        formula, where, level, df
            As in :meth:`handrail.survey.Design.logit`; the average is over the model's rows.
        factor
            A column in the formula.
        levels
            Which to compare, the first is the reference; where left out, all of a category, or no and yes. Of
            a number they are values between its smallest and largest.
        family
            ``logit`` for shares, ``linear`` or ``poisson`` for means.

        Raises
        ------
        DataError, NotConverged
            As in :meth:`handrail.survey.Design.logit`, and for an unknown factor or level.

        Notes
        -----
        Predictive margins with the linearisation of Graubard and Korn 1999, Biometrics 55, 652-659. A model
        says what goes together; that a change would bring these means about is for its user to argue.

        Examples
        --------
        >>> from handrail.survey import Design
        >>> frame = pl.DataFrame({"told": [1, 0, 0, 0, 1, 1, 1, 0], "sex": list("MMMMFFFF")})
        >>> found = Design(frame).standardised("told ~ sex", "sex")
        >>> found.table.select("level", "estimate", "n").rows()
        [(None, 0.5, 8), ('F', 0.75, 4), ('M', 0.25, 4)]
        >>> found.contrasts.select("level", "against", "difference").row(0)
        ('M', 'F', -0.5)
        """
        return standardise(self, formula, factor, levels, where, family=family, level=level, df=df)

    def standardised_categories(
        self,
        formula: str,
        factor: str,
        where: pl.Expr | None = None,
        *,
        family: str = "ordinal",
        level: float = 0.95,
        df: DfRule = "design",
    ) -> StandardisedCategories:
        """Return the share of each category if everybody had one level of a factor and else stayed.

        Parameters
        ----------
        formula, where, level, df
            As in :meth:`handrail.survey.Design.ordinal`; the average is over the model's rows.
        factor
            A category or a yes/no of the formula.
        family
            ``ordinal`` or ``multinomial``.

        Raises
        ------
        DataError, NotConverged
            As in :meth:`handrail.survey.Design.ordinal`, and for an unknown factor, or one that is a number.

        Notes
        -----
        Predictive margins as in :meth:`standardised`, of each category's probability.

        Examples
        --------
        >>> from handrail.survey import Design
        >>> frame = pl.DataFrame({"who": list("abcabcacbbca"), "sex": list("MMMFFF") * 2})
        >>> found = Design(frame).standardised_categories("who ~ sex", "sex", family="multinomial")
        >>> [(level, category, round(share, 4)) for level, category, share, *_ in found.table.rows()[:2]]
        [('F', 'a', 0.3333), ('F', 'b', 0.3333)]
        """
        return standardise_categories(self, formula, factor, where, family=family, level=level, df=df)
