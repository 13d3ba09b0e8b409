"""Equations: what a reader of the tables knows about numbers of respondents that no table shows.

The unknowns are the respondents with each combination of answers (an atom): a code, or the codes that no
table tells apart, of every column; whoever gave no answer has an atom of its own. A released cell says that
some of them add up to its base, and some to its count. Atoms that stand in the same equations are one unknown
as far as the equations go; of how a number is spread within it the reader knows nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, TypeAlias

from handrail.disclosure.marks import Place
from handrail.disclosure.regions import NO_ANSWER, CellRegions, Region, Regions
from handrail.values import Cell, Table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Flags: TypeAlias = NDArray[np.bool_]
    Numbers: TypeAlias = NDArray[np.float64]

ROUNDED = "Rounded to fives: the evidence was revised since the last release, by too few to show exactly."
"""The note of a rounded table. It stays in ledgers, which are read by it: never change it."""

ROUNDING = 2
"""How far a number that was rounded to a multiple of five can lie from it."""

MOST_GROUPS = 2000
"""Combinations of levels that are looked at as groups. Where there are more, columns that no table crosses
are looked at by their single codes alone, without levels that join some of them."""

MOST_PLAIN = 4000
"""Combinations of single codes that are looked at beyond that."""


class Contradiction(Exception):  # noqa: N818 - it is what was found
    """Tables of one source and revision cannot all be right: they are not about the same respondents."""


@dataclass
class Equation:
    """A number that a reader has: how many respondents a region holds.

    Attributes
    ----------
    value, slack
        The number, and how far off it may be (of a rounded one).
    places
        The cells of this release that say so.
    earlier
        An earlier release said so too: nothing is gained by withholding it now.
    """

    value: int
    slack: int = 0
    places: set[Place] = field(default_factory=set)
    earlier: bool = False


@dataclass(frozen=True, eq=False)
class Space:
    """The atoms of some columns.

    Attributes
    ----------
    columns
        Their names.
    parts
        For each column its atoms as sets of codes; the last atom of a column is everything else.
    """

    columns: tuple[str, ...]
    parts: tuple[tuple[frozenset[str], ...], ...]
    _chosen: dict[tuple[int, int], Any] = field(default_factory=dict, init=False, repr=False)

    @property
    def size(self) -> int:
        """Return the number of atoms."""
        return math.prod(len(part) for part in self.parts)

    def key(self, region: Region) -> tuple[int, ...]:
        """Return a region as one number a column, whose bits are its atoms."""
        key = []
        for column, parts in zip(self.columns, self.parts, strict=True):
            codes = region.get(column)
            if codes is None:
                key.append((1 << len(parts)) - 1)
            else:
                none = 1 << len(parts) - 1 if NO_ANSWER in codes else 0
                key.append(none | sum(1 << k for k, part in enumerate(parts) if part and part <= codes))
        return tuple(key)

    def atoms(self, key: Sequence[int]) -> NDArray[np.intp]:
        """Return the places of a region's atoms."""
        import numpy as np

        places: Any = np.zeros(1, dtype=np.intp)
        for bits, parts in zip(key, self.parts, strict=True):
            chosen = self._chosen.get((bits, len(parts)))
            if chosen is None:
                chosen = np.array([k for k in range(len(parts)) if bits >> k & 1], dtype=np.intp)
                self._chosen[bits, len(parts)] = chosen
            places = (places[:, None] * len(parts) + chosen).ravel()
        return np.asarray(places, dtype=np.intp)


def space_of(regions: Regions, columns: Iterable[str], used: Iterable[Region]) -> Space:
    """Return the atoms of some columns: codes are told apart where a level, or a region in use, does."""
    names = tuple(sorted(columns))
    sets = {name: set(regions.levels.get(name, set())) for name in names}
    for region in used:
        for name, codes in region.items():
            sets[name].add(codes)
    return Space(names, tuple(_atoms(sets[name]) for name in names))


def _atoms(sets: set[frozenset[str]]) -> tuple[frozenset[str], ...]:
    alike: dict[tuple[bool, ...], set[str]] = {}
    ordered = sorted(sets, key=sorted)
    for code in sorted(frozenset().union(*ordered) - {NO_ANSWER}):
        alike.setdefault(tuple(code in one for one in ordered), set()).add(code)
    return (*(frozenset(codes) for codes in alike.values()), frozenset())


