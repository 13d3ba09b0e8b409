"""Together: which tables are attacked together, so that the unknowns stay few enough."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from handrail.disclosure.equations import ROUNDED, CellOf, Space, space_of
from handrail.disclosure.fight import Fight
from handrail.disclosure.limits import Limits
from handrail.disclosure.regions import Region, Regions, is_counted, is_everybody
from handrail.values import Table


def fights(tables: tuple[Table, ...], earlier: tuple[Table, ...], limits: Limits) -> Iterator[Fight]:
    """Yield the sets of tables that are attacked together.

    Every table of this release stands in one at least, with as many tables of its source and revision that
    share its columns as ``limits.most_unknowns`` allows: those that add the fewest unknowns first.
    """
    for source, revision in sorted({(one.source, one.revision) for one in tables if is_counted(one)}):
        now = [(t, one) for t, one in enumerate(tables) if _is_of(one, source, revision)]
        before = [(None, one) for one in earlier if _is_of(one, source, revision)]
        regions = Regions([one for _, one in (*now, *before)])
        listed = [
            tuple(
                CellOf(table, cell, regions.of(table, cell), None if place is None else (place, c))
                for c, cell in enumerate(table.cells)
            )
            for place, table in (*now, *before)
        ]
        gathering = _Gathering(regions, listed, limits.most_unknowns)
        large = tuple(
            listed[number][0].table.name for number in range(len(now)) if gathering.is_large(number)
        )
        for numbers, space in gathering.sets(range(len(now))):
            cells = tuple(one for number in sorted(numbers) for one in listed[number])
            absent = tuple(region for n in numbers for region in regions.absent(listed[n][0].table))
            counted = tuple(one for one in cells if not is_everybody(one.table))
            if not counted:
                continue  # nobody is told apart
            fight = Fight(source, revision, regions, space, cells, absent, limits.smallest_cell, large)
            if len(counted) == len(cells):
                yield fight
                continue
            # That few of all respondents skipped a question is no group of them; that few of a table's did,
            # one would see from the tables alone.
            yield replace(fight, unanswered=False)
            exact = tuple(one for one in counted if ROUNDED not in one.table.notes)
            yield replace(fight, cells=exact, unanswered=True)
        if len(large) == len(now):  # nothing is attacked, and the report says so
            yield Fight(source, revision, regions, Space((), ()), (), (), limits.smallest_cell, large)


def _is_of(table: Table, source: str, revision: int) -> bool:
    return is_counted(table) and (table.source, table.revision) == (source, revision)


@dataclass
class _Gathering:
    """Gathers tables, given as lists of their cells."""

    regions: Regions
    listed: list[tuple[CellOf, ...]]
    most: int

    def __post_init__(self) -> None:
        self.columns = [
            frozenset(name for one in cells for region in _regions_of(one) for name in region)
            for cells in self.listed
        ]
        used = (region for cells in self.listed for one in cells for region in _regions_of(one))
        everything = space_of(self.regions, frozenset().union(*self.columns), used)
        self.parts = dict(zip(everything.columns, everything.parts, strict=True))

    def size(self, columns: Iterable[str]) -> int:
        return math.prod(len(self.parts[name]) for name in columns)

    def is_large(self, number: int) -> bool:
        return self.size(self.columns[number]) > self.most

    def sets(self, wanted: Iterable[int]) -> Iterator[tuple[list[int], Space]]:
        """Yield sets in which each wanted table stands once at least, with the atoms of their columns."""
        waiting = [number for number in wanted if not self.is_large(number)]
        waiting.sort(key=lambda number: -self.size(self.columns[number]))
        while waiting:
            chosen, columns = self._around(waiting[0])
            waiting = [number for number in waiting if number not in chosen]
            names = tuple(sorted(columns))
            yield chosen, Space(names, tuple(self.parts[name] for name in names))

    def _around(self, first: int) -> tuple[list[int], frozenset[str]]:
        chosen, columns = [first], self.columns[first]
        rest = [number for number in range(len(self.listed)) if number != first]
        while True:
            # The number of all rows tells no column apart, and says something of every one.
            near = [number for number in rest if not self.columns[number] or self.columns[number] & columns]
            if not near:
                return chosen, columns
            best = min(near, key=lambda number: self.size(columns | self.columns[number]))
            if self.size(columns | self.columns[best]) > self.most:
                return chosen, columns
            chosen.append(best)
            columns |= self.columns[best]
            rest.remove(best)


def _regions_of(one: CellOf) -> Iterator[Region]:
    for region in (one.regions.base, one.regions.inside, one.regions.outside):
        if region is not None:
            yield region
