"""Flat text: names in a text without capitals, as automatic transcription writes it.

Here a name shows itself by being no ordinary word, by a list, or by what stands before it. What is an ordinary
word too (mark, grace, field) is asked about only with such a sign: the rest is what this misses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handrail.interviews.identifier_patterns import Found
from handrail.interviews.known_names import CONNECTORS, GIVEN_NAMES, SURNAMES
from handrail.interviews.known_places import COUNTRIES, PLACES
from handrail.interviews.ordinary_words import ORDINARY, is_ordinary
from handrail.interviews.title_words import (
    BEFORE_PERSON,
    BODY_WORDS,
    FORE_PLACES,
    FUNCTION,
    GENERIC,
    HAMLETS,
    MODALS,
    NATIONAL_BODIES,
    NEVER_NAMES,
    PERSON_NOUNS,
    PERSON_VERBS,
    PLACE_BEFORE,
    ROLE_WORDS,
    SPOKEN_RANKS,
    STREETS_ALONE,
    STRONG_BODY_WORDS,
    TITLES,
)
from handrail.interviews.words import Word

_JOINING = CONNECTORS - {"do", "y", "e", "ten", "te", "op", "s", "san", "santa"}
_SURE_TITLES = frozenset("mr mrs ms miss dr pc dc ds di dci prof professor sir dame lord lady cllr councillor herr frau madame".split())
_LAST_RANKS = frozenset("inspector constable sergeant superintendent detective".split())
_LARGER = frozenset("university college city town village diocese borough county district council bishop".split())


def find_flat(text: str, words: Sequence[Word], *, english: bool) -> Iterator[Found]:
    """Yield the stretches of a text without capitals that may be names.

    Parameters
    ----------
    text, words
        The text and its words.
    english
        Whether the ordinary words are known; otherwise only lists and titles tell.
    """
    sure = [_sure(word.folded, english) for word in words]
    maybe = [_listed(word.folded) for word in words]
    taken: dict[int, str] = {}
    for at, word in enumerate(words):
        if sure[at]:
            taken[at] = "no ordinary word" if not maybe[at] else "in the list of names"
        del word
    _by_cues(text, words, taken, maybe)
    _by_neighbours(words, taken, maybe)
    _labels(text, words, taken)
    bodies = _bodies(words, taken)
    _streets(words, taken)
    yield from _stretches(words, taken, bodies)


def _sure(word: str, english: bool) -> bool:
    if len(word) < 3 or word in NEVER_NAMES or word in COUNTRIES or word in NATIONAL_BODIES:
        return False
    if word in ROLE_WORDS or word in BODY_WORDS or word in TITLES or word in FUNCTION or word in GENERIC:
        return False
    bare = word.removesuffix("'s")
    if is_ordinary(bare) and (bare in ORDINARY or bare not in GIVEN_NAMES):
        return False
    return english or _listed(bare)


def _listed(word: str) -> bool:
    return word in GIVEN_NAMES or word in SURNAMES or word in PLACES


def _may_stand(word: str) -> bool:
    """Whether a word can be a name after a title or an introduction."""
    return not (
        word in FUNCTION or word in NEVER_NAMES or word in COUNTRIES or word in ROLE_WORDS or word in TITLES
    )


def _by_neighbours(words: Sequence[Word], taken: dict[int, str], maybe: Sequence[bool]) -> None:
    """Take what belongs to a name: particles before it, a listed word beside it, the second word of a place."""
    for at in sorted(taken):
        before = at - 1
        while before >= 0 and words[before + 1].joined and before not in taken:
            word = words[before].folded
            if word in _JOINING or word in FORE_PLACES or (maybe[before] and word not in MODALS and word not in FUNCTION):
                taken[before] = "beside a name"
                before -= 1
            elif word == "will" and before > 0 and words[before - 1].folded in BEFORE_PERSON:
                taken[before] = "beside a name"
            else:
                break
        after = at + 1
        while after < len(words) and words[after].joined and after not in taken:
            word = words[after].folded
            if word in HAMLETS or (maybe[after] and word not in MODALS and word not in FUNCTION):
                taken[after] = "beside a name"
                after += 1
            elif word in _JOINING | {"i", "y", "e"} and after + 1 in taken and words[after + 1].joined:
                taken[after] = "beside a name"
            elif word in ("in", "upon", "la", "de", "le", "under") and after + 1 in taken and words[after + 1].joined and word != "in":
                taken[after] = "beside a name"
            else:
                break
    for at in range(2, len(words)):
        if words[at - 1].folded == "and" and words[at].joined and words[at - 1].joined:
            for one, other in ((at, at - 2), (at - 2, at)):
                if one in taken and other not in taken and maybe[other] and words[other].folded in GIVEN_NAMES:
                    taken[other] = "joined to a name"


def _by_cues(text: str, words: Sequence[Word], taken: dict[int, str], maybe: Sequence[bool]) -> None:
    """Take what a title, an introduction or a verb of people shows to be a name."""
    for at, word in enumerate(words):
        if not word.joined:
            continue
        before = words[at - 1].folded
        earlier = words[at - 2].folded if at > 1 and words[at - 1].joined else ""
        following = words[at + 1].folded if at + 1 < len(words) and words[at + 1].joined else ""
        if before in _SURE_TITLES and _may_stand(word.folded):
            taken.setdefault(at, "after a title")
        elif before in _LAST_RANKS and _may_stand(word.folded) and (maybe[at] or earlier in SPOKEN_RANKS or not following):
            if maybe[at] or not word.folded.endswith(("s", "ed", "ing")) or earlier in SPOKEN_RANKS:
                taken.setdefault(at, "after a rank")
        elif _introduced(before, earlier) and _may_stand(word.folded):
            taken.setdefault(at, "after an introduction")
            if following and _may_stand(following) and (maybe[at] or at + 1 in taken):
                taken.setdefault(at + 1, "after an introduction")
        elif word.folded in GIVEN_NAMES | SURNAMES and (
            (before in BEFORE_PERSON and (following in PERSON_VERBS or not following))
            or (before in ("is", "was") and following == "who")
        ):
            taken.setdefault(at, "a listed name that does what people do")
        elif word.folded in GIVEN_NAMES - MODALS and before in PERSON_NOUNS | {"called", "named", "hi", "hello", "dear"}:
            taken.setdefault(at, "a listed name after a word for a person")
        elif before in ("st", "saint") and _may_stand(word.folded):
            taken.setdefault(at - 1, "a saint's name")
            taken.setdefault(at, "a saint's name")
        elif word.folded in HAMLETS and before not in FUNCTION | GENERIC and earlier in PLACE_BEFORE:
            taken.setdefault(at - 1, "a place after a preposition")
            taken.setdefault(at, "a place after a preposition")
        elif word.folded in PLACES and before in PLACE_BEFORE and following not in FUNCTION | GENERIC:
            taken.setdefault(at, "a listed place after a preposition")
        elif word.folded in PLACES and before in PLACE_BEFORE and following in ("and", "with", "where", "when", "because", "every"):
            taken.setdefault(at, "a listed place after a preposition")
        if f"{before} {word.folded}" in PLACES:
            taken.setdefault(at - 1, "a listed place")
            taken.setdefault(at, "a listed place")
    for at, word in enumerate(words[1:], start=1):
        if not word.joined and word.folded in GIVEN_NAMES - MODALS and words[at - 1].folded in PERSON_NOUNS:
            if text[words[at - 1].end : word.start].strip() == ",":
                taken.setdefault(at, "a listed name after a word for a person")
    for at, word in enumerate(words):
        # The first word of a sentence has nobody before it.
        following = words[at + 1].folded if at + 1 < len(words) and words[at + 1].joined else ""
        if word.opens and word.folded in GIVEN_NAMES and following in PERSON_VERBS and word.folded not in MODALS:
            taken.setdefault(at, "a listed name that does what people do")


def _introduced(before: str, earlier: str) -> bool:
    return (before in ("is", "was") and earlier in ("name", "surname")) or before in ("name's", "surname")


def _bodies(words: Sequence[Word], taken: dict[int, str]) -> dict[int, int]:
    """Return first and last word of what may be the name of a body: brackenfield academy, green lane school."""
    found: dict[int, int] = {}
    for at, word in enumerate(words):
        if word.folded == "of" and at + 1 < len(words) and words[at - 1].folded in _LARGER and words[at + 1].joined:
            if _may_stand(words[at + 1].folded) and words[at + 1].folded not in GENERIC:
                found[at - 1] = at + 1
            continue
        if word.folded not in BODY_WORDS or not word.joined:
            continue
        first = at - 1
        while first >= 0 and words[first + 1].joined and words[first].folded in GENERIC | BODY_WORDS | STRONG_BODY_WORDS:
            if words[first].folded in FUNCTION:
                break
            first -= 1
        named = first
        while named >= 0 and at - named < 6 and words[named + 1].joined and _part_of_body(words[named].folded):
            named -= 1
        named += 1
        strong = any(index in taken for index in range(named, first + 1))
        if named <= first and words[first + 1].joined and (strong or word.folded in STRONG_BODY_WORDS):
            if strong and not _most_strong(words, taken, named, first):
                named = min(index for index in range(named, first + 1) if index in taken)
            found[named] = at
    return found


def _part_of_body(word: str) -> bool:
    return word not in FUNCTION and word not in GENERIC and word not in NEVER_NAMES and word not in COUNTRIES and word not in ROLE_WORDS


def _most_strong(words: Sequence[Word], taken: dict[int, str], first: int, last: int) -> bool:
    del words
    return sum(index in taken for index in range(first, last + 1)) * 2 >= last - first + 1


def _labels(text: str, words: Sequence[Word], taken: dict[int, str]) -> None:
    """Take the whole of a speaker label of which one word is taken, or that a listed name begins."""
    for at, word in enumerate(words):
        if text[text.rfind("\n", 0, word.start) + 1 : word.start].strip():
            continue
        end = at + 1
        while end < len(words) and end - at < 5 and words[end].joined:
            end += 1
        if not text[words[end - 1].end : words[end - 1].end + 3].lstrip(" \t").startswith(":"):
            continue
        if word.folded in GIVEN_NAMES or any(index in taken for index in range(at, end)):
            for index in range(at, end):
                taken.setdefault(index, "in a speaker label")


def _streets(words: Sequence[Word], taken: dict[int, str]) -> None:
    """Take the name of a street: on maple street."""
    for at, word in enumerate(words):
        if word.folded in STREETS_ALONE and word.joined:
            before = words[at - 1].folded
            if before not in FUNCTION | GENERIC and before not in ROLE_WORDS and before not in ("main", "high", "back", "side", "cross"):
                taken.setdefault(at - 1, "before the word for a street")
                taken.setdefault(at, "the word for a street")


def _stretches(words: Sequence[Word], taken: dict[int, str], bodies: dict[int, int]) -> Iterator[Found]:
    for first, last in bodies.items():
        yield "organisation", words[first].start, words[last].end, "before the word for a body"
    at = 0
    order = sorted(taken)
    while at < len(order):
        end = at
        while end + 1 < len(order) and order[end + 1] == order[end] + 1 and words[order[end + 1]].joined:
            end += 1
        first, last = order[at], order[end]
        folded = [words[index].folded for index in range(first, last + 1)]
        whole = " ".join(folded)
        before = words[first - 1].folded if first and words[first].joined else ""
        if "street" in taken[last]:
            kind = "address"
        elif folded[0] in GIVEN_NAMES:
            kind = "person"
        elif whole in PLACES or folded[-1] in PLACES or folded[-1] in HAMLETS or (before in PLACE_BEFORE and len(folded) == 1):
            kind = "place"
        else:
            kind = "person"
        yield kind, words[first].start, words[last].end, taken[first] if len(folded) == 1 else "names in a row"
        at = end + 1
