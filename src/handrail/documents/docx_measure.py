"""Measures of a page in Word, and about how wide words are on it.

No typesetter runs while a Word file is written, so widths of columns and the size of a card's type rest on an
estimate of Cambria's letters, on the wide side. Caladea's letters have the same widths; a page that shows
them in another family differs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

TWIPS = 1440 / 25.4
"""Twentieths of a point in a millimetre."""

PAGE = (11906, 16838)
"""A4 in twips."""

TEXT_WIDTH = round(156 * TWIPS)
"""The width of the text in twips, as in the PDF."""

SIDE = round(27 * TWIPS)
BOTTOM = round(24 * TWIPS)
LINE = 1.3
"""How tall a line of type is for its size: 1.17 in Cambria, and as much as this in what stands in for it."""

_SHARES = {0.3: " .,:;'!|()[]ijlIJtf-\u2009\u202f\u00a0", 0.64: "ABDGHKNOQRUVXYw&", 0.85: "mMW%@"}
_WIDTHS = {letter: share for share, letters in _SHARES.items() for letter in letters}
_OTHER, _SQUARE = 0.52, 1.0


def top_of(banner: str) -> int:
    """Return the upper margin in twips: a banner needs room."""
    return round((34 if banner else 28) * TWIPS)


def text_height(banner: str) -> int:
    """Return the height of the text in twips."""
    return PAGE[1] - top_of(banner) - BOTTOM


def width_of(text: str, size: float) -> float:
    """Return about how wide a line of words is, in twips.

    Examples
    --------
    >>> width_of("iii", 10) < width_of("ooo", 10) < width_of("mmm", 10)
    True
    """
    return 20 * size * sum(_share(letter) for letter in text)


def _share(letter: str) -> float:
    # East Asian signs are as wide as they are tall.
    return _WIDTHS.get(letter, _SQUARE if ord(letter) > 0x2E7F else _OTHER)


def lines_of(text: str, size: float, width: float) -> int:
    """Return about how many lines words take in a column of so many twips; nothing takes none.

    Examples
    --------
    >>> lines_of("", 10, 2000), lines_of("words", 10, 2000), lines_of("words " * 30, 10, 2000)
    (0, 1, 10)
    """
    # A line breaks between words, so its end stays empty: about six in a hundred.
    return sum(max(1, math.ceil(1.06 * width_of(line, size) / width)) for line in text.split("\n") if text)


def widest_word(texts: Iterable[str], size: float) -> float:
    """Return the width of the widest word among texts, in twips."""
    words = (word for text in texts for word in text.split(" "))
    return max((width_of(word, size) for word in words), default=0.0)