@dataclass(frozen=True, eq=False)
class CellOf:
    """A cell of a table with its regions; ``place`` is None for what left before."""

    table: Table
    cell: Cell
    regions: CellRegions
    place: Place | None


Key: TypeAlias = tuple[int, ...]


def equations_of(space: Space, cells: Iterable[CellOf], absent: Iterable[Region] = ()) -> dict[Key, Equation]:
    """Return what the cells that are not withheld say, one equation a region.

    Of two numbers for one region (one of them rounded) the exact one counts. That nobody is in a group that a
    table does not list cannot be withheld.
    """
    found = {space.key(region): Equation(0, earlier=True) for region in absent}
    for one in cells:
        if one.cell.withheld is not None:
            continue
        slack = ROUNDING if ROUNDED in one.table.notes else 0
        told = [(one.regions.base, one.cell.n)]
        if one.regions.inside is not None and one.cell.count is not None:
            told.append((one.regions.inside, one.cell.count))
        for region, value in told:
            key = space.key(region)
            equation = found.get(key)
            if equation is None or slack < equation.slack:
                found[key] = equation = Equation(value, slack)
            elif slack == equation.slack == 0 and value != equation.value:
                raise Contradiction
            if one.place is None:
                equation.earlier = equation.earlier or slack == equation.slack
            else:
                equation.places.add(one.place)
    return found


def groups_of(space: Space, regions: Regions, together: Iterable[frozenset[str]]) -> Iterator[Key]:
    """Yield the conjunctions of levels that a reader may ask about.

    Parameters
    ----------
    space
        The atoms.
    regions
        Where levels come from. "No answer" is a level of columns that group or restrict a table; that a
        question went unanswered is no group.
    together
        The columns of each table: their combinations are looked at whatever their number.
    """
    choices = [
        sorted(_choices(column, parts, regions))
        for column, parts in zip(space.columns, space.parts, strict=True)
    ]
    whole = [(1 << len(parts)) - 1 for parts in space.parts]
    always = {frozenset(space.columns.index(name) for name in names) for names in together}
    plain = [[level for level in found if level.bit_count() == 1] for found in choices]
    left, left_plain = MOST_GROUPS, MOST_PLAIN
    for order in range(1, len(space.columns) + 1):
        subsets = list(combinations(range(len(space.columns)), order))
        number = sum(math.prod(len(choices[j]) for j in subset) for subset in subsets)
        left -= number
        for subset in subsets:
            levels_of = choices
            if left < 0 and not any(set(subset) <= names for names in always):
                levels_of = plain
                left_plain -= math.prod(len(plain[j]) for j in subset)
                if left_plain < 0:
                    continue
            for levels in product(*(levels_of[j] for j in subset)):
                key = list(whole)
                for j, level in zip(subset, levels, strict=True):
                    key[j] = level
                yield tuple(key)


def _choices(column: str, parts: tuple[frozenset[str], ...], regions: Regions) -> set[int]:
    """Return a column's levels as bits: atoms, joint levels, all who answered, and no answer."""
    singles = {1 << k for k, part in enumerate(parts) if part}
    joint = {
        sum(1 << k for k, part in enumerate(parts) if part and part <= codes)
        for codes in regions.levels.get(column, set())
    }
    found = singles | (joint - {0})
    if column in regions.counted:
        found.add((1 << len(parts) - 1) - 1)
    if column in regions.grouping:
        found.add(1 << len(parts) - 1)
    return found


def nested_differences(
    space: Space, regions: Regions, equations: Mapping[Key, Equation], limit: int
) -> list[NDArray[np.intp]]:
    """Return the atoms of every difference of two nested regions that holds fewer than the limit.

    Whoever is left out of the smaller one only because a question went unanswered does not count.
    """
    import numpy as np

    exact = [(key, one.value) for key, one in equations.items() if not one.slack]
    asked = [j for j, column in enumerate(space.columns) if column not in regions.grouping]
    found = []
    for (large, most), (small, least) in product(exact, exact):
        if not 0 < most - least < limit or any(b & ~a for a, b in zip(large, small, strict=True)):
            continue
        outer = list(large)
        everybody = all(bits == (1 << len(parts)) - 1 for bits, parts in zip(large, space.parts, strict=True))
        for j in range(len(outer)) if everybody else asked:
            answered = (1 << len(space.parts[j]) - 1) - 1
            if small[j] & ~answered == 0:
                outer[j] &= answered
        rest = np.setdiff1d(space.atoms(outer), space.atoms(small))
        if len(rest):
            found.append(rest)
    return found
