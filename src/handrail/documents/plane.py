"""Plane: a drawing with an axis across and an axis up, and points, lines and intervals between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handrail.documents.axis import Axis
from handrail.documents.chart import INTERVAL_COLUMNS, MARK, RULE, draw_axis_title
from handrail.documents.svg import SMALL, SMALLEST, Colour, Layout, Pen, Shape

_LEFT = 48.0
_HEAD = 26.0
_FROM_TITLE = 17.0
_TO_LABEL, _TO_TITLE = 15.0, 21.0
_THICK = 1.8

SIZES: Mapping[Layout, tuple[float, float]] = {
    "wide": (430.0, 300.0),
    "narrow": (286.0, 240.0),
    "print": (400.0, 270.0),
}
"""Layout to the width and height between the axes."""


@dataclass(frozen=True)
class Plane:
    """Where two axes cross.

    Attributes
    ----------
    pen
        What to draw with.
    across, up
        The axes.
    size
        Width and height between them.
    left, head
        Room for the numbers beside the axis that goes up, and for its title above it.
    """

    pen: Pen
    across: Axis
    up: Axis
    size: tuple[float, float]
    left: float = _LEFT
    head: float = _HEAD

    @property
    def width(self) -> float:
        """The whole width: that of the other charts, so that words come out in one size."""
        return max(self.left + self.size[0] + 12, INTERVAL_COLUMNS[self.pen.layout].width)

    @property
    def bottom(self) -> float:
        """Where the axis across lies."""
        return self.head + self.size[1]

    def x(self, value: float) -> float:
        """Return where a value stands across."""
        return self.left + self.size[0] * self.across.at(value)

    def y(self, value: float) -> float:
        """Return where a value stands up."""
        return self.bottom - self.size[1] * self.up.at(value)

    def frame(self, up: str, level: float | None = None) -> None:
        """Draw the axis that goes up: its title, its lines and numbers, and a heavier line at a level."""
        self.pen.text(0, self.head - _FROM_TITLE, up, size=SMALL, colour="soft")
        for tick, label in zip(self.up.ticks, self.up.labels, strict=True):
            self.pen.line(self.left, self.y(tick), self.left + self.size[0], self.y(tick))
            words = label.replace("-", "\u2212")
            self.pen.text(self.left - 7, self.y(tick), words, size=SMALLEST, colour="soft", align="end")
        if level is not None:
            first, last = self.across.ticks[0], self.across.ticks[-1]
            self.rule((first, level), (last, level))

    def rule(self, one: tuple[float, float], other: tuple[float, float]) -> None:
        """Draw the line that points are read against, between two points."""
        (x1, y1), (x2, y2) = one, other
        self.pen.line(self.x(x1), self.y(y1), self.x(x2), self.y(y2), colour="ink", thick=RULE)

    def under(self, across: str) -> float:
        """Draw the axis across and its title, and return where they end."""
        for tick, label in zip(self.across.ticks, self.across.labels, strict=True):
            self.pen.line(self.x(tick), self.bottom, self.x(tick), self.bottom + 5, colour="soft")
            at = self.bottom + _TO_LABEL
            self.pen.text(self.x(tick), at, label, size=SMALLEST, colour="soft", align="middle")
        return draw_axis_title(self.pen, self.left, self.bottom + _TO_LABEL + _TO_TITLE, across)

    def curve(self, points: Iterable[tuple[float, float]], colour: Colour, thick: float = _THICK) -> None:
        """Join points; what lies below the drawing is left out of it."""
        lowest = self.up.ticks[0]
        last: tuple[float, float] | None = None
        for point in points:
            if last is not None and max(last[1], point[1]) > lowest:
                (x1, y1), (x2, y2) = _cut(last, point, lowest), _cut(point, last, lowest)
                self.pen.line(self.x(x1), self.y(y1), self.x(x2), self.y(y2), colour=colour, thick=thick)
            last = point

    def point(
        self,
        x: float,
        estimate: float,
        interval: tuple[float, float] | None = None,
        *,
        shape: Shape = "circle",
        colour: Colour = "mark",
        size: float = MARK,
        filled: float = 1,
    ) -> None:
        """Draw a point with its interval, as far as it lies in the drawing."""
        lowest = self.up.ticks[0]
        if interval is not None:
            low, high = max(interval[0], lowest), min(interval[1], self.up.ticks[-1])
            self.pen.line(self.x(x), self.y(low), self.x(x), self.y(high), colour=colour, thick=_THICK)
        if estimate >= lowest:
            self.pen.mark(shape, self.x(x), self.y(estimate), size, colour=colour, filled=filled)


def _cut(one: tuple[float, float], other: tuple[float, float], lowest: float) -> tuple[float, float]:
    """Return a point, or where the line from it to another comes up to the lowest value."""
    if one[1] >= lowest:
        return one
    share = (lowest - one[1]) / (other[1] - one[1])
    return one[0] + share * (other[0] - one[0]), lowest
