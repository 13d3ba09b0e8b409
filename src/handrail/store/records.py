"""Records: the plain values that the store takes and gives back; other rooms convert theirs.

Every record is a row of what the team put in or of what a step made. Ids are random, so that they may leave
the study where names may not, and they stay the same when a file is read again: a record that is put
with an empty ``id`` keeps the id of the row of its strand and name, or gets a new one.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

SourceKind = Literal[
    "transcript",
    "participants",
    "codebook",
    "codings",
    "adjudications",
    "themes",
    "memos",
    "framework",
    "returned",
    "survey",
]
"""What a file in ``sources/`` can be."""

ActKind = Literal["participant", "respondent", "passage", "document"]
"""What can be withdrawn; a document goes with its participant."""

Fact = str | int | float | bool | None
"""What an audit entry may state: short plain values, never what a person said."""


def new_id() -> str:
    """Return a random id of 16 hexadecimal digits.

    Examples
    --------
    >>> len(new_id()), new_id() == new_id()
    (16, False)
    """
    return secrets.token_hex(8)


@dataclass(frozen=True)
class SourceRecord:
    """A file that was read in.

    Attributes
    ----------
    id
        Random; empty for the store to choose or keep.
    strand
        The strand of the plan that it belongs to; the survey's id for a survey.
    kind
        One of ``SourceKind``.
    name
        The file's name. Strand and name together are unique.
    file_digest
        Digest of the file's bytes, to know an original again.
    content
        Digest of what was read out of it; the revision rises when this changes.
    revision
        Counted by the store from 1; what is put here is ignored.
    imported_at
        ISO date and time; empty for now.
    notes
        What was decided or lost while reading, for a person to see.
    """

    id: str
    strand: str
    kind: SourceKind
    name: str
    file_digest: str
    content: str
    revision: int = 1
    imported_at: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class TurnRecord:
    """One speaker's stretch of a document.

    Attributes
    ----------
    index
        Order in the document, from 0.
    speaker
        The label used in the document, or None.
    start, end
        Code points of the document's text, end exclusive.
    begins, ends
        Seconds into the recording, or None.
    """

    index: int
    speaker: str | None
    start: int
    end: int
    begins: float | None = None
    ends: float | None = None


@dataclass(frozen=True)
class DocumentRecord:
    """A transcript's text with its turns.

    Attributes
    ----------
    source
        Id of its source.
    name
        File name, unique over the study: codings refer to it.
    format
        What it was read from, such as ``docx``.
    text
        The text that positions count in.
    turns
        In order.
    """

    source: str
    name: str
    format: str
    text: str
    turns: Sequence[TurnRecord] = ()


@dataclass(frozen=True)
class ParticipantRecord:
    """A participant in one document; one who speaks in two documents has two records with one id.

    Attributes
    ----------
    id
        Random, one a participant; empty for the store to choose or keep.
    strand, name
        The strand, and the study's pseudonym.
    document, speaker
        File name of the transcript, and the label used in it (may be empty).
    attributes
        Declared attributes, such as ``{"sector": "police"}``.
    consent
        ``consent_form``, ``consent_date``, ``cut_off``, ``analysis``, ``quotation``, ``archiving``,
        ``recontact``.
    """

    id: str
    strand: str
    name: str
    document: str
    speaker: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    consent: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CodeRecord:
    """A code of a strand's codebook; ``parent`` is a code's name and ``position`` its place in the file."""

    id: str
    strand: str
    name: str
    description: str
    parent: str | None = None
    origin: str = "inductive"
    position: int = 0
    include: str = ""
    exclude: str = ""


@dataclass(frozen=True)
class CodingRecord:
    """A passage that a coder gave a code.

    Attributes
    ----------
    id
        Random; empty for the store to choose or keep.
    strand, name
        The strand, and the team's own id of the passage: unique over the strand's coders.
    document
        File name of the document, which must be in the store.
    start, end
        Code points of the document's text, end exclusive.
    quotation
        The text that stands there.
    code, coder
        Name of the code, and the coder's initials.
    memo
        The coder's note.
    flags
        ``operational``, ``third-party``, ``distressing``, ``possible-current-harm``.
    approval
        A person's approval for quotation, as plain values, or None.
    speaker
        The label of who says it, or None.
    """

    id: str
    strand: str
    name: str
    document: str
    start: int
    end: int
    quotation: str
    code: str
    coder: str
    memo: str = ""
    flags: tuple[str, ...] = ()
    approval: Mapping[str, Any] | None = None
    speaker: str | None = None


@dataclass(frozen=True)
class ThemeRecord:
    """A theme, which is a sentence; ``codes`` are names, ``passages`` and ``counter_examples`` coding names.

    ``history`` holds dated notes, ``{"on": "2026-04-02", "note": "..."}``.
    """

    id: str
    strand: str
    name: str
    sentence: str
    codes: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    memo: str = ""
    history: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class DatasetRecord:
    """A survey's data as one Parquet file, replaced as a whole.

    Attributes
    ----------
    source
        Id of its source.
    survey
        The survey's id in the plan.
    parquet
        The file's bytes.
    columns
        Column to keyed digest of its values in order.
    rows
        Number of respondents.
    """

    source: str
    survey: str
    parquet: bytes = field(repr=False)
    columns: Mapping[str, str] = field(default_factory=dict)
    rows: int = 0


@dataclass(frozen=True)
class ResultRecord:
    """What a step of the plan made: its two digests, the values, and how they were computed."""

    step: str
    key: str
    content: str
    kind: str
    body: Mapping[str, Any]
    method: Mapping[str, Any]
    software: Mapping[str, Any]
    made_at: str


@dataclass(frozen=True)
class LedgerRecord:
    """One thing that left the study in a release; ``at`` empty for now, ``facts`` plain values."""

    release: str
    at: str
    kind: str
    name: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ActRecord:
    """A participant's, respondent's or passage's withdrawal: a tombstone that stops its return.

    Attributes
    ----------
    id
        Random; empty for the store to choose or keep. The audit log names an act by it.
    kind
        One of ``ActKind``.
    strand
        The strand or the survey's id.
    digest
        Keyed digest of the name (see ``Store.name_digest``); the name itself is not kept.
    act
        ``strike``, ``stop`` or ``erase``.
    state
        ``begun`` until files and store are both done, then ``done``.
    at
        ISO date and time of the last change; empty for now.
    facts
        Plain values that are needed to know again what was withdrawn, such as digests of files.
    """

    id: str
    kind: ActKind
    strand: str
    digest: str
    act: Literal["strike", "stop", "erase"]
    state: Literal["begun", "done"]
    at: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SignOffRecord:
    """What a person signed: a recommendation with the contents and the values that it rested on.

    Attributes
    ----------
    node
        The recommendation's node; a later sign-off of it replaces the earlier one.
    at, by
        ISO date and time (empty for now), and who signed.
    contents
        Node to content digest, for everything beneath the recommendation and itself.
    values
        Node to the plain values that a reader was shown, never a participant's words.
    """

    node: str
    at: str
    by: str
    contents: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AuditEntry:
    """One line of the audit log; ``previous`` and ``digest`` chain it to the line before."""

    seq: int
    at: str
    actor: str
    action: str
    facts: Mapping[str, Any]
    previous: str
    digest: str


@dataclass(frozen=True)
class Changes:
    """Names that a replacement added, removed and changed, each in order.

    Examples
    --------
    >>> bool(Changes((), (), ())), bool(Changes(("P04",), (), ()))
    (False, True)
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]

    def __bool__(self) -> bool:
        """Return whether anything is different."""
        return bool(self.added or self.removed or self.changed)
