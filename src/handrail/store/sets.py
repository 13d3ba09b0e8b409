"""Sets: what a file holds replaces what its last reading held, and ids stay with their names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import delete, func, insert, select

from handrail.store import models
from handrail.store.database import Database
from handrail.store.records import Changes, new_id
from handrail.store.rows import Row, Shape
from handrail.values import StoreError

R = TypeVar("R")

_NO_CHANGE = {"id", "place"}
"""Columns that may differ without a change of what the team wrote."""


@dataclass
class Held:
    """What the open transaction owes before it ends.

    Attributes
    ----------
    erased
        It removed or replaced something: a purge is due after it.
    recoded
        It put codings: their names must be unique over the coders.
    ids
        Table, strand and name to the id of rows that it met: what it removes and puts again stays the same.
    """

    erased: bool = False
    recoded: bool = False
    ids: dict[tuple[str, str, str], str] = field(default_factory=dict)


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
        When a record is of another strand or coder, or a name is used twice.
    """
    table = shape.table
    whole = database.rows(select(table).where(table.c.strand == strand).order_by(table.c.place))
    old = [row for row in whole if coder is None or row["coder"] == coder]
    held.ids.update({(table.name, strand, row["name"]): row["id"] for row in whole})
    new: list[Row] = []
    for place, record in enumerate(records):
        row = shape.row(record) | {"place": place}
        _refuse_foreign(row, strand, coder)
        row["id"] = held.ids.setdefault((table.name, strand, row["name"]), row["id"] or new_id())
        new.append(row)
    changes = _compare(old, new)
    if old != new:
        held.erased |= bool(changes.removed or changes.changed)
        held.recoded |= coder is not None
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


def refuse_shared_names(database: Database) -> None:
    """Raise when two coders of a strand use one name for a coding; asked before a transaction ends.

    Not while they are put: a coding that moves from one coder's file to another's is for a moment in both.

    Raises
    ------
    StoreError
        That names the coding and its coders.
    """
    table = models.coding
    shared = select(table.c.strand, table.c.name).group_by(table.c.strand, table.c.name)
    for row in database.rows(shared.having(func.count() > 1).order_by(table.c.name).limit(1)):
        of_name = select(table.c.coder).where(table.c.strand == row["strand"], table.c.name == row["name"])
        coders = [found["coder"] for found in database.rows(of_name.order_by(table.c.coder))]
        raise StoreError.because(
            "the id of a coding is unique over the coders of a strand",
            f"'{row['name']}' from {' and '.join(coders)}",
            "give one of them another id",
        )
