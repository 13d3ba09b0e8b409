"""Media: whether a file is, or holds, a picture, sound or film. Nothing is rendered, copied or kept.

A file is known by its bytes, never by its name. Looked into are zip files (docx, odt, and zip files inside
them, three deep), PDFs (pictures, attachments, sound and film), and texts of any kind (``data:`` URIs,
base64, svg, RTF pictures). In every other file the long signatures of common formats are looked for at any
place.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from handrail.interviews.blobs import find_blobs
from handrail.interviews.signatures import HEAD, INSIDE, sniff
from handrail.values import DataError

DEEPEST = 3
"""How many zip files may lie inside each other."""

MOST = 1_000
"""Media after which the search stops: one is enough to stop a file."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PIECE = 1 << 20
_OVERLAP = 4096
_MAYBE_TEXT = re.compile(
    rb"(?i)data:(?:image|audio|video)/|<(?:svg:)?svg[\s>]|\\pict\b|\\objdata\b|[A-Za-z0-9+/_-]{40}"
    rb"|(?<=[A-Za-z0-9+/_-]{16})\r?\n[ \t>|]*[A-Za-z0-9+/_-]{16}"
)
_INLINE_IMAGE = re.compile(rb"(?<![\w/])BI\s([^()]{0,600}?)\sID\s")
_WIDTH = re.compile(rb"/W(?:idth)?\s")
_PDF_LIVE = {"/Sound": "sound", "/Movie": "film", "/RichMedia": "sound or film", "/Screen": "sound or film"}


@dataclass(frozen=True)
class Media:
    """A picture, sound or film that was found.

    Attributes
    ----------
    member
        Where in the file: a member of a zip file, an object of a PDF, a line; empty when the file itself is
        one.
    kind
        What its bytes say that it is, such as ``jpeg``.

    Examples
    --------
    >>> str(Media("word/media/image1.png", "png")), str(Media("", "jpeg"))
    ('png at word/media/image1.png', 'jpeg, the file itself')
    """

    member: str
    kind: str

    def __str__(self) -> str:
        """Return kind and place in words."""
        return f"{self.kind} at {self.member}" if self.member else f"{self.kind}, the file itself"


def find_media(path: Path) -> tuple[Media, ...]:
    r"""Return every picture, sound and film that a file is or holds.

    Files are read in pieces of a megabyte; a survey file of 100 megabytes takes about a second.

    Raises
    ------
    DataError
        When the file cannot be read, or is an archive that is damaged, encrypted, nested too deep, or
        unpacks to far more than a document.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "p01.txt"
    ...     _ = file.write_bytes(b"\xff\xd8\xff\xe0 a photograph")
    ...     find_media(file)
    (Media(member='', kind='jpeg'),)
    """
    try:
        with path.open("rb") as file:
            found: list[Media] = []
            for medium in _in_stream(file, path.name, "", 0):
                found.append(medium)
                if len(found) >= MOST:
                    break
            return tuple(dict.fromkeys(found))
    except OSError:
        raise DataError.because(
            "the file can be read",
            "no such file, or no leave to read it",
            "check its name and rights",
            file=path.name,
        ) from None


def _in_stream(file: IO[bytes], name: str, member: str, depth: int) -> Iterator[Media]:
    head = file.read(HEAD)
    file.seek(0)
    kind = sniff(head)
    if kind is not None:
        yield Media(member, kind)
        return
    inside: Iterable[Media] | None = None
    if b"%PDF-" in head[:1024]:
        inside = _in_pdf(file, name, member, depth)
    elif head.startswith(_ZIP) or zipfile.is_zipfile(file):
        file.seek(0)
        inside = _in_zip(file, name, member, depth)
    if inside is not None:
        found = False
        for medium in inside:
            found = True
            yield medium
        if found:
            return  # its bytes would only show the same media again
    file.seek(0)
    yield from _Scan(member, written=inside is None).run(iter(lambda: file.read(_PIECE), b""))


def _inside(member: str, part: str) -> str:
    return f"{member} > {part}" if member else part


# -- bytes of any kind --------------------------------------------------------------------------


