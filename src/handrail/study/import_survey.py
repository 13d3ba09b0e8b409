"""Import a survey file: looked at for media and personal columns first, then kept as one blob."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

from handrail.store import DatasetRecord, ResultRecord, SourceRecord
from handrail.study.look import refuse_written_media
from handrail.study.plan import Survey
from handrail.study.runner import Outcome, Runner
from handrail.study.session import Session
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
    made_from = [runner.digest_of_file(path), survey.columns, survey.id_column]
    return runner.step(step, "read", METHODS["survey.read"], made_from, lambda: _read(session, survey, path))


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


def _unknown_columns(survey: Survey, columns: tuple[str, ...]) -> list[Problem]:
    named = [("weights", survey.weights), ("strata", survey.strata), ("clusters", survey.clusters)]
    named += [("fpc", survey.fpc), ("id_column", survey.id_column)]
    named += [(f"variable '{variable.name}'", variable.from_) for variable in survey.variable]
    named += [("columns", column) for column in survey.columns]
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
    from handrail.survey import column_bytes, to_parquet

    store = session.store
    found = read_checked(survey, path, lead=session.plan.ethics.safeguarding_lead)
    # What an estimate reads of a column: its values, their labels, and which codes are missing.
    digests = {
        name: store.digester.of(
            [store.digester.of_bytes(column_bytes(found.frame[name])), _meaning(found.variable(name))]
        )
        for name in found.frame.columns
    }
    source = store.put_source(
        SourceRecord(
            "",
            survey.id,
            "survey",
            path.name,
            store.digester.of_file(path),
            store.digester.of(digests),
            notes=tuple(found.notes),
        )
    )
    before = store.dataset_columns(survey.id)
    changed = sorted(name for name in digests if before and before.get(name) != digests[name])
    store.put_dataset(DatasetRecord(source.id, survey.id, to_parquet(found), digests, found.frame.height))
    body = {
        "source": source.id,
        "rows": found.frame.height,
        "columns": digests,
        "dropped": sorted(name for name, decision in survey.columns.items() if decision == "drop"),
        "notes": list(found.notes),
        "changed": changed,
    }
    return Outcome(body, digested=[digests, found.frame.height])


def _meaning(variable: rooms.Variable) -> list[object]:
    labels = sorted((str(code), label) for code, label in variable.value_labels.items())
    missing = sorted(str(code) for code in variable.missing_values)
    ranges = sorted([str(low), str(high)] for low, high in variable.missing_ranges)
    return [[list(pair) for pair in labels], missing, ranges]
