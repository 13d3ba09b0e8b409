"""Spans: many stretches as two arrays, united and compared without a loop.

:mod:`handrail.interviews.overlaps` does the same for a few stretches, one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handrail.interviews.folding import Flags, Integers


@dataclass(frozen=True, eq=False)
class Spans:
    """Stretches, end exclusive.

    Attributes
    ----------
    starts, ends
        Sorted; none over another.
    """

    starts: Integers
    ends: Integers

    def __len__(self) -> int:
        return len(self.starts)

    def within(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the parts that lie between two places.

        Examples
        --------
        >>> united_spans([0, 8], [5, 12]).within(3, 10)
        [(3, 5), (8, 10)]
        """
        first = int(np.searchsorted(self.ends, start, "right"))
        last = int(np.searchsorted(self.starts, end, "left"))
        found = zip(self.starts[first:last].tolist(), self.ends[first:last].tolist(), strict=True)
        return [(max(a, start), min(b, end)) for a, b in found]


def united_spans(starts: Integers | list[int], ends: Integers | list[int]) -> Spans:
    """Return the stretches that at least one of some covers; those that touch become one.

    Examples
    --------
    >>> found = united_spans([5, 0, 2, 9, 7], [9, 3, 4, 12, 7])
    >>> list(zip(found.starts.tolist(), found.ends.tolist()))
    [(0, 4), (5, 12)]
    """
    begin, end = np.asarray(starts, dtype=np.int64), np.asarray(ends, dtype=np.int64)
    solid = begin < end
    begin, end = begin[solid], end[solid]
    if not len(begin):
        return Spans(begin, end)
    order = np.argsort(begin, kind="stable")
    begin, reached = begin[order], np.maximum.accumulate(end[order])
    fresh = begin[1:] > reached[:-1]
    return Spans(begin[np.concatenate([[True], fresh])], reached[np.concatenate([fresh, [True]])])


def shared_spans(first: Spans, second: Spans) -> Spans:
    """Return the stretches that two sets of united ones have in common.

    Examples
    --------
    >>> found = shared_spans(united_spans([0, 5], [4, 12]), united_spans([3, 8, 11], [6, 9, 20]))
    >>> list(zip(found.starts.tolist(), found.ends.tolist()))
    [(3, 4), (5, 6), (8, 9), (11, 12)]
    """
    low = np.searchsorted(second.ends, first.starts, "right")
    high = np.searchsorted(second.starts, first.ends, "left")
    many = np.maximum(high - low, 0)
    here = np.repeat(np.arange(len(first)), many)
    there = runs_of(low, many)
    return Spans(
        np.maximum(first.starts[here], second.starts[there]), np.minimum(first.ends[here], second.ends[there])
    )


def rest_of(whole: Spans, without: Spans) -> Spans:
    """Return what is left of some stretches when others are taken out.

    Examples
    --------
    >>> found = rest_of(united_spans([0, 20], [10, 30]), united_spans([2, 8], [4, 22]))
    >>> list(zip(found.starts.tolist(), found.ends.tolist()))
    [(0, 2), (4, 8), (22, 30)]
    """
    if not len(without):
        return whole
    edge = np.iinfo(np.int64)
    gaps = Spans(np.concatenate([[edge.min], without.ends]), np.concatenate([without.starts, [edge.max]]))
    return shared_spans(whole, gaps)


def overlapping(starts: Integers, ends: Integers, spans: Spans) -> Flags:
    """Return which stretches have a character in common with any of some united ones.

    Examples
    --------
    >>> overlapping(np.array([0, 4]), np.array([4, 6]), united_spans([5], [9])).tolist()
    [False, True]
    """
    found: Flags = np.searchsorted(spans.ends, starts, "right") < np.searchsorted(spans.starts, ends, "left")
    return found


def touched(units: Spans, starts: Integers, ends: Integers) -> tuple[Integers, Integers]:
    """Return the numbers of the first and the last unit (word, turn) of which each stretch has a character.

    A stretch that has none gets a last before its first.

    Examples
    --------
    >>> words = Spans(np.array([0, 3, 11]), np.array([2, 10, 13]))  # of "We learned by"
    >>> [numbers.tolist() for numbers in touched(words, np.array([1, 10]), np.array([5, 11]))]
    [[0, 2], [1, 1]]
    """
    first = np.searchsorted(units.ends, starts, "right").astype(np.int64)
    last = np.searchsorted(units.starts, ends, "left").astype(np.int64) - 1
    return first, last


def runs_of(firsts: Integers, lengths: Integers) -> Integers:
    """Return the numbers of several runs, one behind the other.

    Examples
    --------
    >>> runs_of(np.array([7, 3]), np.array([2, 3])).tolist()
    [7, 8, 3, 4, 5]
    """
    found: Integers = np.repeat(firsts - np.cumsum(lengths) + lengths, lengths)
    found += np.arange(len(found))
    return found
