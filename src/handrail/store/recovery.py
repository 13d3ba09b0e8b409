"""Recovery: a code of random letters and digits that opens a study when its passphrase is forgotten.

It is written in Crockford's base 32, whose 32 characters leave out I, L, O and U, in six groups of five: 26
characters are 130 random bits, the last four a checksum over them. The checksum tells a slip of the pen from
a code that was replaced; it is made from the code alone and gives no help in guessing.
"""

from __future__ import annotations

import hashlib
import secrets

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
_RANDOM = 26
_CHECK = 4
_GROUP = 5


def new_code() -> str:
    """Return a new code of 130 random bits, in groups.

    Examples
    --------
    >>> code = new_code()
    >>> len(code.split("-")), plain_code(code.lower().replace("-", " ")) == code.replace("-", "")
    (6, True)
    """
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
    whole = drawn + _checksum(drawn)
    return "-".join(whole[place : place + _GROUP] for place in range(0, len(whole), _GROUP))


def plain_code(typed: str) -> str | None:
    """Return a code's 30 characters however it was typed, or None when it is no code or has a slip.

    Small letters, blanks and hyphens do not matter; O is read as 0, I and L as 1.
    """
    plain = _characters(typed)
    if not looks_like_code(typed) or _checksum(plain[:_RANDOM]) != plain[_RANDOM:]:
        return None
    return plain


def looks_like_code(typed: str) -> bool:
    """Return whether a text has a code's length and characters, right or with a slip.

    Examples
    --------
    >>> looks_like_code("00000-00000-00000-00000-00000-00000"), looks_like_code("a passphrase of some words")
    (True, False)
    """
    plain = _characters(typed)
    # One character too many or too few is the slip that a hand makes.
    return abs(len(plain) - _RANDOM - _CHECK) <= 1 and set(plain) <= set(_ALPHABET) | {"U"}


def _characters(typed: str) -> str:
    return "".join(typed.upper().translate(_READ_AS).replace("-", " ").split())


def _checksum(drawn: str) -> str:
    number = int.from_bytes(hashlib.blake2b(drawn.encode(), digest_size=4, person=b"handrail code").digest())
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in range(_CHECK))
