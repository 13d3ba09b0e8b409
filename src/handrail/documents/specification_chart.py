"""Specification chart: one odds ratio under every specification, and below it what each of them decided."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from handrail.documents import numbers
from handrail.documents.axis import Axis, ratio_axis
from handrail.documents.plane import Plane
from handrail.documents.svg import LINE, SMALL, SMALLEST, Layout, Pen
from handrail.values import Cell, Table

PLACE = "place"
_HEAD, _ROW, _GAP = 26.0, 20.0, 14.0
_SIDE = 10.0


@dataclass(frozen=True)
class _Room:
    left: float
    width: float
    height: float
    letters: int

    @property
    def narrow(self) -> bool:
        """Whether decisions stand above their marks, for want of room beside them."""
        return self.left < 100


_ROOMS: Mapping[Layout, _Room] = {
    "wide": _Room(250, 418, 190, 34),
    "narrow": _Room(44, 284, 170, 44),
    "print": _Room(240, 416, 170, 40),
}


def draw_specifications(pen: Pen, table: Table, level: float) -> tuple[float, float]:
    """Draw a specification curve, and return the width and height that it takes.

    Parameters
    ----------
    pen
        What to draw with.
    table
        Odds ratios as numbers about an analysis, in rising order: ``estimate``, ``low``, ``high`` and
        ``declared`` (1 or 0), by ``place`` and by what was decided.
    level
        The level of the intervals.

    Raises
    ------
    ValueError
        For a table of anything else.

    Examples
    --------
    >>> values = {"estimate": 2.0, "low": 1.5, "high": 2.6, "declared": 1.0}
    >>> cells = tuple(Cell({"place": f"{at} of 2", "weights": word}, None, 400, None, values)
    ...               for at, word in ((1, "none"), (2, "as declared")))
    >>> table = Table("risk:r.specifications", "R", "diagnostic", ("place", "weights"), cells, "s", "v")
    >>> draw_specifications(Pen("wide"), table, 0.95)[0]
    680
    """
    if table.measure != "diagnostic" or PLACE not in table.dimensions:
        raise ValueError(f"specifications are drawn in their order; received a table of {table.measure}")
    room = _ROOMS[pen.layout]
    count = len(table.cells)
    drawn = [
        value
        for cell in table.cells
        for name in ("low", "estimate", "high")
        if (value := numbers.known(cell, name)) is not None
    ]
    plane = Plane(
        pen,
        Axis((0.5, count + 0.5)),
        ratio_axis(drawn),
        (room.width, room.height),
        left=room.left,
        head=_HEAD,
    )
    plane.frame(f"Odds ratio, with {numbers.level(level)} interval; diamond: as declared", 1.0)
    size = _size(room, table)
    for at, cell in enumerate(table.cells, start=1):
        _point(plane, at, cell, size)
    y = plane.bottom + _GAP
    for name in table.dimensions:
        if name != PLACE:
            y = _decisions(plane, room, table, name, y)
    return room.left + room.width + 12, y


def _size(room: _Room, table: Table) -> float:
    """Return the size of a mark: with many specifications they stand close together."""
    return min(4.5, max(room.width / len(table.cells) / 2.6, 1.8))


def _point(plane: Plane, at: int, cell: Cell, size: float) -> None:
    estimate, low, high = (numbers.known(cell, name) for name in ("estimate", "low", "high"))
    if estimate is None:
        return
    ends = None if low is None or high is None or low <= 0 else (low, high)
    if cell.value("declared") == 1:
        plane.point(at, estimate, ends, shape="diamond", colour="ink", size=size + 1.5)
    else:
        plane.point(at, estimate, ends, size=size)


def _decisions(plane: Plane, room: _Room, table: Table, name: str, y: float) -> float:
    """Draw a row for each way of deciding one thing, and return where they end."""
    pen, size = plane.pen, _size(room, table)
    pen.line(0, y, room.left + room.width, y, colour="soft", thick=0.8)
    pen.text(0, y + 13, table.labels.get(name, name), size=SMALL, bold=True)
    y += 24
    for level in dict.fromkeys(cell.group.get(name, "") for cell in table.cells):
        lines = textwrap.wrap(level, room.letters) or [""]
        pen.lines(_SIDE, y + LINE / 2, lines, size=SMALLEST, colour="soft")
        if room.narrow:
            y += LINE * len(lines)
        height = _ROW if room.narrow else max(_ROW, LINE * len(lines) + 3)
        middle = y + (height / 2 if room.narrow else LINE / 2)
        pen.line(plane.x(0.5), middle, plane.x(len(table.cells) + 0.5), middle)
        for at, cell in enumerate(table.cells, start=1):
            if cell.group.get(name, "") == level:
                declared = cell.value("declared") == 1
                pen.mark(
                    "diamond" if declared else "circle",
                    plane.x(at),
                    middle,
                    size + (1.0 if declared else 0.0),
                    colour="ink" if declared else "mark",
                )
        y += height
    return y + 4
