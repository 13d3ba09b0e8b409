"""Class tables: a typology's released tables, by what each says of its classes."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.documents import numbers
from handrail.report.story import Story
from handrail.values import Table


@dataclass(frozen=True)
class TypologyTables:
    """A typology's released tables by what they are: absent ones are None, or none.

    Attributes
    ----------
    profiles, everyone, shares
        Probabilities by class and among everybody, and how common each class is.
    predictors
        Odds ratios by class.
    outcomes
        Outcomes by class.
    recovered
        How often each class came back.
    """

    profiles: Table
    everyone: Table | None
    shares: Table | None
    predictors: tuple[Table, ...]
    outcomes: tuple[Table, ...]
    recovered: Table | None

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes' names, the most common first."""
        return tuple(dict.fromkeys(cell.group["class"] for cell in self.profiles.cells))


def typology_tables(story: Story, node: str) -> TypologyTables:
    """Return a typology's released tables; they are known by their names' ends and by what they are."""
    mine = {name: table for name, table in story.released.tables.items() if table.node == node}

    def ending(*ends: str) -> Table | None:
        return next((table for end in ends for name, table in mine.items() if name.endswith(end)), None)

    shares = ending(".shares")
    ranged = ending(".interval-shares")
    if ranged is not None and (shares is None or not _has_intervals(shares)):
        shares = ranged
    return TypologyTables(
        profiles=mine[node],
        everyone=ending(".everyone"),
        shares=shares,
        predictors=tuple(table for table in mine.values() if table.measure == "odds-ratio"),
        outcomes=tuple(
            table
            for name, table in mine.items()
            if table.dimensions == ("item", "class")
            and table.measure in ("share", "mean")
            # A typology's own tables measure themselves; an outcome's measures the outcome.
            and table.variable not in (node, name)
        ),
        recovered=ending(".recovered"),
    )  # fmt: skip


def _has_intervals(table: Table) -> bool:
    return any(numbers.interval(cell, table.measure) for cell in table.cells)
