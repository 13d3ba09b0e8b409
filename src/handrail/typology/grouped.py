"""Grouped: the answers of several groups side by side, with items whose parameters are equal or differ."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from handrail.typology.errors import Sampled
from handrail.typology.frames import ItemKind, as_frame
from handrail.typology.known import read_sampled
from handrail.typology.patterns import Floats, Patterns, read_patterns
from handrail.typology.weights import WeightKind, read_weights
from handrail.values.errors import DataError, did_you_mean
from handrail.values.stays import StaysInMemory

SMALLEST_GROUP = 100
"""Respondents: in a group of fewer, what differs from other groups is mostly an accident of this sample."""

LEAST_GROUP = 10
"""Respondents: what is said of a group of fewer is said of them."""


@dataclass(frozen=True)
class GroupLeftOut:
    """A group that is not compared.

    Attributes
    ----------
    group, n
        Its label and its respondents.
    reason
        Why.
    """

    group: str
    n: int
    reason: str


@dataclass(frozen=True, eq=False)
class Grouped(StaysInMemory):
    """The answers of the groups that are compared.

    Attributes
    ----------
    patterns
        Patterns of answers, told apart by group; each item is one for all groups.
    sampled
        How all rows were sampled, those of groups that were left out included: they stay in the design.
    by_design
        Whether there are weights of a sample, strata or clusters, so that the likelihood is a pseudo-one.
    given
        The weight of each row of the frame, zero for rows of groups that were left out.
    left_out
        Groups that are not compared.
    rows_left_out
        Rows that do not enter for another reason, with it.
    weighted_n
        Sum of the weights of the groups that are compared; None without weights.
    """

    patterns: Patterns
    sampled: Sampled
    by_design: bool
    given: Floats
    left_out: tuple[GroupLeftOut, ...]
    rows_left_out: tuple[tuple[int, str], ...]
    weighted_n: float | None

    @property
    def labels(self) -> tuple[str, ...]:
        """The groups, sorted."""
        return self.patterns.known.groups

    @property
    def sizes(self) -> Floats:
        """Unweighted respondents of each group (G)."""
        return group_sizes(self.patterns)


def group_sizes(patterns: Patterns) -> Floats:
    """Return the unweighted respondents of each group (G)."""
    sizes = np.bincount(patterns.beside, patterns.respondents, len(patterns.known.groups))
    return np.asarray(sizes, dtype=np.float64)


def read_grouped(
    items: object,
    groups: object,
    *,
    classes: int = 1,
    weights: object = None,
    strata: object = None,
    clusters: object = None,
    weight_kind: WeightKind = "sampling",
    kinds: Mapping[str, ItemKind] | ItemKind = "nominal",
    smallest_group: int = SMALLEST_GROUP,
) -> Grouped:
    """Return the answers of the groups that are large enough to be compared.

    Parameters
    ----------
    items, weights, strata, clusters, weight_kind, kinds
        See :class:`handrail.typology.latent_classes.LatentClasses`.
    groups
        One word or number a row, such as its country.
    classes
        How many classes each group has: one with no more respondents than parameters of its own is left out.
    smallest_group
        The fewest respondents of a group.

    Raises
    ------
    DataError
        For fewer than two groups that are large enough; for an item that a group did not answer, or with an
        answer that nobody of a group gave; and see :func:`handrail.typology.patterns.read_patterns`.

    Examples
    --------
    >>> import polars as pl
    >>> frame = pl.DataFrame({"a": [0, 1] * 30, "b": [0, 0, 1, 1, 0, 1] * 10})
    >>> found = read_grouped(frame, ["x"] * 27 + ["y"] * 27 + ["z"] * 6, smallest_group=20)
    >>> found.labels, found.left_out[0].group, found.left_out[0].reason
    (('x', 'y'), 'z', 'fewer than 20 respondents')
    """
    if type(smallest_group) is not int or smallest_group < LEAST_GROUP:
        raise DataError.because(
            f"smallest_group is a whole number, at least {LEAST_GROUP}",
            f"{smallest_group!r}",
            "give such a number",
        )
    shared: dict[str, Any] = {"kinds": kinds, "groups": groups}
    frame = as_frame(items)
    if groups is None:
        raise DataError.because("a comparison has groups", "none", "say which group each row is of")
    if not frame.columns:
        raise DataError.because("a typology has items", "none", "name at least one")
    whole = read_patterns(frame, weights, weight_kind, **shared)
    rows = frame.height
    sampled = read_sampled(strata, clusters, rows)
    given = read_weights(weights, rows, weight_kind)
    left_out = _too_small(whole, classes, smallest_group)
    patterns = whole
    if left_out:
        labels = whole.known.groups
        gone = [place for place, label in enumerate(labels) if label in {one.group for one in left_out}]
        if len(labels) - len(gone) < 2:
            raise DataError.because(
                "two groups or more are large enough to be compared",
                "; ".join(f"'{one.group}' with {one.n}: {one.reason}" for one in left_out),
                "join groups, ask for fewer classes, or lower smallest_group and say so",
            )
        given = given.copy()
        given[whole.rows[np.isin(whole.beside[whole.pattern_of], gone)]] = 0.0
        patterns = read_patterns(frame, given, weight_kind, **shared)
    _check_answers(whole, patterns)
    weighted = weights is not None and weight_kind == "sampling"
    return Grouped(
        patterns=patterns,
        sampled=sampled,
        by_design=weighted or strata is not None or clusters is not None,
        given=given,
        left_out=left_out,
        rows_left_out=whole.left_out,
        weighted_n=None if weights is None else patterns.weighted_n,
    )


def _too_small(patterns: Patterns, classes: int, smallest: int) -> tuple[GroupLeftOut, ...]:
    numbers = own_parameters(patterns, classes)
    found = []
    for label, size in zip(patterns.known.groups, group_sizes(patterns), strict=True):
        n = round(float(size))
        if n < smallest:
            found.append(GroupLeftOut(label, n, f"fewer than {smallest} respondents"))
        elif n <= numbers:
            reason = f"no more respondents than the {numbers} parameters of {classes} classes of its own"
            found.append(GroupLeftOut(label, n, reason))
    return tuple(found)


def own_parameters(patterns: Patterns, classes: int) -> int:
    """Return the parameters of one group's own classes."""
    sizes = [len(found) for found in patterns.categories]
    items = zip(patterns.kinds, sizes, strict=True)
    return classes - 1 + sum(parameters_of(kind, size, classes) for kind, size in items)


