"""The Word file: strict order, real headings and links, nothing about a person, and others open it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from documents_sample import make_sample
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
    words_of,
)
from lxml import etree
from pypdf import PdfReader

from handrail.documents import (
    Document,
    Heading,
    Link,
    paragraph,
    plain_text,
    write_docx,
)

# ISO/IEC 29500-1, annex A: the order of properties that are used here, written down a second time.
P_ORDER = """
    pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs
    suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi
    adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc
    textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange
"""
R_ORDER = """
    rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid
    vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs
    em lang eastAsianLayout specVanish oMath
"""
TABLE_ORDER = """
    tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing
    tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription
"""
STYLE_ORDER = """
    name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked
    personal rsid pPr rPr tblPr trPr tcPr tblStylePr
"""
PAGE_ORDER = """
    headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType
    pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid
"""
ORDERS = {
    "pPr": P_ORDER,
    "rPr": R_ORDER,
    "tblPr": TABLE_ORDER,
    "tcPr": "tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign",
    "pBdr": "top left bottom right between bar",
    "style": STYLE_ORDER,
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "sectPr": PAGE_ORDER,
}


@pytest.fixture(scope="module")
def sample() -> Document:
    return make_sample()


@pytest.fixture(scope="module")
def made(sample: Document) -> bytes:
    return write_docx(sample)


@pytest.fixture(scope="module")
def body(made: bytes) -> Any:
    return part(made, "document")


# The file ------------------------------------------------------------------------------------------------


def test_the_same_document_gives_the_same_bytes(made: bytes) -> None:
    assert write_docx(make_sample()) == made
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert names[0] == "[Content_Types].xml"
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_document_whose_release_was_swapped_is_refused() -> None:
    swapped = make_sample()
    object.__setattr__(swapped, "released", SimpleNamespace(tables={}, quotations={}, refusals=()))
    with pytest.raises(TypeError, match="what disclosure review released"):
        write_docx(swapped)


def test_the_file_says_what_it_is_and_nothing_about_a_computer(made: bytes, sample: Document) -> None:
    known = opened(made).core_properties
    assert (known.title, known.subject, known.language) == (sample.title, sample.subtitle, "en-GB")
    assert known.author == "The Handrail team; A second author"
    assert (known.last_modified_by, known.created, known.modified) == ("", None, None)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    for trace in (
        b"python-docx",
        b"attachedTemplate",
        b"rsid",
        str(Path(__file__).resolve().parent).encode(),
        b"customXml",
        b"updateFields",
    ):
        assert trace not in everything


def test_nothing_leads_outward_but_links_that_the_tree_has(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        relations = [name for name in archive.namelist() if name.endswith(".rels")]
        outward = [
            entry.get("Target")
            for name in relations
            for entry in etree.fromstring(archive.read(name))
            if entry.get("TargetMode") == "External"
        ]
    assert outward == ["https://www.example.org/consent"]


def test_every_part_has_a_type_and_every_relation_a_part(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        names = set(archive.namelist())
        types = etree.fromstring(archive.read("[Content_Types].xml"))
        relations = etree.fromstring(archive.read("word/_rels/document.xml.rels"))
        referred = set(re.findall(rb'r:(?:id|embed)="([^"]+)"', archive.read("word/document.xml")))
    named = {one.get("PartName", "")[1:] for one in types if one.get("PartName")}
    assert named <= names
    inner = {one.get("Id"): one.get("Target") for one in relations if one.get("TargetMode") is None}
    assert {f"word/{target}" for target in inner.values()} <= names
    assert {name.decode() for name in referred} <= {one.get("Id") for one in relations}
    assert len({one.get("Id") for one in relations}) == len(relations)


def test_properties_stand_in_the_order_that_the_standard_demands(made: bytes) -> None:
    seen = 0
    for name in ("document", "styles", "numbering", "header1", "header2", "footer1"):
        for element in part(made, name).iter():
            order = ORDERS.get(etree.QName(element).localname)
            if order is None or not element.tag.startswith(W):
                continue
            children = [etree.QName(child).localname for child in element]
            places = [order.split().index(child) for child in children]
            assert places == sorted(places), children
            repeated = {"headerReference", "footerReference", "tblStylePr"}
            assert len({*children} - repeated) == len([child for child in children if child not in repeated])
            seen += 1
    assert seen > 300


def test_every_style_and_numbering_that_is_used_is_defined(made: bytes, body: Any) -> None:
    defined = {style.get(f"{W}styleId") for style in part(made, "styles").findall(f"{W}style")}
    used = {one.get(f"{W}val") for tag in ("pStyle", "rStyle", "tblStyle") for one in body.iter(f"{W}{tag}")}
    assert used <= defined
    based = {
        one.get(f"{W}val") for tag in ("basedOn", "next") for one in part(made, "styles").iter(f"{W}{tag}")
    }
    assert based <= defined
    lists = {one.get(f"{W}numId") for one in part(made, "numbering").findall(f"{W}num")}
    assert {one.get(f"{W}val") for one in body.iter(f"{W}numId")} <= lists


def test_the_page_is_a4_with_the_margins_of_the_pdf_and_a_language(made: bytes) -> None:
    section = opened(made).sections[0]
    size = [round(length.mm) for length in (section.page_width, section.page_height)]
    margins = [
        round(length.mm) for length in (section.left_margin, section.right_margin, section.bottom_margin)
    ]
    assert (size, margins, round(section.top_margin.mm)) == ([210, 297], [27, 27, 24], 34)
    assert part(made, "styles").find(f"{W}docDefaults//{W}lang").get(f"{W}val") == "en-GB"
    fonts = {one.get(f"{W}name"): one.find(f"{W}altName").get(f"{W}val") for one in part(made, "fontTable")}
    assert fonts["Cambria"] == "Caladea"


def test_every_page_says_that_data_is_invented_and_where_one_is(made: bytes, sample: Document) -> None:
    section = opened(made).sections[0]
    assert section.different_first_page_header_footer
    first, others = (
        [line.text for line in head.paragraphs] for head in (section.first_page_header, section.header)
    )
    assert first == [sample.banner, ""]
    assert others == [sample.banner, sample.title]
    for foot in (section.first_page_footer, section.footer):
        assert foot.paragraphs[0].text == "1 of 1"
        codes = [one.text.strip() for one in foot._element.iter(f"{W}instrText")]
        assert codes == ["PAGE", "NUMPAGES"]


# Headings, contents and links ----------------------------------------------------------------------------


def test_titles_are_real_headings(made: bytes, sample: Document) -> None:
    read = opened(made)
    assert [one.text for one in read.paragraphs if one.style.name == "Title"] == [sample.title]
    assert [one.text for one in read.paragraphs if one.style.name == "Subtitle"] == [sample.subtitle]
    parts = [one.text for one in read.paragraphs if one.style.name == "Heading 1"]
    assert parts == [section.title for section in sample.sections]
    assert [one.text for one in read.paragraphs if one.style.name == "Heading 3"] == ["Do this", "Why"] * 2
    assert "Who took part" in [one.text for one in read.paragraphs if one.style.name == "Heading 2"]


def test_headings_of_the_first_page_and_of_the_evidence_are_found_and_not_listed(made: bytes) -> None:
    read = opened(made)
    unlisted = {one.text: one.style for one in read.paragraphs if one.style.name.startswith("Unlisted")}
    assert "What was asked" in unlisted
    assert "Training is ad hoc and depends on who happens to care." in unlisted
    for style in unlisted.values():
        assert style.base_style.name == style.name.removeprefix("Unlisted ")
        assert style.element.find(f"{W}pPr/{W}outlineLvl") is not None


def test_the_contents_read_without_being_worked_out(body: Any, sample: Document) -> None:
    (contents,) = body.iter(f"{W}sdt")
    (gallery,) = contents.iter(f"{W}docPartGallery")
    assert gallery.get(f"{W}val") == "Table of Contents"
    (code,) = contents.iter(f"{W}instrText")
    assert code.text.strip() == 'TOC \\o "1-2" \\h'
    signs = [one.get(f"{W}fldCharType") for one in contents.iter(f"{W}fldChar")]
    assert signs == ["begin", "separate", "end"]
    outer = [words_of(one) for one in contents.iter(f"{W}p") if style_of(one) == "TOC1"]
    assert outer == [section.title for section in sample.sections]
    inner = [words_of(one) for one in contents.iter(f"{W}p") if style_of(one) == "TOC2"]
    assert inner[:2] == ["Before the phone rings", "Answer, and be answered"]
    assert all(
        one.find(f"{W}hyperlink") is not None for one in contents.iter(f"{W}p") if "TOC" in style_of(one)
    )


def test_contents_list_what_word_would_list(body: Any) -> None:
    (contents,) = body.iter(f"{W}sdt")
    listed = [words_of(one) for one in contents.iter(f"{W}p") if style_of(one).startswith("TOC")]
    worked_out = [words_of(one) for one in body.iter(f"{W}p") if style_of(one) in ("Heading1", "Heading2")]
    assert listed == worked_out


def test_every_inner_link_leads_to_a_bookmark_that_word_can_name(body: Any) -> None:
    names = [one.get(f"{W}name") for one in body.iter(f"{W}bookmarkStart")]
    assert all(re.fullmatch("[A-Za-z][A-Za-z0-9_]{0,39}", name) for name in names)
    assert len({name.lower() for name in names}) == len(names)
    starts = [one.get(f"{W}id") for one in body.iter(f"{W}bookmarkStart")]
    assert starts == [one.get(f"{W}id") for one in body.iter(f"{W}bookmarkEnd")]
    targets = {one.get(f"{W}anchor") for one in body.iter(f"{W}hyperlink")} - {None}
    assert len(targets) > 15
    assert targets <= set(names)


def test_anchors_that_look_alike_to_word_stay_apart() -> None:
    alike = ["a:b", "a-b", "A.B", "x" * 50 + "1", "x" * 50 + "2"]
    blocks = [Heading(3, name, name) for name in alike]
    body = part(write_docx(only(paragraph(*(Link(name, name) for name in alike)), *blocks)), "document")
    leads = {words_of(one): one.get(f"{W}anchor") for one in body.findall(f".//{W}p/{W}hyperlink")}
    marked = {words_of(one.getparent()): one.get(f"{W}name") for one in body.iter(f"{W}bookmarkStart")}
    assert {name: leads[name] for name in alike} == {name: marked[name] for name in alike}
    assert len({name.lower() for name in marked.values()}) == len(marked)


def test_an_address_that_is_none_by_the_letter_does_not_stop_word() -> None:
    data = write_docx(only(paragraph(Link("https://example.org/{a}|b?c=é%20[1]", "out"))))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
    assert 'Target="https://example.org/%7Ba%7D%7Cb?c=%C3%A9%20%5B1%5D"' in relations


# Through another program ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def soffice() -> str:
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice (soffice) is not installed: Word files are not opened by another program")
    return found


def converted(soffice: str, folder: Path, data: bytes, form: str) -> bytes:
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / "made.docx").write_bytes(data)
    own = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, own, "--headless", "--convert-to", form, "--outdir", str(folder)]
    made = str(folder / "in" / "made.docx")
    subprocess.run([*command, made], check=True, capture_output=True, timeout=120)
    return (folder / f"made.{form}").read_bytes()


def test_libreoffice_keeps_headings_captions_links_and_descriptions(
    soffice: str, tmp_path: Path, made: bytes, sample: Document
) -> None:
    again = converted(soffice, tmp_path, made, "docx")
    before, after = opened(made), opened(again)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3", "Caption", "Quote", "List Number"):
        kept = [[one.text for one in read.paragraphs if one.style.name == name] for read in (before, after)]
        assert kept[0] == kept[1], name
    body = part(again, "document")
    codes = " ".join(code.text or "" for code in body.iter(f"{W}instrText"))
    assert (codes.count("SEQ Table"), codes.count("SEQ Figure"), codes.count("TOC")) == (4, 2, 1)
    names = {one.get(f"{W}name") for one in body.iter(f"{W}bookmarkStart")}
    leads = {one.get(f"{W}anchor") for one in body.iter(f"{W}hyperlink")} - {None}
    assert len(leads) > 15
    assert leads <= names
    assert [one.get("descr", "")[:8] for one in body.iter(f"{WP}docPr")] == ["Women at", "Two mean"]
    assert squeezed(docx_words(again)) == squeezed(plain_text(sample))


def test_libreoffice_prints_the_words_each_card_on_one_side(
    soffice: str, tmp_path: Path, made: bytes, sample: Document
) -> None:
    printed = PdfReader(io.BytesIO(converted(soffice, tmp_path, made, "pdf")))
    pages = [squeezed(page.extract_text()) for page in printed.pages]
    assert all(squeezed(sample.banner or "?") in page for page in pages)
    assert all(f"{number}of{len(pages)}" in page for number, page in enumerate(pages, 1))
    police, product, after = pages[2:5]
    assert "Beforethephonerings" in police
    assert "Notascreening" in police
    assert "Answer,andbeanswered" in product
    assert "Notascreening" in product
    assert "Recommendations" in after
    text = "".join(pages)
    for line in plain_text(sample).splitlines():
        for words in line.split():
            assert squeezed(words) in text


def test_libreoffice_fits_a_long_card_on_one_side(soffice: str, tmp_path: Path) -> None:
    pages = PdfReader(io.BytesIO(converted(soffice, tmp_path, write_docx(card_of(22)), "pdf"))).pages
    counts = [squeezed(page.extract_text()).count("Nameoneperson") for page in pages]
    assert max(counts) == 44


def test_libreoffice_opens_hostile_words(soffice: str, tmp_path: Path) -> None:
    made = write_docx(one(EVIL + LONG + WORLD))
    again = converted(soffice, tmp_path, made, "docx")
    assert docx_words(again).count("HYPERLINK") == docx_words(made).count("HYPERLINK")
