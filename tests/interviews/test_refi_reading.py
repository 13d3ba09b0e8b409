"""Reading REFI-QDA: what real programs write, and every way in which they differ."""

# ruff: noqa: E501 - one case a line is easier to compare
from __future__ import annotations

import itertools
import zipfile
from pathlib import Path

import pytest
from refi_files import (
    CODE,
    NS,
    SOURCE,
    USER,
    guid,
    one_text,
    qde,
    selection,
    text_source,
    write_qdpx,
)

from handrail.interviews import RefiProject, read_refi
from handrail.interviews.refi.positions import Convention, Measured, Ruler, decide

REAL = {
    "SCRUBBED_nvivo_mac_12.7.0.qdpx": ("utf16", 297, 294, 152, 297),
    "SCRUBBED_nvivo_win_12.6_a.qdpx": ("utf16", 97, 97, 60, 97),
    "SCRUBBED_nvivo_win_12.6_b.qdpx": ("utf16", 303, 300, 152, 303),
    "qualitative-coding_1.3.2_demo.qdpx": ("codepoint", 158, 158, 262, 205),
    "nvivo_mac_15.0.0_qc_project.qdpx": ("utf16", 0, 0, 262, 0),
    "atlasti_win_23.2.3_blank.qdpx": (None, 0, 0, 0, 0),
    "atlasti_win_23.2.3_codes_target.qdpx": (None, 0, 0, 3, 0),
}
"""File to units, selections, those that fit, codes and codings; counted by hand from the files' XML."""


@pytest.mark.parametrize("name", sorted(REAL))
def test_the_selections_of_real_projects_are_placed(name: str, data_folder: Path) -> None:
    units, selections, fitting, codes, codings = REAL[name]
    project = read_refi(data_folder / "refi" / name)
    report = project.report
    assert (report.selections, report.fitting) == (selections, fitting)
    assert (len(project.codes), len(project.codings)) == (codes, codings)
    assert {one.units for one in report.conventions} == ({units} if units else set())
    assert all(project.document(c.document).text[c.start : c.end] == c.quotation for c in project.codings)
    assert len({code.name for code in project.codes}) == codes
    assert len({one.name for one in project.codings}) == codings


def test_every_real_file_is_read(data_folder: Path) -> None:
    files = sorted(path.name for path in (data_folder / "refi").glob("*.qd*"))
    assert files == sorted([*REAL, "REFI-QDA-1-5.qdc", "portableQDA_Atlasti.qdc"])


def test_the_letter_of_the_standard_places_13_of_297_real_selections(data_folder: Path) -> None:
    """Before the first emoji both counts agree; behind it only UTF-16 units find the place."""
    path = data_folder / "refi/SCRUBBED_nvivo_mac_12.7.0.qdpx"
    project = read_refi(path)
    text = project.document("videos_10_selected").text
    units = list(itertools.accumulate((1 + (ord(letter) > 0xFFFF) for letter in text), initial=0))
    assert sum(units[one.start] == one.start and units[one.end] == one.end for one in project.codings) == 13


def test_the_slow_way_finds_the_same_places(data_folder: Path) -> None:
    with zipfile.ZipFile(data_folder / "refi/SCRUBBED_nvivo_win_12.6_b.qdpx") as archive:
        data = archive.read("Sources/68bbdc14-c361-4432-b4dd-ae1dbfc12890.txt").decode("utf-8-sig")
        from lxml import etree

        root = etree.fromstring(archive.read("project.qde"))
    wide = data.encode("utf-16-le")
    slow = sorted(
        wide[2 * int(one.get("startPosition") or 0) : 2 * int(one.get("endPosition") or 0)].decode(
            "utf-16-le"
        )
        for one in root.iter(f"{{{NS}}}PlainTextSelection")
    )
    project = read_refi(data_folder / "refi/SCRUBBED_nvivo_win_12.6_b.qdpx")
    assert sorted(one.quotation for one in project.codings) == slow


def test_codebooks_are_read_with_their_sets(data_folder: Path) -> None:
    book = read_refi(data_folder / "refi/portableQDA_Atlasti.qdc")
    assert [(code.name, code.parent, code.is_codable) for code in book.codes] == [
        ("code2", None, True),
        ("code1", None, True),
        ("code1.1", "code1", True),
        ("code3", None, False),
        ("code:3.1", "code3", True),
    ]
    assert book.sets[0].codes == ("code2", "code1.1")
    assert book.report.software == "ATLAS.ti Win 9.0.19"
    assert book.report.warnings == ("XML of another version, urn:QDA-XML:codebook:0:4: 1",)
    empty = read_refi(data_folder / "refi/REFI-QDA-1-5.qdc")
    assert (len(empty.codes), empty.sets) == (6, ())
    assert empty.report.warnings == ("empty Sets element: 1",)
    assert empty.codes[1].description == "Anything about jobs or taxes or business"


