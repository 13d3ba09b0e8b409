"""Specification grid: many odds ratios in a few rows, over all specifications and by what each decided."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from handrail.documents import numbers
from handrail.documents.grid import Grid
from handrail.documents.named_values import GridCell
from handrail.documents.specification_chart import PLACE
from handrail.values import Cell, Table

ALL = "All"
_HEADER = (
    "Specifications",
    "Number",
    "Median odds ratio",
    "Lowest",
    "Highest",
    "Same side of 1",
    "Interval leaves 1 out",
)


def specification_grid(table: Table) -> Grid:
    r"""Return specifications in short: how many, median, range, and on which side of 1, by each decision.

    The side of 1 is that of the declared specification; where none is told, that of the median. The whole
    table, a row a specification, is longer than a page.

    Parameters
    ----------
    table
        Odds ratios by ``place`` and by what was decided, as the curve draws them.

    Examples
    --------
    >>> cells = tuple(Cell({"place": f"{at} of 3", "weights": word}, None, 400, None, {"estimate": odds})
    ...               for at, word, odds in ((1, "none", 0.9), (2, "none", 2.0), (3, "given", 4.0)))
    >>> table = Table("risk:r.specifications", "R", "diagnostic", ("place", "weights"), cells, "s", "v")
    >>> for row in specification_grid(table).rows:
    ...     print([cell.text.replace("\u202f", " ") for cell in row][:-1])
    ['All', '3', '2.00', '0.90', '4.00', '66.7 %']
    ['weights: none', '2', '1.45', '0.90', '2.00', '50.0 %']
    ['weights: given', '1', '4.00', '4.00', '4.00', '100.0 %']
    """
    told = [cell for cell in table.cells if numbers.known(cell, "estimate") is not None]
    declared = [cell for cell in told if cell.value("declared") == 1]
    middle = median(_odds(declared or told)) if told else 1.0
    rows = [_row(ALL, told, above=middle > 1)]
    for name in table.dimensions:
        if name != PLACE:
            for level in dict.fromkeys(cell.group.get(name, "") for cell in table.cells):
                own = [cell for cell in told if cell.group.get(name, "") == level]
                rows.append(_row(f"{table.labels.get(name, name)}: {level}", own, above=middle > 1))
    return Grid(_HEADER, 1, tuple(rows), (), table.notes)


def _row(decided: str, cells: Sequence[Cell], *, above: bool) -> tuple[GridCell, ...]:
    odds = _odds(cells)
    if not odds:
        return tuple(GridCell(words) for words in (decided, "0", *[numbers.ABSENT] * 5))
    same = [one > 1 if above else one < 1 for one in odds]
    words = (
        decided,
        numbers.count(len(odds)),
        numbers.mean(median(odds)),
        numbers.mean(min(odds)),
        numbers.mean(max(odds)),
        numbers.per_cent(sum(same) / len(same)),
        numbers.per_cent(sum(_leaves_one_out(cell) for cell in cells) / len(cells)),
    )
    return tuple(GridCell(one) for one in words)


def _odds(cells: Sequence[Cell]) -> list[float]:
    return [value for cell in cells if (value := numbers.known(cell, "estimate")) is not None]


def _leaves_one_out(cell: Cell) -> bool:
    low, high = numbers.known(cell, "low"), numbers.known(cell, "high")
    return low is not None and high is not None and (low > 1 or high < 1)
