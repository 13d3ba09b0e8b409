"""Regrouping: answers with items free between groups, as those of one group, and of one group alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from handrail.typology.known import Known
from handrail.typology.patterns import Integers, Patterns


def freed(patterns: Patterns, free: Collection[str]) -> Patterns:
    """Return the patterns with some items one for each group, which respondents of others miss.

    Examples
    --------
    >>> import polars as pl
    >>> import polars as pl
    >>> from handrail.typology.patterns import read_patterns
    >>> frame = pl.DataFrame({"a": [0, 1, 0, 1], "b": [0, 1, 1, 1]})
    >>> found = freed(read_patterns(frame, groups=["x", "x", "y", "y"]), ["a"])
    >>> found.items, found.codes.tolist()
    (('a (x)', 'a (y)', 'b'), [[0, -1, 0], [-1, 0, 1], [1, -1, 1], [-1, 1, 1]])
    """
    names, kinds, categories, columns = [], [], [], []
    for j, name in enumerate(patterns.items):
        apart = patterns.known.groups if name in free else ("",)
        for g, label in enumerate(apart):
            column = patterns.codes[:, j]
            names.append(f"{name} ({label})" if name in free else name)
            columns.append(np.where(patterns.beside == g, column, -1) if name in free else column)
            kinds.append(patterns.kinds[j])
            categories.append(patterns.categories[j])
    codes = np.column_stack(columns)
    return replace(
        patterns, items=tuple(names), kinds=tuple(kinds), categories=tuple(categories), codes=codes
    )


def _nothing_known(rows: int) -> Known:
    return Known(("",), (), np.zeros((1, 1)), np.zeros(rows, dtype=np.intp))


def pooled(patterns: Patterns) -> Patterns:
    """Return the patterns as those of one group: shares are the same for all."""
    return replace(
        patterns, known=_nothing_known(len(patterns.rows)), beside=np.zeros(len(patterns.weight), np.intp)
    )


def part_of(patterns: Patterns, group: int) -> Patterns:
    """Return the patterns of one group alone, with the weights that they have among all."""
    kept = patterns.beside == group
    place: Integers = np.cumsum(kept) - 1
    rows = kept[patterns.pattern_of]
    return replace(
        patterns,
        codes=np.ascontiguousarray(patterns.codes[kept]),
        weight=patterns.weight[kept],
        respondents=patterns.respondents[kept],
        n=round(float(patterns.respondents[kept].sum())),
        weighted_n=None,
        left_out=(),
        beside=np.zeros(int(kept.sum()), dtype=np.intp),
        known=_nothing_known(int(rows.sum())),
        rows=patterns.rows[rows],
        pattern_of=place[patterns.pattern_of[rows]],
        row_weight=patterns.row_weight[rows],
    )
