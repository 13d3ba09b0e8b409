"""Word frequencies: how often words were said, in how many documents, and by how many participants.

A table, and never a cloud: size on a page is no number, and a word that one person says often is not a word
that many say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from handrail.interviews.choosing import Chooser
from handrail.interviews.cooccurrence import code_groups
from handrail.interviews.folding import Integers
from handrail.interviews.listing import Listing
from handrail.interviews.places import Places
from handrail.interviews.project import RefiProject
from handrail.interviews.query import Query, has_words
from handrail.interviews.query_parser import parse_query
from handrail.interviews.retrieval import distinct
from handrail.interviews.sheet import Sheet
from handrail.interviews.spans import Spans, rest_of, runs_of, shared_spans
from handrail.interviews.units import word_spans
from handrail.values import UsageError


@dataclass(frozen=True, slots=True)
class WordCount:
    """A word, or the words of a stem.

    Attributes
    ----------
    group
        The case, document, code or level; empty where there is one group.
    word
        In small letters; a stem ends with a star.
    count
        How often it was said.
    share
        Of all words of the group, stop words included; 0 to 1.
    documents, participants
        In how many, and by how many.
    """

    group: str
    word: str
    count: int
    share: float
    documents: int
    participants: int


@dataclass(frozen=True)
class WordFrequencies:
    """Words by how often they were said.

    Attributes
    ----------
    words
        Group by group; within one the commonest first, then by the alphabet.
    totals
        Group to all its words.
    by
        What the groups are; empty where there is one.
    hidden
        How many different words fewer participants used than were asked for.
    """

    words: tuple[WordCount, ...] = field(repr=False)
    totals: Mapping[str, int]
    by: str
    hidden: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "totals", MappingProxyType(dict(self.totals)))

    def sheet(self) -> Sheet:
        """Return the words as rows."""
        head = (self.by,) if self.by else ()
        rows = [
            (
                *((one.group,) if self.by else ()),
                one.word,
                one.count,
                round(one.share, 6),
                one.documents,
                one.participants,
            )
            for one in self.words
        ]
        hidden = f" {self.hidden} words of fewer participants are not shown." if self.hidden else ""
        return Sheet(
            "Words",
            (*head, "word", "count", "share", "documents", "participants"),
            tuple(rows),
            note=f"Shares are of all words, stop words included.{hidden}",
        )


def word_frequencies(
    project: RefiProject,
    query: str | Query | None = None,
    *,
    by: str = "",
    stop: Collection[str] = (),
    stems: Sequence[str] = (),
    shortest: int = 1,
    fewest_participants: int = 0,
    most: int | None = None,
    leave_out: Collection[str] = (),
) -> WordFrequencies:
    """Count words.

    Where a document says who speaks, what is said in its turns counts: labels and its head do not.

    Parameters
    ----------
    project
        Where they were said.
    query
        The text that is counted, such as ``code:training AND sector=police``; None for all.
    by
        ``case``, ``document``, ``code``, or a variable: counted for each apart. Empty for all together.
    stop
        Words that are not listed, such as ``stop_words("en")``; they stay in the shares' base. One that ends
        with an apostrophe is taken off the word that it is written into ("l'école").
    stems
        Words that begin so are counted as one, under the first stem that fits: ``("train", "polic")``.
    shortest
        Letters that a listed word has at least.
    fewest_participants
        Words that fewer participants used are not listed, only counted as hidden.
    most
        How many words of each group are listed at most; None for all.
    leave_out
        Labels of speakers whose turns are not counted, such as ``INTERVIEWER_LABELS``.

    Raises
    ------
    UsageError
        When the query cannot be read, or looks for words.
    DataError
        For an unknown name or variable.

    Examples
    --------
    >>> from handrail.interviews.project import Document
    >>> one = RefiProject("pilot", (Document("p01.txt", "By luck. Luck, by the way, is no training."),))
    >>> [(word.word, word.count, word.participants) for word in word_frequencies(one, shortest=4).words]
    [('luck', 2, 1), ('training', 1, 1)]
    """
    places = Places(project)
    chooser = Chooser(places)
    asked = parse_query(query) if isinstance(query, str) else query
    if asked is not None and has_words(asked):
        raise UsageError.because(
            "word frequencies are counted in text that names choose",
            "a query for words",
            "use code:, case:, document:, speaker: or variable=value",
        )
    area = places.everywhere() if asked is None else chooser.stretches(asked)
    area = shared_spans(area, places.speech())
    if leave_out:
        area = rest_of(area, places.spoken(leave_out))
    listing = Listing(stop, stems, shortest)
    stream = _Stream(places, area, listing)
    rows: list[WordCount] = []
    totals: dict[str, int] = {}
    hidden = 0
    for name, group in _groups(places, by, area):
        found, totals[name], few = stream.count(name, group, fewest_participants, most)
        rows += found
        hidden += few
    return WordFrequencies(tuple(rows), totals, by, hidden)


def _groups(places: Places, by: str, area: Spans) -> Iterator[tuple[str, Spans]]:
    if not by:
        yield "", area
    elif by == "case":
        for who, name in enumerate(places.participants):
            yield name, shared_spans(area, places.presences(places.who == who))
    elif by == "document":
        for document, begin in zip(places.documents, places.offsets, strict=False):
            whole = Spans(np.array([begin]), np.array([begin + len(document.text)]))
            yield document.name, shared_spans(area, whole)
    elif by == "code":
        every = np.ones(len(places.start), dtype=np.bool_)
        for name, mine in code_groups(places, None, every, below=False).items():
            yield name, shared_spans(area, places.coded(mine))
    else:
        names, level = places.levels(by)
        for at, name in enumerate(names):
            yield name, shared_spans(area, places.presences(level == at))


class _Stream:
    """The words of an area in order, as numbers, with their places on the line and who said them.

    There are millions of them: nothing is held that is not asked for, and each in as few bits as it takes. 32
    count the words and the characters of any project.

    A word lies in a stretch when its first character does.
    """

    def __init__(self, places: Places, area: Spans, listing: Listing) -> None:
        self.listing = listing
        starts = word_spans(places.documents, places.offsets.tolist()).starts
        begins = np.searchsorted(starts, places.offsets).tolist()
        numbers: dict[str, int] = defaultdict(lambda: len(numbers))
        raw = [np.zeros(0, dtype=np.int32)] * len(places.documents)
        for at, document in enumerate(places.documents):
            start = int(places.offsets[at])
            if area.within(start, start + len(document.text)):
                found = map(numbers.__getitem__, document.text.split())
                raw[at] = np.fromiter(found, dtype=np.int32, count=begins[at + 1] - begins[at])
        # One piece between blanks may hold several words, or none: "and/or", "--".
        held = [listing.words_of(one) for one in numbers] or [()]
        many_each = np.array([len(one) for one in held], dtype=np.int64)
        flat = np.array([word for one in held for word in one] or [0], dtype=np.int32)
        first = np.cumsum(many_each) - many_each
        self.alphabet = np.argsort(np.argsort(np.array(listing.names or [""])))
        words, places_of = [np.zeros(0, dtype=np.int32)], [np.zeros(0, dtype=np.int32)]
        for at, pieces in enumerate(raw):
            where = starts[begins[at] : begins[at] + len(pieces)]
            inside = _inside(where, area)
            said = pieces[inside]
            lengths = many_each[said]
            words.append(flat[runs_of(first[said], lengths)])
            places_of.append(np.repeat(where[inside].astype(np.int32), lengths))
        del starts, raw
        self.word, self.at = np.concatenate(words), np.concatenate(places_of)
        del words, places_of
        of_each = np.diff(self._before(places.offsets))
        self.document = np.repeat(_small(np.arange(len(of_each))), of_each)
        low, high = self._before(places.begins), self._before(places.ends)
        self.who = np.repeat(_small(places.who), high - low)
        self.item: NDArray[np.int32] | None = None
        # Mostly one person said each, and they stand in order: then there is nothing to look up.
        if not np.array_equal(np.append(low, len(self.at)), np.append(0, high)):
            item = runs_of(low, high - low).astype(np.int32)
            if (np.diff(low) < 0).any() or (low[1:] < high[:-1]).any():
                order = np.argsort(item, kind="stable")
                item, self.who = item[order], self.who[order]
            self.item = item

    def _before(self, places: Integers) -> Integers:
        """Return how many words begin before each place."""
        return np.searchsorted(self.at, places.astype(np.int32), "left")

    def count(
        self, group: str, area: Spans, fewest: int, most: int | None
    ) -> tuple[list[WordCount], int, int]:
        """Return the words of an area, how many there are with those that are not listed, and the hidden."""
        low, high = self._before(area.starts), self._before(area.ends)
        whole = int((high - low).sum()) == len(self.at)
        here = slice(None) if whole else runs_of(low, high - low)
        size = len(self.listing.names)
        counts = np.bincount(self.word[here], minlength=size)
        documents = distinct(self.word[here], self.document[here], size)
        if self.item is None:
            people = distinct(self.word[here], self.who[here], size)
        else:
            first, last = (np.searchsorted(self.item, side, "left") for side in (low, high))
            said = slice(None) if whole else runs_of(first, last - first)
            people = distinct(self.word[self.item[said]], self.who[said], size)
        total = int(counts.sum())
        counts[~np.array(self.listing.listed, dtype=np.bool_)] = 0
        few = int(((counts > 0) & (people < fewest)).sum())
        counts[people < fewest] = 0
        order = np.flatnonzero(counts)
        order = order[np.lexsort((self.alphabet[order], -counts[order]))][:most]
        columns = (one[order].tolist() for one in (counts, documents, people))
        rows = [
            WordCount(group, self.listing.names[at], many, many / total, in_documents, by_people)
            for at, many, in_documents, by_people in zip(order.tolist(), *columns, strict=True)
        ]
        return rows, total, few


def _small(numbers: Integers) -> Integers:
    """Return numbers in the fewest bits that hold them."""
    small: Integers = numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))
    return small


def _inside(where: Integers, area: Spans) -> Integers:
    """Return which of some places, in order, lie in an area: their numbers."""
    if not len(where):
        return where
    first = np.searchsorted(area.ends, where[0], "right")
    near = slice(first, np.searchsorted(area.starts, where[-1], "right"))
    low, high = (np.searchsorted(where, side[near], "left") for side in (area.starts, area.ends))
    return runs_of(low, high - low)
