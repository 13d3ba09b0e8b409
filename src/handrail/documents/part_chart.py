"""Part chart: parts of a whole as bars from 0, one row a part."""

from __future__ import annotations

from handrail.documents import numbers
from handrail.documents.axis import axis_between
from handrail.documents.chart import INTERVAL_COLUMNS, Band, Sheet, bands_of
from handrail.documents.grid import row_label
from handrail.documents.svg import Pen
from handrail.values import Cell, Table

_THICK = 12.0


def draw_parts(pen: Pen, table: Table) -> tuple[float, float]:
    """Draw parts, and return the width and height that they take.

    Parameters
    ----------
    pen
        What to draw with.
    table
        Numbers about an analysis with one dimension: ``estimate`` of each part, and ``share`` of the whole.

    Raises
    ------
    ValueError
        For a table of anything else.

    Examples
    --------
    >>> cells = (Cell({"block": "Demographic"}, None, 400, None, {"estimate": 0.03, "share": 0.1}),)
    >>> table = Table("risk:r.dominance", "R", "diagnostic", ("block",), cells, "s", "v")
    >>> draw_parts(Pen("wide"), table)
    (680, 77.5)
    """
    if table.measure != "diagnostic" or len(table.dimensions) != 1:
        raise ValueError(f"parts are drawn of numbers by one dimension; received a table of {table.measure}")
    columns = INTERVAL_COLUMNS[pen.layout]
    known = [value for cell in table.cells if (value := numbers.known(cell, "estimate")) is not None]
    sheet = Sheet(pen, columns, axis_between(min(0.0, *known, 0.0), max(known, default=1.0)))
    bands, y = bands_of((row_label(cell, table) for cell in table.cells), columns)
    sheet.grid(0, y)
    for cell, band in zip(table.cells, bands, strict=True):
        _row(sheet, cell, band)
    sheet.rule(0, 0, y)
    return columns.width, sheet.under(y, table.labels.get("estimate", "Part"))


def _row(sheet: Sheet, cell: Cell, band: Band) -> None:
    value, share = numbers.known(cell, "estimate"), numbers.known(cell, "share")
    sheet.pen.lines(0, band.first, band.lines)
    sheet.track(band.line)
    if value is None:
        sheet.pen.text(sheet.columns.width, band.beside, numbers.WITHHELD, align="end")
        return
    start, end = sorted((sheet.across(0), sheet.across(value)))
    sheet.pen.bar(start, band.line - _THICK / 2, end - start, _THICK)
    words = f"{value:.3f}"
    if share is not None:
        words = f"{words} ({numbers.one_decimal(share, 100)}{numbers.THIN}%)"
    sheet.pen.text(sheet.columns.width, band.beside, words, align="end")
