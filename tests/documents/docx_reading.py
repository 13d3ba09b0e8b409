"""Word files read for the tests, by other means than those that wrote them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
from documents_sample import make_released
from lxml import etree

from handrail.documents import (
    Bullets,
    Callout,
    Card,
    Definition,
    Definitions,
    Document,
    QuotationBlock,
    Section,
    Text,
    WordTable,
    paragraph,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
EVIL = '</w:t></w:r> & <w:br/> {{ 7 }} "q" ]]> \x00\x0b\x1b\ud800\ufffe HYPERLINK "http://x" \\* MERGEFORMAT'
LONG = "Donaudampfschifffahrtsgesellschaft" * 12
WORLD = "שלום עולם (12), مرحبا, 👩‍👧 café, తెలుగు"


def part(data: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(f"word/{name}.xml"))


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def one(words: str, *blocks: Any, language: str = "en") -> Document:
    released = make_released({"passage:1": words})
    inner = (
        paragraph(words),
        QuotationBlock("passage:1"),
        Bullets(((Text(words),),)),
        Definitions((Definition(words, (paragraph(words),)),)),
        Callout("note", words, (paragraph(words),)),
        WordTable((words,), (((Text(words),),),), words),
        *blocks,
    )
    section = Section(words, "s", inner, kicker=words)
    return Document(words, words, language, words, (), (section,), (), released, (words,))


def only(*blocks: Any, released: Any = None) -> Document:
    section = Section("Part", "part", blocks)
    return Document("T", "", "en", None, (), (section,), (), released or make_released())


def style_of(element: Any) -> str:
    named = element.find(f"{W}pPr/{W}pStyle")
    return "Normal" if named is None else str(named.get(f"{W}val"))


def words_of(element: Any) -> str:
    return "".join(part.text or "" for part in element.iter(f"{W}t"))


def styled(body: Any, style: str) -> list[Any]:
    return [one for one in body.iter(f"{W}p") if style_of(one) == style]


def card_of(lines: int) -> Document:
    item = (Text("Name one person who answers the platforms and say so to everyone. " * 2),)
    return only(Card("Police", "Long", (Bullets((item,) * lines),)))


def docx_words(data: bytes) -> str:
    """Return the text of the body without the contents list: a line a paragraph."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    for furniture in list(body.iter(f"{W}sdt")):
        if furniture.find(f"{W}sdtPr/{W}docPartObj") is not None:
            furniture.getparent().remove(furniture)
    lines = []
    for line in body.iter(f"{W}p"):
        pieces = ["\n" if part.tag == f"{W}br" else part.text or "" for part in line.iter(f"{W}t", f"{W}br")]
        lines.append("".join(pieces))
    return "\n".join(lines)


def squeezed(text: str) -> str:
    """Return text without any space."""
    return "".join(text.split())
