"""Database: one connection to the encrypted file, and plain words for what SQLite has to say.

SQLCipher 4 encrypts every page with AES-256 and authenticates it with HMAC-SHA512, under the raw key; the
passphrase never reaches it. Transactions are begun and ended here and nowhere else, in the driver's
autocommit mode.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2 as sqlcipher

from handrail.store.files import may_grow
from handrail.values import DiskFull, HandrailError, StoreError

BUSY_MILLISECONDS = 5000
"""How long to wait for another process that writes."""

_LOGGING_NAME = "handrail"

_PRAGMAS = (
    "foreign_keys = ON",
    "secure_delete = ON",
    "journal_mode = WAL",
    "synchronous = FULL",
    "temp_store = MEMORY",
)


class NotThisKey(StoreError):  # noqa: N818 - it names what was found
    """The key does not open the file, or its first page is damaged: the two look alike."""


class Database:
    """One open connection.

    Parameters
    ----------
    path
        The file; it is made when it does not exist.
    key
        32 bytes, or None for a plain file, which only the tests of erasure open.
    read_only
        Refuse every change.
    exclusive
        Let no other process in while it is open, not even to read.

    Raises
    ------
    StoreError
        When the file is damaged, locked, or of another key.
    DiskFull
        When there is no room.
    """

    def __init__(
        self, path: Path, key: bytes | None, *, read_only: bool = False, exclusive: bool = False
    ) -> None:
        self.path = path
        self.read_only = read_only
        self._exclusive = exclusive
        self.closed = False
        self._key = key
        # At DEBUG the engine logs the rows that it reads, whatever hide_parameters says: what people said
        # would stand in a log file. Its own level is not overridden by that of the loggers above it.
        logging.getLogger(f"sqlalchemy.engine.Engine.{_LOGGING_NAME}").setLevel(logging.WARNING)
        self._engine = sqlalchemy.create_engine(
            "sqlite://",
            module=sqlcipher,
            creator=self._connect,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
            logging_name=_LOGGING_NAME,
        )
        sqlalchemy.event.listen(self._engine, "handle_error", self._translated, retval=True)
        self._connection: Connection = self._engine.connect()

    def again(self, *, exclusive: bool = False) -> Database:
        """Return a new connection to the same file, after this one was closed."""
        return Database(self.path, self._key, read_only=self.read_only, exclusive=exclusive)

    @property
    def in_transaction(self) -> bool:
        """Return whether a transaction is open."""
        if self.closed or self._connection.invalidated:
            return False
        return bool(self._driver.in_transaction)

    def begin(self) -> None:
        """Begin a transaction that may write, or raise StoreError when another process writes."""
        self._need_open()
        if self.read_only:
            raise StoreError.because(
                "a store that is open for reading is not changed", "a change", "open it for writing"
            )
        self.execute_text("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Keep what the transaction changed."""
        self.execute_text("COMMIT")

    def rollback(self) -> None:
        """Forget what the transaction changed; does nothing without one."""
        if self.closed:
            return
        if self._connection.invalidated:
            # An interrupt inside a statement makes SQLAlchemy drop the connection and its transaction.
            self._connection.close()
            self._connection = self._engine.connect()
        elif self.in_transaction:
            self._driver.rollback()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let several queries see one state, whatever another process keeps between them."""
        self._need_open()
        if self.in_transaction:
            yield
            return
        self.execute_text("BEGIN")
        try:
            yield
        finally:
            self.rollback()

    def rows(self, query: Any) -> list[dict[str, Any]]:
        """Return a query's rows."""
        self._need_open()
        found = self._connection.execute(query)
        names = tuple(found.keys())
        return [dict(zip(names, row, strict=True)) for row in found.all()]

    def plain_rows(self, query: Any) -> list[tuple[Any, ...]]:
        """Return a query's rows as the driver gives them: for tens of thousands of texts and numbers."""
        self._need_open()
        found = self._connection.execute(query)
        try:
            rows = [] if found.cursor is None else list(found.cursor.fetchall())
        except sqlcipher.Error as wrong:
            raise self._in_plain_words(wrong) from None
        finally:
            found.close()
        return rows

    def execute(self, statement: Any, rows: Sequence[Mapping[str, Any]] | None = None) -> int:
        """Execute a statement, once a row when rows are given, and return how many rows it changed."""
        self._need_open()
        if rows is None:
            return self._connection.execute(statement).rowcount
        if rows:
            self._connection.execute(statement, [dict(row) for row in rows])
        return len(rows)

    def execute_text(self, statement: str) -> None:
        """Execute a statement that has no parameters."""
        self._need_open()
        self._connection.exec_driver_sql(statement).close()

    @property
    def connection(self) -> Connection:
        """The open connection, for changes of the tables themselves."""
        self._need_open()
        return self._connection

    def copy_to(self, path: Path) -> None:
        """Write the whole database, as it is now and under the same key, to a new file."""
        self._need_open()
        self._connection.exec_driver_sql("VACUUM INTO ?", (str(path),)).close()

    def vacuum(self) -> None:
        """Write the file anew, so that its gaps hold nothing of earlier rows."""
        self.execute_text("VACUUM")

    def checkpoint(self) -> bool:
        """Fold the write-ahead log into the file and empty it; return False while another process reads."""
        self._need_open()
        (busy, *_), *_ = self._connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return not busy

    def rekey(self, key: bytes) -> None:
        """Encrypt the whole file anew under another key, in one transaction of SQLCipher's own.

        Every page goes into the write-ahead log under the new key; the log's last frame makes it valid. A
        process that is killed before leaves the file as it was under the old key, and after it the log
        opens under the new one. When it fails the connection is of no more use and is closed.

        Raises
        ------
        StoreError
            When the file cannot be read or written to its end; it is as it was.
        DiskFull
            When there is no room; the file is as it was.
        """
        self._need_open()
        if self.in_transaction or not self._exclusive:
            raise RuntimeError("a store is encrypted anew outside a transaction, by the only process")
        try:
            # Past SQLAlchemy, whose log may show statements.
            done = self._driver.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"").fetchall()
        except sqlcipher.Error as wrong:
            self._abandon()
            raise self._in_plain_words(wrong) from None
        except BaseException:
            self._abandon()
            raise
        if not done:
            # SQLCipher says "ok", or nothing at all when it could not.
            self._abandon()
            raise StoreError.because(
                "the store can be encrypted anew",
                "an error of SQLCipher without a reason",
                "look whether the disk is full, and run it again; nothing was changed",
                file=self.path.name,
            )
        self._key = key

    def _abandon(self) -> None:
        """Let the file go without another word to it: the connection may hold two keys."""
        self.closed = True
        self._connection.close()
        self._engine.dispose()

    def close(self) -> None:
        """Let the file go; closing twice does nothing."""
        if self.closed:
            return
        try:
            if not self.read_only and not self._connection.invalidated:
                self.rollback()
                # What was committed lies safely in the log; the next closing folds it in.
                with contextlib.suppress(DiskFull):
                    self.checkpoint()
        finally:
            self._abandon()

    @property
    def _driver(self) -> Any:
        return self._connection.connection.driver_connection

    def _need_open(self) -> None:
        if self.closed:
            raise StoreError.because("a store is open while it is used", "a closed one", "open it again")

    def _connect(self) -> Any:
        try:
            connection = sqlcipher.connect(
                str(self.path), timeout=BUSY_MILLISECONDS / 1000, isolation_level=None
            )
        except sqlcipher.Error as wrong:
            raise self._in_plain_words(wrong) from None
        try:
            if self._key is not None:
                # A raw key: SQLCipher's own derivation would only slow down what Argon2id has done.
                connection.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
                _refuse_plain_sqlite(connection, self.path.name)
                # SQLCipher would write about damage to the terminal, past our own words.
                connection.execute("PRAGMA cipher_log_level = NONE").fetchall()
                # Pinned: files of today must open when a later SQLCipher changes its defaults.
                connection.execute("PRAGMA cipher_compatibility = 4").fetchall()
            if self._exclusive:
                connection.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").fetchall()
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
            if self.read_only:
                connection.execute("PRAGMA query_only = ON")
        except sqlcipher.Error as wrong:
            connection.close()
            raise self._in_plain_words(wrong) from None
        except BaseException:
            connection.close()
            raise
        return connection

    def _in_plain_words(self, wrong: Exception) -> HandrailError:
        unclear = getattr(wrong, "sqlite_errorname", "") == "SQLITE_IOERR"
        return in_plain_words(wrong, self.path.name, full=unclear and not may_grow(self.path))

    def _translated(self, context: ExceptionContext) -> BaseException | None:
        wrong = context.original_exception
        if isinstance(wrong, sqlcipher.Error):
            return self._in_plain_words(wrong)
        if isinstance(wrong, UnicodeEncodeError | OverflowError):
            return StoreError.because(
                "the store keeps Unicode text and numbers of 64 bits",
                "half a character, or a larger number",
                "look at how the file was decoded",
                file=self.path.name,
            )
        return None


