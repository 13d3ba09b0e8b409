"""Peak: Newton's steps to a top where all parameters are probabilities, and what they tell other starts.

The information is a sum over pairs of answers, which one pass over the patterns counts. With e the answers of
a pattern in each class, by how likely that class is, and C the matrix that takes from an answer the mean of
those of its item in its class (from a class that of all), scores are C e. So their outer products are C T C',
T the sum of e e'; and where each class has its own, D in place of T, the difference is what not knowing the
class takes from the information of the complete data (Louis 1982, Journal of the Royal Statistical Society B
44, 226-233). :mod:`handrail.typology.derivatives` says the same of every kind of item, and more slowly.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

from handrail.typology import kernel
from handrail.typology.kernel import BOUNDARY
from handrail.typology.layout import Layout
from handrail.typology.membership import membership_of
from handrail.typology.parameters import Parameters
from handrail.typology.patterns import Floats, Integers
from handrail.typology.polish import NOTHING, SCORE, Polished, inverse_of

Bearing: TypeAlias = tuple[Any, ...]
"""As :func:`handrail.typology.kernel.ascend` takes it: items' parameters and shares next to a top, its
log-likelihood, the inverse of the information where they are, and the row (of items, then of shares) and
class of each coordinate. Without coordinates there is none."""

_TURNS = 5
_MOST = 200
"""Coordinates: with more, the information costs more steps than it saves other starts."""


def no_bearing() -> Bearing:
    """Return that no top is known."""
    none = np.empty(0, dtype=np.intp)
    return np.empty((0, 0)), np.empty((0, 0)), np.zeros(1), np.empty((0, 0)), none, none


def has_peak(layout: Layout, classes: int) -> bool:
    """Return whether all parameters are probabilities, and few enough for one start to help others."""
    answers = int(layout.parameters_first[-1]) - len(layout.patterns.items)
    return layout.is_plain and answers * classes + layout.prior_shape * (classes - 1) <= _MOST


def to_peak(layout: Layout, start: Parameters) -> tuple[Polished, Bearing] | None:
    """Return where Newton's steps lead from the end of plain ones, and what others learn of it.

    None where the likelihood does not bend downwards, or the steps do not arrive: see
    :func:`handrail.typology.polish.polish`, which halves them.
    """
    now, work = start.copy(), layout.work(start.items.shape[1])
    weight = float(layout.patterns.weight.sum())
    for _ in range(_TURNS):
        at = log_odds(layout, now)
        if not len(at):
            return None
        information, outer = information_of(layout, now, at)
        chance = np.concatenate([now.items, now.prior]).reshape(-1)[at]
        least = NOTHING * weight * np.square(np.maximum(chance, 1 - chance))
        across, bent = inverse_of(information, outer, least)
        if not bent:
            return None
        row, of = np.divmod(at, now.items.shape[1])
        known = (now.items.copy(), now.prior.copy(), np.zeros(1), across, row, of)
        height, norm = kernel.chord(layout.data, now.items, now.prior, known, SCORE, work)
        if norm < SCORE:
            known[2][0] = height
            return Polished(now, height, norm, outer, least), known
    return None


def log_odds(layout: Layout, parameters: Parameters) -> Integers:
    """Return the free coordinates: places in items' parameters and then shares, flat.

    Each is a log-odds against the likeliest answer of its item in its class, or the largest class. What lies
    on a boundary is held.
    """
    inside = np.concatenate([parameters.items, parameters.prior]) > BOUNDARY
    classes = np.arange(inside.shape[1])
    first = layout.parameters_first
    for begin, end in pairwise(first):
        inside[begin + parameters.items[begin:end].argmax(axis=0), classes] = False
    inside[first[-1] + np.arange(len(parameters.prior)), parameters.prior.argmax(axis=1)] = False
    return np.flatnonzero(inside)


def information_of(layout: Layout, parameters: Parameters, at: Integers) -> tuple[Floats, Floats]:
    """Return the observed information and the sum of outer products of scores in some coordinates (C x C)."""
    patterns = layout.patterns
    chance = np.concatenate([parameters.items, parameters.prior])
    rows, classes = chance.shape
    within = membership_of(layout, parameters).within
    pairs = np.zeros((rows, rows, classes * classes))
    first = layout.parameters_first
    kernel.add_pairs(patterns.codes, patterns.beside, first, within, patterns.weight, pairs)
    half = pairs.reshape(rows, rows, classes, classes).transpose(0, 2, 1, 3)
    together = half + half.transpose(2, 3, 0, 1)
    # In a class are those who are in it and in any.
    alone = together.sum(axis=3)
    own = np.arange(classes)
    everyone = np.arange(rows)
    counted = _of_each(layout, alone[everyone, :, everyone])
    unknown = -together
    unknown[:, own, :, own] += alone.transpose(1, 0, 2)
    known = np.zeros_like(together)
    known[everyone[:, None], own, everyone[:, None], own] = counted * chance
    outer = _centred(layout, together, chance)
    information = _centred(layout, known - unknown, chance)
    square = np.ix_(at, at)
    size = rows * classes
    return information.reshape(size, size)[square], outer.reshape(size, size)[square]


def _centred(layout: Layout, pairs: Floats, chance: Floats) -> Floats:
    """Return C T C' (rows x K x rows x K)."""
    for _ in range(2):
        pairs = (pairs - chance[:, :, None, None] * _of_each(layout, pairs)).transpose(2, 3, 0, 1)
    return pairs


def _of_each(layout: Layout, numbers: Floats) -> Floats:
    """Return, for each answer, the sum over its item in its class, and for each share that of all classes."""
    first, shares = layout.parameters_first, numbers[layout.parameters_first[-1] :]
    items = np.add.reduceat(numbers[: first[-1]], first[:-1], axis=0).repeat(np.diff(first), axis=0)
    return np.concatenate([items, np.broadcast_to(shares.sum(axis=1, keepdims=True), shares.shape)])
