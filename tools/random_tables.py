"""Random respondents, the tables that a plan would make of them, and a slow attacker.

The slow attacker shares nothing with ``handrail.disclosure``: it writes every combination of answers as an
unknown of its own and solves two programs for each number, or tries all whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from handrail.values import Cell, Facet, Table

NOBODY = -1
"""The code of a missing answer."""

People = dict[str, NDArray[np.int64]]


def draw_people(
    rng: np.random.Generator, levels: Mapping[str, int], n: int, *, missing: float = 0.0
) -> People:
    """Return respondents: uneven answers that hang together, some of them missing."""
    kinds = rng.integers(0, 3, n)
    people: People = {}
    for name, number in levels.items():
        bounds = rng.dirichlet(np.full(number, 1.2), size=3).cumsum(axis=1)[:, :-1]
        drawn = (rng.random(n)[:, None] > bounds[kinds]).sum(axis=1)
        people[name] = np.where(rng.random(n) < missing, NOBODY, drawn)
    return people


def tabulate(
    people: People,
    by: Sequence[str],
    measured: str,
    *,
    name: str = "estimate:t",
    where: Mapping[str, tuple[int, ...]] | None = None,
    margins: bool = True,
) -> Table:
    """Return a table of shares as ``handrail.survey`` makes it, with all margins if asked for.

    Of a measured column 1 is yes and every other answer is no.
    """
    where = where or {}
    answered = people[measured] != NOBODY
    inside = answered.copy()
    for column, codes in where.items():
        inside &= np.isin(people[column], codes)
    cells = []
    for kept in product((True, False), repeat=len(by)) if margins else [(True,) * len(by)]:
        names = [column for column, keep in zip(by, kept, strict=True) if keep]
        levels = [sorted(set(people[column][people[column] != NOBODY].tolist())) for column in names]
        for group in product(*levels):
            here = inside.copy()
            for column, level in zip(names, group, strict=True):
                here &= people[column] == level
            n, yes = int(here.sum()), int((here & (people[measured] == 1)).sum())
            if n:
                words = {column: str(level) for column, level in zip(names, group, strict=True)}
                cells.append(Cell(words, None, n, yes, {"estimate": yes / n}))
    facets = {column: facet(people, column) for column in (*by, *where)}
    facets[measured] = Facet(measured, {"yes": frozenset({"1"}), "no": _others(people, measured)})
    domain = {column: tuple(str(code) for code in codes) for column, codes in where.items()}
    return Table(name, "T", "share", tuple(by), tuple(cells), "s", measured, facets=facets, domain=domain)


def facet(people: People, column: str) -> Facet:
    """Return a column whose every code is a level."""
    codes = sorted(set(people[column].tolist()) - {NOBODY})
    return Facet(column, {str(code): frozenset({str(code)}) for code in codes})


def _others(people: People, column: str) -> frozenset[str]:
    return frozenset(str(code) for code in set(people[column].tolist()) - {NOBODY, 1})


Region = Mapping[str, frozenset[int]]


def regions_of(table: Table, cell: Cell, people: People) -> dict[str, Region]:
    """Return the base of a cell, those in it and those outside it, as codes of columns."""
    around = {column: frozenset(int(level) for level in levels) for column, levels in table.domain.items()}
    for column, level in cell.group.items():
        around[column] = around.get(column, frozenset({int(level)})) & {int(level)}
    codes = frozenset(people[table.variable].tolist()) - {NOBODY}
    around[table.variable] = around.get(table.variable, codes)
    inside = around[table.variable] & {1}
    return {
        "base": around,
        "inside": {**around, table.variable: inside},
        "outside": {**around, table.variable: around[table.variable] - {1}},
    }


def count(people: People, region: Region) -> int:
    """Return how many respondents a region really holds."""
    here = np.ones(len(next(iter(people.values()))), dtype=bool)
    for column, codes in region.items():
        here &= np.isin(people[column], list(codes))
    return int(here.sum())


@dataclass
class SlowAttacker:
    """Knows the numbers of tables, and of some columns that everybody answered.

    Of the respondents it takes the columns and their codes, and nothing else.
    """

    people: People
    columns: tuple[str, ...]
    tables: tuple[Table, ...]
    answered: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        codes = [
            sorted({NOBODY, *self.people[column].tolist()} - ({NOBODY} if column in self.answered else set()))
            for column in self.columns
        ]
        self.atoms = [dict(zip(self.columns, atom, strict=True)) for atom in product(*codes)]
        rows, values = [], []
        for region, value in self._known():
            rows.append(self.vector(region))
            values.append(value)
        self.matrix, self.values = np.array(rows, dtype=float), np.array(values, dtype=float)
        self.solutions: list[NDArray[np.float64]] = []

    def _known(self) -> Iterator[tuple[Region, int]]:
        for table in self.tables:
            full = {
                tuple(cell.group.values()) for cell in table.cells if len(cell.group) == len(table.dimensions)
            }
            shown = [
                sorted({cell.group[name] for cell in table.cells if name in cell.group})
                for name in table.dimensions
            ]
            if len(table.dimensions) > 1 and full:
                for levels in product(*shown):
                    if levels not in full:
                        group = dict(zip(table.dimensions, levels, strict=True))
                        region = dict(regions_of(table, Cell(group, None, 0, None, {}), self.people)["base"])
                        if table.variable not in (*table.domain, *group):
                            del region[table.variable]
                        yield region, 0
            for cell in table.cells:
                if cell.withheld is None and cell.count is not None:
                    found = regions_of(table, cell, self.people)
                    yield found["base"], cell.n
                    yield found["inside"], cell.count

    def vector(self, region: Region) -> NDArray[np.float64]:
        """Return which atoms a region holds."""
        return np.array(
            [all(atom[column] in codes for column, codes in region.items()) for atom in self.atoms],
            dtype=float,
        )

    def interval(self, region: Region, most: int = 100_000) -> tuple[int, int]:
        """Return the least and the largest number of respondents that agree with all tables."""
        if not len(self.matrix):
            return 0, most
        aim = self.vector(region)
        ends = []
        for sign in (1.0, -1.0):
            solved = linprog(
                sign * aim,
                A_eq=self.matrix,
                b_eq=self.values,
                bounds=(0, most),
                method="highs",
            )
            if solved.status != 0:
                raise ValueError(f"the program ended with status {solved.status}")
            self.solutions.append(solved.x)
            ends.append(sign * solved.fun)
        return math.ceil(ends[0] - 1e-6), math.floor(ends[1] + 1e-6)

    def is_wide(self, region: Region, limit: int) -> bool:
        """Return whether the interval of a region is as wide as a limit.

        Two earlier solutions that differ by as much prove it; without, it is worked out.
        """
        aim = self.vector(region)
        held = [float(aim @ one) for one in self.solutions]
        if held and math.floor(max(held) + 1e-6) - math.ceil(min(held) - 1e-6) >= limit:
            return True
        low, high = self.interval(region)
        return high - low >= limit


def whole_interval(attacker: SlowAttacker, region: Region) -> tuple[int, int]:
    """Return the interval of a region by trying all whole numbers; for tiny tables."""
    aim = attacker.vector(region)
    matrix, values = attacker.matrix.astype(int), attacker.values.astype(int)
    best: list[int] = []

    def go(place: int, left: NDArray[np.int64], sum_: int) -> None:
        if place == len(aim):
            if not left.any():
                best.append(sum_)
            return
        rows = matrix[:, place] > 0
        most = int(left[rows].min()) if rows.any() else 0
        for number in range(most + 1):
            go(place + 1, left - number * matrix[:, place], sum_ + number * int(aim[place]))

    go(0, values.copy(), 0)
    return min(best), max(best)


def groups(people: People, columns: Iterable[str]) -> Iterator[Region]:
    """Yield every conjunction of single answers of the columns."""
    names = list(columns)
    choices = [[None, *sorted(set(people[name].tolist()) - {NOBODY})] for name in names]
    for chosen in product(*choices):
        region = {n: frozenset({c}) for n, c in zip(names, chosen, strict=True) if c is not None}
        if region:
            yield region
