"""Extras: what the format has no place for travels as notes and links, and is taken back from them.

A coder's memo and flags on a coding, a code's inclusion and exclusion criteria and its origin become notes;
a case's notes become links. Their GUIDs are derived from the thing's own, so that they are known again. In
another program they can be read; a note that is changed there comes back as the changed memo.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from handrail.interviews.project import Case, Link, Note, ProjectCode, ProjectCoding, RefiProject
from handrail.interviews.refi.xml import derived_guid, guid_key

_Owner = TypeVar("_Owner", ProjectCoding, ProjectCode)
_OF_CODING = ("memo", "flags")
_OF_CODE = ("include", "exclude", "origin")
_OF_CASE = "note"
_ORIGINS = ("guide", "inductive")


def _extra(kind: str, *owners: str) -> str:
    return derived_guid("extra", kind, *(guid_key(owner) for owner in owners))


def add_extras(project: RefiProject) -> RefiProject:
    """Return a project whose memos, flags, criteria and cases' notes stand as notes and links.

    Every thing must have its GUID already (:func:`refi_guids.with_guids`).
    """
    made: list[Note] = []
    codings = tuple(_with_notes(one, dict(_coding_extras(one)), made, one.coder) for one in project.codings)
    codes = tuple(_with_notes(one, dict(_code_extras(one)), made, "") for one in project.codes)
    links = [
        Link(_extra(_OF_CASE, case.guid, note), case.guid, note, _OF_CASE, "OneWay")
        for case in project.cases
        for note in case.notes
    ]
    return replace(
        project,
        codings=codings,
        codes=codes,
        cases=tuple(replace(case, notes=()) if case.notes else case for case in project.cases),
        notes=(*project.notes, *made),
        links=(*project.links, *links),
    )


def _coding_extras(coding: ProjectCoding) -> Iterator[tuple[str, str]]:
    if coding.memo:
        yield "memo", coding.memo
    if coding.flags:
        yield "flags", "\n".join(coding.flags)


def _code_extras(code: ProjectCode) -> Iterator[tuple[str, str]]:
    if code.include:
        yield "include", code.include
    if code.exclude:
        yield "exclude", code.exclude
    if code.origin != "inductive":
        yield "origin", code.origin


def _with_notes(owner: _Owner, extras: Mapping[str, str], made: list[Note], user: str) -> _Owner:
    if not extras:
        return owner
    notes = [Note(_extra(kind, owner.guid), kind, text, user) for kind, text in extras.items()]
    made += notes
    more = tuple(note.guid for note in notes)
    return replace(owner, notes=owner.notes + more)


def absorb_extras(project: RefiProject) -> RefiProject:
    """Return a project with what :func:`add_extras` made notes and links of at its own place again."""
    notes = {guid_key(note.guid): note for note in project.notes}
    used: set[str] = set()
    codings = tuple(_coding(one, notes, used) if one.notes and one.guid else one for one in project.codings)
    codes = tuple(_code(one, notes, used) if one.notes and one.guid else one for one in project.codes)
    links, cases = _cases(project)
    return replace(
        project,
        codings=codings,
        codes=codes,
        cases=cases,
        links=links,
        notes=tuple(note for note in project.notes if guid_key(note.guid) not in used),
    )


def _taken(
    owner: ProjectCoding | ProjectCode, kinds: tuple[str, ...], notes: Mapping[str, Note], used: set[str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the extras among an owner's notes, and the notes that are none."""
    kinds_by_guid = {_extra(kind, owner.guid): kind for kind in kinds}
    found: dict[str, str] = {}
    left: list[str] = []
    for guid in owner.notes:
        kind = kinds_by_guid.get(guid_key(guid))
        note = notes.get(guid_key(guid))
        if kind is None or note is None or (kind == "origin" and note.text not in _ORIGINS):
            left.append(guid)
        else:
            found[kind] = note.text
            used.add(guid_key(guid))
    return found, tuple(left)


def _coding(one: ProjectCoding, notes: Mapping[str, Note], used: set[str]) -> ProjectCoding:
    found, left = _taken(one, _OF_CODING, notes, used)
    flags = tuple(flag for flag in found.get("flags", "").split("\n") if flag)
    return replace(one, memo=found.get("memo", one.memo), flags=flags or one.flags, notes=left)


def _code(one: ProjectCode, notes: Mapping[str, Note], used: set[str]) -> ProjectCode:
    found, left = _taken(one, _OF_CODE, notes, used)
    return replace(one, **found, notes=left)  # type: ignore[arg-type]


def _cases(project: RefiProject) -> tuple[tuple[Link, ...], tuple[Case, ...]]:
    cases = {guid_key(case.guid): case for case in project.cases if case.guid}
    notes: dict[str, list[str]] = {}
    links: list[Link] = []
    for link in project.links:
        owner = cases.get(guid_key(link.origin))
        if owner is not None and guid_key(link.guid) == _extra(_OF_CASE, link.origin, link.target):
            notes.setdefault(owner.guid, []).append(link.target)
        else:
            links.append(link)
    return tuple(links), tuple(
        replace(case, notes=tuple(dict.fromkeys(notes[case.guid]))) if case.guid in notes else case
        for case in project.cases
    )
