"""Setup: the tables of a new store, and what an old one says about itself."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import column, insert, select, table
from sqlalchemy.schema import CreateIndex, CreateTable

from handrail.store import models
from handrail.store.database import Database
from handrail.store.records import new_id
from handrail.values import StoreError

_sqlite_master = table("sqlite_master", column("name"))


@dataclass(frozen=True)
class Meta:
    """What a store says about itself; ``secret`` keys its digests and never leaves it."""

    schema_version: int
    study_id: str
    secret: bytes


def begin_store(database: Database, clock: Callable[[], datetime]) -> None:
    """Make the tables of a new store, its random id and its secret, in one transaction."""
    database.begin()
    try:
        for one in models.metadata.sorted_tables:
            database.execute(CreateTable(one))
            for index in sorted(one.indexes, key=lambda index: str(index.name)):
                database.execute(CreateIndex(index))
        for trigger in models.APPEND_ONLY:
            database.execute_text(trigger)
        values = {
            "schema_version": str(models.SCHEMA_VERSION),
            "study_id": new_id(),
            "secret": secrets.token_hex(32),
            "created_at": clock().astimezone(UTC).isoformat(timespec="seconds"),
            "purge_due": "0",
            "audit_length": "0",
        }
        database.execute(insert(models.meta), [{"key": key, "value": value} for key, value in values.items()])
        database.commit()
    except BaseException:
        database.rollback()
        raise


def read_meta(database: Database) -> Meta:
    """Return what a store says about itself.

    Raises
    ------
    StoreError
        When a newer Handrail made it, or it is no store.
    """
    name = database.path.name
    # Asked by name: a database of something else has no such table, and its error would say less.
    tables = select(_sqlite_master.c.name).where(_sqlite_master.c.name == "meta")
    values = (
        {row["key"]: row["value"] for row in database.rows(select(models.meta))}
        if database.rows(tables)
        else {}
    )
    try:
        version = int(values["schema_version"])
        if version > models.SCHEMA_VERSION:
            raise StoreError.because(
                f"this Handrail reads stores up to schema {models.SCHEMA_VERSION}",
                f"schema {version}",
                "install the version of Handrail that the study was last used with, or a newer one",
                file=name,
            )
        return Meta(version, values["study_id"], bytes.fromhex(values["secret"]))
    except (KeyError, ValueError):
        raise StoreError.because(
            "the file is the store of a study",
            "a database of something else, or one whose making was cut off",
            "restore it from a backup together with its key; if nothing was in it, remove both",
            file=name,
        ) from None
