"""Out of reach: what a withdrawal cannot take back, by name, so that a person can see to it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from handrail.store import DATABASE_FILE, KEY_FILE, LedgerRecord
from handrail.study.exported import exports_of
from handrail.study.locate import DATA_VARIABLE
from handrail.study.returned import returned_file
from handrail.study.session import Session
from handrail.study.withdrawal.what_goes import Scope, Target, survey_steps

OF_INTERVIEWS = ("agreement:", "saturation:", "cooccurrence:", "crosstab:", "framework:")
"""Results whose tables are made of what participants said."""

MOST_NAMED = 12
"""So many names are listed; of more, how many."""

_SLOWEST = 60
"""Seconds that git may take to look through a long history."""

ALWAYS = (
    "What was sent: documents, tables and data files in mail, on portals and with publishers stay as they "
    "are. Ask those who have them to delete them.",
    "Backups, synchronised folders and snapshots of this computer: whoever restores one brings the data "
    "back. Run `handrail withdraw --again` after every restore.",
    "The disk itself: what was deleted from sources/ and outputs/ may be found by forensic means, unless the "
    "disk is encrypted.",
)


def out_of_reach(session: Session, target: Target, scope: Scope, files: Iterable[str]) -> tuple[str, ...]:
    """Return what stays in spite of a withdrawal, each as a sentence.

    Parameters
    ----------
    session
        The open study.
    target, scope
        Who or what, and what that reaches.
    files
        Paths from the study folder of every file that the withdrawal touches.
    """
    concerned = {*files, *_originals(session, target, scope)}
    return (
        *_git(session.folder, {*concerned, DATABASE_FILE}),
        *_shared(session, target, scope),
        *_releases(session, target, scope),
        *_exports(session, target),
        *_memos(session, target),
        *_by_hand(target),
        *_old_keys(session.folder),
        *ALWAYS,
    )


def _originals(session: Session, target: Target, scope: Scope) -> set[str]:
    """Return where the files lay that it was read from, whether or not they are still there."""
    names = {*scope.whole, *scope.masked}
    plan = session.plan
    if target.kind == "respondent":
        return {f"sources/{plan.survey_named(target.strand).file}"}
    for strand in plan.interviews:
        if strand.id == target.strand:
            team = [strand.participants, *strand.codings, strand.adjudications, returned_file(strand)]
            return {f"sources/{name}" for name in (*names, *filter(None, team))}
    return set()


def _git(folder: Path, files: set[str]) -> list[str]:
    """Say which of the files concerned were ever committed."""
    git = shutil.which("git")
    if git is None or _run(git, folder, "rev-parse", "--is-inside-work-tree").strip() != "true":
        inside = next((one for one in (folder, *folder.resolve().parents) if (one / ".git").exists()), None)
        if inside is None:
            return []
        return ["Git's history: the folder is under git, and git is not installed here to look into it."]
    listed = _run(
        git, folder, "-c", "core.quotepath=off", "log", "--all", "--format=", "--name-only", "--relative"
    )
    names = {Path(name).name for name in files}
    ever = {line for line in listed.splitlines() if line and (line in files or Path(line).name in names)}
    if not ever:
        return ["Git: the folder is under git, and none of the files concerned was ever committed."]
    return [
        f"Git's history and every clone of it: {_listed(ever)} {'was' if len(ever) == 1 else 'were'} "
        "committed. Rewriting the history (git filter-repo) and asking for new clones is the team's decision."
    ]


def _run(git: str, folder: Path, *words: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command, found on the PATH
            [git, "-C", str(folder), *words],
            capture_output=True,
            check=False,
            timeout=_SLOWEST,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")


def _shared(session: Session, target: Target, scope: Scope) -> list[str]:
    """Name the files of the shared data folder that hold it."""
    place = os.environ.get(DATA_VARIABLE)
    if not place or not Path(place).is_dir():
        return []
    wanted = {Path(name).name for name in (*scope.whole, *scope.masked)}
    if target.kind == "respondent":
        wanted = {Path(session.plan.survey_named(target.strand).file).name}
    else:
        for strand in session.plan.interviews:
            if strand.id == target.strand:
                team = (strand.participants, *strand.codings, strand.adjudications)
                wanted |= {Path(name).name for name in team if name}
    found = {
        path.relative_to(place).as_posix()
        for path in Path(place).rglob("*")
        if path.name in wanted and path.is_file()
    }
    return [f"The shared data folder ({DATA_VARIABLE}): {_listed(found)}."] if found else []


def _exports(session: Session, target: Target) -> list[str]:
    """Name the files that the team made of the strand to work with elsewhere."""
    return [
        f"A working file of the team: {said}. Delete every copy, or make it anew."
        for said in (exports_of(session, target.strand) if target.kind != "respondent" else ())
    ]


def _memos(session: Session, target: Target) -> list[str]:
    """Name the team's own notes on the strand: only a person sees whether one speaks of a participant."""
    return [
        f"The team's memos ({part.memos}): take out what they say of this participant."
        for part in session.plan.interviews
        if part.memos and part.id == target.strand
    ]


def _by_hand(target: Target) -> list[str]:
    """Name files that the team keeps where it likes, so that nobody here can look into them."""
    if target.kind == "respondent":
        return []
    return [
        "Framework summaries, adjudications outside of sources/, rosters, keys of pseudonyms, raw "
        "transcripts and projects in other programs: take out by hand what is theirs."
    ]


def _releases(session: Session, target: Target, scope: Scope) -> list[str]:
    """Say what of theirs left in each release: passages by their random ids, and tables made with them."""
    releases: dict[str, list[LedgerRecord]] = {}
    for line in session.store.ledger():
        releases.setdefault(line.release, []).append(line)
    steps = (
        survey_steps(session.plan, target.strand)
        if target.kind == "respondent"
        else {step for step in scope.steps if step.startswith(OF_INTERVIEWS)}
    )
    by_words: dict[str, list[str]] = {}
    for lines in releases.values():
        quoted = {
            line.name
            for line in lines
            if line.kind == "quotation"
            and (
                line.name in scope.nodes
                if target.kind == "passage"
                else target.kind == "participant" and line.facts.get("participant") == target.name
            )
        }
        tables = {
            line.name
            for line in lines
            if line.kind == "table" and any(_is_of(line.name, step) for step in steps)
        }
        parts = [_listed(quoted)] if quoted else []
        parts += [f"tables made with their answers ({_listed(tables)})"] if tables else []
        if target.kind != "respondent":
            parts += ["counts of participants in words and themes"]
        if parts:
            by_words.setdefault("; ".join(parts), []).append(lines[0].at[:10])
    # Builds that left the same are one line.
    return [
        f"The release{'s' if len(days) > 1 else ''} of {_listed(set(days))} (if passed on): {parts}."
        for parts, days in by_words.items()
    ]


def _is_of(table: str, step: str) -> bool:
    return table == step or table.startswith((f"{step}/", f"{step}.", f"{step}#"))


def _old_keys(folder: Path) -> list[str]:
    found = {path.name for path in folder.glob(f"{KEY_FILE}*") if path.name != KEY_FILE}
    if not found:
        return []
    return [
        f"Old key files ({_listed(found)}): with a backup of {DATABASE_FILE} they open it as it was then."
    ]


def _listed(names: Iterable[str]) -> str:
    every = sorted(names)
    more = f" and {len(every) - MOST_NAMED} more" if len(every) > MOST_NAMED else ""
    return ", ".join(every[:MOST_NAMED]) + more
