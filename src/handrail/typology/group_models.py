"""Group models: classes of several groups, fitted with some items equal between them and others free."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from handrail.typology.derivatives import Coordinates, coordinates_of
from handrail.typology.layout import Layout, lay_out
from handrail.typology.matching import matched, profile_distances
from handrail.typology.membership import class_shares, membership_of
from handrail.typology.parameters import Parameters, inside
from handrail.typology.patterns import Floats, Patterns
from handrail.typology.polish import is_identified
from handrail.typology.regrouping import freed, part_of, pooled
from handrail.typology.search import BEST_WITHIN, search
from handrail.values.errors import NotConverged
from handrail.values.stays import StaysInMemory


@dataclass(frozen=True)
class Search:
    """How a model is searched for: see :class:`handrail.typology.latent_classes.LatentClasses`."""

    classes: int
    starts: int
    seed: int
    tolerance: float
    max_iterations: int


@dataclass(frozen=True, eq=False)
class Solution(StaysInMemory):
    """A fitted model of several groups.

    Attributes
    ----------
    layout, found
        The answers, and the parameters at the top.
    free_items
        Items whose parameters differ between groups.
    log_likelihood
        At the top.
    starts_at_best
        Share of the random starts within 0.001 of the best; of groups fitted alone, the lowest.
    """

    layout: Layout
    found: Parameters
    free_items: tuple[str, ...]
    log_likelihood: float
    starts_at_best: float

    @cached_property
    def free(self) -> Coordinates:
        """The free coordinates at the top."""
        return coordinates_of(self.layout, self.found)

    @property
    def n_parameters(self) -> int:
        """Free parameters, those at a boundary included."""
        return self.free.size + self.free.held

    @cached_property
    def identified(self) -> bool:
        """Whether the patterns' probabilities tell every parameter."""
        return is_identified(self.layout, self.found, self.free)

    def ordered(self, order: list[int]) -> Solution:
        """Return the same with the classes in another order."""
        return replace(self, found=self.found.ordered(order, covariates=False))

    def sizes(self) -> Floats:
        """Return the expected unweighted respondents of each class in each group (G x K)."""
        patterns = self.layout.patterns
        people = membership_of(self.layout, self.found).within * patterns.respondents[:, None]
        sizes = np.zeros((len(patterns.known.groups), people.shape[1]))
        np.add.at(sizes, patterns.beside, people)
        return sizes


def solve(
    patterns: Patterns, effort: Search, free: Sequence[str] = (), begun: Sequence[Parameters] = ()
) -> Solution:
    """Return the best of starts that are given and of random ones, each followed until it arrives.

    A start that is given is followed from where it is, so that a model never ends below one that it
    contains, and from a little inside of its boundaries, which no step leaves.

    Raises
    ------
    NotConverged
        When the best start did not arrive.
    """
    layout = lay_out(patterns)
    given = [start for each in begun for start in (each, inside(layout, each))]
    tops = search(
        layout,
        effort.classes,
        starts=effort.starts,
        seed=effort.seed,
        tolerance=effort.tolerance,
        max_iterations=effort.max_iterations,
        given=given,
    )
    if tops.polished is None:
        raise NotConverged.because(
            "the best start of a model of groups arrives at its top",
            f"{effort.max_iterations} steps were not enough with {effort.classes} classes",
            "ask for fewer classes, or raise max_iterations",
        )
    height = tops.polished.log_likelihood
    share = float((tops.log_likelihood[len(given) :] >= height - BEST_WITHIN).mean())
    return Solution(layout, tops.polished.parameters, tuple(free), height, share)


def equal_shares(base: Patterns, effort: Search) -> Solution:
    """Return the model in which groups differ in nothing, the class with the largest share first."""
    one = solve(pooled(base), effort)
    return one.ordered([int(k) for k in np.argsort(-one.found.prior[0], kind="stable")])


def equal_items(base: Patterns, effort: Search, equal: Solution) -> Solution:
    """Return the model of full invariance: groups differ in shares alone, the largest class first."""
    start = Parameters(equal.found.items, np.repeat(equal.found.prior, len(base.known.groups), axis=0))
    full = solve(base, effort, begun=[start])
    shares = class_shares(full.layout, full.found)
    return full.ordered([int(k) for k in np.argsort(-shares, kind="stable")])


def some_free(full: Solution, free: Sequence[str], effort: Search, *nearest: Solution) -> Solution:
    """Return the model in which some items differ between groups, its classes labelled as those of ``full``.

    ``nearest`` are models with fewer free items, to start from beside the full one.
    """
    base = full.layout.patterns
    begun = [spread(full, one, free) for one in (full, *nearest)]
    return labelled(full, solve(freed(base, free), effort, free, begun))


def all_free(full: Solution, effort: Search, *nearest: Solution) -> tuple[Solution, Floats, Floats]:
    """Return the configural model, put together from each group's own fit.

    Returns
    -------
    configural
        With each group's classes matched with those of the full model (the Hungarian method).
    distances
        How far each class of each group is from its match, from 0 to 1 (G x K).
    at_best
        The share of the random starts at the best, of each group (G).
    """
    base = full.layout.patterns
    groups = range(len(base.known.groups))
    own, distances = [], []
    for g in groups:
        begun = [
            Parameters(np.concatenate([block[g] for block in blocks_of(full, one)]), one.found.prior[[g]])
            for one in (full, *nearest)
        ]
        found = solve(part_of(base, g), effort, begun=begun)
        apart = profile_distances(full.layout, full.found, found.found)
        order = matched(apart)
        own.append(found.ordered(order))
        distances.append([float(apart[k, other]) for k, other in enumerate(order)])
    first = full.layout.parameters_first
    items = [own[g].found.items[first[j] : first[j + 1]] for j in range(len(base.items)) for g in groups]
    whole = Parameters(
        np.ascontiguousarray(np.concatenate(items)), np.concatenate([one.found.prior for one in own])
    )
    at_best = np.array([one.starts_at_best for one in own])
    configural = Solution(
        lay_out(freed(base, base.items)),
        whole,
        base.items,
        sum(one.log_likelihood for one in own),
        float(at_best.min()),
    )
    return configural, np.array(distances), at_best


def blocks_of(full: Solution, of: Solution) -> list[list[Floats]]:
    """Return the parameters of each item in each group (items x groups, each rows x K)."""
    base, first = full.layout.patterns, full.layout.parameters_first
    groups = len(base.known.groups)
    found, at = [], 0
    for j, name in enumerate(base.items):
        size = int(first[j + 1] - first[j])
        copies = groups if name in of.free_items else 1
        own = [of.found.items[at + c * size : at + (c + 1) * size] for c in range(copies)]
        found.append(own if copies > 1 else own * groups)
        at += size * copies
    return found


def spread(full: Solution, of: Solution, free: Collection[str]) -> Parameters:
    """Return a solution's parameters for a model with other items free; equal ones are the groups' means."""
    parts: list[Floats] = []
    for name, blocks in zip(full.layout.patterns.items, blocks_of(full, of), strict=True):
        mean = blocks[0] if name not in of.free_items else np.mean(blocks, axis=0)
        parts += blocks if name in free else [np.asarray(mean)]
    return Parameters(np.ascontiguousarray(np.concatenate(parts)), of.found.prior.copy())


def labelled(full: Solution, other: Solution) -> Solution:
    """Return a solution with its classes in the order of the full one's, by their profiles."""
    apart = profile_distances(full.layout, full.found, spread(full, other, ()))
    return other.ordered(matched(apart))
