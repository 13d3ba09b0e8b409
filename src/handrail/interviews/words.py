"""Words of a text with their places, and whether the text has capitals at all."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

_LETTER = r"[^\W\d_][\u0300-\u036f]*"
_WORD = re.compile(rf"(?:{_LETTER})+(?:['’ʼ‑-](?:{_LETTER})+)*")
_POSSESSIVE = re.compile(r"['’ʼ]s$", re.IGNORECASE)
_FEW = 0.02
_LONGEST_LABEL = 4

Case = Literal["mixed", "flat"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text.

    Attributes
    ----------
    start, end
        Code points, end exclusive, without a possessive ending.
    folded
        Without case, accents composed, one kind of apostrophe.
    capital
        Whether it begins with a capital.
    opens
        Whether a sentence, a line or a quotation begins with it.
    joined
        Whether only blanks, and no line end, part it from the word before.
    """

    start: int
    end: int
    folded: str
    capital: bool
    opens: bool
    joined: bool


def fold(words: str) -> str:
    r"""Return words in the form in which they are compared: case, spacing and kinds of apostrophe aside.

    Examples
    --------
    >>> fold("  O’Neill\n SMITH ") == fold("o'neill smith")
    True
    """
    text = unicodedata.normalize("NFC", words).casefold()
    return " ".join(text.replace("’", "'").replace("ʼ", "'").replace("‑", "-").split())


def words_in(text: str) -> list[Word]:
    """Return the words of a text in order.

    Examples
    --------
    >>> [(word.folded, word.opens) for word in words_in("P: Ask Anna's friend.")]
    [('p', True), ('ask', True), ('anna', False), ('friend', False)]
    """
    found: list[Word] = []
    after = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        possessive = _POSSESSIVE.search(match[0])
        if possessive and end - start > 3:
            end -= len(possessive[0])
        between = text[after:start]
        opens = not found or _opens(between, found[-1])
        joined = bool(found) and between != "" and not between.strip(" \t\u00a0") and "\n" not in between
        found.append(Word(start, end, fold(text[start:end]), text[start].isupper(), opens, joined))
        after = match.end()
    return found


def _opens(between: str, last: Word) -> bool:
    """Whether a sentence begins after what stands between two words."""
    bare = between.strip(" \t\u00a0")
    if not bare:
        return False
    if "\n" in bare:
        return True
    if bare == ".":
        # Dr. Anna, J. Smith
        return not (last.end - last.start == 1 or last.folded in SHORTENED)
    return any(mark in bare for mark in ".!?…:") or bare[-1] in '"“‘„«»(['


SHORTENED = {"dr", "mr", "mrs", "ms", "st", "prof", "sgt", "insp", "supt", "hr", "fr", "rev", "cllr"}


def case_of(text: str) -> Case:
    """Return ``flat`` for a text whose case says nothing: no capitals, or only those.

    Speaker labels, the pronoun I and words with digits do not count.

    Examples
    --------
    >>> case_of("P: i said so and anna rang me"), case_of("I said so and Anna rang me."), case_of("")
    ('flat', 'mixed', 'mixed')
    """
    counted = capitals = shouted = 0
    for line in text.split("\n"):
        label, colon, rest = line.partition(":")
        said = rest if colon and len(label.split()) <= _LONGEST_LABEL else line
        for match in _WORD.finditer(said):
            word = match[0]
            if len(word) < 2 or word.casefold() in (
                "i'm",
                "i'd",
                "i'll",
                "i've",
                "i’m",
                "i’d",
                "i’ll",
                "i’ve",
            ):
                continue
            counted += 1
            capitals += word[0].isupper()
            shouted += word.isupper()
    if not counted:
        return "mixed"
    return "flat" if capitals < _FEW * counted or shouted > (1 - _FEW) * counted else "mixed"
