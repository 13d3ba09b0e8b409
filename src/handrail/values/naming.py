"""What a message may repeat: short names that a team gave, never a sentence."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(r"[.?!…](?:\s|$)")
_LONGEST = 60
_MOST_WORDS = 6


def named(value: str) -> str:
    """Return a name in quotes, or its length when it could be a sentence of a participant.

    Names of files, codes and speakers help in a message; a cell or key into which a quotation slipped must
    not show.

    Examples
    --------
    >>> named("ad-hoc training"), named("Nobody told me. I was twelve.")
    ("'ad-hoc training'", 'a text of 29 characters')
    """
    short = len(value) <= _LONGEST and len(value.split()) <= _MOST_WORDS
    if short and not _SENTENCE_END.search(value) and value.isprintable():
        return f"'{value}'"
    return f"a text of {len(value)} characters"
