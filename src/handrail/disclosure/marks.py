"""Marks: which cells are withheld, by which rule, and what would let them leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from handrail.disclosure.quotations import Refused
from handrail.values import Cell, Table

REMEDY = "join small groups, or drop the grouping"

Place: TypeAlias = tuple[int, int]
"""A table of the release and a cell of it, by position."""


@dataclass(frozen=True)
class Mark:
    """Why a cell is withheld.

    Attributes
    ----------
    rule
        Stands in place of the cell wherever it is printed, so it says no more than that something is small.
    remedy
        What would make it pass.
    told
        What only the team is told: a reader who knew it would know the cell.
    """

    rule: str
    remedy: str = REMEDY
    told: str = ""


Marks: TypeAlias = dict[Place, Mark]


def column_of(table: Table) -> str:
    """Return the column that a table measures."""
    return table.column or table.variable


def refusals(tables: tuple[Table, ...], marks: Marks) -> tuple[Refused, ...]:
    """Return a refusal for each marked cell: dimensions by name, never a level, which is an answer."""
    refused = []
    for (t, c), mark in sorted(marks.items()):
        group = tables[t].cells[c].group
        where = " by ".join(group) if group else "the whole"
        told = f": {mark.told}" if mark.told else ""
        refused.append(Refused(tables[t].name, f"{mark.rule}{told} ({where})", mark.remedy))
    return tuple(refused)


def blanked(tables: Iterable[Table], marks: Marks) -> tuple[Table, ...]:
    """Return the tables with every marked cell emptied of its numbers."""
    return tuple(
        replace(
            table,
            cells=tuple(
                Cell(cell.group, cell.category, 0, None, {}, withheld=marks[t, c].rule)
                if (t, c) in marks
                else cell
                for c, cell in enumerate(table.cells)
            ),
        )
        for t, table in enumerate(tables)
    )
