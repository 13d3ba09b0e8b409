"""Renumbered: which class of a typology each class of a comparison of groups is."""

from __future__ import annotations

import numpy as np
import polars as pl

from handrail.typology.invariance import ClassInvariance
from handrail.typology.latent_classes import LatentClasses
from handrail.typology.matching import matched


def numbered_as(model: LatentClasses, found: ClassInvariance) -> list[int]:
    """Return for each class of a comparison of groups the place of the typology's class nearest to it.

    A comparison numbers its classes by their shares in the model of equal items, which can order two of about
    the same size the other way round. Classes are matched all at once (the Hungarian method) by the mean
    total variation distance of items with categories; in a comparison the answers of all groups together.

    Parameters
    ----------
    model, found
        Of the same items and as many classes.

    Returns
    -------
    places
        One a class of the comparison, from 0.

    Examples
    --------
    >>> from handrail.typology import class_invariance
    >>> chance = np.random.default_rng(1)
    >>> pressed = chance.random(800) < 0.3
    >>> likely = np.where(pressed[:, None], [0.9, 0.8, 0.7, 0.85], [0.1, 0.15, 0.1, 0.2])
    >>> items = pl.DataFrame((chance.random((800, 4)) < likely).astype(int), schema=["a", "b", "c", "d"])
    >>> found = class_invariance(items, ["north", "south"] * 400, 2, free_items=["a"], starts=5)
    >>> numbered_as(LatentClasses(2, starts=5).fit(items), found)
    [0, 1]
    """
    own = model.item_probabilities_.select("class", "item", "category", mine="probability")
    theirs = (
        found.answers.group_by("class", "item", "category", maintain_order=True)
        .agg(pl.col("n").sum(), pl.col("answered").sum())
        .select(pl.col("class").alias("other"), "item", "category", theirs=pl.col("n") / pl.col("answered"))
    )
    apart = (
        own.join(theirs, on=["item", "category"])
        .group_by("other", "class", maintain_order=True)
        .agg((pl.col("mine") - pl.col("theirs")).abs().sum() / 2)
        .sort("other", "class")
    )
    distances = apart["mine"].to_numpy().reshape(found.n_classes, model.n_classes)
    return matched(np.ascontiguousarray(distances))
