"""Commands on what leaves the study."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from handrail.cli.common import HERE, Folder, Json, end, print_json, prompt
from handrail.cli.terminal import out, say_table


def attack(
    folder: Folder = HERE,
    as_json: Json = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print the result as one long table, in csv.")
    ] = False,
) -> None:
    """Play a reader who keeps every release, adds up and subtracts; for the team's eyes only."""

    def work() -> None:
        from handrail.study.attack import attack_study

        found = attack_study(folder, prompt=prompt())
        if as_json:
            print_json(found.as_json())
            return
        if as_csv:
            sys.stdout.write(found.as_csv())
            return
        releases = f"{found.releases} release{'' if found.releases == 1 else 's'}"
        if found.sets:
            say_table(
                ("survey", "tables", "unknowns", "constraints", "groups tried", "exposed"),
                found.set_rows(),
                title=f"Sets of linked tables, over {releases}",
            )
        if found.withheld:
            out.print()
            say_table(("table", "cells", "withheld because"), found.withheld_rows())
        out.print()
        if found.exposures:
            say_table(("survey", "group by", "what", "between", "from"), found.exposure_rows())
            out.print("For the team's eyes only: none of these intervals may leave.")
        elif not found.sets:
            out.print("Nothing that left is protected: there is nothing to attack.")
        else:
            out.print(
                f"No withheld number can be placed within less than {found.limit}, and no group is shown to "
                "be fewer."
            )
        for said, names in (
            ("Stands as released before", found.waiting),
            ("Rounded to fives", found.rounded),
            ("Too many groups to be attacked", found.left_out),
            ("Public-use, not attacked", found.public),
        ):
            for name in names:
                out.print(f"{said}: {name}", markup=False)

    end(work)


def ledger(folder: Folder = HERE, as_json: Json = False) -> None:
    """List what left the study, release by release; nobody who spoke is named."""

    def work() -> None:
        from handrail.study.record import read_releases

        found = read_releases(folder, prompt=prompt())
        if as_json:
            print_json([asdict(one) for one in found])
            return
        head = ("left on", "release", "tables", "anew", "standing", "quotations", "since withdrawn")
        say_table(head, [one.row() for one in found])

    end(work)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(attack)
    app.command()(ledger)
