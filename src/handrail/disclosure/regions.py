"""Regions: which respondents a cell is about, as sets of codes of columns.

A cell is a conjunction: its group's levels, the table's domain, and an answer to what is measured. Two
variables of one column (``gender``; ``women_and_men``) become sets of the same codes, so that one can be
subtracted from the other. A margin includes whoever gave no answer to a grouping: it says nothing about that
column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from types import MappingProxyType
from typing import TypeAlias

from handrail.disclosure.cells import is_exempt
from handrail.disclosure.marks import column_of
from handrail.values import WHOLE, Cell, Facet, Table
from handrail.values.table import NUMBER

Region: TypeAlias = Mapping[str, frozenset[str]]
"""Column to codes; a column that is absent is not restricted, and includes missing answers."""

YES, NO = "yes", "no"
NO_ANSWER = "(no answer)"
"""A level, and a code, that stands for every row without an answer."""
COUNTED = ("share", "histogram", "count")


@dataclass(frozen=True)
class CellRegions:
    """The respondents of a cell's base, those in it, and those of the base outside it.

    The last two are None where a cell counts nobody (a mean). ``measured`` is the column that is counted, or
    "" where none is.
    """

    base: Region
    inside: Region | None
    outside: Region | None
    measured: str


def is_counted(table: Table) -> bool:
    """Return whether a table's cells are counts of respondents that can be added and subtracted.

    A model's are those who answered every factor, and a typology's are expected and not counted: they have
    rules of their own (:mod:`handrail.disclosure.models`, :mod:`handrail.disclosure.typologies`).
    """
    if is_exempt(table) or not table.cells or table.node.startswith("typology:"):
        return False
    return table.measure not in (*WHOLE, "diagnostic")


def is_everybody(table: Table) -> bool:
    """Return whether a table is the number of all respondents."""
    return table.measure == "count" and not table.dimensions and not table.domain


def with_coverage(table: Table) -> Table:
    """Return a table that also says, to disclosure control alone, which groupings everybody answered.

    A reader knows: a table whose whole counts more than its groups says so, and this one does not. It makes
    the whole the sum of the groups, also where the whole is withheld, and so the whole of other groupings.
    """
    if not is_counted(table):
        return table
    wholes = [cell for cell in table.cells if not cell.group and cell.withheld is None]
    covered = []
    for name in table.dimensions:
        for kept in ((name,), table.dimensions):
            parts = [cell for cell in table.cells if set(cell.group) == set(kept)]
            if any(
                whole.n == sum(part.n for part in parts if part.category == whole.category)
                and all(part.withheld is None for part in parts)
                for whole in wholes
            ):
                covered.append(Cell({name: NO_ANSWER}, None, 0, None, {}))
                break
    return replace(table, judged=tuple(covered))


class Regions:
    """Reads the cells of one source's tables as regions.

    Parameters
    ----------
    tables
        All tables of the source that are looked at together: a variable that has no facet of its own in a
        table takes that of another, and else is a column of its own with the levels that are seen.

    Examples
    --------
    >>> cell = Cell({"sex": "F"}, None, 200, 50, {})
    >>> table = Table("estimate:t", "T", "share", ("sex",), (cell,), "s", "told")
    >>> {column: sorted(codes) for column, codes in Regions([table]).of(table, cell).base.items()}
    {'sex': ['F'], 'told': ['no', 'yes']}
    """

    def __init__(self, tables: Iterable[Table]) -> None:
        self._facets: dict[str, Facet] = {}
        self._seen: dict[str, set[str]] = {}
        self._chosen: dict[tuple[int, str], Facet] = {}
        self.levels: dict[str, set[frozenset[str]]] = {}
        """Column to the sets of codes that are a level of some variable."""
        self.grouping: set[str] = set()
        """Columns that group or restrict some table."""
        self.counted: set[str] = set()
        """Columns whose answers some table counts."""
        self._tables = tuple(table for table in tables if is_counted(table))
        for table in self._tables:
            for name, facet in table.facets.items():
                self._facets.setdefault(name, facet)
            for name, level in _mentioned(table):
                self._seen.setdefault(name, set()).add(_plain(level))
        for table in self._tables:
            self._note(table)

    def _note(self, table: Table) -> None:
        for name in (*table.dimensions, *table.domain, table.variable):
            facet = self._facet(table, name)
            self.levels.setdefault(facet.column, set()).update(
                codes for codes in facet.levels.values() if codes
            )
            if name in table.dimensions or name in table.domain:
                self.grouping.add(facet.column)
        if table.measure in COUNTED:
            self.counted.add(self._facet(table, table.variable).column)

    def of(self, table: Table, cell: Cell) -> CellRegions:
        """Return the regions of a cell."""
        around = self._around(table, cell)
        facet = self._facet(table, table.variable)
        counted = table.measure in COUNTED and (cell.category is not None or table.measure == "share")
        if table.measure == "count" and not counted:
            return CellRegions(around, None, None, "")
        answered = self._answered(table, facet)
        base = {**around, facet.column: around.get(facet.column, answered) & answered}
        if not counted:
            return CellRegions(MappingProxyType(base), None, None, "")
        codes = _codes(facet, YES if cell.category is None else cell.category)
        inside, outside = base[facet.column] & codes, base[facet.column] - codes
        return CellRegions(
            MappingProxyType(base),
            MappingProxyType({**base, facet.column: inside}),
            MappingProxyType({**base, facet.column: outside}) if table.measure == "share" else None,
            facet.column,
        )

    def absent(self, table: Table) -> Iterator[Region]:
        """Yield groups of which a reader knows that nobody is in them.

        Of a table of two groupings or more those that it does not list, though it shows their levels; of any
        those without an answer to a grouping that everybody answered (:func:`with_coverage`).
        """
        for cell in table.judged:
            yield self.of(table, cell).base
        names = table.dimensions
        full = {
            tuple(one.group[name] for name in names) for one in table.cells if len(one.group) == len(names)
        }
        if len(names) < 2 or not full:
            return
        shown = [sorted({one.group[name] for one in table.cells if name in one.group}) for name in names]
        for levels in product(*shown):
            if levels not in full:
                group = Cell(dict(zip(names, levels, strict=True)), None, 0, None, {})
                yield self._around(table, group)

    def _around(self, table: Table, cell: Cell) -> Region:
        """Return whom a cell is about, whatever they answered to what is measured."""
        around: dict[str, frozenset[str]] = {}
        for name, levels in (*((key, (level,)) for key, level in cell.group.items()), *table.domain.items()):
            facet = self._facet(table, name)
            codes = frozenset().union(*(_codes(facet, level) for level in levels))
            around[facet.column] = around.get(facet.column, codes) & codes
        return MappingProxyType(around)

    def _answered(self, table: Table, facet: Facet) -> frozenset[str]:
        if table.measure in COUNTED:
            return facet.codes(facet.levels)
        # A number's answers: every code of its column that is a level of some variable, and other numbers.
        return frozenset().union({NUMBER}, *self.levels.get(facet.column, set()))

    def _facet(self, table: Table, name: str) -> Facet:
        """Return how a variable's levels are made of codes: its own facet, another table's, or as seen."""
        known = self._chosen.get((id(table), name))
        if known is None:
            known = self._chosen[id(table), name] = self._choose(table, name)
        return known

    def _choose(self, table: Table, name: str) -> Facet:
        wanted = {level for key, level in _mentioned(table) if key == name}
        for facet in (table.facets.get(name), self._facets.get(name)):
            if facet is not None and all(_codes(facet, level) for level in wanted):
                return facet
        if name == table.variable and table.measure not in COUNTED:
            facet = table.facets.get(name) or self._facets.get(name)
            column = column_of(table) if facet is None else facet.column
            return Facet(column, {NUMBER: frozenset({NUMBER})})
        own = table.facets.get(name) or self._facets.get(name)
        # A facet that does not know a level of the table is wrong: the variable then stands for itself.
        column = name if own is None else f"{table.name}:{name}"
        return Facet(column, {level: frozenset({level}) for level in sorted(self._seen.get(name, set()))})


def _categories(table: Table) -> set[str | None]:
    return {cell.category for cell in table.cells}


def _mentioned(table: Table) -> Iterator[tuple[str, str]]:
    for cell in table.cells:
        yield from cell.group.items()
    for name, levels in table.domain.items():
        yield from ((name, level) for level in levels)
    if table.measure in COUNTED:
        for category in _categories(table):
            if category is not None:
                yield table.variable, category
            elif table.measure == "share":
                yield from ((table.variable, YES), (table.variable, NO))


def _plain(level: str) -> str:
    """A yes/no variable says Yes and No where it groups, and yes and no where it is measured."""
    return level.lower() if level.lower() in (YES, NO) else level


def _codes(facet: Facet, level: str) -> frozenset[str]:
    """Return the codes of a level; none when the facet does not know it."""
    if level == NO_ANSWER:
        return frozenset({NO_ANSWER})
    for spelt in (level, level.lower(), level.capitalize()):
        if spelt == level or level.lower() in (YES, NO):
            codes = facet.levels.get(spelt)
            if codes:
                return codes
    return frozenset()
