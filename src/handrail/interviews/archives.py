"""Archives: docx and odt are zip files, and a zip file can lie about its size and its names."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO, Any, cast

from lxml import etree

from handrail.values import DataError

LARGEST_MEMBER = 100_000_000
"""Bytes that one member may have unpacked; a transcript's text has one or two million."""

LARGEST_ARCHIVE = 400_000_000
"""Bytes that all members may have unpacked together."""

MOST_MEMBERS = 10_000
LARGEST_RATIO = 200
"""How much larger than packed a member of more than a megabyte may be; text packs 3 to 30 times."""


def _all(_member: str) -> bool:
    return True


@contextmanager
def opened(file: IO[bytes], name: str, unpacked: Callable[[str], bool] = _all) -> Iterator[zipfile.ZipFile]:
    """Open a zip file after a look at what its members claim.

    Parameters
    ----------
    file
        A readable, seekable stream.
    name
        What messages call it.
    unpacked
        Which members are going to be unpacked, by name: the others may be as large as a film, though none
        may unpack to far more than its packed size.

    Raises
    ------
    DataError
        When it is damaged, encrypted, has names that lead out of it, or members that are too many or too
        large.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            _check(archive, name, unpacked)
            yield archive
    except (zipfile.BadZipFile, EOFError, NotImplementedError, UnicodeDecodeError, ValueError) as problem:
        if isinstance(problem, ValueError) and not isinstance(problem, UnicodeDecodeError):
            raise
        raise damaged(name) from None


def damaged(name: str) -> DataError:
    """Return the error for a zip file that cannot be unpacked."""
    return DataError.because(
        "the file can be unpacked",
        "a damaged or incomplete zip file",
        "open it in the program that wrote it, save it again, or ask for another copy",
        file=name,
    )


def _check(archive: zipfile.ZipFile, name: str, unpacked: Callable[[str], bool]) -> None:
    members = archive.infolist()
    total = 0
    for member in members:
        if not member.filename:
            raise damaged(name)
        wanted = unpacked(member.filename)
        total += member.file_size if wanted else 0
        packed = max(member.compress_size, 1)
        if (
            (wanted and member.file_size > LARGEST_MEMBER)
            or total > LARGEST_ARCHIVE
            or (member.file_size > 1_000_000 and member.file_size / packed > LARGEST_RATIO)
        ):
            raise _bomb(name)
        inside = PurePosixPath(member.filename.replace("\\", "/"))
        if inside.is_absolute() or ".." in inside.parts or PureWindowsPath(member.filename).drive:
            raise DataError.because(
                "names in a zip file stay inside it",
                "a name that leads out of it",
                "do not use this file; ask who made it",
                file=name,
            )
        if member.flag_bits & 0x1:
            raise DataError.because(
                "the file has no password", "an encrypted part", "save it without a password", file=name
            )
    if len(members) > MOST_MEMBERS:
        raise _bomb(name)


def _bomb(name: str) -> DataError:
    return DataError.because(
        "a zip file unpacks to a document's size",
        "far more than a document holds",
        "do not use this file; ask who made it",
        file=name,
    )


def pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """Yield a member in pieces of a megabyte; never more than it claimed.

    Raises
    ------
    DataError
        When it is damaged, or unpacks to more than it claimed.
    """
    got = 0
    try:
        with archive.open(member) as stream:
            while piece := stream.read(1 << 20):
                got += len(piece)
                if got > member.file_size:
                    raise _bomb(name)
                yield piece
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise damaged(name) from None
    except Exception as problem:  # zlib.error, lzma.LZMAError: each codec has its own, without a common root
        if type(problem).__module__ in ("zlib", "_lzma", "lzma", "bz2"):
            raise damaged(name) from None
        raise


def member_bytes(archive: zipfile.ZipFile, member: str, name: str) -> bytes:
    """Return a member's bytes.

    Raises
    ------
    DataError
        When there is no such member, or it is damaged.
    """
    try:
        info = archive.getinfo(member)
    except KeyError:
        raise DataError.because(
            "the file is what its name says",
            f"a zip file without {member}",
            "open it in a word processor and save it again",
            file=name,
        ) from None
    return b"".join(pieces(archive, info, name))


def parse_xml(
    data: bytes, name: str, remedy: str = "open it in a word processor and save it again"
) -> etree._Element:
    """Parse XML that a stranger wrote: no entities, no document type, no network.

    Parameters
    ----------
    data
        The XML.
    name
        What messages call the file.
    remedy
        What to do when it cannot be read.

    Raises
    ------
    DataError
        When it is not well-formed, or declares a document type.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise DataError.because(
            "the document inside the file is well-formed XML",
            "XML that cannot be read",
            remedy,
            file=name,
        ) from None
    if cast("Any", root.getroottree()).docinfo.doctype:
        raise DataError.because(
            "the document inside the file refers to nothing outside",
            "XML with a document type, which can",
            "do not use this file; ask who made it",
            file=name,
        )
    return root
