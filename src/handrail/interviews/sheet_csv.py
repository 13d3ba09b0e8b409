"""CSV of a sheet, after RFC 4180 with plain line feeds: a header, then rows, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, repeat
from operator import contains, itemgetter
from typing import cast

from handrail.interviews.sheet import Field, Sheet

_FORMULA = frozenset("=+-@\t\r")
_FIRST = itemgetter(slice(1))


def csv_of(sheet: Sheet) -> bytes:
    r"""Return a sheet as CSV in UTF-8: words in quotes, numbers bare, nothing as an empty field.

    Words that a spreadsheet would run as a formula get an apostrophe before them.

    Examples
    --------
    >>> print(csv_of(Sheet("S", ("code", "words"), (("@luck", 3), ("aims", None)))).decode(), end="")
    "code","words"
    "'@luck",3
    "aims",""
    """
    titles = [_cells([name]) for name in sheet.header]
    head = ",".join(template % cells[0] for template, cells in titles)
    columns = [_cells(column) for column in sheet.columns]
    line = ",".join(template for template, _ in columns) + "\n"
    rows = map(line.__mod__, zip(*(cells for _, cells in columns), strict=True))
    # Row by row: one emoji would make a text of all rows four times as large.
    return b"".join([row.encode("utf-8", "replace") for row in chain((f"{head}\n",), rows)])


def _cells(column: Sequence[Field]) -> tuple[str, Sequence[Field]]:
    """Return the template of a column's fields, and what it is filled with."""
    different = set(column)
    kinds = set(map(type, different))
    if kinds == {str}:
        return '"%s"', _words(cast("Sequence[str]", column), cast("set[str]", different))
    if kinds == {int} and set(map(type, column)) == {int}:  # True is equal to 1
        return "%s", column
    return "%s", [_written(value) for value in column]


def _words(column: Sequence[str], different: set[str]) -> Sequence[str]:
    """Return words as they stand between quotes: as they are, or each different one made safe."""
    runs = not _FORMULA.isdisjoint(map(_FIRST, different))
    if not runs and not any(map(contains, different, repeat('"'))):
        return column
    safe = {word: word.replace('"', '""') for word in different}
    if runs:
        safe = {word: f"'{one}" if word[:1] in _FORMULA else one for word, one in safe.items()}
    return [safe[word] for word in column]


def _written(value: Field) -> str:
    if value is None:
        return '""'
    if isinstance(value, bool):
        return '"yes"' if value else '"no"'
    if not isinstance(value, str):
        return str(value)
    template, cells = _cells([str(value)])
    return template % cells[0]
