"""Text of an OpenDocument text (odt, OASIS OpenDocument 1.3), in reading order."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from handrail.interviews.archives import member_bytes, parse_xml
from handrail.interviews.body import Body, Paragraphs, counted
from handrail.values import DataError

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"

_LEFT_OUT = {
    f"{_TEXT}note": "note",
    f"{_OFFICE}annotation": "comment",
    f"{_TEXT}ruby-text": "ruby",
    f"{_TEXT}hidden-text": "hidden",
}
_NO_TEXT = frozenset(
    {f"{_OFFICE}annotation-end", f"{_TEXT}tracked-changes", f"{_TEXT}sequence-decls", f"{_OFFICE}forms"}
)
_MOST_SPACES = 1000


def read_odt(archive: zipfile.ZipFile, name: str) -> Body:
    """Return the document's paragraphs, lists and tables in document order.

    White space is joined as the standard says; tracked insertions are kept and deletions left out; cells of
    a row are parted by tabs; a text box follows its paragraph; notes and comments are left out and counted.

    Raises
    ------
    DataError
        When the archive is no OpenDocument text.
    """
    root = parse_xml(member_bytes(archive, "content.xml", name), name)
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise DataError.because(
            "the file is an OpenDocument text",
            "another kind of document",
            "open it in a word processor and save it as odt or docx",
            file=name,
        )
    walk = _Walk(_bold_styles(root))
    walk.blocks(body)
    return walk.page.body(tuple(walk.notes()))


def _bold_styles(root: etree._Element) -> frozenset[str]:
    return frozenset(
        str(style.get(f"{_STYLE}name"))
        for style in root.iter(f"{_STYLE}style")
        for properties in style.iter(f"{_STYLE}text-properties")
        if str(properties.get(f"{_FO}font-weight", "")) in ("bold", "600", "700", "800", "900")
    )


class _Walk:
    """Goes through the blocks of a document and collects its paragraphs."""

    def __init__(self, bold_styles: frozenset[str]) -> None:
        self.page = Paragraphs()
        self.seen: Counter[str] = Counter()
        self._bold_styles = bold_styles
        self._waiting: list[etree._Element] = []

    def notes(self) -> Iterator[str]:
        if self.seen["insertion"]:
            yield f"{counted(self.seen['insertion'], 'tracked insertion')} kept"
        if self.seen["deletion"]:
            yield f"{counted(self.seen['deletion'], 'tracked deletion')} left out"
        if self.seen["comment"]:
            yield f"{counted(self.seen['comment'], 'comment')} left out"
        if self.seen["note"]:
            yield f"{counted(self.seen['note'], 'footnote or endnote', 'footnotes and endnotes')} left out"
        if self.seen["hidden"]:
            yield f"{counted(self.seen['hidden'], 'stretch', 'stretches')} of hidden text left out"
        if self.seen["box"]:
            yield f"{counted(self.seen['box'], 'text box', 'text boxes')} put after the paragraph around"

    def blocks(self, parent: etree._Element) -> None:
        for element in parent:
            if element.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                self._paragraph(element)
            elif element.tag == f"{_TABLE}table":
                self._table(element)
            elif element.tag == f"{_TEXT}tracked-changes":
                for kind in ("insertion", "deletion"):
                    self.seen[kind] += sum(1 for _ in element.iter(f"{_TEXT}{kind}"))
            elif element.tag in _LEFT_OUT:
                self.seen[_LEFT_OUT[str(element.tag)]] += 1
            elif element.tag == f"{_DRAW}text-box":
                self.seen["box"] += 1
                self.blocks(element)
            elif element.tag not in _NO_TEXT:
                self.blocks(element)

    def _paragraph(self, element: etree._Element) -> None:
        heavy = str(element.get(f"{_TEXT}style-name", "")) in self._bold_styles
        line = _Line()
        self._inside(element, heavy, line)
        self.page.add(*line.finished())
        boxes, self._waiting = self._waiting, []
        for box in boxes:
            self.seen["box"] += 1
            self.blocks(box)

    def _inside(self, parent: etree._Element, heavy: bool, line: _Line) -> None:
        line.written(parent.text or "", heavy)
        for element in parent:
            tag = str(element.tag)
            if tag == f"{_TEXT}s":
                count = str(element.get(f"{_TEXT}c", "1"))
                spaces = int(count) if count.isdecimal() and len(count) < 9 else 1
                line.meant(" " * min(spaces, _MOST_SPACES), heavy)
            elif tag == f"{_TEXT}tab":
                line.meant("\t", heavy)
            elif tag == f"{_TEXT}line-break":
                line.meant("\n", heavy)
            elif tag in _LEFT_OUT:
                self.seen[_LEFT_OUT[tag]] += 1
            elif tag == f"{_DRAW}text-box":
                self._waiting.append(element)
            elif tag not in _NO_TEXT:
                own = heavy or str(element.get(f"{_TEXT}style-name", "")) in self._bold_styles
                self._inside(element, own, line)
            line.written(element.tail or "", heavy)

    def _table(self, table: etree._Element) -> None:
        for row in table.iter(f"{_TABLE}table-row"):
            if _table_of(row) is not table:
                continue
            cells: list[str] = []
            lead = 0
            for cell in row.iterchildren(f"{_TABLE}table-cell"):
                inner = _Walk(self._bold_styles)
                inner.seen = self.seen
                inner.blocks(cell)
                body = inner.page.body(())
                lead = lead if cells else body.leads.get(0, 0)
                cells.append(body.text)
            self.page.add("\t".join(cells), lead)


def _table_of(row: etree._Element) -> etree._Element | None:
    return next(row.iterancestors(f"{_TABLE}table"), None)


class _Line:
    """One paragraph, its written white space joined (OpenDocument 1.3, part 3, section 6.1.2)."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._after_space = True
        self._bold = 0
        self._still_bold = True

    def written(self, text: str, heavy: bool) -> None:
        if not text:
            return
        joined = re.sub(r"[ \t\r\n]+", " ", text)
        if self._after_space:
            joined = joined.removeprefix(" ")
        if joined:
            self._after_space = joined.endswith(" ")
        self._add(joined, heavy)

    def meant(self, text: str, heavy: bool) -> None:
        self._after_space = False
        self._add(text, heavy)

    def _add(self, text: str, heavy: bool) -> None:
        self._parts.append(text)
        self._still_bold = self._still_bold and (heavy or not text.strip())
        if self._still_bold:
            self._bold += len(text)

    def finished(self) -> tuple[str, int]:
        line = "".join(self._parts)
        return line, min(self._bold, len(line.rstrip())) if line[: self._bold].strip() else 0
