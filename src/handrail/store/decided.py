"""Decided: what people decided about the data and the guideline: withdrawals and sign-offs."""

from __future__ import annotations

import unicodedata

from sqlalchemy import delete, insert, select

from handrail.store import models
from handrail.store.records import ActKind, ActRecord, SignOffRecord, new_id
from handrail.store.rows import ACTS, SIGN_OFFS
from handrail.store.shelf import Shelf
from handrail.values import Digester


class Decided(Shelf):
    """Acts of withdrawal, which are tombstones, and sign-offs."""

    digester: Digester

    def name_digest(self, kind: ActKind, strand: str, name: str) -> str:
        """Return the keyed digest under which a withdrawal is known again.

        Case, accents' composition and outer spaces make no difference: a file that brings a name back may
        write it in another way.
        """
        plain = unicodedata.normalize("NFC", name).strip().casefold()
        return self.digester.of(["act", kind, strand, plain])

    def acts(self, kind: ActKind | None = None) -> tuple[ActRecord, ...]:
        """Return the acts of withdrawal, of one kind or of all, oldest first."""
        query = select(models.act).order_by(models.act.c.at, models.act.c.id)
        if kind is not None:
            query = query.where(models.act.c.kind == kind)
        return tuple(ACTS.record(row) for row in self._all(query))

    def act(self, kind: ActKind, strand: str, name: str) -> ActRecord | None:
        """Return the act about a name, or None."""
        digest = self.name_digest(kind, strand, name)
        row = self._one(select(models.act).where(models.act.c.kind == kind, models.act.c.digest == digest))
        return None if row is None else ACTS.record(row)

    def put_act(self, record: ActRecord) -> ActRecord:
        """Keep an act in place of an earlier one about the same, and return it with its id and date."""
        self._need_transaction()
        table = models.act
        same = (table.c.kind == record.kind) & (table.c.digest == record.digest)
        held = self._one(select(table).where(same))
        row = ACTS.row(record) | {
            "id": record.id or (new_id() if held is None else held["id"]),
            "at": record.at or self._stamp(),
        }
        self._held.erased |= self._database.execute(delete(table).where(same)) > 0
        self._database.execute(insert(table), [row])
        return ACTS.record(row)

    def sign_offs(self) -> tuple[SignOffRecord, ...]:
        """Return the sign-offs, by node."""
        rows = self._all(select(models.sign_off).order_by(models.sign_off.c.node))
        return tuple(SIGN_OFFS.record(row) for row in rows)

    def put_sign_off(self, record: SignOffRecord) -> SignOffRecord:
        """Keep a sign-off in place of an earlier one of the same node, and return it with its date."""
        self._need_transaction()
        table = models.sign_off
        row = SIGN_OFFS.row(record) | {"at": record.at or self._stamp()}
        self._held.erased |= self._database.execute(delete(table).where(table.c.node == record.node)) > 0
        self._database.execute(insert(table), [row])
        return SIGN_OFFS.record(row)

    def remove_sign_off(self, node: str) -> None:
        """Remove a sign-off.

        Raises
        ------
        StoreError
            When the node has none.
        """
        self._remove(models.sign_off, models.sign_off.c.node == node, f"no sign-off of '{node}'")
