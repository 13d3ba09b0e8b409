"""Crossing: what a reader who knows who took part learns from several tables of words put beside each other.

Each table tells of groups of three and more. Beside another one it may tell of fewer: who spoke is in a group
that spoke, and in none that was silent. Whether that places what was said among one or two participants is
asked as an integer program over the participants who are alike in every table (see
:mod:`handrail.disclosure.attacker` for the same question about numbers).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations_with_replacement

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from handrail.interviews.groups import words_for

Table = Mapping[str, tuple[frozenset[str], int]]
"""Group to its participants, and to how many of them spoke."""

_Cell = tuple[str | None, ...]


def counts_behind(said: str, people: int) -> tuple[int, int]:
    """Return the smallest and the largest count of a group of which a word is said.

    Examples
    --------
    >>> counts_behind("most", 11), counts_behind("heard", 4), counts_behind("almost all", 5)
    ((6, 9), (1, 4), (5, 5))
    """
    counts = [count for count in range(people + 1) if words_for(count, people) == said]
    return counts[0], counts[-1]


def placed_among_few(tables: Sequence[Table], spoke: frozenset[str]) -> bool:
    """Return whether tables together place what was said among one or two participants.

    Parameters
    ----------
    tables
        One an attribute; one of a single group tells of everybody.
    spoke
        Who did. It is used as one way in which the tables can be true, so that few others are looked for.

    Returns
    -------
    bool
        True where at least one of some two participants must have spoken by the tables together, and no
        table says so alone.

    Examples
    --------
    >>> abc, defg = frozenset("abc"), frozenset("defg")
    >>> by_sector = {"police": (abc, 1), "industry": (defg, 1)}
    >>> placed_among_few([by_sector], frozenset("cd"))
    False
    >>> by_country = {"UK": (frozenset("abde"), 0), "Italy": (frozenset("cfg"), 2)}
    >>> placed_among_few([by_sector, by_country], frozenset("cf"))
    True
    """
    limits = [
        [
            (name, *counts_behind(words_for(count, len(who)), len(who)), len(who))
            for name, (who, count) in t.items()
        ]
        for t in tables
    ]
    everyone = frozenset().union(*(who for table in tables for who, _ in table.values()))
    cell_of = {one: _cell(one, tables) for one in everyone}
    sizes = Counter(cell_of.values())
    spoken = Counter(cell_of[one] for one in spoke)
    cells = list(sizes)
    rows, least, most = [], [], []
    for at, groups in enumerate(limits):
        for name, low, high, _ in groups:
            rows.append([float(cell[at] == name) for cell in cells])
            least.append(low)
            most.append(high)
    fits = LinearConstraint(np.array(rows), least, most)
    # Ways in which all the tables are true; the fewer spoke in one, the more pairs it clears at once.
    ways = [np.array([spoken[cell] for cell in cells])]
    full = np.maximum(np.array([sizes[cell] for cell in cells]) - 1, 1)
    for taken in _pairs(sizes):
        left = np.array([sizes[cell] - taken[cell] for cell in cells])
        if any((way <= left).all() for way in reversed(ways)) or _alone(taken, limits):
            continue
        found = milp(
            # Cells that were full in the ways so far are emptied first.
            1 + 10 * sum((way >= full).astype(np.float64) for way in ways),
            integrality=np.ones(len(cells)),
            bounds=Bounds(0, left),
            constraints=fits,
        )
        if not found.success:
            return True
        ways.append(found.x.round())
    return False


def _cell(one: str, tables: Sequence[Table]) -> _Cell:
    """Return the groups of one participant, a table each; None where they are in none of a table."""
    return tuple(next((name for name, (who, _) in table.items() if one in who), None) for table in tables)


def _pairs(sizes: Mapping[_Cell, int]) -> Iterator[Counter[_Cell]]:
    """Yield every two participants as far as tables tell them apart, and the one of a cell of one."""
    for pair in combinations_with_replacement(sizes, 2):
        taken = Counter(pair)
        yield Counter({cell: min(count, sizes[cell]) for cell, count in taken.items()})


def _alone(taken: Counter[_Cell], limits: Sequence[Sequence[tuple[str, int, int, int]]]) -> bool:
    """Return whether one table by itself says that one of those who are taken spoke."""
    return any(
        people - sum(count for cell, count in taken.items() if cell[at] == name) < low
        for at, groups in enumerate(limits)
        for name, low, _, people in groups
    )
