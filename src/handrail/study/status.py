"""Status: what is fresh and what is stale, and what moved since a person signed, without running anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from handrail.guideline import Guideline, read_guideline
from handrail.store import SignOffRecord
from handrail.study.beneath import contents_beneath
from handrail.study.build import Build
from handrail.study.moved import Move, Rested, moves
from handrail.study.runner import Runner, Silent
from handrail.study.session import Prompt, Session, open_session
from handrail.study.shown import Shown
from handrail.study.steps import Steps
from handrail.study.withdrawal.tombstones import unfinished
from handrail.values import Graph


@dataclass(frozen=True)
class RecommendationStatus:
    """One recommendation: fresh, stale, missing or removed, and because of which steps or nodes.

    Attributes
    ----------
    id
        Its name.
    state
        ``fresh``, ``stale`` (a step beneath it has to run, or a content beneath it moved since it was
        signed), ``missing`` or ``removed``.
    because
        Steps and nodes.
    signed_by, signed_at
        Who signed, and the ISO date and time; both empty where nobody did.
    moved
        What moved since then, as of the last build, the most noticeable first.
    to_run
        Whether steps beneath it wait for a build, which may move more.
    """

    id: str
    state: str
    because: tuple[str, ...]
    signed_by: str = ""
    signed_at: str = ""
    moved: tuple[Move, ...] = ()
    to_run: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return plain values for ``--json``."""
        return {
            "id": self.id,
            "state": self.state,
            "because": list(self.because),
            "signed": {"by": self.signed_by, "at": self.signed_at} if self.signed_by else None,
            "moved": [{"node": one.node, "words": one.words} for one in self.moved],
            "to_run": self.to_run,
        }


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
    warnings
        What else a person should know of the study before trusting it, a sentence each.
    """

    fresh: tuple[str, ...]
    stale: tuple[str, ...]
    recommendations: tuple[RecommendationStatus, ...]
    expired: bool
    warnings: tuple[str, ...] = ()

    def rows(self) -> list[tuple[str, str, str]]:
        """Return a row of words a recommendation."""
        return [(one.id, one.state, ", ".join(one.because)) for one in self.recommendations]

    def as_json(self) -> dict[str, Any]:
        """Return plain values for ``--json``."""
        return {
            "fresh": list(self.fresh),
            "stale": list(self.stale),
            "expired": self.expired,
            "warnings": list(self.warnings),
            "recommendations": [one.as_json() for one in self.recommendations],
        }


def study_status(folder: Path, *, prompt: Prompt | None, today: date) -> StatusReport:
    """Return what is fresh and stale, and what moved beneath each signed recommendation.

    A recommendation is stale when a step that it rests on is, or when a content beneath it is not the one
    that was signed. What moved is told of what is built: a step that has not run yet is only named.

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
        look = _Look(session, guideline, graph, stale)
        known = [one.id for one in guideline.recommendations]
        rows = [look.recommendation(name) for name in known]
        for node in graph.nodes.values():
            name = node.id.partition(":")[2]
            if node.kind == "recommendation" and name not in known:
                rows.append(look.removed(name))
        expired = today > session.plan.study.expires
        return StatusReport(
            tuple(runner.fresh), tuple(sorted(stale)), tuple(rows), expired, _warnings(session)
        )


def _warnings(session: Session) -> tuple[str, ...]:
    """Return what a person should know before trusting the study: one entry a concern."""
    warnings: list[str] = []
    if session.store.purge_due:
        warnings.append("Removed data still waits for a purge: close other programs, then run any command.")
    ahead = session.store.clock_warning()
    if ahead is not None:
        warnings.append(ahead)
    begun = unfinished(session.store)
    if begun:
        warnings.append(
            f"{begun} withdrawal{'' if begun == 1 else 's'} began and did not end: "
            "run `handrail withdraw --again`."
        )
    return tuple(warnings)


class _Look:
    """Judges each recommendation against the last build, the files and the sign-offs."""

    def __init__(self, session: Session, guideline: Guideline, graph: Graph, stale: set[str]) -> None:
        self.graph, self.stale, self.steps = graph, stale, Steps(session)
        self.shown = Shown(session.store, session.plan, guideline)
        self.signed = {one.node: one for one in session.store.sign_offs()}

    def recommendation(self, name: str) -> RecommendationStatus:
        here = f"recommendation:{name}"
        signed = self.signed.get(here)
        if here not in self.graph.nodes:
            return _row(name, "missing", ("not built yet",), signed)
        below = [node for _, node, _ in self.graph.walk(here)]
        waiting = {
            step for node in below for step in self.steps.of(node) if self.steps.is_stale(step, self.stale)
        }
        built = contents_beneath(self.graph, here)
        now = self.shown.contents(built)
        because = waiting | {node for node in built if built[node] != now[node]}
        to_run = bool(because)
        moved = () if signed is None else self._moved(signed, now)
        because |= {one.node for one in moved}
        return _row(name, "stale" if because else "fresh", sorted(because), signed, moved, to_run=to_run)

    def removed(self, name: str) -> RecommendationStatus:
        return _row(name, "removed", ("its file is gone",), self.signed.get(f"recommendation:{name}"))

    def _moved(self, signed: SignOffRecord, now: dict[str, str]) -> tuple[Move, ...]:
        after = Rested(now, self.shown.values(self.graph, signed.node))
        return moves(Rested(signed.contents, signed.values), after, self._read_by)

    def _read_by(self, variable: str) -> list[str]:
        return [edge.node for edge in self.graph.above(variable)] if variable in self.graph.nodes else []


def _row(
    name: str,
    state: str,
    because: list[str] | tuple[str, ...],
    signed: SignOffRecord | None,
    moved: tuple[Move, ...] = (),
    *,
    to_run: bool = False,
) -> RecommendationStatus:
    by, at = ("", "") if signed is None else (signed.by, signed.at)
    return RecommendationStatus(name, state, tuple(because), by, at, moved, to_run)
