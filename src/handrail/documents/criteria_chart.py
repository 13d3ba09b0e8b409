"""Criteria chart: information criteria over the number of classes, each with its lowest point filled."""

from __future__ import annotations

from collections.abc import Mapping

from handrail.documents import numbers
from handrail.documents.axis import Axis, axis_between
from handrail.documents.plane import SIZES, Plane
from handrail.documents.svg import LINE, SMALL, Layout, Pen, Shape
from handrail.values import Table

CRITERIA: Mapping[str, Shape] = {
    "bic": "circle", "dbic": "triangle", "sabic": "square", "aic": "diamond",
}  # fmt: skip
"""Value to its mark: what is drawn of a comparison, where it was computed."""

_WIDTHS: Mapping[Layout, tuple[float, float]] = {
    layout: (width, 0.75 * height) for layout, (width, height) in SIZES.items()
}
_LEFT = 62.0


def draw_criteria(pen: Pen, table: Table, chosen: int = 0) -> tuple[float, float]:
    """Draw criteria over numbers of classes, and return the width and height that they take.

    Parameters
    ----------
    pen
        What to draw with.
    table
        Numbers about an analysis by ``classes``.
    chosen
        The number that the team settled on: a line marks it. 0 for none.

    Raises
    ------
    ValueError
        For a table of anything else.

    Examples
    --------
    >>> from handrail.values import Cell
    >>> cells = tuple(Cell({"classes": str(k)}, None, 400, None, {"bic": bic, "aic": bic - 40})
    ...               for k, bic in ((1, 6210.0), (2, 6010.5), (3, 6041.2)))
    >>> table = Table("typology:t.comparison", "T", "diagnostic", ("classes",), cells, "s", "t")
    >>> draw_criteria(Pen("wide"), table, 2)[0]
    680
    """
    if table.measure != "diagnostic" or table.dimensions != ("classes",):
        raise ValueError(f"criteria stand by numbers of classes; received a table of {table.measure}")
    lines = {
        name: [
            (int(cell.group["classes"]), value)
            for cell in table.cells
            if (value := numbers.known(cell, name)) is not None
        ]
        for name in CRITERIA
    }
    lines = {name: points for name, points in lines.items() if points}
    if not lines:
        raise ValueError("a comparison has criteria; received none")
    heights = [value for points in lines.values() for _, value in points]
    classes = [int(cell.group["classes"]) for cell in table.cells]
    # Half a step beside the first and the last number, so that no mark lies on the frame.
    across = Axis(tuple(float(k) for k in range(min(classes) - 1, max(classes) + 2)))
    plane = Plane(
        pen, across, axis_between(min(heights), max(heights)), _WIDTHS[pen.layout], left=_LEFT, head=30.0
    )
    plane.frame("Lower is better")
    if chosen in classes:
        pen.line(plane.x(chosen), plane.head, plane.x(chosen), plane.bottom, colour="soft", thick=1.2)
        pen.text(plane.x(chosen) + 6, plane.head + 9, "chosen", size=SMALL, colour="soft")
    for name, points in lines.items():
        plane.curve(points, "mark", 1.4)
        best = min(points, key=lambda point: point[1])
        for point in points:
            plane.point(*point, shape=CRITERIA[name], size=5.0, filled=1.0 if point == best else 0.0)
    _numbers(plane, sorted(set(classes)))
    y = plane.bottom + 38
    pen.text(
        plane.left,
        y,
        f"Number of {table.labels.get('classes', 'classes').lower()}",
        size=SMALL,
        colour="soft",
    )
    return plane.width, _key(plane, lines, table, y + LINE + 8)


def _numbers(plane: Plane, classes: list[int]) -> None:
    for k in classes:
        plane.pen.line(plane.x(k), plane.bottom, plane.x(k), plane.bottom + 5, colour="soft")
        plane.pen.text(plane.x(k), plane.bottom + 15, str(k), size=SMALL, colour="soft", align="middle")


def _key(plane: Plane, lines: Mapping[str, object], table: Table, y: float) -> float:
    x = plane.left
    for name in lines:
        words = table.labels.get(name, name)
        plane.pen.mark(CRITERIA[name], x + 5, y, 5.0, filled=0.0)
        plane.pen.text(x + 16, y, words, size=SMALL)
        x += 34 + 7.4 * len(words)
    plane.pen.text(plane.left, y + LINE + 4, "Filled: the lowest of its line.", size=SMALL, colour="soft")
    return y + LINE + 14
