"""Paired chart: two shares in each group, joined by a line, with the gap between them in points."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, replace

from handrail.documents.axis import axis_of
from handrail.documents.chart import MARK, NARROW, Band, Columns, Sheet, axis_words
from handrail.documents.numbers import count, estimate, known
from handrail.documents.pairs import Pair, labels_of, pairs_of
from handrail.documents.svg import BODY, LINE, SMALLEST, Colour, Layout, Pen, Shape
from handrail.values import Cell, Table

_COLUMNS: Mapping[Layout, Columns] = {
    "wide": Columns(label=170, plot=364, value=146, row=37, letters=20),
    "narrow": Columns(label=0, plot=NARROW, value=0, row=64, letters=22),
    "print": Columns(label=160, plot=374, value=134, row=34, letters=24),
}
_UP, _UP_NARROW = 8.0, 14.0
"""How far the marks are lifted, to leave the intervals their room below them."""

_LEGEND_LETTERS: Mapping[Layout, int] = {"wide": 90, "narrow": 42, "print": 95}


@dataclass(frozen=True)
class _Side:
    """How one of the two is drawn: its mark, and how far below it its interval lies."""

    shape: Shape
    filled: float
    colour: Colour
    below: float


_SIDES = (_Side("circle", 1, "mark", 10), _Side("square", 0, "mark-2", 15))


def draw_pairs(pen: Pen, first: Table, second: Table, level: float) -> tuple[float, float]:
    """Draw two shares in each group, and return the width and height that they take.

    Where either side is withheld or cannot be estimated, no line joins them and no gap is given.

    Parameters
    ----------
    pen
        What to draw with.
    first, second
        Shares by the same single dimension.
    level
        The level of the intervals, named in the axis' title.

    Raises
    ------
    ValueError
        When the tables are not shares by one and the same dimension.

    Examples
    --------
    >>> def by_country(name, share):
    ...     cells = (Cell({"country": "UK"}, None, 400, 60, {"estimate": share}),)
    ...     return Table(name, name, "share", ("country",), cells, "s", name)
    >>> draw_pairs(Pen("wide"), by_country("Told", 0.3), by_country("Trained", 0.5), 0.95)[0]
    680
    """
    pairs = pairs_of(first, second)
    columns = _COLUMNS[pen.layout]
    sheet = Sheet(pen, columns, axis_of(first, second))
    top = _legend(pen, labels_of(first, second))
    bands, y = [], top
    for pair in pairs:
        bands.append(Band(y, (*columns.lines(pair.name), _bases(pair)), columns))
        y = bands[-1].bottom
    sheet.grid(top, y)
    for pair, band in zip(pairs, bands, strict=True):
        _row(sheet, pair, band, bold=pair.whole and len(pairs) > 1)
    title = axis_words("Per cent", replace(first, cells=(*first.cells, *second.cells)), level)
    return columns.width, sheet.under(y, title)


def _legend(pen: Pen, labels: tuple[str, str]) -> float:
    """Draw the two marks with what they stand for, and return where the rows begin."""
    y = 8.0
    for side, label in zip(_SIDES, labels, strict=True):
        lines = textwrap.wrap(label, _LEGEND_LETTERS[pen.layout]) or [""]
        pen.mark(side.shape, 7, y, MARK, colour=side.colour, filled=side.filled)
        pen.lines(20, y, lines)
        y += LINE * len(lines) + 6
    return y + 4


def _row(sheet: Sheet, pair: Pair, band: Band, *, bold: bool) -> None:
    pen, y = sheet.pen, band.line - (_UP_NARROW if band.columns.narrow else _UP)
    pen.lines(0, band.first, band.lines[:-1], bold=bold)
    under = band.first + LINE * (len(band.lines) - 1)
    pen.text(0, under, band.lines[-1], size=SMALLEST, colour="soft")
    # The gap stands level with the group's name, the two shares level with its base.
    words = [(pair.gap, BODY), (_shares(pair), SMALLEST)] if pair.gap else [(_shares(pair), SMALLEST)]
    right = band.beside if band.columns.narrow else band.beside - LINE / 2 * (len(words) - 1)
    for position, (said, size) in enumerate(words):
        colour: Colour = "ink" if size == BODY else "soft"
        at = right + LINE * position
        pen.text(sheet.columns.width, at, said, size=size, colour=colour, align="end", bold=size == BODY)
    sheet.track(y)
    ends = [known(cell, "estimate") if cell else None for cell in pair.cells]
    from_, to = ends
    if from_ is not None and to is not None:
        pen.line(sheet.across(100 * from_), y, sheet.across(100 * to), y, colour="soft", thick=2)
    for side, cell, share in zip(_SIDES, pair.cells, ends, strict=True):
        if cell is not None and share is not None:
            _draw_side(sheet, side, cell, share, y)


def _draw_side(sheet: Sheet, side: _Side, cell: Cell, share: float, y: float) -> None:
    low, high = known(cell, "low"), known(cell, "high")
    if low is not None and high is not None:
        from_, to, below = sheet.across(100 * low), sheet.across(100 * high), y + side.below
        sheet.pen.line(from_, below, to, below, colour=side.colour, thick=1.6)
    sheet.pen.mark(side.shape, sheet.across(100 * share), y, MARK, colour=side.colour, filled=side.filled)


def _bases(pair: Pair) -> str:
    shown = ["\u2013" if cell is None or cell.withheld is not None else count(cell.n) for cell in pair.cells]
    return f"n\u00a0=\u00a0{shown[0]} and {shown[1]}"


def _shares(pair: Pair) -> str:
    return " and ".join(estimate(cell, "share") if cell else "no data" for cell in pair.cells)
