"""What the commands on risk have in common: build what is stale, show reviewed tables with their readings."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.common import end, print_json
from handrail.cli.interviews.common import asked_once
from handrail.cli.released import say_released
from handrail.cli.terminal import Bar

if TYPE_CHECKING:
    from handrail.study.risk_tables import Asked

Analysis = Annotated[
    str | None,
    typer.Option("--analysis", "-a", help="The id of a [[risk]] part, where the plan has several."),
]
ToFolder = Annotated[
    Path | None, typer.Option("--csv", help="Copy the tables into this folder, as .csv.", metavar="FOLDER")
]


def show(folder: Path, analysis: str | None, asked: Asked, csv: Path | None, *, as_json: bool) -> None:
    """Build what is stale, then print the reviewed tables of a risk analysis."""

    def work() -> None:
        from handrail.study.risk_tables import copy_tables, released_risk

        with Bar(visible=False if as_json else None) as bar:
            found = released_risk(
                folder, analysis, asked, prompt=asked_once(), progress=bar, today=date.today()
            )
        written = [] if csv is None else copy_tables(folder, found, csv)
        if as_json:
            print_json(found.rows())
            return
        say_released(found.tables, found.risk.level, written)

    end(work)
