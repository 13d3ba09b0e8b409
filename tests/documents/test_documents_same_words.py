"""One tree, the same words: what a reader is told does not depend on the file that they were sent."""

from __future__ import annotations

import io

import pytest
from documents_sample import make_sample
from docx_reading import docx_words, squeezed
from lxml import html as lxml_html
from pypdf import PdfReader

from handrail.documents import Document, plain_text, write_docx, write_html, write_pdf


@pytest.fixture(scope="module")
def sample() -> Document:
    return make_sample()


@pytest.fixture(scope="module")
def words(sample: Document) -> str:
    return docx_words(write_docx(sample))


def test_word_says_what_the_tree_says_in_the_same_order(words: str, sample: Document) -> None:
    assert squeezed(words) == squeezed(plain_text(sample))


def test_word_says_what_the_page_says(words: str, sample: Document) -> None:
    page = lxml_html.document_fromstring(write_html(sample).decode())
    for furniture in page.xpath("//nav | //svg | //head | //a[@class='skip'] | //aside[@class='banner']"):
        furniture.drop_tree()
    assert squeezed(words) == squeezed(page.text_content())


def test_word_says_what_paper_says(words: str, sample: Document) -> None:
    # Line by line, because paper adds the marks of lists and the words inside drawings, and breaks pages.
    pages = [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(write_pdf(sample))).pages]
    banner, title = squeezed(sample.banner or ""), squeezed(sample.title)
    printed = ""
    for number, page in enumerate(pages, 1):
        head = banner + (title if number > 1 else "")
        printed += "" if number == 2 else page.removeprefix(head).removesuffix(f"{number}of{len(pages)}")
    position = 0
    for line in words.splitlines():
        found = printed.find(squeezed(line), position)
        assert found >= 0, line
        position = found + len(squeezed(line))
