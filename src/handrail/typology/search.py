"""Search: many random starts, each followed to its top, and the best one followed to the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from handrail.typology import kernel
from handrail.typology.executor import run
from handrail.typology.layout import Layout
from handrail.typology.parameters import Parameters, has_boundary, inside, random_start
from handrail.typology.patterns import Floats
from handrail.typology.peak import Bearing, has_peak, no_bearing, to_peak
from handrail.typology.polish import Polished, polish

Flags = npt.NDArray[np.bool_]
Progress = Callable[[int, int], None]

BEST_WITHIN = 1e-3
"""Starts whose log-likelihood is this near the best one's have reached the same top."""

End: TypeAlias = tuple[Parameters, float, bool]
"""Parameters, their log-likelihood, and whether the last step changed it by less than the tolerance."""

_FEW = 10
"""Steps after which it is seen which start is highest."""

_TOGETHER = 200_000
"""Patterns times classes of a task, all its starts together: it takes some milliseconds, and a shorter one is
hardly worth handing to a thread."""

_SAME = 1e-6
"""Of the log-likelihood: tops so near are one."""

_LIFTS = 3

_SETTLING_STEPS = 20_000
_SETTLED = 1e-13
"""Of the log-likelihood, relative: the best start is followed on until a step changes it by no more."""


@dataclass(frozen=True, eq=False)
class Tops:
    """Where each start ended.

    Attributes
    ----------
    parameters
        One set a start.
    log_likelihood
        One a start (S).
    converged
        Whether the last step changed the log-likelihood by less than the tolerance (S).
    best
        The place of the highest; within a millionth of it the one that was followed first.
    polished
        The highest, followed to where its score is zero; None where it did not converge. No start is said to
        be higher.
    """

    parameters: tuple[Parameters, ...]
    log_likelihood: Floats
    converged: Flags
    best: int
    polished: Polished | None


def search(
    layout: Layout,
    classes: int,
    *,
    starts: int,
    seed: int,
    tolerance: float,
    max_iterations: int,
    progress: Progress | None = None,
    given: Sequence[Parameters] = (),
) -> Tops:
    """Return where every start ended, given ones first; the best one was followed to the end.

    Where it can be, the start that is highest after a few steps is followed first, and to the end: the
    information at its top takes others that come near it there in a few steps (``known`` of
    :func:`handrail.typology.kernel.ascend`). Others go on as they would, and each is followed until it
    arrives.
    """
    begun = [*given, *(random_start(layout, classes, seed, start) for start in range(starts))]
    if has_peak(layout, classes) and len(begun) > 1 and classes > 1 and max_iterations > 2 * _FEW:
        ends, leader, polished = _led(layout, begun, tolerance, max_iterations, progress)
    else:
        ends = ascend_all(layout, begun, tolerance, max_iterations, progress=progress)
        leader, polished = -1, None
    found, heights, arrived = _columns(ends)
    best, polished = _best(layout, ends, leader, polished)
    if polished is not None:
        heights = np.minimum(heights, polished.log_likelihood)
        heights[best] = polished.log_likelihood
        found = (*found[:best], polished.parameters, *found[best + 1 :])
    return Tops(found, heights, arrived, best, polished)


def _best(
    layout: Layout, ends: Sequence[End], leader: int, polished: Polished | None
) -> tuple[int, Polished | None]:
    """Return the place of the highest end, and its top; None where that did not converge."""
    best = int(np.argmax([end[1] for end in ends]))
    _, height, arrived = ends[best]
    if polished is None:
        return best, _polish(layout, ends[best])[0] if arrived else None
    if best == leader or abs(height - polished.log_likelihood) <= _SAME:
        return leader, polished
    if not arrived:
        return (best, None) if height > polished.log_likelihood else (leader, polished)
    # The leader's end was lower, and may be so because it was not yet at its top.
    other, _ = _polish(layout, ends[best])
    return max((leader, polished), (best, other), key=lambda top: top[1].log_likelihood)


def _led(
    layout: Layout,
    begun: Sequence[Parameters],
    tolerance: float,
    max_iterations: int,
    progress: Progress | None,
) -> tuple[list[End], int, Polished | None]:
    """Follow the start that is highest after a few steps, then all others with what its top tells.

    Returns
    -------
    ends, leader, polished
        Where each start ended, which was first, and its top; None where it did not converge.
    """
    begun, heights, _ = _columns(ascend_all(layout, begun, tolerance, _FEW))
    leader = int(heights.argmax())
    end = ascend(layout, begun[leader], tolerance, max_iterations - _FEW)
    polished, known = _polish(layout, end) if end[2] else (None, no_bearing())
    others = [start for place, start in enumerate(begun) if place != leader]
    told = None if progress is None else _with_leader(progress)
    rest = ascend_all(layout, others, tolerance, max_iterations - _FEW, progress=told, known=known)
    return [*rest[:leader], end, *rest[leader:]], leader, polished


