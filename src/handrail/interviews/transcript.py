"""Transcript: one immutable text, and who spoke where in it."""

from __future__ import annotations

import bisect
import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_INVISIBLE = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")


def plain_label(label: str) -> str:
    """Return a speaker label in the form in which labels are compared: case, spacing and marks aside.

    Examples
    --------
    >>> plain_label("  The  Chairman ") == plain_label("the chairman")
    True
    """
    visible = "".join(" " if character in _INVISIBLE else character for character in label)
    return " ".join(unicodedata.normalize("NFC", visible).split()).casefold()


@dataclass(frozen=True)
class Turn:
    """One speaker's stretch of a transcript, without the label.

    Attributes
    ----------
    index
        Order in the transcript, from 0.
    speaker
        The label as the transcript has it, or None when nothing says who speaks.
    start, end
        Code points of the transcript's text, end exclusive.
    begins, ends
        Seconds into the recording (srt and vtt), or None.
    """

    index: int
    speaker: str | None
    start: int
    end: int
    begins: float | None = None
    ends: float | None = None


@dataclass(frozen=True)
class Transcript:
    r"""A transcript: positions everywhere count code points of ``text``.

    Attributes
    ----------
    name
        The file's name.
    format
        What it was read from: docx, odt, txt, md, pdf, srt or vtt.
    text
        What the document says. Line ends are ``\n``; no other character was replaced.
    turns
        Who said what, in order, none over another. Text before the first label belongs to no turn.
    notes
        What was decided, kept and left out while reading; counts and line numbers, never words of the text.

    Examples
    --------
    >>> turns = (Turn(0, "I", 3, 7), Turn(1, "P01", 13, 18))
    >>> one = Transcript("p01.txt", "txt", "I: Why?\nP01: Luck.", turns)
    >>> [turn.speaker for turn in one.turns_between(5, 15)], one.line_of(8)
    (['I', 'P01'], 2)
    """

    name: str
    format: str
    text: str = field(repr=False)
    turns: Sequence[Turn] = ()
    notes: tuple[str, ...] = ()

    def turns_between(self, start: int, end: int) -> Iterator[Turn]:
        """Yield every turn of which some code point lies in ``start`` to ``end``."""
        first = bisect.bisect_right(self.turns, start, key=lambda turn: turn.end)
        return itertools.takewhile(lambda turn: turn.start < end, self.turns[first:])

    def label_between(self, start: int, end: int) -> str | None:
        """Return the speaker label of a passage; None when it has none, or several."""
        labels = {turn.speaker for turn in self.turns_between(start, end)}
        return labels.pop() if len(labels) == 1 else None

    def line_of(self, position: int) -> int:
        """Return the 1-based line in which a code point stands."""
        return self.text.count("\n", 0, position) + 1
