"""Pseudonymised files: what was decided on a desk, as transcripts and projects that may go on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handrail.interviews import (
    Loss,
    find_candidates,
    is_plain_name,
    pseudonymise,
    require_decided,
    write_refi,
)
from handrail.store import write_atomically
from handrail.study.identifiers import Desk
from handrail.study.raw_projects import PROJECT
from handrail.values import UsageError


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes
    ----------
    paths
        The files.
    losses
        Name of a project's file to what was not taken in from it or could not be carried over.
    """

    paths: tuple[Path, ...]
    losses: Mapping[str, tuple[Loss, ...]] = field(default_factory=dict)


def write_pseudonymised(desk: Desk, folder: Path) -> Written:
    """Write the pseudonymised transcripts as text files with their speaker labels, and projects as projects.

    A file is called as its original was, unless that name may itself identify somebody: then
    ``interview-01.txt`` or ``project-01.qdpx`` and so on.

    Raises
    ------
    DisclosureRefused
        While any candidate is open; nothing is written.
    UsageError
        When a file is there already: nothing is overwritten.
    DataError
        When two things of a project would be called the same.
    StoreError, DiskFull
        When a file cannot be written.
    """
    require_decided(desk.open())
    done = {
        name: pseudonymise(desk.texts[name], desk.candidates[name], desk.decisions, document=name).text
        for name in desk.transcripts
    }
    projects = {
        name: one.pseudonymised(desk.candidates, desk.decisions) for name, one in desk.projects.items()
    }
    called = file_names(desk)
    folder.mkdir(parents=True, exist_ok=True)
    there = [name for name in called.values() if (folder / name).exists()]
    if there:
        raise UsageError.because(
            "a pseudonymised transcript is not written over a file",
            f"{len(there)} there already",
            "give an empty folder",
        )
    losses: dict[str, tuple[Loss, ...]] = {}
    for name, project in projects.items():
        report = write_refi(project, folder / called[name])
        losses[called[name]] = (*project.report.losses, *report.losses)
    for name, text in done.items():
        write_atomically(folder / called[name], text.encode("utf-8", "replace"))
    return Written(tuple(folder / name for name in called.values()), losses)


def file_names(desk: Desk) -> dict[str, str]:
    """Return what each pseudonymised file is called, by the name of its original.

    Examples
    --------
    >>> desk = Desk({"p01.docx": "", "Sarah_Whitfield.docx": ""}, {})
    >>> file_names(desk)
    {'p01.docx': 'p01.txt', 'Sarah_Whitfield.docx': 'interview-01.txt'}
    """
    endings = dict.fromkeys(desk.transcripts, ".txt") | dict.fromkeys(desk.projects, PROJECT)
    called: dict[str, str] = {}
    for name, ending in endings.items():
        stem = Path(name).stem
        words = re.sub(r"[_.\-]+", " ", stem).casefold()
        harmless = is_plain_name(stem) or not find_candidates(words, roster=desk.roster)
        if harmless and f"{stem}{ending}" not in called.values():
            called[name] = f"{stem}{ending}"
    numbers = {".txt": 0, PROJECT: 0}
    for name, ending in endings.items():
        if name in called:
            continue
        what = "project" if ending == PROJECT else "interview"
        numbers[ending] += 1
        while f"{what}-{numbers[ending]:02}{ending}" in called.values():
            numbers[ending] += 1
        called[name] = f"{what}-{numbers[ending]:02}{ending}"
    return {name: called[name] for name in endings}
