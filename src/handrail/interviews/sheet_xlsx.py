"""XLSX of a sheet (ISO/IEC 29500-1, SpreadsheetML): one worksheet, written as text from row to row.

Words are inline strings, which no spreadsheet runs as a formula; the file knows no author, day or program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import cast

from handrail.interviews.sheet import FOR_THE_TEAM, Field, Sheet, shown
from handrail.interviews.written import archive_of, package, relations, xml_text
from handrail.values import DataError

MOST_ROWS = 1_048_576
LONGEST = 32_767
"""UTF-16 units in a cell: what the format's programs open."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_BANNER, _HEADER, _WRAPPED = 1, 2, 3
"""Formats of cells, by their place in the styles."""


def xlsx_of(sheet: Sheet) -> bytes:
    """Return a sheet as an XLSX file: the banner, the header, which stays in sight, then the rows.

    Numbers are numbers, yes and no are truth values. A passage longer than a cell can hold is cut, and the
    cell says by how much.

    Raises
    ------
    DataError
        When there are more rows than a worksheet has.

    Examples
    --------
    >>> import io, zipfile
    >>> made = xlsx_of(Sheet("Codes", ("code", "words"), (("=luck", 3),)))
    >>> inner = zipfile.ZipFile(io.BytesIO(made)).read("xl/worksheets/sheet1.xml").decode()
    >>> "<t>=luck</t>" in inner, "<v>3</v>" in inner
    (True, True)
    """
    if len(sheet.rows) + 2 > MOST_ROWS:
        raise DataError.because(
            f"a worksheet has {MOST_ROWS} rows", f"{len(sheet.rows)} rows", "write csv, or ask for less"
        )
    kinds = {
        "xl/workbook.xml": f"{_TYPE}.sheet.main+xml",
        "xl/worksheets/sheet1.xml": f"{_TYPE}.worksheet+xml",
        "xl/styles.xml": f"{_TYPE}.styles+xml",
    }
    return archive_of(
        {
            **package(kinds, "xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            f'<sheet name="{xml_text(_sheet_name(sheet.title))}" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                {"r1": ("worksheet", "worksheets/sheet1.xml"), "r2": ("styles", "styles.xml")}
            ),
            "xl/styles.xml": _styles(),
            "xl/worksheets/sheet1.xml": _worksheet(sheet),
        }
    )


def _worksheet(sheet: Sheet) -> Iterable[str]:
    last = _letters(len(sheet.header))
    yield (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{''.join(_column(sheet, at) for at in range(len(sheet.header)))}</cols><sheetData>"
    )
    said = f"{FOR_THE_TEAM}. {sheet.note}" if sheet.note else FOR_THE_TEAM
    yield f"<row>{_string(said, _BANNER)}</row>"
    yield f"<row>{''.join(_string(name, _HEADER) for name in sheet.header)}</row>"
    columns = [_cells(column, _WRAPPED * (at == sheet.body)) for at, column in enumerate(sheet.columns)]
    line = f"<row>{'%s' * len(columns)}</row>"
    yield from map(line.__mod__, zip(*columns, strict=True))
    yield f'</sheetData><autoFilter ref="A2:{last}{len(sheet.rows) + 2}"/></worksheet>'


def _cells(column: Sequence[Field], style: int) -> list[str]:
    """Return a column's cells; what stands in it again and again is written once."""
    kinds = set(map(type, column))
    if kinds == {int}:
        return [f"<c><v>{value}</v></c>" for value in column]
    if kinds != {str}:
        return [_string(one, style) if isinstance(one, str) else _plain(one) for one in column]
    known = {word: _string(word, style) for word in cast("set[str]", set(column))}
    return [known[word] for word in cast("Sequence[str]", column)]


def _plain(value: Field) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, float) and value - value != 0:
        return _string(shown(value))
    return f"<c><v>{value!r}</v></c>"


def _string(text: str, style: int = 0) -> str:
    if not text:
        return "<c/>"
    if len(text) * 2 > LONGEST:
        text = _cut(text)
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)
    # A reader drops blanks at the ends, and some drop line breaks, unless they are told to keep them.
    kept = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() or "\n" in text else ""
    styled = f' s="{style}"' if style else ""
    return f'<c{styled} t="inlineStr"><is><t{kept}>{xml_text(text)}</t></is></c>'


def _cut(text: str) -> str:
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) // 2 <= LONGEST:
        return text
    kept = units[: 2 * (LONGEST - 60)].decode("utf-16-le", "ignore")
    return f"{kept} [{len(text) - len(kept)} more characters do not fit this cell]"


def _column(sheet: Sheet, at: int) -> str:
    longest = max((len(shown(value)) for value in sheet.columns[at][:200]), default=0)
    width = 80 if at == sheet.body else min(max(longest, len(sheet.header[at])) + 3, 60)
    return f'<col min="{at + 1}" max="{at + 1}" width="{width}" customWidth="1"/>'


def _letters(number: int) -> str:
    """Return a column's letters.

    Examples
    --------
    >>> _letters(1), _letters(26), _letters(27), _letters(703)
    ('A', 'Z', 'AA', 'AAA')
    """
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or "Sheet"


def _styles() -> str:
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"'
    warned, strong = (plain.replace('fontId="0"', f'fontId="{font}"') for font in (1, 2))
    return (
        f'<styleSheet xmlns="{_MAIN}">'
        '<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><color rgb="FF8C3213"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="4">{plain}/>'
        f'{warned} applyFont="1"/>{strong} applyFont="1"/>'
        f'{plain} applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
