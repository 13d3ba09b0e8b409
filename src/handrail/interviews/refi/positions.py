"""Positions: what a program counts when it says where a selection stands, found out source by source.

REFI-QDA says that positions are code points of the plain text. NVivo counts UTF-16 units, a line end of two
characters as two and no byte-order mark; ATLAS.ti counts such a line end as one. Nothing in a file says
which, but most people select whole words: under the right convention nearly every selection begins and ends
at a word boundary, under a wrong one only as many as chance allows.

The rule. Every convention under which all selections of a source lie within its text is tried, and the
selections that fit are counted: both ends at a word boundary, and one more when the selection's name is the
text that it covers. Over all sources together the convention with most fits is taken; that of the program
that wrote the file unless another fits at least two selections better, and the standard's when nothing else
decides. A single source departs from it only where another convention fits two selections better, or where
its selections would lie beyond its text. Text inside the XML has one line feed for every line end, whatever
the program had: there a line feed counts as one, unless two fit two selections better.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from handrail.interviews.refi.xml import squashed
from handrail.values import DataError
from handrail.values.naming import named

Positions = npt.NDArray[np.int64]
Units = Literal["codepoint", "utf16"]
Twos = Literal[2, 1]
_MARGIN = 2
_CR, _LF = 13, 10
SHORTEST_QUOTE = 10
"""Characters from which on a selection's name may be the text that it covers."""


@dataclass(frozen=True)
class Convention:
    """What positions count: ``units``, line ends of two characters as 1 or 2, the byte-order mark or not."""

    units: Units
    crlf: Twos
    bom: bool


STANDARD = Convention("codepoint", 2, bom=False)
_KNOWN: Mapping[str, Convention] = {
    "nvivo": Convention("utf16", 2, bom=False),
    "atlas": Convention("codepoint", 1, bom=False),
    "maxqda": Convention("codepoint", 1, bom=False),
}
_ALL = tuple(
    Convention(units, crlf, bom)
    for bom in (False, True)
    for units in get_args(Units)
    for crlf in get_args(Twos)
)


def known_convention(software: str) -> Convention | None:
    """Return what a program is known to count, or None.

    Examples
    --------
    >>> known_convention("NVivo for Windows 12.6")
    Convention(units='utf16', crlf=2, bom=False)
    """
    named = software.casefold()
    return next((convention for start, convention in _KNOWN.items() if named.startswith(start)), None)


class Ruler:
    r"""Measures a text in any convention.

    Parameters
    ----------
    text
        The text, without its byte-order mark.
    mark
        Whether there was one.
    split
        The text stood in XML, which makes every line end one line feed: a program may count two for each.

    Examples
    --------
    >>> ruler = Ruler("So 🙂 it\r\nwas luck.")
    >>> ruler.place(np.array([10]), np.array([13]), Convention("utf16", 1, bom=False))
    (array([10]), array([13]), array([ True]))
    """

    def __init__(self, text: str, *, mark: bool = False, split: bool = False) -> None:
        self.text = text
        self.mark = mark
        self.split = split and "\r\n" not in text
        self._starts: dict[tuple[str, int], Positions] = {}

    def forget(self) -> None:
        """Let go of what takes room: two hundred interviews would take hundreds of megabytes."""
        self._starts.clear()
        for name in ("_points", "_wide", "_second", "boundaries"):
            self.__dict__.pop(name, None)

    @cached_property
    def _points(self) -> npt.NDArray[np.uint32]:
        return np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)

    @cached_property
    def _wide(self) -> npt.NDArray[np.bool_]:
        return self._points > 0xFFFF

    @cached_property
    def _second(self) -> npt.NDArray[np.bool_]:
        """Return which code points are the second of a line end of two."""
        second: npt.NDArray[np.bool_] = self._points == _LF
        second[1:] &= self._points[:-1] == _CR
        second[:1] = False
        return second

    @cached_property
    def differing(self) -> tuple[Convention, ...]:
        """Return the conventions that differ on this text, each the first of those that do not."""
        lines = "\r\n" in self.text or (self.split and "\n" in self.text)
        return tuple(
            one
            for one in _ALL
            if (one.units == "codepoint" or self._wide.any())
            and (one.crlf == 2 or lines)
            and (not one.bom or self.mark)
        )

    def same(self, convention: Convention) -> Convention:
        """Return the one of :attr:`differing` that gives the same places on this text."""
        units = convention.units if any(one.units == "utf16" for one in self.differing) else "codepoint"
        lines = any(one.crlf == 1 for one in self.differing)
        return Convention(units, convention.crlf if lines else 2, convention.bom and self.mark)

    def _measured(self, convention: Convention) -> Positions:
        """Return where each code point begins, and where the text ends, in a convention's units."""
        key = (convention.units, convention.crlf)
        if key not in self._starts:
            width = np.ones(len(self._points), dtype=np.int64)
            if convention.units == "utf16":
                width += self._wide
            if self.split:
                width += (self._points == _LF) & (convention.crlf == 2)
            elif convention.crlf == 1:
                width -= self._second
            self._starts[key] = np.concatenate((np.zeros(1, np.int64), np.cumsum(width)))
        return self._starts[key]

    def length(self, convention: Convention) -> int:
        """Return the text's length in a convention's units."""
        return int(self._measured(convention)[-1]) + convention.bom

    def place(
        self, starts: Positions, ends: Positions, convention: Convention
    ) -> tuple[Positions, Positions, npt.NDArray[np.bool_]]:
        """Return starts and ends in code points, and which of them stand between two code points.

        An end inside a character takes all of it in.
        """
        measured = self._measured(convention)
        shift = int(convention.bom)
        starts, ends = np.maximum(starts - shift, 0), np.maximum(ends - shift, 0)
        first = np.searchsorted(measured, starts, "right") - 1
        last = np.searchsorted(measured, ends, "right") - 1
        exact_first, exact_last = measured[first] == starts, measured[last] == ends
        return first, last + ~exact_last, exact_first & exact_last

    def measure(self, positions: Positions, convention: Convention) -> Positions:
        """Return code points' positions in a convention's units; the reverse of :meth:`place`."""
        return self._measured(convention)[positions] + int(convention.bom)

    @cached_property
    def boundaries(self) -> npt.NDArray[np.bool_]:
        """Return for each place between code points whether no word and no line end goes on over it."""
        points, inverse = np.unique(self._points, return_inverse=True)
        inside = np.fromiter((_in_word(chr(point)) for point in points.tolist()), np.bool_, len(points))
        word = inside[inverse]
        boundary = np.ones(len(self._points) + 1, dtype=np.bool_)
        if len(word):
            boundary[1:-1] = ~(word[1:] & word[:-1]) & ~self._second[1:]
        return boundary

    def fitting(self, first: Positions, last: Positions, exact: npt.NDArray[np.bool_]) -> int:
        """Return how many stretches begin and end at a boundary."""
        return int((exact & self.boundaries[first] & self.boundaries[last]).sum())


