"""What the commands on typologies have in common: build what is stale, show reviewed tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.common import end, print_json
from handrail.cli.interviews.common import asked_once
from handrail.cli.terminal import Bar, out, say_table

if TYPE_CHECKING:
    from handrail.study.typology_tables import Asked
    from handrail.values import Table

Which = Annotated[
    str | None,
    typer.Option("--typology", "-t", help="The id of a [[typology]] part, where the plan has several."),
]
ToFolder = Annotated[
    Path | None, typer.Option("--csv", help="Copy the tables into this folder, as .csv.", metavar="FOLDER")
]


def show(folder: Path, typology: str | None, asked: Asked, csv: Path | None, *, as_json: bool) -> None:
    """Build what is stale, then print the reviewed tables of a typology."""

    def work() -> None:
        from handrail.study.typology_tables import copy_typology, released_typology

        with Bar(visible=False if as_json else None) as bar:
            found = released_typology(
                folder, typology, asked, prompt=asked_once(), progress=bar, today=date.today()
            )
        written = [] if csv is None else copy_typology(folder, found, csv)
        if as_json:
            print_json(found.rows())
            return
        say(found.tables)
        for path in written:
            out.print(f"Written: {path}", markup=False)

    end(work)


def say(tables: Iterable[Table]) -> None:
    """Print tables with the rules that withheld cells, then their notes, each once."""
    from handrail.documents.grid import grid_of

    said: list[str] = []
    for table in tables:
        grid = grid_of(table, 0.95)
        rows = [[f"{cell.text}{f' [{cell.mark}]' if cell.mark else ''}" for cell in row] for row in grid.rows]
        say_table(grid.header, rows, title=table.title)
        for mark, why in grid.footnotes:
            out.print(f"[{mark}] {why}", markup=False)
        out.print()
        said += [note for note in table.notes if note not in said]
    for note in said:
        out.print(f"- {note}", markup=False)
