"""Pictures, sounds and films in disguise, made from bytes: a few dozen bytes each, and nothing to see in any."""

# ruff: noqa: E501 - one case a line is easier to compare
from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
from interview_files import MEDIA, a_png, paragraph, run, write_docx, write_odt, write_pdf, zipped

MARK = b"\x8fquill\x9dfeather\xa7heron\xb1reeds\xc3" * 3
"""Bytes that lie in every medium: afterwards they may be nowhere, in no spelling."""


def _png() -> bytes:
    note = b"zTXt" + MARK
    chunk = struct.pack(">I", len(MARK)) + note + struct.pack(">I", zlib.crc32(note))
    whole = a_png()
    return whole[:33] + chunk + whole[33:]


PNG = _png()
JPEG = MEDIA["jpeg"] + MARK + b"\xff\xd9"
B64 = base64.b64encode(PNG).decode()
WORDS = "I: What happened?\nP01: Nothing for weeks, and then a letter.\n"
Write = Callable[[Path], Path]


def bare(name: str, data: bytes) -> tuple[str, Write]:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data)
        return path

    return name, write


def made(name: str, maker: Callable[[Path], object]) -> tuple[str, Write]:
    def write(folder: Path) -> Path:
        maker(folder / name)
        return folder / name

    return name, write


def _ole(inside: bytes) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + inside + bytes(600)


def _docx(more: dict[str, bytes | str]) -> Callable[[Path], object]:
    return lambda path: write_docx(path, "".join(paragraph(run(line)) for line in WORDS.splitlines()), more)


def _bytes_of(maker: Callable[[Path], object], folder: Path) -> bytes:
    place = folder / "part"
    maker(place)
    data = place.read_bytes()
    place.unlink()
    return data


def _polyglot(path: Path) -> None:
    whole = _bytes_of(_docx({}), path.parent)
    path.write_bytes(MEDIA["gif"] + MARK + whole)


def _behind(path: Path) -> None:
    path.write_bytes(_bytes_of(_docx({}), path.parent) + JPEG)


IMAGE = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /Length %d >>\nstream\n%s\nendstream" % (
    len(MARK),
    MARK,
)
FILED = b"<< /Type /EmbeddedFile /Length %d >>\nstream\n%s\nendstream" % (len(PNG), PNG)
INLINE = b"q 10 0 0 10 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID " + MARK[:8] + b" EI Q"
LINES = [line.replace("'", "") for line in WORDS.splitlines()]
DRAWING = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="data:image/png;base64,{B64}"/></svg>'

TRANSCRIPTS: dict[str, tuple[str, Write]] = {
    "a jpeg named txt": bare("talk.txt", JPEG),
    "a png named docx": bare("talk.docx", PNG),
    "a gif behind some words": bare("talk.txt", WORDS.encode() + MEDIA["gif"] + MARK),
    "a jpeg behind some words": bare("talk.md", WORDS.encode() + JPEG),
    "an mp3 named md": bare("talk.md", MEDIA["mp3"] + MARK),
    "an mp4 named pdf": bare("talk.pdf", MEDIA["mp4"] + MARK),
    "a webm named odt": bare("talk.odt", MEDIA["matroska or webm"] + MARK),
    "an ogg named vtt": bare("talk.vtt", MEDIA["ogg"] + MARK),
    "a heic named docx": bare("talk.docx", MEDIA["heic"] + MARK),
    "an avif named txt": bare("talk.txt", MEDIA["avif"] + MARK),
    "a webp named srt": bare("talk.srt", MEDIA["webp"] + MARK),
    "a tiff named txt": bare("talk.txt", MEDIA["tiff"] + MARK),
    "a bitmap named txt": bare("talk.txt", MEDIA["bmp"] + MARK),
    "an icon named md": bare("talk.md", MEDIA["ico"] + MARK),
    "a wav named srt": bare("talk.srt", MEDIA["wav"] + MARK),
    "a drawing with a picture in it": bare("talk.md", f"{WORDS}\n{DRAWING}\n".encode()),
    "a picture in a markdown link": bare("talk.md", f"{WORDS}\n![](data:image/png;base64,{B64})\n".encode()),
    "a picture in a link in capitals": bare("talk.md", f"{WORDS}\n![](DATA:IMAGE/PNG;BASE64,{B64})\n".encode()),
    "a picture in a link in UTF-16": bare("talk.txt", f"{WORDS}\n(data:image/png;base64,{B64})\n".encode("utf-16")),
    "a picture in a percent-coded link": bare(
        "talk.md", f"{WORDS}\ndata:image/png,{''.join(f'%{byte:02X}' for byte in PNG)}\n".encode()
    ),
    "base64 in long lines": bare("talk.txt", f"{WORDS}\n{base64.encodebytes(PNG).decode()}\n".encode()),
    "base64 in short lines": bare(
        "talk.txt", (WORDS + "\n" + "\n".join(B64[at : at + 24] for at in range(0, len(B64), 24)) + "\n").encode()
    ),
    "base64 quoted in a mail": bare(
        "talk.txt", (WORDS + "\n" + "\n".join("> " + B64[at : at + 60] for at in range(0, len(B64), 60)) + "\n").encode()
    ),
    "hexadecimal digits": bare("talk.txt", f"{WORDS}\n{PNG.hex()}\n".encode()),
    "a picture of rtf named txt": bare("talk.txt", b"{\\rtf1 " + WORDS.encode() + b"{\\pict\\pngblip " + PNG.hex().encode() + b"}}"),
    "a picture drawn in a PDF": made("talk.pdf", lambda path: write_pdf(path, LINES, content=INLINE)),
    "a picture of a PDF": made("talk.pdf", lambda path: write_pdf(path, LINES, IMAGE)),
    "an attachment of a PDF": made("talk.pdf", lambda path: write_pdf(path, LINES, FILED)),
    "a picture under another name in a docx": made("talk.docx", _docx({"word/settings2.xml": PNG})),
    "an object of another program in a docx": made("talk.docx", _docx({"word/embeddings/oleObject1.bin": _ole(PNG)})),
    "a metafile in a docx": made("talk.docx", _docx({"word/media/image1.emf": MEDIA["emf"] + MARK})),
    "a zip in a zip in a docx": made(
        "talk.docx", _docx({"word/x.bin": zipped({"b.bin": zipped({"c.txt": JPEG})})})
    ),
    "a web page in a docx": made(
        "talk.docx", _docx({"word/afchunk.htm": f"<img src='data:image/png;base64,{B64}'>"})
    ),
    "base64 pasted into a docx in two runs": made(
        "talk.docx", lambda path: write_docx(path, paragraph(run("P01: See ")) + paragraph(run(B64[:50]), run(B64[50:])))
    ),
    "binary data in an odt": made(
        "talk.odt",
        lambda path: write_odt(path, f"<text:p>P01: See</text:p><office:binary-data>{B64}</office:binary-data>"),
    ),
    "the preview of an odt": made("talk.odt", lambda path: _with_preview(path)),
    "a docx that begins as a gif": made("talk.docx", _polyglot),
    "a jpeg behind a docx": made("talk.docx", _behind),
}  # fmt: skip


