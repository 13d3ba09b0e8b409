"""The encrypted file: what it hides, and what is said when it cannot be opened or written."""

import logging
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import StatementError

from handrail.store import (
    DATABASE_FILE,
    KEY_FILE,
    DocumentRecord,
    SourceRecord,
    Store,
    TurnRecord,
    database,
    models,
)
from handrail.store.store import _now
from handrail.values import DiskFull, HandrailError, StoreError

PASSPHRASE = "a passphrase for tests"
SENTINEL = "the sentinel that nobody said"

MakeSource = Callable[..., SourceRecord]
Reopen = Callable[[], Store]


def fill(store: Store, source: MakeSource, paragraphs: int = 1) -> None:
    with store.transaction():
        kept = store.put_source(source())
        text = "\n".join(f"{SENTINEL} {number}" for number in range(paragraphs))
        store.put_document(DocumentRecord(kept.id, kept.name, "txt", text))


def test_a_closed_study_is_one_file_and_its_key(store: Store, source: MakeSource, tmp_path: Path) -> None:
    fill(store, source, 500)
    assert (tmp_path / "study.db-wal").stat().st_size > 0
    store.close()
    store.close()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [DATABASE_FILE, KEY_FILE]


def test_nothing_readable_lies_in_the_encrypted_file_and_all_of_it_in_a_plain_one(
    store: Store, source: MakeSource, tmp_path: Path
) -> None:
    fill(store, source, 500)
    during = (tmp_path / "study.db-wal").read_bytes()
    store.close()
    written = (tmp_path / DATABASE_FILE).read_bytes()
    for what in (SENTINEL, "interview-p01.txt", "police", "CREATE TABLE", "SQLite format 3"):
        assert what.encode() not in written
        assert what.encode() not in during
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        sqlite3.connect(tmp_path / DATABASE_FILE).execute("SELECT * FROM sqlite_master")
    # The same code without a key: the search above is able to find.
    plain = Store._begin(tmp_path / "plain.db", None, _now)
    fill(plain, source, 500)
    plain.close()
    written = (tmp_path / "plain.db").read_bytes()
    for what in (SENTINEL, "interview-p01.txt", "police", "CREATE TABLE", "SQLite format 3"):
        assert what.encode() in written


def test_the_connection_is_careful(store: Store) -> None:
    settings = {
        name: next(iter(store._database._driver.execute(f"PRAGMA {name}").fetchone()))
        for name in (
            "foreign_keys",
            "secure_delete",
            "journal_mode",
            "synchronous",
            "busy_timeout",
            "temp_store",
        )
    }
    assert settings == {
        "foreign_keys": 1,
        "secure_delete": 1,
        "journal_mode": "wal",
        "synchronous": 2,
        "busy_timeout": 5000,
        "temp_store": 2,
    }


def test_what_was_put_is_there_after_opening_again(store: Store, source: MakeSource, reopen: Reopen) -> None:
    fill(store, source)
    study, digest = store.study_id, store.digester.of("x")
    store.close()
    with reopen() as again:
        assert again.study_id == study
        assert again.digester.of("x") == digest
        assert again.schema_version == 2
        assert [document.text for document in again.documents()] == [f"{SENTINEL} 0"]


def test_two_studies_share_neither_id_nor_secret(tmp_path: Path) -> None:
    made = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        with Store.create(tmp_path / name, PASSPHRASE, minimal=True) as store:
            made.append((store.study_id, store.digester.of("yes")))
    assert made[0][0] != made[1][0]
    assert made[0][1] != made[1][1]


def test_a_store_is_not_made_over_another_and_leaves_the_first_as_it_was(
    store: Store, source: MakeSource, tmp_path: Path, reopen: Reopen
) -> None:
    fill(store, source)
    store.close()
    with pytest.raises(StoreError, match="where there is none"):
        Store.create(tmp_path, PASSPHRASE, minimal=True)
    (tmp_path / DATABASE_FILE).rename(tmp_path / "aside.db")
    with pytest.raises(StoreError, match="never overwritten"):
        Store.create(tmp_path, PASSPHRASE, minimal=True)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["aside.db", KEY_FILE]
    (tmp_path / "aside.db").rename(tmp_path / DATABASE_FILE)
    with reopen() as again:
        assert len(again.documents()) == 1


@pytest.mark.parametrize("wrong", [KeyboardInterrupt, DiskFull])
def test_a_store_whose_making_was_stopped_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: type[BaseException]
) -> None:
    def stopped(*_: object) -> None:
        raise wrong

    monkeypatch.setattr("handrail.store.store.begin_store", stopped)
    with pytest.raises(wrong):
        Store.create(tmp_path, PASSPHRASE, minimal=True)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_passphrase_does_not_open(store: Store, tmp_path: Path) -> None:
    store.close()
    with pytest.raises(StoreError, match="the passphrase opens the study"):
        Store.open(tmp_path, "another", allow_minimal=True)
    with pytest.raises(StoreError, match="a real study refuses"):
        Store.open(tmp_path, PASSPHRASE)


