"""Distinct: rows with the same answers, found by one number a row and not by comparing rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, cast

import numpy as np
import numpy.typing as npt
import polars as pl

from handrail.survey.levels import levels_of
from handrail.typology.frames import Category

Integers: TypeAlias = npt.NDArray[np.intp]

_CLOSE = 1000  # whole numbers that lie no further apart are their own codes
_STRETCH = 1 << 14
_MOST_KEYS = 2**62
_LARGEST = 2**63 - 1  # beyond, an unsigned number is none with a sign


@dataclass(frozen=True, eq=False)
class Column:
    """An item's answers as numbers.

    Attributes
    ----------
    codes
        One from 0 to width - 1 a row (N). Where some are missing, those are 0.
    width
        How many numbers there are, those that do not occur included.
    missing
        Whether some are missing.
    values
        What the numbers stand for; or the whole number that the first of them does.
    """

    codes: Integers
    width: int
    missing: bool
    values: pl.Series | int

    def only(self, kept: npt.NDArray[np.bool_]) -> Column:
        """Return the rows that are kept."""
        return replace(self, codes=self.codes[kept])

    def levels(self, codes: Integers) -> tuple[tuple[Category, ...], Integers]:
        """Return the categories that occur among patterns' numbers, sorted, and each one's place in them."""
        shift = int(self.missing)
        present = np.bincount(codes, minlength=self.width)[shift:] > 0
        place = np.append(np.where(present, np.cumsum(present) - 1, -1), -1)
        occur = np.flatnonzero(present)
        if isinstance(self.values, pl.Series):
            values = tuple(self.values.gather(pl.Series(occur)).to_list())
        else:
            values = tuple((occur + self.values).tolist())
        return values, place[codes - shift].astype(np.intp)


def read_column(answers: pl.Series) -> Column:
    """Return a column as numbers; whole numbers that lie close together are taken as they are."""
    missing = answers.null_count()
    if answers.dtype.is_integer() and missing < len(answers):
        low, high = int(cast(int, answers.min())), int(cast(int, answers.max()))
        if high - low <= _CLOSE and high <= _LARGEST:
            numbers = answers.cast(pl.Int64)
            # A copy only where something is missing or does not begin at the least number.
            shift = low - 1 if missing else low
            whole = (numbers.fill_null(shift) if missing else numbers).to_numpy()
            codes = whole - shift if shift else whole
            return Column(codes, high - shift + 1, missing > 0, low)
    found = levels_of(answers)
    gone = bool((found.codes < 0).any())
    return Column(found.codes + gone, len(found.values) + gone, gone, found.values)


def row_keys(columns: Sequence[Integers], widths: Sequence[int]) -> tuple[Integers, int]:
    """Return one number a row, in the order of the rows' sorting, and how many there could be."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    span, at = 1, 0
    while at < len(columns):
        end = at
        while end < len(columns) and span * widths[end] <= _MOST_KEYS:
            span *= widths[end]
            end += 1
        if end == at:
            # Renumbered where the number of possible rows is beyond whole numbers.
            _, key = np.unique(key, return_inverse=True)
            key = key.reshape(-1).astype(np.int64)
            span = int(key.max()) + 1
            continue
        for begin in range(0, len(key), _STRETCH):
            # A stretch of rows stays in a processor's cache while all columns pass.
            part = key[begin : begin + _STRETCH]
            for column, width in zip(columns[at:end], widths[at:end], strict=True):
                part *= width
                part += column[begin : begin + _STRETCH]
        at = end
    return key, span


def silent_key(columns: Sequence[Column], key: Integers) -> int:
    """Return the key of a row without any answer: all its numbers are 0, so that it is the first."""
    least = int(key.argmin())
    return int(key[least]) if all(column.codes[least] == 0 for column in columns) else -1


def distinct(key: Integers, span: int) -> tuple[Integers, Integers]:
    """Return which distinct row each row is, in sorted order, and where each of these is first seen."""
    if span <= 4 * len(key):
        first_seen = np.full(span, -1, dtype=np.intp)
        first_seen[key[::-1]] = np.arange(len(key))[::-1]
        present = first_seen >= 0
        return (np.cumsum(present) - 1)[key], first_seen[present]
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    return place.reshape(-1), first.astype(np.intp)
