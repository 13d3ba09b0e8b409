"""Comparison: what another program added, removed and changed in a project that comes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from handrail.interviews.project import ProjectCoding, RefiProject
from handrail.interviews.refi.match import KINDS, How, Matching, Pair, match_projects
from handrail.interviews.refi.xml import guid_key
from handrail.values.naming import named

What = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class FieldChange:
    """One field of a thing, before and after, told without a word that a participant said."""

    field: str
    before: str
    after: str
    emptied: bool = False


@dataclass(frozen=True)
class ProjectChange:
    """A thing that was added, removed or changed.

    Attributes
    ----------
    kind
        document, user, code, variable, case, set, note, link, coding or passage.
    what
        added, removed or changed.
    name
        What it is called; of codings and passages, the document and the place.
    matched
        How it was known again: by guid, name or place.
    fields
        What changed from what to what.
    """

    kind: str
    what: What
    name: str
    matched: How = ""
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class ProjectDifference:
    """How two states of a project differ; nothing of it repeats what a participant said.

    Attributes
    ----------
    changes
        In the order of :data:`KINDS`; within a kind, in the order of the first project.
    unchanged
        Kind to how many are the same in both.
    matched
        How many were known again by guid, name and place.
    line_ends
        Documents of which only line ends and empty lines at the end differ: they count as unchanged.
    edited
        Documents whose text differs otherwise.
    """

    changes: tuple[ProjectChange, ...]
    unchanged: Mapping[str, int]
    matched: Mapping[str, int] = field(default_factory=dict)
    line_ends: int = 0
    edited: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("unchanged", "matched"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def count(self, kind: str, what: What) -> int:
        """Return how many things of a kind were added, removed or changed."""
        return sum(one.kind == kind and one.what == what for one in self.changes)

    def rows(self) -> Iterator[tuple[str, str, str, str, str, str, str]]:
        """Yield kind, what, name, field, before, after and how it was matched, a row a field."""
        for one in self.changes:
            for change in one.fields or (FieldChange("", "", ""),):
                yield one.kind, one.what, one.name, change.field, change.before, change.after, one.matched


def compare_projects(before: RefiProject, after: RefiProject) -> ProjectDifference:
    """Compare two states of a project, such as ours and the one that comes back from another program.

    Parameters
    ----------
    before, after
        The projects. Things are matched by GUID, then by name; codings by document, place, code and coder.

    Returns
    -------
    ProjectDifference
        A place that moved only because text before it was edited is no change.

    Examples
    --------
    >>> from handrail.interviews import Document, ProjectCode, ProjectCoding, RefiProject, User
    >>> one = RefiProject(
    ...     "pilot", (Document("p01.txt", "We learned by luck."),), (User("AB"),),
    ...     (ProjectCode("training", ""),),
    ...     (ProjectCoding("c1", "p01.txt", 11, 18, "by luck", "training", "AB"),))
    >>> from dataclasses import replace
    >>> other = replace(one, codings=(replace(one.codings[0], start=3, quotation="learned by luck"),))
    >>> list(compare_projects(one, other).rows())
    [('coding', 'changed', 'p01.txt 11-18', 'place', '11-18', '3-18', 'guid')]
    """
    return difference_of(match_projects(before, after))


def difference_of(matching: Matching) -> ProjectDifference:
    """Return the difference that a matching shows."""
    changes: list[ProjectChange] = []
    unchanged: Counter[str] = Counter()
    matched: Counter[str] = Counter()
    for kind in KINDS:
        for pair in matching.pairs[kind]:
            if pair.ours is None:
                changes.append(ProjectChange(kind, "added", _name(kind, pair.theirs)))
                continue
            if pair.theirs is None:
                changes.append(ProjectChange(kind, "removed", _name(kind, pair.ours)))
                continue
            matched[pair.how] += 1
            fields = tuple(changed_fields(kind, pair, matching.edited))
            if fields:
                changes.append(ProjectChange(kind, "changed", _name(kind, pair.ours), pair.how, fields))
            else:
                unchanged[kind] += 1
    return ProjectDifference(
        tuple(changes),
        {kind: unchanged[kind] for kind in KINDS},
        {how: matched[how] for how in ("guid", "name", "place")},
        matching.line_ends,
        tuple(sorted(matching.edited)),
    )


def _name(kind: str, one: Any) -> str:
    if kind in ("coding", "passage"):
        return f"{one.document} {one.start}-{one.end}"
    if kind in ("note", "link"):
        return f"{kind} {guid_key(one.guid)[:8]}"
    return named(one.name).strip("'")


# -- fields -------------------------------------------------------------------------------------


def changed_fields(kind: str, pair: Pair, edited: frozenset[str]) -> Iterator[FieldChange]:
    """Yield the fields in which the two of a pair differ."""
    ours, theirs = pair.ours, pair.theirs
    for label, before, after in _labels(kind, ours, theirs):
        if before != after:
            yield FieldChange(label, _label(before), _label(after))
    if kind in ("coding", "passage") and (ours.start, ours.end) != (theirs.start, theirs.end):
        # In an edited text a passage may have moved without having changed.
        moved = ours.document in edited and _plain(ours.quotation) == _plain(theirs.quotation)
        if not moved:
            yield FieldChange("place", f"{ours.start}-{ours.end}", f"{theirs.start}-{theirs.end}")
    if kind == "document" and ours.name in edited:
        yield FieldChange("text", _length(ours.text), _length(theirs.text), not theirs.text)
    for label in _TEXTS.get(kind, ()):
        before, after = getattr(ours, label), getattr(theirs, label)
        if _plain(before) != _plain(after):
            yield FieldChange(label, _length(before), _length(after), not after)
    for label, of in _LISTS.get(kind, {}).items():
        mine, other = set(of(ours)), set(of(theirs))
        if mine != other:
            yield FieldChange(
                label, str(len(mine)), f"{len(other)}, {len(mine & other)} of them the same", not other
            )
    if kind in ("document", "case"):
        yield from _values(ours.values, theirs.values)


def _labels(kind: str, ours: Any, theirs: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield the fields that hold names, numbers and choices."""
    if kind in ("document", "user", "code", "variable", "case"):
        yield "name", ours.label or ours.name, theirs.label or theirs.name
    if kind == "set":
        yield "name", ours.name, theirs.name
    if kind == "code":
        yield "parent", ours.parent, theirs.parent
        yield "color", ours.color.lower(), theirs.color.lower()
        yield "is_codable", ours.is_codable, theirs.is_codable
        yield "origin", ours.origin, theirs.origin
    if kind == "variable":
        yield "kind", ours.kind, theirs.kind
    if kind == "user":
        yield "initials", ours.initials, theirs.initials
    if kind in ("coding", "passage"):
        yield "document", ours.document, theirs.document
    if isinstance(ours, ProjectCoding):
        yield "code", ours.code, theirs.code
        yield "coder", ours.coder, theirs.coder
    if kind == "link":
        yield "direction", ours.direction, theirs.direction
        yield (
            "ends",
            (guid_key(ours.origin), guid_key(ours.target)),
            (guid_key(theirs.origin), guid_key(theirs.target)),
        )


