"""Patterns: respondents with the same answers counted together, all that a latent class model reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeAlias, cast, get_args

import numpy as np
import numpy.typing as npt
import polars as pl

from handrail.survey.levels import levels_of
from handrail.values.errors import DataError, did_you_mean

Floats: TypeAlias = npt.NDArray[np.float64]
Integers: TypeAlias = npt.NDArray[np.intp]
Category: TypeAlias = int | str | bool
WeightKind = Literal["sampling", "frequency"]

NO_ANSWER = "no answer to any item"
NO_WEIGHT = "a weight of zero"


@dataclass(frozen=True, eq=False)
class Patterns:
    """The distinct patterns of answers of the rows that enter a model.

    Attributes
    ----------
    items
        Names of the items, J of them.
    categories
        For each item its categories that occur, sorted.
    codes
        Position of the answer among the item's categories, one row a pattern (P x J); -1 where missing.
    weight
        Weight of each pattern in the likelihood (P).
    respondents
        Unweighted respondents with each pattern (P); with frequency weights, the rows they stand for.
    n
        Unweighted respondents in the model.
    weighted_n
        Sum of the weights as they were given; None without weights, and where it is beyond every number.
    left_out
        Rows that do not enter, each with its reason.
    """

    items: tuple[str, ...]
    categories: tuple[tuple[Category, ...], ...]
    codes: Integers
    weight: Floats
    respondents: Floats
    n: int
    weighted_n: float | None
    left_out: tuple[tuple[int, str], ...]

    @cached_property
    def item_of(self) -> Integers:
        """The item that each of the M categories of all items belongs to (M)."""
        return np.repeat(np.arange(len(self.items)), [len(found) for found in self.categories])

    @cached_property
    def chosen(self) -> Floats:
        """One where a pattern has a category, otherwise zero (P x M): a missing item is zero throughout."""
        within = np.concatenate([np.arange(len(found)) for found in self.categories])
        chosen: Floats = (self.codes[:, self.item_of] == within).astype(np.float64)
        return chosen

    @cached_property
    def answered(self) -> Floats:
        """One where a pattern has an answer to the item of each category (P x M)."""
        return (self.codes[:, self.item_of] >= 0).astype(np.float64)


def read_patterns(items: object, weights: object = None, weight_kind: WeightKind = "sampling") -> Patterns:
    """Return the patterns of answers in a frame.

    Parameters
    ----------
    items
        A polars or pandas frame, one row a respondent and one column an item, of whole numbers, words or
        true and false. Missing answers are null (or NaN).
    weights
        One number a row: a series, an array or a list. A row of weight zero is left out.
    weight_kind
        ``sampling``: scaled to add up to the respondents in the model, so that a constant factor changes
        nothing. ``frequency``: how many equal rows a row stands for.

    Raises
    ------
    DataError
        For anything but such a frame, an item with fewer than two answers that occur, or weights that
        are missing, negative, infinite, all zero, or as frequencies not whole.

    Examples
    --------
    >>> frame = pl.DataFrame({"asked": [1, 1, 2, 2, None], "met": ["no", "no", "yes", None, None]})
    >>> patterns = read_patterns(frame)
    >>> patterns.n, patterns.codes.tolist(), patterns.weight.tolist(), patterns.left_out
    (4, [[0, 0], [1, -1], [1, 1]], [2.0, 1.0, 1.0], ((1, 'no answer to any item'),))
    """
    if weight_kind not in get_args(WeightKind):
        raise DataError.because(
            "a kind of weights is known", f"'{weight_kind}'", did_you_mean(weight_kind, get_args(WeightKind))
        )
    frame = _frame(items)
    given = _weights(weights, frame.height, weight_kind)
    rows = pl.Series(given > 0)
    levels = [levels_of(frame[name].filter(rows)) for name in frame.columns]
    for name, found in zip(frame.columns, levels, strict=True):
        if len(found.values) < 2:
            raise DataError.because(
                "an item has at least two different answers among the rows that count",
                f"'{name}' has {'one' if len(found.values) else 'none'}",
                "leave it out: it tells no class from another",
            )
    codes = np.column_stack([found.codes for found in levels])
    weight = given[given > 0]
    silent = (codes < 0).all(axis=1)
    left_out = _left_out(given, weight[silent], weight_kind)
    codes, weight = codes[~silent], weight[~silent]
    unique, pattern_of = np.unique(codes, axis=0, return_inverse=True)
    size = len(unique)
    pattern_of = pattern_of.reshape(-1)
    largest = weight.max() if weight_kind == "sampling" else 1.0
    # Weights are summed as shares of the largest: a sum of very large ones would be infinite.
    share = weight / largest
    summed: Floats = np.bincount(pattern_of, share, size).astype(np.float64)
    weighted_n = float(share.sum()) * float(largest)
    counted: Floats = np.bincount(pattern_of, minlength=size).astype(np.float64)
    if weight_kind == "frequency":
        counted = summed
    n = round(float(counted.sum()))
    return Patterns(
        items=tuple(frame.columns),
        categories=tuple(tuple(found.values.to_list()) for found in levels),
        codes=unique.astype(np.intp),
        weight=summed * (n / summed.sum()) if weight_kind == "sampling" else summed,
        respondents=counted,
        n=n,
        weighted_n=None if weights is None or not np.isfinite(weighted_n) else weighted_n,
        left_out=left_out,
    )


def _left_out(given: Floats, silent: Floats, kind: WeightKind) -> tuple[tuple[int, str], ...]:
    # A frequency of zero stands for no row at all: nothing was left out.
    frequency = kind == "frequency"
    answerless = round(float(silent.sum())) if frequency else len(silent)
    weightless = 0 if frequency else int((given <= 0).sum())
    counts = ((answerless, NO_ANSWER), (weightless, NO_WEIGHT))
    return tuple((rows, reason) for rows, reason in counts if rows)


def _frame(items: object) -> pl.DataFrame:
    if isinstance(items, pl.DataFrame):
        frame = items
    elif _is_pandas(items, "DataFrame"):
        table = cast(Any, items)
        names = [str(name) for name in table.columns]
        if len(set(names)) < len(names):
            raise DataError.because("items have different names", "two columns of one name", "rename one")
        columns = (_from_pandas(table.iloc[:, place], name) for place, name in enumerate(names))
        frame = pl.DataFrame(list(columns))
    else:
        raise DataError.because(
            "items are a polars or pandas frame",
            f"a {type(items).__name__}",
            "give a frame with one row a respondent and one column an item",
        )
    if frame.is_empty():
        raise DataError.because(
            "a typology has items and respondents", "an empty frame", "give rows and columns"
        )
    return frame.select(_as_categories(frame[name]) for name in frame.columns)


def _is_pandas(value: object, kind: str) -> bool:
    # Asked by name, so that pandas is no dependency.
    return type(value).__module__.partition(".")[0] == "pandas" and type(value).__name__ == kind


def _from_pandas(column: Any, name: str) -> pl.Series:
    try:
        return pl.Series(name, _with_none(column))
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
        # The library's own message would show an answer.
        raise _not_categories(name, "values of several types") from None


def _with_none(column: Any) -> list[Any]:
    missing = column.isna().tolist()
    return [None if gone else value for gone, value in zip(missing, column.tolist(), strict=True)]


def _as_categories(series: pl.Series) -> pl.Series:
    if series.dtype.is_float():
        clean = series.fill_nan(None)
        values = clean.drop_nulls()
        if not ((values == values.floor()) & values.is_finite()).all():
            raise _not_categories(series.name, "fractions or infinite values")
        return clean.cast(pl.Int64)
    if series.dtype.is_integer() or series.dtype in (
        pl.Boolean,
        pl.String,
        pl.Categorical,
        pl.Enum,
        pl.Null,
    ):
        return series
    raise _not_categories(series.name, f"values of type {series.dtype.base_type().__name__}")


def _not_categories(name: str, received: str) -> DataError:
    return DataError.because(
        "an item has categories: whole numbers, words, or true and false",
        f"'{name}' with {received}",
        "recode it first",
    )


def _weights(weights: object, rows: int, kind: WeightKind) -> Floats:
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
        if isinstance(weights, pl.Series):
            values = weights.to_list()
        elif _is_pandas(weights, "Series"):
            values = _with_none(weights)
        else:
            values = list(cast(Iterable[Any], weights))
        if any(isinstance(value, str | bytes) for value in values):
            raise TypeError
        return np.array([np.nan if value is None else float(value) for value in values])
    except (TypeError, ValueError):
        raise DataError.because(
            "weights are numbers, one a row", f"a {type(weights).__name__}", "give a series of numbers"
        ) from None
