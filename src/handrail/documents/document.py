"""Document: a whole publication, checked when it is made so that no writer can print a link to nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handrail.disclosure import Released
from handrail.documents.tree import (
    Block,
    Bullets,
    Callout,
    Card,
    Definitions,
    Details,
    EvidenceEntry,
    Figure,
    Heading,
    Inline,
    Link,
    Numbered,
    Paragraph,
    QuotationBlock,
    Section,
    TableBlock,
    WordTable,
    is_url,
)

TITLE_LEVEL = 1


@dataclass(frozen=True)
class Document:
    """A publication.

    Attributes
    ----------
    title, subtitle
        The subtitle may be empty.
    language
        A language tag, such as ``en-GB``.
    banner
        Words on every page, such as "Invented data: ...", or None.
    front
        What the first page says: what was asked, what was found, what to do.
    sections
        The parts, each of level 2.
    footer
        The last words: how it was made, how to cite it.
    released
        What disclosure review let out; all numbers and quotations come from here.
    authors
        Names, for the title page and the file's description.
    short
        A paper of a few pages: on paper and in Word the text follows the title, without a list of contents.

    Raises
    ------
    TypeError
        When ``released`` was not made by disclosure review.
    ValueError
        When an anchor stands twice, a link leads to nothing, a heading's level is skipped, a card lies in
        another block, or a table, figure or quotation is not among what was released.

    Examples
    --------
    >>> from handrail.disclosure import Ledger, review
    >>> from handrail.documents.tree import paragraph
    >>> released = review([], [], Ledger()).released
    >>> part = Section("Methods", "methods", (paragraph("By hand."),))
    >>> Document("A guideline", "", "en-GB", None, (), (part,), (), released).title
    'A guideline'
    """

    title: str
    subtitle: str
    language: str
    banner: str | None
    front: tuple[Block, ...]
    sections: tuple[Section, ...]
    footer: tuple[Block, ...]
    released: Released
    authors: tuple[str, ...] = ()
    short: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.released, Released):
            raise TypeError("a document is made only from what disclosure review released")
        if any(section.level != TITLE_LEVEL + 1 for section in self.sections):
            raise ValueError("a document's own sections have level 2")
        blocks = (*self.front, *self.sections, *self.footer)
        _check_levels(self.front, TITLE_LEVEL)
        _check_levels(self.sections, TITLE_LEVEL)
        _check_links(blocks)
        _check_names(blocks, self.released)
        _check_cards(blocks)


def children(block: Block) -> tuple[Block, ...]:
    """Return the blocks directly inside a block."""
    if isinstance(block, Section | Card | Details | Callout | EvidenceEntry):
        return block.blocks
    if isinstance(block, Definitions):
        return tuple(inner for item in block.items for inner in item.blocks)
    return ()


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield every block in reading order, a block before those inside it."""
    for block in blocks:
        yield block
        yield from walk(children(block))


def inlines_of(block: Block) -> tuple[Inline, ...]:
    """Return a block's own inlines in reading order, without those of blocks inside it."""
    if isinstance(block, Paragraph):
        return block.inlines
    if isinstance(block, Bullets | Numbered):
        return tuple(inline for item in block.items for inline in item)
    if isinstance(block, WordTable):
        return tuple(inline for row in block.rows for cell in row for inline in cell)
    if isinstance(block, EvidenceEntry):
        return (*block.rests_on, *block.challenged_by, *block.used_by)
    return ()


def _check_links(blocks: tuple[Block, ...]) -> None:
    found = list(walk(blocks))
    anchors = Counter(anchor for block in found if (anchor := getattr(block, "anchor", "")))
    twice = sorted(anchor for anchor, times in anchors.items() if times > 1)
    if twice:
        raise ValueError(f"an anchor stands once in a document; received twice: {', '.join(twice)}")
    targets = {link.target for block in found for link in inlines_of(block) if isinstance(link, Link)}
    lost = sorted(target for target in targets if not is_url(target) and target not in anchors)
    if lost:
        raise ValueError(f"a link leads to an anchor of the document; received: {', '.join(lost)}")


def _check_names(blocks: tuple[Block, ...], released: Released) -> None:
    for block in walk(blocks):
        if isinstance(block, TableBlock | Figure) and block.name not in released.tables:
            raise ValueError(f"a table or figure was released; received '{block.name}'")
        if isinstance(block, Figure) and block.beside and block.beside not in released.tables:
            raise ValueError(f"what stands beside a figure was released; received '{block.beside}'")
        if isinstance(block, QuotationBlock) and block.name not in released.quotations:
            raise ValueError(f"a quotation was released; received '{block.name}'")


def _check_levels(blocks: Iterable[Block], above: int) -> None:
    # Screen readers walk by headings: a skipped level reads as a missing part.
    current = above
    for block in blocks:
        if isinstance(block, Section | Heading):
            deepest = above + 1 if isinstance(block, Section) else current + 1
            if not above < block.level <= deepest:
                raise ValueError(f"a heading goes at most one level deeper; received level {block.level}")
            current = block.level
        if isinstance(block, Section):
            _check_levels(block.blocks, block.level)
        elif isinstance(block, Card | EvidenceEntry):
            _check_levels(block.blocks, current + 1)
        else:
            _check_levels(children(block), current)


def _check_cards(blocks: Iterable[Block]) -> None:
    # A card breaks the page before and after it, which nothing but a section can hold.
    for block in blocks:
        if not isinstance(block, Section) and any(isinstance(inner, Card) for inner in walk(children(block))):
            raise ValueError("a card stands in a section or in the front matter, never inside another block")
        if isinstance(block, Section):
            _check_cards(block.blocks)
