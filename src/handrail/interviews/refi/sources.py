"""Sources: the texts of a REFI-QDA project with their selections, in whatever unit their positions count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from handrail.interviews.project import Kind, Value
from handrail.interviews.refi.archive import Archive, check_text
from handrail.interviews.refi.elements import Known, description_of, lose_others, notes_of, values_of
from handrail.interviews.refi.positions import Convention, Measured, Ruler
from handrail.interviews.refi.xml import children, guid_key, tag, words
from handrail.values import DataError

INSTRUCTION = "handrail"
"""The processing instruction in which a project of ours says what its positions count."""

_KINDS: dict[str, Kind] = {
    "TextSource": "text",
    "PDFSource": "pdf",
    "AudioSource": "audio",
    "VideoSource": "video",
    "PictureSource": "picture",
}
_INSIDE = {"PDFSource": "Representation", "PictureSource": "TextDescription"}
_FARTHEST = 10**12
_COMMON = frozenset(("Description", "Coding", "NoteRef", "VariableValue"))
_OUTSIDE = frozenset(("PDFSelection", "AudioSelection", "VideoSelection", "PictureSelection"))
_ONLY_MEDIA = "it marks a place of a page, picture or recording, not of the text"


class RawCoding(NamedTuple):
    """A coding as the file has it."""

    guid: str
    user: str | None
    created: str
    code: str | None
    notes: tuple[str, ...]


class RawSelection(NamedTuple):
    """A selection as the file has it; positions are in the source's own units, or None for all of it."""

    guid: str
    name: str
    description: str
    start: int
    end: int
    user: str | None
    created: str
    modified: str
    notes: tuple[str, ...]
    codings: tuple[RawCoding, ...]
    whole: bool = False


@dataclass
class RawSource:
    """A source as the file has it.

    Attributes
    ----------
    lines
        Its text's line ends were one line feed each before they were written as two characters.
    """

    kind: Kind
    label: str
    guid: str
    text: str = ""
    mark: bool = False
    inline: bool = False
    lines: bool = False
    declared: Convention | None = None
    selections: list[RawSelection] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    description: str = ""
    values: dict[str, Value] = field(default_factory=dict)

    def measured(self, name: str) -> Measured:
        """Return the source with the ends of its selections, for :func:`refi_positions.decide`."""
        placed = [one for one in self.selections if not one.whole]
        return Measured(
            name,
            Ruler(self.text, mark=self.mark, split=self.inline),
            tuple(one.start for one in placed),
            tuple(one.end for one in placed),
            tuple(one.name for one in placed),
            self.declared,
        )


def read_sources(root: etree._Element, archive: Archive, known: Known) -> Iterator[RawSource]:
    """Yield every source of a project, and every further transcript of a recording.

    Raises
    ------
    DataError
        When a path leads out of the archive, a text cannot be decoded, or a position is none.
    """
    for name, group in children(root):
        if name != "Sources":
            continue
        inside = list(children(group))
        if not inside:
            known.tally.warn("empty Sources element")
        for kind, element in inside:
            if kind in _KINDS:
                yield from _source(element, _KINDS[kind], archive, known)
                element.clear()  # fifty thousand selections take their room
            else:
                known.tally.lose(f"Sources/{kind}", "this format's version has no such source")


def _source(element: etree._Element, kind: Kind, archive: Archive, known: Known) -> Iterator[RawSource]:
    tally, name = known.tally, tag(element)
    source = RawSource(kind, _label(element), known.guid(element))
    source.description = description_of(element)
    source.notes = notes_of(element)
    source.values = values_of(element, known)
    whole = [_coding(child, known) for inner, child in children(element) if inner == "Coding"]
    further: list[RawSource] = []
    if kind == "text":
        _fill(source, element, archive, known)
    else:
        _media(element, archive, known)
        holders = [
            child for inner, child in children(element) if inner in (_INSIDE.get(name, ""), "Transcript")
        ]
        for number, holder in enumerate(holders):
            target = source
            if number:
                label = holder.get("name") or f"{source.label} (transcript {number + 1})"
                target = RawSource(kind, label, known.guid(holder))
                further.append(target)
            _fill(target, holder, archive, known)
            if not number:
                source.notes = tuple(dict.fromkeys((*source.notes, *notes_of(holder))))
                inner = description_of(holder)
                source.description = "\n\n".join(part for part in (source.description, inner) if part.strip())
                whole += [_coding(child, known) for said, child in children(holder) if said == "Coding"]
            else:
                target.notes, target.description = notes_of(holder), description_of(holder)
        if not holders:
            tally.lose(f"{name} text", "the file holds no text for it; its name, notes and values are kept")
        read = frozenset((*_INSIDE.values(), "Transcript", *_OUTSIDE, *_COMMON))
        lose_others(element, read, tally)
    if whole:
        tally.warn("coding of a whole source, read as a coding of all its text", len(whole))
        source.selections.append(RawSelection("", "", "", 0, 0, None, "", "", (), tuple(whole), whole=True))
    tally.lose(
        "who and when of a source",
        "a document here has no author and no dates",
        any(
            element.get(one)
            for one in ("creatingUser", "creationDateTime", "modifyingUser", "modifiedDateTime")
        ),
    )
    yield source
    yield from further


def _label(element: etree._Element) -> str:
    path = element.get("plainTextPath") or element.get("path") or element.get("richTextPath") or ""
    last = path.replace("\\", "/").rpartition("/")[2]
    return element.get("name") or last or guid_key(element.get("guid") or "") or "document"


