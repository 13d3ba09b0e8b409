"""Check: read the plan, the guideline and the sources, and say everything that is wrong at once.

It needs no passphrase: it reads the files, not the store. What was imported and then deleted from
``sources/`` is checked when the study is built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handrail.guideline import Guideline, read_guideline
from handrail.interviews.returned import read_returned
from handrail.study.check_guideline import check_guideline
from handrail.study.displays import DISPLAYS, refuse_unknown_codes
from handrail.study.import_harmonised import harmonised, table_body
from handrail.study.import_survey import read_checked, told_types
from handrail.study.import_transcript import known_speakers, name_lead
from handrail.study.locate import Locator
from handrail.study.look import refuse_media, refuse_media_in
from handrail.study.open_identifiers import open_in, read_kept, require_decided
from handrail.study.plan import Interviews, Plan, Survey
from handrail.study.read_plan import read_plan
from handrail.study.returned import returned_file
from handrail.study.returned_anew import unsettled
from handrail.study.survey_files import FileKind, check_file, find_file, planned_files
from handrail.study.undeclared_places import undeclared_places
from handrail.values import DataError, DisclosureRefused, HandrailError, MediaFound, PlanError, Problem

if TYPE_CHECKING:
    from handrail.interviews import (
        Adjudication,
        Codebook,
        Coding,
        Participant,
        Theme,
        Transcript,
    )


@dataclass
class CheckReport:
    """What a check found.

    Attributes
    ----------
    files
        How many source files were read.
    problems
        Errors, in the order in which they were found, each with the class that gives the exit code.
    warnings
        What a person should know.
    themes, passages
        Names that the guideline may link to.
    """

    files: int = 0
    problems: list[HandrailError] = field(default_factory=list)
    warnings: list[HandrailError] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    passages: list[str] = field(default_factory=list)

    @property
    def error(self) -> HandrailError | None:
        """Return one error with every problem, or None."""
        if not self.problems:
            return None
        every = [problem for wrong in self.problems for problem in wrong.problems]
        return type(self.problems[0])(*every)

    def as_json(self) -> dict[str, Any]:
        """Return plain values for ``--json``."""
        return {
            "files": self.files,
            "problems": [vars(problem) for wrong in self.problems for problem in wrong.problems],
            "warnings": [vars(problem) for wrong in self.warnings for problem in wrong.problems],
        }


def check_study(folder: Path) -> CheckReport:
    """Return everything that is wrong with a study folder.

    Raises
    ------
    UsageError
        When the folder holds no plan.
    """
    report = CheckReport()
    plan: Plan | None = None
    guideline: Guideline | None = None
    try:
        plan = read_plan(folder)
    except PlanError as wrong:
        report.problems.append(wrong)
    try:
        guideline = read_guideline(folder / "guideline")
    except PlanError as wrong:
        report.problems.append(wrong)
    if plan is None:
        return report
    report.warnings += [PlanError(problem) for problem in undeclared_places(plan)]
    try:
        refuse_media_in(folder / "guideline", plan.ethics.safeguarding_lead)
    except HandrailError as wrong:
        report.problems.append(wrong)
    locator = Locator(folder)
    complete = True
    for strand in plan.interviews:
        complete &= _strand(report, strand, locator, plan.ethics.safeguarding_lead)
    for survey in plan.survey:
        _survey(report, survey, locator, plan.ethics.safeguarding_lead)
    for survey in plan.survey:
        for kind in planned_files(survey):
            _survey_file(report, locator, kind, str(getattr(survey, kind)))
    if guideline is not None and complete:
        problems = check_guideline(guideline, plan, themes=report.themes, passages=report.passages)
        if problems:
            report.problems.append(PlanError(*problems))
    return report


def _strand(report: CheckReport, strand: Interviews, locator: Locator, lead: str) -> bool:
    """Check one strand; return whether all of its files were there and read."""
    from handrail.interviews import (
        check_themes,
        place_codings,
        read_adjudications,
        read_codebook,
        read_codings,
        read_participants,
        read_themes,
        read_transcript,
    )

    def attempt(name: str, read: Any) -> Any:
        path = locator.find(name)
        if path is None:
            _absent(report, locator.folder, name)
            return None
        report.files += 1
        try:
            refuse_media(path, lead)
            return read(path)
        except HandrailError as wrong:
            report.problems.append(wrong)
            return None

    people = attempt(strand.participants, lambda path: read_participants(path, strand.attributes))
    transcripts: dict[str, Any] = {}
    complete = True
    for pattern in strand.documents:
        paths = locator.match(pattern)
        if not paths:
            _absent(report, locator.folder, pattern)
            complete = False
        for path in paths:
            report.files += 1
            try:
                transcripts[path.name] = read_transcript(
                    path,
                    text_only=path.name in strand.text_only,
                    speakers=known_speakers(people or (), path.name, strand.interviewers),
                )
            except MediaFound as found:
                report.problems.append(name_lead(found, lead, path.name))
                complete = False
            except HandrailError as wrong:
                report.problems.append(wrong)
                complete = False
    _warn_of_identifiers(report, strand, locator, {name: one.text for name, one in transcripts.items()})
    codebook = attempt(strand.codebook, read_codebook)
    files = [attempt(name, read_codings) for name in strand.codings]
    decided = attempt(strand.adjudications, read_adjudications) if strand.adjudications else ()
    read = attempt(strand.themes, read_themes) if strand.themes else ()
    for name, reader in _beside(strand):
        attempt(name, reader)
    report.problems += _unknown_codes(strand, codebook)
    back = attempt(returned_file(strand), read_returned) if locator.find(returned_file(strand)) else None
    report.warnings += [DataError(one) for one in unsettled(back, strand, people or (), transcripts)]
    if people is None or codebook is None or None in (*files, decided, read) or not complete:
        return False
    report.warnings += [DataError(problem) for problem in _unaccounted(strand, read)]
    _warn_of_speakers(report, people, transcripts)
    try:
        codings = _with_decisions(
            strand, decided, transcripts, codebook, place_codings(files, transcripts, codebook)
        )
    except HandrailError as wrong:
        report.problems.append(wrong)
        return False
    problems = check_themes(read, codebook, codings)
    if problems:
        report.problems.append(DataError(*problems))
    _refuse_shared(report, strand, read)
    report.themes += [theme.id for theme in read]
    report.passages += [coding.name for coding in codings]
    return True


def _beside(strand: Interviews) -> Iterator[tuple[str, Callable[[Path], object]]]:
    """Yield the team's files that nothing else in a check rests on, each with what reads it."""
    from handrail.interviews import read_framework, read_memos

    if strand.memos:
        yield strand.memos, read_memos
    if strand.framework is not None:
        yield strand.framework.summaries, read_framework


