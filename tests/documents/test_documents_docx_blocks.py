"""The blocks of the Word file: real captions, tables, lists and boxes, and words that come through."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from documents_sample import make_released, make_sample
from docx.enum.text import WD_BREAK_TYPE
from docx_reading import (
    EVIL,
    LONG,
    WORLD,
    WP,
    W,
    card_of,
    docx_words,
    one,
    only,
    opened,
    part,
    squeezed,
    style_of,
    styled,
    words_of,
)

from handrail.documents import (
    Bullets,
    Callout,
    Definition,
    Definitions,
    Document,
    TableBlock,
    Text,
    paragraph,
    plain_text,
    write_docx,
)
from handrail.documents.docx_card import height_of
from handrail.documents.docx_measure import TEXT_WIDTH
from handrail.documents.docx_styles import STYLES
from handrail.values import Cell, Table


@pytest.fixture(scope="module")
def sample() -> Document:
    return make_sample()


@pytest.fixture(scope="module")
def made(sample: Document) -> bytes:
    return write_docx(sample)


@pytest.fixture(scope="module")
def body(made: bytes) -> Any:
    return part(made, "document")


def test_captions_count_themselves_and_stay_with_what_they_caption(made: bytes, body: Any) -> None:
    captions = styled(body, "Caption")
    shown = [words_of(one).split(".")[0] for one in captions]
    assert shown == ["Table 1", "Figure 1", "Table 2", "Table 3", "Table 4", "Figure 2"]
    for caption in captions:
        (code,) = caption.iter(f"{W}instrText")
        assert code.text.strip() == f"SEQ {words_of(caption).split()[0]} \\* ARABIC"
        after = caption.getnext()
        assert after.tag == f"{W}tbl" or next(after.iter(f"{W}drawing"), None) is not None
    assert opened(made).styles["Caption"].paragraph_format.keep_with_next


def test_tables_have_heads_that_repeat_and_rows_that_stay_whole(made: bytes) -> None:
    tables = opened(made).tables
    assert len(tables) == 6
    for table in tables:
        first, *others = table._tbl.findall(f"{W}tr")
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in others)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in (first, *others))
        look = table._tbl.tblPr.find(f"{W}tblLook")
        assert (look.get(f"{W}firstRow"), look.get(f"{W}firstColumn")) == ("1", "1")
        assert table._tbl.tblPr.find(f"{W}tblCaption") is not None
        widths = [int(column.get(f"{W}w")) for column in table._tbl.tblGrid]
        assert sum(widths) == TEXT_WIDTH
        assert {len(row.findall(f"{W}tc")) for row in (first, *others)} == {len(widths)}


def test_numbers_are_set_to_the_right_and_what_is_withheld_is_marked(body: Any) -> None:
    rights = {words_of(one) for one in styled(body, "TableNumber")}
    assert {"203", "178", "withhelda"} <= rights
    assert STYLES["TableNumber"].right
    marks = [
        one for one in body.iter(f"{W}r") if one.find(f"{W}rPr/{W}rStyle[@{W}val='NoteMark']") is not None
    ]
    assert marks
    assert {words_of(one) for one in marks} == {"a"}
    notes = [words_of(one) for one in styled(body, "TableNote")]
    assert "a fewer than 10 respondents in the base" in notes


def wide(columns: int) -> Table:
    names = tuple(f"d{number}" for number in range(columns))
    values = {"estimate": 0.412, "low": 0.345, "high": 0.482}
    cells = tuple(
        Cell(dict.fromkeys(names, "Another place"), None, 1000 + row, 400, values) for row in range(3)
    )
    return Table("estimate:wide", "Wide", "share", names, cells, "s", "v")


def test_a_wide_table_takes_smaller_type_and_still_fits_the_page() -> None:
    made = write_docx(only(TableBlock("estimate:wide", "W"), released=make_released(tables=(wide(9),))))
    (table,) = opened(made).tables
    assert sum(int(column.get(f"{W}w")) for column in table._tbl.tblGrid) == TEXT_WIDTH
    sizes = {int(one.get(f"{W}val")) for one in table._tbl.iter(f"{W}sz")}
    assert len(sizes) == 1
    assert 13 <= sizes.pop() < 19


def test_figures_are_pictures_with_words_for_those_who_cannot_see_them(made: bytes, body: Any) -> None:
    drawings = list(body.iter(f"{WP}docPr"))
    assert [one.get("name") for one in drawings] == ["Figure 1", "Figure 2"]
    assert drawings[0].get("title") == "Women remembered unwanted contact more often than men"
    assert drawings[0].get("descr", "").startswith("Women at 41 per cent")
    assert len({one.get("id") for one in drawings}) == 2
    for extent in body.iter(f"{WP}extent"):
        assert int(extent.get("cx")) <= TEXT_WIDTH * 635
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        for number in (1, 2):
            png = archive.read(f"word/media/figure{number}.png")
            assert png.startswith(b"\x89PNG")
            assert not {b"tEXt", b"tIME", b"eXIf"} & set(re.findall(b"[a-zA-Z]{4}", png[:200]))
            assert int.from_bytes(png[16:20]) > 1500


def test_each_numbered_list_counts_from_one(made: bytes, body: Any) -> None:
    items = styled(body, "ListNumber")
    numbers = [one.find(f"{W}pPr/{W}numPr/{W}numId").get(f"{W}val") for one in items]
    assert len(items) == 9
    assert len(set(numbers)) == 3
    for number in set(numbers):
        (held,) = part(made, "numbering").findall(f"{W}num[@{W}numId='{number}']")
        assert held.find(f"{W}lvlOverride/{W}startOverride").get(f"{W}val") == "1"
    assert len(styled(body, "ListBullet")) == 7


def test_a_quotation_stands_with_its_label_beneath(body: Any) -> None:
    said = styled(body, "Quote")
    assert len(said) == 7
    for quotation in said:
        assert style_of(quotation.getnext()) == "QuoteLabel"
        assert words_of(quotation.getnext()) in ("policing", "industry", "third sector")


def test_a_quotation_of_several_lines_keeps_them() -> None:
    made = write_docx(one("First.\nSecond.\r\nThird."))
    (said,) = styled(part(made, "document"), "Quote")
    assert len(said.findall(f".//{W}br")) == 2
    (read,) = [one for one in opened(made).paragraphs if one.style.name == "Quote"]
    assert read.text == "First.\nSecond.\nThird."
    assert WD_BREAK_TYPE.PAGE not in [one.get(f"{W}type") for one in said.iter(f"{W}br")]


def test_boxes_are_paragraphs_and_hold_other_blocks() -> None:
    inner = (
        paragraph("Words."),
        Bullets(((Text("Item."),),)),
        Definitions((Definition("Who", (paragraph("All."),)),)),
    )
    body = part(write_docx(only(Callout("warning", "Mind", inner))), "document")
    assert [words_of(one) for one in styled(body, "WarningTitle")] == ["Mind"]
    assert [words_of(one) for one in styled(body, "Warning")] == ["Words."]
    for style in ("ListBullet", "DefinitionEnd"):
        (held,) = styled(body, style)
        assert held.find(f"{W}pPr/{W}shd").get(f"{W}fill") == STYLES["Warning"].shade
        assert int(held.find(f"{W}pPr/{W}ind").get(f"{W}left")) == STYLES[style].left + STYLES["Warning"].left


def test_a_term_stands_beside_what_it_is() -> None:
    items = (
        Definition("Who acts", (paragraph("Police."), paragraph("And platforms."))),
        Definition("A term that is longer than its column", (paragraph("Text."),)),
        Definition("Listed", (Bullets(((Text("One."),),)),)),
    )
    paragraphs = list(part(write_docx(only(Definitions(items))), "document").iter(f"{W}p"))
    shown = [(style_of(one), words_of(one)) for one in paragraphs if style_of(one)[:4] in ("Defi", "List")]
    assert shown == [
        ("Definition", "Who actsPolice."),
        ("DefinitionText", "And platforms."),
        ("Definition", "A term that is longer than its column"),
        ("DefinitionText", "Text."),
        ("Definition", "Listed"),
        ("ListBullet", "One."),
    ]


def test_each_card_starts_a_page_and_words_before_the_first_share_it(body: Any) -> None:
    first, second = styled(body, "CardKicker")
    assert first.find(f"{W}pPr/{W}pageBreakBefore").get(f"{W}val") == "0"
    assert second.find(f"{W}pPr/{W}pageBreakBefore") is None
    assert STYLES["CardKicker"].new_page
    (lead,) = [one for one in styled(body, "Heading1") if words_of(one) == "One page each"]
    (after,) = [one for one in styled(body, "Heading1") if words_of(one) == "Recommendations"]
    for heading in (lead, after):
        assert heading.find(f"{W}pPr/{W}pageBreakBefore") is not None


def test_a_long_card_takes_smaller_type() -> None:
    def size_of(lines: int) -> set[str]:
        items = styled(part(write_docx(card_of(lines)), "document"), "ListBullet")
        return {size.get(f"{W}val") for item in items for size in item.iter(f"{W}sz")}

    assert size_of(10) == set()
    assert size_of(22) <= {"20", "19", "18", "17"}
    assert size_of(22)
    body = part(write_docx(card_of(4)), "document")
    assert height_of(styled(body, "ListBullet")) > height_of(styled(body, "ListBullet"), -2)


# What people wrote ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [EVIL, LONG, WORLD], ids=["markup", "long word", "scripts"])
def test_what_people_wrote_comes_through(words: str) -> None:
    made = write_docx(one(words))
    shown = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", words)
    expected = re.sub(
        "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", plain_text(one(words))
    )
    assert squeezed(docx_words(made)) == squeezed(expected)
    assert opened(made).core_properties.title == shown
    codes = [code.text.strip() for code in part(made, "document").iter(f"{W}instrText")]
    assert codes == ['TOC \\o "1-2" \\h', "SEQ Table \\* ARABIC"]


def test_right_to_left_words_are_set_from_the_right() -> None:
    body = part(write_docx(one("שלום (world) עולם!")), "document")
    (said,) = styled(body, "Quote")
    assert said.find(f"{W}pPr/{W}bidi") is not None
    directed = [(words_of(run), run.find(f"{W}rPr/{W}rtl") is not None) for run in said.iter(f"{W}r")]
    assert directed == [("שלום (", True), ("world", False), (") עולם!", True)]


def test_right_to_left_words_inside_others_are_set_apart() -> None:
    body = part(write_docx(one("She said: שלום עולם, twice.")), "document")
    (said,) = styled(body, "Quote")
    assert said.find(f"{W}pPr/{W}bidi") is None
    directed = [(words_of(run), run.find(f"{W}rPr/{W}rtl") is not None) for run in said.iter(f"{W}r")]
    assert directed == [("She said: ", False), ("שלום עולם", True), (", twice.", False)]


def test_a_right_to_left_language_turns_pages_and_tables() -> None:
    data = write_docx(one("שלום", language="he"))
    body = part(data, "document")
    assert body.find(f".//{W}sectPr/{W}bidi") is not None
    assert all(one.find(f"{W}tblPr/{W}bidiVisual") is not None for one in body.iter(f"{W}tbl"))
    assert part(data, "styles").find(f"{W}docDefaults//{W}lang").get(f"{W}bidi") == "he"
