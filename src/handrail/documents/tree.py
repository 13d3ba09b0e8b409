"""The document tree: what a publication consists of, whatever format it is written in.

Inlines and blocks are frozen dataclasses. Every block has one meaning for each writer: HTML, PDF and Word
files say the same words in the same order. Numbers about respondents and participants' words are not in the
tree: a :class:`TableBlock`, :class:`Figure` or :class:`QuotationBlock` only names a node, and the writer
takes what disclosure review released for it.

An *anchor* is a place that a link can lead to: a letter, then letters, digits and ``: . _ -``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9:._-]*")
_URL = re.compile(r"(https?://|mailto:)[^\s\x00-\x1f\"<>]+")


def is_url(target: str) -> bool:
    """Return whether a link's target leads out of the document.

    Examples
    --------
    >>> is_url("https://www.example.org/a"), is_url("theme:training"), is_url("javascript:alert(1)")
    (True, False, False)
    """
    return _URL.fullmatch(target) is not None


def _check_anchor(anchor: str) -> None:
    if anchor and _ANCHOR.fullmatch(anchor) is None:
        raise ValueError(f"an anchor is a letter, then letters, digits and : . _ - ; received {anchor!r}")


# Inlines ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """Plain words."""

    text: str


@dataclass(frozen=True)
class Strong:
    """Words of weight."""

    text: str


@dataclass(frozen=True)
class Emphasis:
    """Emphasised words."""

    text: str


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere.

    Attributes
    ----------
    target
        An anchor of the same document (no ``#`` before it), or an ``https:``, ``http:`` or ``mailto:``
        address.
    text
        What the reader sees.
    """

    target: str
    text: str

    def __post_init__(self) -> None:
        if not is_url(self.target):
            if not self.target:
                raise ValueError("a link leads to an anchor or to an address; received nothing")
            _check_anchor(self.target)


Inline: TypeAlias = Text | Strong | Emphasis | Link
Inlines: TypeAlias = tuple[Inline, ...]


# Blocks -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of inlines; see :func:`paragraph` for a shorter way to write one."""

    inlines: Inlines


@dataclass(frozen=True)
class Heading:
    """A heading inside a section, the front matter or a card.

    Attributes
    ----------
    level
        The document's title is 1 and a section's title 2; no level is skipped.
    """

    level: int
    text: str
    anchor: str = ""

    def __post_init__(self) -> None:
        _check_anchor(self.anchor)


@dataclass(frozen=True)
class Bullets:
    """A list without an order; each item is a line of inlines."""

    items: tuple[Inlines, ...]


@dataclass(frozen=True)
class Numbered:
    """A list in order, counted from 1; each item is a line of inlines."""

    items: tuple[Inlines, ...]


@dataclass(frozen=True)
class Definition:
    """A term, such as "Who acts", and what stands for it."""

    term: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Definitions:
    """A list of terms: the facts of a recommendation or a study at a glance."""

    items: tuple[Definition, ...]


@dataclass(frozen=True)
class Callout:
    """A box set apart: ``note`` for a reading or a dissent, ``warning`` for what must not be missed."""

    kind: Literal["note", "warning"]
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class TableBlock:
    """A released table.

    Attributes
    ----------
    name
        The node in ``released.tables``.
    caption
        What the numbers are; the writer puts "Table 1." before it and the table's notes below.
    level
        The level of the intervals, for the column's head.
    across
        A dimension of the table whose levels are put across as columns, or empty.
    points
        Whether its differences are of shares, and told in percentage points.
    said_above
        Notes of the table that a reader has already read: they are not printed again.
    """

    name: str
    caption: str
    anchor: str = ""
    level: float = 0.95
    across: str = ""
    points: bool = False
    said_above: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_anchor(self.anchor)


