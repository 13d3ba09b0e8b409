"""Plain text: a document's words in reading order, as every writer prints them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handrail.documents.document import Document
from handrail.documents.laid_out import Node, lay_out


def plain_text(document: Document) -> str:
    """Return a document's words in reading order: a line for each block or row, tabs between cells.

    Page furniture (contents list, banner, page numbers) and the words inside drawings are left out: the
    numbers of a drawing stand in the table below it.

    Raises
    ------
    TypeError
        When the document's numbers did not come from disclosure review.

    Examples
    --------
    >>> from handrail.disclosure import Ledger, review
    >>> from handrail.documents import Section, paragraph
    >>> part = Section("Methods", "methods", (paragraph("By hand."),))
    >>> released = review([], [], Ledger()).released
    >>> print(plain_text(Document("A guideline", "", "en", None, (), (part,), (), released)))
    A guideline
    Methods
    By hand.
    """
    laid = lay_out(document)
    head = [laid["title"], laid["subtitle"], ", ".join(laid["authors"])]
    body = [line for part in ("front", "sections", "footer") for line in _lines(laid[part])]
    return "\n".join(line for line in [*head, *body] if line)


def _lines(blocks: Iterable[Node]) -> Iterator[str]:
    for block in blocks:
        kind = block["type"]
        if kind in ("paragraph", "heading", "quotation"):
            yield from _words(block)
        elif kind in ("bullets", "numbered"):
            yield from (_line(item) for item in block["items"])
        elif kind == "definitions":
            for item in block["items"]:
                yield item["term"]
                yield from _lines(item["blocks"])
        elif kind in ("table", "words", "figure"):
            yield from _table(block)
        else:
            yield from _box(block)


def _words(block: Node) -> Iterator[str]:
    if block["type"] == "paragraph":
        yield _line(block["inlines"])
    elif block["type"] == "heading":
        yield block["text"]
    else:
        yield block["text"]
        yield block["label"]


def _box(block: Node) -> Iterator[str]:
    if block["type"] == "evidence":
        yield f"{block['kind']}\t{block['node']}"
    for name in ("kicker", "audience", "title", "summary"):
        if block.get(name):
            yield block[name]
    yield from _lines(block["blocks"])
    for group in block.get("links", []):
        yield "\t".join([group["label"], *(link["text"] for link in group["links"])])


def _table(block: Node) -> Iterator[str]:
    if block["type"] == "figure":
        yield f"{block['number']} {block['title']}"
        yield block["caption"]
        yield block["summary"]
    elif block["number"]:
        yield f"{block['number']} {block['caption']}"
    if block["type"] == "words":
        yield "\t".join(block["header"])
        yield from ("\t".join(_line(cell) for cell in row) for row in block["rows"])
        return
    grid = block["grid"]
    yield "\t".join(grid["header"])
    yield from ("\t".join(cell["text"] + cell["mark"] for cell in row) for row in grid["rows"])
    yield from (f"{note['mark']} {note['text']}" for note in grid["footnotes"])
    yield from grid["notes"]


def _line(inlines: Iterable[Node]) -> str:
    return "".join(inline["text"] for inline in inlines)
