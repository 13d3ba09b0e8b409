"""Csv rows: find the rows of a csv file's text and take some out, with every other byte as it was."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection
from dataclasses import dataclass

# An atomic group for each stretch: a text without an end of its quotes must not be tried in every way.
_RECORD = re.compile(r'(?:[^"\r\n]++|"[^"]*+")*+(?:\r\n|\r|\n|\Z)')
_BYTE_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True)
class Row:
    """A row that is not blank: where it stands in the text, on which line it begins, and its cells."""

    start: int
    end: int
    line: int
    cells: tuple[str, ...]


def text_of(data: bytes) -> tuple[str, str]:
    r"""Return a file's text, one character a byte unless it is UTF-16, and the name to write it again.

    Quotes, commas and line ends are the same bytes in every other encoding that surveys come in.

    Examples
    --------
    >>> text_of(b"\xef\xbb\xbfa")[1], text_of("a".encode("utf-16"))[1][:6]
    ('latin-1', 'utf-16')
    """
    for mark, encoding in _BYTE_MARKS:
        if data.startswith(mark) and len(data) % 2 == 0:
            return data.decode(encoding, "surrogatepass"), encoding
    return data.decode("latin-1"), "latin-1"


def rows_of(text: str, delimiter: str = ",") -> tuple[Row, ...]:
    r"""Return the rows of a text; empty when its quotes do not close.

    Examples
    --------
    >>> [(row.line, row.cells) for row in rows_of('a,b\r\n\r\n"x\ny",2\n')]
    [(1, ('a', 'b')), (3, ('x\ny', '2'))]
    """
    found: list[Row] = []
    at, line = 0, 1
    while at < len(text):
        match = _RECORD.match(text, at)
        if match is None:
            return ()
        record = match[0]
        try:
            cells = next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter, strict=True), [])
        except csv.Error:
            return ()
        if any(cell.strip() for cell in cells):
            found.append(Row(at, match.end(), line, tuple(cells)))
        line += len(re.findall(r"\r\n|\r|\n", record))
        at = match.end()
    return tuple(found)


def without(text: str, rows: Collection[Row]) -> str:
    r"""Return a text without some of its rows.

    Examples
    --------
    >>> text = 'a;b\n1;"x"\n2;y\n'
    >>> without(text, rows_of(text, ";")[1:2])
    'a;b\n2;y\n'
    """
    kept, at = [], 0
    for row in sorted(rows, key=lambda row: row.start):
        kept.append(text[at : row.start])
        at = row.end
    return "".join([*kept, text[at:]])