@dataclass(frozen=True)
class WordTable:
    """A table of words, such as a joint display: no number from a result stands in it.

    Attributes
    ----------
    header
        The columns' heads; the first column names the row.
    rows
        A cell for each column: a line of inlines.
    caption
        What the table shows, or empty for a table that the text introduces.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    caption: str = ""
    anchor: str = ""

    def __post_init__(self) -> None:
        _check_anchor(self.anchor)
        for row in self.rows:
            if len(row) != len(self.header):
                raise ValueError(f"a row has {len(row)} cells under {len(self.header)} heads")


@dataclass(frozen=True)
class QuotationBlock:
    """A released quotation with the words beside it; ``name`` is the node in ``released.quotations``."""

    name: str
    anchor: str = ""

    def __post_init__(self) -> None:
        _check_anchor(self.anchor)


@dataclass(frozen=True)
class Figure:
    """A drawing of a released table, with the numbers it draws.

    Attributes
    ----------
    name
        The node in ``released.tables``.
    title
        The finding as a sentence, or what is drawn.
    alt
        What a person who cannot see it needs to know.
    caption
        What is drawn, the sample and its reading.
    kind
        ``intervals`` for shares or means; ``forest`` for odds ratios; ``profiles`` for the classes of a
        typology; ``matrix`` for words by two dimensions; ``paired`` for two tables of shares;
        ``differences`` for groups and what lies between them; ``crosstab`` for groups cut into answers. Of a
        risk analysis: ``parts`` of a whole as bars; ``calibration``; ``reach``; ``specifications``.
    unit
        The axis' title for a mean, such as "Hours a day"; shares are in per cent.
    level
        The level of the intervals.
    beside
        Another node in ``released.tables``: what a paired figure compares with, the shares of the classes
        that profiles show, the differences between groups, or which cells of a crosstab depart.
    across
        A dimension whose levels are put across, in the drawing of profiles or a matrix and in the table.
    said_above
        Notes of the table that a reader has already read: they are not printed again.
    """

    name: str
    title: str
    alt: str
    caption: str
    anchor: str = ""
    kind: Literal[
        "intervals",
        "forest",
        "profiles",
        "matrix",
        "paired",
        "differences",
        "crosstab",
        "parts",
        "calibration",
        "reach",
        "specifications",
    ] = "intervals"
    unit: str = ""
    level: float = 0.95
    beside: str = ""
    across: str = ""
    said_above: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_anchor(self.anchor)
        if self.kind in ("paired", "differences") and not self.beside:
            raise ValueError(f"a {self.kind} figure names the table beside it; received none")


@dataclass(frozen=True)
class Card:
    """One page for one audience; it prints on exactly one side."""

    audience: str
    title: str
    blocks: tuple[Block, ...]
    anchor: str = ""

    def __post_init__(self) -> None:
        _check_anchor(self.anchor)


@dataclass(frozen=True)
class Details:
    """Blocks that open on request in HTML and are printed open in PDF."""

    summary: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class EvidenceEntry:
    """One node of the evidence graph, with links down and up.

    Attributes
    ----------
    node
        The node's id, as it is printed.
    kind
        The kind in a reader's words, such as "Theme".
    title
        The node's sentence or name.
    blocks
        What stands for it: a quotation, a table, a method.
    rests_on, challenged_by, used_by
        Links to other entries.
    anchor
        Where links to this node lead.
    """

    node: str
    kind: str
    title: str
    blocks: tuple[Block, ...]
    anchor: str
    rests_on: tuple[Link, ...] = ()
    challenged_by: tuple[Link, ...] = ()
    used_by: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        _check_anchor(self.anchor)


@dataclass(frozen=True)
class Section:
    """A titled part; sections inside a section are one level deeper.

    Attributes
    ----------
    title
        What the section is about; for a recommendation, its sentence.
    anchor
        Where the contents list and links lead.
    level
        2 for a section of the document, 3 inside one.
    kicker
        A small line above the title, such as "Recommendation 1 · strong".
    listed
        Whether it stands in the contents list.
    """

    title: str
    anchor: str
    blocks: tuple[Block, ...]
    level: int = 2
    kicker: str = ""
    listed: bool = True

    def __post_init__(self) -> None:
        _check_anchor(self.anchor)


Block: TypeAlias = (
    Paragraph
    | Heading
    | Bullets
    | Numbered
    | Definitions
    | Callout
    | TableBlock
    | WordTable
    | QuotationBlock
    | Figure
    | Card
    | Details
    | EvidenceEntry
    | Section
)


def paragraph(*parts: str | Inline) -> Paragraph:
    """Return a paragraph of strings and inlines.

    Examples
    --------
    >>> paragraph("See ", Link("methods", "how it was done"), ".").inlines[0]
    Text(text='See ')
    """
    return Paragraph(tuple(Text(part) if isinstance(part, str) else part for part in parts))
