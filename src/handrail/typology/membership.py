"""Membership: how likely each pattern's respondents are in each class; used in memory, for sums over many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handrail.typology import kernel
from handrail.typology.layout import Layout
from handrail.typology.parameters import Parameters
from handrail.typology.patterns import Floats
from handrail.values.stays import StaysInMemory

_LEAST = 1e-300


@dataclass(frozen=True, eq=False)
class Membership(StaysInMemory):
    """What a model expects of each pattern.

    Attributes
    ----------
    within
        Share of each pattern in each class (P x K).
    log_probability
        Logarithm of each pattern's probability (P).
    prior
        Share of each class among those with the pattern's group or covariates (P x K).
    joint
        Logarithm of class share times the probability of the answers in it (P x K).
    """

    within: Floats
    log_probability: Floats
    prior: Floats
    joint: Floats


def membership_of(layout: Layout, parameters: Parameters) -> Membership:
    """Return what a model expects of each pattern, by logarithms, so that nothing vanishes."""
    tables = item_tables(layout, parameters)
    prior = prior_shares(layout, parameters)[layout.patterns.beside]
    joint = np.log(np.maximum(prior, _LEAST))
    codes = layout.patterns.codes
    logs = np.log(np.maximum(tables, _LEAST))
    kernel.add_rows(codes, layout.first, logs, joint)
    largest = joint.max(axis=1, keepdims=True)
    within = np.exp(joint - largest)
    total = within.sum(axis=1, keepdims=True)
    return Membership(within / total, (np.log(total) + largest)[:, 0], prior, joint)


def item_tables(layout: Layout, parameters: Parameters) -> Floats:
    """Return the probability (or density) of each answer in each class, item after item."""
    kind, first, value, constant, parameters_first = (layout.data[at] for at in (4, 5, 6, 7, 9))
    table = np.empty((int(first[-1]), parameters.items.shape[1]))
    kernel.fill_items(kind, first, value, constant, parameters_first, parameters.items, table)
    return table


def prior_shares(layout: Layout, parameters: Parameters) -> Floats:
    """Return the class shares in each group, or in each row of covariates (S x K)."""
    shares = np.empty((len(layout.patterns.known.x), parameters.items.shape[1]))
    kernel.prior_of(layout.data[10], layout.data[11], parameters.prior, shares)
    return shares


def class_shares(layout: Layout, parameters: Parameters) -> Floats:
    """Return the share of each class among all, weighted (K)."""
    known = layout.patterns.known
    weight = np.bincount(layout.patterns.beside, layout.patterns.weight, len(known.x))
    shares: Floats = np.einsum("s,sk->k", weight / weight.sum(), prior_shares(layout, parameters))
    return shares


def relative_entropy(layout: Layout, found: Membership) -> float | None:
    """Return how clearly classes are told apart: 1 is without doubt, 0 is not at all; None for one class."""
    classes = found.within.shape[1]
    if classes == 1:
        return None
    return 1 - doubt_of(layout, found) / (float(layout.patterns.weight.sum()) * float(np.log(classes)))


def doubt_of(layout: Layout, found: Membership) -> float:
    """Return the entropy of the memberships, summed over respondents by weight."""
    terms = found.within * np.log(np.maximum(found.within, _LEAST))
    return -float(np.einsum("pk,p->", terms, layout.patterns.weight))


def expected_counts(layout: Layout, found: Membership) -> tuple[Floats, Floats]:
    """Return the expected unweighted respondents of each class (K), and of each answer in it (rows x K)."""
    patterns = layout.patterns
    people = found.within * patterns.respondents[:, None]
    counts = np.zeros((int(layout.first[-1]), people.shape[1]))
    kernel.add_people(patterns.codes, layout.first, people, counts)
    return people.sum(axis=0), counts
