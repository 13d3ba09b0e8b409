"""Pseudonyms: the key to the people, in an encrypted file of its own under a passphrase of its own.

Not in ``study.db``: whoever may read the study need not learn who is who, and the file can lie elsewhere
or be destroyed at the end of a project, which makes the study's transcripts anonymous as far as names go.

Each writing makes a new random key of 32 bytes and wraps it under the passphrase in a slot (see ``slots``:
Argon2id, RFC 9106). From it come two more: one drives keyed BLAKE2b (RFC 7693) in counter mode, whose
output is added to the text bit by bit; the other authenticates everything in the file, and is tried
first. No key is ever used for two texts. The length of the text shows, in steps of 4 KiB. An older copy
of the file opens as well as the newest: nothing outside says which is the last.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from handrail.store.files import write_atomically
from handrail.store.passphrase import ENVIRONMENT_NAME, refuse_unfit
from handrail.store.slots import KEY_BYTES, REAL, Parameters, Slot, make_slot, open_slot, read_slot
from handrail.values import StoreError, canonical

PSEUDONYM_FILE = "pseudonyms.key"
"""What the file is called where nobody says otherwise."""

PSEUDONYM_ENVIRONMENT_NAME = "HANDRAIL_PSEUDONYM_KEY"

FORMAT = 1
_WHAT = "handrail pseudonyms"
_BLOCK = 64
_STEP = 4096
_LARGEST = 64 * 2**20


def write_pseudonyms(
    path: Path, text: str, passphrase: str, *, parameters: Parameters = REAL, allow_minimal: bool = False
) -> None:
    """Write a text into an encrypted file, whole or not at all; an older one is replaced.

    Parameters
    ----------
    path
        The file; its folder must exist. It is readable by its owner only.
    text
        Decisions, as ``handrail.interviews.decisions_text`` gives them.
    passphrase
        At least 12 characters, and another one than the study's.
    parameters, allow_minimal
        Cost of a guess, as in ``create_key``; less than ``REAL`` in tests only.

    Raises
    ------
    StoreError
        When the passphrase or the parameters are too weak, or the file cannot be written.
    DiskFull
        When there is no room; the old file stands.

    Examples
    --------
    >>> import tempfile
    >>> from handrail.store import MINIMAL
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "pseudonyms.key"
    ...     write_pseudonyms(path, "Anna is P07", "a passphrase", parameters=MINIMAL, allow_minimal=True)
    ...     read_pseudonyms(path, "a passphrase", allow_minimal=True), b"Anna" in path.read_bytes()
    ('Anna is P07', False)
    """
    refuse_unfit(passphrase, synthetic=parameters.weak)
    if parameters.weak and not allow_minimal:
        raise _weak(path.name)
    if passphrase == os.environ.get(ENVIRONMENT_NAME):
        raise StoreError.because(
            "the pseudonyms have a passphrase of their own: who opens the study need not learn who is who",
            "the study's passphrase",
            f"choose another; {PSEUDONYM_ENVIRONMENT_NAME} is asked for it",
            file=path.name,
        )
    key = secrets.token_bytes(KEY_BYTES)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    slot = make_slot("passphrase", "passphrase", passphrase, key, parameters=parameters, at=now)
    plain = text.encode("utf-8", "surrogatepass")
    # A byte after the text, then noughts: the file's length tells less of the number of people.
    padded = plain + b"\x01" + bytes(-(len(plain) + 1) % _STEP)
    body = _body(slot, _added(padded, key).hex())
    body["mac"] = _mac(body, key)
    body["checksum"] = _checksum(body)
    write_atomically(path, (json.dumps(body, indent=2) + "\n").encode(), private=True)


def read_pseudonyms(path: Path, passphrase: str, *, allow_minimal: bool = False) -> str:
    """Return the text of an encrypted file.

    Raises
    ------
    StoreError
        When it is missing, damaged, of a newer format or too weak, or the passphrase does not open it.
    """
    body = _read(path)
    slot = read_slot(body["slot"])
    try:
        hidden = bytes.fromhex(body["text"])
        sound = hmac.compare_digest(_checksum(body).encode(), str(body["checksum"]).encode())
    except (KeyError, TypeError, ValueError):
        sound = False
    if slot is None or not sound:
        raise _damaged(path.name)
    if slot.parameters.weak and not allow_minimal:
        raise _weak(path.name)
    key = open_slot(slot, passphrase)
    if key is None:
        raise StoreError.because(
            "the passphrase of the pseudonyms opens their file",
            f"one that does not open {path.name}",
            f"try again, and look at {PSEUDONYM_ENVIRONMENT_NAME}, asked first; the study's is another",
            file=path.name,
        )
    if not hmac.compare_digest(_mac(body, key).encode(), str(body.get("mac", "")).encode()):
        raise _damaged(path.name)
    plain, mark, _ = _added(hidden, key).rpartition(b"\x01")
    if not mark:
        raise _damaged(path.name)
    return plain.decode("utf-8", "surrogatepass")


def find_pseudonym_passphrase(prompt: Callable[[str], str] | None, *, new: bool) -> str:
    """Return the passphrase of the pseudonyms: ``HANDRAIL_PSEUDONYM_KEY``, or typed; a new one twice alike.

    Raises
    ------
    StoreError
        When there is none, or the two differ.

    Examples
    --------
    >>> find_pseudonym_passphrase(lambda question: "four words or more", new=True)
    'four words or more'
    """
    given = os.environ.get(PSEUDONYM_ENVIRONMENT_NAME)
    if given:
        return given
    typed = "" if prompt is None else prompt("Passphrase of the pseudonyms, not the study's: ")
    if not typed:
        raise StoreError.because(
            "the pseudonyms have a passphrase of their own",
            "none",
            f"type it when asked, or set {PSEUDONYM_ENVIRONMENT_NAME}",
        )
    if new and prompt is not None and prompt("The same passphrase again: ") != typed:
        raise StoreError.because(
            "a new passphrase is typed twice alike", "two different ones", "run the command again"
        )
    return typed


def _body(slot: Slot, hidden: str) -> dict[str, Any]:
    return {"what": _WHAT, "format": FORMAT, "slot": slot.body() | {"mac": slot.mac}, "text": hidden}


def _read(path: Path) -> dict[str, Any]:
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= _LARGEST else b""
    except FileNotFoundError:
        raise StoreError.because(
            "the pseudonyms are in their encrypted file",
            f"no {path.name}",
            "restore it from a backup; nobody can make it anew. Pseudonymised transcripts stay as they are",
            file=path.name,
        ) from None
    except OSError:
        raise StoreError.because(
            "the file of the pseudonyms can be read", "one that may not be", "check it", file=path.name
        ) from None
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise _damaged(path.name) from None
    if not isinstance(body, dict) or body.get("what") != _WHAT or "slot" not in body:
        raise _damaged(path.name)
    version = body.get("format")
    if isinstance(version, int) and version > FORMAT:
        raise StoreError.because(
            f"this Handrail reads files of pseudonyms up to format {FORMAT}",
            f"format {version}",
            "install the version that wrote it, or a newer one",
            file=path.name,
        )
    return body


def _damaged(name: str) -> StoreError:
    return StoreError.because(
        "the file of the pseudonyms is whole",
        "one that is damaged, was edited, or is something else",
        "restore it from a backup",
        file=name,
    )


def _weak(name: str) -> StoreError:
    return StoreError.because(
        "real pseudonyms refuse the weak key derivation of tests",
        "fewer passes or less memory",
        "write the file anew",
        file=name,
    )


def _added(data: bytes, key: bytes) -> bytes:
    """Return bytes with the key's stream added bit by bit; done twice, the same bytes."""
    own = _own(key, b"pseudonym text")
    stream = b"".join(
        hashlib.blake2b(number.to_bytes(8, "big"), key=own, digest_size=_BLOCK).digest()
        for number in range(-(-len(data) // _BLOCK))
    )[: len(data)]
    return (int.from_bytes(data, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(data), "big")


def _own(key: bytes, what: bytes) -> bytes:
    return hashlib.blake2b(key=key, person=what, digest_size=KEY_BYTES).digest()


def _mac(body: dict[str, Any], key: bytes) -> str:
    covered = {name: value for name, value in body.items() if name not in ("mac", "checksum")}
    own = _own(key, b"pseudonym file")
    return hashlib.blake2b(canonical(covered).encode(), key=own, digest_size=32).hexdigest()


def _checksum(body: dict[str, Any]) -> str:
    covered = {name: value for name, value in body.items() if name != "checksum"}
    return hashlib.blake2b(canonical(covered).encode(), digest_size=16).hexdigest()
