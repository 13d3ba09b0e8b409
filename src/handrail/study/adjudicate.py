"""Adjudicate: what the team decided where coders differed stands in the place of their codings.

The coders' codings stay in the store, for agreement is between them. Themes, new codes, queries and documents
read the decisions instead. A decision is a coding by ``adjudicated``, whose name is that of the decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handrail.interviews.agreement.adjudication import Adjudication, Original, adjudicated, decided_name
from handrail.interviews.codings import ADJUDICATED
from handrail.interviews.methods import METHODS
from handrail.store import ResultRecord, Store
from handrail.study.plain import plain
from handrail.study.plan import Interviews
from handrail.study.runner import Outcome
from handrail.study.session import Prompt, open_session

if TYPE_CHECKING:
    from handrail.study.place import Strand

Passage = dict[str, Any]


def adjudication_name(strand: str) -> str:
    """Return the step that holds a strand's decisions against its codings."""
    return f"adjudicate:{strand}"


def decisions_read(store: Store, plan: Interviews) -> tuple[Adjudication, ...]:
    """Return a strand's decisions as a build last read them; none where the plan names no file."""
    read = store.result(f"read:{plan.id}/adjudications/{plan.adjudications}") if plan.adjudications else None
    return () if read is None else tuple(map(_decision, read.body["adjudications"]))


def read_decisions(folder: Path, strand: str | None, *, prompt: Prompt | None) -> tuple[Adjudication, ...]:
    """Return the decisions that a study's last build read.

    Raises
    ------
    UsageError
        For an unknown strand.
    StoreError
        When the study cannot be opened.
    """
    from handrail.study.project import strand_of

    with open_session(folder, prompt=prompt) as session:
        return decisions_read(session.store, strand_of(session.plan, strand))


def settled_codings(store: Store, plan: Interviews) -> frozenset[str]:
    """Return the names of a strand's codings that were decided about: analyses do not read them."""
    made = store.result(adjudication_name(plan.id)) if plan.adjudications else None
    return frozenset() if made is None else frozenset(made.body["settled"])