def _refuse_plain_sqlite(connection: Any, name: str) -> None:
    """Raise when the library cannot encrypt: plain SQLite takes a key silently and writes plain text."""
    if connection.execute("PRAGMA cipher_version").fetchone() is None:
        raise StoreError.because(
            "the store is encrypted by SQLCipher",
            "an SQLite library without it",
            "install sqlcipher3 from its own wheel, not one that was built on the system's SQLite",
            file=name,
        )


def in_plain_words(wrong: Exception, name: str, *, full: bool = False) -> HandrailError:
    """Return what SQLite's error means to the person, without SQLite's own text, which may show data.

    Parameters
    ----------
    wrong
        The driver's exception.
    name
        The file's name.
    full
        It was found that nothing more can be written.

    Examples
    --------
    >>> full = sqlcipher.OperationalError("database or disk is full")
    >>> full.sqlite_errorname = "SQLITE_FULL"
    >>> in_plain_words(full, "study.db").exit_code
    15
    """
    code = str(getattr(wrong, "sqlite_errorname", ""))
    if code == "SQLITE_FULL" or full:
        return DiskFull.because(
            "there is room to write",
            "a full disk",
            "free some space and run it again; the store is as it was before",
            file=name,
        )
    if code == "SQLITE_CONSTRAINT" and "append-only" in str(wrong):  # the words of our own triggers
        return StoreError.because(
            "the audit log is append-only", "a change of what it says", "add a line instead", file=name
        )
    for beginnings, (rule, received, remedy) in _MEANINGS.items():
        if code.startswith(beginnings):
            kind = NotThisKey if code == "SQLITE_NOTADB" else StoreError
            return kind.because(rule, received, remedy, file=name)
    return StoreError.because(
        "the store does what it is asked",
        f"{code or type(wrong).__name__} from SQLite",
        "run it again; when it happens twice, report it with this code",
        file=name,
    )


