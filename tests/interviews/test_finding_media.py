"""No picture, sound or film slips in: whatever it is called, and wherever it hides."""

import base64
import time
from pathlib import Path

import pytest
from interview_files import (
    MEDIA,
    PNG_AS_BASE64,
    SECRET,
    a_png,
    paragraph,
    run,
    write_docx,
    write_odt,
    write_pdf,
    zipped,
)

from handrail.interviews import Media, find_media, read_transcript
from handrail.values import DataError, MediaFound


@pytest.mark.parametrize("kind", MEDIA)
def test_a_medium_is_known_by_its_bytes_under_any_name(tmp_path: Path, kind: str) -> None:
    (tmp_path / "p01.txt").write_bytes(MEDIA[kind])
    assert find_media(tmp_path / "p01.txt") == (Media("", kind),)


@pytest.mark.parametrize("kind", MEDIA)
@pytest.mark.parametrize("ending", ["txt", "docx", "pdf", "md"])
def test_a_file_that_is_a_medium_is_refused_even_with_text_only(
    tmp_path: Path, kind: str, ending: str
) -> None:
    file = tmp_path / f"p01.{ending}"
    file.write_bytes(MEDIA[kind])
    with pytest.raises(MediaFound, match="the file itself"):
        read_transcript(file, text_only=True)
    assert file.read_bytes() == MEDIA[kind]


@pytest.mark.parametrize("kind", MEDIA)
def test_a_medium_inside_a_word_file_stops_it_and_is_named(tmp_path: Path, kind: str) -> None:
    file = write_docx(tmp_path / "p01.docx", paragraph(run(SECRET)), {"word/media/innocent.xml": MEDIA[kind]})
    before = file.read_bytes()
    with pytest.raises(MediaFound) as stopped:
        read_transcript(file)
    [problem] = stopped.value.problems
    assert problem.rule == "no picture, sound or film is stored"
    assert problem.received == f"{kind} at word/media/innocent.xml"
    assert problem.remedy == (
        "the safeguarding lead must look at the file first; then record it under text_only in the plan"
    )
    assert SECRET not in str(stopped.value)
    assert file.read_bytes() == before
    one = read_transcript(file, text_only=True)
    assert one.text == SECRET
    assert "1 picture, sound or film left out" in one.notes


def test_the_thumbnail_of_an_odt_is_a_picture(tmp_path: Path) -> None:
    import zipfile

    file = write_odt(tmp_path / "p01.odt", "<text:p>It was luck.</text:p>")
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("Thumbnails/thumbnail.png", a_png())
    assert find_media(file) == (Media("Thumbnails/thumbnail.png", "png"),)


def test_zip_files_are_looked_into_three_deep_and_no_deeper(tmp_path: Path) -> None:
    third = zipped({"c.bin": a_png()})
    second = zipped({"b.bin": third})
    (tmp_path / "a.zip").write_bytes(zipped({"a.bin": second}))
    assert find_media(tmp_path / "a.zip") == (Media("a.bin > b.bin > c.bin", "png"),)
    (tmp_path / "b.zip").write_bytes(zipped({"z.bin": zipped({"a.bin": second})}))
    with pytest.raises(DataError, match="at most 3 deep"):
        find_media(tmp_path / "b.zip")


def test_a_picture_before_or_behind_a_zip_file_is_found(tmp_path: Path) -> None:
    inner = zipped({"a.txt": "words"})
    (tmp_path / "a.docx").write_bytes(inner + MEDIA["jpeg"])
    (tmp_path / "b.docx").write_bytes(b"words " * 20 + a_png() + inner)
    assert [medium.kind for medium in find_media(tmp_path / "a.docx")] == ["jpeg"]
    assert [medium.kind for medium in find_media(tmp_path / "b.docx")] == ["png"]


IMAGE = (
    b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
    b"/Length 1 >>\nstream\nx\nendstream"
)


def test_pictures_attachments_and_sounds_of_a_pdf_are_found(tmp_path: Path) -> None:
    attached = b"<< /Type /EmbeddedFile /Length %d >>\nstream\n%s\nendstream" % (len(a_png()), a_png())
    sound = b"<< /Type /Annot /Subtype /Sound /Rect [0 0 1 1] >>"
    file = write_pdf(tmp_path / "a.pdf", ["It was luck."], IMAGE, attached, sound)
    assert find_media(file) == (
        Media("object 6", "picture in a PDF"),
        Media("object 7 > attached file", "png"),
        Media("object 8", "sound in a PDF"),
    )
    with pytest.raises(MediaFound):
        read_transcript(file)
    assert read_transcript(file, text_only=True).text == "It was luck."


