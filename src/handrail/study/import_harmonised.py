"""Import a survey of several files: each is read by itself, and its harmonisation table joins them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handrail.store import DatasetRecord, ResultRecord, SourceRecord, Store
from handrail.study.column_digests import column_digests
from handrail.study.import_survey import import_survey, told_types
from handrail.study.locate import Locator
from handrail.study.plan import Survey
from handrail.study.plan_harmonised import SurveyPart
from handrail.study.runner import Outcome, Runner, key_of
from handrail.study.session import Session
from handrail.study.survey_files import find_file
from handrail.survey.methods import METHODS
from handrail.values import DataError, HandrailError, Problem, StoreError, did_you_mean

if TYPE_CHECKING:
    import handrail.survey as rooms

Wordings = Mapping[str, Mapping[str, str]]
"""Part to the wording of each item that its codebook has."""


def table_step(survey: Survey) -> str:
    """Return the step that reads a survey's harmonisation table and the codebooks of its parts."""
    return f"read:{survey.id}/harmonisation"


def import_surveys(session: Session, survey: Survey, runner: Runner) -> tuple[ResultRecord | None, list[str]]:
    """Return the step that read a survey, of one file or of several, and what is different in its files."""
    read = {one.id: import_survey(session, one, runner) for one in survey.files}
    messages = [
        f"{one.file} changed in: {', '.join(made.body['changed'])}."
        for one in survey.files
        if (made := read[one.id]) is not None and made.body["changed"] and f"read:{one.id}" in runner.ran
    ]
    messages += [
        f"{one.file}: {odd.received}."
        for one in survey.files
        if (made := read[one.id]) is not None and f"read:{one.id}" in runner.ran
        for odd in told_types(one, made.body["notes"], one.file)
    ]
    if not survey.part:
        return read[survey.id], messages
    table = _table(session, survey, runner)
    parts = [made for made in read.values() if made is not None]
    step = f"read:{survey.id}"
    if table is None or len(parts) < len(read):
        # What is beneath it waits for a build, or failed with its own problem.
        (runner.ran.append if runner.look_only else runner.fail)(step)
        return None, messages
    made = runner.step(
        step,
        "read",
        METHODS["survey.harmonise"],
        joined_from(survey, table, read),
        lambda: join(session.store, survey, table.body),
    )
    return made, messages


def joined_from(survey: Survey, table: ResultRecord, read: Mapping[str, ResultRecord | None]) -> list[object]:
    """Return what joining is made from: the table, and of each file the columns that it names."""
    used = []
    for part, one in zip(survey.part, survey.files, strict=True):
        made = read[one.id]
        items = [rule["item"] for rule in table.body["rules"] if _is_of(rule, part)]
        columns = sorted({*items, part.weights, part.strata, part.clusters} - {""})
        have = {} if made is None else made.body["columns"]
        rows = 0 if made is None else made.body["rows"]
        used.append([part.name, part.place, [[name, have.get(name)] for name in columns], rows])
    return [table.content, used]


def _is_of(rule: Mapping[str, Any], part: SurveyPart) -> bool:
    return (rule["country"], rule["wave"]) == part.place


def _table(session: Session, survey: Survey, runner: Runner) -> ResultRecord | None:
    """Return the table with the wordings of the codebooks that confirm items; kept where its file is gone."""
    step = table_step(survey)
    files = [find_file(session.locator, name) for name in _team_files(survey)]
    if not all(files):
        have = session.store.result(step)
        if have is not None:
            runner.keep(step)
            return have
        name = next(name for name, path in zip(_team_files(survey), files, strict=True) if path is None)
        wrong = DataError.because(
            "a survey's harmonisation table and codebooks are there or already read",
            f"no '{name}' in sources/ or the study's folder",
            "put it there, or correct its name in study.toml",
            file="study.toml",
        )
        runner.fail(step, wrong)
        return None
    digests = [runner.digest_of_file(path) for path in files if path is not None]
    named = [[part.name, part.codebook] for part in survey.part]
    return runner.step(
        step,
        "read",
        METHODS["survey.harmonise"],
        [digests, named],
        lambda: Outcome(table_body(survey, session.locator)),
    )


def _team_files(survey: Survey) -> list[str]:
    books = [part.codebook for part in survey.part if part.codebook]
    return list(dict.fromkeys([survey.harmonisation, *books]))


def table_body(survey: Survey, locator: Locator) -> dict[str, Any]:
    """Return a survey's harmonisation table, and the wordings of its codebooks, as plain values.

    Raises
    ------
    DataError
        With everything that is wrong in these files.
    """
    from handrail.survey import read_codebook, read_harmonisation

    found = read_harmonisation(_there(locator, survey.harmonisation))
    wordings = {
        part.name: {
            entry.name: entry.wording for entry in read_codebook(_there(locator, part.codebook)).entries
        }
        for part in survey.part
        if part.codebook
    }
    rules = [
        {
            **vars(rule),
            "recode": dict(rule.recode),
            "labels": dict(rule.labels),
            "no_answer": list(rule.no_answer),
        }
        for rule in found.rules
    ]
    return {"rules": rules, "wordings": wordings}


