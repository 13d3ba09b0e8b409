"""Files beside a survey: its codebook, translation log and participant flow, each read in its own step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from handrail.store import ResultRecord
from handrail.study.answers import Answers
from handrail.study.estimates import outcome_of
from handrail.study.locate import Locator
from handrail.study.plan import Survey
from handrail.study.plan_words import personal_part
from handrail.study.records import result_from_json
from handrail.study.runner import Outcome, Runner
from handrail.survey.methods import METHODS
from handrail.values import Cell, DataError, Problem, Result, Table

if TYPE_CHECKING:
    from handrail.survey import Codebook, ParticipantFlow

FileKind = Literal["codebook", "translations", "flow"]
KINDS: tuple[FileKind, ...] = get_args(FileKind)


def file_name(kind: FileKind, survey: Survey) -> str:
    """Return the node of a file beside a survey."""
    return f"{kind}:{survey.id}"


def planned_files(survey: Survey) -> tuple[FileKind, ...]:
    """Return the kinds of files that the plan names for a survey.

    Examples
    --------
    >>> given = {"id": "s", "title": "S", "file": "s.csv", "who": "adults", "sample": "quota"}
    >>> variable = {"name": "told", "from": "q1", "label": "Told"}
    >>> planned_files(Survey(**given, flow="flow.toml", variable=[variable]))
    ('flow',)
    """
    return tuple(kind for kind in KINDS if getattr(survey, kind))


def find_file(locator: Locator, name: str) -> Path | None:
    """Return a team's file by its name, in ``sources/``, the shared data folder or the study's, or None."""
    found = locator.find(name)
    own = locator.folder / name
    return found if found is not None or not own.is_file() else own


def check_file(kind: FileKind, path: Path) -> None:
    """Read a file beside a survey by itself; the build holds it against the survey.

    Raises
    ------
    DataError
        With everything that is wrong in it.
    """
    from handrail.survey import read_codebook, read_participant_flow, read_translation_log

    readers: dict[FileKind, Callable[[Path], object]] = {
        "codebook": read_codebook,
        "translations": read_translation_log,
        "flow": read_participant_flow,
    }
    readers[kind](path)


class SurveyFiles:
    """Reads the files beside the surveys of a plan."""

    def __init__(self, answers: Answers, runner: Runner) -> None:
        self.answers, self.runner = answers, runner

    def step(self, kind: FileKind, survey: Survey, imported: ResultRecord | None) -> ResultRecord | None:
        """Return what a file says, read again when it or what it is held against changed."""
        step, name = file_name(kind, survey), str(getattr(survey, kind))
        session = self.answers.session
        if imported is None:
            self.runner.fail(step)
            return None
        path = find_file(session.locator, name)
        if path is None:
            have = session.store.result(step)
            if have is not None:
                self.runner.keep(step)
                return have
            wrong = DataError.because(
                f"a survey's {kind} file is there or already read",
                f"no '{name}' in sources/ or the study's folder",
                "put it there, or correct its name in study.toml",
                file="study.toml",
            )
            self.runner.fail(step, wrong)
            return None
        planned = [[one.name, one.from_, one.label] for one in survey.variable] if kind == "codebook" else []
        against = {"codebook": imported.content, "flow": imported.body["rows"], "translations": ""}[kind]
        made_from = [self.runner.digest_of_file(path), planned, against, survey.public_use]
        read: dict[FileKind, Callable[[], Result]] = {
            "codebook": lambda: self._codebook(survey, path),
            "translations": lambda: _translations(survey, path),
            "flow": lambda: flow_result(survey, path, imported.body["rows"]),
        }
        return self.runner.step(
            step, "read", METHODS[f"survey.{kind}"], made_from, lambda: checked(read[kind](), path.name)
        )

    def _codebook(self, survey: Survey, path: Path) -> Result:
        from handrail.survey import Codebook, read_codebook

        dropped = {column for column, decision in survey.columns.items() if decision == "drop"}
        entries = read_codebook(path).entries
        codebook = Codebook(tuple(entry for entry in entries if entry.name not in dropped))
        problems = [one for one in codebook.check(self.answers.survey(survey)) if one.severity == "error"]
        if problems:
            raise DataError(*(replace(one, file=one.file or path.name) for one in problems))
        return _result("codebook", _codebook_table(codebook, survey))


def checked(result: Result, file: str) -> Outcome:
    """Return a file's result; words that name a person stop it.

    Raises
    ------
    DataError
        For an address, a phone number or a user name: these files are printed.
    """
    for text in words_of(result):
        what = personal_part(text)
        if what:
            raise DataError.because(
                "words that are printed tell of no single person", f"{what}", "take it out", file=file
            )
    return outcome_of(result)


def words_of(result: Result) -> Iterator[str]:
    """Yield the words that a file beside a survey has printed."""
    for table in result.tables:
        for cell in table.cells:
            yield from (*cell.group.values(), cell.category or "")
        yield from table.notes


def printed_source(codebook: Result | None) -> dict[str, str]:
    """Return the label of each variable of a codebook's table and where its question comes from."""
    cells = () if codebook is None else codebook.tables[0].cells
    return {cell.group["variable"]: cell.group["source"] for cell in cells}


