"""Pseudonymised files: what was decided on a desk, as transcripts and projects that may go on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handrail.interviews import (
    Decision,
    Loss,
    find_candidates,
    find_in_study,
    is_plain_name,
    require_decided,
    write_refi,
)
from handrail.interviews.decisions import decided, decisions_text
from handrail.interviews.replacing import replaced, replacements_of
from handrail.store import write_atomically
from handrail.study.identifiers import Desk
from handrail.study.open_identifiers import KEPT_FILE, read_kept
from handrail.study.raw_codings import CODINGS
from handrail.study.raw_projects import PROJECT
from handrail.values import UsageError

_CALLED = {".txt": "interview", PROJECT: "project", CODINGS: "codings"}


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes
    ----------
    paths
        The files.
    losses
        Name of a project's file to what was not taken in from it or could not be carried over.
    approvals
        How many quotations are to be approved anew, because their words are others now.
    """

    paths: tuple[Path, ...]
    losses: Mapping[str, tuple[Loss, ...]] = field(default_factory=dict)
    approvals: int = 0


def write_pseudonymised(desk: Desk, folder: Path) -> Written:
    """Write transcripts as text files with their speaker labels, and projects and codings as what they are.

    A file is called as its original was, unless that name may itself identify somebody: then
    ``interview-01.txt``, ``project-01.qdpx`` or ``codings-01.toml`` and so on.

    Raises
    ------
    DisclosureRefused
        While any candidate is open; nothing is written.
    UsageError
        When a file is there already: nothing is overwritten.
    DataError
        When two things of a project would be called the same, or a code of a coder's file otherwise.
    StoreError, DiskFull
        When a file cannot be written.
    """
    require_decided(desk.open())
    own = [*desk.transcripts, *(key for one in desk.codings.values() for key in one.keys)]
    told = decided(desk.texts, {key: desk.candidates[key] for key in own}, desk.decisions)
    done = {key: replaced(desk.texts[key], replacements_of(desk.texts[key], told[key])) for key in own}
    projects = {
        name: one.pseudonymised(desk.candidates, desk.decisions) for name, one in desk.projects.items()
    }
    called = file_names(desk)
    moved = {name: one.moved(lambda key: done[key].text, done, called) for name, one in desk.codings.items()}
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
    texts = {name: done[name].text for name in desk.transcripts}
    for name, text in (*texts.items(), *((name, one.text) for name, one in moved.items())):
        write_atomically(folder / called[name], text.encode("utf-8", "replace"), private=True)
    paths = tuple(folder / name for name in called.values())
    kept = _what_stays({called[name]: text for name, text in texts.items()}, desk)
    if kept:
        before = read_kept(folder / KEPT_FILE) if (folder / KEPT_FILE).exists() else ()
        write_atomically(folder / KEPT_FILE, decisions_text([*before, *kept]).encode(), private=True)
        paths = (*paths, folder / KEPT_FILE)
    return Written(paths, losses, sum(one.approvals for one in moved.values()))


def _what_stays(texts: Mapping[str, str], desk: Desk) -> tuple[Decision, ...]:
    """Return that what still looks like a name stays: it was kept, or is what a person put there."""
    last = max(desk.decisions, key=lambda one: one.on, default=None)
    if last is None:
        return ()
    found = {
        Decision(one.kind, texts[name][one.start : one.end], "keep", "", last.by, last.on, name): None
        for name, candidates in find_in_study(texts).items()
        for one in candidates
    }
    return tuple(found)


def file_names(desk: Desk) -> dict[str, str]:
    """Return what each pseudonymised file is called, by the name of its original.

    Examples
    --------
    >>> desk = Desk({"p01.docx": "", "Sarah_Whitfield.docx": ""}, {})
    >>> file_names(desk)
    {'p01.docx': 'p01.txt', 'Sarah_Whitfield.docx': 'interview-01.txt'}
    """
    endings = dict.fromkeys(desk.transcripts, ".txt")
    endings |= dict.fromkeys(desk.projects, PROJECT) | dict.fromkeys(desk.codings, CODINGS)
    called: dict[str, str] = {}
    for name, ending in endings.items():
        stem = Path(name).stem
        words = re.sub(r"[_.\-]+", " ", stem).casefold()
        harmless = is_plain_name(stem) or not find_candidates(words, roster=desk.roster)
        if harmless and f"{stem}{ending}" not in called.values():
            called[name] = f"{stem}{ending}"
    numbers = dict.fromkeys(_CALLED, 0)
    for name, ending in endings.items():
        if name in called:
            continue
        what = _CALLED[ending]
        numbers[ending] += 1
        while f"{what}-{numbers[ending]:02}{ending}" in called.values():
            numbers[ending] += 1
        called[name] = f"{what}-{numbers[ending]:02}{ending}"
    return {name: called[name] for name in endings}
