"""Code orders: what other orders of the same interviews would have shown."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

PERCENTILES = (5, 50, 95)
_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class CurvePoint:
    """Different codes after so many interviews.

    Attributes
    ----------
    interviews
        How many.
    mean
        The mean over all orders that there are, exactly.
    low, high
        The 5th and the 95th percentile over the orders that were drawn.
    """

    interviews: int
    mean: float
    low: int
    high: int


@dataclass(frozen=True)
class Orders:
    """New codes over random orders of the interviews.

    Attributes
    ----------
    orders
        How many were drawn.
    share
        Share of them with a run at or below the threshold, 0 to 1.
    low, median, high
        Interviews needed, the run's included: 5th percentile, median and 95th; None for "in none of the
        interviews that there are".
    curve
        A point for each number of interviews from 1 on.
    """

    orders: int
    share: float
    low: int | None
    median: int | None
    high: int | None
    curve: tuple[CurvePoint, ...]


def shuffled(
    interviews: Sequence[Collection[str]], base: int, run: int, threshold: float, *, orders: int, seed: int
) -> Orders:
    """Return what random orders of interviews show.

    Parameters
    ----------
    interviews
        The codes used in each, at least one.
    base, run, threshold
        As in :func:`handrail.interviews.saturation`.
    orders, seed
        How many are drawn without replacement, and with what (PCG64).

    Examples
    --------
    >>> found = shuffled([{"a"}, {"a"}, {"b"}], 2, 1, 0.0, orders=1000, seed=1)
    >>> found.median, found.high, [(one.low, one.high) for one in found.curve]
    (3, None, [(1, 1), (1, 2), (2, 2)])
    """
    size = len(interviews)
    codes = sorted({code for used in interviews for code in used})
    members = [np.array([at for at, used in enumerate(interviews) if code in used]) for code in codes]
    generator = np.random.Generator(np.random.PCG64(seed))
    needed: list[npt.NDArray[np.float64]] = []
    curves: list[npt.NDArray[np.int64]] = []
    pieces = max(1, _AT_ONCE // size)
    for start in range(0, orders, pieces):
        drawn = min(pieces, orders - start)
        place = generator.permuted(np.tile(np.arange(size), (drawn, 1)), axis=1)
        new = np.zeros((drawn, size), dtype=np.int64)
        rows = np.arange(drawn)
        for who in members:
            # A code is new where the first of the interviews that have it stands.
            new[rows, place[:, who].min(axis=1)] += 1
        curve = new.cumsum(axis=1)
        needed.append(_needed(curve, base, run, threshold))
        curves.append(curve)
    found, curve = np.concatenate(needed), np.concatenate(curves)
    low, median, high = (None if np.isinf(value) else int(value) for value in _percentiles(found))
    lowest, _, highest = _percentiles(curve)
    means = _means([len(who) for who in members], size)
    return Orders(
        orders=orders,
        share=float(np.isfinite(found).mean()),
        low=low,
        median=median,
        high=high,
        curve=tuple(
            CurvePoint(at + 1, mean, int(lowest[at]), int(highest[at])) for at, mean in enumerate(means)
        ),
    )


def _needed(curve: npt.NDArray[np.int64], base: int, run: int, threshold: float) -> npt.NDArray[np.float64]:
    """Return, for each order, the interviews up to the end of the first run at or below the threshold."""
    brought = curve[:, base + run - 1 :] - curve[:, base - 1 : curve.shape[1] - run]
    few = brought / curve[:, [base - 1]] <= threshold
    first = few.argmax(axis=1) + base + run
    return np.where(few.any(axis=1), first.astype(np.float64), np.inf)


def _means(having: Iterable[int], size: int) -> list[float]:
    """Return the mean number of different codes among 1, 2, ... of the interviews, over all choices of them.

    A code that is in m of n interviews is missed by k of them in C(n - m, k) of C(n, k) choices.
    """
    held = tuple(having)
    return [
        sum(1 - math.comb(size - each, number) / math.comb(size, number) for each in held)
        for number in range(1, size + 1)
    ]


def _percentiles(drawn: npt.NDArray[Any]) -> tuple[Any, ...]:
    """Return percentiles of type 1 down the first axis: the value that reaches the share.

    Type 1 of Hyndman and Fan 1996; interpolation would make nothing of "never", which is infinite.
    """
    ordered = np.sort(drawn, axis=0)
    return tuple(ordered[-(-percent * len(ordered) // 100) - 1] for percent in PERCENTILES)