def test_a_missing_store_and_a_missing_key_are_told_apart(
    store: Store, tmp_path: Path, reopen: Reopen
) -> None:
    store.close()
    (tmp_path / KEY_FILE).rename(tmp_path / "aside")
    with pytest.raises(StoreError, match="the data cannot be read without it"):
        reopen()
    (tmp_path / DATABASE_FILE).unlink()
    with pytest.raises(StoreError, match=r"no study\.db"):
        reopen()


def test_the_key_of_another_study_does_not_open(store: Store, tmp_path: Path, reopen: Reopen) -> None:
    store.close()
    other = tmp_path / "other"
    other.mkdir()
    Store.create(other, PASSPHRASE, minimal=True).close()
    (other / KEY_FILE).replace(tmp_path / KEY_FILE)
    with pytest.raises(StoreError, match=r"belongs to another study\.key"):
        reopen()


def read_everything(store: Store) -> None:
    store.documents()
    store.sources()
    store.audit_entries()


def is_refused(reopen: Reopen) -> bool:
    try:
        with reopen() as again:
            read_everything(again)
    except StoreError as wrong:
        return "restore the store and its key together" in str(wrong)
    return False


def test_every_page_with_a_flipped_byte_is_noticed_when_it_is_read(
    store: Store, source: MakeSource, tmp_path: Path, reopen: Reopen
) -> None:
    fill(store, source, 2000)
    store.close()
    path = tmp_path / DATABASE_FILE
    whole = path.read_bytes()
    size = 4096
    assert len(whole) > 20 * size
    noticed = 0
    for page in range(0, len(whole), size):
        position = page + size // 2
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        noticed += is_refused(reopen)
    # Pages of tables that hold nothing here are not read.
    assert noticed * size > 0.4 * len(whole)
    path.write_bytes(whole)
    with reopen() as again:
        read_everything(again)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.9])
def test_a_truncated_file_is_noticed(
    store: Store, source: MakeSource, tmp_path: Path, reopen: Reopen, share: float
) -> None:
    fill(store, source, 2000)
    store.close()
    path = tmp_path / DATABASE_FILE
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(StoreError, match="restore"), reopen() as again:
        read_everything(again)


@pytest.mark.parametrize("content", [b"x" * 8192, b"%PDF-1.7\n" * 1000])
def test_a_file_of_something_else_is_said_to_be_damaged(
    store: Store, tmp_path: Path, reopen: Reopen, content: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    store.close()
    (tmp_path / DATABASE_FILE).write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        reopen()
    assert capfd.readouterr() == ("", "")


def test_an_empty_database_is_no_study_and_is_not_made_one(
    store: Store, tmp_path: Path, reopen: Reopen
) -> None:
    store.close()
    (tmp_path / DATABASE_FILE).write_bytes(b"")
    with pytest.raises(StoreError, match="the store of a study"):
        reopen()


def test_a_store_of_a_newer_schema_is_refused(store: Store, reopen: Reopen) -> None:
    with store.transaction():
        version = update(models.meta).where(models.meta.c.key == "schema_version")
        store._database.execute(version.values(value="3"))
    store.close()
    with pytest.raises(StoreError, match="up to schema 2; received: schema 3"):
        reopen()


HOLDER = """
import sys
from pathlib import Path
from handrail.store import Store
with Store.open(Path(sys.argv[1]), sys.argv[2], allow_minimal=True) as store, store.transaction():
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_store_that_another_process_writes_can_be_read_but_is_locked_for_writing(
    store: Store, source: MakeSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reopen: Reopen
) -> None:
    fill(store, source)
    store.close()
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 100)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path), PASSPHRASE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with reopen() as second:
            assert len(second.documents()) == 1
            with pytest.raises(StoreError, match="locked") as wrong, second.transaction():
                pytest.fail("the transaction began")
            assert wrong.value.exit_code == 13
        holder.communicate("go on\n", timeout=30)
    assert holder.returncode == 0
    with reopen() as third, third.transaction():
        third.audit("check")


def test_a_process_that_was_killed_in_a_transaction_leaves_the_study_as_it_was(
    store: Store, source: MakeSource, tmp_path: Path, reopen: Reopen
) -> None:
    fill(store, source)
    store.close()
    killed = """
        import os, sys
        from pathlib import Path
        from handrail.store import Store
        store = Store.open(Path(sys.argv[1]), sys.argv[2], allow_minimal=True)
        with store.transaction():
            store.remove_source(store.sources()[0].id)
            assert store.documents() == ()
            os._exit(9)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(killed), str(tmp_path), PASSPHRASE], check=False, timeout=60
    )
    assert done.returncode == 9
    with reopen() as again:
        assert len(again.documents()) == 1


