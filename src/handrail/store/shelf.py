"""Shelf: what the parts of the store have in common."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select

from handrail.store import models
from handrail.store.database import Database
from handrail.store.sets import Held
from handrail.values import StoreError

Clock = Callable[[], datetime]
"""Tells the time; tests bring their own."""


def now_in_utc() -> datetime:
    """Return the time of this computer."""
    return datetime.now(UTC)


class Shelf:
    """Reads rows, and refuses to write outside a transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._held = Held()

    def _all(self, query: Any) -> list[dict[str, Any]]:
        return self._database.rows(query)

    def _one(self, query: Any) -> dict[str, Any] | None:
        rows = self._database.rows(query)
        return rows[0] if rows else None

    def _remove(self, table: Any, where: Any, received: str) -> None:
        self._need_transaction()
        if not self._database.execute(delete(table).where(where)):
            raise StoreError.because(
                "what is removed is in the store", received, "look at what there is with `handrail status`"
            )
        self._held.erased = True

    def _need_transaction(self) -> None:
        if not self._database.in_transaction:
            raise RuntimeError("putting and removing need an open transaction: with store.transaction(): ...")

    def _stamp(self) -> str:
        return self._clock().astimezone(UTC).isoformat(timespec="seconds")

    def _need_source(self, source: str) -> None:
        if self._one(select(models.source.c.id).where(models.source.c.id == source)) is None:
            raise StoreError.because(
                "a document or dataset comes from a source", f"no source '{source}'", "put its source first"
            )
