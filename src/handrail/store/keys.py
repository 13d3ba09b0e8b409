"""Keys: a random data key, wrapped under a passphrase.

The database is encrypted with 32 random bytes. They lie in ``study.key``, wrapped under what Argon2id
(RFC 9106) makes of the passphrase: 64 bytes, of which the first 32 are added to the data key bit by bit and
the last 32 key a BLAKE2b authentication code over everything in the file. The salt is fresh for every file,
so that the first half is used once, as a one-time pad must be.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw

from handrail.store.files import write_atomically
from handrail.values import StoreError, canonical

KEY_FILE = "study.key"
"""Name of the key file in a study folder."""

FORMAT = 1
"""Version of the key file's format."""

KEY_BYTES = 32
_SALT_BYTES = 16


@dataclass(frozen=True)
class Parameters:
    """Cost of guessing a passphrase.

    Attributes
    ----------
    time
        Passes over the memory.
    memory
        Memory in KiB.
    parallelism
        Lanes.
    """

    time: int
    memory: int
    parallelism: int


REAL = Parameters(time=3, memory=65536, parallelism=4)
"""RFC 9106, section 4, second recommended option: 3 passes over 64 MiB in 4 lanes."""

MINIMAL = Parameters(time=1, memory=8, parallelism=1)
"""The least that Argon2 accepts: for tests and the demonstration only."""

_MOST = Parameters(time=64, memory=4 * 1024 * 1024, parallelism=64)


def create_key(
    path: Path, passphrase: str, *, parameters: Parameters = REAL, allow_minimal: bool = False
) -> bytes:
    """Make a data key, write it wrapped, and return its 32 bytes.

    Parameters
    ----------
    path
        The key file, which must not exist yet: without its key a study cannot be read.
    passphrase
        Any text but an empty one; equal however a keyboard composes its accents (NFC).
    parameters
        Cost of a guess.
    allow_minimal
        Accept less than ``REAL``.

    Raises
    ------
    StoreError
        When the file exists or cannot be written, the passphrase is empty, or the parameters are too weak.
    DiskFull
        When there is no room.

    Examples
    --------
    >>> import tempfile
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
    if not passphrase:
        raise StoreError.because(
            "a study has a passphrase", "an empty one", "choose one, and keep it where the team can find it"
        )
    _refuse_weak(parameters, allow_minimal, path.name)
    salt = secrets.token_bytes(_SALT_BYTES)
    key = secrets.token_bytes(KEY_BYTES)
    pad, mac_key = _derive(passphrase, salt, parameters)
    body: dict[str, Any] = {
        "format": FORMAT,
        "kdf": {
            "name": "argon2id",
            "salt": salt.hex(),
            "time": parameters.time,
            "memory": parameters.memory,
            "parallelism": parameters.parallelism,
        },
        "wrapped": _xor(key, pad).hex(),
    }
    body["mac"] = _mac(body, mac_key)
    body["checksum"] = _checksum(body)
    write_atomically(path, (json.dumps(body, indent=2) + "\n").encode(), private=True)
    return key


def open_key(path: Path, passphrase: str, *, allow_minimal: bool) -> bytes:
    """Return the 32 bytes of the data key.

    Parameters
    ----------
    path
        The key file.
    passphrase
        The study's passphrase.
    allow_minimal
        Accept a key file of tests and the demonstration.

    Raises
    ------
    StoreError
        When the file is missing, damaged, of a newer format or too weak, or the passphrase does not open it.
    """
    body = _read(path)
    parameters, salt, wrapped, mac = _parts(body, path.name)
    _refuse_weak(parameters, allow_minimal, path.name)
    pad, mac_key = _derive(passphrase, salt, parameters)
    if not hmac.compare_digest(_mac(body, mac_key).encode(), mac.encode()):
        raise StoreError.because(
            "the passphrase opens the study",
            f"one that does not open {path.name}",
            "try again; look at HANDRAIL_KEY and the keyring, which are asked first",
            file=path.name,
        )
    return _xor(wrapped, pad)


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
    except ValueError:
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


def _parts(body: dict[str, Any], name: str) -> tuple[Parameters, bytes, bytes, str]:
    """Return the parts of a key file, after its checksum: an accident is told from a wrong passphrase."""
    try:
        kdf = body["kdf"]
        parameters = Parameters(kdf["time"], kdf["memory"], kdf["parallelism"])
        salt, wrapped = bytes.fromhex(kdf["salt"]), bytes.fromhex(body["wrapped"])
        mac, checksum = str(body["mac"]), str(body["checksum"])
        sound = (
            body["format"] == FORMAT
            and kdf["name"] == "argon2id"
            and len(salt) == _SALT_BYTES
            and len(wrapped) == KEY_BYTES
            and hmac.compare_digest(_checksum(body).encode(), checksum.encode())
            and _reasonable(parameters)
        )
    except (KeyError, TypeError, ValueError):
        sound = False
    if not sound:
        raise _damaged(name)
    return parameters, salt, wrapped, mac


def _reasonable(parameters: Parameters) -> bool:
    """Return whether Argon2 can run with them on an ordinary machine."""
    numbers = (parameters.time, parameters.memory, parameters.parallelism)
    return (
        all(type(number) is int for number in numbers)
        and 1 <= parameters.time <= _MOST.time
        and 1 <= parameters.parallelism <= _MOST.parallelism
        and 8 * parameters.parallelism <= parameters.memory <= _MOST.memory
    )


def _damaged(name: str) -> StoreError:
    return StoreError.because(
        "the key file is whole", "one that is damaged or was edited", "restore it from a backup", file=name
    )


def _refuse_weak(parameters: Parameters, allow_minimal: bool, name: str) -> None:
    weak = parameters.time < REAL.time or parameters.memory < REAL.memory
    if weak and not allow_minimal:
        raise StoreError.because(
            "a real study refuses the weak key derivation of the demonstration",
            f"time {parameters.time}, memory {parameters.memory} KiB",
            "make the study anew with `handrail new`; only a synthetic one may be weak",
            file=name,
        )


def _derive(passphrase: str, salt: bytes, parameters: Parameters) -> tuple[bytes, bytes]:
    derived = hash_secret_raw(
        secret=unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass"),
        salt=salt,
        time_cost=parameters.time,
        memory_cost=parameters.memory,
        parallelism=parameters.parallelism,
        hash_len=2 * KEY_BYTES,
        type=Type.ID,
    )
    return derived[:KEY_BYTES], derived[KEY_BYTES:]


def _mac(body: dict[str, Any], key: bytes) -> str:
    covered = {name: value for name, value in body.items() if name not in {"mac", "checksum"}}
    return hashlib.blake2b(canonical(covered).encode(), key=key, digest_size=32).hexdigest()


def _checksum(body: dict[str, Any]) -> str:
    covered = {name: value for name, value in body.items() if name != "checksum"}
    return hashlib.blake2b(canonical(covered).encode(), digest_size=16).hexdigest()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
