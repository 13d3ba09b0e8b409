"""``handrail risk fit``, ``validate``, ``attribute`` and ``what-if``: reviewed tables of a risk analysis."""

from __future__ import annotations

import typer

from handrail.cli.common import HERE, Folder, Json
from handrail.cli.released import ToFolder
from handrail.cli.risk.common import Analysis, show


def fit(
    folder: Folder = HERE, analysis: Analysis = None, csv: ToFolder = None, *, as_json: Json = False
) -> None:
    """Show the model in blocks: odds ratios, what each block adds, and how the association divides."""
    show(folder, analysis, "fit", csv, as_json=as_json)


def validate(
    folder: Folder = HERE, analysis: Analysis = None, csv: ToFolder = None, *, as_json: Json = False
) -> None:
    """Show how well the model does, corrected for optimism, by group and by country, and what hangs on it."""
    show(folder, analysis, "validate", csv, as_json=as_json)


def attribute(
    folder: Folder = HERE, analysis: Analysis = None, csv: ToFolder = None, *, as_json: Json = False
) -> None:
    """Show parts attributable to services, platforms and adversity, under the declared order in time."""
    show(folder, analysis, "attribute", csv, as_json=as_json)


def what_if(
    folder: Folder = HERE, analysis: Analysis = None, csv: ToFolder = None, *, as_json: Json = False
) -> None:
    """Show the shares expected if a service did for everybody what it does for some."""
    show(folder, analysis, "what-if", csv, as_json=as_json)


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(fit)
    app.command()(validate)
    app.command()(attribute)
    app.command("what-if")(what_if)
