"""The reviewed tables of a planned model, for whoever asks for it alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from handrail.disclosure.models import TOGETHER_RULE
from handrail.study.associations import model_name
from handrail.study.plan import Plan
from handrail.study.plan_model import Model
from handrail.study.read_plan import read_plan
from handrail.study.released_tables import build_unless_expired, released_of
from handrail.study.runner import Progress
from handrail.study.session import Prompt, open_session
from handrail.study.withdrawal.tombstones import refuse_unfinished
from handrail.values import DisclosureRefused, Table, UsageError, did_you_mean


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


def model_named(plan: Plan, name: str) -> Model:
    """Return a model of the plan, by its id or its node.

    Raises
    ------
    UsageError
        For an unknown one.
    """
    asked = name.removeprefix("model:")
    for model in plan.model:
        if model.id == asked:
            return model
    known = [model.id for model in plan.model]
    raise UsageError.because("a model of the plan is named", f"'{asked}'", did_you_mean(asked, known))


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
    build_unless_expired(folder, plan, prompt=prompt, progress=progress, today=today)
    with open_session(folder, prompt=prompt) as session:
        refuse_unfinished(session.store)
        tables = released_of(session, model_name(model), "a model")
    _refuse_withheld(model, tables)
    return ModelTables(model, tables)


def _refuse_withheld(model: Model, tables: tuple[Table, ...]) -> None:
    rules = [cell.withheld for table in tables for cell in table.cells if cell.withheld]
    if rules:
        # Every table of it says that it belongs to a withheld one; one of them says why.
        why = next((rule for rule in rules if rule != TOGETHER_RULE), rules[0])
        raise DisclosureRefused.because(
            why,
            f"the model '{model.id}'",
            "join levels of a factor, or leave one out; `handrail build` says what was withheld",
        )
