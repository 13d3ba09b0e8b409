"""Axis: round numbers that cover what is drawn, and where a value stands between them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from handrail.documents import numbers
from handrail.values import Table

_MOST_TICKS = 7


@dataclass(frozen=True)
class Axis:
    """An axis from its first tick to its last.

    Attributes
    ----------
    ticks
        Values in rising order.
    log
        Whether equal distances are equal ratios.
    """

    ticks: tuple[float, ...]
    log: bool = False

    def at(self, value: float) -> float:
        """Return where a value stands: 0 at the first tick, 1 at the last.

        Examples
        --------
        >>> Axis((0.0, 5.0, 10.0)).at(2.5), Axis((0.5, 1.0, 2.0), log=True).at(1.0)
        (0.25, 0.5)
        """
        low, at, high = (
            math.log(number) if self.log else number for number in (self.ticks[0], value, self.ticks[-1])
        )
        return (at - low) / (high - low)

    @property
    def labels(self) -> tuple[str, ...]:
        """The ticks in words, all with as many decimals as they need."""
        if self.log:
            return tuple(f"{tick:,.6g}" if tick < 1e6 else f"{tick:g}" for tick in self.ticks)
        step = f"{self.ticks[1] - self.ticks[0]:.9f}".rstrip("0")
        decimals = len(step.partition(".")[2])
        return tuple(f"{tick:,.{decimals}f}" for tick in self.ticks)


def axis_of(*tables: Table) -> Axis:
    """Return an axis for shares, which starts at 0 and is in per cent, or for means.

    Parameters
    ----------
    tables
        Tables of one measure, drawn on the same axis.

    Examples
    --------
    >>> from handrail.values import Cell
    >>> cells = (Cell({}, None, 400, 60, {"estimate": 0.093, "low": 0.08, "high": 0.107}),)
    >>> axis_of(Table("estimate:v", "V", "share", (), cells, "s", "v")).labels
    ('0', '2', '4', '6', '8', '10', '12')
    """
    shares = tables[0].measure in numbers.AS_SHARES
    times = numbers.times(tables[0].measure)
    ends = [times * value for value in _drawn(tables)]
    if not ends:
        ends = [0.0, 100.0 if shares else 1.0]
    low, high = 0.0 if shares else min(ends), max(ends)
    return axis_between(low, high, most=100.0 if shares else math.inf)


def axis_between(low: float, high: float, *, most: float = math.inf) -> Axis:
    """Return an axis of round numbers that holds two others, and ends at the most that there can be.

    Examples
    --------
    >>> axis_between(-0.03, 0.118).labels
    ('-0.050', '-0.025', '0.000', '0.025', '0.050', '0.075', '0.100', '0.125')
    """
    spread = max(high - low, abs(high) * 0.02, 1e-6)
    power = 10.0 ** math.floor(math.log10(spread / 5))
    factors = (1, 2, 2.5, 5, 10, 20)
    step = next(power * factor for factor in factors if spread / (power * factor) <= 6.0 + 1e-9)
    start = math.floor(low / step) * step
    end = min(math.ceil(high / step - 1e-9) * step, most)
    steps = max(round((end - start) / step), 1)
    return Axis(tuple(round(start + step * position, 9) for position in range(steps + 1)))


def difference_axis_of(table: Table) -> Axis:
    """Return an axis of differences that holds 0, with room on both sides of it.

    Examples
    --------
    >>> from handrail.values import Cell
    >>> cells = (Cell({}, None, 400, 60, {"estimate": 0.04, "low": 0.01, "high": 0.07}),)
    >>> difference_axis_of(Table("model:m", "M", "share-difference", (), cells, "s", "v")).labels
    ('-2', '0', '2', '4', '6', '8')
    """
    times = numbers.times(table.measure)
    ends = [0.0, *(times * value for value in _drawn((table,)))]
    low, high = min(ends), max(ends)
    # A quarter of the larger side, so that both sides of 0 can be named; one unit where nothing is drawn.
    room = max(abs(low), abs(high)) / 4 or 1.0
    return axis_between(min(low, -room), max(high, room))


def ratio_axis_of(table: Table) -> Axis:
    """Return an axis of ratios: each tick is the same multiple of the one before, and 1 is among them.

    Examples
    --------
    >>> from handrail.values import Cell
    >>> cells = (Cell({}, None, 400, 60, {"estimate": 1.8, "low": 1.3, "high": 2.4}),)
    >>> ratio_axis_of(Table("model:m", "M", "odds-ratio", (), cells, "s", "v")).labels
    ('0.5', '1', '2', '4')
    """
    # Half and double always have their place, so that both sides of 1 can be named.
    return ratio_axis([*_drawn((table,)), 0.5, 2.0])


def ratio_axis(values: Iterable[float]) -> Axis:
    """Return an axis of ratios that holds 1 and some numbers above 0; others have no place on it.

    Examples
    --------
    >>> ratio_axis([3.0, 12.0]).labels
    ('1', '2', '4', '8', '16')
    """
    ends = [1.0, *(value for value in values if value > 0)]
    base = 2.0
    while True:
        first = math.floor(math.log(min(ends), base) + 1e-9)
        last = math.ceil(math.log(max(ends), base) - 1e-9)
        last = max(last, first + 1)
        if last - first < _MOST_TICKS:
            return Axis(tuple(base**power for power in range(first, last + 1)), log=True)
        base = 10.0 if base == 4 else base * base


def _drawn(tables: Iterable[Table]) -> list[float]:
    return [
        value
        for table in tables
        for cell in table.cells
        for name in ("low", "estimate", "high")
        if cell.withheld is None and (value := numbers.known(cell, name)) is not None
    ]
