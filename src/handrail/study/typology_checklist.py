"""SMART-LCA and GRoLTS of a planned typology: what the last build released of it, and the team's answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from handrail import __version__
from handrail.study.answers import variables_of
from handrail.study.checklist import FOLDER, Checklist, team_answers
from handrail.study.ledger import read_ledger
from handrail.study.plan import Survey
from handrail.study.plan_typology import Profile, Typology
from handrail.study.records import result_from_json
from handrail.study.released_tables import released_cells
from handrail.study.session import Prompt, Session, open_session
from handrail.study.typologies import typology_name
from handrail.study.typology_tables import typology_named
from handrail.study.withdrawal.tombstones import refuse_unfinished
from handrail.values import LeftOut, Result, StoreError

if TYPE_CHECKING:
    from handrail.study.told import Told
    from handrail.typology import NamedClass, TypologyFacts

Which = Literal["SMART-LCA", "GRoLTS"]


def typology_checklist(
    folder: Path, name: str | None = None, which: Which = "SMART-LCA", *, prompt: Prompt | None
) -> Checklist:
    """Return a checklist for a typology of a built study, filled with what it knows.

    Parameters
    ----------
    folder, name
        The study, and the id of a typology; None for the only one.
    which
        The checklist.

    Raises
    ------
    UsageError
        For an unknown typology, and for none where there are several.
    DataError
        When a file of answers names an item that there is not.
    DisclosureRefused
        When an answer holds words of a transcript.
    StoreError
        When the study was not built with the typology.
    """
    from handrail.typology import GROLTS, SMART_LCA, fill_grolts, fill_smart_lca

    source, fill = (SMART_LCA, fill_smart_lca) if which == "SMART-LCA" else (GROLTS, fill_grolts)
    with open_session(folder, prompt=prompt) as session:
        typology = typology_named(session.plan, name)
        refuse_unfinished(session.store)
        path = folder / FOLDER / f"{which.casefold()}-{typology.id}.toml"
        answers = team_answers(session, path, source, which)
        items = fill(facts_of(session, typology), answers)
        return Checklist(which, typology, items, path, session.plan, source)


def facts_of(session: Session, typology: Typology) -> TypologyFacts:
    """Return what a study knows of a typology; numbers are those that documents show and tell.

    Raises
    ------
    StoreError
        When the study was not built with it.
    """
    from handrail.typology import TypologyFacts

    store, plan, node = session.store, session.plan, typology_name(typology)
    documents, made = store.result("documents"), store.result(node)
    shown = {} if documents is None else documents.body.get("released", {})
    if made is None or node not in shown:
        raise StoreError.because(
            "a checklist is filled from a built study",
            "one without this typology",
            "run `handrail build` first",
        )
    tables = {one["name"]: one for one in shown[node]}
    surveys = {one.id: step for one in plan.survey if (step := store.result(f"read:{one.id}")) is not None}
    said = read_ledger(store, surveys).told
    survey = plan.survey_of(typology)
    return TypologyFacts(
        result=_as_shown(result_from_json(made.body), tables, said.get(node)),
        classes=typology.classes,
        because=typology.because,
        names=tuple(_named(profile) for profile in typology.profile),
        items=_items(typology, survey),
        question=plan.study.question,
        purpose=plan.study.purpose,
        survey=survey.title,
        answered=survey.who,
        software=f"Handrail {__version__}",
    )


def _named(profile: Profile) -> NamedClass:
    from handrail.typology import NamedClass

    return NamedClass(profile.name, profile.description, profile.because, profile.second_reader)


def _items(typology: Typology, survey: Survey) -> dict[str, str]:
    return {one.label: f"column {one.from_}" for one in variables_of(survey, typology.items)}


def _as_shown(result: Result, shown: Mapping[str, Mapping[str, Any]], told: Told | None) -> Result:
    """Return a result with the numbers that left, and what is said beside them, and no others."""
    tables = tuple(
        replace(table, cells=tuple(released_cells(shown[table.name]["cells"])), judged=(), fit=None)
        for table in result.tables
        if table.name in shown
    )
    if told is None:
        return replace(result, tables=tables, base=0, weighted_base=None, left_out=(), warnings=())
    left = told.left_out or ()
    rows = tuple(LeftOut(rows, why) for rows, why in left if isinstance(rows, int))
    return Result(
        tables=tables,
        # A rounded base is told without the rows left out, and is no number to reckon with.
        base=told.base or 0 if told.left_out is not None else 0,
        weighted_base=told.weighted_base,
        left_out=rows if len(rows) == len(left) else (),
        method=told.method,
        rules=told.rules,
        seed=told.seed,
        software=result.software,
        warnings=told.warnings,
    )
