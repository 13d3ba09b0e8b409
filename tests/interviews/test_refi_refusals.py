"""What a REFI-QDA file may not be: each is refused in words, and nothing is written."""

from __future__ import annotations

import base64
import random
import struct
import zipfile
from pathlib import Path

import pytest
from interview_files import A_JPEG, SECRET, a_png
from refi_files import NS, SOURCE, a_project, one_text, qde, selection, text_source, write_qdpx

from handrail.interviews import (
    Case,
    Document,
    ProjectCode,
    ProjectCoding,
    RefiProject,
    Span,
    User,
    read_refi,
    write_refi,
)
from handrail.values import DataError, MediaFound

TEXT = f"We learned by luck. {SECRET}"


def refused(path: Path, match: str, kind: type[DataError] = DataError) -> None:
    before = {one: one.read_bytes() for one in path.parent.rglob("*") if one.is_file()}
    with pytest.raises(kind, match=match) as wrong:
        read_refi(path)
    assert "station" not in str(wrong.value)
    assert all(problem.file == path.name for problem in wrong.value.problems)
    assert {one: one.read_bytes() for one in path.parent.rglob("*") if one.is_file()} == before


@pytest.mark.parametrize(
    "path",
    [
        "relative:///../p01.txt",
        "relative://../../etc/passwd",
        "internal://..\\..\\p01.txt",
        "internal://%2e%2e/p01.txt",
        "../p01.txt",
        "absolute:///home/../p01.txt",
    ],
)
def test_a_path_that_leads_out_of_the_archive(tmp_path: Path, path: str) -> None:
    project = qde(text_source(selection(0, 2), path))
    refused(write_qdpx(tmp_path / "a.qdpx", project, {f"Sources/{SOURCE}.txt": TEXT}), "stays inside")


@pytest.mark.parametrize("member", ["../p01.txt", "/etc/passwd", "C:\\p01.txt", "Sources/../../p01.txt"])
def test_a_member_that_leads_out_of_the_archive(tmp_path: Path, member: str) -> None:
    project = qde(text_source(selection(0, 2)))
    refused(write_qdpx(tmp_path / "a.qdpx", project, {member: TEXT}), "names in a zip file stay inside")


@pytest.mark.parametrize("member", [f"Sources/{SOURCE}.txt", "project.qde", "stray.bin", "film.mp4"])
def test_a_member_that_unpacks_to_far_more_than_a_document(tmp_path: Path, member: str) -> None:
    members = {f"Sources/{SOURCE}.txt": TEXT, "project.qde": qde(text_source(selection(0, 2)))}
    path = tmp_path / "a.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**members, member: bytes(30_000_000)}.items():
            archive.writestr(name, data)
    refused(path, "unpacks to a document's size")


def test_a_member_that_lies_about_its_size(tmp_path: Path) -> None:
    path = one_text(tmp_path / "a.qdpx", TEXT * 10_000, selection(0, 2))
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.index(f"Sources/{SOURCE}.txt".encode(), data.index(mark))
        start = data.rindex(mark, 0, at)
        data[start + offset : start + offset + 4] = struct.pack("<I", 10)
    path.write_bytes(bytes(data))
    refused(path, "unpack")


