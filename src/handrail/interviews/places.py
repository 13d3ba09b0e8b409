"""Places: a project's texts on one line, so that whole arrays of codings are compared at once.

Each document has its stretch of the line, with a gap behind it: nothing in one document touches the next.
A *presence* is a stretch that belongs to a participant: a whole document, or the spans that a case has in it.
A document without any case is a participant of its own, so that nobody's words are lost from a count; a
passage outside all presences of its document (the moderator's, say) belongs to nobody.
"""

from __future__ import annotations

import bisect
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from handrail.interviews.codebook import Codebook
from handrail.interviews.folding import Flags, Integers
from handrail.interviews.project import RefiProject, Value
from handrail.interviews.spans import Spans, overlapping, touched, united_spans
from handrail.interviews.spread import NOT_RECORDED
from handrail.interviews.transcript import plain_label
from handrail.interviews.units import turn_spans, word_spans
from handrail.values import DataError, did_you_mean

_GAP = 2


@dataclass(frozen=True, eq=False)
class Metric:
    """Positions in a unit (words, turns, ...), of the first and last unit that each coding touches.

    ``lowest`` and ``highest`` are those of the coding's document.
    """

    first: Integers
    last: Integers
    lowest: Integers
    highest: Integers


class Places:
    """A project's codings and participants as arrays.

    Attributes
    ----------
    project
        What they come from.
    offsets
        Where each document begins on the line.
    document, start, end, code, coder
        Of each coding, in the project's order: numbers of documents, codes and coders, and places on the
        line.
    participants
        Names: the cases in order, then each document without one.
    """

    def __init__(self, project: RefiProject) -> None:
        self.project = project
        self.documents = project.documents
        lengths = [len(one.text) + _GAP for one in self.documents]
        self.offsets: Integers = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        self.number = {one.name: at for at, one in enumerate(self.documents)}
        self.codes = [code.name for code in project.codes]
        known = {name: at for at, name in enumerate(self.codes)}
        codings = project.columns
        for name in dict.fromkeys(codings.code):
            if name not in known:
                known[name] = len(self.codes)
                self.codes.append(name)
        self.code_number = known
        self.coders = list(dict.fromkeys((*(user.name for user in project.users), *project.coders)))
        coders = {name: at for at, name in enumerate(self.coders)}
        lost = next((name for name in dict.fromkeys(codings.document) if name not in self.number), None)
        if lost is not None:
            remedy = did_you_mean(lost, self.number)
            raise DataError.because("a coding's document is in the project", f"'{lost}'", remedy)
        size = len(codings)
        self.document = _array(map(self.number.__getitem__, codings.document), size)
        self.start = self.offsets[self.document] + _array(codings.start, size)
        self.end = self.offsets[self.document] + _array(codings.end, size)
        self.code = _array(map(known.__getitem__, codings.code), size)
        self.coder = _array(map(coders.__getitem__, codings.coder), size)
        self._set_presences()

    # Codes ----------------------------------------------------------------------------------------------

    def code_numbers(self, name: str, *, below: bool) -> list[int]:
        """Return the number of a code, and of those below it where they are asked for.

        Raises
        ------
        DataError
            When there is no such code.
        """
        if name not in self.code_number:
            rule = "a code is one of the project's"
            raise DataError.because(rule, f"'{name}'", did_you_mean(name, self.codes))
        names = (name, *self._book.descendants(name)) if below and self._is_in_book(name) else (name,)
        return [self.code_number[one] for one in names]

    def _is_in_book(self, name: str) -> bool:
        return any(code.name == name for code in self.project.codes)

    @cached_property
    def _book(self) -> Codebook:
        return Codebook(self.project.codes)

    # Participants ---------------------------------------------------------------------------------------

    def _set_presences(self) -> None:
        cases = self.project.cases
        self.participants = [case.name for case in cases]
        self.values = [case.values for case in cases]
        rows: list[tuple[int, int, int, int]] = []
        taken: set[int] = set()
        for who, case in enumerate(cases):
            for name in case.documents:
                at = self._known(name, case.name)
                rows.append((who, at, *self._whole(at)))
                taken.add(at)
            for span in case.spans:
                at = self._known(span.document, case.name)
                begin = int(self.offsets[at])
                rows.append((who, at, begin + span.start, begin + span.end))
                taken.add(at)
        for at, document in enumerate(self.documents):
            if at not in taken:
                rows.append((len(self.participants), at, *self._whole(at)))
                self.participants.append(document.name)
                self.values.append({})
        self.who, self.where, self.begins, self.ends = np.array(rows, dtype=np.int64).reshape(-1, 4).T

    def _known(self, document: str, case: str) -> int:
        if document not in self.number:
            remedy = did_you_mean(document, self.number)
            raise DataError.because(
                "a case's documents are in the project", f"'{document}' of '{case}'", remedy
            )
        return self.number[document]

    def _whole(self, document: int) -> tuple[int, int]:
        return int(self.offsets[document]), int(self.offsets[document]) + len(
            self.documents[document].text
        ) + 1

    @cached_property
    def pairs(self) -> tuple[Integers, Integers]:
        """Each coding with each presence that it overlaps: indices of codings, indices of presences."""
        return self.belonging(self.document, self.start, self.end)

    def belonging(self, document: Integers, start: Integers, end: Integers) -> tuple[Integers, Integers]:
        """Return each stretch with each presence that it overlaps: their indices."""
        order = np.argsort(document, kind="stable")
        cuts = np.searchsorted(document[order], np.arange(len(self.documents) + 1))
        # A stretch without length counts as the character behind it.
        end = np.maximum(end, start + 1)
        stretches = [np.zeros(0, dtype=np.int64)]
        presences = [np.zeros(0, dtype=np.int64)]
        for at, (where, begins, ends) in enumerate(zip(self.where, self.begins, self.ends, strict=True)):
            here = order[cuts[where] : cuts[where + 1]]
            found = here[(start[here] < ends) & (end[here] > begins)]
            stretches.append(found)
            presences.append(np.full(len(found), at, dtype=np.int64))
        return np.concatenate(stretches), np.concatenate(presences)

    def participants_of(self, chosen: Flags) -> Integers:
        """Return the numbers of the participants to whom any chosen coding belongs."""
        codings, presences = self.pairs
        return np.unique(self.who[presences[chosen[codings]]])

    def variables(self) -> list[str]:
        """Return every variable that a case or a document answers, or that the project declares."""
        names = [one.name for one in self.project.variables]
        names += [name for values in self.values for name in values]
        names += [name for one in self.documents for name in one.values]
        return list(dict.fromkeys(names))

    def answers(self, variable: str) -> list[Value]:
        """Return the answer of each presence: its case's, or its document's where the case has none.

        Raises
        ------
        DataError
            When no case and no document has the variable.
        """
        if variable not in self.variables():
            rule = "an attribute is a variable of the project's cases or documents"
            raise DataError.because(rule, f"'{variable}'", did_you_mean(variable, self.variables()))
        found = []
        for who, where in zip(self.who, self.where, strict=True):
            own = self.values[who].get(variable)
            found.append(self.documents[where].values.get(variable) if own is None else own)
        return found

    def levels(self, variable: str) -> tuple[list[str], Integers]:
        """Return a variable's levels in order, and the number of each presence's; what is blank comes last.

        Raises
        ------
        DataError
            When no case and no document has the variable.
        """
        answers = self.answers(variable)
        worded = [said(one) for one in answers]
        order = sorted({(_rank(one), word) for one, word in zip(answers, worded, strict=True) if word})
        names = [word for _, word in order] + ([NOT_RECORDED] if not all(worded) else [])
        at = {name: place for place, name in enumerate(names)}
        return names, _array((at[word or NOT_RECORDED] for word in worded), len(worded))

    # Stretches ------------------------------------------------------------------------------------------

    def everywhere(self) -> Spans:
        """Return every document's stretch."""
        begins = self.offsets[:-1]
        return Spans(begins, begins + _array((len(one.text) for one in self.documents), len(begins)))

    def speech(self) -> Spans:
        """Return all that is said: the turns, and the whole of documents that have none."""
        silent = np.array([not one.turns for one in self.documents], dtype=np.bool_)
        whole = self.everywhere()
        starts, ends = whole.starts[silent], whole.ends[silent]
        turns = self.turns
        return united_spans(np.concatenate([starts, turns.starts]), np.concatenate([ends, turns.ends]))

    def presences(self, chosen: Flags | Sequence[bool]) -> Spans:
        """Return the stretches of chosen presences, united."""
        flags = np.asarray(chosen, dtype=np.bool_)
        return united_spans(self.begins[flags], self.ends[flags])

    def coded(self, chosen: Flags) -> Spans:
        """Return the stretches that chosen codings cover, united."""
        return united_spans(self.start[chosen], self.end[chosen])

    def spoken(self, labels: Collection[str]) -> Spans:
        """Return the turns of speakers with one of these labels, case and spacing aside."""
        plain = {plain_label(label) for label in labels}
        seen: dict[str, bool] = {}
        rows: list[tuple[int, int]] = []
        for at, document in enumerate(self.documents):
            begin = int(self.offsets[at])
            for turn in document.turns:
                if turn.speaker is None:
                    continue
                if turn.speaker not in seen:
                    seen[turn.speaker] = plain_label(turn.speaker) in plain
                if seen[turn.speaker]:
                    rows.append((begin + turn.start, begin + turn.end))
        starts, ends = np.array(rows, dtype=np.int64).reshape(-1, 2).T
        return united_spans(starts, ends)

    def speakers(self) -> list[str]:
        """Return every speaker's label, in order."""
        labels = (turn.speaker for one in self.documents for turn in one.turns if turn.speaker is not None)
        return list(dict.fromkeys(labels))

    # Units ----------------------------------------------------------------------------------------------

    @cached_property
    def words(self) -> Spans:
        """Every word on the line: what white space parts."""
        return word_spans(self.documents, self.offsets.tolist())

    @cached_property
    def turns(self) -> Spans:
        """Every turn on the line; where nothing says who speaks in a document, every line with words."""
        return turn_spans(self.documents, self.offsets.tolist())

    def word_count(self, spans: Spans) -> int:
        """Return how many words have a character in some united stretches."""
        first, last = touched(self.words, spans.starts, spans.ends)
        # Two stretches that lie apart may end and begin within one word.
        before = np.maximum.accumulate(np.concatenate([[-1], last[:-1]]))[: len(last)]
        return int(np.maximum(last - np.maximum(first, before + 1) + 1, 0).sum())

    def metric(self, unit: str) -> Metric:
        """Return where the codings stand in words, characters, turns or documents."""
        if unit == "document":
            return Metric(self.document, self.document, self.document, self.document)
        begins = self.offsets[self.document]
        ends = self.offsets[self.document + 1] - _GAP
        if unit == "characters":
            last = np.maximum(self.end - 1, self.start)
            return Metric(self.start, last, begins, ends)
        units = self.words if unit == "words" else self.turns
        first, last = touched(units, self.start, self.end)
        lowest, highest = touched(units, begins, ends)
        return Metric(first, last, lowest, highest)

    def place(self, position: int) -> tuple[int, int]:
        """Return the document's number and the position in its text of a place on the line."""
        at = bisect.bisect_right(self.offsets, position) - 1
        return at, position - int(self.offsets[at])

    def touching(self, spans: Spans) -> Flags:
        """Return which codings overlap any of some united stretches."""
        return overlapping(self.start, np.maximum(self.end, self.start + 1), spans)


def said(value: Value) -> str:
    """Return an answer in words; empty for none.

    Examples
    --------
    >>> said(True), said(3.0), said(None), said(" police ")
    ('yes', '3', '', 'police')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.15g}" if isinstance(value, float) else str(value).strip()


def _rank(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _array(values: Iterable[int], size: int) -> Integers:
    return np.fromiter(values, dtype=np.int64, count=size)
