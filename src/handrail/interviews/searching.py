"""Search: words and phrases in a project's texts, each with what stands around it and who said it."""

from __future__ import annotations

import bisect
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from handrail.interviews.choosing import Chooser, needs_words
from handrail.interviews.finding import Stretches, inside, smallest
from handrail.interviews.folding import Flags
from handrail.interviews.places import Places
from handrail.interviews.project import RefiProject
from handrail.interviews.query import AllOf, AnyOf, Not, Query, has_words
from handrail.interviews.query_parser import parse_query
from handrail.interviews.sheet import Field, Sheet, one_line
from handrail.interviews.spans import Spans, rest_of, shared_spans
from handrail.values import UsageError


@dataclass(frozen=True, slots=True)
class Hit:
    """A hit in its context.

    Attributes
    ----------
    document
        Its name.
    start, end
        Code points of the document's text, end exclusive.
    speaker
        The label of who said it; None outside all turns, and for several.
    left, text, right
        The words before, of, and behind it, as they stand there.
    """

    document: str
    start: int
    end: int
    speaker: str | None
    left: str = field(repr=False)
    text: str = field(repr=False)
    right: str = field(repr=False)


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes
    ----------
    hits
        In the order of the documents and of their texts.
    documents, participants
        How many have a hit. Cases are participants, and so is a document without any case.
    """

    hits: tuple[Hit, ...] = field(repr=False)
    documents: int
    participants: int

    def sheet(self) -> Sheet:
        """Return the hits as keyword in context."""
        rows: list[tuple[Field, ...]] = [
            (
                one.document,
                one.start,
                one.end,
                one.speaker or "",
                *map(one_line, (one.left, one.text, one.right)),
            )
            for one in self.hits
        ]
        header = ("document", "start", "end", "speaker", "left", "hit", "right")
        return Sheet("Keyword in context", header, tuple(rows))


def search(
    project: RefiProject,
    query: str | Query,
    *,
    context: int = 50,
    leave_out: Collection[str] = (),
) -> Found:
    r"""Find words in a project's texts.

    Case and accents do not count, and neither does how a character was composed; positions are exact in the
    text as it is. ``AND``, ``OR`` and ``NOT`` are about documents: the hits of those documents in which the
    whole holds. Everything that is no word (``case:``, ``sector=police``, ``code:`` ...) narrows the text
    that is searched.

    Parameters
    ----------
    project
        Where to look.
    query
        What for, in the language of :func:`handrail.interviews.parse_query` or as a tree.
    context
        Characters on either side.
    leave_out
        Labels of speakers whose turns are not searched, such as ``INTERVIEWER_LABELS``.

    Raises
    ------
    UsageError
        When the query cannot be read, or looks for no words.
    DataError
        For an unknown code, case, document, coder, speaker or variable.

    Examples
    --------
    >>> from handrail.interviews.project import Document
    >>> one = RefiProject("pilot", (Document("p01.txt", "Nous l'avons appris à l'école. À L’ÉCOLE!"),))
    >>> [(hit.start, hit.text) for hit in search(one, '"a l\'ecole"').hits]
    [(20, "à l'école"), (31, 'À L’ÉCOLE')]
    """
    asked = parse_query(query) if isinstance(query, str) else query
    if not needs_words(asked):
        raise UsageError.because(
            "a search looks for words",
            "a query, or one side of an OR, that asks for none",
            "add a word or a phrase; to list coded passages, use `codings`",
        )
    places = Places(project)
    searcher = _Searcher(places)
    allowed = places.everywhere()
    if leave_out:
        allowed = rest_of(allowed, places.spoken(leave_out))
    found, holds = searcher.look(asked, allowed)
    document = _documents(places, found)
    kept = holds[document]
    found, document = (found[0][kept], found[1][kept]), document[kept]
    _, presences = places.belonging(document, *found)
    return Found(
        _hits(places, found, context), len(np.unique(document)), len(np.unique(places.who[presences]))
    )


class _Searcher:
    def __init__(self, places: Places) -> None:
        self.places = places
        self.chooser = Chooser(places)

    def look(self, query: Query, allowed: Spans) -> tuple[Stretches, Flags]:
        """Return the hits within some text, and in which documents the whole holds."""
        if isinstance(query, AnyOf):
            some = [self.look(part, allowed) for part in query.parts]
            kept = [self._of(found, holds) for found, holds in some]
            return smallest(*kept), np.logical_or.reduce([holds for _, holds in some])
        if isinstance(query, AllOf):
            worded = [part for part in query.parts if has_words(part)]
            for part in query.parts:
                if part not in worded:
                    allowed = shared_spans(allowed, self.chooser.stretches(part))
            wanted = [self.look(part, allowed) for part in worded if not isinstance(part, Not)]
            holds = np.logical_and.reduce([one for _, one in wanted])
            for part in worded:
                if isinstance(part, Not):
                    holds &= ~self.look(part.part, allowed)[1]
            return smallest(*(found for found, _ in wanted)), holds
        if isinstance(query, Not):  # of a Not: needs_words saw to all others
            found, holds = self.look(query.part, allowed)
            return (found[0][:0], found[1][:0]), ~holds
        found = self.chooser.finder.find(query)
        kept_here = inside(found, allowed)
        found = (found[0][kept_here], found[1][kept_here])
        holds = np.zeros(len(self.places.documents), dtype=np.bool_)
        holds[_documents(self.places, found)] = True
        return found, holds

    def _of(self, found: Stretches, holds: Flags) -> Stretches:
        kept = holds[_documents(self.places, found)]
        return found[0][kept], found[1][kept]


def _documents(places: Places, found: Stretches) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.searchsorted(places.offsets, found[0], "right") - 1


def _hits(places: Places, found: Stretches, context: int) -> tuple[Hit, ...]:
    hits: list[Hit] = []
    numbers = _documents(places, found)
    for number in np.unique(numbers).tolist():
        document, offset = places.documents[number], int(places.offsets[number])
        text, turns = document.text, document.turns
        begins = [turn.start for turn in turns]
        here = numbers == number
        for start, end in zip(
            (found[0][here] - offset).tolist(), (found[1][here] - offset).tolist(), strict=True
        ):
            at = bisect.bisect_right(begins, start) - 1
            speaker = turns[at].speaker if at >= 0 and end <= turns[at].end else None
            left = text[max(start - context, 0) : start]
            right = text[end : end + context]
            hits.append(Hit(document.name, start, end, speaker, left, text[start:end], right))
    return tuple(hits)
