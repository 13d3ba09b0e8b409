"""REFI-QDA's XML: its names, and what XML can and cannot carry."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import uuid
from collections.abc import Iterator

from lxml import etree

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
FAMILY = "urn:QDA-XML:"
"""How the name of every version of the format begins; ATLAS.ti 9 writes ``urn:QDA-XML:codebook:0:4``."""

_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://handrail.example/refi").bytes
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# XML 1.0 has no place for these, not even as a reference.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MOMENT = re.compile(
    r"-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-](0\d|1[0-3]):[0-5]\d)?"
)
_DAY = re.compile(r"-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(Z|[+-](0\d|1[0-3]):[0-5]\d)?")
_COLOUR = re.compile(r"#(?:[A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})")
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def tag(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    name = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def children(element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Yield the elements right below one, with their names; comments and instructions are none."""
    for child in element:
        name = child.tag
        if isinstance(name, str):
            yield name.rpartition("}")[2], child


def words(element: etree._Element) -> str:
    """Return the text that an element holds, whatever marks lie between."""
    return "".join(str(part) for part in element.itertext())


def guid_key(guid: str) -> str:
    """Return a GUID as GUIDs are compared: without braces, in small letters.

    Examples
    --------
    >>> guid_key("{7C108712-B650-4892-AC0B-FC9A10190C3B}")
    '7c108712-b650-4892-ac0b-fc9a10190c3b'
    """
    plain = guid.strip().lower()
    return plain[1:-1] if plain[:1] == "{" and plain[-1:] == "}" else plain


def is_guid(guid: str) -> bool:
    """Return whether the format takes it as a GUID.

    Examples
    --------
    >>> is_guid("7c108712-b650-4892-ac0b-fc9a10190c3b"), is_guid("p01")
    (True, False)
    """
    return _GUID.fullmatch(guid_key(guid)) is not None and guid == guid.strip()


def derived_guid(*parts: str) -> str:
    """Return a GUID that the same words always give.

    Examples
    --------
    >>> derived_guid("pilot", "code", "training") == derived_guid("pilot", "code", "training")
    True
    """
    said = "\x1f".join([f"{len(part)}:{part}" for part in parts])
    # RFC 9562, version 5, as uuid.uuid5 makes it; a project of 50,000 codings needs 100,000.
    digest = hashlib.sha1(_SPACE + said.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


def without_forbidden(text: str) -> tuple[str, int]:
    r"""Return a text with U+FFFD for each character that XML cannot carry, and how many there were.

    Examples
    --------
    >>> without_forbidden("a\x00b")
    ('a\ufffdb', 1)
    """
    return _FORBIDDEN.subn("\ufffd", text)


def is_moment(text: str) -> bool:
    """Return whether a text is a date with a time, as XML Schema writes them.

    Examples
    --------
    >>> is_moment("2025-06-16T17:13:37Z"), is_moment("2025-02-30T17:13:37Z"), is_moment("16 June")
    (True, False, False)
    """
    return _MOMENT.fullmatch(text) is not None and _in_calendar(text)


def is_day(text: str) -> bool:
    """Return whether a text is a date, as XML Schema writes them."""
    return _DAY.fullmatch(text) is not None and _in_calendar(text)


def _in_calendar(text: str) -> bool:
    year, month, day = (int(part) for part in text.lstrip("-")[: _month_end(text)].split("-"))
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 0 < year < 10_000 and not text.startswith("-") and day <= _DAYS[month - 1] + leap


def _month_end(text: str) -> int:
    return text.lstrip("-").index("-") + 6


def is_colour(text: str) -> bool:
    """Return whether a text is a colour as the format writes it, such as ``#33cc33``."""
    return _COLOUR.fullmatch(text) is not None


def squashed(text: str) -> str:
    """Return a text with each run of white space as one space, as programs show it in a list."""
    return " ".join(unicodedata.normalize("NFC", text).split())
