"""Named values: the columns of a comparison and of numbers about an analysis, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from handrail.documents import numbers
from handrail.values import Cell, Table

_WORDS = {"estimate": "Estimate", "se": "Standard error"}
"""What values are called where their table does not say."""

_IN_POINTS = ("estimate", "se", "low", "high")
_POINTS = ", points"
_LIMITS = {"low": "high", "ratio_low": "ratio_high"}
"""Limits that stand in one column."""


@dataclass(frozen=True)
class GridCell:
    """One printed cell: its words, and the mark of the footnote that explains them."""

    text: str
    mark: str = ""


Column = tuple[str, Callable[[Cell], GridCell]]
"""A column's head, and what prints a cell in it."""


def base_cell(cell: Cell) -> GridCell:
    """Return a cell's base, or nothing of one that is withheld."""
    return GridCell("" if cell.withheld is not None else numbers.count(cell.n))


def named_columns(
    table: Table, interval: str, marks: dict[str, str], *, points: bool = False
) -> list[Column]:
    r"""Return a column for each value of a comparison or of numbers about an analysis.

    Parameters
    ----------
    table
        A comparison or a diagnostic.
    interval
        The head of the interval's column.
    marks
        The rule that withheld a cell to its footnote's mark.
    points
        Whether estimates, errors and limits are told in percentage points: 100 times, with one decimal.

    Examples
    --------
    >>> cell = Cell({"sex": "F", "reference": "M"}, None, 800, None, {"estimate": 0.0912, "p": 0.0004})
    >>> table = Table("d", "D", "comparison", ("sex", "reference"), (cell,), "s", "v")
    >>> [(head, made(cell).text) for head, made in named_columns(table, "", {}, points=True)]
    [('Estimate, points', '9.1'), ('p', '<\xa00.001')]
    """
    names = list(dict.fromkeys(name for cell in table.cells for name in cell.values))
    whole = {
        name: all((value := cell.value(name)) is None or float(value).is_integer() for cell in table.cells)
        for name in names
    }

    fine = {name: not whole[name] and _is_fine(cell.value(name) for cell in table.cells) for name in names}

    def column(name: str) -> Callable[[Cell], GridCell]:
        def printed(cell: Cell) -> GridCell:
            if cell.withheld is not None:
                return GridCell(numbers.WITHHELD, marks[cell.withheld])
            if name not in cell.values:
                return GridCell("")
            if points and name in _IN_POINTS:
                value = cell.value(name)
                return GridCell(numbers.ABSENT if value is None else numbers.one_decimal(value, 100))
            if name == "p":
                return GridCell(numbers.probability(cell.value(name)))
            return GridCell(numbers.plain(cell.value(name), whole=whole[name], fine=fine[name]))

        return printed

    def ends(low: str, high: str) -> Callable[[Cell], GridCell]:
        both, either = whole[low] and whole[high], fine[low] or fine[high]

        def printed(cell: Cell) -> GridCell:
            found = [numbers.known(cell, name) for name in (low, high)]
            if None in found:
                return GridCell("")
            if points and low in _IN_POINTS:
                return GridCell(" to ".join(numbers.one_decimal(value, 100) for value in found))
            return GridCell(" to ".join(numbers.plain(value, whole=both, fine=either) for value in found))

        return printed

    limits = {low: high for low, high in _LIMITS.items() if {low, high} <= set(names)}
    columns: list[Column] = []
    for name in names:
        if name in limits:
            of = "" if name == "low" else " of the ratio"
            columns.append((f"{interval}{of}", ends(name, limits[name])))
        elif name not in limits.values():
            head = table.labels.get(name, _WORDS.get(name, name))
            columns.append((f"{head}{_POINTS}" if points and name in _IN_POINTS else head, column(name)))
    if "n" in table.labels and "n" not in names:
        columns.append((table.labels["n"], base_cell))
    return columns


def _is_fine(values: Iterable[float | None]) -> bool:
    """Return whether numbers are small, and one of them would be nothing with two decimals."""
    known = [abs(value) for value in values if value is not None]
    return bool(known) and max(known) < 1 and any(0 < value < 0.005 for value in known)