# -- what positions count ------------------------------------------------------------------------

WORDS = "Nobody 🙂 here\r\nplans what 🙂🙂 officers\r\nlearn when they\r\njoin up."


def positions(text: str, word: str, units: str, crlf: int, bom: bool) -> tuple[int, int]:
    """Count the slow way, letter by letter."""

    def count(before: str) -> int:
        plain = before.replace("\r\n", "\n") if crlf == 1 else before
        return int(bom) + sum(2 if units == "utf16" and ord(letter) > 0xFFFF else 1 for letter in plain)

    at = text.index(word)
    return count(text[:at]), count(text[: at + len(word)])


@pytest.mark.parametrize("bom", [False, True])
@pytest.mark.parametrize("crlf", [1, 2])
@pytest.mark.parametrize("units", ["codepoint", "utf16"])
def test_each_convention_is_found_out_by_what_fits(tmp_path: Path, units: str, crlf: int, bom: bool) -> None:
    words = ("Nobody", "here", "plans", "what", "officers", "learn", "when", "they", "join", "up")
    said = "".join(
        selection(*positions(WORDS, word, units, crlf, bom), number) for number, word in enumerate(words)
    )
    path = one_text(tmp_path / "a.qdpx", b"\xef\xbb\xbf" + WORDS.encode(), said)
    project = read_refi(path)
    assert [one.quotation for one in project.codings] == list(words)
    [said_so] = project.report.conventions
    assert (said_so.units, said_so.crlf, said_so.bom) == (units, crlf, bom)
    assert (said_so.selections, said_so.fitting) == (10, 10)
    assert project.documents[0].text == WORDS


@pytest.mark.parametrize(
    ("origin", "units", "crlf"),
    [
        ("NVivo for Windows 12.6", "utf16", 2),
        ("ATLAS.ti for Windows 23.2.3", "codepoint", 1),
        ("MAXQDA 24", "codepoint", 1),
        ("Something else", "codepoint", 2),
    ],
)
def test_where_nothing_decides_the_program_that_wrote_it_does(
    tmp_path: Path, origin: str, units: str, crlf: int
) -> None:
    one = read_refi(one_text(tmp_path / "a.qdpx", WORDS, selection(0, 6), origin)).report.conventions[0]
    assert (one.units, one.crlf, one.bom) == (units, crlf, False)


def test_one_half_word_does_not_overrule_what_nvivo_is_known_for(tmp_path: Path) -> None:
    start, end = positions(WORDS, "plans", "codepoint", 2, False)
    said = selection(start, end) + selection(*positions(WORDS, "officers", "utf16", 2, False), 2)
    project = read_refi(one_text(tmp_path / "a.qdpx", WORDS, said, "NVivo for Mac 14"))
    assert project.report.conventions[0].units == "utf16"
    assert project.report.fitting == 1


def test_a_source_whose_selections_would_lie_beyond_its_text_is_read_another_way() -> None:
    long, short = Ruler("🙂🙂🙂🙂 words"), Ruler("🙂🙂🙂🙂")
    sources = [Measured("a", long, (5,), (10,)), Measured("b", short, (0,), (8,))]
    assert [one.units for one in decide(sources, "")] == ["codepoint", "utf16"]


def test_text_inside_the_xml_has_lost_its_line_ends_and_both_counts_are_known(tmp_path: Path) -> None:
    text = WORDS.replace("\r\n", "\n")
    for crlf in (1, 2):
        words = ("here", "plans", "officers", "learn", "they", "join")
        whole = WORDS if crlf == 2 else text
        said = "".join(
            selection(*positions(whole, word, "codepoint", 2, False), n) for n, word in enumerate(words)
        )
        source = f'<TextSource guid="{SOURCE}" name="p"><PlainTextContent>{text}</PlainTextContent>{said}</TextSource>'
        project = read_refi(write_qdpx(tmp_path / f"{crlf}.qdpx", qde(source)))
        assert [one.quotation for one in project.codings] == list(words)
        assert project.report.conventions[0].crlf == crlf