def _there(locator: Locator, name: str) -> Path:
    path = find_file(locator, name)
    if path is None:
        raise DataError.because(
            "a planned file is in sources/ or the study's folder", f"no '{name}'", "put it there"
        )
    return path


def rules_of(body: Mapping[str, Any]) -> rooms.Harmonisation:
    """Return a harmonisation table of plain values as :func:`table_body` gives it."""
    from handrail.survey import Harmonisation, HarmonisationRule

    return Harmonisation(
        tuple(HarmonisationRule(**{**one, "no_answer": tuple(one["no_answer"])}) for one in body["rules"])
    )


def harmonised(
    survey: Survey, held: Mapping[str, rooms.Survey], body: Mapping[str, Any]
) -> tuple[rooms.Survey, rooms.Harmonised]:
    """Return a survey's files joined, as one survey and as the library gives it.

    Parameters
    ----------
    survey
        The plan's, with its parts.
    held
        Name of each part to its answers.
    body
        The table, as :func:`table_body` gives it.

    Raises
    ------
    DataError
        As :func:`handrail.survey.harmonise`; and for a planned variable that is no concept.
    """
    from handrail.survey import Codebook, CodebookEntry, SampleColumns, harmonise
    from handrail.survey.joined import joined_survey

    rules = rules_of(body)
    found = harmonise(
        {part.place: held[part.name] for part in survey.part},
        rules,
        codebooks={
            part.place: Codebook(
                tuple(
                    CodebookEntry(name, wording=words) for name, words in body["wordings"][part.name].items()
                )
            )
            for part in survey.part
            if part.name in body["wordings"]
        },
        samples={
            part.place: SampleColumns(part.weights or None, part.strata or None, part.clusters or None)
            for part in survey.part
        },
    )
    notes = tuple(f"{' '.join(part.place)}: {note}" for part in survey.part for note in held[part.name].notes)
    joined = joined_survey(survey.id, found, rules, notes)
    problems = [
        Problem(
            "a variable of a joined survey is a concept of its harmonisation table, or country or wave",
            f"variable '{variable.name}' from '{variable.from_}'",
            did_you_mean(variable.from_, joined.frame.columns),
            "study.toml",
        )
        for variable in survey.variable
        if variable.from_ not in joined.frame.columns
    ]
    if problems:
        raise DataError(*problems)
    return joined, found


def join(store: Store, survey: Survey, body: Mapping[str, Any]) -> Outcome:
    """Join what the store holds of a survey's files, keep it, and return the outcome of reading them.

    Raises
    ------
    DataError
        As :func:`harmonised`.
    """
    from handrail.survey import from_parquet, to_parquet

    held, dropped = {}, []
    for part, one in zip(survey.part, survey.files, strict=True):
        kept = store.dataset(one.id)
        if kept is None:
            raise StoreError.because(
                "an imported survey is in the store", "none", "put the file into sources/ and build again"
            )
        held[part.name] = from_parquet(kept.parquet)
        dropped += [f"{part.name}: {name}" for name, decision in part.columns.items() if decision == "drop"]
    joined, _ = harmonised(survey, held, body)
    digests = column_digests(store, joined)
    # No file of the inbox has these bytes or this name: it is made of files that are sources themselves.
    source = store.put_source(
        SourceRecord("", survey.id, "survey", f"{survey.id} (joined)", "", store.digester.of(digests))
    )
    store.put_dataset(DatasetRecord(source.id, survey.id, to_parquet(joined), digests, joined.frame.height))
    files = {one.id: source.id for one in survey.files for source in store.sources(one.id)}
    return Outcome(
        {
            "source": source.id,
            "files": files,
            "rows": joined.frame.height,
            "columns": digests,
            "dropped": sorted(dropped),
            "notes": list(joined.notes),
            "changed": [],
        },
        digested=[digests, joined.frame.height],
    )


def join_again(session: Session, survey: Survey) -> None:
    """Join a survey's files anew after rows left one of them, so that only what reads these columns runs.

    Where they can be joined no more (a country has nobody left) the joined answers go, and a build says why.
    """
    store, step = session.store, f"read:{survey.id}"
    table, have = store.result(table_step(survey)), store.result(step)
    if table is None or have is None:
        return
    read = {one.id: store.result(f"read:{one.id}") for one in survey.files}
    method = METHODS["survey.harmonise"]
    try:
        outcome = join(store, survey, table.body)
    except HandrailError:
        store.remove_result(step)
        if store.dataset_columns(survey.id) is not None:
            store.remove_dataset(survey.id)
        return
    key = key_of(store, step, method, joined_from(survey, table, read))
    content = outcome.content(store)
    store.put_result(replace(have, key=key, content=content, body=dict(outcome.body), made_at=""))
