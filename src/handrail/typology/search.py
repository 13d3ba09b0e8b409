"""Search: many random starts, each followed to its top, and the best one followed to the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from handrail.typology import kernel
from handrail.typology.executor import run
from handrail.typology.layout import Layout
from handrail.typology.parameters import Parameters, random_start
from handrail.typology.patterns import Floats

Flags = npt.NDArray[np.bool_]
Progress = Callable[[int, int], None]

BEST_WITHIN = 1e-3
"""Starts whose log-likelihood is this near the best one's have reached the same top."""

_TOGETHER = 30_000
"""Patterns times classes of a task: handing a smaller one to a thread costs more than following its start."""

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
    """

    parameters: tuple[Parameters, ...]
    log_likelihood: Floats
    converged: Flags

    @property
    def best(self) -> int:
        """The place of the highest; of equals the first."""
        return int(self.log_likelihood.argmax())


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
    """Return where every start ended, given ones first; the best one was followed to the end."""
    begun = [*given, *(random_start(layout, classes, seed, start) for start in range(starts))]
    tops = ascend_all(layout, begun, tolerance, max_iterations, progress)
    best = tops.best
    if not tops.converged[best]:
        return tops
    settled = max(_SETTLED * abs(float(tops.log_likelihood[best])), np.finfo(np.float64).tiny)
    end = ascend(layout, tops.parameters[best], min(settled, tolerance), _SETTLING_STEPS)
    found, heights = list(tops.parameters), tops.log_likelihood.copy()
    found[best], heights[best] = end[0], end[1]
    return Tops(tuple(found), heights, tops.converged)


def ascend_all(
    layout: Layout,
    begun: Sequence[Parameters],
    tolerance: float,
    max_iterations: int,
    progress: Progress | None = None,
) -> Tops:
    """Follow each start to its top, side by side on the cores there are; the answer is the same on one."""
    size = len(layout.patterns.weight) * begun[0].items.shape[1]
    together = max(1, _TOGETHER // size)
    tasks = {
        str(first): partial(_ascend_each, layout, begun[first : first + together], tolerance, max_iterations)
        for first in range(0, len(begun), together)
    }
    told = None if progress is None else _of_starts(progress, together, len(begun))
    ends = [end for part in run(tasks, progress=told).values() for end in part]
    return Tops(
        tuple(end[0] for end in ends), np.array([end[1] for end in ends]), np.array([end[2] for end in ends])
    )


def _of_starts(progress: Progress, together: int, starts: int) -> Progress:
    return lambda done, _: progress(min(done * together, starts), starts)


def _ascend_each(
    layout: Layout, begun: Sequence[Parameters], tolerance: float, max_iterations: int
) -> list[tuple[Parameters, float, bool]]:
    items, prior = np.stack([start.items for start in begun]), np.stack([start.prior for start in begun])
    work = layout.work(items.shape[2])
    heights, arrived = kernel.ascend_each(layout.data, items, prior, tolerance, max_iterations, work)
    ends = zip(items, prior, heights.tolist(), arrived.tolist(), strict=True)
    return [(Parameters(own, shares), height, there) for own, shares, height, there in ends]


def ascend(
    layout: Layout, start: Parameters, tolerance: float, max_iterations: int
) -> tuple[Parameters, float, bool]:
    """Follow one start until a plain step changes the total log-likelihood by less than the tolerance.

    Returns
    -------
    parameters, log_likelihood, converged
        Where it ended.
    """
    end = start.copy()
    work = layout.work(start.items.shape[1])
    height, arrived, _ = kernel.ascend(layout.data, end.items, end.prior, tolerance, max_iterations, work)
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
