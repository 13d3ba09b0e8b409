"""Import one transcript: its text is kept, its pictures never are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from handrail.store import DocumentRecord, SourceRecord, TurnRecord
from handrail.study.runner import Outcome
from handrail.study.session import Session
from handrail.study.withdrawal.come_back import refuse_withdrawn_file, refuse_withdrawn_text
from handrail.values import MediaFound, Problem

if TYPE_CHECKING:
    from handrail.interviews import Turn


def import_transcript(
    session: Session, strand: str, path: Path, *, looked: str | None, speakers: tuple[str, ...] | None
) -> tuple[Outcome, str]:
    """Read a transcript into the open transaction.

    Parameters
    ----------
    session, strand
        The open study, and the id of the strand.
    path
        The file.
    looked
        The note of the person who looked at its pictures, or None: a picture then stops the file.
    speakers
        The speaker labels when they are all known, else None.

    Returns
    -------
    tuple
        The step's outcome, and what is different from the text before (empty when nothing is).

    Raises
    ------
    MediaFound
        When the file holds a picture, sound or film and nobody looked.
    DataError
        When the file cannot be read as a transcript.
    """
    from handrail.interviews import compare_transcripts, read_transcript

    store = session.store
    refuse_withdrawn_file(session, path)
    try:
        transcript = read_transcript(path, text_only=looked is not None, speakers=speakers)
    except MediaFound as found:
        lead = session.plan.ethics.safeguarding_lead
        raise name_lead(found, lead, path.name) from None
    refuse_withdrawn_text(session, transcript)
    message = ""
    before = store.document(path.name)
    if before is not None and before.text != transcript.text:
        change = compare_transcripts(before.text, transcript.text)
        message = (
            f"{path.name} changed: {change.added} lines added, {change.removed} removed, {change.kept} kept; "
            f"the first difference is in line {change.first_line}."
        )
    content = transcript_content(path.name, transcript.text, transcript.turns)
    source = store.put_source(
        SourceRecord(
            id="",
            strand=strand,
            kind="transcript",
            name=path.name,
            file_digest=store.digester.of_file(path),
            content=store.digester.of(content),
            notes=tuple(transcript.notes),
        )
    )
    if looked is not None:
        # The log is never shortened: a file's name may hold the pseudonym of someone who withdraws later.
        store.audit("text-only", source=source.id, reason=looked[:200])
    records = tuple(
        TurnRecord(turn.index, turn.speaker, turn.start, turn.end, turn.begins, turn.ends)
        for turn in transcript.turns
    )
    store.put_document(DocumentRecord(source.id, path.name, transcript.format, transcript.text, records))
    body = {
        "source": source.id,
        "format": transcript.format,
        "words": len(transcript.text.split()),
        "turns": len(records),
        "notes": list(transcript.notes),
        "looked": looked or "",
    }
    return Outcome(body, digested=content), message


def transcript_content(name: str, text: str, turns: Iterable[Turn | TurnRecord]) -> list[object]:
    """Return what is content of a transcript: its name, its text, and who speaks where."""
    return [name, text, [[turn.speaker, turn.start, turn.end] for turn in turns]]


class _Speaks(Protocol):
    """Someone with a label in a document: a participant of the store or of a file."""

    @property
    def document(self) -> str:
        """Return the document's name."""

    @property
    def speaker(self) -> str:
        """Return the label."""


def known_speakers(
    people: Iterable[_Speaks], document: str, interviewers: tuple[str, ...]
) -> tuple[str, ...] | None:
    """Return all speaker labels of a document when participants file and plan give them, else None."""
    labels = {person.speaker for person in people if person.document == document}
    if not labels or "" in labels or not interviewers:
        return None
    return tuple(sorted(labels | set(interviewers)))


def name_lead(found: MediaFound, lead: str, name: str) -> MediaFound:
    """Return the error with the person's name who must look at a file."""
    return MediaFound(*(_name_lead(problem, lead, name) for problem in found.problems))


def _name_lead(problem: Problem, lead: str, name: str) -> Problem:
    if "text_only" not in problem.remedy:  # the file itself is a picture: there is no text to let through
        remedy = f"{lead} must be told; {problem.remedy}"
        return Problem(problem.rule, problem.received, remedy, problem.file, problem.line)
    remedy = (
        f"{lead} must look at the file first; then record it in the plan under text_only, or build with "
        f"--text-only {name}"
    )
    if "thumbnail" in problem.received.lower():
        remedy += " (it is the small preview of the first page: saving the file without preview removes it)"
    return Problem(problem.rule, problem.received, remedy, problem.file, problem.line)
