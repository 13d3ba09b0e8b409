"""Sentences: where a text's sentences begin and end, by rules that anyone can follow by hand."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from handrail.interviews.overlaps import Span

_CLOSERS = "\"'”’»›)\\]}）」』】\u200e\u200f\u061c\u2069\u202c"
_STOPS = ".!?…‽؟۔।॥።։׃"
_WIDE_STOPS = "。！？．｡"
_BREAK = re.compile(
    rf"[{_WIDE_STOPS}]+[{_CLOSERS}]*|[{_STOPS}](?:[ \u00a0]?[{_STOPS}])*[{_CLOSERS}]*(?=\s|$)|\n"
)
_WORD_BEFORE = re.compile(r"[^\s(\[{“”\"‘«»—–]+\Z")
_WORD = re.compile(r"\w+")
_FIRST_LETTER = re.compile(r"\w")

# Written with a full stop that ends no sentence, whatever follows. Those that often do end one (etc., ca.,
# Inc.) are not here: a small letter after the stop tells.
# By line: English; German; French, Spanish, Portuguese, Italian and Dutch; Nordic, Polish and Czech.
_LISTED = """
mr mrs ms mx dr prof st rev messrs lt sgt insp supt det cllr vs cf e.g i.e eg viz approx
z.b d.h u.a bzw ggf vgl bspw evtl sog dipl
mme mlle p.ex sr sra srta dra p.ej sig sig.ra dott dhr mevr bijv
f.eks t.ex bl.a dvs tzn tzw např tzv
"""
_ABBREVIATIONS = frozenset(_LISTED.split())
_LISTED_BEFORE_NUMBERS = "no nos nr p pp fig figs art sec para vol ch núm"
_BEFORE_NUMBERS = frozenset(_LISTED_BEFORE_NUMBERS.split())
"""Such only before a number: ``No.`` alone is an answer."""
_LONGEST_NUMBER = 3
"""Characters of a line's number, as in a list: ``12.`` or ``iv.``"""
_LONGEST_WORD = 40
_NEAR = 200
"""Characters within which the next letter is looked for, and a line's beginning."""


def sentence_spans(text: str, breaks: Iterable[int] = ()) -> Iterator[Span]:
    r"""Yield the sentences of a text, in order: together they hold every character that is not white space.

    The rules, in this order:

    1. A line's end is a sentence's end, unless the line does not end with a stop and the next line goes on
       with a small letter (a wrapped line). An empty line, and a place in ``breaks``, always is.
    2. A stop (``. ! ? …`` and those of Arabic, Urdu, Hindi, Armenian, Hebrew, Amharic) ends a sentence when
       white space follows. Several stops, and quotation marks, brackets and direction marks after them,
       belong to it. Wide stops of Chinese and Japanese need no white space.
    3. It does not when the next letter is a small one: ``"Why?" she asked``, ``well ... perhaps``.
    4. A full stop does not after an abbreviation (a list for a dozen languages; ``No.`` and its like only
       before a number), a capital that stands alone and is not ``I`` (``J. Smith``), or a number that opens
       a line (``2. Training``).
    5. An ellipsis does not when the word before it is said again: ``I ... I waited``.

    No model of a language is asked, so the same text gives the same sentences everywhere. What the rules
    cannot tell: an abbreviation that ends a sentence before a capital, and one that is not in the list.

    Parameters
    ----------
    text
        A document's.
    breaks
        Code points at which a sentence ends in any case, such as where a speaker's line begins.

    Examples
    --------
    >>> text = 'P01: Dr. Weiss asked "Why?" twice. I ... I waited\nfor years. Luck!'
    >>> [text[start:end] for start, end in sentence_spans(text)]
    ['P01: Dr. Weiss asked "Why?" twice.', 'I ... I waited\nfor years.', 'Luck!']
    """
    forced = sorted({0, len(text), *(place for place in breaks if 0 < place < len(text))})
    for start, end in itertools.pairwise(forced):
        yield from _sentences(text, start, end)


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    here = start
    for found in _BREAK.finditer(text, start, end):
        if _ends(text, found, here, end):
            yield from _trimmed(text, here, found.end())
            here = found.end()
    yield from _trimmed(text, here, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    words = text[start:end]
    bare = words.strip()
    if bare:
        begins = start + len(words) - len(words.lstrip())
        yield begins, begins + len(bare)


def _ends(text: str, found: re.Match[str], start: int, end: int) -> bool:
    mark, stop = found.group(), found.start()
    follows = _FIRST_LETTER.search(text, found.end(), min(end, found.end() + _NEAR))
    if follows is None:
        return True
    small, over_lines = follows.group().islower(), "\n" in text[found.end() : follows.start()]
    if mark == "\n":
        before = text[start:stop].rstrip()
        return over_lines or not small or not before or before[-1] in _STOPS + _WIDE_STOPS
    if small and not over_lines:
        return False
    word = _word_before(text, start, stop)
    if mark == ".":
        return not _goes_on(text, stop, word, follows.group())
    if mark.count(".") > 1 or "…" in mark:
        after = _WORD.match(text, follows.start(), follows.start() + _NEAR)
        return not (word and after is not None and after.group().casefold() == word)
    return True


def _goes_on(text: str, stop: int, word: str, follows: str) -> bool:
    """Tell whether the full stop at ``stop`` belongs to the word before it."""
    if word in _ABBREVIATIONS or (word in _BEFORE_NUMBERS and follows.isdigit()):
        return True
    if len(word) == 1 and word != "i" and text[stop - 1].isupper():
        return True
    if len(word) > _LONGEST_NUMBER or not (word.isdigit() or set(word) <= set("ivx")):
        return False
    line = text[max(0, stop - _NEAR) : stop - len(word)]
    return bool(word) and not line.rpartition("\n")[2].strip() and ("\n" in line or stop <= _NEAR)


def _word_before(text: str, start: int, stop: int) -> str:
    found = _WORD_BEFORE.search(text[max(start, stop - _LONGEST_WORD) : stop].rstrip(" \u00a0"))
    return found.group().casefold() if found else ""
