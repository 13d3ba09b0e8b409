"""Text of a Word document (docx, ECMA-376), in reading order."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from handrail.interviews.archives import member_bytes, parse_xml
from handrail.interviews.body import Body, Paragraphs, counted
from handrail.values import DataError

# Both editions of the standard (transitional and strict) use the same local names.
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}
_LEFT_OUT = {"footnoteReference": "footnote", "endnoteReference": "endnote", "commentReference": "comment"}
_NO_TEXT = frozenset(
    {"pPr", "rPr", "instrText", "delText", "delInstrText", "fldChar", "sectPr", "rt", "tblPr"}
)


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _attribute(element: etree._Element, name: str) -> str | None:
    return next(
        (str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), None
    )


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in element if _local(child) == name), None)


def _on(properties: etree._Element | None, name: str) -> bool:
    if properties is None:
        return False
    mark = _child(properties, name)
    return mark is not None and (_attribute(mark, "val") or "true") not in ("0", "false", "off", "none")


def read_docx(archive: zipfile.ZipFile, name: str) -> Body:
    """Return the body's paragraphs and tables in document order.

    Tracked insertions are kept and deletions left out; cells of a row are parted by tabs; a text box follows
    its paragraph; headers, footers, notes, comments and hidden text are left out and counted.

    Raises
    ------
    DataError
        When the archive is no Word document.
    """
    document = parse_xml(member_bytes(archive, _main_part(archive, name), name), name)
    body = _child(document, "body")
    if body is None:
        raise DataError.because(
            "the file is a Word document",
            "one without a body",
            "open it in Word and save it again",
            file=name,
        )
    walk = _Walk()
    walk.blocks(body)
    return walk.page.body(tuple(walk.notes()))


def _main_part(archive: zipfile.ZipFile, name: str) -> str:
    relations = parse_xml(member_bytes(archive, "_rels/.rels", name), name)
    for relation in relations:
        if (_attribute(relation, "Type") or "").endswith("/officeDocument"):
            return (_attribute(relation, "Target") or "").lstrip("/")
    return "word/document.xml"


class _Walk:
    """Goes through the blocks of a document and collects its paragraphs."""

    def __init__(self) -> None:
        self.page = Paragraphs()
        self.seen: Counter[str] = Counter()
        self._waiting: list[etree._Element] = []  # text boxes of the paragraph at hand
        self._carry: tuple[str, int] | None = None  # a paragraph whose end mark was deleted runs on

    def notes(self) -> Iterator[str]:
        if self.seen["insertion"]:
            yield f"{counted(self.seen['insertion'], 'tracked insertion')} kept"
        if self.seen["deletion"]:
            yield f"{counted(self.seen['deletion'], 'tracked deletion')} left out"
        for what in ("comment", "footnote", "endnote"):
            if self.seen[what]:
                yield f"{counted(self.seen[what], what)} left out"
        if self.seen["hidden"]:
            yield f"{counted(self.seen['hidden'], 'stretch', 'stretches')} of hidden text left out"
        if self.seen["symbol"]:
            yield f"{counted(self.seen['symbol'], 'character')} of a symbol font left out"
        if self.seen["box"]:
            yield f"{counted(self.seen['box'], 'text box', 'text boxes')} put after the paragraph around"

    # -- blocks --------------------------------------------------------------------------------

    def blocks(self, parent: etree._Element) -> None:
        for element in parent:
            match _local(element):
                case "p":
                    self._paragraph(element)
                case "tbl":
                    self._table(element)
                case "del" | "moveFrom":
                    self.seen["deletion"] += 1
                case "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml" | "AlternateContent" | "Choice":
                    self.blocks(element)
        self._flush()

    def _flush(self) -> None:
        if self._carry is not None:
            self.page.add(*self._carry)
            self._carry = None

    def _paragraph(self, element: etree._Element) -> None:
        text, bold = self._line(element)
        if self._carry is not None:
            before, lead = self._carry
            text, bold, self._carry = before + text, lead, None
        properties = _child(element, "pPr")
        mark = None if properties is None else _child(properties, "rPr")
        if mark is not None and _child(mark, "del") is not None:
            self._carry = (text, bold)
        else:
            self.page.add(text, bold)
        boxes, self._waiting = self._waiting, []
        for box in boxes:
            self.seen["box"] += 1
            self.blocks(box)

    def _table(self, table: etree._Element) -> None:
        self._flush()
        for row in table.iterchildren():
            if _local(row) in ("sdt", "sdtContent", "customXml"):
                self._table(row)
            if _local(row) != "tr":
                continue
            properties = _child(row, "trPr")
            if properties is not None and _child(properties, "del") is not None:
                self.seen["deletion"] += 1
                continue
            cells = [self._cell(cell) for cell in row.iter() if _local(cell) == "tc" and _row_of(cell) is row]
            self.page.add("\t".join(text for text, _ in cells), cells[0][1] if cells else 0)

    def _cell(self, cell: etree._Element) -> tuple[str, int]:
        inner = _Walk()
        inner.seen = self.seen
        inner.blocks(cell)
        body = inner.page.body(())
        return body.text, body.leads.get(0, 0)

    # -- one paragraph -------------------------------------------------------------------------

    def _line(self, paragraph: etree._Element) -> tuple[str, int]:
        """Return a paragraph's text and the length of its bold opening."""
        parts: list[str] = []
        bold, still = 0, True
        for text, heavy in self._runs(paragraph, False):
            parts.append(text)
            still = still and (heavy or not text.strip())
            if still:
                bold += len(text)
        line = "".join(parts)
        return line, min(bold, len(line.rstrip())) if line[:bold].strip() else 0

    def _runs(self, parent: etree._Element, heavy: bool) -> Iterator[tuple[str, bool]]:
        for element in parent:
            kind = _local(element)
            if kind == "r":
                properties = _child(element, "rPr")
                if _on(properties, "vanish"):
                    self.seen["hidden"] += 1
                    continue
                style = None if properties is None else _child(properties, "rStyle")
                strong = style is not None and _attribute(style, "val") == "Strong"
                yield from self._runs(element, strong or _on(properties, "b"))
            elif kind in ("del", "moveFrom"):
                self.seen["deletion"] += 1
            elif kind == "t":
                yield element.text or "", heavy
            elif kind in _BREAKS:
                yield _BREAKS[kind], heavy
            elif kind in _LEFT_OUT:
                self.seen[_LEFT_OUT[kind]] += 1
            elif kind == "sym":
                yield self._symbol(element), heavy
            elif kind == "txbxContent":
                self._waiting.append(element)
            elif kind == "AlternateContent":
                # Choice and Fallback say the same twice; the first is the newer.
                chosen = next(iter(element), None)
                if chosen is not None:
                    yield from self._runs(chosen, heavy)
            elif kind not in _NO_TEXT:
                self.seen["insertion"] += kind in ("ins", "moveTo")
                yield from self._runs(element, heavy)

    def _symbol(self, element: etree._Element) -> str:
        try:
            code = int(_attribute(element, "char") or "", 16)
        except ValueError:
            code = 0
        if 0x20 <= code < 0xD800 or 0xF900 <= code <= 0xFFFD:
            return chr(code)
        self.seen["symbol"] += 1  # a position in a font, not a character
        return ""


def _row_of(cell: etree._Element) -> etree._Element | None:
    return next((above for above in cell.iterancestors() if _local(above) == "tr"), None)
