"""Project: a strand of the study as an analysis program would keep it, for exchange, agreement and queries.

It is for the team: it holds what participants said. Whoever stopped new use, or did not agree to analysis, is
not in it; where others speak in the same document, their turns are blanked at their length, so that every
position still counts.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from handrail.interviews.agreement.adjudication import decided_name
from handrail.store import ParticipantRecord, Store
from handrail.study.adjudicate import decisions_read, settled_codings
from handrail.study.guids import guid_of
from handrail.study.plan import Interviews, Plan
from handrail.study.project_codings import BLANK, codings_in_use
from handrail.study.returned import project_with_returned
from handrail.study.session import Prompt, Session, open_session
from handrail.study.withdrawal.tombstones import refuse_unfinished, stopped_people
from handrail.values import UsageError, did_you_mean

if TYPE_CHECKING:
    from handrail.interviews.project import Case, Document, ProjectCode, RefiProject
    from handrail.interviews.transcript import Transcript


def strand_of(plan: Plan, name: str | None) -> Interviews:
    """Return a strand of interviews by its id; without one, the only strand there is.

    Raises
    ------
    UsageError
        When there is none, none of that name, or several to choose from.
    """
    names = [one.id for one in plan.interviews]
    if name is None and len(names) == 1:
        return plan.interviews[0]
    for one in plan.interviews:
        if one.id == name:
            return one
    if name is None:
        received = f"{len(names)} strands: {', '.join(names)}" if names else "a study without interviews"
        raise UsageError.because("one strand of interviews is looked at", received, "name one with --strand")
    raise UsageError.because("a strand is one of the plan's", f"'{name}'", did_you_mean(name, names))


def barred_people(store: Store, strand: str) -> frozenset[str]:
    """Return the participants not in use: those who stopped it, or did not agree to analysis."""
    stopped = stopped_people(store, strand)
    return frozenset(
        one.name
        for one in store.participants(strand)
        if one.name in stopped or one.consent.get("analysis") != "yes"
    )


def read_project(folder: Path, strand: str | None = None, *, prompt: Prompt | None) -> RefiProject:
    """Return a strand of a built study as a project: codings, and the team's decisions beside them.

    Analyses read it through :func:`handrail.interviews.as_decided`.

    Raises
    ------
    UsageError
        For an unknown strand, or none where there are several.
    StoreError
        When the study cannot be opened, or a withdrawal is unfinished.
    """
    with open_session(folder, prompt=prompt) as session, _uncollected():
        return project_of(session, strand)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the garbage collector rest: all of the many objects stay, and it would go through them again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            # Among the old ones at once: switched on again, it would go through all of them first.
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def project_of(session: Session, strand: str | None = None) -> RefiProject:
    """Return a strand of an open study as a project; see :func:`read_project`."""
    from handrail.interviews.project import RefiProject, User, Variable
    from handrail.study.convert import transcript_from

    store, plan = session.store, strand_of(session.plan, strand)
    refuse_unfinished(store)
    people = store.participants(plan.id)
    barred = barred_people(store, plan.id)
    speaking: dict[str, list[ParticipantRecord]] = {}
    for one in people:
        speaking.setdefault(one.document, []).append(one)
    stored = {one.name: one for one in store.documents(plan.id)}
    names = sorted(
        name for name, here in speaking.items() if {one.name for one in here} - barred and name in stored
    )
    transcripts = {name: transcript_from(stored[name]) for name in names}
    ids = {name: one.source for name, one in stored.items()}
    documents = tuple(
        replace(_document(transcripts[name], speaking[name], barred), guid=guid_of("document", ids[name]))
        for name in names
    )
    texts = {one.name: one.text for one in documents}
    decisions = {decided_name(one.id): one for one in decisions_read(store, plan)}
    codings = codings_in_use(store, plan.id, texts, decisions)
    attributes = [name for name in plan.attributes if name not in plan.special_attributes]
    project = RefiProject(
        name=plan.title,
        documents=documents,
        users=tuple(User(name, guid_of("coder", name)) for name in dict.fromkeys(codings.columns.coder)),
        codes=tuple(_codes(store, plan.id)),
        codings=codings,
        cases=tuple(_cases(people, barred, transcripts, attributes)),
        variables=tuple(Variable(name, guid_of("variable", name)) for name in attributes),
        guid=guid_of("strand", plan.id),
        settled=settled_codings(store, plan).intersection(codings.columns.name),
    )
    return project_with_returned(project, session, plan)


def _document(transcript: Transcript, here: Iterable[ParticipantRecord], barred: Collection[str]) -> Document:
    from handrail.interviews.project import Document
    from handrail.interviews.transcript import plain_label

    away = {plain_label(one.speaker) for one in here if one.name in barred and one.speaker}
    text = transcript.text
    for turn in transcript.turns if away else ():
        if turn.speaker is not None and plain_label(turn.speaker) in away:
            blank = "".join(" " if letter.isspace() else BLANK for letter in text[turn.start : turn.end])
            text = text[: turn.start] + blank + text[turn.end :]
    return Document(transcript.name, text, turns=transcript.turns)


def _codes(store: Store, strand: str) -> Iterator[ProjectCode]:
    from handrail.interviews.project import ProjectCode
    from handrail.study.convert import codebook_of

    ids = {record.name: record.id for record in store.codes(strand)}
    for code in codebook_of(store, strand).codes:
        yield ProjectCode(**vars(code), guid=guid_of("code", ids[code.name]), label=code.name)


def _cases(
    people: Iterable[ParticipantRecord],
    barred: Collection[str],
    transcripts: Mapping[str, Transcript],
    attributes: Collection[str],
) -> Iterator[Case]:
    """Yield a case a participant: whole documents of their own, and their turns in those of several."""
    from handrail.interviews.project import Case, Span
    from handrail.interviews.transcript import plain_label

    mine: dict[str, list[ParticipantRecord]] = {}
    shared: dict[str, set[str]] = {}
    for one in people:
        shared.setdefault(one.document, set()).add(one.name)
        if one.name not in barred and one.document in transcripts:
            mine.setdefault(one.name, []).append(one)
    for name, records in mine.items():
        whole = tuple(one.document for one in records if len(shared[one.document]) == 1)
        spans = tuple(
            Span(one.document, turn.start, turn.end)
            for one in records
            if one.document not in whole
            for turn in transcripts[one.document].turns
            if turn.speaker is not None and plain_label(turn.speaker) == plain_label(one.speaker)
        )
        values = {key: records[0].attributes.get(key) or None for key in attributes}
        yield Case(name, guid_of("case", records[0].id), values=values, documents=whole, spans=spans)
