"""Full disk: no more pages for the store, no more bytes for a file: what was there stays, and 15 is said."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import alembic.migration
import alembic.operations  # noqa: F401 - loaded before a file may no longer be written
from kills import Acknowledge, Nursery, Scenario
from samples import PASSPHRASE, everything, make, make_schema_1, must, numbers_of, open_sound, put

from handrail.store import Store, damage_of, open_key, rotate_key, write_atomically
from handrail.store.keys import KEY_FILE
from handrail.values import DiskFull, HandrailError

HELD = tuple(range(8))


def pages(folder: Path, points: int) -> list[str]:
    """Import into a store that may grow by 0, 1, 2 ... pages; return what happened at each point."""
    make(folder, HELD)
    said = []
    with Store.open(folder, PASSPHRASE, allow_minimal=True) as store:
        driver = store._database._driver
        most = driver.execute("PRAGMA max_page_count").fetchone()[0]
        for point in range(points):
            before = everything(store)
            used = driver.execute("PRAGMA page_count").fetchone()[0]
            driver.execute(f"PRAGMA max_page_count = {used + point}").fetchall()
            try:
                with store.transaction():
                    put(store, 100 + point, length=120)
                said.append("kept")
                numbers_of(store)
            except DiskFull as wrong:
                must(wrong.exit_code == 15, "another exit code")
                assert everything(store) == before, "the store is not as it was"
                said.append("refused")
            driver.execute(f"PRAGMA max_page_count = {most}").fetchall()
            with store.transaction():
                store.audit("check")  # it can be written again
    store, _ = open_sound(folder)
    with store:
        assert len(numbers_of(store)) == len(HELD) + said.count("kept")
    return said


# With a limit on the size of every file, which is how a quota looks from inside; in a process of its own.


def _limited(work: Callable[[Path], None]) -> Callable[[Path, Acknowledge], None]:
    def run(folder: Path, acknowledge: Acknowledge) -> None:
        limit = int(folder.with_name(f"{folder.name}-limit").read_text())
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            work(folder)
        except HandrailError as wrong:
            acknowledge(f"{type(wrong).__name__} {wrong.exit_code}: {wrong}"[:300])
        else:
            acknowledge("kept")

    return run


def _import(folder: Path) -> None:
    with Store.open(folder, PASSPHRASE, allow_minimal=True) as store, store.transaction():
        for number in range(50, 60):
            put(store, number)


def _purge(folder: Path) -> None:
    with Store.open(folder, PASSPHRASE, allow_minimal=True) as store:
        with store.transaction():
            for source in store.sources():
                if source.name in ("interview-p000.txt", "0.sav"):
                    store.remove_source(source.id)
            store.audit("withdraw", first=0)
        store.purge()


def _rotate(folder: Path) -> None:
    rotate_key(folder, PASSPHRASE, allow_minimal=True)


def _migrate(folder: Path) -> None:
    Store.open(folder, PASSPHRASE, allow_minimal=True).close()


def _file(folder: Path) -> None:
    write_atomically(folder / "results.json", b"n" * 300_000)


def _check(folder: Path, acknowledged: Sequence[str]) -> float:
    with Store.open(folder, PASSPHRASE, allow_minimal=True) as store:
        # A log that was folded in by half is no damage, also to the self-test's eyes.
        assert damage_of(store) == ()
    store, seconds = open_sound(folder)
    with store:
        there = numbers_of(store)
        withdrawn = [line for line in store.audit_entries() if line.action == "withdraw"]
    wanted = [number for number in HELD if number or not withdrawn]
    # A whole import or none of it; it may be there although the log could not be folded in afterwards.
    assert there in (wanted, [*wanted, *range(50, 60)]), f"{there} are there"
    (outcome,) = acknowledged
    assert outcome == "kept" or outcome.startswith("DiskFull 15"), outcome
    results = folder / "results.json"
    assert results.read_bytes() in (b"old", b"n" * 300_000), "a file is half written"
    open_key(folder / KEY_FILE, PASSPHRASE, allow_minimal=True)
    assert not list(folder.glob("*.part")) + list(folder.glob(".*.part")), "a part of a file is left"
    return seconds


def _prepare(make_one: Callable[[Path], None]) -> Callable[[Path], None]:
    def prepare(folder: Path) -> None:
        make_one(folder)
        (folder / "results.json").write_bytes(b"old")

    return prepare


_OF_TODAY = _prepare(lambda folder: make(folder, HELD))
SCENARIOS = tuple(
    Scenario(name, prepare, _limited(work), _check)
    for name, prepare, work in (
        ("file", _OF_TODAY, _file),
        ("import", _OF_TODAY, _import),
        ("purge", _OF_TODAY, _purge),
        ("rotation", _OF_TODAY, _rotate),
        ("migration", _prepare(lambda folder: make_schema_1(folder, HELD)), _migrate),
    )
)


def limits(nurse: Nursery, folder: Path, points: int) -> list[str]:
    """Run each kind of work under some limits on a file's size; return what happened at each point."""
    said = []
    for scenario in SCENARIOS:
        prepared = folder / f"{scenario.name}-prepared"
        prepared.mkdir()
        scenario.prepare(prepared)
        largest = (prepared / "study.db").stat().st_size
        for point in range(points):
            place = folder / f"{scenario.name}-{point}"
            shutil.copytree(prepared, place)
            # From less than a page to more than the store will have.
            limit = int(1.6 * largest * point / max(1, points - 1)) + 100
            place.with_name(f"{place.name}-limit").write_text(str(limit))
            run = nurse.run("full_disk", scenario.name, place)
            assert run.failed == "", f"{scenario.name} under {limit} bytes: {run.failed}"
            try:
                scenario.check(place, run.acknowledged)
            except AssertionError as wrong:
                raise AssertionError(f"{scenario.name} under {limit} of {largest} bytes: {wrong}") from wrong
            said.append(f"{scenario.name}: {run.acknowledged[0].split(':')[0]}")
            shutil.rmtree(place)
    return said
