"""Moved numbers: what is different between two sets of released tables, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from handrail.documents.numbers import count, drawn, estimate, interval, plain
from handrail.values import Cell

MOST = 3
"""So many cells are told in a line; the rest are counted."""

AS_THEY_WERE = (
    "its numbers are as they were, as far as they are printed; what moved is no printed digit, "
    "or too few to show, so that they stand as released before"
)
_BESIDE = ("se", "low", "high", "df", "weighted_n", "reference", "p")


def moved_numbers(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> str:
    """Return from what to what the numbers of a node moved, what a reader would notice first in front.

    Parameters
    ----------
    before, after
        Released tables as :func:`handrail.study.shown.released_values` wrote them.

    Examples
    --------
    >>> def table(estimate, n):
    ...     cell = {"group": {"q": "Yes"}, "category": None, "n": n, "values": {"estimate": estimate},
    ...             "withheld": None, "count": None}
    ...     return {"name": "estimate:e", "measure": "share", "dimensions": ["q"], "cells": [cell]}
    >>> moved_numbers([table(0.421, 640)], [table(0.418, 638)]).replace("\u202f", " ")
    'Yes: 42.1 % (n 640) -> 41.8 % (n 638)'
    >>> moved_numbers([table(0.421, 640)], [table(0.42101, 640)])
    'its numbers are as they were, as far as they are printed; ...before'
    """
    old, new = _cells(before), _cells(after)
    found: list[tuple[float, str]] = []
    for key in dict.fromkeys([*old, *new]):
        name = _name(old.get(key) or new[key])
        if key not in new:
            found.append((float("inf"), f"{name}: no longer there"))
        elif key not in old:
            found.append((float("inf"), f"{name}: new, {_words(new[key])}"))
        else:
            words = _difference(old[key], new[key])
            if words:
                found.append((_size(old[key], new[key]), f"{name}: {words}"))
    if not found:
        return AS_THEY_WERE
    found.sort(key=lambda one: -one[0])
    told = "; ".join(words for _, words in found[:MOST])
    more = len(found) - MOST
    return f"{told}; and {more} more number{'' if more == 1 else 's'}" if more > 0 else told


def _cells(tables: Iterable[Mapping[str, Any]]) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {
        (table["name"], *sorted(cell["group"].items()), cell["category"] or ""): {**cell, "table": table}
        for table in tables
        for cell in table["cells"]
    }


def _name(cell: Mapping[str, Any]) -> str:
    table, group = cell["table"], cell["group"]
    part = table["name"].partition(".")[2]
    levels = [group[name] for name in table["dimensions"] if name in group]
    parts = [*levels, *([cell["category"]] if cell["category"] else [])]
    return f"{part + ', ' if part else ''}{', '.join(parts) or 'all'}"


def _as_cell(cell: Mapping[str, Any]) -> Cell:
    return Cell(
        cell["group"], cell["category"], cell["n"] or 0, cell["count"], cell["values"], cell["withheld"]
    )


def _number(cell: Mapping[str, Any]) -> str:
    """Return a cell's number as documents print it."""
    if cell["withheld"] is not None:
        return "withheld"
    measure = cell["table"]["measure"]
    if "estimate" in cell["values"] or measure in ("count", "probability"):
        return estimate(_as_cell(cell), measure)
    # Numbers about an analysis: a criterion, an agreement, the area under a curve.
    told = [name for name in cell["values"] if name not in _BESIDE]
    return ", ".join(f"{name} {plain(cell['values'][name], whole=False)}" for name in told) or "no number"


def _words(cell: Mapping[str, Any]) -> str:
    base = "" if cell["withheld"] is not None or not cell["n"] else f" (n {count(cell['n'])})"
    return _number(cell) + base


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    before, after = _words(old), _words(new)
    if before != after:
        return f"{before} -> {after}"
    widths = [interval(_as_cell(one), one["table"]["measure"]) for one in (old, new)]
    return f"{before}, interval {widths[0]} -> {widths[1]}" if widths[0] != widths[1] else ""


def _size(old: Mapping[str, Any], new: Mapping[str, Any]) -> float:
    """Return how much a reader would notice: withheld or released anew, then the shift of the number."""
    if (old["withheld"] is None) != (new["withheld"] is None):
        return float("inf")
    if _number(old) == _number(new):
        return 0.0
    before, after = (drawn(_as_cell(one)) or 0.0 for one in (old, new))
    return 1.0 + abs(after - before) / max(abs(before), abs(after), 1e-12)
