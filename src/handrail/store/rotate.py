"""Rotate: a new data key, under which the whole database is encrypted anew.

The key file holds both data keys before the database is touched; then the database changes from one to the
other in one transaction; then the key file drops the old one. Whenever the work is cut off, one of the two
opens the database, and the next opening finds out which and finishes (``pending``). All of it happens while
no other process has the store open, so that nobody takes a rotation at work for one that was cut off.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path

from handrail.store.database import Database
from handrail.store.files import refuse_without_room
from handrail.store.keys import (
    KEY_FILE,
    RECOVERY,
    KeyFile,
    Opened,
    Pending,
    new_data_key,
    new_file_id,
    read_key_file,
    write_key_file,
)
from handrail.store.migrate import copies_of
from handrail.store.recovery import plain_code
from handrail.store.shelf import Clock, now_in_utc
from handrail.store.slots import Slot, make_slot
from handrail.store.store import DATABASE_FILE, Store
from handrail.values import HandrailError, StoreError


@dataclass(frozen=True)
class Rotation:
    """What a rotation did.

    Attributes
    ----------
    kept
        Name of the key that opens the study now.
    fell_away
        Names of the keys that open it no more.
    removed
        Names of the copies that migrations had left: the old data key would still have opened them.
    """

    kept: str
    fell_away: tuple[str, ...]
    removed: tuple[str, ...] = ()


def rotate_key(
    folder: Path, secret: str, *, allow_minimal: bool = False, clock: Clock = now_in_utc
) -> Rotation:
    """Encrypt a study anew under a new data key, which the given secret opens and no other.

    Older copies of ``study.key`` and ``study.db`` are out of reach: together they open as before.

    Parameters
    ----------
    folder
        The study folder.
    secret
        Opens the study, before and after. Other people's passphrases are not at hand, so that their keys
        cannot wrap the new data key and fall away.
    allow_minimal
        Accept the weak key derivation of tests and the demonstration.
    clock
        Tells the time.

    Raises
    ------
    StoreError
        When another process has the study open, or the secret does not open it.
    DiskFull
        When there is no room; the study is as it was.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     folder = Path(name)
    ...     Store.create(folder, "the first one", minimal=True).close()
    ...     done = rotate_key(folder, "the first one", allow_minimal=True)
    ...     Store.open(folder, "the first one", allow_minimal=True).close()
    >>> done
    Rotation(kept='passphrase', fell_away=(), removed=())
    """
    with Store.open(folder, secret, allow_minimal=allow_minimal, clock=clock) as store:
        opened = store.opened
        assert opened is not None  # noqa: S101 - it was opened with a secret
    at = clock().astimezone(UTC).isoformat(timespec="seconds")
    # The slots are made before the lock: deriving takes its time.
    key = new_data_key()
    pending = Pending(new_file_id(), _slot(opened, secret, key, at))
    before = opened.file
    if not before.id:
        before = KeyFile(new_file_id(), (_slot(opened, secret, opened.key, at),))
    path = folder / DATABASE_FILE
    # Every page lies in the write-ahead log and in the file for a moment.
    refuse_without_room(folder, path.stat().st_size + 2**20, "encrypting the store anew")
    try:
        _rotate(path, opened, replace(before, pending=pending), key, clock)
    except BaseException:
        # Which of the two keys it is now under shows when it is opened; at the latest the next time.
        ended = False
        with (
            contextlib.suppress(HandrailError),
            Store.open(folder, secret, allow_minimal=allow_minimal, clock=clock) as store,
        ):
            ended = store.opened is not None and store.opened.file.id == pending.id
        if not ended:
            raise
    copies = copies_of(path)
    for copy in copies:
        copy.unlink()
    return Rotation(opened.slot.name, _others(opened), tuple(copy.name for copy in copies))


def _rotate(path: Path, opened: Opened, both: KeyFile, key: bytes, clock: Clock) -> None:
    key_path, pending = path.with_name(KEY_FILE), both.pending
    assert pending is not None  # noqa: S101 - it was just put there
    database = Database(path, opened.key, exclusive=True)
    try:
        if read_key_file(key_path) != opened.file or opened.file.pending is not None:
            raise StoreError.because(
                "one process at a time changes the keys of a study",
                "a key file that changed meanwhile",
                "run `handrail key list`, then this again",
                file=key_path.name,
            )
        write_key_file(key_path, both, opened.key)
        database.rekey(key)
        Store(database, clock).audit(
            "key-rotate", key=opened.slot.name, file=pending.id, fell_away=_others(opened)
        )
        database.checkpoint()
        write_key_file(key_path, KeyFile(pending.id, (pending.slot,)), key)
    finally:
        database.close()


def _slot(opened: Opened, secret: str, key: bytes, at: str) -> Slot:
    slot = opened.slot
    own = (plain_code(secret) or secret) if slot.name == RECOVERY else secret
    return make_slot(slot.name, slot.kind, own, key, parameters=slot.parameters, at=at)


def _others(opened: Opened) -> tuple[str, ...]:
    return tuple(slot.name for slot in opened.file.slots if slot.name != opened.slot.name)
