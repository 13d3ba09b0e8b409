"""Leaving out: the same model without one country at a time, and without one item at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass, replace
from functools import partial
from math import prod

import numpy as np
import polars as pl

from handrail.survey.levels import level_text, levels_of
from handrail.typology.derivatives import coordinates_of
from handrail.typology.executor import run
from handrail.typology.known import _check_length, _series
from handrail.typology.latent_classes import LatentClasses, kept_of
from handrail.typology.layout import Layout, lay_out
from handrail.typology.matching import (
    adjusted_rand_index,
    class_jaccards,
    matched,
    modal_classes,
    profile_distances,
)
from handrail.typology.parameters import Parameters
from handrail.typology.patterns import Floats, Integers
from handrail.typology.polish import is_identified
from handrail.typology.refitting import check_fitted, check_number, refit, shares_in
from handrail.values.errors import DataError

Ask = Callable[[], bool]
Progress = Callable[[int, int], None]

SCHEMA: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "left_out": pl.String, "class": pl.Int64, "share": pl.Float64, "jaccard": pl.Float64,
    "distance": pl.Float64, "adjusted_rand": pl.Float64, "arrived": pl.Boolean, "reason": pl.String,
}  # fmt: skip


CARRIES = "it carries the model: the other items do not tell all parameters"


@dataclass(frozen=True, eq=False)
class _Part:
    """A refit beside the solution, on those who are in it."""

    shares: Floats
    jaccards: Floats
    distances: Floats
    adjusted_rand: float
    arrived: bool


def leave_groups_out(
    model: LatentClasses,
    by: object = None,
    *,
    starts: int = 20,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
    stop: Ask | None = None,
) -> pl.DataFrame:
    """Fit the typology without each group in turn, such as each country, and compare.

    Parameters
    ----------
    model
        A fitted typology.
    by
        One word or number a row of the frame that it was fitted to, such as the country; without, the groups
        that it was fitted with. Rows without one stay throughout.
    starts, seed
        Random starts of each refit, beside the one at the solution.
    workers, progress, stop
        See :func:`handrail.typology.executor.run`.

    Returns
    -------
    table
        One row a group left out and class: left_out, class, share (without the group), jaccard (of the
        respondents whose most likely class it is, among those not left out), distance (of the profiles, see
        :func:`handrail.typology.matching.profile_distances`), adjusted_rand (of the whole partition),
        arrived, reason (why it could not be left out, and then no numbers).

    Raises
    ------
    DataError
        For a model that was not fitted, another number of rows, and one group only.
    Interrupted
        When ``stop`` said yes before the last group.

    Examples
    --------
    >>> rows = [(1, 1, 1, 1)] * 30 + [(0, 0, 0, 0)] * 50 + [(1, 1, 0, 1), (1, 0, 1, 1), (0, 0, 1, 0)] * 5
    >>> frame = pl.DataFrame(rows, schema=["asked", "moved", "met", "kept"], orient="row")
    >>> model = LatentClasses(2, starts=5).fit(frame)
    >>> found = leave_groups_out(model, ["north", "south"] * 47 + ["north"], starts=5)
    >>> found["left_out"].to_list(), found["jaccard"].min()
    (['north', 'north', 'south', 'south'], 1.0)
    """
    check_fitted(model)
    check_number("starts", starts, 0)
    check_number("seed", seed, 0)
    patterns = kept_of(model).layout.patterns
    if by is None:
        labels, row_of = patterns.known.groups, patterns.beside[patterns.pattern_of]
    else:
        labels, row_of = _groups_of(by, _rows(model, by), patterns.rows)
    if len(labels) < 2:
        raise DataError.because(
            "groups are left out of two or more", "one", "say with `by` which group each row is of"
        )
    tasks: dict[str, Callable[[], _Part | str]] = {}
    for place, label in enumerate(labels):
        stays = np.where(row_of == place, 0.0, patterns.row_weight)
        weight = np.bincount(patterns.pattern_of, stays, len(patterns.weight)).astype(np.float64)
        tasks[label] = partial(
            _again, model, kept_of(model).layout, kept_of(model).found, weight, starts, seed, place
        )
    return _table(model, run(tasks, workers=workers, progress=progress, stop=stop))


def leave_items_out(
    model: LatentClasses,
    *,
    starts: int = 20,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
    stop: Ask | None = None,
) -> pl.DataFrame:
    """Fit the typology without each item in turn, and compare.

    An item is left out only where the others still tell all parameters of a model with as many classes:
    otherwise that item carries the model, and the row says so.

    Parameters
    ----------
    model, starts, seed, workers, progress, stop
        See :func:`leave_groups_out`.

    Returns
    -------
    table
        As :func:`leave_groups_out`; the distance is that of the items that stay. Whoever answered only the
        item that is left out is not compared.

    Examples
    --------
    >>> rows = [(1, 1, 1, 1)] * 30 + [(0, 0, 0, 0)] * 50 + [(1, 1, 0, 1), (1, 0, 1, 1), (0, 0, 1, 0)] * 5
    >>> frame = pl.DataFrame(rows, schema=["asked", "moved", "met", "kept"], orient="row")
    >>> found = leave_items_out(LatentClasses(2, starts=5).fit(frame), starts=5)
    >>> found["reason"].unique().to_list()
    [None]
    """
    check_fitted(model)
    check_number("starts", starts, 0)
    check_number("seed", seed, 0)
    tasks = {
        name: partial(_without, model, places, starts, seed, number)
        for number, (name, places) in enumerate(_items(model).items())
    }
    return _table(model, run(tasks, workers=workers, progress=progress, stop=stop))


def _groups_of(by: object, rows: int, enters: Integers) -> tuple[tuple[str, ...], Integers]:
    """Return the groups, and the one of each row that enters; -1 without."""
    column = _series(by)
    _check_length(len(column), rows, "group")
    found = levels_of(column.gather(pl.Series(enters)))
    return tuple(level_text(value) for value in found.values), found.codes


def _again(  # noqa: PLR0917 - a task: all that it needs
    model: LatentClasses,
    layout: Layout,
    solution: Parameters,
    weight: Floats,
    starts: int,
    seed: int,
    number: int,
) -> _Part | str:
    if int((weight > 0).sum()) < model.n_classes:
        return "too few patterns of answers are left"
    again = refit(layout, weight, solution, starts, seed, 2 * 10**9 + number * starts)
    order = matched(profile_distances(layout, solution, again.parameters, weight))
    after = again.parameters.ordered(order, covariates=layout.patterns.known.has_covariates)
    if layout is not kept_of(model).layout and not is_identified(
        layout, after, coordinates_of(layout, after)
    ):
        return CARRIES
    one, other = modal_classes(kept_of(model).layout, kept_of(model).found), modal_classes(layout, after)
    patterns = kept_of(model).layout.patterns
    people = np.where(weight > 0, patterns.respondents, 0.0)
    return _Part(
        shares_in(layout, after, weight),
        class_jaccards(one, other, weight, model.n_classes),
        profile_distances(layout, solution, after, weight).diagonal(),
        adjusted_rand_index(one, other, people),
        again.arrived,
    )


def _without(
    model: LatentClasses, places: tuple[int, ...], starts: int, seed: int, number: int
) -> _Part | str:
    patterns, first = kept_of(model).layout.patterns, kept_of(model).layout.parameters_first
    kept = [j for j in range(len(patterns.items)) if j not in places]
    if not kept:
        return CARRIES
    part = replace(
        patterns,
        items=tuple(patterns.items[j] for j in kept),
        kinds=tuple(patterns.kinds[j] for j in kept),
        categories=tuple(patterns.categories[j] for j in kept),
        codes=np.ascontiguousarray(patterns.codes[:, kept]),
    )
    weight = np.where((part.codes >= 0).any(axis=1), patterns.weight, 0.0)
    rows = np.concatenate([np.arange(first[j], first[j + 1]) for j in kept])
    solution = Parameters(np.ascontiguousarray(kept_of(model).found.items[rows]), kept_of(model).found.prior)
    layout = lay_out(part)
    free = coordinates_of(layout, solution)
    if prod(len(found) for found in part.categories) - 1 < free.size + free.held:
        return CARRIES
    return _again(model, layout, solution, weight, starts, seed, number)


def _items(model: LatentClasses) -> dict[str, tuple[int, ...]]:
    """Return the places of each item; one that differs between groups has one for each of them."""
    items = kept_of(model).layout.patterns.items
    of = {
        f"{name} ({label})": name
        for name in model.free_items
        for label in kept_of(model).layout.patterns.known.groups
    }
    places: dict[str, tuple[int, ...]] = {}
    for place, item in enumerate(items):
        name = of.get(item, item)
        places[name] = (*places.get(name, ()), place)
    return places


def _rows(model: LatentClasses, by: object) -> int:
    """Return how many rows the frame had; with frequency weights at least so many."""
    patterns = kept_of(model).layout.patterns
    if patterns.weight_kind == "sampling":
        return len(patterns.rows) + sum(rows for rows, _ in patterns.left_out)
    least = int(patterns.rows.max()) + 1
    return max(least, len(by)) if isinstance(by, Sized) else least


def _table(model: LatentClasses, found: Mapping[str, _Part | str]) -> pl.DataFrame:
    rows: list[dict[str, object]] = []
    for label, part in found.items():
        for k in range(model.n_classes):
            row: dict[str, object] = {"left_out": label, "class": k + 1}
            if isinstance(part, str):
                row["reason"] = part
            else:
                row |= {
                    "share": float(part.shares[k]),
                    "jaccard": None if np.isnan(part.jaccards[k]) else float(part.jaccards[k]),
                    "distance": float(part.distances[k]),
                    "adjusted_rand": part.adjusted_rand,
                    "arrived": part.arrived,
                }
            rows.append(row)
    return pl.DataFrame(rows, schema=dict(SCHEMA))
