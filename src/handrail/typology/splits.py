"""Splits: how the classes of one number divide into those of the next, as expected flows of respondents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from handrail.typology.latent_classes import LatentClasses, kept_of
from handrail.typology.membership import membership_of
from handrail.typology.patterns import Floats
from handrail.typology.split_rounding import rounded, rounding_of
from handrail.values.errors import DataError
from handrail.values.table import Cell

SPLITS_NOTES = (
    "A flow is what two numbers of profiles are expected to have in common: membership in the one times "
    "membership in the other, summed over all answers by weight. Nobody is put into a profile.",
    "Flows are rounded to multiples of {step} respondents, and one of fewer is not shown, so that no small "
    "flow can be had back by subtraction.",
)


def expected_flows(few: LatentClasses, more: LatentClasses) -> tuple[Floats, Floats]:
    """Return the flows between the classes of two typologies of the same answers.

    Parameters
    ----------
    few, more
        Fitted typologies of the same answers, with A and B classes.

    Returns
    -------
    shares, respondents
        Weighted shares of all and unweighted expected respondents, A x B each: sums over many, in memory.

    Raises
    ------
    DataError
        When the two were fitted to other answers.

    Examples
    --------
    >>> import polars as pl
    >>> rows = [(1, 1, 1, 1)] * 30 + [(0, 0, 0, 0)] * 50 + [(1, 1, 0, 1), (1, 0, 1, 1), (0, 0, 1, 0)] * 5
    >>> frame = pl.DataFrame(rows, schema=["asked", "moved", "met", "kept"], orient="row")
    >>> one, two = (LatentClasses(k, starts=5).fit(frame) for k in (1, 2))
    >>> shares, respondents = expected_flows(one, two)
    >>> bool(np.allclose(shares.sum(axis=0), two.class_shares_)), round(float(respondents.sum()))
    (True, 95)
    """
    both = [kept_of(model) for model in (few, more)]
    patterns = both[0].layout.patterns
    same = all(
        np.array_equal(getattr(patterns, part), getattr(both[1].layout.patterns, part))
        for part in ("codes", "weight", "respondents")
    )
    if not same:
        raise DataError.because(
            "flows go between typologies of the same answers", "two fits of other answers", "fit both anew"
        )
    left, right = (membership_of(one.layout, one.found).within for one in both)

    def summed(weight: Floats) -> Floats:
        found: Floats = np.einsum("p,pa,pb->ab", weight, left, right)
        return found

    return summed(patterns.weight / patterns.weight.sum()), summed(patterns.respondents)


def split_cells(
    models: Mapping[int, LatentClasses], names: Sequence[str], *, classes: int, least: int
) -> tuple[int, tuple[Cell, ...]]:
    """Return the flows between each number of classes and the next as they may leave, and their rounding.

    Rounding is what protects a small flow: classes' sizes are known on both sides of it, so one that was
    merely left out could be had back by subtraction (:mod:`handrail.typology.split_rounding`).

    Parameters
    ----------
    models
        Number of classes to fitted typology.
    names
        A person's names for as many classes as there are names.
    classes
        The number whose shares are published.
    least
        The smallest cell: respondents that a flow must have to be shown.
    """
    steps = [few for few in sorted(models) if few + 1 in models]
    both = {few: expected_flows(models[few], models[few + 1]) for few in steps}
    flows = {few: respondents for few, (_, respondents) in both.items()}
    if not flows:
        return 0, ()
    n = models[steps[0]].n_observations_
    step = rounding_of(flows, _published(models, classes, least), n, least)
    if not step:
        return 0, ()
    return step, tuple(
        Cell(
            {
                "classes": f"{few} to {few + 1}",
                "from": _words(a, few, names),
                "to": _words(b, few + 1, names),
            },
            None,
            n,
            rounded(float(flows[few][a, b]), step),
            {"estimate": max(rounded(float(shares[a, b]) * n, step), step) / n},
        )
        for few, (shares, _) in both.items()
        for a, b in np.ndindex(*shares.shape)
        if flows[few][a, b] >= step
    )


def _published(models: Mapping[int, LatentClasses], classes: int, least: int) -> dict[int, Floats]:
    """Return the sizes of classes that stand beside the flows: all of one number, the smallest of others."""
    sizes: dict[int, Floats] = {}
    for number, model in models.items():
        smallest = model.class_sizes_.min()
        if smallest < least:
            continue
        known = (
            model.class_sizes_
            if number == classes
            else np.where(model.class_sizes_ == smallest, smallest, np.nan)
        )
        sizes[number] = np.asarray(known, dtype=np.float64)
    return sizes


def _words(place: int, of: int, names: Sequence[str]) -> str:
    words = f"{place + 1} of {of}"
    return f"{words}: {names[place]}" if len(names) == of else words
