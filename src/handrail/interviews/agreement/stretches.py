"""Stretches: many marked stretches at once, as arrays; united by group, and counted where they overlap.

A group is a whole number, such as a document's place times the number of codes plus the code's. Ends are
exclusive. Nothing is laid out character by character: only beginnings and ends are sorted.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Stretches: TypeAlias = tuple[Counts, Counts, Counts]
"""Group, start and end of each."""


def united_in_groups(group: Counts, start: Counts, end: Counts) -> Stretches:
    """Return the stretches that cover the same places, by group and start, none over or beside another.

    Examples
    --------
    >>> marked = np.array([[1, 0, 1, 1, 0], [5, 0, 0, 2, 7], [9, 3, 3, 4, 7]])
    >>> [part.tolist() for part in united_in_groups(*marked)]
    [[0, 1, 1], [0, 0, 5], [3, 4, 9]]
    """
    some = end > start
    order = np.lexsort((start[some], group[some]))
    group, start, end = (part[some][order] for part in (group, start, end))
    if not len(group):
        return group, start, end
    # Groups are laid one after the other on one long line, so that one running maximum serves all.
    base = np.cumsum(np.diff(group, prepend=group[0]) > 0) * (int(end.max()) + 1)
    reach = np.maximum.accumulate(end + base)
    first = np.flatnonzero(np.concatenate([[True], (start + base)[1:] > reach[:-1]]))
    last = np.append(first[1:], len(group)) - 1
    return group[first], start[first], (reach - base)[last]


def lengths_by_depth(group: Counts, start: Counts, end: Counts, groups: int, deepest: int) -> Counts:
    """Return groups by depths, 0 to ``deepest``: the length that so many stretches cover; depth 0 is left 0.

    Examples
    --------
    >>> part = [np.array(one) for one in ([0, 0, 1], [0, 2, 4], [5, 9, 6])]
    >>> lengths_by_depth(*part, 2, 2).tolist()
    [[0, 6, 3], [0, 2, 0]]
    """
    groups_of, places = np.concatenate([group, group]), np.concatenate([start, end])
    order = np.lexsort((places, groups_of))
    groups_of, places = groups_of[order], places[order]
    depth = np.cumsum(np.repeat((1, -1), len(group))[order])[:-1]
    found = np.zeros(groups * (deepest + 1), dtype=np.int64)
    # Between the last end of a group and the first start of the next nothing is open.
    inside = depth > 0
    np.add.at(found, (groups_of[:-1] * (deepest + 1) + depth)[inside], np.diff(places)[inside])
    return found.reshape(groups, deepest + 1)


def lengths(group: Counts, start: Counts, end: Counts, groups: int) -> Counts:
    """Return the summed length of each group's stretches."""
    found = np.zeros(groups, dtype=np.int64)
    np.add.at(found, group, end - start)
    return found
