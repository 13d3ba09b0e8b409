"""Weights of a latent class model, one number a row, and the rows that do not enter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, TypeAlias, cast

import numpy as np
import numpy.typing as npt
import polars as pl

from handrail.typology.frames import is_pandas, with_none
from handrail.values.errors import DataError

Floats: TypeAlias = npt.NDArray[np.float64]
WeightKind = Literal["sampling", "frequency"]

NO_ANSWER = "no answer to any item"
NO_WEIGHT = "a weight of zero"


def rows_left_out(given: Floats, silent: Floats, kind: WeightKind) -> tuple[tuple[int, str], ...]:
    """Return how many rows do not enter, with the reason."""
    # A frequency of zero stands for no row at all: nothing was left out.
    frequency = kind == "frequency"
    answerless = round(float(silent.sum())) if frequency else len(silent)
    weightless = 0 if frequency else int(np.count_nonzero(given <= 0))
    counts = ((answerless, NO_ANSWER), (weightless, NO_WEIGHT))
    return tuple((rows, reason) for rows, reason in counts if rows)


def read_weights(weights: object, rows: int, kind: WeightKind) -> Floats:
    """Return one weight a row; 1 without weights.

    Raises
    ------
    DataError
        For weights that are missing, negative, infinite, all zero, or as frequencies not whole.
    """
    if weights is None:
        return np.ones(rows)
    given = _numbers(weights)
    if given.shape != (rows,):
        raise DataError.because(
            "there is one weight for each row",
            f"{given.size} weights for {rows} rows",
            "take both from one file",
        )
    bad = ~np.isfinite(given) | (given < 0)
    if bad.any():
        raise DataError.because(
            "weights are finite, not missing and not negative",
            f"{int(bad.sum())} of {rows} that are not",
            "look at how the weights were made, or drop those rows and say so",
        )
    if not (given > 0).any():
        raise DataError.because(
            "at least one weight is above zero", "zeros only", "look at how the weights were made"
        )
    if kind == "frequency" and (given != np.floor(given)).any():
        raise DataError.because(
            "a frequency weight is a whole number of rows",
            "fractions",
            'use weight_kind="sampling" for weights of a sample',
        )
    return given


def _numbers(weights: object) -> Floats:
    try:
        if isinstance(weights, np.ndarray) and weights.dtype.kind in "fiu":
            return weights.astype(np.float64)
        if isinstance(weights, pl.Series):
            if weights.dtype.is_numeric():
                return weights.cast(pl.Float64).fill_null(np.nan).to_numpy()
            values = weights.to_list()
        elif is_pandas(weights, "Series"):
            values = with_none(weights)
        else:
            values = list(cast(Iterable[Any], weights))
        if any(isinstance(value, str | bytes) for value in values):
            raise TypeError
        return np.array([np.nan if value is None else float(value) for value in values])
    except (TypeError, ValueError):
        raise DataError.because(
            "weights are numbers, one a row", f"a {type(weights).__name__}", "give a series of numbers"
        ) from None
