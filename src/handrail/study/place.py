"""Place the codings on the transcripts, and spread the themes over the participants: one step each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from handrail.interviews.codings import ADJUDICATED
from handrail.interviews.methods import METHODS
from handrail.interviews.spread import NOT_RECORDED
from handrail.store import CodingRecord, ResultRecord
from handrail.study.adjudicate import Decisions
from handrail.study.import_interviews import InterviewImport
from handrail.study.plain import plain
from handrail.study.runner import Outcome, Runner
from handrail.study.session import Session
from handrail.study.withdrawal.tombstones import silent_documents, stopped_people
from handrail.values import DataError, did_you_mean

if TYPE_CHECKING:
    from handrail.interviews import Coding, CodingFile, Participant


class Strand:
    """One strand of interviews after import: its codings placed and its themes spread.

    Parameters
    ----------
    session, runner
        The open study and what decides staleness.
    imported
        The strand's files.
    """

    def __init__(self, session: Session, runner: Runner, imported: InterviewImport) -> None:
        self.session, self.runner, self.imported = session, runner, imported
        self.plan = imported.strand
        self.placed: dict[str, ResultRecord | None] = {}
        self.themes: dict[str, ResultRecord | None] = {}
        self.messages: list[str] = []
        self.stopped = stopped_people(session.store, self.plan.id)
        self._unused = silent_documents(session.store, self.plan.id, self.stopped)
        self.coded: frozenset[str] = frozenset()
        self.decisions = Decisions(self)

    def place(self) -> None:
        """Place each document's codings, and hold the team's decisions against them.

        A document that did not change is left alone.
        """
        ran_before = len(self.runner.ran)
        files = [self.imported.result("codings", name) for name in self.plan.codings]
        codebook = self.imported.result("codebook", self.plan.codebook)
        entries = self._entries_by_document([one for one in files if one is not None])
        self.coded = frozenset(entry["id"] for listed in entries.values() for entry in listed)
        for name in self.imported.document_names():
            step = f"place:{self.plan.id}/{name}"
            document = self.imported.result("transcript", name)
            mine = entries.pop(name, [])
            if document is None or codebook is None or None in files:
                self.runner.fail(step)
                self.placed[name] = None
                continue
            # A line number says where to look, not what was coded.
            coded = [{part: entry[part] for part in entry if part != "line"} for entry in mine]
            made_from = [document.content, sorted(codebook.body["codes"]), coded, self.speakers(name)]
            self.placed[name] = self.runner.step(
                step,
                "place",
                METHODS["interviews.place_codings"],
                made_from,
                lambda name=name, mine=mine: self._place(name, mine),  # type: ignore[misc]
            )
        for name, lost in entries.items():
            self._no_such_document(name, lost)
        self.decisions.decide()
        stored = self.session.store.codings(self.plan.id)
        decided = {coding.name for coding in stored if coding.coder == ADJUDICATED}
        moved = (
            len(self.runner.ran) > ran_before
            or not {coding.document for coding in stored} <= set(self.placed)
            or decided != {passage["name"] for passage in self.decisions.passages()}
        )
        if moved and not self.runner.look_only and None not in self.placed.values():
            self._store()
        self._say_stopped()

    def placed_in(self, document: str) -> list[dict[str, Any]]:
        """Return what coders marked in a document, as it was placed."""
        result = self.placed.get(document)
        return [] if result is None else list(result.body["passages"])

    def codes_in(self, document: str) -> set[str]:
        """Return the codes that stand in a document, after what the team decided."""
        settled = self.decisions.settled
        return {one["code"] for one in self.placed_in(document) if one["name"] not in settled} | {
            one["code"] for one in self.decisions.passages(document)
        }

    def used_documents(self) -> tuple[str, ...]:
        """Return the transcripts that are in use: not those in which only stopped people speak."""
        return tuple(name for name in self.imported.document_names() if name not in self._unused)

    def _say_stopped(self) -> None:
        if self.stopped and None not in self.placed.values():
            coded = len(self.coded)
            self.messages.append(
                f"New use was stopped for {len(self.stopped)} of the participants of '{self.plan.id}': "
                f"{coded - len(self.marked())} of {coded} codings are left out."
            )

    def speakers(self, document: str) -> list[list[str]]:
        """Return what placing reads of the participants file: who speaks here, and whether they agreed."""
        people = self.session.store.participants(self.plan.id)
        here = [
            [one.name, one.speaker, "stopped" if one.name in self.stopped else one.consent["analysis"]]
            for one in people
            if one.document == document
        ]
        return [*sorted(here), list(self.plan.interviewers)]

    def _entries_by_document(self, files: Sequence[ResultRecord]) -> dict[str, list[dict[str, Any]]]:
        by_document: dict[str, list[dict[str, Any]]] = {}
        seen: dict[str, str] = {}
        for read in files:
            for entry in read.body["entries"]:
                place = f"{read.body['name']}:{entry['line']}"
                if entry["id"] in seen:
                    self.runner.fail(
                        f"read:{self.plan.id}/codings/{read.body['name']}",
                        DataError.because(
                            "a coding's id is its own over all coding files",
                            f"'{entry['id']}' also in {seen[entry['id']]}",
                            "rename one",
                            file=read.body["name"],
                            line=entry["line"],
                        ),
                    )
                seen[entry["id"]] = place
                by_document.setdefault(entry["document"], []).append(
                    {"coder": read.body["coder"], "file": read.body["name"], **entry}
                )
        return by_document

    def _no_such_document(self, name: str, entries: Sequence[Mapping[str, Any]]) -> None:
        first = entries[0]
        self.runner.fail(
            f"place:{self.plan.id}/{name}",
            DataError.because(
                "a coding names a document of the strand",
                f"'{name}' in {len(entries)} codings",
                did_you_mean(name, self.imported.document_names()),
                file=first["file"],
                line=first["line"],
            ),
        )

    def _place(self, name: str, entries: Sequence[Mapping[str, Any]]) -> Outcome:
        from handrail.interviews import check_speakers
        from handrail.study.convert import coding_files_of, participants_of, transcript_of

        store = self.session.store
        people = [one for one in participants_of(store, self.plan.id) if one.document == name]
        unheard = check_speakers(people, {name: transcript_of(store, name)})
        self.messages += [f"Look at {problem}" for problem in unheard]
        passages = self.said_in(name, coding_files_of(entries))
        # Positions are not content: text that moved and reads the same carries the same weight.
        content = [
            {key: passage[key] for key in passage if key not in ("start", "end")} for passage in passages
        ]
        return Outcome({"passages": passages}, digested=content)

    def said_in(self, name: str, files: Iterable[CodingFile]) -> list[dict[str, Any]]:
        """Return codings of a document, placed, with who said the words; without who stopped new use.

        Raises
        ------
        DataError
            When a coding does not stand where it says, or its speaker did not agree to analysis.
        """
        from handrail.interviews import place_codings, speaker_of
        from handrail.study.convert import codebook_of, participants_of, transcript_of

        store = self.session.store
        transcript = transcript_of(store, name)
        people = [one for one in participants_of(store, self.plan.id) if one.document == name]
        codings = place_codings(files, {name: transcript}, codebook_of(store, self.plan.id))
        passages = []
        for coding in codings:
            speaker = speaker_of(
                transcript, people, coding.start, coding.end, interviewers=self.plan.interviewers
            )
            if speaker is not None and speaker.name in self.stopped:
                continue
            if speaker is not None and not speaker.consent.analysis:
                raise DataError.because(
                    "a participant's words are coded only within consent to analysis",
                    f"coding '{coding.name}' of a participant whose row says analysis = no",
                    "remove the coding, or correct the participant's row",
                    file=self.plan.participants,
                )
            passages.append(_passage(coding, None if speaker is None else speaker.name))
        return passages

    def _store(self) -> None:
        by_coder: dict[str, list[CodingRecord]] = {}
        placed = [{"document": name, **one} for name in self.placed for one in self.placed_in(name)]
        for passage in (*placed, *self.decisions.passages()):
            by_coder.setdefault(passage["coder"], []).append(
                CodingRecord(
                    id="",
                    strand=self.plan.id,
                    **{
                        **{part: passage[part] for part in passage if part != "participant"},
                        "flags": tuple(passage["flags"]),
                    },
                )
            )
        before = {coding.coder for coding in self.session.store.codings(self.plan.id)}
        for coder in sorted(before | set(by_coder)):
            self.session.store.put_codings(self.plan.id, coder, by_coder.get(coder, []))
        self._name_lead()

    def _name_lead(self) -> None:
        """Log each passage newly flagged as possible current harm, and say who must be told."""
        # By its random id: the log is never shortened, and the team's name for it may hold a pseudonym.
        known = {
            entry.facts.get("passage")
            for entry in self.session.store.audit_entries()
            if entry.action == "possible-current-harm"
        }
        for coding in self.session.store.codings(self.plan.id):
            # A decision has the flags of its originals, of which the lead was told.
            flagged = "possible-current-harm" in coding.flags and coding.coder != ADJUDICATED
            if flagged and coding.id not in known:
                self.session.store.audit("possible-current-harm", passage=coding.id)
                self.messages.append(
                    f"Passage {coding.name} is flagged as possible current harm: tell "
                    f"{self.session.plan.ethics.safeguarding_lead} now. Nothing is reported by itself."
                )

    # -- themes ----------------------------------------------------------------------------------

    def spread(self) -> None:
        """Spread each theme over the participants and attributes."""
        from handrail.study.convert import codebook_of

        if not self.plan.themes:
            return
        read = self.imported.result("themes", self.plan.themes)
        participants = self.imported.result("participants", self.plan.participants)
        if read is None or participants is None or None in self.placed.values() or self.decisions.failed:
            self.runner.fail(f"theme:{self.plan.id}/*")
            return
        passages = [*self.marked(), *self.decisions.passages()]
        settled = self.decisions.settled
        # Of people whose use was stopped nothing is counted, and the steps are told.
        people = [participants.content, sorted(self.stopped)] if self.stopped else participants.content
        codebook = codebook_of(self.session.store, self.plan.id)
        for theme in read.body["themes"]:
            # A code that is gone changes the theme even where it had no passage.
            standing = [code for code in theme["codes"] if code in codebook.names]
            codes = {one for code in standing for one in (code, *codebook.descendants(code))}
            named = {*theme["passages"], *theme["counter_examples"]}
            # A theme that names a passage rests on its words, whatever code was decided on.
            used = [
                p for p in passages if p["name"] in named or (p["code"] in codes and p["name"] not in settled)
            ]
            content = [
                {key: p[key] for key in p if key not in ("start", "end", "approval", "memo")} for p in used
            ]
            step = f"theme:{theme['id']}"
            self.themes[theme["id"]] = self.runner.step(
                step,
                "theme",
                METHODS["interviews.theme_spread"],
                [theme, people, content, sorted(codes), self.shown_attributes()],
                lambda theme=theme: self._spread(theme),  # type: ignore[misc]
            )

    def shown_attributes(self) -> list[str]:
        """Return the attributes that themes are spread over."""
        # Special attributes are kept with the participant and never spread over.
        return [name for name in self.plan.attributes if name not in self.plan.special_attributes]

    def passages(self) -> list[dict[str, Any]]:
        """Return every passage in use as analyses read it: decisions stand for what was decided about."""
        settled = self.decisions.settled
        kept = [passage for passage in self.marked() if passage["name"] not in settled]
        return [*kept, *self.decisions.passages()]

    def marked(self) -> list[dict[str, Any]]:
        """Return every passage in use as coders marked it, with its document and who said it."""
        return [
            {"document": name, **passage}
            for name, result in sorted(self.placed.items())
            if result is not None
            for passage in result.body["passages"]
        ]

    def away(self) -> frozenset[str]:
        """Return the names of codings and decisions that are there, and that a stop leaves out of use."""
        read = [self.imported.result("codings", name) for name in self.plan.codings]
        coded = {one["id"] for made in read if made is not None for one in made.body["entries"]}
        return self.decisions.away | (coded - {passage["name"] for passage in self.marked()})

    def _in_use(self, theme: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a theme without the codings that a stop leaves out: they are there, and not in use."""
        if not self.stopped:
            return theme
        away = self.away()
        lists = ("passages", "counter_examples")
        return {**theme, **{key: [name for name in theme[key] if name not in away] for key in lists}}

    def _spread(self, theme: Mapping[str, Any]) -> Outcome:
        from handrail.interviews import check_themes, theme_spread
        from handrail.study.convert import (
            codebook_of,
            codings_of,
            participants_of,
            theme_of,
            transcript_of,
        )

        store, strand = self.session.store, self.plan.id
        codebook = codebook_of(store, strand)
        here = set(self.imported.document_names())
        one = theme_of(self._in_use(theme))
        fallen = self.decisions.settled - {*one.passages, *one.counter_examples}
        codings = [
            coding
            for coding in codings_of(store, strand)
            if coding.document in here and coding.name not in fallen
        ]
        problems = check_themes([one], codebook, codings)
        if problems:
            raise DataError(*problems)
        transcripts = {name: transcript_of(store, name) for name in self.imported.document_names()}
        people = [person for person in participants_of(store, strand) if person.name not in self.stopped]
        asked = self.plan.interviewers
        attributes: dict[str, dict[str, int]] = {}
        for attribute in self.shown_attributes():
            found = theme_spread(one, codings, codebook, transcripts, people, attribute, interviewers=asked)
            attributes[attribute] = dict(found.by_level)
        whole = theme_spread(one, codings, codebook, transcripts, people, interviewers=asked)
        body = {
            "id": theme["id"],
            "sentence": theme["sentence"],
            "passages": whole.passages,
            "participants": whole.participants,
            "counter_examples": whole.counter_examples,
            "counter_participants": whole.counter_participants,
            "largest_share": whole.largest_share,
            "of": len({person.name for person in people}),
            "attributes": attributes,
            "people_at_level": {name: _levels(people, name) for name in attributes},
        }
        return Outcome(body)


def _levels(people: Iterable[Participant], attribute: str) -> dict[str, int]:
    """Return how many participants there are at each level of an attribute."""
    each = {person.name: person.attributes.get(attribute, "") or NOT_RECORDED for person in people}
    return dict(Counter(each.values()))


def _passage(coding: Coding, participant: str | None) -> dict[str, Any]:
    approval = coding.approval
    return {
        "name": coding.name,
        "start": coding.start,
        "end": coding.end,
        "quotation": coding.quotation,
        "code": coding.code,
        "coder": coding.coder,
        "memo": coding.memo,
        "flags": list(coding.flags),
        "approval": None if approval is None else plain(asdict(approval)),
        "speaker": coding.speaker,
        "participant": participant,
    }
