"""Archive: the zip file of a REFI-QDA project, of which only the project and plain texts are unpacked."""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from lxml import etree

from handrail.interviews.archives import LARGEST_MEMBER, damaged, member_bytes, opened, parse_xml
from handrail.interviews.blobs import find_blobs
from handrail.interviews.decoding import decode_exactly
from handrail.interviews.reading import RULE
from handrail.interviews.signatures import sniff
from handrail.values import DataError, MediaFound
from handrail.values.naming import named

REMEDY = "export it again from the program that wrote it, or ask for another copy"
_UNPACKED = (".qde", ".txt")
_QUOTED = re.compile(rb"%([0-9a-fA-F]{2})")
_MARK = b"\xef\xbb\xbf"
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def _unpacked(member: str) -> bool:
    return member.casefold().endswith(_UNPACKED)


@contextmanager
def open_refi(path: Path) -> Iterator[Archive]:
    """Open a project.

    Raises
    ------
    DataError
        When there is no such file, it is damaged or unsafe, or holds no project, or several.
    """
    try:
        with path.open("rb") as file, opened(file, path.name, _unpacked) as archive:
            yield Archive(archive, path.name)
    except OSError as wrong:
        # A seek to a place that a damaged file names is an error of the system, too.
        raise (damaged(path.name) if wrong.errno in (None, 22) else unreadable(path.name)) from None
    except (MemoryError, OverflowError, RecursionError):
        raise damaged(path.name) from None


def unreadable(name: str) -> DataError:
    """Return the error for a file that is not there or may not be read."""
    return DataError.because(
        "the file can be read", "no such file, or no leave to read it", "check its name and rights", file=name
    )


class Archive:
    """The members of a project's zip file, found by the paths that the project writes."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive, self._name = archive, name
        self._members: dict[str, str] = {}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self.taken: set[str] = set()
        projects: list[str] = []
        for info in archive.infolist():
            member = info.filename.replace("\\", "/")
            last = PurePosixPath(member).name
            if info.is_dir() or not last:
                continue
            if last.casefold().endswith(".qde") and not _is_shadow(member):
                projects.append(info.filename)
            self._members.setdefault(member.casefold(), info.filename)
            self._by_name[last.casefold()].append(info.filename)
        if len(projects) != 1:
            raise DataError.because(
                "a REFI-QDA project holds one .qde file",
                f"{len(projects)} of them" if projects else "none",
                REMEDY,
                file=name,
            )
        self.project = projects[0]
        self.taken.add(self.project)

    def read_project(self) -> etree._Element:
        """Return the project's XML."""
        return parse_xml(member_bytes(self._archive, self.project, self._name), self._name, REMEDY)

    def find(self, path: str) -> str | None:
        """Return the member that a path of the project means, or None; nothing outside is looked at.

        ``internal://`` is a file of the folder for sources; of ``relative://``, ``absolute://`` and
        ``file://`` only what lies in the archive is found, by as much of the path as fits.

        Raises
        ------
        DataError
            When the path leads out of the archive.
        """
        scheme, divided, rest = path.partition("://")
        rest = (rest if divided else scheme).replace("\\", "/")
        for way in dict.fromkeys((rest, _unquoted(rest))):
            parts = [part for part in way.split("/") if part not in ("", ".")]
            if ".." in parts:
                raise DataError.because(
                    "a source's path stays inside the archive",
                    "a path that leads out of it",
                    "do not use this file; ask who made it",
                    file=self._name,
                )
            for inside in ("/".join(("sources", *parts)), "/".join(parts)):
                member = self._members.get(inside.casefold())
                if member is not None and parts:
                    return member
            same = self._by_name.get(parts[-1].casefold(), []) if parts else []
            if len(same) == 1:
                return same[0]
        return None

    def text(self, member: str) -> tuple[str, bool]:
        """Return a plain text with its line ends as they are, and whether a byte-order mark was cut off.

        Raises
        ------
        MediaFound
            When it is, or holds, a picture, sound or film.
        DataError
            When no encoding fits it.
        """
        self.taken.add(member)
        if self._archive.getinfo(member).file_size > LARGEST_MEMBER:
            raise DataError.because(
                f"a source's text has at most {LARGEST_MEMBER // 1_000_000} MB",
                "a longer one",
                REMEDY,
                file=self._name,
            )
        data = member_bytes(self._archive, member, self._name)
        kind = sniff(data[:4096])
        if kind is not None:
            raise _media(kind, self._name)
        text, mark = self._decoded(data)
        check_text(text, self._name)
        return text, mark

    def _decoded(self, data: bytes) -> tuple[str, bool]:
        mark = data.startswith(_MARK)
        if not mark and (data.startswith(_OTHER_MARKS) or data.count(0) * 5 > len(data)):
            return decode_exactly(data, self._name)[0], data.startswith(_OTHER_MARKS)
        try:
            return data[3 * mark :].decode("utf-8"), mark
        except UnicodeDecodeError:
            return decode_exactly(data, self._name)[0], mark

    def left(self) -> tuple[int, int]:
        """Return how many media files, and how many other files, nobody asked for."""
        media = others = 0
        for info in self._archive.infolist():
            if info.is_dir() or info.filename in self.taken:
                continue
            try:
                with self._archive.open(info) as stream:
                    kind = sniff(stream.read(4096))
            except Exception:  # what cannot be unpacked is not needed
                kind = None
            media += kind is not None
            others += kind is None
        return media, others


def check_text(text: str, name: str) -> None:
    """Refuse a text into which a picture, sound or film is written.

    Raises
    ------
    MediaFound
        When there is one.
    """
    blob = next(find_blobs(text), None)
    if blob is not None:
        raise _media(blob.kind, name)


def _media(kind: str, name: str) -> MediaFound:
    return MediaFound.because(
        RULE,
        f"{named(kind)} where a plain text should be",
        "the safeguarding lead must look at the project first; take it out there, and export it again",
        file=name,
    )


def _unquoted(path: str) -> str:
    """Return a path with each ``%20`` and the like as the character that it stands for."""
    data = _QUOTED.sub(lambda found: bytes((int(found[1], 16),)), path.encode("utf-8", "replace"))
    return data.decode("utf-8", "replace")


def _is_shadow(member: str) -> bool:
    """Tell what a Mac's archiver adds beside each file."""
    parts = PurePosixPath(member).parts
    return parts[-1].startswith(".") or "__MACOSX" in parts
