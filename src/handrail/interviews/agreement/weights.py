"""Weights: how far two different categories still agree, from 1 (the same) to 0 (the ends of the scale)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from handrail.interviews.agreement.ratings import Floats
from handrail.values import DataError, did_you_mean

Scheme = Literal["identity", "linear", "quadratic", "ordinal", "radical"]
SCHEMES: tuple[Scheme, ...] = ("identity", "linear", "quadratic", "ordinal", "radical")
Weights: TypeAlias = Scheme | Sequence[Sequence[float]] | npt.NDArray[np.generic]
"""A scheme, or a table of categories by categories with 1 on its diagonal."""


def agreement_weights(weights: Weights, values: Floats) -> Floats:
    """Return weights of categories by categories.

    Parameters
    ----------
    weights
        ``identity``: only the same agrees. ``linear`` and ``quadratic``: 1 less the distance over the
        longest distance, or its square; ``radical``: its square root. ``ordinal``: 1 less the pairs of ranks
        from one to the other over those from end to end, whatever the values are.
    values
        The categories as numbers, ascending.

    Raises
    ------
    DataError
        When the scheme is unknown, or a table does not fit the categories, is not 1 on its diagonal, or not
        between 0 and 1 elsewhere.

    References
    ----------
    Gwet 2014, Handbook of Inter-Rater Reliability, 4th edition, chapter 3.

    Examples
    --------
    >>> agreement_weights("ordinal", np.array([1.0, 2.0, 5.0])).round(3).tolist()
    [[1.0, 0.667, 0.0], [0.667, 1.0, 0.667], [0.0, 0.667, 1.0]]
    """
    if not isinstance(weights, str):
        return _given(weights, len(values))
    if weights not in SCHEMES:
        raise DataError.because("weights are known", f"'{weights}'", did_you_mean(weights, SCHEMES))
    size = len(values)
    if size < 2 or weights == "identity":
        return np.eye(size)
    if weights == "ordinal":
        steps = np.abs(np.subtract.outer(np.arange(size), np.arange(size))).astype(np.float64)
        return 1 - steps * (steps + 1) / (size * (size - 1))
    distance = np.abs(values[:, None] - values[None, :]) / (values.max() - values.min())
    power = {"linear": 1.0, "quadratic": 2.0, "radical": 0.5}[weights]
    return np.asarray(1 - distance**power, dtype=np.float64)


def _given(weights: Sequence[Sequence[float]] | npt.NDArray[np.generic], size: int) -> Floats:
    found = np.array(weights, dtype=np.float64)
    fits = found.shape == (size, size)
    if not fits or not ((found >= 0) & (found <= 1)).all() or (np.diag(found) != 1).any():
        raise DataError.because(
            f"weights are {size} by {size} numbers from 0 to 1, with 1 on the diagonal",
            "others" if fits else " by ".join(map(str, found.shape)),
            "correct them, or name a scheme such as 'quadratic'",
        )
    return found
