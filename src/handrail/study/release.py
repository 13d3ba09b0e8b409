"""Release: gather everything that leaves together, and let disclosure review judge it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from handrail.disclosure import Ledger, Limits, PassageApproval, QuotationRequest, Review, review
from handrail.interviews import Participant, speaker_of
from handrail.store import CodingRecord, LedgerRecord, ResultRecord, new_id
from handrail.study.convert import participants_of, transcript_of
from handrail.study.place import Strand
from handrail.study.records import result_from_json
from handrail.study.session import Session
from handrail.values import Table

STRAND = "strand of interviews"
"""Quotations stand under their strand's themes, so the strand is told of everyone who is quoted."""


@dataclass(frozen=True)
class Judged:
    """The review, with who said each released quotation; the names stay in the store's ledger."""

    review: Review
    speakers: Mapping[str, str] = field(repr=False)


def review_all(
    session: Session,
    strands: Iterable[Strand],
    results: Mapping[str, ResultRecord],
    *,
    asked_for: frozenset[str],
    worded: Iterable[Table] = (),
) -> Judged:
    """Judge all tables and quotations of the study together.

    Parameters
    ----------
    session
        The open study; its ledger says what left before.
    strands
        The interview strands.
    results
        Node to result: estimates, models, typologies and agreements.
    worded
        Tables of words that leave with them.
    asked_for
        The team's names of passages that the guideline links to directly; approved passages are asked for
        as well.
    """
    requests: list[QuotationRequest] = []
    participants: list[Mapping[str, str]] = []
    for strand in strands:
        people = participants_of(session.store, strand.plan.id)
        each = {person.name: person for person in people if person.name not in strand.stopped}.values()
        participants += [{**person.attributes, STRAND: strand.plan.id} for person in each]
        transcripts = {name: transcript_of(session.store, name) for name in strand.imported.document_names()}
        codings = session.store.codings(strand.plan.id)
        for coding in codings:
            if coding.approval is not None or coding.name in asked_for:
                speaker = speaker_of(
                    transcripts[coding.document],
                    people,
                    coding.start,
                    coding.end,
                    interviewers=strand.plan.interviewers,
                )
                requests.append(_request(coding, speaker, strand, _flags_on(coding, codings)))
    tables = [table for record in results.values() for table in result_from_json(record.body).tables]
    tables += worded
    limits = Limits(smallest_cell=session.plan.disclosure.smallest_cell)
    outcome = review(tables, requests, _ledger(session), limits=limits, participants=participants)
    return Judged(outcome, {request.id: request.participant for request in requests})


def _flags_on(coding: CodingRecord, codings: Iterable[CodingRecord]) -> tuple[str, ...]:
    """Return the flags of every coder on any of the same words."""
    overlapping = (
        other
        for other in codings
        if other.document == coding.document and other.start < coding.end and coding.start < other.end
    )
    return tuple(sorted({flag for other in overlapping for flag in other.flags}))


def _ledger(session: Session) -> Ledger:
    shown: dict[str, dict[str, str]] = {}
    for entry in session.store.ledger():
        if entry.kind == "quotation" and "participant" in entry.facts:
            shown.setdefault(entry.facts["participant"], {}).update(entry.facts["shown"])
    return Ledger(shown)


def _request(
    coding: CodingRecord, speaker: Participant | None, strand: Strand, flags: tuple[str, ...]
) -> QuotationRequest:
    special = set(strand.plan.special_attributes)
    approval = None
    if coding.approval is not None:
        given = coding.approval
        approval = PassageApproval(
            by=given["by"],
            on=str(given["on"]),
            recognisable=given["recognisable"],
            third_party=given["third_party"],
            operational_tactic=given["operational_tactic"],
            # Special attributes never label a quotation, whatever the approval says.
            label=tuple(name for name in given.get("label") or () if name not in special),
            role=given.get("role") or None,
        )
    return QuotationRequest(
        id=f"passage:{coding.id}",
        text=coding.quotation,
        # A passage of the interviewer's, or of several speakers, is nobody's to consent to.
        participant="" if speaker is None else speaker.name,
        consent_analysis=speaker is not None and speaker.consent.analysis,
        tier="none" if speaker is None else speaker.consent.quotation,
        attributes={} if speaker is None else speaker.attributes,
        flags=flags,
        approval=approval,
        context={STRAND: strand.plan.id},
    )


def record_release(session: Session, judged: Judged) -> None:
    """Write into the ledger what left, and into the audit log what was refused."""
    store, release = session.store, new_id()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    entries = [
        LedgerRecord(
            release,
            now,
            "quotation",
            name,
            {"participant": judged.speakers[name], "shown": dict(quotation.shown)},
        )
        for name, quotation in judged.review.released.quotations.items()
    ]
    entries += [LedgerRecord(release, now, "table", name, {}) for name in judged.review.released.tables]
    store.put_ledger(entries)
    for refusal in judged.review.refused:
        store.audit("refused", node=refusal.name, rule=refusal.rule[:200])
    rules = session.plan.disclosure
    if rules.smallest_cell < 10:
        store.audit(
            "smallest-cell-lowered",
            smallest_cell=rules.smallest_cell,
            reason=rules.reason[:200],
            second_person=rules.second_person[:200] or "self-checked",
        )
    store.audit(
        "documents",
        release=release,
        tables=len(judged.review.released.tables),
        quotations=len(judged.review.released.quotations),
    )
