"""Returning: what of a project that comes back may be taken in, and what of ours it is.

Whoever withdrew, stopped new use or did not agree to analysis does not come back with an old file. Sources
are known again by GUID, name or text: programs cut endings off and give what is new GUIDs of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from handrail.interviews.line_ends import plain_lines
from handrail.study.guids import guid_of
from handrail.study.plan import Interviews
from handrail.study.project import barred_people
from handrail.study.returned import returned_file
from handrail.study.session import Session
from handrail.study.withdrawal.tombstones import RUN, Tombstones, plain_words, stem_of
from handrail.values import UsageError

if TYPE_CHECKING:
    from handrail.interviews.project import Case, Document, RefiProject
    from handrail.store import DocumentRecord


@dataclass(frozen=True)
class Returning:
    """A project without who may not come back, its sources known again; and how much stayed out."""

    project: RefiProject
    documents: int = 0
    cases: int = 0
    memos: int = 0


def returning(theirs: RefiProject, ours: RefiProject, session: Session, strand: str) -> Returning:
    """Return a project as it may be compared with ours.

    Parameters
    ----------
    theirs, ours
        The project that comes back, and the strand as a project: without whoever is not in use.
    session, strand
        The open study, and the strand's id.
    """
    gate = Gate(ours, session, strand)
    known = dict(gate.known_again(theirs.documents))
    documents = [
        gate.told(one, known.get(place))
        for place, one in enumerate(theirs.documents)
        if gate.passes(one, known.get(place))
    ]
    names = {one.name for one in documents}
    memos = Counter[str]()

    def said(text: str, document: str = "") -> str:
        if text and gate.quotes(text, document):
            memos["memo"] += 1
            return ""
        return text

    stays = {one.name for one in theirs.documents} - names
    cases = tuple(
        left for one in theirs.cases if gate.may_return(one) and (left := _without(one, stays)) is not None
    )
    project = replace(
        theirs,
        documents=tuple(documents),
        codings=tuple(
            replace(one, memo=said(one.memo, one.document)) if one.memo and gate else one
            for one in theirs.codings
            if one.document in names and not (gate.tombstones and gate.tombstones.coding(one.name))
        ),
        passages=tuple(
            replace(one, name=said(one.name, one.document), description=said(one.description, one.document))
            if gate
            else one
            for one in theirs.passages
            if one.document in names and not (gate.tombstones and gate.tombstones.coding(one.guid))
        ),
        sets=tuple(
            replace(
                one,
                description=said(one.description),
                documents=tuple(name for name in one.documents if name in names),
            )
            for one in theirs.sets
        ),
        codes=tuple(
            replace(
                one,
                description=said(one.description),
                include=said(one.include),
                exclude=said(one.exclude),
            )
            if gate
            else one
            for one in theirs.codes
        ),
        cases=cases,
    )
    project, out = _without_notes(theirs, project, gate)
    memos["memo"] += out
    return Returning(
        project, len(theirs.documents) - len(documents), len(theirs.cases) - len(cases), memos["memo"]
    )


def _without_notes(theirs: RefiProject, left: RefiProject, gate: Gate) -> tuple[RefiProject, int]:
    """Return a project without notes on what stays out, and those that repeat its words; and how many."""
    from handrail.interviews.returned import returned_of

    was, now = returned_of(theirs), returned_of(left)
    about = {one.guid: set(one.about) for one in now.notes}
    gone = {
        one.guid
        for one in was.notes
        if set(one.about) - about[one.guid]
        or (gate and (gate.quotes(one.text, "") or gate.quotes(one.name, "")))
    }
    if not gone and len(now.links) == len(was.links):
        return left, 0
    standing = {one.guid for one in now.links}
    return replace(
        left,
        notes=tuple(one for one in left.notes if one.guid not in gone),
        links=tuple(
            one for one in left.links if one.guid in standing and not {one.origin, one.target} & gone
        ),
    ), len(gone)


class Gate:
    """Knows who may not come back, by tombstones and, where the data stay, by the data."""

    def __init__(self, ours: RefiProject, session: Session, strand: str) -> None:
        store = session.store
        self.strand = strand
        self.tombstones = Tombstones(store)
        self.ours = {one.name: one for one in ours.documents}
        self.stored = {one.name: one for one in store.documents(strand)}
        self.barred = {one.casefold() for one in barred_people(store, strand)}
        self.guids = {
            guid_of("case", one.id)
            for one in store.participants(strand)
            if one.name.casefold() in self.barred
        }
        self._runs = {run for text in self._hidden() for run in _runs(text)}

    def __bool__(self) -> bool:
        """Return whether anyone may not come back."""
        return bool(self.tombstones) or bool(self._runs)

    def _hidden(self) -> Iterator[str]:
        """Yield what is stored and not in use: whole documents, and turns that are blanked."""
        for name, one in self.stored.items():
            shown = self.ours.get(name)
            if shown is None:
                yield one.text
            elif shown.text != one.text:
                yield from (
                    one.text[turn.start : turn.end]
                    for turn in one.turns
                    if shown.text[turn.start : turn.end] != one.text[turn.start : turn.end]
                )

    def known_again(self, documents: Iterable[Document]) -> Iterator[tuple[int, str]]:
        """Yield the place of each of their documents that is one of the store's, and its name there."""
        left = dict(enumerate(documents))
        free = dict(self.stored)
        stems = Counter(stem_of(name).casefold() for name in free)
        ways = (
            (lambda one: one.guid.lower(), lambda one: guid_of("document", one.source)),
            (lambda one: one.name, lambda one: one.name),
            (lambda one: _plain(one.text), lambda one: _plain(one.text)),
            (lambda one: _plain(one.text), lambda one: _plain(self._shown(one))),
            (
                lambda one: stem_of(one.name).casefold(),
                lambda one: stem_of(one.name).casefold() if stems[stem_of(one.name).casefold()] == 1 else "",
            ),
        )
        for of_theirs, of_stored in ways:
            by_key: dict[str, DocumentRecord] = {of_stored(one): one for one in free.values()}
            for place, one in list(left.items()):
                found = by_key.pop(of_theirs(one), None) if of_theirs(one) else None
                if found is not None:
                    del left[place], free[found.name]
                    yield place, found.name

    def _shown(self, one: DocumentRecord) -> str:
        return self.ours[one.name].text if one.name in self.ours else ""

    def passes(self, one: Document, stored: str | None) -> bool:
        """Return whether a source may come back."""
        if stored is not None and stored not in self.ours:
            return False
        gone = self.tombstones.document(one.name) or self.tombstones.stem(one.name)
        if gone or self.tombstones.said(one.text, one.name):
            return False
        # Of a text that nobody here knows, as many runs as a withdrawal asks for are no accident.
        return stored is not None or len(self._runs & set(_runs(one.text))) < _ENOUGH

    def told(self, one: Document, stored: str | None) -> Document:
        """Return a source under our GUID; turns that are blanked here are blanked in it."""
        if stored is None:
            return one
        ours, raw = self.ours[stored], self.stored[stored].text
        text = one.text
        if ours.text != raw and _plain(text) == _plain(raw):
            text = _with_line_ends(plain_lines(ours.text), text)
        return replace(one, guid=ours.guid, text=text)

    def may_return(self, case: Case) -> bool:
        """Return whether a case is of someone who is in use, or whom nobody here knows."""
        barred = case.name.casefold() in self.barred or case.guid.lower() in self.guids
        return not barred and not self.tombstones.person(self.strand, case.name)

    def quotes(self, text: str, document: str) -> bool:
        """Return whether a memo repeats what may not come back."""
        return self.tombstones.said(text, document) or not self._runs.isdisjoint(_runs(text))


