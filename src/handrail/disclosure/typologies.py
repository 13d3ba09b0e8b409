"""What a typology's tables tell together: classes of an item add up to its share, groups of a class to it.

A withheld class-by-item cell is that total minus the other classes. The one-class model's criteria are made
of the items' totals and give them; an estimate of the item gives its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handrail.disclosure.limits import Limits
from handrail.disclosure.marks import Mark, Marks, column_of
from handrail.values import Cell, Table

CRITERIA = Mark("the criteria of one class would give back a withheld cell")
GROUPS = Mark(
    "the classes of all groups together would give back a withheld cell",
    "join small groups, or choose fewer classes",
)
CLASSES = Mark(
    "the item's share among everybody would give back a withheld class",
    "drop the estimate of the item, or choose fewer classes",
)


def mark_criteria(tables: tuple[Table, ...], marks: Marks) -> None:
    """Mark the one-class row of each comparison whose typology has a withheld cell.

    The log-likelihood of one class is a sum over the items' totals, so it gives a single unknown one back.
    """
    partly = {tables[t].node for t, _ in marks}
    for t, table in enumerate(tables):
        if table.node in partly and table.dimensions == ("classes",):
            for c, cell in enumerate(table.cells):
                if cell.group.get("classes") == "1":
                    marks.setdefault((t, c), CRITERIA)


def mark_typologies(
    tables: tuple[Table, ...], marks: Marks, limits: Limits, earlier: Iterable[Table] = ()
) -> None:
    """Mark what gives a withheld cell of a typology back, until nothing more does."""
    everything, before = tuple(earlier), -1
    while before != len(marks):
        before = len(marks)
        mark_groups(tables, marks, limits)
        mark_classes(tables, marks, limits, everything)
    mark_criteria(tables, marks)


def mark_groups(tables: tuple[Table, ...], marks: Marks, limits: Limits) -> None:
    """Mark more groups of a class until those withheld have an interval wide enough between them.

    The class among everybody, which another table tells, is nearly the sum over groups. Smallest loss first;
    the categories of a group go together, because they add up to one.
    """
    for t, table in enumerate(tables):
        if table.public_use or not table.node.startswith("typology:") or "group" not in table.dimensions:
            continue
        if table.measure != "share":
            continue
        for places in _but(table, "group"):
            withheld = [c for c in places if (t, c) in marks]
            spare = sorted(set(places) - set(withheld), key=lambda c: table.cells[c].count or 0)
            while (
                withheld and spare and not _is_wide([table.cells[c] for c in withheld], limits.smallest_cell)
            ):
                withheld.append(spare.pop(0))
                chosen = table.cells[withheld[-1]]
                for c, cell in enumerate(table.cells):
                    if c == withheld[-1] or (
                        chosen.category is not None and dict(cell.group) == dict(chosen.group)
                    ):
                        marks.setdefault((t, c), GROUPS)


def mark_classes(
    tables: tuple[Table, ...], marks: Marks, limits: Limits, earlier: Iterable[Table] = ()
) -> None:
    """Mark more classes of an item until its total leaves each withheld one an interval wide enough.

    Only where an estimate of the same item leaves or left: the item's words are a facet of the typology's
    table (its column), or the estimate's own label. Of the withheld classes the rest of the total is known;
    each lies between nothing and all of it, as far as the classes are large enough. Smallest loss first.
    """
    everything = (*tables, *earlier)
    for t, table in enumerate(tables):
        if table.public_use or tuple(name for name in table.dimensions if name != "group") != (
            "item",
            "class",
        ):
            continue
        for places in _but(table, "class"):
            withheld = [c for c in places if (t, c) in marks]
            if withheld and _is_estimated(table, table.cells[places[0]].group["item"], everything):
                spare = sorted(set(places) - set(withheld), key=lambda c: table.cells[c].count or 0)
                while spare and not _is_wide([table.cells[c] for c in withheld], limits.smallest_cell):
                    withheld.append(spare.pop(0))
                    marks[t, withheld[-1]] = CLASSES


def _but(table: Table, summed: str) -> Iterator[list[int]]:
    """Yield the places of cells that are the same but for one dimension, over which they can be summed."""
    found: dict[tuple[tuple[tuple[str, str], ...], str | None], list[int]] = {}
    for c, cell in enumerate(table.cells):
        if summed in cell.group:
            rest = tuple(sorted((name, level) for name, level in cell.group.items() if name != summed))
            found.setdefault((rest, cell.category), []).append(c)
    yield from found.values()


def _is_estimated(typology: Table, item: str, tables: Iterable[Table]) -> bool:
    facet = typology.facets.get(item)
    for table in tables:
        if table.source != typology.source or table.node == typology.node or table.public_use:
            continue
        if facet is not None and facet.column == column_of(table):
            return True
        if facet is None and table.labels.get(table.variable) == item:
            return True
    return False


def _is_wide(withheld: list[Cell], limit: int) -> bool:
    total = sum(cell.count or 0 for cell in withheld)
    bases = sum(cell.n for cell in withheld)
    return all(min(cell.n, total) - max(0, total - (bases - cell.n)) >= limit for cell in withheld)