class _Scan:
    """Looks for media in bytes of any kind, piece by piece; each piece sees the end of the one before."""

    def __init__(self, member: str, *, written: bool) -> None:
        self._member, self._written = member, written
        self._seen: set[tuple[str, int]] = set()
        self._rtf = False

    def run(self, pieces: Iterable[bytes]) -> Iterator[Media]:
        before, offset, line = b"", 0, 1
        for piece in pieces:
            window = before + piece
            if offset == 0:
                self._rtf = window.lstrip().startswith(b"{\\rtf")
            for match in INSIDE.finditer(window):
                kind = sniff(match[0] + bytes(HEAD)) or "picture"
                if self._new(kind, offset + match.start()):
                    yield Media(_inside(self._member, f"byte {offset + match.start()}"), kind)
            if self._written:
                yield from self._as_text(window, offset, line)
            before = window[-_OVERLAP:]
            offset += len(window) - len(before)
            line += window.count(b"\n") - before.count(b"\n")

    def _new(self, kind: str, place: int) -> bool:
        new = (kind, place) not in self._seen
        self._seen.add((kind, place))
        return new

    def _as_text(self, window: bytes, offset: int, line: int) -> Iterator[Media]:
        wide = window.startswith((b"\xff\xfe", b"\xfe\xff"))
        if not wide and not _MAYBE_TEXT.search(window):
            return
        text = window.decode("utf-16" if wide else "latin-1", "ignore")
        for blob in find_blobs(text, rtf=self._rtf):
            if self._new(blob.kind, offset + blob.start):
                here = line + text.count("\n", 0, blob.start)
                yield Media(_inside(self._member, f"line {here}"), blob.kind)


# -- zip files ---------------------------------------------------------------------------------


def _in_zip(file: IO[bytes], name: str, member: str, depth: int) -> Iterator[Media]:
    from handrail.interviews.archives import opened, pieces

    if depth >= DEEPEST:
        raise DataError.because(
            f"zip files lie at most {DEEPEST} deep in each other",
            "a deeper one",
            "unpack it and give the files themselves",
            file=name,
        )
    with opened(file, name) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            place = _inside(member, info.filename)
            with io.BytesIO() as copy:
                for piece in pieces(archive, info, name):
                    copy.write(piece)
                copy.seek(0)
                yield from _in_stream(copy, name, place, depth + 1)


# -- PDFs ---------------------------------------------------------------------------------------


def _in_pdf(file: IO[bytes], name: str, member: str, depth: int) -> Iterator[Media]:
    import pypdf
    from pypdf.generic import DictionaryObject, IndirectObject, StreamObject

    from handrail.interviews.pdf_text import quiet_pypdf

    def objects() -> Iterator[tuple[int, Any]]:
        reader = pypdf.PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DataError.because(
                "the PDF has no password", "an encrypted PDF", "save it without a password", file=name
            )
        numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
        for number in sorted(numbers):
            yield number, reader.get_object(IndirectObject(number, 0, reader))

    def media() -> Iterator[Media]:
        for number, thing in objects():
            if not isinstance(thing, DictionaryObject):
                continue
            place = _inside(member, f"object {number}")
            subtype = str(thing.get("/Subtype", ""))
            if subtype == "/Image":
                yield Media(place, "picture in a PDF")
            elif subtype in _PDF_LIVE or thing.get("/Type") == "/Sound":
                yield Media(place, f"{_PDF_LIVE.get(subtype, 'sound')} in a PDF")
            elif isinstance(thing, StreamObject):
                data = _attempt(thing.get_data)
                if str(thing.get("/Type", "")) == "/EmbeddedFile":
                    yield from _in_stream(io.BytesIO(data), name, _inside(place, "attached file"), depth + 1)
                elif any(_WIDTH.search(found[1]) for found in _INLINE_IMAGE.finditer(data)):
                    yield Media(place, "picture in a PDF")

    try:
        with quiet_pypdf():
            yield from list(media())
    except DataError:
        raise
    except Exception:
        raise DataError.because(
            "the PDF can be read", "a damaged PDF", "save it again, or save the transcript as docx", file=name
        ) from None


def _attempt(read: Callable[[], bytes]) -> bytes:
    """Return a stream's bytes; one that nobody can unpack shows no picture either."""
    try:
        return read()
    except Exception:
        return b""
