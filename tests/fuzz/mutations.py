"""Mutations: what a damaged, odd or hostile file may look like, drawn with a seeded generator."""

# ruff: noqa: E501 - one case a line is easier to compare
from __future__ import annotations

import io
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence

LONGEST = 300_000
"""Bytes of a mutated file: larger ones are cut."""

ODD = (
    b"\x00", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc3", b"\xf4\x90\x80\x80", b"\r", b"\r\n",
    b"\n\r", b"\x0b", b"\x1a", b"\x85", b"\xe2\x80\xa8", b"\xe2\x80\xae", b"\xc2\xa0", b"\xef\xbf\xbd", b"\xef\xbf\xbf",
    b'"', b"'", b'"""', b"'''", b"\\", b"\\u0000", b"\\ud800", b"\\U00110000", b",", b";", b"\t", b"|", b"=", b"[[", b"]]",
    b"{", b"}", b"#", b"+++", b"---", b"-->", b"WEBVTT", b"NOTE", b"00:00:00.000 --> 99:99:99.999", b"<v ", b"&amp;", b"&x;",
    b"-1", b"0", b"1e999", b"-0.0", b"nan", b"inf", b"9" * 30, b"9" * 5000, b"0x" + b"f" * 40, b"1_000", b"true", b"0000-00-00",
    b"9999-12-31", b"2026-02-30", b"23:59:60", b"1979-05-27T07:32:00+99:99", b"\xd9\xa3\xd9\xa4", b"\xc2\xb2", b"=cmd|' /C'!A0",
    b"PK\x03\x04", b"PK\x05\x06", b"%PDF-1.7", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF", b"data:image/png;base64,", b"<svg ",
    b"\\pict", b"A" * 60, b"__proto__", b"{{7*7}}", b"%s%n", b"../../x",
)  # fmt: skip
XML = (
    b"<!DOCTYPE a [<!ENTITY b 'bbbb'>]>", b"&b;", b"<![CDATA[", b"]]>", b"<?xml version='1.0' encoding='utf-16'?>", b"<!--",
    b"<w:p>" * 3000, b"</w:p>", b"<w:tbl><w:tr><w:tc>" * 400, b"<text:p>" * 3000, b"<text:s text:c='99999999999'/>",
    b"<text:s text:c='" + b"9" * 5000 + b"'/>", b"<w:ins>", b"<w:del>", b"<w:fldChar w:fldCharType='begin'/>", b"<w:txbxContent>",
    b"<mc:AlternateContent>", b"<w:footnoteReference w:id='1'/>", b"xmlns:w='urn:other'", b"<text:list>" * 500, b"<draw:frame>",
    b"<text:tracked-changes>", b"<w:t xml:space='preserve'>", b"<w:br/>", b"<w:tab/>", b"<w:numPr><w:numId w:val='x'/></w:numPr>",
    b"table:number-columns-repeated='99999999'", b"table:number-rows-repeated='99999999'",
)  # fmt: skip
TOML = (
    b"[[coding]]\n", b"[coding]\n", b"[[theme.history]]\n", b"a.b.c.d = 1\n", b"x = " + b"[" * 3000 + b"\n", b"x = [" + b"[]," * 500 + b"]\n",
    b"x = {a = {b = {c = 1}}}\n", b"id = 1\n", b"id = []\n", b"id = {}\n", b"quotation = 1979-05-27\n", b"start = 99999999999999999999\n",
    b"start = -1\n", b"on = 07:32:00\n", b"codes = 'x'\n", b"codes = [1, 'x', {}]\n", b"label = 3\n", b"recognisable = 'no'\n",
    b"[" + b"a." * 2000 + b"b]\n", b"text_only = 1\n", b"categories = {1 = 2}\n", b"columns = []\n", b"expires = 2030-01-01T00:00:00Z\n",
    b"smallest_cell = 1e3\n", b"survey = 'x'\n", b"by = [[]]\n", b"where = { sex = 'x' }\n",
)  # fmt: skip
NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 999)


