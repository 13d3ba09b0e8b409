"""A tracker: a reader who asks one filtered table after the other, each made from the answers before.

He has a small group in mind, asks for everybody around it, then for everybody around it but those in it, then
for the parts, in every order; half of his questions are drawn at random. Each question is reviewed with all
that left before, as a study that releases again and again would.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from random_tables import NOBODY, People, SlowAttacker, count, draw_people, groups, tabulate

from handrail.disclosure import Ledger, Limits, review
from handrail.values import Table

LEVELS = {"a": 3, "b": 2, "c": 3, "d": 2}
MEASURED = "v"


@dataclass
class Tracker:
    """Asks questions, and keeps what left."""

    people: People
    rng: np.random.Generator
    limits: Limits = field(default_factory=Limits)
    left: list[Table] = field(default_factory=list)
    asked: int = 0
    cells: int = 0
    answered: int = 0

    def ask(self, questions: int) -> None:
        """Ask, review, remember."""
        wishes = self._wishes()
        for _ in range(questions):
            where, by = next(wishes)
            table = tabulate(
                self.people, by, MEASURED, name=f"estimate:q{self.asked}", where=where, margins=True
            )
            self.asked += 1
            if not table.cells:
                continue
            outcome = review([table], [], Ledger(tables=tuple(self.left)), limits=self.limits)
            sources = outcome.attack.sources
            if outcome.attack.exposures or not all(one.consistent for one in sources):
                raise ValueError(f"the review itself found this: {outcome.attack}")
            self.left += outcome.remembered
            released = outcome.released.tables[table.name]
            self.cells += len(released.cells)
            self.answered += sum(cell.withheld is None for cell in released.cells)

    def answer_alone(self, where: dict[str, tuple[int, ...]], by: tuple[str, ...]) -> None:
        """Ask and review one table as if nothing had left before."""
        table = tabulate(self.people, by, MEASURED, name=f"estimate:q{self.asked}", where=where)
        self.asked += 1
        if table.cells:
            self.left += review([table], [], Ledger(), limits=self.limits).remembered

    def _wishes(self) -> Iterator[tuple[dict[str, tuple[int, ...]], tuple[str, ...]]]:
        small = [
            one
            for one in groups(self.people, LEVELS)
            if 0 < count(self.people, one) < self.limits.smallest_cell
        ]
        while True:
            if small and self.rng.random() < 0.5:
                wanted = dict(small[self.rng.integers(len(small))])
                for column in list(wanted):
                    around = {name: tuple(codes) for name, codes in wanted.items() if name != column}
                    code = next(iter(wanted[column]))
                    others = tuple(other for other in range(LEVELS[column]) if other != code)
                    yield around, ()
                    yield {**around, column: others}, ()
                    yield around, (column,)
            else:
                where = {}
                for column, number in LEVELS.items():
                    chosen = tuple(code for code in range(number) if self.rng.random() < 0.6)
                    if chosen and len(chosen) < number and self.rng.random() < 0.6:
                        where[column] = chosen
                free = [column for column in LEVELS if column not in where]
                by = tuple(self.rng.choice(free, min(len(free), int(self.rng.integers(0, 2))), replace=False))
                yield where, by

    def recovered(self) -> tuple[int, list[tuple[int, int, int]]]:
        """Return how many small groups there are, and which of them the tracker can place too closely.

        Small: 1 to 9 respondents who share answers to any of the columns, the measured one included.
        """
        slow = SlowAttacker(self.people, (*LEVELS, MEASURED), tuple(self.left))
        small, found = 0, []
        for region in groups(self.people, (*LEVELS, MEASURED)):
            number = count(self.people, region)
            if 0 < number < self.limits.smallest_cell:
                small += 1
                if not slow.is_wide(region, self.limits.smallest_cell):
                    found.append((number, *slow.interval(region)))
        return small, found


def new_tracker(seed: int, *, n: int = 600, missing: float = 0.02) -> Tracker:
    """Return a tracker before respondents that he has never seen."""
    rng = np.random.default_rng(seed)
    return Tracker(draw_people(rng, {**LEVELS, MEASURED: 2}, n, missing=missing), rng)


__all__ = ["NOBODY", "Tracker", "new_tracker"]
