"""The commands under ``handrail interviews``, put together."""

from __future__ import annotations

import typer

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Interviews: exchange, agreement, queries and what belongs to them. For the team: nothing here was "
    "reviewed for release.",
)


@app.callback()
def about() -> None:
    """Hold the commands together."""
