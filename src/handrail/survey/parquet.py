"""A survey as one Parquet blob: what the store keeps, labels and missing codes inside."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from handrail.survey.labelled import ResponseSet, Survey, Variable, kind_of
from handrail.values.errors import DataError

_KEY = "handrail.survey"
_VERSION = 1


def to_parquet(survey: Survey) -> bytes:
    """Return the survey as Parquet bytes that :func:`from_parquet` turns back without loss."""
    about = {
        "version": _VERSION,
        "name": survey.name,
        "format": survey.format,
        "notes": list(survey.notes),
        "variables": [
            {
                "name": variable.name,
                "label": variable.label,
                "kind": variable.kind,
                "value_labels": [[code, label] for code, label in variable.value_labels.items()],
                "missing_values": list(variable.missing_values),
                "missing_ranges": [list(span) for span in variable.missing_ranges],
                "measure": variable.measure,
                "format": variable.format,
                "width": variable.width,
            }
            for variable in survey.variables
        ],
        "label": survey.label,
        "documents": list(survey.documents),
        "response_sets": [
            [one.name, one.label, list(one.variables), one.counted] for one in survey.response_sets
        ],
    }
    blob = io.BytesIO()
    survey.frame.write_parquet(
        blob, compression="zstd", metadata={_KEY: json.dumps(about, ensure_ascii=True)}
    )
    return blob.getvalue()


def from_parquet(blob: bytes) -> Survey:
    """Return the survey of :func:`to_parquet`.

    Raises
    ------
    DataError
        For bytes that are no Parquet file, or one without a survey's description.

    Examples
    --------
    >>> frame = pl.DataFrame({"q1": [1.0, 2.0]})
    >>> told = Variable("q1", "Ever told?", value_labels={1.0: "Yes", 2.0: "No"})
    >>> from_parquet(to_parquet(Survey("s.sav", frame, (told,), "sav"))).variable("q1") == told
    True
    """
    frame, described = _open(blob, "a stored survey")
    if described is None or described.get("version") != _VERSION:
        raise DataError.because(
            "a stored survey carries its description",
            "a Parquet file without one, or of a newer version",
            "import the survey file again",
        )
    return _described(frame, described)


def read_parquet_file(path: Path) -> Survey:
    """Read any Parquet file; see :func:`handrail.survey.reading.read_survey`."""
    frame, described = _open(path.read_bytes(), path.name)
    if described is not None and described.get("version") == _VERSION:
        return replace(_described(frame, described), name=path.name)
    odd = [name for name, dtype in frame.schema.items() if kind_of(dtype) is None]
    if odd:
        raise DataError.because(
            "a column holds numbers, text or dates",
            f"{len(odd)} others: {', '.join(odd[:8])}",
            "flatten them where the file was made",
            file=path.name,
        )
    plain: dict[str, type[pl.DataType]] = {
        name: pl.String if kind_of(dtype) == "text" else pl.Float64
        for name, dtype in frame.schema.items()
        if dtype in (pl.Categorical, pl.Enum, pl.Decimal)
    }
    frame = frame.with_columns(pl.col(name).cast(dtype) for name, dtype in plain.items())
    variables = tuple(Variable(name, kind=kind_of(dtype) or "text") for name, dtype in frame.schema.items())
    return Survey(path.name, frame, variables, "parquet")


def _open(blob: bytes, what: str) -> tuple[pl.DataFrame, dict[str, Any] | None]:
    try:
        frame = pl.read_parquet(io.BytesIO(blob))
        text = pl.read_parquet_metadata(io.BytesIO(blob)).get(_KEY)
        about = None if text is None else dict(json.loads(text))
    except (
        pl.exceptions.PolarsError,
        pl.exceptions.PanicException,
        OSError,
        ValueError,
        TypeError,
        RecursionError,
    ):
        raise _damaged(what) from None
    return frame, about


def _damaged(what: str) -> DataError:
    return DataError.because(
        "a Parquet file can be read to its end", "a damaged file", "export it again", file=what
    )


def _described(frame: pl.DataFrame, about: dict[str, Any]) -> Survey:
    try:
        return _with_description(frame, about)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _damaged(str(about.get("name", "a stored survey"))) from None


def _with_description(frame: pl.DataFrame, about: dict[str, Any]) -> Survey:
    variables = tuple(
        Variable(
            entry["name"],
            entry["label"],
            entry["kind"],
            dict(entry["value_labels"]),
            tuple(entry["missing_values"]),
            tuple((low, high) for low, high in entry["missing_ranges"]),
            entry["measure"],
            # Surveys that were stored before these were kept have none.
            entry.get("format", ""),
            entry.get("width", 0),
        )
        for entry in about["variables"]
    )
    return Survey(
        about["name"],
        frame,
        variables,
        about["format"],
        tuple(about["notes"]),
        about.get("label", ""),
        tuple(about.get("documents", ())),
        tuple(
            ResponseSet(name, label, tuple(names), counted)
            for name, label, names, counted in about.get("response_sets", ())
        ),
    )
