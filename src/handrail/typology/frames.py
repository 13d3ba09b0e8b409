"""Frames: items as they are given, polars or pandas, and what each kind of item takes."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, cast

import polars as pl

from handrail.values.errors import DataError

Category: TypeAlias = int | str | bool | float
ItemKind = Literal["nominal", "adjacent", "cumulative", "count", "continuous"]


def as_frame(items: object) -> pl.DataFrame:
    """Return a polars frame of a polars or pandas one.

    Raises
    ------
    DataError
        For anything else, an empty frame, and two columns of one name.
    """
    if isinstance(items, pl.DataFrame):
        frame = items
    elif is_pandas(items, "DataFrame"):
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
    return frame


def is_pandas(value: object, kind: str) -> bool:
    """Return whether a value is a pandas frame or series."""
    # Asked by name, so that pandas is no dependency.
    return type(value).__module__.partition(".")[0] == "pandas" and type(value).__name__ == kind


def _from_pandas(column: Any, name: str) -> pl.Series:
    try:
        return pl.Series(name, with_none(column))
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
        # The library's own message would show an answer.
        raise _not_categories(name, "values of several types") from None


def with_none(column: Any) -> list[Any]:
    """Return a pandas column as a list, with None where an answer is missing."""
    missing = column.isna().tolist()
    return [None if gone else value for gone, value in zip(missing, column.tolist(), strict=True)]


def as_answers(series: pl.Series, kind: ItemKind) -> pl.Series:
    """Return an item's answers as what its kind takes.

    Raises
    ------
    DataError
        For fractions and dates as categories, numbers below 0 as counts, and infinite numbers.
    """
    if kind == "continuous":
        return _as_numbers(series, "a continuous item has finite numbers")
    if kind == "count":
        numbers = _as_categories(_as_numbers(series, "a count has whole numbers"))
        if (numbers.drop_nulls() < 0).any():
            raise DataError.because(
                "a count is 0 or more", f"'{series.name}' with a number below", "recode it first"
            )
        return numbers
    return _as_categories(series)


def _as_numbers(series: pl.Series, rule: str) -> pl.Series:
    if not (series.dtype.is_numeric() or series.dtype == pl.Boolean):
        raise DataError.because(
            rule, f"'{series.name}' with {series.dtype.base_type().__name__}", "recode it first"
        )
    numbers = series.cast(pl.Float64).fill_nan(None)
    if numbers.is_infinite().any():
        raise DataError.because(
            rule, f"'{series.name}' with infinite values", "correct the column in the file"
        )
    return numbers


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
