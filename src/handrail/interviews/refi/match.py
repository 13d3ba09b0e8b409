"""Matching: what of one project is what of another, though a program renamed it or gave it a new GUID.

Everything is matched by GUID first. What is left over is matched by name, and codings and other passages by
document, place, code and coder (where the text was edited: by their words). The second project is then told
in the names and places of the first, so that a renamed code is one change and not one for every coding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np

from handrail.interviews.project import (
    Case,
    Document,
    Passage,
    ProjectCoding,
    ProjectSet,
    RefiProject,
    Span,
    Value,
)
from handrail.interviews.refi.guids import with_guids
from handrail.interviews.refi.positions import Convention, Ruler
from handrail.interviews.refi.xml import guid_key

How = Literal["guid", "name", "place", ""]
"""How two things were known to be one; empty for what only one project has."""

KINDS = ("document", "user", "code", "variable", "case", "set", "note", "link", "coding", "passage")
"""The kinds of things, in the order in which they are matched."""

_ONE = Convention("codepoint", 1, bom=False)


@dataclass(frozen=True)
class Pair:
    """A thing of both projects, or of one: the other is None. ``theirs`` is told in our names and places."""

    ours: Any
    theirs: Any
    how: How = ""


@dataclass(frozen=True)
class Matching:
    """All pairs by kind, and the documents whose text differs in more than line ends."""

    ours: RefiProject
    theirs: RefiProject
    pairs: Mapping[str, tuple[Pair, ...]]
    edited: frozenset[str]
    line_ends: int


class _Lines:
    """Tells places in one text by those of another that differs only in its line ends."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _ruler(self) -> Ruler | None:
        return Ruler(self._text) if "\r\n" in self._text else None

    @cached_property
    def plain(self) -> str:
        return self._text.replace("\r\n", "\n").replace("\r", "\n")

    def to_plain(self, place: int) -> int:
        if self._ruler is None:
            return place
        return int(self._ruler.measure(np.array([place]), _ONE)[0])

    def from_plain(self, place: int) -> int:
        place = min(place, len(self.plain))
        if self._ruler is None:
            return place
        spots = np.array([place])
        return int(self._ruler.place(spots, spots, _ONE)[0][0])


@dataclass
class _Names:
    """Their names to ours."""

    document: dict[str, str] = field(default_factory=dict)
    user: dict[str, str] = field(default_factory=dict)
    code: dict[str, str] = field(default_factory=dict)
    variable: dict[str, str] = field(default_factory=dict)
    note: dict[str, str] = field(default_factory=dict)

    def notes(self, guids: Iterable[str]) -> tuple[str, ...]:
        return tuple([self.note.get(guid_key(one), one) for one in guids])

    def values(self, values: Mapping[str, Value]) -> dict[str, Value]:
        return {self.variable.get(name, name): value for name, value in values.items()}


