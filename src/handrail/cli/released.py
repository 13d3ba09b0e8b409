"""Reviewed tables on a terminal: what is stale is built, each table is a grid, every note stands once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from handrail.cli.common import end, print_json
from handrail.cli.interviews.common import asked_once
from handrail.cli.terminal import Bar, out, say_table

if TYPE_CHECKING:
    from handrail.values import Table

ToFolder = Annotated[
    Path | None, typer.Option("--csv", help="Copy the tables into this folder, as .csv.", metavar="FOLDER")
]


class Released(Protocol):
    """What was released of a part of the plan."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that left."""

    @property
    def level(self) -> float:
        """The level of their intervals."""

    def rows(self) -> list[dict[str, Any]]:
        """Return them as plain values."""


def show_released(folder: Path, release: Callable[..., Released], csv: Path | None, *, as_json: bool) -> None:
    """Build what is stale, then print the reviewed tables of a part of the plan.

    Parameters
    ----------
    release
        Called with ``prompt``, ``progress`` and ``today``.
    """

    def work() -> None:
        from handrail.study.released_tables import copy_tables

        with Bar(visible=False if as_json else None) as bar:
            found = release(prompt=asked_once(), progress=bar, today=date.today())
        written = [] if csv is None else copy_tables(folder, found.tables, csv)
        if as_json:
            print_json(found.rows())
            return
        say_released(found.tables, found.level, written)

    end(work)


def say_released(tables: Iterable[Table], level: float, written: Iterable[Path]) -> None:
    """Print reviewed tables with the rules that withheld cells, their readings, and which files hold them."""
    from handrail.documents.grid import grid_of

    said: list[str] = []
    for table in tables:
        grid = grid_of(table, level)
        rows = [[f"{cell.text}{f' [{cell.mark}]' if cell.mark else ''}" for cell in row] for row in grid.rows]
        say_table(grid.header, rows, title=table.title)
        for mark, why in grid.footnotes:
            out.print(f"[{mark}] {why}", markup=False)
        out.print()
        said += [note for note in table.notes if note not in said]
    for note in said:
        out.print(f"- {note}", markup=False)
    for path in written:
        out.print(f"Written: {path}", markup=False)
