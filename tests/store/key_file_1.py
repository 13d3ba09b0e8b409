"""A key file of format 1, as it was written before there were slots: such files must open for ever."""

import hashlib
import json
import secrets
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw


def write_key_file_1(path: Path, passphrase: str, key: bytes) -> None:
    """Write the file with minimal parameters."""
    salt = secrets.token_bytes(16)
    derived = hash_secret_raw(passphrase.encode(), salt, 1, 8, 1, 64, Type.ID)
    kdf = {"name": "argon2id", "salt": salt.hex(), "time": 1, "memory": 8, "parallelism": 1}
    wrapped = bytes(a ^ b for a, b in zip(key, derived[:32], strict=True)).hex()
    body: dict[str, Any] = {"format": 1, "kdf": kdf, "wrapped": wrapped}
    body["mac"] = hashlib.blake2b(plain(body), key=derived[32:], digest_size=32).hexdigest()
    body["checksum"] = hashlib.blake2b(plain(body), digest_size=16).hexdigest()
    path.write_text(json.dumps(body, indent=2) + "\n")


def plain(body: dict[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


PUBLISHED = """{
  "format": 1,
  "kdf": {
    "name": "argon2id",
    "salt": "000102030405060708090a0b0c0d0e0f",
    "time": 1,
    "memory": 8,
    "parallelism": 1
  },
  "wrapped": "7ae240a55d3de92560c4713e55d0b0cb5b9f5d0dd8ae70a0bd22587bcea55424",
  "mac": "b802956fff053e27cdbeb26a2a720c365efcc6af557bca0dc430c1b15e4a8967",
  "checksum": "186edf4947bce9b3fc4023cbcbc2ad51"
}
"""
"""A file that the code of format 1 itself made, of the passphrase "correct" and the key 00 01 02 ... 1f."""
