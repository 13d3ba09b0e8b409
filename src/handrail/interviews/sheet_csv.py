"""CSV of a sheet, after RFC 4180 with plain line feeds: a header, then rows, and nothing else."""

from __future__ import annotations

import csv
import io

from handrail.interviews.sheet import Field, Sheet

_FORMULA = frozenset("=+-@\t\r")


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
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow([_guarded(name) for name in sheet.header])
    writer.writerows([_guarded(value) for value in row] for row in sheet.rows)
    return stream.getvalue().encode("utf-8", "replace")


def _guarded(value: Field) -> Field:
    if isinstance(value, str):
        return f"'{value}" if value[:1] in _FORMULA else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value
