"""Halves: whether two random halves of a sample lead to the same typology."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import polars as pl

from handrail.typology.executor import run
from handrail.typology.latent_classes import LatentClasses, kept_of
from handrail.typology.matching import (
    adjusted_rand_index,
    class_jaccards,
    modal_classes,
    profile_distances,
)
from handrail.typology.recovery import in_order_of
from handrail.typology.refitting import check_fitted, check_number, refit
from handrail.typology.resampling import Resampling, resampling_of

Rows = list[dict[str, float | bool | None]]

_SCHEMA = {
    "split": pl.Int64, "class": pl.Int64, "jaccard": pl.Float64, "distance": pl.Float64,
    "adjusted_rand": pl.Float64, "arrived": pl.Boolean,
}  # fmt: skip


def split_halves(
    model: LatentClasses,
    *,
    splits: int = 20,
    starts: int = 20,
    seed: int = 0,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> pl.DataFrame:
    """Fit the typology in two random halves of the sample, many times, and compare the halves.

    Parameters
    ----------
    splits
        How many times; clusters stay whole, and strata are halved each.
    model, starts, seed, workers, progress, stop
        See :func:`handrail.typology.leaving_out.leave_groups_out`.

    Returns
    -------
    table
        One row a split and class: split, class, jaccard and adjusted_rand (of all respondents by their most
        likely class in either half's solution), distance (of the class's two profiles), arrived (both).

    Examples
    --------
    >>> rows = [(1, 1, 1, 1)] * 30 + [(0, 0, 0, 0)] * 50 + [(1, 1, 0, 1), (1, 0, 1, 1), (0, 0, 1, 0)] * 5
    >>> frame = pl.DataFrame(rows, schema=["asked", "moved", "met", "kept"], orient="row")
    >>> found = split_halves(LatentClasses(2, starts=5).fit(frame), splits=3, starts=5)
    >>> found.height, found["adjusted_rand"].median() > 0.9
    (6, True)
    """
    check_fitted(model)
    for name, value, least in (("splits", splits, 1), ("starts", starts, 0), ("seed", seed, 0)):
        check_number(name, value, least)
    drawing = resampling_of(kept_of(model).layout.patterns, kept_of(model).sampled, weighted=model._weighted)
    tasks = {str(number): partial(_split, model, drawing, starts, seed, number) for number in range(splits)}
    found = run(tasks, workers=workers, progress=progress, stop=stop)
    return pl.DataFrame([row for rows in found.values() for row in rows], schema=_SCHEMA)


def _split(model: LatentClasses, drawing: Resampling, starts: int, seed: int, number: int) -> Rows:
    layout, found = kept_of(model).layout, kept_of(model).found
    chance = np.random.Generator(np.random.PCG64([seed, model.n_classes, number, 2]))
    halves, arrived = [], True
    for side, weight in enumerate(drawing.halves(chance)):
        again = refit(layout, weight, found, starts, seed, 3 * 10**9 + (2 * number + side) * starts)
        halves.append(in_order_of(model, again.parameters, weight))
        arrived = arrived and again.arrived
    one, other = (modal_classes(layout, half) for half in halves)
    jaccards = class_jaccards(one, other, layout.patterns.weight, model.n_classes)
    distances = profile_distances(layout, halves[0], halves[1]).diagonal()
    index = adjusted_rand_index(one, other, layout.patterns.respondents)
    return [
        {
            "split": number + 1,
            "class": k + 1,
            "jaccard": None if np.isnan(jaccards[k]) else float(jaccards[k]),
            "distance": float(distances[k]),
            "adjusted_rand": index,
            "arrived": arrived,
        }
        for k in range(model.n_classes)
    ]