def test_an_inline_picture_of_a_pdf_is_found_and_the_words_bi_and_id_are_not(tmp_path: Path) -> None:
    drawn = b"q 10 0 0 10 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q"
    assert find_media(write_pdf(tmp_path / "a.pdf", [], content=drawn)) == (
        Media("object 4", "picture in a PDF"),
    )
    assert find_media(write_pdf(tmp_path / "b.pdf", ["BI my ID and the /W ID in it"])) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"A logo ![](data:image/png;base64,{PNG_AS_BASE64}) here.", "image/png in a data: URI"),
        (f"one\ntwo {PNG_AS_BASE64} three", "png as base64"),
        ('A <svg width="1"><path d="M0"/></svg> here.', "svg in the text"),
        ("Sound: data:audio/mpeg;base64,SUQz here", "audio/mpeg in a data: URI"),
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_pictures_written_as_text_are_found_and_left_out(
    tmp_path: Path, text: str, kind: str, codec: str
) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(text.encode(codec))
    assert [medium.kind for medium in find_media(file)] == [kind]
    with pytest.raises(MediaFound):
        read_transcript(file)
    one = read_transcript(file, text_only=True)
    assert PNG_AS_BASE64[:30] not in one.text
    assert "data:" not in one.text
    assert "<svg" not in one.text
    assert "1 picture, sound or film written as text left out" in one.notes


def test_base64_wrapped_in_lines_is_left_out_with_its_lines(tmp_path: Path) -> None:
    wrapped = base64.encodebytes(a_png() * 5).decode()
    (tmp_path / "a.txt").write_text(f"Before.\n{wrapped}\nAfter.", encoding="utf-8")
    before, *rest, after = read_transcript(tmp_path / "a.txt", text_only=True).text.split()
    assert (before, after) == ("Before.", "After.")
    assert len("".join(rest)) < 40  # at most the end of the last line, which could as well be a word


def test_base64_pasted_into_a_word_file_is_found(tmp_path: Path) -> None:
    halves = run(PNG_AS_BASE64[:50]) + run(PNG_AS_BASE64[50:])
    file = write_docx(tmp_path / "a.docx", paragraph(run("It was luck. "), halves))
    with pytest.raises(MediaFound):
        read_transcript(file)
    assert PNG_AS_BASE64[:30] not in read_transcript(file, text_only=True).text


def test_a_picture_in_rtf_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(
        b"{\\rtf1 words {\\pict\\pngblip\\picw1 " + a_png().hex().encode() + b"}}"
    )
    assert [medium.kind for medium in find_media(tmp_path / "a.rtf")] == ["picture or object in rtf"]


def test_a_picture_far_inside_a_binary_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.sav").write_bytes(b"$FL2" + bytes(3_000_001) + a_png() + bytes(100))
    assert find_media(tmp_path / "a.sav") == (Media("byte 3000005", "png"),)


def test_a_picture_across_two_pieces_of_reading_is_found_once(tmp_path: Path) -> None:
    for before in (1 << 20) - 4, (1 << 20) - 100, 1 << 20:
        (tmp_path / "a.sav").write_bytes(bytes(before) + a_png() + bytes(2 << 20))
        assert find_media(tmp_path / "a.sav") == (Media(f"byte {before}", "png"),)


@pytest.mark.parametrize(
    "text",
    [
        "BM said that it was luck and nothing more than that, every time.",
        "ID3 is my house number. RIFFs were played. Ogg is a name.",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n" * 500,
        "-" * 300,
        "RIFF is a word that begins a line",
        "GIF89a is a format; <svgs> are too; data: image of it",
        "\N{LATIN SMALL LETTER Y WITH DIAERESIS}es",
    ],
)
def test_words_that_look_like_a_signature_are_no_medium(tmp_path: Path, text: str) -> None:
    for codec in ("utf-8", "utf-16", "cp1252"):
        (tmp_path / "a.txt").write_bytes(text.encode(codec))
        assert find_media(tmp_path / "a.txt") == ()


def test_many_random_identifiers_are_no_medium(tmp_path: Path) -> None:
    import random

    draw = random.Random(7)
    rows = (base64.b64encode(draw.randbytes(48)).decode() for _ in range(20_000))
    (tmp_path / "a.csv").write_text("\n".join(f"{row},1" for row in rows), encoding="ascii")
    assert find_media(tmp_path / "a.csv") == ()


def test_a_large_survey_file_is_looked_through_quickly(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"1,2,3,4,female,no,yes,12.5\n" * 1_200_000)
    began = time.process_time()
    assert find_media(tmp_path / "a.csv") == ()
    assert time.process_time() - began < 5


def test_a_file_that_is_not_there_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="can be read"):
        find_media(tmp_path / "gone.csv")
    with pytest.raises(DataError, match="can be read"):
        find_media(tmp_path)


def test_the_real_survey_files_hold_no_media(data_folder: Path) -> None:
    for file in [
        *(data_folder / "sav").iterdir(),
        *(data_folder / "survey").iterdir(),
        *(data_folder / "yrbs2019").iterdir(),
    ]:
        assert find_media(file) == (), file.name
