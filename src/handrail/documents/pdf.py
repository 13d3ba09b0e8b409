"""PDF: the same words on A4, tagged for screen readers (PDF/UA-1), with the fonts that Typst carries.

What people wrote goes to Typst as data in one JSON text; the template sets it as text and never reads it as
markup. Nothing is downloaded, and the same document gives the same bytes.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files

import typst

from handrail.documents.document import Document
from handrail.documents.figure import drawing
from handrail.documents.laid_out import Node, lay_out
from handrail.documents.tree import Figure
from handrail.values import PlanError, Table

FONTS = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")
"""The fonts that Typst carries; a character that none of them has is looked for on the computer."""

_TEXT_HEIGHT, _TEXT_WIDTH = 175.0, 156.0
"""Millimetres of a page that a drawing may fill, so that a heading and its title fit above it."""


def write_pdf(document: Document, *, timestamp: int | None = None) -> bytes:
    """Return a document as a tagged PDF (PDF/UA-1, ISO 14289-1).

    Parameters
    ----------
    document
        The publication.
    timestamp
        Seconds since 1970 for the file's date, or None for a file without a date.

    Raises
    ------
    TypeError
        When the document's numbers did not come from disclosure review.
    PlanError
        When a card is longer than a page.

    Examples
    --------
    >>> from handrail.disclosure import Ledger, review
    >>> from handrail.documents import Section, paragraph
    >>> part = Section("Methods", "methods", (paragraph("#panic() is only text."),))
    >>> released = review([], [], Ledger()).released
    >>> write_pdf(Document("A guideline", "", "en", None, (), (part,), (), released))[:5]
    b'%PDF-'
    """
    laid = lay_out(document, draw)
    laid |= {"fonts": list(FONTS), "dated": timestamp is not None}
    source = (files("handrail.documents") / "templates" / "guideline.typ").read_bytes()
    # Embedded fonts first, so that every computer makes the same file. Only a character that they lack, such
    # as a Telugu letter, brings in the computer's own; and one that nobody has is drawn as a box, in a file
    # that then does not call itself PDF/UA.
    tries: tuple[tuple[bool, bool], ...] = ((True, True), (False, True), (False, False))
    for ignore_system_fonts, accessible in tries:
        try:
            return typst.compile(
                source,
                ignore_system_fonts=ignore_system_fonts,
                sys_inputs={"document": json.dumps(laid, ensure_ascii=False)},
                pdf_standards=["ua-1"] if accessible else [],
                timestamp=timestamp,
            )
        except typst.TypstError as problem:
            message = str(problem)
            if "card longer than a page" in message:
                raise _long_card(laid) from None
            if not accessible or "could not be displayed" not in message:
                raise
    raise AssertionError("the last try returns or raises")


def draw(figure: Figure, tables: Mapping[str, Table], identifier: str) -> Node:
    """Return a figure's drawing for paper, and the part of the text's width that it takes."""
    svg = drawing(figure, tables, "print", identifier)
    size = ET.fromstring(svg)  # noqa: S314 - our own drawing, made a line above
    shape = float(size.get("height", "1")) / float(size.get("width", "1"))
    return {"print": svg, "width": min(1.0, _TEXT_HEIGHT / (_TEXT_WIDTH * shape))}


def _long_card(laid: Node) -> PlanError:
    names = ", ".join(f"'{card['audience']}'" for card in _cards([*laid["front"], *laid["sections"]]))
    return PlanError.because(
        "a card prints on one side of A4",
        f"a card that is longer, among: {names}",
        "shorten the recommendations of that audience, or what the plan says of that profile",
    )


def _cards(blocks: Iterable[Node]) -> Iterator[Node]:
    for block in blocks:
        if block["type"] == "card":
            yield block
        elif block["type"] == "section":
            yield from _cards(block["blocks"])
