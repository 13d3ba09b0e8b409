"""What comes back from another program: nothing doubled, nothing of ours lost, nobody brought back."""

from __future__ import annotations

import shutil
import stat
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handrail.interviews import Document, Note, ProjectCode, ProjectCoding, RefiProject, read_refi, write_refi
from handrail.interviews.project import Case, Passage, Span
from handrail.interviews.refi.merge import merge_projects
from handrail.store import CodingRecord, DocumentRecord, SourceRecord, Store, write_atomically
from handrail.study.exchange import Imported, export_strand, import_project
from handrail.study.guids import guid_of
from handrail.study.project import read_project
from handrail.study.project_codings import BLANK, codings_in_use
from handrail.study.returning import returning
from handrail.study.session import open_session
from handrail.study.take_in import write_together
from handrail.study.withdrawal.withdraw import withdraw_from_study
from handrail.values import DiskFull, UsageError

TODAY = date(2026, 7, 1)
GONE = "p03"
GUID = "6d1f0b9c-0000-4000-8000-00000000000"
Change = Callable[[RefiProject], RefiProject]


@pytest.fixture
def study(built_demonstration: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    shutil.copytree(built_demonstration, folder)
    return folder


def back(study: Path, change: Change) -> Path:
    out, there = study.parent / "out.qdpx", study.parent / "back.qdpx"
    if not out.exists():
        export_strand(study, out, profile="nvivo", prompt=None, today=TODAY)
    write_refi(change(read_refi(out)), there, "nvivo")
    return there


def take(study: Path, file: Path, *, yes: bool = False) -> Imported:
    return import_project(study, file, yes=yes, prompt=None, today=TODAY)


def inbox(study: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (study / "sources").iterdir()}


def renamed(project: RefiProject) -> RefiProject:
    """As a program does that cuts endings off, and a colleague who renames a code and a case."""
    names = {one.name: one.name.rpartition(".")[0] for one in project.documents}
    old = project.codes[0].name
    return replace(
        project,
        documents=tuple(replace(one, name=names[one.name]) for one in project.documents),
        codings=tuple(
            replace(one, document=names[one.document], code="size" if one.code == old else one.code)
            for one in project.codings
        ),
        codes=tuple(
            replace(one, name="size", label="size")
            if one.name == old
            else replace(one, parent="size" if one.parent == old else one.parent)
            for one in project.codes
        ),
        cases=tuple(
            replace(one, name=f"Case {one.name}", documents=tuple(names[name] for name in one.documents))
            for one in project.cases
        ),
    )


def new_guids(project: RefiProject) -> RefiProject:
    """As a program does that makes every GUID anew."""
    return replace(
        project,
        documents=tuple(replace(one, guid=str(uuid.uuid4())) for one in project.documents),
        codings=tuple(replace(one, guid=str(uuid.uuid4())) for one in project.codings),
        codes=tuple(replace(one, guid=str(uuid.uuid4())) for one in project.codes),
    )


def unknown_sources(project: RefiProject) -> RefiProject:
    """Sources under other names and other GUIDs: only their text is the same."""
    there = renamed(project)
    return replace(there, documents=new_guids(there).documents)


@pytest.mark.parametrize("change", [renamed, new_guids, unknown_sources])
def test_what_was_renamed_there_is_shown_and_doubles_nothing(study: Path, change: Change) -> None:
    before = inbox(study)
    found = take(study, back(study, change), yes=True)
    assert found.taken.documents == found.taken.people == ()
    assert (found.taken.added, found.taken.changed) == ({}, {})
    assert change is not renamed or ("code", "changed", "scale", "name", "scale", "size") in found.aside()
    if change is renamed:
        assert found.taken.is_nothing
        assert inbox(study) == before


def test_an_approval_is_of_the_words_that_were_approved(study: Path) -> None:
    ours = read_project(study, prompt=None)
    approved = next(one for one in ours.codings if one.approval is not None)
    other = next(one for one in ours.codings if one.approval is not None and one.name != approved.name)

    def moved(project: RefiProject) -> RefiProject:
        return replace(
            project,
            codings=tuple(
                replace(one, end=one.end + 20)
                if one.guid == approved.guid
                else replace(one, memo="Ask again.")
                if one.guid == other.guid
                else one
                for one in project.codings
            ),
        )

    found = take(study, back(study, moved), yes=True)
    assert found.taken.approvals == 1
    blocks = (study / "sources" / "codings-ab.toml").read_text("utf-8").split("[[coding]]")
    (wider,) = [block for block in blocks if f'id = "{approved.name}"' in block]
    (noted,) = [block for block in blocks if f'id = "{other.name}"' in block]
    assert "approval" not in wider
    assert "approval" in noted


def more(project: RefiProject) -> RefiProject:
    text = "Nobody asked.\r\nI was told \U0001f600 in the corridor by Anna Whitfield, who left."
    first = project.documents[0]
    start = text.index("I was")
    return replace(
        project,
        documents=(*project.documents, Document("Interview P12", text, f"{GUID}1")),
        codings=(
            *project.codings,
            ProjectCoding(
                "x",
                "Interview P12",
                start,
                start + 12,
                text[start : start + 12],
                "scale",
                "EF",
                guid=f"{GUID}2",
            ),
        ),
        passages=(Passage(first.name, 0, 9, first.text[:9], f"{GUID}3"),),
        cases=(*project.cases, Case("P12", f"{GUID}4", documents=("Interview P12",))),
        notes=(*project.notes, Note(f"{GUID}5", "note", "To ask.")),
    )


def test_new_codes_that_say_nothing_are_counted_because_a_build_wants_a_description(study: Path) -> None:
    def bare(project: RefiProject) -> RefiProject:
        return replace(
            project, codes=(*project.codes, ProjectCode("bare", "", guid=f"{GUID}9", label="bare"))
        )

    assert take(study, back(study, bare)).taken.undescribed == 1


def test_what_is_new_is_taken_in_once_and_what_has_no_other_file_is_kept(study: Path) -> None:
    file = back(study, more)
    dry, before = take(study, file), inbox(study)
    assert dry.taken.documents == ("Interview-P12.txt",)
    assert dry.candidates == 1
    assert dry.aside() == []
    assert {row[:2] for row in dry.returned_rows()} == {("note", "added"), ("passage", "added")}
    assert dry.taken.returned == {"note": (1, 0), "passage": (1, 0)}
    assert set(dry.taken.plan) == {
        'codings: add "codings-ef.toml"',
        'documents: add "Interview-P12.txt"',
    }
    assert inbox(study) == before
    take(study, file, yes=True)
    written = inbox(study)
    assert "I was told \U0001f600".encode() in written["codings-ef.toml"]
    assert stat.S_IMODE((study / "sources" / "Interview-P12.txt").stat().st_mode) == 0o600
    # Until a build has read what was taken in, the same file is not compared again: nothing doubles.
    with pytest.raises(UsageError, match="has changed since"):
        take(study, file, yes=True)
    assert inbox(study) == written


@pytest.mark.parametrize("act", ["erase", "stop"])
@pytest.mark.parametrize("change", [lambda one: one, renamed, unknown_sources])
def test_an_old_file_brings_nobody_back(study: Path, act: Any, change: Change) -> None:
    def quoting(project: RefiProject) -> RefiProject:
        words = next(one.text for one in project.documents if GONE in one.name)[600:1200]
        here = next(one for one in project.codings if "p01" in one.document)
        codings = tuple(replace(one, memo=words) if one is here else one for one in project.codings)
        return change(replace(project, codings=codings))

    file = back(study, quoting)
    withdraw_from_study(study, "P03", act=act, yes=True, today=TODAY)
    with open_session(study, prompt=None) as session:
        ours = read_project(study, prompt=None)
        found = returning(read_refi(file), ours, session, "professionals")
        merged = merge_projects(ours, found.project, keep_names=True).project
    assert (found.documents, found.cases, found.memos) == (1, 1, 1)
    assert not [one for one in merged.documents if GONE in one.name]
    assert not [one for one in merged.codings if GONE in one.document]
    assert [one.name for one in merged.cases] == [one.name for one in ours.cases]
    assert [one.memo for one in merged.codings] == [one.memo for one in ours.codings]


def test_in_a_group_the_turns_of_someone_who_stopped_stay_blank(study: Path) -> None:
    file = back(study, lambda one: one)
    theirs = read_refi(file)
    with open_session(study, prompt=None) as session:
        ours = read_project(study, prompt=None)
        first = ours.documents[0]
        hidden = first.text[:100] + BLANK * 40 + first.text[140:]
        shown = replace(ours, documents=(replace(first, text=hidden), *ours.documents[1:]))
        found = returning(theirs, shown, session, "professionals").project
    assert found.documents[0].text == hidden
    assert [one.text for one in found.documents[1:]] == [one.text for one in theirs.documents[1:]]


def test_a_case_of_a_source_that_stays_out_is_no_row(study: Path) -> None:
    def with_span(project: RefiProject) -> RefiProject:
        gone = next(one.name for one in project.documents if GONE in one.name)
        return replace(project, cases=(*project.cases, Case("Someone", "", spans=(Span(gone, 0, 20),))))

    file = back(study, with_span)
    withdraw_from_study(study, "P03", act="stop", yes=True, today=TODAY)
    assert take(study, file).taken.people == ()


def test_a_coding_that_came_from_elsewhere_keeps_its_guid(tmp_path: Path) -> None:
    guid = f"{GUID}2"
    with Store.create(tmp_path, "a passphrase", minimal=True) as store:
        with store.transaction():
            kept = store.put_source(SourceRecord("", "s", "transcript", "p01.txt", "d", "c"))
            store.put_document(DocumentRecord(kept.id, "p01.txt", "txt", "We wait."))
            store.put_codings(
                "s",
                "AB",
                [
                    CodingRecord(one, "s", name, "p01.txt", 0, 7, "We wait", "waiting", "AB")
                    for one, name in (("r1", guid), ("r2", "p01-1"))
                ],
            )
        found = codings_in_use(store, "s", {"p01.txt": "We wait."}, {})
    assert [one.guid for one in found] == [guid, guid_of("coding", "r2")]


def test_files_with_what_was_said_are_for_their_owner_alone(study: Path) -> None:
    export_strand(study, study.parent / "a.qdpx", prompt=None, today=TODAY)
    assert stat.S_IMODE((study.parent / "a.qdpx").stat().st_mode) == 0o600


def test_several_files_are_written_together_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = tmp_path / "codebook.toml", tmp_path / "codings-ab.toml"
    old.write_text("ours", "utf-8")
    old.chmod(0o640)

    def full(path: Path, data: bytes, *, private: bool = False) -> None:
        if "codings-ab" in path.name:
            raise DiskFull.because("there is room", "none", "free some")
        write_atomically(path, data, private=private)

    with monkeypatch.context() as patched:
        patched.setattr("handrail.study.take_in.write_atomically", full)
        with pytest.raises(DiskFull):
            write_together({old: b"theirs", new: b"new"})
    assert [path.name for path in tmp_path.iterdir()] == ["codebook.toml"]
    assert old.read_text("utf-8") == "ours"
    write_together({old: b"theirs", new: b"new"})
    assert (old.read_bytes(), new.read_bytes()) == (b"theirs", b"new")
    assert (stat.S_IMODE(old.stat().st_mode), stat.S_IMODE(new.stat().st_mode)) == (0o640, 0o600)


@pytest.mark.parametrize("name", ["participants.csv", "codebook.toml", "codings-ab.toml"])
def test_files_that_no_build_has_read_are_compared_with_nothing(study: Path, name: str) -> None:
    file = back(study, lambda project: project)
    path = study / "sources" / name
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(UsageError, match=f"{name} has changed since"):
        take(study, file)


def test_a_project_in_which_nothing_is_known_is_taken_in_only_when_that_is_meant(
    study: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.qdpx"
    write_refi(
        RefiProject("other", (Document("walk.txt", "We walked by the river for an hour."),), (),
                    (ProjectCode("walking", "By foot"),)),
        other,
    )  # fmt: skip
    before = inbox(study)
    assert take(study, other).taken.documents == ("walk.txt",)
    with pytest.raises(UsageError, match="nothing of ours is known"):
        take(study, other, yes=True)
    assert inbox(study) == before
    import_project(study, other, yes=True, anew=True, prompt=None, today=TODAY)
    assert (study / "sources/walk.txt").exists()


def test_a_new_coder_is_written_once_until_the_plan_names_the_file(study: Path) -> None:
    def coded(project: RefiProject) -> RefiProject:
        first = project.documents[0]
        one = ProjectCoding("x", first.name, 700, 720, first.text[700:720], "scale", "EF", guid=f"{GUID}2")
        return replace(project, codings=(*project.codings, one))

    file = back(study, coded)
    assert take(study, file, yes=True).taken.files == ("sources/codings-ef.toml",)
    before = inbox(study)
    with pytest.raises(UsageError, match=r"codings-ef\.toml, which the plan does not name"):
        take(study, file, yes=True)
    assert inbox(study) == before
