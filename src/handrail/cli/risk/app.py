"""The commands under ``handrail risk``, put together."""

from __future__ import annotations

import typer

from handrail.cli.risk import tables
from handrail.cli.risk.checklist import checklist

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Risk analyses of the plan: reviewed tables about populations. Nothing is about one respondent.",
)


@app.callback()
def about() -> None:
    """Hold the commands together."""


tables.add_to(app)
app.command()(checklist)
