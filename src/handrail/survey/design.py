"""Design: how a sample was drawn, and the estimates that respect it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from handrail.survey.calibration import Calibration
from handrail.survey.estimates import DfRule, Estimates
from handrail.survey.intervals import Interval
from handrail.survey.levels import Levels, level_text, levels_of
from handrail.survey.linearise import LONELY, Flags, Floats, Integers, Lonely, Structure
from handrail.survey.logit import fit_logit
from handrail.survey.logit_model import LogitModel
from handrail.survey.measures import (
    Question,
    estimate_mean,
    estimate_proportion,
    estimate_ratio,
    estimate_total,
)
from handrail.survey.replicates import Replicates
from handrail.values.errors import DataError, did_you_mean
from handrail.values.stays import StaysInMemory

By = str | Sequence[str] | None


@dataclass(frozen=True, eq=False)
class Design(StaysInMemory):
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
    strata.

    Examples
    --------
    >>> frame = pl.DataFrame({"yes": [1, 0, 1, 1, 0, None], "w": [1.0] * 6,
    ...                       "s": [1, 1, 1, 2, 2, 2], "c": [1, 1, 2, 1, 2, 2]})
    >>> design = Design(frame, weights="w", strata="s", clusters="c")
    >>> design.degrees_of_freedom
    2
    >>> design.proportion("yes").table.select("estimate", "n", "df").row(0)
    (0.6, 5, 2)
    """

    frame: pl.DataFrame = field(repr=False)
    weights: str | None = None
    strata: str | None = None
    clusters: str | None = None
    fpc: str | None = None
    nest: bool = True
    lonely: Lonely = "adjust"
    structure: Structure = field(init=False, repr=False)
    weight: Floats = field(init=False, repr=False)
    stratum_labels: tuple[str, ...] = field(init=False, repr=False)
    replicate: Replicates | None = field(init=False, repr=False, default=None)
    calibration: Calibration | None = field(init=False, repr=False, default=None)

    def __post_init__(self) -> None:
        if self.frame.is_empty():
            raise DataError.because("a design has rows", "no row", "give a frame with respondents")
        if self.lonely not in LONELY:
            raise DataError.because(
                "the rule for a stratum with one cluster is known",
                f"'{self.lonely}'",
                did_you_mean(self.lonely, LONELY),
            )
        weight = self._read_weights()
        strata = self._identifiers(self.strata, "stratum") if self.strata else None
        clusters = self._identifiers(self.clusters, "cluster") if self.clusters else None
        structure, labels = self._lay_out(strata, clusters)
        object.__setattr__(self, "weight", weight)
        object.__setattr__(self, "structure", structure)
        object.__setattr__(self, "stratum_labels", labels)
        if self.lonely == "error" and self.lonely_strata:
            raise DataError.because(
                'with lonely="error", every stratum has at least two clusters',
                f"{len(self.lonely_strata)} with one: {_some(self.lonely_strata)}",
                'merge them with a neighbouring stratum, or choose "adjust"',
            )

    @property
    def degrees_of_freedom(self) -> int:
        """Clusters minus strata of the whole design, counted where a weight is above zero."""
        return self.degrees_of_freedom_of(self.weight > 0)

    def degrees_of_freedom_of(self, rows: Flags) -> int:
        """Clusters minus strata, counted over some rows."""
        clusters = np.bincount(
            self.structure.cluster_of_row[rows], minlength=len(self.structure.stratum_of_cluster)
        )
        strata = np.unique(self.structure.stratum_of_cluster[clusters > 0])
        return int((clusters > 0).sum()) - len(strata)

    @property
    def lonely_strata(self) -> tuple[str, ...]:
        """Names of the strata that have one cluster in the design."""
        return tuple(
            label for label, alone in zip(self.stratum_labels, self.structure.is_lonely, strict=True) if alone
        )

    def column(self, name: str) -> pl.Series:
        """Return a column of the frame, or say which one was meant."""
        if name not in self.frame.columns:
            raise DataError.because(
                "an estimate names a column of the survey",
                f"no column '{name}'",
                did_you_mean(name, self.frame.columns),
            )
        return self.frame[name]

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
        >>> Design(frame).logit("told ~ sex").table.select("term", "odds_ratio").row(1)
        ('sex[M]', 0.111...)
        """
        return fit_logit(self, formula, where, level=level, df=df)

    def _read_weights(self) -> Floats:
        if self.weights is None:
            return np.ones(self.frame.height)
        column = self.column(self.weights)
        if not column.dtype.is_numeric():
            raise DataError.because(
                "weights are numbers",
                f"column '{self.weights}' holds {column.dtype}",
                "name the column of weights, or correct the file",
            )
        weight = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
        broken = [
            f"{int(rows.sum())} {what}"
            for rows, what in (
                (np.isnan(weight), "missing"),
                (weight < 0, "negative"),
                (np.isinf(weight), "infinite"),
            )
            if rows.any()
        ]
        if broken:
            raise DataError.because(
                "every row has a finite weight of zero or more",
                f"in column '{self.weights}': {', '.join(broken)}, of {len(weight)} rows",
                "ask who made the weights; a row outside the sample can have weight 0",
            )
        if not weight.any():
            raise DataError.because(
                "some row has a weight above zero",
                f"column '{self.weights}' is zero throughout",
                "name the column of weights",
            )
        return weight

    def _identifiers(self, name: str, what: str) -> Levels:
        levels = levels_of(self.column(name))
        missing = int((levels.codes < 0).sum())
        if missing:
            raise DataError.because(
                f"every row has a {what}",
                f"{missing} of {self.frame.height} rows have none in column '{name}'",
                "complete the column: a row without a place in the design cannot be dropped from it",
            )
        return levels

    def _lay_out(self, strata: Levels | None, clusters: Levels | None) -> tuple[Structure, tuple[str, ...]]:
        rows = self.frame.height
        stratum = strata.codes if strata else np.zeros(rows, dtype=np.intp)
        labels = tuple(level_text(value) for value in strata.values) if strata else ("all",)
        if clusters is None:
            cluster, stratum_of_cluster = np.arange(rows), stratum
        else:
            pairs, cluster = _distinct(stratum * len(clusters.values) + clusters.codes)
            stratum_of_cluster, names = np.divmod(pairs, len(clusters.values))
            if not self.nest:
                shared = len(names) - len(np.unique(names))
                if shared:
                    raise DataError.because(
                        "with nest=False, a cluster lies in one stratum",
                        f"{shared} cluster name(s) of column '{self.clusters}' used again in another stratum",
                        "set nest=True where cluster names are unique only within their stratum",
                    )
        size = np.bincount(stratum_of_cluster, minlength=len(labels))
        left = self._fraction_left(stratum, size)
        return Structure(cluster, stratum_of_cluster, size, left, self.lonely), labels

    def _fraction_left(self, stratum: Integers, size: Integers) -> Floats:
        if self.fpc is None:
            return np.ones(len(size))
        column = self.column(self.fpc)
        remedy = "give each stratum the number of clusters in its population, or the sampled share of them"
        if not column.dtype.is_numeric() or column.null_count() or not column.is_finite().all():
            raise DataError.because(
                "a finite population correction is a number on every row", f"column '{self.fpc}'", remedy
            )
        value = column.cast(pl.Float64).to_numpy()
        population = np.zeros(len(size))
        population[stratum] = value
        if (population[stratum] != value).any():
            raise DataError.because(
                "the population of a stratum is one number",
                f"column '{self.fpc}' varies in a stratum",
                remedy,
            )
        share = np.where(population <= 1, population, size / np.where(population > 0, population, 1.0))
        if (share <= 0).any() or (share > 1).any():
            raise DataError.because(
                "a stratum's population is at least its sample",
                f"another number in {int(((share <= 0) | (share > 1)).sum())} strata of column '{self.fpc}'",
                remedy,
            )
        left: Floats = 1.0 - share
        return left


def _names(by: By) -> tuple[str, ...]:
    if by is None:
        return ()
    return (by,) if isinstance(by, str) else tuple(by)


def _distinct(codes: Integers) -> tuple[Integers, Integers]:
    """Return the sorted distinct codes and each row's position among them, without sorting the rows."""
    span = int(codes.max()) + 1
    if span > 4 * len(codes):
        values, position = np.unique(codes, return_inverse=True)
        return values, position
    seen = np.zeros(span, dtype=np.bool_)
    seen[codes] = True
    return np.flatnonzero(seen), (np.cumsum(seen) - 1)[codes]


def _some(labels: tuple[str, ...]) -> str:
    more = f" and {len(labels) - 8} more" if len(labels) > 8 else ""
    return ", ".join(labels[:8]) + more
