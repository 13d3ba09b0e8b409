"""Medoids: the patterns of answers that everyone else lies nearest to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handrail.typology.dissimilarity import parts
from handrail.typology.patterns import Floats, Integers


@dataclass(frozen=True, eq=False)
class Medoids:
    """Medoids and what lies nearest to each.

    Attributes
    ----------
    places
        The pattern of each medoid (K), ascending.
    of
        The place in ``places`` of each pattern's nearest medoid (P).
    built, cost
        Sum of distances to the nearest medoid over respondents, after the first choice and at the end.
    """

    places: Integers
    of: Integers
    built: float
    cost: float


def partition_around_medoids(distances: Floats, counts: Floats, clusters: int) -> Medoids:
    """Choose medoids one after another, then exchange one for another pattern while the sum falls.

    Parameters
    ----------
    distances
        Between patterns (P x P), symmetric.
    counts
        Respondents of each pattern (P).
    clusters
        How many medoids, at most P.

    Notes
    -----
    PAM of Kaufman and Rousseeuw 1990, Finding Groups in Data, chapter 2; all exchanges of one round are
    worked out together, as in Schubert and Rousseeuw 2019, SISAP, 171-187 (FastPAM1), which finds the same.
    Of equally good patterns the first is taken, so that the answer is always one.

    Examples
    --------
    >>> line = np.array([0.0, 1.0, 2.0, 10.0, 11.0])
    >>> found = partition_around_medoids(np.abs(line[:, None] - line), np.ones(5), 2)
    >>> found.places.tolist(), found.of.tolist(), found.cost
    ([1, 3], [0, 0, 0, 1, 1], 3.0)
    """
    places: list[int] = []
    nearest = np.full(len(counts), np.inf)
    for _ in range(clusters):
        gain = np.zeros(len(counts))
        for rows in parts(len(counts)):
            here = np.minimum(distances[rows], nearest[rows, None])
            gain += np.einsum("ic,i->c", here, counts[rows])
        gain[places] = np.inf
        places.append(int(_first_least(gain)))
        nearest = np.minimum(nearest, distances[:, places[-1]])
    built = float(np.einsum("p,p->", nearest, counts))
    cost = built
    while True:
        change = _changes(distances, counts, places)
        best = int(_first_least(change.reshape(-1)))
        medoid, candidate = divmod(best, len(counts))
        if change[medoid, candidate] >= -1e-12 * max(cost, 1e-300):
            break
        places[medoid] = candidate
        cost = float(np.einsum("p,p->", distances[:, places].min(axis=1), counts))
    ordered = np.sort(np.array(places, dtype=np.intp))
    of = distances[:, ordered].argmin(axis=1)
    # Patterns at distance 0 from one another could each be a medoid: a medoid is its own.
    of[ordered] = np.arange(clusters)
    return Medoids(ordered, of.astype(np.intp), built, cost)


def _first_least(values: Floats) -> int:
    """Return the first of those that are equal to the smallest but for rounding."""
    least = float(values.min())
    return int(np.flatnonzero(values <= least + 1e-12 * max(abs(least), 1e-12))[0])


def _changes(distances: Floats, counts: Floats, places: list[int]) -> Floats:
    """Return how the sum changes when each medoid gives way to each pattern (K x P)."""
    to_medoids = distances[:, places]
    order = np.argsort(to_medoids, axis=1, kind="stable")
    rows = np.arange(len(counts))
    own = order[:, 0]
    near = to_medoids[rows, own]
    second = to_medoids[rows, order[:, 1]] if len(places) > 1 else np.full(len(counts), np.inf)
    change = np.zeros((len(places), len(counts)))
    for part in parts(len(counts)):
        here = distances[part]
        # Whoever keeps a medoid moves only when the new one is nearer; others go to the nearer of two.
        keeps = np.minimum(here - near[part, None], 0.0) * counts[part, None]
        loses = (np.minimum(here, second[part, None]) - near[part, None]) * counts[part, None]
        change += keeps.sum(axis=0)
        for medoid in range(len(places)):
            mine = own[part] == medoid
            change[medoid] += (loses[mine] - keeps[mine]).sum(axis=0)
    change[:, places] = np.inf
    return change
