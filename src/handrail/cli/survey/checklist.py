"""``handrail survey checklist``: STROBE, filled with what the study knows of a survey."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from handrail.cli.common import HERE, Folder, Json, end, print_json
from handrail.cli.interviews.checklist import tell_checklist
from handrail.cli.interviews.common import asked_once
from handrail.cli.survey.common import SurveyName


def checklist(
    folder: Folder = HERE,
    *,
    survey: SurveyName = None,
    to: Annotated[Path | None, typer.Option(help="Write it: a .docx, .html or .csv file.")] = None,
    questions: Annotated[
        bool, typer.Option("--questions", help="Add the open questions to the team's file of answers.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Fill STROBE with what the study knows of a survey, and say what is left to answer."""

    def work() -> None:
        from handrail.study.checklist import write_checklist, write_questions
        from handrail.study.survey_checklist import survey_checklist

        found = survey_checklist(folder, survey, prompt=asked_once())
        if to is not None:
            write_checklist(found, to)
        added = write_questions(found) if questions else 0
        if as_json:
            print_json(found.rows())
        else:
            tell_checklist(found, added=added, to=to)

    end(work)
