"""Flow chart: how the classes of one number split into those of the next, as an alluvial drawing."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from handrail.documents import numbers
from handrail.documents.chart import NARROW
from handrail.documents.svg import LINE, SMALL, SMALLEST, Layout, Pen
from handrail.values import Table

MOST_STEPS, MOST_CLASSES = 6, 8
_WIDTHS: Mapping[Layout, float] = {"wide": 680, "narrow": NARROW, "print": 668}
_TALL, _BETWEEN = 260.0, 14.0
_NODE = 9.0
_BESIDE = 62.0
"""Room beside the last column for its numbers."""

_STRENGTH = 0.28
_Flow = tuple[str, str, float]


def draw_flows(pen: Pen, table: Table) -> tuple[float, float]:
    """Draw flows between numbers of classes, and return the width and height that they take.

    Parameters
    ----------
    pen
        What to draw with.
    table
        Shares of all by ``classes`` (a step), ``from`` and ``to``: what a class of the smaller number has in
        common with one of the larger. The classes of one number have the same words in both steps.

    Raises
    ------
    ValueError
        For a table of anything else, or with more classes than can be read.

    Examples
    --------
    >>> from handrail.values import Cell
    >>> step = {"classes": "1 to 2", "from": "1 of 1"}
    >>> cells = tuple(Cell({**step, "to": to}, None, 400, n, {"estimate": n / 400})
    ...               for to, n in (("1 of 2", 300), ("2 of 2", 100)))
    >>> table = Table("typology:t.splits", "T", "share", ("classes", "from", "to"), cells, "s", "t")
    >>> draw_flows(Pen("wide"), table)[0]
    680
    """
    if table.measure != "share" or table.dimensions != ("classes", "from", "to"):
        raise ValueError(f"flows go from class to class; received a table of {table.measure}")
    steps = _steps(table)
    columns = _columns(steps)
    if len(steps) > MOST_STEPS or max((len(column) for column in columns), default=0) > MOST_CLASSES:
        raise ValueError(
            f"a figure shows up to {MOST_STEPS} steps and {MOST_CLASSES} classes; "
            f"received {len(steps)} and {max(map(len, columns))}"
        )
    width = _WIDTHS[pen.layout]
    apart = (width - _BESIDE - _NODE) / max(len(columns) - 1, 1)
    head = LINE + 10
    placed = [_placed(column, position * apart, head) for position, column in enumerate(columns)]
    for step, left, right in zip(steps, placed, placed[1:], strict=False):
        for from_, to, share in step:
            start, end = left[from_].leave(share), right[to].arrive(share)
            pen.ribbon((left[from_].x + _NODE, start), (right[to].x, end), _TALL * share, _STRENGTH)
    for position, (column, nodes) in enumerate(zip(columns, placed, strict=True)):
        _column(pen, column, nodes, position * apart)
    bottom = max((node.y + node.tall for nodes in placed for node in nodes.values()), default=head)
    return width, _key(pen, columns, bottom + 12)


@dataclass
class _Node:
    """A class in the drawing, and how much of it flows have taken on either side."""

    x: float
    y: float
    tall: float
    taken: dict[str, float] = field(default_factory=lambda: {"in": 0.0, "out": 0.0})

    def leave(self, share: float) -> float:
        return self._take("out", share)

    def arrive(self, share: float) -> float:
        return self._take("in", share)

    def _take(self, side: str, share: float) -> float:
        y = self.y + self.taken[side]
        self.taken[side] += _TALL * share
        return y


def _steps(table: Table) -> list[list[_Flow]]:
    found: dict[str, list[_Flow]] = {}
    for cell in table.cells:
        share = numbers.known(cell, "estimate")
        step = found.setdefault(cell.group["classes"], [])
        if share is not None:
            step.append((cell.group["from"], cell.group["to"], share))
    return list(found.values())


def _columns(steps: list[list[_Flow]]) -> list[dict[str, float]]:
    """Return each column's classes with their height, ordered so that flows cross little."""
    columns: list[dict[str, float]] = []
    for place in range(len(steps) + 1):
        before = steps[place - 1] if place else []
        into: dict[str, float] = defaultdict(float)
        out: dict[str, float] = defaultdict(float)
        for _, to, share in before:
            into[to] += share
        for from_, _, share in steps[place] if place < len(steps) else []:
            out[from_] += share
        above = {name: at for at, name in enumerate(columns[-1])} if columns else {}
        middles = {name: (_middle(before, name, above), name) for name in {*into, *out}}
        names = [name for _, name in sorted(middles.values())]
        columns.append({name: max(into[name], out[name]) for name in names})
    return columns


def _middle(step: list[_Flow], name: str, above: Mapping[str, int]) -> float:
    """Return where a class comes from, on average."""
    into = [(above.get(from_, 0), share) for from_, to, share in step if to == name]
    whole = sum(share for _, share in into)
    return sum(at * share for at, share in into) / whole if whole else float("inf")


def _placed(column: Mapping[str, float], x: float, head: float) -> dict[str, _Node]:
    nodes: dict[str, _Node] = {}
    y = head
    for name, size in column.items():
        nodes[name] = _Node(x, y, max(_TALL * size, 1.5))
        y += nodes[name].tall + _BETWEEN
    return nodes


def _column(pen: Pen, column: Mapping[str, float], nodes: Mapping[str, _Node], x: float) -> None:
    pen.text(x, LINE / 2, str(_number(column)), bold=True, size=SMALL)
    for name, node in nodes.items():
        pen.bar(node.x, node.y, _NODE, node.tall)
        place = _short(name)
        # Flows are rounded, and do not add up to one; all of a single class is everybody.
        share = f"{100 * column[name] if len(column) > 1 else 100:.0f}\u202f%"
        words = place if pen.layout == "narrow" and not _is_last(pen, x) else f"{place}: {share}"
        pen.text(node.x + _NODE + 4, node.y + node.tall / 2, words, size=SMALLEST)


def _is_last(pen: Pen, x: float) -> bool:
    return x + _NODE + _BESIDE >= _WIDTHS[pen.layout] - 1


def _short(name: str) -> str:
    """Return a class's place among those of its number: its name stands in the key."""
    return name.partition(" ")[0]


def _number(column: Mapping[str, float]) -> str:
    first = next(iter(column), "")
    return first.partition(" of ")[2].partition(":")[0]


def _key(pen: Pen, columns: list[dict[str, float]], y: float) -> float:
    """Draw the names of classes that have one, and return where they end."""
    width = _WIDTHS[pen.layout]
    words = "Above: the number of profiles. Beside each: its place by size, and its share."
    if pen.layout == "narrow":
        words = "Above: the number of profiles. Beside each: its place by size."
    for line in textwrap.wrap(words, int(width / 6.4)):
        pen.text(0, y + LINE / 2, line, size=SMALL, colour="soft")
        y += LINE
    for column in columns:
        for name in sorted(column):
            place, colon, given = name.partition(": ")
            if colon:
                for line in textwrap.wrap(f"{place}: {given}", int(width / 6.6)):
                    pen.text(0, y + LINE / 2 + 3, line, size=SMALL)
                    y += LINE
    return y + 4
