"""The HTML page: one file, no request, readable by everyone, and nothing a person wrote becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import cast

import pytest
from documents_sample import make_released, make_sample
from lxml import html as lxml_html

from handrail.documents import (
    Document,
    Paragraph,
    QuotationBlock,
    Section,
    Text,
    paragraph,
    plain_text,
    write_html,
)
from handrail.documents.html import css_string

EVIL = '</p></style><script>alert(1)</script> {{ 7 * 7 }} {% raw %} &amp; "><img src=x onerror=alert(1)>'
WORLD = "שלום עולם, مرحبا, 👩‍👧 café, తెలుగు"


@pytest.fixture(scope="module")
def sample() -> Document:
    return make_sample()


@pytest.fixture(scope="module")
def page(sample: Document) -> str:
    return write_html(sample).decode()


@pytest.fixture(scope="module")
def tree(page: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(page)


def one(words: str) -> Document:
    released = make_released({"passage:1": words})
    blocks = (paragraph(words), QuotationBlock("passage:1"))
    return Document(
        words, words, "en", words, (), (Section(words, "s", blocks, kicker=words),), (), released, (words,)
    )


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_the_page_says_what_the_tree_says(page: str, sample: Document) -> None:
    tree = lxml_html.document_fromstring(page)
    for furniture in tree.xpath("//nav | //svg | //head | //a[@class='skip'] | //aside[@class='banner']"):
        furniture.drop_tree()
    assert squeezed(tree.text_content()) == squeezed(plain_text(sample))


def test_the_page_needs_no_request_and_no_script(page: str, tree: lxml_html.HtmlElement) -> None:
    assert tree.xpath("//script | //link | //img | //iframe | //object | //base") == []
    assert not re.search(r"url\(|@import|\ssrc=|\son[a-z]+=", page)
    outward = {link for link in tree.xpath("//@href") if not link.startswith("#")}
    assert outward == {"https://www.example.org/consent"}


def test_the_page_forbids_what_it_does_not_need(tree: lxml_html.HtmlElement) -> None:
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.split("; ") == [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_every_id_stands_once_and_every_link_leads_to_one(tree: lxml_html.HtmlElement) -> None:
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {link[1:] for link in tree.xpath("//@href") if link.startswith("#")}
    named = {name for names in tree.xpath("//@aria-labelledby") for name in names.split()}
    assert targets | named <= set(ids)


def test_headings_go_down_one_level_at_a_time(tree: lxml_html.HtmlElement) -> None:
    levels = [int(heading.tag[1]) for heading in tree.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_page_has_landmarks_a_language_and_a_way_past_the_contents(tree: lxml_html.HtmlElement) -> None:
    assert tree.get("lang") == "en-GB"
    assert [len(tree.xpath(f"//{name}")) for name in ("header", "nav", "main")] == [1, 1, 1]
    assert len(tree.xpath("/html/body/footer")) == 1
    assert tree.xpath("//a[@class='skip']/@href") == ["#content"]
    assert tree.xpath("//main/@id") == ["content"]


def test_every_table_has_scoped_heads(tree: lxml_html.HtmlElement) -> None:
    tables = tree.xpath("//table")
    assert len(tables) == 6
    assert tree.xpath("//th[not(@scope)]") == []
    for table in tables:
        assert table.xpath(".//tbody/tr[not(th[@scope='row'])]") == []
    assert len(tree.xpath("//table/caption")) == 4


def test_every_figure_has_its_words_and_its_numbers(tree: lxml_html.HtmlElement) -> None:
    figures = tree.xpath("//figure[@class='drawn']")
    assert len(figures) == 2
    for figure in figures:
        assert len(figure.xpath(".//*[local-name()='svg'][@role='img']")) == 2
        assert len(figure.xpath("./details//table")) == 1


def test_a_quotation_stands_with_its_label(tree: lxml_html.HtmlElement) -> None:
    for figure in tree.xpath("//figure[@class='quotation']"):
        assert figure.xpath("string(.//blockquote)").strip()
        assert figure.xpath("string(./figcaption)") in ("policing", "industry", "third sector")


def test_back_links_lead_up_again(tree: lxml_html.HtmlElement) -> None:
    (entry,) = tree.xpath("//article[@id='theme:numbers']")
    assert entry.xpath(".//p[@class='links']/a/@href") == ["#passage:m2x9", "#finding:feedback"]


def test_what_people_wrote_never_becomes_markup() -> None:
    page = write_html(one(EVIL)).decode()
    tree = lxml_html.document_fromstring(page)
    assert tree.xpath("//script | //img") == []
    assert "<script" not in page
    assert tree.xpath("//@onerror") == []
    assert tree.xpath("string(//blockquote)").strip() == EVIL
    assert tree.xpath("string(//h1)") == EVIL
    assert "49" not in tree.xpath("string(//main)")


def test_the_banner_inside_the_style_sheet_is_nothing_but_escapes() -> None:
    style = cast(
        "list[str]", lxml_html.document_fromstring(write_html(one(EVIL)).decode()).xpath("//style/text()")
    )
    assert "</style" not in "".join(style)
    assert "alert(" not in "".join(style)
    assert css_string("</style>") == '"\\00003c\\00002fstyle\\00003e"'


def test_other_scripts_and_emoji_come_through() -> None:
    tree = lxml_html.document_fromstring(write_html(one(WORLD)).decode())
    assert tree.xpath("string(//blockquote)").strip() == WORLD
    assert tree.xpath("//blockquote/p/@dir") == ["auto"]


def test_a_right_to_left_language_turns_the_page() -> None:
    assert '<html lang="he" dir="rtl">' in write_html(replace(one("x"), language="he")).decode()


def test_the_same_document_gives_the_same_bytes(sample: Document) -> None:
    assert write_html(sample) == write_html(sample)


def test_a_document_without_extras_has_no_empty_elements() -> None:
    released = make_released()
    bare = Document("T", "", "en", None, (), (Section("S", "s", (Paragraph((Text("x"),)),)),), (), released)
    tree = lxml_html.document_fromstring(write_html(bare).decode())
    assert tree.xpath("//p[not(normalize-space())] | //dl[not(*)] | //footer") == []


def palettes(style: str) -> Iterator[dict[str, str]]:
    for block in re.findall(r":root \{([^}]*)\}", style)[:2]:
        yield dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_hold_the_contrast_of_wcag_in_light_and_dark(page: str) -> None:
    found = list(palettes(page))
    assert len(found) == 2
    for palette in found:
        for ink, ground in (
            ("ink", "paper"),
            ("soft", "paper"),
            ("accent", "paper"),
            ("ink", "wash"),
            ("soft", "wash"),
            ("accent", "wash"),
            ("warn", "warn-wash"),
            ("ink", "warn-wash"),
            ("ink", "glow"),
            ("accent", "glow"),
        ):
            high, low = sorted((luminance(palette[ink]), luminance(palette[ground])), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, ground)
