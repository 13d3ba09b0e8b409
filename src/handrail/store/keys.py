"""Keys: a random data key, wrapped under each secret that may open the study.

The database is encrypted with 32 random bytes. They lie in ``study.key``, in one slot for each secret (see
``slots``). An authentication code under a key that is made from the data key covers the whole file, so that
nobody without a secret can add, rename or exchange a slot; putting an older file of the same study back is
noticed by the audit log. While the data key is being changed the file holds the new one too, as ``pending``.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from handrail.store.files import write_atomically
from handrail.store.passphrase import refuse_unfit
from handrail.store.recovery import looks_like_code, plain_code
from handrail.store.slots import (
    KEY_BYTES,
    REAL,
    Parameters,
    Slot,
    make_slot,
    open_slot,
    read_slot,
    read_slot_of_format_1,
)
from handrail.values import StoreError, canonical

KEY_FILE = "study.key"
"""Name of the key file in a study folder."""

FORMAT = 2
"""Version of the key file's format; files of format 1 open, and become format 2 at the next change."""

MOST_SLOTS = 8
"""Opening tries each slot, and each takes a fraction of a second."""

PASSPHRASE, RECOVERY = "passphrase", "recovery"
"""Names of the two slots that belong to nobody in particular."""


@dataclass(frozen=True)
class Pending:
    """A change of the data key: the slot that the new one lies in, and the id of the key file to follow."""

    id: str
    slot: Slot


@dataclass(frozen=True)
class KeyFile:
    """What a key file holds.

    Attributes
    ----------
    id
        Random, new with every change; empty in format 1. The audit log names it.
    slots
        At least one.
    pending
        A change of the data key that has not ended.
    mac
        Authentication code over all of it; empty in format 1, where the slot's own covers everything.
    """

    id: str
    slots: tuple[Slot, ...]
    pending: Pending | None = None
    mac: str = field(default="", repr=False)


@dataclass(frozen=True)
class Opened:
    """An opened key file.

    Attributes
    ----------
    file
        What it holds.
    slot
        The slot that the secret opened.
    key
        The data key.
    pending
        The new data key of a change that was cut off, when this secret opens it.
    """

    file: KeyFile
    slot: Slot
    key: bytes = field(repr=False)
    pending: bytes | None = field(default=None, repr=False)


def create_key(
    path: Path, passphrase: str, *, parameters: Parameters = REAL, allow_minimal: bool = False
) -> bytes:
    """Make a data key, write it wrapped, and return its 32 bytes.

    Parameters
    ----------
    path
        The key file, which must not exist yet: without its key a study cannot be read.
    passphrase
        At least 12 characters for a real study; equal however a keyboard composes its accents (NFC).
    parameters
        Cost of a guess.
    allow_minimal
        Accept less than ``REAL``.

    Raises
    ------
    StoreError
        When the file exists or cannot be written, or the passphrase or the parameters are too weak.
    DiskFull
        When there is no room.

    Examples
    --------
    >>> import tempfile
    >>> from handrail.store import MINIMAL
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "study.key"
    ...     made = create_key(path, "a passphrase", parameters=MINIMAL, allow_minimal=True)
    ...     open_key(path, "a passphrase", allow_minimal=True) == made
    True
    """
    if path.exists():
        raise StoreError.because(
            "a key file is never overwritten: without it the data cannot be read",
            f"{path.name} is there",
            "move it away if it belongs to no store",
            file=path.name,
        )
    refuse_unfit(passphrase, synthetic=parameters.weak)
    _refuse_weak(parameters, allow_minimal, path.name)
    key = new_data_key()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    slot = make_slot(PASSPHRASE, "passphrase", passphrase, key, parameters=parameters, at=now)
    write_key_file(path, KeyFile(new_file_id(), (slot,)), key)
    return key


def open_key(path: Path, secret: str, *, allow_minimal: bool) -> bytes:
    """Return the 32 bytes of the data key.

    Parameters
    ----------
    path
        The key file.
    secret
        The study's passphrase, its recovery code, or a second key.
    allow_minimal
        Accept a key file of tests and the demonstration.

    Raises
    ------
    StoreError
        When the file is missing, damaged, of a newer format or too weak, or the secret does not open it.
    """
    return open_key_file(path, secret, allow_minimal=allow_minimal).key


def open_key_file(path: Path, secret: str, *, allow_minimal: bool) -> Opened:
    """Return the opened key file; each slot is tried with the secret. Raises as ``open_key`` does."""
    file = read_key_file(path)
    for slot in (*file.slots, *([file.pending.slot] if file.pending else [])):
        _refuse_weak(slot.parameters, allow_minimal, path.name)
    code = plain_code(secret)
    for slot in file.slots:
        tried = code if slot.kind == "recovery" and code is not None else secret
        key = open_slot(slot, tried)
        if key is None:
            continue
        if file.id and not hmac.compare_digest(_mac(file, key), file.mac):
            raise _damaged(path.name)
        pending = open_slot(file.pending.slot, tried) if file.pending is not None else None
        return Opened(file, slot, key, pending)
    if code is None and looks_like_code(secret) and any(slot.kind == "recovery" for slot in file.slots):
        raise StoreError.because(
            "a recovery code ends in a checksum that fits it",
            "a code with a slip in it",
            "compare it letter by letter with the paper; if it was a passphrase, it is another one",
            file=path.name,
        )
    if code is not None:
        raise StoreError.because(
            "the recovery code opens the study",
            f"a whole code that does not open {path.name}",
            "a newer code replaces an older one: look for the newest",
            file=path.name,
        )
    raise StoreError.because(
        "the passphrase opens the study",
        f"one that does not open {path.name}",
        "try again, or type the recovery code; look at HANDRAIL_KEY and the keyring, which are asked first",
        file=path.name,
    )


