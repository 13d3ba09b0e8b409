"""Migrate: bring the tables of an older store to today's schema, in one transaction.

Before anything changes, the store is copied as it is to ``study.db.schema-N``, under the same key. The copy
holds what people said: erasing a participant removes it. Each step is written out as it was on the day
of its schema, so that a later change of the models does not change what an old store becomes.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import Column, Text, UniqueConstraint, delete, select, update

from handrail.store import models
from handrail.store.audit import AuditLog
from handrail.store.database import Database
from handrail.store.files import refuse_without_room, synchronise_folder
from handrail.store.setup import read_meta
from handrail.store.shelf import Clock
from handrail.values import Digester, StoreError

if TYPE_CHECKING:
    from alembic.operations import Operations


def copies_of(path: Path) -> tuple[Path, ...]:
    """Return the copies of a store that migrations left beside it, the oldest schema first.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "study.db.schema-1").write_bytes(b"")
    ...     [copy.name for copy in copies_of(Path(folder) / "study.db")]
    ['study.db.schema-1']
    """
    return tuple(sorted(path.parent.glob(f"{path.name}.schema-*")))


def migrate(database: Database, clock: Clock) -> Database:
    """Bring an older store to today's schema; return an open database of today, which may be another object.

    It happens while no other process has the store open: a second one that migrates too would copy what the
    first has already changed.

    Parameters
    ----------
    database
        Open; closed when this raises.
    clock
        Tells the time for the audit line.

    Raises
    ------
    StoreError
        When the store is of a newer schema or no store, is older and open for reading only, or another
        process has it open.
    DiskFull
        When there is no room; the store is as it was.
    """
    try:
        found = read_meta(database).schema_version
        if found == models.SCHEMA_VERSION:
            return database
        if database.read_only:
            raise StoreError.because(
                f"a store of schema {models.SCHEMA_VERSION} can be opened for reading",
                f"schema {found}",
                "open it for writing once, with `handrail status`: it is copied, then brought up to date",
                file=database.path.name,
            )
    except BaseException:
        database.close()
        raise
    database.close()
    alone = database.again(exclusive=True)
    try:
        _bring_up_to_date(alone, clock)
    finally:
        alone.close()
    return database.again()


def _bring_up_to_date(database: Database, clock: Clock) -> None:
    older = read_meta(database)  # again: another process may have been first
    found = older.schema_version
    if found == models.SCHEMA_VERSION:
        return
    # The copy, the write-ahead log and, later, the purge.
    size = database.path.stat().st_size
    refuse_without_room(database.path.parent, 2 * size + 2**20, "a copy of the store and its migration")
    _copy(database, found)
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    database.begin()
    try:
        operations = Operations(MigrationContext.configure(database.connection))
        for version in range(found + 1, models.SCHEMA_VERSION + 1):
            _STEPS[version](operations, database)
        for key, value in (("schema_version", str(models.SCHEMA_VERSION)), ("purge_due", "1")):
            database.execute(update(models.meta).where(models.meta.c.key == key).values(value=value))
        AuditLog(database, Digester(older.secret), clock).add(
            "migrate", {"schema_from": found, "schema_to": models.SCHEMA_VERSION}
        )
        database.commit()
    except BaseException:
        database.rollback()
        raise


def _copy(database: Database, schema: int) -> None:
    copy = database.path.with_name(f"{database.path.name}.schema-{schema}")
    part = copy.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)  # of a migration that was cut off
    try:
        database.copy_to(part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(copy)
        synchronise_folder(copy.parent)
    finally:
        part.unlink(missing_ok=True)


def _to_2(operations: Operations, database: Database) -> None:
    """Add acts of withdrawal and sign-offs; forget results whose tables say too little for today's review."""
    operations.create_table(
        "act",
        Column("id", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("kind", "strand", "digest", "act", "state", "at")),
        Column("facts", Text, nullable=False),
        UniqueConstraint("kind", "digest"),
        sqlite_strict=True,
    )
    operations.create_table(
        "sign_off",
        Column("node", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("at", "by", "contents", "values")),
        sqlite_strict=True,
    )
    table = models.result
    steps = [row["step"] for row in database.rows(select(table.c.step))]
    remade = ("estimate:", "model:", "typology:", "agreement:", "documents")
    for step in steps:
        if step.startswith(remade):
            database.execute(delete(table).where(table.c.step == step))


_STEPS: MappingProxyType[int, Callable[[Operations, Database], None]] = MappingProxyType({2: _to_2})
