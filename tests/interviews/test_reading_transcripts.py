"""Every format of a transcript: what is kept, what is left out, and that both are said."""

from pathlib import Path

import docx
import pytest
from interview_files import SECRET, paragraph, run, write_docx, write_odt, write_pdf

from handrail.interviews import (
    Code,
    Codebook,
    CodingEntry,
    CodingFile,
    Transcript,
    place_codings,
    read_transcript,
)
from handrail.values import DataError


def said(transcript: Transcript) -> list[tuple[str | None, str]]:
    return [(turn.speaker, transcript.text[turn.start : turn.end]) for turn in transcript.turns]


def has_note(transcript: Transcript, words: str) -> bool:
    return any(words in note for note in transcript.notes)


# -- docx --------------------------------------------------------------------------------------


def test_a_word_file_is_read_in_reading_order_with_its_tables(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("I: How was it?")
    table = document.add_table(rows=2, cols=2)
    for row, (left, right) in zip(table.rows, [("a", "b"), ("c", "d")], strict=True):
        row.cells[0].text, row.cells[1].text = left, right
    document.add_paragraph("P01: It was luck.")
    document.sections[0].header.paragraphs[0].text = "Header"
    document.save(str(tmp_path / "p01.docx"))
    one = read_transcript(tmp_path / "p01.docx", text_only=True)
    assert one.text == "I: How was it?\na\tb\nc\td\nP01: It was luck."
    assert said(one) == [("I", "How was it?\na\tb\nc\td"), ("P01", "It was luck.")]


def test_tracked_insertions_stay_and_deletions_go_and_both_are_counted(tmp_path: Path) -> None:
    body = paragraph(
        run("It was "),
        f"<w:ins>{run('pure ')}</w:ins>",
        "<w:del><w:r><w:delText>bad </w:delText></w:r></w:del>",
        run("luck."),
    )
    one = read_transcript(write_docx(tmp_path / "a.docx", body))
    assert one.text == "It was pure luck."
    assert has_note(one, "1 tracked insertion kept")
    assert has_note(one, "1 tracked deletion left out")


def test_a_deleted_paragraph_mark_joins_two_paragraphs(tmp_path: Path) -> None:
    mark = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    one = read_transcript(
        write_docx(tmp_path / "a.docx", f"<w:p>{mark}{run('by ')}</w:p>{paragraph(run('luck'))}")
    )
    assert one.text == "by luck"


def test_breaks_tabs_hyphens_boxes_notes_and_hidden_text_of_a_word_file(tmp_path: Path) -> None:
    marks = (
        "<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/>"
        "<w:t>d</w:t><w:softHyphen/></w:r>"
    )
    references = '<w:r><w:footnoteReference w:id="1"/><w:commentReference w:id="1"/></w:r>'
    field = "<w:r><w:fldChar/><w:instrText>PAGE</w:instrText></w:r>"
    box = (
        '<w:r><mc:AlternateContent xmlns:mc="m"><mc:Choice><w:txbxContent>'
        "<w:p><w:r><w:t>boxed</w:t></w:r></w:p>"
        "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p>"
        "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
    )
    body = paragraph(marks, references, field, run("unseen", "<w:vanish/>"), box) + paragraph(run("end"))
    one = read_transcript(write_docx(tmp_path / "a.docx", body))
    assert one.text == "a\nb\tc-d\u00ad\nboxed\nend"
    for words in ("1 comment left out", "1 footnote left out", "1 stretch of hidden text", "1 text box"):
        assert has_note(one, words)


def test_bold_name_paragraphs_are_speakers(tmp_path: Path) -> None:
    bold = "<w:b/>"
    body = "".join(
        paragraph(run(name, bold)) + paragraph(run(words))
        for name, words in [("Anna", "Why?"), ("Ben", "By luck."), ("Anna", "Always?"), ("Ben", "Mostly.")]
    )
    one = read_transcript(write_docx(tmp_path / "a.docx", paragraph(run("Background", bold)) + body))
    assert said(one) == [("Anna", "Why?"), ("Ben", "By luck."), ("Anna", "Always?"), ("Ben", "Mostly.")]


# -- odt ---------------------------------------------------------------------------------------


def test_white_space_notes_and_tracked_changes_of_an_odt(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:p>\n  one  two<text:s text:c="3"/>three<text:tab/>four<text:line-break/>five'
        "<text:note><text:note-body><text:p>aside</text:p></text:note-body></text:note>"
        "<office:annotation><text:p>remark</text:p></office:annotation></text:p>"
        "<text:list><text:list-item><text:p>item</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell>"
        "<table:table-cell><text:p>y</text:p></table:table-cell></table:table-row></table:table>"
    )
    one = read_transcript(write_odt(tmp_path / "a.odt", body))
    assert one.text == "one two   three\tfour\nfive\nitem\nx\ty"
    for words in ("1 tracked deletion left out", "1 comment left out", "1 footnote or endnote left out"):
        assert has_note(one, words)


def test_bold_styles_of_an_odt_mark_speakers(tmp_path: Path) -> None:
    style = '<style:style style:name="B"><style:text-properties fo:font-weight="bold"/></style:style>'
    body = "".join(
        f'<text:p text:style-name="B">{name}</text:p><text:p>{words}</text:p>'
        for name, words in [("Anna", "Why?"), ("Ben", "Luck."), ("Anna", "Always?"), ("Ben", "Yes.")]
    )
    one = read_transcript(write_odt(tmp_path / "a.odt", body, style))
    assert [turn.speaker for turn in one.turns] == ["Anna", "Ben", "Anna", "Ben"]


# -- pdf ---------------------------------------------------------------------------------------


def test_a_pdf_is_read_page_by_page(tmp_path: Path) -> None:
    one = read_transcript(write_pdf(tmp_path / "a.pdf", ["I: Why?", "P01: It was luck."]))
    assert said(one) == [("I", "Why?"), ("P01", "It was luck.")]
    assert has_note(one, "1 page joined")


def test_a_pdf_of_a_typesetter_is_read(tmp_path: Path) -> None:
    import typst

    (tmp_path / "a.typ").write_text("*I:* Why?\n\n*P01:* It was luck – naïve.\n", encoding="utf-8")
    typst.compile(str(tmp_path / "a.typ"), output=str(tmp_path / "a.pdf"))
    assert said(read_transcript(tmp_path / "a.pdf")) == [("I", "Why?"), ("P01", "It was luck – naïve.")]


def test_a_pdf_without_a_text_layer_is_called_a_scan(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="it is a scan"):
        read_transcript(write_pdf(tmp_path / "a.pdf", []))


# -- subtitles ---------------------------------------------------------------------------------


def test_a_subrip_file_gives_turns_with_times(tmp_path: Path) -> None:
    file = tmp_path / "a.srt"
    file.write_bytes(
        b"\xef\xbb\xbf1\r\n00:00:01,000 --> 00:00:02,500\r\nI: <i>Why?</i>\r\n\r\n"
        b"2\r\n00:00:03,000 --> 01:00:04,250\r\nP01: By luck\r\nand care.\r\n\r\n"
        b"3\r\n01:00:05,0 --> 01:00:06,0\r\nMostly."
    )
    one = read_transcript(file)
    assert one.text == "I: Why?\nP01: By luck\nand care.\nMostly."
    assert said(one) == [("I", "Why?"), ("P01", "By luck\nand care."), ("P01", "Mostly.")]
    assert [(turn.begins, turn.ends) for turn in one.turns] == [(1.0, 2.5), (3.0, 3604.25), (3605.0, 3606.0)]


def test_voices_notes_and_entities_of_a_webvtt_file(tmp_path: Path) -> None:
    file = tmp_path / "a.vtt"
    file.write_text(
        "WEBVTT - made by hand\nKind: captions\n\nNOTE not said\nat all\n\nSTYLE\n::cue {}\n\nid-1\n"
        "00:01.000 --> 00:02.000 align:start\n<v.loud Anna Lee>Why &amp; how?</v> <v Ben>Luck.</v>\n\n"
        "00:03.000 --> 00:04.000\nNobody's words\n",
        encoding="utf-8",
    )
    one = read_transcript(file)
    assert said(one) == [("Anna Lee", "Why & how?"), ("Ben", "Luck."), (None, "Nobody's words")]
    assert one.turns[1].begins == 1.0
    assert has_note(one, "2 comment or style blocks left out")


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.vtt", "Something else\n\n00:01.000 --> 00:02.000\nx", 1),
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:xx.000\nx", 3),
        ("a.vtt", "WEBVTT\nKind: x\n\n00:01.000 --> 00:02.000\nx\n\n00:05.000 --> 00:02.000\nx", 7),
        ("a.srt", f"1\n00:00:01,000 --> 00:00:02,000\nx\n\n{SECRET}\n", 5),
        ("a.srt", "1\n99:99:99,000 --> 00:00:02,000\nx\n", 2),
    ],
)
def test_a_broken_cue_is_named_by_its_line(tmp_path: Path, name: str, text: str, line: int) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as refused:
        read_transcript(tmp_path / name)
    assert refused.value.problems[0].line == line
    assert SECRET not in str(refused.value)


