"""Come back: stop what was withdrawn when a file brings it in again, without saying whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handrail.interviews.returned import KINDS
from handrail.study.session import Session
from handrail.study.withdrawal.csv_rows import rows_of
from handrail.study.withdrawal.tombstones import MASK, REMEDY, Tombstones, plain_words
from handrail.values import DataError, Problem, read_toml

if TYPE_CHECKING:
    from handrail.interviews import Adjudication, CodingFile, Transcript
    from handrail.interviews.returned import Returned

_RULE = "who or what was withdrawn is not imported again"


def withdrawn_row(
    session: Session,
    tombstones: Tombstones,
    header: list[str],
    cells: tuple[str, ...],
    encoding: str = "latin-1",
) -> bool:
    """Return whether a row of a participants file is about someone who was erased, under whatever name."""
    row = dict(zip(header, cells, strict=False))
    if encoding == "latin-1":
        row = {key: _as_utf8(cell) for key, cell in row.items()}
    name, document, speaker = (row.get(key, "").strip() for key in ("participant", "document", "speaker"))
    strands = [part.id for part in session.plan.interviews]
    return (
        any(tombstones.person(strand, name) for strand in strands)
        or tombstones.document(document)
        or bool(speaker and tombstones.speaker(document, speaker))
    )


def withdrawn_coding(tombstones: Tombstones, coding: Any) -> bool:
    """Return whether a coding of a coder's file marks words that were withdrawn."""
    name, document, quotation = (str(coding.get(key, "")) for key in ("id", "document", "quotation"))
    return tombstones.coding(name) or tombstones.document(document) or tombstones.said(quotation, document)


def withdrawn_decision(tombstones: Tombstones, decision: Any) -> bool:
    """Return whether a decision is about words, a document or a coding that was withdrawn."""
    document, quotation = (str(decision.get(key, "")) for key in ("document", "quotation"))
    # In a file an original is a table; read already, it is one of the decision's values.
    originals = decision.get("original", decision.get("originals", ()))
    codings = (one.get("coding", "") if isinstance(one, dict) else one.coding for one in originals)
    return (
        tombstones.document(document)
        or tombstones.said(quotation, document)
        or any(tombstones.coding(str(name)) for name in codings)
    )


def refuse_withdrawn_people(session: Session, path: Path) -> None:
    """Stop a participants file that brings someone back.

    Raises
    ------
    DataError
        That says on which line, and never who.
    """
    tombstones = Tombstones(session.store)
    if not tombstones:
        return
    rows = rows_of(path.read_bytes().decode("utf-8-sig"))
    header = [cell.strip() for cell in rows[0].cells] if rows else []
    for row in rows[1:]:
        if withdrawn_row(session, tombstones, header, row.cells, "utf-8"):
            raise DataError.because(
                _RULE,
                "a row of someone who withdrew",
                REMEDY,
                file=path.name,
                line=row.line,
            )


def refuse_withdrawn_file(session: Session, path: Path) -> None:
    """Stop a transcript by its name or its bytes, before it is read.

    Raises
    ------
    DataError
        When the document of that name, or this very file, was withdrawn.
    """
    tombstones = Tombstones(session.store)
    if tombstones and (tombstones.document(path.name) or tombstones.file(path.read_bytes())):
        raise _refused("a transcript that was withdrawn", path.name, None)


def refuse_withdrawn_text(session: Session, transcript: Transcript) -> None:
    """Stop a transcript by what it says and by who speaks in it, whatever its name.

    Raises
    ------
    DataError
        When it holds the words of someone who was erased, or a struck passage.
    """
    tombstones = Tombstones(session.store)
    if not tombstones:
        return
    if tombstones.said(transcript.text, transcript.name):
        raise _refused("a text with words that were withdrawn", transcript.name, None)
    for turn in transcript.turns:
        said = transcript.text[turn.start : turn.end].replace(MASK, "")
        if turn.speaker and plain_words(said) and tombstones.speaker(transcript.name, turn.speaker):
            raise _refused("a turn of someone who withdrew", transcript.name, transcript.line_of(turn.start))


