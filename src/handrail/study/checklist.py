"""Checklist: what the study knows for a reporting checklist, the team's answers, and files of both."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from handrail import __version__
from handrail.disclosure import Ledger, review
from handrail.interviews.checklist_items import CHECKLISTS, Which
from handrail.interviews.codings import ADJUDICATED
from handrail.report.words import APPROACHES, INFORMATION_POWER
from handrail.store import Store, write_atomically
from handrail.study.agreements import agreement_name
from handrail.study.ledger import documents_release
from handrail.study.plan import Interviews, Plan, Survey
from handrail.study.project import strand_of
from handrail.study.records import result_from_json
from handrail.study.saturations import saturation_name
from handrail.study.session import Prompt, Session, open_session
from handrail.study.withdrawal.tombstones import refuse_unfinished, silent_documents, stopped_people
from handrail.values import StoreError, UsageError
from handrail.values.checklist import read_answers_to

if TYPE_CHECKING:
    from handrail.interviews import ChecklistFacts
    from handrail.study.plan_risk import Risk
    from handrail.study.plan_typology import Typology
    from handrail.values.checklist import ChecklistAnswer, ChecklistSource, FilledItem

FOLDER = "checklists"
ENDINGS = (".docx", ".html", ".csv")


@dataclass(frozen=True)
class Checklist:
    """A filled checklist of a strand of interviews, of a survey, of a risk analysis, or of a typology.

    Attributes
    ----------
    which, strand
        Which checklist, of which strand, survey, analysis or typology.
    items
        Every item with what is known of it.
    answers
        Where the team's answers are, whether or not the file is there.
    plan
        The study's plan.
    source
        Where the checklist is published, and its items.
    """

    which: Which | Literal["strobe", "TRIPOD+AI", "SMART-LCA", "GRoLTS"]
    strand: Interviews | Survey | Risk | Typology
    items: tuple[FilledItem, ...]
    answers: Path
    plan: Plan
    source: ChecklistSource

    def rows(self) -> list[dict[str, str]]:
        """Return each item as plain values."""
        from handrail.report.checklist import checklist_rows

        return checklist_rows(self.items)


def study_checklist(
    folder: Path, strand: str | None = None, which: Which | None = None, *, prompt: Prompt | None
) -> Checklist:
    """Return a checklist of a built study, filled with what it knows and with the team's answers.

    Parameters
    ----------
    folder, strand
        The study, and the strand of interviews; None for the only one.
    which
        The checklist; None for the one that fits the strand's approach.

    Raises
    ------
    UsageError
        For an unknown strand.
    DataError
        When a file of answers names an item that there is not.
    DisclosureRefused
        When an answer holds words of a transcript.
    StoreError
        When the study was never built.
    """
    from handrail.interviews import fill_checklist

    with open_session(folder, prompt=prompt) as session:
        plan = strand_of(session.plan, strand)
        chosen = which or ("reflexive" if plan.approach == "reflexive" else "coreq")
        require_documents(session.store)
        several = len(session.plan.interviews) > 1
        path = folder / FOLDER / (f"{chosen}-{plan.id}.toml" if several else f"{chosen}.toml")
        answers = team_answers(session, path, CHECKLISTS[chosen], chosen, plan.id)
        items = fill_checklist(chosen, facts_of(session, plan), answers)
        return Checklist(chosen, plan, items, path, session.plan, CHECKLISTS[chosen])


def require_documents(store: Store) -> None:
    """Refuse a study that was never built, or whose withdrawal is not at its end.

    Raises
    ------
    StoreError
        Saying what to run.
    """
    refuse_unfinished(store)
    if store.result("documents") is None:
        raise StoreError.because(
            "a checklist is filled from a built study", "one without documents", "run `handrail build` first"
        )


def team_answers(
    session: Session, path: Path, source: ChecklistSource, which: str, strand: str | None = None
) -> tuple[ChecklistAnswer, ...]:
    """Return the team's answers to a checklist; they leave like every other document.

    Raises
    ------
    DataError
        When the file names an item that there is not.
    DisclosureRefused
        When an answer holds words of a transcript: of the strand, or of any.
    """
    from handrail.study.prose import refuse_unreleased_words

    answers = read_answers_to(source, path, which) if path.is_file() else ()
    refuse_unreleased_words(
        {f"{FOLDER}/{path.name}": "\n".join(f"{one.answer}\n{one.where}" for one in answers)},
        (document.text for document in session.store.documents(strand)),
        (),
    )
    return answers


def facts_of(session: Session, plan: Interviews) -> ChecklistFacts:
    """Return what a study knows of a strand; people whose new use was stopped are not counted."""
    from handrail.interviews import ChecklistFacts

    store, stopped = session.store, stopped_people(session.store, plan.id)
    silent = silent_documents(store, plan.id, stopped)
    speaking = [one for one in store.participants(plan.id) if one.name not in stopped]
    transcripts = [one.name for one in store.documents(plan.id) if one.name not in silent]
    codes, themes = store.codes(plan.id), store.themes(plan.id)
    codings = [one for one in store.codings(plan.id) if one.coder != ADJUDICATED]
    power = {} if plan.information_power is None else plan.information_power.model_dump()
    each = Counter(one.name for one in speaking)
    return ChecklistFacts(
        reflexive=plan.approach == "reflexive",
        approach=APPROACHES[plan.approach],
        recruitment=plan.recruitment,
        positionality=plan.positionality,
        information_power={INFORMATION_POWER[part]: words for part, words in power.items()},
        participants=len(each),
        documents=len(transcripts),
        words=sum(_body(store, f"read:{plan.id}/transcript/{name}").get("words", 0) for name in transcripts),
        repeated=sum(times > 1 for times in each.values()),
        attributes=tuple(name for name in plan.attributes if name not in plan.special_attributes),
        coders=len({one.coder for one in codings}),
        codings=len(codings),
        codes=len(codes),
        topics=tuple(one.name for one in sorted(codes, key=lambda code: code.position) if one.parent is None),
        guide=sum(one.origin == "guide" for one in codes),
        agreement=store.result(agreement_name(plan.id)) is not None and plan.asks_for_agreement,
        saturation=_saturation(store, plan),
        themes=len(themes),
        dated=sum(bool(theme.history) for theme in themes),
        countered=sum(bool(theme.counter_examples) for theme in themes),
        memos=_body(store, f"read:{plan.id}/memos/{plan.memos}").get("memos", 0) if plan.memos else 0,
        quotations=_quotations(store, plan.id),
        software=f"Handrail {__version__}.",
    )


def _body(store: Store, step: str) -> Mapping[str, Any]:
    made = store.result(step)
    return {} if made is None else made.body


def _saturation(store: Store, plan: Interviews) -> tuple[str, ...]:
    made = store.result(saturation_name(plan.id)) if plan.saturation is not None else None
    if made is None:
        return ()
    table = result_from_json(made.body).tables[0]
    # What was observed stands first, a sentence a group.
    return table.notes[: len(table.cells)]


def _quotations(store: Store, strand: str) -> int:
    """Return how many quotations of a strand the last release holds."""
    lines = store.ledger()
    last = documents_release(lines)
    return sum(
        line.kind == "quotation" and line.release == last and line.facts.get("strand") == strand
        for line in lines
    )


def write_checklist(found: Checklist, to: Path) -> None:
    """Write a checklist as a Word, HTML or CSV file, by the file's ending.

    Raises
    ------
    UsageError
        For another ending.
    """
    from handrail.documents import write_docx, write_html
    from handrail.report.checklist import checklist_csv, checklist_document
    from handrail.report.composition import INVENTED

    ending = to.suffix.casefold()
    if ending not in ENDINGS:
        raise UsageError.because(
            "a checklist is written as Word, HTML or CSV",
            f"'{to.name}'",
            f"end the name in {' or '.join(ENDINGS)}",
        )
    if ending == ".csv":
        write_atomically(to, checklist_csv(found.items).encode())
        return
    study = found.plan.study
    document = checklist_document(
        found.source,
        found.items,
        review([], [], Ledger()).released,
        study=f"{study.title}: {found.strand.title}",
        authors=study.authors,
        language=study.language,
        banner=INVENTED if study.synthetic else None,
    )
    write_atomically(to, write_docx(document) if ending == ".docx" else write_html(document))


def write_questions(found: Checklist) -> int:
    """Add a block for each item that still asks something to the file of answers; return how many.

    What stands in the file stays as it is.
    """
    known = read_answers_to(found.source, found.answers, found.which) if found.answers.is_file() else ()
    there = {one.item for one in known}
    blocks = [
        f"\n# {one.item.topic}: {one.item.question}\n"
        + (f"# Known: {' '.join(one.known.split())}\n" if one.known else "")
        + f'[[answer]]\nitem = {json.dumps(one.item.id)}\nanswer = ""\nwhere = ""\n'
        for one in found.items
        if one.status in ("asked", "in part") and one.item.id not in there
    ]
    if blocks:
        before = found.answers.read_text("utf-8") if found.answers.is_file() else _HEAD
        found.answers.parent.mkdir(exist_ok=True)
        write_atomically(found.answers, (before.rstrip("\n") + "\n" + "".join(blocks)).encode())
    return len(blocks)


_HEAD = "# Answers to a reporting checklist. No participant's words: what stands here is printed.\n"
