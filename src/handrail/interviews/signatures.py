"""Signatures: the first bytes by which a picture, sound or film is known, whatever its name."""

from __future__ import annotations

import re

HEAD = 4096
"""Bytes that ``sniff`` wants to see."""

_STARTS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\x8aMNG\r\n\x1a\n", "mng"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"8BPS\x00", "psd"),
    (b"\xff\x0a", "jxl"),
    (b"\x00\x00\x00\x0cJXL \r\n", "jxl"),
    (b"\x00\x00\x00\x0cjP  \r\n", "jpeg 2000"),
    (b"\xff\x4f\xff\x51", "jpeg 2000"),
    (b"OggS\x00", "ogg"),
    (b"fLaC\x00", "flac"),
    (b"ID3\x02", "mp3"),
    (b"ID3\x03", "mp3"),
    (b"ID3\x04", "mp3"),
    (b"\x1aE\xdf\xa3", "matroska or webm"),
    (b"0&\xb2u\x8ef\xcf\x11", "wma or wmv"),
    (b"FLV\x01", "flv"),
    (b"#!AMR", "amr"),
    (b"\x00\x00\x01\xba", "mpeg"),
    (b"\x00\x00\x01\xb3", "mpeg"),
    (b"\xd7\xcd\xc6\x9a", "wmf"),
    (b"\x01\x00\x09\x00\x00\x03", "wmf"),
    (b"\x02\x00\x09\x00\x00\x03", "wmf"),
)
_RIFF = {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}
_BOX_BRANDS = ((b"avi", "avif"), (b"hei", "heic"), (b"hev", "heic"), (b"mif", "heic"), (b"msf", "heic"))
_BOXES = frozenset({b"moov", b"mdat", b"wide", b"pnot"})
_BMP_HEADERS = frozenset({12, 40, 52, 56, 64, 108, 124})
_SVG = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*|<!--(?:(?!-->).)*-->\s*|<!DOCTYPE[^>]*>\s*)*<(?:svg:)?svg[\s>]", re.DOTALL
)
_MP3_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_MP3_SAMPLES = (44100, 48000, 32000)

INSIDE = re.compile(
    rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff[\xe0\xe1\xe8].{2}(?:JFIF|Exif|SPIFF)\x00|GIF8[79]a.{6}\x00"
    rb"|RIFF.{4}(?:WEBPVP8|WAVEfmt |AVI LIST)|\x00\x00\x00[\x14-\x40]ftyp[a-zA-Z0-9]{3}[a-zA-Z0-9 ]",
    re.DOTALL,
)
"""Signatures long enough to be looked for at any place of a file."""


def sniff(head: bytes) -> str | None:
    r"""Return the kind of medium that bytes begin, or None.

    Parameters
    ----------
    head
        The first ``HEAD`` bytes of a file, or all of a shorter one.

    Examples
    --------
    >>> sniff(b"\x89PNG\r\n\x1a\n..."), sniff(b"BM said that it was luck"), sniff(b"\x00\x00\x00\x18ftypmp42")
    ('png', None, 'mp4')
    """
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    return _container(head) or _structured(head)


def _binary(field: bytes) -> bool:
    """Tell bytes of a number from letters: what begins like the name of a format may be a sentence."""
    return any(byte < 9 or byte > 126 for byte in field)


def _container(head: bytes) -> str | None:
    if head[:6] in (b"GIF87a", b"GIF89a") and _binary(head[6:13]):
        return "gif"
    if head[:4] in (b"RIFF", b"RIFX") and (head[8:12] in _RIFF or _binary(head[4:8])):
        return _RIFF.get(head[8:12], "riff")
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return "aiff"
    if head[4:8] == b"ftyp" and head[:2] == b"\x00\x00":
        brand = head[8:12].lower()
        return next((kind for start, kind in _BOX_BRANDS if brand.startswith(start)), "mp4")
    if head[4:8] in _BOXES and head[:2] in (b"\x00\x00", b"\x00\x01"):
        return "mp4"
    return None


def _structured(head: bytes) -> str | None:
    """Tell formats whose first bytes are too short to be trusted alone."""
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS and head[6:10] == bytes(4):
        return "bmp"
    if head[:4] == b"\x01\x00\x00\x00" and head[40:44] == b" EMF":
        return "emf"
    if head[:4] in (b"\x00\x00\x01\x00", b"\x00\x00\x02\x00") and _is_icon(head):
        return "ico"
    if _is_mp3(head):
        return "mp3"
    if len(head) > 5 * 188 and set(head[::188]) == {0x47} and b"\xff\xff" in head:
        return "mpeg"
    text = head.removeprefix(b"\xef\xbb\xbf")
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = text[2:].replace(b"\x00", b"")
    return "svg" if _SVG.match(text) else None


def _is_icon(head: bytes) -> bool:
    count = int.from_bytes(head[4:6], "little")
    first = int.from_bytes(head[18:22], "little")
    return 0 < count < 64 and head[9:10] == b"\x00" and first == 6 + 16 * count


def _is_mp3(head: bytes) -> bool:
    """Tell an MPEG-1 layer III or ADTS frame that another frame follows where the first says it ends."""
    if len(head) < 7 or head[0] != 0xFF:
        return False
    if head[1] & 0xF6 == 0xF0:  # ADTS (aac)
        size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
        return size >= 7 and (size + 1 >= len(head) or (head[size] == 0xFF and head[size + 1] & 0xF6 == 0xF0))
    rate, sample = head[2] >> 4, head[2] >> 2 & 3
    if head[1] & 0xFE == 0xFA and 0 < rate < 15 and sample < 3:  # MPEG-1 layer III
        size = 144_000 * _MP3_RATES[rate] // _MP3_SAMPLES[sample] + (head[2] >> 1 & 1)
        return size + 1 >= len(head) or (head[size] == 0xFF and head[size + 1] & 0xFE == 0xFA)
    # MPEG-2 and 2.5, layer III: no text in any encoding begins like this.
    return head[1] & 0xE6 == 0xE2 and head[1] & 0x18 in (0x00, 0x10) and 0 < rate < 15 and sample < 3
