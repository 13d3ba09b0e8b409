"""Grid: a released table as the words that a reader sees, the same in every format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from handrail.documents import numbers
from handrail.documents.named_values import Column, GridCell, base_cell, named_columns
from handrail.documents.pairs import EVERYONE, labels_of, pairs_of
from handrail.values import Cell, Table


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
    words
        Whether the cells beside the heads hold words and not numbers.
    """

    header: tuple[str, ...]
    heads: int
    rows: tuple[tuple[GridCell, ...], ...]
    footnotes: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    words: bool = False


def grid_of(table: Table, level: float = 0.95, across: str = "", *, points: bool = False) -> Grid:
    """Return a released table in words: names of the row, estimate, interval, base.

    Parameters
    ----------
    table
        A table of :class:`handrail.disclosure.Released`.
    level
        The level of the intervals, for their column's head.
    across
        A dimension whose levels become columns, or empty for a row a cell.
    points
        Whether the differences of a comparison are of shares, and told in percentage points.

    Raises
    ------
    ValueError
        When ``across`` is not a dimension of the table.

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
    if across:
        return _pivoted(table, level, across)
    names = [table.labels.get(name, name) for name in table.dimensions]
    if _has_categories(table):
        names.append(table.labels.get(table.variable, "Answer"))
    marks = _marks((table,))
    columns = _columns(table, level, marks, points=points)
    rows = [(*_names(cell, table), *(made(cell) for _, made in columns)) for cell in table.cells]
    heads = names or ["Analysis" if table.measure in ("comparison", "diagnostic") else "Group"]
    header = (*heads, *(head for head, _ in columns))
    return Grid(header, len(heads), tuple(rows), _footnotes(marks), table.notes)


def paired_grid(first: Table, second: Table, level: float = 0.95) -> Grid:
    """Return two released tables of shares by the same dimension side by side, in words.

    Raises
    ------
    ValueError
        When the tables are not shares by one and the same dimension.

    Examples
    --------
    >>> def by_country(name, share):
    ...     cells = (Cell({"country": "UK"}, None, 400, 60, {"estimate": share}),)
    ...     return Table(name, name, "share", ("country",), cells, "s", name)
    >>> grid = paired_grid(by_country("Told", 0.3), by_country("Trained", 0.5))
    >>> grid.header
    ('country', 'Told, per cent', 'n', 'Trained, per cent', 'n')
    """
    pairs, marks = pairs_of(first, second), _marks((first, second))
    sides = []
    for table, label in zip((first, second), labels_of(first, second), strict=True):
        (_, estimate), *rest = _columns(table, level, marks)
        sides.append([(f"{label}, per cent", estimate), *rest])
    (dimension,) = first.dimensions
    header = (first.labels.get(dimension, dimension), *(head for side in sides for head, _ in side))
    rows = [
        (
            GridCell(pair.name),
            *(
                made(cell) if cell else GridCell("")
                for side, cell in zip(sides, pair.cells, strict=True)
                for _, made in side
            ),
        )
        for pair in pairs
    ]
    notes = tuple(dict.fromkeys((*first.notes, *second.notes)))
    return Grid(header, 1, tuple(rows), _footnotes(marks), notes)


def level_words(cell: Cell, name: str, table: Table) -> str:
    """Return a cell's level of a dimension; Yes and No say of what."""
    level = cell.group[name]
    return f"{table.labels.get(name, name)}: {level.lower()}" if level in ("Yes", "No") else level


def row_label(cell: Cell, table: Table) -> str:
    """Return the name of a cell's row in one line, without its base.

    Examples
    --------
    >>> cell = Cell({"sex": "Female"}, "Twice", 40, 12, {"estimate": 0.3})
    >>> row_label(cell, Table("estimate:v", "V", "share", ("sex", "year"), (cell,), "s", "v"))
    'Female: Twice'
    """
    named = [name for name in table.dimensions if name in cell.group]
    group = ", ".join(level_words(cell, name, table) for name in named) or EVERYONE
    if not table.dimensions and cell.category is not None:
        return cell.category
    return group if cell.category is None else f"{group}: {cell.category}"


