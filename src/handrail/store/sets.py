"""Sets: what a file holds replaces what its last reading held, and ids stay with their names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select

from handrail.store.database import Database
from handrail.store.records import Changes, new_id
from handrail.store.rows import Row, Shape
from handrail.values import StoreError

R = TypeVar("R")

_NO_CHANGE = {"id", "place"}
"""Columns that may differ without a change of what the team wrote."""


@dataclass
class Held:
    """Whether the open transaction removed or replaced something, so that a purge is due after it."""

    erased: bool = False


def replace_set(
    database: Database,
    held: Held,
    shape: Shape[R],
    strand: str,
    records: Iterable[R],
    *,
    coder: str | None = None,
) -> Changes:
    """Replace the rows of a strand (of one coder in it) and return the names that changed.

    Parameters
    ----------
    database
        With an open transaction.
    held
        Is told when a row was removed or replaced.
    shape
        The kind of record; its table has ``strand``, ``name``, ``id`` and ``place``.
    strand, coder
        Which rows are replaced; the coder only for codings.
    records
        The new rows in the order of their file.

    Raises
    ------
    StoreError
        When a record is of another strand or coder, or a name is another coder's or used twice.
    """
    table = shape.table
    whole = database.rows(select(table).where(table.c.strand == strand).order_by(table.c.place))
    old = [row for row in whole if coder is None or row["coder"] == coder]
    ids = {row["name"]: row["id"] for row in whole}
    new: list[Row] = []
    for place, record in enumerate(records):
        row = shape.row(record) | {"place": place}
        _refuse_foreign(row, strand, coder)
        row["id"] = ids.setdefault(row["name"], row["id"] or new_id())
        new.append(row)
    if coder is not None:
        _refuse_taken(new, whole, coder)
    changes = _compare(old, new)
    if old != new:
        held.erased |= bool(changes.removed or changes.changed)
        remove: Any = delete(table).where(table.c.strand == strand)
        database.execute(remove if coder is None else remove.where(table.c.coder == coder))
        database.execute(insert(table), new)
    return changes


def _compare(old: list[Row], new: list[Row]) -> Changes:
    before, after = _by_name(old), _by_name(new)
    return Changes(
        added=tuple(name for name in after if name not in before),
        removed=tuple(name for name in before if name not in after),
        changed=tuple(name for name, rows in after.items() if name in before and before[name] != rows),
    )


def _by_name(rows: list[Row]) -> dict[str, list[Row]]:
    named: dict[str, list[Row]] = {}
    for row in rows:
        named.setdefault(row["name"], []).append(
            {column: value for column, value in row.items() if column not in _NO_CHANGE}
        )
    return named


def _refuse_foreign(row: Row, strand: str, coder: str | None) -> None:
    for column, expected in (("strand", strand), ("coder", coder)):
        if expected is not None and row[column] != expected:
            raise StoreError.because(
                f"what is put for {column} '{expected}' belongs to it",
                f"'{row['name']}' of {column} '{row[column]}'",
                f"put it with its own {column}",
            )


def _refuse_taken(new: list[Row], whole: list[Row], coder: str) -> None:
    others = {row["name"]: row["coder"] for row in whole if row["coder"] != coder}
    for row in new:
        if row["name"] in others:
            raise StoreError.because(
                "the id of a coding is unique over the coders of a strand",
                f"'{row['name']}' from '{coder}' and from '{others[row['name']]}'",
                "give one of them another id",
            )
