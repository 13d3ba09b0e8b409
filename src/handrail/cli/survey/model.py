"""``handrail survey model``: the reviewed tables of a planned model."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from handrail.cli.common import HERE, Folder, Json, end, print_json
from handrail.cli.interviews.common import asked_once
from handrail.cli.released import say_released
from handrail.cli.terminal import Bar

Name = Annotated[str, typer.Argument(help="The id of a [[model]] of the plan.", metavar="ID")]
ToFolder = Annotated[
    Path | None, typer.Option("--csv", help="Copy the tables into this folder, as .csv.", metavar="FOLDER")
]


def model(name: Name, folder: Folder = HERE, csv: ToFolder = None, *, as_json: Json = False) -> None:
    """Show a planned model: its coefficients, a test of each factor, and what was asked for beside them."""

    def work() -> None:
        from handrail.study.model_tables import released_model
        from handrail.study.released_tables import copy_files

        with Bar(visible=False if as_json else None) as bar:
            found = released_model(folder, name, prompt=asked_once(), progress=bar, today=date.today())
        written = [] if csv is None else copy_files(folder, found.tables, csv)
        if as_json:
            print_json(found.rows())
            return
        say_released(found.tables, found.model.level, written)

    end(work)
