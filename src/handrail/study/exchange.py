"""Exchange: a strand leaves for another analysis program, and what was done there comes back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from handrail.study.exported import record_export
from handrail.study.project import project_of, read_project, strand_of
from handrail.study.returning import Returning, refuse_unbuilt, returning
from handrail.study.session import Prompt, open_session, refuse_when_expired
from handrail.study.take_in import TakenIn, take_in
from handrail.values import DataError, UsageError

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
    returned
        How much stayed out, because someone withdrew, stopped new use or did not agree.
    kept
        Things of ours that the file no longer has, or has emptied: they stay.
    candidates
        Words of the new sources that may identify somebody; whoever takes them in looks at them first.
    done
        Whether the files were written.
    """

    report: ImportReport
    difference: ProjectDifference
    taken: TakenIn
    returned: Returning = field(repr=False)
    kept: int
    candidates: int
    done: bool

    def aside(self) -> list[tuple[str, str, str, str, str, str]]:
        """Return what is not taken in: what files have no place for, or a person changes in them.

        Kind, change, what, field, from and to; never a word that was said.
        """
        return [
            row[:6]
            for row in self.difference.rows()
            if row[1] != "removed"
            and (row[:2] not in _TAKEN)
            and not (row[:2] == ("coding", "changed") and row[3] in _TAKEN_FIELDS)
            and row[3] not in _OF_PROGRAMS
            and not _is_returned(row)
        ]

    def returned_rows(self) -> list[tuple[str, str, str, str, str, str]]:
        """Return what is kept beside the strand's other files, row by row as :meth:`aside` does."""
        rows = (row for row in self.difference.rows() if row[1] != "removed" and _is_returned(row))
        return [row[:6] for row in rows]


def _is_returned(row: tuple[str, ...]) -> bool:
    """Return whether a row is of what the file of what came back holds, as far as it is in use."""
    kind, change, _, field_, *_ = row
    if kind in ("note", "set", "passage", "link"):
        # A passage that was drawn anew is its own new place; a set or link under another name is kept too.
        return True
    of_case = kind == "case" and field_.startswith("value of ")
    return change == "changed" and (field_ == "notes" or of_case)


_TAKEN = {(kind, "added") for kind in ("document", "user", "code", "case", "coding")}
_TAKEN_FIELDS = {"place", "code", "memo"}
_OF_PROGRAMS = {"color", "is_codable", "initials"}


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
    from handrail.interviews.refi.writing import check_target

    project = read_project(folder, strand, prompt=prompt)
    check_target(project, to, profile)
    what = "codebook" if to.suffix.casefold() == ".qdc" else f"REFI-QDA, {profile}"
    record_export(folder, strand, what=what, to=to, prompt=prompt, today=today)
    return write_refi(project, to, profile)


def import_project(
    folder: Path,
    file: Path,
    *,
    strand: str | None = None,
    yes: bool = False,
    anew: bool = False,
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
    anew
        The project is another set of interviews: it need share no source and no code with the strand.
    prompt, today
        Asks for the passphrase; a study past its expiry takes nothing in.

    Raises
    ------
    UsageError
        For an unknown strand, for files of the strand that no build has read, and for a project in which
        nothing of ours is known.
    DataError
        When the file breaks a rule, or a text of ours was edited there.
    """
    from handrail.interviews import find_in_study, merge_projects, read_refi

    theirs = read_refi(file)
    with open_session(folder, prompt=prompt) as session:
        refuse_when_expired(session.plan, today)
        part = strand_of(session.plan, strand)
        refuse_unbuilt(session, part)
        ours = project_of(session, part.id)
        back = returning(theirs, ours, session, part.id)
        theirs = back.project
        merge = merge_projects(ours, theirs, keep_names=True)
        _refuse_edited(merge.difference.edited)
        if yes and not anew and ours.documents:
            _refuse_unknown(merge.difference)
        # A new coding is known by its GUID from now on: when it comes back again it is the same.
        names = {one.name for one in ours.codings}
        merged = replace(
            merge.project,
            codings=tuple(
                one if one.name in names or not one.guid else replace(one, name=one.guid)
                for one in merge.project.codings
            ),
        )
        known = {one.name for one in ours.documents}
        new = {one.name: one.text for one in merged.documents if one.name not in known}
        candidates = sum(map(len, find_in_study(new).values()))
        taken = take_in(session, part, ours, merged, yes=yes)
        if yes and not taken.is_nothing:
            session.store.audit(
                "imported",
                strand=part.id,
                documents=len(taken.documents),
                codes=len(taken.codes),
                added=sum(taken.added.values()),
                changed=sum(taken.changed.values()),
                returned=sum(map(sum, taken.returned.values())),
            )
    return Imported(theirs.report, merge.difference, taken, back, len(merge.kept), candidates, yes)


def _refuse_unknown(difference: ProjectDifference) -> None:
    """Raise when a project shares no source and no code with the strand: it may be another study's."""
    shared = sum(
        difference.unchanged.get(kind, 0) + difference.count(kind, "changed") for kind in ("document", "code")
    )
    if not shared:
        raise UsageError.because(
            "a project that comes back shares a source or a code with the strand",
            "one in which nothing of ours is known",
            "see that it is the right file and strand; --anew takes it in as another set of interviews",
        )


def _refuse_edited(edited: tuple[str, ...]) -> None:
    if edited:
        raise DataError.because(
            "a transcript is edited in sources/, where every coder's passages are placed anew",
            f"{len(edited)} of ours with another text: {', '.join(edited[:5])}",
            "take the edit into the transcript in sources/, run `handrail build`, and import again",
        )
