"""The commands under ``handrail survey``, put together."""

from __future__ import annotations

import typer

from handrail.cli.survey.checklist import checklist
from handrail.cli.survey.convert import convert
from handrail.cli.survey.describe import countries, describe, flow, weights
from handrail.cli.survey.harmonise import harmonise
from handrail.cli.survey.model import model
from handrail.cli.survey.questions import crosstab, difference, estimate, quantile, scale

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Surveys: questions to a survey of a study, under its design and its disclosure control.",
)


@app.callback()
def about() -> None:
    """Hold the commands together."""


app.command()(describe)
app.command()(estimate)
app.command()(crosstab)
app.command()(quantile)
app.command()(difference)
app.command()(scale)
app.command()(model)
app.command()(flow)
app.command()(weights)
app.command()(countries)
app.command()(harmonise)
app.command()(checklist)
app.command()(convert)
