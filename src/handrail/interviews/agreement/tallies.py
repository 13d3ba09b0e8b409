"""Tallies: units that coders marked, document by document; alpha from them, and its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from handrail.interviews.agreement.resampling import Counts, Floats, Limits, percentiles


@dataclass(frozen=True, eq=False)
class Tallies:
    """What coders marked.

    Attributes
    ----------
    depths
        Documents by codes by 1 + coders: units that so many coders marked; depth 0 is not looked at.
    lengths
        Units of each document.
    coders
        Coders of each document, two or more.

    Examples
    --------
    >>> depths = np.array([[[0, 500, 250]], [[0, 0, 0]]])
    >>> tallies = Tallies(depths, np.array([900, 100]), np.array([2, 2]))
    >>> tallies.alphas().round(6).tolist(), tallies.observed().tolist()
    ([0.0005, 0.0005], [0.5])
    """

    depths: Counts
    lengths: Counts
    coders: Counts

    @property
    def _scale(self) -> int:
        """A number that every document's pairs can be divided into, so that all sums are whole."""
        return math.lcm(*{int(one) - 1 for one in self.coders})

    @property
    def _parts(self) -> Counts:
        """Documents by codes by 2: ratings that say yes, and scaled pairs that differ."""
        deep = np.arange(self.depths.shape[2])
        apart = deep * (self.coders[:, None] - deep) * (self._scale // (self.coders - 1))[:, None]
        parts: Counts = np.stack([self.depths @ deep, np.einsum("dck,dk->dc", self.depths, apart)], axis=-1)
        return parts

    def alphas(self) -> Floats:
        """Return alpha of all codes together, then of each code; NaN where it is undefined."""
        return _alphas(self._parts.sum(axis=0), (self.coders * self.lengths).sum(), self._scale)

    def limits(self, draws: Counts | None) -> tuple[Limits, ...]:
        """Return the interval of all codes together, then of each code; (None, None) where there is none.

        Parameters
        ----------
        draws
            Resamples by documents: how often each document is in each resample.
        """
        codes = int(self.depths.shape[1])
        if draws is None:
            return ((None, None),) * (1 + codes)
        # Whole numbers below 2^53: their sums are exact in whatever order a matrix product adds them.
        parts = self._parts.reshape(len(self.lengths), 2 * codes).astype(np.float64)
        summed = (draws.astype(np.float64) @ parts).reshape(len(draws), codes, 2)
        resampled = _alphas(summed, draws @ (self.coders * self.lengths), self._scale)
        return tuple(percentiles(column) for column in resampled.T)

    def observed(self) -> Floats:
        """Return of each code the share of pairs of coders that agree, over units; NaN without units."""
        deep = np.arange(self.depths.shape[2])
        pairs = (self.coders * (self.coders - 1))[:, None]
        apart = 2 * deep * (self.coders[:, None] - deep) / pairs
        units = float(self.lengths.sum())
        if not units:
            return np.full(self.depths.shape[1], np.nan)
        alike: Floats = 1 - np.einsum("dck,dk->c", self.depths.astype(np.float64), apart) / units
        return alike


def _alphas(parts: Counts | Floats, ratings: Counts | np.int64, scale: int) -> Floats:
    """Return alpha of all codes together, then of each, along the last axis.

    Of n ratings ``yes`` are yes. By chance two ratings differ in ``2 yes (n - yes) / n (n - 1)`` of the
    pairs. Of a unit's m ratings k are yes: its pairs that differ, each weighing ``1 / (m - 1)``, are
    ``2 k (m - k) / (m - 1)``.
    """
    given = np.asarray(ratings, dtype=np.float64)[..., None]
    yes = parts[..., 0].astype(np.float64)
    apart = parts[..., 1].astype(np.float64) * (given - 1) / scale
    by_chance = yes * (given - yes)
    apart, by_chance = (_with_sum_first(part) for part in (apart, by_chance))
    found: Floats = 1 - np.divide(apart, by_chance, out=np.full_like(apart, np.nan), where=by_chance > 0)
    return found


def _with_sum_first(parts: Floats) -> Floats:
    return np.concatenate([parts.sum(axis=-1, keepdims=True), parts], axis=-1)
