"""The PDF: the same words as the tree, on tagged pages, from data that is never read as markup."""

from __future__ import annotations

import io
import re
import unicodedata
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import pytest
import typst
from documents_sample import card, gender_table, make_released, make_sample
from pypdf import PdfReader

from handrail.documents import (
    Bullets,
    Card,
    Document,
    Figure,
    QuotationBlock,
    Section,
    TableBlock,
    Text,
    draw_figure,
    paragraph,
    plain_text,
    write_pdf,
)
from handrail.values import Cell, PlanError, Table

EVIL = (
    r'#panic("x") *bold* $x^2$ \\ \u{41} @ref <label> = Heading // gone /* gone */ `raw` ~ -- #{1+1} [x] "q"'
)


@pytest.fixture(scope="module")
def sample() -> Document:
    return make_sample()


@pytest.fixture(scope="module")
def printed(sample: Document) -> bytes:
    return write_pdf(sample)


@pytest.fixture(scope="module")
def reader(printed: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(printed))


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def pages_of(data: bytes) -> list[str]:
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages]


def one(words: str, *blocks: Section) -> Document:
    released = make_released({"passage:1": words})
    inner = (paragraph(words), QuotationBlock("passage:1"), *blocks)
    return Document(words, words, "en", words, (), (Section(words, "s", inner, kicker=words),), (), released)


def test_the_pages_say_what_the_tree_says_in_the_same_order(sample: Document, printed: bytes) -> None:
    pages = pages_of(printed)
    banner, title = squeezed(sample.banner or ""), squeezed(sample.title)
    body = ""
    for number, page in enumerate(pages, 1):
        head = banner + (title if number > 1 else "")
        foot = f"{number}of{len(pages)}"
        assert page.startswith(head)
        assert page.endswith(foot)
        if number != 2:  # the contents list
            body += page[len(head) : -len(foot)]
    skipped, position = [], 0
    for line in plain_text(sample).splitlines():
        words = squeezed(line.replace("\t", ""))
        found = body.find(words, position)
        assert found >= 0, line
        skipped.append(body[position:found])
        position = found + len(words)
    drawn = ""
    for name in ("estimate:contact-by-gender", "estimate:hours"):
        figure = Figure(name, title="", alt="", caption="", unit="Hours a day")
        svg = draw_figure(figure, sample.released, "print")
        drawn += "".join(
            "".join(node.itertext()) for node in ET.fromstring(svg).iter() if node.tag.endswith("}text")
        )
    assert body[position:] == ""
    # What the tree does not say is the marks of lists and the words inside the two drawings.
    skipped = [words for words in skipped if not re.fullmatch(r"|•|\d+\.", words)]
    assert len(skipped) == 2
    assert sorted("".join(skipped)) == sorted(squeezed(drawn))


def test_every_page_says_that_data_is_invented(sample: Document, printed: bytes) -> None:
    pages = pages_of(printed)
    assert len(pages) > 8
    assert all(squeezed(sample.banner or "?") in page for page in pages)


def test_the_file_is_tagged_accessible_and_has_a_title_and_a_language(reader: PdfReader) -> None:
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert reader.metadata is not None
    assert reader.metadata.title == "Whoever happens to care"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_the_same_document_gives_the_same_bytes(sample: Document, printed: bytes) -> None:
    assert write_pdf(sample) == printed
    assert b"CreationDate" not in printed


def test_a_timestamp_dates_the_file(sample: Document) -> None:
    dated = write_pdf(sample, timestamp=1_780_000_000)
    assert PdfReader(io.BytesIO(dated)).metadata.creation_date.year == 2026  # type: ignore[union-attr]
    assert write_pdf(sample, timestamp=1_780_000_000) == dated


def test_fonts_are_those_that_typst_carries(reader: PdfReader) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[1].split("-")[0]
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert fonts == {"LibertinusSerif", "DejaVuSansMono"}


