"""Decoding: bytes of a text file as text, or the line on which they stop making sense."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from handrail.values import DataError

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8", "UTF-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32-be", "UTF-32"),
    (b"\xff\xfe", "utf-16-le", "UTF-16"),
    (b"\xfe\xff", "utf-16-be", "UTF-16"),
)
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_CANDIDATES = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r"]
_CANDIDATES += ["shift_jis", "euc_jp", "gb18030", "big5", "euc_kr", "mac_roman"]
_ENOUGH = 200_000
# Letters and marks that cp1252 has and that West European languages use.
_WESTERN = frozenset(
    "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿßœšžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞŸŒŠŽ‘’‚“”„–—…•€£«»°§·´¨º¿¡\u00a0"
)


def decode_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    r"""Return the text of a file, lines ended by ``\n``, and how it was decoded.

    A byte-order mark decides; then strict UTF-8; then UTF-16 by the place of its zero bytes; then a legacy
    encoding, Western European (cp1252) before any other that charset-normalizer finds likely.

    Raises
    ------
    DataError
        When no encoding fits the whole file, or UTF-8 and another are mixed; with the line of the first byte
        that does not fit. No replacement character is ever put in place of a byte.

    Examples
    --------
    >>> decode_text("naïve\r\nyes".encode("cp1252"), "p01.txt")
    ('naïve\nyes', ('read as cp1252, a guess: see that accents and quotation marks are right', ...))
    """
    text, note = decode_exactly(data, name)
    notes = [note]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        notes.append("line ends of another system made one line feed each")
    return text, tuple(notes)


def decode_exactly(data: bytes, name: str) -> tuple[str, str]:
    """Return a text with its line ends as they are, and how it was decoded; see :func:`decode_text`."""
    for mark, codec, label in _MARKS:
        if data.startswith(mark):
            rest = data[len(mark) :]
            return _strict(rest, codec, label, name), f"{label} with a byte-order mark, which was left out"
    if b"\x00" in data:
        return _without_mark(data, name)
    try:
        return data.decode("utf-8"), "read as UTF-8"
    except UnicodeDecodeError as problem:
        return _legacy(data, problem.start, name)


def _strict(data: bytes, codec: str, label: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as problem:
        good = data[: problem.start].decode(codec, "ignore")
        raise _mixed(name, good.count("\n") + 1, f"bytes that are not {label}") from None


def _without_mark(data: bytes, name: str) -> tuple[str, str]:
    """Decode UTF-16 without a mark: nearly all of its zero bytes stand at odd, or at even places."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if len(data) % 2 == 0 and min(even, odd) <= 0.1 * max(even, odd):
        codec = "utf-16-le" if odd > even else "utf-16-be"
        return _strict(data, codec, "UTF-16", name), "read as UTF-16 without a byte-order mark"
    raise DataError.because(
        "a transcript in this format is plain text",
        "bytes that are no text",
        "save it as UTF-8 text, or give it the ending of what it is",
        file=name,
        line=data.count(b"\n", 0, data.index(b"\x00")) + 1,
    )


def _legacy(data: bytes, first_bad: int, name: str) -> tuple[str, str]:
    line = data.count(b"\n", 0, first_bad) + 1
    high = len(_HIGH.findall(data))
    in_sequences = sum(len(match) for match in _SEQUENCE.findall(data))
    western = _western(data)
    # A valid sequence of UTF-8 is chance in one-byte text, but not in Western text: the file is mixed.
    if in_sequences and (western is not None or in_sequences * 2 > high):
        raise _mixed(name, line, "UTF-8 and another encoding in one file")
    if western is not None:
        return western, "read as cp1252, a guess: see that accents and quotation marks are right"
    sample = b"\n".join(row for row in data.splitlines() if _HIGH.search(row))[:_ENOUGH]
    best = from_bytes(sample, cp_isolation=_CANDIDATES).best()
    if best is not None:
        try:
            text = data.decode(best.encoding)
            return text, f"read as {best.encoding}, a guess: see that every letter is right"
        except UnicodeDecodeError:
            pass
    raise _mixed(name, line, "bytes that fit no encoding")


def _western(data: bytes) -> str | None:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    unusual = [character for character in text if ord(character) > 127]
    share = sum(character in _WESTERN for character in unusual) / max(len(unusual), 1)
    # Cyrillic, Greek or Hebrew read as cp1252 gives runs of accented letters and no plain ones.
    plain = sum(character.isascii() and character.isalpha() for character in text)
    return text if share > 0.9 and plain > 2 * len(unusual) else None


def _mixed(name: str, line: int, received: str) -> DataError:
    return DataError.because(
        "a text file has one encoding",
        received,
        "save it as UTF-8, then look at this line",
        file=name,
        line=line,
    )