def refuse_withdrawn_codings(session: Session, found: CodingFile) -> None:
    """Stop a coder's file that marks withdrawn words.

    Raises
    ------
    DataError
        That says on which lines.
    """
    tombstones = Tombstones(session.store)
    lines = [
        entry.line
        for entry in (found.entries if tombstones else ())
        if withdrawn_coding(tombstones, vars(entry))
    ]
    if lines:
        raise DataError(
            *(_problem("a coding of words that were withdrawn", found.name, line) for line in lines)
        )


def refuse_withdrawn_decisions(session: Session, file: str, decisions: Iterable[Adjudication]) -> None:
    """Stop a file of adjudications that decides about withdrawn words.

    Raises
    ------
    DataError
        That says on which lines.
    """
    tombstones = Tombstones(session.store)
    lines = [
        one.line for one in (decisions if tombstones else ()) if withdrawn_decision(tombstones, vars(one))
    ]
    if lines:
        raise DataError(
            *(_problem("a decision about words that were withdrawn", file, line) for line in lines)
        )


def withdrawn_thing(session: Session, tombstones: Tombstones, kind: str, thing: Any) -> bool:
    """Return whether what another program made is about who or what was withdrawn, or repeats the words.

    Parameters
    ----------
    kind, thing
        ``note``, ``set``, ``passage``, ``link`` or ``answer``, and its values.
    """
    strands = [part.id for part in session.plan.interviews]

    def person(name: str) -> bool:
        return any(tombstones.person(strand, name) for strand in strands)

    gone = {
        "document": tombstones.document,
        "coding": tombstones.coding,
        "passage": tombstones.coding,
        "participant": person,
    }
    if kind == "answer":
        return person(str(thing.get("participant", "")))
    if kind == "passage" and withdrawn_coding(tombstones, {**thing, "id": thing.get("guid", "")}):
        return True
    document = str(thing.get("document", ""))
    if any(tombstones.said(str(thing.get(key, "")), document) for key in ("name", "text", "description")):
        return True
    things = [*thing.get("about", ()), thing.get("origin", ""), thing.get("target", "")]
    parted = (str(one).partition(":") for one in things)
    return any(gone[what](name) for what, _, name in parted if what in gone)


def refuse_withdrawn_returned(session: Session, path: Path, found: Returned) -> None:
    """Stop a file of what came back that holds or is about what was withdrawn.

    Raises
    ------
    DataError
        That says on which lines.
    """
    tombstones = Tombstones(session.store)
    if not tombstones:
        return
    source = read_toml(path)
    problems = [
        _problem(f"a {kind} of or about what was withdrawn", path.name, source.line((kind, place)))
        for kind, name in KINDS.items()
        for place, one in enumerate(getattr(found, name))
        if withdrawn_thing(session, tombstones, kind, vars(one))
        or any(map(tombstones.document, getattr(one, "documents", ())))
    ]
    if problems:
        raise DataError(*problems)


def refuse_withdrawn_mentions(
    session: Session,
    path: Path,
    tables: Iterable[Mapping[str, Any]],
    *,
    key: str = "theme",
    lists: tuple[str, ...] = ("passages", "counter_examples"),
) -> None:
    """Stop a file of themes, or of summaries, that names a coding which was withdrawn.

    Parameters
    ----------
    session
        The open study.
    path, tables, key, lists
        The file, its tables with what they are called, and which of their keys name codings.

    Raises
    ------
    DataError
        That says on which line.
    """
    tombstones = Tombstones(session.store)
    if not tombstones:
        return
    source = read_toml(path)
    problems = [
        _problem("the id of a coding that was withdrawn", path.name, source.line((key, place, listed)))
        for place, table in enumerate(tables)
        for listed in lists
        if any(tombstones.coding(name) for name in table[listed])
    ]
    if problems:
        raise DataError(*problems)


def _refused(received: str, file: str, line: int | None) -> DataError:
    return DataError(_problem(received, file, line))


def _problem(received: str, file: str, line: int | None) -> Problem:
    return Problem(_RULE, received, REMEDY, file, line)


def _as_utf8(text: str) -> str:
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
