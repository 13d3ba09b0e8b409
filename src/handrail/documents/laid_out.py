"""Laid out: a document as plain values with everything decided, so that each writer only sets type.

Numbers are formatted, quotations filled in from what was released, tables and figures numbered and headings
given their level here, once; HTML, PDF, Word files and plain text cannot differ in a word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from handrail.disclosure import Released
from handrail.documents.document import TITLE_LEVEL, Document
from handrail.documents.grid import Grid, grid_of, paired_grid
from handrail.documents.paper_columns import shares_of, weights_of
from handrail.documents.specification_grid import specification_grid
from handrail.documents.tree import (
    Block,
    Bullets,
    Callout,
    Card,
    Definitions,
    Details,
    Emphasis,
    EvidenceEntry,
    Figure,
    Heading,
    Inline,
    Inlines,
    Link,
    Numbered,
    Paragraph,
    QuotationBlock,
    Section,
    Strong,
    TableBlock,
    Text,
    WordTable,
    is_url,
)
from handrail.values import Table

Node: TypeAlias = dict[str, Any]
Draw: TypeAlias = Callable[[Figure, Mapping[str, Table], str], Node]

CONTENTS = "Contents"
FIGURE_NUMBERS, FIGURE_WORDS = "The numbers in this figure", "The words in this figure"
RESTS_ON, CHALLENGED_BY, USED_BY = "Rests on", "Challenged by", "Used by"
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})


def lay_out(document: Document, draw: Draw | None = None) -> Node:
    """Return a document as nested dicts and lists of strings, in reading order.

    Parameters
    ----------
    document
        The publication.
    draw
        Makes a figure's drawings out of the figure, the released tables and an identifier that is unique in
        the document; None leaves them out.

    Raises
    ------
    TypeError
        When the document's numbers did not come from disclosure review.
    """
    if not isinstance(document.released, Released):
        raise TypeError("a writer takes only what disclosure review released")
    setter = _Setter(document.released, draw)
    front = setter.blocks(document.front, TITLE_LEVEL)
    sections = setter.blocks(document.sections, TITLE_LEVEL)
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "language": document.language,
        "direction": "rtl" if document.language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr",
        "banner": document.banner or "",
        "authors": list(document.authors),
        "front": front,
        "sections": sections,
        "footer": setter.blocks(document.footer, TITLE_LEVEL),
        "short": document.short,
        "contents": [_entry(section) for section in document.sections],
        "words": {"contents": CONTENTS, "numbers": FIGURE_NUMBERS},
    }


def _entry(section: Section) -> Node:
    inner = [
        block
        for block in section.blocks
        if (isinstance(block, Card) or (isinstance(block, Section) and block.listed)) and block.anchor
    ]
    return {
        "title": section.title,
        "anchor": section.anchor,
        "inner": [
            {
                "title": block.title,
                "anchor": block.anchor,
                "kicker": _capital(block.audience if isinstance(block, Card) else block.kicker),
            }
            for block in inner
        ],
    }


class _Setter:
    """Counts tables and figures while it goes through the blocks."""

    def __init__(self, released: Released, draw: Draw | None) -> None:
        self.released = released
        self.draw = draw
        self.tables = 0
        self.figures = 0

    def blocks(self, blocks: Iterable[Block], above: int) -> list[Node]:
        laid: list[Node] = []
        current = above
        for block in blocks:
            if isinstance(block, Heading | Section):
                current = block.level
            laid.append(self.block(block, current))
        return laid

    def block(self, block: Block, current: int) -> Node:
        if isinstance(block, TableBlock | WordTable | Figure):
            return self.numbered(block)
        if isinstance(block, Section | Card | Callout | Details | EvidenceEntry):
            return self.box(block, current)
        if isinstance(block, Definitions):
            items = [{"term": item.term, "blocks": self.blocks(item.blocks, current)} for item in block.items]
            return {"type": "definitions", "items": items}
        return self.leaf(block)

    def leaf(self, block: Paragraph | Heading | Bullets | Numbered | QuotationBlock) -> Node:
        match block:
            case Paragraph():
                return {"type": "paragraph", "inlines": inlines(block.inlines)}
            case Heading():
                return {"type": "heading", "level": block.level, "text": block.text, "anchor": block.anchor}
            case Bullets() | Numbered():
                kind = "bullets" if isinstance(block, Bullets) else "numbered"
                return {"type": kind, "items": [inlines(item) for item in block.items]}
            case QuotationBlock():
                said = self.released.quotations[block.name]
                return {
                    "type": "quotation",
                    "text": said.text,
                    "direction": direction_of(said.text),
                    "label": said.label,
                    "anchor": block.anchor,
                }

    def box(self, block: Section | Card | Callout | Details | EvidenceEntry, current: int) -> Node:
        # What stands in a card or an entry is one level below its title, which is one below the section's.
        titled = isinstance(block, Card | EvidenceEntry)
        level = block.level if isinstance(block, Section) else current + 1 if titled else current
        laid: Node = {"level": level, "blocks": self.blocks(block.blocks, level)}
        match block:
            case Section():
                own = {
                    "type": "section",
                    "title": block.title,
                    "anchor": block.anchor,
                    "kicker": _capital(block.kicker),
                    "listed": block.listed,
                }
            case Card():
                own = {
                    "type": "card",
                    "title": block.title,
                    "anchor": block.anchor,
                    "audience": _capital(block.audience),
                }
            case Callout():
                own = {"type": "callout", "kind": block.kind, "title": block.title}
            case Details():
                own = {"type": "details", "summary": block.summary}
            case EvidenceEntry():
                own = {"type": "evidence", "title": block.title, "anchor": block.anchor}
                laid |= {"node": block.node, "kind": block.kind, "links": _links(block)}
        return laid | own

    def numbered(self, block: TableBlock | WordTable | Figure) -> Node:
        if isinstance(block, Figure):
            return self.figure(block)
        number = ""
        if isinstance(block, TableBlock) or block.caption:
            self.tables += 1
            number = f"Table {self.tables}."
        head = {"number": number, "caption": block.caption, "anchor": block.anchor}
        if isinstance(block, TableBlock):
            grid = grid_of(self.released.tables[block.name], block.level, block.across, points=block.points)
            return {"type": "table", **head, "grid": _grid(grid, block.said_above)}
        rows = [[inlines(cell) for cell in row] for row in block.rows]
        own = {"header": list(block.header), "rows": rows, "weights": weights_of(block)}
        return {"type": "words", **head, **own}

    def figure(self, figure: Figure) -> Node:
        self.figures += 1
        tables = self.released.tables
        drawing = {} if self.draw is None else self.draw(figure, tables, f"figure-{self.figures}")
        if figure.kind == "paired":
            grid = paired_grid(tables[figure.name], tables[figure.beside], figure.level)
        elif figure.kind == "specifications":
            grid = specification_grid(tables[figure.name])
        else:
            grid = grid_of(tables[figure.name], figure.level, figure.across)
        return {
            "type": "figure",
            "number": f"Figure {self.figures}.",
            "title": figure.title,
            "alt": figure.alt,
            "caption": figure.caption,
            "anchor": figure.anchor,
            "summary": FIGURE_WORDS if grid.words else FIGURE_NUMBERS,
            "grid": _grid(grid, figure.said_above),
            **drawing,
        }


def _links(entry: EvidenceEntry) -> list[Node]:
    groups = ((RESTS_ON, entry.rests_on), (CHALLENGED_BY, entry.challenged_by), (USED_BY, entry.used_by))
    return [{"label": label, "links": inlines(group)} for label, group in groups if group]


def direction_of(text: str) -> str:
    """Return ``rtl`` or ``ltr``, after the first letter that has a direction (Unicode's rules P2 and P3).

    Examples
    --------
    >>> direction_of("12 שלום"), direction_of("12 words"), direction_of("")
    ('rtl', 'ltr', 'ltr')
    """
    strong = (unicodedata.bidirectional(letter) for letter in text)
    return "rtl" if next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L" else "ltr"


def inlines(parts: Inlines | tuple[Link, ...]) -> list[Node]:
    """Return inlines as dicts.

    Examples
    --------
    >>> inlines((Strong("Who"), Link("methods", "how")))[1]
    {'type': 'link', 'text': 'how', 'target': 'methods', 'external': False}
    """
    return [_inline(part) for part in parts]


def _inline(part: Inline) -> Node:
    match part:
        case Text():
            return {"type": "text", "text": part.text}
        case Strong():
            return {"type": "strong", "text": part.text}
        case Emphasis():
            return {"type": "emphasis", "text": part.text}
        case Link():
            return {
                "type": "link",
                "text": part.text,
                "target": part.target,
                "external": is_url(part.target),
            }


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _grid(grid: Grid, said_above: tuple[str, ...]) -> Node:
    return {
        "header": list(grid.header),
        "heads": grid.heads,
        "rows": [[{"text": cell.text, "mark": cell.mark} for cell in row] for row in grid.rows],
        "footnotes": [{"mark": mark, "text": text} for mark, text in grid.footnotes],
        "notes": [note for note in grid.notes if note not in said_above],
        "words": grid.words,
        "shares": shares_of(grid),
    }
