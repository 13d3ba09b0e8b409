"""A store of an earlier schema: copied, brought up to date, and as it was when that fails."""

import shutil
from pathlib import Path

import pytest

from handrail.store import ResultRecord, Store, copies_of, migrate
from handrail.store.database import Database
from handrail.store.store import _now
from handrail.values import DiskFull, StoreError

KEY = bytes(range(32))
STATEMENTS = Path(__file__).with_name("schema_1.sql")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a store of schema 1 with an audit line and three results."""
    path = tmp_path / "study.db"
    new = tmp_path / "new.db"
    with Store._begin(new, KEY, _now) as made, made.transaction():
        for step in ("read:police", "estimate:e", "documents"):
            made.put_result(ResultRecord(step, "k", "c", "read", {}, {}, {}, ""))
    database = Database(path, KEY)
    database._driver.executescript(STATEMENTS.read_text("utf-8"))
    database.execute_text(f"ATTACH '{new}' AS new KEY \"x'{KEY.hex()}'\"")
    for table in ("meta", "audit", "result"):
        database.execute_text(f"INSERT INTO {table} SELECT * FROM new.{table}")
    database.execute_text("UPDATE meta SET value = '1' WHERE key = 'schema_version'")
    database.execute_text("DETACH new")
    database.close()
    new.unlink()
    return path


def tables(path: Path) -> dict[str, str]:
    database = Database(path, KEY)
    rows = database._driver.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    database.close()
    return {name: " ".join(sql.replace('"', "").replace("\t", " ").split()) for name, sql in rows}


def test_an_old_store_becomes_what_a_new_one_is(old: Path, tmp_path: Path) -> None:
    with Store._reopen(old, KEY, _now) as store:
        assert store.schema_version == 2
        store.verify_audit()
        assert [entry.action for entry in store.audit_entries()] == ["create", "migrate"]
        # Tables that review needs to see with today's facts are made anew; what was read is kept.
        assert [one.step for one in store.results()] == ["read:police"]
    Store._begin(tmp_path / "today.db", KEY, _now).close()
    assert tables(old) == tables(tmp_path / "today.db")


def test_the_store_is_copied_as_it_was_under_its_key_before_it_changes(old: Path) -> None:
    Store._reopen(old, KEY, _now).close()
    (copy,) = copies_of(old)
    assert copy.name == "study.db.schema-1"
    assert not copy.read_bytes().startswith(b"SQLite format 3")
    assert "sign_off" not in tables(copy)
    database = Database(copy, KEY)
    assert database._driver.execute("SELECT count(*) FROM result").fetchone() == (3,)
    database.close()


def test_a_second_opening_migrates_nothing(old: Path) -> None:
    Store._reopen(old, KEY, _now).close()
    with Store._reopen(old, KEY, _now) as store:
        assert [entry.action for entry in store.audit_entries()] == ["create", "migrate"]


def test_an_old_store_that_is_opened_for_reading_says_what_to_do(old: Path) -> None:
    with pytest.raises(StoreError, match="open it for writing once"):
        Store._reopen(old, KEY, _now, read_only=True)
    assert copies_of(old) == ()


@pytest.mark.parametrize("wrong", [DiskFull(), KeyboardInterrupt()])
def test_a_migration_that_fails_leaves_the_store_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch, wrong: BaseException
) -> None:
    before = tables(old)

    def fail(*_: object) -> None:
        raise wrong

    step = migrate._STEPS[2]

    def half(operations: object, database: Database) -> None:
        step(operations, database)  # type: ignore[arg-type]
        fail()

    with monkeypatch.context() as patch:
        patch.setattr(migrate, "_STEPS", {2: half})
        with pytest.raises(type(wrong)):
            Store._reopen(old, KEY, _now)
    assert tables(old) == before
    with Store._reopen(old, KEY, _now) as store:
        assert store.schema_version == 2


def test_a_copy_that_finds_no_room_stops_the_migration_before_it_begins(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tables(old)

    def full(*_: object) -> None:
        raise DiskFull

    monkeypatch.setattr(Database, "copy_to", full)
    with pytest.raises(DiskFull):
        Store._reopen(old, KEY, _now)
    assert tables(old) == before
    assert [path.name for path in old.parent.glob("*.part")] == []


def test_a_migration_that_comes_second_copies_nothing_over_the_first_ones_copy(old: Path) -> None:
    late = Database(old, KEY)  # has found schema 1, as a second process would have
    assert late._driver.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone() == ("1",)
    late.close()
    Store._reopen(old, KEY, _now).close()
    (copy,) = copies_of(old)
    before = copy.read_bytes()
    alone = late.again(exclusive=True)
    migrate._bring_up_to_date(alone, _now)
    alone.close()
    assert copy.read_bytes() == before
    with Store._reopen(old, KEY, _now) as store:
        assert [entry.action for entry in store.audit_entries()] == ["create", "migrate"]


def test_a_migration_waits_for_nobody_who_has_the_store_open(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handrail.store.database.BUSY_MILLISECONDS", 100)
    before = tables(old)
    other = Database(old, KEY)
    with pytest.raises(StoreError, match="locked"):
        Store._reopen(old, KEY, _now)
    other.close()
    assert copies_of(old) == ()
    assert tables(old) == before


def test_a_migration_without_room_is_refused_before_it_begins(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tables(old)
    usage = type(shutil.disk_usage(old.parent))
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: usage(10, 9, 1))
        with pytest.raises(DiskFull, match="a copy of the store and its migration") as wrong:
            Store._reopen(old, KEY, _now)
    assert wrong.value.exit_code == 15
    assert tables(old) == before
    assert copies_of(old) == ()


def test_a_part_of_a_copy_that_was_cut_off_is_replaced(old: Path) -> None:
    part = old.with_name("study.db.schema-1.part")
    part.write_bytes(b"half")
    Store._reopen(old, KEY, _now).close()
    assert not part.exists()
    assert "sign_off" not in tables(copies_of(old)[0])


def test_what_a_migration_deleted_is_purged_at_the_next_close(old: Path) -> None:
    with Store._reopen(old, KEY, _now) as store:
        assert store.purge_due
    with Store._reopen(old, KEY, _now) as store:
        assert not store.purge_due
