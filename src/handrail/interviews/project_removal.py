"""Project removal: take sources and people out of a REFI-QDA project, and all that points at them.

REFI-QDA 1.0 (``urn:QDA-XML:project:1.0``) is what NVivo, ATLAS.ti, MAXQDA and others exchange: a zip file
with one ``.qde``, which is XML, and the sources' texts beside it. Whatever has a GUID can be referred to
from cases, sets, links, notes and graphs; a reference to something that is gone would be a lie, and the
schema wants no empty list.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from lxml import etree

from handrail.interviews.archives import member_bytes, opened, parse_xml
from handrail.values import DataError

PROJECT = "urn:QDA-XML:project:1.0"
_SOURCES = ("TextSource", "PDFSource", "PictureSource", "AudioSource", "VideoSource")
_PATHS = ("plainTextPath", "richTextPath", "path", "currentPath")
_LISTS = ("Users", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs", "Variables")
_REFERRED = "handrail-referred"
_POINTERS = ("targetGUID", "originGUID", "representedGUID", "sourceVertex", "targetVertex")


@dataclass(frozen=True)
class Removal:
    """A project without what was asked for: its bytes, and how many sources and cases went."""

    data: bytes
    sources: int
    cases: int


def without_sources(
    data: bytes, name: str, *, source: Callable[[str, str], bool], case: Callable[[str], bool]
) -> Removal:
    """Return a project without some sources and cases, and without every reference to them.

    Parameters
    ----------
    data, name
        The ``.qdpx`` file, and what messages call it.
    source
        Told a source's name and its text (empty where it has none); says whether it goes.
    case
        Told a case's name; says whether it goes.

    Returns
    -------
    Removal
        The same bytes when nothing goes. Else the project is written again: names, order and times of the
        other files in it stay.

    Raises
    ------
    DataError
        When the file is damaged, or no project.
    """
    with opened(io.BytesIO(data), name) as archive:
        inner = _project_member(archive, name)
        root = parse_xml(member_bytes(archive, inner, name), name)
        if etree.QName(root).localname != "Project":
            raise _no_project(name)
        members = [member.filename for member in archive.infolist()]
        for one in _each(root, ("Case",)):
            if _refers(one):
                one.set(_REFERRED, "yes")
        going = [
            one for one in _each(root, _SOURCES) if source(one.get("name", ""), _text(one, archive, name))
        ]
        cases = [one for one in _each(root, ("Case",)) if case(one.get("name", ""))]
        if not going and not cases:
            return Removal(data, 0, 0)
        removed = _remove(root, [*going, *cases])
        left = [one for one in _each(root, ("Case",)) if _had_references(one) and not _refers(one)]
        removed += _remove(root, left)
        paths = {path for one in removed for path in _paths(one)}
        gone = {member for member in members if PurePosixPath(member).name in paths}
        for one in _each(root, ("Case",)):
            one.attrib.pop(_REFERRED, "")
        _tidy(root)
        project = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as written:
            for member in archive.infolist():
                if member.filename in gone:
                    continue
                content = (
                    project if member.filename == inner else member_bytes(archive, member.filename, name)
                )
                written.writestr(member, content, compress_type=member.compress_type)
    return Removal(out.getvalue(), len(going), len(cases) + len(left))


def _refers(case: etree._Element) -> bool:
    return any(etree.QName(part).localname in ("SourceRef", "SelectionRef") for part in case)


def _had_references(case: etree._Element) -> bool:
    """Return whether a case referred to anything before: one that no longer does is about what went."""
    return bool(case.attrib.pop(_REFERRED, ""))


def _project_member(archive: zipfile.ZipFile, name: str) -> str:
    found = [one.filename for one in archive.infolist() if one.filename.lower().endswith(".qde")]
    if len(found) != 1:
        raise _no_project(name)
    return found[0]


def _no_project(name: str) -> DataError:
    return DataError.because(
        "a .qdpx file holds one REFI-QDA project",
        "a zip file without one",
        "export the project again from the program that made it",
        file=name,
    )


def _each(root: etree._Element, kinds: Iterable[str]) -> list[etree._Element]:
    return [one for kind in kinds for one in root.iter(f"{{*}}{kind}")]


def _paths(element: etree._Element) -> Iterator[str]:
    """Yield the inner file names that an element stands for; ``internal://`` is the archive itself."""
    for attribute in _PATHS:
        place = element.get(attribute, "")
        if place.startswith("internal://"):
            yield place.removeprefix("internal://").replace("\\", "/").rpartition("/")[2]


def _text(source: etree._Element, archive: zipfile.ZipFile, name: str) -> str:
    """Return a source's plain text: in the XML, or in a file beside it."""
    for element in source.iter():
        for child in element.iterfind("{*}PlainTextContent"):
            if child.text:
                return child.text
        wanted = element.get("plainTextPath", "")
        if wanted.startswith("internal://"):
            inner = PurePosixPath(wanted.removeprefix("internal://")).name
            for member in archive.infolist():
                if member.filename.rpartition("/")[2] == inner:
                    return member_bytes(archive, member.filename, name).decode("utf-8-sig", "replace")
    return ""


def _remove(root: etree._Element, going: Iterable[etree._Element]) -> list[etree._Element]:
    """Detach elements, and then whatever points at them until nothing does; return all that went."""
    removed: list[etree._Element] = []
    queue = list(going)
    while queue:
        guids: set[str] = set()
        notes: set[str] = set()
        for one in queue:
            parts = list(one.iter())
            removed += parts
            guids |= {str(part.get("guid")).upper() for part in parts if part.get("guid")}
            notes |= {
                str(part.get("targetGUID")).upper()
                for part in parts
                if etree.QName(part).localname == "NoteRef"
            }
            _detach(one)
        queue = [one for one in root.iter("{*}*") if _points_at(one, guids)]
        # A memo that only hung on what went is about it.
        still = {str(ref.get("targetGUID")).upper() for ref in root.iter("{*}NoteRef")}
        queue += [note for note in root.iter("{*}Note") if str(note.get("guid")).upper() in notes - still]
        queue = _outermost(queue)
    return removed


def _points_at(element: etree._Element, guids: set[str]) -> bool:
    return any(str(element.get(pointer, "")).upper() in guids for pointer in _POINTERS)


def _outermost(elements: list[etree._Element]) -> list[etree._Element]:
    chosen = set(elements)
    once = list(dict.fromkeys(elements))
    return [one for one in once if not any(above in chosen for above in one.iterancestors())]


def _detach(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    # lxml keeps what stands behind an element with it: only blanks stand there in a project.
    if element.tail and before is not None:
        before.tail = (before.tail or "") if not element.tail.strip() else element.tail
    parent.remove(element)


def _tidy(root: etree._Element) -> None:
    """Take out lists that are empty now: the schema has none."""
    for kind in _LISTS:
        for one in root.iterfind(f"{{*}}{kind}"):
            if len(one) == 0:
                root.remove(one)
