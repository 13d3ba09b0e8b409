"""Heat chart: probabilities of items by classes as shades, each with its number beside the shade."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handrail.documents import numbers
from handrail.documents.chart import NARROW
from handrail.documents.profile_chart import row_words, sides
from handrail.documents.svg import LINE, SMALL, SMALLEST, Colour, Layout, Pen
from handrail.values import Cell, Table

_STEPS = (0.05, 0.25, 0.5, 0.75, 0.95)
_STRENGTH = (0.0, 0.12, 0.28, 0.45, 0.8, 1.0)
"""How strong the shade is below each step and above the last: between .45 and .8 neither ink nor paper could
be read on it, on light and dark screens alike."""

_KEY = ("near 0", ".05 to .25", ".25 to .50", ".50 to .75", ".75 to .95", "near 1")
_WIDTHS: Mapping[Layout, float] = {"wide": 680, "narrow": NARROW, "print": 668}
_LETTER, _BOLD = 7.4, 7.8
_ROW, _BOX = 28.0, 20.0
_WIDEST = 120.0
_SAID = 86.0
_NAMES, _SHADES = 300.0, 140.0
_GAP = 2.0


def draw_heat(pen: Pen, table: Table, across: str) -> tuple[float, float]:
    """Draw a heat map of items by classes, and return the width and height that it takes.

    Parameters
    ----------
    pen
        What to draw with.
    table
        Probabilities by two dimensions; near 0 and 1 a cell has a limit and the palest or strongest shade.
    across
        The dimension whose levels are the columns; the last one when empty.

    Raises
    ------
    ValueError
        For a table of anything else, or with more classes or items than can be read.

    Examples
    --------
    >>> cells = tuple(Cell({"item": "Asked for pictures", "class": name}, None, 300, 90, {"estimate": share})
    ...               for name, share in (("Little", 0.14), ("Pressed", 0.81)))
    >>> table = Table("typology:t", "T", "probability", ("item", "class"), cells, "s", "t")
    >>> draw_heat(Pen("wide"), table, "class")[0]
    680
    """
    (of, classes), (item, items) = sides(table, across)
    cells = {(row_words(cell, item), cell.group.get(of, "")): cell for cell in table.cells}
    sheet = _Sheet(pen, table, items, classes, cells)
    y = sheet.stacked() if pen.layout == "narrow" else sheet.beside()
    return _WIDTHS[pen.layout], _key(pen, y + 12)


@dataclass(frozen=True)
class _Sheet:
    pen: Pen
    table: Table
    items: list[str]
    classes: list[str]
    cells: Mapping[tuple[str, str], Cell]

    def beside(self) -> float:
        """Draw a column for each class, and return where they end."""
        width = _WIDTHS[self.pen.layout]
        column = min(_WIDEST, (width - 200) / max(len(self.classes), 1))
        label = width - column * len(self.classes)
        heads = [textwrap.wrap(name, int((column - 8) / _BOLD)) or [""] for name in self.classes]
        tall = max((len(lines) for lines in heads), default=1)
        for position, lines in enumerate(heads):
            middle = label + column * (position + 0.5)
            first = LINE / 2 + LINE * (tall - len(lines))
            self.pen.lines(middle, first, lines, size=SMALL, align="middle", bold=True)
        y = LINE * tall + 8
        for item in self.items:
            names = textwrap.wrap(item, int((label - 14) / _LETTER)) or [""]
            height = max(_ROW, LINE * len(names) + 8)
            self.pen.lines(0, y + height / 2 - LINE / 2 * (len(names) - 1), names)
            for position, name in enumerate(self.classes):
                self._shade(self.cells.get((item, name)), (label + column * position, y), (column, height))
            y += height
        return y

    def stacked(self) -> float:
        """Draw a line for each class below each item, and return where they end."""
        left = NARROW - _SHADES
        y = 0.0
        for item in self.items:
            names = textwrap.wrap(item, int(NARROW / 8.2)) or [""]
            self.pen.lines(0, y + LINE / 2 + 2, names, bold=True)
            y += LINE * len(names) + 8
            for name in self.classes:
                lines = textwrap.wrap(name, int((left - 8) / _LETTER)) or [""]
                height = max(_BOX + 4, LINE * len(lines) + 6)
                self.pen.lines(0, y + height / 2 - LINE / 2 * (len(lines) - 1), lines, size=SMALL)
                self._shade(self.cells.get((item, name)), (left, y), (_SHADES, height))
                y += height
            y += 12
        return y - 12

    def _shade(self, cell: Cell | None, corner: tuple[float, float], size: tuple[float, float]) -> None:
        (x, y), (width, height) = corner, size
        step = 0 if cell is None else step_of(cell)
        _box(self.pen, x, y, width - _GAP, height - _GAP, step)
        if cell is not None:
            words = numbers.estimate(cell, self.table.measure)
            quiet = numbers.drawn(cell) is None
            colour: Colour = "soft" if quiet else "paper" if (step or 0) >= 4 else "ink"
            self.pen.text(
                x + (width - _GAP) / 2, y + (height - _GAP) / 2, words, size=SMALLEST if quiet else SMALL,
                colour=colour, align="middle",
            )  # fmt: skip


def step_of(cell: Cell) -> int | None:
    """Return the shade of a cell, from 0 to 5; none where nothing is told.

    Examples
    --------
    >>> [step_of(Cell({}, None, 90, 30, values)) for values in ({"below": 0.1}, {"estimate": 0.3}, {})]
    [0, 2, None]
    """
    if numbers.known(cell, "below") is not None:
        return 0
    if numbers.known(cell, "above") is not None:
        return len(_STEPS)
    value = numbers.known(cell, "estimate")
    return None if value is None else sum(value >= step for step in _STEPS)


def _box(pen: Pen, x: float, y: float, width: float, height: float, step: int | None) -> None:  # noqa: PLR0917
    if step is None:
        return
    if _STRENGTH[step]:
        pen.bar(x, y, width, height, "mark", _STRENGTH[step])
    else:
        # The palest is an outline, so that it is told apart from a cell that is withheld.
        for ends in _edges(x, y, width, height):
            pen.line(*ends)


def _edges(x: float, y: float, width: float, height: float) -> Iterable[tuple[float, float, float, float]]:
    right, bottom = x + width, y + height
    return (x, y, right, y), (x, bottom, right, bottom), (x, y, x, bottom), (right, y, right, bottom)


def _key(pen: Pen, y: float) -> float:
    """Draw what each shade stands for, and return where it ends."""
    most = 3 if pen.layout == "narrow" else len(_KEY)
    for step, words in enumerate(_KEY):
        x, top = 110.0 * (step % most), y + 24 * (step // most)
        _box(pen, x, top, 18, 14, step)
        pen.text(x + 24, top + 7, words, size=SMALLEST, colour="soft")
    return y + 24 * ((len(_KEY) - 1) // most) + 16
