"""STROBE for a survey of the study: what the last build knows, and the team's answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from handrail import __version__
from handrail.store import Store
from handrail.study.answers import replicate_columns
from handrail.study.ask import survey_of
from handrail.study.checklist import FOLDER, Checklist, require_documents, team_answers
from handrail.study.ledger import read_ledger
from handrail.study.plan import Survey
from handrail.study.records import result_from_json
from handrail.study.session import Prompt, Session, open_session
from handrail.study.survey_files import file_name
from handrail.study.told import Told
from handrail.study.weighting import calibration_words
from handrail.values import LeftOut, Result

if TYPE_CHECKING:
    from handrail.survey import ParticipantFlow, StrobeFacts

WHICH: Literal["strobe"] = "strobe"


def survey_checklist(folder: Path, survey: str | None = None, *, prompt: Prompt | None) -> Checklist:
    """Return STROBE's items for a survey of a built study, filled with what it knows.

    Parameters
    ----------
    folder, survey
        The study, and the id of a survey; None for the only one.

    Raises
    ------
    UsageError
        For an unknown survey.
    DataError
        When a file of answers names an item that there is not.
    DisclosureRefused
        When an answer holds words of a transcript.
    StoreError
        When the study was never built.
    """
    from handrail.survey import STROBE, fill_strobe

    with open_session(folder, prompt=prompt) as session:
        part = survey_of(session.plan, survey)
        require_documents(session.store)
        several = len(session.plan.survey) > 1
        path = folder / FOLDER / (f"{WHICH}-{part.id}.toml" if several else f"{WHICH}.toml")
        answers = team_answers(session, path, STROBE, WHICH)
        items = fill_strobe(strobe_facts(session, part), answers)
        return Checklist(WHICH, part, items, path, session.plan, STROBE)


def strobe_facts(session: Session, survey: Survey) -> StrobeFacts:
    """Return what the last build knows of a survey; numbers are those that documents tell, or none."""
    from handrail.survey import StrobeFacts

    store, plan = session.store, session.plan
    read = store.result(f"read:{survey.id}")
    columns = {} if read is None else read.body["columns"]
    groups = dict.fromkeys(name for one in plan.analysis if one.survey == survey.id for name in one.by)
    labels = {one.name: one.label for one in survey.variable}
    parts = [(f"estimate:{one.id}", one.survey) for one in plan.analysis]
    parts += [(f"model:{one.id}", one.survey) for one in plan.model]
    steps = {one.id: step for one in plan.survey if (step := store.result(f"read:{one.id}")) is not None}
    said = read_ledger(store, steps).told
    results = [_shown(store, node, said.get(node)) for node, owner in parts if owner == survey.id]
    return StrobeFacts(
        sample=survey.sample,
        selection=survey.selection,
        purpose=plan.study.purpose,
        answered=survey.who,
        respondents=_rows(store, survey),
        weights=bool(survey.weights),
        strata=bool(survey.strata),
        clusters=bool(survey.clusters) or bool(replicate_columns(survey, columns)),
        variables=_sources(store, survey),
        groupings=tuple(labels[name] for name in groups if name in labels),
        results=tuple(one for one in results if one is not None),
        flow=_flow(store, survey),
        software=f"Handrail {__version__}.",
        calibrated="" if survey.calibration is None else calibration_words(survey, survey.calibration),
    )


def _told(store: Store, node: str) -> Result | None:
    made = store.result(node)
    return None if made is None else result_from_json(made.body)


def _shown(store: Store, node: str, said: Told | None) -> Result | None:
    """Return a result with the rows left out that documents tell, and no others."""
    made = _told(store, node)
    if made is None:
        return None
    left = () if said is None or said.left_out is None else said.left_out
    known = tuple(LeftOut(rows, why) for rows, why in left if isinstance(rows, int))
    return replace(made, left_out=known if len(known) == len(left) else ())


def _released(store: Store, node: str) -> list[dict[str, object]]:
    """Return the cells of a node's tables as the last release of documents shows them."""
    have = store.result("documents")
    tables = [] if have is None else have.body.get("released", {}).get(node, [])
    return [cell for table in tables for cell in table["cells"]]


def _rows(store: Store, survey: Survey) -> int:
    (cell,) = _released(store, f"rows:{survey.id}") or ({"n": None},)
    return cell["n"] if isinstance(cell["n"], int) else 0


def _sources(store: Store, survey: Survey) -> dict[str, str]:
    """Return the label of each variable and where its question comes from."""
    from handrail.study.survey_files import printed_source

    sources = {one.label: f"column {one.from_}" for one in survey.variable}
    made = _told(store, file_name("codebook", survey)) if survey.codebook else None
    for label, source in printed_source(made).items():
        if label in sources:
            sources[label] = f"{sources[label]}, {source}"
    return sources


def _flow(store: Store, survey: Survey) -> ParticipantFlow | None:
    """Return the flow as it was read, while all of it is told."""
    from handrail.survey import FlowLoss, FlowStage, ParticipantFlow

    cells = _released(store, file_name("flow", survey)) if survey.flow else []
    if not cells or any(cell["withheld"] for cell in cells):
        return None
    stages: dict[str, tuple[int, list[FlowLoss]]] = {}
    for cell in cells:
        group, n = cell["group"], cell["n"]
        if not isinstance(group, dict) or not isinstance(n, int):
            return None
        if group["what"] == "reached":
            stages[group["stage"]] = (n, [])
        else:
            reason = str(group["what"]).removeprefix("left: ")
            stages[group["stage"]][1].append(FlowLoss(reason, n))
    return ParticipantFlow(tuple(FlowStage(name, n, tuple(left)) for name, (n, left) in stages.items()))