def _unknown_codes(strand: Interviews, codebook: Codebook | None) -> Iterator[HandrailError]:
    """Yield an error for each planned table that names a code which is not in the codebook."""
    for kind in DISPLAYS:
        planned = getattr(strand, kind)
        if codebook is None or planned is None:
            continue
        try:
            refuse_unknown_codes(kind, planned.codes, codebook)
        except PlanError as wrong:
            yield wrong


def _warn_of_speakers(
    report: CheckReport, people: Sequence[Participant], transcripts: Mapping[str, Transcript]
) -> None:
    from handrail.interviews import check_speakers

    unheard = check_speakers(people, transcripts)
    if unheard:
        report.warnings.append(DataError(*(replace(problem, severity="warning") for problem in unheard)))


def _with_decisions(
    strand: Interviews,
    decisions: Iterable[Adjudication],
    transcripts: Mapping[str, Transcript],
    codebook: Codebook,
    codings: Sequence[Coding],
) -> Sequence[Coding]:
    """Return the codings with those that the team's decisions make, each held against its originals."""
    from handrail.interviews import Document, ProjectCode, ProjectCoding, RefiProject, adjudicated

    if not strand.adjudications:
        return codings
    project = RefiProject(
        strand.title,
        tuple(Document(name, one.text) for name, one in transcripts.items()),
        codes=tuple(ProjectCode(**vars(code)) for code in codebook.codes),
        codings=tuple(ProjectCoding(**vars(coding)) for coding in codings),
    )
    return adjudicated(project, decisions, file=strand.adjudications).codings


