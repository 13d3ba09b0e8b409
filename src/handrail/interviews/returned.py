"""Returned: what other programs made of a strand and no other file has a place for; for the team alone.

Notes, sets, passages without a code, links, and answers of participants that are others than ours. They are
known again by their GUIDs. What a note is about and what a link joins is written by name: ``coding:p01-1``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from handrail.interviews.coding_columns import LateCodings, columns_of
from handrail.interviews.project import Link, Note, Passage, ProjectSet, RefiProject, User, Value
from handrail.values import DataError, Problem, read_toml
from handrail.values.toml import quoted
from handrail.values.toml_tables import Shape, read_several

PROJECT = "project"
"""What a note is about that belongs to the project as a whole."""


@dataclass(frozen=True)
class ReturnedNote(Note):
    """A note, and what it is about: ``KIND:NAME`` each, or ``project``."""

    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReturnedLink:
    """A link between two things, each ``KIND:NAME``."""

    guid: str
    origin: str
    target: str
    name: str = field(default="", repr=False)
    direction: str = "Associative"
    color: str = ""


@dataclass(frozen=True)
class ReturnedAnswer:
    """What another program says of a participant; the participants file stands until a person changes it."""

    participant: str = field(repr=False)
    attribute: str
    value: str = field(repr=False)
    line: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Returned:
    """What came back and stays beside the strand's other files."""

    notes: tuple[ReturnedNote, ...] = ()
    sets: tuple[ProjectSet, ...] = ()
    passages: tuple[Passage, ...] = field(default=(), repr=False)
    links: tuple[ReturnedLink, ...] = ()
    answers: tuple[ReturnedAnswer, ...] = ()


KINDS = {"note": "notes", "set": "sets", "passage": "passages", "link": "links", "answer": "answers"}
"""What a block is called, to where its values are kept."""

_TEXT = dict.fromkeys(("guid", "name", "user", "created", "modified"), str)
_SHAPES = {
    "note": Shape("a note", {**_TEXT, "text": str, "about": list}, ("guid",)),
    "set": Shape(
        "a set",
        {"guid": str, "name": str, "description": str, "codes": list, "documents": list},
        ("guid", "name"),
    ),
    "passage": Shape(
        "a passage",
        {**_TEXT, "description": str, "document": str, "start": int, "end": int, "quotation": str},
        ("guid", "document", "start", "end"),
    ),
    "link": Shape(
        "a link",
        dict.fromkeys(("guid", "origin", "target", "name", "direction", "color"), str),
        ("guid", "origin", "target"),
    ),
    "answer": Shape(
        "an answer",
        dict.fromkeys(("participant", "attribute", "value"), str),
        ("participant", "attribute", "value"),
    ),
}


def read_returned(path: Path) -> Returned:
    r"""Read what came back.

    Parameters
    ----------
    path
        A TOML file of ``[[note]]``, ``[[set]]``, ``[[passage]]``, ``[[link]]`` and ``[[answer]]`` tables.

    Raises
    ------
    DataError
        With every unknown key, missing part and doubled GUID, by line; never with a text.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "returned-talks.toml"
    ...     _ = file.write_text(block("note", ReturnedNote("n1", "Idea", "Ask again.", about=("code:luck",))))
    ...     read_returned(file).notes
    (ReturnedNote(guid='n1', user='', created='', modified='', about=('code:luck',)),)
    """
    found = read_several(read_toml(path), _SHAPES)
    seen: dict[str, int] = {}
    problems: list[Problem] = []
    for kind, tables in found.items():
        for table, line in tables:
            key = table.get("guid", "").casefold()
            if key and key in seen:
                received = f"that of line {seen[key]} again"
                problems.append(
                    Problem("a GUID is one thing's", received, f"take one {kind} out", path.name, line)
                )
            seen.setdefault(key, line)
    if problems:
        raise DataError(*problems)
    return returned_from(
        {KINDS[kind]: [{**table, "line": line} for table, line in tables] for kind, tables in found.items()}
    )


def returned_from(values: Mapping[str, Iterable[Mapping[str, Any]]]) -> Returned:
    """Return what came back from plain values, as a store keeps them."""
    types = {
        "notes": ReturnedNote,
        "sets": ProjectSet,
        "passages": Passage,
        "links": ReturnedLink,
        "answers": ReturnedAnswer,
    }
    made: dict[str, tuple[Any, ...]] = {}
    for name, kind in types.items():
        known = {one.name for one in fields(kind)}
        made[name] = tuple(
            kind(
                **{
                    **({"quotation": ""} if kind is Passage else {}),
                    **{
                        key: tuple(value) if isinstance(value, list | tuple) else value
                        for key, value in one.items()
                        if key in known
                    },
                }
            )
            for one in values.get(name, ())
        )
    return Returned(**made)


def block(kind: str, one: Any) -> str:
    """Return a thing as a block of the file; what is empty is left out.

    Examples
    --------
    >>> print(block("set", ProjectSet("To read", "s1", documents=("p01.txt",))), end="")
    [[set]]
    guid = "s1"
    name = "To read"
    documents = ["p01.txt"]
    """
    lines = [f"[[{kind}]]"]
    for key in _SHAPES[kind].types:
        value = getattr(one, key)
        if isinstance(value, tuple):
            if value:
                lines.append(f"{key} = [{', '.join(map(quoted, value))}]")
        elif isinstance(value, int):
            lines.append(f"{key} = {value}")
        elif value:
            lines.append(f"{key} = {quoted(value)}")
    return "\n".join(lines) + "\n"


