"""Design: how a sample was drawn, and the estimates and models that respect it."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.survey.estimating import By, Estimating
from handrail.survey.modelling import Modelling
from handrail.survey.weighting import Weighting

__all__ = ["By", "Design"]


@dataclass(frozen=True, eq=False)
class Design(Estimating, Modelling, Weighting):
    """A sample design over a frame; every row of the frame stays in it, whatever was answered.

    Parameters
    ----------
    frame
        One row a respondent.
    weights
        Column of sampling weights. Missing, negative and infinite weights are refused. A weight of zero is
        allowed, as in R: the row counts for nobody, but its cluster remains a cluster of the design.
    strata, clusters
        Columns of the first-stage strata and the clusters sampled in them; without clusters each row is
        one. Missing values are refused.
    fpc
        Column with the number of clusters in each stratum's population, or the sampled share of them (above
        0, at most 1). Without it, sampling is read as with replacement.
    nest
        Cluster names are unique only within their stratum. Where False, one name in two strata is an error.
    lonely
        What to do with a stratum that has one cluster: ``adjust`` (centre it at the grand mean;
        conservative), ``remove`` (it adds nothing), ``average`` (it adds the mean of the others),
        ``certainty`` (it was sampled with certainty: it adds nothing), ``error``.

    Raises
    ------
    DataError
        For a column that is not there, weights or identifiers that break a rule, or, under ``error``, a
        lonely stratum.

    Notes
    -----
    Variances are Taylor-linearised (Binder 1983) for the "ultimate cluster": first-stage clusters within
    strata; finite population corrections of further stages are not there. Of a design of replicate weights
    (:meth:`replicates`, :meth:`as_replicates`) they come from these, and of calibrated weights
    (:meth:`calibrate`, :meth:`rake`) from residuals.

    Examples
    --------
    >>> import polars as pl
    >>> frame = pl.DataFrame({"yes": [1, 0, 1, 1, 0, None], "w": [1.0] * 6,
    ...                       "s": [1, 1, 1, 2, 2, 2], "c": [1, 1, 2, 1, 2, 2]})
    >>> design = Design(frame, weights="w", strata="s", clusters="c")
    >>> design.degrees_of_freedom
    2
    >>> design.proportion("yes").table.select("estimate", "n", "df").row(0)
    (0.6, 5, 2)
    """
