"""Resampling: percentile intervals from units, or whole documents, drawn again and again."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

RESAMPLES = 2000
FEWEST = 5
"""Documents, or units, below which no interval is given."""
LEVEL = 0.95
PERCENTILES: Literal["median_unbiased"] = "median_unbiased"
"""Type 8 of Hyndman and Fan 1996, The American Statistician 50, 361-365."""
RULE = f"percentile bootstrap over {{}}, {RESAMPLES} resamples, PCG64, percentiles of type 8"
"""How an interval is made, in words; what is drawn goes in."""

_MOST_UNDEFINED = 0.05

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Limits = tuple[float | None, float | None]


def draw(things: int, seed: int) -> Counts | None:
    """Return resamples by draws: which thing each draw took; None when there are too few things.

    Examples
    --------
    >>> drawn = draw(6, 1)
    >>> drawn.shape, sorted(set(drawn.ravel().tolist())), draw(4, 1)
    ((2000, 6), [0, 1, 2, 3, 4, 5], None)
    """
    if things < FEWEST:
        return None
    return np.random.Generator(np.random.PCG64(seed)).integers(0, things, size=(RESAMPLES, things))


def draw_documents(documents: int, seed: int) -> Counts | None:
    """Return resamples by documents: how often each is drawn; None when there are too few documents.

    Examples
    --------
    >>> draws = draw_documents(6, 1)
    >>> draws.shape, set(draws.sum(axis=1).tolist()), draw_documents(4, 1)
    ((2000, 6), {6}, None)
    """
    drawn = draw(documents, seed)
    if drawn is None:
        return None
    counts = np.zeros((RESAMPLES, documents), dtype=np.int64)
    np.add.at(counts, (np.arange(RESAMPLES)[:, None], drawn), 1)
    return counts


def percentiles(resampled: Floats) -> Limits:
    """Return the 95 % interval of resampled values; none where more than 1 in 20 is undefined."""
    defined = resampled[~np.isnan(resampled)]
    if len(defined) < (1 - _MOST_UNDEFINED) * len(resampled):
        return None, None
    low, high = np.quantile(defined, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), method=PERCENTILES)
    return float(low), float(high)
