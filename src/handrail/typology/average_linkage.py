"""Average linkage: the nearest two groups of patterns joined, again and again."""

from __future__ import annotations

import numpy as np

from handrail.typology.patterns import Floats, Integers


def average_linkage(distances: Floats, counts: Floats, clusters: int) -> Integers:
    """Return the cluster of each pattern, from 0 in the order of the first pattern of each (P).

    Hierarchical clustering by the mean distance of all pairs of respondents between two groups. Equal answers
    are joined at distance 0, so respondents counted together give the tree that they give one by one.

    Parameters
    ----------
    distances
        Between patterns (P x P), symmetric.
    counts
        Respondents of each pattern (P).
    clusters
        How many are left, at most P.

    Notes
    -----
    Sokal and Michener 1958, University of Kansas Science Bulletin 38, 1409-1438 (UPGMA), by chains of
    nearest neighbours (Murtagh 1983, The Computer Journal 26, 354-359), whose time grows with the square of
    P. SciPy's function takes no counts. Where distances tie, as they often do between answers, trees differ;
    here the first pattern goes first.

    Examples
    --------
    >>> line = np.array([0.0, 1.0, 3.0, 10.0, 11.5])
    >>> average_linkage(np.abs(line[:, None] - line), np.ones(5), 2).tolist()
    [0, 0, 0, 1, 1]
    """
    merges = _merges(distances, counts)
    order = np.argsort([round(height, 12) for _, _, height in merges], kind="stable")
    parent = np.arange(len(counts))

    def top(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = int(parent[place])
        return place

    for at in order[: len(counts) - clusters]:
        one, other = top(merges[at][0]), top(merges[at][1])
        parent[max(one, other)] = min(one, other)
    _, of = np.unique([top(place) for place in range(len(counts))], return_inverse=True)
    return of.reshape(-1).astype(np.intp)


def _merges(distances: Floats, counts: Floats) -> list[tuple[int, int, float]]:
    """Return each join: a pattern of either group, and the height."""
    apart = distances.copy()
    np.fill_diagonal(apart, np.inf)
    sizes = counts.astype(np.float64)
    active = np.ones(len(counts), dtype=bool)
    merges: list[tuple[int, int, float]] = []
    chain: list[int] = []
    while len(merges) < len(counts) - 1:
        # Ties that differ in their last digit can bring a group into a chain twice.
        while chain and not active[chain[-1]]:
            chain.pop()
        if not chain:
            chain.append(int(np.flatnonzero(active)[0]))
        while True:
            here = chain[-1]
            nearest = int(apart[here].argmin())
            # The one that the chain came from goes before others as near: a chain never turns in a circle.
            if len(chain) > 1 and apart[here, chain[-2]] <= apart[here, nearest]:
                nearest = chain[-2]
                break
            chain.append(nearest)
        del chain[-2:]
        kept, gone = min(here, nearest), max(here, nearest)
        merges.append((kept, gone, float(apart[kept, gone])))
        whole = sizes[kept] + sizes[gone]
        joined = (sizes[kept] * apart[kept] + sizes[gone] * apart[gone]) / whole
        sizes[kept], active[gone] = whole, False
        joined[~active] = np.inf
        joined[kept] = np.inf
        apart[kept], apart[:, kept] = joined, joined
        apart[gone], apart[:, gone] = np.inf, np.inf
    return merges
