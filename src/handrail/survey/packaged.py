"""Files of statistics packages (SPSS, Stata, SAS), read through ReadStat without pandas."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat

from handrail.survey.labelled import Code, ResponseSet, Survey, Variable, kind_of
from handrail.values.errors import DataError

_READERS: dict[str, Callable[..., tuple[Any, Any]]] = {
    "sav": pyreadstat.read_sav,
    "zsav": pyreadstat.read_sav,
    "por": pyreadstat.read_por,
    "dta": pyreadstat.read_dta,
    "sas7bdat": pyreadstat.read_sas7bdat,
    "xpt": pyreadstat.read_xport,
}
ENDINGS = frozenset(_READERS)
"""Formats that are read by a library in C."""
_WITH_USER_MISSING = ("sav", "zsav", "dta", "sas7bdat")


def read_packaged(path: Path, ending: str) -> Survey:
    """Read an SPSS, Stata or SAS file; see :func:`handrail.survey.reading.read_survey`."""
    frame, meta, notes = _read(path, ending)
    names: list[str] = list(meta.column_names)
    if len(set(names)) != len(names):
        raise DataError.because(
            "columns have names of their own",
            f"{len(names) - len(set(names))} names used twice",
            "rename them where the file was made",
            file=path.name,
        )
    columns: list[pl.Series] = []
    variables: list[Variable] = []
    for name in names:
        series = frame[name]
        labels: dict[Code, str] = dict(meta.variable_value_labels.get(name, {}))
        letters: pl.Series | None = None
        if series.dtype == pl.Object:
            series, letters = _split_letters(series)
        kind = kind_of(series.dtype)
        if kind is None:
            raise DataError.because(
                "a column holds numbers, text or dates",
                f"column '{name}' holds {series.dtype}",
                "export the file again",
                file=path.name,
            )
        of_letters: dict[Code, str] = {code: label for code, label in labels.items() if isinstance(code, str)}
        if kind == "number":
            labels = {code: label for code, label in labels.items() if not isinstance(code, str)}
        values, ranges = _missing(meta.missing_ranges.get(name, ()))
        measure = str(meta.variable_measure.get(name) or "unknown")
        label = meta.column_names_to_labels.get(name) or ""
        columns.append(series)
        shown_as = str(meta.original_variable_types.get(name) or "")
        width = int(meta.variable_display_width.get(name) or 0)
        variables.append(Variable(name, label, kind, labels, values, ranges, measure, shown_as, width))
        if letters is not None:
            beside = _free_name(f"{name}_missing", names)
            columns.append(letters.rename(beside))
            variables.append(
                Variable(beside, f"Why '{name}' has no answer", "text", of_letters, measure="nominal")
            )
            notes.append(f"lettered missing values of '{name}' stand in column '{beside}'")
    return Survey(
        path.name,
        pl.DataFrame(columns),
        tuple(variables),
        ending,
        tuple(notes),
        label=meta.file_label or "",
        documents=tuple(meta.notes or ()),
        response_sets=tuple(
            ResponseSet(name, one["label"] or "", tuple(one["variable_list"]), one["counted_value"])
            for name, one in meta.mr_sets.items()
        ),
    )


def _read(path: Path, ending: str) -> tuple[pl.DataFrame, Any, list[str]]:
    options: dict[str, Any] = {"output_format": "polars"}
    if ending in _WITH_USER_MISSING:
        options["user_missing"] = True
    notes: list[str] = []
    try:
        try:
            frame, meta = _READERS[ending](path, **options)
        except (pyreadstat.ReadstatError, UnicodeDecodeError) as error:
            if "encod" not in str(error) and "convert string" not in str(error) and "codec" not in str(error):
                raise
            # Old files name no encoding, or the wrong one; Western Windows is by far the commonest.
            frame, meta = _READERS[ending](path, encoding="WINDOWS-1252", **options)
            notes.append("the file names no right encoding: read as Windows Western; check its accents")
    except Exception as error:  # on a damaged file the reader, which is C, raises whatever it hits
        raise DataError.because(
            "a survey file can be read to its end",
            f"a damaged or unsupported .{ending} file ({type(error).__name__})",
            "open it in the program that made it and save it again",
            file=path.name,
        ) from None
    for name, group in meta.mr_sets.items():
        columns = ", ".join(group["variable_list"])
        notes.append(f"multiple-response set '{name}' ({group['label'] or 'no label'}): {columns}")
    return frame, meta, notes


def _split_letters(series: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the numbers and, beside them, the letters of lettered missing values (.a to .z)."""
    mixed = series.to_list()
    numbers = [value if isinstance(value, int | float) else None for value in mixed]
    letters = [value if isinstance(value, str) else None for value in mixed]
    return pl.Series(series.name, numbers, dtype=pl.Float64), pl.Series(letters, dtype=pl.String)


def _free_name(wanted: str, names: list[str]) -> str:
    while wanted in names:
        wanted += "_"
    return wanted


def _missing(
    ranges: list[Mapping[str, Any]] | tuple[()],
) -> tuple[tuple[Code, ...], tuple[tuple[float, float], ...]]:
    """Split ReadStat's list into single codes and ranges."""
    single: list[Code] = []
    spans: list[tuple[float, float]] = []
    for entry in ranges:
        low, high = entry["lo"], entry["hi"]
        if isinstance(low, float) and math.isnan(low):
            # Some writers declare the system's own missing value, which is null already.
            continue
        if low == high:
            single.append(low)
        else:
            spans.append((float(low), float(high)))
    return tuple(single), tuple(spans)
