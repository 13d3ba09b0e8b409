"""Agreements: one step for each strand of interviews whose approach or plan asks for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from handrail.interviews.codings import ADJUDICATED
from handrail.interviews.methods import METHODS
from handrail.store import ResultRecord
from handrail.study.estimates import outcome_of
from handrail.study.place import Strand
from handrail.study.project import strand_of
from handrail.study.read_plan import read_plan
from handrail.study.runner import Outcome, Runner
from handrail.values import UsageError

if TYPE_CHECKING:
    from handrail.interviews.project import RefiProject


def agreement_name(strand: str) -> str:
    """Return the step of a strand's agreement."""
    return f"agreement:{strand}"


def planned_coders(folder: Path, strand: str | None) -> tuple[str, ...]:
    """Return the coders whom the plan compares in a strand; none where it compares all.

    Raises
    ------
    PlanError
        When the plan cannot be read.
    UsageError
        For an unknown strand, and where agreement is not part of the plan.
    """
    plan = strand_of(read_plan(folder), strand)
    if plan.asks_for_agreement:
        return plan.coders
    reflexive = plan.approach == "reflexive"
    raise UsageError.because(
        "agreement between coders is not applicable under a reflexive approach"
        if reflexive
        else "agreement between coders is looked at where the plan asks for it",
        f"strand '{plan.id}' with approach = '{plan.approach}' and no agreement",
        "memos, positionality and theme history take its place"
        if reflexive
        else "add agreement = true to the strand in study.toml",
    )


class Agreements:
    """Computes agreement between the coders of a strand."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner

    def step(self, strand: Strand) -> ResultRecord | None:
        """Return a strand's agreement, or None where it is not asked for."""
        if not strand.plan.asks_for_agreement:
            return None
        name = agreement_name(strand.plan.id)
        codebook = strand.imported.result("codebook", strand.plan.codebook)
        if codebook is None or None in strand.placed.values():
            self.runner.fail(name)
            return None
        used = set(strand.used_documents())
        # Agreement is over characters: where a passage lies is what it reads.
        placed = {
            document: sorted(
                [passage[part] for part in ("coder", "code", "start", "end")]
                for passage in result.body["passages"]
            )
            for document, result in sorted(strand.placed.items())
            if result is not None and document in used
        }
        lengths = {
            document: read.content
            for document in placed
            if (read := strand.imported.result("transcript", document)) is not None
        }
        return self.runner.step(
            name,
            "agreement",
            METHODS["interviews.code_agreement"],
            [placed, lengths, codebook.content, list(strand.plan.coders)],
            lambda: self._agree(strand, name),
        )

    def _agree(self, strand: Strand, name: str) -> Outcome:
        from handrail.interviews import agreement_result, code_agreement

        agreement = code_agreement(_project(strand), strand.plan.coders or None)
        how_many = len(agreement.coders)
        result = agreement_result(
            agreement,
            name=name,
            title=f"Agreement between {'two' if how_many == 2 else how_many} coders: {strand.plan.title}",
            source=strand.plan.id,
        )
        return outcome_of(result)


def _project(strand: Strand) -> RefiProject:
    """Return what agreement reads: every document in use, as it was imported, and its codings."""
    from handrail.interviews.project import Document, ProjectCode, ProjectCoding, RefiProject
    from handrail.study.convert import codebook_of, codings_of, transcript_of

    store, plan = strand.session.store, strand.plan
    documents = strand.used_documents()
    read = {name: transcript_of(store, name) for name in documents}
    return RefiProject(
        name=plan.title,
        documents=tuple(Document(name, one.text, turns=one.turns) for name, one in read.items()),
        codes=tuple(ProjectCode(**vars(code)) for code in codebook_of(store, plan.id).codes),
        codings=tuple(
            ProjectCoding(**vars(coding))
            for coding in codings_of(store, plan.id)
            # Agreement is between the coders: what the team decided is nobody's rating.
            if coding.document in read and coding.coder != ADJUDICATED
        ),
    )