def _media(element: etree._Element, archive: Archive, known: Known) -> None:
    """Count what belongs to the medium alone, and leave the file where it is."""
    name = tag(element)
    for path in (element.get("path"), element.get("currentPath")):
        member = archive.find(path) if path else None
        if member is not None:
            archive.taken.add(member)
    known.tally.lose(
        f"{name} file",
        "pages, pictures, sound and film are never kept; the text is",
        bool(element.get("path")),
    )
    for inner, child in children(element):
        if inner in _OUTSIDE:
            codings = sum(said == "Coding" for said, _ in children(child))
            known.tally.lose(inner, _ONLY_MEDIA)
            known.tally.lose(f"{inner}/Coding", _ONLY_MEDIA, codings)


# -- text ---------------------------------------------------------------------------------------


def _fill(source: RawSource, holder: etree._Element, archive: Archive, known: Known) -> None:
    """Give a source the text and the selections of an element that holds them."""
    text = read_text(holder, archive, known)
    for child in holder:
        # Stubs know elements alone; an instruction of XML stands among them, too.
        if getattr(child, "target", None) == INSTRUCTION:
            source.declared, source.lines = _declared(child)
    selections = list(_selections(holder, known))
    if text is None:
        known.tally.lose(f"{tag(holder)} text", "the file holds no plain text for it")
        known.tally.lose("selection", "its text is not in the file", len(selections))
        known.tally.lose("Coding", "its text is not in the file", sum(len(one.codings) for one in selections))
        return
    source.text, source.mark, source.inline = text
    source.selections += selections
    if tag(holder) != "Transcript":
        lose_others(holder, frozenset(("PlainTextContent", "PlainTextSelection", *_COMMON)), known.tally)


def _declared(instruction: etree._Element) -> tuple[Convention | None, bool]:
    said = (instruction.text or "").split()
    if not {"codepoint", "utf16"} & set(said):
        return None, False
    units = Convention("utf16" if "utf16" in said else "codepoint", 1 if "crlf1" in said else 2, bom=False)
    return units, "lf" in said


def read_text(element: etree._Element, archive: Archive, known: Known) -> tuple[str, bool, bool] | None:
    """Return an element's plain text, whether a byte-order mark was cut off, and whether it stood in the XML.

    None where there is none, or it is not in the archive.
    """
    rich, plain = element.get("richTextPath"), element.get("plainTextPath")
    if rich:
        known.tally.lose("richTextPath", "formatting is not kept; the plain text is")
        member = archive.find(rich)
        if member is not None and member != (plain and archive.find(plain)):
            archive.taken.add(member)
    inline = next((words(child) for name, child in children(element) if name == "PlainTextContent"), None)
    if plain:
        member = archive.find(plain)
        if member is not None:
            if inline:
                known.tally.warn(
                    "source with a text of its own and a path to one; the file that it names is read"
                )
            return *archive.text(member), False
    if inline is None:
        return None
    check_text(inline, "PlainTextContent")
    mark = inline.startswith("\ufeff")
    return inline[mark:], mark, True


# -- selections ---------------------------------------------------------------------------------


def _selections(holder: etree._Element, known: Known) -> Iterator[RawSelection]:
    points: dict[str, int] = {}
    for name, child in children(holder):
        if name == "SyncPoint":
            if child.get("position") is not None:
                points[guid_key(child.get("guid") or "")] = _position(child, "position")
            known.tally.lose(
                "SyncPoint", "times of a recording are not kept", child.get("timeStamp") is not None
            )
    for name, child in children(holder):
        if name == "PlainTextSelection":
            yield _selection(child, _position(child, "startPosition"), _position(child, "endPosition"), known)
        elif name == "TranscriptSelection":
            start = points.get(guid_key(child.get("fromSyncPoint") or ""))
            end = points.get(guid_key(child.get("toSyncPoint") or ""))
            if start is None or end is None:
                codings = sum(said == "Coding" for said, _ in children(child))
                known.tally.lose(name, "no sync point says where in the text it stands")
                known.tally.lose(f"{name}/Coding", "no sync point says where in the text it stands", codings)
            else:
                yield _selection(child, start, end, known)


def _selection(element: etree._Element, start: int, end: int, known: Known) -> RawSelection:
    if end < start:
        raise DataError.because(
            "a selection ends behind its start",
            f"one from {start} to {end}",
            "export the project again from the program that wrote it",
        )
    description, notes, codings = "", [], []
    for name, child in children(element):
        if name == "Coding":
            codings.append(_coding(child, known))
        elif name == "Description":
            description = words(child)
        elif name == "NoteRef":
            notes.append((child.get("targetGUID") or "").strip())
        else:
            known.tally.lose(f"{tag(element)}/{name}", "this format's version has no such element there")
    get = element.get
    return RawSelection(
        known.guid(element),
        get("name") or "",
        description,
        start,
        end,
        get("creatingUser"),
        get("creationDateTime") or "",
        get("modifiedDateTime") or "",
        tuple(notes),
        tuple(codings),
    )


def _coding(element: etree._Element, known: Known) -> RawCoding:
    code, notes = None, []
    for name, child in children(element):
        if name == "CodeRef":
            code = known.codes.get(guid_key(child.get("targetGUID") or ""))
        elif name == "NoteRef":
            notes.append((child.get("targetGUID") or "").strip())
        else:
            known.tally.lose(f"Coding/{name}", "this format's version has no such element there")
    return RawCoding(
        known.guid(element),
        element.get("creatingUser"),
        element.get("creationDateTime") or "",
        code,
        tuple(notes),
    )


def _position(element: etree._Element, name: str) -> int:
    said = (element.get(name) or "").strip()
    try:
        position = int(said) if len(said) < 30 else _FARTHEST
    except ValueError:
        position = -1
    if not 0 <= position < _FARTHEST:
        raise DataError.because(
            "a position is a whole number within its text",
            f"{tag(element)} with another {name}",
            "export the project again from the program that wrote it",
        )
    return position
