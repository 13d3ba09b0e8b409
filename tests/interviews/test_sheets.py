"""Sheets: what other programs read back from csv, xlsx, docx and html is what was in the rows."""

import csv
import io
import stat
import zipfile
from pathlib import Path

import docx
import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html
from sheets_slowly import csv_slowly, sheets

from handrail.interviews import Sheet, sheet_bytes, write_sheet
from handrail.interviews.sheet import FOR_THE_TEAM, Field
from handrail.interviews.sheet_xlsx import LONGEST, MOST_ROWS
from handrail.values import DataError, UsageError

X = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
NASTY = '=1+1 \x00 <b>&"quoted"</b> \ud800 _x0041_ \U0001f642 \r\n\tשלום'
CLEAN = NASTY.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
SHEET = Sheet(
    "Passages: by/code",
    ("code", "passage", "words", "share", "open", "id"),
    (
        ("aims", NASTY, 3, 0.25, True, None),
        ("aims", " by luck ", 2, 1.5, False, "-c2"),
        ("<luck>", "@x", 1, float("nan"), None, ""),
    ),
    group=0,
    body=1,
    note="Overlaps count once.",
)


def cells(data: bytes) -> list[list[object]]:
    """Read a worksheet as a program does: strings, numbers and truth values by their type."""
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml"))
    found: list[list[object]] = []
    for row in root.iterfind(".//x:row", X):
        found.append([])
        for cell in row.iterfind("x:c", X):
            value = cell.findtext("x:v", None, X)
            if cell.get("t") == "inlineStr":
                text = cell.findtext("x:is/x:t", "", X)
                found[-1].append(text.replace("_x005F_", "_"))
            elif value is None:
                found[-1].append(None)
            else:
                found[-1].append(value == "1" if cell.get("t") == "b" else float(value))
    return found


def legal(sign: str) -> bool:
    return sign in "\t\n\r" or (
        sign >= " " and sign not in "\ufffe\uffff" and not "\ud800" <= sign <= "\udfff"
    )


def test_a_row_has_a_field_for_each_column() -> None:
    with pytest.raises(ValueError, match="each of the 2 columns"):
        Sheet("x", ("a", "b"), (("1",),))


# ---- csv -------------------------------------------------------------------------------------------------


def test_csv_is_a_header_and_rows_with_formulas_disarmed_and_no_banner() -> None:
    rows = list(csv.reader(io.StringIO(sheet_bytes(SHEET, ".csv").decode(), newline="")))
    assert rows[0] == list(SHEET.header)
    assert rows[1] == ["aims", "'" + NASTY.replace("\ud800", "?"), "3", "0.25", "yes", ""]
    assert rows[2] == ["aims", " by luck ", "2", "1.5", "no", "'-c2"]
    assert rows[3][1] == "'@x"
    assert len(rows) == 4
    assert FOR_THE_TEAM.encode() not in sheet_bytes(SHEET, ".csv")


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.integers()), max_size=5))
def test_any_words_and_numbers_come_back_from_csv(rows: list[tuple[str, int]]) -> None:
    data = sheet_bytes(Sheet("x", ("words", "n"), tuple(rows)), ".CSV").decode()
    back = list(csv.reader(io.StringIO(data, newline="")))[1:]
    assert [int(n) for _, n in back] == [n for _, n in rows]
    for (read, _), (words, _) in zip(back, rows, strict=True):
        assert read in (words, f"'{words}")
        assert not read.startswith(("=", "+", "-", "@", "\t", "\r"))


@settings(deadline=None, max_examples=200)
@given(sheets())
def test_csv_by_column_is_what_python_s_own_writer_makes_field_by_field(sheet: Sheet) -> None:
    assert sheet_bytes(sheet, ".csv") == csv_slowly(sheet)


# ---- xlsx ------------------------------------------------------------------------------------------------


def test_xlsx_says_for_whom_it_is_and_keeps_types() -> None:
    found = cells(sheet_bytes(SHEET, ".xlsx"))
    assert found[0] == [f"{FOR_THE_TEAM}. Overlaps count once."]
    assert found[1] == list(SHEET.header)
    assert found[2] == ["aims", CLEAN, 3.0, 0.25, True, None]
    assert found[3] == ["aims", " by luck ", 2.0, 1.5, False, "-c2"]
    assert found[4] == ["<luck>", "@x", 1.0, "nan", None, None]