def _columns(table: Table, level: float, marks: dict[str, str], *, points: bool = False) -> list[Column]:
    """Return the heads of a table's columns of numbers, each with what prints a cell in it."""
    interval = f"{numbers.level(level)} interval"

    def estimate(cell: Cell) -> GridCell:
        return GridCell(numbers.estimate(cell, table.measure), marks.get(cell.withheld or "", ""))

    if table.measure == "text":
        return []
    if table.measure in ("comparison", "diagnostic"):
        return named_columns(table, interval, marks, points=points)
    heads = {
        "share": "Per cent",
        "mean": "Mean",
        "odds-ratio": "Odds ratio",
        "count": "Number",
        "quantile": "Value",
    }
    columns: list[Column] = [(heads[table.measure], estimate)]
    if table.measure == "count":
        return columns
    if any(numbers.interval(cell, table.measure) for cell in table.cells):
        columns.append((interval, lambda cell: GridCell(numbers.interval(cell, table.measure))))
    return [*columns, ("n", base_cell)]


def _pivoted(table: Table, level: float, across: str) -> Grid:
    if across not in table.dimensions:
        raise ValueError(f"a table is put across one of its dimensions; received '{across}'")
    down = [name for name in table.dimensions if name != across]
    words = table.measure == "text"
    names = [table.labels.get(name, name) for name in down]
    if _has_categories(table) and not words:
        names.append(table.labels.get(table.variable, "Answer"))
    marks = _marks((table,))
    by = list(dict.fromkeys(cell.group.get(across, EVERYONE) for cell in table.cells))
    rows: dict[tuple[GridCell, ...], dict[str, GridCell]] = {}
    for cell in table.cells:
        named = tuple(GridCell(cell.group.get(name, EVERYONE)) for name in down)
        if _has_categories(table) and not words:
            named += (GridCell(cell.category or EVERYONE),)
        rows.setdefault(named or (GridCell(EVERYONE),), {})[cell.group.get(across, EVERYONE)] = _one(
            cell, table, marks
        )
    heads = names or ["Group"]
    header = (*heads, *(_across_head(name, table, across) for name in by))
    notes = table.notes
    if any(numbers.interval(cell, table.measure) for cell in table.cells):
        notes = (*notes, f"In brackets: {numbers.level(level)} interval.")
    filled = tuple((*named, *(found.get(name, GridCell("")) for name in by)) for named, found in rows.items())
    return Grid(header, len(heads), filled, _footnotes(marks), notes, words)


def _one(cell: Cell, table: Table, marks: dict[str, str]) -> GridCell:
    """Return all that a cell says in one printed cell."""
    mark = marks.get(cell.withheld or "", "")
    if table.measure == "text":
        return GridCell(numbers.WITHHELD if cell.withheld else cell.category or "", mark)
    between = numbers.interval(cell, table.measure)
    shown = numbers.estimate(cell, table.measure)
    return GridCell(f"{shown} ({between})" if between else shown, mark)


def _across_head(name: str, table: Table, across: str) -> str:
    if table.measure == "text":
        return name
    bases = [
        cell.n for cell in table.cells if cell.withheld is None and cell.group.get(across, EVERYONE) == name
    ]
    return f"{name} ({numbers.bases(bases)})" if bases else name


def _names(cell: Cell, table: Table) -> tuple[GridCell, ...]:
    named = [GridCell(cell.group.get(name, EVERYONE)) for name in table.dimensions]
    if _has_categories(table):
        named.append(GridCell(cell.category or EVERYONE))
    alone = (
        table.labels.get(table.variable, table.title)
        if table.measure in ("comparison", "diagnostic")
        else EVERYONE
    )
    return tuple(named) or (GridCell(alone),)


def _has_categories(table: Table) -> bool:
    return any(cell.category is not None for cell in table.cells)


def _marks(tables: Iterable[Table]) -> dict[str, str]:
    rules = dict.fromkeys(cell.withheld for table in tables for cell in table.cells if cell.withheld)
    return {rule: _mark(position) for position, rule in enumerate(rules)}


def _footnotes(marks: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((mark, rule) for rule, mark in marks.items())


def _mark(position: int) -> str:
    return chr(ord("a") + position) if position < 26 else f"a{position}"