_TEXTS: Mapping[str, tuple[str, ...]] = {
    "document": ("description",),
    "code": ("description", "include", "exclude"),
    "variable": ("description",),
    "case": ("description",),
    "set": ("description",),
    "note": ("name", "text"),
    "link": ("name",),
    "coding": ("memo", "description"),
    "passage": ("name", "description"),
}


def _keys(guids: Iterable[str]) -> Iterator[str]:
    return (guid_key(one) for one in guids)


_Of = Callable[[Any], Iterable[Any]]
_LISTS: Mapping[str, Mapping[str, _Of]] = {
    "document": {"notes": lambda one: _keys(one.notes)},
    "code": {"notes": lambda one: _keys(one.notes)},
    "coding": {"notes": lambda one: _keys((*one.notes, *one.selection_notes))},
    "passage": {"notes": lambda one: _keys(one.notes)},
    "case": {
        "documents": lambda one: one.documents,
        "spans": lambda one: ((span.document, span.start, span.end) for span in one.spans),
        "codes": lambda one: one.codes,
        "notes": lambda one: _keys(one.notes),
    },
    "set": {
        "codes": lambda one: one.codes,
        "documents": lambda one: one.documents,
        "notes": lambda one: _keys(one.notes),
    },
}


def _values(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[FieldChange]:
    for name in dict.fromkeys((*ours, *theirs)):
        before, after = ours.get(name), theirs.get(name)
        same = (
            _plain(before) == _plain(after)
            if isinstance(before, str) and isinstance(after, str)
            else before == after
        )
        if not same:
            yield FieldChange(
                f"value of {named(name)}", _answer(before), _answer(after, before), after is None
            )


def _answer(value: Any, other: Any = None) -> str:
    if value is None:
        return "no answer"
    return "an answer" if other is None else "another answer"


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip()


def _length(text: str) -> str:
    return f"{len(text)} characters" if text else "none"


def _label(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " to ".join(part[:8] for part in value)
    return "none" if value in (None, "") else named(str(value)).strip("'")
