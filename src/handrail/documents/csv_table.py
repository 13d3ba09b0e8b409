"""CSV: a released table for a spreadsheet or a script, after RFC 4180 with plain line feeds."""

from __future__ import annotations

import csv
import io

from handrail.disclosure import Released
from handrail.documents.numbers import estimate
from handrail.values import WHOLE, Cell, Table, printed

NUMBERS = ("estimate", "below", "above", "low", "high", "se", "df", "weighted_n")
"""Values in the order of the columns; only those that some cell has are written."""

_ABOUT_ANALYSES = (*WHOLE, "diagnostic")

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_of(released: Released, name: str) -> str:
    r"""Return a released table as CSV text with a header line.

    Shares stay between 0 and 1 and numbers are at printed precision, as in ``results.json``. A withheld cell
    has no numbers; the column ``withheld`` gives the rule. Odds ratios and numbers about an analysis come
    with every value that they have, and words without a base. Probabilities have a column ``printed`` too:
    near 0 and 1 only a limit leaves. Words that a spreadsheet would run as a formula
    get an apostrophe before them.

    Parameters
    ----------
    released
        What disclosure review let out.
    name
        The table's.

    Raises
    ------
    TypeError
        When ``released`` was not made by disclosure review.

    Examples
    --------
    >>> from handrail.disclosure import Ledger, review
    >>> cells = (Cell({"sex": "Female"}, None, 4441, 400, {"estimate": 0.0931}),
    ...          Cell({"sex": "Male"}, None, 90, 4, {"estimate": 0.0444}))
    >>> table = Table("estimate:v", "V", "share", ("sex",), cells, "s", "v")
    >>> print(csv_of(review([table], [], Ledger()).released, "estimate:v"), end="")
    sex,n,estimate,withheld
    Female,4441,0.0931,
    Male,,,fewer than 10 respondents in the cell
    """
    if not isinstance(released, Released):
        raise TypeError("a table is written only from what disclosure review released")
    return csv_text(released.tables[name])


def csv_text(table: Table) -> str:
    """Return a table's text; only :func:`csv_of` hands it out."""
    # Words that are all withheld, or not written yet, have their column too.
    categories = table.measure == "text" or any(cell.category is not None for cell in table.cells)
    counts, likely = table.measure == "count", table.measure == "probability"
    based = ["n"] if table.measure != "text" else []
    used = _used(table)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(
        [
            *(spreadsheet_words(name) for name in table.dimensions),
            *(["category"] if categories else []),
            *based,
            *(["count"] if counts else []),
            *(["printed"] if likely else []),
            *(spreadsheet_words(name) for name in used),
            "withheld",
        ]
    )
    for cell in table.cells:
        open_ = cell.withheld is None
        writer.writerow(
            [
                *(spreadsheet_words(cell.group.get(name, "All")) for name in table.dimensions),
                *([spreadsheet_words(cell.category or "")] if categories else []),
                *(cell.n if open_ else "" for _ in based),
                *([_count(cell)] if counts else []),
                *([estimate(cell, table.measure) if open_ else ""] if likely else []),
                *(_number(cell, name) for name in used),
                cell.withheld or "",
            ]
        )
    return stream.getvalue()


def _used(table: Table) -> list[str]:
    present = list(dict.fromkeys(name for cell in table.cells for name in cell.values))
    if table.measure in _ABOUT_ANALYSES:
        return present
    return [name for name in NUMBERS if name in present]


def _number(cell: Cell, name: str) -> str:
    value = printed(cell.value(name)) if cell.withheld is None else None
    return "" if value is None else f"{value:.6g}"


def _count(cell: Cell) -> str:
    return "" if cell.withheld is not None or cell.count is None else str(cell.count)


def spreadsheet_words(text: str) -> str:
    """Return words that no spreadsheet runs as a formula."""
    if not text.startswith(_FORMULA):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text
