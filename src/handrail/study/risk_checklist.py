"""TRIPOD+AI of a planned risk analysis: what the study knows of its model, and the team's answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from handrail import __version__
from handrail.study.checklist import FOLDER, Checklist, team_answers
from handrail.study.plan_risk import Risk
from handrail.study.records import result_from_json
from handrail.study.risk_parts import risk_parts
from handrail.study.risk_tables import refuse_withheld, released_tables, risk_named
from handrail.study.risks import part_name
from handrail.study.session import Prompt, Session, open_session
from handrail.study.withdrawal.tombstones import refuse_unfinished
from handrail.values import Result, Table

if TYPE_CHECKING:
    from handrail.risk import TripodFacts

WHICH: Literal["TRIPOD+AI"] = "TRIPOD+AI"


def risk_checklist(folder: Path, name: str | None = None, *, prompt: Prompt | None) -> Checklist:
    """Return TRIPOD+AI for a risk analysis of a built study, filled with what it knows.

    Raises
    ------
    UsageError
        For an unknown analysis.
    DataError
        When a file of answers names an item that there is not.
    DisclosureRefused
        When the analysis was withheld, or an answer holds words of a transcript.
    StoreError
        When the study was not built with the analysis.
    """
    from handrail.risk import TRIPOD_AI, fill_tripod

    with open_session(folder, prompt=prompt) as session:
        risk = risk_named(session.plan, name)
        refuse_unfinished(session.store)
        path = folder / FOLDER / f"tripod-{risk.id}.toml"
        answers = team_answers(session, path, TRIPOD_AI, WHICH)
        items = fill_tripod(facts_of(session, risk), answers)
        return Checklist(WHICH, risk, items, path, session.plan, TRIPOD_AI)


def facts_of(session: Session, risk: Risk) -> TripodFacts:
    """Return what a study knows of a model; numbers are those that were released.

    Raises
    ------
    DisclosureRefused
        When its tables were withheld.
    """
    from handrail.risk import TripodFacts

    released = {table.name: table for table in released_tables(session, risk)}
    refuse_withheld(risk, tuple(released.values()))
    made = []
    for part in risk_parts(risk):
        record = session.store.result(part_name(risk, part))
        if record is not None:
            made.append(_as_released(result_from_json(record.body), released))
    model, *others = made
    plan = session.plan
    survey = plan.survey_of(risk)
    return TripodFacts(
        model=model,
        validation=tuple(others),
        purpose=plan.study.purpose,
        ethics=f"{plan.ethics.body} (reference: {plan.ethics.reference})",
        survey=survey.title,
        answered=survey.who,
        order=risk.time_order,
        software=f"Handrail {__version__}",
    )


def _as_released(result: Result, released: Mapping[str, Table]) -> Result:
    """Return a result with the numbers that left: where an earlier version stands, nothing of the new one."""
    tables = tuple(table for table in result.tables if table.name in released)
    if all(table.public_use for table in tables):
        return replace(result, tables=tables)
    shown = tuple(replace(table, cells=released[table.name].cells) for table in tables)
    same = all(
        [cell.n for cell in table.cells] == [cell.n for cell in other.cells]
        for table, other in zip(tables, shown, strict=True)
    )
    if same:
        return replace(result, tables=shown)
    silent = tuple(replace(table, fit=None) for table in shown)
    return replace(result, tables=silent, base=0, weighted_base=None, left_out=())
