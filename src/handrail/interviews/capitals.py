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
    PERSON_VERBS,
    PLACE_BEFORE,
    ROLE_WORDS,
    TITLES,
)
from handrail.interviews.words import Word

_ABSTRACT = ("tion", "tions", "sion", "ment", "ments", "ness", "ity", "ities", "logy", "ance", "ence", "ship", "ing", "ings")
_INNER = CONNECTORS | {"i"}
_LEADING = frozenset("de del della di da do dos das du d' la le les van von zu zur der den ter 't el al bin ibn op".split())
_LABEL = re.compile(r"[ \t]*:")


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
    """
    inside = {word.folded for word in words if word.capital and not word.opens}
    small = {word.folded for word in words if not word.capital}
    at = 0
    while at < len(words):
        if not words[at].capital:
            at += 1
            continue
        end = _run_end(text, words, at)
        yield from _judge(text, words, at, end, inside, small, capitals_tell, english)
        at = end


def _run_end(text: str, words: Sequence[Word], at: int) -> int:
    """Return the index after the last word of a run of capitals, with what joins them."""
    end = at + 1
    while end < len(words):
        step = end
        while step < len(words) and step - end < 3 and _joins(text, words, step):
            step += 1
        if step >= len(words) or not words[step].capital or not _close(text, words, step):
            break
        if any(not _close(text, words, index) for index in range(end, step)):
            break
        if words[step].opens:
            break
        end = step + 1
    return end


def _close(text: str, words: Sequence[Word], index: int) -> bool:
    """Whether a word belongs to the one before: only blanks, an ampersand or an initial's dot between."""
    if words[index].joined:
        return True
    between = text[words[index - 1].end : words[index].start].strip(" \t\u00a0")
    if "\n" in between:
        return False
    short = words[index - 1].folded in TITLES or words[index - 1].end - words[index - 1].start == 1
    return between in ("&", "'s", "’s") or (between == "." and short)


def _joins(text: str, words: Sequence[Word], index: int) -> bool:
    word = words[index]
    if word.capital:
        return False
    if word.folded == "of":
        return words[index - 1].folded in BODY_WORDS | ROLE_WORDS
    return word.folded in _INNER


def _judge(
    text: str,
    words: Sequence[Word],
    at: int,
    end: int,
    inside: set[str],
    small: set[str],
    capitals_tell: bool,
    english: bool,
) -> Iterator[Found]:
    """Yield what of a run of capitals is a name."""
    run = list(range(at, end))
    titled = False
    while run and (words[run[0]].folded in TITLES or _is_rank(words, run)):
        titled = True
        del run[0]
    if not run:
        # A title may stand in small letters, or the name after it: handled where the run begins with the name.
        return
    first = words[run[0]]
    before = words[run[0] - 1] if run[0] else None
    if not titled and before is not None and before.folded in TITLES and _close(text, words, run[0]):
        titled = True
    if first.opens and not titled and not _opening_name(text, words, run, inside, small, english):
        del run[0]
        while run and not words[run[0]].capital:
            del run[0]
    alone = len(run) == 1 and not titled
    while run and (
        words[run[0]].folded in NEVER_NAMES
        or not words[run[0]].capital
        or ((first.opens or alone) and words[run[0]].folded in FUNCTION - MODALS)
    ):
        del run[0]
    while run and (words[run[-1]].folded in NEVER_NAMES or not words[run[-1]].capital):
        del run[-1]
    if not run:
        return
    named = [i for i in run if words[i].capital and _may_name(text, words[i])]
    if len(run) == 1 and not titled and not first.opens and _no_name_alone(words, run[0]):
        return
    if not named and not titled:
        return
    if not capitals_tell and not titled:
        yield from _listed(words, run)
        return
    first_index = run[0]
    if run[0] > 0 and words[first_index].joined:
        first_index = _with_particles(words, first_index)
    kind = _kind(words, run, before)
    span = [i for i in run if i >= run[0]]
    if kind == "person":
        while len(span) > 1 and words[span[0]].folded in ROLE_WORDS and span[0] not in named:
            del span[0]
            first_index = span[0]
        if first_index == span[0] and words[first_index].joined:
            first_index = _with_particles(words, first_index)
    reason = "a capital after a title" if titled else "capitals inside a sentence"
    if first.opens and span[0] == run[0] and words[span[0]].opens:
        reason = "a word that is not an ordinary one, or a name, begins a sentence"
    yield kind, words[first_index].start, words[span[-1]].end, reason


