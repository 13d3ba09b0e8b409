"""Notes, sets, links, passages without a code and answers of another program: kept once, never printed."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_study import TODAY

from handrail.interviews import Note, RefiProject, read_refi, write_refi
from handrail.interviews.project import Link, Passage, ProjectSet
from handrail.interviews.refi.merge import merge_projects
from handrail.interviews.returned import read_returned
from handrail.study.build import BuildReport, build_study
from handrail.study.check import check_study
from handrail.study.exchange import Imported, export_strand, import_project
from handrail.study.project import read_project
from handrail.study.returned_anew import ReturnedWork
from handrail.study.returning import returning
from handrail.study.runner import Silent
from handrail.study.session import open_session
from handrail.study.withdrawal.withdraw import withdraw_from_study
from handrail.values import UsageError

Builder = Callable[..., BuildReport]
Change = Callable[[RefiProject], RefiProject]
EARLY = date(2026, 7, 1)
FILE = "returned-professionals.toml"
STEP = f"read:professionals/returned/{FILE}"
GUID = "7e2f0b9c-0000-4000-8000-0000000000"
SENTINEL = "zqwords"
NOTES = {
    "11": "zqwords on the document of P01",
    "12": "zqwords on a coding of P01",
    "13": "zqwords on the participant P01",
    "14": "kept words on P03",
    "15": "kept words on the project",
    "16": "kept words on a code",
    "17": "zqwords on a passage of P01",
}


def added(project: RefiProject) -> RefiProject:
    """As a colleague does who notes things down, marks a passage, makes a set and a link, corrects a case."""
    first = next(one for one in project.documents if "p01" in one.name)
    third = next(one for one in project.documents if "p03" in one.name)
    coding = next(one for one in project.codings if one.document == first.name)
    code = project.codes[0]

    def noted(things: Any, which: Any, number: str) -> Any:
        return tuple(
            replace(one, notes=(*one.notes, f"{GUID}{number}")) if one is which else one for one in things
        )

    case = next(one for one in project.cases if one.name == "P01")
    corrected = replace(
        case, values={**case.values, "sector": "zqwords level"}, notes=(*case.notes, f"{GUID}13")
    )
    return replace(
        project,
        documents=noted(noted(project.documents, first, "11"), third, "14"),
        codings=noted(project.codings, coding, "12"),
        codes=noted(project.codes, code, "16"),
        cases=tuple(corrected if one is case else one for one in project.cases),
        passages=(
            Passage(
                first.name, 20, 60, first.text[20:60], f"{GUID}21", "zqwords of a name", notes=(f"{GUID}17",)
            ),
            Passage(third.name, 20, 60, third.text[20:60], f"{GUID}22", "kept name"),
        ),
        sets=(
            ProjectSet(
                "To read", f"{GUID}31", "kept set", codes=(code.name,), documents=(first.name, third.name)
            ),
        ),
        links=(
            *project.links,
            Link(f"{GUID}41", first.guid, code.guid, "zqwords of a link", "OneWay"),
            Link(f"{GUID}42", third.guid, f"{GUID}14", "kept link"),
        ),
        notes=(
            *project.notes,
            *(Note(f"{GUID}{number}", "Idea", text, "AB") for number, text in NOTES.items()),
        ),
        project_notes=(*project.project_notes, f"{GUID}15"),
    )


def back(study: Path, change: Change, name: str = "back.qdpx") -> Path:
    out = study.parent / f"out-{name}"
    export_strand(study, out, prompt=None, today=TODAY)
    write_refi(change(read_refi(out)), study.parent / name)
    return study.parent / name


def take(study: Path, file: Path, *, yes: bool = False) -> Imported:
    return import_project(study, file, yes=yes, prompt=None, today=TODAY)


def inbox(study: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (study / "sources").iterdir()}


@pytest.fixture(scope="module")
def taken_once(thin_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a study that took in what a colleague added, built; it is copied."""
    study = shutil.copytree(thin_once, tmp_path_factory.mktemp("taken") / "study")
    take(study, back(study, added), yes=True)
    report = build_study(study, prompt=None, progress=Silent(), today=TODAY)
    assert report.error is None
    assert report.ran == [STEP]
    return study


@pytest.fixture
def taken(taken_once: Path, tmp_path: Path) -> Path:
    shutil.copy(taken_once.parent / "back.qdpx", tmp_path / "back.qdpx")
    return shutil.copytree(taken_once, tmp_path / "study")


def test_a_dry_run_shows_what_would_be_kept_and_writes_nothing(thin_built: Path) -> None:
    before = inbox(thin_built)
    found = take(thin_built, back(thin_built, added))
    assert inbox(thin_built) == before
    assert found.taken.returned == {
        "note": (7, 0), "set": (1, 0), "passage": (2, 0), "link": (2, 0), "answer": (1, 0)
    }  # fmt: skip
    assert found.taken.files == (f"sources/{FILE}",)
    assert found.aside() == []
    shown = json.dumps(found.returned_rows())
    assert ("case", "changed", "P01", "value of 'sector'", "an answer", "another answer") in (
        found.returned_rows()
    )
    assert SENTINEL not in shown
    assert "kept words" not in shown