# -- text --------------------------------------------------------------------------------------

WORDS = "I: Weißt du, was “Glück” heißt? – naïve 😀\nP01: Ja, schön."


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_files_are_read_with_and_without_a_mark(tmp_path: Path, codec: str) -> None:
    (tmp_path / "a.txt").write_bytes(WORDS.encode(codec))
    one = read_transcript(tmp_path / "a.txt")
    assert one.text == WORDS
    assert has_note(one, "UTF")


@pytest.mark.parametrize(
    "words",
    [
        "It was naïve – “luck”, they said. It’s a café.",
        "Das Mädchen hätte früher Hilfe gebraucht, und niemand hörte zu: schöne Grüße.",
        "Elle a été très déçue ; ça n'a rien changé, « jamais ».",
    ],
)
def test_western_text_of_old_programs_is_read_as_cp1252(tmp_path: Path, words: str) -> None:
    (tmp_path / "a.txt").write_bytes(words.encode("cp1252"))
    one = read_transcript(tmp_path / "a.txt")
    assert one.text == words
    assert has_note(one, "cp1252")


def test_cyrillic_text_of_old_programs_is_read_and_called_a_guess(tmp_path: Path) -> None:
    words = "Мы узнали об этом случайно, и никто не объяснил нам, что делать дальше. Всё было новым для нас."
    (tmp_path / "a.txt").write_bytes((words * 3).encode("cp1251"))
    one = read_transcript(tmp_path / "a.txt")
    assert one.text == words * 3
    assert has_note(one, "a guess")


