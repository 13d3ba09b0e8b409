"""Digests: how a study tells that what a step read, or what came out of it, has changed.

Two uses, after the design: a node's *key* says what it was made from, its *content* what came
out. Both are BLAKE2b, keyed with a secret that lives in the store and never leaves it: a plain
digest of a yes/no answer can be guessed in a fraction of a second.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PRINTED_DIGITS = 6
"""Significant digits of a result in ``results.json``, and so in its content digest."""


def printed(value: float | None) -> float | None:
    """Return a number at printed precision, with NaN as None and no negative zero.

    Examples
    --------
    >>> printed(0.0816049999999), printed(float("nan")), printed(-0.0)
    (0.081605, None, 0.0)
    """
    if value is None or math.isnan(value):
        return None
    return float(f"{value:.{PRINTED_DIGITS}g}") + 0.0


def canonical(value: object, *, results: bool = False) -> str:
    """Return one text for equal values, whatever the order of a mapping's keys.

    Parameters
    ----------
    value
        None, bool, int, float, str, bytes, or sequences and mappings of them.
    results
        Round floats to printed precision first, so that noise in the last bits is no change.

    Raises
    ------
    TypeError
        For a value without a canonical form, such as a set or an object.

    Examples
    --------
    >>> canonical({"b": 1, "a": (1.0, None)})
    '{"a":[1.0,null],"b":1}'
    """
    return json.dumps(_plain(value, results), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _plain(value: object, results: bool) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        if results:
            return printed(value)
        return None if math.isnan(value) else value
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, Mapping):
        return {str(key): _plain(item, results) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_plain(item, results) for item in value]
    raise TypeError(f"no canonical form for {type(value).__name__}")


class Digester:
    """Makes keyed digests of canonical values.

    Parameters
    ----------
    secret
        16 to 64 bytes, from the store.

    Examples
    --------
    >>> one, other = Digester(b"a" * 32), Digester(b"b" * 32)
    >>> one.of({"x": 1}) == one.of({"x": 1}), one.of({"x": 1}) == other.of({"x": 1})
    (True, False)
    """

    def __init__(self, secret: bytes) -> None:
        if not 16 <= len(secret) <= 64:
            raise ValueError("a digest secret has 16 to 64 bytes")
        self._secret = secret

    def of(self, value: object, *, results: bool = False) -> str:
        """Return 40 hexadecimal digits for a canonical value."""
        return self.of_bytes(canonical(value, results=results).encode())

    def of_bytes(self, data: bytes) -> str:
        """Return 40 hexadecimal digits for raw bytes."""
        return hashlib.blake2b(data, key=self._secret, digest_size=20).hexdigest()

    def of_file(self, path: Path) -> str:
        """Return 40 hexadecimal digits for a file's bytes, read in pieces of a megabyte."""
        state = hashlib.blake2b(key=self._secret, digest_size=20)
        with path.open("rb") as stream:
            while piece := stream.read(1 << 20):
                state.update(piece)
        return state.hexdigest()
