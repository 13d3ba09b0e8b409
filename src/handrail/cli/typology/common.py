"""What the commands on typologies have in common: build what is stale, show reviewed tables."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.released import show_released

if TYPE_CHECKING:
    from handrail.study.typology_tables import Asked

Which = Annotated[
    str | None,
    typer.Option("--typology", "-t", help="The id of a [[typology]] part, where the plan has several."),
]


def show(folder: Path, typology: str | None, asked: Asked, csv: Path | None, *, as_json: bool) -> None:
    """Build what is stale, then print the reviewed tables of a typology."""
    from handrail.study.typology_tables import released_typology

    show_released(folder, partial(released_typology, folder, typology, asked), csv, as_json=as_json)