def test_a_full_disk_is_said_and_the_store_stays_as_it_was(store: Store, source: MakeSource) -> None:
    fill(store, source)
    pages = store._database._driver.execute("PRAGMA page_count").fetchone()[0]
    store._database._driver.execute(f"PRAGMA max_page_count = {pages + 4}").fetchall()

    def import_another() -> None:
        with store.transaction():
            kept = store.put_source(source("interview-p02.txt"))
            store.put_document(DocumentRecord(kept.id, kept.name, "txt", SENTINEL * 10_000))

    with pytest.raises(DiskFull, match="the store is as it was") as wrong:
        import_another()
    assert wrong.value.exit_code == 15
    assert SENTINEL not in str(wrong.value)
    assert [document.name for document in store.documents()] == ["interview-p01.txt"]
    assert len(store.sources()) == 1
    with store.transaction():
        store.audit("check")


def test_a_store_for_reading_refuses_every_change(store: Store, source: MakeSource, tmp_path: Path) -> None:
    fill(store, source)
    store.close()
    before = (tmp_path / DATABASE_FILE).read_bytes()
    with Store.open(tmp_path, PASSPHRASE, allow_minimal=True, read_only=True) as reader:
        assert len(reader.documents()) == 1
        with pytest.raises(StoreError, match="open for reading"), reader.transaction():
            pytest.fail("the transaction began")
        with pytest.raises(StoreError, match="may not be written"):
            reader._database.execute(insert(models.meta), [{"key": "x", "value": "y"}])
    assert (tmp_path / DATABASE_FILE).read_bytes() == before


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(StoreError, match="a closed one"):
        store.sources()


def test_an_interrupt_inside_a_transaction_leaves_every_row_equal(store: Store, source: MakeSource) -> None:
    fill(store, source)
    before = (store.sources(), store.documents(), store.audit_entries())

    def interrupted() -> None:
        with store.transaction():
            store.put_source(source("interview-p02.txt"))
            store.remove_source(before[0][0].id)
            store.audit("withdraw")
            assert [kept.name for kept in store.sources()] == ["interview-p02.txt"]
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (store.sources(), store.documents(), store.audit_entries()) == before
    with store.transaction():
        store.put_source(source("interview-p02.txt"))
    assert len(store.sources()) == 2


def test_an_interrupt_inside_a_statement_leaves_every_row_equal_and_the_store_usable(
    store: Store, source: MakeSource
) -> None:
    fill(store, source)
    before = (store.sources(), store.documents(), store.audit_entries())

    class Stops(str):
        """A text during whose binding Ctrl-C is pressed."""

        def __conform__(self, _: object) -> object:
            raise KeyboardInterrupt

    connection = store._database._connection

    def interrupted() -> None:
        with store.transaction():
            store.remove_source(before[0][0].id)
            store._database.execute(insert(models.meta), [{"key": "x", "value": Stops("y")}])

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert store._database._connection is not connection
    assert (store.sources(), store.documents(), store.audit_entries()) == before
    with store.transaction():
        store.put_source(source("interview-p02.txt"))
    assert len(store.sources()) == 2


def test_putting_without_a_transaction_and_a_transaction_in_another_are_mistakes(
    store: Store, source: MakeSource
) -> None:
    with pytest.raises(RuntimeError, match="need an open transaction"):
        store.put_source(source())
    with store.transaction():
        with pytest.raises(RuntimeError, match="already"), store.transaction():
            pytest.fail("a second transaction began")
        store.put_source(source())
    assert len(store.sources()) == 1


