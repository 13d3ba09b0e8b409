"""Listing: what a word is in a table of words, and under what it is listed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "\u00ad": None, "\u200b": None})
_TYPES = re.compile(r"[a-z0-9]+(?:['\-]+[a-z0-9]+)*")


class Listing:
    """Under what a word is listed: itself, a stem, or not at all.

    Examples
    --------
    >>> listing = Listing(("the", "l'"), ("train",), 3)
    >>> [listing.names[at] for at in listing.words_of("L’école/trained,")], listing.listed
    (['école', 'train*'], [True, True])
    """

    def __init__(self, stop: Collection[str], stems: Sequence[str], shortest: int) -> None:
        self.stop = frozenset(map(_plain, stop))
        # French and Italian write a word that lost its vowel into the next one: l'école.
        self.elided = tuple(word for word in self.stop if word.endswith("'"))
        self.stems = [_plain(stem).removesuffix("*") for stem in stems]
        self.shortest = shortest
        self.names: list[str] = []
        self.listed: list[bool] = []
        self._numbers: dict[str, int] = {}
        self._known: dict[str, int] = {}

    def words_of(self, raw: str) -> tuple[int, ...]:
        """Return the numbers of the words in a piece of text without blanks."""
        return tuple(self._known[word] if word in self._known else self._list(word) for word in _split(raw))

    def _list(self, word: str) -> int:
        said = word.partition("'")[2] if word.startswith(self.elided) else word
        stem = next((one for one in self.stems if said.startswith(one)), None)
        name = said if stem is None else f"{stem}*"
        stopped = stem is None and (len(said) < self.shortest or bool({said, word} & self.stop))
        if name not in self._numbers:
            self._numbers[name] = len(self.names)
            self.names.append(name)
            self.listed.append(not stopped)
        self._known[word] = self._numbers[name]
        return self._known[word]


def _split(raw: str) -> tuple[str, ...]:
    """Return the words in a piece of text without blanks: letters, marks and digits, joined by ' and -."""
    # Most pieces are plain: each way out here is what the whole way would give.
    plain = raw.lower() if raw.isascii() else _plain(raw)
    if plain.isascii() and plain.isalnum():
        return (plain,)
    if not plain.isascii():  # marks are letters to a reader, and Python's \\w lacks some of them
        plain = "".join(
            one if one in "'-\u2010\u2011" or unicodedata.category(one)[0] in "LMN" else " " for one in plain
        )
        return tuple(word for part in plain.split() if (word := part.strip("'-\u2010\u2011")))
    return tuple(_TYPES.findall(plain))


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word).lower().translate(_APOSTROPHES)
