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
    head = ",".join(map(_written, sheet.header))
    columns = [_cells(column, repeats=at != sheet.body) for at, column in enumerate(sheet.columns)]
    line = ",".join(template for template, _ in columns) + "\n"
    rows = map(line.__mod__, zip(*(cells for _, cells in columns), strict=True))
    # Row by row: one emoji would make a text of all rows four times as large.
    return b"".join([row.encode("utf-8", "replace") for row in chain((f"{head}\n",), rows)])


def _cells(column: Sequence[Field], *, repeats: bool) -> tuple[str, Sequence[Field]]:
    """Return the template of a column's fields, and what it is filled with.

    Where the same fields come again and again, only the different ones are looked at.
    """
    kinds = set(map(type, column))
    if kinds == {str}:
        words = cast("Sequence[str]", column)
        different = set(words) if repeats else words
        runs = not _FORMULA.isdisjoint(map(_FIRST, different))
        if runs or any(map(contains, different, repeat('"'))):
            words = [_safe(word) for word in words]
        return '"%s"', words
    return "%s", column if kinds == {int} else [_written(value) for value in column]


def _safe(word: str) -> str:
    """Return a word as it stands between quotes."""
    word = word.replace('"', '""')
    return f"'{word}" if word[:1] in _FORMULA else word


def _written(value: Field) -> str:
    if value is None:
        return '""'
    if isinstance(value, bool):
        return '"yes"' if value else '"no"'
    if not isinstance(value, str):
        return str(value)
    return f'"{_safe(value)}"'