def parameters_of(kind: ItemKind, answers: int, classes: int) -> int:
    """Return the parameters of an item in one group.

    Examples
    --------
    >>> [parameters_of(kind, 4, 2) for kind in ("nominal", "adjacent", "count", "continuous")]
    [6, 4, 2, 4]
    """
    if kind == "nominal":
        return classes * (answers - 1)
    if kind in ("adjacent", "cumulative"):
        return answers - 1 + classes - 1
    return classes if kind == "count" else 2 * classes


def _check_answers(whole: Patterns, patterns: Patterns) -> None:
    """Refuse an item that a group did not answer, or with an answer that nobody of it gave."""
    for j, name in enumerate(patterns.items):
        categorical = patterns.kinds[j] not in ("count", "continuous")
        if categorical and len(patterns.categories[j]) < len(whole.categories[j]):
            raise DataError.because(
                "an answer to an item is given in the groups that are compared",
                f"'{name}' with an answer of a group that is left out alone",
                "join it with another answer, or leave the item out",
            )
        for g, label in enumerate(patterns.known.groups):
            given = patterns.codes[patterns.beside == g, j]
            different = len(np.unique(given[given >= 0]))
            if different == 0:
                raise DataError.because(
                    "an item is answered in every group that is compared",
                    f"nobody of '{label}' answered '{name}'",
                    "leave the item or the group out",
                )
            if different == 1:
                raise DataError.because(
                    "an item has at least two different answers in every group that is compared",
                    f"'{name}' has one in '{label}'",
                    "leave the item or the group out: nothing tells how it goes with the classes there",
                )
            if categorical and different < len(patterns.categories[j]):
                raise DataError.because(
                    "every answer to an item is given in every group that is compared",
                    f"'{name}' with an answer that nobody of '{label}' gave",
                    "join it with another answer, or leave the item or the group out",
                )


def check_items(free: Collection[str], patterns: Patterns) -> None:
    """Refuse items that there are not.

    Raises
    ------
    DataError
        With the nearest name.
    """
    for name in free:
        if name not in patterns.items:
            raise DataError.because(
                "an item that differs between groups is an item",
                f"no '{name}'",
                did_you_mean(str(name), patterns.items),
            )
