"""Writing REFI-QDA: what other programs find in the file, by each profile."""

# ruff: noqa: E501 - one case a line is easier to compare
from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from interview_files import SECRET
from lxml import etree
from refi_files import NS, a_project, guid, inner_xml, schemas, told

from handrail.interviews import (
    Approval,
    Document,
    Note,
    ProjectCode,
    ProjectCoding,
    RefiProject,
    Turn,
    User,
    read_refi,
    write_refi,
)

TEXT = "So 🙂 it\nwas luck 🙂\nand שלום 🙂 no plan."
CODED = ("it", "was luck", "שלום", "no plan", "🙂\nand")


def project(text: str = TEXT) -> RefiProject:
    codings = tuple(
        ProjectCoding(
            f"c{i}", "p01.txt", text.index(words), text.index(words) + len(words), words, "luck", "AB"
        )
        for i, words in enumerate(words for words in CODED if words in text)
    )
    return RefiProject("p", (Document("p01.txt", text),), (User("AB"),), (ProjectCode("luck", ""),), codings)


def positions(path: Path) -> list[tuple[int, int]]:
    return [
        (int(one.get("startPosition") or -1), int(one.get("endPosition") or -1))
        for one in inner_xml(path).iter(f"{{{NS}}}PlainTextSelection")
    ]


