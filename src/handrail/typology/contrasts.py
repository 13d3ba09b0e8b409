"""Contrasts: by how much the parameters of groups differ, in coordinates that no boundary stops."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from handrail.typology.derivatives import moving
from handrail.typology.errors import Sampled, covariance, influence_parts, scores_covariance
from handrail.typology.group_models import Solution
from handrail.typology.kernel import BOUNDARY
from handrail.typology.membership import item_tables, prior_shares
from handrail.typology.patterns import Floats
from handrail.values.stays import StaysInMemory


@dataclass(frozen=True, eq=False)
class Contrasts:
    """Differences that are all zero where groups are equal.

    Attributes
    ----------
    values
        The differences (M): of log-odds, log rates, means and log variances.
    slopes
        How they move with the model's free coordinates (M x C).
    """

    values: Floats
    slopes: Floats


@dataclass(frozen=True, eq=False)
class Spread(StaysInMemory):
    """How precisely a model's free coordinates are known.

    Attributes
    ----------
    simple
        Their covariance by the observed information (C x C): that of a simple random sample, without a
        design.
    middle
        Covariance of the scores over the design (C x C); None without a design.
    """

    simple: Floats
    middle: Floats | None

    @property
    def design_effect(self) -> float:
        """Mean of the generalised design effects of all coordinates; 1 without a design."""
        if self.middle is None or not len(self.simple):
            return 1.0
        return float(np.einsum("ab,ba->", self.simple, self.middle)) / len(self.simple)

    def of(self, contrasts: Contrasts) -> tuple[Floats, Floats]:
        """Return the covariance of contrasts, simple and by the design (M x M each)."""
        along = np.einsum("ma,ab->mb", contrasts.slopes, self.simple)
        simple: Floats = np.einsum("ma,na->mn", along, contrasts.slopes)
        if self.middle is None:
            return simple, simple
        designed: Floats = np.einsum("ma,na->mn", np.einsum("ma,ab->mb", along, self.middle), along)
        return simple, (designed + designed.T) / 2


def spread_of(solution: Solution, sampled: Sampled, *, by_design: bool) -> Spread | None:
    """Return how precisely a solution's coordinates are known; None where it is not identified."""
    if not solution.identified:
        return None
    layout, found, free = solution.layout, solution.found, solution.free
    simple = covariance(layout, found, free, "observed", sampled)
    if not by_design:
        return Spread(simple, None)
    return Spread(simple, scores_covariance(layout, influence_parts(layout, found, free), sampled))


def item_contrasts(solution: Solution, items: Collection[str]) -> Contrasts:
    """Return the differences between groups in items that are free in a solution.

    Of a category, the log-odds against the one that is commonest in the class in all groups; those that a
    group has at a boundary are left out, for no number says how far away they are.
    """
    rows = []
    patterns = solution.layout.patterns
    groups = patterns.known.groups
    for item in items:
        places = [patterns.items.index(f"{item} ({label})") for label in groups]
        kind = patterns.kinds[places[0]]
        if kind == "nominal":
            rows += list(_nominal(solution, places))
        else:
            rows += list(_between([dict(_coordinates(solution, j)) for j in places]))
    return _stacked(rows, solution.free.size)


def share_contrasts(solution: Solution) -> Contrasts:
    """Return the differences between groups in the log-odds of the classes' shares."""
    piece = solution.free.prior
    shares = prior_shares(solution.layout, solution.found)
    rows: list[tuple[float, Floats]] = []
    if piece is not None:
        reference = int(shares.sum(axis=0).argmax())
        told = []
        for g, own in enumerate(shares):
            slopes = np.zeros((len(own), solution.free.size))
            slopes[:, piece.at] = piece.slopes[g]
            told.append(dict(_odds(own, slopes, reference)))
        rows = list(_between(told))
    return _stacked(rows, solution.free.size)


def together(*parts: Contrasts) -> Contrasts:
    """Return several sets of contrasts as one."""
    return Contrasts(
        np.concatenate([part.values for part in parts]), np.concatenate([part.slopes for part in parts])
    )


def _nominal(solution: Solution, places: list[int]) -> Iterator[tuple[float, Floats]]:
    layout, free = solution.layout, solution.free
    tables = item_tables(layout, solution.found)
    own = [tables[layout.first[j] : layout.first[j + 1] - 1] for j in places]
    for k in range(own[0].shape[1]):
        reference = int(np.sum([table[:, k] for table in own], axis=0).argmax())
        told = []
        for j, table in zip(places, own, strict=True):
            slopes = np.zeros((len(table), free.size))
            slopes[:, free.items[j].at] = free.items[j].slopes[:, k]
            told.append(dict(_odds(table[:, k], slopes, reference)))
        yield from _between(told)


def _odds(chances: Floats, slopes: Floats, reference: int) -> Iterator[tuple[int, tuple[float, Floats]]]:
    """Yield the log-odds of each part against one, with how they move; none where either is at a boundary."""
    for v, chance in enumerate(chances):
        if v != reference and min(chance, chances[reference]) > BOUNDARY:
            yield v, (float(np.log(chance / chances[reference])), slopes[v] - slopes[reference])


def _coordinates(solution: Solution, j: int) -> Iterator[tuple[int, tuple[float, Floats]]]:
    """Yield the free coordinates of an ordered item, a count or a measurement by their place."""
    layout, items = solution.layout, solution.found.items
    kind, first, end = (
        layout.patterns.kinds[j], int(layout.parameters_first[j]), int(layout.parameters_first[j + 1]),
    )  # fmt: skip
    at = solution.free.items[j].at
    if kind in ("adjacent", "cumulative"):
        own = [*items[first : end - 1, 0], *items[end - 1, :-1]]
        places = list(range(len(own)))
    else:
        alive = moving(layout, solution.found, j)
        if kind == "count":
            own, places = list(np.log(items[first, alive])), [int(k) for k in alive]
        else:
            own = [x for k in alive for x in (items[first, k], np.log(items[first + 1, k]))]
            places = [2 * int(k) + part for k in alive for part in (0, 1)]
    for place, value, coordinate in zip(places, own, at, strict=True):
        slope = np.zeros(solution.free.size)
        slope[coordinate] = 1.0
        yield place, (float(value), slope)


def _between(told: list[dict[int, tuple[float, Floats]]]) -> Iterator[tuple[float, Floats]]:
    """Yield how each number of the groups that have it differs from that of the first of them."""
    for place in sorted({place for own in told for place in own}):
        first, *others = [own[place] for own in told if place in own]
        for value, slope in others:
            yield value - first[0], slope - first[1]


def _stacked(rows: list[tuple[float, Floats]], size: int) -> Contrasts:
    if not rows:
        return Contrasts(np.empty(0), np.empty((0, size)))
    return Contrasts(np.array([value for value, _ in rows]), np.array([slope for _, slope in rows]))
