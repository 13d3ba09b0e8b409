"""``handrail typology checklist``: SMART-LCA or GRoLTS, filled with what the study knows of a typology."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.common import HERE, Folder, Json, end, print_json
from handrail.cli.interviews.checklist import tell_checklist
from handrail.cli.interviews.common import asked_once

if TYPE_CHECKING:
    from handrail.study.typology_checklist import Which


class WhichList(Enum):
    """The checklists."""

    smart_lca = "smart-lca"
    grolts = "grolts"


def checklist(
    folder: Folder = HERE,
    typology: Annotated[
        str | None,
        typer.Option("--typology", "-t", help="The id of a [[typology]] part, where the plan has several."),
    ] = None,
    *,
    which: Annotated[WhichList, typer.Option(help="The list.")] = WhichList.smart_lca,
    to: Annotated[Path | None, typer.Option(help="Write it: a .docx, .html or .csv file.")] = None,
    questions: Annotated[
        bool, typer.Option("--questions", help="Add the open questions to the team's file of answers.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Fill SMART-LCA or GRoLTS with what the study knows of a typology, and say what is left to answer."""

    def work() -> None:
        from handrail.study.checklist import write_checklist, write_questions
        from handrail.study.typology_checklist import typology_checklist

        list_: Which = "SMART-LCA" if which is WhichList.smart_lca else "GRoLTS"
        found = typology_checklist(folder, typology, list_, prompt=asked_once())
        if to is not None:
            write_checklist(found, to)
        added = write_questions(found) if questions else 0
        if as_json:
            print_json(found.rows())
        else:
            tell_checklist(found, added=added, to=to)

    end(work)
