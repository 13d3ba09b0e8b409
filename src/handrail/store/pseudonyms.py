"""Pseudonyms: the key to the people, in an encrypted file of its own under a passphrase of its own.

Not in ``study.db``: whoever may read the study need not learn who is who, and the file can lie elsewhere
or be destroyed at the end of a project, which makes the study's transcripts anonymous as far as names go.

The file is a line of JSON and a small SQLCipher database after it, so that there is one thing to keep, to
copy and to destroy. The line holds a slot (see ``slots``: Argon2id, RFC 9106) that wraps the database's
key, and a checksum that tells damage from a wrong passphrase. What protects the content is SQLCipher, which
encrypts and authenticates each page. Every writing makes a new key and a new database, so that no page
ever held an earlier text. The length of the text shows, in steps of 4 KiB. An older copy of the file opens
as well as the newest: nothing outside says which is the last.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from handrail.store.database import Database
from handrail.store.files import write_atomically
from handrail.store.passphrase import ENVIRONMENT_NAME, refuse_unfit
from handrail.store.slots import KEY_BYTES, REAL, Parameters, make_slot, open_slot, read_slot
from handrail.values import DiskFull, StoreError, canonical

PSEUDONYM_FILE = "pseudonyms.key"
"""What the file is called where nobody says otherwise."""

PSEUDONYM_ENVIRONMENT_NAME = "HANDRAIL_PSEUDONYM_KEY"

FORMAT = 2
_WHAT = "handrail pseudonyms"
_DATABASE = "pseudonyms.db"
_LARGEST = 64 * 2**20
_LONGEST_LINE = 4096


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
    header = {"what": _WHAT, "format": FORMAT, "slot": slot.body() | {"mac": slot.mac}}
    write_atomically(path, _joined(header, _database(text, key)), private=True)


def read_pseudonyms(path: Path, passphrase: str, *, allow_minimal: bool = False) -> str:
    """Return the text of an encrypted file.

    Raises
    ------
    StoreError
        When it is missing, damaged, of a newer format or too weak, or the passphrase does not open it.
    """
    header, database = _read(path)
    slot = read_slot(header["slot"])
    if slot is None:
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
    try:
        return _text(database, key)
    except DiskFull:
        raise
    except StoreError:
        # The slot opened, so that this is the database's key: what does not open was changed.
        raise _damaged(path.name) from None


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


def _database(text: str, key: bytes | None) -> bytes:
    """Return a new database that holds a text; without a key a plain one, which only a test makes."""
    with _folder() as folder:
        path = Path(folder) / _DATABASE
        database = Database(path, key)
        try:
            database.execute_text("CREATE TABLE decisions (text BLOB NOT NULL)")
            database.connection.exec_driver_sql(
                "INSERT INTO decisions VALUES (?)", (text.encode("utf-8", "surrogatepass"),)
            ).close()
        finally:
            database.close()
        return path.read_bytes()


def _text(data: bytes, key: bytes) -> str:
    """Return the text that a database holds, after every page of it was found whole."""
    with _folder() as folder:
        path = Path(folder) / _DATABASE
        write_atomically(path, data, private=True)
        database = Database(path, key, read_only=True)
        try:
            ask = database.connection.exec_driver_sql
            wrong = ask("PRAGMA cipher_integrity_check").fetchall()
            rows = ask("SELECT text FROM decisions").fetchall()
        finally:
            database.close()
    if wrong or len(rows) != 1:
        raise _damaged(_DATABASE)
    return bytes(rows[0][0]).decode("utf-8", "surrogatepass")


def _folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder of this user alone, in which nothing ever lies that is not encrypted."""
    try:
        return tempfile.TemporaryDirectory(prefix="handrail-", ignore_cleanup_errors=True)
    except OSError:
        raise StoreError.because(
            "there is a folder for temporary files", "none that may be written", "set TMPDIR to one"
        ) from None


def _joined(header: dict[str, Any], database: bytes) -> bytes:
    line = canonical(header | {"checksum": _checksum(header, database)}).encode()
    return line + b"\n" + database


def _checksum(header: dict[str, Any], database: bytes) -> str:
    covered = canonical({name: value for name, value in header.items() if name != "checksum"})
    return hashlib.blake2b(covered.encode() + b"\n" + database, digest_size=16).hexdigest()


def _read(path: Path) -> tuple[dict[str, Any], bytes]:
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
    line, _, database = raw.partition(b"\n")
    try:
        header = json.loads(line if len(line) <= _LONGEST_LINE else b"")
    except (ValueError, RecursionError):
        raise _damaged(path.name) from None
    if not isinstance(header, dict) or header.get("what") != _WHAT or "slot" not in header:
        raise _damaged(path.name)
    version = header.get("format")
    if isinstance(version, int) and version > FORMAT:
        raise StoreError.because(
            f"this Handrail reads files of pseudonyms up to format {FORMAT}",
            f"format {version}",
            "install the version that wrote it, or a newer one",
            file=path.name,
        )
    if version != FORMAT or not hmac.compare_digest(_joined(header, database), raw):
        raise _damaged(path.name)
    return header, database


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
