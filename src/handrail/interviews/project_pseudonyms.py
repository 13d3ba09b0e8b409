"""Pseudonyms of a project: every text of it that may name somebody, and all of its positions moved along."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from handrail.interviews.candidates import Candidate
from handrail.interviews.decisions import Decision, decided, open_candidates, require_decided
from handrail.interviews.project import Case, Document, RefiProject, Value
from handrail.interviews.replacing import Pseudonymised, Replacement, label_of, replaced
from handrail.values import DataError

_Span = Callable[[str, int, int], tuple[int, int]]
_Rewrite = Callable[[str, str], str]
"""The key of a text and the text, to what stands there now."""


def project_texts(project: RefiProject) -> dict[str, str]:
    """Return every text of a project in which somebody may be named, by a key that says where it stands.

    Documents stand under their names. Then follow what they and the cases are called, described as and
    answer to variables, speaker labels, notes, and what selections and links are called. Codes and coders
    are the team's own words and stay.

    Examples
    --------
    >>> from handrail.interviews.project import Document
    >>> one = RefiProject("pilot", (Document("anna.txt", "Anna left."),))
    >>> project_texts(one)
    {'anna.txt': 'Anna left.', 'name of document 1': 'anna.txt'}
    """
    texts = {one.name: one.text for one in project.documents}

    def note(key: str, text: str) -> str:
        if text.strip():
            texts[key] = text
        return text

    _walk(project, note, {})
    return texts


def pseudonymise_project(
    project: RefiProject,
    candidates: Mapping[str, Sequence[Candidate]],
    decisions: Iterable[Decision],
) -> RefiProject:
    """Return a project in which all that a person decided to replace is replaced, and every coding moved.

    A coding outside every replaced stretch keeps its words; one that touches a replacement covers it whole.

    Parameters
    ----------
    project
        As it was read.
    candidates
        What was found in each of ``project_texts``, by its key.
    decisions
        One about each.

    Raises
    ------
    DisclosureRefused
        While any candidate is open.
    DataError
        When two documents or two cases would be called the same.
    """
    known = tuple(decisions)
    texts = project_texts(project)
    found = {key: tuple(candidates.get(key, ())) for key in texts}
    require_decided(open_candidates(texts, found, known))
    told = decided(texts, found, known)
    done = {key: replaced(text, _replacements(told[key])) for key, text in texts.items()}
    return _walk(project, lambda key, text: done[key].text if key in done else text, done)


def _replacements(pairs: Iterable[tuple[Candidate, Decision | None]]) -> Iterator[Replacement]:
    for candidate, decision in pairs:
        if decision is not None and decision.choice != "keep":
            yield Replacement(candidate.start, candidate.end, decision.replacement)


def _walk(project: RefiProject, rewrite: _Rewrite, moved: Mapping[str, Pseudonymised]) -> RefiProject:
    """Return a project with every text passed through ``rewrite`` and every position along."""
    names = {
        one.name: rewrite(f"name of document {i}", one.name)
        for i, one in enumerate(project.documents, start=1)
    }
    cases = {one.name: rewrite(f"name of case {i}", one.name) for i, one in enumerate(project.cases, start=1)}
    for what, called in (("documents", names), ("cases", cases)):
        if len(set(called.values())) < len(called):
            raise DataError.because(
                f"{what} have names of their own",
                "two that would be called the same",
                "replace one otherwise",
            )
    places = {one.name: moved.get(one.name) for one in project.documents}

    def span(document: str, start: int, end: int) -> tuple[int, int]:
        place = places.get(document)
        return (start, end) if place is None else place.map_span(start, end)

    def words(document: str, start: int, end: int, before: str) -> str:
        place = places.get(document)
        return before if place is None else place.text[slice(*place.map_span(start, end))]

    documents = tuple(
        _document(one, i, names[one.name], places[one.name], rewrite)
        for i, one in enumerate(project.documents, start=1)
    )
    codings = []
    for i, coding in enumerate(project.codings, start=1):
        start, end = span(coding.document, coding.start, coding.end)
        codings.append(
            replace(
                coding,
                document=names.get(coding.document, coding.document),
                start=start,
                end=end,
                quotation=words(coding.document, coding.start, coding.end, coding.quotation),
                memo=rewrite(f"memo of coding {i}", coding.memo),
                selection_name=rewrite(f"name of the selection of coding {i}", coding.selection_name),
                description=rewrite(f"description of the selection of coding {i}", coding.description),
            )
        )
    passages = []
    for i, passage in enumerate(project.passages, start=1):
        start, end = span(passage.document, passage.start, passage.end)
        passages.append(
            replace(
                passage,
                document=names.get(passage.document, passage.document),
                start=start,
                end=end,
                quotation=words(passage.document, passage.start, passage.end, passage.quotation),
                name=rewrite(f"name of selection {i}", passage.name),
                description=rewrite(f"description of selection {i}", passage.description),
            )
        )
    return replace(
        project,
        documents=documents,
        codings=tuple(codings),
        passages=tuple(passages),
        cases=tuple(
            replace(_case(one, i, names, span, rewrite), name=cases[one.name])
            for i, one in enumerate(project.cases, start=1)
        ),
        sets=tuple(
            replace(
                one,
                name=rewrite(f"name of set {i}", one.name),
                description=rewrite(f"description of set {i}", one.description),
                documents=tuple(names.get(name, name) for name in one.documents),
            )
            for i, one in enumerate(project.sets, start=1)
        ),
        notes=tuple(
            replace(
                one,
                name=rewrite(f"name of note {i}", one.name),
                text=rewrite(f"text of note {i}", one.text),
            )
            for i, one in enumerate(project.notes, start=1)
        ),
        links=tuple(
            replace(one, name=rewrite(f"name of link {i}", one.name))
            for i, one in enumerate(project.links, start=1)
        ),
        description=rewrite("description of the project", project.description),
        report=replace(
            project.report,
            conventions=tuple(
                replace(one, document=names.get(one.document, one.document))
                for one in project.report.conventions
            ),
        ),
    )


def _document(one: Document, i: int, name: str, place: Pseudonymised | None, rewrite: _Rewrite) -> Document:
    labels = {turn.speaker for turn in one.turns if turn.speaker is not None}
    called = {
        label: label_of(rewrite(f"speaker label {j} of document {i}", label))
        for j, label in enumerate(sorted(labels), start=1)
    }
    turns = one.turns
    if place is not None:
        turns = tuple(
            place.move_turn(turn, None if turn.speaker is None else called[turn.speaker])
            for turn in one.turns
        )
    return replace(
        one,
        name=name,
        text=one.text if place is None else place.text,
        description=rewrite(f"description of document {i}", one.description),
        label=rewrite(f"label of document {i}", one.label),
        turns=turns,
        values=_values(one.values, f"document {i}", rewrite),
    )


def _case(one: Case, i: int, names: Mapping[str, str], span: _Span, rewrite: _Rewrite) -> Case:
    spans = []
    for held in one.spans:
        start, end = span(held.document, held.start, held.end)
        spans.append(replace(held, document=names.get(held.document, held.document), start=start, end=end))
    return replace(
        one,
        description=rewrite(f"description of case {i}", one.description),
        values=_values(one.values, f"case {i}", rewrite),
        documents=tuple(names.get(document, document) for document in one.documents),
        spans=tuple(spans),
    )


def _values(values: Mapping[str, Value], whose: str, rewrite: _Rewrite) -> dict[str, Value]:
    return {
        variable: rewrite(f"{variable} of {whose}", value) if isinstance(value, str) else value
        for variable, value in values.items()
    }
