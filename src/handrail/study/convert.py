"""Records of the store as values of the interviews room: the one place where the two meet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal, cast

from handrail.interviews import (
    Approval,
    Code,
    Codebook,
    Coding,
    CodingEntry,
    CodingFile,
    Consent,
    Participant,
    Theme,
    ThemeChange,
    Transcript,
    Turn,
)
from handrail.store import DocumentRecord, Store
from handrail.values import Late, StoreError


def transcript_of(store: Store, name: str) -> Transcript:
    """Return the stored document of a name as a transcript."""
    document = store.document(name)
    if document is None:
        raise StoreError.because(
            "a placed document is in the store",
            "one that is gone",
            "put the file into sources/ and build again",
        )
    return transcript_from(document)


def transcript_from(document: DocumentRecord) -> Transcript:
    """Return a stored document as a transcript."""
    turns = Late(
        len(document.turns),
        lambda: (
            Turn(turn.index, turn.speaker, turn.start, turn.end, turn.begins, turn.ends)
            for turn in document.turns
        ),
    )
    return Transcript(document.name, document.format, document.text, turns)


def codebook_of(store: Store, strand: str) -> Codebook:
    """Return a strand's stored codebook."""
    return Codebook(
        tuple(
            Code(
                name=code.name,
                description=code.description,
                parent=code.parent,
                origin=cast("Literal['guide', 'inductive']", code.origin),
                include=code.include,
                exclude=code.exclude,
            )
            for code in sorted(store.codes(strand), key=lambda code: code.position)
        )
    )


def participants_of(store: Store, strand: str) -> tuple[Participant, ...]:
    """Return a strand's stored participants, one a document."""
    return tuple(
        Participant(one.name, one.document, one.speaker, one.attributes, _consent(one.consent))
        for one in store.participants(strand)
    )


def _consent(stored: Mapping[str, str]) -> Consent:
    return Consent(
        form=stored["consent_form"],
        date=date.fromisoformat(stored["consent_date"]),
        cut_off=date.fromisoformat(stored["cut_off"]),
        analysis=stored["analysis"] == "yes",
        quotation=cast("Literal['none', 'unattributed', 'attributed', 'named-role']", stored["quotation"]),
        archiving=stored["archiving"] == "yes",
        recontact=stored["recontact"] == "yes",
    )


def consent_record(consent: Consent) -> dict[str, str]:
    """Return a consent as the store keeps it."""
    words = {True: "yes", False: "no"}
    return {
        "consent_form": consent.form,
        "consent_date": consent.date.isoformat(),
        "cut_off": consent.cut_off.isoformat(),
        "analysis": words[consent.analysis],
        "quotation": consent.quotation,
        "archiving": words[consent.archiving],
        "recontact": words[consent.recontact],
    }


def coding_files_of(entries: Iterable[Mapping[str, Any]]) -> tuple[CodingFile, ...]:
    """Return the entries of one document as coding files again, one a coder and file."""
    by_file: dict[tuple[str, str], list[CodingEntry]] = {}
    for entry in entries:
        values = {key: value for key, value in entry.items() if key not in ("coder", "file")}
        values["flags"] = tuple(values["flags"])
        values["approval"] = approval_of(values["approval"])
        by_file.setdefault((entry["coder"], entry["file"]), []).append(CodingEntry(**values))
    return tuple(CodingFile(coder, tuple(listed), name) for (coder, name), listed in by_file.items())


def approval_of(stored: Mapping[str, Any] | None) -> Approval | None:
    """Return a stored approval, or None."""
    if stored is None:
        return None
    return Approval(
        **{**stored, "on": date.fromisoformat(str(stored["on"])), "label": tuple(stored.get("label") or ())}
    )


def codings_of(store: Store, strand: str) -> tuple[Coding, ...]:
    """Return a strand's stored codings."""
    return tuple(
        Coding(
            name=one.name,
            document=one.document,
            start=one.start,
            end=one.end,
            quotation=one.quotation,
            code=one.code,
            coder=one.coder,
            memo=one.memo,
            flags=tuple(one.flags),
            approval=approval_of(one.approval),
            speaker=one.speaker,
        )
        for one in store.codings(strand)
    )


def theme_of(stored: Mapping[str, Any]) -> Theme:
    """Return a theme from the values that its reading step kept."""
    values = dict(stored)
    for name in ("codes", "passages", "counter_examples"):
        values[name] = tuple(values[name])
    values["history"] = tuple(
        ThemeChange(date.fromisoformat(entry["on"]), entry["note"]) for entry in values["history"]
    )
    return Theme(**values)
