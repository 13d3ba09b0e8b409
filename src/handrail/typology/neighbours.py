"""Neighbours: starting values made of a model, with a class more or one less."""

from __future__ import annotations

import numpy as np

from handrail.typology.layout import Layout
from handrail.typology.membership import prior_shares
from handrail.typology.parameters import Parameters
from handrail.typology.patterns import Floats

_NEW_SHARE = 0.05
_NEARNESS = (0.5, 0.8)  # how far a new class lies from what all answer to the answers it is put around


def with_class_around(layout: Layout, found: Parameters, random: np.random.Generator) -> Parameters:
    """Return starting values with a small class more, put around one pattern of answers.

    The pattern is drawn by its weight. The classes that were there keep their parameters and give up a
    twentieth of their shares. What a model lacks is often a small class on few patterns, where random starts
    and classes split in two seldom lead.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.typology.layout import lay_out
    >>> from handrail.typology.patterns import read_patterns
    >>> layout = lay_out(read_patterns(pl.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, 1, 1]})))
    >>> one = Parameters(np.array([[0.5], [0.5], [0.25], [0.75]]), np.ones((1, 1)))
    >>> two = with_class_around(layout, one, np.random.default_rng(1))
    >>> two.prior.tolist(), two.items[:, 1].tolist(), two.items[:, 0].round(3).tolist()
    ([[0.05, 0.95]], [0.5, 0.5, 0.25, 0.75], [0.1, 0.9, 0.05, 0.95])
    """
    patterns = layout.patterns
    drawn = int(random.choice(len(patterns.weight), p=patterns.weight / patterns.weight.sum()))
    near = _NEARNESS[int(random.integers(len(_NEARNESS)))]
    shares = prior_shares(layout, found)
    beside = np.bincount(patterns.beside, patterns.weight, len(shares)) / patterns.weight.sum()
    new: Floats = np.einsum("rk,sk,s->r", found.items, shares, beside)
    for j, kind in enumerate(patterns.kinds):
        code = int(patterns.codes[drawn, j])
        if code >= 0:
            here = slice(int(layout.parameters_first[j]), int(layout.parameters_first[j + 1]))
            new[here] = _towards(kind, new[here], code, float(layout.data[6][layout.first[j] + code]), near)
    if patterns.known.has_covariates:
        column = np.zeros(len(found.prior))
        # The last class is the reference: one over its share is the sum of all odds.
        column[0] = np.log(_NEW_SHARE) - float(np.einsum("s,s->", np.log(shares[:, -1]), beside))
        prior = np.column_stack([column, found.prior])
    else:
        prior = np.column_stack([np.full(len(found.prior), _NEW_SHARE), found.prior * (1 - _NEW_SHARE)])
    items = np.column_stack([new, found.items])
    return Parameters(_centred(layout, items), np.ascontiguousarray(prior))


def with_class_split(layout: Layout, found: Parameters, random: np.random.Generator) -> Parameters:
    """Return starting values with one class, drawn evenly, as two on both sides of it.

    The two halve its share; in each item one moves where the other moves away from, by a random part of what
    there is.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.typology.layout import lay_out
    >>> from handrail.typology.patterns import read_patterns
    >>> layout = lay_out(read_patterns(pl.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, 1, 1]})))
    >>> one = Parameters(np.array([[0.5], [0.5], [0.25], [0.75]]), np.ones((1, 1)))
    >>> two = with_class_split(layout, one, np.random.default_rng(1))
    >>> two.prior.tolist(), two.items.mean(axis=1).round(6).tolist()
    ([[0.5, 0.5]], [0.5, 0.5, 0.25, 0.75])
    """
    patterns = layout.patterns
    which = int(random.integers(found.items.shape[1]))
    place = [which, *range(found.items.shape[1])]
    items = np.ascontiguousarray(found.items[:, place])
    prior = np.ascontiguousarray(found.prior[:, place])
    for j, kind in enumerate(patterns.kinds):
        here = slice(int(layout.parameters_first[j]), int(layout.parameters_first[j + 1]))
        items[here, 0], items[here, which + 1] = _apart(kind, items[here, 0], random)
    if patterns.known.has_covariates:
        prior[0, [0, which + 1]] -= np.log(2)
        prior -= prior[:, -1:]
    else:
        prior[:, [0, which + 1]] /= 2
    return Parameters(_centred(layout, items), prior)


def without(layout: Layout, found: Parameters, which: int) -> Parameters:
    """Return starting values without class ``which`` (counted from 0), those of the others as they were.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.typology.layout import lay_out
    >>> from handrail.typology.patterns import read_patterns
    >>> layout = lay_out(read_patterns(pl.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, 1, 1]})))
    >>> three = Parameters(np.full((4, 3), 0.5), np.array([[0.5, 0.3, 0.2]]))
    >>> without(layout, three, 0).prior.tolist()
    [[0.6, 0.4]]
    """
    items = np.ascontiguousarray(np.delete(found.items, which, axis=1))
    prior = np.ascontiguousarray(np.delete(found.prior, which, axis=1))
    if layout.patterns.known.has_covariates:
        prior -= prior[:, -1:]
    else:
        total = prior.sum(axis=1, keepdims=True)
        # A group that was in this class alone begins with equal shares.
        prior = np.where(total > 0, prior / np.maximum(total, 1e-300), 1 / prior.shape[1])
    return Parameters(_centred(layout, items), prior)


def _towards(kind: str, now: Floats, code: int, value: float, near: float) -> Floats:
    """Return one item's parameters nearer to an answer."""
    there = now.copy()
    if kind == "nominal":
        there *= 1 - near
        there[code] += near
    elif kind == "continuous":
        there[0] += near * (value - now[0])
        there[1] *= 1 - near
    elif kind == "count":
        there[0] += near * (value + 0.1 - now[0])
    else:
        # The last row is the class's place, in log-odds.
        there[-1] += 4 * near * ((code + 0.5) / len(now) - 0.5)
    return there


def _apart(kind: str, now: Floats, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Return one item's parameters on both sides of where they are."""
    if kind == "nominal":
        # Towards random answers and as far away from them, as far as all stay above zero.
        towards = random.dirichlet(np.ones(len(now))) - now
        room = np.min(np.where(towards > 0, now / np.maximum(towards, 1e-300), np.inf))
        step = min(1.0, float(room)) * random.random() * towards
        return _inside(now + step), _inside(now - step)
    step = np.zeros(len(now))
    if kind == "continuous":
        step[0] = np.sqrt(now[1]) * random.normal()
    elif kind == "count":
        step[0] = now[0] * (2 * random.random() - 1)
    else:
        step[-1] = random.normal()
    return now + step, now - step


def _inside(chances: Floats) -> Floats:
    # A probability of zero could never leave it.
    inside = np.maximum(chances, 1e-3)
    scaled: Floats = inside / inside.sum()
    return scaled


def _centred(layout: Layout, items: Floats) -> Floats:
    """Move what the places of ordered items have in common into their steps: the same model."""
    for j, kind in enumerate(layout.patterns.kinds):
        if kind in ("adjacent", "cumulative"):
            place = int(layout.parameters_first[j + 1]) - 1
            common = items[place].mean()
            items[place] -= common
            items[layout.parameters_first[j] : place] += common
    return items
