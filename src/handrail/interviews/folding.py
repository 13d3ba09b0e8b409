"""Folding: a text as a search compares it, and the way back to the exact positions of the text itself.

Case, accents and compatibility forms fall away (Unicode's NFKD, case folding, marks with a combining class,
invisible format characters), typographic apostrophes become straight ones. Other marks stay: the vowel signs
of Indic scripts are letters to a reader. What is no accented letter (``ø``, ``ł``) stays as well.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_POINTS = 0x110000
_SEVERAL = 0xFFFFFFFF
"""In the table: the character folds to none or to several."""

_APOSTROPHES = "‘’‛ʼ＇"


@dataclass(frozen=True)
class Folded:
    r"""A folded text.

    Attributes
    ----------
    text
        What is compared.
    source
        The text that it comes from.
    origin
        For each character of ``text`` its position in ``source``; None where they are the same.

    Examples
    --------
    >>> one = fold("Cafe\u0301 STRAẞE")
    >>> one.text, one.place(0, 4), one.place(5, 12)
    ('cafe strasse', (0, 5), (6, 12))
    """

    text: str = field(repr=False)
    source: str = field(repr=False)
    origin: Integers | None = field(repr=False, default=None)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the folded text stands in the source, its last accent included."""
        if self.origin is None:
            return start, end
        first, last = int(self.origin[start]), int(self.origin[end - 1]) + 1
        while last < len(self.source) and unicodedata.combining(self.source[last]):
            last += 1
        return first, last


def fold(text: str) -> Folded:
    """Return a text folded.

    Examples
    --------
    >>> fold("Élan, it’s").text
    "elan, it's"
    """
    if text.isascii():
        return Folded(text.lower(), text)
    points = code_points(text)
    _learn(points)
    folded = _TABLE[points]
    if not (folded == _SEVERAL).any():
        return Folded(_text_of(folded), text)
    lengths = _LENGTHS[points].astype(np.int64)
    origin = np.repeat(np.arange(len(points)), lengths)
    made = np.repeat(folded, lengths)
    ends = np.cumsum(lengths)
    for at in np.flatnonzero((folded == _SEVERAL) & (lengths > 0)):
        made[ends[at] - lengths[at] : ends[at]] = [ord(one) for one in _folded(text[at])]
    return Folded(_text_of(made), text, origin)


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """Return a text's code points."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


_TABLE = np.zeros(_POINTS, dtype=np.uint32)
_LENGTHS = np.zeros(_POINTS, dtype=np.uint8)
_KNOWN = np.zeros(_POINTS, dtype=np.bool_)
_MARKS: set[str] = set()


def word_class() -> str:
    """Return the inside of a regular expression's class for what words are made of, in all texts so far.

    Python's own class of word characters lacks the marks that some scripts spell with.
    """
    return r"\w" + "".join(sorted(map(re.escape, _MARKS)))


def _learn(points: npt.NDArray[np.uint32]) -> None:
    """Fill the tables for characters that were not met before: a text has few different ones."""
    unknown = points[~_KNOWN[points]]
    for point in np.unique(unknown):
        one = chr(point)
        as_folded = _folded(one)
        _TABLE[point] = ord(as_folded) if len(as_folded) == 1 else _SEVERAL
        _LENGTHS[point] = len(as_folded)
        if as_folded == one and unicodedata.category(one)[0] == "M":
            _MARKS.add(one)
        _KNOWN[point] = True


def _folded(one: str) -> str:
    if one in _APOSTROPHES:
        return "'"
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", one).casefold())
    return "".join(
        sign for sign in apart if not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf"
    )


def _text_of(points: npt.NDArray[np.uint32]) -> str:
    return points.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