def _warn_of_identifiers(
    report: CheckReport, strand: Interviews, locator: Locator, texts: Mapping[str, str]
) -> None:
    """Say how much of the transcripts waits for a person; a build stops at it."""
    path = locator.find(strand.identifiers)
    try:
        kept = () if path is None else read_kept(path)
        require_decided(open_in(texts, kept))
    except DisclosureRefused as wrong:
        mild = (replace(problem, severity="warning") for problem in wrong.problems)
        report.warnings.append(DisclosureRefused(*mild))
    except HandrailError as wrong:
        report.problems.append(wrong)


def _refuse_shared(report: CheckReport, strand: Interviews, themes: Iterable[Theme]) -> None:
    twice = sorted({theme.id for theme in themes} & set(report.themes))
    if twice:
        report.problems.append(
            DataError.because(
                "a theme's id is its own over all strands",
                f"'{twice[0]}' twice",
                "rename one",
                file=strand.themes,
            )
        )


def _unaccounted(strand: Interviews, themes: Iterable[Theme]) -> Iterator[Problem]:
    """Yield what a reflexive analysis is asked for beside what its plan must state."""
    if strand.approach != "reflexive":
        return
    if not strand.memos:
        yield Problem(
            "a reflexive analysis keeps dated memos",
            f"no memos of '{strand.id}'",
            'add memos = "memos.toml"',
            "study.toml",
            severity="warning",
        )
    bare = sum(not theme.history for theme in themes)
    if bare:
        yield Problem(
            "themes of a reflexive analysis have a dated history",
            f"{bare} without one",
            "add [[theme.history]] with on and note",
            strand.themes,
            severity="warning",
        )


def _survey(report: CheckReport, survey: Survey, locator: Locator, lead: str) -> None:
    """Check a survey's file, or its files and how they are joined."""
    held = {}
    for one in survey.files:
        path = locator.find(one.file)
        if path is None:
            _absent(report, locator.folder, one.file)
            continue
        report.files += 1
        try:
            held[one.id] = read_checked(one, path, lead=lead)
        except HandrailError as wrong:
            report.problems.append(wrong)
            continue
        report.warnings += [DataError(odd) for odd in told_types(one, held[one.id].notes, path.name)]
    if not survey.part:
        return
    names = [survey.harmonisation, *(one.codebook for one in survey.part if one.codebook)]
    missing = [name for name in dict.fromkeys(names) if find_file(locator, name) is None]
    for name in missing:
        _absent(report, locator.folder, name)
    if missing:
        return
    report.files += len(set(names))
    try:
        table = table_body(survey, locator)
        if len(held) == len(survey.part):
            answers = zip(survey.part, survey.files, strict=True)
            harmonised(survey, {part.name: held[one.id] for part, one in answers}, table)
    except HandrailError as wrong:
        report.problems.append(wrong)


def _survey_file(report: CheckReport, locator: Locator, kind: FileKind, name: str) -> None:
    """Check a file beside a survey: its codebook, translation log or participant flow."""
    path = find_file(locator, name)
    if path is None:
        _absent(report, locator.folder, name)
        return
    report.files += 1
    try:
        check_file(kind, path)
    except HandrailError as wrong:
        report.problems.append(wrong)


def _absent(report: CheckReport, folder: Path, name: str) -> None:
    imported = (folder / "study.db").exists()
    problem = Problem(
        "a planned file is in sources/" + (" or already imported" if imported else ""),
        f"no '{name}'",
        "it is taken from the store when the study is built"
        if imported
        else "put it into sources/, or correct its name in study.toml",
        "study.toml",
        severity="warning" if imported else "error",
    )
    (report.warnings if imported else report.problems).append(DataError(problem))