def _in_word(letter: str) -> bool:
    # A combining mark belongs to the letter before it, a joiner to both sides.
    return letter.isalnum() or letter in "_\u200d\u00ad" or unicodedata.category(letter)[0] == "M"


@dataclass(frozen=True)
class Measured:
    """A source with the ends of its selections, in units that are not known yet."""

    name: str
    ruler: Ruler
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    names: tuple[str, ...] = ()
    declared: Convention | None = None

    @cached_property
    def _arrays(self) -> tuple[Positions, Positions]:
        return np.array(self.starts, dtype=np.int64), np.array(self.ends, dtype=np.int64)

    def fits_in(self, convention: Convention) -> bool:
        """Return whether every selection lies within the text."""
        return not self.starts or max(*self.ends, *self.starts) <= self.ruler.length(convention)

    def placed(self, convention: Convention) -> tuple[Positions, Positions, npt.NDArray[np.bool_]]:
        """Return where the selections stand under a convention."""
        return self.ruler.place(*self._arrays, convention)

    def score(self, convention: Convention) -> int:
        """Return how many selections fit, and how many are what their name says."""
        first, last, exact = self.placed(convention)
        text = self.ruler.text
        quoted = sum(
            is_quote(name, text[start:end])
            for name, start, end in zip(self.names, first.tolist(), last.tolist(), strict=False)
            if len(name) >= SHORTEST_QUOTE
        )
        return self.ruler.fitting(first, last, exact) + quoted


def is_quote(name: str, said: str) -> bool:
    """Return whether a selection's name is its text, or the beginning of it.

    Examples
    --------
    >>> is_quote("We learned by…", "We  learned by luck."), is_quote("line:6", "We learned by luck.")
    (True, False)
    """
    name, said = squashed(name).rstrip("…. "), squashed(said)
    return name != "" and (said.rstrip("…. ") == name or (len(name) >= 3 and said.startswith(name)))


def decide(sources: Sequence[Measured], software: str) -> tuple[Convention, ...]:
    """Return each source's convention, by the rule of this module.

    Raises
    ------
    DataError
        When selections of a source lie beyond its text under every convention.
    """
    known = known_convention(software)
    ranked = sorted(_ALL, key=lambda one: (one != known, one != STANDARD, one.bom))
    scores: list[dict[Convention, int]] = []
    for source in sources:
        _check(source)
        scores.append(_scores(source))
    pooled = {
        one: sum(score.get(_here(one, source), 0) for source, score in zip(sources, scores, strict=True))
        for one in _ALL
    }
    common = max(ranked, key=lambda one: pooled[one])  # the first of the best
    if known is not None and pooled[common] < pooled[known] + _MARGIN:
        common = known
    return tuple(
        source.declared or _own(score, _here(common, source), ranked)
        for source, score in zip(sources, scores, strict=True)
    )


def _here(convention: Convention, source: Measured) -> Convention:
    return replace(convention, crlf=1) if source.ruler.split else convention


def _check(source: Measured) -> None:
    if source.declared is not None:
        within = source.fits_in(source.declared)
    else:
        within = any(source.fits_in(one) for one in source.ruler.differing)
    if not within:
        raise DataError.because(
            "selections lie within their source's text",
            f"{named(source.name)}: a position of {max(*source.ends, *source.starts)} in a text of "
            f"{len(source.ruler.text)} characters",
            "export the project again; the file and its text do not belong together",
        )


def _scores(source: Measured) -> dict[Convention, int]:
    """Return the score of each convention under which the selections lie within the text."""
    if source.declared is not None:
        return {}
    found = {one: source.score(one) for one in source.ruler.differing if source.fits_in(one)}
    source.ruler.forget()
    return {one: found[same] for one in _ALL if (same := source.ruler.same(one)) in found}


def _own(score: Mapping[Convention, int], common: Convention, ranked: Sequence[Convention]) -> Convention:
    best = max((one for one in ranked if one in score), key=lambda one: score[one])
    if common in score and score[best] < score[common] + _MARGIN:
        return common
    return best