_MEANINGS: dict[tuple[str, ...], tuple[str, str, str]] = {
    ("SQLITE_BUSY", "SQLITE_LOCKED"): (
        "one process at a time writes to a study",
        "a store that is locked: another process is writing",
        "wait until it has finished, or close it, and run this again",
    ),
    ("SQLITE_NOTADB",): (
        "the store is a database that its key opens",
        "a file that is damaged, or that belongs to another study.key",
        "restore the store and its key together from a backup",
    ),
    ("SQLITE_CORRUPT", "SQLITE_IOERR", "SQLITE_ERROR_MISSING", "SQLITE_FORMAT"): (
        "the store is whole",
        "a file that is damaged or cannot be read to its end",
        "restore the store and its key together from a backup",
    ),
    ("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_CANTOPEN", "SQLITE_AUTH"): (
        "the store can be opened and written",
        "a file or folder that may not be written",
        "check the permissions of the study folder",
    ),
    ("SQLITE_CONSTRAINT",): (
        "names and ids in the store are unique, and what they refer to is there",
        "a record that breaks this",
        "look for a name that is used twice, or for one that nothing carries",
    ),
    ("SQLITE_NOMEM", "SQLITE_TOOBIG"): (
        "a record fits in memory",
        "one that is too large",
        "close other programs, or split the file",
    ),
}
