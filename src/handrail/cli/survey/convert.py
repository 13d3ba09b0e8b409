"""``handrail survey convert``: a survey's file in another format, with what that one does not carry."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from handrail.cli.common import Json, end, print_json
from handrail.cli.terminal import out

Given = Annotated[
    Path, typer.Argument(help="A .sav, .dta, .sas7bdat, .xpt, .csv or .parquet file.", metavar="FILE")
]
Made = Annotated[
    Path, typer.Argument(help="The .sav, .zsav, .dta, .xpt, .csv or .parquet file to write.", metavar="OUT")
]


def convert(source: Given, to: Made, as_json: Json = False) -> None:
    """Write a survey's file in another format, and say what that one does not carry.

    For the team: it holds a row a respondent, and is readable by its owner alone.
    """

    def work() -> None:
        from handrail.survey import read_survey, write_survey
        from handrail.survey.rehearsal import rehearse
        from handrail.values import DataError

        if not source.is_file():
            raise DataError.because(
                "a survey's file is there", "none of that name", "name it", file=source.name
            )
        rehearse(source)
        survey = read_survey(source)
        written = write_survey(survey, to)
        if as_json:
            print_json(
                {
                    "file": to.name,
                    "rows": survey.frame.height,
                    "columns": survey.frame.width,
                    "not_carried": list(written.not_carried),
                    "notes": list(survey.notes),
                }
            )
            return
        out.print(
            f"Written: {to}, {survey.frame.height:,} rows of {survey.frame.width} columns.", markup=False
        )
        for note in survey.notes:
            out.print(f"Read: {note}", markup=False)
        for loss in written.not_carried:
            out.print(f"Not carried: {loss}", markup=False)
        if not written.not_carried:
            out.print("It gives back everything.")
        out.print("It holds a row a respondent: it stays with the team.")

    end(work)