def mutate(data: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    """Return a file like ``data`` with one to six things wrong."""
    for _ in range(draw.choice((1, 1, 1, 2, 2, 3, 6))):
        if data[:2] == b"PK" and draw.random() < 0.85:
            data = _zip(data, draw, others)
        elif data[:5] == b"%PDF-" and draw.random() < 0.6:
            data = _pdf(data, draw)
        else:
            data = draw.choice(_BYTES if _is_binary(data) else _TEXTS)(data, draw, others)
    return data[:LONGEST]


def _is_binary(data: bytes) -> bool:
    return b"\x00" in data[:400] or data[:4] in (b"$FL2", b"$FL3", b"PAR1")


def _place(data: bytes, draw: random.Random) -> int:
    return draw.randrange(len(data) + 1)


def _span(data: bytes, draw: random.Random) -> tuple[int, int]:
    start = _place(data, draw)
    return start, min(len(data), start + int(2 ** draw.uniform(0, 10)))


def _flip(data: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    copy = bytearray(data)
    for _ in range(draw.choice((1, 1, 4, 16))):
        if copy:
            copy[draw.randrange(len(copy))] = draw.randrange(256)
    return bytes(copy)


def _cut(data: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    start, end = _span(data, draw)
    return data[:start] + data[end:]


def _twice(data: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    start, end = _span(data, draw)
    return data[:end] + data[start:end] * draw.choice((1, 1, 2, 50)) + data[end:]


def _end(data: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    return data[: _place(data, draw)]


def _odd(data: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    start = draw.choice((0, len(data), _place(data, draw), _place(data, draw)))
    skip = draw.choice((0, 0, 1, 8))
    return data[:start] + draw.choice(ODD) + data[start + skip :]


def _splice(data: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    other = draw.choice(others) if others else data
    return data[: _place(data, draw)] + other[_place(other, draw) :]


def _number(data: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    """Write an extreme number over four or eight bytes: lengths and counts of binary files."""
    if len(data) < 8:
        return data
    start = draw.randrange(len(data) - 7)
    if draw.random() < 0.6:
        start = min(start // 4 * 4, 400 // 4 * 4 if draw.random() < 0.5 else len(data) - 8)
    form = draw.choice(("<I", ">I", "<Q", "<d"))
    value = draw.choice((0.0, 1e308, -1.0, float("nan"))) if form == "<d" else draw.choice(NUMBERS)
    packed = struct.pack(form, value)
    return data[:start] + packed + data[start + len(packed) :]


def _line(data: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    lines = data.splitlines(keepends=True)
    if not lines:
        return data
    place, what = draw.randrange(len(lines)), draw.randrange(5)
    if what == 0:
        del lines[place]
    elif what == 1:
        lines.insert(place, lines[draw.randrange(len(lines))])
    elif what == 2:
        other = draw.randrange(len(lines))
        lines[place], lines[other] = lines[other], lines[place]
    elif what == 3:
        lines[place] = lines[place].rstrip(b"\r\n")
    else:
        lines[place : place + 1] = [lines[place]] * draw.choice((3, 30, 2000))
    return b"".join(lines)


def _word(data: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    found = list(re.finditer(rb"[\w.-]+", data))
    if not found:
        return data
    match = draw.choice(found)
    put = draw.choice((draw.choice(ODD), draw.choice(found)[0], b"", match[0].upper(), match[0] * 40))
    return data[: match.start()] + put + data[match.end() :]


def _encoding(data: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    text = data.decode("utf-8", "replace")
    codec = draw.choice(
        ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "utf-8-sig", "utf-7", "cp037", "mac-roman")
    )
    return text.encode(codec, "replace")


def _ends(data: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    end = draw.choice((b"\r", b"\r\n", b"\n\n", b"\x0c", b"\xe2\x80\xa8", b"\x85", b" "))
    return data.replace(b"\n", end, draw.choice((-1, 1, 5)))


def _syntax(data: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    place = _place(data, draw)
    if draw.random() < 0.7:
        place = data.rfind(b"\n", 0, place) + 1
    return data[:place] + draw.choice(XML if data.lstrip()[:1] == b"<" else TOML) + data[place:]


Mutation = Callable[[bytes, random.Random, Sequence[bytes]], bytes]
_BYTES: tuple[Mutation, ...] = (_flip, _flip, _cut, _twice, _end, _odd, _splice, _number, _number, _number)
_TEXTS: tuple[Mutation, ...] = (
    _flip, _cut, _twice, _end, _odd, _odd, _splice, _line, _line, _word, _word, _encoding, _ends, _syntax, _syntax,
)  # fmt: skip


def _xml(data: bytes, draw: random.Random) -> bytes:
    if draw.random() < 0.4:
        tags = list(re.finditer(rb"<[^<>]*>", data))
        if tags:
            match = draw.choice(tags)
            put = draw.choice((b"", match[0] * 2, match[0] * 500, draw.choice(XML), draw.choice(tags)[0]))
            return data[: match.start()] + put + data[match.end() :]
    place = _place(data, draw)
    if draw.random() < 0.7:
        place = data.find(b"<", place) if b"<" in data[place:] else place
    return data[:place] + draw.choice(XML) + data[place:]


def _zip(data: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    """Take a zip file apart, change one member, and pack it again; or change the bytes of the packing."""
    if draw.random() < 0.25:
        return draw.choice(_BYTES)(data, draw, others)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except Exception:
        return draw.choice(_BYTES)(data, draw, others)
    if not members:
        return data
    place, what = draw.randrange(len(members)), draw.randrange(10)
    name, inside = members[place]
    if what <= 4:
        changed = (
            _xml(inside, draw)
            if inside.lstrip()[:1] == b"<" and draw.random() < 0.8
            else _odd(inside, draw, others)
        )
        members[place] = (name, changed)
    elif what == 5:
        del members[place]
    elif what == 6:
        members.append((name, inside))
    elif what == 7:
        members[place] = (
            draw.choice(
                ("../x", "/x", "a\\..\\b", "word/document.xml", "content.xml", "x" * 300, "\u202e", "x/")
            ),
            inside,
        )
    elif what == 8:
        members.append((draw.choice(("a.zip", "word/embeddings/x.bin")), data))
    else:
        members.append(("big.xml", bytes(draw.choice((100, 1_500_000)))))
    packed = io.BytesIO()
    method = draw.choice(
        (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    )
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(packed, "w", method) as archive:
            for member, content in members:
                archive.writestr(member, content)
    whole = packed.getvalue()
    if draw.random() < 0.15:  # sizes, flags and methods that lie
        at = whole.rfind(b"PK\x01\x02") + draw.choice((8, 10, 16, 20, 24, 28, 30, 42))
        whole = whole[:at] + struct.pack("<H", draw.choice((0, 1, 8, 99, 0xFFFF))) + whole[at + 2 :]
    return whole


def _pdf(data: bytes, draw: random.Random) -> bytes:
    what = draw.randrange(5)
    numbers = list(re.finditer(rb"\d+", data))
    if what == 0 and numbers:
        match = draw.choice(numbers)
        put = draw.choice(
            (b"0", b"-1", b"99999999999", match[0] + b"0", b"9" * 5000, draw.choice(numbers)[0])
        )
        return data[: match.start()] + put + data[match.end() :]
    if what == 1:
        streams = list(re.finditer(rb"stream\n(.*?)\nendstream", data, re.DOTALL))
        if streams:
            match = draw.choice(streams)
            inside = draw.choice(
                (
                    zlib.compress(match[1]),
                    match[1] * 50,
                    b"BI /W 1 ID x EI",
                    b"[" * 3000,
                    b"(" * 3000,
                    b"<<" * 2000,
                    b"/F1 1e99 Tf (x) Tj",
                )
            )
            return data[: match.start(1)] + inside + data[match.end(1) :]
    names = list(re.finditer(rb"/[A-Za-z0-9]+", data))
    if what == 2 and names:
        match = draw.choice(names)
        put = draw.choice(
            (
                b"/Filter /FlateDecode",
                b"/Parent 3 0 R /Kids [3 0 R]",
                b"/Encrypt 4 0 R",
                draw.choice(names)[0],
                b"/ObjStm",
                b"/XRef",
                b"null",
                b"[" * 500,
            )
        )
        return data[: match.start()] + put + data[match.end() :]
    if what == 3:
        return data.replace(b"obj", b"ob", 1) if draw.random() < 0.5 else data.replace(b"%%EOF", b"")
    return draw.choice(_BYTES)(data, draw, ())
