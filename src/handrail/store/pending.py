"""Pending: what a change of the keys that was cut off left behind, and how the next opening ends it.

While a process has the store open, no other can rotate its data key: that needs the store for itself. So a
pending key that is read while the store is open belongs to a rotation that is over, one way or the other.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from handrail.store.keys import KeyFile, Opened, read_key_file, write_key_file
from handrail.values import StoreError

if TYPE_CHECKING:
    from handrail.store.store import Store

_A_MOMENT = 0.5
"""Seconds: a change at work in another process writes its key file that soon after its audit line."""


def finish(store: Store, path: Path, opened: Opened, key: bytes) -> Opened:
    """End a rotation that was cut off: keep the data key under which the database is, drop the other.

    Parameters
    ----------
    store
        Open, for writing.
    path
        The key file.
    opened
        What was in it.
    key
        The data key that opened the database.

    Raises
    ------
    StoreError, DiskFull
        When it cannot be ended now; the next opening tries again.
    """
    pending = opened.file.pending
    if pending is None:
        return opened
    if key == opened.pending:
        others = [slot.name for slot in opened.file.slots if slot.name != pending.slot.name]
        with store.transaction():
            if last_key_file(store) != pending.id:
                store.audit("key-rotate", key=pending.slot.name, file=pending.id, fell_away=others)
        file, slot = KeyFile(pending.id, (pending.slot,)), pending.slot
    else:
        file, slot = replace(opened.file, pending=None), opened.slot
    with store.transaction():  # one process at a time writes the key file
        if read_key_file(path) == opened.file:
            write_key_file(path, file, key)
    return Opened(read_key_file(path), slot, key)


def note_other_key_file(store: Store, path: Path) -> None:
    """Add an audit line when the key file is not the one that the last line about keys names.

    Either a change was cut off before its file was written, or somebody put an older file back.
    """
    if not _is_other(store, path):
        return
    time.sleep(_A_MOMENT)
    with store.transaction():
        if _is_other(store, path):
            store.audit("key-file-other", file=read_key_file(path).id, expected=last_key_file(store))


def _is_other(store: Store, path: Path) -> bool:
    file, expected = read_key_file(path), last_key_file(store)
    return expected is not None and file.id != expected and file.pending is None


def sweep(store: Store, path: Path) -> None:
    """Remove what a process that was killed while it wrote left beside the key file and the store."""
    parts = tuple(path.parent.glob(f".{path.stem}.*.part"))
    if parts:
        with store.transaction():  # nobody is writing it now
            for part in parts:
                part.unlink(missing_ok=True)


def last_key_file(store: Store) -> str | None:
    """Return the id of the key file that the last audit line about keys names, or None before any."""
    lines = store.audit_entries_of("key-")
    return None if not lines else str(lines[-1].facts.get("file", ""))


def refuse_other_slot(path: Path) -> StoreError:
    """Return what to say when a rotation that was cut off left a key behind that opens no more."""
    return StoreError.because(
        "a change of the data key that was cut off is ended by whoever began it",
        "another key of the study",
        "open the study once with the passphrase or code with which `handrail key rotate` was run",
        file=path.name,
    )
