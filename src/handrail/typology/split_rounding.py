"""Rounding of splits: coarse enough that nobody can place a small flow, found by playing the attacker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
from scipy.optimize import linprog

from handrail.typology.patterns import Floats

_FACTORS = (1, 2, 3, 5, 8, 12, 20)

Place: TypeAlias = tuple[int, int, int]
"""A flow: the smaller number of classes, the class that it leaves, and the one that it reaches, from 0."""


def rounding_of(flows: Mapping[int, Floats], sizes: Mapping[int, Floats], n: int, least: int) -> int:
    """Return to how many respondents flows are rounded; 0 where no rounding protects the small ones.

    The attacker knows that flows were rounded to multiples and that smaller ones are not shown, how many
    respondents there are, that what reaches a class leaves it, and the sizes of classes that are published
    beside the flows. A flow that is not shown is safe where a linear program leaves it an interval of
    ``least`` respondents, or finds that it has as many.

    Parameters
    ----------
    flows
        The smaller number of each step to its expected respondents (A x B).
    sizes
        Number of classes to the sizes that are published: not a number where one is not.
    n
        Respondents.
    least
        The smallest cell.

    Examples
    --------
    >>> flows = {1: np.array([[294.9, 104.8]]), 2: np.array([[294.6, 0.2, 0.1], [0.3, 94.9, 9.9]])}
    >>> rounding_of(flows, {}, 400, 10), rounding_of(flows, {3: flows[2].sum(axis=0)}, 400, 10)
    (10, 50)
    """
    places = [(few, a, b) for few, found in flows.items() for a, b in np.ndindex(*found.shape)]
    known = _equations(places, flows, sizes, n)
    for factor in _FACTORS:
        step = least * factor
        if _is_safe(places, flows, known, step, least):
            return step
    return 0


def _equations(
    places: Sequence[Place], flows: Mapping[int, Floats], sizes: Mapping[int, Floats], n: int
) -> tuple[Floats, Floats]:
    rows: list[Floats] = []
    totals: list[float] = []

    def add(plus: set[Place], minus: set[Place], total: float) -> None:
        rows.append(np.array([float(one in plus) - float(one in minus) for one in places]))
        totals.append(total)

    for few in flows:
        add({one for one in places if one[0] == few}, set(), float(n))
    for few, found in flows.items():
        for k in range(found.shape[1]):
            into = {one for one in places if one[0] == few and one[2] == k}
            if few + 1 in flows:
                add(into, {one for one in places if one[0] == few + 1 and one[1] == k}, 0.0)
            size = sizes.get(few + 1)
            if size is not None and np.isfinite(size[k]):
                add(into, set(), float(size[k]))
    first = min(flows)
    for k, size in enumerate(sizes.get(first, ())):
        if np.isfinite(size):
            add({one for one in places if one[0] == first and one[1] == k}, set(), float(size))
    return np.array(rows), np.array(totals)


def _is_safe(
    places: Sequence[Place], flows: Mapping[int, Floats], known: tuple[Floats, Floats], step: int, least: int
) -> bool:
    bounds, hidden = [], []
    for at, (few, a, b) in enumerate(places):
        flow = float(flows[few][a, b])
        if flow < step:
            hidden.append(at)
            bounds.append((0.0, float(step)))
        else:
            middle = rounded(flow, step)
            bounds.append((max(middle - step / 2, float(step)), middle + step / 2))
    for at in hidden:
        aim = np.zeros(len(places))
        aim[at] = 1.0
        low = linprog(aim, A_eq=known[0], b_eq=known[1], bounds=bounds)
        high = linprog(-aim, A_eq=known[0], b_eq=known[1], bounds=bounds)
        # Sizes beside weights or groups need not fit to the last digit: what cannot be tried is not safe.
        if not (low.success and high.success):
            return False
        if -high.fun - low.fun < least - 1e-6 and low.fun < least - 1e-6:
            return False
    return True


def rounded(number: float, step: int) -> int:
    """Return the nearest multiple of a step.

    Examples
    --------
    >>> rounded(94.9, 10), rounded(95.0, 10)
    (90, 100)
    """
    return step * int(number / step + 0.5)
