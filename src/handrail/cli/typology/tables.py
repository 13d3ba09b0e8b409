"""``handrail typology fit``, ``compare``, ``stability``, ``groups`` and so on: reviewed tables."""

from __future__ import annotations

import typer

from handrail.cli.common import HERE, Folder, Json
from handrail.cli.released import ToFolder
from handrail.cli.typology.common import Which, show


def fit(
    folder: Folder = HERE, typology: Which = None, csv: ToFolder = None, *, as_json: Json = False
) -> None:
    """Show the profiles: how likely each experience is in each, and how common each profile is."""
    show(folder, typology, "fit", csv, as_json=as_json)


def compare(
    folder: Folder = HERE, typology: Which = None, csv: ToFolder = None, *, as_json: Json = False
) -> None:
    """Show the numbers of profiles that were considered, their criteria, and whether any is supported."""
    show(folder, typology, "compare", csv, as_json=as_json)


def stability(
    folder: Folder = HERE, typology: Which = None, csv: ToFolder = None, *, as_json: Json = False
) -> None:
    """Show how often each profile comes back, and what plain clustering finds in the same answers."""
    show(folder, typology, "stability", csv, as_json=as_json)


def groups(
    folder: Folder = HERE, typology: Which = None, csv: ToFolder = None, *, as_json: Json = False
) -> None:
    """Show whether the profiles are the same in several groups, and which experiences differ."""
    show(folder, typology, "groups", csv, as_json=as_json)


def covariates(
    folder: Folder = HERE, typology: Which = None, csv: ToFolder = None, *, as_json: Json = False
) -> None:
    """Show what goes together with the profiles: odds ratios, adjusted for one another, and tests."""
    show(folder, typology, "covariates", csv, as_json=as_json)


def outcomes(
    folder: Folder = HERE, typology: Which = None, csv: ToFolder = None, *, as_json: Json = False
) -> None:
    """Show how common, or how high, something is in each profile."""
    show(folder, typology, "outcomes", csv, as_json=as_json)


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (fit, compare, stability, groups, covariates, outcomes):
        app.command()(command)
