"""``handrail interviews checklist``: a reporting checklist, filled with what the study knows."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.common import HERE, Folder, Json, end, print_json
from handrail.cli.interviews.common import StrandName, asked_once, tell
from handrail.cli.terminal import out

if TYPE_CHECKING:
    from handrail.study.checklist import Checklist


class WhichList(Enum):
    """The checklists."""

    coreq = "coreq"
    reflexive = "reflexive"


def checklist(
    folder: Folder = HERE,
    which: Annotated[
        WhichList | None, typer.Option(help="The list; without it, the one that fits the approach.")
    ] = None,
    *,
    strand: StrandName = None,
    to: Annotated[Path | None, typer.Option(help="Write it: a .docx, .html or .csv file.")] = None,
    questions: Annotated[
        bool, typer.Option("--questions", help="Add the open questions to the team's file of answers.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Fill a reporting checklist with what the study knows, and say what is left to answer."""

    def work() -> None:
        from handrail.study.checklist import study_checklist, write_checklist, write_questions

        found = study_checklist(folder, strand, None if which is None else which.value, prompt=asked_once())
        if to is not None:
            write_checklist(found, to)
        added = write_questions(found) if questions else 0
        if as_json:
            print_json(found.rows())
        else:
            tell_checklist(found, added=added, to=to)

    end(work)


def tell_checklist(found: Checklist, *, added: int, to: Path | None) -> None:
    """Print a filled checklist, with how many questions were added and where it was written."""
    from handrail.values.checklist import counts_of

    rows = [(one.item.id, one.item.topic, one.status, one.answer or one.known) for one in found.items]
    source = found.source
    tell(("item", "topic", "status", "what is said"), rows, as_json=False, title=source.title)
    counted = counts_of(found.items)
    out.print(", ".join(f"{status}: {count}" for status, count in counted.items()) + ".", markup=False)
    out.print(f"After {source.reference}. {source.note}", markup=False)
    if added:
        out.print(f"{added} questions were added to {found.answers}.", markup=False)
    elif counted["asked"]:
        out.print(f"Answer in {found.answers}; --questions writes the open ones there.", markup=False)
    if to is not None:
        out.print(f"Written: {to}", markup=False)