def test_no_log_and_no_error_shows_what_was_put_or_read(
    store: Store, source: MakeSource, caplog: pytest.LogCaptureFixture, reopen: Reopen
) -> None:
    for name in ("", "sqlalchemy", "sqlalchemy.engine", "sqlalchemy.engine.Engine"):
        caplog.set_level(logging.DEBUG, name)
    store.close()
    store = reopen()  # a connection asks for its level when it is made
    fill(store, source)
    assert SENTINEL in store.documents()[0].text

    def chain(error: BaseException | None) -> list[str]:
        return (
            [] if error is None else [repr(error), str(error), *chain(error.__cause__ or error.__context__)]
        )

    wrongs: list[tuple[Any, dict[str, Any]]] = [
        (models.meta, {"key": "secret", "value": SENTINEL}),
        (models.meta, {"key": SENTINEL, "value": None}),
        (models.document, {"name": SENTINEL, "source": SENTINEL, "format": SENTINEL, "text": SENTINEL}),
        (models.turn, {"document": "interview-p01.txt", "index": SENTINEL, "start": 0, "end": 1}),
        (models.meta, {"key": SENTINEL, "value": object()}),
    ]
    for table, row in wrongs:
        with pytest.raises(Exception) as wrong, store.transaction():  # noqa: PT011
            store._database.execute(insert(table), [row])
        assert isinstance(wrong.value, HandrailError)
        for said in chain(wrong.value):
            assert SENTINEL not in said
    store.close()
    assert SENTINEL not in caplog.text
    assert store.study_id not in caplog.text


def test_an_error_of_sqlalchemy_itself_hides_the_parameters(store: Store) -> None:
    rows = [{"key": "a", "value": SENTINEL}, {"key": SENTINEL}]
    with pytest.raises(StatementError, match="parameters hidden") as wrong, store.transaction():
        store._database.execute(insert(models.meta), rows)
    assert SENTINEL not in str(wrong.value)


def test_the_log_test_above_can_fail(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    # With the level taken away, SQLAlchemy does log the rows it reads.
    logger = logging.getLogger("sqlalchemy.engine.Engine.handrail")
    caplog.set_level(logging.DEBUG, logger.name)
    store._database._connection.close()
    store._database._connection = store._database._engine.connect()
    store._database.rows(select(models.meta))
    assert store.study_id in caplog.text


def test_a_library_that_cannot_encrypt_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Plain SQLite ignores the key: without this guard the study would be written in plain text.
    monkeypatch.setattr(database, "sqlcipher", sqlite3)
    with pytest.raises(StoreError, match="an SQLite library without it"):
        Store.create(tmp_path, PASSPHRASE, minimal=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", [f"{SENTINEL} \ud800", 2**70])
def test_what_sqlite_cannot_hold_is_said_without_quoting_it(store: Store, text: Any) -> None:
    with pytest.raises(StoreError, match="64 bits") as wrong, store.transaction():
        store._database.execute(insert(models.meta), [{"key": "x", "value": text}])
    assert SENTINEL not in str(wrong.value)


def test_importing_the_store_loads_neither_database_nor_key_derivation() -> None:
    code = (
        "import sys, handrail.store; from handrail.store import SourceRecord, new_id; "
        "print([m for m in ('sqlalchemy', 'sqlcipher3', 'argon2', 'polars', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_opening_a_study_loads_no_mapper_and_no_numerics_and_takes_under_three_tenths_of_a_second(
    store: Store, tmp_path: Path
) -> None:
    store.close()
    code = """
        import sys
        from pathlib import Path
        from handrail.store import Store
        import time
        with Store.open(Path(sys.argv[1]), sys.argv[2], allow_minimal=True) as store:
            store.results()
            print(time.process_time())
            heavy = {"sqlalchemy.orm", "numpy", "scipy", "polars", "pydantic", "typer", "jinja2"}
            print(sorted(heavy & set(sys.modules)))
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(tmp_path), PASSPHRASE]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(3)]
    assert {run.stdout.splitlines()[1] for run in runs} == {"[]"}
    # Time on the processor, the interpreter's start included: other work on the machine does not count.
    assert min(float(run.stdout.splitlines()[0]) for run in runs) < 0.3


def test_what_is_read_with_several_queries_is_of_one_state(
    store: Store, source: MakeSource, reopen: Reopen, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, source)
    reader = reopen()
    really = {name: getattr(database.Database, name) for name in ("rows", "plain_rows")}
    asked = []

    def and_meanwhile(self: Any, query: Any, name: str = "rows") -> Any:
        found = really[name](self, query)
        if self is reader._database:
            asked.append(1)
            with monkeypatch.context() as patch, store.transaction():
                for one, reads in really.items():
                    patch.setattr(database.Database, one, reads)
                kept = store.put_source(source(f"interview-q{len(asked)}.txt"))
                turns = (TurnRecord(0, "P", 0, 5),)
                store.put_document(DocumentRecord(kept.id, kept.name, "txt", "words", turns))
                store.audit("check")
        return found

    monkeypatch.setattr(database.Database, "rows", and_meanwhile)
    monkeypatch.setattr(
        database.Database, "plain_rows", lambda self, query: and_meanwhile(self, query, "plain_rows")
    )
    assert [document.name for document in reader.documents()] == ["interview-p01.txt"]
    reader.verify_audit()
    assert len(asked) >= 4
    assert len(reader.documents()) == len(asked) - 1
    reader.close()
