"""Calibration chart: the share observed in groups over the share that a model expects there."""

from __future__ import annotations

from handrail.documents import numbers
from handrail.documents.axis import axis_between
from handrail.documents.plane import SIZES, Plane
from handrail.documents.svg import SMALL, Pen
from handrail.values import Table


def draw_calibration(pen: Pen, table: Table, level: float) -> tuple[float, float]:
    """Draw a calibration curve beside its diagonal, and return the width and height that it takes.

    Parameters
    ----------
    pen
        What to draw with.
    table
        Numbers about an analysis, a row a group: the mean ``risk``, and ``estimate``, ``low`` and ``high``.
    level
        The level of the intervals.

    Raises
    ------
    ValueError
        For a table of anything else.

    Examples
    --------
    >>> from handrail.values import Cell
    >>> values = {"risk": 0.1, "estimate": 0.12, "low": 0.1, "high": 0.14}
    >>> cells = (Cell({"group": "1 of 1"}, None, 400, 40, values),)
    >>> table = Table("risk:r.calibration", "R", "diagnostic", ("group",), cells, "s", "v")
    >>> draw_calibration(Pen("wide"), table, 0.95)[0]
    680
    """
    told = all("risk" in cell.values for cell in table.cells if cell.withheld is None)
    if table.measure != "diagnostic" or not told:
        raise ValueError(f"a calibration curve has fitted risks; received a table of {table.measure}")
    points = []
    for cell in table.cells:
        risk, share, low, high = (numbers.known(cell, name) for name in ("risk", "estimate", "low", "high"))
        if risk is not None and share is not None:
            ends = None if low is None or high is None else (100 * low, 100 * high)
            points.append((100 * risk, 100 * share, ends))
    most = max((max(x, y, ends[1] if ends else 0.0) for x, y, ends in points), default=100.0)
    axis = axis_between(0.0, most, most=100.0)
    plane = Plane(pen, axis, axis, SIZES[pen.layout])
    plane.frame(f"Observed, per cent, with {numbers.level(level)} interval")
    end = axis.ticks[-1]
    plane.rule((0.0, 0.0), (end, end))
    pen.text(plane.x(end) - 30, plane.y(end) + 8, "as expected", size=SMALL, colour="soft", align="end")
    for risk, share, ends in points:
        plane.point(risk, share, ends)
    return plane.width, plane.under("Expected by the model, per cent")