def test_what_comes_back_twice_is_kept_once(taken: Path) -> None:
    kept = read_returned(taken / "sources" / FILE)
    assert [len(one) for one in vars(kept).values()] == [7, 1, 2, 2, 1]
    assert stat.S_IMODE((taken / "sources" / FILE).stat().st_mode) == 0o600
    before = inbox(taken)
    again = take(taken, taken.parent / "back.qdpx", yes=True)
    assert again.taken.is_nothing
    assert inbox(taken) == before


def test_it_leaves_again_and_comes_back_as_nothing_new(taken: Path) -> None:
    ours = read_project(taken, prompt=None)
    file = back(taken, lambda one: one)
    there = read_refi(file)
    assert {one.guid[-2:]: one.text for one in there.notes} == NOTES
    assert sorted(one.guid for one in there.passages) == [f"{GUID}21", f"{GUID}22"]
    assert [(one.name, len(one.documents), len(one.codes)) for one in there.sets] == [("To read", 2, 1)]
    assert {one.guid for one in there.links} == {f"{GUID}41", f"{GUID}42"}
    first = next(one for one in there.documents if "p01" in one.name)
    assert first.notes == (f"{GUID}11",)
    assert next(one for one in there.cases if one.name == "P01").notes == (f"{GUID}13",)
    assert there.project_notes == (f"{GUID}15",)
    # The participants file stands: the answer of the other program is a proposal.
    assert next(one for one in there.cases if one.name == "P01").values["sector"] == "policing"
    found = take(taken, file, yes=True)
    assert found.taken.is_nothing, found.taken
    assert found.returned_rows() == []
    assert len(ours.notes) == 7


def test_a_note_that_was_edited_is_shown_and_takes_its_own_place(taken: Path) -> None:
    def edited(project: RefiProject) -> RefiProject:
        notes = tuple(
            replace(one, text="kept words, longer now") if one.guid.endswith("15") else one
            for one in project.notes
        )
        return replace(project, notes=notes)

    file = back(taken, edited)
    before = inbox(taken)
    dry = take(taken, file)
    assert dry.taken.returned == {"note": (0, 1)}
    [row] = dry.returned_rows()
    assert (row[0], row[1], row[3]) == ("note", "changed", "text")
    assert inbox(taken) == before
    take(taken, file, yes=True)
    kept = read_returned(taken / "sources" / FILE)
    assert [one.text for one in kept.notes if one.guid.endswith("15")] == ["kept words, longer now"]
    assert len(kept.notes) == 7


def test_what_they_no_longer_have_stays(taken: Path) -> None:
    def emptied(project: RefiProject) -> RefiProject:
        return replace(
            project,
            notes=(),
            passages=(),
            sets=(),
            links=(),
            project_notes=(),
            documents=tuple(replace(one, notes=()) for one in project.documents),
            codings=tuple(replace(one, notes=()) for one in project.codings),
            codes=tuple(replace(one, notes=()) for one in project.codes),
            cases=tuple(replace(one, notes=()) for one in project.cases),
        )

    before = inbox(taken)
    found = take(taken, back(taken, emptied), yes=True)
    assert found.taken.is_nothing
    assert inbox(taken) == before


def test_no_document_has_a_word_of_it_and_nothing_rests_on_it(taken: Path, build: Builder) -> None:
    for path in (taken / "outputs").rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert SENTINEL.encode() not in data
        assert b"kept words" not in data
    file = taken / "sources" / FILE
    file.write_text(file.read_text("utf-8").replace("kept words", "other words"), "utf-8")
    assert build(taken).ran == [STEP]


def test_check_names_the_line_of_what_waits_and_of_what_is_wrong(taken: Path) -> None:
    file = taken / "sources" / FILE
    report = check_study(taken)
    assert report.problems == []
    said = [str(one) for wrong in report.warnings for one in wrong.problems]
    line = file.read_text("utf-8").splitlines().index("[[answer]]") + 1
    assert any(f"{FILE}:{line}: warning: an answer that came back" in one for one in said), said
    assert SENTINEL not in "".join(said)
    table = taken / "sources/participants.csv"
    table.write_text(table.read_text("utf-8").replace(",policing,", ",zqwords level,"), "utf-8")
    assert not [one for wrong in check_study(taken).warnings for one in wrong.problems if one.file == FILE]
    text = file.read_text("utf-8")
    file.write_text(f'{text}\n[[note]]\nguid = "{GUID}15"\ntitle = "{SENTINEL}"\n', "utf-8")
    said = [str(one) for wrong in check_study(taken).problems for one in wrong.problems]
    assert any(FILE in one and "known keys" in one for one in said), said
    file.write_text(f'{text}\n[[note]]\nguid = "{GUID}15"\n', "utf-8")
    said = [str(one) for wrong in check_study(taken).problems for one in wrong.problems]
    assert any(FILE in one and "a GUID is one thing's" in one for one in said), said


