"""Bootstrap likelihood-ratio test: whether one class more fits better than it would by chance alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np

from handrail.typology.climb import Effort, best_of_random, climb_both
from handrail.typology.executor import run
from handrail.typology.latent_classes import LatentClasses, kept_of
from handrail.typology.layout import Layout
from handrail.typology.parameters import Parameters
from handrail.typology.search import BEST_WITHIN
from handrail.typology.simulated import simulate
from handrail.values.errors import DataError

Memory: TypeAlias = MutableMapping[str, tuple[float, float]]
"""Log-likelihoods of both models of each finished replicate, and nothing else."""

Progress = Callable[[int, int], None]

HIT_REPLICATES = 25
FURTHER_STARTS = 400

_BATCH = 20  # of the sequential rule; one size, so that the answer does not depend on the number of workers
_REPLICATE, _HIT, _CHOICE, _OBSERVED = 1, 2, 3, 4  # streams of random numbers


@dataclass(frozen=True)
class BootstrapTest:
    """A number of classes against one more.

    Attributes
    ----------
    classes
        The smaller number.
    statistic
        Twice the difference of the log-likelihoods.
    p
        (b + 1) / (R + 1), where b of R replicates have a statistic as large; where a sequential rule ended
        the draws at its last exceedance, exceedances / replicates.
    exceedances, replicates
        b and R.
    stopped
        Whether a sequential rule ended the draws.
    hit_rate
        Share of a random few replicates in which both models reached, within 0.001, the best of many further
        starts; None where it was not measured.
    hits_of
        In how many replicates that was looked at.
    better
        By how much the test's own search found the observed models higher than they were fitted, the smaller
        and the larger number. Above 0.001 the fits need more starts.
    """

    classes: int
    statistic: float
    p: float
    exceedances: int
    replicates: int
    stopped: bool
    hit_rate: float | None
    hits_of: int
    better: tuple[float, float]


def bootstrap_test(
    null: LatentClasses,
    alternative: LatentClasses,
    *,
    replicates: int = 500,
    seed: int = 0,
    effort: Effort | None = None,
    exceedances: int | None = None,
    hit_replicates: int = HIT_REPLICATES,
    further_starts: int = FURTHER_STARTS,
    workers: int | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
    memory: Memory | None = None,
) -> BootstrapTest:
    """Return the parametric bootstrap of the likelihood ratio of two fitted models.

    Answers are drawn from the smaller model, both are fitted to them, and the observed likelihood ratio is
    judged among those of the replicates. Each replicate has a stream of its own, made of the seed, the number
    of classes and its place: one core and many give the same, and more replicates add to fewer.

    Parameters
    ----------
    null, alternative
        Models of K and K + 1 classes over the same answers, without weights of a sample or a design.
    replicates
        The most that are drawn.
    effort
        How long each fit is searched for.
    exceedances
        None, or the sequential rule: no more is drawn once so many replicates have a statistic as large as
        the observed one (Besag and Clifford 1991, Biometrika 78, 301-304).
    hit_replicates, further_starts
        In how many replicates the fits are held against the best of how many further random starts.
    workers, progress, stop, memory
        See :func:`handrail.typology.executor.run`.

    Raises
    ------
    DataError
        Where the models are not one class apart or not over the same answers; with weights of a sample,
        strata or clusters; and for a number of replicates below 1.
    Interrupted
        When it was stopped.

    References
    ----------
    McLachlan 1987, Applied Statistics 36, 318-324; Nylund, Asparouhov and Muthen 2007, Structural Equation
    Modeling 14, 535-569; (b + 1) / (R + 1) as in Davison and Hinkley 1997, Bootstrap Methods and their
    Application, chapter 4.

    Examples
    --------
    >>> import polars as pl
    >>> rows = [(1, 1, 1, 1)] * 30 + [(0, 0, 0, 0)] * 50 + [(1, 1, 0, 1), (1, 0, 1, 1), (0, 0, 1, 0)] * 5
    >>> frame = pl.DataFrame(rows, schema=["asked", "moved", "met", "kept"], orient="row")
    >>> one, two = (LatentClasses(k, starts=5).fit(frame) for k in (1, 2))
    >>> found = bootstrap_test(one, two, replicates=19, effort=Effort(starts=5), hit_replicates=0)
    >>> found.p, found.exceedances, found.replicates
    (0.05, 0, 19)
    """
    refuse_design(null)
    refuse_design(alternative)
    if alternative.n_classes != null.n_classes + 1 or alternative.n_observations_ != null.n_observations_:
        raise DataError.because(
            "a test is of a number of classes against one more, over the same answers",
            f"{null.n_classes} classes of {null.n_observations_} respondents and {alternative.n_classes} of "
            f"{alternative.n_observations_}",
            "fit both to one frame",
        )
    for name, number in (("replicates", replicates), ("exceedances", exceedances or 1)):
        if number < 1:
            raise DataError.because(f"{name} are 1 or more", f"{number}", "give a larger number")
    classes, layout = null.n_classes, kept_of(null).layout
    effort = effort or Effort()
    kept: Memory = memory if memory is not None else {}
    name = (
        f"{classes} against {classes + 1} classes, {null.log_likelihood_:.6f}, {null.n_observations_} "
        f"respondents, seed {seed}, {effort}"
    )

    def stream(*of: int) -> np.random.Generator:
        return np.random.Generator(np.random.PCG64([seed, classes, *of]))

    def task(replicate: int) -> tuple[float, float]:
        random = stream(_REPLICATE, replicate)
        return _heights(
            simulate(layout, kept_of(null).found, random), layout, kept_of(null).found, effort, random
        )

    def observed() -> tuple[float, float]:
        return _heights(layout, layout, kept_of(null).found, effort, stream(_OBSERVED))

    def hit(replicate: int) -> tuple[float, float]:
        drawn = simulate(layout, kept_of(null).found, stream(_REPLICATE, replicate))
        seeds = [int(one) for one in stream(_HIT, replicate).integers(2**31, size=2)]
        return (
            best_of_random(drawn, layout, classes, further_starts, seeds[0]),
            best_of_random(drawn, layout, classes + 1, further_starts, seeds[1]),
        )

    share = partial(run, workers=workers, stop=stop, memory=kept)
    own = share({f"{name}, observed": observed})[f"{name}, observed"]
    few = max(own[0], null.log_likelihood_)
    more = max(own[1], alternative.log_likelihood_)
    statistic = 2 * (more - few)
    keys = [f"{name}, replicate {replicate}" for replicate in range(replicates)]
    tasks: Mapping[str, Callable[[], tuple[float, float]]] = {
        key: partial(task, replicate) for replicate, key in enumerate(keys)
    }
    looked = _chosen(replicates, hit_replicates, stream(_CHOICE))
    whole = replicates + (0 if exceedances else len(looked))
    found: list[tuple[float, float]] = []
    stopped = False
    size = replicates if exceedances is None else _BATCH
    for begin in range(0, replicates, size):
        batch = {key: tasks[key] for key in keys[begin : begin + size]}
        found += share(batch, progress=_further(progress, begin, whole)).values()
        as_large = np.flatnonzero([2 * (b - a) >= statistic - 1e-9 for a, b in found])
        if exceedances is not None and len(as_large) >= exceedances:
            found = found[: int(as_large[exceedances - 1]) + 1]
            stopped = True
            break
    if exceedances is not None:
        looked = _chosen(len(found), hit_replicates, stream(_CHOICE))
    best = share(
        {f"{keys[r]}, best of {further_starts}": partial(hit, r) for r in looked},
        progress=_further(progress, len(found), len(found) + len(looked)),
    )
    reached = [
        all(own >= further - BEST_WITHIN for own, further in zip(found[r], tops, strict=True))
        for r, tops in zip(looked, best.values(), strict=True)
    ]
    b = sum(2 * (high - low) >= statistic - 1e-9 for low, high in found)
    return BootstrapTest(
        classes=classes,
        statistic=statistic,
        p=b / len(found) if stopped else (b + 1) / (len(found) + 1),
        exceedances=b,
        replicates=len(found),
        stopped=stopped,
        hit_rate=sum(reached) / len(reached) if reached else None,
        hits_of=len(reached),
        better=(few - null.log_likelihood_, more - alternative.log_likelihood_),
    )


def refuse_design(model: LatentClasses) -> None:
    """Refuse a model with weights of a sample, strata or clusters.

    Raises
    ------
    DataError
        With the reason, and what to look at instead.
    """
    if has_design(model):
        raise DataError.because(
            "a parametric bootstrap draws respondents independently and with equal chances",
            "a model with weights of a sample, strata or clusters, where such a test at a nominal 5 % "
            "rejects about 25 % of what is true",
            "compare the pseudo-BIC, dAIC and dBIC",
        )


def has_design(model: LatentClasses) -> bool:
    """Return whether a fitted model has weights of a sample, strata or clusters."""
    sampled = kept_of(model).sampled
    return model._weighted or sampled.strata is not None or sampled.clusters is not None


def _heights(
    answers: Layout, drawn_like: Layout, null: Parameters, effort: Effort, random: np.random.Generator
) -> tuple[float, float]:
    few, more = climb_both(answers, drawn_like, null, effort, random)
    return few.log_likelihood, more.log_likelihood


def _chosen(replicates: int, most: int, random: np.random.Generator) -> list[int]:
    return sorted(int(r) for r in random.permutation(replicates)[:most])


def _further(progress: Progress | None, before: int, whole: int) -> Progress | None:
    """Return a progress that goes on from what other runs did."""
    if progress is None:
        return None
    return lambda done, _: progress(before + done, whole)
