"""What the plan's printed words may not hold: a label reaches every reader, and no review looks into it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handrail.study.breach import Breach
from handrail.study.plan import Plan

_PERSONAL = (
    (re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+"), "an e-mail address"),
    (re.compile(r"(?<![\w+])\+[1-9][\d ().-]{7,18}\d(?!\d)"), "a phone number"),
    (re.compile(r"(?<![\w@/.])@[A-Za-z][\w.]{2,29}\b"), "a user name"),
)
_WHOSE = frozenset(("ethics", "authors", "publisher", "identifier", "public_use"))
"""Parts in which an address is that of someone who answers for the study, or of a published file."""


def personal_words(plan: Plan) -> Iterator[Breach]:
    """Yield every place of the plan where printed words hold an address, a phone number or a user name."""
    for path, words in _strings(plan.model_dump(mode="json", by_alias=True), ()):
        if _WHOSE & set(path):
            continue
        what = personal_part(words)
        if what:
            yield Breach(
                path,
                "words that are printed tell of no single person",
                f"{what} in '{path[-1]}'",
                "take it out; people are not named in labels, categories and titles",
            )


def personal_part(words: str) -> str:
    """Return what words hold that tells of a single person, or nothing.

    Examples
    --------
    >>> personal_part("write to a.lead@example.org"), personal_part("Told someone")
    ('an e-mail address', '')
    """
    return next((what for pattern, what in _PERSONAL if pattern.search(words)), "")


def _strings(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner, (*path, str(key)))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _strings(inner, (*path, place))
