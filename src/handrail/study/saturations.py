"""Saturations: one step for each strand of interviews whose plan follows new codes over the interviews."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from handrail.interviews.methods import METHODS
from handrail.store import ResultRecord
from handrail.study.estimates import outcome_of
from handrail.study.place import Strand
from handrail.study.plan import SaturationPlan
from handrail.study.runner import Outcome, Runner
from handrail.study.session import Prompt, open_session
from handrail.values import PlanError

if TYPE_CHECKING:
    from handrail.interviews import Saturation


def saturation_name(strand: str) -> str:
    """Return the step of a strand's saturation."""
    return f"saturation:{strand}"


class Saturations:
    """Follows new codes over the interviews of a strand."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner

    def step(self, strand: Strand) -> ResultRecord | None:
        """Return a strand's saturation, or None where it is not planned."""
        planned = strand.plan.saturation
        if planned is None:
            return None
        name = saturation_name(strand.plan.id)
        if None in strand.placed.values() or strand.decisions.failed:
            self.runner.fail(name)
            return None
        documents = strand.used_documents()
        used = {
            document: sorted(strand.codes_in(document))
            for document in sorted(strand.placed)
            if document in set(documents)
        }
        levels = _levels(strand, planned.group) if planned.group else {}
        return self.runner.step(
            name,
            "saturation",
            METHODS["interviews.saturation"],
            [planned.model_dump(mode="json"), used, sorted(documents), levels],
            lambda: self._follow(strand, planned, used, levels),
        )

    def _follow(
        self, strand: Strand, planned: SaturationPlan, used: dict[str, list[str]], levels: dict[str, str]
    ) -> Outcome:
        from handrail.interviews import saturation, saturation_result
        from handrail.interviews.project import Document, ProjectCoding, RefiProject, Variable

        # Neither texts nor coders are needed: which code is in which interview is all that is read.
        project = RefiProject(
            strand.plan.title,
            documents=tuple(
                Document(name, "", values={planned.group: levels[name]} if name in levels else {})
                for name in strand.used_documents()
            ),
            codings=tuple(
                ProjectCoding("", name, 0, 0, "", code, "") for name, codes in used.items() for code in codes
            ),
            variables=(Variable(planned.group),) if planned.group else (),
        )
        found = saturation(
            project,
            planned.order or None,
            base=planned.base,
            run=planned.run,
            threshold=planned.threshold,
            group=planned.group or None,
        )
        result = saturation_result(
            found,
            name=saturation_name(strand.plan.id),
            title=f"New codes observed under this codebook: {strand.plan.title}",
            source=strand.plan.id,
        )
        return outcome_of(result)


def follow_study(folder: Path, strand: str | None = None, *, prompt: Prompt | None) -> Saturation:
    """Return new codes over the interviews of a built study's strand, as its plan says; for the team.

    Raises
    ------
    PlanError
        When the plan does not ask for it, or the approach is reflexive.
    DataError
        When there are too few interviews.
    StoreError
        When the study cannot be opened.
    """
    from handrail.interviews import as_decided, saturation
    from handrail.study.project import project_of, strand_of

    with open_session(folder, prompt=prompt) as session:
        plan = strand_of(session.plan, strand)
        planned = plan.saturation
        if planned is None:
            reflexive = plan.approach == "reflexive"
            raise PlanError.because(
                "saturation is not applicable under a reflexive approach"
                if reflexive
                else "saturation is followed only where the plan asks for it",
                f"strand '{plan.id}' with approach '{plan.approach}' and without it",
                "see its memos, theme history and statement of information power"
                if reflexive
                else "add saturation = { base = 4, run = 2, threshold = 0.05 } to the strand",
            )
        return saturation(
            as_decided(project_of(session, plan.id)),
            planned.order or None,
            base=planned.base,
            run=planned.run,
            threshold=planned.threshold,
            group=planned.group or None,
        )


def _levels(strand: Strand, attribute: str) -> dict[str, str]:
    """Return each document's level: the one that all who speak there share."""
    found: dict[str, set[str]] = {}
    for one in strand.session.store.participants(strand.plan.id):
        if one.name not in strand.stopped:
            found.setdefault(one.document, set()).add(one.attributes.get(attribute, ""))
    return {name: min(those) for name, those in sorted(found.items()) if len(those) == 1 and "" not in those}
