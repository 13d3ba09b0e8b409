"""Interval chart: a point for each estimate with a line for its interval, one row a group."""

from __future__ import annotations

from handrail.documents import numbers
from handrail.documents.axis import axis_of
from handrail.documents.chart import INTERVAL_COLUMNS, Band, Sheet, axis_words, bands_of, base
from handrail.documents.grid import row_label
from handrail.documents.svg import Pen
from handrail.values import Cell, Table


def draw_intervals(pen: Pen, table: Table, unit: str, level: float) -> tuple[float, float]:
    """Draw estimates and intervals, and return the width and height that they take.

    Parameters
    ----------
    pen
        What to draw with.
    table
        Shares, means or quantiles.
    unit
        The axis' title, such as "Per cent".
    level
        The level of the intervals, named in the axis' title.

    Raises
    ------
    ValueError
        For a table of anything else.

    Examples
    --------
    >>> cells = (Cell({"sex": "Female"}, None, 4441, 400, {"estimate": 0.093, "low": 0.08, "high": 0.107}),)
    >>> table = Table("estimate:v", "V", "share", ("sex",), cells, "s", "v")
    >>> draw_intervals(Pen("wide"), table, "Per cent", 0.95)
    (680, 77.5)
    """
    if table.measure not in ("share", "mean", "quantile"):
        raise ValueError(
            f"intervals are drawn of shares, means and quantiles; received a table of {table.measure}"
        )
    columns = INTERVAL_COLUMNS[pen.layout]
    sheet = Sheet(pen, columns, axis_of(table))
    bands, y = bands_of((f"{row_label(cell, table)} {base(cell)}" for cell in table.cells), columns)
    sheet.grid(0, y)
    for cell, band in zip(table.cells, bands, strict=True):
        _row(sheet, cell, table, band)
    return columns.width, sheet.under(y, axis_words(unit, table, level))


def _row(sheet: Sheet, cell: Cell, table: Table, band: Band) -> None:
    whole = bool(table.dimensions) and not cell.group
    bold = whole and len(table.cells) > 1
    shown, between = numbers.estimate(cell, table.measure), numbers.interval(cell, table.measure)
    words = f"{shown} ({between})" if between else shown
    sheet.pen.lines(0, band.first, band.lines, bold=bold)
    sheet.pen.text(sheet.columns.width, band.beside, words, align="end", bold=bold)
    sheet.track(band.line)
    times = 100 if table.measure == "share" else 1
    # The whole differs in shape as well as in colour: it reads in black and white.
    if whole:
        sheet.estimate(cell, times, band.line, "diamond", "ink")
    else:
        sheet.estimate(cell, times, band.line, "circle", "mark")
