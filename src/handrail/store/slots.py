"""Slots: one data key, wrapped once under each secret that may open the study.

A slot adds 32 bytes of what Argon2id (RFC 9106) makes of its secret to the data key, bit by bit; the other
32 bytes key a BLAKE2b authentication code (RFC 7693) over everything in the slot. A one-time pad may be used
once: whoever holds the data key can work out the pad of every other slot, and would read the next data key
that lay under the same pad. So each slot has a salt of its own, and a data key is never put into a slot that
exists: a new one is made, also where the secret stays the same.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Literal

from argon2.low_level import Type, hash_secret_raw

from handrail.values import canonical

KEY_BYTES = 32
_SALT_BYTES = 16

SlotKind = Literal["passphrase", "recovery", "second"]
"""The study's passphrase, its recovery code, or a second key of another person."""

_KINDS = ("passphrase", "recovery", "second")


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

    @property
    def weak(self) -> bool:
        """Return whether a real study refuses them."""
        return self.time < REAL.time or self.memory < REAL.memory

    @property
    def reasonable(self) -> bool:
        """Return whether Argon2 can run with them on an ordinary machine."""
        numbers = (self.time, self.memory, self.parallelism)
        return (
            all(type(number) is int for number in numbers)
            and 1 <= self.time <= _MOST.time
            and 1 <= self.parallelism <= _MOST.parallelism
            and 8 * self.parallelism <= self.memory <= _MOST.memory
        )


REAL = Parameters(time=3, memory=65536, parallelism=4)
"""RFC 9106, section 4, second recommended option: 3 passes over 64 MiB in 4 lanes."""

MINIMAL = Parameters(time=1, memory=8, parallelism=1)
"""The least that Argon2 accepts: for tests and the demonstration only."""

_MOST = Parameters(time=64, memory=4 * 1024 * 1024, parallelism=64)


@dataclass(frozen=True)
class Slot:
    """One wrapping of the data key.

    Attributes
    ----------
    name
        ``passphrase``, ``recovery``, or the name of a second key.
    kind
        What opens it.
    made_at
        ISO date and time; empty in a key file of format 1.
    parameters, salt
        How its secret is turned into a pad.
    wrapped
        The data key under the pad.
    mac
        Authentication code in hexadecimal digits.
    format
        Of the key file that it was made for: 1 covers less with its code.
    """

    name: str
    kind: SlotKind
    made_at: str
    parameters: Parameters
    salt: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    mac: str = field(repr=False)
    format: int = 2

    def body(self) -> dict[str, Any]:
        """Return it as it lies in a key file, without its authentication code."""
        wrapping = {
            "kdf": {
                "name": "argon2id",
                "salt": self.salt.hex(),
                "time": self.parameters.time,
                "memory": self.parameters.memory,
                "parallelism": self.parameters.parallelism,
            },
            "wrapped": self.wrapped.hex(),
        }
        if self.format == 1:
            return {"format": 1, **wrapping}
        return {"name": self.name, "kind": self.kind, "made_at": self.made_at, **wrapping}


def make_slot(name: str, kind: SlotKind, secret: str, key: bytes, *, parameters: Parameters, at: str) -> Slot:
    """Return a new slot that wraps a data key under a secret, with a fresh salt.

    Examples
    --------
    >>> slot = make_slot("passphrase", "passphrase", "a secret", bytes(32), parameters=MINIMAL, at="")
    >>> open_slot(slot, "a secret") == bytes(32), open_slot(slot, "another") is None
    (True, True)
    """
    salt = secrets.token_bytes(_SALT_BYTES)
    pad, mac_key = _derive(secret, salt, parameters)
    unsigned = Slot(name, kind, at, parameters, salt, _xor(key, pad), "")
    return Slot(name, kind, at, parameters, salt, unsigned.wrapped, _mac(unsigned, mac_key))


def open_slot(slot: Slot, secret: str) -> bytes | None:
    """Return the data key, or None when the secret is another one."""
    pad, mac_key = _derive(secret, slot.salt, slot.parameters)
    if not hmac.compare_digest(_mac(slot, mac_key).encode(), slot.mac.encode()):
        return None
    return _xor(slot.wrapped, pad)


def read_slot(body: Any) -> Slot | None:
    """Return a slot as it lies in a key file of format 2, or None when it is not one."""
    try:
        slot = Slot(
            body["name"],
            body["kind"],
            body["made_at"],
            _parameters(body["kdf"]),
            bytes.fromhex(body["kdf"]["salt"]),
            bytes.fromhex(body["wrapped"]),
            body["mac"],
        )
    except (KeyError, TypeError, ValueError):
        return None
    texts = (slot.name, slot.made_at, slot.mac)
    sound = all(isinstance(text, str) for text in texts) and slot.kind in _KINDS
    return slot if sound and _whole(slot) and body["kdf"].get("name") == "argon2id" else None


def read_slot_of_format_1(body: dict[str, Any]) -> Slot | None:
    """Return the one slot of a key file of format 1, or None when it is not one."""
    try:
        kdf = body["kdf"]
        salt, wrapped = bytes.fromhex(kdf["salt"]), bytes.fromhex(body["wrapped"])
        slot = Slot(
            "passphrase", "passphrase", "", _parameters(kdf), salt, wrapped, str(body["mac"]), format=1
        )
        return slot if _whole(slot) and kdf.get("name") == "argon2id" else None
    except (KeyError, TypeError, ValueError):
        return None


def _parameters(kdf: Any) -> Parameters:
    return Parameters(kdf["time"], kdf["memory"], kdf["parallelism"])


def _whole(slot: Slot) -> bool:
    return len(slot.salt) == _SALT_BYTES and len(slot.wrapped) == KEY_BYTES and slot.parameters.reasonable


def _derive(secret: str, salt: bytes, parameters: Parameters) -> tuple[bytes, bytes]:
    derived = hash_secret_raw(
        # However a keyboard composes its accents.
        secret=unicodedata.normalize("NFC", secret).encode("utf-8", "surrogatepass"),
        salt=salt,
        time_cost=parameters.time,
        memory_cost=parameters.memory,
        parallelism=parameters.parallelism,
        hash_len=2 * KEY_BYTES,
        type=Type.ID,
    )
    return derived[:KEY_BYTES], derived[KEY_BYTES:]


def _mac(slot: Slot, key: bytes) -> str:
    return hashlib.blake2b(canonical(slot.body()).encode(), key=key, digest_size=32).hexdigest()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
