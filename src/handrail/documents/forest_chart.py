"""Forest chart: odds ratios with their intervals around the line at 1, under the kinds of factors."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, replace

from handrail.documents import numbers
from handrail.documents.axis import ratio_axis_of
from handrail.documents.chart import NARROW, Band, Columns, Sheet, axis_words, base
from handrail.documents.svg import LINE, SMALL, Layout, Pen
from handrail.values import Cell, Table

LESS, MORE = "less often", "more often"

_COLUMNS: Mapping[Layout, Columns] = {
    "wide": Columns(label=236, plot=292, value=152, row=30, letters=29),
    "narrow": Columns(label=0, plot=NARROW, value=0, row=44, letters=25),
    "print": Columns(label=236, plot=300, value=132, row=27, letters=34),
}
_HEAD, _KIND, _FACTOR = 24.0, 34.0, 26.0
_INDENT = 14.0
_LETTER = 7.5
_ONE, _TICK = 1.2, 9.0


@dataclass(frozen=True)
class _Line:
    """One line of the chart: a heading when ``cell`` is None, else a row."""

    words: str
    cell: Cell | None = None
    indent: float = 0.0
    kind: bool = False


def draw_forest(pen: Pen, table: Table, level: float) -> tuple[float, float]:
    """Draw odds ratios, and return the width and height that they take.

    A factor with one compared level takes one row; one with several gets a heading that names what they are
    compared with, and is indented below it.

    Parameters
    ----------
    pen
        What to draw with.
    table
        Odds ratios by factor and level, and by kind of factor where the table has one.
    level
        The level of the intervals, named in the axis' title.

    Raises
    ------
    ValueError
        For a table of anything else.

    Examples
    --------
    >>> group = {"kind": "Circumstances", "factor": "Open account", "level": "Yes"}
    >>> cells = (Cell(group, None, 700, 160, {"estimate": 1.8, "low": 1.3, "high": 2.4}),)
    >>> table = Table("model:m", "M", "odds-ratio", ("kind", "factor", "level"), cells, "s", "v")
    >>> draw_forest(Pen("wide"), table, 0.95)[0]
    680
    """
    if table.measure != "odds-ratio" or not {"factor", "level"} <= set(table.dimensions):
        raise ValueError(
            "a forest is drawn of odds ratios by factor and level; received a table of "
            f"{table.measure} by {', '.join(table.dimensions) or 'nothing'}"
        )
    columns = _COLUMNS[pen.layout]
    sheet = Sheet(pen, columns, ratio_axis_of(table))
    lines = _lines(table)
    bands, y = [], _HEAD
    for line in lines:
        bands.append(_band(line, y, columns))
        y = bands[-1].bottom
    one = sheet.across(1.0)
    sheet.grid(_HEAD, y)
    # On a narrow screen words stand over the drawing, so each row has its own piece of the line at 1.
    pen.line(one, _HEAD - 14, one, _HEAD if columns.narrow else y, colour="ink", thick=_ONE)
    # The sides are named and not coloured.
    pen.text(one - 8, _HEAD / 2 - 2, LESS, size=SMALL, colour="soft", align="end")
    pen.text(one + 8, _HEAD / 2 - 2, MORE, size=SMALL, colour="soft")
    for line, band in zip(lines, bands, strict=True):
        if line.cell is None:
            _heading(pen, line, band)
        else:
            _row(sheet, line, line.cell, band)
    return columns.width, sheet.under(y, axis_words("Odds ratio", table, level))


def _lines(table: Table) -> list[_Line]:
    kinds: dict[str, dict[str, list[Cell]]] = {}
    for cell in table.cells:
        factors = kinds.setdefault(cell.group.get("kind", ""), {})
        factors.setdefault(cell.group.get("factor", ""), []).append(cell)
    lines = []
    for kind, factors in kinds.items():
        if kind:
            lines.append(_Line(kind, kind=True))
        for factor, cells in factors.items():
            lines += _factor(factor, cells)
    return lines


def _factor(factor: str, cells: list[Cell]) -> list[_Line]:
    against = ", ".join(cell.group.get("level", "") for cell in cells if numbers.is_reference(cell))
    compared = [cell for cell in cells if not numbers.is_reference(cell)]
    words = f", compared with {against}" if against else ""
    if len(compared) == 1:
        level = compared[0].group.get("level", "")
        return [_Line(f"{factor}: {level}{words}" if level else f"{factor}{words}", compared[0])]
    rows = [_Line(cell.group.get("level", ""), cell, _INDENT) for cell in compared]
    return [_Line(f"{factor}{words}"), *rows]


def _band(line: _Line, top: float, columns: Columns) -> Band:
    if line.cell is not None:
        return Band(top, columns.lines(f"{line.words} {base(line.cell)}"), columns)
    # A kind has the whole width for itself; a factor keeps clear of the line at 1.
    lines = columns.lines(line.words)
    if line.kind or columns.narrow:
        lines = tuple(textwrap.wrap(line.words, int(columns.width / _LETTER)))
    return Band(top, lines, replace(columns, row=_KIND if line.kind else _FACTOR))


def _heading(pen: Pen, line: _Line, band: Band) -> None:
    if line.kind:
        pen.line(0, band.top + 7, band.columns.width, band.top + 7, colour="soft", thick=0.8)
    last = band.bottom - LINE * (len(band.lines) - 1)
    pen.lines(0, last - 12, band.lines, bold=line.kind)


def _row(sheet: Sheet, line: _Line, cell: Cell, band: Band) -> None:
    shown, between = numbers.estimate(cell, "odds-ratio"), numbers.interval(cell, "odds-ratio")
    words = f"{shown} ({between})" if between else shown
    sheet.pen.lines(line.indent, band.first, band.lines)
    sheet.pen.text(sheet.columns.width, band.beside, words, align="end")
    sheet.track(band.line)
    if sheet.columns.narrow:
        one = sheet.across(1.0)
        sheet.pen.line(one, band.line - _TICK, one, band.line + _TICK, colour="ink", thick=_ONE)
    sheet.estimate(cell, 1, band.line, "square", "mark")