class Decisions:
    """Holds a strand's decisions against its placed codings: one step, that runs when either changed."""

    def __init__(self, strand: Strand) -> None:
        self.strand = strand
        self.result: ResultRecord | None = None
        self.failed = False
        self.away: frozenset[str] = frozenset()

    def decide(self) -> None:
        """Run the step, where the plan names a file of adjudications."""
        strand, plan = self.strand, self.strand.plan
        if not plan.adjudications:
            return
        name = adjudication_name(plan.id)
        read = strand.imported.result("adjudications", plan.adjudications)
        codebook = strand.imported.result("codebook", plan.codebook)
        if read is None or codebook is None or None in strand.placed.values():
            strand.runner.fail(name)
            self.failed = True
            return
        file = str(read.body["name"])
        decisions = [_decision(stored) for stored in read.body["adjudications"]]
        used = self._in_use(decisions)
        self.away = frozenset(decided_name(one.id) for one in decisions if one not in used)
        touched = sorted({one.document for one in used} & set(strand.placed))
        about = {original.coding for one in used for original in one.originals}
        codings = {
            document: [passage for passage in strand.placed_in(document) if passage["name"] in about]
            for document in touched
        }
        texts = [
            one.content
            for document in touched
            if (one := strand.imported.result("transcript", document)) is not None
        ]
        speakers = [strand.speakers(document) for document in touched]
        # A line number says where to look, not what was decided.
        made_from = [
            [plain({**asdict(decision), "line": 0}) for decision in used],
            codings,
            texts,
            speakers,
            sorted(codebook.body["codes"]),
        ]
        self.result = strand.runner.step(
            name,
            "adjudicate",
            METHODS["interviews.adjudicate"],
            made_from,
            lambda: self._decide(used, touched, file),
        )
        self.failed = self.result is None

    def passages(self, document: str | None = None) -> list[Passage]:
        """Return the passages that decisions make, of one document or of all."""
        made: Sequence[Passage] = () if self.result is None else self.result.body["passages"]
        return [dict(one) for one in made if document is None or one["document"] == document]

    @property
    def settled(self) -> frozenset[str]:
        """Return the names of the codings that were decided about."""
        return frozenset() if self.result is None else frozenset(self.result.body["settled"])

    def originals(self) -> Mapping[str, Sequence[str]]:
        """Return the name of each passage that a decision makes, to the codings that it rests on."""
        made: Mapping[str, Sequence[str]] = {} if self.result is None else self.result.body["originals"]
        return made

    def _in_use(self, decisions: Iterable[Adjudication]) -> list[Adjudication]:
        """Return the decisions but for those about codings that a stop leaves out: they are there still."""
        strand = self.strand
        placed = {one["name"] for document in strand.placed for one in strand.placed_in(document)}
        away = strand.coded - placed
        return [one for one in decisions if not away & {original.coding for original in one.originals}]

    def _decide(self, used: Sequence[Adjudication], touched: Sequence[str], file: str) -> Outcome:
        from handrail.interviews.codings import CodingEntry, CodingFile
        from handrail.interviews.project import Document, ProjectCode, ProjectCoding, RefiProject
        from handrail.study.convert import approval_of, codebook_of, transcript_of

        strand, store = self.strand, self.strand.session.store
        codebook = codebook_of(store, strand.plan.id)
        texts = {name: transcript_of(store, name) for name in touched}
        placed = [(name, passage) for name in sorted(strand.placed) for passage in strand.placed_in(name)]
        project = RefiProject(
            strand.plan.title,
            tuple(Document(name, one.text) for name, one in texts.items()),
            codes=tuple(ProjectCode(**vars(code)) for code in codebook.codes),
            codings=tuple(
                ProjectCoding(
                    one["name"], name, one["start"], one["end"], one["quotation"], one["code"], one["coder"]
                )
                for name, one in placed
            ),
        )
        done = adjudicated(project, used, file=file)
        own = {passage["name"]: passage for _, passage in placed}
        passages: list[Passage] = []
        for name in touched:
            entries = []
            for one in used:
                if one.document == name and one.code is not None:
                    mine = [own[original.coding] for original in one.originals]
                    flags = dict.fromkeys(flag for passage in mine for flag in passage["flags"])
                    approval = approval_of(_approval(one, mine))
                    entries.append(
                        CodingEntry(
                            decided_name(one.id), name, one.code, one.quotation, one.start, one.end,
                            one.reason, tuple(flags), approval, one.line,
                        )
                    )  # fmt: skip
            file_of = CodingFile(ADJUDICATED, tuple(entries), file)
            passages += [{"document": name, **one} for one in strand.said_in(name, [file_of])]
        content = [
            [{key: one[key] for key in one if key not in ("start", "end")} for one in passages],
            sorted(done.settled),
        ]
        kept = {one["name"] for one in passages}
        originals = {
            decided_name(one.id): [original.coding for original in one.originals]
            for one in used
            if decided_name(one.id) in kept
        }
        body = {"passages": passages, "settled": sorted(done.settled), "originals": originals}
        return Outcome(body, digested=content)


def _approval(one: Adjudication, mine: Iterable[Passage]) -> Mapping[str, Any] | None:
    """Return the approval of the same words, the strictest of the originals that mark just them."""
    same = [
        passage["approval"]
        for passage in mine
        if passage["approval"] is not None and (passage["start"], passage["end"]) == (one.start, one.end)
    ]
    return max(same, key=_withholds, default=None)


def _withholds(approval: Mapping[str, Any]) -> tuple[int, int]:
    parts = ("recognisable", "third_party", "operational_tactic")
    return sum(bool(approval[part]) for part in parts), -len(approval.get("label") or ())


def _decision(stored: Mapping[str, Any]) -> Adjudication:
    return Adjudication(
        **{
            **stored,
            "on": date.fromisoformat(str(stored["on"])),
            "originals": tuple(Original(**one) for one in stored["originals"]),
        }
    )
