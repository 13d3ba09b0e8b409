"""Layout: answers as the arrays that the kernel runs over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from handrail.typology import kernel
from handrail.typology.frames import ItemKind
from handrail.typology.patterns import Floats, Integers, Patterns

BLOCK = 64
"""The most rows of a block: more would not stay in a processor's cache, fewer mean more products."""

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
        As :func:`handrail.typology.kernel.em` takes it: block rows of each pattern (P x B), prior row and
        weight of each (P), item rows of each block row (padded with -1), and by item: kind, first row of its
        answers (the last of them is "missing"), value and constant of each answer, spread, first row of its
        parameters; then the kind of prior and the rows of its covariates.
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

    def work(self, classes: int) -> tuple[Any, ...]:
        """Return scratch arrays for a number of classes; each thread needs its own."""
        _, _, weight, members, *_ = self.data
        x = self.data[-1]
        return (
            np.empty((int(self.first[-1]), classes)),
            np.empty((len(members), classes)),
            np.empty((len(members), classes)),
            np.empty(len(weight)),
            np.empty((len(x), classes)),
            np.empty((len(x), classes)),
        )

    def with_weight(self, weight: Floats) -> Layout:
        """Return the same answers with other weights."""
        data = (*self.data[:2], np.ascontiguousarray(weight, dtype=np.float64), *self.data[3:])
        return Layout(self.patterns, data, self.first, self.parameters_first)


def lay_out(patterns: Patterns) -> Layout:
    """Return the arrays for the kernel.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.typology.patterns import read_patterns
    >>> layout = lay_out(read_patterns(pl.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, None, 1]})))
    >>> layout.data[0].tolist(), layout.data[3].tolist()
    ([[0], [1], [3], [2]], [[0, 3], [0, 4], [1, 4], [1, 5]])
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
    codes, members = _blocks(patterns, sizes, first)
    known = patterns.known
    data = (
        codes,
        patterns.beside.astype(np.int64),
        np.ascontiguousarray(patterns.weight),
        members,
        kinds,
        first,
        value,
        constant,
        spread,
        parameters_first,
        kernel.LOGIT if known.has_covariates else kernel.FREE,
        np.ascontiguousarray(known.x),
    )
    return Layout(patterns, data, first, parameters_first)


def _blocks(patterns: Patterns, sizes: Integers, first: Integers) -> tuple[Integers, Integers]:
    """Return the block row of each pattern in each block, and the item rows of each block row."""
    # A missing answer is the row after the item's last.
    rows = np.where(patterns.codes < 0, sizes, patterns.codes)
    widths = sizes + (patterns.codes < 0).any(axis=0)
    groups: list[list[int]] = []
    room = 0
    for j, width in enumerate(widths):
        if groups and room * width <= BLOCK:
            groups[-1].append(j)
            room *= int(width)
        else:
            groups.append([j])
            room = int(width)
    codes = np.empty((len(rows), len(groups)), dtype=np.int64)
    longest = max(len(group) for group in groups)
    parts, base = [], 0
    for b, group in enumerate(groups):
        key = np.ravel_multi_index(tuple(rows[:, group].T), tuple(sizes[group] + 1))
        found, place = np.unique(key, return_inverse=True)
        codes[:, b] = place.reshape(-1) + base
        base += len(found)
        part = np.full((len(found), longest), -1, dtype=np.int64)
        part[:, : len(group)] = (
            np.column_stack(np.unravel_index(found, tuple(sizes[group] + 1))) + first[group]
        )
        parts.append(part)
    return codes, np.concatenate(parts)
