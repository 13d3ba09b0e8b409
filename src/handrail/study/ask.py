"""Ask: one question to a survey of a built study, answered by what disclosure review lets out.

Nothing is kept of a question that is only looked at. A table that is written leaves the study: the ledger
then holds it, and every later release is judged beside it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from handrail.disclosure import Released, Review, review
from handrail.store import LedgerRecord, ResultRecord, new_id, write_atomically
from handrail.study.answers import Answers
from handrail.study.estimates import Estimates, used_variables
from handrail.study.ledger import ASKED, Kept, read_ledger
from handrail.study.plan import Analysis, Plan, Survey
from handrail.study.plan_base import Part
from handrail.study.plan_rules import breaches
from handrail.study.release import limits_of
from handrail.study.row_counts import row_counts, rows_name
from handrail.study.runner import Runner, Silent
from handrail.study.session import Prompt, Session, open_session, refuse_when_expired
from handrail.study.told import Told, told_of
from handrail.study.withdrawal.tombstones import refuse_unfinished
from handrail.values import DisclosureRefused, Problem, Result, StoreError, Table, UsageError, did_you_mean

ACTION = "survey-table"
_NEEDED = {"weights": "calibration", "countries": "country", "harmonisation": "part"}
"""What the plan says of a survey that has such a table."""

P = TypeVar("P", bound=Part)


@dataclass(frozen=True)
class Answer:
    """What review let out of an answer.

    Attributes
    ----------
    survey
        The survey that was asked.
    tables
        The released tables, the one that the question is about first.
    released
        The same for writers.
    told
        What is said beside them.
    withheld
        Why cells were withheld, each reason once.
    """

    survey: Survey
    tables: tuple[Table, ...]
    released: Released
    told: Told
    withheld: tuple[str, ...]


def survey_of(plan: Plan, name: str | None) -> Survey:
    """Return a survey of a plan by its id; without one, the only survey there is.

    Raises
    ------
    UsageError
        When there is none, none of that name, or several to choose from.
    """
    names = [one.id for one in plan.survey]
    if name is None and len(names) == 1:
        return plan.survey[0]
    for one in plan.survey:
        if one.id == name:
            return one
    if name is None:
        received = f"{len(names)} surveys: {', '.join(names)}" if names else "a study without surveys"
        raise UsageError.because("one survey is asked", received, "name one with --survey")
    raise UsageError.because("a survey is one of the plan's", f"'{name}'", did_you_mean(name, names))


def ask(
    folder: Path,
    question: Mapping[str, Any],
    survey: str | None = None,
    *,
    prompt: Prompt | None,
    csv: Path | None = None,
    today: date,
) -> Answer:
    """Answer a question as the plan would ask it, under the study's disclosure control.

    Parameters
    ----------
    folder, survey
        The study, and the id of a survey; None for the only one.
    question
        The keys of an ``[[analysis]]`` but for id, title and survey.
    csv
        Where to write the tables: the first there, each other beside it with its own ending.
    today
        A study past its expiry writes nothing.

    Raises
    ------
    UsageError
        For an unknown survey or variable, and a question that the plan's rules refuse.
    DataError
        For what the measure cannot be taken of.
    DisclosureRefused
        When nothing of the answer may leave.
    StoreError
        When the study was never built, or cannot be opened.
    """
    with open_session(folder, prompt=prompt) as session:
        if csv is not None:
            refuse_when_expired(session.plan, today)
        part = survey_of(session.plan, survey)
        read = read_surveys(session, part)
        analysis = _analysis(session.plan, part, question)
        result = Estimates(Answers(session), Runner(session.store, Silent())).computed(
            analysis, part, used_variables(analysis, part)
        )
        return leave(session, part, read, result, [table.name for table in result.tables], csv)


def show(
    folder: Path,
    kind: str,
    survey: str | None = None,
    *,
    prompt: Prompt | None,
    csv: Path | None,
    today: date,
) -> Answer:
    """Return what a file beside a survey says, or a table beside it, as the last build made it.

    Parameters
    ----------
    kind
        Such as ``flow`` or ``weights``.
    folder, survey, csv, today
        See :func:`ask`.

    Raises
    ------
    UsageError
        For a survey without such a file or table.
    DisclosureRefused
        When it may not leave.
    StoreError
        When the study was never built, or cannot be opened.
    """
    from handrail.study.records import result_from_json

    with open_session(folder, prompt=prompt) as session:
        if csv is not None:
            refuse_when_expired(session.plan, today)
        part = survey_of(session.plan, survey)
        read = read_surveys(session, part)
        made = session.store.result(f"{kind}:{part.id}")
        needed = _NEEDED.get(kind, kind)
        if made is None or not getattr(part, needed):
            what = f"comes of its {needed}" if kind in _NEEDED else "is a file that its plan names"
            raise UsageError.because(
                f"a survey's {kind} {what}",
                f"none of '{part.id}'",
                f"add {needed} to the survey in study.toml, and build",
            )
        result = result_from_json(made.body)
        return leave(session, part, read, result, [table.name for table in result.tables], csv)


def read_surveys(session: Session, survey: Survey) -> dict[str, ResultRecord]:
    """Return the result of reading each survey that was imported, the one that is asked among them.

    Raises
    ------
    StoreError
        When it was not.
    """
    refuse_unfinished(session.store)
    steps = {one.id: session.store.result(f"read:{one.id}") for one in session.plan.survey}
    if steps[survey.id] is None:
        raise StoreError.because(
            "a survey is asked once it was imported", f"'{survey.id}' was not", "run `handrail build` first"
        )
    return {name: step for name, step in steps.items() if step is not None}


def _analysis(plan: Plan, survey: Survey, question: Mapping[str, Any]) -> Analysis:
    """Return a question as an analysis that keeps the plan's rules.

    Raises
    ------
    UsageError
        With every rule that it breaks.
    """
    known = {one.name: one.label for one in survey.variable}
    labels = [known.get(name, name) for name in (question.get("variable"), *question.get("by", ())) if name]
    # The same question has the same name: its earlier answer and this one are versions of one table.
    asked = json.dumps({"survey": survey.id, **question}, sort_keys=True, default=str)
    digest = hashlib.blake2b(asked.encode(), digest_size=4).hexdigest()
    words = "-".join([str(question["measure"]), str(question.get("variable", "")), *question.get("by", ())])
    name = re.sub("[^a-z0-9]+", "-", f"asked-{words}-{digest}".lower())
    title = ", by ".join(labels) or ", ".join(known.get(one, one) for one in question.get("items", ()))
    part = {**question, "id": name, "survey": survey.id, "title": title or survey.title}
    return kept_rules(plan, "analysis", part_of(Analysis, part))


def part_of(model: type[P], values: Mapping[str, Any]) -> P:
    """Return a question as a part of the plan.

    Raises
    ------
    UsageError
        For values that the part cannot have.
    """
    try:
        return model.model_validate(values)
    except ValidationError as wrong:
        raise UsageError(
            *(
                Problem(
                    f"{'.'.join(map(str, one['loc']))}: {one['msg'].lower()}",
                    "another value",
                    "see `--help` and the plan's manual page",
                )
                for one in wrong.errors(include_url=False)
            )
        ) from None


def kept_rules(plan: Plan, key: str, part: P) -> P:
    """Return a part of the plan that keeps the plan's rules.

    Raises
    ------
    UsageError
        With every rule that it breaks.
    """
    alone = {"analysis": (), "model": (), "typology": (), "risk": (), key: (part,)}
    broken = [
        Problem(one.rule, one.received, one.remedy)
        for one in breaches(plan.model_copy(update=alone))
        if one.path[0] == key
    ]
    if broken:
        raise UsageError(*broken)
    return part


def leave(  # noqa: PLR0917 - all that an answer leaves with
    session: Session,
    survey: Survey,
    read: Mapping[str, ResultRecord],
    result: Result,
    names: Iterable[str],
    csv: Path | None,
) -> Answer:
    """Return what review lets out of a result, and write it where it is asked for.

    Raises
    ------
    DisclosureRefused
        When nothing of it may leave.
    """
    kept, limits = read_ledger(session.store, read), limits_of(session.plan)
    counts = row_counts([survey], read)
    tables = [
        replace(table, revision=kept.revisions.get(table.source, 0)) for table in (*result.tables, *counts)
    ]
    judged = review(tables, [], kept.ledger, limits=limits)
    released = judged.released
    mine = tuple(released.tables[name] for name in names)
    node = mine[0].node
    if set(judged.standing) & {table.name for table in mine} and node in kept.told:
        told = kept.told[node]  # where an earlier version stands, so does what was said of it
    else:
        told = told_of(result, mine, released.tables.get(rows_name(survey.id)), limits)
    reasons = [one for one in judged.refused if one.name in {table.name for table in mine}]
    if all(cell.withheld for table in mine for cell in table.cells):
        raise DisclosureRefused(
            *(
                Problem(rule, f"'{survey.id}'", remedy)
                for rule, remedy in dict.fromkeys((one.rule, one.remedy) for one in reasons)
            )
        )
    if csv is not None:
        _write(session, survey, mine, judged, kept, told, csv)
    return Answer(survey, mine, released, told, tuple(dict.fromkeys(one.rule for one in reasons)))


def _write(  # noqa: PLR0917 - as above
    session: Session,
    survey: Survey,
    tables: Iterable[Table],
    judged: Review,
    kept: Kept,
    told: Told,
    csv: Path,
) -> None:
    """Put tables into files; the ledger has them before anybody else does."""
    from handrail.documents import csv_of
    from handrail.values.own_file import refuse_unwritable

    if csv.suffix.casefold() != ".csv":
        raise UsageError.because("a table is written as CSV", f"'{csv.name}'", "end the name in .csv")
    refuse_unwritable(csv)
    release, now = new_id(), datetime.now(UTC).isoformat(timespec="seconds")
    remembered = {table.name: table for table in judged.remembered}
    lines, files = [], {}
    for table in tables:
        stands = table.name in judged.standing
        facts = kept.facts(table, remembered.get(table.name), told, stands=stands)
        lines.append(LedgerRecord(release, now, "table", table.name, {**facts, ASKED: True}))
        ending = table.name.partition(".")[2]
        file = csv.with_name(f"{csv.stem}{f'.{ending}' if ending else ''}.csv")
        files[file] = csv_of(judged.released, table.name).encode()
    with session.store.transaction():
        session.store.put_ledger(lines)
        session.store.audit(ACTION, release=release, survey=survey.id, tables=len(files), file=csv.name[:200])
    for file, data in files.items():
        write_atomically(file, data)
