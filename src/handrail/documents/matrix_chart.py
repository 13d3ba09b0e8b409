"""Matrix chart: one word for each row and column, with a mark that differs in shape and filling."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from handrail.documents.chart import NARROW
from handrail.documents.svg import LINE, SMALL, SMALLEST, Layout, Pen, Shape
from handrail.values import Table

_Mark: TypeAlias = tuple[Shape, float]

# Amounts fill a clock, so that more is darker; what was heard at all, what was measured, how two strands fit
# and silences each have a shape of their own.
_MARKS: Mapping[str, _Mark] = {
    "no one": ("circle", 0),
    "not heard": ("circle", 0),
    "a few": ("circle", 0.25),
    "some": ("circle", 0.5),
    "most": ("circle", 0.75),
    "almost all": ("circle", 0.9),
    "all": ("circle", 1),
    "heard": ("square", 1),
    "measured": ("triangle", 1),
    "agreement": ("diamond", 1),
    "partial agreement": ("diamond", 0.5),
    "dissonance": ("cross", 1),
    "silence": ("dash", 1),
    "not asked": ("circle", 0),
    "asked but not said": ("square", 0),
    "no data": ("diamond", 0),
    "nothing": ("triangle", 0),
}
_SPARE: tuple[_Mark, ...] = (
    ("circle", 1),
    ("square", 1),
    ("triangle", 1),
    ("diamond", 1),
    ("circle", 0),
    ("square", 0),
    ("triangle", 0),
    ("diamond", 0),
    ("circle", 0.5),
    ("square", 0.5),
    ("triangle", 0.5),
    ("diamond", 0.5),
    ("cross", 1),
    ("dash", 1),
)
MOST_COLUMNS = 6
"""Columns that stand side by side; more are written below one another."""

_WIDTHS: Mapping[Layout, float] = {"wide": 680, "narrow": NARROW, "print": 668}
_LETTER, _BOLD = 6.6, 8.2
"""About how wide a letter of a label is."""

_SIZE = 6.5


def draw_matrix(pen: Pen, table: Table, across: str) -> tuple[float, float]:
    """Draw a table of words as marks with their words, and return the width and height that they take.

    Parameters
    ----------
    pen
        What to draw with.
    table
        Words by two dimensions; a cell's category is its word.
    across
        The dimension whose levels are the columns; the last one when empty.

    Raises
    ------
    ValueError
        For a table of anything else.

    Examples
    --------
    >>> from handrail.values import Cell
    >>> cells = tuple(Cell({"theme": "Training came late", "sector": sector}, word, 4, None, {})
    ...               for sector, word in (("police", "heard"), ("industry", "not heard")))
    >>> draw_matrix(Pen("wide"), Table("t", "T", "text", ("theme", "sector"), cells, "s", "v"), "sector")[0]
    680
    """
    if table.measure != "text" or len(table.dimensions) != 2:
        raise ValueError(
            f"a matrix is drawn of words by two dimensions; received a table of {table.measure} "
            f"by {len(table.dimensions)}"
        )
    of = across or table.dimensions[-1]
    if of not in table.dimensions:
        raise ValueError(f"a matrix stands across a dimension of its table; received '{of}'")
    down = next(name for name in table.dimensions if name != of)
    by, rows = (list(dict.fromkeys(cell.group.get(name, "") for cell in table.cells)) for name in (of, down))
    words = {
        (cell.group.get(down, ""), cell.group.get(of, "")): "withheld"
        if cell.withheld
        else cell.category or ""
        for cell in table.cells
    }
    marks = marks_of(words.values())
    if pen.layout == "narrow" or len(by) > MOST_COLUMNS:
        return _stacked(pen, rows, by, words, marks)
    return _beside(pen, rows, by, words, marks)


def marks_of(words: Iterable[str]) -> dict[str, tuple[Shape, float]]:
    """Return a mark for each word: a shape and how much of it is filled, no two words alike.

    Words that are known have a mark of their own in every figure; others take what is left, in order.

    Examples
    --------
    >>> marks_of(["heard", "not heard", "perhaps"])["perhaps"]
    ('circle', 1)
    """
    found: dict[str, _Mark] = {}
    wanted = [word for word in dict.fromkeys(words) if word and word != "withheld"]
    for word in wanted:
        if word in _MARKS and _MARKS[word] not in found.values():
            found[word] = _MARKS[word]
    for word in wanted:
        if word not in found:
            left = [mark for mark in _SPARE if mark not in found.values()]
            if not left:
                raise ValueError(f"a matrix tells up to {len(_SPARE)} words apart; received {len(wanted)}")
            found[word] = left[0]
    return found


def _beside(
    pen: Pen,
    rows: list[str],
    by: list[str],
    words: Mapping[tuple[str, str], str],
    marks: Mapping[str, _Mark],
) -> tuple[float, float]:
    width = _WIDTHS[pen.layout]
    column = min(130.0, max(78.0, (width - 300) / max(len(by), 1)))
    label = width - column * len(by)
    letters = int(column / _LETTER)
    heads = [textwrap.wrap(name, letters) for name in by]
    tall = max((len(lines) for lines in heads), default=1)
    for position, lines in enumerate(heads):
        first = LINE / 2 + LINE * (tall - len(lines))
        middle = label + column * (position + 0.5)
        pen.lines(middle, first, lines, size=SMALL, align="middle", bold=True)
    y = LINE * tall + 6
    pen.line(0, y, width, y, colour="ink", thick=1.2)
    for row in rows:
        names = textwrap.wrap(row, int((label - 14) / _LETTER)) or [""]
        said = [textwrap.wrap(words.get((row, name), ""), letters) for name in by]
        tall = max((len(lines) for lines in said), default=1)
        height = max(LINE * len(names) + 14, LINE * tall + 32)
        pen.lines(0, y + height / 2 - LINE / 2 * (len(names) - 1), names)
        for position, (name, lines) in enumerate(zip(by, said, strict=True)):
            middle = label + column * (position + 0.5)
            top = y + (height - LINE * tall - 18) / 2 + _SIZE
            _mark(pen, marks, words.get((row, name), ""), middle, top)
            pen.lines(middle, top + 19, lines, size=SMALLEST, colour="soft", align="middle")
        y += height
        pen.line(0, y, width, y)
    return width, y


def _stacked(
    pen: Pen,
    rows: list[str],
    by: list[str],
    words: Mapping[tuple[str, str], str],
    marks: Mapping[str, _Mark],
) -> tuple[float, float]:
    width = _WIDTHS[pen.layout]
    half = width / 2 - 24
    y = 0.0
    for row in rows:
        names = textwrap.wrap(row, int(width / _BOLD)) or [""]
        pen.line(0, y, width, y, colour="ink", thick=1.2)
        pen.lines(0, y + 16, names, bold=True)
        y += LINE * len(names) + 14
        for name in by:
            if (row, name) not in words:
                continue  # half of a matrix of pairs: the other half would say it again
            head = textwrap.wrap(name, int(half / _LETTER)) or [""]
            said = textwrap.wrap(words.get((row, name), ""), int(half / _LETTER)) or [""]
            middle = y + LINE / 2 + 2
            _mark(pen, marks, words.get((row, name), ""), width / 2 - 2, middle)
            pen.lines(0, middle, head)
            pen.lines(width / 2 + 14, middle, said)
            y += LINE * max(len(head), len(said)) + 7
        y += 9
    return width, y


def _mark(pen: Pen, marks: Mapping[str, _Mark], word: str, x: float, y: float) -> None:
    if word in marks:
        shape, filled = marks[word]
        pen.mark(shape, x, y, _SIZE, filled=filled)
