"""Finding: where words and phrases stand in a project's texts, and where two stand near each other."""

from __future__ import annotations

import re
from functools import cached_property

import numpy as np

from handrail.interviews.folding import Flags, Folded, Integers, fold, word_class
from handrail.interviews.places import Places
from handrail.interviews.query import AnyOf, Near, Query, Words
from handrail.interviews.spans import Spans, touched
from handrail.values import UsageError

Stretches = tuple[Integers, Integers]
"""Starts and ends on the line, sorted; none within another."""


class Finder:
    """Finds words in a project.

    Words are letters, marks and digits; everything between two words of a phrase may differ (a blank, a line
    break, a comma, a hyphen). Nothing is indexed: the texts are folded once and read through.

    Parameters
    ----------
    places
        The project.
    """

    def __init__(self, places: Places) -> None:
        self.places = places
        self._found: dict[Query, Stretches] = {}

    @cached_property
    def folded(self) -> list[Folded]:
        """The texts as they are compared."""
        return [fold(document.text) for document in self.places.documents]

    def find(self, query: Query) -> Stretches:
        """Return where words, either of several, or words near others stand.

        Raises
        ------
        UsageError
            When something else than words is to be near words.
        """
        if query not in self._found:
            if isinstance(query, Words):
                self._found[query] = self._phrase(query)
            elif isinstance(query, AnyOf):
                self._found[query] = smallest(*(self.find(part) for part in query.parts))
            elif isinstance(query, Near):
                self._found[query] = self._near(query)
            else:
                raise UsageError.because(
                    "NEAR stands between words, or between codes",
                    "something else on one of its sides",
                    "put words or phrases, joined by OR where there are several, on both sides of NEAR",
                )
        return self._found[query]

    def _phrase(self, words: Words) -> Stretches:
        folded = self.folded  # first: it meets the characters that the class below is made of
        part = word_class()
        asked = re.findall(f"[{part}]+", fold(words.text).text)
        if not asked:
            raise UsageError.because("what is looked for has letters or digits", "none", "write a word")
        first, *others = (re.escape(word) for word in asked)
        # The text of the first word stands first, so that it is looked for as plain text.
        pattern = re.compile(
            f"{first}(?<![{part}]{first})"
            + "".join(f"[^{part}]+{word}" for word in others)
            + (f"[{part}]*" if words.prefix else f"(?![{part}])")
        )
        starts: list[int] = []
        ends: list[int] = []
        for one, offset in zip(folded, self.places.offsets.tolist(), strict=False):
            for match in pattern.finditer(one.text):
                start, end = match.span() if one.origin is None else one.place(*match.span())
                starts.append(offset + start)
                ends.append(offset + end)
        return np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)

    def _near(self, query: Near) -> Stretches:
        """Return the smallest stretches that hold one of each side, the two not over each other."""
        first, second = self.find(query.first), self.find(query.second)
        return smallest(self._after(query, first, second), self._after(query, second, first))

    def _after(self, query: Near, first: Stretches, second: Stretches) -> Stretches:
        """Return each of the first with the next of the second behind it, where that is near enough."""
        at = np.searchsorted(second[0], first[1], "left")
        held = at < len(second[0])
        starts, ends = (side[held] for side in first)
        begins, reaches = (side[at[held]] for side in second)
        offsets = self.places.offsets
        near = np.searchsorted(offsets, starts, "right") == np.searchsorted(offsets, begins, "right")
        if query.unit == "characters":
            near &= begins - ends <= query.within
        elif query.unit != "document":
            units = self.places.words if query.unit == "words" else self.places.turns
            _, last = touched(units, starts, ends)
            after, _ = touched(units, begins, reaches)
            near &= after - last - 1 <= (query.within if query.unit == "words" else -1)
        return starts[near], reaches[near]


def smallest(*some: Stretches) -> Stretches:
    """Return those of several stretches that hold no other, each once, in order.

    Examples
    --------
    >>> found = smallest((np.array([0, 2, 2]), np.array([9, 5, 5])), (np.array([4]), np.array([8])))
    >>> found[0].tolist(), found[1].tolist()
    ([2, 4], [5, 8])
    """
    starts = np.concatenate([one[0] for one in some])
    ends = np.concatenate([one[1] for one in some])
    order = np.lexsort((-ends, starts))
    starts, ends = starts[order], ends[order]
    later = np.minimum.accumulate(ends[::-1])[::-1]
    keep = ends < np.append(later[1:], np.iinfo(np.int64).max)
    return starts[keep], ends[keep]


def inside(found: Stretches, spans: Spans) -> Flags:
    """Return which stretches lie wholly within one of some united ones."""
    at = np.searchsorted(spans.starts, found[0], "right") - 1
    held: Flags = at >= 0
    held[held] = spans.ends[at[held]] >= found[1][held]
    return held
