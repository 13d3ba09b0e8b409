"""Status: what is fresh and what is stale, without running anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from handrail.guideline import read_guideline
from handrail.study.build import Build
from handrail.study.runner import Runner, Silent
from handrail.study.session import Prompt, open_session


@dataclass(frozen=True)
class RecommendationStatus:
    """One recommendation: fresh, stale or missing, and because of which steps."""

    id: str
    state: str
    because: tuple[str, ...]


@dataclass(frozen=True)
class StatusReport:
    """What a look at the study found.

    Attributes
    ----------
    fresh, stale
        Names of steps.
    recommendations
        One a recommendation.
    expired
        Whether the study is read-only.
    """

    fresh: tuple[str, ...]
    stale: tuple[str, ...]
    recommendations: tuple[RecommendationStatus, ...]
    expired: bool

    def rows(self) -> list[tuple[str, str, str]]:
        """Return a row of words a recommendation."""
        return [(one.id, one.state, ", ".join(one.because)) for one in self.recommendations]

    def as_json(self) -> dict[str, Any]:
        """Return plain values for ``--json``."""
        return {
            "fresh": list(self.fresh),
            "stale": list(self.stale),
            "expired": self.expired,
            "recommendations": [vars(one) | {"because": list(one.because)} for one in self.recommendations],
        }


def study_status(folder: Path, *, prompt: Prompt | None, today: date) -> StatusReport:
    """Return what is fresh and stale; a recommendation is stale when a step that it rests on is.

    Raises
    ------
    StoreError
        When the study was never built.
    """
    with open_session(folder, prompt=prompt) as session:
        guideline = read_guideline(folder / "guideline")
        runner = Runner(session.store, Silent(), look_only=True)
        Build(session, guideline, runner).run()
        stale = set(runner.ran) | set(runner.failed)
        graph = session.store.graph()
        names = _step_of_node(session.store.sources())
        rows = []
        for one in guideline.recommendations:
            here = f"recommendation:{one.id}"
            if here not in graph.nodes:
                rows.append(RecommendationStatus(one.id, "missing", ("not built yet",)))
                continue
            below = {names.get(node.id, node.id) for _, node, _ in graph.walk(here)}
            because = tuple(sorted(below & stale))
            rows.append(RecommendationStatus(one.id, "stale" if because else "fresh", because))
        return StatusReport(
            tuple(runner.fresh), tuple(sorted(stale)), tuple(rows), today > session.plan.study.expires
        )


def _step_of_node(sources: Any) -> dict[str, str]:
    # Nodes above source carry their step's name already; a source's step is named by its file.
    return {
        f"source:{source.id}": f"read:{source.strand}"
        if source.kind == "survey"
        else f"read:{source.strand}/{source.kind}/{source.name}"
        for source in sources
    }
