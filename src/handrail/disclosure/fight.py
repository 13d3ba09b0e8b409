"""Fight: one set of tables of the same respondents, and the attacker's targets in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handrail.disclosure.attacker import Attacker
from handrail.disclosure.equations import (
    CellOf,
    Contradiction,
    Equation,
    Key,
    Space,
    equations_of,
    groups_of,
    nested_differences,
)
from handrail.disclosure.exposures import Exposure, SourceAttack
from handrail.disclosure.regions import Region, Regions
from handrail.disclosure.targets import Found, Target, Withhold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(eq=False)
class Fight:
    """One set of tables that is attacked together.

    Attributes
    ----------
    source, revision
        Whose respondents.
    regions, space, cells
        The cells, and the unknowns that they add up.
    absent
        Groups that the tables show to be empty by not listing them.
    limit
        How wide an interval must be.
    left_out
        Tables of the source that need too many unknowns.
    unanswered
        Whether groups that gave no answer to a grouping are the targets, or are none; None for both.
    equations
        What the tables say; there once it is played.
    """

    source: str
    revision: int
    regions: Regions
    space: Space
    cells: tuple[CellOf, ...]
    absent: tuple[Region, ...]
    limit: int
    left_out: tuple[str, ...] = ()
    unanswered: bool | None = None
    equations: dict[Key, Equation] = field(default_factory=dict)
    attacker: Attacker | None = None

    def play(self, withhold: Withhold | None = None) -> list[Found]:
        """Return what is exposed; see :meth:`handrail.disclosure.attacker.Attacker.play`."""
        for absent in (self.absent, ()):
            try:
                self.equations = equations_of(self.space, self.cells, absent)
                attacker = Attacker(self.space, self.equations, self.limit)
                attacker.add(self._targets())
                attacker.spread()
                attacker.add(self._classes(attacker))
                found = attacker.play(withhold)
            except Contradiction:
                continue  # a table that lists some of its groups only says nothing about the others
            self.attacker = attacker
            return found
        return []

    def _targets(self) -> Iterator[Target]:
        if not self.unanswered:
            for one in self.cells:
                if one.cell.withheld is not None and one.place is not None:
                    yield from self.targets_of(one)
            for rest in nested_differences(self.space, self.regions, self.equations, self.limit):
                yield Target("group", (), rest)
        together = self._together()
        for key in self._groups():
            names = self._names(key)
            listed = any(base.issuperset(names) for base in together) and not self._is_unanswered(key)
            yield Target("group" if listed else "crossing", names, self.space.atoms(key))

    def _classes(self, attacker: Attacker) -> Iterator[Target]:
        """Yield those of each group who gave one answer, where no solution found so far has any."""
        counted = [self.space.columns.index(name) for name in self.regions.counted & {*self.space.columns}]
        keys = [key for key in self._groups() if any(self._is_one_answer(key, j) for j in counted)]
        groups = [self.space.atoms(key) for key in keys]
        for key, atoms, empty in zip(keys, groups, attacker.perhaps_empty(groups), strict=True):
            if empty:
                for base in self._bases(key, counted):
                    yield Target("class", self._names(key), atoms, base)

    def _together(self) -> set[frozenset[str]]:
        return {frozenset(one.regions.base) for one in self.cells}

    def _groups(self) -> Iterator[Key]:
        for key in groups_of(self.space, self.regions, self._together()):
            if self.unanswered is None or self.unanswered == self._is_unanswered(key):
                yield key

    def targets_of(self, one: CellOf) -> Iterator[Target]:
        """Yield the numbers of a withheld cell: those in it, those outside it, or the base of a mean."""
        parts = (one.regions.inside, one.regions.outside)
        for region in parts if one.regions.inside is not None else (one.regions.base,):
            if region is not None:
                key = self.space.key(region)
                yield Target("withheld", self._names(key), self.space.atoms(key))

    def _is_unanswered(self, key: Key) -> bool:
        return any(bits == 1 << len(parts) - 1 for parts, bits in zip(self.space.parts, key, strict=True))

    def _bases(self, key: Key, counted: Sequence[int]) -> Iterator[NDArray[np.intp]]:
        """Yield the group of which these gave one answer, with any answer, for each counted column."""
        for measured in counted:
            if self._is_one_answer(key, measured):
                answered = self._answered(measured)
                yield self.space.atoms([answered if j == measured else bits for j, bits in enumerate(key)])

    def _is_one_answer(self, key: Key, column: int) -> bool:
        answered = self._answered(column)
        return not key[column] & ~answered and key[column] != answered

    def _answered(self, column: int) -> int:
        return (1 << len(self.space.parts[column]) - 1) - 1

    def _names(self, key: Key) -> tuple[str, ...]:
        return tuple(
            column
            for column, parts, bits in zip(self.space.columns, self.space.parts, key, strict=True)
            if bits != (1 << len(parts)) - 1
        )

    def report(self, found: Sequence[Found]) -> SourceAttack:
        """Return how it went."""
        attacker = self.attacker
        return SourceAttack(
            self.source,
            self.revision,
            tables=len({(one.table.name, one.place is None) for one in self.cells}),
            unknowns=0 if attacker is None else attacker.unknowns,
            constraints=len(self.equations),
            targets=0 if attacker is None else attacker.tried,
            programs=0 if attacker is None else attacker.programs,
            exposures=tuple(
                Exposure(self.source, one.target.columns, one.target.kind, one.low, one.high) for one in found
            ),
            left_out=self.left_out,
            consistent=attacker is not None,
        )
