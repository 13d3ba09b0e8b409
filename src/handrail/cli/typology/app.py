"""The commands under ``handrail typology``, put together."""

from __future__ import annotations

import typer

from handrail.cli.typology import looking, tables
from handrail.cli.typology.checklist import checklist

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Typologies: reviewed tables of profiles of experience. Nobody is assigned to one.",
)


@app.callback()
def about() -> None:
    """Hold the commands together."""


tables.add_to(app)
looking.add_to(app)
app.command()(checklist)
