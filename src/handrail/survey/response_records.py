"""Multiple-response sets in an SPSS file: the record that the library which writes the rest cannot write."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from handrail.survey.labelled import ResponseSet

_HEADER = 176
_VARIABLE, _LABELS, _LABELLED, _DOCUMENTS, _EXTENSION, _END = 2, 3, 4, 6, 7, 999
_SETS, _LONG_NAMES = 7, 13


def with_response_sets(data: bytes, sets: tuple[ResponseSet, ...]) -> bytes:
    """Return an SPSS system file (.sav, UTF-8, little-endian) with its multiple-response sets.

    Parameters
    ----------
    data
        The file as ReadStat writes it. A .zsav file counts its bytes from the start and cannot be added to.
    sets
        Sets of the file's own variables.

    References
    ----------
    PSPP developers' guide, "System File Format": records 2 to 7 and 999 (the dictionary), extension record
    with subtypes 7 (multiple-response sets) and 13 (long names).
    """
    records = list(_records(data))
    short = _short_names(records)
    lines = "".join(_line(one, short) for one in sets).encode()
    # The sets speak of short names: the record stands before the one that gives the long ones.
    at = next((start for start, kind, _ in records if kind in (_LONG_NAMES, -1)), records[-1][0])
    record = struct.pack("<4i", _EXTENSION, _SETS, 1, len(lines)) + lines
    return data[:at] + record + data[at:]


def _line(one: ResponseSet, short: dict[str, str]) -> str:
    names = " ".join(short.get(name, name) for name in one.variables)
    label = f"{len(one.label.encode())} {one.label}"
    kind = "C" if one.counted is None else f"D{len(str(one.counted).encode())} {one.counted}"
    return f"${one.name.removeprefix('$')}={kind} {label} {names}\n"


def _records(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield where each extension record starts, its subtype and its data; last the end, as subtype -1."""
    at = _HEADER
    while True:
        (kind,) = struct.unpack_from("<i", data, at)
        if kind == _VARIABLE:
            _, labelled, missing = struct.unpack_from("<3i", data, at + 4)
            end = at + 32
            if labelled:
                (length,) = struct.unpack_from("<i", data, end)
                end += 4 + -(-length // 4) * 4
            at = end + 8 * abs(missing)
        elif kind == _LABELS:
            (count,) = struct.unpack_from("<i", data, at + 4)
            at += 8
            for _ in range(count):
                # Eight bytes of value, one of length, the label; padded to eights together.
                at += 8 + -(-(data[at + 8] + 1) // 8) * 8
        elif kind == _LABELLED:
            at += 8 + 4 * struct.unpack_from("<i", data, at + 4)[0]
        elif kind == _DOCUMENTS:
            at += 8 + 80 * struct.unpack_from("<i", data, at + 4)[0]
        elif kind == _EXTENSION:
            subtype, size, count = struct.unpack_from("<3i", data, at + 4)
            yield at, subtype, data[at + 16 : at + 16 + size * count]
            at += 16 + size * count
        elif kind == _END:
            yield at, -1, b""
            return
        else:
            raise ValueError(f"no record of an SPSS file: {kind}")


def _short_names(records: list[tuple[int, int, bytes]]) -> dict[str, str]:
    text = next((content for _, kind, content in records if kind == _LONG_NAMES), b"").decode()
    pairs = (entry.partition("=") for entry in text.split("\t") if entry)
    return {long: short for short, _, long in pairs}
