"""Scenarios of the store: imports, purges, changes of keys, rotations and migrations that may be killed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import alembic.migration
import alembic.operations  # noqa: F401 - the nursery has it before a child migrates: no kill falls into imports
from kills import Acknowledge, Scenario
from samples import PASSPHRASE, make, make_schema_1, must, numbers_of, open_sound, put

from handrail.store import (
    KEY_FILE,
    Store,
    add_key,
    change_passphrase,
    copies_of,
    open_key,
    remove_key,
    rotate_key,
)
from handrail.store.database import Database
from handrail.store.keys import read_key_file
from handrail.values import StoreError

IMPORTS = 12
HELD = tuple(range(30))


def import_work(folder: Path, acknowledge: Acknowledge) -> None:
    with Store.open(folder, PASSPHRASE, allow_minimal=True) as store:
        for number in range(1, IMPORTS + 1):
            with store.transaction():
                put(store, number)
            acknowledge(str(number))


def import_check(folder: Path, acknowledged: Sequence[str]) -> float:
    store, seconds = open_sound(folder)
    with store:
        there = numbers_of(store)
        logged = [line.facts["number"] for line in store.audit_entries() if line.action == "import"]
    assert there == logged == list(range(len(there))), f"{there} are there, {logged} logged"
    # At most the one that was being acknowledged.
    assert len(acknowledged) <= len(there) - 1 <= len(acknowledged) + 1, f"{len(there) - 1} are there"
    return seconds


def purge_work(folder: Path, acknowledge: Acknowledge) -> None:
    with Store.open(folder, PASSPHRASE, allow_minimal=True) as store:
        for first in range(0, 12, 4):
            with store.transaction():
                for number in range(first, first + 4):
                    for source in store.sources():
                        if source.name in (f"interview-p{number:03}.txt", f"{number}.sav"):
                            store.remove_source(source.id)
                store.audit("withdraw", first=first)
            acknowledge(f"removed {first}")
            store.purge()
            acknowledge(f"purged {first}")


def purge_check(folder: Path, acknowledged: Sequence[str]) -> float:
    store, seconds = open_sound(folder)
    with store:
        gone = [line.facts["first"] for line in store.audit_entries() if line.action == "withdraw"]
        left = [number for number in HELD if number - number % 4 not in gone]
        assert numbers_of(store) == left, "a removal is half there"
        removed = sum(what.startswith("removed") for what in acknowledged)
        assert removed <= len(gone) <= removed + 1, f"{removed} acknowledged, {len(gone)} there"
        purged = sum(what.startswith("purged") for what in acknowledged)
        assert store.purge_due or purged >= len(gone) - 1, "a purge was forgotten"
    store, _ = open_sound(folder)
    with store:
        assert not store.purge_due, "a purge that was due was not made up for"
    return seconds


STEPS = ("change", "add", "change-back", "remove")
SECOND, OTHER = "a second key for faults", "another passphrase for faults"


def keys_work(folder: Path, acknowledge: Acknowledge) -> None:
    for _ in range(2):
        change_passphrase(folder, PASSPHRASE, OTHER, allow_minimal=True)
        acknowledge("change")
        add_key(folder, OTHER, "PI", SECOND, allow_minimal=True)
        acknowledge("add")
        change_passphrase(folder, SECOND, f"{SECOND}, new", allow_minimal=True)
        change_passphrase(folder, OTHER, PASSPHRASE, allow_minimal=True)
        acknowledge("change-back")
        remove_key(folder, PASSPHRASE, "PI", allow_minimal=True)
        acknowledge("remove")


def _opens(folder: Path, secret: str) -> bool:
    try:
        open_key(folder / KEY_FILE, secret, allow_minimal=True)
    except StoreError as wrong:
        must("the passphrase opens the study" in str(wrong), f"the key file is damaged: {wrong}")
        return False
    return True


def keys_check(folder: Path, acknowledged: Sequence[str]) -> float:
    opening = {secret for secret in (PASSPHRASE, OTHER) if _opens(folder, secret)}
    assert len(opening) == 1, f"{len(opening)} of the two passphrases open"
    held = next(iter(opening))
    second = any(_opens(folder, secret) for secret in (SECOND, f"{SECOND}, new"))
    place = len(acknowledged) % len(STEPS)
    # Which states are allowed after so many steps: as acknowledged, or one or two changes further.
    states = ((PASSPHRASE, False), (OTHER, False), (OTHER, True), (PASSPHRASE, True), (PASSPHRASE, False))
    assert (held, second) in states[place : place + 2], f"a state that no step leaves after {place}"
    store, seconds = open_sound(folder, held)
    with store:
        lines = [line for line in store.audit_entries() if line.action.startswith("key-")]
        assert numbers_of(store) == [0, 1, 2]
        # The log ends with the key file that is there: a change that it names and that never came is noted.
        expected = lines[-1].facts["file"] if lines else None
    assert expected in (None, read_key_file(folder / KEY_FILE).id), "a key file that the log does not name"
    done = sum(line.action in ("key-change", "key-add", "key-remove") for line in lines)
    assert done >= len(acknowledged), "a change that was acknowledged is not logged"
    return seconds


def rotate_work(folder: Path, acknowledge: Acknowledge) -> None:
    for _ in range(3):
        rotate_key(folder, PASSPHRASE, allow_minimal=True)
        acknowledge("rotate")


def rotate_check(folder: Path, acknowledged: Sequence[str]) -> float:
    store, seconds = open_sound(folder)
    with store:
        assert numbers_of(store) == list(HELD), "rows were lost"
        rotated = [line for line in store.audit_entries() if line.action == "key-rotate"]
        assert len(acknowledged) <= len(rotated) <= len(acknowledged) + 1, f"{len(rotated)} are logged"
        assert not [line for line in store.audit_entries() if line.action == "key-file-other"]
    file = read_key_file(folder / KEY_FILE)
    assert file.pending is None, "the key file still holds two data keys"
    assert not rotated or rotated[-1].facts["file"] == file.id, "the log names another key file"
    assert sorted(path.name for path in folder.iterdir()) == ["study.db", "study.key"]
    return seconds


def migrate_work(folder: Path, acknowledge: Acknowledge) -> None:
    with Store.open(folder, PASSPHRASE, allow_minimal=True):
        acknowledge("migrate")


def migrate_check(folder: Path, acknowledged: Sequence[str]) -> float:
    store, seconds = open_sound(folder)
    with store:
        assert store.schema_version == 2
        assert numbers_of(store) == list(HELD), "rows were lost"
        assert [line.action for line in store.audit_entries()].count("migrate") == 1
    (copy,) = copies_of(folder / "study.db")
    assert copy.name == "study.db.schema-1"
    # The copy opens under the same key, and is whole and of before.
    database = Database(copy, open_key(folder / KEY_FILE, PASSPHRASE, allow_minimal=True))
    driver = database._driver
    assert driver.execute("PRAGMA cipher_integrity_check").fetchall() == []
    assert driver.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone() == ("1",)
    assert driver.execute("SELECT count(*) FROM document").fetchone() == (len(HELD),)
    database.close()
    return seconds


SCENARIOS = (
    Scenario("import", lambda folder: make(folder, [0]), import_work, import_check),
    Scenario("purge", lambda folder: make(folder, HELD), purge_work, purge_check),
    Scenario("key change", lambda folder: make(folder, [0, 1, 2]), keys_work, keys_check),
    Scenario("rotation", lambda folder: make(folder, HELD, length=100), rotate_work, rotate_check),
    Scenario("migration", lambda folder: make_schema_1(folder, HELD), migrate_work, migrate_check),
)
