"""Forest chart: numbers of a model with their intervals around the line of no association.

Ratios lie around 1 on an axis of equal ratios, differences around 0; factors stand under their kinds.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, replace

from handrail.documents import numbers
from handrail.documents.axis import difference_axis_of, ratio_axis_of
from handrail.documents.chart import NARROW, Band, Columns, Sheet, axis_words, base
from handrail.documents.svg import LINE, SMALL, Layout, Pen
from handrail.values import DIFFERENCES, RATIOS, Cell, Table

LESS, MORE = "less often", "more often"
OUTCOME = "outcome"
"""The dimension of an outcome with several categories: each has a part of the chart."""

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


def draw_forest(pen: Pen, table: Table, level: float, unit: str = "") -> tuple[float, float]:
    """Draw ratios or differences of a model, and return the width and height that they take.

    A factor with one compared level takes one row; one with several gets a heading that names what they are
    compared with, and is indented below it.

    Parameters
    ----------
    pen
        What to draw with.
    table
        Ratios or differences by factor and level, and by kind of factor and category of the outcome where
        the table has them. Its labels ``below`` and ``above`` name the sides, ``against`` the category that
        the others are compared with.
    level
        The level of the intervals, named in the axis' title.
    unit
        The axis' title of differences, such as "Hours a day".

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
    ratios = table.measure in RATIOS
    if not (ratios or table.measure in DIFFERENCES) or not {"factor", "level"} <= set(table.dimensions):
        raise ValueError(
            "a forest is drawn of ratios or differences by factor and level; received a table of "
            f"{table.measure} by {', '.join(table.dimensions) or 'nothing'}"
        )
    columns = _COLUMNS[pen.layout]
    none = 1.0 if ratios else 0.0
    sheet = Sheet(pen, columns, ratio_axis_of(table) if ratios else difference_axis_of(table))
    lines = _lines(table)
    bands, y = [], _HEAD
    for line in lines:
        bands.append(_band(line, y, columns))
        y = bands[-1].bottom
    line_at = sheet.across(none)
    sheet.grid(_HEAD, y)
    # On a narrow screen words stand over the drawing, so each row has its own piece of the line.
    pen.line(line_at, _HEAD - 14, line_at, _HEAD if columns.narrow else y, colour="ink", thick=_ONE)
    # The sides are named and not coloured.
    less, more = table.labels.get("below", LESS), table.labels.get("above", MORE)
    pen.text(line_at - 8, _HEAD / 2 - 2, less, size=SMALL, colour="soft", align="end")
    pen.text(line_at + 8, _HEAD / 2 - 2, more, size=SMALL, colour="soft")
    for line, band in zip(lines, bands, strict=True):
        if line.cell is None:
            _heading(pen, line, band)
        else:
            _row(sheet, table, line, line.cell, band, none)
    called = unit or table.labels.get("estimate", "Odds ratio")
    return columns.width, sheet.under(y, axis_words(called, table, level))


def _lines(table: Table) -> list[_Line]:
    lines = []
    for outcome in dict.fromkeys(cell.group.get(OUTCOME, "") for cell in table.cells):
        kinds: dict[str, dict[str, list[Cell]]] = {}
        for cell in table.cells:
            if cell.group.get(OUTCOME, "") == outcome:
                factors = kinds.setdefault(cell.group.get("kind", ""), {})
                factors.setdefault(cell.group.get("factor", ""), []).append(cell)
        if outcome:
            against = table.labels.get("against", "")
            words = f", compared with {against}" if against else ""
            lines.append(_Line(f"{table.labels.get(OUTCOME, 'Answer')}: {outcome}{words}", kind=True))
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


def _row(  # noqa: PLR0917 - one row and where it stands
    sheet: Sheet, table: Table, line: _Line, cell: Cell, band: Band, none: float
) -> None:
    shown, between = numbers.estimate(cell, table.measure), numbers.interval(cell, table.measure)
    words = f"{shown} ({between})" if between else shown
    sheet.pen.lines(line.indent, band.first, band.lines)
    sheet.pen.text(sheet.columns.width, band.beside, words, align="end")
    sheet.track(band.line)
    if sheet.columns.narrow:
        at = sheet.across(none)
        sheet.pen.line(at, band.line - _TICK, at, band.line + _TICK, colour="ink", thick=_ONE)
    sheet.estimate(cell, numbers.times(table.measure), band.line, "square", "mark")
