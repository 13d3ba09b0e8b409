"""Migrate: bring the tables of an older store to today's schema, in one transaction.

Before anything changes, the store is copied as it is to ``study.db.schema-N``, under the same key. The copy
holds what people said: erasing a participant removes it. Each step is written out as it was on the day
of its schema, so that a later change of the models does not change what an old store becomes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import Column, Text, UniqueConstraint, delete, select, update

from handrail.store import models
from handrail.store.database import Database
from handrail.store.setup import read_meta
from handrail.values import StoreError

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


def migrate(database: Database) -> int | None:
    """Bring an older store to today's schema; return the schema that it had, or None when it is of today.

    Raises
    ------
    StoreError
        When the store is of a newer schema or no store, or is older and open for reading only.
    DiskFull
        When there is no room; the store is as it was.
    """
    found = read_meta(database).schema_version
    if found == models.SCHEMA_VERSION:
        return None
    if database.read_only:
        raise StoreError.because(
            f"a store of schema {models.SCHEMA_VERSION} can be opened for reading",
            f"schema {found}",
            "open it for writing once: it is copied, then brought up to date",
            file=database.path.name,
        )
    _copy(database, found)
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    database.begin()
    try:
        operations = Operations(MigrationContext.configure(database.connection))
        for version in range(found + 1, models.SCHEMA_VERSION + 1):
            _STEPS[version](operations, database)
        meta = models.meta
        version_row = update(meta).where(meta.c.key == "schema_version")
        database.execute(version_row.values(value=str(models.SCHEMA_VERSION)))
        database.commit()
    except BaseException:
        database.rollback()
        raise
    return found


def _copy(database: Database, schema: int) -> None:
    copy = database.path.with_name(f"{database.path.name}.schema-{schema}")
    part = copy.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)  # of a migration that was cut off
    try:
        database.copy_to(part)
        part.replace(copy)
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
