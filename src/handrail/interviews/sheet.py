"""Sheet: rows under a header, the one shape in which queries are shown and leave for the team.

It is for the team alone. What goes into a publication passes disclosure review as a table or a quotation;
nothing here was reviewed, and every form that a person opens says so at its top.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeAlias

from handrail.values import Late

Field: TypeAlias = str | int | float | bool | None

FOR_THE_TEAM = "For the team: unapproved quotations"
"""Stands at the top of what a person opens."""


class LateRows(Late[tuple[Field, ...]]):
    """Rows that are kept by column, as files are written, and made when somebody looks at one.

    Raises
    ------
    ValueError
        When the columns are not of one length.

    Examples
    --------
    >>> list(LateRows((("luck", "aims"), (2, 1))))
    [('luck', 2), ('aims', 1)]
    """

    __slots__ = ("columns",)

    def __init__(self, columns: Sequence[Sequence[Field]]) -> None:
        lengths = set(map(len, columns))
        if len(lengths) != 1:
            raise ValueError("columns are of one length")
        super().__init__(lengths.pop(), lambda: zip(*columns, strict=True))
        self.columns = columns


@dataclass(frozen=True)
class Sheet:
    """Rows under a header.

    Attributes
    ----------
    title
        What the rows are.
    header
        The columns' names.
    rows
        A field a column: words, numbers, or None for nothing. Rows that are kept by column are
        :class:`LateRows`.
    group
        The column by whose values, in the order of the rows, people read them under headings; or None.
    body
        The column that holds the passage, where the rows are passages.
    note
        What a reader should know about the numbers.

    Raises
    ------
    ValueError
        When a row is shorter or longer than the header.

    Examples
    --------
    >>> sheet = Sheet("Codes", ("code", "references"), (("luck", 2), ("aims", 1)))
    >>> sheet.records()
    [{'code': 'luck', 'references': 2}, {'code': 'aims', 'references': 1}]
    """

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[Field, ...]] = field(repr=False)
    group: int | None = None
    body: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        width = len(self.header)
        right = (
            len(self.rows.columns) == width
            if isinstance(self.rows, LateRows)
            else set(map(len, self.rows)) <= {width}
        )
        if not right:
            raise ValueError(f"a row has a field for each of the {width} columns")

    @property
    def columns(self) -> Sequence[Sequence[Field]]:
        """The fields by column; where there is no row, a column of none for each name of the header."""
        if isinstance(self.rows, LateRows):
            return self.rows.columns
        return tuple(zip(*self.rows, strict=True)) or ((),) * len(self.header)

    def records(self) -> list[dict[str, Field]]:
        """Return each row as a mapping from the columns' names."""
        return [dict(zip(self.header, row, strict=True)) for row in self.rows]

    def groups(self) -> Iterator[tuple[str, list[tuple[Field, ...]]]]:
        """Yield each heading with its rows; one without a heading where there is no column for it."""
        column = self.group
        if column is None:
            yield "", list(self.rows)
            return
        for name, rows in groupby(self.rows, key=lambda row: row[column]):
            yield shown(name), list(rows)


def shown(value: Field) -> str:
    """Return a field as people read it.

    Examples
    --------
    >>> shown(None), shown(0.25), shown(True), shown("a")
    ('', '0.25', 'yes', 'a')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def one_line(text: str) -> str:
    r"""Return text with each white space as one blank, so that it stays on a line at its length.

    Examples
    --------
    >>> one_line("by\nluck")
    'by luck'
    """
    return text if text.isprintable() else "".join(" " if one.isspace() else one for one in text)
