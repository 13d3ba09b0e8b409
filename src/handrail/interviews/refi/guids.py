"""GUIDs: every thing of a project by one that stays, so that it is known again when it comes back.

A GUID that is there stays. Where there is none, or none that the format takes, one is derived from the
project and the thing's own name: the same project always gives the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from handrail.interviews.project import (
    Case,
    Passage,
    ProjectCoding,
    ProjectSet,
    RefiProject,
    Span,
    User,
)
from handrail.interviews.refi.xml import derived_guid, guid_key, is_guid

_Thing = TypeVar("_Thing", bound=Any)
_Place = tuple[str, int, int]


def with_guids(project: RefiProject) -> RefiProject:
    """Return a project in which everything has a GUID that the format takes, each its own within its kind.

    References by GUID follow. Coders who are no users become users; codings at one place that name no
    selection share one.

    Examples
    --------
    >>> from handrail.interviews.project import Document
    >>> one = with_guids(RefiProject("pilot", (Document("p01.txt", "We learned by luck."),)))
    >>> one == with_guids(one), len(one.documents[0].guid)
    (True, 36)
    """
    base = project.guid or project.name
    given = _Given(base)
    users = _users(project)
    documents = given.all("document", project.documents, lambda one: (one.name,))
    named_users = given.all("user", users, lambda one: (one.name,))
    codes = given.all("code", project.codes, lambda one: (one.name,))
    variables = given.all("variable", project.variables, lambda one: (one.name,))
    cases = given.all("case", project.cases, lambda one: (one.name,))
    sets = given.all("set", project.sets, lambda one: (one.name,))
    notes = given.all("note", project.notes, lambda one: (one.guid, one.name))
    links = given.all("link", project.links, lambda one: (one.guid, one.origin, one.target, one.name))
    selections, taken = _Selections(base), set[str]()
    codings = tuple(
        _coding(one, given.one("coding", one.guid, (one.name,), taken), selections.of_coding(one), given)
        for one in project.codings
    )
    passages = tuple(selections.of_passage(one, given) for one in project.passages)
    cases = tuple(
        replace(one, spans=tuple(replace(span, selection=selections.of_span(span)) for span in one.spans))
        for one in cases
    )
    follow = given.follow
    return replace(
        project,
        documents=tuple(replace(one, notes=follow(one.notes)) for one in documents),
        users=named_users,
        codes=tuple(replace(one, notes=follow(one.notes)) for one in codes),
        codings=codings,
        passages=tuple(replace(one, notes=follow(one.notes)) for one in passages),
        cases=tuple(_case(one, follow) for one in cases),
        variables=variables,
        sets=tuple(_set(one, follow) for one in sets),
        notes=notes,
        links=tuple(
            replace(
                one,
                origin=given.moved.get(guid_key(one.origin), one.origin),
                target=given.moved.get(guid_key(one.target), one.target),
                notes=follow(one.notes),
            )
            for one in links
        ),
        project_notes=follow(project.project_notes),
    )


def _coding(one: ProjectCoding, guid: str, selection: str, given: _Given) -> ProjectCoding:
    notes, others = given.follow(one.notes), given.follow(one.selection_notes)
    if (guid, selection, notes, others) == (one.guid, one.selection, one.notes, one.selection_notes):
        return one
    return replace(one, guid=guid, selection=selection, notes=notes, selection_notes=others)


def _users(project: RefiProject) -> tuple[User, ...]:
    known = {user.name for user in project.users}
    used = dict.fromkeys(
        [coding.coder for coding in project.codings]
        + [passage.user for passage in project.passages]
        + [note.user for note in project.notes]
    )
    return (*project.users, *(User(name) for name in used if name and name not in known))


def _case(case: Case, follow: Callable[[Iterable[str]], tuple[str, ...]]) -> Case:
    return replace(case, notes=follow(case.notes))


def _set(one: ProjectSet, follow: Callable[[Iterable[str]], tuple[str, ...]]) -> ProjectSet:
    return replace(one, notes=follow(one.notes))


class _Given:
    """Gives GUIDs to the things of one kind after the other, and remembers what moved."""

    def __init__(self, base: str) -> None:
        self._base = base
        self.moved: dict[str, str] = {}

    def all(
        self, kind: str, things: Sequence[_Thing], parts: Callable[[_Thing], tuple[str, ...]]
    ) -> tuple[_Thing, ...]:
        taken: set[str] = set()
        done: list[_Thing] = []
        for thing in things:
            guid = self.one(kind, thing.guid, parts(thing), taken)
            done.append(thing if guid == thing.guid else replace(thing, guid=guid))
        return tuple(done)

    def one(self, kind: str, guid: str, parts: tuple[str, ...], taken: set[str]) -> str:
        """Return a GUID that is not taken: the thing's own where it can be."""
        key = guid_key(guid)
        if is_guid(guid) and key not in taken:
            taken.add(key)
            return guid
        made, number = derived_guid(self._base, kind, *parts), 1
        while made in taken:
            number += 1
            made = derived_guid(self._base, kind, *parts, str(number))
        taken.add(made)
        if guid and not is_guid(guid):
            self.moved.setdefault(key, made)
        return made

    def follow(self, guids: Iterable[str]) -> tuple[str, ...]:
        """Return references with those that moved at their new GUIDs."""
        return tuple([self.moved.get(guid_key(one), one) for one in guids])


class _Selections:
    """Gives selections their GUIDs: one GUID stands for one place."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._places: dict[str, _Place] = {}
        self._at: dict[_Place, str] = {}
        self._taken: set[str] = set()

    def _free(self, guid: str, place: _Place) -> bool:
        return is_guid(guid) and self._places.setdefault(guid_key(guid), place) == place

    def of_coding(self, one: ProjectCoding) -> str:
        place = (one.document, one.start, one.end)
        if self._free(one.selection, place):
            self._at.setdefault(place, one.selection)
            self._taken.add(guid_key(one.selection))
            return one.selection
        guid = self._derived("selection", place)
        self._at.setdefault(place, guid)
        self._taken.add(guid)
        return guid

    def _derived(self, kind: str, place: _Place) -> str:
        """Return a GUID for a place, which no other place has."""
        parts = tuple(str(part) for part in place)
        number = 1
        guid = derived_guid(self._base, kind, *parts)
        while not self._free(guid, place):
            number += 1
            guid = derived_guid(self._base, kind, *parts, str(number))
        return guid

    def of_passage(self, one: Passage, given: _Given) -> Passage:
        place = (one.document, one.start, one.end)
        parts = (one.document, str(one.start), str(one.end), one.name)
        guid = given.one("passage", one.guid, parts, self._taken)
        # A case's span has no part in it: a passage of its own would be taken for the span alone.
        self._places[guid_key(guid)] = place
        return one if guid == one.guid else replace(one, guid=guid)

    def of_span(self, one: Span) -> str:
        place = (one.document, one.start, one.end)
        if self._free(one.selection, place):
            return one.selection
        if place in self._at:
            return self._at[place]
        return self._derived("span", place)
