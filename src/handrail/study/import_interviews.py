"""Import interviews: read what changed, place the codings, and say what is different.

A file is read again only when its bytes (or a setting that reading depends on) changed. A file that is gone from
``sources/`` is taken from the store: originals may be deleted after import.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from handrail.interviews import METHODS
from handrail.store import (
    Changes,
    CodeRecord,
    DocumentRecord,
    ParticipantRecord,
    ResultRecord,
    ThemeRecord,
    TurnRecord,
)
from handrail.study.plan import Interviews
from handrail.study.runner import Outcome, Runner
from handrail.study.session import Session
from handrail.values import DataError, MediaFound, Problem


class InterviewImport:
    """Imports one strand of interviews into the open transaction.

    Parameters
    ----------
    session
        The open study.
    strand
        The strand's part of the plan.
    runner
        Decides what is stale.
    text_only
        Files whose pictures a person looked at, as named on the command line.
    """

    def __init__(
        self, session: Session, strand: Interviews, runner: Runner, *, text_only: tuple[str, ...] = ()
    ) -> None:
        self.session, self.strand, self.runner = session, strand, runner
        self.text_only = {**strand.text_only, **dict.fromkeys(text_only, "named on the command line")}
        self.messages: list[str] = []
        self.read: dict[str, ResultRecord | None] = {}
        self._first = True

    def run(self) -> dict[str, ResultRecord | None]:
        """Read every file of the strand; return step name to result."""
        self._documents()
        self._file(
            "participants",
            self.strand.participants,
            self._participants,
            settings=list(self.strand.attributes),
        )
        self._file("codebook", self.strand.codebook, self._codebook)
        for name in self.strand.codings:
            self._file("codings", name, self._codings)
        if self.strand.themes:
            self._file("themes", self.strand.themes, self._themes)
        return self.read

    def document_names(self) -> tuple[str, ...]:
        """Return the file names of the strand's transcripts, sorted."""
        prefix = f"read:{self.strand.id}/transcript/"
        return tuple(sorted(step.removeprefix(prefix) for step in self.read if step.startswith(prefix)))

    def result(self, kind: str, name: str) -> ResultRecord | None:
        """Return the result of reading one file."""
        return self.read.get(f"read:{self.strand.id}/{kind}/{name}")

    # -- one file ------------------------------------------------------------------------------

    def _file(
        self,
        kind: str,
        name: str,
        make: Callable[[Path], Outcome],
        *,
        settings: object = None,
        path: Path | None = None,
    ) -> None:
        step = f"read:{self.strand.id}/{kind}/{name}"
        path = path or self.session.locator.find(name)
        if path is None:
            self.read[step] = self._kept(step, name)
            return
        self._first = self.session.store.result(step) is None
        made_from = [self.runner.digest_of_file(path), settings]
        method = METHODS[f"interviews.read_{kind}"]
        self.read[step] = self.runner.step(step, "read", method, made_from, lambda: make(path))

    def _kept(self, step: str, name: str) -> ResultRecord | None:
        have = self.session.store.result(step)
        if have is None:
            self.runner.fail(
                step,
                DataError.because(
                    "a planned file is in sources/ or already imported",
                    f"no file '{name}'",
                    "put it into sources/, or correct its name in study.toml",
                    file="study.toml",
                ),
            )
            return None
        self.runner.keep(step)
        return have

    # -- transcripts ---------------------------------------------------------------------------

    def _documents(self) -> None:
        store = self.session.store
        stored = {record.name for record in store.documents(self.strand.id)}
        for pattern in self.strand.documents:
            paths = self.session.locator.match(pattern)
            here = {path.name for path in paths}
            kept = sorted(name for name in stored - here if Path(name).match(Path(pattern).name))
            if not paths and not kept:
                self._kept(f"read:{self.strand.id}/transcript/{pattern}", pattern)
            for path in paths:
                note = self.text_only.get(path.name)
                self._file("transcript", path.name, self._transcript, settings=[note is not None], path=path)
            for name in kept:
                step = f"read:{self.strand.id}/transcript/{name}"
                self.read[step] = self._kept(step, name)

    def _transcript(self, path: Path) -> Outcome:
        from handrail.interviews import compare_transcripts, read_transcript

        store = self.session.store
        try:
            transcript = read_transcript(path, text_only=path.name in self.text_only)
        except MediaFound as found:
            raise MediaFound(*(self._name_lead(problem) for problem in found.problems)) from None
        if path.name in self.text_only:
            store.audit("text-only", file=path.name, reason=self.text_only[path.name][:200])
        before = store.document(path.name)
        if before is not None and before.text != transcript.text:
            change = compare_transcripts(before.text, transcript.text)
            self.messages.append(
                f"{path.name} changed: {change.added} lines added, {change.removed} removed, {change.kept} kept; "
                f"the first difference is in line {change.first_line}."
            )
        spoken = [[turn.speaker, turn.start, turn.end] for turn in transcript.turns]
        content = [path.name, transcript.text, spoken]
        source = store.put_source(
            SourceRecord(
                "",
                self.strand.id,
                "transcript",
                path.name,
                self.runner.digest_of_file(path),
                store.digester.of(content),
                notes=tuple(transcript.notes),
            )
        )
        turns = tuple(
            TurnRecord(turn.index, turn.speaker, turn.start, turn.end, turn.begins, turn.ends)
            for turn in transcript.turns
        )
        store.put_document(DocumentRecord(source.id, path.name, transcript.format, transcript.text, turns))
        body = {
            "source": source.id,
            "format": transcript.format,
            "words": len(transcript.text.split()),
            "turns": len(turns),
            "notes": list(transcript.notes),
        }
        return Outcome(body, digested=content)

    def _name_lead(self, problem: Problem) -> Problem:
        lead = self.session.plan.ethics.safeguarding_lead
        remedy = (
            f"{lead} must look at the file first; then record it in the plan under text_only, or build with "
            f"--text-only {problem.file}"
        )
        return Problem(problem.rule, problem.received, remedy, problem.file, problem.line)

    # -- the other files -----------------------------------------------------------------------

    def _participants(self, path: Path) -> Outcome:
        from handrail.interviews import read_participants

        records = [
            ParticipantRecord(
                id="",
                strand=self.strand.id,
                name=one.name,
                document=one.document,
                speaker=one.speaker,
                attributes=dict(one.attributes),
                consent=plain(asdict(one.consent)),
            )
            for one in read_participants(path, self.strand.attributes)
        ]
        change = self.session.store.put_participants(self.strand.id, records)
        self._say_change(path.name, "participants", change)
        return Outcome(
            {"participants": len({record.name for record in records})},
            digested=[plain(asdict(r)) for r in records],
        )

    def _codebook(self, path: Path) -> Outcome:
        from handrail.interviews import read_codebook

        records = [
            CodeRecord(
                "",
                self.strand.id,
                code.name,
                code.description,
                code.parent,
                code.origin,
                position,
                code.include,
                code.exclude,
            )
            for position, code in enumerate(read_codebook(path).codes)
        ]
        self._say_change(path.name, "codes", self.session.store.put_codes(self.strand.id, records))
        return Outcome(
            {"codes": [record.name for record in records]}, digested=[plain(asdict(r)) for r in records]
        )

    def _codings(self, path: Path) -> Outcome:
        from handrail.interviews import read_codings

        found = read_codings(path)
        return Outcome(
            {
                "coder": found.coder,
                "name": found.name,
                "entries": [plain(asdict(entry)) for entry in found.entries],
            }
        )

    def _themes(self, path: Path) -> Outcome:
        from handrail.interviews import read_themes

        themes = read_themes(path)
        records = [
            ThemeRecord(
                "",
                self.strand.id,
                theme.id,
                theme.sentence,
                tuple(theme.codes),
                tuple(theme.passages),
                tuple(theme.counter_examples),
                theme.memo,
                tuple(plain(asdict(entry)) for entry in theme.history),
            )
            for theme in themes
        ]
        self._say_change(path.name, "themes", self.session.store.put_themes(self.strand.id, records))
        return Outcome({"themes": [plain(asdict(theme)) for theme in themes]})

    def _say_change(self, name: str, what: str, change: Changes) -> None:
        if change and not self._first:
            self.messages.append(
                f"{name}: {what} {len(change.added)} added, {len(change.changed)} changed, "
                f"{len(change.removed)} removed."
            )


def plain(value: Any) -> Any:
    """Return dataclass values as JSON-like ones: dates become ISO text."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value