def test_a_file_of_two_encodings_is_refused_by_line_and_never_patched(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("schön\ngut\n".encode() + "schön\n".encode("cp1252"))
    with pytest.raises(DataError) as refused:
        read_transcript(tmp_path / "a.txt")
    assert refused.value.problems[0].line == 3
    assert "save it as UTF-8" in str(refused.value)


def test_a_replacement_character_that_is_already_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\nsch\ufffdn", encoding="utf-8")
    with pytest.raises(DataError) as refused:
        read_transcript(tmp_path / "a.txt")
    assert refused.value.problems[0].line == 2


def test_line_ends_of_every_system_become_one_and_nothing_else_changes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("e\u0301\u2028x\r\nשלום\rz\u00a0\u200f".encode())
    assert read_transcript(tmp_path / "a.txt").text == "e\u0301\u2028x\nשלום\nz\u00a0\u200f"


HARD = [
    "e\u0301te\u0301 naïve",
    "👩‍👩‍👧 family 😀",
    "שלום \u200fעולם abc",
    "नमस्ते",
    "a\u00a0b\u00adc",
    "𝒜 z̶a̶l̶g̶o̶",
]


@pytest.mark.parametrize("ending", ["txt", "md", "srt", "vtt", "docx", "odt"])
def test_hard_text_survives_every_format_and_is_coded_in_place(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"a.{ending}"
    said_here = [("I" if number % 2 else "P01", words) for number, words in enumerate(HARD)]
    lines = [f"{speaker}: {words}" for speaker, words in said_here]
    cues = [f"00:0{number}:00.000 --> 00:0{number}:09.000\r\n{line}\r\n" for number, line in enumerate(lines)]
    match ending:
        case "docx":
            write_docx(file, "".join(paragraph(run(line)) for line in lines))
        case "odt":
            write_odt(file, "".join(f"<text:p>{line}</text:p>" for line in lines))
        case "srt" | "vtt":
            head = "WEBVTT\r\n\r\n" if ending == "vtt" else ""
            file.write_bytes(b"\xef\xbb\xbf" + (head + "\r\n".join(cues)).encode())
        case _:
            file.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    one = read_transcript(file)
    assert one.text == "\n".join(lines)
    assert said(one) == said_here
    entries = tuple(CodingEntry(f"c{n}", file.name, "x", words) for n, words in enumerate(HARD))
    book = Codebook((Code("x", "…"),))
    placed = place_codings([CodingFile("AB", entries, "ab.toml")], {file.name: one}, book)
    assert [one.text[coding.start : coding.end] for coding in placed] == HARD
    assert [coding.speaker for coding in placed] == [speaker for speaker, _ in said_here]


# -- the real files ----------------------------------------------------------------------------


def test_the_real_word_file_is_read_whole(data_folder: Path) -> None:
    one = read_transcript(data_folder / "transcripts/qualcoder_example_ID1.docx")
    assert one.text.startswith("I really like learning new things.")
    assert one.text.count("\n") == 3
    assert "I'm happy to pay €200." in one.text
    assert [(turn.speaker, turn.start) for turn in one.turns] == [(None, 0)]


def test_the_real_odt_is_stopped_by_its_thumbnail_and_read_when_a_person_looked(data_folder: Path) -> None:
    from handrail.values import MediaFound

    file = data_folder / "transcripts/qualcoder_example_ID2.odt"
    with pytest.raises(MediaFound, match=r"png at Thumbnails/thumbnail\.png"):
        read_transcript(file)
    one = read_transcript(file, text_only=True)
    assert "The course cost €200.00 and I do not want to waste my money." in one.text
    assert has_note(one, "1 picture, sound or film left out")


def test_the_real_bracketed_transcript_has_seven_turns_of_three_speakers(data_folder: Path) -> None:
    one = read_transcript(data_folder / "transcripts/qualcoder_example_transcript.txt")
    assert [turn.speaker for turn in one.turns] == ["id1", "id2", "id3", "id1", "id3", "id1", "id2"]
    assert said(one)[4][1] == "yes, I am learning a lot as well. It's a good course overall"


@pytest.mark.parametrize(
    ("name", "speaker", "first", "last"),
    [
        ("ukparl_oralevidence_13972_excerpt.txt", "Chair", "Welcome to", "all the challenges."),
        ("ukparl_oralevidence_6398_excerpt.txt", "The Chairman", "I welcome the", "for joining us."),
    ],
)
def test_the_real_evidence_has_one_speaker_and_a_head_that_nobody_said(
    data_folder: Path, name: str, speaker: str, first: str, last: str
) -> None:
    one = read_transcript(data_folder / "transcripts" / name)
    [(label, words)] = said(one)
    assert label == speaker
    assert words.startswith(first)
    assert words.endswith(last)
