"""Retrieve: the codings that a query means, and how many references, participants, documents and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from handrail.interviews.choosing import Chooser
from handrail.interviews.folding import Flags, Integers
from handrail.interviews.places import Places
from handrail.interviews.project import ProjectCoding, RefiProject
from handrail.interviews.query import Query
from handrail.interviews.query_parser import parse_query
from handrail.interviews.sheet import Sheet
from handrail.interviews.spans import united_spans


@dataclass(frozen=True)
class Counts:
    """How much there is.

    Attributes
    ----------
    references
        Codings; two coders' codings of the same words are two.
    participants
        Cases to whom any of them belongs; a document without any case is a participant of its own.
    documents
        Documents with any.
    words
        Words covered: what is coded twice counts once.
    """

    references: int
    participants: int
    documents: int
    words: int


@dataclass(frozen=True)
class Retrieval:
    """What a query means.

    Attributes
    ----------
    codings
        By document and place, then in the project's order.
    participants
        Of each coding, the names of those to whom it belongs.
    counts
        Of all together.
    by_code
        Code to its counts, in the codebook's order; codes without a coding are left out.
    """

    codings: tuple[ProjectCoding, ...] = field(repr=False)
    participants: tuple[tuple[str, ...], ...] = field(repr=False)
    counts: Counts
    by_code: Mapping[str, Counts] = field(repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", MappingProxyType(dict(self.by_code)))

    def sheet(self) -> Sheet:
        """Return the counts of each code, and of all."""
        rows = [(name, *_row(one)) for name, one in self.by_code.items()]
        header = ("code", "references", "participants", "documents", "words")
        return Sheet("Codings", header, (*rows, ("All", *_row(self.counts))), note=COUNTED)


Numbers: TypeAlias = npt.NDArray[np.int64] | npt.NDArray[np.int32]

_ROOM = 40
"""Flags that may be laid out for each pair that is counted: fewer than sorting costs, and bounded."""

COUNTED = "Words covered by several codings count once. A document without any case counts as a participant."


def retrieve(project: RefiProject, query: str | Query | None = None) -> Retrieval:
    """Return the codings that a query means, with their counts.

    Parameters
    ----------
    project
        Where to look.
    query
        In the language of :func:`handrail.interviews.parse_query`, or as a tree; None for all codings.
        :mod:`handrail.interviews.choosing` says what it means.

    Raises
    ------
    UsageError
        When the query cannot be read.
    DataError
        For an unknown code, case, document, coder, speaker or variable.

    Examples
    --------
    >>> from handrail.interviews.project import Document, ProjectCode
    >>> text = "We learned by luck, not by design."
    >>> one = RefiProject("pilot", (Document("p01.txt", text),), (), (ProjectCode("training", ""),
    ...     ProjectCode("luck", "", "training")),
    ...     (ProjectCoding("c1", "p01.txt", 3, 18, text[3:18], "training", "AB"),
    ...      ProjectCoding("c2", "p01.txt", 11, 18, text[11:18], "luck", "CD")))
    >>> retrieve(one, "under:training").counts
    Counts(references=2, participants=1, documents=1, words=3)
    >>> [coding.name for coding in retrieve(one, "code:training NOT coder:CD").codings]
    ['c1']
    """
    places = Places(project)
    chosen, order = chosen_codings(places, query)
    return Retrieval(
        tuple(project.codings[at] for at in order.tolist()),
        names_of(places, chosen, order),
        counted(places, chosen),
        counted_by_code(places, chosen),
    )


def chosen_codings(places: Places, query: str | Query | None) -> tuple[Flags, Integers]:
    """Return which codings a query means, and their numbers by document and place."""
    chosen = Chooser(places).codings(parse_query(query) if isinstance(query, str) else query)
    order = np.flatnonzero(chosen)
    return chosen, order[np.lexsort((order, places.end[order], places.start[order]))]


def counted(places: Places, chosen: Flags) -> Counts:
    """Return the counts of chosen codings together."""
    return Counts(
        int(chosen.sum()),
        len(places.participants_of(chosen)),
        len(np.unique(places.document[chosen])),
        places.word_count(places.coded(chosen)),
    )


def counted_by_code(places: Places, chosen: Flags) -> dict[str, Counts]:
    """Return the counts of chosen codings, code by code, for the codes that have any."""
    size = len(places.codes)
    codings, presences = places.pairs
    kept = chosen[codings]
    participants = distinct(places.code[codings[kept]], places.who[presences[kept]], size)
    documents = distinct(places.code[chosen], places.document[chosen], size)
    references = np.bincount(places.code[chosen], minlength=size)
    order = np.flatnonzero(chosen)
    order = order[np.argsort(places.code[order], kind="stable")]
    cuts = np.searchsorted(places.code[order], np.arange(size + 1))
    found = {}
    for at in np.flatnonzero(references).tolist():
        here = order[cuts[at] : cuts[at + 1]]
        words = places.word_count(united_spans(places.start[here], places.end[here]))
        found[places.codes[at]] = Counts(
            int(references[at]), int(participants[at]), int(documents[at]), words
        )
    return found


def distinct(groups: Numbers, members: Numbers, size: int) -> Integers:
    """Return how many distinct members each group has.

    Examples
    --------
    >>> distinct(np.array([0, 0, 2, 2]), np.array([5, 5, 5, 6]), 3).tolist()
    [1, 0, 2]
    """
    width = int(members.max(initial=0)) + 1
    pairs = np.multiply(groups, width, dtype=np.int64)
    pairs += members
    if size * width <= _ROOM * len(pairs):  # a flag for each pair that there could be is faster
        met = np.zeros(size * width, dtype=np.bool_)
        met[pairs] = True
        found: Integers = met.reshape(size, width).sum(axis=1, dtype=np.int64)
    else:
        found = np.bincount(np.unique(pairs) // width, minlength=size).astype(np.int64)
    return found


def names_of(places: Places, chosen: Flags, order: Integers) -> tuple[tuple[str, ...], ...]:
    """Return the names of those to whom each chosen coding belongs, in an order of the codings."""
    codings, presences = places.pairs
    kept = chosen[codings]
    width = len(places.participants) or 1
    owned = np.unique(codings[kept] * width + places.who[presences[kept]])
    alone = [(name,) for name in places.participants]
    names: list[tuple[str, ...]] = [()] * len(chosen)
    for coding, who in zip((owned // width).tolist(), (owned % width).tolist(), strict=True):
        before = names[coding]
        names[coding] = (*before, places.participants[who]) if before else alone[who]
    return tuple(names[at] for at in order.tolist())


def _row(one: Counts) -> tuple[int, int, int, int]:
    return one.references, one.participants, one.documents, one.words
