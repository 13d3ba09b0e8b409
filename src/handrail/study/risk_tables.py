"""The reviewed tables of a planned risk analysis, as the last build released them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from handrail.disclosure.models import TOGETHER_RULE
from handrail.study.plan import Plan
from handrail.study.plan_risk import Risk
from handrail.study.read_plan import read_plan
from handrail.study.released_tables import build_unless_expired, copy_files, released_of
from handrail.study.risks import risk_name
from handrail.study.runner import Progress
from handrail.study.session import Prompt, Session, open_session
from handrail.study.withdrawal.tombstones import refuse_unfinished
from handrail.values import DisclosureRefused, PlanError, Table, UsageError, did_you_mean

Asked = Literal["fit", "validate", "attribute", "what-if"]

_TABLES: Mapping[Asked, tuple[str, ...]] = {
    "fit": ("", "discrimination", "blocks", "dominance", "interactions"),
    "validate": (
        "size",
        "performance",
        "calibration",
        "groups",
        "countries",
        "pooled",
        "specification",
        "reach",
    ),
    "attribute": ("attributable", "mediation"),
    "what-if": ("what-if",),
}
"""What is asked for to how the names of its tables begin, after the full stop."""

_NOT_PLANNED: Mapping[Asked, tuple[str, str]] = {
    "fit": ("a risk analysis is fitted as the plan says", "add a [[risk]] part"),
    "validate": (
        "a model is validated where the plan asks for it",
        "add validate = { resamples = 200, seed = 1 } to the [[risk]] part",
    ),
    "attribute": (
        "a part is attributed where the plan asks for it, with the order in time and the assumptions",
        "add time_order and [[risk.attributable]] with factor, kind, reference and assumptions",
    ),
    "what-if": (
        "a change of a service is looked at where the plan asks for it, with the order in time",
        "add time_order and [[risk.what_if]] with factor, kind, reference and assumptions",
    ),
}


@dataclass(frozen=True)
class RiskTables:
    """What was released of a risk analysis.

    Attributes
    ----------
    risk
        The plan's part.
    tables
        With the numbers that left, and nothing that review only reads.
    """

    risk: Risk
    tables: tuple[Table, ...]

    def rows(self) -> list[dict[str, Any]]:
        """Return each table as plain values, with its readings."""
        return [
            {
                "table": table.name,
                "title": table.title,
                "notes": list(table.notes),
                "rows": [{"group": dict(cell.group), "n": cell.n, **cell.values} for cell in table.cells],
            }
            for table in self.tables
        ]


def risk_named(plan: Plan, name: str | None) -> Risk:
    """Return a risk analysis of the plan; None for the only one.

    Raises
    ------
    UsageError
        For an unknown one, and for none where there are several.
    """
    known = [risk.id for risk in plan.risk]
    if name is None and len(known) == 1:
        return plan.risk[0]
    asked = (name or "").removeprefix("risk:")
    for risk in plan.risk:
        if risk.id == asked:
            return risk
    raise UsageError.because(
        "a risk analysis of the plan is named",
        "none" if name is None else f"'{asked}'",
        did_you_mean(asked, known),
    )


def released_risk(
    folder: Path,
    name: str | None,
    asked: Asked,
    *,
    prompt: Prompt | None,
    progress: Progress,
    today: date,
) -> RiskTables:
    """Return the reviewed tables of a risk analysis; what is stale of the study is built first.

    Raises
    ------
    UsageError
        For an analysis that is not in the plan.
    PlanError
        Where the plan does not ask for this, or is wrong.
    DisclosureRefused
        Where disclosure review withheld the analysis.
    HandrailError
        What a build raises.
    """
    plan = read_plan(folder)
    risk = risk_named(plan, name)
    build_unless_expired(folder, plan, prompt=prompt, progress=progress, today=today)
    with open_session(folder, prompt=prompt) as session:
        refuse_unfinished(session.store)
        every = released_tables(session, risk)
    node = risk_name(risk)
    kept = tuple(table for table in every if _is_asked(table.name.removeprefix(node).lstrip("."), asked))
    if not kept:
        rule, remedy = _NOT_PLANNED[asked]
        raise PlanError.because(rule, f"'{risk.id}' without it", remedy, file="study.toml")
    refuse_withheld(risk, every)
    return RiskTables(risk, kept)


def refuse_withheld(risk: Risk, tables: tuple[Table, ...]) -> None:
    """Raise where tables of a risk analysis were withheld: they leave together or not at all.

    Raises
    ------
    DisclosureRefused
        With the rule.
    """
    rules = [cell.withheld for table in tables for cell in table.cells if cell.withheld]
    if rules:
        # Every table of it says that it belongs to a withheld one; one of them says why.
        why = next((rule for rule in rules if rule != TOGETHER_RULE), rules[0])
        raise DisclosureRefused.because(
            why,
            f"the risk analysis '{risk.id}'",
            "join levels of a factor, or leave one out; `handrail build` says what was withheld",
        )


def released_tables(session: Session, risk: Risk) -> tuple[Table, ...]:
    """Return every table of a risk analysis with the numbers that the last build released.

    Raises
    ------
    StoreError
        When the study was not built with it.
    """
    return released_of(session, risk_name(risk), "a risk analysis")


def copy_tables(folder: Path, found: RiskTables, to: Path) -> list[Path]:
    """Copy the CSV files of released tables, as the build wrote them, into a folder; return them.

    Raises
    ------
    StoreError
        When they are not among the outputs.
    """
    return copy_files(folder, found.tables, to)


def _is_asked(suffix: str, asked: Asked) -> bool:
    if suffix == "":
        return asked == "fit"
    return any(begin and suffix.startswith(begin) for begin in _TABLES[asked])