# ---- who withdraws ---------------------------------------------------------------------------------------


def test_an_erasure_takes_out_what_is_about_the_participant_and_nothing_else(
    taken: Path, build: Builder
) -> None:
    file = taken / "sources" / FILE
    whole = file.read_bytes()
    dry = withdraw_from_study(taken, "P01", prompt=None, today=EARLY)
    assert any(one.path == f"sources/{FILE}" for one in dry.files)
    assert file.read_bytes() == whole
    withdraw_from_study(taken, "P01", yes=True, prompt=None, today=EARLY)
    left = read_returned(file)
    assert SENTINEL not in file.read_text("utf-8")
    assert {one.guid[-2:] for one in left.notes} == {"14", "15", "16"}
    assert [one.guid[-2:] for one in left.passages] == ["22"]
    assert [one.guid[-2:] for one in left.links] == ["42"]
    assert [one.documents for one in left.sets] == [("interview-p03.srt",)]
    assert left.answers == ()
    with open_session(taken, prompt=None) as session:
        held = repr([one.body for one in session.store.results()])
    assert SENTINEL not in held
    assert "kept words on P03" in held
    # What is not theirs is the same to the byte.
    lines = [line for line in file.read_bytes().splitlines() if not line.startswith(b"documents")]
    assert set(lines) <= set(whole.splitlines())
    file.write_bytes(whole)
    error = build(taken).error
    assert error is not None
    assert any(one.file == FILE and "withdrew" not in one.received for one in error.problems)
    assert SENTINEL not in str(error)


def test_an_old_file_brings_nothing_of_them_back(taken: Path) -> None:
    withdraw_from_study(taken, "P01", yes=True, prompt=None, today=EARLY)
    before = (taken / "sources" / FILE).read_bytes()
    ours = read_project(taken, prompt=None)
    assert [one.guid[-2:] for one in ours.notes] == ["14", "15", "16"]
    with open_session(taken, prompt=None) as session:
        found = returning(read_refi(taken.parent / "back.qdpx"), ours, session, "professionals")
        strand = session.plan.interviews[0]
        merged = merge_projects(ours, found.project, keep_names=True).project
        anew = ReturnedWork(session, strand, ours, merged).beyond({}, {})
    assert anew == {}
    assert found.memos == 4
    # Until a build has read what is left, nothing is compared with it.
    with pytest.raises(UsageError, match="has changed since"):
        take(taken, taken.parent / "back.qdpx", yes=True)
    assert (taken / "sources" / FILE).read_bytes() == before


@pytest.mark.parametrize("who", ["P01"])
def test_a_stop_leaves_it_in_the_file_and_out_of_what_leaves(taken: Path, who: str) -> None:
    whole = (taken / "sources" / FILE).read_bytes()
    withdraw_from_study(taken, who, act="stop", yes=True, prompt=None, today=EARLY)
    ours = read_project(taken, prompt=None)
    assert SENTINEL not in "".join(
        [one.text for one in ours.notes] + [one.name for one in (*ours.passages, *ours.links)]
    )
    assert {one.guid[-2:] for one in ours.notes} == {"14", "15", "16"}
    found = take(taken, taken.parent / "back.qdpx", yes=True)
    assert found.taken.is_nothing, found.taken
    assert found.returned.memos == 4
    assert (taken / "sources" / FILE).read_bytes() == whole


def test_a_struck_passage_takes_what_lies_on_it_along(taken: Path) -> None:
    coding = next(one for one in read_project(taken, prompt=None).codings if one.notes)
    file = taken / "sources" / FILE
    text = file.read_text("utf-8")
    here = f'document = "{coding.document}"\nstart = {coding.start + 3}\nend = {coding.end - 3}\n'
    mark = f'[[passage]]\nguid = "{GUID}29"\n{here}quotation = "{coding.quotation[3:-3]}"\n'
    file.write_text(f"{text}\n{mark}", "utf-8")
    assert build_study(taken, prompt=None, progress=Silent(), today=TODAY).error is None
    assert [one.guid[-2:] for one in read_project(taken, prompt=None).passages] == ["21", "22", "29"]
    withdraw_from_study(taken, f"passage:{coding.name}", yes=True, prompt=None, today=EARLY)
    left = read_returned(file)
    assert [one.guid[-2:] for one in left.passages] == ["21", "22"]
    assert {one.guid[-2:] for one in left.notes} == {"11", "13", "14", "15", "16", "17"}
