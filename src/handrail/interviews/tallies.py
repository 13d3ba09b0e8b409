"""Tallies: characters that two coders marked, document by document; alpha from them, and its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

RESAMPLES = 2000
FEWEST_DOCUMENTS = 5
"""Double-coded documents below which no interval is given."""
LEVEL = 0.95
PERCENTILES: Literal["median_unbiased"] = "median_unbiased"
"""Type 8 of Hyndman and Fan 1996, The American Statistician 50, 361-365."""

_MOST_UNDEFINED = 0.05

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Limits = tuple[float | None, float | None]


@dataclass(frozen=True, eq=False)
class Tallies:
    """What two coders marked.

    Attributes
    ----------
    marked
        Documents by codes by 3: characters that the first coder marked, the second, and both.
    lengths
        Characters of each document.

    Examples
    --------
    >>> tallies = Tallies(np.array([[[500, 500, 250]], [[0, 0, 0]]]), np.array([900, 100]))
    >>> tallies.alphas().round(6).tolist()
    [0.0005, 0.0005]
    """

    marked: Counts
    lengths: Counts

    def alphas(self) -> Floats:
        """Return alpha of all codes together, then of each code; NaN where it is undefined."""
        return _alphas(self.marked.sum(axis=0), self.lengths.sum())

    def limits(self, draws: Counts | None) -> tuple[Limits, ...]:
        """Return the interval of all codes together, then of each code; (None, None) where there is none.

        Parameters
        ----------
        draws
            Resamples by documents: how often each document is in each resample.
        """
        if draws is None:
            return ((None, None),) * (1 + int(self.marked.shape[1]))
        # Whole numbers: the sums are exact in whatever order they are added.
        resampled = _alphas(np.einsum("rd,dcx->rcx", draws, self.marked), draws @ self.lengths)
        return tuple(_percentiles(column) for column in resampled.T)


def draw_documents(documents: int, seed: int) -> Counts | None:
    """Return resamples by documents: how often each is drawn; None when there are too few documents.

    Examples
    --------
    >>> draws = draw_documents(6, 1)
    >>> draws.shape, set(draws.sum(axis=1).tolist()), draw_documents(4, 1)
    ((2000, 6), {6}, None)
    """
    if documents < FEWEST_DOCUMENTS:
        return None
    drawn = np.random.Generator(np.random.PCG64(seed)).integers(0, documents, size=(RESAMPLES, documents))
    counts = np.zeros((RESAMPLES, documents), dtype=np.int64)
    np.add.at(counts, (np.arange(RESAMPLES)[:, None], drawn), 1)
    return counts


def _alphas(marked: Counts, lengths: Counts | np.int64) -> Floats:
    """Return alpha of all codes together, then of each, along the last axis.

    Of 2N ratings ``yes`` are yes. By chance two ratings differ in ``2 yes (2N - yes) / 2N (2N - 1)`` of the
    pairs; they do differ in ``apart`` of N.
    """
    ratings = 2.0 * np.asarray(lengths)[..., None]
    yes = (marked[..., 0] + marked[..., 1]).astype(np.float64)
    apart = (yes - 2.0 * marked[..., 2]) * (ratings - 1)
    by_chance = yes * (ratings - yes)
    apart, by_chance = (_with_sum_first(part) for part in (apart, by_chance))
    found: Floats = 1 - np.divide(apart, by_chance, out=np.full_like(apart, np.nan), where=by_chance > 0)
    return found


def _with_sum_first(parts: Floats) -> Floats:
    return np.concatenate([parts.sum(axis=-1, keepdims=True), parts], axis=-1)


def _percentiles(resampled: Floats) -> Limits:
    defined = resampled[~np.isnan(resampled)]
    if len(defined) < (1 - _MOST_UNDEFINED) * len(resampled):
        return None, None
    low, high = np.quantile(defined, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), method=PERCENTILES)
    return float(low), float(high)