def test_xlsx_freezes_its_header_runs_no_formula_and_names_nobody() -> None:
    archive = zipfile.ZipFile(io.BytesIO(sheet_bytes(SHEET, ".xlsx")))
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b'<pane ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"/>' in everything
    assert b"<f>" not in everything
    assert not any("docProps" in name for name in archive.namelist())
    assert {info.date_time[:3] for info in archive.infolist()} == {(1980, 1, 1)}
    assert b'<sheet name="Passages  by code"' in everything
    assert sheet_bytes(SHEET, ".xlsx") == sheet_bytes(SHEET, ".xlsx")


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(), max_size=5))
def test_any_words_are_well_formed_in_every_format(words: list[str]) -> None:
    sheet = Sheet("x", ("code", "passage"), tuple(("c", one) for one in words), 0, 1)
    for one, row in zip(words, cells(sheet_bytes(sheet, ".xlsx"))[2:], strict=True):
        assert (row[1] or "") == "".join(sign if legal(sign) else "\ufffd" for sign in one)
    etree.fromstring(zipfile.ZipFile(io.BytesIO(sheet_bytes(sheet, ".docx"))).read("word/document.xml"))
    html.fromstring(sheet_bytes(sheet, ".html"))


@settings(deadline=None, max_examples=200)
@given(sheets())
def test_every_cell_of_xlsx_is_the_field_that_was_there(sheet: Sheet) -> None:
    def kept(value: Field) -> object:
        if isinstance(value, str):
            return "".join(sign if legal(sign) else "\ufffd" for sign in value) or None
        if value == float("inf"):
            return "inf"
        return float(value) if type(value) is int else value

    found = cells(sheet_bytes(sheet, ".xlsx"))[2:]
    expected = [[kept(value) for value in row] for row in sheet.rows]
    assert found == expected
    # True is equal to 1.
    assert [list(map(type, row)) for row in found] == [list(map(type, row)) for row in expected]


def test_a_passage_longer_than_a_cell_is_cut_and_says_so() -> None:
    sheet = Sheet("x", ("passage",), (("\U0001f642" * 20_000,), ("a" * LONGEST,)))
    _, _, [long], [fits] = cells(sheet_bytes(sheet, ".xlsx"))
    assert len(str(long).encode("utf-16-le")) // 2 <= LONGEST
    kept = str(long).count("\U0001f642")
    assert str(long).endswith(f" [{20_000 - kept} more characters do not fit this cell]")
    assert fits == "a" * LONGEST


def test_more_rows_than_a_worksheet_has_are_refused() -> None:
    with pytest.raises(DataError, match="write csv, or ask for less"):
        sheet_bytes(Sheet("x", ("a",), ((1,),) * MOST_ROWS), ".xlsx")


# ---- docx and html ---------------------------------------------------------------------------------------


def test_docx_has_passages_under_headings_and_the_banner_on_every_page() -> None:
    read = docx.Document(io.BytesIO(sheet_bytes(SHEET, ".docx")))
    said = [(one.style.name, one.text) for one in read.paragraphs]  # type: ignore[union-attr]
    assert said[:3] == [
        ("Title", "Passages: by/code"),
        ("Quote Label", "Overlaps count once."),
        ("Heading 1", "aims"),
    ]
    assert [text for style, text in said if style == "Heading 1"] == ["aims", "<luck>"]
    assert ("Quote", " by luck ") in said
    assert ("Quote Label", "words: 2 · share: 1.5 · open: no · id: -c2") in said
    assert read.sections[0].header.paragraphs[0].text == FOR_THE_TEAM
    assert read.core_properties.author == ""


def test_docx_of_other_rows_is_a_table_whose_head_repeats() -> None:
    sheet = Sheet("Codes", ("code", "n"), (("aims", 2), ("luck", 1)))
    read = docx.Document(io.BytesIO(sheet_bytes(sheet, ".docx")))
    assert [[cell.text for cell in row.cells] for row in read.tables[0].rows] == [
        ["code", "n"],
        ["aims", "2"],
        ["luck", "1"],
    ]


def test_html_has_a_heading_and_a_table_with_heads_for_each_group() -> None:
    page = html.fromstring(sheet_bytes(SHEET, ".html"))
    assert page.findtext(".//h1") == "Passages: by/code"
    assert [one.text for one in page.iterfind(".//h2")] == ["aims", "<luck>"]
    assert page.findtext(".//p[@class='banner']") == FOR_THE_TEAM
    assert [one.text for one in page.iterfind(".//section[1]//th[@scope='col']")] == list(SHEET.header[1:])
    assert all(table.find("caption") is not None for table in page.iterfind(".//table"))
    assert {one.get("scope") for one in page.iter("th")} == {"row", "col"}
    assert page.get("lang") == "en"
    assert not list(page.iter("script", "img", "link"))


# ---- files -----------------------------------------------------------------------------------------------


def test_a_file_is_written_whole_and_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "passages.csv"
    write_sheet(Sheet("x", ("a", "b"), (("1", 2),)), path)
    assert polars.read_csv(path).rows() == [(1, 2)]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(UsageError, match=r"end with \.csv, \.docx, \.html, \.xlsx"):
        write_sheet(SHEET, tmp_path / "passages.ods")
    assert [one.name for one in tmp_path.iterdir()] == ["passages.csv"]
