"""Resampling: part samples as weights of the patterns, drawn in the way the sample was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from handrail.typology.errors import Sampled
from handrail.typology.patterns import Floats, Integers, Patterns
from handrail.values.stays import StaysInMemory

Unit = Literal["respondents", "clusters"]


@dataclass(frozen=True, eq=False)
class Resampling(StaysInMemory):
    """How part samples are drawn from the rows of a model.

    Attributes
    ----------
    patterns
        The answers.
    unit
        What is drawn: respondents, or the clusters of the design.
    unit_of
        The unit of each row that enters (N); None where whole patterns are counted, without a design or
        weights of a sample.
    members
        Units of each stratum, one array a stratum; rows that do not enter stay in their cluster and stratum.
    """

    patterns: Patterns
    unit: Unit
    unit_of: Integers | None
    members: tuple[Integers, ...]
    stratified: bool

    @property
    def alone(self) -> int:
        """Strata with one unit: nothing can be drawn, so they enter each part sample as they are."""
        return sum(len(units) == 1 for units in self.members) if self.stratified else 0

    def bootstrap(self, chance: np.random.Generator) -> Floats:
        """Return the weight of each pattern in a bootstrap sample (P).

        Without a design as many respondents as there are, drawn with replacement (Efron 1979, Annals of
        Statistics 7, 1-26), each with its sampling weight. With one, in each stratum one unit fewer than
        there are, and weights scaled up for it (Rao and Wu 1988, Journal of the American Statistical
        Association 83, 231-241, in the form for weights of Rao, Wu and Yue 1992, Survey Methodology 18,
        209-217).
        """
        patterns = self.patterns
        if self.unit_of is None:
            drawn = chance.multinomial(patterns.n, patterns.respondents / patterns.respondents.sum())
            return drawn.astype(np.float64)
        times = np.ones(sum(len(units) for units in self.members))
        for units in self.members:
            size = len(units)
            draws = size - 1 if self.stratified else size
            if draws == 0:
                continue
            drawn = np.bincount(chance.integers(size, size=draws), minlength=size)
            times[units] = drawn * (size / draws)
        return self._weight(times, self.unit_of)

    def halves(self, chance: np.random.Generator) -> tuple[Floats, Floats]:
        """Return the weights of each pattern in two halves of the sample (P each); clusters stay whole."""
        patterns = self.patterns
        if self.unit_of is None:
            counts = patterns.respondents.astype(np.int64)
            first = chance.multivariate_hypergeometric(counts, int(counts.sum()) // 2).astype(np.float64)
            return first, counts - first
        times = np.zeros(sum(len(units) for units in self.members))
        for units in self.members:
            # Of an odd number the one left over goes to either side.
            half = (len(units) + int(chance.integers(2))) // 2
            times[chance.permutation(units)[:half]] = 1.0
        return self._weight(times, self.unit_of), self._weight(1 - times, self.unit_of)

    def _weight(self, times: Floats, unit_of: Integers) -> Floats:
        patterns = self.patterns
        of_rows = patterns.row_weight * times[unit_of]
        return np.bincount(patterns.pattern_of, of_rows, len(patterns.weight)).astype(np.float64)


def resampling_of(patterns: Patterns, sampled: Sampled, *, weighted: bool) -> Resampling:
    """Return how part samples are drawn.

    Parameters
    ----------
    sampled
        Strata and clusters of all rows of the frame.
    weighted
        Whether rows have weights of a sample.
    """
    strata, clusters = sampled.strata, sampled.clusters
    if strata is None and clusters is None:
        if not weighted:
            return Resampling(patterns, "respondents", None, (), stratified=False)
        size = len(patterns.rows)
        every = np.arange(size)
        return Resampling(patterns, "respondents", every, (every,), stratified=False)
    rows = len(strata.codes if strata is not None else clusters.codes)  # type: ignore[union-attr]
    stratum = strata.codes if strata is not None else np.zeros(rows, dtype=np.intp)
    if clusters is None:
        own, stratum_of = np.arange(rows), stratum
    else:
        found, own = np.unique(stratum * len(clusters.values) + clusters.codes, return_inverse=True)
        own, stratum_of = own.reshape(-1), found // len(clusters.values)
    members = tuple(np.flatnonzero(stratum_of == h) for h in np.unique(stratum_of))
    unit: Unit = "respondents" if clusters is None else "clusters"
    return Resampling(patterns, unit, own[patterns.rows], members, stratified=True)
