"""Levels of a column as whole numbers, in an order that a reader expects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from handrail.survey.linearise import Integers
from handrail.values.stays import StaysInMemory


@dataclass(frozen=True, eq=False, repr=False)
class Levels(StaysInMemory):
    """The distinct values of a column, and for each row which one it has.

    Attributes
    ----------
    values
        Sorted; an ordered category keeps its own order.
    codes
        Position in ``values`` for each row; -1 where missing.
    """

    values: pl.Series
    codes: Integers


def levels_of(series: pl.Series) -> Levels:
    """Return the levels of a column; NaN counts as missing.

    Examples
    --------
    >>> levels = levels_of(pl.Series(["b", None, "a"]))
    >>> levels.values.to_list(), levels.codes.tolist()
    (['a', 'b'], [1, -1, 0])
    """
    clean = series.fill_nan(None) if series.dtype.is_float() else series
    values = clean.drop_nulls().unique().sort()
    if values.is_empty():
        return Levels(values, np.full(len(series), -1, dtype=np.intp))
    if clean.dtype == pl.String:
        # The same, three times as fast.
        codes = clean.cast(pl.Enum(values)).to_physical().cast(pl.Int64)
    else:
        codes = clean.replace_strict(
            values, pl.Series(range(len(values)), dtype=pl.Int64), default=-1, return_dtype=pl.Int64
        )
    return Levels(values, codes.fill_null(-1).to_numpy().astype(np.intp))


def level_text(value: object) -> str:
    """Return a level in a reader's form: whole numbers without a decimal point.

    Examples
    --------
    >>> level_text(3.0), level_text(2.5), level_text("Female"), level_text(True)
    ('3', '2.5', 'Female', 'true')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
