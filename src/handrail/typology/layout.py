"""Layout: answers as the arrays that the kernel runs over."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

from handrail.typology import kernel
from handrail.typology.frames import ItemKind
from handrail.typology.patterns import Floats, Integers, Patterns

Places: TypeAlias = npt.NDArray[np.uint32]

BLOCK, LARGE_BLOCK, _MANY = 64, 1024, 1 << 15
"""The most rows of a block: more would not stay in a processor's cache, fewer mean more products. Where
there are many patterns, large blocks are worth their making."""

_ALONE = 1.5
"""Rows that a pattern has for itself, on average: with more it is faster not to look for shared ones."""

_EMPTY = 25
"""Where at least one in so many of all patterns that there could be occurs, all of them are gone through."""

_CODES: dict[ItemKind, int] = {
    "nominal": kernel.NOMINAL,
    "adjacent": kernel.ADJACENT,
    "cumulative": kernel.CUMULATIVE,
    "count": kernel.COUNT,
    "continuous": kernel.CONTINUOUS,
}


@dataclass(frozen=True, eq=False)
class Layout:
    """Answers laid out for the kernel.

    Attributes
    ----------
    patterns
        What was laid out.
    data
        As :func:`handrail.typology.kernel.em` takes it, over a table whose rows are the items' answers, the
        prior's rows and the nodes: the rows of each pattern (P x B), how many of them it shares with the one
        before (P + 1; empty where that is too little to look for), its weight (P), the two earlier rows that
        each node joins; and by item: kind, first row of its answers (the last of them is "missing"), value
        and constant of each answer, spread, first row of its parameters; then the kind of prior and the rows
        of its covariates; and the grid, if the patterns lie close enough on one: the place of each pattern
        (P; empty if not) in a table of two sides, left items' answers by right items', and in that table
        turned over, line by line; how many answers an item has on it; and the first item on the right.
    first, parameters_first
        Where each item's answers and parameters begin (J + 1).
    """

    patterns: Patterns
    data: tuple[Any, ...]
    first: Integers
    parameters_first: Integers

    @property
    def prior_shape(self) -> int:
        """Rows of the prior's parameters: groups, or coefficients."""
        known = self.patterns.known
        return len(known.columns) if known.has_covariates else len(known.groups)

    @property
    def is_plain(self) -> bool:
        """Whether all parameters are probabilities: of nominal items, and of classes without covariates."""
        patterns = self.patterns
        return not patterns.known.has_covariates and all(kind == "nominal" for kind in patterns.kinds)

    def work(self, classes: int) -> tuple[Any, ...]:
        """Return scratch arrays for a number of classes; each thread needs its own."""
        codes, shared, weight, nodes, *_, x, cells, _, widths, cut = self.data
        lanes = -(-classes // kernel.LANES) * kernel.LANES
        size = int(self.first[-1]) + len(x) + len(nodes)
        return (
            np.zeros((size, lanes)),
            np.zeros((size, lanes)),
            np.empty((codes.shape[1] + 1, kernel.LANES)),
            np.empty(len(weight)),
            np.empty(len(weight)),
            np.empty((len(x), classes)),
            np.empty((len(x), classes)),
            np.empty((4, kernel.LINE)),
            _grid_work(_tiles(widths[:cut]) if len(cells) else 0, lanes),
            np.empty((0 if len(shared) else len(weight), lanes)),
        )


def _grid_work(tiles: int, lanes: int) -> tuple[Floats, ...]:
    """Return the tables of both sides, of the grid and of its ratios, those turned over, and of sums."""
    line = kernel.LINE
    return (
        np.zeros((lanes, tiles * line)),
        np.zeros((lanes, line)),
        np.zeros((tiles * line, line)),
        np.zeros((tiles * line, line)),
        np.zeros((tiles * line, line)),
        np.zeros((lanes, line)),
        np.zeros((lanes, tiles * line)),
    )


def lay_out(patterns: Patterns) -> Layout:
    """Return the arrays for the kernel.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.typology.patterns import read_patterns
    >>> layout = lay_out(read_patterns(pl.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, None, 1]})))
    >>> layout.data[0].tolist(), layout.data[12].tolist()
    ([[6, 0, 3], [6, 0, 4], [6, 1, 5], [6, 1, 4]], [0, 1, 5, 4])
    """
    sizes = np.array([len(found) for found in patterns.categories])
    first = np.concatenate([[0], np.cumsum(sizes + 1)]).astype(np.int64)
    kinds = np.array([_CODES[kind] for kind in patterns.kinds], dtype=np.int64)
    value, constant, spread = np.zeros(first[-1]), np.zeros(first[-1]), np.zeros(len(sizes))
    for j, (kind, found) in enumerate(zip(patterns.kinds, patterns.categories, strict=True)):
        here = slice(first[j], first[j + 1] - 1)
        if kind in ("count", "continuous"):
            value[here] = found
            constant[here] = special.gammaln(value[here] + 1) if kind == "count" else 0.0
            answered = patterns.codes[:, j] >= 0
            spread[j] = np.cov(
                value[here][patterns.codes[answered, j]], aweights=patterns.weight[answered], ddof=0
            )
    rows = [
        {"nominal": size, "adjacent": size, "cumulative": size, "count": 1, "continuous": 2}[kind]
        for kind, size in zip(patterns.kinds, sizes, strict=True)
    ]
    parameters_first = np.concatenate([[0], np.cumsum(rows)]).astype(np.int64)
    grid = _grid(patterns, sizes)
    # On a grid, blocks are for the rare step that leaves the numbers there are: each item is one.
    codes, shared, nodes = _blocks(patterns, sizes, first, joined=not len(grid[0]))
    known = patterns.known
    data = (
        codes,
        shared,
        np.ascontiguousarray(patterns.weight),
        nodes,
        kinds,
        first,
        value,
        constant,
        spread,
        parameters_first,
        kernel.LOGIT if known.has_covariates else kernel.FREE,
        np.ascontiguousarray(known.x),
        *grid,
    )
    return Layout(patterns, data, first, parameters_first)


def _blocks(
    patterns: Patterns, sizes: Integers, first: Integers, *, joined: bool
) -> tuple[Integers, Integers, Integers]:
    """Return the rows of each pattern, how many it shares with the last, and what blocks are made of."""
    # A missing answer is the row after the item's last.
    rows = np.where(patterns.codes < 0, sizes, patterns.codes)
    widths = sizes + (patterns.codes < 0).any(axis=0)
    groups: list[list[int]] = []
    room = 0
    for j, width in enumerate(widths):
        if joined and groups and room * width <= (BLOCK if len(rows) < _MANY else LARGE_BLOCK):
            groups[-1].append(j)
            room *= int(width)
        else:
            groups.append([j])
            room = int(width)
    shares = len(patterns.known.x)
    nodes: list[Integers] = []
    size = int(first[-1]) + shares
    columns = []
    for group in groups:
        column = first[group[0]] + rows[:, group[0]]
        for j in group[1:]:
            # A block of its first items is joined with the next one.
            pairs = column * int(first[-1]) + first[j] + rows[:, j]
            found, place = np.unique(pairs, return_inverse=True)
            nodes.append(np.column_stack(np.divmod(found, int(first[-1]))))
            column = size + place.reshape(-1)
            size += len(found)
        columns.append(column)
    prior = int(first[-1]) + patterns.beside
    # What all share comes first, what hardly any do last.
    columns = [prior, *columns] if shares == 1 else [*columns, prior]
    codes = np.column_stack(columns)
    equal = np.cumprod(codes[1:] == codes[:-1], axis=1).sum(axis=1)
    made_of = np.concatenate(nodes) if nodes else np.empty((0, 2))
    shared = np.concatenate([[0], equal, [0]]).astype(np.int64)
    if codes.shape[1] - shared[:-1].mean() > _ALONE:
        shared = shared[:0]
    return codes.astype(np.uint32), shared, made_of.astype(np.uint32)


def _grid(patterns: Patterns, sizes: Integers) -> tuple[Places, Places, Integers, int]:
    """Return each pattern's place on the grid and on the turned one, answers by item, and where it is cut."""
    missing = (patterns.codes < 0).any(axis=0)
    widths = sizes + missing
    # As many of the last items as a line holds are its right side.
    cut, columns = len(widths), 1
    while cut and columns * int(widths[cut - 1]) <= kernel.LINE:
        cut -= 1
        columns *= int(widths[cut])
    # Whole numbers of any length: three hundred items are no matter.
    possible = kernel.LINE * prod(int(width) for width in widths[:cut])
    nothing = np.empty(0, dtype=np.uint32)
    if len(patterns.known.x) > 1 or cut == len(widths) or possible > _EMPTY * len(patterns.codes):
        return nothing, nothing, widths, cut
    rows = np.where(patterns.codes < 0, sizes, patterns.codes)
    row = _place(rows[:, :cut], widths[:cut])
    column = _place(rows[:, cut:], widths[cut:])
    tile, within = np.divmod(row, kernel.LINE)
    cells = row * kernel.LINE + column
    if np.bincount(cells).max() > 1:
        # Units of a later step of a model: what is equal in these items lies at one place and is no pattern.
        return nothing, nothing, widths, cut
    turned = (tile * kernel.LINE + column) * kernel.LINE + within
    return cells.astype(np.uint32), turned.astype(np.uint32), widths, cut


def _place(rows: Integers, widths: Integers) -> Integers:
    """Return the place of answers in a side's table, where those of the last item are neighbours."""
    place = np.zeros(len(rows), dtype=np.intp)
    for column, width in zip(rows.T, widths, strict=True):
        place = place * width + column
    return place


def _tiles(widths: Integers) -> int:
    return -(-prod(int(width) for width in widths) // kernel.LINE)
