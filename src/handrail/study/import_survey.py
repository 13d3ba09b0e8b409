"""Import a survey file: looked at for media and personal columns first, then kept as one blob."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from handrail.store import DatasetRecord, ResultRecord, SourceRecord, Store
from handrail.study.answers import replicate_columns
from handrail.study.column_digests import column_digests
from handrail.study.look import refuse_written_media
from handrail.study.plan import Survey
from handrail.study.runner import Outcome, Runner
from handrail.study.session import Session
from handrail.study.withdrawal.respondents import keep_stopped, refuse_withdrawn_rows, split_stopped
from handrail.survey.methods import METHODS
from handrail.values import DataError, MediaFound, Problem

if TYPE_CHECKING:
    import handrail.survey as rooms


def import_survey(session: Session, survey: Survey, runner: Runner) -> ResultRecord | None:
    """Read a survey file when it (or a decision about its columns) changed; return the step's result.

    The body holds the source's id, rows, what was dropped, and the keyed digest of each column.
    """
    step = f"read:{survey.id}"
    path = session.locator.find(survey.file)
    if path is None:
        have = session.store.result(step)
        if have is not None:
            runner.keep(step)
            return have
        places = " or ".join(str(place) for place in session.locator.places)
        runner.fail(
            step,
            DataError.because(
                "a planned survey file is there or already imported",
                f"no '{survey.file}' in {places}",
                "put it there, or correct its name in study.toml",
                file="study.toml",
            ),
        )
        return None
    made_from = read_from(survey, runner.digest_of_file(path))
    return runner.step(step, "read", METHODS["survey.read"], made_from, lambda: _read(session, survey, path))


def read_from(survey: Survey, file_digest: str) -> list[object]:
    """Return what the step that reads a survey file is made from."""
    return [file_digest, survey.columns, survey.id_column]


def read_checked(survey: Survey, path: Path, *, lead: str) -> rooms.Survey:
    """Return a survey without the columns that a person dropped; stop at anything that needs a person.

    Raises
    ------
    MediaFound
        When the file is or holds a picture, sound or film.
    DataError
        When the file cannot be read, a column looks personal and nobody decided, a planned column is not
        there, or respondents are there twice.
    """
    from handrail.interviews import find_media
    from handrail.survey import duplicated_ids, read_survey, suspicious_columns
    from handrail.survey.rehearsal import rehearse

    media = find_media(path)
    if media:
        raise MediaFound.because(
            "no picture, sound or film is stored",
            f"a {media[0].kind} inside '{path.name}'",
            f"{lead} must look at the file; give a file without it",
            file=path.name,
        )
    rehearse(path)
    found = read_survey(path)
    refuse_written_media(found, lead)
    columns = tuple(found.frame.columns)
    problems = _unknown_columns(survey, columns)
    problems += [
        Problem(
            "a column that looks personal waits for a person's decision",
            f"column '{doubt.column}' looks like {doubt.looks_like}",
            f'write columns = {{ {doubt.column} = "drop" }} (or "keep: why") under this survey in study.toml',
            path.name,
        )
        for doubt in suspicious_columns(found)
        if doubt.column not in survey.columns
    ]
    if survey.id_column and survey.id_column in columns:
        twice = duplicated_ids(found, survey.id_column)
        if twice:
            problems.append(
                Problem(
                    "a respondent is there once",
                    f"{twice} numbers of '{survey.id_column}' stand on more than one row",
                    "remove the repeated rows, or name another id_column",
                    path.name,
                )
            )
    if problems:
        raise DataError(*problems)
    return found.without(name for name, decision in survey.columns.items() if decision == "drop")


def told_types(survey: Survey, notes: Iterable[str], file: str) -> Iterator[Problem]:
    """Yield a warning for each planned column that one kind of answer was expected in and another found.

    Parameters
    ----------
    survey
        The plan's; of a file among several, every column is looked at.
    notes
        What reading the file noted: rows by their number, never what stands in them.
    file
        The file's name.
    """
    read = {one.from_ for one in survey.variable} | {survey.weights, survey.strata, survey.clusters}
    for note in notes:
        if "is read as text" in note and (not survey.variable or any(f"'{one}'" in note for one in read)):
            yield Problem(
                "a column that the plan reads has one type in every row",
                note,
                "correct the file, or declare what its codes mean; nothing is changed or left out",
                file,
                severity="warning",
            )


def _unknown_columns(survey: Survey, columns: tuple[str, ...]) -> list[Problem]:
    named = [("weights", survey.weights), ("strata", survey.strata), ("clusters", survey.clusters)]
    named += [("fpc", survey.fpc), ("id_column", survey.id_column)]
    named += [(f"variable '{variable.name}'", variable.from_) for variable in survey.variable]
    named += [("columns", column) for column in survey.columns]
    if survey.replicate_weights is not None:
        found = replicate_columns(survey, columns) or (f"{survey.replicate_weights.prefix}1",)
        named += [("replicate_weights", column) for column in found]
    headed = any(column in columns for _, column in named if column)
    return [
        Problem(
            "a planned column is in the survey file",
            f"{what} names '{column}'",
            _nearest(column, columns, headed),
            "study.toml",
        )
        for what, column in named
        if column and column not in columns
    ]


def _nearest(column: str, columns: tuple[str, ...], headed: bool) -> str:
    # Without a header row the first respondent's answers would be the names: they are not listed.
    if not headed:
        return "see that the file's first row holds the columns' names: none of the planned ones is there"
    near = difflib.get_close_matches(column, columns, n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else "compare it with the columns of the file"


def _read(session: Session, survey: Survey, path: Path) -> Outcome:
    store = session.store
    found = read_checked(survey, path, lead=session.plan.ethics.safeguarding_lead)
    refuse_withdrawn_rows(store, survey, found, path.name)
    used, stopped = split_stopped(store, survey, found)
    before = store.dataset_columns(survey.id)
    outcome = keep_survey(store, survey, used, path.name, store.digester.of_file(path))
    if stopped is not None:
        keep_stopped(store, survey, stopped, outcome.body["source"])
    columns = outcome.body["columns"]
    changed = sorted(name for name in columns if before and before.get(name) != columns[name])
    return replace(outcome, body={**outcome.body, "changed": changed})


def keep_survey(store: Store, survey: Survey, found: rooms.Survey, name: str, file_digest: str) -> Outcome:
    """Keep the rows that are in use, and return the outcome of reading them.

    Parameters
    ----------
    store
        With an open transaction.
    survey, found
        The plan's survey, and the answers that are kept.
    name, file_digest
        The file that they came from, and what is known of its bytes.
    """
    from handrail.survey import to_parquet

    digests = column_digests(store, found)
    source = store.put_source(
        SourceRecord(
            "", survey.id, "survey", name, file_digest, store.digester.of(digests), notes=tuple(found.notes)
        )
    )
    store.put_dataset(DatasetRecord(source.id, survey.id, to_parquet(found), digests, found.frame.height))
    body = {
        "source": source.id,
        "rows": found.frame.height,
        "columns": digests,
        "dropped": sorted(name for name, decision in survey.columns.items() if decision == "drop"),
        "notes": list(found.notes),
        "changed": [],
    }
    return Outcome(body, digested=[digests, found.frame.height])
