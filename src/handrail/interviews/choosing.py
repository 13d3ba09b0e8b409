"""Choosing: which codings a query means, and which stretches of text it leaves to a search.

What a query means for codings. A name chooses codings: those of a code, a coder, a document, those that
overlap what belongs to a case or a speaker, those in which words stand. Of what ``AND`` joins, names that are
no codes hold for every code beside them; several codes mean the codings that overlap a stretch which all of
them cover. ``NOT`` and a code takes out every coding that anyone's coding of it overlaps. ``NEAR`` means the
codings that have one of the other side close by.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import numpy as np

from handrail.interviews.finding import Finder
from handrail.interviews.folding import Flags
from handrail.interviews.places import Places, said
from handrail.interviews.project import Value
from handrail.interviews.query import (
    AllOf,
    AnyOf,
    Having,
    Near,
    Not,
    Of,
    Query,
    Words,
    has_codes,
    has_words,
    parts_of,
)
from handrail.interviews.spans import Spans, rest_of, shared_spans, united_spans
from handrail.interviews.transcript import plain_label
from handrail.values import DataError, UsageError, did_you_mean


class Chooser:
    """Reads queries against one project.

    Parameters
    ----------
    places
        The project.
    """

    def __init__(self, places: Places) -> None:
        self.places = places
        self.finder = Finder(places)
        self._every: Flags = np.ones(len(places.start), dtype=np.bool_)

    # Codings --------------------------------------------------------------------------------------------

    def codings(self, query: Query | None) -> Flags:
        """Return which codings a query means; all for None.

        Raises
        ------
        DataError
            For an unknown code, case, document, coder, speaker or variable.
        UsageError
            When NEAR stands between a code and something else.
        """
        return self._every if query is None else self._mask(query, self._every)

    def _mask(self, query: Query, base: Flags) -> Flags:  # noqa: PLR0911 - one for each kind
        """Return which codings of ``base`` a query means."""
        match query:
            case Words():
                return base & self._holding(query)
            case Of(kind="code" | "under"):
                numbers = self.places.code_numbers(query.name, below=query.kind == "under")
                return base & np.isin(self.places.code, numbers)
            case Of(kind="coder"):
                number = _number(query.name, self.places.coders, "a coder is one of the project's")
                return np.asarray(base & (self.places.coder == number))
            case Of() | Having():
                return base & self.places.touching(self.stretches(query))
            case AnyOf(parts=parts):
                return reduce(np.logical_or, (self._mask(part, base) for part in parts))
            case Not(part=part):
                found = self._mask(part, self._every)
                return base & ~(found | self._touched(found) if has_codes(part) else found)
            case AllOf():
                return self._all(_flat(query), base)
            case Near():
                return self._near(query, base)

    def _all(self, parts: list[Query], base: Flags) -> Flags:
        codes = [part for part in parts if has_codes(part)]
        for part in parts:
            if part not in codes:
                base = self._mask(part, base)
        wanted = [self._mask(part, base) for part in codes if not isinstance(part, Not)]
        kept = base
        if wanted:
            common = reduce(shared_spans, (self.places.coded(one) for one in wanted))
            kept = reduce(np.logical_or, wanted)
            kept = kept & self.places.touching(common) if len(wanted) > 1 else kept
        for part in codes:
            if isinstance(part, Not):
                kept = self._mask(part, kept)
        return kept

    def _touched(self, chosen: Flags) -> Flags:
        return self.places.touching(self.places.coded(chosen))

    def _holding(self, query: Query) -> Flags:
        """Return the codings within which words stand."""
        starts, ends = self.finder.find(query)
        if not len(starts):
            return ~self._every
        at = np.searchsorted(starts, self.places.start, "left")
        held: Flags = at < len(starts)
        held[held] = ends[at[held]] <= self.places.end[held]
        return held

    def _near(self, query: Near, base: Flags) -> Flags:
        sides = (query.first, query.second)
        if not any(has_codes(side) for side in sides):
            return base & self._holding(query)
        if not all(has_codes(side) for side in sides):
            raise UsageError.because(
                "NEAR stands between words, or between codes",
                "a code on one of its sides only",
                "put codes on both sides; words beside a code are joined with AND",
            )
        first, second = (self._mask(side, base) for side in sides)
        return first & self._close(first, second, query) | second & self._close(second, first, query)

    def _close(self, first: Flags, second: Flags, query: Near) -> Flags:
        """Return the codings near which one of the second stands, other than themselves.

        What meets an interval is what begins before its end, less what ends before it.
        """
        metric = self.places.metric(query.unit)
        reach = query.within + 1 if query.unit in ("words", "characters") else 0
        low = np.maximum(metric.first - reach, metric.lowest)
        high = np.minimum(metric.last + reach, metric.highest)
        solid = second & (metric.first <= metric.last)
        begun = np.searchsorted(np.sort(metric.first[solid]), high, "right")
        over = np.searchsorted(np.sort(metric.last[solid]), low, "left")
        own = (first & solid).astype(np.int64)
        close: Flags = (metric.first <= metric.last) & (begun - over - own > 0)
        return close

    # Stretches ------------------------------------------------------------------------------------------

    def stretches(self, query: Query) -> Spans:  # noqa: PLR0911 - one for each kind
        """Return the text that a query without words means.

        Raises
        ------
        DataError
            For an unknown name.
        """
        places = self.places
        match query:
            case Of(kind="document"):
                number = _number(query.name, list(places.number), "a document is one of the project's")
                everywhere = places.everywhere()
                return Spans(everywhere.starts[[number]], everywhere.ends[[number]] + 1)
            case Of(kind="case"):
                number = _number(query.name, places.participants, "a case is one of the project's")
                return places.presences(places.who == number)
            case Of(kind="speaker"):
                labels = places.speakers()
                if plain_label(query.name) not in {plain_label(label) for label in labels}:
                    raise _unknown(query.name, labels, "a speaker is one of the documents'")
                return places.spoken([query.name])
            case Having():
                answers = places.answers(query.variable)
                _check_level(query, answers)
                fits = _comparison(query)
                return places.presences([fits(one) for one in answers])
            case Not(part=part):
                return rest_of(places.everywhere(), self.stretches(part))
            case AnyOf(parts=parts):
                found = [self.stretches(part) for part in parts]
                starts, ends = (
                    np.concatenate([getattr(one, side) for one in found]) for side in ("starts", "ends")
                )
                return united_spans(starts, ends)
            case AllOf():
                parts = tuple(_flat(query))
                coded = tuple(part for part in parts if not isinstance(part, Not) and _of_codings(part))
                found = [self.stretches(part) for part in parts if part not in coded]
                if coded:
                    found.append(places.coded(self.codings(AllOf(coded))))
                return reduce(shared_spans, found)
            case _:
                return places.coded(self.codings(query))


def _flat(query: AllOf) -> list[Query]:
    """Return the parts, and the parts of parts that are joined by AND as well."""
    parts: list[Query] = []
    for part in query.parts:
        parts += _flat(part) if isinstance(part, AllOf) else [part]
    return parts


def _of_codings(query: Query) -> bool:
    return has_codes(query) or any(isinstance(one, Of) and one.kind == "coder" for one in parts_of(query))


def _number(name: str, known: list[str], rule: str) -> int:
    if name not in known:
        raise _unknown(name, known, rule)
    return known.index(name)


def _unknown(name: str, known: list[str], rule: str) -> DataError:
    return DataError.because(rule, f"'{name}'", did_you_mean(name, known))


def _check_level(query: Having, answers: list[Value]) -> None:
    """Refuse a level that nobody has, where answers are words: it is mistyped."""
    words = [one.strip() for one in answers if isinstance(one, str) and one.strip()]
    known = {one.casefold() for one in words}
    if query.sign in ("=", "!=") and words and query.value.strip().casefold() not in known:
        raise _unknown(query.value, sorted(set(words)), f"a level is one of those of '{query.variable}'")


def _comparison(query: Having) -> Callable[[Value], bool]:
    """Return what tells whether an answer fits; no answer fits nothing, and no ``!=`` either."""
    try:
        number: float | None = float(query.value)
    except ValueError:
        number = None
    wanted = query.value.strip().casefold()

    def fits(value: Value) -> bool:
        word = said(value)
        if not word:
            return False
        if isinstance(value, int | float) and not isinstance(value, bool) and number is not None:
            difference = float(value) - number
            order = (difference > 0) - (difference < 0)
        else:
            alike = word.casefold()
            order = (alike > wanted) - (alike < wanted)
        return {"=": order == 0, "!=": order != 0, "<": order < 0, "<=": order <= 0, ">": order > 0,
                ">=": order >= 0}[query.sign]  # fmt: skip

    return fits


def needs_words(query: Query) -> bool:
    """Return whether a search for this would list hits: some words are wanted, not only ruled out."""
    match query:
        case Not():
            return False
        case AllOf(parts=parts):
            return any(needs_words(part) for part in parts)
        case AnyOf(parts=parts):
            return all(needs_words(part) for part in parts)
        case _:
            return has_words(query)