def match_projects(ours: RefiProject, theirs: RefiProject) -> Matching:
    """Match everything of two projects; theirs is told in our names, and, where texts agree, our places."""
    ours, theirs = with_guids(ours), with_guids(theirs)
    names = _Names()
    pairs: dict[str, tuple[Pair, ...]] = {}
    for kind, mapping in (
        ("document", names.document),
        ("user", names.user),
        ("code", names.code),
        ("variable", names.variable),
    ):
        found = _matched(_things(ours, kind), _things(theirs, kind), lambda one: one.name)
        mapping.update(_told(found))
        pairs[kind] = tuple(_called(one, mapping) for one in found)
    notes = _matched(ours.notes, theirs.notes, lambda one: (one.name, one.text) if one.text else None)
    names.note.update({guid_key(one.theirs.guid): one.ours.guid for one in notes if one.ours and one.theirs})
    pairs["note"] = tuple(
        replace(one, theirs=replace(one.theirs, user=names.user.get(one.theirs.user, one.theirs.user)))
        if one.theirs
        else one
        for one in notes
    )
    places = _Places(pairs["document"], names)
    pairs["document"] = tuple(_document(one, names) for one in pairs["document"])
    pairs["code"] = tuple(_code(one, names) for one in pairs["code"])
    codings = tuple(_coding(one, names, places) for one in theirs.codings)
    pairs["coding"] = _matched(ours.codings, codings, places.of, "place")
    passages = tuple(_passage(one, names, places) for one in theirs.passages)
    pairs["passage"] = _matched(ours.passages, passages, places.of, "place")
    cases = tuple(_case(one, names, places) for one in theirs.cases)
    found = _matched(ours.cases, cases, lambda one: one.name)
    told = _told(found)
    pairs["case"] = tuple(_called(one, told) for one in found)
    sets = tuple(_set(one, names) for one in theirs.sets)
    pairs["set"] = _matched(ours.sets, sets, lambda one: one.name)
    moved = {
        guid_key(one.theirs.guid): one.ours.guid
        for kind in ("document", "code", "case", "note", "coding", "passage")
        for one in pairs[kind]
        if one.ours is not None and one.theirs is not None
    }
    links = tuple(
        replace(
            one,
            origin=moved.get(guid_key(one.origin), one.origin),
            target=moved.get(guid_key(one.target), one.target),
        )
        for one in theirs.links
    )
    pairs["link"] = _matched(
        ours.links, links, lambda one: (guid_key(one.origin), guid_key(one.target), one.name)
    )
    return Matching(
        ours, theirs, {kind: pairs[kind] for kind in KINDS}, frozenset(places.edited), places.line_ends
    )


def _things(project: RefiProject, kind: str) -> Sequence[Any]:
    things: Sequence[Any] = getattr(project, f"{kind}s")
    return things


def _matched(
    ours: Sequence[Any], theirs: Sequence[Any], name: Callable[[Any], Any], second: How = "name"
) -> tuple[Pair, ...]:
    """Return the pairs in our order, then what only they have in theirs."""
    by_guid = {guid_key(one.guid): index for index, one in enumerate(theirs)}
    partner: dict[int, tuple[int, How]] = {}
    used: set[int] = set()
    for index, one in enumerate(ours):
        found = by_guid.get(guid_key(one.guid))
        # A coding of a known GUID in another document is another coding.
        if found is not None and found not in used and _document_of(one) == _document_of(theirs[found]):
            partner[index] = (found, "guid")
            used.add(found)
    left: dict[Any, list[int]] = {}
    for index, one in enumerate(theirs):
        if index not in used and (key := name(one)) is not None:
            left.setdefault(key, []).append(index)
    for index, one in enumerate(ours):
        if index not in partner and left.get(name(one)):
            partner[index] = (left[name(one)].pop(0), second)
            used.add(partner[index][0])
    pairs = [
        Pair(one, theirs[partner[index][0]], partner[index][1]) if index in partner else Pair(one, None)
        for index, one in enumerate(ours)
    ]
    return (*pairs, *(Pair(None, one) for index, one in enumerate(theirs) if index not in used))


def _document_of(one: Any) -> str:
    return one.document if isinstance(one, ProjectCoding | Passage) else ""


def _told(pairs: Iterable[Pair]) -> dict[str, str]:
    """Return their names to ours; a new thing whose name is taken among ours gets another."""
    pairs = list(pairs)
    taken = {one.ours.name for one in pairs if one.ours is not None}
    told: dict[str, str] = {}
    for one in pairs:
        if one.theirs is not None and one.ours is not None:
            told[one.theirs.name] = one.ours.name
    for one in pairs:
        if one.ours is None:
            name, number = one.theirs.name, 1
            while name in taken:
                number += 1
                name = f"{one.theirs.name} ({number})"
            taken.add(name)
            told[one.theirs.name] = name
    return told


