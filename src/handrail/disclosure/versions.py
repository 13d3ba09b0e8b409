"""Versions: what a reader who kept an earlier release would learn from the next one.

When few respondents moved between two releases (an answer was corrected, a row left), the difference of the
two tables is about them. So a table waits, the earlier one standing in its place, until as many moved as a
cell must hold; or, when the study asks for that, it leaves rounded to fives. A table of which enough moved
leaves anew; where a single cell of it moved by fewer, it is rounded too, and a model waits. Why the evidence
was revised plays no part, and no text says more than that it was.

What this does not protect. When enough respondents moved, a reader sees about how many moved in each group,
to the nearest five; and the answers of all who moved, if they were alike. Numbers that no earlier table gave
as such, but that could be reckoned from several, are not compared across revisions, nor are a typology's
classes (only its base). Whoever knows all but one of those who moved learns about the one. Rounding hides a
change of few among about five, which is less than the interval that a withheld cell has.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from handrail.disclosure.cells import is_exempt, is_of_model
from handrail.disclosure.equations import ROUNDED
from handrail.disclosure.limits import Limits
from handrail.disclosure.marks import Mark, Marks, column_of
from handrail.disclosure.models import mark_whole
from handrail.disclosure.quotations import Refused
from handrail.disclosure.regions import Regions, is_counted
from handrail.values import WHOLE, Cell, Table

STANDS = "As released before: the evidence was revised since, by too few to show."
WAITS = Mark(
    "the evidence was revised by too few respondents since such a number was released",
    'wait until more has changed, or round: after_change = "round"',
)
TABLE_RULE = "fewer than {limit} respondents moved since the table was last released: the earlier one stands"
ROUNDED_RULE = (
    "fewer than {limit} respondents moved in a cell since it was last released: the table is rounded"
)
TABLE_REMEDY = "it is released anew when {limit} respondents or more have moved"

_FIVE = 5
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
_COMPARED = ("estimate", "weighted_n")

Definition: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, eq=False)
class Versions:
    """The tables of a release, with those that must wait replaced by what stands.

    Attributes
    ----------
    tables
        In the order given; a table that waits is the earlier one, with its note.
    standing
        Places of the tables that are earlier ones: they were judged when they left.
    rounding
        Places of the tables that leave rounded, once their own numbers were judged.
    marks
        Cells of new tables that wait, having nothing that could stand in their place.
    refused
        What waits or is rounded, in words.
    """

    tables: tuple[Table, ...]
    standing: frozenset[int]
    rounding: frozenset[int]
    marks: Marks
    refused: tuple[Refused, ...]


def versions(tables: tuple[Table, ...], earlier: tuple[Table, ...], limits: Limits) -> Versions:
    """Return which tables may leave beside those that left before.

    Parameters
    ----------
    tables
        The release, not yet judged.
    earlier
        Every table of every earlier release, in the order in which they left.
    limits
        How many respondents must have moved, and whether a table waits or is rounded.
    """
    limit = limits.smallest_cell
    last = {table.name: table for table in earlier}
    past = _Past(tables, earlier)
    made = list(tables)
    standing: set[int] = set()
    rounding: set[int] = set()
    marks: Marks = {}
    refused: list[Refused] = []
    whole = {
        table.node for table in tables if _is_fitted(table, tables) and 0 < past.moved_in_node(table) < limit
    }
    for t, table in enumerate(tables):
        if is_exempt(table):
            continue
        if table.node in whole:
            if _can_stand(tables, table, last):
                made[t] = _stands(last[table.name])
                standing.add(t)
            elif (t, 0) not in marks:
                mark_whole(tables, table, WAITS, marks)
            refused.append(_refused(table, TABLE_RULE, limit))
            continue
        if not is_counted(table):
            continue
        moved = past.moved(table)
        if not moved or max(moved.values()) == 0:
            continue
        total = max(moved.values())
        if limits.after_change == "round" or total >= limit:
            if total < limit or past.moves_few(table, limit):
                rounding.add(t)
                refused.append(_refused(table, ROUNDED_RULE, limit))
            continue
        own = last.get(table.name)
        if own is not None and _shape(own) == _shape(table):
            made[t] = _stands(own)
            standing.add(t)
        else:
            marks |= {(t, c): WAITS for c in past.moved_cells(table)}
        refused.append(_refused(table, TABLE_RULE, limit))
    return Versions(tuple(made), frozenset(standing), frozenset(rounding), marks, tuple(refused))


def rounded(table: Table) -> Table:
    """Return a table rounded so that a change of few respondents is not shown exactly.

    Respondents to multiples of five; shares and their limits to two decimals, and no finer than five
    respondents are; other estimates to two significant digits. What would show more is left out.

    Examples
    --------
    >>> values = {"estimate": 0.2512, "se": 0.03, "low": 0.191, "high": 0.316, "df": 9.0}
    >>> cell = Cell({}, None, 203, 51, values)
    >>> table = rounded(Table("estimate:t", "T", "share", (), (cell,), "s", "v"))
    >>> table.cells[0].n, table.cells[0].count, dict(table.cells[0].values)
    (205, 50, {'estimate': 0.25, 'low': 0.2, 'high': 0.3})
    """
    return replace(
        table,
        cells=tuple(_rounded_cell(cell, table) for cell in table.cells),
        notes=(*table.notes, ROUNDED),
    )


def _rounded_cell(cell: Cell, table: Table) -> Cell:
    step = next(one for one in _STEPS if one * cell.n >= _FIVE or one == _STEPS[-1])
    values = {
        name: value if name == "p" or value is None else _rounded_value(value, step, table)
        for name, value in cell.values.items()
        if name in ("estimate", "low", "high", "p")
    }
    count = None if cell.count is None else _fives(cell.count)
    return replace(cell, n=_fives(cell.n), count=count, values=values, largest=None)


def _fives(number: int) -> int:
    return _FIVE * math.floor(number / _FIVE + 0.5)


def _rounded_value(value: float, step: float, table: Table) -> float:
    if table.measure != "share":
        return float(f"{value:.2g}")
    return round(step * math.floor(value / step + 0.5), 2)


def _stands(table: Table) -> Table:
    return table if STANDS in table.notes else replace(table, notes=(*table.notes, STANDS))


def _can_stand(tables: tuple[Table, ...], table: Table, last: Mapping[str, Table]) -> bool:
    """Return whether every table of a node left before and asks what it asked then."""
    node = [one for one in tables if one.node == table.node and one.measure != "text"]
    return all(one.name in last and _shape(last[one.name]) == _shape(one) for one in node)


def _refused(table: Table, rule: str, limit: int) -> Refused:
    return Refused(table.name, rule.format(limit=limit), TABLE_REMEDY.format(limit=limit))


def _is_fitted(table: Table, tables: Iterable[Table]) -> bool:
    """Return whether a table belongs to a model or a typology."""
    return table.node.startswith("typology:") or any(
        one.node == table.node and is_of_model(one) for one in tables
    )


def _shape(table: Table) -> tuple[object, ...]:
    """Return what a table asks, whatever the answers are."""
    return (
        table.measure,
        table.dimensions,
        table.source,
        table.variable,
        column_of(table),
        tuple(sorted(table.domain.items())),
        tuple(
            (name, facet.column, tuple(facet.levels.items())) for name, facet in sorted(table.facets.items())
        ),
    )


class _Past:
    """Finds what earlier releases said of the same respondents of another revision."""

    def __init__(self, tables: tuple[Table, ...], earlier: tuple[Table, ...]) -> None:
        self._regions: dict[str, Regions] = {}
        self._cells: dict[str, dict[Definition, list[tuple[int, Cell]]]] = {}
        self._nodes: dict[str, list[Table]] = {}
        for source in {table.source for table in tables}:
            those = [table for table in (*tables, *earlier) if table.source == source]
            self._regions[source] = Regions(those)
        for table in earlier:
            if table.source in self._regions and ROUNDED not in table.notes:
                self._nodes.setdefault(table.name, []).append(table)
                for cell in table.cells:
                    if is_counted(table) and cell.withheld is None:
                        those_cells = self._cells.setdefault(table.source, {})
                        those_cells.setdefault(self._definition(table, cell), []).append(
                            (table.revision, cell)
                        )

    def _definition(self, table: Table, cell: Cell) -> Definition:
        """Return which respondents a cell is about, and what it says of them."""
        of = self._regions[table.source].of(table, cell)
        region = of.base if of.inside is None else of.inside
        value = cell.value("p") if table.measure == "quantile" else None
        return (
            "share" if of.inside is not None else table.measure,
            column_of(table),
            tuple(sorted((name, tuple(sorted(codes))) for name, codes in of.base.items())),
            tuple(sorted((name, tuple(sorted(codes))) for name, codes in region.items())),
            value,
        )

    def _matches(self, table: Table) -> Iterator[tuple[int, Cell, tuple[int, Cell]]]:
        """Yield the table's cells with each earlier version of them; with the same one alone, if there is."""
        known = self._cells.get(table.source, {})
        for c, cell in enumerate(table.cells):
            versions = known.get(self._definition(table, cell), ())
            others = [one for one in versions if one[0] != table.revision]
            same = [one for one in others if not _moved(cell, one[1])]
            yield from ((c, cell, one) for one in same[-1:] or others)

    def moved(self, table: Table) -> dict[int, int]:
        """Return how many respondents moved since each earlier revision, none of them counted twice.

        The groups of one kind (one level of each grouping; everybody) are apart from each other, so what
        moved in them adds up; of the kinds the largest sum counts.
        """
        sums: dict[tuple[int, tuple[str, ...]], dict[tuple[object, ...], int]] = {}
        for _, cell, (revision, before) in self._matches(table):
            kind = sums.setdefault((revision, tuple(sorted(cell.group))), {})
            key = (tuple(sorted(cell.group.items())), cell.category)
            kind[key] = max(kind.get(key, 0), _moved(cell, before))
        few: dict[int, int] = {}
        for (revision, _), kind in sums.items():
            few[revision] = max(few.get(revision, 0), sum(kind.values()))
        # Of several earlier versions the one that moved by the fewest, but did move, tells the most.
        changed = {revision: number for revision, number in few.items() if number}
        nearest = min(changed, key=lambda revision: changed[revision]) if changed else None
        return {} if nearest is None else {nearest: changed[nearest]}

    def moved_cells(self, table: Table) -> list[int]:
        """Return the cells that are not as they were in every earlier release."""
        return sorted({c for c, cell, (_, before) in self._matches(table) if _moved(cell, before)})

    def moves_few(self, table: Table, limit: int) -> bool:
        """Return whether a base, a count or a complement moved, but by fewer than the limit."""
        return any(
            0 < number < limit
            for _, cell, (_, before) in self._matches(table)
            for number in _moves(cell, before)
        )

    def moved_in_node(self, table: Table) -> int:
        """Return how many respondents moved in a model's or a typology's table since it left; the fewest.

        Of a model, the level of a factor that fewest moved in counts.
        """
        found = []
        for before in self._nodes.get(table.name, ()):
            if before.revision == table.revision:
                continue
            known = {(tuple(sorted(cell.group.items())), cell.category): cell for cell in before.cells}
            sums: dict[object, int] = {}
            levels: list[int] = []
            for cell in table.cells:
                other = known.get((tuple(sorted(cell.group.items())), cell.category))
                if other is None or other.withheld is not None:
                    continue
                if table.measure in WHOLE:
                    factor = cell.group.get("factor")
                    sums[factor] = sums.get(factor, 0) + _moved(cell, other)
                    # A model is not rounded: a level of it that few joined or left is read off exactly.
                    levels += [abs(cell.n - other.n)] if cell.n != other.n else []
                else:
                    # Expected members of a class move when nobody does: only the base counts respondents.
                    sums[None] = max(sums.get(None, 0), abs(cell.n - other.n) or int(_differs(cell, other)))
            if table.dimensions != ("item", "class") and sums and max(sums.values()):
                found.append(min([max(sums.values()), *levels]))
        return min(found, default=0)


def _moves(cell: Cell, before: Cell) -> Iterator[int]:
    yield abs(cell.n - before.n)
    if cell.count is not None and before.count is not None:
        yield abs(cell.count - before.count)
        yield abs((cell.n - cell.count) - (before.n - before.count))


def _moved(cell: Cell, before: Cell) -> int:
    """Return how many respondents moved at least; one, when the numbers moved and nobody seems to have."""
    if cell.count is None or before.count is None:
        moved = abs(cell.n - before.n)
    elif cell.category is not None:
        moved = abs(cell.count - before.count)
    else:
        moved = abs(cell.count - before.count) + abs((cell.n - cell.count) - (before.n - before.count))
    return moved or int(_differs(cell, before))


def _differs(cell: Cell, before: Cell) -> bool:
    for name in _COMPARED:
        one, other = cell.value(name), before.value(name)
        if one is not None and other is not None and not math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-9):
            return True
    return False
