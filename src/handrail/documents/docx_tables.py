"""Tables of the Word file: a head that repeats, rows that stay whole, and columns that fit the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handrail.documents.docx_measure import widest_word, width_of
from handrail.documents.docx_styles import STYLES
from handrail.documents.docx_xml import Element, properties, w
from handrail.documents.laid_out import Node

_PADDING = 190
"""Twips beside the words of a cell: the cell's margin, and a little for letters wider than we think."""

_SMALLEST = 6.5
_FAIR = 0.75
SHORT = 16
"""Rows that a table may have and still be kept on one page."""


@dataclass(frozen=True)
class Columns:
    """The widths of a table's columns in twips, and the size of its type in points."""

    widths: tuple[int, ...]
    size: float


def columns_of_numbers(grid: Node, width: int) -> Columns:
    """Return columns wide enough for each number in one line; what names the rows shares the rest.

    A table of many columns takes smaller type, down to 6.5 points.

    Examples
    --------
    >>> row = [{"text": "Woman", "mark": ""}, {"text": "41.2", "mark": ""}]
    >>> columns_of_numbers({"header": ["Gender", "Per cent"], "heads": 1, "rows": [row]}, 8000).size
    9.5
    """
    heads = grid["heads"]
    columns = list(
        zip(*([{"text": head, "mark": ""} for head in grid["header"]], *grid["rows"]), strict=True)
    )
    size = STYLES["TableText"].size
    while True:
        least = [_least(column, place >= heads, size) for place, column in enumerate(columns)]
        if sum(least) <= width or size <= _SMALLEST:
            break
        size -= 0.5
    # A head of several words takes one line where that leaves the rows' names their room.
    roomy = [
        max(part, width_of(head, size) + _PADDING) if place >= heads else part
        for place, (part, head) in enumerate(zip(least, grid["header"], strict=True))
    ]
    if sum(roomy) <= _FAIR * width:
        least = roomy
    wanted = [
        max(width_of(cell["text"], size) for cell in column) + _PADDING if place < heads else 0.0
        for place, column in enumerate(columns)
    ]
    spare = width - sum(least)
    if spare < 0:
        return Columns(_whole([width * part / sum(least) for part in least], width), size)
    total = sum(wanted) or 1.0
    shared = [part + spare * want / total for part, want in zip(least, wanted, strict=True)]
    return Columns(_whole(shared, width), size)


def _least(column: tuple[Node, ...], number: bool, size: float) -> float:
    head, *cells = [cell["text"] + cell["mark"] for cell in column]
    words = widest_word([head], size)
    if number:
        return max([words, *(width_of(cell, size) for cell in cells)]) + _PADDING
    return max(words, widest_word(cells, size)) + _PADDING


def columns_of_words(weights: Sequence[float], width: int) -> Columns:
    """Return columns that share the width by their weights.

    Examples
    --------
    >>> columns_of_words([1, 3], 8000).widths
    (2000, 6000)
    """
    return Columns(_whole([width * part / sum(weights) for part in weights], width), STYLES["TableText"].size)


def _whole(widths: Sequence[float], width: int) -> tuple[int, ...]:
    rounded = [int(part) for part in widths]
    return (*rounded[:-1], width - sum(rounded[:-1]))


def table_of(
    style: str,
    columns: Columns,
    rows: Sequence[Sequence[Element]],
    *,
    indent: int = 0,
    description: str = "",
    rtl: bool = False,
) -> Element:
    """Return a table whose first row is its head and whose first column names the rows.

    Parameters
    ----------
    style
        The id of a table style.
    columns
        Their widths.
    rows
        A paragraph for each cell; the first row is the head.
    indent
        Twips from the left margin.
    description
        What the table shows, for a screen reader.
    rtl
        Whether the first column is at the right.
    """
    held = properties(
        "tblPr",
        w("tblStyle", val=style),
        w("bidiVisual") if rtl else None,
        w("tblW", w=sum(columns.widths), type="dxa"),
        w("tblInd", w=indent, type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="06A0", firstRow=1, lastRow=0, firstColumn=1, lastColumn=0, noHBand=1, noVBand=1),
        w("tblCaption", val=description) if description else None,
    )
    grid = w("tblGrid", *(w("gridCol", w=width) for width in columns.widths))
    made = [_row(row, columns.widths, head=place == 0) for place, row in enumerate(rows)]
    return w("tbl", held, grid, *made)


def _row(cells: Sequence[Element], widths: Sequence[int], *, head: bool) -> Element:
    own = w("trPr", w("cantSplit"), *([w("tblHeader")] if head else []))
    return w(
        "tr",
        own,
        *(
            w("tc", properties("tcPr", w("tcW", w=width, type="dxa")), cell)
            for cell, width in zip(cells, widths, strict=True)
        ),
    )
