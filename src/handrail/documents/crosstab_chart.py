"""Crosstab chart: each group as one bar of 100 per cent, cut into answers, with what departs marked."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from handrail.documents import numbers
from handrail.documents.axis import Axis
from handrail.documents.chart import NARROW, Band, Columns, Sheet, bands_of, base
from handrail.documents.pairs import EVERYONE
from handrail.documents.svg import LINE, SMALL, SMALLEST, Colour, Layout, Pen
from handrail.values import Cell, Table

RESIDUAL = "residual"
"""The value of a departure: 2 or 4 standard errors more than without association, less below 0, else 0."""

MOST = 6
"""More answers than this are slices that nobody can name."""

_COLUMNS: Mapping[Layout, Columns] = {
    "wide": Columns(label=206, plot=458, value=16, row=50, letters=26),
    "narrow": Columns(label=0, plot=NARROW, value=0, row=76, letters=36),
    "print": Columns(label=200, plot=454, value=14, row=46, letters=30),
}
_LETTERS: Mapping[Layout, int] = {"wide": 88, "narrow": 40, "print": 92}
_HALF = 11.0
_UP, _UP_NARROW, _TO_SIGN = 6.0, 14.0, 9.0
"""How far the bars are lifted, to leave the signs their room below them."""

_GAP = 1.5
_FOR_SHARE, _FOR_LETTER = 64.0, 13.0
_SIGNS = (
    "+ more, \u2212 fewer than without association: 2 standard errors or more; ++ and \u2212\u2212: 4 or more"
)


@dataclass(frozen=True)
class _Look:
    """How a slice is filled, and the colour of its words; one of them has only an outline."""

    fill: Colour
    words: Colour


_LOOKS = (
    _Look("mark", "paper"),
    _Look("rule", "ink"),
    _Look("mark-2", "paper"),
    _Look("paper", "ink"),
    _Look("soft", "paper"),
    _Look("ink", "paper"),
)


def can_be_stacked(table: Table) -> bool:
    """Return whether a table of shares is whole groups cut into a few answers, none of them withheld.

    Examples
    --------
    >>> def told(*shares):
    ...     cells = [Cell({"sex": "F"}, word, 400, 9, {"estimate": at}) for word, at in zip("yn", shares)]
    ...     return Table("crosstab:t", "T", "share", ("sex",), tuple(cells), "s", "t")
    >>> can_be_stacked(told(0.3, 0.7)), can_be_stacked(told(0.3, None)), can_be_stacked(told(1.0))
    (True, False, False)
    """
    if table.measure != "share" or len(table.dimensions) != 1:
        return False
    known = all(
        cell.category is not None and numbers.known(cell, "estimate") is not None for cell in table.cells
    )
    answers = _answers(table)
    groups = _groups(table)
    return (
        known and 2 <= len(answers) <= MOST and all(len(cells) == len(answers) for cells in groups.values())
    )


def draw_crosstab(pen: Pen, table: Table, residuals: Table | None) -> tuple[float, float]:
    """Draw groups cut into answers, and return the width and height that they take.

    Slices are told apart by a letter, by their order and by how light they are.

    Parameters
    ----------
    pen
        What to draw with.
    table
        Shares of each answer by one grouping, and perhaps in all.
    residuals
        Which cells depart from independence, by the same grouping and ``category``; None marks none.

    Raises
    ------
    ValueError
        For a table that :func:`can_be_stacked` does not hold of.

    Examples
    --------
    >>> shares = (("yes", 0.3), ("no", 0.7))
    >>> cells = tuple(Cell({"sex": "F"}, word, 400, 9, {"estimate": at}) for word, at in shares)
    >>> draw_crosstab(Pen("wide"), Table("crosstab:t", "T", "share", ("sex",), cells, "s", "t"), None)[0]
    680
    """
    if not can_be_stacked(table):
        raise ValueError(f"whole groups are cut into 2 to {MOST} answers; received another table")
    columns = _COLUMNS[pen.layout]
    sheet = Sheet(pen, columns, Axis((0.0, 20.0, 40.0, 60.0, 80.0, 100.0)))
    marked = {} if residuals is None else _marked(table, residuals)
    answers = _answers(table)
    top = _legend(pen, answers, signs=any(marked.values()))
    groups = _groups(table)
    labels = (f"{name or EVERYONE} {base(cells[0])}" for name, cells in groups.items())
    bands, y = bands_of(labels, columns, top)
    sheet.grid(top, y)
    for (name, cells), band in zip(groups.items(), bands, strict=True):
        up = 0.0 if columns.narrow else _UP
        pen.lines(0, band.first - up, band.lines, bold=name is None and len(groups) > 1)
        by_answer = {cell.category: cell for cell in cells}
        _bar(sheet, [by_answer[answer] for answer in answers], band, [marked.get((name, a)) for a in answers])
    return columns.width, sheet.under(y, "Per cent of each group")


def _answers(table: Table) -> list[str]:
    return list(dict.fromkeys(cell.category or "" for cell in table.cells))


def _groups(table: Table) -> dict[str | None, list[Cell]]:
    groups: dict[str | None, list[Cell]] = {}
    for cell in table.cells:
        groups.setdefault(cell.group.get(table.dimensions[0]), []).append(cell)
    return groups


def _marked(table: Table, residuals: Table) -> dict[tuple[str | None, str], float | None]:
    name = table.dimensions[0]
    return {
        (cell.group.get(name), cell.group.get("category", "")): numbers.known(cell, RESIDUAL)
        for cell in residuals.cells
    }


def _legend(pen: Pen, answers: Sequence[str], *, signs: bool) -> float:
    """Draw what each slice is, in the order of the bars, and return where the rows begin."""
    y = 8.0
    for place, answer in enumerate(answers):
        lines = textwrap.wrap(answer, _LETTERS[pen.layout]) or [""]
        _slice(pen, (0, y - 7), (14, 14), _LOOKS[place])
        pen.text(22, y, ascii_lowercase[place], bold=True)
        pen.lines(36, y, lines)
        y += LINE * len(lines) + 5
    if signs:
        lines = textwrap.wrap(_SIGNS, _LETTERS[pen.layout] + 4)
        pen.lines(0, y + 2, lines, size=SMALL, colour="soft")
        y += LINE * len(lines) + 5
    return y + 4


def _bar(sheet: Sheet, cells: Sequence[Cell], band: Band, residuals: Sequence[float | None]) -> None:
    pen, middle = sheet.pen, band.line - (_UP_NARROW if band.columns.narrow else _UP)
    x = sheet.across(0)
    for place, (cell, residual) in enumerate(zip(cells, residuals, strict=True)):
        width = sheet.columns.plot * (numbers.known(cell, "estimate") or 0.0)
        look, centre = _LOOKS[place], x + width / 2
        if width > _GAP:
            _slice(pen, (x, middle - _HALF), (width - _GAP, 2 * _HALF), look)
        letter = ascii_lowercase[place]
        if width >= _FOR_SHARE:
            pen.text(centre - 22, middle, letter, size=SMALL, colour=look.words, align="middle", bold=True)
            pen.text(centre + 6, middle, _share(cell), size=SMALL, colour=look.words, align="middle")
        elif width >= _FOR_LETTER:
            pen.text(centre, middle, letter, size=SMALL, colour=look.words, align="middle", bold=True)
        if residual:
            at = middle + _HALF + _TO_SIGN
            pen.text(centre, at, _sign(residual), size=SMALLEST, align="middle", bold=True)
        x += width


def _share(cell: Cell) -> str:
    return numbers.estimate(cell, "share")


def _sign(residual: float) -> str:
    sign = "+" if residual > 0 else "\u2212"
    return sign if abs(residual) < 4 else sign * 2


def _slice(pen: Pen, corner: tuple[float, float], size: tuple[float, float], look: _Look) -> None:
    (x, y), (width, height) = corner, size
    if look.fill != "paper":
        pen.bar(x, y, width, height, look.fill)
        return
    pen.bar(x, y, width, height, "soft")
    if width > 2:
        pen.bar(x + 1, y + 1, width - 2, height - 2, "paper")