def test_an_end_inside_a_character_takes_all_of_it_and_is_reported(tmp_path: Path) -> None:
    said = selection(0, 8) + selection(*positions(WORDS, "officers", "utf16", 2, False), 2)
    project = read_refi(one_text(tmp_path / "a.qdpx", WORDS, said, "NVivo"))
    assert project.codings[0].quotation == "Nobody 🙂"
    assert "selection with an end inside a character, widened to all of it: 1" in project.report.warnings


def test_a_selection_s_own_words_decide_and_are_held_against_the_text(tmp_path: Path) -> None:
    start, end = positions(WORDS, "what 🙂🙂 officers", "utf16", 2, False)
    named = selection(start, end, 1, "what 🙂🙂 officers")
    project = read_refi(one_text(tmp_path / "a.qdpx", WORDS, named))
    assert project.codings[0].quotation == "what 🙂🙂 officers"
    assert project.report.warnings == ()
    wrong = read_refi(one_text(tmp_path / "b.qdpx", WORDS, selection(0, 6, 1, "learn when they")))
    assert wrong.report.warnings == ("selection whose own text stands elsewhere in its source: 1",)
    label = read_refi(one_text(tmp_path / "c.qdpx", WORDS, selection(0, 6, 1, "line:6, by the interviewer")))
    assert label.report.warnings == ()


def test_a_ruler_measures_what_it_places() -> None:
    import numpy as np

    for units, crlf in itertools.product(("codepoint", "utf16"), (1, 2)):
        convention = Convention(units, crlf, bom=True)  # type: ignore[arg-type]
        ruler = Ruler(WORDS, mark=True)
        places = np.array([i for i in range(len(WORDS) + 1) if crlf == 2 or WORDS[i - 1 : i + 1] != "\r\n"])
        measured = ruler.measure(places, convention)
        first, last, exact = ruler.place(measured, measured, convention)
        assert exact.all()
        assert (first == places).all()
        assert (last == places).all()


# -- where texts lie ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "member"),
    [
        (f"internal://{SOURCE}.txt", f"Sources/{SOURCE}.txt"),
        (f"internal://{SOURCE}.txt", f"sources/{SOURCE}.TXT"),
        ("internal://interview 1.txt", "Sources/interview 1.txt"),
        ("internal://interview%201.txt", "Sources/interview 1.txt"),
        ("board_2017.txt", "sources/board_2017.txt"),
        ("relative:///texts/p01.txt", "texts/p01.txt"),
        ("relative://p01.txt", "p01.txt"),
        ("absolute:///C:/Users/me/p01.txt", "Sources/p01.txt"),
        ("absolute://C:\\Users\\me\\p01.txt", "p01.txt"),
        ("file:///home/me/p01.txt", "elsewhere/p01.txt"),
        ("internal://p01.txt", "Sources\\p01.txt"),
    ],
)
def test_a_text_is_found_in_the_archive_by_whatever_path(tmp_path: Path, path: str, member: str) -> None:
    project = qde(text_source(selection(0, 6), path))
    read = read_refi(write_qdpx(tmp_path / "a.qdpx", project, {member: WORDS}))
    assert read.codings[0].quotation == "Nobody"


def test_a_text_outside_the_archive_is_never_read(tmp_path: Path) -> None:
    (tmp_path / "p01.txt").write_text(WORDS, "utf-8")
    project = qde(text_source(selection(0, 6), f"absolute://{tmp_path}/p01.txt"))
    read = read_refi(write_qdpx(tmp_path / "a.qdpx", project))
    assert (read.documents[0].text, read.codings) == ("", ())
    lost = {(loss.element, loss.count) for loss in read.report.losses}
    assert lost >= {("TextSource text", 1), ("selection", 1), ("Coding", 1)}


@pytest.mark.parametrize("inner", ["project.qde", "My study.qde", "folder/PROJECT.QDE"])
def test_the_project_inside_may_have_any_name_and_strangers_beside_it(tmp_path: Path, inner: str) -> None:
    members = {
        f"Sources/{SOURCE}.txt": WORDS,
        "sources/.root": "",
        "__MACOSX/._project.qde": b"\x00",
        "a/": "",
    }
    path = write_qdpx(tmp_path / "a.qdpx", qde(text_source(selection(0, 6))), members, inner)
    project = read_refi(path)
    assert project.codings[0].quotation == "Nobody"
    assert "file in the archive that the project does not mention: 2" in project.report.warnings


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_texts_in_other_encodings_are_read_with_their_line_ends(tmp_path: Path, codec: str) -> None:
    text = "Nobody plans what’s taught: naïve, says a café owner.\r\nWe learned by luck.\rOr not.\n"
    read = read_refi(one_text(tmp_path / "a.qdpx", text.encode(codec), selection(0, 6)))
    assert read.documents[0].text == text


