"""Blobs: pictures, sound and film written as text, which a text file can hold as well as any other."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from handrail.interviews.signatures import sniff

SHORTEST = 40
"""Characters of base64 that are looked at: 30 bytes, more than any signature needs."""

_DATA_URI = re.compile(
    r"data:(?P<kind>(?:image|audio|video)/[\w.+-]{1,40})[^,\s\"'<>]{0,200},[^\s\"'<>)\]]*", re.IGNORECASE
)
_RUN = f"[A-Za-z0-9+/_-]{{{SHORTEST},}}"
_BASE64 = re.compile(rf"{_RUN}(?:\r?\n[ \t]*{_RUN})*(?:\r?\n[ \t]*[A-Za-z0-9+/_-]+=)?=*")
# Possessive, and only where a run begins: a long run is not to be tried again from each of its letters.
_LINE = "[A-Za-z0-9+/_-]{16,}+"
_BETWEEN = r"\r?\n[ \t>|]*"  # the marks of quoting of a mail, too
_WRAPPED = re.compile(rf"(?<![A-Za-z0-9+/_-]){_LINE}(?:{_BETWEEN}{_LINE})++(?:{_BETWEEN}[A-Za-z0-9+/_-]+)?=*")
_BREAK = re.compile(_BETWEEN)
_MOST_LINES = 40
_ENOUGH = 600
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{2}[ \t\r\n:]{0,2}){40,}")
_SVG = re.compile(
    r"<(?P<prefix>svg:)?svg[\s>].*?(?:</(?P=prefix)?svg\s*>|</svg\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
# Two bytes begin these; among many random identifiers some begin so too, but none is long.
_SHORT_SIGNATURES = frozenset({"mp3", "jxl", "mpeg"})
_LONG = 2_000
_PICT = re.compile(r"\\(?:pict|objdata)\b[^{}]*")
_RTF_HEX = re.compile(r"(?:[0-9a-fA-F]\s*){60,}")


@dataclass(frozen=True)
class Blob:
    """A medium written as text.

    Attributes
    ----------
    start, end
        Code points of the text.
    kind
        What it is, such as ``png as base64``.
    """

    start: int
    end: int
    kind: str


def find_blobs(text: str, *, rtf: bool = False) -> Iterator[Blob]:
    """Yield every medium written into a text, from first to last, none inside another.

    Parameters
    ----------
    text
        The text.
    rtf
        It is the source of an RTF document, of which pictures and objects are groups of digits.

    Examples
    --------
    >>> text = "A logo: ![](data:image/png;base64,iVBORw0KGgo=) and words."
    >>> [(blob.kind, text[blob.end :]) for blob in find_blobs(text)]
    [('image/png in a data: URI', ') and words.')]
    """
    found = [
        Blob(match.start(), match.end(), f"{match['kind'].lower()} in a data: URI")
        for match in _DATA_URI.finditer(text)
    ]
    for match in _BASE64.finditer(text):
        kind = _sniff_base64(match[0], len(match[0]))
        if kind is not None:
            found.append(Blob(match.start(), match.end(), f"{kind} as base64"))
    found += _wrapped(text)
    for match in _HEX.finditer(text):
        kind = _sniff_hex(match[0])
        if kind is not None:
            found.append(Blob(match.start(), match.end(), f"{kind} in hexadecimal digits"))
    if "<" in text:
        found += [Blob(match.start(), match.end(), "svg in the text") for match in _SVG.finditer(text)]
    if rtf:
        found += [
            Blob(match.start(), match.end(), "picture or object in rtf")
            for match in _PICT.finditer(text)
            if match[0].startswith("\\pict") or _RTF_HEX.search(match[0])
        ]
    end = 0
    for blob in sorted(found, key=lambda blob: (blob.start, -blob.end)):
        if blob.start >= end:
            end = blob.end
            yield blob


def without_blobs(text: str) -> tuple[str, int]:
    """Return a text without the media written into it, and how many there were."""
    kept: list[str] = []
    at = count = 0
    for blob in find_blobs(text):
        kept.append(text[at : blob.start])
        at, count = blob.end, count + 1
    return "".join((*kept, text[at:])), count


def _wrapped(text: str) -> Iterator[Blob]:
    """Yield base64 in lines too short to be trusted alone; a line of words may stand right above it."""
    for match in _WRAPPED.finditer(text):
        starts = [match.start(), *(match.start() + one.end() for one in _BREAK.finditer(match[0]))]
        for start in starts[:_MOST_LINES]:
            run = _BREAK.sub("", text[start : min(match.end(), start + _ENOUGH)])
            kind = _sniff_base64(run, match.end() - start)
            if kind is not None:
                yield Blob(start, match.end(), f"{kind} as base64")
                break


def _sniff_hex(run: str) -> str | None:
    digits = re.sub(r"[^0-9a-fA-F]", "", run[:2_000])
    kind = sniff(bytes.fromhex(digits[: len(digits) // 2 * 2]))
    return kind if kind not in _SHORT_SIGNATURES or len(run) >= _LONG else None


def _sniff_base64(run: str, length: int) -> str | None:
    head = "".join(run[:400].split()).translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        kind = sniff(base64.b64decode(head[: len(head) // 4 * 4]))
    except (binascii.Error, ValueError):
        return None
    return kind if kind not in _SHORT_SIGNATURES or length >= _LONG else None
