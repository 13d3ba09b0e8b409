"""``handrail risk checklist``: TRIPOD+AI, filled with what the study knows of a model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from handrail.cli.common import HERE, Folder, Json, end, print_json
from handrail.cli.interviews.checklist import tell_checklist
from handrail.cli.interviews.common import asked_once
from handrail.cli.risk.common import Analysis


def checklist(
    folder: Folder = HERE,
    analysis: Analysis = None,
    *,
    to: Annotated[Path | None, typer.Option(help="Write it: a .docx, .html or .csv file.")] = None,
    questions: Annotated[
        bool, typer.Option("--questions", help="Add the open questions to the team's file of answers.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Fill TRIPOD+AI with what the study knows of a model, and say what is left to answer."""

    def work() -> None:
        from handrail.study.checklist import write_checklist, write_questions
        from handrail.study.risk_checklist import risk_checklist

        found = risk_checklist(folder, analysis, prompt=asked_once())
        if to is not None:
            write_checklist(found, to)
        added = write_questions(found) if questions else 0
        if as_json:
            print_json(found.rows())
        else:
            tell_checklist(found, added=added, to=to)

    end(work)
