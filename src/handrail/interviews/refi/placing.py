"""Placing: the selections of a REFI-QDA project at their places, in code points of each source's text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from handrail.interviews.body import Body
from handrail.interviews.project import Document, Passage, ProjectCoding, SourceConvention, Span
from handrail.interviews.refi.elements import Known
from handrail.interviews.refi.positions import SHORTEST_QUOTE, Convention, Measured, decide, is_quote
from handrail.interviews.refi.sources import RawSelection, RawSource
from handrail.interviews.refi.tally import unique_names
from handrail.interviews.refi.xml import guid_key
from handrail.interviews.speakers import find_turns
from handrail.interviews.transcript import Transcript


@dataclass
class Placed:
    """What the sources of a project hold, placed."""

    documents: list[Document] = field(default_factory=list)
    codings: list[ProjectCoding] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    conventions: list[SourceConvention] = field(default_factory=list)


def place(sources: Sequence[RawSource], software: str, known: Known) -> Placed:
    """Place every selection of every source; see :mod:`handrail.interviews.refi.positions` for the rule.

    Parameters
    ----------
    sources
        The sources as the file has them.
    software
        What the file says that it was written by.
    known
        What its other parts name; the documents and the places of selections are added.

    Raises
    ------
    DataError
        When selections lie beyond their text.
    """
    names = unique_names([one.label for one in sources])
    measured = [one.measured(name) for one, name in zip(sources, names, strict=True)]
    decided = decide(measured, software)
    placing = _Placing(known)
    for source, rulered, convention in zip(sources, measured, decided, strict=True):
        placing.add(source, rulered, convention)
    return placing.placed


class _Placing:
    """Places source after source."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._only = next(iter(known.users.values())) if len(known.users) == 1 else ""
        self._ids: set[str] = set()
        self.placed = Placed()

    def add(self, source: RawSource, measured: Measured, convention: Convention) -> None:
        tally, name = self._known.tally, measured.name
        first, last, exact = measured.placed(convention)
        fitting = measured.ruler.fitting(first, last, exact)
        tally.warn("selection with an end inside a character, widened to all of it", int((~exact).sum()))
        measured.ruler.forget()
        text, starts, ends = source.text, first.tolist(), last.tolist()
        if source.lines:
            # Written with line ends of two characters, each counted as one: these are the places in the text
            # as it was before.
            text, starts, ends = text.replace("\r\n", "\n"), list(measured.starts), list(measured.ends)
        turns, _ = find_turns(Body(text))
        speaking = Transcript(name, "txt", text, turns if any(turn.speaker for turn in turns) else ())
        places = iter(zip(starts, ends, strict=True))
        for selection in source.selections:
            start, end = (0, len(text)) if selection.whole else next(places)
            self._select(selection, Span(name, start, end, selection.guid), speaking)
        source.selections.clear()  # what was placed needs no second copy
        self._known.documents.setdefault(guid_key(source.guid), name)
        self.placed.documents.append(
            Document(
                name,
                text,
                source.guid,
                source.kind,
                source.description,
                "" if source.label == name else source.label,
                speaking.turns,
                source.values,
                source.notes,
            )
        )
        if source.text or measured.starts:
            said = SourceConvention(
                name, convention.units, convention.crlf, convention.bom, len(measured.starts), fitting
            )
            self.placed.conventions.append(said)

    def _select(self, selection: RawSelection, span: Span, speaking: Transcript) -> None:
        tally = self._known.tally
        quotation = speaking.text[span.start : span.end]
        self._known.spans.setdefault(guid_key(selection.guid), span)
        if len(selection.name) >= SHORTEST_QUOTE and not is_quote(selection.name, quotation):
            elsewhere = selection.name.rstrip("…. ") in speaking.text
            tally.warn("selection whose own text stands elsewhere in its source", elsewhere)
        coded = [one for one in selection.codings if one.code is not None]
        tally.lose("Coding", "it refers to no code of the project", len(selection.codings) - len(coded))
        if coded:
            self._code(selection, span, quotation, speaking)
        else:
            self.placed.passages.append(
                Passage(
                    span.document,
                    span.start,
                    span.end,
                    quotation,
                    selection.guid,
                    selection.name,
                    selection.description,
                    self._known.user(selection.user),
                    selection.created,
                    selection.modified,
                    selection.notes,
                )
            )

    def _code(self, selection: RawSelection, span: Span, quotation: str, speaking: Transcript) -> None:
        tally, user = self._known.tally, self._known.user(selection.user)
        speaker = speaking.label_between(span.start, span.end) if speaking.turns else None
        for coding in selection.codings:
            if coding.code is None:
                continue
            coder = self._known.user(coding.user) or user or self._only
            tally.warn("coding that names no coder", not coder)
            tally.lose("who selected", "the coder of the coding is kept", bool(user and coder != user))
            self.placed.codings.append(
                ProjectCoding(
                    self._id(coding.guid),
                    span.document,
                    span.start,
                    span.end,
                    quotation,
                    coding.code,
                    coder,
                    speaker=speaker,
                    guid=coding.guid,
                    selection=selection.guid,
                    selection_name=selection.name,
                    description=selection.description,
                    created=coding.created or selection.created,
                    modified=selection.modified,
                    notes=coding.notes,
                    selection_notes=selection.notes,
                )
            )

    def _id(self, guid: str) -> str:
        """Return an id for a coding that no other has."""
        base = guid_key(guid) or "coding"
        name, number = base, 1
        while name in self._ids:
            number += 1
            name = f"{base}-{number}"
        self._ids.add(name)
        return name
