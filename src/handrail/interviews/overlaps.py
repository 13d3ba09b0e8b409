"""Overlaps: stretches of text as sorted boundaries, and how many characters lie in them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

Span = tuple[int, int]
"""Start and end in code points, end exclusive."""


def united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the stretches that at least one span covers: sorted, none over or beside another.

    Examples
    --------
    >>> united([(5, 9), (0, 3), (2, 4), (9, 12), (7, 7)])
    ((0, 4), (5, 12))
    """
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def shared(first: Sequence[Span], second: Sequence[Span]) -> tuple[Span, ...]:
    """Return the stretches that two united sets of spans have in common.

    Examples
    --------
    >>> shared([(0, 4), (5, 12)], [(3, 6), (8, 9), (11, 20)])
    ((3, 4), (5, 6), (8, 9), (11, 12))
    """
    found: list[Span] = []
    here = there = 0
    while here < len(first) and there < len(second):
        start, end = max(first[here][0], second[there][0]), min(first[here][1], second[there][1])
        if start < end:
            found.append((start, end))
        if first[here][1] <= second[there][1]:
            here += 1
        else:
            there += 1
    return tuple(found)


class Ruler:
    r"""Measures spans of one text in characters that are not white space.

    White space is no unit. Whether a coder dragged over the blank after a sentence, over a line break, or
    over the gap between two passages is no decision about what the text says.

    Parameters
    ----------
    text
        What was coded.
    spans
        Every span whose ends will be measured from: the text is walked once, from boundary to boundary.

    Examples
    --------
    >>> ruler = Ruler("We learned\n by luck. ", [(0, 11), (12, 21)])
    >>> ruler.length, ruler.measure([(0, 11)]), ruler.measure([(12, 21)]), ruler.measure([(0, 21)])
    (16, 9, 7, 16)
    """

    def __init__(self, text: str, spans: Iterable[Span]) -> None:
        ends = sorted({0, len(text), *itertools.chain.from_iterable(spans)})
        steps = (_visible(text[start:end]) for start, end in itertools.pairwise(ends))
        self._before = dict(zip(ends, itertools.accumulate(steps, initial=0), strict=True))
        self.length = self._before[len(text)]

    def place(self, boundary: int) -> int:
        """Return how many characters come before one of the ruler's boundaries."""
        return self._before[boundary]

    def measure(self, spans: Iterable[Span]) -> int:
        """Return the characters within spans that do not overlap and end where the ruler has a boundary."""
        return sum(self._before[end] - self._before[start] for start, end in spans)


def _visible(text: str) -> int:
    return sum(len(word) for word in text.split())
