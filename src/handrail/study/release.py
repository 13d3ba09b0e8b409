"""Release: gather everything that leaves together, and let disclosure review judge it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from handrail.disclosure import (
    Limits,
    PassageApproval,
    QuotationRequest,
    Review,
    review,
    words_in,
)
from handrail.interviews import Participant, Transcript, speaker_of
from handrail.store import CodingRecord, LedgerRecord, ResultRecord, new_id
from handrail.study.asked_for import flags_on, summary_requests, untold_attributes
from handrail.study.convert import participants_of, transcript_of
from handrail.study.ledger import Kept, read_ledger
from handrail.study.place import Strand
from handrail.study.plan import Plan
from handrail.study.records import result_from_json
from handrail.study.row_counts import is_row_count, row_counts, rows_name
from handrail.study.session import Session
from handrail.study.told import Told, told_of
from handrail.values import Result, Table

STRAND = "strand of interviews"
"""Quotations stand under their strand's themes, so the strand is told of everyone who is quoted."""


@dataclass(frozen=True)
class Judged:
    """The review, with what is said beside it, and what the ledger adds.

    Attributes
    ----------
    review
        What may leave.
    asked
        The quotations that were asked for; who said them stays in the store's ledger.
    told
        Node of each result to what is said of it.
    kept
        What left before.
    """

    review: Review
    asked: Mapping[str, QuotationRequest] = field(repr=False)
    told: Mapping[str, Told]
    kept: Kept = field(repr=False)


def review_all(
    session: Session,
    strands: Iterable[Strand],
    results: Mapping[str, ResultRecord],
    *,
    surveys: Mapping[str, ResultRecord],
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
    surveys
        Survey id to the result of reading it.
    worded
        Tables of words that leave with them.
    asked_for
        The team's names of passages that the guideline links to directly; approved passages are asked for
        as well.
    """
    strands = tuple(strands)
    requests: list[QuotationRequest] = []
    participants: list[Mapping[str, str]] = []
    for strand in strands:
        people = participants_of(session.store, strand.plan.id)
        each = {person.name: person for person in people if person.name not in strand.stopped}.values()
        participants += [{**person.attributes, STRAND: strand.plan.id} for person in each]
        transcripts = {name: transcript_of(session.store, name) for name in strand.imported.document_names()}
        codings = session.store.codings(strand.plan.id)
        said = _words_said(strand, people, transcripts.values())
        # Of the codings that the team decided about, those alone that somebody names as a passage.
        named = {name for one in session.store.themes(strand.plan.id) for name in one.passages}
        named |= {name for one in session.store.themes(strand.plan.id) for name in one.counter_examples}
        fallen = strand.decisions.settled - named
        for coding in codings:
            approved = coding.approval is not None and coding.name not in fallen
            if approved or coding.name in asked_for:
                speaker = speaker_of(
                    transcripts[coding.document],
                    people,
                    coding.start,
                    coding.end,
                    interviewers=strand.plan.interviewers,
                )
                request = _request(coding, speaker, strand, flags_on(coding, codings))
                requests.append(replace(request, said=said[request.participant]))
    made = {node: result_from_json(record.body) for node, record in results.items()}
    counts = row_counts(session.plan.survey, surveys)
    tables = [*(table for result in made.values() for table in result.tables), *counts, *worded]
    limits = limits_of(session.plan)
    kept = read_ledger(session.store, surveys)
    # Not in the result: a change of another column raises the revision, and alters no content of this one.
    tables = [replace(table, revision=kept.revisions.get(table.source, 0)) for table in tables]
    outcome = review(
        tables,
        requests,
        kept.ledger,
        limits=limits,
        participants=participants,
        summaries=[one for strand in strands for one in summary_requests(strand, results)],
    )
    untold = [one for strand in strands for one in untold_attributes(strand, results)]
    outcome = replace(outcome, refused=(*outcome.refused, *untold))
    told = _told(made, outcome, kept, limits)
    return Judged(outcome, {request.id: request for request in requests}, told, kept)


def limits_of(plan: Plan) -> Limits:
    """Return what the plan asks of disclosure review."""
    rules = plan.disclosure
    return Limits(smallest_cell=rules.smallest_cell, after_change=rules.after_change)


def _told(made: Mapping[str, Result], outcome: Review, kept: Kept, limits: Limits) -> dict[str, Told]:
    """Return what is said of each result: where an earlier version of it stands, what was said of that."""
    released, standing = outcome.released.tables, set(outcome.standing)
    told = {}
    for node, result in made.items():
        source = result.tables[0].source if result.tables else ""
        names = [table.name for table in result.tables]
        if standing & {*names, rows_name(source)} and node in kept.told:
            told[node] = kept.told[node]
        else:
            tables = [released[name] for name in names]
            told[node] = told_of(result, tables, released.get(rows_name(source)), limits)
    return told


def _words_said(
    strand: Strand, people: Iterable[Participant], transcripts: Iterable[Transcript]
) -> Counter[str]:
    """Return how many words each participant said in a strand."""
    said: Counter[str] = Counter()
    for transcript in transcripts:
        here = [person for person in people if person.document == transcript.name]
        for turn in transcript.turns:
            speaker = speaker_of(
                transcript, here, turn.start, turn.end, interviewers=strand.plan.interviewers
            )
            if speaker is not None:
                said[speaker.name] += words_in(transcript.text[turn.start : turn.end])
    return said


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
        strand=strand.plan.id,
    )


def record_release(session: Session, judged: Judged) -> str:
    """Write into the ledger what left, into the audit log what was refused, and return the release's id."""
    store, release = session.store, new_id()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    released = judged.review.released
    entries = [
        LedgerRecord(
            release,
            now,
            "quotation",
            name,
            {
                "participant": judged.asked[name].participant,
                "shown": dict(quotation.shown),
                "strand": judged.asked[name].strand,
                "words": words_in(quotation.text),
            },
        )
        for name, quotation in released.quotations.items()
    ]
    remembered = {table.name: table for table in judged.review.remembered}
    standing = set(judged.review.standing)
    for name, table in released.tables.items():
        facts = judged.kept.facts(table, remembered.get(name), judged.told.get(name), stands=name in standing)
        entries.append(LedgerRecord(release, now, "table", name, facts))
    store.put_ledger(entries)
    refused = [[one.name, one.rule] for one in judged.review.refused]
    digest = store.digester.of(sorted(refused))
    # The same refusals as last time are not news: one line says that they still stand.
    before = [entry.facts.get("refused") for entry in store.audit_entries() if entry.action == "documents"]
    if before[-1:] != [digest]:
        for name, rule in refused:
            store.audit("refused", node=name, rule=rule[:200])
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
        tables=sum(not is_row_count(table) for table in released.tables.values()),
        quotations=len(released.quotations),
        standing=len(judged.review.standing),
        refused=digest,
    )
    return release
