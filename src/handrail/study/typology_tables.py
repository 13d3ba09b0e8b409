"""The reviewed tables of a planned typology, as the last build released them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Literal

from handrail.documents.numbers import in_print
from handrail.study.plan import Plan
from handrail.study.plan_typology import Typology
from handrail.study.read_plan import read_plan
from handrail.study.released_tables import asked_tables, built_tables, part_named, plain_rows
from handrail.study.runner import Progress
from handrail.study.session import Prompt
from handrail.study.typologies import typology_name
from handrail.values import Cell, DisclosureRefused, Problem, Table

Asked = Literal["fit", "compare", "stability", "groups", "covariates", "outcomes"]

_TABLES: Mapping[Asked, tuple[str, ...]] = {
    "fit": ("", "everyone", "shares", "numbers"),
    "compare": ("comparison", "criteria", "splits", "bootstrap", "lmr"),
    "stability": ("recovered", "interval-shares", "intervals", "left-out", "halves", "plain"),
    "groups": ("groups",),
    "covariates": ("covariates",),
    "outcomes": ("outcome-",),
}
"""What is asked for to how the names of its tables begin, after the full stop."""

_NOT_PLANNED: Mapping[Asked, tuple[str, str]] = {
    "fit": ("a typology is fitted as the plan says", "add a [[typology]] part"),
    "compare": ("numbers of classes are compared as the plan says", "add a [[typology]] part"),
    "stability": (
        "stability is looked at where the plan asks for it",
        "add [typology.stability] with replicates beneath the [[typology]] part",
    ),
    "groups": (
        "groups are compared where the plan asks for it",
        "add [typology.groups] with by beneath the [[typology]] part",
    ),
    "covariates": (
        "what goes together with the classes is asked in the plan",
        "add [typology.covariates] with factors beneath the [[typology]] part",
    ),
    "outcomes": (
        "what is how common in each class is asked in the plan",
        "add [typology.outcomes] with variables beneath the [[typology]] part",
    ),
}


@dataclass(frozen=True)
class TypologyTables:
    """What was released of a typology.

    Attributes
    ----------
    typology
        The plan's part.
    tables
        With the numbers that left, and nothing that review only reads.
    """

    typology: Typology
    tables: tuple[Table, ...]

    level: ClassVar[float] = 0.95
    """Of every interval of a typology."""

    def rows(self) -> list[dict[str, Any]]:
        """Return each table as plain values, with its readings and what was withheld."""
        return plain_rows(self.tables, _row)


def _row(cell: Cell, table: Table) -> dict[str, Any]:
    return {
        "group": dict(cell.group),
        "category": cell.category,
        "n": None if cell.withheld else cell.n,
        **cell.values,
        **in_print(cell, table.measure),
        "withheld": cell.withheld,
    }


def typology_named(plan: Plan, name: str | None) -> Typology:
    """Return a typology of the plan; None for the only one.

    Raises
    ------
    UsageError
        For an unknown one, and for none where there are several.
    """
    return part_named(plan.typology, name, "typology", "a typology")


def released_typology(
    folder: Path,
    name: str | None,
    asked: Asked,
    *,
    prompt: Prompt | None,
    progress: Progress,
    today: date,
) -> TypologyTables:
    """Return the reviewed tables of a typology; what is stale of the study is built first.

    Raises
    ------
    UsageError
        For a typology that is not in the plan.
    PlanError
        Where the plan does not ask for this, or is wrong.
    DisclosureRefused
        Where disclosure review withheld all of it.
    HandrailError
        What a build raises.
    """
    plan = read_plan(folder)
    typology = typology_named(plan, name)
    every = built_tables(
        folder,
        plan,
        typology_name(typology),
        "a typology",
        prompt=prompt,
        progress=progress,
        today=today,
    )
    kept = asked_tables(every, _TABLES[asked], _NOT_PLANNED[asked], typology.id)
    _refuse_withheld(typology, kept)
    return TypologyTables(typology, kept)


def _refuse_withheld(typology: Typology, tables: tuple[Table, ...]) -> None:
    """Raise where nothing of what is asked for may leave.

    Raises
    ------
    DisclosureRefused
        With each rule once.
    """
    rules = [cell.withheld for table in tables for cell in table.cells]
    if rules and all(rules):
        raise DisclosureRefused(
            *(
                Problem(
                    rule,
                    f"the typology '{typology.id}'",
                    "join levels or categories, or choose fewer classes; `handrail build` says what was "
                    "withheld",
                )
                for rule in dict.fromkeys(rules)
                if rule
            )
        )
