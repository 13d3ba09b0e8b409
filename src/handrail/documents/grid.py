"""Grid: a released table as the words that a reader sees, the same in every format."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.documents import numbers
from handrail.values import Cell, Table

EVERYONE = "All"


@dataclass(frozen=True)
class GridCell:
    """One printed cell: its words, and the mark of the footnote that explains them."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class Grid:
    """A table in words.

    Attributes
    ----------
    header
        The columns' heads.
    heads
        How many columns, from the first, name the row.
    rows
        The cells, one a column.
    footnotes
        Mark and words: why cells were withheld.
    notes
        The table's own sentences.
    """

    header: tuple[str, ...]
    heads: int
    rows: tuple[tuple[GridCell, ...], ...]
    footnotes: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def grid_of(table: Table, level: float = 0.95) -> Grid:
    """Return a released table in words: names of the row, estimate, interval, base.

    Examples
    --------
    >>> cells = (Cell({"sex": "Female"}, None, 4441, 400, {"estimate": 0.093, "low": 0.08, "high": 0.107}),
    ...          Cell({"sex": "Male"}, None, 0, None, {}, withheld="fewer than 10 respondents in the cell"))
    >>> table = Table("estimate:v", "V", "share", ("sex",), cells, "s", "v", labels={"sex": "Sex"})
    >>> grid = grid_of(table)
    >>> grid.header[0], grid.header[-1], [cell.text + cell.mark for cell in grid.rows[1]]
    ('Sex', 'n', ['Male', 'withhelda', '', ''])
    >>> grid.footnotes
    (('a', 'fewer than 10 respondents in the cell'),)
    """
    categories = any(cell.category is not None for cell in table.cells)
    names = [table.labels.get(name, name) for name in table.dimensions]
    if categories:
        names.append(table.labels.get(table.variable, "Answer"))
    heads = names or ["Group"]
    header = (*heads, *_number_heads(table, level))
    rules = list(dict.fromkeys(cell.withheld for cell in table.cells if cell.withheld))
    marks = {rule: _mark(position) for position, rule in enumerate(rules)}
    rows = []
    for cell in table.cells:
        named = [GridCell(cell.group.get(name, EVERYONE)) for name in table.dimensions]
        if categories:
            named.append(GridCell(cell.category or EVERYONE))
        rows.append((*(named or [GridCell(EVERYONE)]), *_numbers(cell, table, marks)))
    return Grid(
        header, len(heads), tuple(rows), tuple((mark, rule) for rule, mark in marks.items()), table.notes
    )


def row_label(cell: Cell, table: Table) -> str:
    """Return the name of a cell's row in one line, without its base.

    Examples
    --------
    >>> cell = Cell({"sex": "Female"}, "Twice", 40, 12, {"estimate": 0.3})
    >>> row_label(cell, Table("estimate:v", "V", "share", ("sex", "year"), (cell,), "s", "v"))
    'Female: Twice'
    """
    group = ", ".join(cell.group[name] for name in table.dimensions if name in cell.group) or EVERYONE
    return group if cell.category is None else f"{group}: {cell.category}"


def _number_heads(table: Table, level: float) -> tuple[str, ...]:
    if table.measure == "text":
        return ()
    if table.measure == "count":
        return ("Number",)
    what = "Per cent" if table.measure == "share" else "Mean"
    return (what, f"{numbers.level(level)} interval", "n")


def _numbers(cell: Cell, table: Table, marks: dict[str, str]) -> tuple[GridCell, ...]:
    if table.measure == "text":
        return ()
    first = GridCell(numbers.estimate(cell, table.measure), marks.get(cell.withheld or "", ""))
    if table.measure == "count":
        return (first,)
    base = "" if cell.withheld is not None else numbers.count(cell.n)
    return (first, GridCell(numbers.interval(cell, table.measure)), GridCell(base))


def _mark(position: int) -> str:
    return chr(ord("a") + position) if position < 26 else f"a{position}"