# -- what a project holds --------------------------------------------------------------------------


def full(tmp_path: Path) -> RefiProject:
    text = "I: Why?\nP01: We learned by luck.\n"
    inline = f"<PlainTextContent>{text}</PlainTextContent>"
    coded = (
        f'<Coding guid="{guid(50)}"><CodeRef targetGUID="{CODE}"/><NoteRef targetGUID="{guid(60)}"/></Coding>'
    )
    stranger = f'<Coding guid="{guid(52)}"><CodeRef targetGUID="{guid(99)}"/></Coding>'
    value = f'<VariableValue><VariableRef targetGUID="{guid(70)}"/><IntegerValue>34</IntegerValue></VariableValue>'
    sources = (
        f'<PDFSource guid="{guid(1)}" name="report" path="internal://r.pdf"><PDFSelection guid="{guid(2)}" page="1" '
        f'firstX="1" firstY="1" secondX="2" secondY="2">{coded}</PDFSelection>'
        f'<Representation guid="{guid(3)}">{inline}{selection(13, 15, 4)}</Representation>{value}</PDFSource>'
        f'<AudioSource guid="{guid(5)}" name="talk" path="internal://t.mp3"><Transcript guid="{guid(6)}">{inline}'
        f'<SyncPoint guid="{guid(7)}" timeStamp="1" position="13"/><SyncPoint guid="{guid(8)}" position="15"/>'
        f'<TranscriptSelection guid="{guid(9)}" fromSyncPoint="{guid(7)}" toSyncPoint="{guid(8)}">{coded}'
        f'</TranscriptSelection><TranscriptSelection guid="{guid(10)}">{coded}</TranscriptSelection></Transcript>'
        f'<Transcript guid="{guid(11)}" name="second">{inline}</Transcript>'
        f'<AudioSelection guid="{guid(12)}" begin="0" end="5"/></AudioSource>'
        f'<VideoSource guid="{guid(13)}" name="film"/>'
        f'<PictureSource guid="{guid(14)}" name="photo" path="internal://p.jpg"><TextDescription guid="{guid(15)}">'
        f"{inline}</TextDescription></PictureSource>"
        f'<TextSource guid="{guid(16)}" name="report">{inline}{coded}{stranger}<NoteRef targetGUID="{guid(60)}"/></TextSource>'
        f'<TextSource guid="{guid(17)}" richTextPath="internal://only.docx"/>'
        f'<TextSource guid="{guid(18)}" name="focus">{inline}'
        f'<PlainTextSelection guid="{guid(19)}" startPosition="0" endPosition="2"/>'
        f'<PlainTextSelection guid="{guid(20)}" startPosition="8" endPosition="11" name="label"/></TextSource>'
    )
    before = (
        f'<Variables><Variable guid="{guid(70)}" name="age" typeOfVariable="Integer"/>'
        f'<Variable guid="{guid(71)}" name="age" typeOfVariable="Guess"/></Variables>'
        f'<Cases><Case guid="{guid(80)}" name="P01"><CodeRef targetGUID="{CODE}"/>{value}'
        f'<SourceRef targetGUID="{guid(18)}"/><SelectionRef targetGUID="{guid(19)}"/>'
        f'<SelectionRef targetGUID="{guid(20)}"/><SelectionRef targetGUID="{guid(2)}"/></Case></Cases>'
    )
    rest = (
        f'<Notes><Note guid="{guid(60)}" name="memo" creatingUser="{guid(90)}"><PlainTextContent>Why?</PlainTextContent>'
        f'<PlainTextSelection guid="{guid(61)}" startPosition="0" endPosition="1"/></Note></Notes><Links/>'
        f'<Sets><Set guid="{guid(62)}" name="all"><MemberCode targetGUID="{CODE}"/><MemberNote targetGUID="{guid(60)}"/>'
        f'<MemberSource targetGUID="{guid(404)}"/></Set></Sets>'
        f'<Graphs><Graph guid="{guid(63)}"/></Graphs><Later/><Description>About it.</Description>'
        f'<NoteRef targetGUID="{guid(60)}"/>'
    )
    media = {
        "sources/r.pdf": b"%PDF-1.4",
        "sources/t.mp3": b"ID3\x03",
        "sources/p.jpg": b"\xff\xd8\xff\xe0",
        "x.png": b"\x89PNG\r\n\x1a\n",
    }
    return read_refi(write_qdpx(tmp_path / "a.qdpx", qde(sources, rest, before=before), media))  # type: ignore[arg-type]


