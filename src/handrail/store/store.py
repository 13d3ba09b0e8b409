"""Store: one encrypted file that holds what people said and answered, and what the team made of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import select, update

from handrail.store import models
from handrail.store.audit import AuditLog
from handrail.store.coded import Coded
from handrail.store.database import Database, NotThisKey
from handrail.store.decided import Decided
from handrail.store.keys import KEY_FILE, Opened, create_key, open_key_file, read_key_file
from handrail.store.made import Made
from handrail.store.migrate import migrate
from handrail.store.pending import finish, note_other_key_file, refuse_other_slot, sweep
from handrail.store.records import AuditEntry, Fact
from handrail.store.sets import Held, refuse_shared_names
from handrail.store.setup import begin_store, read_meta
from handrail.store.shelf import Clock, now_in_utc
from handrail.store.slots import MINIMAL, REAL
from handrail.store.sources import Sources
from handrail.values import Digester, DiskFull, StoreError

DATABASE_FILE = "study.db"
"""Name of the encrypted file in a study folder."""


_now = now_in_utc


class Store(Sources, Coded, Made, Decided):
    """A study's open store. Make it with ``Store.create`` or ``Store.open``, and close it.

    Reading works at any time. Every ``put_`` and ``remove_`` needs an open ``transaction()``; what was put in
    it is seen by reads at once, and by nobody else before it ends. One process writes at a time.

    Attributes
    ----------
    digester
        Makes keyed digests with this study's secret.
    study_id
        Random id of the study.
    schema_version
        Version of the tables.
    opened
        The key file and the key that opened it; None for a new store.

    Examples
    --------
    >>> import tempfile
    >>> from handrail.store import SourceRecord, Store
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with Store.create(Path(folder), "a passphrase", minimal=True) as store:
    ...         with store.transaction():
    ...             kept = store.put_source(SourceRecord("", "police", "codebook", "codes.toml", "d", "c"))
    ...             line = store.audit("import", source=kept.id)
    ...         [source.name for source in store.sources()], [entry.action for entry in store.audit_entries()]
    (['codes.toml'], ['create', 'import'])
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database, clock)
        meta = read_meta(database)
        self.digester = Digester(meta.secret)
        self.study_id = meta.study_id
        self.schema_version = meta.schema_version
        self.opened: Opened | None = None
        self._log = AuditLog(database, self.digester, clock)

    # Opening and closing

    @classmethod
    def create(cls, folder: Path, passphrase: str, *, minimal: bool = False, clock: Clock = _now) -> Self:
        """Make ``study.db`` and ``study.key`` in a folder and return the open store.

        Parameters
        ----------
        folder
            The study folder, which exists.
        passphrase
            Opens the study from now on; nobody can recover it.
        minimal
            Weak key derivation, for tests and the demonstration.
        clock
            Tells the time for records and the audit log.

        Raises
        ------
        StoreError
            When the folder has a store or a key already, or cannot be written.
        DiskFull
            When there is no room; nothing is left behind.
        """
        path, key_path = folder / DATABASE_FILE, folder / KEY_FILE
        _refuse_existing(path)
        key = create_key(key_path, passphrase, parameters=MINIMAL if minimal else REAL, allow_minimal=minimal)
        try:
            return cls._begin(path, key, clock)
        except BaseException:
            # A key without its database would stop the next attempt.
            key_path.unlink(missing_ok=True)
            raise

    @classmethod
    def open(
        cls,
        folder: Path,
        passphrase: str,
        *,
        allow_minimal: bool = False,
        read_only: bool = False,
        clock: Clock = _now,
    ) -> Self:
        """Return the open store of a study folder.

        Parameters
        ----------
        folder
            The study folder.
        passphrase
            The study's passphrase, its recovery code, or a second key.
        allow_minimal
            Accept the weak key derivation of tests and the demonstration.
        read_only
            Refuse every transaction.
        clock
            Tells the time for records and the audit log.

        Raises
        ------
        StoreError
            When the store or its key is missing, damaged, locked or newer, or the passphrase is wrong.
        """
        path, key_path = folder / DATABASE_FILE, folder / KEY_FILE
        _refuse_missing(path)
        opened = open_key_file(key_path, passphrase, allow_minimal=allow_minimal)
        try:
            store, key = cls._reopen_either(path, opened, clock, read_only=read_only)
        except NotThisKey:
            if read_key_file(key_path) == opened.file:
                raise
            # Another process changed the data key between our two readings.
            opened = open_key_file(key_path, passphrase, allow_minimal=allow_minimal)
            store, key = cls._reopen_either(path, opened, clock, read_only=read_only)
        try:
            store.opened = opened
            if not read_only:
                # Without room, or while another process writes, the next opening does it.
                with contextlib.suppress(StoreError, DiskFull):
                    store.opened = finish(store, key_path, opened, key)
                    note_other_key_file(store, key_path)
                    sweep(store, key_path)
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def _reopen_either(
        cls, path: Path, opened: Opened, clock: Clock, *, read_only: bool
    ) -> tuple[Self, bytes]:
        """Return the store and the data key that opened it: the old one, or the new one of a rotation."""
        try:
            return cls._reopen(path, opened.key, clock, read_only=read_only), opened.key
        except NotThisKey:
            if opened.file.pending is None:
                raise
            if opened.pending is None:
                raise refuse_other_slot(path.with_name(KEY_FILE)) from None
            return cls._reopen(path, opened.pending, clock, read_only=read_only), opened.pending

    @classmethod
    def _begin(cls, path: Path, key: bytes | None, clock: Clock) -> Self:
        """Make the database; without a key it is plain, which only the tests of erasure use."""
        try:
            database = Database(path, key)
            try:
                begin_store(database, clock)
                store = cls(database, clock)
                with store.transaction():
                    store.audit("create", study=store.study_id)
            except BaseException:
                database.close()
                raise
        except BaseException:
            for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
                path.with_name(name).unlink(missing_ok=True)
            raise
        return store

    @classmethod
    def _reopen(cls, path: Path, key: bytes | None, clock: Clock, *, read_only: bool = False) -> Self:
        database = migrate(Database(path, key, read_only=read_only), clock)
        try:
            return cls(database, clock)
        except BaseException:
            database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Purge what was removed, fold the write-ahead log into the one file, and let it go.

        A purge that finds no room or another process at work stays due, and the next close does it.
        Closing twice does nothing.
        """
        if self._database.closed:
            return
        try:
            if not self._database.read_only and self.purge_due:
                with contextlib.suppress(StoreError, DiskFull):
                    self.purge()
        finally:
            self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside one change: all of it is kept, or nothing when any exception passes through.

        Raises
        ------
        StoreError
            When the store is open for reading only, another process writes, or two coders ended up with
            codings of one name.
        DiskFull
            When there is no room; the store is as it was.
        RuntimeError
            When a transaction is open already.
        """
        if self._database.in_transaction:
            raise RuntimeError("a transaction is open already")
        try:
            self._database.begin()
            yield
            if self._held.recoded:
                refuse_shared_names(self._database)
            if self._held.erased:
                self._set_purge_due("1")
            self._database.commit()
        except BaseException:
            self._database.rollback()
            raise
        finally:
            self._held = Held()

    @property
    def purge_due(self) -> bool:
        """Return whether something was removed whose traces still wait for a purge."""
        row = self._one(select(models.meta.c.value).where(models.meta.c.key == "purge_due"))
        return row is not None and row["value"] == "1"

    def purge(self) -> None:
        """Rewrite the file without a trace of what was removed or replaced. ``close`` does it when it is due.

        SQLite's ``secure_delete`` overwrites deleted rows, but text that had moved between pages before it
        was deleted may survive in their gaps; only a rewrite removes that too.

        Raises
        ------
        StoreError
            When another process uses the store.
        DiskFull
            When there is no room for the rewrite; the store is as it was.
        """
        self._database.vacuum()
        if not self._database.checkpoint():
            # The old pages still lie in the file, beneath the new ones in the log.
            raise StoreError.because(
                "a purge ends when no other process reads the study",
                "one that reads",
                "close it; the purge is made up for when the study is closed next",
                file=self._database.path.name,
            )
        with self.transaction():
            self._set_purge_due("0")
        self._database.checkpoint()

    def audit(self, action: str, /, **facts: Fact | Sequence[Fact]) -> AuditEntry:
        """Add a line to the audit log and return it; in the open transaction, or in one of its own.

        Parameters
        ----------
        action
            What was done, such as ``withdraw``.
        **facts
            Ids, names, counts: short plain values or lists of them. Never what a participant said.

        Raises
        ------
        StoreError
            When a fact is not plain, or a text in it is longer than 200 characters or has line breaks.
        """
        if self._database.in_transaction:
            return self._log.add(action, facts)
        with self.transaction():
            return self._log.add(action, facts)

    def audit_entries(self) -> tuple[AuditEntry, ...]:
        """Return the audit log, oldest first."""
        return self._log.entries()

    def audit_entries_of(self, beginning: str) -> tuple[AuditEntry, ...]:
        """Return the lines whose action begins with some letters, oldest first."""
        return self._log.entries_of(beginning)

    def verify_audit(self) -> None:
        """Check the chain of the audit log from its first line to its last.

        Raises
        ------
        StoreError
            That names the first line which was changed, removed or put in.
        """
        self._log.verify()

    def audit_head(self) -> str:
        """Return the digest of the log's last line: who writes it down elsewhere can later prove the log."""
        return self._log.head()

    def audit_place(self, head: str) -> int | None:
        """Return the number of the line whose digest is a head that was written down, or None.

        Parameters
        ----------
        head
            The digest, or at least its first 16 hexadecimal digits; blanks and capitals do not matter.

        Raises
        ------
        UsageError
            When it is shorter, or not in hexadecimal digits.
        """
        return self._log.place(head)

    def clock_warning(self) -> str | None:
        """Return a sentence when the newest audit line lies more than a day ahead of this computer's clock.

        Either the clock is wrong now, or it was wrong then: lines that follow would all carry that time.
        """
        return self._log.ahead()

    def _set_purge_due(self, value: str) -> None:
        self._database.execute(
            update(models.meta).where(models.meta.c.key == "purge_due").values(value=value)
        )


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise StoreError.because(
            "a store is made where there is none", f"{path.name} is there", "open it, or use another folder"
        )


def _refuse_missing(path: Path) -> None:
    if not path.exists():
        raise StoreError.because(
            "a study has a store before it is opened",
            f"no {path.name}",
            "run `handrail build` first, or restore it from a backup together with its key",
        )
