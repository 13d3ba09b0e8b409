"""Profile chart: one panel of bars for each class of a typology, side by side over the same items."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from handrail.documents import numbers
from handrail.documents.chart import NARROW, draw_axis_title
from handrail.documents.svg import LINE, SMALL, SMALLEST, Align, Layout, Pen
from handrail.values import Cell, Measure, Table

MOST_CLASSES, MOST_ITEMS = 6, 12
_TICKS = (0.0, 0.5, 1.0)


@dataclass(frozen=True)
class _Panels:
    """Measures of a layout in pixels.

    Attributes
    ----------
    label
        The column of items' names.
    room
        What is left for the panels.
    widest
        How wide one panel may become.
    most
        How many panels stand side by side.
    row
        The height of an item whose name takes one line.
    letters
        How many letters of an item's name fit on a line.
    letter
        About how wide a letter of a panel's head is.
    """

    label: float
    room: float
    widest: float
    most: int
    row: float
    letters: int
    letter: float


_LAYOUTS: Mapping[Layout, _Panels] = {
    "wide": _Panels(label=197, room=483, widest=230, most=3, row=26, letters=26, letter=8.6),
    "narrow": _Panels(label=150, room=NARROW - 150, widest=NARROW, most=1, row=26, letters=18, letter=8.6),
    "print": _Panels(label=197, room=471, widest=230, most=3, row=24, letters=30, letter=7.4),
}
_NUMBER, _BETWEEN = 30.0, 16.0
"""Room for a number at the end of the longest bar, and between two panels."""

_BAR = 11.0
_AXIS = 26.0
_GAP = 20.0


def draw_profiles(pen: Pen, table: Table, across: str, shares: Table | None = None) -> tuple[float, float]:
    """Draw how common each item is in each class, and return the width and height that they take.

    Parameters
    ----------
    pen
        What to draw with.
    table
        Probabilities or shares by two dimensions. Where only a limit is printed, a pale bar ends at it.
    across
        The dimension whose levels are the classes, one a panel; the last one when empty.
    shares
        How common each class is: shares by that dimension alone, for the panels' heads.

    Raises
    ------
    ValueError
        For a table of anything else, or with more classes or items than can be read.

    Examples
    --------
    >>> cells = tuple(Cell({"item": "Asked for pictures", "class": name}, None, 300, 90, {"estimate": share})
    ...               for name, share in (("Little", 0.04), ("Pressed", 0.81)))
    >>> table = Table("typology:t", "T", "probability", ("item", "class"), cells, "s", "t")
    >>> draw_profiles(Pen("wide"), table, "class")[0]
    680
    """
    (of, classes), (item, items) = sides(table, across)
    panels = _LAYOUTS[pen.layout]
    cells = {(row_words(cell, item), cell.group.get(of, "")): cell for cell in table.cells}
    # Rows of nearly equal length: four classes are two and two, not three and one.
    rows = max(math.ceil(len(classes) / panels.most), 1)
    side = max(math.ceil(len(classes) / rows), 1)
    panel = min(panels.room / side, panels.widest)
    # Where one panel stands alone in its row, its head has the whole width.
    letters = int((panel if panels.most > 1 else panels.label + panels.room) / panels.letter)
    heads = {name: _head(name, of, table, shares, letters) for name in classes}
    sheet = _Sheet(pen, panels, panel, items, heads, cells, table.measure)
    y = 0.0
    for row in range(rows):
        y = sheet.draw(classes[row * side : (row + 1) * side], y)
    what = "Probability in" if table.measure == "probability" else "Per cent of"
    title = f"{what} each {table.labels.get(of, 'class').lower()}"
    return panels.label + panels.room, draw_axis_title(pen, panels.label, y - _GAP + LINE / 2, title)


@dataclass(frozen=True)
class _Sheet:
    """What the panels share: their width, the items, the classes' heads and the cells by item and class."""

    pen: Pen
    panels: _Panels
    panel: float
    items: list[str]
    heads: Mapping[str, tuple[list[str], list[str]]]
    cells: Mapping[tuple[str, str], Cell]
    measure: Measure

    @property
    def bar(self) -> float:
        """How long a bar of everyone is."""
        return self.panel - _NUMBER - (_BETWEEN if self.panels.most > 1 else 0)

    def draw(self, names: list[str], top: float) -> float:
        """Draw panels side by side over the items' names, and return where the next ones begin."""
        labels = [textwrap.wrap(item, self.panels.letters) or [""] for item in self.items]
        heights = [max(self.panels.row, LINE * len(lines) + 6) for lines in labels]
        tall = max((sum(map(len, self.heads[name])) for name in names), default=0)
        first = top + LINE * tall + 8
        bottom = first + sum(heights)
        for position, name in enumerate(names):
            left = self.panels.label + self.panel * position
            self._frame(left, name, (top, tall), (first, bottom))
            y = first
            for item, height in zip(self.items, heights, strict=True):
                self._bar(self.cells.get((item, name)), left, y + height / 2)
                y += height
        y = first
        for lines, height in zip(labels, heights, strict=True):
            self.pen.lines(0, y + height / 2 - LINE / 2 * (len(lines) - 1), lines)
            y += height
        return bottom + _AXIS + _GAP

    def _frame(self, left: float, name: str, head: tuple[float, int], ends: tuple[float, float]) -> None:
        lines, under = self.heads[name]
        top, tall = head
        # Heads end on one line, just over what they name.
        y = top + LINE / 2 + LINE * (tall - len(lines) - len(under))
        x = left if self.panels.most > 1 else 0.0
        self.pen.lines(x, y, lines, bold=True)
        self.pen.lines(x, y + LINE * len(lines), under, size=SMALL, colour="soft")
        for tick in _TICKS:
            at = left + self.bar * tick
            self.pen.line(at, ends[0], at, ends[1])
            align: Align = "start" if tick == 0 else "middle"
            words = numbers.decimals(tick) if self.measure == "probability" else f"{100 * tick:.0f}"
            self.pen.text(at, ends[1] + 12, words, size=SMALLEST, colour="soft", align=align)

    def _bar(self, cell: Cell | None, left: float, y: float) -> None:
        if cell is None:
            return
        share = numbers.drawn(cell)
        if share is None:
            self.pen.text(left + 5, y, numbers.estimate(cell, self.measure), size=SMALLEST, colour="soft")
            return
        long = self.bar * share
        # The probability lies somewhere in a pale bar.
        self.pen.bar(left, y - _BAR / 2, max(long, 0.8), _BAR, "rule" if cell.value("below") else "mark")
        words = numbers.estimate(cell, "probability")
        plain = self.measure == "share" and numbers.known(cell, "estimate") is not None
        self.pen.text(left + long + 5, y, f"{100 * share:.0f}" if plain else words, size=SMALL)


