"""Which margins and siblings would give a withheld cell back: the first pass, before the attacker is played.

Tables of one source and one column are linked: a reader can subtract one from the other. So a margin that
covers a withheld cell is withheld too, in whichever table it stands.
"""

from __future__ import annotations

from handrail.disclosure.cells import primary_rule
from handrail.disclosure.marks import Mark, Marks, column_of
from handrail.values import WHOLE, Cell, Table

SIBLING = Mark("the categories of a group add up to a withheld one")
REMAINDER = Mark("the total minus its groups would show too few respondents")
COVERED = Mark("the total over a withheld cell would give it back")


def mark_siblings(tables: tuple[Table, ...], marks: Marks) -> None:
    """Mark the other categories of every group in which one is marked: shares add up to one."""
    for t, c in list(marks):
        table, cell = tables[t], tables[t].cells[c]
        for other, sibling in enumerate(table.cells):
            if cell.category is not None and dict(sibling.group) == dict(cell.group):
                marks.setdefault((t, other), SIBLING)


def mark_remainders(tables: tuple[Table, ...], marks: Marks, limit: int) -> None:
    """Mark totals whose groups leave a small rest: people who gave no answer to the grouping."""
    for t, table in enumerate(tables):
        for c, cell in enumerate(table.cells):
            if table.measure not in WHOLE and _leaves_few(table, cell, limit):
                marks.setdefault((t, c), REMAINDER)


def mark_covering(tables: tuple[Table, ...], marks: Marks) -> None:
    """Mark margins over a withheld cell, and the same cell elsewhere, in all linked tables."""
    unsafe = [(tables[t], tables[t].cells[c]) for t, c in marks]
    for t, table in enumerate(tables):
        for c, cell in enumerate(table.cells):
            if table.measure in WHOLE or (t, c) in marks:
                continue
            if any(_gives_back(table, cell, *bad) for bad in unsafe):
                marks[t, c] = COVERED


def _gives_back(table: Table, cell: Cell, bad_table: Table, bad: Cell) -> bool:
    linked = table.source == bad_table.source and column_of(table) == column_of(bad_table)
    covers = len(cell.group) < len(bad.group) and all(bad.group.get(k) == v for k, v in cell.group.items())
    same = table is not bad_table and dict(cell.group) == dict(bad.group) and cell.category == bad.category
    return linked and not table.public_use and (covers or same)


def _leaves_few(table: Table, margin: Cell, limit: int) -> bool:
    inside = [
        cell
        for cell in table.cells
        if len(cell.group) == len(table.dimensions) > len(margin.group)
        and cell.category == margin.category
        and all(cell.group.get(name) == level for name, level in margin.group.items())
    ]
    if not inside:
        return False
    rest = margin.n - sum(cell.n for cell in inside)
    if rest <= 0:
        return False
    count = None
    if margin.count is not None:
        count = margin.count - sum(cell.count or 0 for cell in inside)
    return primary_rule(Cell({}, None, rest, count, {}), table, limit) is not None
