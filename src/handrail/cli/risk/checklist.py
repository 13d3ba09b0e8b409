"""``handrail risk checklist``: TRIPOD+AI, filled with what the study knows of a model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from handrail.cli.common import HERE, Folder, Json, end, print_json
from handrail.cli.interviews.common import asked_once, tell
from handrail.cli.risk.common import Analysis
from handrail.cli.terminal import out


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
        from handrail.risk import TRIPOD_AI
        from handrail.study.risk_checklist import (
            risk_checklist,
            write_risk_checklist,
            write_risk_questions,
        )
        from handrail.values.checklist import counts_of

        found = risk_checklist(folder, analysis, prompt=asked_once())
        if to is not None:
            write_risk_checklist(found, to)
        added = write_risk_questions(found) if questions else 0
        if as_json:
            print_json(found.rows())
            return
        rows = [(one.item.id, one.item.topic, one.status, one.answer or one.known) for one in found.items]
        tell(("item", "topic", "status", "what is said"), rows, as_json=False, title=TRIPOD_AI.title)
        counted = counts_of(found.items)
        out.print(", ".join(f"{status}: {count}" for status, count in counted.items()) + ".", markup=False)
        out.print(f"After {TRIPOD_AI.reference}. {TRIPOD_AI.note}", markup=False)
        if added:
            out.print(f"{added} questions were added to {found.answers}.", markup=False)
        elif counted["asked"]:
            out.print(f"Answer in {found.answers}; --questions writes the open ones there.", markup=False)
        if to is not None:
            out.print(f"Written: {to}", markup=False)

    end(work)
