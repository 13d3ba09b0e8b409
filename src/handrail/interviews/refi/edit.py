"""Edit: where a passage of a text stands after somebody edited the text."""

from __future__ import annotations

import bisect
import difflib
from dataclasses import dataclass
from itertools import accumulate

from handrail.interviews.placing import Coding
from handrail.interviews.revision import reanchor
from handrail.values import Problem

_MOST_LINES = 5_000
"""Beyond this many differing lines the alignment would take long; only what is around them is used."""


@dataclass(frozen=True)
class Block:
    """Lines that both texts have: where they begin in the old one, where they end, and where in the new."""

    start: int
    end: int
    new: int


class Edit:
    r"""Moves passages from an old text to a new one.

    A passage within lines that stayed moves with them; any other must stand once in the new text.

    Examples
    --------
    >>> edit = Edit("I: Why?\nP: Yes.\nP: Yes.", "I: But why?\nP: Yes.\nP: Yes.")
    >>> edit.move("p1", 11, 15), edit.move("p2", 3, 7)
    (15, Problem(rule="a coding's quotation stands once in the changed document", ...))
    """

    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = old, new
        self._blocks = _blocks(old, new)

    def move(self, name: str, start: int, end: int) -> int | Problem:
        """Return where a passage begins in the new text, or what is wrong, never with its words."""
        at = bisect.bisect_right(self._blocks, start, key=lambda block: block.start) - 1
        if at >= 0 and end <= self._blocks[at].end:
            return self._blocks[at].new + start - self._blocks[at].start
        if start == end:
            return min(start, len(self._new))
        moved = reanchor(Coding(name, "", start, end, self._old[start:end], "", ""), self._new)
        return moved if isinstance(moved, Problem) else moved.start


def _blocks(old: str, new: str) -> list[Block]:
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    olds, news = [0, *accumulate(map(len, before))], [0, *accumulate(map(len, after))]
    shorter = min(len(before), len(after))
    head = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    tail = 0
    while tail < shorter - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    left, right = before[head : len(before) - tail], after[head : len(after) - tail]
    found = [(0, 0, head)]
    if len(left) + len(right) <= _MOST_LINES:
        matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
        found += [(head + one.a, head + one.b, one.size) for one in matcher.get_matching_blocks()]
    found.append((len(before) - tail, len(after) - tail, tail))
    return [Block(olds[a], olds[a + size], news[b]) for a, b, size in found if size]
