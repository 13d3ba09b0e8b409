"""Difference chart: groups with their intervals, and below them each difference beside a line at nothing."""

from __future__ import annotations

from handrail.documents import numbers
from handrail.documents.axis import axis_between
from handrail.documents.chart import INTERVAL_COLUMNS, MARK, RULE, Band, Sheet, axis_words, bands_of, base
from handrail.documents.interval_chart import draw_intervals
from handrail.documents.svg import LINE, SMALL, Pen
from handrail.values import Cell, Table

REFERENCE, CATEGORY = "reference", "category"
"""The dimensions of a table of differences beside the grouping: whom with whom, and of which answer."""

_BETWEEN, _KEY = 24.0, 24.0
_THICK, _TICK = 2.5, 8.0


def draw_differences(
    pen: Pen, groups: Table, differences: Table, unit: str, level: float
) -> tuple[float, float]:
    """Draw groups above and their differences below, and return the width and height that they take.

    A difference whose interval holds 0 has an open mark, one whose interval leaves it out a full one.

    Parameters
    ----------
    pen
        What to draw with.
    groups
        Shares or means, a row a group.
    differences
        What each group has more than its reference: of shares in percentage points, of means in their unit.
    unit
        The title of the groups' axis, such as "Per cent".
    level
        The level of the intervals.

    Raises
    ------
    ValueError
        When the second table holds no differences.

    Examples
    --------
    >>> shares = (("F", 0.3), ("M", 0.2))
    >>> cells = tuple(Cell({"sex": sex}, None, 400, 60, {"estimate": at}) for sex, at in shares)
    >>> less = Cell({"sex": "F", "reference": "M"}, None, 800, None, {"estimate": 0.1, "low": 0, "high": 0.2})
    >>> draw_differences(Pen("wide"), Table("difference:t", "T", "share", ("sex",), cells, "s", "t"),
    ...     Table("difference:t.differences", "T", "comparison", ("sex", "reference"), (less,), "s", "t"),
    ...     "Per cent", 0.95)[0]
    680
    """
    if differences.measure != "comparison" or REFERENCE not in differences.dimensions:
        raise ValueError(f"differences have a reference; received a table of {differences.measure}")
    width, top = draw_intervals(pen, groups, unit, level)
    shares = groups.measure == "share"
    times = 100 if shares else 1
    top = _key(pen, top + _BETWEEN)
    columns = INTERVAL_COLUMNS[pen.layout]
    ends = [
        times * value
        for cell in differences.cells
        for name in ("low", "estimate", "high")
        if (value := numbers.known(cell, name)) is not None
    ]
    # Both sides of nothing are drawn, so that it is seen on which a difference lies.
    widest = max((abs(end) for end in ends), default=1.0)
    sheet = Sheet(pen, columns, axis_between(min([*ends, -0.2 * widest]), max([*ends, 0.2 * widest])))
    labels = (f"{difference_label(cell, differences)} {base(cell)}" for cell in differences.cells)
    bands, y = bands_of(labels, columns, top)
    sheet.grid(top, y)
    sheet.rule(0, top, y)
    for cell, band in zip(differences.cells, bands, strict=True):
        _row(sheet, cell, band, times)
    title = "Percentage points" if shares else f"Difference, {unit}"
    return width, sheet.under(y, axis_words(title, differences, level))


def difference_label(cell: Cell, table: Table) -> str:
    """Return whom a difference is between, and of which answer.

    Examples
    --------
    >>> cell = Cell({"sex": "F", "reference": "M", "category": "Twice"}, None, 800, None, {})
    >>> dimensions = ("sex", "reference", "category")
    >>> difference_label(cell, Table("d", "D", "comparison", dimensions, (cell,), "s", "v"))
    'F compared with M: Twice'
    """
    grouping = next(name for name in table.dimensions if name not in (REFERENCE, CATEGORY))
    words = f"{cell.group.get(grouping, '')} compared with {cell.group.get(REFERENCE, '')}"
    return f"{words}: {cell.group[CATEGORY]}" if CATEGORY in cell.group else words


def _key(pen: Pen, y: float) -> float:
    """Draw what a full and an open mark say, and return where the rows begin."""
    words = ("interval leaves 0 out", "interval holds 0")
    for place, (said, filled) in enumerate(zip(words, (1, 0), strict=True)):
        x = 7.0 + 168 * place
        pen.mark("diamond", x, y, MARK, colour="ink", filled=filled)
        pen.text(x + 12, y, said, size=SMALL, colour="soft")
    return y + _KEY - LINE / 2


def _row(sheet: Sheet, cell: Cell, band: Band, times: int) -> None:
    pen = sheet.pen
    pen.lines(0, band.first, band.lines)
    pen.text(sheet.columns.width, band.beside, _words(cell, times), align="end")
    sheet.track(band.line)
    if band.columns.narrow:
        pen.line(
            sheet.across(0), band.line - _TICK, sheet.across(0), band.line + _TICK, colour="ink", thick=RULE
        )
    at, low, high = (numbers.known(cell, name) for name in ("estimate", "low", "high"))
    if at is None:
        return
    clear = False
    if low is not None and high is not None:
        from_, to = sheet.across(times * low), sheet.across(times * high)
        pen.line(from_, band.line, to, band.line, colour="ink", thick=_THICK)
        clear = low > 0 or high < 0
    pen.mark("diamond", sheet.across(times * at), band.line, MARK, colour="ink", filled=1 if clear else 0)


def _words(cell: Cell, times: int) -> str:
    if cell.withheld is not None:
        return numbers.WITHHELD
    at, low, high = (numbers.known(cell, name) for name in ("estimate", "low", "high"))
    if at is None:
        return numbers.NOTHING
    said = numbers.gap(at, times)
    if low is None or high is None:
        return said
    return f"{said} ({numbers.gap(low, times, plus=False)} to {numbers.gap(high, times, plus=False)})"
