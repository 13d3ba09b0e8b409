"""Elements: users, codes, variables, cases, sets, notes and links of a REFI-QDA project, read one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast, get_args

from lxml import etree

from handrail.interviews.project import (
    Case,
    Direction,
    Link,
    Note,
    ProjectCode,
    ProjectSet,
    Span,
    User,
    Value,
    Variable,
    VariableType,
)
from handrail.interviews.refi.tally import Tally, unique_code_names, unique_names
from handrail.interviews.refi.xml import children, guid_key, is_guid, tag, words
from handrail.values import DataError

_DEEPEST = 200
"""How deep codes may nest."""

_LONGEST_NUMBER = 400


@dataclass
class Known:
    """What earlier parts of a project named: GUIDs to names."""

    tally: Tally = field(default_factory=Tally)
    users: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)

    def guid(self, element: etree._Element) -> str:
        """Return an element's GUID as it stands there."""
        guid = (element.get("guid") or "").strip()
        if not is_guid(guid):
            self.tally.warn(f"{tag(element)} without a valid GUID")
        return guid

    def user(self, guid: str | None) -> str:
        """Return a user's name by GUID; empty where nobody is named."""
        if not guid:
            return ""
        name = self.users.get(guid_key(guid))
        if name is None:
            self.tally.warn("reference to a user that the file does not list")
            name = self.users[guid_key(guid)] = unique_names(["unknown"], self.users.values())[0]
        return name

    def names(
        self, element: etree._Element, wanted: str, known: Mapping[str, str], what: str
    ) -> Iterator[str]:
        """Yield the names that references of one kind below an element mean."""
        for name, child in children(element):
            if name == wanted:
                found = known.get(guid_key(child.get("targetGUID") or child.get("guid") or ""))
                if found is None:
                    self.tally.lose(f"{tag(element)}/{wanted}", f"it refers to no {what} of the project")
                else:
                    yield found


def notes_of(element: etree._Element) -> tuple[str, ...]:
    """Return the GUIDs of an element's notes."""
    return tuple(
        dict.fromkeys(
            (child.get("targetGUID") or "").strip() for name, child in children(element) if name == "NoteRef"
        )
    )


def description_of(element: etree._Element) -> str:
    """Return an element's description."""
    return next((words(child) for name, child in children(element) if name == "Description"), "")


def lose_others(element: etree._Element, read: frozenset[str], tally: Tally) -> None:
    """Count the elements below one that nothing reads."""
    for name, _ in children(element):
        if name not in read:
            tally.lose(f"{tag(element)}/{name}", "this format's version has no such element there")


def parts(root: etree._Element, name: str, one: str, tally: Tally) -> list[etree._Element]:
    """Return the elements of a list, such as every ``User`` in ``Users``."""
    found: list[etree._Element] = []
    for label, group in children(root):
        if label == name:
            inside = [child for inner, child in children(group) if inner == one]
            if not inside:
                tally.warn(f"empty {name} element")
            lose_others(group, frozenset((one,)), tally)
            found += inside
    return found


# -- one part after the other -------------------------------------------------------------------


def read_users(root: etree._Element, known: Known) -> tuple[User, ...]:
    """Return the users; those of one name get numbers."""
    found = parts(root, "Users", "User", known.tally)
    labels = [one.get("name") or one.get("id") or "user" for one in found]
    users: list[User] = []
    for element, label, name in zip(found, labels, unique_names(labels), strict=True):
        guid = known.guid(element)
        known.users.setdefault(guid_key(guid), name)
        users.append(User(name, guid, element.get("id") or "", "" if label == name else label))
    return tuple(users)


def read_codes(root: etree._Element, known: Known) -> tuple[ProjectCode, ...]:
    """Return the codes, parents before children; a doubled name gives way to the path down to the code."""
    found: list[tuple[etree._Element, int | None]] = []
    top = [
        one
        for name, book in (("CodeBook", root), *children(root))
        if name == "CodeBook" and tag(book) == "CodeBook"
        for one in parts(book, "Codes", "Code", known.tally)
    ]
    stack: list[tuple[etree._Element, int | None, int]] = [(one, None, 1) for one in reversed(top)]
    while stack:
        element, parent, depth = stack.pop()
        if depth > _DEEPEST:
            raise DataError.because(
                f"codes nest at most {_DEEPEST} deep", "a deeper one", "flatten the codes"
            )
        below = [child for name, child in children(element) if name == "Code"]
        stack += [(child, len(found), depth + 1) for child in reversed(below)]
        found.append((element, parent))
        lose_others(element, frozenset(("Description", "NoteRef", "Code")), known.tally)
    labels = [element.get("name") or "code" for element, _ in found]
    names = unique_code_names(labels, [parent for _, parent in found])
    codes: list[ProjectCode] = []
    for (element, parent), label, name in zip(found, labels, names, strict=True):
        guid = known.guid(element)
        known.codes.setdefault(guid_key(guid), name)
        codes.append(
            ProjectCode(
                name,
                description_of(element),
                None if parent is None else names[parent],
                guid=guid,
                label=label,
                color=(element.get("color") or "").strip(),
                is_codable=_truth(element.get("isCodable") or "true") is not False,
                notes=notes_of(element),
            )
        )
    return tuple(codes)


def read_variables(root: etree._Element, known: Known) -> tuple[Variable, ...]:
    """Return the variables."""
    found = parts(root, "Variables", "Variable", known.tally)
    labels = [one.get("name") or "variable" for one in found]
    variables: list[Variable] = []
    for element, label, name in zip(found, labels, unique_names(labels), strict=True):
        guid = known.guid(element)
        known.variables.setdefault(guid_key(guid), name)
        kind = (element.get("typeOfVariable") or "").strip()
        if kind not in get_args(VariableType):
            known.tally.warn("Variable without a known type, taken for Text")
            kind = "Text"
        lose_others(element, frozenset(("Description",)), known.tally)
        variables.append(
            Variable(
                name,
                guid,
                cast(VariableType, kind),
                description_of(element),
                "" if label == name else label,
            )
        )
    return tuple(variables)


