"""Status: what is fresh and what is stale, without running anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from handrail.guideline import Guideline, read_guideline
from handrail.study.build import Build
from handrail.study.evidence import conclusion, printed_facts
from handrail.study.runner import Runner, Silent
from handrail.study.session import Prompt, Session, open_session
from handrail.values import Graph, Node


@dataclass(frozen=True)
class RecommendationStatus:
    """One recommendation: fresh, stale, missing or removed, and because of which steps or nodes."""

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
        steps = Steps(session)
        moved = _rewritten(session, graph, guideline)
        rows = []
        for one in guideline.recommendations:
            here = f"recommendation:{one.id}"
            if here not in graph.nodes:
                rows.append(RecommendationStatus(one.id, "missing", ("not built yet",)))
                continue
            below = [node for _, node, _ in graph.walk(here)]
            because = {step for node in below for step in steps.of(node) if steps.is_stale(step, stale)}
            because |= {node.id for node in below if node.id in moved}
            state = "stale" if because else "fresh"
            rows.append(RecommendationStatus(one.id, state, tuple(sorted(because))))
        known = {f"recommendation:{one.id}" for one in guideline.recommendations}
        for node in graph.nodes.values():
            if node.kind == "recommendation" and node.id not in known:
                name = node.id.partition(":")[2]
                rows.append(RecommendationStatus(name, "removed", ("its file is gone",)))
        expired = today > session.plan.study.expires
        return StatusReport(tuple(runner.fresh), tuple(sorted(stale)), tuple(rows), expired)


def _rewritten(session: Session, graph: Graph, guideline: Guideline) -> set[str]:
    """Return the findings and recommendations whose own words or links changed since the build."""
    now = {
        f"finding:{one.id}": conclusion(one.sentence, one.supports, one.challenges, one.short)
        for one in guideline.findings
    }
    for one in guideline.recommendations:
        now[f"recommendation:{one.id}"] = conclusion(
            one.sentence, one.supports, one.challenges, *printed_facts(one)
        )
    digest = session.store.digester.of
    return {
        node.id
        for node in graph.nodes.values()
        if node.kind in ("finding", "recommendation")
        and (node.id not in now or digest(now[node.id]) != node.content)
    }


class Steps:
    """Which steps a node of the last build came from."""

    def __init__(self, session: Session) -> None:
        store = session.store
        self._strand: dict[str, str] = {}
        self._document: dict[str, str] = {}
        self._source: dict[str, str] = {}
        for source in store.sources():
            name = "" if source.kind == "survey" else f"/{source.kind}/{source.name}"
            self._source[f"source:{source.id}"] = f"read:{source.strand}{name}"
        for coding in store.codings():
            self._strand[f"passage:{coding.id}"] = coding.strand
            self._document[f"passage:{coding.id}"] = f"place:{coding.strand}/{coding.document}"
        for code in store.codes():
            self._strand[f"code:{code.id}"] = code.strand
        for theme in store.themes():
            self._strand[f"theme:{theme.name}"] = theme.strand

    def of(self, node: Node) -> tuple[str, ...]:
        """Return the steps of a node, with the team's files that it was read from."""
        strand = self._strand.get(node.id, "")
        if node.kind == "source":
            return (self._source.get(node.id, ""),)
        if node.kind == "passage":
            return (self._document.get(node.id, ""), f"read:{strand}/participants/*")
        if node.kind == "code":
            return (f"read:{strand}/codebook/*",)
        if node.kind == "theme":
            files = ("themes", "codings", "participants")
            return (node.id, f"theme:{strand}/*", *(f"read:{strand}/{kind}/*" for kind in files))
        return (node.id,)

    def is_stale(self, step: str, stale: set[str]) -> bool:
        """Return whether a step, or any of those that a pattern names, is stale."""
        if step.startswith("read:") and step.endswith("/*"):
            return any(one.startswith(step[:-1]) for one in stale)
        return step in stale
