"""Chart: what the figures share: the measures of a layout, the words of a row, and an axis under it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handrail.documents import numbers
from handrail.documents.axis import Axis
from handrail.documents.svg import LINE, SMALL, SMALLEST, Align, Colour, Layout, Pen, Shape
from handrail.values import Cell, Table

NARROW = 334.0
"""The width of a drawing for a narrow screen, in pixels."""

_TITLE_LETTERS = 42
_TO_LABEL, _TO_TITLE = 15.0, 21.0
_LABEL_INSIDE, _LINE_INSIDE = 12.0, 12.0
_THICK = 2.5
RULE = 1.2
"""How thick the line is that marks are read against."""

MARK = 5.5
"""From a mark's middle to its edge."""


@dataclass(frozen=True)
class Columns:
    """A layout's columns in pixels, from the left: labels, drawing, values.

    Attributes
    ----------
    label, plot, value
        Their widths; without a column for labels, a row's words stand above its line.
    row
        The height of a row whose label takes one line.
    letters
        How many letters of a label fit on a line.
    """

    label: float
    plot: float
    value: float
    row: float
    letters: int

    @property
    def narrow(self) -> bool:
        """Whether a row's words stand above its line, for want of room beside it."""
        return self.label == 0

    @property
    def width(self) -> float:
        """The whole width."""
        return self.label + self.plot + self.value

    def lines(self, words: str) -> tuple[str, ...]:
        """Return a label in lines that fit."""
        return tuple(textwrap.wrap(words, self.letters)) or ("",)


@dataclass(frozen=True)
class Band:
    """One row: where its words and its marks stand.

    Attributes
    ----------
    top
        Its upper edge.
    lines
        Its label.
    columns
        The layout.
    """

    top: float
    lines: tuple[str, ...]
    columns: Columns

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.columns.row + LINE * (len(self.lines) - 1)

    @property
    def first(self) -> float:
        """The middle of the label's first line."""
        if self.columns.narrow:
            return self.top + _LABEL_INSIDE
        return (self.top + self.bottom) / 2 - LINE / 2 * (len(self.lines) - 1)

    @property
    def beside(self) -> float:
        """The middle of the words at the right."""
        return self.first if self.columns.narrow else (self.top + self.bottom) / 2

    @property
    def line(self) -> float:
        """The middle of the marks: on a narrow screen words stand above them, so they lie low."""
        return self.bottom - _LINE_INSIDE if self.columns.narrow else (self.top + self.bottom) / 2


def bands_of(labels: Iterable[str], columns: Columns, top: float = 0.0) -> tuple[list[Band], float]:
    """Return a row for each label, one below the other, and where they end.

    Examples
    --------
    >>> bands, end = bands_of(["Female", "Male"], INTERVAL_COLUMNS["wide"], 10.0)
    >>> [band.top for band in bands], end
    ([10.0, 44.0], 78.0)
    """
    bands: list[Band] = []
    for label in labels:
        bands.append(Band(top, columns.lines(label), columns))
        top = bands[-1].bottom
    return bands, top


@dataclass(frozen=True)
class Sheet:
    """What a chart is drawn on: a pen, the layout's columns and an axis."""

    pen: Pen
    columns: Columns
    axis: Axis

    def across(self, value: float) -> float:
        """Return where a value stands."""
        return self.columns.label + self.columns.plot * self.axis.at(value)

    def grid(self, top: float, bottom: float) -> None:
        """Draw an upright line at each tick; on a narrow screen each row has a line of its own."""
        if not self.columns.narrow:
            for tick in self.axis.ticks:
                self.pen.line(self.across(tick), top, self.across(tick), bottom)

    def track(self, y: float) -> None:
        """Draw a row's own line on a narrow screen."""
        if self.columns.narrow:
            self.pen.line(0, y, self.columns.plot, y)

    def rule(self, value: float, top: float, bottom: float) -> None:
        """Draw the upright line at a value that marks are read against; rows of a narrow screen have none."""
        if not self.columns.narrow:
            self.pen.line(self.across(value), top, self.across(value), bottom, colour="ink", thick=RULE)

    def estimate(self, cell: Cell, times: float, y: float, shape: Shape, colour: Colour) -> None:
        """Draw a cell's interval and its estimate, as far as they are known."""
        low, at, high = (
            self._drawn(numbers.known(cell, name), times) for name in ("low", "estimate", "high")
        )
        if at is None:
            return
        if low is not None and high is not None:
            self.pen.line(self.across(low), y, self.across(high), y, colour="mark", thick=_THICK)
        self.pen.mark(shape, self.across(at), y, MARK, colour=colour)

    def _drawn(self, value: float | None, times: float) -> float | None:
        # Nothing and less have no place on an axis of ratios.
        return None if value is None or (self.axis.log and value <= 0) else times * value

    def under(self, y: float, title: str) -> float:
        """Draw the axis' numbers and its title below a height, and return where they end."""
        last = len(self.axis.ticks) - 1
        for position, (tick, label) in enumerate(zip(self.axis.ticks, self.axis.labels, strict=True)):
            # Where nothing stands beside the drawing, its first and last numbers keep inside it.
            flush = self.columns.narrow and position in (0, last)
            align: Align = "middle" if not flush else "start" if position == 0 else "end"
            words = label.replace("-", "\u2212")
            self.pen.text(self.across(tick), y + _TO_LABEL, words, size=SMALLEST, colour="soft", align=align)
        return draw_axis_title(self.pen, self.columns.label, y + _TO_LABEL + _TO_TITLE, title)


def axis_words(what: str, table: Table, level: float) -> str:
    """Return an axis' title, with the level of the intervals where any are drawn.

    Examples
    --------
    >>> axis_words("Per cent", Table("t", "T", "share", (), (Cell({}, None, 40, 12, {}),), "s", "v"), 0.95)
    'Per cent'
    """
    ranged = any(numbers.interval(cell, table.measure) for cell in table.cells)
    return f"{what}, with {numbers.level(level)} interval" if ranged else what


INTERVAL_COLUMNS: Mapping[Layout, Columns] = {
    "wide": Columns(label=206, plot=312, value=162, row=34, letters=26),
    "narrow": Columns(label=0, plot=NARROW, value=0, row=50, letters=24),
    "print": Columns(label=200, plot=330, value=138, row=30, letters=30),
}


def base(cell: Cell) -> str:
    """Return a cell's base in brackets on one line: its spaces do not break.

    Examples
    --------
    >>> base(Cell({}, None, 1166, 400, {})).split()
    ['(n', '=', '1,166)']
    """
    return "" if cell.withheld is not None else f"(n\u00a0=\u00a0{numbers.count(cell.n)})"


def draw_axis_title(pen: Pen, x: float, y: float, title: str) -> float:
    """Draw an axis' title, broken over lines where it is long, and return where it ends."""
    lines = textwrap.wrap(title, _TITLE_LETTERS)
    pen.lines(x, y, lines, size=SMALL, colour="soft")
    return y + LINE * (len(lines) - 1) + LINE / 2
