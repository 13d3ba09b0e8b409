"""Suggestions: what could stand for each identifier, the same for the same person over a whole study."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from handrail.interviews.candidates import Candidate
from handrail.interviews.decisions import Decision
from handrail.interviews.roster import RosterName, name_parts, slips_between, spelling_slips, without_letters
from handrail.interviews.words import fold

_FORMS = {
    "person": "Name",
    "organisation": "Organisation",
    "place": "Place",
    "e-mail": "E-mail",
    "link": "Link",
    "handle": "Handle",
    "phone": "Phone",
    "postcode": "Postcode",
    "vehicle": "Vehicle",
    "number": "Number",
    "address": "Address",
}
_OURS = re.compile(r"\[(?P<form>[A-Z][a-z-]+) (?P<number>\d+)\]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WIDTH = 5
_TENS = {
    word: 10 * i
    for i, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
_ONES = {
    word: i
    for i, word in enumerate(
        (
            *(
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
                "twelve",
            ),
            *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
        ),
        start=1,
    )
}


@dataclass(frozen=True)
class Item:
    """One thing to decide: words of one kind, wherever they stand.

    Attributes
    ----------
    kind, words
        The candidate's kind, and its words as they stand first.
    suggestion
        What could stand for it.
    places
        Document and start of each place, in the order of reading.
    reason
        Why it is asked about.
    """

    kind: str
    words: str
    suggestion: str
    places: tuple[tuple[str, int], ...]
    reason: str

    def __repr__(self) -> str:
        """Return it without its words."""
        return f"Item(kind={self.kind!r}, suggestion={self.suggestion!r}, places={len(self.places)})"


def suggest(
    texts: Mapping[str, str],
    candidates: Mapping[str, Sequence[Candidate]],
    *,
    roster: Sequence[RosterName] = (),
    decided: Iterable[Decision] = (),
) -> tuple[Item, ...]:
    """Return everything that is to be decided, once for the whole study, with a suggestion each.

    "Anna Whitfield", "Mrs Whitfield" and "Anna" get one number where no other person of the study could be
    meant: a single name is a person's when exactly one full name holds it. A pseudonym of the roster goes
    before a number. Ages become bands of five years, dates their year.

    Parameters
    ----------
    texts, candidates
        By document name, in the order in which they are read.
    roster
        Whose pseudonyms are used.
    decided
        Earlier decisions: their replacements are kept, and new numbers go on after them.

    Examples
    --------
    >>> from handrail.interviews import find_candidates
    >>> text = "So Anna Okonkwo rang, and Mrs Okonkwo was 43 years old. Then Tadhg left."
    >>> found = suggest({"p.txt": text}, {"p.txt": find_candidates(text)})
    >>> [(one.words, one.suggestion) for one in found]
    [('Anna Okonkwo', '[Name 1]'), ('Okonkwo', '[Name 1]'), ('43 years old', '[Age 40 to 44]'),
     ('Tadhg', '[Name 2]')]
    """
    numbers = _Numbers(roster, decided)
    places: dict[tuple[str, str], list[tuple[str, int]]] = {}
    first: dict[tuple[str, str], tuple[str, Candidate]] = {}
    for document, found in candidates.items():
        for one in found:
            words = texts[document][one.start : one.end]
            key = (one.kind, fold(words))
            places.setdefault(key, []).append((document, one.start))
            first.setdefault(key, (words, one))
    numbers.meet([words for (kind, _), (words, _) in first.items() if kind == "person"])
    return tuple(
        Item(
            kind, words, numbers.stands_for(kind, words, one.roster), tuple(places[kind, folded]), one.reason
        )
        for (kind, folded), (words, one) in first.items()
    )


class _Numbers:
    """Which number stands for whom."""

    def __init__(self, roster: Sequence[RosterName], decided: Iterable[Decision]) -> None:
        self._given: dict[tuple[str, str], str] = {}
        self._last: dict[str, int] = {}
        self._named: dict[str, dict[tuple[str, ...], str]] = {}
        """A word of a name to the names that have it, each with what stands for it, oldest first."""
        self._full: dict[str, set[tuple[str, ...]]] = {}
        """A word of a name to the full names of the study that have it."""
        self._near: dict[tuple[str, int, int, str], list[tuple[str, ...]]] = {}
        """A word of a full name, how many it has, a place in it and what may be left of the word there: to
        the names. A first name that hundreds share would otherwise have each compared with all the others."""
        self._age: dict[tuple[str, ...], int] = {}
        for name in roster:
            if name.pseudonym:
                self._given[name.kind, fold(name.name)] = f"[{name.pseudonym}]"
                if name.kind == "person":
                    self._learn(name.name, f"[{name.pseudonym}]")
        for one in decided:
            ours = _OURS.fullmatch(one.replacement)
            if ours:
                form = ours["form"].casefold()
                self._last[form] = max(self._last.get(form, 0), int(ours["number"]))
            if one.replacement:
                self._given.setdefault((one.kind, fold(one.words)), one.replacement)
                if one.kind == "person":
                    self._learn(one.words, one.replacement)

    def meet(self, names: Iterable[str]) -> None:
        """Learn the full names of the study before single ones are told apart."""
        for parts in map(name_parts, names):
            if len(parts) > 1:
                for part in parts:
                    self._full.setdefault(part, set()).add(parts)

    def stands_for(self, kind: str, words: str, roster: str) -> str:
        if kind == "age":
            return _age_band(words)
        if kind == "date":
            year = _YEAR.search(words)
            return f"[Date in {year[0]}]" if year else "[Date]"
        key = (kind, fold(words))
        if key not in self._given:
            same = self._same_person(name_parts(words)) if kind == "person" else None
            self._given[key] = same or (f"[{roster}]" if roster else self._next(kind))
            if kind == "person":
                self._learn(words, self._given[key])
        return self._given[key]

    def _learn(self, name: str, stands: str) -> None:
        parts = name_parts(name)
        if parts not in self._age and len(parts) > 1:
            for place in (0, len(parts) - 1):
                for left in _left_of(parts[place]):
                    for part in set(parts):
                        self._near.setdefault((part, len(parts), place, left), []).append(parts)
        self._age.setdefault(parts, len(self._age))
        for part in parts:
            self._named.setdefault(part, {}).setdefault(parts, stands)
        self.meet([name])

    def _next(self, kind: str) -> str:
        form = _FORMS[kind]
        self._last[form.casefold()] = self._last.get(form.casefold(), 0) + 1
        return f"[{form} {self._last[form.casefold()]}]"

    def _same_person(self, parts: tuple[str, ...]) -> str | None:
        """Return what stands for the person whose name this is, or part of whose name it is."""
        if len(parts) == 1:
            known = self._named.get(parts[0], {}) if self._only(parts[0]) else {}
            return next(iter(known.values()), None)
        for at, part in enumerate(parts):
            other = 0 if at else len(parts) - 1
            near = {
                name
                for left in _left_of(parts[other])
                for name in self._near.get((part, len(parts), other, left), ())
            }
            for name in sorted(near, key=self._age.__getitem__):
                if _alike(name, parts):
                    return self._named[part][name]
        # A single name that was met before the full one.
        for part in parts:
            stands_alone = self._named.get(part, {}).get((part,))
            if stands_alone is not None and self._only(part):
                return stands_alone
        return None

    def _only(self, part: str) -> bool:
        """Whether no two different people have this name."""
        return len(self._full.get(part, ())) <= 1


def _left_of(part: str) -> set[str]:
    """Return what two words of names have in common that are one but for a slip."""
    return without_letters(part, min(spelling_slips(part), 1))


def _alike(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether two full names are one but for slips of spelling."""
    if len(left) != len(right):
        return False
    return all(
        a == b or slips_between(a, b, 2) <= min(spelling_slips(a), spelling_slips(b), 1)
        for a, b in zip(left, right, strict=True)
    )


def _age_band(words: str) -> str:
    age = _years(words)
    if age is None:
        return "[Age]"
    low = age - age % _WIDTH
    return f"[Age {low} to {low + _WIDTH - 1}]"


def _years(words: str) -> int | None:
    digits = re.search(r"\d+", words)
    if digits:
        return int(digits[0])
    total = sum(_TENS.get(word, 0) + _ONES.get(word, 0) for word in re.split(r"[\s-]+", words.casefold()))
    return total or None
