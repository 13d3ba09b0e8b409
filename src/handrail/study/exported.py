"""Exported: what the team took out of the study to work with, so that a withdrawal can name it.

Such files hold what participants said and were not reviewed for release. Past the plan's expiry none is made.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from handrail.study.project import strand_of
from handrail.study.session import Prompt, Session, open_session, refuse_when_expired

ACTION = "exported"


def record_export(
    folder: Path, strand: str | None, *, what: str, to: Path, prompt: Prompt | None, today: date
) -> None:
    """Log that the team is about to write participants' words into a file.

    Parameters
    ----------
    folder, strand
        The study, and the strand; None for the only one.
    what
        What is in the file, such as ``REFI-QDA project``.
    to
        The file; its name alone is logged.

    Raises
    ------
    PlanError
        Past the expiry.
    UsageError
        For an unknown strand.
    DataError
        When the file cannot be written where it is to lie: nothing is logged then.
    """
    from handrail.values.own_file import refuse_unwritable

    refuse_unwritable(to)
    with open_session(folder, prompt=prompt) as session:
        refuse_when_expired(session.plan, today)
        session.store.audit(ACTION, strand=strand_of(session.plan, strand).id, what=what, file=to.name[:200])


def exports_of(session: Session, strand: str) -> tuple[str, ...]:
    """Return each file that was made of a strand, in words, oldest first; one that was made again once."""
    found: dict[tuple[str, str], str] = {}
    for entry in session.store.audit_entries():
        if entry.action == ACTION and entry.facts.get("strand") == strand:
            found[str(entry.facts["file"]), str(entry.facts["what"])] = entry.at[:10]
    return tuple(f"{file} ({what}, last made on {day})" for (file, what), day in found.items())