def _is_rank(words: Sequence[Word], run: Sequence[int]) -> bool:
    """Whether a run begins with a role, such as Chief Constable, and a name follows."""
    word = words[run[0]]
    rest = [words[i] for i in run[1:] if words[i].capital]
    if word.folded not in ROLE_WORDS or not rest or _has_body(words, run) or rest[-1].folded in ROLE_WORDS:
        return False
    return all(one.folded in ROLE_WORDS or one.folded in TITLES for one in rest[:-1]) or rest[0].folded in TITLES


def _has_body(words: Sequence[Word], run: Sequence[int]) -> bool:
    return any(words[i].folded in BODY_WORDS for i in run)


def _no_name_alone(words: Sequence[Word], index: int) -> bool:
    """Whether a single capitalised word inside a sentence is a month, or an abstract noun."""
    word = words[index].folded
    if word in MODALS:
        return index > 0 and words[index - 1].folded in MONTH_BEFORE
    return is_ordinary(word) and word not in ORDINARY and word not in GIVEN_NAMES | SURNAMES and word.endswith(_ABSTRACT)


def _may_name(text: str, word: Word) -> bool:
    """Whether a capitalised word is none of those that name nobody."""
    folded = word.folded
    if folded in NEVER_NAMES or folded in COUNTRIES or folded in ROLE_WORDS or folded in NATIONAL_BODIES:
        return False
    if word.end - word.start == 1 or folded in BODY_WORDS or folded in TITLES:
        return False
    return not (text[word.start : word.end].isupper() and is_ordinary(folded) and word.end - word.start > 3)


def _opening_name(
    text: str, words: Sequence[Word], run: Sequence[int], inside: set[str], small: set[str], english: bool
) -> bool:
    """Whether the word with which a sentence begins is part of a name."""
    word = words[run[0]]
    folded = word.folded
    if folded in NEVER_NAMES or folded in COUNTRIES or folded in NATIONAL_BODIES:
        return False
    following = words[run[0] + 1] if run[0] + 1 < len(words) else None
    listed = folded in GIVEN_NAMES or folded in SURNAMES or folded in PLACES
    ordinary = is_ordinary(folded) if english else folded in small
    after = following is not None and following.joined
    if listed and not ordinary:
        return True
    label = _LABEL.match(text, words[run[-1]].end) is not None and _begins_line(text, word.start)
    if listed:
        told = not after or (following is not None and following.folded in PERSON_VERBS)
        told = told and folded not in MODALS
        return label or told or (len(run) > 1 and words[run[1]].folded not in ROLE_WORDS | BODY_WORDS)
    if label and not ordinary and folded not in ROLE_WORDS:
        return True
    if len(run) > 1 and words[run[1]].capital and _has_body(words, run[1:]):
        return folded not in FUNCTION and (not ordinary or folded not in ROLE_WORDS)
    if folded in inside and folded not in FUNCTION and not ordinary:
        return True
    return english and not ordinary and folded not in ROLE_WORDS and folded not in BODY_WORDS and folded not in small


def _begins_line(text: str, start: int) -> bool:
    return not text[text.rfind("\n", 0, start) + 1 : start].strip()


def _with_particles(words: Sequence[Word], index: int) -> int:
    """Return where a name begins with its particles in small letters: van der Berg."""
    first = index
    while first > 0 and words[first].joined and not words[first - 1].capital and words[first - 1].folded in _LEADING:
        first -= 1
    return first


def _kind(words: Sequence[Word], run: Sequence[int], before: Word | None) -> str:
    if _has_body(words, run):
        return "organisation"
    last = words[run[-1]].folded
    whole = " ".join(words[i].folded for i in run)
    if whole in PLACES or last in PLACES:
        return "place"
    only = [words[i].folded for i in run if words[i].capital]
    if only[0] in GIVEN_NAMES:
        return "person"
    if before is not None and before.folded in PLACE_BEFORE and not words[run[0]].opens:
        return "place"
    ending = len(only) == 1 and len(last) > 5 and any(last.endswith(end) for end in PLACE_ENDINGS)
    return "place" if ending and last not in SURNAMES else "person"


def _listed(words: Sequence[Word], run: Sequence[int]) -> Iterator[Found]:
    """Yield the stretch of a run that lists know, where capitals say nothing."""
    known = [i for i in run if words[i].folded in GIVEN_NAMES | SURNAMES | PLACES and words[i].capital]
    if not known:
        return
    last = run[-1] if words[known[0]].folded in GIVEN_NAMES else known[-1]
    last = min(last, known[0] + 3)
    kind = "place" if words[known[0]].folded in PLACES and words[known[0]].folded not in GIVEN_NAMES else "person"
    yield kind, words[known[0]].start, words[last].end, "in the list of names"
