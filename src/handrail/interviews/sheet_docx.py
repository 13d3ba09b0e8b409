"""DOCX of a sheet (ISO/IEC 29500-1, WordprocessingML): passages under headings, or one table, to be edited.

The writers of publications take only what disclosure review released. A sheet is what was not reviewed, and
so it has a small writer of its own, which says so on every page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from handrail.interviews.sheet import FOR_THE_TEAM, Field, Sheet, shown
from handrail.interviews.written import archive_of, package, relations, xml_text

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MANY = 6
"""Columns from which on the page lies on its side."""

_BREAKS = re.compile("(\r\n|\r|\n|\t)")
_STYLES = (
    ("Title", '<w:pPr><w:spacing w:after="120"/></w:pPr><w:rPr><w:b/><w:sz w:val="40"/></w:rPr>'),
    (
        "Heading1",
        '<w:pPr><w:keepNext/><w:spacing w:before="360" w:after="120"/><w:outlineLvl w:val="0"/></w:pPr>'
        '<w:rPr><w:b/><w:sz w:val="28"/></w:rPr>',
    ),
    ("Quote", '<w:pPr><w:keepNext/><w:spacing w:before="120" w:after="0"/><w:ind w:left="284"/></w:pPr>'),
    (
        "QuoteLabel",
        '<w:pPr><w:spacing w:after="120"/><w:ind w:left="284"/></w:pPr><w:rPr><w:color w:val="4C5B63"/>'
        '<w:sz w:val="18"/></w:rPr>',
    ),
    ("Banner", '<w:pPr><w:spacing w:after="120"/></w:pPr><w:rPr><w:b/><w:color w:val="8C3213"/></w:rPr>'),
    ("TableText", '<w:pPr><w:spacing w:after="0"/></w:pPr><w:rPr><w:sz w:val="18"/></w:rPr>'),
)
_NAMES = {"Heading1": "heading 1", "QuoteLabel": "Quote Label", "TableText": "Table Text"}


def docx_of(sheet: Sheet) -> bytes:
    """Return a sheet as a DOCX file.

    Rows that are passages stand as quotations under the heading of their group, each with a line that says
    where it comes from; other rows stand in a table whose head repeats.

    Examples
    --------
    >>> import io, docx
    >>> made = docx_of(Sheet("Passages", ("code", "passage", "id"), (("luck", "by luck", "c1"),), 0, 1))
    >>> [(one.style.name, one.text) for one in docx.Document(io.BytesIO(made)).paragraphs]
    [('Title', 'Passages'), ('Heading 1', 'luck'), ('Quote', 'by luck'), ('Quote Label', 'id: c1')]
    """
    kinds = {
        "word/document.xml": f"{_TYPE}.document.main+xml",
        "word/styles.xml": f"{_TYPE}.styles+xml",
        "word/header1.xml": f"{_TYPE}.header+xml",
    }
    return archive_of(
        {
            **package(kinds, "word/document.xml"),
            "word/document.xml": _body(sheet),
            "word/_rels/document.xml.rels": relations(
                {"r1": ("styles", "styles.xml"), "r2": ("header", "header1.xml")}
            ),
            "word/styles.xml": _styles(),
            "word/header1.xml": f'<w:hdr xmlns:w="{_W}">{_paragraph("Banner", FOR_THE_TEAM)}</w:hdr>',
        }
    )


def _body(sheet: Sheet) -> Iterator[str]:
    yield f'<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{_paragraph("Title", sheet.title)}'
    if sheet.note:
        yield _paragraph("QuoteLabel", sheet.note)
    yield from _passages(sheet) if sheet.body is not None else _table(sheet)
    yield f"{_page(sheet)}</w:body></w:document>"


def _passages(sheet: Sheet) -> Iterator[str]:
    body, group = sheet.body or 0, sheet.group
    beside = [at for at in range(len(sheet.header)) if at not in (body, group)]
    for name, rows in sheet.groups():
        if group is not None:
            yield _paragraph("Heading1", name)
        for row in rows:
            yield _paragraph("Quote", shown(row[body]))
            said = (f"{sheet.header[at]}: {shown(row[at])}" for at in beside if row[at] not in ("", None))
            yield _paragraph("QuoteLabel", " · ".join(said))


def _table(sheet: Sheet) -> Iterator[str]:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="D5DBDD"/>'
        for side in ("top", "bottom", "insideH")
    )
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{sides}</w:tblBorders></w:tblPr>'
        f"<w:tblGrid>{'<w:gridCol/>' * len(sheet.header)}</w:tblGrid>"
    )
    yield _row(sheet.header, "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>", bold=True)
    for row in sheet.rows:
        yield _row(row, "<w:trPr><w:cantSplit/></w:trPr>")
    yield "</w:tbl>" + _paragraph("TableText", "")


def _row(fields: tuple[Field, ...], own: str, *, bold: bool = False) -> str:
    cells = (f"<w:tc><w:tcPr/>{_paragraph('TableText', shown(value), bold=bold)}</w:tc>" for value in fields)
    return f"<w:tr>{own}{''.join(cells)}</w:tr>"


def _paragraph(style: str, text: str, *, bold: bool = False) -> str:
    own = "<w:rPr><w:b/></w:rPr>" if bold else ""
    pieces = []
    for piece in _BREAKS.split(text):
        if piece == "\t":
            pieces.append("<w:tab/>")
        elif piece in ("\r\n", "\r", "\n"):
            pieces.append("<w:br/>")
        elif piece:
            pieces.append(f'<w:t xml:space="preserve">{xml_text(piece)}</w:t>')
    run = f"<w:r>{own}{''.join(pieces)}</w:r>" if pieces else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p>'


def _page(sheet: Sheet) -> str:
    lying = sheet.body is None and len(sheet.header) >= _MANY
    size = 'w:w="16838" w:h="11906" w:orient="landscape"' if lying else 'w:w="11906" w:h="16838"'
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="r2"/><w:pgSz {size}/>'
        '<w:pgMar w:top="1417" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" '
        'w:gutter="0"/></w:sectPr>'
    )


def _styles() -> str:
    own = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{_NAMES.get(name, name)}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/>{inner}</w:style>'
        for name, inner in _STYLES
    )
    return (
        f'<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr>'
        '</w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        '<w:name w:val="Normal"/>'
        f"</w:style>{own}</w:styles>"
    )
