"""Paper columns: how wide a table's columns are where no browser can try widths out."""

from __future__ import annotations

import math

from handrail.documents.grid import Grid
from handrail.documents.tree import WordTable

_LINE, _ROOM = 96, 62
"""Letters of a table on a line of paper, and how many of them columns of numbers may take unasked."""

_BETWEEN, _HEAD, _NAME = 3, 12, 15
"""Letters between two columns, of a head that need not break, and that a row's name has at least."""


def weights_of(table: WordTable) -> list[float]:
    """Return the weights by which the columns of a table of words share the paper.

    The root of their mean length evens out their heights without starving the short ones.

    Examples
    --------
    >>> weights_of(WordTable(("Topic", "Why"), ()))
    [2.449, 2.449]
    """
    columns = zip(*table.rows, strict=True) if table.rows else (() for _ in table.header)
    lengths = [[sum(len(part.text) for part in cell) for cell in column] for column in columns]
    return [round(math.sqrt(6 + sum(column) / max(len(column), 1)), 3) for column in lengths]


def shares_of(grid: Grid) -> list[int]:
    """Return the columns' shares of the paper in letters, or nothing where each can be as wide as its words.

    Columns of numbers get as many letters as their longest cell or a word of their head; what is left is for
    the names of the rows.

    Examples
    --------
    >>> from handrail.documents.grid import GridCell
    >>> row = (GridCell("Asked for pictures"), GridCell("23.8"), GridCell("54.4"))
    >>> shares_of(Grid(("Experience", "Little", "Much"), 1, (row,), (), ()))
    []
    >>> shares_of(Grid(("Experience", 6 * "flattery ", "Pressed for pictures"), 1, (row,), (), ()))
    [66, 15, 15]
    """
    heads = grid.header[grid.heads :]
    cells = [
        max((len(row[place].text + row[place].mark) for row in grid.rows), default=0)
        for place in range(len(grid.header))
    ]
    longest = cells[grid.heads :]
    if sum(max(len(head), cell) + _BETWEEN for head, cell in zip(heads, longest, strict=True)) <= _ROOM:
        return []
    names = [
        max(cell, *map(len, head.split(" "))) + _BETWEEN
        for head, cell in zip(grid.header[: grid.heads], cells, strict=False)
    ]
    least = min(max(names, default=_NAME), _NAME)
    # Where many columns share a line, every head breaks: else the longest words would run into each other.
    for unbroken in (_HEAD, 0):
        numbers = [
            max(cell, min(len(head), unbroken), *map(len, head.split(" "))) + _BETWEEN
            for head, cell in zip(heads, longest, strict=True)
        ]
        if sum(numbers) + grid.heads * least <= _LINE:
            break
    return [max((_LINE - sum(numbers)) // grid.heads, least)] * grid.heads + numbers