# -- of a project, and into one -------------------------------------------------------------------


def returned_of(project: RefiProject) -> Returned:
    """Return what of a project has no other file: everything but answers, which are held against ours.

    A link whose ends are not both things of the project is left out.

    Examples
    --------
    >>> from handrail.interviews.project import Document
    >>> one = RefiProject("p", (Document("p01.txt", "…", guid="d1", notes=("n1",)),), notes=(Note("n1"),))
    >>> returned_of(one).notes[0].about
    ('document:p01.txt',)
    """
    about: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for name, one in _things(project):
        names[one.guid.casefold()] = name
        for note in (*one.notes, *getattr(one, "selection_notes", ())):
            about.setdefault(note.casefold(), []).append(name)
    for note in project.project_notes:
        about.setdefault(note.casefold(), []).append(PROJECT)
    names |= {one.guid.casefold(): f"note:{one.guid}" for one in project.notes}
    return Returned(
        notes=tuple(
            ReturnedNote(**vars(one), about=tuple(dict.fromkeys(about.get(one.guid.casefold(), ()))))
            for one in project.notes
        ),
        sets=tuple(replace(one, notes=()) for one in project.sets),
        passages=tuple(replace(one, notes=()) for one in project.passages),
        links=tuple(
            ReturnedLink(one.guid, names[ends[0]], names[ends[1]], one.name, one.direction, one.color)
            for one in project.links
            if (ends := (one.origin.casefold(), one.target.casefold())) and set(ends) <= names.keys()
        ),
    )


def with_returned(project: RefiProject, returned: Returned) -> RefiProject:
    """Return a project with what came back, at the things that it is about; what these lack, it goes without.

    Examples
    --------
    >>> from handrail.interviews.project import Document
    >>> one = RefiProject("p", (Document("p01.txt", "…", guid="d1"),))
    >>> note = ReturnedNote("n1", "Idea", "Ask again.", about=("document:p01.txt", "code:gone"))
    >>> with_returned(one, Returned((note,))).documents[0].notes
    ('n1',)
    """
    notes: dict[str, tuple[str, ...]] = {}
    for note in returned.notes:
        for name in note.about:
            notes[name] = (*notes.get(name, ()), note.guid)
    documents = {one.name for one in project.documents}
    codes = {one.name for one in project.codes}
    whole = replace(
        project,
        passages=(*project.passages, *(one for one in returned.passages if one.document in documents)),
        sets=(
            *project.sets,
            *(
                replace(
                    one,
                    codes=tuple(name for name in one.codes if name in codes),
                    documents=tuple(name for name in one.documents if name in documents),
                )
                for one in returned.sets
            ),
        ),
        notes=(*project.notes, *(_note(one) for one in returned.notes)),
        project_notes=(*project.project_notes, *notes.get(PROJECT, ())),
    )
    for kind, collection in _COLLECTIONS.items():
        if any(name.startswith(f"{kind}:") for name in notes):
            noted = _noted(kind, getattr(whole, collection), notes)
            whole = replace(whole, **{collection: noted})  # type: ignore[arg-type]
    guids = {f"note:{one.guid}": one.guid for one in whole.notes}
    if returned.links:
        guids |= {name: one.guid for name, one in _things(whole)}
    known = {one.name for one in whole.users}
    users = [one.user for one in returned.notes] + [one.user for one in returned.passages]
    by = dict.fromkeys(name for name in users if name not in {"", *known})
    return replace(
        whole,
        users=(*whole.users, *map(User, by)),
        links=(
            *whole.links,
            *(
                Link(one.guid, guids[one.origin], guids[one.target], one.name, one.direction, one.color)  # type: ignore[arg-type]
                for one in returned.links
                if one.origin in guids and one.target in guids
            ),
        ),
    )


_COLLECTIONS = {
    "document": "documents",
    "code": "codes",
    "coding": "codings",
    "participant": "cases",
    "passage": "passages",
    "set": "sets",
}


def _things(project: RefiProject) -> Iterator[tuple[str, Any]]:
    for kind, collection in _COLLECTIONS.items():
        yield from ((_name(kind, one), one) for one in getattr(project, collection))


def _noted(kind: str, listed: Sequence[Any], notes: Mapping[str, tuple[str, ...]]) -> Sequence[Any]:
    """Return things with their notes; codings stay columns until somebody looks at one."""

    def made() -> Iterator[Any]:
        for one in listed:
            more = notes.get(_name(kind, one))
            yield replace(one, notes=(*one.notes, *more)) if more else one

    return LateCodings(columns_of(listed), made) if kind == "coding" else tuple(made())


def _name(kind: str, one: Any) -> str:
    return f"{kind}:{one.guid if kind in ('passage', 'set') else one.name}"


def _note(one: ReturnedNote) -> Note:
    return Note(one.guid, one.name, one.text, one.user, one.created, one.modified)


def answer_text(value: Value) -> str:
    """Return an answer as the participants file would have it.

    Examples
    --------
    >>> answer_text(True), answer_text(3), answer_text(None), answer_text("police ")
    ('yes', '3', '', 'police')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value).strip()
