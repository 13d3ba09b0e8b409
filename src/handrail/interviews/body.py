"""Body: what a reader of one format hands on, before anyone asks who speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cue:
    """A stretch of a subtitle file with its times.

    Attributes
    ----------
    start, end
        Code points of the body's text.
    begins, ends
        Seconds into the recording.
    voice
        The speaker that the format itself names (``<v Name>``), or None.
    """

    start: int
    end: int
    begins: float
    ends: float
    voice: str | None = None


@dataclass(frozen=True)
class Body:
    """The text of a document.

    Attributes
    ----------
    text
        What it says, lines ended by a line feed.
    notes
        What was kept and left out.
    leads
        Start of a line to the number of bold characters with which it opens.
    cues
        For subtitles: every cue in order. None for every other format.
    """

    text: str
    notes: tuple[str, ...] = ()
    leads: Mapping[int, int] = field(default_factory=dict)
    cues: tuple[Cue, ...] | None = None


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> counted(1, "comment"), counted(2, "reply", "replies")
    ('1 comment', '2 replies')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


class Paragraphs:
    r"""Collects paragraphs with their bold openings into one body.

    Examples
    --------
    >>> page = Paragraphs()
    >>> page.add("Anna", bold=4)
    >>> page.add("It was luck.")
    >>> page.body(()).text, dict(page.body(()).leads)
    ('Anna\nIt was luck.', {0: 4})
    """

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._leads: dict[int, int] = {}
        self._length = 0

    def add(self, text: str, bold: int = 0) -> None:
        """Add a paragraph, of which the first ``bold`` characters are bold."""
        if bold:
            self._leads[self._length] = bold
        self._texts.append(text)
        self._length += len(text) + 1

    def body(self, notes: tuple[str, ...]) -> Body:
        """Return what was collected."""
        return Body("\n".join(self._texts), notes, self._leads)
