"""Canonical bytes of a column: what a digest of the answers that a step read is taken over."""

from __future__ import annotations

import numpy as np
import polars as pl

from handrail.values.errors import DataError

_HEAD = b"handrail column 1\0"
_LARGEST_WHOLE = 2.0**62


def column_bytes(series: pl.Series) -> bytes:
    """Return the same bytes for the same ordered answers, whatever file they came from.

    Parameters
    ----------
    series
        Numbers, true/false, text, dates or times, in the order of the rows.

    Returns
    -------
    bytes
        A type, the number of rows, which are missing, and the values. Numbers that are all whole are written
        as whole numbers: 1.0 from SPSS is 1 from csv. NaN is missing. The column's name is no part of it.

    Raises
    ------
    DataError
        For a column of another type.

    Examples
    --------
    >>> column_bytes(pl.Series([1.0, None])) == column_bytes(pl.Series([1, None], dtype=pl.Int8))
    True
    >>> column_bytes(pl.Series([1, 2])) == column_bytes(pl.Series([2, 1]))
    False
    """
    kind, clean, values = _canonical(series)
    missing = clean.is_null()
    if missing.all():
        # An empty column has no type of its own: a csv reader cannot tell.
        kind, values = b"n", b""
    mask = np.packbits(missing.to_numpy(), bitorder="little").tobytes()
    return _HEAD + kind + len(series).to_bytes(8, "little") + mask + values


def _canonical(series: pl.Series) -> tuple[bytes, pl.Series, bytes]:
    dtype = series.dtype
    if dtype == pl.Boolean:
        return b"b", series, series.fill_null(False).to_numpy().astype("<i1").tobytes()
    if dtype.is_numeric():
        return _number(series)
    if dtype in (pl.String, pl.Categorical, pl.Enum):
        return _text(series.cast(pl.String))
    if dtype.is_temporal():
        return _moment(series)
    if dtype == pl.Null:
        return b"n", series, b""
    raise DataError.because(
        "a column holds numbers, text or dates", f"a column of {dtype}", "convert it where the file was made"
    )


def _number(series: pl.Series) -> tuple[bytes, pl.Series, bytes]:
    if series.dtype.is_integer():
        return _whole(series)
    number = series.cast(pl.Float64).fill_nan(None)
    answers = number.drop_nulls().to_numpy()
    if ((np.floor(answers) == answers) & (np.abs(answers) < _LARGEST_WHOLE)).all():
        return _whole(number)
    # Adding zero turns -0.0 into 0.0.
    return b"f", number, (number.fill_null(0.0).to_numpy() + 0.0).astype("<f8").tobytes()


def _moment(series: pl.Series) -> tuple[bytes, pl.Series, bytes]:
    if series.dtype == pl.Date:
        return b"d", series, series.to_physical().fill_null(0).to_numpy().astype("<i4").tobytes()
    if series.dtype == pl.Datetime:
        kind, series = b"m", series.dt.cast_time_unit("us")
    else:
        kind, series = b"t", series.dt.cast_time_unit("ns") if series.dtype == pl.Duration else series
    return kind, series, series.to_physical().fill_null(0).to_numpy().astype("<i8").tobytes()


def _whole(series: pl.Series) -> tuple[bytes, pl.Series, bytes]:
    if series.dtype == pl.UInt64 and (series.max() or 0) > 2**63 - 1:  # type: ignore[operator]
        return b"u", series, series.fill_null(0).to_numpy().astype("<u8").tobytes()
    return b"i", series, series.cast(pl.Int64).fill_null(0).to_numpy().astype("<i8").tobytes()


def _text(series: pl.Series) -> tuple[bytes, pl.Series, bytes]:
    """Lengths before the text, so that no two columns run together into the same bytes."""
    filled = series.fill_null("")
    lengths = filled.str.len_bytes().to_numpy().astype("<u4").tobytes()
    return b"s", series, lengths + "".join(filled.to_list()).encode()