def row_words(cell: Cell, item: str) -> str:
    """Return a row's words: its item, and the answer where an item has several."""
    words = cell.group.get(item, "")
    return words if cell.category is None else f"{words}: {cell.category}"


def sides(table: Table, across: str) -> tuple[tuple[str, list[str]], tuple[str, list[str]]]:
    """Return the dimension of classes and that of items, each with what stands on its side."""
    if table.measure not in ("share", "probability") or len(table.dimensions) != 2:
        raise ValueError(
            f"profiles are drawn of probabilities by two dimensions; received a table of {table.measure} "
            f"by {len(table.dimensions)}"
        )
    of = across or table.dimensions[-1]
    if of not in table.dimensions:
        raise ValueError(f"profiles stand across a dimension of their table; received '{of}'")
    item = next(name for name in table.dimensions if name != of)
    by = list(dict.fromkeys(cell.group[of] for cell in table.cells if of in cell.group))
    down = list(dict.fromkeys(row_words(cell, item) for cell in table.cells if item in cell.group))
    if len(by) > MOST_CLASSES or len(down) > MOST_ITEMS:
        raise ValueError(
            f"a figure shows up to {MOST_CLASSES} classes and {MOST_ITEMS} items; "
            f"received {len(by)} and {len(down)}"
        )
    return (of, by), (item, down)


def _head(
    name: str, of: str, table: Table, shares: Table | None, letters: int
) -> tuple[list[str], list[str]]:
    lines = textwrap.wrap(name, letters) or [""]
    if shares is not None:
        for cell in shares.cells:
            if name in (cell.category, cell.group.get(of)):
                return lines, textwrap.wrap(_share(cell), int(1.2 * letters))
    bases = [cell.n for cell in table.cells if cell.group.get(of) == name and cell.withheld is None]
    return lines, [numbers.bases(bases)] if bases else []


def _share(cell: Cell) -> str:
    if cell.withheld is not None:
        return numbers.WITHHELD
    return f"{numbers.estimate(cell, 'share')} of n\u00a0=\u00a0{numbers.count(cell.n)}"
