"""What is no transcript is refused, with a remedy and without a word of it."""

import contextlib
import time
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interview_files import SECRET, paragraph, run, write_docx, write_odt, write_pdf, write_zip

from handrail.interviews import read_transcript
from handrail.values import DataError


def test_twenty_one_megabytes_of_text_are_refused_before_reading(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(21_000_000)
    began = time.process_time()
    with pytest.raises(DataError, match="at most 20 MB"):
        read_transcript(tmp_path / "a.txt")
    assert time.process_time() - began < 0.5


BOMB = b"<w:p/>" * 5_000_000


def bad_files(folder: Path) -> dict[str, Path]:
    good = write_docx(folder / "good.docx", paragraph(run(SECRET)))
    (folder / "cut.docx").write_bytes(good.read_bytes()[:-40])
    (folder / "flipped.docx").write_bytes(_flipped(good))
    (folder / "words.docx").write_text(SECRET, encoding="utf-8")
    (folder / "locked.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + SECRET.encode())
    (folder / "empty.txt").write_bytes(b"")
    (folder / "blank.txt").write_text(" \n…\n", encoding="utf-8")
    (folder / "binary.txt").write_bytes(SECRET.encode() + b"\x00\x01\x00\x00\x02")
    (folder / "odd.txt").write_bytes(b"\xff\xfe" + SECRET.encode("utf-16-le") + b"\x00\xd8")
    (folder / "mixed.txt").write_bytes(f"{SECRET} schön\n".encode() + f"{SECRET} schön".encode("cp1252"))
    (folder / "renamed.txt").write_bytes(good.read_bytes())
    (folder / "rich.txt").write_bytes(b"{\\rtf1 " + SECRET.encode() + b"}")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n" + SECRET.encode())
    (folder / "old.doc").write_text(SECRET, encoding="utf-8")
    (folder / "a folder.txt").mkdir()
    entity = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return {
        **{
            name: folder / name
            for name in (
                "cut.docx",
                "flipped.docx",
                "words.docx",
                "locked.docx",
                "empty.txt",
                "blank.txt",
                "binary.txt",
                "odd.txt",
                "mixed.txt",
                "renamed.txt",
                "rich.txt",
                "broken.pdf",
                "old.doc",
                "a folder.txt",
                "missing.txt",
            )
        },
        "entity.docx": write_docx(folder / "entity.docx", paragraph(run("&x;" + SECRET)), head=entity),
        "entity.odt": write_odt(folder / "entity.odt", f"<text:p>&x;{SECRET}</text:p>", head=entity),
        "wordless.docx": write_docx(folder / "wordless.docx", "<w:p/>"),
        "tags.docx": write_docx(folder / "tags.docx", f"<w:p>{SECRET}"),
        "climbing.docx": write_docx(
            folder / "climbing.docx", paragraph(run(SECRET)), {"../../x.txt": SECRET}
        ),
        "bomb.docx": write_docx(folder / "bomb.docx", "", {"word/x.xml": BOMB}),
        "other.docx": write_zip(folder / "other.docx", {"a.txt": SECRET}),
        "sheet.odt": write_zip(folder / "sheet.odt", {"content.xml": f"<a>{SECRET}</a>"}),
    }


def _flipped(file: Path) -> bytes:
    data = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        info = archive.getinfo("word/document.xml")
    place = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    data[place] ^= 0xFF
    return bytes(data)


def test_every_bad_file_is_refused_with_a_remedy_and_without_a_word_of_it(tmp_path: Path) -> None:
    for name, path in bad_files(tmp_path).items():
        for text_only in (False, True):
            with pytest.raises(DataError) as refused:
                read_transcript(path, text_only=text_only)
            problem = refused.value.problems[0]
            assert problem.file == path.name, name
            assert problem.remedy, name
            assert SECRET not in str(refused.value), name


@given(
    st.binary(max_size=300), st.sampled_from(["txt", "md", "srt", "vtt", "docx", "odt", "pdf"]), st.booleans()
)
def test_any_bytes_are_read_or_refused_and_nothing_else(data: bytes, ending: str, text_only: bool) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"a.{ending}"
        file.write_bytes(data)
        try:
            one = read_transcript(file, text_only=text_only)
        except DataError:
            return
        assert "\ufffd" not in one.text
        assert all(0 <= turn.start < turn.end <= len(one.text) for turn in one.turns)


def test_deeply_nested_documents_are_read_or_refused(tmp_path: Path) -> None:
    def nested(depth: int) -> str:
        return paragraph("<w:ins>" * depth + run("deep") + "</w:ins>" * depth)

    assert read_transcript(write_docx(tmp_path / "a.docx", nested(200))).text == "deep"
    with pytest.raises(DataError, match="well-formed"):
        read_transcript(write_docx(tmp_path / "b.docx", nested(5_000)))


@pytest.mark.parametrize(
    "cut", [(b"/Parent", b"/P"), (b" 0 R]", b" R]"), (b"/Length", b"Length"), (b"xref", b"")]
)
def test_a_damaged_pdf_tells_nothing_of_its_words_to_the_log_or_the_terminal(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    cut: tuple[bytes, bytes],
) -> None:
    file = write_pdf(tmp_path / "a.pdf", [SECRET] * 3)
    file.write_bytes(file.read_bytes().replace(*cut))
    with contextlib.suppress(DataError):
        read_transcript(file)
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("locked.docx", "a file with a password"),
        ("cut.docx", "damaged"),
        ("bomb.docx", "far more than a document holds"),
        ("climbing.docx", "leads out of it"),
        ("entity.docx", "refers to nothing outside"),
        ("mixed.txt", "mixed.txt:2"),
        ("wordless.docx", "has words"),
        ("old.doc", "save it as docx"),
    ],
)
def test_a_bad_file_is_refused_for_the_right_reason(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(DataError, match=words):
        read_transcript(bad_files(tmp_path)[name])


def test_a_part_with_a_password_is_called_so(tmp_path: Path) -> None:
    file = write_docx(tmp_path / "a.docx", paragraph(run(SECRET)))
    data = bytearray(file.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rindex(signature) + flags] |= 1
    file.write_bytes(data)
    with pytest.raises(DataError, match="an encrypted part"):
        read_transcript(file)


def test_a_pdf_with_a_password_is_refused(tmp_path: Path) -> None:
    import pypdf

    write_pdf(tmp_path / "a.pdf", [SECRET])
    writer = pypdf.PdfWriter(clone_from=tmp_path / "a.pdf")
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "b.pdf")
    with pytest.raises(DataError, match="no password"):
        read_transcript(tmp_path / "b.pdf")