def plain_text(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        [name] = [one for one in archive.namelist() if one.startswith("Sources/")]
        return archive.read(name)


def test_the_standard_profile_counts_code_points_of_the_file_as_it_stands(tmp_path: Path) -> None:
    write_refi(project(), tmp_path / "a.qdpx")
    text = plain_text(tmp_path / "a.qdpx").decode("utf-8")
    assert text == TEXT
    assert [text[start:end] for start, end in positions(tmp_path / "a.qdpx")] == list(CODED)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_the_nvivo_profile_counts_utf16_units_two_for_a_line_end_and_none_for_the_mark(
    tmp_path: Path, ends: str
) -> None:
    text = TEXT.replace("\n", ends)
    one = project(text)
    write_refi(one, tmp_path / "a.qdpx", "nvivo")
    data = plain_text(tmp_path / "a.qdpx")
    assert data.startswith(b"\xef\xbb\xbf")
    wide = data.decode("utf-8-sig").encode("utf-16-le")
    found = [wide[2 * start : 2 * end].decode("utf-16-le") for start, end in positions(tmp_path / "a.qdpx")]
    assert found == [coding.quotation for coding in one.codings]


def test_the_maxqda_profile_writes_line_ends_of_two_characters_that_count_one(tmp_path: Path) -> None:
    write_refi(project(), tmp_path / "a.qdpx", "maxqda")
    text = plain_text(tmp_path / "a.qdpx").decode("utf-8-sig")
    assert text == TEXT.replace("\n", "\r\n")
    single = text.replace("\r\n", "\n")
    assert [single[start:end] for start, end in positions(tmp_path / "a.qdpx")] == list(CODED)
    assert read_refi(tmp_path / "a.qdpx").documents[0].text == TEXT


def test_another_program_s_copy_of_our_file_is_read_by_what_fits(tmp_path: Path) -> None:
    """A program that writes the file again drops what only we understand."""
    for profile, origin in (("nvivo", "NVivo 14"), ("maxqda", "MAXQDA 24"), ("standard", "")):
        write_refi(project(), tmp_path / "a.qdpx", profile)  # type: ignore[arg-type]
        root = inner_xml(tmp_path / "a.qdpx")
        root.set("origin", origin)
        etree.strip_tags(root, etree.ProcessingInstruction)
        with (
            zipfile.ZipFile(tmp_path / "a.qdpx") as archive,
            zipfile.ZipFile(tmp_path / "b.qdpx", "w") as other,
        ):
            for name in archive.namelist():
                other.writestr(name, archive.read(name))
        with (
            zipfile.ZipFile(tmp_path / "c.qdpx", "w") as other,
            zipfile.ZipFile(tmp_path / "b.qdpx") as archive,
        ):
            other.writestr("project.qde", etree.tostring(root))
            for name in archive.namelist()[1:]:
                other.writestr(name, archive.read(name))
        again = read_refi(tmp_path / "c.qdpx")
        assert [one.quotation.replace("\r\n", "\n") for one in again.codings] == list(CODED), profile


def test_real_projects_survive_every_profile_and_are_valid(tmp_path: Path, data_folder: Path) -> None:
    schema, _ = schemas(data_folder)
    for path in sorted((data_folder / "refi").glob("*.qdpx")):
        before = read_refi(path)
        for profile in ("standard", "nvivo", "maxqda"):
            write_refi(before, tmp_path / "a.qdpx", profile)  # type: ignore[arg-type]
            schema.assertValid(inner_xml(tmp_path / "a.qdpx"))
            after = read_refi(tmp_path / "a.qdpx")
            assert told(after) == told(before)
            assert [one.guid for one in after.codings] == [one.guid for one in before.codings]
            assert [one.label or one.name for one in after.codes] == [
                one.label or one.name for one in before.codes
            ]


def test_codebooks_survive_and_are_valid(tmp_path: Path, data_folder: Path) -> None:
    _, schema = schemas(data_folder)
    for path in sorted((data_folder / "refi").glob("*.qd*")):
        before = read_refi(path)
        if before.codes:
            write_refi(before, tmp_path / "a.qdc")
            schema.assertValid(etree.parse(str(tmp_path / "a.qdc")))
            after = read_refi(tmp_path / "a.qdc")
            assert told(after)["codes"] == told(before)["codes"]
            assert [one.codes for one in after.sets] == [one.codes for one in before.sets]


def test_a_codebook_says_what_of_the_project_it_leaves_out(tmp_path: Path) -> None:
    report = write_refi(a_project(), tmp_path / "a.qdc")
    assert {loss.element: loss.count for loss in report.losses} == {
        "Source": 2, "Coding": 5, "selection": 2, "User": 2, "Case": 2, "Variable": 6, "Note": 2, "Link": 1,
        "include criterion of a code": 1, "exclude criterion of a code": 1, "origin of a code": 1, "note on a code": 1,
        "members of a set that are no codes": 2,
    }  # fmt: skip


def test_guids_are_kept_where_they_are_and_derived_alike_where_they_are_not(tmp_path: Path) -> None:
    given = "{ABCDEF00-0000-0000-0000-000000000001}"
    one = RefiProject("p", (Document("a.txt", "x", guid=given), Document("b.txt", "y")))
    write_refi(one, tmp_path / "a.qdpx")
    write_refi(one, tmp_path / "b.qdpx")
    first, second = read_refi(tmp_path / "a.qdpx"), read_refi(tmp_path / "b.qdpx")
    assert first.documents[0].guid == given
    assert first.documents[1].guid == second.documents[1].guid != ""
    other = RefiProject("q", one.documents)
    write_refi(other, tmp_path / "c.qdpx")
    assert read_refi(tmp_path / "c.qdpx").documents[1].guid != first.documents[1].guid


def test_things_of_one_guid_keep_their_own_texts(tmp_path: Path) -> None:
    one = RefiProject("p", (Document("a.txt", "One.", guid=guid(1)),), notes=(Note(guid(1), "", "Two\x00."),))
    write_refi(one, tmp_path / "a.qdpx")
    again = read_refi(tmp_path / "a.qdpx")
    assert (again.documents[0].text, again.notes[0].text) == ("One.", "Two\x00.")


def test_memos_flags_and_criteria_can_be_read_by_other_programs_as_notes(tmp_path: Path) -> None:
    write_refi(a_project(), tmp_path / "a.qdpx")
    root = inner_xml(tmp_path / "a.qdpx")
    notes = {one.get("name"): one.findtext(f"{{{NS}}}PlainTextContent") for one in root.iter(f"{{{NS}}}Note")}
    assert notes["memo"] == "Again?"
    assert notes["flags"] == "operational\nthird-party"
    assert (notes["include"], notes["exclude"], notes["origin"]) == ("paid hours", "hearsay", "guide")


def test_what_only_a_study_knows_is_reported_as_lost(tmp_path: Path) -> None:
    from datetime import date

    approval = Approval(
        "LL", date(2026, 1, 2), recognisable=False, third_party=False, operational_tactic=False
    )
    one = RefiProject(
        "p",
        (Document("a.mp3", "P: We.", kind="audio", turns=(Turn(0, "P", 3, 6),)),),
        codes=(ProjectCode("luck", ""),),
        codings=(ProjectCoding("c", "a.mp3", 3, 5, "We", "luck", "AB", approval=approval),),
    )
    report = write_refi(one, tmp_path / "a.qdpx")
    assert [(loss.element, loss.count) for loss in report.losses] == [
        ("approval of a quotation", 1), ("who speaks where", 1), ("kind of a document", 1),
    ]  # fmt: skip


def test_the_file_names_neither_a_time_nor_a_machine(tmp_path: Path) -> None:
    write_refi(a_project(), tmp_path / "a.qdpx")
    with zipfile.ZipFile(tmp_path / "a.qdpx") as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {one.create_system for one in archive.infolist()} == {3}
        assert archive.namelist()[0] == "project.qde"
        assert SECRET not in archive.read("project.qde").decode()
