"""Pairs: two tables of shares side by side, group by group, for the eye and as words."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.documents import numbers
from handrail.values import Cell, Table

EVERYONE = "All"


@dataclass(frozen=True)
class Pair:
    """One group's two cells.

    Attributes
    ----------
    name
        The group, or "All" for the whole.
    whole
        Whether it is the whole.
    cells
        The first table's cell and the second's; None where a table does not have the group.
    """

    name: str
    whole: bool
    cells: tuple[Cell | None, Cell | None]

    @property
    def gap(self) -> str:
        """The difference in whole percentage points, or nothing where either side is not known."""
        first, second = (numbers.known(cell, "estimate") if cell else None for cell in self.cells)
        return "" if first is None or second is None else numbers.points(first - second)


def pairs_of(first: Table, second: Table) -> tuple[Pair, ...]:
    """Return the groups of two tables in the first's order, then those that only the second has.

    Raises
    ------
    ValueError
        When the tables are not shares, without categories, by one and the same dimension.

    Examples
    --------
    >>> def by_country(shares):
    ...     cells = tuple(Cell({"country": c}, None, 400, 60, {"estimate": s}) for c, s in shares.items())
    ...     return Table("t", "T", "share", ("country",), cells, "s", "v")
    >>> [(pair.name, pair.gap) for pair in pairs_of(by_country({"UK": 0.3}), by_country({"UK": 0.58}))]
    [('UK', '28 points')]
    """
    for table in (first, second):
        if table.measure != "share" or any(cell.category is not None for cell in table.cells):
            raise ValueError(f"two tables of shares are paired; received a table of {table.measure}")
    if len(first.dimensions) != 1 or first.dimensions != second.dimensions:
        received = " and ".join(", ".join(table.dimensions) or "nothing" for table in (first, second))
        raise ValueError(f"paired tables have one and the same dimension; received {received}")
    sides: list[dict[str | None, Cell]] = [
        {cell.group.get(first.dimensions[0]): cell for cell in table.cells} for table in (first, second)
    ]
    names = dict.fromkeys([*sides[0], *sides[1]])
    return tuple(
        Pair(name or EVERYONE, name is None, (sides[0].get(name), sides[1].get(name))) for name in names
    )


def labels_of(first: Table, second: Table) -> tuple[str, str]:
    """Return what tells two tables apart: what they measure in a reader's words, or else their titles.

    Examples
    --------
    >>> tables = [Table("t", title, "share", (), (), "s", "v") for title in ("Told", "Trained")]
    >>> labels_of(*tables)
    ('Told', 'Trained')
    """
    measured = tuple(table.labels.get(table.variable, table.title) for table in (first, second))
    if measured[0] != measured[1]:
        return (measured[0], measured[1])
    return (first.title, second.title)
