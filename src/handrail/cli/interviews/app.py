"""The commands under ``handrail interviews``, put together."""

from __future__ import annotations

import typer

from handrail.cli.interviews import out_and_in, queries
from handrail.cli.interviews.agreement import agreement
from handrail.cli.interviews.checklist import checklist
from handrail.cli.interviews.disagreements import disagreements
from handrail.cli.interviews.exchange import compare, convert, describe
from handrail.cli.interviews.identifiers import identifiers
from handrail.cli.interviews.quotations import quotations
from handrail.cli.interviews.saturation import saturation

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Interviews: exchange, agreement, queries and what belongs to them. For the team: nothing here was "
    "reviewed for release.",
)


@app.callback()
def about() -> None:
    """Hold the commands together."""


out_and_in.add_to(app)
app.command()(describe)
app.command()(convert)
app.command()(compare)
app.command()(agreement)
app.command()(disagreements)
app.command()(checklist)
app.command()(identifiers)
queries.add_to(app)
app.command()(quotations)
app.command()(saturation)
