"""The reviewed tables of a planned risk analysis, as the last build released them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from handrail.study.plan import Plan
from handrail.study.plan_risk import Risk
from handrail.study.read_plan import read_plan
from handrail.study.released_tables import (
    asked_tables,
    built_tables,
    part_named,
    plain_rows,
    refuse_withheld,
)
from handrail.study.risks import risk_name
from handrail.study.runner import Progress
from handrail.study.session import Prompt
from handrail.values import Table

Asked = Literal["fit", "validate", "attribute", "what-if"]

A_RISK = "the risk analysis"

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

    @property
    def level(self) -> float:
        """The level of their intervals."""
        return self.risk.level

    def rows(self) -> list[dict[str, Any]]:
        """Return each table as plain values, with its readings."""
        return plain_rows(self.tables)


def risk_named(plan: Plan, name: str | None) -> Risk:
    """Return a risk analysis of the plan; None for the only one.

    Raises
    ------
    UsageError
        For an unknown one, and for none where there are several.
    """
    return part_named(plan.risk, name, "risk", "a risk analysis")


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
    every = built_tables(folder, plan, risk_name(risk), A_RISK, prompt=prompt, progress=progress, today=today)
    kept = asked_tables(every, _TABLES[asked], _NOT_PLANNED[asked], risk.id)
    refuse_withheld(every, f"{A_RISK} '{risk.id}'")
    return RiskTables(risk, kept)
