"""Replacing: what a person decided on is replaced, and every position moves along."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from handrail.interviews.candidates import Candidate
from handrail.interviews.decisions import Decision, decided, open_candidates, require_decided
from handrail.interviews.placing import Coding
from handrail.interviews.transcript import Turn
from handrail.values import DataError

_COLON = re.compile(r"[ \t]*:(?!\S)")
_Edges = tuple[int, ...]
"""Where replaced stretches begin, or end."""


@dataclass(frozen=True)
class Replacement:
    """A stretch of the original and what stands for it; positions in code points, ends exclusive."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Pseudonymised:
    """A text with its identifiers replaced.

    Attributes
    ----------
    text
        What may go on.
    replacements
        In order, none over another, with positions in the original.
    length
        Code points of the original.

    Examples
    --------
    >>> one = replaced("Anna said so.", [Replacement(0, 4, "[Name 1]")])
    >>> one.text, one.map_span(5, 9), one.map_span(2, 9), one.original_span(9, 13)
    ('[Name 1] said so.', (9, 13), (0, 13), (5, 9))
    """

    text: str = field(repr=False)
    replacements: tuple[Replacement, ...]
    length: int
    _old: tuple[_Edges, _Edges] = field(default=((), ()), init=False, repr=False, compare=False)
    _new: tuple[_Edges, _Edges] = field(default=((), ()), init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        moved = 0
        new_starts: list[int] = []
        new_ends: list[int] = []
        for one in self.replacements:
            new_starts.append(one.start + moved)
            moved += len(one.text) - (one.end - one.start)
            new_ends.append(one.end + moved)
        starts = tuple(one.start for one in self.replacements)
        ends = tuple(one.end for one in self.replacements)
        object.__setattr__(self, "_old", (starts, ends))
        object.__setattr__(self, "_new", (tuple(new_starts), tuple(new_ends)))

    def map_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the original stands now; a replacement that it touches is in it whole.

        Parameters
        ----------
        start, end
            Code points of the original, end exclusive.

        Raises
        ------
        DataError
            When it lies outside the original.
        """
        return _moved(start, end, self.length, self._old, self._new)

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the new text stood in the original: ``map_span`` the other way round."""
        return _moved(start, end, len(self.text), self._new, self._old)

    def move_coding(self, coding: Coding) -> Coding:
        """Return a coding at its new place, with the words that stand there now."""
        start, end = self.map_span(coding.start, coding.end)
        return replace(coding, start=start, end=end, quotation=self.text[start:end])

    def move_turn(self, turn: Turn, speaker: str | None) -> Turn:
        """Return a turn at its new place, under another speaker label."""
        start, end = self.map_span(turn.start, turn.end)
        return replace(turn, start=start, end=end, speaker=speaker)


def _moved(
    start: int, end: int, length: int, old: tuple[_Edges, _Edges], new: tuple[_Edges, _Edges]
) -> tuple[int, int]:
    (starts, ends), (new_starts, new_ends) = old, new
    if not 0 <= start <= end <= length:
        raise DataError.because(
            "a stretch lies inside its text", f"{start} to {end} of {length}", "see that it is of this text"
        )
    # The last replacement that begins before the stretch's edge.
    at = bisect.bisect_right(starts, start) - 1
    inside = at >= 0 and start < ends[at]
    if start == end:
        # A point: inside a replacement it goes to its beginning.
        if inside:
            return (new_starts[at], new_starts[at])
        point = start + (new_ends[at] - ends[at] if at >= 0 else 0)
        return point, point
    new_start = new_starts[at] if inside else start + (new_ends[at] - ends[at] if at >= 0 else 0)
    last = bisect.bisect_left(starts, end) - 1
    if last >= 0 and end <= ends[last]:
        return new_start, new_ends[last]
    return new_start, end + (new_ends[last] - ends[last] if last >= 0 else 0)


def replaced(text: str, replacements: Iterable[Replacement]) -> Pseudonymised:
    """Return a text with stretches replaced.

    Raises
    ------
    DataError
        When stretches lie over each other, are empty or lie outside the text.

    Examples
    --------
    >>> replaced("Anna's friend", [Replacement(0, 4, "[Name 1]")]).text
    "[Name 1]'s friend"
    """
    order = tuple(sorted(replacements, key=lambda one: one.start))
    parts: list[str] = []
    at = 0
    for one in order:
        if not at <= one.start < one.end <= len(text):
            raise DataError.because(
                "replaced stretches lie inside the text and not over each other",
                f"{one.start} to {one.end}",
                "see that they are of this text",
            )
        parts += (text[at : one.start], one.text)
        at = one.end
    return Pseudonymised("".join((*parts, text[at:])), order, len(text))


def pseudonymise(
    text: str, candidates: Sequence[Candidate], decisions: Iterable[Decision], *, document: str = ""
) -> Pseudonymised:
    """Return a text in which everything that a person decided to replace is replaced.

    What stands for a speaker's label, at the beginning of a line and before a colon, loses its brackets.

    Parameters
    ----------
    text, candidates
        A transcript, and what ``find_candidates`` found in it.
    decisions
        One about each of them; see ``decided`` for which stands.
    document
        The transcript's name, for decisions that hold in one document.

    Raises
    ------
    DisclosureRefused
        While any candidate is open: a text of which a part was decided would look finished.

    Examples
    --------
    >>> from datetime import date
    >>> from handrail.interviews import Candidate, Decision
    >>> one = Decision("person", "anna", "accept", "[Name 1]", "AB", date(2026, 5, 1))
    >>> pseudonymise("So Anna's team", [Candidate("person", 3, 7, "")], [one]).text
    "So [Name 1]'s team"
    """
    known = tuple(decisions)
    texts, found = {document: text}, {document: candidates}
    require_decided(open_candidates(texts, found, known))
    return replaced(text, replacements_of(text, decided(texts, found, known)[document]))


def replacements_of(text: str, told: Iterable[tuple[Candidate, Decision | None]]) -> tuple[Replacement, ...]:
    """Return what is replaced in a text, of candidates with the decision about each.

    Examples
    --------
    >>> from datetime import date
    >>> one = Decision("person", "anna", "accept", "[Name 1]", "AB", date(2026, 5, 1))
    >>> [part.text for part in replacements_of("Anna: Yes.", [(Candidate("person", 0, 4, ""), one)])]
    ['Name 1']
    """
    return tuple(
        Replacement(candidate.start, candidate.end, _stands(text, candidate, decision.replacement))
        for candidate, decision in told
        if decision is not None and decision.choice != "keep"
    )


def _stands(text: str, candidate: Candidate, replacement: str) -> str:
    opens = not text[text.rfind("\n", 0, candidate.start) + 1 : candidate.start].strip()
    return label_of(replacement) if opens and _COLON.match(text, candidate.end) else replacement


def label_of(replacement: str) -> str:
    """Return what stands for a speaker's label: without brackets, so that it is still read as one.

    Examples
    --------
    >>> label_of("[P07]"), label_of("a colleague")
    ('P07', 'a colleague')
    """
    inner = replacement[1:-1]
    return inner if replacement == f"[{inner}]" and inner.strip() else replacement
