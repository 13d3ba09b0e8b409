"""Unread: whether someone stands in a file of the inbox that no build has read yet.

Nothing of them is in the store, so there is nothing yet to erase and nothing to know them again by: a build
reads them first.
"""

from __future__ import annotations

from handrail.study.session import Session
from handrail.study.withdrawal.csv_rows import rows_of, text_of
from handrail.study.withdrawal.respondents import rows_of as rows_of_respondent
from handrail.values import HandrailError

REMEDY = "run `handrail build`, which reads it, and withdraw then; or take what is theirs out by hand"


def is_unread_participant(session: Session, name: str) -> bool:
    """Return whether a participants file in the inbox has a row of that name."""
    wanted = name.rpartition("/")[2].strip().casefold()
    for strand in session.plan.interviews:
        path = session.locator.find(strand.participants)
        rows = () if path is None else rows_of(text_of(path.read_bytes())[0])
        header = [cell.strip().removeprefix("ï»¿") for cell in rows[0].cells] if rows else []
        if "participant" in header:
            place = header.index("participant")
            names = [row.cells[place] for row in rows[1:] if len(row.cells) > place]
            if any(_utf8(one).strip().casefold() == wanted for one in names):
                return True
    return False


def is_unread_respondent(session: Session, survey: str, number: str) -> bool:
    """Return whether a survey's file in the inbox has a row of that respondent."""
    from handrail.survey import read_survey

    part = session.plan.survey_named(survey)
    path = session.locator.find(part.file)
    if path is None:
        return False
    try:
        return bool(rows_of_respondent(part, read_survey(path), number))
    except HandrailError:
        return False


def _utf8(cell: str) -> str:
    try:
        return cell.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return cell