def read_cases(root: etree._Element, known: Known) -> tuple[Case, ...]:
    """Return the cases."""
    found = parts(root, "Cases", "Case", known.tally)
    labels = [one.get("name") or "case" for one in found]
    cases: list[Case] = []
    for element, label, name in zip(found, labels, unique_names(labels), strict=True):
        spans = []
        for inner, child in children(element):
            if inner == "SelectionRef":
                span = known.spans.get(guid_key(child.get("targetGUID") or ""))
                if span is None:
                    known.tally.lose("Case/SelectionRef", "its selection is not on a text, or not there")
                else:
                    spans.append(span)
        lose_others(
            element,
            frozenset(("Description", "CodeRef", "VariableValue", "SourceRef", "SelectionRef")),
            known.tally,
        )
        cases.append(
            Case(
                name,
                known.guid(element),
                description_of(element),
                values_of(element, known),
                tuple(dict.fromkeys(known.names(element, "SourceRef", known.documents, "source"))),
                tuple(spans),
                codes=tuple(dict.fromkeys(known.names(element, "CodeRef", known.codes, "code"))),
                label="" if label == name else label,
            )
        )
    return tuple(cases)


def read_sets(root: etree._Element, known: Known) -> tuple[ProjectSet, ...]:
    """Return the sets, of a project or a codebook."""
    sets: list[ProjectSet] = []
    for element in parts(root, "Sets", "Set", known.tally):
        lose_others(
            element, frozenset(("Description", "MemberCode", "MemberSource", "MemberNote")), known.tally
        )
        sets.append(
            ProjectSet(
                element.get("name") or "set",
                known.guid(element),
                description_of(element),
                tuple(dict.fromkeys(known.names(element, "MemberCode", known.codes, "code"))),
                tuple(dict.fromkeys(known.names(element, "MemberSource", known.documents, "source"))),
                tuple(
                    dict.fromkeys(
                        (child.get("targetGUID") or "").strip()
                        for name, child in children(element)
                        if name == "MemberNote"
                    )
                ),
            )
        )
    return tuple(sets)


def read_notes(
    root: etree._Element, known: Known, text_of: Callable[[etree._Element], str | None]
) -> tuple[Note, ...]:
    """Return the notes; ``text_of`` finds the text that an element holds or points to."""
    notes: list[Note] = []
    for element in parts(root, "Notes", "Note", known.tally):
        text = text_of(element)
        described = description_of(element)
        if text is None and described:
            text, described = described, ""
        known.tally.lose("Note/Description", "a note has one text here", bool(described.strip()))
        for name, _ in children(element):
            if name not in ("Description", "PlainTextContent"):
                known.tally.lose(f"Note/{name}", "a note has only its text here")
        notes.append(
            Note(
                known.guid(element),
                element.get("name") or "",
                text or "",
                known.user(element.get("creatingUser")),
                element.get("creationDateTime") or "",
                element.get("modifiedDateTime") or "",
            )
        )
    return tuple(notes)


def read_links(root: etree._Element, known: Known) -> tuple[Link, ...]:
    """Return the links."""
    links: list[Link] = []
    for element in parts(root, "Links", "Link", known.tally):
        direction = (element.get("direction") or "Associative").strip()
        if direction not in get_args(Direction):
            known.tally.warn("Link without a known direction, taken for Associative")
            direction = "Associative"
        lose_others(element, frozenset(("NoteRef",)), known.tally)
        links.append(
            Link(
                known.guid(element),
                (element.get("originGUID") or "").strip(),
                (element.get("targetGUID") or "").strip(),
                element.get("name") or "",
                cast(Direction, direction),
                (element.get("color") or "").strip(),
                notes_of(element),
            )
        )
    return tuple(links)


# -- values -------------------------------------------------------------------------------------


def values_of(element: etree._Element, known: Known) -> dict[str, Value]:
    """Return what an element answers to the variables."""
    values: dict[str, Value] = {}
    for label, child in children(element):
        if label != "VariableValue":
            continue
        said: Value = None
        name: str | None = None
        for inner, part in children(child):
            if inner == "VariableRef":
                name = known.variables.get(guid_key(part.get("targetGUID") or ""))
            else:
                said = _value(inner, words(part), known.tally)
        if name is None:
            known.tally.lose(f"{tag(element)}/VariableValue", "it refers to no variable of the project")
        elif name in values:
            known.tally.lose(f"{tag(element)}/VariableValue", "a second value of one variable")
        else:
            values[name] = said
    return values


def _truth(text: str) -> bool | None:
    return {"true": True, "1": True, "false": False, "0": False}.get(text.strip().casefold())


def _value(kind: str, text: str, tally: Tally) -> Value:
    """Return a value as its type; what is not of its type stays text."""
    if kind in ("TextValue", "DateValue", "DateTimeValue"):
        return text if kind == "TextValue" else text.strip()
    if not text.strip():
        return None
    read: Value = None
    if kind == "BooleanValue":
        read = _truth(text)
    elif kind in ("IntegerValue", "FloatValue") and len(text) < _LONGEST_NUMBER:
        try:
            read = int(text) if kind == "IntegerValue" else float(text)
        except ValueError:
            read = None
    if read is None:
        tally.warn(f"{kind} that is none, kept as text")
        return text
    return read
