"""Flat cues: what stands beside a word shows it to be a name, where nothing has a capital."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from handrail.interviews.known_names import CONNECTORS, GIVEN_NAMES, SURNAMES
from handrail.interviews.known_places import COUNTRIES, PLACES
from handrail.interviews.title_words import (
    BEFORE_PERSON,
    FORE_PLACES,
    FUNCTION,
    GENERIC,
    HAMLETS,
    INTRODUCING,
    LAST_RANKS,
    MODALS,
    NEVER_NAMES,
    PARTICLES,
    PERSON_NOUNS,
    PERSON_VERBS,
    PLACE_BEFORE,
    ROLE_WORDS,
    SPOKEN_RANKS,
    STREETS_ALONE,
    SURE_TITLES,
    TITLES,
)
from handrail.interviews.words import Word

_JOINING = CONNECTORS - {"do", "y", "e", "ten", "te", "op", "s", "san", "santa"}
_INNER = _JOINING | {"i", "y", "e", "upon"}
_NO_NAME = FUNCTION | NEVER_NAMES | COUNTRIES | ROLE_WORDS | TITLES
_AFTER_PLACE = frozenset({"and", "with", "where", "when", "because", "every"})
_DETERMINING = FUNCTION | GENERIC
_NO_STREET = FUNCTION | GENERIC | ROLE_WORDS | {"main", "back", "side", "cross"}
_SURE_PARTICLES = PARTICLES - {"do", "den", "bin", "op", "les", "ter"}
_BEFORE_WILL = BEFORE_PERSON | {
    "was",
    "is",
    "from",
    "by",
    "for",
    "of",
    "at",
    "about",
    "where",
    "called",
    "named",
}
_LONGEST_LABEL = 5
_COLON = re.compile(r"[ \t]*:(?!\S)")


def is_listed(word: str) -> bool:
    """Return whether a word is in a list of names or places."""
    return word in GIVEN_NAMES or word in SURNAMES or word in PLACES


def may_stand(word: str) -> bool:
    """Return whether a word can be a name after a title or an introduction."""
    return word not in _NO_NAME


def by_neighbours(words: Sequence[Word], taken: dict[int, str]) -> None:
    """Take what belongs to a name: particles, a listed word beside it, the second word of a place."""
    for at in sorted(taken):
        before = at - 1
        while before >= 0 and before not in taken and words[before + 1].joined and _before(words, before):
            taken[before] = "beside a name"
            before -= 1
        _after_particles(words, taken, at)
        after = at + 1
        while (
            after < len(words) and after not in taken and words[after].joined and _after(words, taken, after)
        ):
            taken[after] = "beside a name"
            after += 1
    for at in range(2, len(words)):
        if words[at - 1].folded == "and" and words[at].joined and words[at - 1].joined:
            for one, other in ((at, at - 2), (at - 2, at)):
                if one in taken and other not in taken and words[other].folded in GIVEN_NAMES:
                    taken[other] = "joined to a name"


def _after_particles(words: Sequence[Word], taken: dict[int, str], at: int) -> None:
    """Take a surname behind its particles, though its last word may be an ordinary one: de la tour."""
    after = at + (words[at].folded not in _SURE_PARTICLES)
    first = after
    while after < len(words) and words[after].joined and words[after].folded in _SURE_PARTICLES:
        after += 1
    if first < after < len(words) and words[after].joined and may_stand(words[after].folded):
        for index in range(first, after + 1):
            taken.setdefault(index, "beside a name")


def _beside(word: str) -> bool:
    return is_listed(word) and word not in MODALS and word not in FUNCTION


def _before(words: Sequence[Word], at: int) -> bool:
    word = words[at].folded
    if word in _JOINING or word in FORE_PLACES or _beside(word):
        return True
    if word != "will":
        return False
    return words[at].opens or not words[at].joined or words[at - 1].folded in _BEFORE_WILL


def _after(words: Sequence[Word], taken: dict[int, str], at: int) -> bool:
    word = words[at].folded
    if word in HAMLETS or _beside(word):
        return True
    return word in _INNER and at + 1 in taken and words[at + 1].joined


def by_cues(text: str, words: Sequence[Word], taken: dict[int, str]) -> None:
    """Take what a title, an introduction, a verb of people or a preposition shows to be a name."""
    for at, word in enumerate(words):
        before = words[at - 1].folded if at and word.joined else ""
        earlier = words[at - 2].folded if at > 1 and before and words[at - 1].joined else ""
        following = words[at + 1].folded if at + 1 < len(words) and words[at + 1].joined else ""
        reason = ""
        if before:
            reason = _after_title(word.folded, before, earlier, following) or _as_person(
                word.folded, before, following
            )
            for place, why in _as_place(word.folded, before, earlier, following, at):
                taken.setdefault(place, why)
            if not reason and _introduced(before, earlier) and may_stand(word.folded):
                reason = "after an introduction"
                if following and may_stand(following) and (is_listed(word.folded) or at + 1 in taken):
                    taken.setdefault(at + 1, reason)
        else:
            reason = _opening(text, words, at, following)
        if reason:
            taken.setdefault(at, reason)


def _introduced(before: str, earlier: str) -> bool:
    return (before in ("is", "was") and earlier in ("name", "surname")) or before in ("name's", "surname")


def _after_title(word: str, before: str, earlier: str, following: str) -> str:
    if not may_stand(word):
        return ""
    if before in SURE_TITLES:
        return "after a title"
    if before in LAST_RANKS and (is_listed(word) or earlier in SPOKEN_RANKS or not following):
        verb = word.endswith(("s", "ed", "ing"))
        return "after a rank" if is_listed(word) or earlier in SPOKEN_RANKS or not verb else ""
    return ""


def _as_person(word: str, before: str, following: str) -> str:
    """Return why an ordinary word is a name: it does what people do, or follows the word for one."""
    if word in GIVEN_NAMES or word in SURNAMES:
        told = before in BEFORE_PERSON and (following in PERSON_VERBS or not following)
        if told or (before in ("is", "was") and following == "who"):
            return "a listed name that does what people do"
    if word in GIVEN_NAMES and word not in MODALS and (before in PERSON_NOUNS or before in INTRODUCING):
        return "a listed name after a word for a person"
    return ""


def _opening(text: str, words: Sequence[Word], at: int, following: str) -> str:
    """Return why a word that opens a clause is a name."""
    word = words[at]
    if word.folded not in GIVEN_NAMES or word.folded in MODALS:
        return ""
    if word.opens:
        return "a listed name that does what people do" if following in PERSON_VERBS else ""
    between = text[words[at - 1].end : word.start].strip()
    named = between == "," and words[at - 1].folded in PERSON_NOUNS
    return "a listed name after a word for a person" if named else ""


def _as_place(word: str, before: str, earlier: str, following: str, at: int) -> Iterator[tuple[int, str]]:
    """Yield the words of a place, with the reason."""
    if before in ("st", "saint") and may_stand(word):
        yield at - 1, "a saint's name"
        yield at, "a saint's name"
    elif word in HAMLETS and before not in FUNCTION and before not in GENERIC and earlier in PLACE_BEFORE:
        yield at - 1, "a place after a preposition"
        yield at, "a place after a preposition"
    elif f"{before} {word}" in PLACES:
        yield at - 1, "a listed place"
        yield at, "a listed place"
    elif (
        word in PLACES
        and before in PLACE_BEFORE
        and (following in _AFTER_PLACE or following not in _DETERMINING)
    ):
        yield at, "a listed place after a preposition"


def labels(text: str, words: Sequence[Word], taken: dict[int, str]) -> None:
    """Take the whole of a speaker label of which one word is taken, or that a listed name begins."""
    for at, word in enumerate(words):
        if text[text.rfind("\n", 0, word.start) + 1 : word.start].strip():
            continue
        end = at + 1
        while end < len(words) and end - at < _LONGEST_LABEL and words[end].joined:
            end += 1
        label = _COLON.match(text, words[end - 1].end)
        if label and (word.folded in GIVEN_NAMES or any(index in taken for index in range(at, end))):
            for index in range(at, end):
                taken.setdefault(index, "in a speaker label")


def streets(words: Sequence[Word], taken: dict[int, str]) -> None:
    """Take the name of a street: on maple street."""
    for at, word in enumerate(words):
        if word.joined and word.folded in STREETS_ALONE and words[at - 1].folded not in _NO_STREET:
            taken.setdefault(at - 1, "before the word for a street")
            taken[at] = "the word for a street"
