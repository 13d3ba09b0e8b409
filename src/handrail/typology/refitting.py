"""Refitting: the same model on part of the answers, from its solution and from random starts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handrail.typology.latent_classes import LatentClasses, is_fitted
from handrail.typology.layout import Layout
from handrail.typology.membership import prior_shares
from handrail.typology.parameters import Parameters, inside, random_start
from handrail.typology.patterns import Floats
from handrail.typology.search import BEST_WITHIN, ascend
from handrail.values.errors import DataError

TOLERANCE = 1e-6
"""A refit has arrived when a step changes the total log-likelihood by less."""

MOST_STEPS = 20_000


@dataclass(frozen=True, eq=False)
class Refit:
    """Where a model arrived on part of the answers.

    Attributes
    ----------
    parameters, log_likelihood, arrived
        Of the best start.
    from_solution
        Whether the start at the solution reached it, within 0.001.
    """

    parameters: Parameters
    log_likelihood: float
    arrived: bool
    from_solution: bool


def refit(  # noqa: PLR0917 - the answers, where to begin and which random starts
    layout: Layout, weight: Floats, solution: Parameters, starts: int, seed: int, first: int
) -> Refit:
    """Return the best of a start at a solution and of random ones, each followed until it arrives.

    Parameters
    ----------
    layout, weight
        The answers, and the weight of each pattern (P) in this part.
    solution
        What was found on all answers; the start is a little inside of every boundary, which no step leaves.
    starts, seed, first
        Random starts, and the place of the first of them in the seed's stream.
    """
    here = _present(layout, weight)
    classes = solution.items.shape[1]
    begun = [inside(layout, solution)]
    begun += [random_start(layout, classes, seed, first + start) for start in range(starts)]
    ends = [ascend(here, start, TOLERANCE, MOST_STEPS) for start in begun]
    best = max(ends, key=lambda end: end[1])
    return Refit(*best, from_solution=ends[0][1] >= best[1] - BEST_WITHIN)


def shares_in(layout: Layout, parameters: Parameters, weight: Floats) -> Floats:
    """Return the share of each class among those with a weight (K): of their groups or covariates."""
    known = np.bincount(layout.patterns.beside, weight, len(layout.patterns.known.x))
    shares: Floats = np.einsum("s,sk->k", known / known.sum(), prior_shares(layout, parameters))
    return shares


def _present(layout: Layout, weight: Floats) -> Layout:
    """Return the answers of patterns with a weight: a third fewer in a bootstrap sample."""
    kept = weight > 0
    codes = np.ascontiguousarray(layout.data[0][kept])
    # What a pattern shares with the one before is not looked for again.
    cells, turned = (at[kept] if len(at) else at for at in layout.data[12:14])
    own = (codes, layout.data[1][:0], np.ascontiguousarray(weight[kept]))
    data = (*own, *layout.data[3:12], cells, turned, *layout.data[14:])
    return Layout(layout.patterns, data, layout.first, layout.parameters_first)


def check_fitted(model: LatentClasses) -> None:
    """Refuse what is no fitted model.

    Raises
    ------
    DataError
        For a model that was not fitted.
    """
    if not isinstance(model, LatentClasses) or not is_fitted(model):
        raise DataError.because(
            "stability is that of a fitted typology",
            f"a {type(model).__name__} that was not fitted",
            "call fit first",
        )


def check_number(name: str, value: object, least: int) -> None:
    """Refuse a number of replicates, starts or splits that is none.

    Raises
    ------
    DataError
        For anything but a whole number, at least ``least``.
    """
    if type(value) is not int or value < least:
        raise DataError.because(
            f"{name} is a whole number, at least {least}", f"{value!r}", "give such a number"
        )
