"""The reviewed tables of a planned model, for whoever asks for it alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from handrail.study.associations import model_name
from handrail.study.plan import Plan
from handrail.study.plan_model import Model
from handrail.study.read_plan import read_plan
from handrail.study.released_tables import built_tables, part_named, plain_rows, refuse_withheld
from handrail.study.runner import Progress
from handrail.study.session import Prompt
from handrail.values import Table

A_MODEL = "the model"


@dataclass(frozen=True)
class ModelTables:
    """What was released of a model.

    Attributes
    ----------
    model
        The plan's part.
    tables
        With the numbers that left, and nothing that review only reads.
    """

    model: Model
    tables: tuple[Table, ...]

    @property
    def level(self) -> float:
        """The level of their intervals."""
        return self.model.level

    def rows(self) -> list[dict[str, Any]]:
        """Return each table as plain values, with its readings."""
        return plain_rows(self.tables)


def model_named(plan: Plan, name: str) -> Model:
    """Return a model of the plan, by its id or its node.

    Raises
    ------
    UsageError
        For an unknown one.
    """
    return part_named(plan.model, name, "model", "a model")


def released_model(
    folder: Path, name: str, *, prompt: Prompt | None, progress: Progress, today: date
) -> ModelTables:
    """Return the reviewed tables of a planned model; what is stale of the study is built first.

    What may leave is judged with everything else that leaves, so the tables are those of the build. After the
    study has expired, they are those of the last one.

    Raises
    ------
    UsageError
        For a model that is not in the plan.
    DisclosureRefused
        Where disclosure review withheld it.
    HandrailError
        What a build raises.
    """
    plan = read_plan(folder)
    model = model_named(plan, name)
    tables = built_tables(
        folder, plan, model_name(model), A_MODEL, prompt=prompt, progress=progress, today=today
    )
    refuse_withheld(tables, f"{A_MODEL} '{model.id}'")
    return ModelTables(model, tables)