def read_key_file(path: Path) -> KeyFile:
    """Return what a key file holds, which needs no secret and is not yet known to be authentic.

    Raises
    ------
    StoreError
        When it is missing, damaged or of a newer format.
    """
    body = _read(path)
    # After its checksum: an accident is told from a wrong passphrase.
    try:
        sound = hmac.compare_digest(_checksum(body).encode(), str(body["checksum"]).encode())
    except (KeyError, TypeError, ValueError):
        sound = False
    file = _file(body) if sound else None
    if file is None:
        raise _damaged(path.name)
    return file


def write_key_file(path: Path, file: KeyFile, key: bytes) -> None:
    """Write a key file whole or not at all, authenticated under the data key in its slots.

    Raises
    ------
    StoreError
        When it cannot be written.
    DiskFull
        When there is no room; the old file stands.
    """
    body = _body(file) | {"mac": _mac(file, key)}
    body["checksum"] = _checksum(body)
    write_atomically(path, (json.dumps(body, indent=2, ensure_ascii=False) + "\n").encode(), private=True)


def new_data_key() -> bytes:
    """Return 32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def new_file_id() -> str:
    """Return a random id for a key file."""
    return secrets.token_hex(8)


def _body(file: KeyFile) -> dict[str, Any]:
    pending = None if file.pending is None else {"id": file.pending.id, "slot": _slot_body(file.pending.slot)}
    return {
        "format": FORMAT,
        "id": file.id,
        "slots": [_slot_body(slot) for slot in file.slots],
        "pending": pending,
    }


def _slot_body(slot: Slot) -> dict[str, Any]:
    if slot.format != FORMAT:
        raise ValueError("a slot of format 1 is made anew before it is written")
    return slot.body() | {"mac": slot.mac}


def _file(body: dict[str, Any]) -> KeyFile | None:
    """Return what a body holds, or None when it is no key file."""
    if body.get("format") == 1:
        slot = read_slot_of_format_1(body)
        return None if slot is None else KeyFile("", (slot,))
    try:
        slots = [read_slot(one) for one in body["slots"]]
        held = body["pending"]
        coming = None if held is None else read_slot(held["slot"])
        pending = None if held is None or coming is None else Pending(str(held["id"]), coming)
        whole = tuple(slot for slot in slots if slot is not None)
        sound = (
            body["format"] == FORMAT
            and 1 <= len(slots) <= MOST_SLOTS
            and len(whole) == len(slots)
            and (pending is None) == (held is None)
            and len({slot.name.casefold() for slot in whole}) == len(whole)
            and isinstance(body["id"], str)
            and body["id"] != ""
            and isinstance(body["mac"], str)
            and body["mac"].isascii()
        )
        return KeyFile(body["id"], whole, pending, body["mac"]) if sound else None
    except (KeyError, TypeError, ValueError):
        return None


def _read(path: Path) -> dict[str, Any]:
    try:
        body = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise StoreError.because(
            "a study has its key file: the data cannot be read without it",
            f"no {path.name}",
            "restore it from a backup; nobody can make it anew",
            file=path.name,
        ) from None
    except OSError:
        raise StoreError.because(
            "the key file can be read", "a file that may not be read", "check its permissions", file=path.name
        ) from None
    except (ValueError, RecursionError):
        raise _damaged(path.name) from None
    if not isinstance(body, dict):
        raise _damaged(path.name)
    version = body.get("format")
    if isinstance(version, int) and version > FORMAT:
        raise StoreError.because(
            f"this Handrail reads key files up to format {FORMAT}",
            f"format {version}",
            "install the version of Handrail that the study was last used with, or a newer one",
            file=path.name,
        )
    return body


def _damaged(name: str) -> StoreError:
    return StoreError.because(
        "the key file is whole", "one that is damaged or was edited", "restore it from a backup", file=name
    )


def _refuse_weak(parameters: Parameters, allow_minimal: bool, name: str) -> None:
    if parameters.weak and not allow_minimal:
        raise StoreError.because(
            "a real study refuses the weak key derivation of the demonstration",
            f"time {parameters.time}, memory {parameters.memory} KiB",
            "make the study anew with `handrail new`; only a synthetic one may be weak",
            file=name,
        )


def _mac(file: KeyFile, key: bytes) -> str:
    # A key of its own: the data key itself is the cipher's.
    own = hashlib.blake2b(key=key, person=b"handrail file", digest_size=32).digest()
    return hashlib.blake2b(canonical(_body(file)).encode(), key=own, digest_size=32).hexdigest()


def _checksum(body: dict[str, Any]) -> str:
    covered = {name: value for name, value in body.items() if name != "checksum"}
    return hashlib.blake2b(canonical(covered).encode(), digest_size=16).hexdigest()