def _columns(ends: Sequence[End]) -> tuple[tuple[Parameters, ...], Floats, Flags]:
    found, heights, arrived = zip(*ends, strict=True)
    return found, np.array(heights), np.array(arrived)


def _polish(layout: Layout, end: End) -> tuple[Polished, Bearing]:
    """Follow an end to its top, and from a little inside of its boundaries, which no step leaves."""
    top, known = _to_top(layout, end[0], end[1])
    for _ in range(_LIFTS):
        if not has_boundary(layout, top.parameters):
            break
        lifted = _settle(layout, inside(layout, top.parameters), top.log_likelihood)
        if lifted[1] <= top.log_likelihood + _SAME:
            break
        top, known = _to_top(layout, lifted[0], lifted[1])
    return top, known


def _to_top(layout: Layout, end: Parameters, height: float) -> tuple[Polished, Bearing]:
    start = _settle(layout, end, height)[0]
    found = to_peak(layout, start) if has_peak(layout, end.items.shape[1]) else None
    return found or (polish(layout, start), no_bearing())


def _settle(layout: Layout, start: Parameters, height: float) -> End:
    return ascend(layout, start, max(_SETTLED * abs(height), np.finfo(np.float64).tiny), _SETTLING_STEPS)


def ascend_all(
    layout: Layout,
    begun: Sequence[Parameters],
    tolerance: float,
    max_iterations: int,
    *,
    progress: Progress | None = None,
    known: Bearing | None = None,
) -> list[End]:
    """Follow each start to its top, side by side on the cores there are; the answer is the same on one."""
    size = len(layout.patterns.weight) * begun[0].items.shape[1]
    together = max(1, _TOGETHER // size)
    near = known or no_bearing()
    tasks = {
        str(first): partial(
            _ascend_each, layout, begun[first : first + together], tolerance, max_iterations, near
        )
        for first in range(0, len(begun), together)
    }
    told = None if progress is None else _of_starts(progress, together, len(begun))
    return [end for part in run(tasks, progress=told).values() for end in part]


def _with_leader(progress: Progress) -> Progress:
    return lambda done, others: progress(done + 1, others + 1)


def _of_starts(progress: Progress, together: int, starts: int) -> Progress:
    return lambda done, _: progress(min(done * together, starts), starts)


def _ascend_each(
    layout: Layout, begun: Sequence[Parameters], tolerance: float, max_iterations: int, known: Bearing
) -> list[End]:
    items, prior = np.stack([start.items for start in begun]), np.stack([start.prior for start in begun])
    work = layout.work(items.shape[2])
    heights, arrived = kernel.ascend_each(layout.data, items, prior, tolerance, max_iterations, known, work)
    ends = zip(items, prior, heights.tolist(), arrived.tolist(), strict=True)
    return [(Parameters(own, shares), height, there) for own, shares, height, there in ends]


def ascend(
    layout: Layout,
    start: Parameters,
    tolerance: float,
    max_iterations: int,
    known: Bearing | None = None,
) -> End:
    """Follow one start until a plain step changes the total log-likelihood by less than the tolerance.

    Returns
    -------
    parameters, log_likelihood, converged
        Where it ended.
    """
    end = start.copy()
    work = layout.work(start.items.shape[1])
    height, arrived, _ = kernel.ascend(
        layout.data, end.items, end.prior, tolerance, max_iterations, known or no_bearing(), work
    )
    return end, float(height), bool(arrived)


def em_step(layout: Layout, now: Parameters) -> tuple[Parameters, float]:
    """Return the parameters after one plain step, and the log-likelihood of those before it.

    A missing answer has no part: a respondent enters with the items that were answered (full information,
    missing at random). A class that lost everyone keeps its parameters.

    References
    ----------
    Dempster, Laird and Rubin 1977, Journal of the Royal Statistical Society B 39, 1-38; for this model
    Goodman 1974, Biometrika 61, 215-231.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.typology.layout import lay_out
    >>> from handrail.typology.patterns import read_patterns
    >>> layout = lay_out(read_patterns(pl.DataFrame({"a": [0, 0, 1, 1], "b": [0, 0, 1, 1]})))
    >>> start = Parameters(np.array([[0.7, 0.3], [0.3, 0.7]] * 2), np.array([[0.5, 0.5]]))
    >>> step, before = em_step(layout, start)
    >>> step.items[:, 0].round(3).tolist(), round(before, 3)
    ([0.845, 0.155, 0.845, 0.155], -4.951)
    """
    after = now.copy()
    work = layout.work(now.items.shape[1])
    height = kernel.em(layout.data, now.items, now.prior, after.items, after.prior, work)
    return after, float(height)
