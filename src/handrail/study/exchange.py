"""Exchange: a strand leaves for another analysis program, and what was done there comes back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from handrail.study.exported import record_export
from handrail.study.project import project_of, read_project, strand_of
from handrail.study.session import Prompt, open_session, refuse_when_expired
from handrail.study.take_in import TakenIn, refuse_unbuilt, take_in, without_withdrawn
from handrail.values import DataError

if TYPE_CHECKING:
    from handrail.interviews import ExportReport, ImportReport, ProjectDifference
    from handrail.interviews.refi.nodes import Profile


@dataclass(frozen=True)
class Imported:
    """What an import would do, or did.

    Attributes
    ----------
    report
        How the file was read, and what was lost.
    difference
        The strand against the file.
    taken
        What is new or changed in the team's files.
    kept
        Things of ours that the file no longer has, or has emptied: they stay.
    done
        Whether the files were written.
    """

    report: ImportReport
    difference: ProjectDifference
    taken: TakenIn
    kept: int
    done: bool


def export_strand(
    folder: Path,
    to: Path,
    *,
    profile: Profile = "standard",
    strand: str | None = None,
    prompt: Prompt | None,
    today: date,
) -> ExportReport:
    """Write a strand as a REFI-QDA project or codebook, and log that it was.

    Raises
    ------
    UsageError
        For an unknown strand.
    PlanError
        Past the plan's expiry.
    DataError
        When the file's ending is unknown, or it cannot be written.
    """
    from handrail.interviews import write_refi

    project = read_project(folder, strand, prompt=prompt)
    what = "codebook" if to.suffix.casefold() == ".qdc" else f"REFI-QDA, {profile}"
    record_export(folder, strand, what=what, to=to, prompt=prompt, today=today)
    return write_refi(project, to, profile)


def import_project(
    folder: Path,
    file: Path,
    *,
    strand: str | None = None,
    yes: bool = False,
    prompt: Prompt | None,
    today: date,
) -> Imported:
    """Compare a strand with a project that comes back, and take in what it adds and changes.

    Parameters
    ----------
    folder, file
        A study that was built, and a ``.qdpx`` file.
    strand
        The strand, where there are several.
    yes
        Write into the team's files; else nothing is changed.
    prompt, today
        Asks for the passphrase; a study past its expiry takes nothing in.

    Raises
    ------
    UsageError
        For an unknown strand, and for coders' files that no build has read.
    DataError
        When the file breaks a rule, or a text of ours was edited there.
    """
    from handrail.interviews import merge_projects, read_refi

    theirs = read_refi(file)
    with open_session(folder, prompt=prompt) as session:
        refuse_when_expired(session.plan, today)
        part = strand_of(session.plan, strand)
        refuse_unbuilt(session, part)
        ours = project_of(session, part.id)
        theirs, withdrawn = without_withdrawn(theirs, session, part.id)
        merge = merge_projects(ours, theirs)
        _refuse_edited(merge.difference.edited)
        # A new coding is known by its GUID from now on: when it comes back again it is the same.
        names = {one.name for one in ours.codings}
        merged = replace(
            merge.project,
            codings=tuple(
                one if one.name in names or not one.guid else replace(one, name=one.guid)
                for one in merge.project.codings
            ),
        )
        taken = take_in(session, part, ours, merged, withdrawn=withdrawn, yes=yes)
        if yes and not taken.is_nothing:
            session.store.audit(
                "imported",
                strand=part.id,
                documents=len(taken.documents),
                codes=len(taken.codes),
                added=sum(taken.added.values()),
                changed=sum(taken.changed.values()),
            )
    return Imported(theirs.report, merge.difference, taken, len(merge.kept), yes)


def _refuse_edited(edited: tuple[str, ...]) -> None:
    if edited:
        raise DataError.because(
            "a transcript is edited in sources/, where every coder's passages are placed anew",
            f"{len(edited)} of ours with another text: {', '.join(edited[:5])}",
            "take the edit into the transcript in sources/, run `handrail build`, and import again",
        )
