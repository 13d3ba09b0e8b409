"""Stored codings: a strand's codings column by column, without the words that the documents hold anyway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import compress
from operator import itemgetter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from handrail.store import models
from handrail.store.database import Database
from handrail.store.rows import load_json


@dataclass(frozen=True)
class StoredCodings:
    """Codings as columns of one length; what each holds is told at ``CodingRecord``.

    By coder, and then in the order of the coder's file. Quotations are not read: they are half of a study's
    bytes, and ``text[start:end]`` of the document says the same.
    """

    id: Sequence[str]
    name: Sequence[str]
    document: Sequence[str]
    start: Sequence[int]
    end: Sequence[int]
    code: Sequence[str]
    coder: Sequence[str]
    memo: Sequence[str] = field(repr=False)
    flags: Sequence[tuple[str, ...]]
    approval: Sequence[Mapping[str, Any] | None]
    speaker: Sequence[str | None]

    def only(self, kept: Sequence[bool]) -> StoredCodings:
        """Return those for which a flag is set."""
        return StoredCodings(*(tuple(compress(getattr(self, name), kept)) for name in _NAMES))


_NAMES = tuple(one.name for one in fields(StoredCodings))
_CODER, _PLACE = _NAMES.index("coder"), len(_NAMES)


def stored_codings(database: Database, strand: str) -> StoredCodings:
    """Return a strand's codings."""
    table = models.coding
    # No flags are the same value each time, and not a new text.
    columns = [func.nullif(table.c.flags, "[]") if name == "flags" else table.c[name] for name in _NAMES]
    # The plus keeps SQLite from its index: each page is then decrypted once, in the file's order. And its own
    # sorting would carry all the columns about.
    unindexed = UnaryExpression(table.c.strand, operator=custom_op("+"), type_=table.c.strand.type)
    query = select(*columns, table.c.place).where(unindexed == strand)
    rows = database.plain_rows(query)
    rows.sort(key=itemgetter(_CODER, _PLACE))
    found = dict(zip(_NAMES, zip(*rows, strict=True), strict=False)) if rows else dict.fromkeys(_NAMES, ())
    flags = tuple(() if one is None else tuple(load_json(one)) for one in found["flags"])
    approval = tuple(one if one is None else load_json(one) for one in found["approval"])
    return StoredCodings(**{**found, "flags": flags, "approval": approval})
