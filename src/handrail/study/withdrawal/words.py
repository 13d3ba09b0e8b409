"""Withdrawal: what a withdrawal would do, or did, in words for a person."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, Literal

from handrail.study.withdrawal.touched import Touched
from handrail.study.withdrawal.what_goes import Scope, Target

Act = Literal["strike", "stop", "erase"]


@dataclass(frozen=True)
class Decision:
    """Who decided what the consent no longer promises, and why."""

    by: str
    because: str


@dataclass(frozen=True)
class Withdrawal:
    """What a withdrawal would do, or did.

    Attributes
    ----------
    act
        ``strike``, ``stop`` or ``erase``.
    state
        ``dry run``, ``done``, ``done before`` or ``logged``.
    at
        When it was done, as an ISO date; empty for a dry run.
    goes
        What goes, in words.
    rests
        What rests on it, in words.
    files
        Files of the study folder, each with what happens to it.
    by_hand
        What only a person can change.
    out_of_reach
        What stays in spite of it.
    warnings
        What to think of before.
    needs_decision
        Whether a lead must decide.
    purged
        Whether the store's file was written anew without a trace.
    """

    act: str
    state: Literal["dry run", "done", "done before", "logged"]
    at: str = ""
    goes: tuple[str, ...] = ()
    rests: tuple[str, ...] = ()
    files: tuple[Touched, ...] = ()
    by_hand: tuple[Touched, ...] = ()
    out_of_reach: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    needs_decision: bool = False
    purged: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return plain values for ``--json``."""
        return asdict(self)


def goes_in_words(target: Target, scope: Scope, act: Act) -> tuple[str, ...]:
    """Return what goes, a line each."""
    if target.kind == "respondent":
        verb = "moved to the stopped data" if act == "stop" else "erased from the survey's data"
        return (f"{_many(scope.rows, 'row')} of '{target.strand}' {verb}",)
    said = []
    for name in scope.whole:
        said.append(
            f"document {name}{': not used any more' if act == 'stop' else ', with its text and turns'}"
        )
    for name in scope.masked:
        what = (
            "their words are not used any more" if act == "stop" else "their words are masked, the rest stays"
        )
        said.append(f"document {name}: {what}")
    if scope.codings:
        said.append(f"{_many(len(scope.codings), 'coding')}: {', '.join(scope.codings)}")
    if scope.people:
        rows = f"{_many(len(scope.people), 'row')} of the participants: attributes and consent"
        said.append(rows if act == "erase" else f"{rows} stay and are not counted")
    return tuple(said)


def rests_in_words(scope: Scope) -> tuple[str, ...]:
    """Return what rests on it, a line for each kind of node."""
    counts = Counter(node.kind for node in scope.resting)
    lines = []
    for kind, count in counts.items():
        # By name: the ids of codes are random, and two dry runs should read alike.
        names = sorted(
            node.id if node.kind != "code" else str(node.data.get("name", node.id))
            for node in scope.resting
            if node.kind == kind
        )
        lines.append(f"{_many(count, kind)}: {', '.join(names)}")
    return tuple(lines)


def _many(count: int, what: str) -> str:
    plural = {"typology": "typologies"}.get(what, f"{what}s")
    return f"{count} {what if count == 1 else plural}"
