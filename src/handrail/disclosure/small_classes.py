"""Small classes: a class of too few respondents takes another with it, for the bases of all add up.

Every class-by-item cell stands with its base, and a reader knows how many answered an item: from its share
among everybody, an estimate of it, or the number of respondents. One class alone without a base is that
number minus the others.
"""

from __future__ import annotations

from collections.abc import Iterator

from handrail.disclosure.limits import Limits
from handrail.disclosure.marks import Mark, Marks
from handrail.values import WHOLE, Cell, Table

BASES = Mark(
    "the bases of the other classes would give back the size of a small one",
    "choose fewer classes",
)


def mark_small_classes(tables: tuple[Table, ...], marks: Marks, limits: Limits) -> None:
    """Mark every cell of a typology's small classes, and of the next smallest ones, wherever bases stand.

    The same classes in all tables of the typology: bases of one class are much alike from item to item, so
    that another class in another table would give them back. More are marked until those without a base have
    as many respondents together as a cell must hold, and are two or more.
    """
    for typology in tables:
        if typology.public_use or typology.dimensions != ("item", "class") or typology.name != typology.node:
            continue
        hidden = _hidden(typology, limits.smallest_cell)
        for t, table in enumerate(tables):
            if table.node == typology.node and table.measure not in WHOLE and _bases_differ(table):
                for c, cell in enumerate(table.cells):
                    if cell.group.get("class") in hidden:
                        marks.setdefault((t, c), BASES)


def _hidden(typology: Table, limit: int) -> set[str]:
    sizes: dict[str, int] = {}
    least: dict[str, int] = {}
    for name, n in _bases(typology.cells):
        sizes[name] = max(sizes.get(name, 0), n)
        least[name] = min(least.get(name, n), n)
    hidden = {name for name, n in least.items() if n < limit}
    spare = sorted(sizes.keys() - hidden, key=lambda name: (sizes[name], name))
    while hidden and spare and (len(hidden) < 2 or sum(least[name] for name in hidden) < limit):
        hidden.add(spare.pop(0))
    return hidden


def _bases(cells: tuple[Cell, ...]) -> Iterator[tuple[str, int]]:
    yield from ((cell.group["class"], cell.n) for cell in cells if "class" in cell.group)


def _bases_differ(table: Table) -> bool:
    """Return whether a table's bases are those of its classes, and not of everybody."""
    return "class" in table.dimensions and len({n for _, n in _bases(table.cells)}) > 1
