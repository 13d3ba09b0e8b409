"""Word frequencies: how often words were said, in how many documents, and by how many participants.

A table, and never a cloud: size on a page is no number, and a word that one person says often is not a word
that many say.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from handrail.interviews.choosing import Chooser
from handrail.interviews.cooccurrence import code_groups
from handrail.interviews.places import Places
from handrail.interviews.project import RefiProject
from handrail.interviews.query import Query, has_words
from handrail.interviews.query_parser import parse_query
from handrail.interviews.sheet import Sheet
from handrail.interviews.spans import Spans, rest_of, shared_spans
from handrail.values import UsageError

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "\u00ad": None, "\u200b": None})
_TYPES = re.compile(r"[a-z0-9]+(?:['\-]+[a-z0-9]+)*")


@dataclass(frozen=True)
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
    fewest_participants: int = 1,
    leave_out: Collection[str] = (),
) -> WordFrequencies:
    """Count words.

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
    area = shared_spans(area, places.everywhere())
    if leave_out:
        area = rest_of(area, places.spoken(leave_out))
    words = _Words(frozenset(map(_plain, stop)), [_plain(stem).removesuffix("*") for stem in stems], shortest)
    rows: list[WordCount] = []
    totals: dict[str, int] = {}
    hidden = 0
    for name, group in _groups(places, by, area):
        found, total, few = words.count(name, _pieces(places, group), fewest_participants)
        rows += found
        totals[name] = total
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


def _pieces(places: Places, area: Spans) -> Iterator[tuple[int, tuple[int, ...], str]]:
    """Yield the text of an area, cut where participants change: the document, who speaks, the text."""
    for at, document in enumerate(places.documents):
        begin = int(places.offsets[at])
        end = begin + len(document.text)
        inside = area.within(begin, end)
        if not inside:
            continue
        here = np.flatnonzero(places.where == at)
        rows = list(
            zip(
                places.who[here].tolist(),
                places.begins[here].tolist(),
                places.ends[here].tolist(),
                strict=True,
            )
        )
        cuts = sorted({place for _, a, b in rows for place in (a, b)})
        for start, stop in inside:
            edges = [start, *(place for place in cuts if start < place < stop), stop]
            for a, b in itertools.pairwise(edges):
                who = tuple(dict.fromkeys(one for one, low, high in rows if low <= a and b <= high))
                yield at, who, document.text[a - begin : b - begin]


class _Words:
    """Counts words; what a piece of text between blanks holds is worked out once for each different piece."""

    def __init__(self, stop: frozenset[str], stems: Sequence[str], shortest: int) -> None:
        self.stop, self.stems, self.shortest = stop, stems, shortest
        # French and Italian write a word that lost its vowel into the next one: l'école.
        self.elided = tuple(word for word in stop if word.endswith("'"))
        self._held: dict[str, tuple[str, ...]] = {}
        self._listed: dict[str, str | None] = {}

    def count(
        self, group: str, pieces: Iterator[tuple[int, tuple[int, ...], str]], fewest: int
    ) -> tuple[list[WordCount], int, int]:
        counts: Counter[str] = Counter()
        documents: dict[str, set[int]] = {}
        people: dict[str, set[int]] = {}
        total = 0
        joined: dict[tuple[int, tuple[int, ...]], list[str]] = {}
        for document, who, text in pieces:
            joined.setdefault((document, who), []).append(text)
        for (document, who), texts in joined.items():
            for raw, times in Counter(" ".join(texts).split()).items():
                held = self._held.get(raw)
                if held is None:
                    held = self._held[raw] = _split(raw)
                for word in held:
                    total += times
                    listed = self._listed[word] if word in self._listed else self._list(word)
                    if listed is None:
                        continue
                    if listed not in counts:
                        documents[listed], people[listed] = set(), set()
                    counts[listed] += times
                    documents[listed].add(document)
                    people[listed].update(who)
        few = 0
        rows = []
        for word, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
            if len(people[word]) < fewest:
                few += 1
                continue
            rows.append(WordCount(group, word, count, count / total, len(documents[word]), len(people[word])))
        return rows, total, few

    def _list(self, word: str) -> str | None:
        """Return under what a word is listed; None for one that is not."""
        said = word.partition("'")[2] if word.startswith(self.elided) else word
        stem = next((one for one in self.stems if said.startswith(one)), None)
        found: str | None = f"{stem}*" if stem is not None else said
        if stem is None and (len(said) < self.shortest or {said, word} & self.stop):
            found = None
        self._listed[word] = found
        return found


def _split(raw: str) -> tuple[str, ...]:
    """Return the words in a piece of text without blanks: letters, marks and digits, joined by ' and -."""
    plain = _plain(raw)
    if not plain.isascii():  # marks are letters to a reader, and Python's \\w lacks some of them
        plain = "".join(
            one if one in "'-\u2010\u2011" or unicodedata.category(one)[0] in "LMN" else " " for one in plain
        )
        return tuple(word for part in plain.split() if (word := part.strip("'-\u2010\u2011")))
    return tuple(_TYPES.findall(plain))


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word.casefold()).translate(_APOSTROPHES)