def printed_words(results: dict[str, ResultRecord], survey: Survey) -> dict[str, str]:
    """Return what each file beside a survey has printed: what it is, to its words."""
    return {
        f"the {kind} file of {survey.id}": "\n".join(words_of(result_from_json(results[name].body)))
        for kind in (*planned_files(survey), "harmonisation")
        if (name := f"{kind}:{survey.id}") in results
    }


def flow_result(survey: Survey, path: Path, rows: int) -> Result:
    """Return a survey's participant flow, held against the rows of its file.

    It leaves as a whole or not at all: a small number is what the others leave of the stage before.

    Raises
    ------
    DataError
        For what :func:`handrail.survey.read_participant_flow` refuses, and a flow in which no stage has the
        rows of the survey.
    """
    from handrail.survey import read_participant_flow

    flow = read_participant_flow(path)
    if rows not in [stage.number for stage in flow.stages]:
        stages = ", ".join(f"{stage.name} {stage.number:,}" for stage in flow.stages)
        raise DataError.because(
            "a stage of the flow is the rows of the survey that are in use",
            f"{rows:,} rows, but {stages}",
            "add the stage, and the reasons why others are not in it; who withdrew is one",
            file=path.name,
        )
    return _result("flow", flow_table(flow, survey), base=flow.stages[0].number)


def flow_table(flow: ParticipantFlow, survey: Survey) -> Table:
    """Return a flow as a table that leaves whole; a reason that nobody had is left out."""
    table = flow.table(name=file_name("flow", survey), source=f"{survey.id} (flow)")
    cells = tuple(
        Cell(cell.group, None, cell.n, None, {"number": float(cell.n)}) for cell in table.cells if cell.n
    )
    return replace(
        table,
        title=f"Participant flow: {survey.title}",
        measure="comparison",
        cells=cells,
        public_use=bool(survey.public_use),
        labels={"stage": "Stage", "what": "Participants", "number": "Number"},
    )


def _translations(survey: Survey, path: Path) -> Result:
    from handrail.survey import read_translation_log, translation_table

    table = translation_table(read_translation_log(path), name=file_name("translations", survey))
    return _result("translations", table)


def _codebook_table(codebook: Codebook, survey: Survey) -> Table:
    """Return the questions of the planned variables in words, with their sources and languages."""
    known = {entry.name: entry for entry in codebook.entries}
    problems = [
        Problem(
            "a codebook describes every variable of the plan",
            f"no entry '{one.from_}'",
            "add it to the codebook",
            survey.codebook,
        )
        for one in survey.variable
        if one.from_ not in known
    ]
    if problems:
        raise DataError(*problems)
    cells = []
    for one in survey.variable:
        entry = known[one.from_]
        languages = ", ".join(entry.languages)
        source = "; ".join(filter(None, [entry.instrument, f"also in: {languages}" if languages else ""]))
        asked_of = entry.universe or "everyone"
        group = {"variable": one.label, "asked of": asked_of, "source": source or "not stated"}
        cells.append(Cell(group, entry.wording or one.question or entry.label, 0, None, {}))
    return Table(
        name=file_name("codebook", survey),
        title=f"Questions: {survey.title}",
        measure="text",
        dimensions=("variable", "asked of", "source"),
        cells=tuple(cells),
        source=file_name("codebook", survey),
        variable="question",
        labels={"variable": "Variable", "asked of": "Asked of", "source": "Source", "question": "Question"},
    )


def _result(kind: FileKind, table: Table, base: int = 0) -> Result:
    return Result((table,), base, None, (), METHODS[f"survey.{kind}"])
