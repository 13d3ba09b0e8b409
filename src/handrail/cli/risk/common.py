"""What the commands on risk have in common: build what is stale, show reviewed tables with their readings."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.released import show_released

if TYPE_CHECKING:
    from handrail.study.risk_tables import Asked

Analysis = Annotated[
    str | None,
    typer.Option("--analysis", "-a", help="The id of a [[risk]] part, where the plan has several."),
]


def show(folder: Path, analysis: str | None, asked: Asked, csv: Path | None, *, as_json: bool) -> None:
    """Build what is stale, then print the reviewed tables of a risk analysis."""
    from handrail.study.risk_tables import released_risk

    show_released(folder, partial(released_risk, folder, analysis, asked), csv, as_json=as_json)