def test_texts_of_pages_and_recordings_are_kept_and_the_media_are_not(tmp_path: Path) -> None:
    project = full(tmp_path)
    assert [(one.name, one.kind, len(one.text)) for one in project.documents] == [
        ("report", "pdf", 33), ("talk", "audio", 33), ("second", "audio", 33), ("film", "video", 0), ("photo", "picture", 33),
        ("report (2)", "text", 33), ("only.docx", "text", 0), ("focus", "text", 33),
    ]  # fmt: skip
    assert [(one.document, one.quotation) for one in project.codings] == [
        ("report", "We"), ("talk", "We"), ("report (2)", "I: Why?\nP01: We learned by luck.\n"),
    ]  # fmt: skip
    assert project.documents[5].label == "report"
    assert project.documents[0].values == {"age": 34}
    assert [turn.speaker for turn in project.documents[0].turns] == ["I", "P01"]
    assert project.codings[0].speaker == "P01"


def test_every_loss_is_reported_with_its_count(tmp_path: Path) -> None:
    report = full(tmp_path).report
    lost: dict[str, int] = {}
    for loss in report.losses:
        lost[loss.element] = lost.get(loss.element, 0) + loss.count
    assert lost == {
        "PDFSource file": 1, "PDFSelection": 1, "PDFSelection/Coding": 1,
        "AudioSource file": 1, "AudioSelection": 1, "SyncPoint": 1, "TranscriptSelection": 1, "TranscriptSelection/Coding": 1,
        "VideoSource text": 1, "PictureSource file": 1, "richTextPath": 1, "TextSource text": 1, "Coding": 1,
        "Case/SelectionRef": 1, "Set/MemberSource": 1, "Note/PlainTextSelection": 1, "Graph": 1, "Project/Later": 1,
        "media file": 1,
    }  # fmt: skip
    assert set(report.warnings) == {
        "empty Links element: 1",
        "Variable without a known type, taken for Text: 1",
        "coding of a whole source, read as a coding of all its text: 2",
        "reference to a user that the file does not list: 1",
    }


def test_cases_sets_notes_and_untagged_passages_are_read(tmp_path: Path) -> None:
    project = full(tmp_path)
    [case] = project.cases
    assert (case.documents, case.codes, dict(case.values)) == (("focus",), ("training",), {"age": 34})
    assert [(span.start, span.end) for span in case.spans] == [(0, 2), (8, 11)]
    # A selection that says nothing but where the case speaks is the case's span and no passage of its own.
    assert [(one.start, one.end, one.quotation, one.name) for one in project.passages] == [
        (8, 11, "P01", "label")
    ]
    assert [(one.name, one.label, one.kind) for one in project.variables] == [
        ("age", "", "Integer"),
        ("age (2)", "age", "Text"),
    ]
    assert project.sets[0].codes == ("training",)
    assert (project.notes[0].text, project.notes[0].user) == ("Why?", "unknown")
    assert (project.description, project.project_notes) == ("About it.", (guid(60),))
    # The only user of the file coded what names nobody; who is named but not listed is a user of its own.
    assert {one.coder for one in project.codings} == {"AB"}


def test_doubled_code_names_get_their_path(data_folder: Path) -> None:
    project = read_refi(data_folder / "refi/qualitative-coding_1.3.2_demo.qdpx")
    doubled = [code.name for code in project.codes if code.label == "programming"]
    assert doubled[0] == "rq1_definition > competencies > programming"
    assert len(doubled) == len(set(doubled)) > 1


def test_a_user_of_the_same_name_is_another_coder(data_folder: Path) -> None:
    project = read_refi(data_folder / "refi/SCRUBBED_nvivo_win_12.6_b.qdpx")
    assert [(user.name, user.label) for user in project.users] == [("Coder", ""), ("Coder (2)", "Coder")]
    assert project.coders == ("Coder",)


def test_two_codings_on_one_selection_share_it(tmp_path: Path) -> None:
    more = f'<Coding guid="{guid(5)}" creatingUser="{USER}"><CodeRef targetGUID="{CODE}"/></Coding>'
    project = read_refi(one_text(tmp_path / "a.qdpx", WORDS, selection(0, 6, inside=more)))
    assert [one.selection for one in project.codings] == [guid(1), guid(1)]
    assert len({one.name for one in project.codings}) == 2
