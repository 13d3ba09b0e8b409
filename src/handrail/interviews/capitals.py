"""Capitals: runs of capitalised words that name somebody, some body or some place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from handrail.interviews.identifier_patterns import Found
from handrail.interviews.known_names import CONNECTORS, GIVEN_NAMES, SURNAMES
from handrail.interviews.known_places import COUNTRIES, PLACE_ENDINGS, PLACES
from handrail.interviews.ordinary_words import ORDINARY, is_ordinary
from handrail.interviews.title_words import (
    BODY_WORDS,
    FUNCTION,
    MODALS,
    MONTH_BEFORE,
    NATIONAL_BODIES,
    NEVER_NAMES,
    PARTICLES,
    PERSON_VERBS,
    PLACE_BEFORE,
    ROLE_WORDS,
    TITLES,
)
from handrail.interviews.words import SHORTENED, Word

_INNER = CONNECTORS | {"i"}
_ABSTRACT = (
    "tion",
    "tions",
    "sion",
    "ment",
    "ments",
    "ness",
    "ity",
    "ities",
    "logy",
    "ance",
    "ence",
    "ship",
    "ing",
)
_LABEL = re.compile(r"[ \t]*:")
_NOBODY = NEVER_NAMES | COUNTRIES | NATIONAL_BODIES
_OFFICE = ROLE_WORDS | BODY_WORDS
_SHOUTED = {"di", "ds", "dc", "acc", "cc", "sa", "pan", "pani", "hr", "fr", "sr"}
_DOTTED = re.compile(r"^\.|\.\w")
_MOST_JOINING = 3
_OF_MONTHS = {"is", "was", "has", "had", "did", "came", "went"}


def find_capitals(text: str, words: Sequence[Word], *, capitals_tell: bool, english: bool) -> Iterator[Found]:
    """Yield the stretches that capitals show to be names.

    Parameters
    ----------
    text, words
        The text and its words.
    capitals_tell
        Whether a capital inside a sentence says anything; in German every noun has one.
    english
        Whether the ordinary words are known, so that an unknown one that begins a sentence may be a name.

    Examples
    --------
    >>> from handrail.interviews.words import words_in
    >>> text = "The Chief Constable knew DI van Rijn of Northmere Police."
    >>> [text[start:end] for _, start, end, _ in
    ...  find_capitals(text, words_in(text), capitals_tell=True, english=True)]
    ['van Rijn', 'Northmere Police']
    """
    return _Reader(text, words, capitals_tell, english).read()


class _Reader:
    def __init__(self, text: str, words: Sequence[Word], capitals_tell: bool, english: bool) -> None:
        self._text = text
        self._words = words
        self._capitals_tell = capitals_tell
        self._english = english
        self._inside = {word.folded for word in words if word.capital and not word.opens}
        self._small = {word.folded for word in words if not word.capital and self._stands_free(word)}

    def read(self) -> Iterator[Found]:
        at = 0
        while at < len(self._words):
            if not self._words[at].capital:
                at += 1
                continue
            end = self._run_end(at)
            found = self._judge(list(range(at, end)))
            if found is not None:
                yield found
            at = end

    def _stands_free(self, word: Word) -> bool:
        """Whether a word is no part of an address or a user name, which are in small letters always."""
        around = self._text[max(0, word.start - 1) : word.start] + self._text[word.end : word.end + 2]
        return "@" not in around and "_" not in around and not _DOTTED.search(around)

    def _is_title(self, word: Word) -> bool:
        # DI Benson, but Di Benedetto and Pan Tadeusz's namesakes.
        written = self._text[word.start : word.end]
        return word.folded in TITLES and (word.folded not in _SHOUTED or written.isupper())

    # -- where a run ends -----------------------------------------------------------------------

    def _run_end(self, at: int) -> int:
        """Return the index after the last word of a run of capitals, with what joins them."""
        end = at + 1
        while True:
            step = end
            while step < len(self._words) and step - end < _MOST_JOINING and self._joins(step):
                step += 1
            if step >= len(self._words) or not self._words[step].capital or self._words[step].opens:
                return end
            if not all(self._close(index) for index in range(end, step + 1)):
                return end
            end = step + 1

    def _close(self, index: int) -> bool:
        """Whether a word belongs to the one before: only blanks, an ampersand or an initial's dot between."""
        if self._words[index].joined:
            return True
        before = self._words[index - 1]
        between = self._text[before.end : self._words[index].start].strip(" \t\u00a0")
        short = before.folded in SHORTENED or before.end - before.start == 1
        return between in ("&", "'s", "’s") or (between == "." and short)

    def _joins(self, index: int) -> bool:
        word = self._words[index]
        if word.capital:
            return False
        if word.folded == "of":
            return self._words[index - 1].folded in _OFFICE
        return word.folded in _INNER

    # -- what a run is --------------------------------------------------------------------------

    def _judge(self, run: list[int]) -> Found | None:
        """Return what of a run of capitals is a name."""
        run, titled = self._without_titles(run)
        if not run:
            return None
        before = self._words[run[0] - 1] if run[0] else None
        if before is not None and self._is_title(before) and self._close(run[0]):
            titled = True
        first = self._words[run[0]]
        if first.opens and not titled and not self._opens_with_name(run):
            del run[0]
        run = self._trimmed(run, titled, first.opens)
        if not run:
            return None
        named = [i for i in run if self._words[i].capital and self._may_name(self._words[i])]
        if not named and not titled:
            return None
        alone = len(run) == 1 and not titled and not self._words[run[0]].opens
        if alone and self._no_name_alone(run[0]):
            return None
        if not self._capitals_tell and not titled:
            return self._listed(run)
        kind = self._kind(run, before)
        if kind == "person":
            while len(run) > 1 and run[0] not in named and self._words[run[0]].folded in ROLE_WORDS:
                del run[0]
        reason = "capitals inside a sentence"
        if titled:
            reason = "a capital after a title"
        elif self._words[run[0]].opens:
            reason = "begins a sentence and may be a name"
        return kind, self._words[self._with_particles(run[0])].start, self._words[run[-1]].end, reason

    def _without_titles(self, run: list[int]) -> tuple[list[int], bool]:
        titled = False
        while run and (self._is_title(self._words[run[0]]) or self._is_rank(run)):
            titled = True
            run = run[1:]
        return run, titled

    def _is_rank(self, run: Sequence[int]) -> bool:
        """Whether a run begins with a role, such as Chief Constable, and a name follows."""
        rest = [self._words[i].folded for i in run[1:] if self._words[i].capital]
        if self._words[run[0]].folded not in ROLE_WORDS or not rest or self._has_body(run):
            return False
        if rest[-1] in ROLE_WORDS:
            return False
        return rest[0] in TITLES or all(one in ROLE_WORDS or one in TITLES for one in rest[:-1])

    def _trimmed(self, run: list[int], titled: bool, opens: bool) -> list[int]:
        """Return a run without what names nobody at its ends."""
        empty = FUNCTION - MODALS if opens or (len(run) == 1 and not titled) else frozenset[str]()

        def names_nobody(index: int) -> bool:
            word = self._words[index]
            return word.folded in NEVER_NAMES or not word.capital or word.folded in empty

        while run and names_nobody(run[0]):
            run = run[1:]
        while run and (self._words[run[-1]].folded in NEVER_NAMES or not self._words[run[-1]].capital):
            run = run[:-1]
        return run

    def _has_body(self, run: Sequence[int]) -> bool:
        return any(self._words[i].folded in BODY_WORDS for i in run)

    def _may_name(self, word: Word) -> bool:
        """Whether a capitalised word is none of those that name nobody."""
        folded, length = word.folded, word.end - word.start
        if length == 1 or folded in _NOBODY or folded in _OFFICE or self._is_title(word):
            return False
        return not (length > 3 and self._text[word.start : word.end].isupper() and is_ordinary(folded))

    def _no_name_alone(self, index: int) -> bool:
        """Whether a single capitalised word inside a sentence is a month, or an abstract noun."""
        word = self._words[index].folded
        if word in MODALS:
            return index > 0 and self._words[index - 1].folded in MONTH_BEFORE
        known = word in ORDINARY or word in GIVEN_NAMES or word in SURNAMES
        return not known and is_ordinary(word) and word.endswith(_ABSTRACT)

    def _opens_with_name(self, run: Sequence[int]) -> bool:
        """Whether the word with which a sentence begins is part of a name."""
        word = self._words[run[0]]
        folded = word.folded
        if folded in _NOBODY:
            return False
        ordinary = is_ordinary(folded) if self._english else folded in self._small
        if folded in GIVEN_NAMES or folded in SURNAMES or folded in PLACES:
            return not ordinary or self._listed_opens(run)
        if ordinary and len(run) == 1:
            return False
        if len(run) > 1 and self._words[run[1]].capital and self._has_body(run[1:]):
            return folded not in FUNCTION and (not ordinary or folded not in ROLE_WORDS)
        if ordinary or folded in FUNCTION or folded in ROLE_WORDS:
            return False
        unknown = self._english and folded not in BODY_WORDS and folded not in self._small
        return unknown or folded in self._inside or self._is_label(run)

    def _listed_opens(self, run: Sequence[int]) -> bool:
        """Whether an ordinary word that is a listed name too is one where it opens a sentence: Mark said."""
        following = self._words[run[0] + 1] if run[0] + 1 < len(self._words) else None
        told = following is None or not following.joined or following.folded in PERSON_VERBS
        if self._words[run[0]].folded in MODALS:
            # May said, but neither "May we?" nor "May is busy".
            told = following is not None and following.folded in PERSON_VERBS - _OF_MONTHS
        if told or self._and_another(run):
            return True
        return self._is_label(run) or (len(run) > 1 and self._words[run[1]].folded not in _OFFICE)

    def _and_another(self, run: Sequence[int]) -> bool:
        """Whether "and" and another name follow: Dawn and Rohan."""
        after = self._words[run[-1] + 1 : run[-1] + 3]
        joined = len(after) == 2 and after[0].joined and after[1].joined
        return joined and after[0].folded == "and" and after[1].capital and self._may_name(after[1])

    def _is_label(self, run: Sequence[int]) -> bool:
        start = self._words[run[0]].start
        opens_line = not self._text[self._text.rfind("\n", 0, start) + 1 : start].strip()
        return opens_line and _LABEL.match(self._text, self._words[run[-1]].end) is not None

    def _with_particles(self, first: int) -> int:
        """Return where a name begins with its particles in small letters: van der Berg."""
        while first > 0 and self._words[first].joined:
            before = self._words[first - 1]
            if before.capital or before.folded not in PARTICLES:
                break
            first -= 1
        return first

    def _kind(self, run: Sequence[int], before: Word | None) -> str:
        if self._has_body(run):
            return "organisation"
        last = self._words[run[-1]].folded
        if last in PLACES or " ".join(self._words[i].folded for i in run) in PLACES:
            return "place"
        if self._words[run[0]].folded in GIVEN_NAMES:
            return "person"
        placed = before is not None and before.folded in PLACE_BEFORE and not self._words[run[0]].opens
        if placed and before is not None and (len(run) == 1 or before.folded != "from"):
            return "place"
        ending = len(run) == 1 and len(last) > 5 and last.endswith(tuple(PLACE_ENDINGS))
        return "place" if ending and last not in SURNAMES else "person"

    def _listed(self, run: Sequence[int]) -> Found | None:
        """Return the stretch of a run that lists know, where capitals say nothing."""
        known = [i for i in run if self._words[i].folded in GIVEN_NAMES | SURNAMES | PLACES]
        if not known:
            return None
        given = self._words[known[0]].folded in GIVEN_NAMES
        last = min(run[-1] if given else known[-1], known[0] + 3)
        kind = "place" if not given and self._words[known[0]].folded in PLACES else "person"
        return kind, self._words[known[0]].start, self._words[last].end, "in the list of names"
