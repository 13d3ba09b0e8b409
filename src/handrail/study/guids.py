"""GUIDs: what other programs know the study's records by."""

from __future__ import annotations

import uuid
from hashlib import sha1

_IDS = uuid.uuid5(uuid.NAMESPACE_URL, "https://handrail.example/ids").bytes


def guid_of(kind: str, record: str) -> str:
    """Return the GUID under which a record leaves: made of its random id, so it says nothing and stays.

    Examples
    --------
    >>> guid_of("coding", "77ab") == guid_of("coding", "77ab") != guid_of("code", "77ab")
    True
    """
    # As uuid.uuid5 makes it (RFC 9562, version 5), in a third of the time: there is one for each coding.
    made = bytearray(sha1(_IDS + f"{kind}:{record}".encode(), usedforsecurity=False).digest()[:16])
    made[6], made[8] = made[6] & 0x0F | 0x50, made[8] & 0x3F | 0x80
    letters = made.hex()
    return f"{letters[:8]}-{letters[8:12]}-{letters[12:16]}-{letters[16:20]}-{letters[20:]}"
