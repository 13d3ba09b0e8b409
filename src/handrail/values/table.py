"""Table: the one neutral shape in which numbers travel between rooms and out of the study.

A table is a tuple of cells. A cell belongs to a group (one level a dimension; a dimension that is
absent is summed over, which makes the cell a margin) and, for a categorical measure, to a category. It
carries its unweighted base, the unweighted count behind it, and named values. Disclosure control reads
only this: so a table also says which respondents it is about (facets, domain, revision), how far a number
rests on one of them (largest), and what a model was fitted to (fit). No writer prints these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Measure = Literal[
    "share",
    "probability",
    "mean",
    "count",
    "quantile",
    "histogram",
    "odds-ratio",
    "rate-ratio",
    "mean-difference",
    "share-difference",
    "standardised-share",
    "standardised-mean",
    "comparison",
    "diagnostic",
    "text",
]

RATIOS: tuple[Measure, ...] = ("odds-ratio", "rate-ratio")
"""Measures of a model whose numbers are ratios: at 1 there is no association."""

DIFFERENCES: tuple[Measure, ...] = ("mean-difference", "share-difference")
"""Measures of a model whose numbers are differences: at 0 there is no association."""

STANDARDISED: tuple[Measure, ...] = ("standardised-share", "standardised-mean")
"""Measures of what a model says of everybody, were all of one level; of its rows and not of groups."""

NUMBER = "(a number)"
"""The code of a facet that stands for every number of its column that no level is."""

MADE_OF = "made of: "
"""How the column of a facet begins that no file has: it is made of several, as a count of answers is."""

WHOLE: tuple[Measure, ...] = (*RATIOS, *DIFFERENCES, *STANDARDISED, "comparison")
"""Measures of tables that leave whole or not at all: every number rests on several groups at once, so that
one beside a released group would give back a withheld one."""


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
        ``below`` or ``above`` stand in place of the estimate where only a limit may be printed.
    withheld
        The rule that withheld this cell, or None. A withheld cell has no count and no values.
    largest
        Of a mean or a total: the shares of the largest and the second-largest respondent in the sum of
        absolute (weighted) values, both between 0 and 1; None where no sum lies behind the cell.

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
    largest: tuple[float, float] | None = None

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
class Facet:
    """How the levels of a variable are made of the codes of a column.

    Two variables of one column overlap in a way that only the codes tell: "women and men" leaves out a
    code that "gender" has, so one table's total minus the other's is a group.

    Attributes
    ----------
    column
        The column of the data.
    levels
        Level label to the codes, as text, that are it. A yes/no variable that is measured has the levels
        ``yes`` and ``no``. Codes of no level are missing answers.

    Examples
    --------
    >>> Facet("gender", {"Women": {"1"}, "Men": {"2"}}).codes(("Women",))
    frozenset({'1'})
    """

    column: str
    levels: Mapping[str, frozenset[str]]

    def __post_init__(self) -> None:
        frozen = {level: frozenset(codes) for level, codes in self.levels.items()}
        object.__setattr__(self, "levels", MappingProxyType(frozen))

    def codes(self, levels: Iterable[str]) -> frozenset[str]:
        """Return the codes of any of the levels."""
        return frozenset().union(*(self.levels.get(level, frozenset()) for level in levels))


@dataclass(frozen=True)
class Fit:
    """What a model was fitted to, for disclosure control.

    Attributes
    ----------
    n
        Respondents, unweighted.
    parameters
        Coefficients, the intercept included.
    patterns
        Different combinations of the factors' values among the respondents.
    separated
        A factor, or a combination of factors, foretells the outcome of a group without exception.

    Examples
    --------
    >>> Fit(400, 3, 4, separated=False).residual_df
    397
    """

    n: int
    parameters: int
    patterns: int
    separated: bool

    @property
    def residual_df(self) -> int:
        """Return respondents minus coefficients."""
        return self.n - self.parameters


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
        ``share`` (0 to 1), ``probability`` (of an answer in a class, as a model has it), ``mean`` (in the
        variable's unit), ``count``, ``quantile`` (of a number: the value ``p`` says which), ``histogram``
        (counts of bins, which are the categories), ``comparison`` (differences between groups and tests of
        them), ``diagnostic`` for numbers about an analysis and not about respondents (a criterion, an
        agreement), or ``text``. Of a model: ``odds-ratio``, ``rate-ratio`` (of numbers of times, or of
        shares), ``mean-difference``, ``share-difference``, ``standardised-share`` and ``standardised-mean``.
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
    facets
        Variable to how its levels are made of a column's codes: dimensions, the measured variable, and the
        variables of the domain. A variable without one is taken as a column of its own name.
    domain
        Variable to the levels whose respondents the table is about; empty for all.
    revision
        The revision of the source that it was computed from: tables of one source and revision are about the
        same respondents.
    fit
        Of a model: what it was fitted to.
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
    facets: Mapping[str, Facet] = field(default_factory=dict)
    domain: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    revision: int = 0
    fit: Fit | None = None

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
        for name in ("labels", "facets", "domain"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        for cell in self.cells:
            unknown = set(cell.group) - set(self.dimensions)
            if unknown:
                raise ValueError(f"cell of unknown dimension {sorted(unknown)}")