def _without(case: Case, stays: Collection[str]) -> Case | None:
    """Return a case without the sources that stay out; None where it is of those alone, whatever its name."""
    documents = tuple(name for name in case.documents if name not in stays)
    spans = tuple(span for span in case.spans if span.document not in stays)
    if (documents, spans) == (case.documents, case.spans):
        return case
    return replace(case, documents=documents, spans=spans) if documents or spans else None


_ENOUGH = 3


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = plain_words(text)
    return (tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def _plain(text: str) -> str:
    return plain_lines(text).rstrip()


def _with_line_ends(plain: str, like: str) -> str:
    """Return a text with the line ends of another that differs from it in nothing but those and letters."""
    letters = iter(plain)
    made: list[str] = []
    for place, letter in enumerate(like):
        if letter == "\n" and like[place - 1 : place] == "\r":
            made.append(letter)
        elif letter == "\r":
            made.append(letter)
            next(letters, "")
        else:
            made.append(next(letters, letter))
    return "".join(made)


def refuse_unbuilt(session: Session, strand: Interviews) -> None:
    """Raise when no build has read the files that an import compares with, and adds to, as they are now.

    Raises
    ------
    UsageError
        That names the first such file.
    """
    kinds = {strand.participants: "participants", strand.codebook: "codebook"}
    kinds[returned_file(strand)] = "returned"
    if strand.adjudications:
        kinds[strand.adjudications] = "adjudications"
    for name, kind in (*kinds.items(), *((name, "codings") for name in strand.codings)):
        path = session.locator.find(name)
        read = session.store.result(f"read:{strand.id}/{kind}/{name}")
        if path is not None and (read is None or not _is_read(session, strand, name, path)):
            raise UsageError.because(
                "a project is compared with what was built last",
                f"{name} has changed since, or was never built",
                "run `handrail build` first",
            )


def _is_read(session: Session, strand: Interviews, name: str, path: Path) -> bool:
    digest = session.store.digester.of_file(path)
    return any(one.name == name and one.file_digest == digest for one in session.store.sources(strand.id))
