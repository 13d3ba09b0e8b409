"""Import interviews: read what changed, and say what is different.

A file is read again only when its bytes (or a setting that reading depends on) changed. A file that is gone
from ``sources/`` is taken from the store: originals may be deleted after import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from handrail.interviews.methods import METHODS
from handrail.store import (
    Changes,
    CodeRecord,
    ParticipantRecord,
    ResultRecord,
    SourceRecord,
    ThemeRecord,
)
from handrail.store.records import SourceKind
from handrail.study.import_transcript import import_transcript, known_speakers
from handrail.study.look import refuse_media
from handrail.study.plain import plain
from handrail.study.plan import Interviews
from handrail.study.returned import returned_file
from handrail.study.runner import Outcome, Runner
from handrail.study.session import Session
from handrail.study.withdrawal.come_back import (
    refuse_withdrawn_codings,
    refuse_withdrawn_decisions,
    refuse_withdrawn_mentions,
    refuse_withdrawn_people,
    refuse_withdrawn_returned,
)
from handrail.study.withdrawal.tombstones import Tombstones
from handrail.values import DataError


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
        looked = {**dict.fromkeys(text_only, "named on the command line"), **strand.text_only}
        self.text_only = {Path(name).name: note for name, note in looked.items()}
        self.messages: list[str] = []
        self.tombstones = Tombstones(session.store)
        self._withdrawn = any(
            act.strand == strand.id and act.kind == "participant" for act in self.tombstones.acts
        )
        self.read: dict[str, ResultRecord | None] = {}

    def run(self) -> None:
        """Read every file of the strand."""
        # Participants first: their labels say who speaks in the transcripts.
        self._file("participants", self.strand.participants, self._participants)
        self._documents()
        self._file("codebook", self.strand.codebook, self._codebook)
        for name in self.strand.codings:
            self._file("codings", name, self._codings)
        if self.strand.adjudications:
            self._file("adjudications", self.strand.adjudications, self._adjudications)
        if self.strand.themes:
            self._file("themes", self.strand.themes, self._themes)
        if self.strand.memos:
            self._file("memos", self.strand.memos, self._memos)
        if self.strand.framework is not None:
            self._file("framework", self.strand.framework.summaries, self._framework)
        name = returned_file(self.strand)
        if self.session.locator.find(name) or self.session.store.result(self._step("returned", name)):
            self._file("returned", name, self._returned)

    def document_names(self) -> tuple[str, ...]:
        """Return the file names of the strand's transcripts, sorted."""
        prefix = self._step("transcript", "")
        return tuple(sorted(step.removeprefix(prefix) for step in self.read if step.startswith(prefix)))

    def result(self, kind: SourceKind, name: str) -> ResultRecord | None:
        """Return the result of reading one file, or None when it failed."""
        return self.read.get(self._step(kind, name))

    def _step(self, kind: SourceKind, name: str) -> str:
        return f"read:{self.strand.id}/{kind}/{name}"

    def _file(
        self, kind: SourceKind, name: str, make: Callable[[Path], Outcome], *, path: Path | None = None
    ) -> None:
        step = self._step(kind, name)
        path = path or self.session.locator.find(name)
        if path is None:
            self.read[step] = self._kept(step, name)
            return
        settings = {
            "transcript": [self._looked(path) is not None, self._speakers(path.name)],
            "participants": list(self.strand.attributes),
        }.get(kind)
        made_from = [self.runner.digest_of_file(path), settings]
        method = METHODS[f"interviews.read_{kind}"]
        self.read[step] = self.runner.step(
            step, "read", method, made_from, lambda: self._looked_through(kind, path, make)
        )
        if kind != "transcript" and step in self.runner.ran and not self.runner.look_only:
            self._source(kind, name, path, self.read[step])

    def _looked_through(self, kind: SourceKind, path: Path, make: Callable[[Path], Outcome]) -> Outcome:
        if kind != "transcript":  # a transcript is looked through where it is read
            refuse_media(path, self.session.plan.ethics.safeguarding_lead)
        return make(path)

    def _source(self, kind: SourceKind, name: str, path: Path, read: ResultRecord | None) -> None:
        digest = self.runner.digest_of_file(path)
        content = "" if read is None else read.content
        self.session.store.put_source(SourceRecord("", self.strand.id, kind, name, digest, content))

    def _kept(self, step: str, name: str) -> ResultRecord | None:
        have = self.session.store.result(step)
        if have is not None:
            self.runner.keep(step)
            return have
        missing = DataError.because(
            "a planned file is in sources/ or already imported",
            f"no file '{name}'",
            "put it into sources/, or correct its name in study.toml",
            file="study.toml",
        )
        self.runner.fail(step, missing)
        return None

    def _documents(self) -> None:
        stored = {record.name for record in self.session.store.documents(self.strand.id)}
        for pattern in self.strand.documents:
            known = {name for name in stored if Path(name).match(Path(pattern).name)}
            # Once files were imported, a pattern must not pick up another study's files of like names.
            own_only = bool(known) and any(mark in pattern for mark in "*?[")
            paths = self.session.locator.match(pattern, own_only=own_only)
            if not paths and self.tombstones.document(Path(pattern).name):
                self.messages.append("study.toml names a document that was withdrawn: take its name out.")
                continue
            if not paths and not known and not self._withdrawn:
                step = self._step("transcript", Path(pattern).name)
                self.read[step] = self._kept(step, pattern)
            for path in paths:
                if self._step("transcript", path.name) in self.read or self._elsewhere(path.name):
                    self._same_name(path)
                    continue
                self._file("transcript", path.name, self._transcript, path=path)
            for name in sorted(known - {path.name for path in paths}):
                step = self._step("transcript", name)
                if step not in self.read:
                    self.read[step] = self._kept(step, name)
                    self.messages.append(f"{name} is not in sources/: its text is kept from the store.")

    def _elsewhere(self, name: str) -> bool:
        sources = self.session.store.sources()
        return any(
            source.kind == "transcript" and source.name == name and source.strand != self.strand.id
            for source in sources
        )

    def _same_name(self, path: Path) -> None:
        wrong = DataError.because(
            "each transcript of the study has a file name of its own",
            f"'{path.name}' twice",
            "rename one, and name each file by one pattern",
            file="study.toml",
        )
        self.runner.fail(self._step("transcript", path.name), wrong)

    def _looked(self, path: Path) -> str | None:
        """Return the note of who looked at a file's pictures: in the plan, on the command line, or before."""
        if path.name in self.text_only:
            return self.text_only[path.name]
        have = self.session.store.result(self._step("transcript", path.name))
        if have is None or not have.body["looked"]:
            return None
        # The decision was about that file: another one of the same name needs another look.
        same = any(
            source.name == path.name and source.file_digest == self.runner.digest_of_file(path)
            for source in self.session.store.sources(self.strand.id)
        )
        return str(have.body["looked"]) if same else None

    def _speakers(self, document: str) -> tuple[str, ...] | None:
        people = self.session.store.participants(self.strand.id)
        return known_speakers(people, document, self.strand.interviewers)

    def _transcript(self, path: Path) -> Outcome:
        outcome, message = import_transcript(
            self.session,
            self.strand.id,
            path,
            looked=self._looked(path),
            speakers=self._speakers(path.name),
        )
        if message:
            self.messages.append(message)
        return outcome

    def _participants(self, path: Path) -> Outcome:
        from handrail.interviews import read_participants
        from handrail.study.convert import consent_record

        records = [
            ParticipantRecord(
                id="",
                strand=self.strand.id,
                name=one.name,
                document=one.document,
                speaker=one.speaker,
                attributes=dict(one.attributes),
                consent=consent_record(one.consent),
            )
            for one in read_participants(path, self.strand.attributes)
        ]
        refuse_withdrawn_people(self.session, path)
        store = self.session.store
        first = not store.participants(self.strand.id)
        self._say_change(path.name, "participants", store.put_participants(self.strand.id, records), first)
        people = len({record.name for record in records})
        return Outcome({"participants": people}, digested=participants_content(records))

    def _codebook(self, path: Path) -> Outcome:
        from handrail.interviews import read_codebook

        records = [
            CodeRecord(
                id="",
                strand=self.strand.id,
                name=code.name,
                description=code.description,
                parent=code.parent,
                origin=code.origin,
                position=position,
                include=code.include or "",
                exclude=code.exclude or "",
            )
            for position, code in enumerate(read_codebook(path).codes)
        ]
        store = self.session.store
        first = not store.codes(self.strand.id)
        self._say_change(path.name, "codes", store.put_codes(self.strand.id, records), first)
        names = [record.name for record in records]
        return Outcome({"codes": names}, digested=[plain(asdict(record)) for record in records])

    def _codings(self, path: Path) -> Outcome:
        from handrail.interviews import read_codings

        found = read_codings(path)
        refuse_withdrawn_codings(self.session, found)
        entries = [plain(asdict(entry)) for entry in found.entries]
        return Outcome({"coder": found.coder, "name": found.name, "entries": entries})

    def _adjudications(self, path: Path) -> Outcome:
        from handrail.interviews import read_adjudications

        found = read_adjudications(path)
        refuse_withdrawn_decisions(self.session, path.name, found)
        decisions = [plain(asdict(one)) for one in found]
        body = {"name": path.name, "adjudications": decisions}
        return Outcome(body, digested=decisions_content(decisions))

    def _themes(self, path: Path) -> Outcome:
        from handrail.interviews import read_themes

        themes = [plain(asdict(theme)) for theme in read_themes(path)]
        refuse_withdrawn_mentions(self.session, path, themes)
        records = [
            ThemeRecord(
                id="",
                strand=self.strand.id,
                name=theme["id"],
                sentence=theme["sentence"],
                codes=tuple(theme["codes"]),
                passages=tuple(theme["passages"]),
                counter_examples=tuple(theme["counter_examples"]),
                memo=theme["memo"],
                history=tuple(theme["history"]),
            )
            for theme in themes
        ]
        store = self.session.store
        first = not store.themes(self.strand.id)
        self._say_change(path.name, "themes", store.put_themes(self.strand.id, records), first)
        return Outcome({"themes": themes})

    def _memos(self, path: Path) -> Outcome:
        from handrail.interviews import read_memos

        # Their words stay in the team's file: what a participant said may be among them.
        memos = read_memos(path)
        days = sorted(memo.on.isoformat() for memo in memos)
        by = len({memo.by for memo in memos})
        return Outcome({"memos": len(memos), "by": by, "first": days[:1], "last": days[-1:]})

    def _framework(self, path: Path) -> Outcome:
        from handrail.interviews import read_framework

        summaries = [plain(asdict(one)) for one in read_framework(path)]
        refuse_withdrawn_mentions(self.session, path, summaries, key="summary", lists=("passages",))
        unplaced = [{key: one[key] for key in one if key != "line"} for one in summaries]
        return Outcome({"summaries": summaries}, digested=unplaced)

    def _returned(self, path: Path) -> Outcome:
        from handrail.interviews.returned import read_returned

        found = read_returned(path)
        refuse_withdrawn_returned(self.session, path, found)
        return Outcome(plain(asdict(found)))

    def _say_change(self, name: str, what: str, change: Changes, first: bool) -> None:
        if change and not first:
            self.messages.append(
                f"{name}: {what} {len(change.added)} added, {len(change.changed)} changed, "
                f"{len(change.removed)} removed."
            )


def decisions_content(decisions: Iterable[Mapping[str, Any]]) -> list[object]:
    """Return what is content of a file of adjudications: a line number says where to look, not what."""
    return [{key: one[key] for key in one if key != "line"} for one in decisions]


def participants_content(records: Iterable[ParticipantRecord]) -> list[object]:
    """Return what is content of a participants file: every row, without the store's ids."""
    return [plain(asdict(replace(record, id=""))) for record in records]
