"""The document tree refuses what no writer could print rightly."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from documents_sample import make_sample

from handrail.disclosure import Ledger, review
from handrail.documents import (
    Block,
    Bullets,
    Callout,
    Card,
    Definition,
    Definitions,
    Document,
    EvidenceEntry,
    Figure,
    Heading,
    Link,
    QuotationBlock,
    Section,
    TableBlock,
    Text,
    WordTable,
    paragraph,
    plain_text,
    write_html,
    write_pdf,
)

RELEASED = review([], [], Ledger()).released


@pytest.fixture(scope="module")
def sample() -> Document:
    return make_sample()


def document(*blocks: Block, front: tuple[Block, ...] = (), released: Any = RELEASED) -> Document:
    return Document("T", "", "en", None, front, (Section("S", "s", blocks),), (), released)


def test_a_document_is_made_only_from_what_was_released() -> None:
    look_alike = SimpleNamespace(tables={}, quotations={}, refusals=())
    with pytest.raises(TypeError, match="what disclosure review released"):
        document(released=look_alike)


@pytest.mark.parametrize("write", [write_html, write_pdf, plain_text])
def test_a_writer_refuses_a_document_whose_release_was_swapped(write: Any) -> None:
    made = document()
    object.__setattr__(made, "released", SimpleNamespace(tables={}, quotations={}, refusals=()))
    with pytest.raises(TypeError, match="what disclosure review released"):
        write(made)


@pytest.mark.parametrize(
    "block",
    [
        paragraph(Link("nowhere", "see")),
        Bullets(((Link("nowhere", "see"),),)),
        WordTable(("A",), (((Link("nowhere", "see"),),),)),
        Definitions((Definition("Who", (paragraph(Link("nowhere", "see")),)),)),
        Callout("note", "N", (paragraph(Link("nowhere", "see")),)),
        EvidenceEntry("n:1", "Code", "C", (), "n:1", used_by=(Link("nowhere", "see"),)),
    ],
)
def test_a_link_to_nothing_is_refused_wherever_it_stands(block: Block) -> None:
    with pytest.raises(ValueError, match="received: nowhere"):
        document(block)


def test_a_link_to_an_anchor_inside_a_box_is_found() -> None:
    inner = Heading(3, "Deep", "deep")
    assert document(paragraph(Link("deep", "down")), inner).sections[0].blocks[1] is inner


def test_an_anchor_stands_once() -> None:
    with pytest.raises(ValueError, match="received twice: s"):
        document(Heading(3, "Again", "s"))


@pytest.mark.parametrize("block", [TableBlock("estimate:x", "C"), Figure("estimate:x", "T", "A", "C")])
def test_a_table_or_figure_that_was_not_released_is_refused(block: Block) -> None:
    with pytest.raises(ValueError, match="received 'estimate:x'"):
        document(block)


def test_a_quotation_that_was_not_released_is_refused() -> None:
    with pytest.raises(ValueError, match="received 'passage:x'"):
        document(QuotationBlock("passage:x"))


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "#s", "a b", ""]
)
def test_a_link_leads_only_to_an_anchor_or_a_web_address(target: str) -> None:
    with pytest.raises(ValueError, match=r"received"):
        document(paragraph(Link(target, "click")))


def test_a_skipped_heading_level_is_refused() -> None:
    with pytest.raises(ValueError, match="received level 4"):
        document(Heading(4, "Too deep"))
    with pytest.raises(ValueError, match="received level 4"):
        document(Section("Inner", "inner", (), level=4))
    assert document(Heading(3, "One"), Heading(4, "Two"), Heading(3, "Three")).title == "T"


def test_a_section_of_the_document_has_level_two() -> None:
    with pytest.raises(ValueError, match="level 2"):
        Document("T", "", "en", None, (), (Section("S", "s", (), level=3),), (), RELEASED)


def test_a_card_inside_a_box_is_refused() -> None:
    with pytest.raises(ValueError, match="a card stands in a section"):
        document(Callout("note", "N", (Card("Police", "T", ()),)))
    assert document(Section("Inner", "inner", (Card("Police", "T", ()),), level=3)).title == "T"


def test_a_word_table_has_a_cell_for_each_head() -> None:
    with pytest.raises(ValueError, match="1 cells under 2 heads"):
        WordTable(("A", "B"), (((Text("x"),),),))


def test_tables_and_figures_are_numbered_in_reading_order(sample: Document) -> None:
    lines = plain_text(sample).splitlines()
    numbered = [line.split(".")[0] for line in lines if line.startswith(("Table ", "Figure "))]
    assert numbered == ["Table 1", "Figure 1", "Table 2", "Table 3", "Table 4", "Figure 2"]


def test_a_line_above_a_title_starts_with_a_capital() -> None:
    made = document(
        Section("Inner", "inner", (), level=3, kicker="first"), Card("police front line", "T", ())
    )
    assert plain_text(made).splitlines()[2:] == ["First", "Inner", "Police front line", "T"]


def test_plain_text_holds_no_number_that_was_withheld(sample: Document) -> None:
    text = plain_text(sample)
    assert "57.1" not in text
    assert "withhelda" in text


def test_a_document_can_be_changed_only_by_making_another(sample: Document) -> None:
    with pytest.raises(ValueError, match="link leads to an anchor"):
        replace(sample, sections=sample.sections[:1])
