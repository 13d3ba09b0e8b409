"""Two processes on one study: one waits for the other or is refused; nothing is lost and no half is read."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from kills import Acknowledge, Nursery, Scenario, nursery
from samples import PASSPHRASE, make, must, numbers_of, open_sound, put

from handrail.store import Store, add_key, list_keys
from handrail.values import StoreError

TRANSACTIONS = 12


def _write(folder: Path, acknowledge: Acknowledge, first: int) -> None:
    for number in range(first, first + TRANSACTIONS):
        # Opened each time, as commands do: closing folds the log in and may purge.
        with Store.open(folder, PASSPHRASE, allow_minimal=True) as store:
            try:
                with store.transaction():
                    put(store, number, length=20)
            except StoreError as wrong:
                must("locked" in str(wrong), f"refused with other words: {wrong}")
                continue
        acknowledge(str(number))


def write_100(folder: Path, acknowledge: Acknowledge) -> None:
    _write(folder, acknowledge, 100)


def write_200(folder: Path, acknowledge: Acknowledge) -> None:
    _write(folder, acknowledge, 200)


def read(folder: Path, acknowledge: Acknowledge) -> None:
    with Store.open(folder, PASSPHRASE, allow_minimal=True, read_only=True) as store:
        for _ in range(8 * TRANSACTIONS):
            held = {document.name for document in store.documents()}
            time.sleep(0.005)
            again = {document.name for document in store.documents()}
            assert held <= again, "a reader saw rows that went"
            store.verify_audit()
        acknowledge("read")


def keys(folder: Path, acknowledge: Acknowledge) -> None:
    for number in range(6):
        try:
            add_key(folder, PASSPHRASE, f"key {number}", f"a second key {number}", allow_minimal=True)
        except StoreError as wrong:
            must("locked" in str(wrong), f"refused with other words: {wrong}")
            continue
        acknowledge(f"key {number}")


def _nothing(folder: Path, acknowledged: Sequence[str]) -> float:
    raise NotImplementedError(f"{folder}, {acknowledged}: two runs are checked together")


SCENARIOS = tuple(
    Scenario(work.__name__, lambda folder: make(folder, [0]), work, _nothing)
    for work in (write_100, write_200, read, keys)
)


def together(folder: Path, *names: str) -> dict[str, tuple[str, ...]]:
    """Run some of the work on one study at once; return what each acknowledged, having found all of it."""
    folder.mkdir()
    make(folder, [0])
    with ExitStack() as stack:
        nurses: list[Nursery] = [stack.enter_context(nursery("two_processes")) for _ in names]
        for nurse, name in zip(nurses, names, strict=True):
            nurse.start("two_processes", name, folder)
        started = time.monotonic()
        runs = [nurse.finish(started) for nurse in nurses]
    for name, run in zip(names, runs, strict=True):
        assert run.failed == "", f"{name}: {run.failed}"
    said = {name: run.acknowledged for name, run in zip(names, runs, strict=True)}
    store, _ = open_sound(folder)
    with store:
        there = set(numbers_of(store))
    written = {int(what) for name in names if name.startswith("write") for what in said[name]}
    assert there == {0} | written, "what was acknowledged and what is there differ"
    added = set(said.get("keys", ()))
    assert {row.name for row in list_keys(folder)} == {"passphrase"} | added, "a key was lost"
    return said
