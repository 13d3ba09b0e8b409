"""Splits: starting values made of a model: a class split in two, or left out."""

from __future__ import annotations

import numpy as np

from handrail.typology.layout import Layout
from handrail.typology.parameters import Parameters
from handrail.typology.patterns import Floats


def split_start(layout: Layout, found: Parameters, which: int, random: np.random.Generator) -> Parameters:
    """Return starting values with class ``which`` (counted from 0) as two, drawn to both sides of it.

    The two halve its share (or its place in the logit of shares); in each item one moves up where the other
    moves down, by a random part of what there is.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.typology.layout import lay_out
    >>> from handrail.typology.patterns import read_patterns
    >>> layout = lay_out(read_patterns(pl.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, 1, 1]})))
    >>> one = Parameters(np.array([[0.5], [0.5], [0.25], [0.75]]), np.ones((1, 1)))
    >>> two = split_start(layout, one, 0, np.random.default_rng(1))
    >>> two.prior.tolist(), two.items.mean(axis=1).round(6).tolist()
    ([[0.5, 0.5]], [0.5, 0.5, 0.25, 0.75])
    """
    patterns = layout.patterns
    place = [*range(found.items.shape[1]), which]
    items = np.ascontiguousarray(found.items[:, place])
    prior = np.ascontiguousarray(found.prior[:, place])
    one, two = which, items.shape[1] - 1
    for j, kind in enumerate(patterns.kinds):
        here = slice(layout.parameters_first[j], layout.parameters_first[j + 1])
        up, down = _apart(kind, items[here, one], random)
        items[here, one], items[here, two] = up, down
    if patterns.known.has_covariates:
        prior[0] -= np.where(np.isin(np.arange(two + 1), (one, two)), np.log(2), 0.0)
        prior -= prior[:, -1:]
    else:
        prior[:, [one, two]] /= 2
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
        prior /= prior.sum(axis=1, keepdims=True)
    return Parameters(_centred(layout, items), prior)


def _centred(layout: Layout, items: Floats) -> Floats:
    """Move what the places of ordered items have in common into their steps: the same model."""
    for j, kind in enumerate(layout.patterns.kinds):
        if kind in ("adjacent", "cumulative"):
            place = int(layout.parameters_first[j + 1]) - 1
            common = items[place].mean()
            items[place] -= common
            items[layout.parameters_first[j] : place] += common
    return items


def _apart(kind: str, now: Floats, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Return one item's parameters on both sides of where they are."""
    if kind == "nominal":
        # Towards random answers and as far away from them, as far as all stay above zero.
        towards = random.dirichlet(np.ones(len(now))) - now
        room = np.min(np.where(towards > 0, now / np.maximum(towards, 1e-300), np.inf), initial=np.inf)
        step = min(1.0, room) * random.random() * towards
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