def test_a_large_film_beside_the_texts_is_no_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handrail.interviews.archives.LARGEST_MEMBER", 50_000)
    film = random.Random(1).randbytes(200_000)
    path = write_qdpx(
        tmp_path / "a.qdpx",
        qde(text_source(selection(0, 2))),
        {f"Sources/{SOURCE}.txt": TEXT, "Sources/film.mp4": b"\x00\x00\x00\x18ftypisom" + film},
    )
    assert read_refi(path).codings[0].quotation == "We"
    other = one_text(tmp_path / "b.qdpx", random.Random(1).randbytes(200_000).hex(), selection(0, 2))
    refused(other, "unpacks to a document's size")


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "<!DOCTYPE Project [" + '<!ENTITY a "aaaaaaaaaa">' + '<!ENTITY b "&a;&a;&a;">' + "]>",
        '<!DOCTYPE Project SYSTEM "http://example.org/x.dtd">',
    ],
)
def test_a_document_type_whatever_it_declares(tmp_path: Path, head: str) -> None:
    project = (
        qde(text_source(selection(0, 2))).replace("?>", "?>" + head, 1).replace('name="p01"', 'name="&x;"')
    )
    refused(write_qdpx(tmp_path / "a.qdpx", project, {f"Sources/{SOURCE}.txt": TEXT}), "XML")
    book = tmp_path / "a.qdc"
    book.write_text(f'<?xml version="1.0"?>{head}<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>', "utf-8")
    refused(book, "refers to nothing outside")


@pytest.mark.parametrize(
    ("start", "end", "match"),
    [
        ("0", "100000", "lie within their source's text"),
        ("0", str(len(TEXT) + 1), "lie within their source's text"),
        ("9" * 5000, "9" * 5000, "whole number"),
        ("-1", "3", "whole number"),
        ("x", "3", "whole number"),
        ("", "3", "whole number"),
        ("1.5", "3", "whole number"),
        ("9", "3", "ends behind"),
    ],
)
def test_a_position_that_is_none_or_lies_beyond_the_text(
    tmp_path: Path, start: str, end: str, match: str
) -> None:
    said = selection(0, 2).replace('"0"', f'"{start}"').replace('"2"', f'"{end}"')
    refused(one_text(tmp_path / "a.qdpx", TEXT, said), match)


def test_no_project_or_several_in_one_file(tmp_path: Path) -> None:
    project = qde("")
    refused(write_qdpx(tmp_path / "a.qdpx", project, {"other.qde": project}), "2 of them")
    refused(write_qdpx(tmp_path / "b.qdpx", project, inner="project.xml"), "none")


def test_files_of_another_kind(tmp_path: Path) -> None:
    cases = {
        "empty.qdpx": (b"", "unpacked"),
        "text.qdpx": (b"We learned by luck.", "unpacked"),
        "text.qdc": (b"We learned by luck.", "well-formed"),
        "html.qdc": (b"<html/>", "another kind"),
        "project.qdc": (f'<Project xmlns="{NS}" name="x"/>'.encode(), "another kind"),
    }
    for name, (data, match) in cases.items():
        (tmp_path / name).write_bytes(data)
        refused(tmp_path / name, match)
    refused(
        write_qdpx(tmp_path / "book.qdpx", '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>'), "another kind"
    )
    refused(write_qdpx(tmp_path / "bare.qdpx", "<Project/>"), "another kind")
    with pytest.raises(DataError, match="no such file"):
        read_refi(tmp_path / "gone.qdpx")
    with pytest.raises(DataError, match="no such file"):
        read_refi(tmp_path / "gone.qdc")
    (tmp_path / "folder.qdpx").mkdir()
    with pytest.raises(DataError):
        read_refi(tmp_path / "folder.qdpx")


@pytest.mark.parametrize(
    "data",
    [A_JPEG, a_png(), f"{TEXT} data:image/png;base64,{base64.b64encode(a_png()).decode()}".encode()],
)
def test_a_picture_where_a_text_should_be(tmp_path: Path, data: bytes) -> None:
    refused(one_text(tmp_path / "a.qdpx", data, ""), "no picture, sound or film", MediaFound)
    if data.isascii():
        inline = (
            f'<TextSource guid="{SOURCE}"><PlainTextContent>{data.decode()}</PlainTextContent></TextSource>'
        )
        refused(write_qdpx(tmp_path / "b.qdpx", qde(inline)), "no picture, sound or film", MediaFound)