def _with_preview(path: Path) -> None:
    import zipfile

    write_odt(path, "<text:p>P01: Nothing for weeks.</text:p>")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("Thumbnails/thumbnail.png", PNG)


def _frame(cell: str) -> pl.DataFrame:
    return pl.DataFrame({
        "respondent": list(range(120)), "q1": [1, 2] * 60, "q2": [1, 2, 1] * 40, "stratum": [1, 2] * 60,
        "cluster": [1 + i // 6 for i in range(120)], "note": [cell if i == 77 else "no" for i in range(120)],
    })  # fmt: skip


def _sav(
    path: Path, cell: str = "no", *, labels: dict[int, str] | None = None, compress: bool = False
) -> None:
    import pyreadstat

    pyreadstat.write_sav(
        _frame(cell), str(path), variable_value_labels={"q1": labels} if labels else None, compress=compress
    )


URI = f"data:image/png;base64,{B64}"
SURVEYS: dict[str, tuple[str, Write]] = {
    "a png named csv": bare("adults.csv", PNG),
    "an mp3 named csv": bare("adults.csv", MEDIA["mp3"] + MARK),
    "an mp4 named sav": bare("adults.sav", MEDIA["mp4"] + MARK),
    "base64 in a cell of a csv": made("adults.csv", lambda path: _frame(B64).write_csv(path)),
    "base64 in short lines in a cell of a csv": made(
        "adults.csv", lambda path: _frame("\n".join(B64[at : at + 24] for at in range(0, len(B64), 24))).write_csv(path)
    ),
    "a link in a cell of a csv": made("adults.csv", lambda path: _frame(URI).write_csv(path)),
    "base64 in a text of SPSS": made("adults.sav", lambda path: _sav(path, B64)),
    "base64 in a packed text of SPSS": made("adults.zsav", lambda path: _sav(path, B64, compress=True)),
    "a link in a label of SPSS": made("adults.sav", lambda path: _sav(path, labels={1: URI[:110]})),
    "base64 in a text of Parquet": made("adults.parquet", lambda path: _frame(B64).write_parquet(path)),
    "bytes in a column of Parquet": made(
        "adults.parquet", lambda path: _frame("no").with_columns(pl.lit(PNG).alias("note")).write_parquet(path)
    ),
}  # fmt: skip


def spellings() -> Iterator[bytes]:
    """Yield the marked bytes as they are, as base64 at its three offsets, and as digits."""
    yield MARK[:24]
    yield MARK[:24].hex().encode()
    yield MARK[:24].hex().upper().encode()
    for before in range(3):
        yield base64.b64encode(bytes(before) + MARK[:24])[4:-4]


def holds(data: bytes) -> bool:
    """Return whether bytes hold a medium's own, in any spelling, lines and marks of quoting aside."""
    bare_ = data.replace(b"\n", b"").replace(b"\\n", b"").replace(b"> ", b"")
    return any(one in data or one in bare_ for one in spellings())


def unpacked(blob: bytes) -> bytes:
    """Return a stored survey's words, which lie packed in its blob."""
    frame = pl.read_parquet(io.BytesIO(blob))
    return "\n".join(str(value) for column in frame.iter_columns() for value in column.to_list()).encode()
