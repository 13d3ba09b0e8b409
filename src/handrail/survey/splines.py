"""Restricted cubic splines: a curve of a number that is straight beyond its outer knots."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from handrail.survey.linearise import Floats
from handrail.values.errors import DataError

SHARES: Mapping[int, tuple[float, ...]] = MappingProxyType(
    {
        3: (0.1, 0.5, 0.9),
        4: (0.05, 0.35, 0.65, 0.95),
        5: (0.05, 0.275, 0.5, 0.725, 0.95),
        6: (0.05, 0.23, 0.41, 0.59, 0.77, 0.95),
        7: (0.025, 0.1833, 0.3417, 0.5, 0.6583, 0.8167, 0.975),
    }
)
"""Number of knots to the shares of the population below each: Harrell 2015, Regression Modeling Strategies,
second edition, table 2.3."""


def knots_of(name: str, values: Floats, weight: Floats, count: int) -> tuple[float, ...]:
    """Return the knots of a spline: weighted quantiles at Harrell's shares.

    Parameters
    ----------
    name
        Of the column, for messages.
    values, weight
        Shape (rows,): the column, and weights above zero.
    count
        From 3 to 7.

    Returns
    -------
    knots
        Each is the smallest value at or below which at least that share of the weight lies.

    Raises
    ------
    DataError
        Where two knots fall on one value.

    Examples
    --------
    >>> knots_of("age", np.arange(1.0, 101), np.ones(100), 3)
    (10.0, 50.0, 90.0)
    """
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weight[order])
    # Ten shares of a tenth add up to a bit less than one.
    places = np.searchsorted(below, np.array(SHARES[count]) * below[-1] * (1 - 1e-12))
    knots = tuple(float(knot) for knot in values[order][places])
    if len(set(knots)) < count:
        raise DataError.because(
            "the knots of a spline lie apart",
            f"{count - len(set(knots))} of the {count} of '{name}' on the same value as another",
            "take fewer knots, or the number itself",
        )
    return knots


def spline_column(values: Floats, knots: tuple[float, ...], place: int) -> Floats:
    """Return one column of a restricted cubic spline.

    Parameters
    ----------
    values
        Shape (rows,).
    knots
        Ascending, three or more.
    place
        1 for the number itself, then one for each knot but two.

    Notes
    -----
    Harrell's truncated powers (Durrleman and Simon 1989, Statistics in Medicine 8, 551-561), divided by the
    squared distance of the outer knots, so that every column is in the number's own unit.

    Examples
    --------
    >>> spline_column(np.array([0.0, 1, 2, 3, 4]), (1.0, 2.0, 3.0), 2).tolist()
    [0.0, 0.0, 0.25, 1.5, 3.0]
    """
    if place == 1:
        return values
    first, knot, before, last = knots[0], knots[place - 2], knots[-2], knots[-1]

    def cubed(at: float) -> Floats:
        above: Floats = np.maximum(values - at, 0.0) ** 3
        return above

    curve = cubed(knot) - (cubed(before) * (last - knot) - cubed(last) * (before - knot)) / (last - before)
    return curve / (last - first) ** 2
