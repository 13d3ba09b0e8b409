"""What a typology's tables tell together: classes of an item add up to its share, groups of a class to it.

A withheld class-by-item cell is that total minus the other classes. The one-class model's criteria are made
of the items' totals and give them; an estimate of the item gives its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handrail.disclosure.limits import Limits
from handrail.disclosure.marks import Mark, Marks, column_of
from handrail.disclosure.regions import is_counted
from handrail.values import Cell, Table
from handrail.values.table import MADE_OF

CRITERIA = Mark("the criteria of one class would give back a withheld cell")
GROUPS = Mark(
    "the classes of all groups together would give back a withheld cell",
    "join small groups, or choose fewer classes",
)
CLASSES = Mark(
    "the item's share among everybody would give back a withheld class",
    "drop the estimate of the item, or choose fewer classes",
)
EVERYBODY = Mark(
    "an item's share among everybody could give back what is withheld elsewhere",
    "ask for an estimate of the item among everybody, or choose fewer classes",
)


def mark_criteria(tables: tuple[Table, ...], marks: Marks) -> None:
    """Mark the one-class row of each comparison whose typology has a withheld cell.

    The log-likelihood of one class is a sum over the items' totals, so it gives a single unknown one back.
    """
    # What is said of everybody is withheld for the classes' sake, and a flow is no part of a likelihood.
    beside = (("item",), ("classes", "from", "to"))
    partly = {tables[t].node for t, _ in marks if tables[t].dimensions not in beside}
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
    mark_everyone(tables, marks, everything)
    mark_criteria(tables, marks)


def mark_groups(tables: tuple[Table, ...], marks: Marks, limits: Limits) -> None:
    """Mark more groups of a class until those withheld have an interval wide enough between them.

    The class among everybody, which another table tells, is nearly the sum over groups. Smallest loss first;
    the categories of a group go together, because they add up to one.
    """
    for t, table in enumerate(tables):
        if table.public_use or not table.node.startswith("typology:") or "group" not in table.dimensions:
            continue
        if table.measure not in ("share", "probability"):
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
    # What leaves beside the classes themselves gives way to them (:func:`mark_everyone`).
    everything = (*(table for table in tables if not _is_of_everybody(table)), *earlier)
    for t, table in enumerate(tables):
        if table.public_use or not _is_of_classes(table):
            continue
        for places in _but(table, "class"):
            withheld = [c for c in places if (t, c) in marks]
            if withheld and _is_estimated(table, table.cells[places[0]].group["item"], everything):
                spare = sorted(set(places) - set(withheld), key=lambda c: table.cells[c].count or 0)
                while spare and not _is_wide([table.cells[c] for c in withheld], limits.smallest_cell):
                    withheld.append(spare.pop(0))
                    marks[t, withheld[-1]] = CLASSES


def mark_everyone(tables: tuple[Table, ...], marks: Marks, earlier: Iterable[Table] = ()) -> None:
    """Mark an item's share among everybody, beside a typology, wherever it could tell more than the classes.

    It is no estimate of its own and no attacker is played against it, so it leaves only where there is
    nothing to attack: where no class of the item is withheld, in any typology; and where no table counts the
    item's column, or one of them releases the very same number.
    """
    everything = (*enumerate(tables), *((-1, table) for table in earlier))
    for t, table in enumerate(tables):
        if table.public_use or not _is_of_everybody(table):
            continue
        for c, cell in enumerate(table.cells):
            column = _column_of_item(table, cell)
            hidden = any(
                _column_of_item(other, one) == column and (one.withheld is not None or (o, i) in marks)
                for o, other in everything
                if other.source == table.source and _is_of_classes(other)
                for i, one in enumerate(other.cells)
                if one.category == cell.category
            )
            counted = [
                (o, other)
                for o, other in everything
                if other.source == table.source and is_counted(other) and _counts(other, column)
            ]
            said = any(column_of(other) == column and _says(other, cell, o, marks) for o, other in counted)
            if hidden or (counted and not said):
                marks.setdefault((t, c), EVERYBODY)


def _is_of_classes(table: Table) -> bool:
    """Return whether a table says how likely items are in each class, of everybody or of each group."""
    return tuple(name for name in table.dimensions if name != "group") == ("item", "class")


def _is_of_everybody(table: Table) -> bool:
    probable = table.measure == "probability" and table.dimensions == ("item",)
    return probable and table.node.startswith("typology:")


def _column_of_item(table: Table, cell: Cell) -> str:
    item = cell.group.get("item", "")
    facet = table.facets.get(item)
    return item if facet is None else facet.column


def _counts(table: Table, column: str) -> bool:
    """Return whether a table measures a column, groups by it or is restricted by it.

    What is made of several columns may be made of this one.
    """
    names = (table.variable, *table.dimensions, *table.domain)
    columns = {column_of(table), *names, *(table.labels.get(name, "") for name in names)}
    columns |= {facet.column for name in names if (facet := table.facets.get(name)) is not None}
    return any(one == column or one.startswith(MADE_OF) for one in columns)


def _says(table: Table, cell: Cell, t: int, marks: Marks) -> bool:
    """Return whether a table releases what a cell says of everybody."""
    return (
        table.measure == "share"
        and not table.domain
        and any(
            not one.group
            and one.category == cell.category
            and one.withheld is None
            and (t, c) not in marks
            and (one.n, one.count) == (cell.n, cell.count)
            for c, one in enumerate(table.cells)
        )
    )


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
        if table.source != typology.source or table.public_use:
            continue
        if _is_of_everybody(table):
            column = item if facet is None else facet.column
            if any(_column_of_item(table, one) == column and one.withheld is None for one in table.cells):
                return True
        if table.node == typology.node:
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
