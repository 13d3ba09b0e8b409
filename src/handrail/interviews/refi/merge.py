"""Merging: takes in what came back from another program; nothing is doubled, and nothing of ours is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from handrail.interviews.project import (
    Case,
    Document,
    Passage,
    ProjectCoding,
    RefiProject,
    Span,
    Value,
)
from handrail.interviews.refi.compare import (
    ProjectChange,
    ProjectDifference,
    changed_fields,
    difference_of,
)
from handrail.interviews.refi.edit import Edit
from handrail.interviews.refi.match import KINDS, Matching, Pair, match_projects
from handrail.interviews.refi.tally import unique_names
from handrail.interviews.refi.xml import guid_key
from handrail.values import Problem

_Stretch = TypeVar("_Stretch", ProjectCoding, Passage, Span)


@dataclass(frozen=True)
class ProjectMerge:
    """A merged project, and what was done.

    Attributes
    ----------
    project
        Ours with their additions and changes.
    difference
        Ours against theirs, as it was before.
    kept
        What theirs lacks, or has emptied: it stays.
    own_text
        Documents whose text they edited and ours stays, because passages of ours have no place in theirs.
    unplaced
        Passages of theirs that have no place in such a document; never their words.
    """

    project: RefiProject
    difference: ProjectDifference
    kept: tuple[ProjectChange, ...] = ()
    own_text: tuple[str, ...] = ()
    unplaced: tuple[Problem, ...] = ()


def merge_projects(ours: RefiProject, theirs: RefiProject, *, keep_names: bool = False) -> ProjectMerge:
    """Take in their additions and changes; what they lack, or left empty, stays as ours has it.

    Where a text was edited, theirs is taken if every passage of ours that they lack still stands in it once;
    otherwise ours stays, and their passages are looked up in it.

    Parameters
    ----------
    ours
        The project as it left.
    theirs
        The same project as it came back.
    keep_names
        What they renamed keeps our name; the difference shows theirs.

    Returns
    -------
    ProjectMerge
        Merging the same project again changes nothing.

    Examples
    --------
    >>> from handrail.interviews import Document, ProjectCode, ProjectCoding, RefiProject, User
    >>> one = RefiProject(
    ...     "pilot", (Document("p01.txt", "We learned by luck."),), (User("AB"),),
    ...     (ProjectCode("training", ""),),
    ...     (ProjectCoding("c1", "p01.txt", 11, 18, "by luck", "training", "AB"),))
    >>> back = RefiProject("pilot", one.documents, one.users, (ProjectCode("luck", ""),), (
    ...     ProjectCoding("n1", "p01.txt", 14, 18, "luck", "luck", "AB"),))
    >>> merged = merge_projects(one, back)
    >>> [code.name for code in merged.project.codes], len(merged.project.codings), len(merged.kept)
    (['training', 'luck'], 2, 2)
    """
    matching = match_projects(ours, theirs)
    texts = _Texts(matching)
    difference = difference_of(matching)
    lists: dict[str, list[Any]] = {
        kind: [
            one
            for pair in matching.pairs[kind]
            if (one := _one(kind, pair, matching.edited, texts)) is not None
        ]
        for kind in KINDS
    }
    emptied = (
        replace(change, fields=tuple(one for one in change.fields if one.emptied))
        for change in difference.changes
    )
    kept = (
        *(change for change in difference.changes if change.what == "removed"),
        *(change for change in emptied if change.fields),
    )
    project = _put_together(matching, lists, keep_names=keep_names)
    return ProjectMerge(project, difference, kept, tuple(sorted(texts.own)), tuple(texts.unplaced))


# -- texts --------------------------------------------------------------------------------------


class _Texts:
    """Which text each edited document gets, and where its passages stand in it."""

    def __init__(self, matching: Matching) -> None:
        self.own: set[str] = set()
        self.unplaced: list[Problem] = []
        self._text = {one.name: one.text for one in matching.ours.documents}
        self._theirs: dict[str, Document] = {
            pair.ours.name: pair.theirs
            for pair in matching.pairs["document"]
            if pair.ours is not None and pair.theirs is not None
        }
        self._text |= {
            pair.theirs.name: pair.theirs.text for pair in matching.pairs["document"] if pair.ours is None
        }
        self._edits: dict[str, Edit] = {}
        for name in matching.edited:
            forth = Edit(self._text[name], self._theirs[name].text)
            stays = [
                pair.ours
                for kind in ("coding", "passage")
                for pair in matching.pairs[kind]
                if pair.theirs is None and pair.ours.document == name
            ]
            stays += [
                span
                for pair in matching.pairs["case"]
                if pair.ours is not None
                for span in pair.ours.spans
                if span.document == name
            ]
            if all(isinstance(forth.move("", one.start, one.end), int) for one in stays):
                self._edits[name] = forth
                self._text[name] = self._theirs[name].text
            else:
                self.own.add(name)
                self._edits[name] = Edit(self._theirs[name].text, self._text[name])

    def document(self, one: Document) -> Document:
        """Return a document with the text that it gets."""
        if one.name not in self._edits or one.name in self.own:
            return one
        return replace(one, text=self._theirs[one.name].text, turns=self._theirs[one.name].turns)

    def ours(self, one: _Stretch) -> _Stretch:
        """Return a stretch of ours at its place in the text that its document gets."""
        if one.document not in self._edits or one.document in self.own:
            return one
        return self._moved(one) or one

    def theirs(self, one: _Stretch) -> _Stretch | None:
        """Return a stretch of theirs at its place in that text; None where it has none."""
        if one.document in self.own:
            return self._moved(one)
        return self._said(one, one.start, one.end)

    def _moved(self, one: _Stretch) -> _Stretch | None:
        place = f"{one.document} {one.start}-{one.end}"
        start = self._edits[one.document].move(place, one.start, one.end)
        if isinstance(start, Problem):
            self.unplaced.append(start)
            return None
        return self._said(one, start, start + one.end - one.start)

    def _said(self, one: _Stretch, start: int, end: int) -> _Stretch:
        if isinstance(one, Span):
            return replace(one, start=start, end=end)
        words = self._text.get(one.document, "")[start:end]
        return replace(one, start=start, end=end, quotation=words)


# -- one thing ----------------------------------------------------------------------------------


def _one(kind: str, pair: Pair, edited: frozenset[str], texts: _Texts) -> Any:
    ours, theirs = pair.ours, pair.theirs
    stretch = kind in ("coding", "passage")
    if kind == "case":
        return _case(pair, edited, texts)
    if theirs is None or ours is None:
        only, place = (ours, texts.ours) if theirs is None else (theirs, texts.theirs)
        return place(only) if stretch else only
    one = _combined(kind, pair, edited)
    if kind == "document":
        return texts.document(one)
    if not stretch:
        return one
    placed = texts.theirs(theirs)
    if placed is None:
        return texts.ours(ours)
    return replace(
        one, document=placed.document, start=placed.start, end=placed.end, quotation=placed.quotation
    )


def _case(pair: Pair, edited: frozenset[str], texts: _Texts) -> Case:
    spans = [texts.ours(span) for span in (pair.ours.spans if pair.ours else ())]
    for span in pair.theirs.spans if pair.theirs else ():
        placed = texts.theirs(span)
        if placed is not None and _place(placed) not in {_place(one) for one in spans}:
            spans.append(placed)
    case: Case = _combined("case", pair, edited) if pair.ours and pair.theirs else pair.ours or pair.theirs
    return replace(case, spans=tuple(spans))


def _place(span: Span) -> tuple[str, int, int]:
    return span.document, span.start, span.end


def _combined(kind: str, pair: Pair, edited: frozenset[str]) -> Any:
    """Return ours with what theirs changed; lists are united, and nothing is emptied."""
    ours, theirs = pair.ours, pair.theirs
    taken: dict[str, Any] = {}
    for change in changed_fields(kind, pair, edited):
        # A document's text, and what stands where in it, are placed elsewhere; a note's text is taken.
        if (
            change.emptied
            or change.field in ("place", "spans")
            or (kind, change.field) == ("document", "text")
        ):
            continue
        if change.field == "ends":
            taken |= {"origin": theirs.origin, "target": theirs.target}
        elif change.field.startswith("value of "):
            given = {name: value for name, value in theirs.values.items() if value is not None}
            taken["values"] = {**ours.values, **given}
        elif change.field == "notes":
            for one in ("notes", "selection_notes") if kind == "coding" else ("notes",):
                taken[one] = _united(getattr(ours, one), getattr(theirs, one), guid_key)
        elif change.field in ("documents", "codes"):
            taken[change.field] = _united(getattr(ours, change.field), getattr(theirs, change.field), str)
        elif change.field == "name" and hasattr(ours, "label"):
            taken["label"] = theirs.label or theirs.name
        else:
            taken[change.field] = getattr(theirs, change.field)
    return replace(ours, **taken) if taken else ours


def _united(ours: tuple[str, ...], theirs: Iterable[str], key: Callable[[str], str]) -> tuple[str, ...]:
    have = {key(one) for one in ours}
    return (*ours, *(one for one in theirs if key(one) not in have))


# -- names --------------------------------------------------------------------------------------


def _put_together(matching: Matching, lists: Mapping[str, list[Any]], *, keep_names: bool) -> RefiProject:
    """Return the merged project, with what they renamed under its new name everywhere, or under ours."""
    new: dict[str, dict[str, str]] = {
        kind: {} if keep_names else _new_names(matching.pairs[kind], lists[kind]) for kind in _NAMED
    }
    document, user, code, variable = (new[kind] for kind in ("document", "user", "code", "variable"))

    def called(names: Mapping[str, str], one: str) -> str:
        return names.get(one, one)

    def answers(values: Mapping[str, Value]) -> dict[str, Value]:
        return {called(variable, name): value for name, value in values.items()}

    def stretch(one: _Stretch) -> _Stretch:
        return replace(one, document=called(document, one.document))

    def named_anew(kind: str) -> tuple[Any, ...]:
        return tuple(_named_anew(one, new[kind]) for one in lists[kind])

    ids = unique_names([one.name for one in lists["coding"]])
    ours, theirs = matching.ours, matching.theirs
    return replace(
        ours,
        documents=tuple(replace(one, values=answers(one.values)) for one in named_anew("document")),
        users=named_anew("user"),
        codes=tuple(
            replace(one, parent=None if one.parent is None else called(code, one.parent))
            for one in named_anew("code")
        ),
        codings=tuple(
            replace(stretch(one), name=name, code=called(code, one.code), coder=called(user, one.coder))
            for one, name in zip(lists["coding"], ids, strict=True)
        ),
        passages=tuple(replace(stretch(one), user=called(user, one.user)) for one in lists["passage"]),
        cases=tuple(
            replace(
                one,
                values=answers(one.values),
                documents=tuple(called(document, name) for name in one.documents),
                spans=tuple(stretch(span) for span in one.spans),
                codes=tuple(called(code, name) for name in one.codes),
            )
            for one in named_anew("case")
        ),
        variables=named_anew("variable"),
        sets=tuple(
            replace(
                one,
                codes=tuple(called(code, name) for name in one.codes),
                documents=tuple(called(document, name) for name in one.documents),
            )
            for one in lists["set"]
        ),
        notes=tuple(replace(one, user=called(user, one.user)) for one in lists["note"]),
        links=tuple(lists["link"]),
        description=ours.description or theirs.description,
        project_notes=_united(ours.project_notes, theirs.project_notes, guid_key),
    )


_NAMED = ("document", "user", "code", "variable", "case")


def _new_names(pairs: Iterable[Pair], things: Iterable[Any]) -> dict[str, str]:
    """Return the old names of what they renamed to the new ones, where these are free."""
    renamed = {
        pair.ours.name: pair.theirs.label or pair.theirs.name
        for pair in pairs
        if pair.ours is not None
        and pair.theirs is not None
        and (pair.theirs.label or pair.theirs.name) != (pair.ours.label or pair.ours.name)
    }
    taken = {one.name for one in things} - renamed.keys()
    free: dict[str, str] = {}
    for old, name in renamed.items():
        if name not in taken:
            taken.add(name)
            free[old] = name
    return free


def _named_anew(one: Any, new: Mapping[str, str]) -> Any:
    return replace(one, name=new[one.name]) if one.name in new else one
