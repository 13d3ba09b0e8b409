"""Climb: the highest top of one set of answers, from whatever leads there; for many sets, one after another.

Where there are more classes than the answers call for, the best is often found by one random start in four
hundred, and splitting classes in two does little better: it has a small class on few patterns. Three ways are
joined: random starts until several agree; the model with one class less and a small class around some
respondent's answers; and from the best tops a walk, that leaves one class out, puts another around some
answers, and goes on from what is higher (as split and merge do in Ueda, Nakano, Ghahramani and Hinton 2000,
Neural Computation 12, 2109-2128).
"""

from __future__ import annotations

from bisect import bisect_right, insort
from dataclasses import dataclass

import numpy as np

from handrail.typology.layout import Layout
from handrail.typology.neighbours import with_class_around, with_class_split, without
from handrail.typology.parameters import Parameters, random_start
from handrail.typology.search import BEST_WITHIN, ascend

_FIRST, _SECOND, _LAST = 1e-3, 1e-7, 1e-10
_HOPELESS = 3.0
"""Of the log-likelihood: a start that settles so far below the best is not followed to its last digit."""
_STEPS = 20_000
_TOPS = 3


@dataclass(frozen=True)
class Effort:
    """How long a climb goes on.

    Attributes
    ----------
    starts
        The most random starts of each model.
    agree
        Random starts end when so many arrived at the highest top.
    more
        How often a class more is put into the best models with one class less, for each class.
    walk
        A walk from a top ends when so many steps (one class out, another in) for each class led no higher.
    """

    starts: int = 400
    agree: int = 20
    more: int = 40
    walk: int = 10


@dataclass(frozen=True, eq=False)
class Top:
    """Where a climb ended: parameters and their log-likelihood."""

    parameters: Parameters
    log_likelihood: float


class Climb:
    """Starts followed one after another in one thread; ``best`` is the highest top so far."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._tops: list[Top] = []

    @property
    def best(self) -> Top:
        """The highest top so far."""
        return self._tops[0]

    @property
    def tops(self) -> tuple[Top, ...]:
        """The highest few that differ, the best first."""
        return tuple(self._tops)

    def follow(self, start: Parameters, below: float | None = None) -> Top:
        """Follow a start and keep where it ends; not to its last digits if that is hopelessly low."""
        against = below if below is not None else (self.best.log_likelihood if self._tops else -np.inf)
        found, height, _ = ascend(self._layout, start, _FIRST, _STEPS)
        if height >= against - _HOPELESS:
            found, height, _ = ascend(self._layout, found, _SECOND, _STEPS)
        top = Top(found, height)
        if all(abs(other.log_likelihood - height) > BEST_WITHIN for other in self._tops):
            self._tops = sorted([*self._tops, top], key=lambda one: -one.log_likelihood)[:_TOPS]
        elif height > self.best.log_likelihood:
            self._tops[0] = top
        return top

    def at_random(self, drawn_like: Layout, classes: int, seed: int, effort: Effort) -> None:
        """Follow random starts until enough of them agree."""
        ends: list[float] = []
        for start in range(effort.starts):
            insort(ends, self.follow(random_start(drawn_like, classes, seed, start)).log_likelihood)
            # In order, so that those at the top are the last.
            if len(ends) - bisect_right(ends, self.best.log_likelihood - BEST_WITHIN) >= effort.agree:
                break

    def walk(self, most: int, random: np.random.Generator) -> None:
        """Walk on from each of the best tops: one class out, another in, as long as that leads higher."""
        classes = self.best.parameters.items.shape[1]
        if classes == 1:
            return
        for begin in self.tops:
            now, failed = begin, 0
            while failed < most * classes:
                fewer = without(self._layout, now.parameters, int(random.integers(classes)))
                top = self.follow(_with_one_more(self._layout, fewer, random), now.log_likelihood)
                failed += 1
                if top.log_likelihood > now.log_likelihood + BEST_WITHIN:
                    now, failed = top, 0

    def end(self) -> Top:
        """Return the highest top, followed to its last digits."""
        found, height, _ = ascend(self._layout, self.best.parameters, _LAST, _STEPS)
        return Top(found, max(height, self.best.log_likelihood))


def climb_both(
    layout: Layout, drawn_like: Layout, null: Parameters, effort: Effort, random: np.random.Generator
) -> tuple[Top, Top]:
    """Return the tops of a number of classes and of one more.

    Parameters
    ----------
    layout
        The answers, which may have been drawn from a model.
    drawn_like
        The answers that random starts are drawn around; in drawn ones an answer may be missing altogether.
    null
        Parameters to begin with: for drawn answers those that they were drawn from.
    effort, random
        How long, and the stream of everything that is random.
    """
    classes = null.items.shape[1]
    seeds = [int(seed) for seed in random.integers(2**31, size=2)]
    few = Climb(layout)
    few.follow(null)
    if classes > 1:
        few.at_random(drawn_like, classes, seeds[0], effort)
        few.walk(effort.walk, random)
    fewer = few.end()
    more = Climb(layout)
    sources = (fewer, *few.tops[1:])
    for turn in range(effort.more * (classes + 1)):
        # Every second from the best, the others from all in turn.
        source = sources[0] if turn % 2 == 0 else sources[(turn // 2) % len(sources)]
        more.follow(_with_one_more(layout, source.parameters, random))
    more.at_random(drawn_like, classes + 1, seeds[1], effort)
    more.walk(effort.walk, random)
    return fewer, more.end()


def _with_one_more(layout: Layout, found: Parameters, random: np.random.Generator) -> Parameters:
    if random.random() < 0.5:
        return with_class_around(layout, found, random)
    return with_class_split(layout, found, random)


def best_of_random(layout: Layout, drawn_like: Layout, classes: int, starts: int, seed: int) -> float:
    """Return the highest log-likelihood of random starts, each of them followed to its top."""
    ends = [
        ascend(layout, random_start(drawn_like, classes, seed, start), 1e-6, _STEPS)
        for start in range(starts)
    ]
    best = max(end[1] for end in ends)
    near = [end for end in ends if end[1] > best - 20 * BEST_WITHIN]
    return max(ascend(layout, found, _LAST, _STEPS)[1] for found, _, _ in near)