def test_codes_that_nest_without_end(tmp_path: Path) -> None:
    code = '<Code guid="{}" name="x" isCodable="true">'
    deep = "".join(code.format(f"{i:08d}-0000-0000-0000-000000000000") for i in range(230)) + "</Code>" * 230
    book = tmp_path / "a.qdc"
    book.write_text(f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>{deep}</Codes></CodeBook>', "utf-8")
    with pytest.raises(DataError, match="nest at most"):
        read_refi(book)


def outcome(path: Path) -> str:
    try:
        read_refi(path)
    except DataError as wrong:
        return "told" if "station" in str(wrong) else "refused"
    return "read"


def test_damaged_files_give_an_error_in_words_and_never_another(tmp_path: Path) -> None:
    good = tmp_path / "good.qdpx"
    write_refi(a_project(), good)
    stored = tmp_path / "stored.qdpx"
    with zipfile.ZipFile(good) as archive, zipfile.ZipFile(stored, "w") as other:
        for name in archive.namelist():
            other.writestr(name, archive.read(name))
    book = tmp_path / "good.qdc"
    write_refi(a_project(), book)
    draw = random.Random(5)
    outcomes = {"read": 0, "refused": 0, "told": 0}
    for seed in (good, stored, book):
        data = seed.read_bytes()
        for number in range(350):
            broken = bytearray(data)
            if number % 5 == 0:
                broken = broken[: draw.randrange(len(data))]
            for _ in range(draw.choice((1, 1, 2, 8))):
                if broken:
                    broken[draw.randrange(len(broken))] = draw.randrange(256)
            path = tmp_path / f"broken{seed.suffix}"
            path.write_bytes(bytes(broken))
            outcomes[outcome(path)] += 1
    assert outcomes["told"] == 0
    assert outcomes["refused"] > 500
    assert outcomes["read"] > 20


# -- writing --------------------------------------------------------------------------------------


def small(*codings: ProjectCoding, codes: tuple[ProjectCode, ...] = (ProjectCode("a", ""),)) -> RefiProject:
    return RefiProject("p", (Document("p01.txt", TEXT),), (User("AB"),), codes, codings)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, len(TEXT) + 1), (5, 2)])
@pytest.mark.parametrize("profile", ["standard", "nvivo"])
def test_a_coding_outside_its_text_is_not_written(tmp_path: Path, start: int, end: int, profile: str) -> None:
    project = small(ProjectCoding("c", "p01.txt", start, end, "", "a", "AB"))
    with pytest.raises(DataError, match="lie within their document's text") as wrong:
        write_refi(project, tmp_path / "a.qdpx", profile)  # type: ignore[arg-type]
    assert "station" not in str(wrong.value)
    span = RefiProject(
        "p", (Document("p01.txt", TEXT),), cases=(Case("x", spans=(Span("p01.txt", start, end),)),)
    )
    with pytest.raises(DataError, match="lie within their document's text"):
        write_refi(span, tmp_path / "a.qdpx")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.qdpx"
    target.write_bytes(b"the old one")
    with pytest.raises(DataError, match="circle"):
        write_refi(small(codes=(ProjectCode("a", "", "b"), ProjectCode("b", "", "a"))), target)
    with pytest.raises(DataError, match="half of a character"):
        write_refi(RefiProject("p", (Document("p", "\ud800"),)), target)
    with pytest.raises(DataError, match="did you mean"):
        write_refi(small(), target, "nvivoo")  # type: ignore[arg-type]
    with pytest.raises(DataError, match="ends in"):
        write_refi(small(), tmp_path / "a.zip")
    with pytest.raises(DataError, match="a codebook has codes"):
        write_refi(RefiProject("p"), tmp_path / "a.qdc")
    with pytest.raises(DataError, match="can be written"):
        write_refi(small(), tmp_path / "gone" / "a.qdpx")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", fail)
    from handrail.values import DiskFull

    with pytest.raises(DiskFull):
        write_refi(small(), target)
    assert [one.name for one in tmp_path.iterdir()] == ["a.qdpx"]
    assert target.read_bytes() == b"the old one"
