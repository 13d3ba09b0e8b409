"""The commands under ``handrail typology``, put together."""

from __future__ import annotations

import typer

from handrail.cli.typology.checklist import checklist

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Typologies of the plan: patterns of experience in a population. Nobody is assigned to one.",
)


@app.callback()
def about() -> None:
    """Hold the commands together."""


app.command()(checklist)
