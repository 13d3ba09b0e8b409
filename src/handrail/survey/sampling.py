"""Sampling: how a sample was drawn from its population, as columns of the survey's frame."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl

from handrail.survey.calibration import Calibration
from handrail.survey.levels import Levels, level_text, levels_of
from handrail.survey.linearise import LONELY, Flags, Floats, Integers, Lonely, Structure
from handrail.survey.replicates import Replicates
from handrail.values.errors import DataError, did_you_mean
from handrail.values.stays import StaysInMemory


@dataclass(frozen=True, eq=False)
class Sampling(StaysInMemory):
    """The frame of a survey with its weights, strata and clusters; what :class:`Design` estimates from.

    Attributes
    ----------
    frame, weights, strata, clusters, fpc, nest, lonely
        As :class:`handrail.survey.Design` was given them.
    structure
        Clusters and strata as whole numbers.
    weight
        Shape (rows,): the weight of each row, 1 without weights.
    stratum_labels
        Names of the strata, in the order of the structure.
    replicate
        Replicate weights, where the design has them in place of strata and clusters.
    calibration
        What the weights were calibrated or raked to, where they were.
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
        """Clusters minus strata of the whole design, or rank of its replicate weights less one.

        Counted where a weight is above zero.
        """
        if self.replicate is not None:
            return self.replicate.degrees_of_freedom(self.positive)
        clusters, strata = self.counted_in_all
        return clusters - strata

    def degrees_of_freedom_of(self, rows: Flags) -> int:
        """Clusters minus strata, or rank of the replicate weights less one, counted over some rows."""
        if self.replicate is not None:
            return self.replicate.degrees_of_freedom(rows)
        clusters, strata = self.counted(rows)
        return clusters - strata

    def counted(self, rows: Flags) -> tuple[int, int]:
        """Return how many clusters, and how many strata, some rows lie in."""
        clusters = np.bincount(
            self.structure.cluster_of_row[rows], minlength=len(self.structure.stratum_of_cluster)
        )
        strata = np.unique(self.structure.stratum_of_cluster[clusters > 0])
        return int((clusters > 0).sum()), len(strata)

    @cached_property
    def counted_in_all(self) -> tuple[int, int]:
        """How many clusters, and how many strata, have a row whose weight is above zero."""
        return self.counted(self.positive)

    @cached_property
    def positive(self) -> Flags:
        """Rows whose weight is above zero."""
        return self.weight > 0

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
