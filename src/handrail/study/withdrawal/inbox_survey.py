"""Inbox survey: take a respondent's row out of a survey file, or the file out of ``sources/``.

Delimited text keeps every other byte. A file whose format cannot be written again without losing labels is
removed: the store holds the other rows with their labels.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from handrail.study.plan import Survey
from handrail.study.session import Session
from handrail.study.withdrawal.csv_rows import rows_of, text_of, without
from handrail.study.withdrawal.respondents import rows_where
from handrail.study.withdrawal.tombstones import Tombstones
from handrail.study.withdrawal.touched import Cleaned
from handrail.values import HandrailError

if TYPE_CHECKING:
    import handrail.survey as rooms

_ALIKE = 0.5
"""A file with this share of a survey's columns is an export of it."""

_DELIMITERS = (",", ";", "\t")


def without_respondents(session: Session, tombstones: Tombstones, path: Path, name: str) -> Cleaned | None:
    """Return a survey file without the rows that were erased, or None when it holds none.

    Parameters
    ----------
    session, tombstones
        The open study, and what was withdrawn.
    path, name
        Where the bytes lie, and the name by which the plan may know them.
    """
    from handrail.survey import read_survey

    if not tombstones.has_respondents():
        return None
    try:
        found = read_survey(path)
    except HandrailError:
        return None
    survey = _survey_of(session, found, name)
    rows = (
        []
        if survey is None
        else rows_where(survey, found, lambda value: tombstones.respondent(survey.id, value))
    )
    if not rows:
        return None
    data, left = path.read_bytes(), None
    if found.format in ("csv", "tsv"):
        left = _delimited(data, found, rows)
    elif found.format == "parquet":
        left = _parquet(data, rows)
    if left is None:
        said = f"{found.format} cannot be rewritten without loss: removed; the store holds the rest"
        return Cleaned(None, said)
    return Cleaned(left, f"{len(rows)} row{'' if len(rows) == 1 else 's'} taken out")


def _survey_of(session: Session, found: rooms.Survey, name: str) -> Survey | None:
    """Return the survey that a file is: by its name in the plan, else by its columns."""
    files = [one for survey in session.plan.survey for one in survey.files]
    surveys = [one for one in files if one.id_column in found.frame.columns and one.id_column]
    for survey in files:
        if Path(survey.file).name == name:
            return survey if survey in surveys else None
    here = set(found.frame.columns)
    for survey in surveys:
        known = set(session.store.dataset_columns(survey.id) or ())
        if known and len(known & here) >= _ALIKE * len(known | here):
            return survey
    return None


def _delimited(data: bytes, found: rooms.Survey, rows: list[int]) -> bytes | None:
    """Return the bytes without some rows; None where the rows of the text are not those that were read."""
    text, encoding = text_of(data)
    for delimiter in _DELIMITERS:
        records = rows_of(text, delimiter)
        # Excel may name the separator in a line above the header.
        first = next((place for place, row in enumerate(records[:2]) if len(row.cells) > 1), 0)
        records = records[first:]
        if len(records) == found.frame.height + 1 and len(records[0].cells) == found.frame.width:
            return without(text, [records[1 + row] for row in rows]).encode(encoding, "surrogatepass")
    return None


def _parquet(data: bytes, rows: list[int]) -> bytes:
    import polars as pl

    frame = pl.read_parquet(io.BytesIO(data))
    about = pl.read_parquet_metadata(io.BytesIO(data))
    taken = pl.Series(range(frame.height)).is_in(rows)
    out = io.BytesIO()
    kept = {key: value for key, value in about.items() if key != "ARROW:schema"}
    frame.filter(~taken).write_parquet(out, compression="zstd", metadata=kept)
    return out.getvalue()
