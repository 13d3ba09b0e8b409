"""Table: the one neutral shape in which numbers travel between rooms and out of the study.

A table is a tuple of cells. A cell belongs to a group (one level a dimension; a dimension that is
absent is summed over, which makes the cell a margin) and, for a categorical measure, to a category. It
carries its unweighted base, the unweighted count behind it, and named values. Disclosure control reads
only this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Measure = Literal["share", "mean", "count", "odds-ratio", "diagnostic", "text"]


def _frozen(values: Mapping[str, float | None]) -> Mapping[str, float | None]:
    return MappingProxyType(dict(values))


@dataclass(frozen=True)
class Cell:
    """One group's (and category's) numbers.

    Attributes
    ----------
    group
        Dimension to level label, such as ``{"sex": "Female"}``; empty for the whole.
    category
        The category of the measured variable, or None for a mean or a yes/no share.
    n
        Unweighted base: the respondents of the group who answered.
    count
        Unweighted respondents of the base in the category (or "yes"); None for a mean.
    values
        ``estimate``, ``se``, ``low``, ``high``, ``weighted_n``, ``df``: shares between 0 and 1, not per cent.
    withheld
        The rule that withheld this cell, or None. A withheld cell has no count and no values.

    Examples
    --------
    >>> cell = Cell({"sex": "Female"}, None, 400, 60, {"estimate": 0.15})
    >>> cell.value("estimate"), cell.value("se"), cell.is_margin(("sex",)), cell.is_margin(("sex", "country"))
    (0.15, None, False, True)
    """

    group: Mapping[str, str]
    category: str | None
    n: int
    count: int | None
    values: Mapping[str, float | None]
    withheld: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "group", MappingProxyType(dict(self.group)))
        object.__setattr__(self, "values", _frozen(self.values))

    def value(self, name: str) -> float | None:
        """Return one of the values, or None where it is absent or withheld."""
        return self.values.get(name)

    def is_margin(self, dimensions: tuple[str, ...]) -> bool:
        """Return whether the cell sums over at least one of the table's dimensions."""
        return any(dimension not in self.group for dimension in dimensions)


@dataclass(frozen=True)
class Table:
    """A titled set of cells.

    Attributes
    ----------
    name
        The node that the table is the result of, such as ``estimate:violence-by-sex``.
    title
        What the numbers are, in a reader's words.
    measure
        ``share`` (0 to 1), ``mean`` (in the variable's unit), ``count``, ``odds-ratio``, ``diagnostic`` for
        numbers about an analysis and not about respondents (a criterion, an agreement), or ``text``.
    dimensions
        The grouping dimensions, in order.
    cells
        The numbers.
    source
        Where the rows come from: the survey's id. Tables of one source are judged together.
    variable
        The measured variable.
    column
        The column of the data that it is made from (the variable itself when empty). Tables of one source and
        column are linked: one can give another's cell back.
    public_use
        The plan declares the source a public-use file; the smallest-cell rule then follows the plan.
    notes
        Sentences a reader needs: the rule used, the sample's reading.
    labels
        Dimension or value name to a reader's label.
    judged
        Cells that disclosure review judges with the others and that no writer prints: groups that a number
        of the table could give back. A released table has none.
    """

    name: str
    title: str
    measure: Measure
    dimensions: tuple[str, ...]
    cells: tuple[Cell, ...]
    source: str
    variable: str
    public_use: bool = False
    notes: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    column: str = ""
    judged: tuple[Cell, ...] = ()

    @property
    def node(self) -> str:
        """The node that the table belongs to: a result may have several tables, named after a full stop.

        Examples
        --------
        >>> Table("typology:t.shares", "Shares", "share", (), (), "s", "t").node
        'typology:t'
        """
        return self.name.partition(".")[0]

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", MappingProxyType(dict(self.labels)))
        for cell in self.cells:
            unknown = set(cell.group) - set(self.dimensions)
            if unknown:
                raise ValueError(f"cell of unknown dimension {sorted(unknown)}")
