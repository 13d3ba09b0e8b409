"""Recovery: whether the classes of a typology come back when the sample is drawn again."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import polars as pl

from handrail.typology.executor import run
from handrail.typology.latent_classes import LatentClasses, kept_of
from handrail.typology.matching import class_jaccards, matched, modal_classes, profile_distances
from handrail.typology.membership import item_tables
from handrail.typology.parameters import Parameters
from handrail.typology.patterns import Floats, Integers
from handrail.typology.printed import effective_sizes, probability_table
from handrail.typology.refitting import check_fitted, check_number, refit, shares_in
from handrail.typology.resampling import Resampling, Unit, resampling_of

RECOVERED = 0.75
"""A class is recovered in a replicate where its Jaccard coefficient is above this (Hennig 2007)."""

INTERVAL = (0.025, 0.975)


@dataclass(frozen=True, eq=False)
class Replicate:
    """One bootstrap sample's solution, its classes in the order of those that they are matched with.

    Attributes
    ----------
    shares
        Class shares (K).
    tables
        Probability of each category (M x K); of other kinds of items no use is made.
    jaccards
        Each class's Jaccard coefficient (K); NaN where it is nobody's most likely class in both.
    arrived, from_solution
        See :class:`handrail.typology.refitting.Refit`.
    """

    shares: Floats
    tables: Floats
    jaccards: Floats
    arrived: bool
    from_solution: bool


@dataclass(frozen=True, eq=False)
class Stability:
    """How stable a typology is under drawing its sample again.

    Attributes
    ----------
    classes
        One row a class: class, n (expected unweighted respondents), effective_n, share, low, high
        (percentile interval), jaccard (mean over replicates), jaccard_low (their 5th percentile), recovered
        (share of replicates with a Jaccard coefficient above 0.75).
        Of fewer than 200 replicates the percentiles are not told in a result.
    probabilities
        One row a class, item and category: class, item, category, probability, low, high (percentile
        interval), bound (see :func:`handrail.typology.printed.probability_table`), printed.
    replicates
        How many bootstrap samples.
    unit
        What was drawn: respondents, or clusters within strata.
    strata_alone
        Strata with one unit, which entered each sample as they are.
    not_arrived
        Replicates whose best start did not arrive.
    from_solution
        Share of replicates whose best was reached from the solution; in the others only from a random start.
    seed, starts
        As they were given.
    """

    classes: pl.DataFrame
    probabilities: pl.DataFrame
    replicates: int
    unit: Unit
    strata_alone: int
    not_arrived: int
    from_solution: float
    seed: int
    starts: int
    _each: tuple[Replicate, ...] = field(repr=False)


def stability(
    model: LatentClasses,
    *,
    replicates: int = 1000,
    starts: int = 25,
    seed: int = 0,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
    memory: MutableMapping[str, Replicate] | None = None,
) -> Stability:
    """Draw the sample again many times, and return how often each class comes back, and intervals.

    Each bootstrap sample is drawn as the sample was (see :meth:`Resampling.bootstrap`) and fitted from the
    solution and from random starts. Its classes are matched with the solution's by the distance of their
    profiles, all at once; then the respondents whose most likely class it is are compared, among all original
    respondents and by their weights. Only sums over respondents are kept.

    Parameters
    ----------
    model
        A fitted typology.
    replicates
        Bootstrap samples, at least 2.
    starts
        Random starts of each, beside the one at the solution.
    seed
        Each replicate has streams of its own, so that more add to fewer.
    workers, progress, stop, memory
        See :func:`handrail.typology.executor.run`; one worker and many give the same. A memory is one
        model's, seed's and number of starts'.

    Raises
    ------
    DataError
        For a model that was not fitted, fewer than 2 replicates, or a negative seed or number of starts.
    Interrupted
        When ``stop`` said yes before the last replicate.

    References
    ----------
    Hennig 2007, Computational Statistics and Data Analysis 52, 258-271, whose coefficient takes for each
    class the most similar one; here classes are matched one to one. Efron and Tibshirani 1993, An
    Introduction to the Bootstrap, chapter 13 (percentile intervals).

    Examples
    --------
    >>> rows = [(1, 1, 1, 1)] * 30 + [(0, 0, 0, 0)] * 50 + [(1, 1, 0, 1), (1, 0, 1, 1), (0, 0, 1, 0)] * 5
    >>> frame = pl.DataFrame(rows, schema=["asked", "moved", "met", "kept"], orient="row")
    >>> found = stability(LatentClasses(2, starts=5).fit(frame), replicates=20, starts=2)
    >>> found.classes["recovered"].to_list(), found.unit
    ([1.0, 1.0], 'respondents')
    """
    check_fitted(model)
    for name, value, least in (("replicates", replicates, 2), ("starts", starts, 0), ("seed", seed, 0)):
        check_number(name, value, least)
    drawing = resampling_of(kept_of(model).layout.patterns, kept_of(model).sampled, weighted=model._weighted)
    own = modal_classes(kept_of(model).layout, kept_of(model).found)
    tasks = {
        f"bootstrap:{seed}:{starts}:{number}": partial(_replicate, model, drawing, own, starts, seed, number)
        for number in range(replicates)
    }
    each = tuple(run(tasks, workers=workers, progress=progress, stop=stop, memory=memory).values())
    tables = np.stack([one.tables for one in each])
    return Stability(
        classes=_classes(model, each),
        probabilities=probability_table(model, tables, INTERVAL),
        replicates=replicates,
        unit=drawing.unit,
        strata_alone=drawing.alone,
        not_arrived=sum(not one.arrived for one in each),
        from_solution=sum(one.from_solution for one in each) / replicates,
        seed=seed,
        starts=starts,
        _each=each,
    )


def _replicate(  # noqa: PLR0917 - a task: all that it needs
    model: LatentClasses, drawing: Resampling, own: Integers, starts: int, seed: int, number: int
) -> Replicate:
    layout, found = kept_of(model).layout, kept_of(model).found
    chance = np.random.Generator(np.random.PCG64([seed, model.n_classes, number, 1]))
    weight = drawing.bootstrap(chance)
    # Past the model's own starts, so that a replicate does not begin where the solution came from.
    again = refit(layout, weight, found, starts, seed, 10**9 + number * starts)
    after = in_order_of(model, again.parameters, weight)
    jaccards = class_jaccards(own, modal_classes(layout, after), layout.patterns.weight, model.n_classes)
    return Replicate(
        shares_in(layout, after, weight),
        item_tables(layout, after),
        jaccards,
        again.arrived,
        again.from_solution,
    )


def in_order_of(model: LatentClasses, other: Parameters, weight: Floats) -> Parameters:
    """Return another solution's parameters with its classes in the order of the model's that they match."""
    layout = kept_of(model).layout
    order = matched(profile_distances(layout, kept_of(model).found, other, weight))
    return other.ordered(order, covariates=layout.patterns.known.has_covariates)


def _classes(model: LatentClasses, each: tuple[Replicate, ...]) -> pl.DataFrame:
    shares = np.stack([one.shares for one in each])
    jaccards = np.stack([one.jaccards for one in each])
    low, high = np.quantile(shares, INTERVAL, axis=0)
    # A class that is nobody's most likely one in the solution nor in the replicate was not recovered.
    told = np.nan_to_num(jaccards, nan=0.0)
    return pl.DataFrame(
        {
            "class": list(range(1, model.n_classes + 1)),
            "n": model.class_sizes_,
            "effective_n": effective_sizes(model),
            "share": model.class_shares_,
            "low": low,
            "high": high,
            "jaccard": told.mean(axis=0),
            "jaccard_low": np.quantile(told, 0.05, axis=0),
            "recovered": (told > RECOVERED).mean(axis=0),
        }
    )
