"""Take in: what a project of another program adds to a strand, written into the team's own files.

Sources become text files, codes and codings blocks of the codebook and of each coder's file, cases rows of
the participants file with nothing said of consent: a person fills that in before a build reads them. Nothing
of ours goes: what the other program no longer has stays.
"""

from __future__ import annotations

import csv
import io
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from handrail.interviews.coding_blocks import code_block, coding_block
from handrail.interviews.codings import ADJUDICATED
from handrail.interviews.line_ends import in_plain_lines, plain_lines
from handrail.interviews.participants import COLUMNS
from handrail.interviews.returned import block
from handrail.store import write_atomically
from handrail.study.plan import Interviews
from handrail.study.returned import returned_file
from handrail.study.returned_anew import RETURNED_HEAD, ReturnedWork, key_in, key_of
from handrail.study.session import Session
from handrail.study.withdrawal.toml_blocks import without_blocks
from handrail.values import DataError, UsageError, read_toml
from handrail.values.toml import quoted

if TYPE_CHECKING:
    from handrail.interviews.project import Case, ProjectCode, ProjectCoding, RefiProject

_NO_NAME = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class TakenIn:
    """What a project adds, and what became of it.

    Attributes
    ----------
    documents, codes, people
        Names of what is new.
    added, changed
        Codings by coder: new ones, and those whose code, place or memo is another.
    undescribed
        New codes without a description, which a build wants.
    approvals
        Approvals that fell away: another passage was approved than the one that is marked now.
    returned
        Notes, sets, passages, links and answers: how many are new, and how many were changed.
    left_out
        Why some codings cannot stand in a study, with their number.
    files
        File to what was written into it; nothing is written yet in a dry run.
    plan
        Lines that the plan needs.
    """

    documents: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    people: tuple[str, ...] = field(default=(), repr=False)
    added: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    undescribed: int = 0
    approvals: int = 0
    returned: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Return whether the study has everything already."""
        more = self.added or self.changed or self.returned
        return not (self.documents or self.codes or self.people or more)


def take_in(
    session: Session,
    strand: Interviews,
    ours: RefiProject,
    merged: RefiProject,
    *,
    yes: bool = False,
) -> TakenIn:
    """Write what a merged project has beyond ours into the strand's files; without ``yes`` only say it.

    Parameters
    ----------
    session, strand
        The open study, and the strand.
    ours, merged
        The strand as it is, and with what the other program adds; codings by name, in our documents.

    Raises
    ------
    UsageError
        When a new coder's file is there and the plan does not name it.
    DataError
        When a coder's file holds a coding twice, or cannot be rewritten without a person.
    """
    work = _Work(session, strand, ours, merged)
    found = work.look()
    if yes:
        write_together(work.files)
    return found


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write several files: all their bytes lie beside them before the first takes its place.

    A file that is rewritten keeps its mode; a new one is for its owner alone.

    Raises
    ------
    DiskFull, StoreError
        When one cannot be written; nothing was changed then.
    """
    beside = {path: path.with_name(f".{path.name}.{secrets.token_hex(4)}.new") for path in files}
    try:
        for path, data in files.items():
            write_atomically(beside[path], data, private=True)
            if path.exists():
                beside[path].chmod(path.stat().st_mode & 0o777)
        for path, neighbour in beside.items():
            neighbour.replace(path)
    finally:
        for neighbour in beside.values():
            neighbour.unlink(missing_ok=True)


