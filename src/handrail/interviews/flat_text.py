"""Flat text: names in a text without capitals, as automatic transcription writes it.

Here a name shows itself by being no ordinary word, by a list, or by what stands before it
(``flat_cues``). What is an ordinary word too (mark, grace, field) is asked about only with such a sign:
the rest is what this misses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handrail.interviews.flat_cues import by_cues, by_neighbours, is_listed, labels, may_stand, streets
from handrail.interviews.identifier_patterns import Found
from handrail.interviews.known_names import GIVEN_NAMES
from handrail.interviews.known_places import COUNTRIES, PLACES
from handrail.interviews.ordinary_words import ORDINARY, is_ordinary
from handrail.interviews.title_words import (
    BODY_WORDS,
    FUNCTION,
    GENERIC,
    HAMLETS,
    LARGER,
    NATIONAL_BODIES,
    NEVER_NAMES,
    PLACE_BEFORE,
    ROLE_WORDS,
    STRONG_BODY_WORDS,
    TITLES,
)
from handrail.interviews.words import Word

_NOBODY = NEVER_NAMES | COUNTRIES | NATIONAL_BODIES | ROLE_WORDS
_NO_NAME = _NOBODY | BODY_WORDS | TITLES | FUNCTION | GENERIC
_BEFORE_BODY = GENERIC | BODY_WORDS | STRONG_BODY_WORDS
_LONGEST_BODY = 6


def find_flat(text: str, words: Sequence[Word], *, english: bool) -> Iterator[Found]:
    """Yield the stretches of a text without capitals that may be names.

    Parameters
    ----------
    text, words
        The text and its words.
    english
        Whether the ordinary words are known; otherwise only lists and titles tell.

    Examples
    --------
    >>> from handrail.interviews.words import words_in
    >>> text = "so ngozi okonkwo rang mrs field at green park primary school"
    >>> [text[start:end] for _, start, end, _ in find_flat(text, words_in(text), english=True)]
    ['green park primary school', 'ngozi okonkwo', 'field']
    """
    taken = {
        at: "in the list of names" if is_listed(word.folded) else "no ordinary word"
        for at, word in enumerate(words)
        if _is_name(word.folded, english)
    }
    by_cues(text, words, taken)
    by_neighbours(words, taken)
    labels(text, words, taken)
    bodies = _bodies(words, taken)
    streets(words, taken)
    yield from _stretches(words, taken, bodies)


def _is_name(word: str, english: bool) -> bool:
    """Whether a word is a name and nothing else, as far as the lists go."""
    bare = word.removesuffix("'s")
    if len(word) < 3 or word in _NO_NAME or bare in _NO_NAME:
        return False
    if is_ordinary(bare) and (bare in ORDINARY or bare not in GIVEN_NAMES):
        return False
    return english or is_listed(bare)


def _bodies(words: Sequence[Word], taken: dict[int, str]) -> dict[int, int]:
    """Return first and last word of what may name a body: brackenfield academy, green lane school."""
    found: dict[int, int] = {}
    for at, word in enumerate(words):
        if not word.joined:
            continue
        if (
            words[at - 1].folded == "of"
            and at > 1
            and words[at - 2].folded in LARGER
            and words[at - 1].joined
        ):
            if may_stand(word.folded) and word.folded not in GENERIC:
                found[at - 2] = at
        elif word.folded in BODY_WORDS:
            first = _begins_body(words, taken, at)
            if first is not None:
                found[first] = at
    return found


def _begins_body(words: Sequence[Word], taken: dict[int, str], at: int) -> int | None:
    """Return the first word of the name before the word for a body, or None when none stands there."""
    last = at - 1
    while last >= 0 and words[last + 1].joined and words[last].folded in _BEFORE_BODY:
        if words[last].folded in FUNCTION:
            return None
        last -= 1
    first = last
    while (
        first >= 0
        and at - first < _LONGEST_BODY
        and words[first + 1].joined
        and _part_of_body(words[first].folded)
    ):
        first -= 1
    first += 1
    if first > last:
        return None
    sure = [index for index in range(first, last + 1) if index in taken]
    if not sure:
        return first if words[at].folded in STRONG_BODY_WORDS else None
    # Of many words before a sure one, most are the sentence's own.
    return first if 2 * len(sure) >= last - first + 1 else sure[0]


def _part_of_body(word: str) -> bool:
    return word not in FUNCTION and word not in GENERIC and word not in _NOBODY


def _stretches(words: Sequence[Word], taken: dict[int, str], bodies: dict[int, int]) -> Iterator[Found]:
    for first, last in bodies.items():
        yield "organisation", words[first].start, words[last].end, "before the word for a body"
    order = sorted(taken)
    at = 0
    while at < len(order):
        end = at
        while end + 1 < len(order) and order[end + 1] == order[end] + 1 and words[order[end + 1]].joined:
            end += 1
        first, last = order[at], order[end]
        kind = "address" if "street" in taken[last] else _kind(words, first, last)
        reason = taken[first] if first == last else "names in a row"
        yield kind, words[first].start, words[last].end, reason
        at = end + 1


def _kind(words: Sequence[Word], first: int, last: int) -> str:
    folded = [words[index].folded for index in range(first, last + 1)]
    if folded[0] in GIVEN_NAMES:
        return "person"
    if " ".join(folded) in PLACES or folded[-1] in PLACES or folded[-1] in HAMLETS:
        return "place"
    before = words[first - 1].folded if first and words[first].joined else ""
    return "place" if before in PLACE_BEFORE and len(folded) == 1 else "person"
