"""Search: many random starts, each followed to its top, and the best one followed to the end.

Steps are taken three at a time: two plain ones and a leap in their direction, which is kept only where the
likelihood is at least that of the plain ones (squared extrapolation of Varadhan and Roland 2008,
Scandinavian Journal of Statistics 35, 335-353).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from handrail.typology.expectation import Parameters, em_step
from handrail.typology.patterns import Floats, Patterns

Flags = npt.NDArray[np.bool_]

BEST_WITHIN = 1e-3
"""Starts whose log-likelihood is this near the best one's have reached the same top."""

_SETTLED = 1e-10  # no share or probability of the best start moves further than this in a step
_SETTLING_STEPS = 6000
_LONGEST_LEAP = 1000.0
_NUMBERS_AT_ONCE = 500_000  # of starts x classes x patterns: what fits into a processor's cache


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

    parameters: Parameters
    log_likelihood: Floats
    converged: Flags


def random_starts(patterns: Patterns, classes: int, starts: int, seed: int) -> Parameters:
    """Return starting values: equal shares, and probabilities drawn evenly and scaled to add up to one.

    Each start has a stream of its own, made from the seed, the number of classes and its place, so that more
    starts add to fewer and one number of classes does not shift another's.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.typology.patterns import read_patterns
    >>> patterns = read_patterns(pl.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, 1, 1]}))
    >>> few, more = (random_starts(patterns, 2, starts, 7).probabilities for starts in (3, 5))
    >>> more.shape, bool((more[:3] == few).all())
    ((5, 2, 4), True)
    """
    drawn = np.stack(
        [
            np.random.Generator(np.random.PCG64([seed, classes, start])).random(
                (classes, len(patterns.item_of))
            )
            for start in range(starts)
        ]
    )
    # Away from zero, where a step could never leave.
    return Parameters(np.full((starts, classes), 1 / classes), _add_to_one(patterns, drawn + 1e-3))


def search(
    patterns: Patterns, classes: int, *, starts: int, seed: int, tolerance: float, max_iterations: int
) -> Tops:
    """Return where every start ended; the best one (the first of equals) was followed to the end."""
    begun = random_starts(patterns, classes, starts, seed)
    at_once = max(1, _NUMBERS_AT_ONCE // (classes * len(patterns.weight)))
    parts = [
        ascend(patterns, begun[first : first + at_once], tolerance, max_iterations)
        for first in range(0, starts, at_once)
    ]
    shares = np.concatenate([part.parameters.shares for part in parts])
    probabilities = np.concatenate([part.parameters.probabilities for part in parts])
    log_likelihood = np.concatenate([part.log_likelihood for part in parts])
    converged = np.concatenate([part.converged for part in parts])
    best = int(log_likelihood.argmax())
    end = ascend(
        patterns,
        Parameters(shares, probabilities)[best : best + 1],
        np.inf,
        _SETTLING_STEPS,
        movement=_SETTLED,
    )
    shares[best], probabilities[best] = end.parameters.shares[0], end.parameters.probabilities[0]
    log_likelihood[best] = end.log_likelihood[0]
    return Tops(Parameters(shares, probabilities), log_likelihood, converged)


def ascend(
    patterns: Patterns,
    start: Parameters,
    tolerance: float,
    max_iterations: int,
    movement: float = np.inf,
) -> Tops:
    """Follow each start until a plain step changes too little.

    Parameters
    ----------
    patterns, start
        The answers, and the parameters to begin with.
    tolerance
        The change of the total log-likelihood in a plain step below which a start has arrived.
    max_iterations
        The most steps of any kind.
    movement
        Also no share or probability moves further than this in a plain step.
    """
    shares, probabilities = start.shares.copy(), start.probabilities.copy()
    converged = np.zeros(len(shares), dtype=np.bool_)
    active = np.arange(len(shares))
    now = start
    for _ in range(0, max_iterations, 3):
        one, before = em_step(patterns, now)
        two, after = em_step(patterns, one)
        arrived = (after - before < tolerance) & (_distance(now, one) < movement)
        leap, height = em_step(patterns, _leap(patterns, now, one, two))
        # A leap through NaN compares false and is not taken.
        higher = height >= after
        now = Parameters(
            np.where(higher[:, None], leap.shares, two.shares),
            np.where(higher[:, None, None], leap.probabilities, two.probabilities),
        )
        shares[active], probabilities[active] = now.shares, now.probabilities
        converged[active] = arrived
        active, now = active[~arrived], now[np.flatnonzero(~arrived)]
        if not len(active):
            break
    end = Parameters(shares, probabilities)
    # Measured once more: these parameters lie a step beyond the last ones measured.
    return Tops(end, em_step(patterns, end)[1], converged)


def _distance(a: Parameters, b: Parameters) -> Floats:
    shares = np.abs(a.shares - b.shares).max(axis=1)
    further: Floats = np.maximum(shares, np.abs(a.probabilities - b.probabilities).max(axis=(1, 2)))
    return further


def _leap(patterns: Patterns, now: Parameters, one: Parameters, two: Parameters) -> Parameters:
    flat_now, flat_one, flat_two = (_flat(each) for each in (now, one, two))
    first, bend = flat_one - flat_now, flat_two - 2 * flat_one + flat_now
    bent = np.linalg.norm(bend, axis=1)
    length = np.divide(np.linalg.norm(first, axis=1), bent, out=np.ones_like(bent), where=bent > 0)
    length = np.clip(length, 1.0, _LONGEST_LEAP)[:, None]
    ahead = flat_now + 2 * length * first + length**2 * bend
    # Beyond the boundary it stays a tenth of the plain step away: at zero it could never come back.
    ahead = np.minimum(np.where(ahead > 0, ahead, 0.1 * flat_two), 1.0)
    classes = now.shares.shape[1]
    shares, probabilities = ahead[:, :classes], ahead[:, classes:].reshape(now.probabilities.shape)
    return Parameters(shares / shares.sum(axis=1, keepdims=True), _add_to_one(patterns, probabilities))


def _flat(parameters: Parameters) -> Floats:
    count = len(parameters.shares)
    return np.concatenate([parameters.shares, parameters.probabilities.reshape(count, -1)], axis=1)


def _add_to_one(patterns: Patterns, probabilities: Floats) -> Floats:
    first = np.flatnonzero(np.diff(patterns.item_of, prepend=-1))
    return probabilities / np.add.reduceat(probabilities, first, axis=2)[:, :, patterns.item_of]
