"""Reach chart: what an offer of a service to groups gains, over thresholds, beside one to everybody."""

from __future__ import annotations

from handrail.documents import numbers
from handrail.documents.axis import axis_between
from handrail.documents.plane import SIZES, Plane
from handrail.documents.svg import SMALL, Pen
from handrail.values import Cell, Table

_KEY = 22.0


def draw_reach(pen: Pen, table: Table, level: float) -> tuple[float, float]:
    """Draw net benefits over their thresholds, and return the width and height that they take.

    An offer to everybody falls far below nothing at high thresholds: its line leaves the drawing there.

    Parameters
    ----------
    pen
        What to draw with.
    table
        Numbers about an analysis by ``threshold``: ``estimate``, ``low``, ``high``, and ``everybody``.
    level
        The level of the intervals.

    Raises
    ------
    ValueError
        For a table of anything else.

    Examples
    --------
    >>> values = {"estimate": 0.1, "low": 0.08, "high": 0.12, "everybody": 0.05}
    >>> cells = tuple(Cell({"threshold": at}, None, 400, None, values) for at in ("0.1", "0.2"))
    >>> table = Table("risk:r.reach", "R", "diagnostic", ("threshold",), cells, "s", "v")
    >>> draw_reach(Pen("wide"), table, 0.95)[0]
    680
    """
    if table.measure != "diagnostic" or table.dimensions != ("threshold",):
        raise ValueError(f"reach is drawn over thresholds; received a table of {table.measure}")
    shown = [cell for cell in table.cells if numbers.known(cell, "estimate") is not None]
    model = [(_threshold(cell), numbers.known(cell, "estimate") or 0.0) for cell in shown]
    everybody = [
        (_threshold(cell), value) for cell in shown if (value := numbers.known(cell, "everybody")) is not None
    ]
    ends = [
        value
        for cell in shown
        for name in ("low", "high")
        if (value := numbers.known(cell, name)) is not None
    ]
    heights = [y for _, y in model] + ends
    top = max([*heights, *(y for _, y in everybody), 0.01])
    # A little below nothing is enough to see that the line of everybody goes there.
    up = axis_between(min([*heights, -0.15 * top]), top)
    across = axis_between(0.0, max((x for x, _ in model), default=100.0), most=100.0)
    plane = Plane(pen, across, up, SIZES[pen.layout], head=26.0 + _KEY)
    _key(pen)
    plane.frame("Net benefit per respondent", 0.0)
    plane.curve(everybody, "mark-2")
    for x, y in everybody:
        plane.point(x, y, shape="square", colour="mark-2", filled=0)
    plane.curve(model, "mark")
    for cell, (x, y) in zip(shown, model, strict=True):
        low, high = numbers.known(cell, "low"), numbers.known(cell, "high")
        plane.point(x, y, None if low is None or high is None else (low, high))
    words = f"Threshold, per cent; {numbers.level(level)} intervals"
    return plane.width, plane.under(words)


def _threshold(cell: Cell) -> float:
    return 100 * float(cell.group["threshold"])


def _key(pen: Pen) -> None:
    """Draw what each mark is, above the drawing."""
    pen.mark("circle", 6, 8, 5)
    pen.text(18, 8, "groups by the model", size=SMALL)
    pen.mark("square", 166, 8, 5, colour="mark-2", filled=0)
    pen.text(178, 8, "everybody", size=SMALL)
