"""Matching: which class of one solution is which class of another, and how far two partitions agree."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.special import ndtr

from handrail.typology.layout import Layout
from handrail.typology.membership import item_tables, membership_of
from handrail.typology.parameters import Parameters
from handrail.typology.patterns import Floats, Integers


def profile_distances(
    layout: Layout, one: Parameters, other: Parameters, weight: Floats | None = None
) -> Floats:
    """Return how far each class of one solution is from each of another in what its members answer (K x L).

    The mean over items of the total variation distance, from 0 (the same answers) to 1 (none in common): of
    categories half the sum of absolute differences; of counts (by their square roots, whose variance is a
    quarter) and of continuous items (by their mean variance) that of two normal distributions,
    2 Phi(d / 2) - 1 with d the difference of means in standard deviations.

    Parameters
    ----------
    weight
        Weight of each pattern (P): an item that nobody with a weight above zero answered has no part.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.typology.layout import lay_out
    >>> from handrail.typology.patterns import read_patterns
    >>> layout = lay_out(read_patterns(pl.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, 0, 1]})))
    >>> one = Parameters(np.array([[0.9, 0.2], [0.1, 0.8], [0.5, 0.5], [0.5, 0.5]]), np.array([[0.5, 0.5]]))
    >>> profile_distances(layout, one, one).round(2).tolist()
    [[0.0, 0.35], [0.35, 0.0]]
    """
    patterns = layout.patterns
    counted = patterns.codes if weight is None else patterns.codes[weight > 0]
    tables = item_tables(layout, one), item_tables(layout, other)
    total = np.zeros((one.items.shape[1], other.items.shape[1]))
    used = np.flatnonzero((counted >= 0).any(axis=0))
    for j in used:
        kind = patterns.kinds[j]
        at = int(layout.parameters_first[j])
        if kind == "count":
            apart = 2 * np.abs(np.sqrt(one.items[at])[:, None] - np.sqrt(other.items[at])[None, :])
            total += 2 * ndtr(apart / 2) - 1
        elif kind == "continuous":
            spread = np.sqrt((one.items[at + 1][:, None] + other.items[at + 1][None, :]) / 2)
            apart = np.abs(one.items[at][:, None] - other.items[at][None, :]) / spread
            total += 2 * ndtr(apart / 2) - 1
        else:
            here = slice(layout.first[j], layout.first[j + 1] - 1)
            total += np.abs(tables[0][here, :, None] - tables[1][here, None, :]).sum(axis=0) / 2
    return total / max(len(used), 1)


def matched(distances: Floats) -> list[int]:
    """Return for each class of the first solution the class of the second that it is matched with.

    All classes are matched at once so that the sum of distances is the smallest (Kuhn 1955, Naval Research
    Logistics Quarterly 2, 83-97; the Hungarian method).

    Examples
    --------
    >>> matched(np.array([[0.1, 0.2], [0.1, 0.9]]))
    [1, 0]
    """
    _, columns = linear_sum_assignment(distances)
    return [int(column) for column in columns]


def modal_classes(layout: Layout, parameters: Parameters) -> Integers:
    """Return the most likely class of each pattern (P): for sums over many, never shown."""
    return np.asarray(membership_of(layout, parameters).within.argmax(axis=1), dtype=np.intp)


def class_jaccards(one: Integers, other: Integers, weight: Floats, classes: int) -> Floats:
    """Return for each class the weight of both partitions' members over that of either's (K).

    Jaccard's coefficient, class by class, of partitions whose labels are matched (Hennig 2007, Computational
    Statistics and Data Analysis 52, 258-271). NaN where neither has a member.

    Examples
    --------
    >>> one, other = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])
    >>> class_jaccards(one, other, np.ones(4), 2).round(3).tolist()
    [0.5, 0.667]
    """
    both = np.bincount(one[one == other], weight[one == other], classes)
    either = np.bincount(one, weight, classes) + np.bincount(other, weight, classes) - both
    shared: Floats = np.divide(both, either, out=np.full(classes, np.nan), where=either > 0)
    return shared


def adjusted_rand_index(one: Integers, other: Integers, counts: Floats | None = None) -> float:
    """Return how far two partitions put the same respondents together, 0 by chance and 1 the same.

    Parameters
    ----------
    one, other
        A whole number from 0 for each respondent or pattern.
    counts
        How many respondents each entry stands for; one without.

    Notes
    -----
    Hubert and Arabie 1985, Journal of Classification 2, 193-218. Two partitions that both leave everyone
    together, or everyone alone, are the same: 1.

    Examples
    --------
    >>> round(adjusted_rand_index(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])), 3)
    0.571
    """
    size = int(other.max()) + 1
    counted = np.bincount(one * size + other, counts, (int(one.max()) + 1) * size).astype(np.float64)
    table = counted.reshape(-1, size)
    together = _pairs(table).sum()
    rows, columns = _pairs(table.sum(axis=1)).sum(), _pairs(table.sum(axis=0)).sum()
    n = float(table.sum())
    chance = rows * columns / (n * (n - 1) / 2) if n > 1 else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == chance else float((together - chance) / (most - chance))


def _pairs(counts: Floats) -> Floats:
    return np.asarray(counts * (counts - 1) / 2)
