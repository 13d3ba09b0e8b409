"""``handrail survey model``: the reviewed tables of a planned model."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from handrail.cli.common import HERE, Folder, Json
from handrail.cli.released import ToFolder, show_released

Name = Annotated[str, typer.Argument(help="The id of a [[model]] of the plan.", metavar="ID")]


def model(name: Name, folder: Folder = HERE, csv: ToFolder = None, *, as_json: Json = False) -> None:
    """Show a planned model: its coefficients, a test of each factor, and what was asked for beside them."""
    from handrail.study.model_tables import released_model

    show_released(folder, partial(released_model, folder, name), csv, as_json=as_json)
