"""Returned anew: what a merged project has beyond what is kept, and what of that waits for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from handrail.interviews.line_ends import in_plain_lines, plain_lines
from handrail.interviews.participants import COLUMNS
from handrail.interviews.returned import (
    Returned,
    ReturnedAnswer,
    answer_text,
    returned_of,
)
from handrail.study.plan import Interviews
from handrail.study.returned import returned_file, returned_read
from handrail.study.session import Session
from handrail.values import Problem

if TYPE_CHECKING:
    from handrail.interviews import Participant, Transcript
    from handrail.interviews.project import Passage, RefiProject

RETURNED_HEAD = """\
# What other programs made of this strand: notes, sets, passages without a code, links. No document prints it.
# An [[answer]] differs from the participants file: change it there, or take the block out.
"""


def key_of(kind: str, one: Any) -> tuple[str, ...]:
    """Return by what a thing is known again."""
    return key_in(kind, vars(one))


def key_in(kind: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return by what a block is known again: its GUID; of an answer, the participant and the attribute."""
    names = ("participant", "attribute") if kind == "answer" else ("guid",)
    return tuple(str(values.get(name, "")).casefold() for name in names)


class ReturnedWork:
    """Finds what came back anew or changed.

    Parameters
    ----------
    session, strand
        The open study, and the strand.
    ours, merged
        The strand as it is, with what is kept of earlier imports; and with what the other program adds.
    """

    def __init__(self, session: Session, strand: Interviews, ours: RefiProject, merged: RefiProject) -> None:
        self.strand, self.ours, self.merged = strand, ours, merged
        self.stored = {one.name: one.text for one in session.store.documents(strand.id)}
        self.kept = returned_read(session.store, strand)
        self.left_out: dict[str, int] = {}

    def beyond(self, files: Mapping[str, str], lines: Mapping[str, str]) -> dict[str, list[Any]]:
        """Return new and changed things by kind; kinds without any are left out.

        Parameters
        ----------
        files
            Name of each new document to that of its file.
        lines
            Name of each new document to its text, as the other program has it.
        """
        now, before = self._named(returned_of(self.merged), files), returned_of(self.ours)
        passages = [self._placed(one, files, lines) for one in now.passages]
        found: dict[str, list[Any]] = {
            "note": _others(now.notes, before.notes),
            "set": _others(now.sets, before.sets),
            "passage": [one for one in _others(passages, before.passages) if self._stands(one)],
            "link": _others(now.links, before.links),
            "answer": _others(list(self._answers()), self.kept.answers),
        }
        return {kind: listed for kind, listed in found.items() if listed}

    def _named(self, now: Returned, files: Mapping[str, str]) -> Returned:
        """Return what came back with new documents under the names of their files."""

        def called(thing: str) -> str:
            kind, _, name = thing.partition(":")
            return f"document:{files[name]}" if kind == "document" and name in files else thing

        return replace(
            now,
            notes=tuple(replace(one, about=tuple(map(called, one.about))) for one in now.notes),
            links=tuple(
                replace(one, origin=called(one.origin), target=called(one.target)) for one in now.links
            ),
            sets=tuple(
                replace(one, documents=tuple(files.get(name, name) for name in one.documents))
                for one in now.sets
            ),
        )

    def _placed(self, one: Passage, files: Mapping[str, str], lines: Mapping[str, str]) -> Passage:
        if one.document not in lines:
            return one
        text = lines[one.document]
        start, end = (in_plain_lines(text, at) for at in (one.start, one.end))
        words = plain_lines(text)[start:end]
        return replace(one, document=files[one.document], start=start, end=end, quotation=words)

    def _stands(self, one: Passage) -> bool:
        stored = self.stored.get(one.document)
        if stored is None or stored[one.start : one.end] == one.quotation:
            return True
        why = "stands on words of someone who is not in use"
        self.left_out[why] = self.left_out.get(why, 0) + 1
        return False

    def _answers(self) -> Iterator[ReturnedAnswer]:
        known = {one.name: one for one in self.ours.cases}
        for case in self.merged.cases:
            if case.name not in known:
                continue
            ours = known[case.name].values
            for name, value in case.values.items():
                differs = answer_text(value) != answer_text(ours.get(name))
                if value is not None and differs and name not in COLUMNS:
                    yield ReturnedAnswer(case.name, name, answer_text(value))


def _others(now: Sequence[Any], before: Sequence[Any]) -> list[Any]:
    have = set(map(repr_of, before))
    return [one for one in now if repr_of(one) not in have]


def repr_of(one: Any) -> tuple[tuple[str, Any], ...]:
    """Return a thing's values for comparing: not when it was changed, nor its line in a file."""
    aside = {"line", "modified", "created"}
    values = {name: value for name, value in vars(one).items() if name not in aside}
    for name in ("about", "codes", "documents"):
        if name in values:
            values[name] = tuple(sorted(values[name]))
    if "guid" in values:
        values["guid"] = values["guid"].casefold()
    return tuple(sorted((name, value) for name, value in values.items()))


def unsettled(
    back: Returned | None,
    strand: Interviews,
    people: Sequence[Participant],
    transcripts: Mapping[str, Transcript],
) -> Iterator[Problem]:
    """Yield what waits for a person: answers that the participants file lacks, passages out of place."""
    if back is None:
        return
    have = {(one.name, name): value for one in people for name, value in one.attributes.items()}
    waiting = [
        one
        for one in back.answers
        if have.get((one.participant, one.attribute), "").strip() != one.value.strip()
    ]
    if waiting:
        yield Problem(
            "an answer that came back is taken over by a person, or taken out",
            f"{len(waiting)} that {strand.participants} does not have, on lines "
            f"{', '.join(str(one.line) for one in waiting[:5])}",
            f"change {strand.participants}, or take the [[answer]] out",
            returned_file(strand),
            waiting[0].line,
            severity="warning",
        )
    moved = [
        one
        for one in back.passages
        if one.document in transcripts
        and transcripts[one.document].text[one.start : one.end] != one.quotation
    ]
    if moved:
        yield Problem(
            "a passage without a code stands where it says",
            f"{len(moved)} that do not",
            "correct start and end, or take the [[passage]] out: it is not in use",
            returned_file(strand),
            None,
            severity="warning",
        )