class _Work:
    """Makes the new bytes of each file first; they are written together, or not at all."""

    def __init__(self, session: Session, strand: Interviews, ours: RefiProject, merged: RefiProject) -> None:
        self.session, self.strand, self.ours, self.merged = session, strand, ours, merged
        self.inbox = session.folder / "sources"
        self.files: dict[Path, bytes] = {}
        self.plan: list[str] = []
        self.left_out: dict[str, int] = {}
        self.before = {one.name: one for one in ours.codings}
        self.stored = {one.name: one.text for one in session.store.documents(strand.id)}

    def look(self) -> TakenIn:
        have = {one.name for one in self.ours.documents}
        documents = [one for one in self.merged.documents if one.name not in have]
        files: dict[str, str] = {}
        for one in documents:
            data = plain_lines(one.text).encode()
            files[one.name] = self._file_name(one.name, data)
            self.files[self.inbox / files[one.name]] = data
        lines = {one.name: one.text for one in documents}
        known = {one.name for one in self.ours.codes}
        codes = [one for one in self.merged.codes if one.name not in known]
        self._codes(codes)
        added: dict[str, list[ProjectCoding]] = {}
        changed: dict[str, list[ProjectCoding]] = {}
        approvals = 0
        for theirs in self._standing(self.merged.codings):
            coding = theirs
            if theirs.document in lines:
                text = lines[theirs.document]
                start, end = (in_plain_lines(text, at) for at in (theirs.start, theirs.end))
                words = plain_lines(text)[start:end]
                coding = replace(
                    theirs, document=files[theirs.document], start=start, end=end, quotation=words
                )
            old = self.before.get(coding.name)
            if old is None:
                added.setdefault(coding.coder, []).append(coding)
            else:
                coding = replace(coding, coder=old.coder)
                if coding.approval is not None and (old.start, old.end) != (coding.start, coding.end):
                    # A person approved other words than these.
                    coding, approvals = replace(coding, approval=None), approvals + 1
                changed.setdefault(coding.coder, []).append(coding)
        for coder in sorted({*added, *changed}):
            self._codings(coder, added.get(coder, []), changed.get(coder, []))
        people = list(self._people(files))
        came = self._returned(files, lines)
        unnamed = [
            name
            for name in files.values()
            if not any(fnmatchcase(name, pattern) for pattern in self.strand.documents)
        ]
        if unnamed:
            self.plan.append(f"documents: add {', '.join(map(quoted, unnamed))}")
        return TakenIn(
            documents=tuple(files.values()),
            codes=tuple(one.name for one in codes),
            people=tuple(people),
            added={coder: len(listed) for coder, listed in added.items()},
            changed={coder: len(listed) for coder, listed in changed.items()},
            undescribed=sum(not one.description.strip() for one in codes),
            approvals=approvals,
            returned=came,
            left_out=self.left_out,
            files=tuple(sorted(path.relative_to(self.session.folder).as_posix() for path in self.files)),
            plan=tuple(self.plan),
        )

    def _standing(self, codings: Iterable[ProjectCoding]) -> Iterator[ProjectCoding]:
        """Yield the codings that are new or changed and that a coder's file can hold: they mark words."""
        for one in codings:
            before = self.before.get(one.name)
            if before is not None and not _differs(before, one):
                continue
            if ADJUDICATED in (one.coder.casefold(), before.coder if before is not None else ""):
                self._leave_out("is a decision: the team's file of adjudications holds those")
                continue
            # Where turns are blanked for whoever is not in use, a coder's file would need their words.
            stored = self.stored.get(one.document)
            if stored is not None and stored[one.start : one.end] != one.quotation:
                self._leave_out("stands on words of someone who is not in use")
            elif one.quotation.strip():
                yield one
            else:
                self._leave_out("marks no words: a coder's file holds passages with words")

    def _leave_out(self, why: str) -> None:
        self.left_out[why] = self.left_out.get(why, 0) + 1

    def _file_name(self, name: str, data: bytes) -> str:
        """Return a name that is free, or that of the same file which an import before this one wrote."""
        stem = _NO_NAME.sub("-", Path(name).stem).strip("-.") or "source"
        file, number = f"{stem}.txt", 2
        while self.inbox / file in self.files or (
            (self.inbox / file).exists() and (self.inbox / file).read_bytes() != data
        ):
            file, number = f"{stem}-{number}.txt", number + 1
        return file

    def _codes(self, codes: list[ProjectCode]) -> None:
        if codes:
            blocks = "\n".join(code_block(one) for one in codes)
            self._append(self.inbox / self.strand.codebook, blocks, first="")

    def _codings(self, coder: str, added: list[ProjectCoding], changed: list[ProjectCoding]) -> None:
        path = self._file_of(coder)
        text = path.read_text("utf-8") if path.is_file() else f"coder = {quoted(coder)}\n"
        if changed:
            names = {one.name for one in changed}
            left = without_blocks(text, lambda coding: coding.get("id") in names)
            if left is None or left[1] != len(names):
                raise DataError.because(
                    "a coder's file holds each coding once, as a [[coding]] block",
                    f"one in which {len(names)} changed codings could not be found as blocks",
                    "look at the file, and import again",
                    file=path.name,
                )
            text = left[0]
        blocks = "".join(f"\n{coding_block(one)}" for one in (*changed, *added))
        self.files[path] = f"{text.rstrip()}\n{blocks}".encode()

    def _file_of(self, coder: str) -> Path:
        for name in self.strand.codings:
            path = self.inbox / name
            if path.is_file() and read_toml(path).data.get("coder") == coder:
                return path
        stem = _NO_NAME.sub("-", coder).strip("-.").casefold() or "coder"
        name, number = f"codings-{stem}.toml", 2
        elsewhere = {one for other in self.session.plan.interviews for one in other.codings}
        while name in elsewhere:  # another coder's, or another strand's
            name, number = f"codings-{stem}-{number}.toml", number + 1
        if (self.inbox / name).exists():
            # An import before this one wrote it: its codings would stand in it twice.
            raise UsageError.because(
                "a project is compared with what was built last",
                f"{name}, which the plan does not name",
                "add it to the strand's codings in study.toml and run `handrail build`, or move it away",
            )
        self.plan.append(f"codings: add {quoted(name)}")
        return self.inbox / name

    def _people(self, files: Mapping[str, str]) -> Iterator[str]:
        """Yield the cases that are new, and give each a row without consent."""
        known = {one.name for one in self.ours.cases}
        rows = [
            (case.name, files.get(document, document), case)
            for case in self.merged.cases
            if case.name not in known
            for document in dict.fromkeys((*case.documents, *(span.document for span in case.spans)))
        ]
        if not rows:
            return
        path = self.inbox / self.strand.participants
        header = [*COLUMNS, *self.strand.attributes]
        if path.is_file():
            first = next(csv.reader(io.StringIO(path.read_text("utf-8-sig"))), [])
            header = [name.strip() for name in first] or header
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        for name, document, case in rows:
            cells: dict[str, object] = {"participant": name, "document": document, **_answers(case)}
            writer.writerow([cells.get(column, "") for column in header])
            yield name
        first_line = io.StringIO()
        csv.writer(first_line, lineterminator="\n").writerow(header)
        self._append(path, out.getvalue(), first=first_line.getvalue(), blank=False)

    def _returned(self, files: Mapping[str, str], lines: Mapping[str, str]) -> dict[str, tuple[int, int]]:
        """Write what no other file has a place for, each thing once: one that changed takes its own place."""
        path = self.inbox / returned_file(self.strand)
        text = path.read_text("utf-8") if path.is_file() else RETURNED_HEAD
        counts: dict[str, tuple[int, int]] = {}
        work = ReturnedWork(self.session, self.strand, self.ours, self.merged)
        for kind, listed in work.beyond(files, lines).items():
            keys = {key_of(kind, one) for one in listed}
            left = without_blocks(text, lambda one, keys=keys, kind=kind: key_in(kind, one) in keys, kind)  # type: ignore[misc]
            if left is None:
                raise DataError.because(
                    "what came back stands in blocks, each thing once",
                    "a file that could not be read so",
                    "look at the file, and import again",
                    file=path.name,
                )
            text = left[0]
            counts[kind] = (len(listed) - left[1], left[1])
            text = "\n".join((f"{text.rstrip()}\n", *(block(kind, one) for one in listed)))
        for why, number in work.left_out.items():
            self.left_out[why] = self.left_out.get(why, 0) + number
        if counts:
            self.files[path] = text.encode()
        return counts

    def _append(self, path: Path, more: str, *, first: str, blank: bool = True) -> None:
        text = path.read_bytes().decode("utf-8") if path.is_file() else first
        if text and not text.endswith("\n"):
            text += "\n"
        self.files[path] = (text + ("\n" if text and blank else "") + more).encode()


def _answers(case: Case) -> dict[str, object]:
    return {
        name: "" if value is None else value for name, value in case.values.items() if name not in COLUMNS
    }


def _differs(before: ProjectCoding, now: ProjectCoding) -> bool:
    return (before.document, before.start, before.end, before.code, before.memo) != (
        now.document,
        now.start,
        now.end,
        now.code,
        now.memo,
    )
