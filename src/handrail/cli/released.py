"""How reviewed tables are told on a terminal: each as a grid, then every note once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from handrail.cli.terminal import out, say_table

if TYPE_CHECKING:
    from handrail.values import Table


def say_released(tables: Iterable[Table], level: float, written: Iterable[Path]) -> None:
    """Print reviewed tables with their readings, and which files hold them."""
    from handrail.documents.grid import grid_of

    said: list[str] = []
    for table in tables:
        grid = grid_of(table, level)
        say_table(grid.header, [[cell.text for cell in row] for row in grid.rows], title=table.title)
        out.print()
        said += [note for note in table.notes if note not in said]
    for note in said:
        out.print(f"- {note}", markup=False)
    for path in written:
        out.print(f"Written: {path}", markup=False)
