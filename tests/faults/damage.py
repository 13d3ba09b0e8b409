"""Damage: flipped bytes and a log that was cut: right rows or a clear refusal, never wrong rows."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samples import PASSPHRASE, everything, make, must, put

from handrail.store import Store
from handrail.values import StoreError

PAGE = 4096
HELD = tuple(range(12))


def read(folder: Path) -> dict[str, Any] | None:
    """Return all that a study holds, or None when it was clearly refused."""
    try:
        with Store.open(folder, PASSPHRASE, allow_minimal=True, read_only=True) as store:
            held = everything(store)
            store.verify_audit()
            return held
    except StoreError as wrong:
        clear = wrong.exit_code == 13 and "restore the store and its key together" in str(wrong)
        must(clear, f"an unclear refusal: {wrong}")
        return None


def flipped_bytes(folder: Path, draw: random.Random, *, every: int = 10) -> Counter[str]:
    """Flip a byte in every tenth page, one at a time, and count what happened."""
    folder.mkdir()
    make(folder, HELD, length=200)
    right = read(folder)
    path = folder / "study.db"
    whole = path.read_bytes()
    seen: Counter[str] = Counter()
    for page in range(0, len(whole), every * PAGE):
        place = page + draw.randrange(PAGE)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << draw.randrange(8)]) + whole[place + 1 :])
        found = read(folder)
        assert found in (None, right), f"wrong rows after a flipped byte at {place}"
        seen["refused" if found is None else "right rows"] += 1
    path.write_bytes(whole)
    assert read(folder) == right
    return seen


@dataclass(frozen=True)
class Logged:
    """A study at rest whose last transactions lie in its write-ahead log alone, and its states in order."""

    folder: Path
    base: bytes
    log: bytes
    states: list[dict[str, Any]]

    def read_with(self, log: bytes) -> dict[str, Any] | None:
        """Return what the study holds with another log beside it."""
        (self.folder / "study.db-shm").unlink(missing_ok=True)
        (self.folder / "study.db").write_bytes(self.base)
        (self.folder / "study.db-wal").write_bytes(log)
        return read(self.folder)


def logged(folder: Path, transactions: int) -> Logged:
    """Make a study, keep some transactions, and copy it as a crash would leave it."""
    live, at_rest = folder / "live", folder / "at-rest"
    live.mkdir(parents=True)
    at_rest.mkdir()
    make(live, [0])
    with Store.open(live, PASSPHRASE, allow_minimal=True) as store:
        states = [everything(store)]
        for number in range(1, transactions + 1):
            with store.transaction():
                put(store, number)
            states.append(everything(store))
        log = (live / "study.db-wal").read_bytes()
        base = (live / "study.db").read_bytes()
        shutil.copy(live / "study.key", at_rest / "study.key")
    shutil.rmtree(live)
    return Logged(at_rest, base, log, states)


def cut_logs(folder: Path, points: int) -> Counter[str]:
    """Cut the write-ahead log at offsets all over it, and count which states were found."""
    held = logged(folder, 8)
    seen: Counter[str] = Counter()
    latest = 0
    for point in range(points):
        found = held.read_with(held.log[: len(held.log) * point // max(1, points - 1)])
        if found is None:
            seen["refused"] += 1
            continue
        assert found in held.states, f"rows of no state that was kept, cut {point} of {points}"
        assert held.states.index(found) >= latest, "a longer log gave an older state"
        latest = held.states.index(found)
        seen[f"state {latest}"] += 1
    assert latest == len(held.states) - 1, "the whole log did not give the last state"
    return seen


def flipped_logs(folder: Path, draw: random.Random, points: int) -> Counter[str]:
    """Flip a byte of the write-ahead log, at places all over it, and count what was found."""
    held = logged(folder, 4)
    seen: Counter[str] = Counter()
    for point in range(points):
        place = (len(held.log) * point + draw.randrange(len(held.log))) // points
        changed = held.log[:place] + bytes([held.log[place] ^ 1]) + held.log[place + 1 :]
        found = held.read_with(changed)
        assert found is None or found in held.states, f"rows of no state that was kept, byte {place}"
        seen["refused" if found is None else "a state that was kept"] += 1
    return seen
