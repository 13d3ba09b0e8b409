"""Dissimilarity: how far two patterns of answers lie apart, as plain clustering sees it."""

from __future__ import annotations

import numpy as np

from handrail.typology.patterns import Floats, Integers, Patterns
from handrail.values.errors import DataError

MOST_PATTERNS = 5000
"""Every pair is held in memory: this many patterns take 200 megabytes, and clustering as many again."""

_PART = 256


def gower_distances(patterns: Patterns) -> Floats:
    """Return the dissimilarity of each two patterns (P x P), from 0 to 1.

    The mean over the items that both answered: of categories 0 or 1; of ordered ones the places between them
    over those there are; of counts and continuous items the difference over the range. Two patterns that
    answered no item in common are as far apart as others are on average.

    Parameters
    ----------
    patterns
        Answers without items that differ between groups.

    Raises
    ------
    DataError
        For more than 5,000 different patterns.

    References
    ----------
    Gower 1971, Biometrics 27, 857-871; ordered answers as in Kaufman and Rousseeuw 1990, Finding Groups in
    Data, chapter 1.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.typology.patterns import read_patterns
    >>> frame = pl.DataFrame({"a": [0, 0, 1], "b": ["x", "y", None]})
    >>> gower_distances(read_patterns(frame)).tolist()
    [[0.0, 0.5, 1.0], [0.5, 0.0, 1.0], [1.0, 1.0, 0.0]]
    """
    size = len(patterns.codes)
    if size > MOST_PATTERNS:
        raise DataError.because(
            f"plain clustering compares each two of at most {MOST_PATTERNS} different patterns of answers",
            f"{size} patterns, which would take {8 * size * size / 2**30:.1f} gigabytes",
            "leave it out for these answers, or choose fewer items or categories",
        )
    lines = [None if kind == "nominal" else _places(patterns, j) for j, kind in enumerate(patterns.kinds)]
    distances = np.empty((size, size))
    for rows in parts(size):
        total, both = np.zeros((2, rows.stop - rows.start, size))
        for codes, line in zip(patterns.codes.T, lines, strict=True):
            together = (codes[rows, None] >= 0) & (codes[None, :] >= 0)
            if line is None:
                total += (codes[rows, None] != codes[None, :]) & together
            else:
                total += np.abs(line[rows, None] - line[None, :]) * together
            both += together
        np.divide(total, both, out=distances[rows], where=both > 0)
        distances[rows][both == 0] = np.nan
    if np.isnan(distances).any():
        _fill_unknown(distances, patterns.respondents)
    return distances


def parts(size: int) -> list[slice]:
    """Return rows that are worked on at a time, so that copies stay small beside the whole."""
    return [slice(begin, min(begin + _PART, size)) for begin in range(0, size, _PART)]


def _fill_unknown(distances: Floats, respondents: Floats) -> None:
    """Write the mean distance of all pairs of respondents in place of those that are not known."""
    sums, pairs = 0.0, 0.0
    for rows in parts(len(distances)):
        weight = respondents[rows, None] * respondents[None, :] * ~np.isnan(distances[rows])
        sums += float((np.nan_to_num(distances[rows]) * weight).sum())
        pairs += float(weight.sum())
    distances[np.isnan(distances)] = sums / pairs


def _places(patterns: Patterns, item: int) -> Floats:
    """Return each pattern's answer on a line from 0 to 1."""
    answers = patterns.categories[item]
    if patterns.kinds[item] in ("adjacent", "cumulative"):
        line = np.arange(len(answers), dtype=np.float64)
    else:
        line = np.array(answers, dtype=np.float64)
    line = (line - line.min()) / (line.max() - line.min())
    # A missing answer takes the last place, and is not counted.
    return np.asarray(line[patterns.codes[:, item]])


def average_silhouette(distances: Floats, of: Integers, counts: Floats) -> float:
    """Return how much nearer respondents are to their own cluster than to the next, from -1 to 1.

    Parameters
    ----------
    distances
        Between patterns (P x P).
    of
        The cluster of each pattern, from 0 (P).
    counts
        Respondents of each pattern (P).

    Notes
    -----
    Rousseeuw 1987, Journal of Computational and Applied Mathematics 20, 53-65; a respondent alone in a
    cluster counts as 0. NaN where there is one cluster only.
    """
    names, of = np.unique(of, return_inverse=True)
    if len(names) < 2:
        return float("nan")
    sizes = np.bincount(of, counts)
    order = np.argsort(of, kind="stable")
    begins = np.concatenate([[0], np.cumsum(np.bincount(of))[:-1]])
    sums = np.concatenate(
        [
            np.add.reduceat(distances[part][:, order] * counts[order], begins, axis=1)
            for part in parts(len(of))
        ]
    )
    rows = np.arange(len(of))
    others = sizes[of] - 1
    own = np.divide(sums[rows, of], others, out=np.zeros(len(of)), where=others > 0)
    means = sums / sizes
    means[rows, of] = np.inf
    next_one = means.min(axis=1)
    largest = np.maximum(own, next_one)
    widths = np.divide(next_one - own, largest, out=np.zeros(len(of)), where=(largest > 0) & (others > 0))
    return float(np.einsum("p,p->", widths, counts) / counts.sum())