def test_the_computers_own_fonts_are_asked_only_for_a_character_that_typst_lacks(
    sample: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    compile_ = typst.compile

    def spy(*arguments: Any, **options: Any) -> Any:
        asked.append(options["ignore_system_fonts"])
        return compile_(*arguments, **options)

    monkeypatch.setattr(typst, "compile", spy)
    write_pdf(sample)
    assert asked == [True]
    write_pdf(one("A private character \U0010fffd."))
    assert asked == [True, True, False, False]


def test_what_people_wrote_is_never_read_as_markup() -> None:
    text = "".join(pages_of(write_pdf(one(EVIL))))
    assert text.count(squeezed(EVIL)) >= 6


def test_links_lead_down_and_up_again(reader: PdfReader) -> None:
    links = [
        note.get_object()
        for page in reader.pages
        for note in page.get("/Annots", [])
        if note.get_object()["/Subtype"] == "/Link"
    ]
    inner = [link for link in links if "/Dest" in link or "/D" in link.get("/A", {})]
    outer = [link["/A"]["/URI"] for link in links if "/URI" in link.get("/A", {})]
    assert outer == ["https://www.example.org/consent"]
    assert len(inner) > 30
    assert len(reader.outline) > 4


def test_each_card_fills_exactly_one_side(printed: bytes) -> None:
    pages = pages_of(printed)
    for title in ("Beforethephonerings", "Answer,andbeanswered"):
        (at,) = [number for number, page in enumerate(pages) if title in page and number != 1]
        assert "Notascreening" in pages[at]
    police, product, after = pages[2:5]
    assert "Answer,and" not in police
    assert "Recommendations" not in product
    assert "Recommendations" in after


def long_card(lines: int) -> Document:
    items = tuple(
        (Text("Name one person who answers the platforms and say so to everyone. " * 2),)
        for _ in range(lines)
    )
    section = Section("Cards", "cards", (Card("Police", "Long", (Bullets(items),)),))
    return Document(
        "T", "", "en", None, (), (section, Section("After", "after", (paragraph("x"),))), (), make_released()
    )


def test_a_long_card_shrinks_a_little_to_its_side() -> None:
    short, long = pages_of(write_pdf(long_card(4))), pages_of(write_pdf(long_card(22)))
    assert len(short) == len(long) == 4
    assert long[2].count("Nameoneperson") == 44


def test_a_card_longer_than_a_side_is_refused() -> None:
    with pytest.raises(PlanError, match="a card prints on one side") as refused:
        write_pdf(long_card(60))
    assert "'Police'" in str(refused.value)
    assert refused.value.exit_code == 10


def test_cards_in_front_matter_print_too() -> None:
    sample = make_sample()
    alone = card("Policy", "A third", "card-policy", "First.")
    made = replace(sample, front=(*sample.front, alone))
    assert len(pages_of(write_pdf(made))) == len(pages_of(write_pdf(sample))) + 1


def test_a_long_table_repeats_its_head_on_each_page() -> None:
    cells = tuple(
        Cell({"gender": f"Group {i}"}, None, 100 + i, 50, {"estimate": 0.5, "low": 0.4, "high": 0.6})
        for i in range(90)
    )
    table = replace(gender_table("estimate:long"), cells=cells)
    released = make_released(tables=(table,))
    section = Section("Tables", "t", (TableBlock("estimate:long", "Long"),))
    pages = pages_of(write_pdf(Document("T", "", "en", None, (), (section,), (), released)))[2:]
    assert len(pages) >= 3
    assert all("Gender" in page for page in pages)
    assert "Group89" in pages[-1]


def test_a_table_of_few_rows_that_are_too_tall_for_a_page_goes_on_over_the_next() -> None:
    cells = tuple(
        Cell(
            {"gender": f"Group {i} {'and who else belongs to it ' * 12}"},
            None,
            100 + i,
            50,
            {"estimate": 0.5},
        )
        for i in range(16)
    )
    table = replace(gender_table("estimate:tall"), cells=cells)
    released = make_released(tables=(table,))
    section = Section("Tables", "t", (TableBlock("estimate:tall", "Tall"),))
    data = write_pdf(Document("T", "", "en", None, (), (section,), (), released))
    pages = [page for page in pages_of(data) if "andwhoelsebelongstoit" in page]
    assert len(pages) == 2
    assert all("Gender" in page for page in pages)
    assert "Group0and" in pages[0]
    assert "Group15and" in pages[1]


def test_a_character_that_no_font_has_does_not_stop_the_file() -> None:
    data = write_pdf(one("An emoji 👩‍👧 and a private character \U0010fffd."))
    assert data.startswith(b"%PDF-")
    assert "Anemoji" in "".join(pages_of(data))


def test_hebrew_is_set_with_the_fonts_at_hand() -> None:
    data = write_pdf(one("שלום"))
    assert b"LibertinusSerif" in data
    assert "ש" in "".join(pages_of(data)) or "ם" in "".join(pages_of(data))


def test_a_figure_taller_than_a_page_is_made_to_fit() -> None:
    cells = tuple(
        Cell({"gender": f"Group {i}"}, None, 100 + i, 50, {"estimate": 0.5, "low": 0.4, "high": 0.6})
        for i in range(60)
    )
    table = Table("estimate:tall", "T", "share", ("gender",), cells, "s", "v")
    section = Section("Tall", "t", (Figure("estimate:tall", "Tall", "A", "C"),))
    released = make_released(tables=(table,))
    pages = pages_of(write_pdf(Document("T", "", "en", None, (), (section,), (), released)))
    (drawing,) = [page for page in pages if "Group0(n=100)" in page]
    assert "Group59(n=159)" in drawing


def test_a_long_table_begins_on_the_page_of_its_caption() -> None:
    cells = tuple(
        Cell({"gender": f"Group {i} {'and more ' * 14}"}, None, 100 + i, 50, {"estimate": 0.5})
        for i in range(20)
    )
    released = make_released(tables=(replace(gender_table("estimate:long"), cells=cells),))
    for lines in range(32, 39):  # somewhere here only the caption fits beneath them
        before = tuple(paragraph(f"Line {number}.") for number in range(lines))
        section = Section("Tables", "t", (*before, TableBlock("estimate:long", "Long and tall")))
        pages = pages_of(write_pdf(Document("T", "", "en", None, (), (section,), (), released)))
        (page,) = [page for page in pages if "Longandtall" in page]
        assert "Group0and" in page, lines
