"""Quotations: what disclosure review released for quotation, by theme, as a Word file for the authors."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handrail.guideline import read_guideline
from handrail.report.composition import INVENTED
from handrail.report.quotations import ThemeQuotations, quotations_document, refused_counts
from handrail.store import write_atomically
from handrail.study.build import Build
from handrail.study.check_guideline import passages_asked_for
from handrail.study.exported import record_export
from handrail.study.ledger import documents_release
from handrail.study.release import review_all
from handrail.study.runner import Runner, Silent
from handrail.study.session import Prompt, Session, open_session, refuse_when_expired
from handrail.study.withdrawal.tombstones import refuse_unfinished
from handrail.study.worded import worded_tables
from handrail.values import DisclosureRefused, UsageError

WHAT = "approved quotations by theme"


@dataclass(frozen=True)
class QuotationReport:
    """What was written: quotations, themes with one or more, and refused passages by rule in words."""

    quotations: int
    themes: int
    refused: dict[str, str]


def write_quotations(folder: Path, to: Path, *, prompt: Prompt | None, today: date) -> QuotationReport:
    """Write the quotations that the last build released, grouped by theme, as a Word file.

    Nothing is released by it: it holds what left with the study's documents already, and no more.

    Raises
    ------
    UsageError
        When the file is no Word file, or something is stale: what was released is then not what a build
        would release now.
    PlanError
        Past the plan's expiry.
    StoreError
        When the study was never built.
    """
    from handrail.documents import write_docx

    if to.suffix.casefold() != ".docx":
        raise UsageError.because(
            "approved quotations are written as a Word file", f"'{to.name}'", "end the name in .docx"
        )
    with open_session(folder, prompt=prompt) as session:
        refuse_when_expired(session.plan, today)
        refuse_unfinished(session.store)
        guideline = read_guideline(folder / "guideline")
        work = Build(session, guideline, Runner(session.store, Silent(), look_only=True))
        work.run()
        stale = [*work.runner.ran, *work.runner.failed]
        if stale:
            raise UsageError.because(
                "quotations are those of a build that is fresh",
                f"{len(stale)} stale step{'' if len(stale) == 1 else 's'}",
                "run `handrail build` first",
            )
        judged = review_all(
            session,
            work.built.strands,
            work.built.results,
            surveys=work.built.surveys,
            asked_for=passages_asked_for(guideline),
            worded=worded_tables(work.built),
        )
        released = judged.review.released
        _refuse_new(session, released.quotations)
        themes = _themes(session, released.quotations)
        study = session.plan.study
        made = write_docx(
            quotations_document(
                released,
                themes,
                study=study.title,
                authors=study.authors,
                language=study.language,
                banner=INVENTED if study.synthetic else None,
            )
        )
        strands = [part.id for part in session.plan.interviews]
    for strand in strands:
        record_export(folder, strand, what=WHAT, to=to, prompt=prompt, today=today)
    write_atomically(to, made)
    return QuotationReport(
        len(released.quotations),
        sum(bool(theme.supporting or theme.against) for theme in themes),
        refused_counts(released.refusals),
    )


def _refuse_new(session: Session, quotations: Collection[str]) -> None:
    """Raise when a quotation did not leave with the last release: only a build releases."""
    lines = session.store.ledger()
    last = documents_release(lines)
    left = {line.name for line in lines if line.kind == "quotation" and line.release == last}
    new = set(quotations) - left
    if new:
        raise DisclosureRefused.because(
            "a quotation leaves with a build before it stands anywhere else",
            f"{len(new)} that did not",
            "run `handrail build` first",
        )


def _themes(session: Session, quotations: Collection[str]) -> list[ThemeQuotations]:
    graph = session.store.graph()
    found = []
    for theme in (one for part in session.plan.interviews for one in session.store.themes(part.id)):
        here = f"theme:{theme.name}"
        against = tuple(edge.on for edge in graph.below(here) if edge.relation == "challenges")
        beneath = {node.id for _, node, _ in graph.walk(here) if node.kind == "passage"}
        found.append(
            ThemeQuotations(
                theme.name,
                theme.sentence,
                tuple(sorted(beneath & set(quotations) - set(against))),
                tuple(name for name in against if name in quotations),
            )
        )
    return found