def _called(pair: Pair, told: Mapping[str, str]) -> Pair:
    """Return a pair whose theirs has our name; its label is what they call it."""
    one = pair.theirs
    if one is None or (told[one.name] == one.name and (one.label or pair.ours is None)):
        return pair
    return replace(pair, theirs=replace(one, name=told[one.name], label=one.label or one.name))


# -- theirs in our names ------------------------------------------------------------------------


def _document(pair: Pair, names: _Names) -> Pair:
    if pair.theirs is None:
        return pair
    one: Document = pair.theirs
    return replace(pair, theirs=replace(one, values=names.values(one.values), notes=names.notes(one.notes)))


def _code(pair: Pair, names: _Names) -> Pair:
    if pair.theirs is None:
        return pair
    parent = pair.theirs.parent
    return replace(
        pair,
        theirs=replace(
            pair.theirs,
            parent=None if parent is None else names.code.get(parent, parent),
            notes=names.notes(pair.theirs.notes),
        ),
    )


class _Places:
    """Where their stretches stand in our texts."""

    def __init__(self, documents: Iterable[Pair], names: _Names) -> None:
        self._names = names
        self._lines: dict[str, tuple[_Lines, _Lines]] = {}
        self.edited: set[str] = set()
        self.line_ends = 0
        for pair in documents:
            if pair.ours is None or pair.theirs is None or pair.ours.text == pair.theirs.text:
                continue
            here, there = _Lines(pair.ours.text), _Lines(pair.theirs.text)
            if here.plain.rstrip() == there.plain.rstrip():
                # A program made other line ends, or cut the empty lines at the end.
                self._lines[pair.ours.name] = (here, there)
                self.line_ends += 1
            else:
                self.edited.add(pair.ours.name)

    def told(self, one: ProjectCoding | Passage | Span) -> tuple[str, int, int]:
        start, end = one.start, one.end
        document = self._names.document.get(one.document, one.document)
        lines = self._lines.get(document)
        if lines is not None:
            here, there = lines
            start, end = here.from_plain(there.to_plain(start)), here.from_plain(there.to_plain(end))
        return document, start, end

    def of(self, one: Any) -> tuple[Any, ...]:
        """Return by what a coding or a passage is known without its GUID."""
        who = (one.code, one.coder) if isinstance(one, ProjectCoding) else ("", one.name)
        if one.document in self.edited:
            return (one.document, one.quotation.replace("\r\n", "\n"), *who)
        return (one.document, one.start, one.end, *who)


def _coding(one: ProjectCoding, names: _Names, places: _Places) -> ProjectCoding:
    told: dict[str, Any] = dict(zip(("document", "start", "end"), places.told(one), strict=True))
    told["code"] = names.code.get(one.code, one.code)
    told["coder"] = names.user.get(one.coder, one.coder)
    told["notes"] = names.notes(one.notes)
    told["selection_notes"] = names.notes(one.selection_notes)
    # Most are told as they are: fifty thousand copies would take their time.
    changed = {name: value for name, value in told.items() if value != getattr(one, name)}
    return replace(one, **changed) if changed else one


def _passage(one: Passage, names: _Names, places: _Places) -> Passage:
    document, start, end = places.told(one)
    return replace(
        one,
        document=document,
        start=start,
        end=end,
        user=names.user.get(one.user, one.user),
        notes=names.notes(one.notes),
    )


def _case(one: Case, names: _Names, places: _Places) -> Case:
    spans = (Span(*places.told(span), span.selection) for span in one.spans)
    return replace(
        one,
        values=names.values(one.values),
        documents=tuple(names.document.get(name, name) for name in one.documents),
        spans=tuple(spans),
        codes=tuple(names.code.get(name, name) for name in one.codes),
        notes=names.notes(one.notes),
    )


def _set(one: ProjectSet, names: _Names) -> ProjectSet:
    return replace(
        one,
        codes=tuple(names.code.get(name, name) for name in one.codes),
        documents=tuple(names.document.get(name, name) for name in one.documents),
        notes=names.notes(one.notes),
    )
