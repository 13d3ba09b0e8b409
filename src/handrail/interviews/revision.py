"""Revision: what a changed transcript means for the codings on it."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass, replace

from handrail.interviews.placing import Coding
from handrail.values import Problem
from handrail.values.naming import named

_MOST_LINES = 5_000
"""Beyond this many differing lines the alignment would take long; lines are counted instead."""


@dataclass(frozen=True)
class Difference:
    """How many lines of a transcript changed.

    Attributes
    ----------
    kept, added, removed
        Lines of both, of the new text only, of the old text only.
    first_line
        The first line of the new text that differs, from 1; None when nothing does.
    """

    kept: int
    added: int
    removed: int
    first_line: int | None


def compare_transcripts(old: str, new: str) -> Difference:
    r"""Count the lines that two versions of a text share; no line is repeated.

    Examples
    --------
    >>> compare_transcripts("one\ntwo\nthree", "one\n2\nthree\nfour")
    Difference(kept=2, added=2, removed=1, first_line=2)
    """
    before, after = old.split("\n"), new.split("\n")
    if before == after:
        return Difference(len(after), 0, 0, None)
    shorter = min(len(before), len(after))
    head = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    tail = 0
    while tail < shorter - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    left, right = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(left) + len(right) > _MOST_LINES:
        same = (Counter(left) & Counter(right)).total()
    else:
        blocks = difflib.SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
        same = sum(block.size for block in blocks)
    kept = head + tail + same
    return Difference(kept, len(after) - kept, len(before) - kept, head + 1)


def reanchor(coding: Coding, new_text: str) -> Coding | Problem:
    """Move a coding to where its quotation stands in a changed text.

    Returns
    -------
    Coding or Problem
        The coding at its new place when the quotation still stands there exactly once; otherwise what is
        wrong, by the coding's id and never its words.

    Examples
    --------
    >>> coding = Coding("p01-1", "p01.txt", 11, 18, "by luck", "training", "AB")
    >>> reanchor(coding, "Well. We learned by luck.").start
    17
    >>> print(reanchor(coding, "We learned."))
    a coding's quotation stands once in the changed document; received: 'p01-1', found nowhere; code it again
    """
    first = new_text.find(coding.quotation) if coding.quotation else -1
    rule = "a coding's quotation stands once in the changed document"
    if first < 0:
        return Problem(rule, f"{named(coding.name)}, found nowhere", "code it again")
    if new_text.find(coding.quotation, first + 1) >= 0:
        return Problem(rule, f"{named(coding.name)}, found several times", "give its start and end")
    return replace(coding, start=first, end=first + len(coding.quotation))
