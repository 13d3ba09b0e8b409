"""Own classes: as many in each group as its answers speak for, and which of them groups have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy.optimize import linear_sum_assignment

from handrail.typology.comparison import ClassComparison, compare_classes
from handrail.typology.frames import ItemKind, as_frame
from handrail.typology.grouped import SMALLEST_GROUP, Grouped, GroupLeftOut, read_grouped
from handrail.typology.invariance import FAR
from handrail.typology.latent_classes import LatentClasses, kept_of
from handrail.typology.layout import Layout, lay_out
from handrail.typology.matching import profile_distances
from handrail.typology.parameters import Parameters
from handrail.typology.supported import SMALLEST_CLASS, decided_by
from handrail.typology.weights import WeightKind
from handrail.values.errors import DataError
from handrail.values.stays import StaysInMemory

NUMBER_SCHEMA = {
    "group": pl.String, "n": pl.Int64, "n_classes": pl.Int64, "criterion": pl.String, "value": pl.Float64,
    "next_best": pl.Int64, "behind": pl.Float64, "supported": pl.Boolean, "reasons": pl.String,
}  # fmt: skip
CLASS_SCHEMA = {
    "profile": pl.Int64, "group": pl.String, "class": pl.Int64, "share": pl.Float64, "n": pl.Float64,
    "distance": pl.Float64, "found_in": pl.Int64, "only_in": pl.String,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class OwnClasses(StaysInMemory):
    """Classes of each group alone, and which profiles groups have in common.

    Attributes
    ----------
    numbers
        One row a group: group, n, n_classes (its best number), criterion (``bic``, or ``dbic`` under a
        design), value, next_best (the next best number), behind (by how much), supported (whether the
        comparison speaks for a typology in the group), reasons (why not).
    comparisons
        Group to the table of all numbers that were compared: see
        :class:`handrail.typology.comparison.ClassComparison`.
    classes
        One row a profile and group that has it: profile (1 is the one that most groups have, of equals the
        commonest), group, class (in the group's own order), share, n (expected unweighted respondents),
        distance (from the profile where it was first found; 0 there), found_in (how many groups), only_in
        (the group, where it is one).
    answers
        Items with categories: profile, group, item, category, probability.
    farthest
        A class further from a profile than this is another one.
    left_out, rows_left_out, n
        As in :class:`handrail.typology.invariance.ClassInvariance`.
    """

    numbers: pl.DataFrame
    comparisons: Mapping[str, pl.DataFrame]
    classes: pl.DataFrame
    answers: pl.DataFrame
    farthest: float
    left_out: tuple[GroupLeftOut, ...]
    rows_left_out: tuple[tuple[int, str], ...]
    n: int


def own_classes(
    items: object,
    groups: object,
    classes: Iterable[int] = range(1, 7),
    *,
    weights: object = None,
    strata: object = None,
    clusters: object = None,
    starts: int = 50,
    seed: int = 0,
    weight_kind: WeightKind = "sampling",
    kinds: Mapping[str, ItemKind] | ItemKind = "nominal",
    smallest_group: int = SMALLEST_GROUP,
    smallest_class: int = SMALLEST_CLASS,
    farthest: float = FAR,
    progress: Callable[[int, int], None] | None = None,
) -> OwnClasses:
    """Find each group's own number of classes, and match the classes of all.

    The number with the lowest BIC counts, under a design that with the lowest dBIC. Profiles begin with the
    group that has the most classes (of equals, the most respondents); the classes of the next ones are
    matched with them all at once (the Hungarian method) by the mean total variation distance of their items,
    and a class that is further than ``farthest`` from its match is a profile of its own.

    Parameters
    ----------
    items, weights, strata, clusters, starts, seed, weight_kind, kinds
        See :class:`handrail.typology.latent_classes.LatentClasses`.
    groups, smallest_group
        See :func:`handrail.typology.invariance.class_invariance`.
    classes
        The numbers to compare in each group.
    smallest_class
        The fewest respondents of a class of a typology that is supported.
    farthest
        From 0, the same answers, to 1.
    progress
        Told how many groups are done, and of how many.

    Raises
    ------
    DataError
        As :func:`handrail.typology.invariance.class_invariance`; and for a distance beyond 0 to 1.
    NotConverged
        When the best start of a model did not arrive.

    Examples
    --------
    >>> chance = np.random.default_rng(1)
    >>> country = np.arange(900) // 450
    >>> of = np.where(country == 0, chance.integers(2, size=900), chance.integers(3, size=900))
    >>> yes = np.array([[0.1] * 6, [0.9] * 6, [0.9] * 3 + [0.1] * 3])[of]
    >>> frame = pl.DataFrame((chance.random((900, 6)) < yes).astype(int), schema=list("abcdef"))
    >>> found = own_classes(frame, country, [1, 2, 3], starts=5)
    >>> found.numbers["n_classes"].to_list(), found.classes["only_in"].drop_nulls().to_list()
    ([2, 3], ['1'])
    """
    numbers = sorted(set(classes))
    if not numbers:
        raise DataError.because("a comparison has numbers of classes", "none", "name at least one")
    if not 0 < farthest <= 1:
        raise DataError.because("a farthest distance lies between 0 and 1", f"{farthest!r}", "give 0.25")
    frame = as_frame(items)
    grouped = read_grouped(
        frame, groups, classes=numbers[0], weights=weights, strata=strata, clusters=clusters,
        weight_kind=weight_kind, kinds=kinds, smallest_group=smallest_group,
    )  # fmt: skip
    compared: dict[str, ClassComparison] = {}
    fit: dict[str, Any] = {"starts": starts, "seed": seed, "weight_kind": weight_kind, "kinds": kinds}
    for done, label in enumerate(grouped.labels, start=1):
        part, design = _part(frame, grouped, done - 1, strata, clusters, weighted=weights is not None)
        compared[label] = compare_classes(part, numbers, **design, **fit, smallest_class=smallest_class)
        if progress is not None:
            progress(done, len(grouped.labels))
    rows = [_number(label, one) for label, one in compared.items()]
    models = {
        str(row["group"]): compared[str(row["group"])].models[int(str(row["n_classes"]))] for row in rows
    }
    places = _profiles(lay_out(grouped.patterns), models, farthest)
    return OwnClasses(
        numbers=pl.DataFrame(rows, schema=NUMBER_SCHEMA),
        comparisons={label: one.table for label, one in compared.items()},
        classes=_class_table(models, places),
        answers=_answers(models, places),
        farthest=farthest,
        left_out=grouped.left_out,
        rows_left_out=grouped.rows_left_out,
        n=grouped.patterns.n,
    )


def _part(
    frame: pl.DataFrame, grouped: Grouped, group: int, strata: object, clusters: object, *, weighted: bool
) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Return a group's rows; with a design all rows, those of others without weight but in their clusters."""
    patterns = grouped.patterns
    own = np.zeros(frame.height, dtype=np.bool_)
    own[patterns.rows[patterns.beside[patterns.pattern_of] == group]] = True
    if grouped.by_design:
        weights = np.where(own, grouped.given, 0.0)
        return frame, {"weights": weights, "strata": strata, "clusters": clusters}
    rows = frame.filter(pl.Series(own))
    return rows, {"weights": grouped.given[own] if weighted else None}


def _number(label: str, compared: ClassComparison) -> dict[str, object]:
    table = compared.table
    criterion, best = decided_by(table)
    order = table.filter(pl.col(criterion).is_not_null()).sort(criterion, "n_classes")
    behind = order[criterion][1] - order[criterion][0] if order.height > 1 else None
    return {
        "group": label,
        "n": compared.models[table["n_classes"][0]].n_observations_,
        "n_classes": best,
        "criterion": criterion,
        "value": order[criterion][0],
        "next_best": order["n_classes"][1] if order.height > 1 else None,
        "behind": behind,
        "supported": compared.supported.n_classes is not None,
        "reasons": "; ".join(compared.supported.reasons),
    }


@dataclass(frozen=True)
class _Place:
    """Where a group has a profile: its class (from 0), and how far it is from the profile."""

    k: int
    distance: float


def _profiles(
    layout: Layout, models: Mapping[str, LatentClasses], farthest: float
) -> list[dict[str, _Place]]:
    """Return the profiles, each as the groups that have it, with the class that it is there."""
    order = sorted(
        models, key=lambda label: (-models[label].n_classes, -models[label].n_observations_, label)
    )
    columns: list[np.ndarray] = []
    profiles: list[dict[str, _Place]] = []
    for label in order:
        found = kept_of(models[label]).found
        linked: dict[int, tuple[int, float]] = {}
        if columns:
            known = Parameters(np.column_stack(columns), found.prior)
            apart = profile_distances(layout, known, found)
            for profile, k in zip(*linear_sum_assignment(apart), strict=True):
                if apart[profile, k] <= farthest:
                    linked[int(k)] = int(profile), float(apart[profile, k])
        for k in range(found.items.shape[1]):
            if k in linked:
                profile, distance = linked[k]
                profiles[profile][label] = _Place(k, distance)
            else:
                columns.append(found.items[:, k])
                profiles.append({label: _Place(k, 0.0)})

    def common(profile: Mapping[str, _Place]) -> tuple[int, float]:
        return -len(profile), -sum(models[label].class_shares_[at.k] for label, at in profile.items())

    return sorted(profiles, key=common)


def _class_table(models: Mapping[str, LatentClasses], profiles: list[dict[str, _Place]]) -> pl.DataFrame:
    rows = [
        {
            "profile": number,
            "group": label,
            "class": profile[label].k + 1,
            "share": float(models[label].class_shares_[profile[label].k]),
            "n": float(models[label].class_sizes_[profile[label].k]),
            "distance": profile[label].distance,
            "found_in": len(profile),
            "only_in": label if len(profile) == 1 else None,
        }
        for number, profile in enumerate(profiles, start=1)
        for label in models
        if label in profile
    ]
    return pl.DataFrame(rows, schema=CLASS_SCHEMA)


def _answers(models: Mapping[str, LatentClasses], profiles: list[dict[str, _Place]]) -> pl.DataFrame:
    parts = []
    for number, profile in enumerate(profiles, start=1):
        for label, model in models.items():
            if label in profile:
                own = model.item_probabilities_.filter(pl.col("class") == profile[label].k + 1)
                parts.append(
                    own.select(
                        pl.lit(number).alias("profile"), pl.lit(label).alias("group"), "item", "category",
                        "probability",
                    )
                )  # fmt: skip
    return pl.concat(parts)
