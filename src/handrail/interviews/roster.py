"""Roster: the names that a study knows of, and how each may be spelt in a transcript."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from handrail.interviews.ordinary_words import is_ordinary
from handrail.interviews.title_words import TITLES
from handrail.interviews.words import Case, Word, fold
from handrail.values import DataError, Problem, did_you_mean

ROSTER_KINDS = ("person", "organisation", "place")
_COLUMNS = ("name", "pseudonym", "kind")


@dataclass(frozen=True)
class RosterName:
    """A name that the study knows of.

    Attributes
    ----------
    name
        As it is written: ``Anna Whitfield``, ``Northmere Police``.
    pseudonym
        What stands for it, such as ``P07``; empty: the next free number.
    kind
        ``person``, ``organisation`` or ``place``.
    """

    name: str = field(repr=False)
    pseudonym: str = ""
    kind: str = "person"


def read_roster(path: Path) -> tuple[RosterName, ...]:
    r"""Read a roster: UTF-8, commas, with the columns name, pseudonym and kind; the last two may be missing.

    Raises
    ------
    DataError
        With every unknown column, unknown kind and row without a name, by line. No name is repeated.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "roster.csv"
    ...     _ = file.write_text("name,pseudonym\nAnna Whitfield,P07\n")
    ...     [one] = read_roster(file)
    >>> one.pseudonym, one.kind
    ('P07', 'person')
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise DataError.because(
            "a roster is a csv file in UTF-8", "one that cannot be read", "check it", file=path.name
        ) from None
    header = [cell.strip().casefold() for cell in rows[0]] if rows else []
    problems = [
        Problem("a roster has known columns", "another column", did_you_mean(name, _COLUMNS), path.name, 1)
        for name in header
        if name not in _COLUMNS
    ]
    if "name" not in header:
        # Nothing is quoted: without a header row these are names.
        problems = [Problem("a roster has a column 'name'", "none", "put it on top", path.name, 1)]
    if problems:
        raise DataError(*problems)
    found: list[RosterName] = []
    for line, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        kind = row.get("kind") or "person"
        if not row.get("name") or len(cells) > len(header):
            rule = "a row of a roster has a name, and a cell a column"
            problems.append(Problem(rule, "another row", "correct it", path.name, line))
        elif kind not in ROSTER_KINDS:
            remedy = did_you_mean(kind, ROSTER_KINDS)
            problems.append(Problem("'kind' is known", "another word", remedy, path.name, line))
        else:
            found.append(RosterName(row["name"], row.get("pseudonym", ""), kind))
    if problems:
        raise DataError(*problems)
    return tuple(found)


def name_parts(name: str) -> tuple[str, ...]:
    """Return the words of a name that name somebody: without titles, folded.

    Examples
    --------
    >>> name_parts("Dr Anna van Rijn")
    ('anna', 'van', 'rijn')
    """
    parts = [part.strip(".,") for part in fold(name).split()]
    return tuple(part for part in parts if part and part not in TITLES) or tuple(parts)


def spelling_slips(word: str) -> int:
    """Return how many slips a word of this length may have and still be meant.

    Examples
    --------
    >>> [spelling_slips(word) for word in ("Ann", "Sarah", "Whitfield")]
    [0, 1, 2]
    """
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def slips_between(left: str, right: str, most: int) -> int:
    """Return how many letters were left out, put in, exchanged or swapped; ``most + 1`` for more.

    The optimal string alignment distance (Damerau 1964).

    Examples
    --------
    >>> slips_between("sarah", "sraah", 2), slips_between("whitfield", "witfeild", 2)
    (1, 2)
    """
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(right, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


class Spellings:
    """The words of a roster, looked up by what is left when letters are left out."""

    def __init__(self, roster: Iterable[RosterName]) -> None:
        self._names: dict[str, RosterName] = {}
        self._shortened: dict[str, set[str]] = {}
        for one in roster:
            for part in name_parts(one.name):
                if len(part) < 2 or (one.kind != "person" and is_ordinary(part)):
                    continue
                self._names.setdefault(part, one)
                for short in without_letters(part, spelling_slips(part)):
                    self._shortened.setdefault(short, set()).add(part)
        self._seen: dict[str, tuple[RosterName, bool] | None] = {}

    def __bool__(self) -> bool:
        """Return whether there is any."""
        return bool(self._names)

    def look_up(self, word: str) -> tuple[RosterName, bool] | None:
        """Return whose name a folded word is, and whether it is spelt as in the roster."""
        if word not in self._seen:
            self._seen[word] = self._find(word)
        return self._seen[word]

    def _find(self, word: str) -> tuple[RosterName, bool] | None:
        for exact in (word, word.removesuffix("'s"), word.removesuffix("s'")):
            if exact in self._names:
                return self._names[exact], True
        if len(word) > 3 and word.endswith("s") and word[:-1] in self._names:
            return self._names[word[:-1]], True  # a possessive without its apostrophe
        if is_ordinary(word):
            return None
        near: set[str] = set()
        for short in without_letters(word, spelling_slips(word)):
            near |= self._shortened.get(short, set())
        ranked = sorted((slips_between(word, part, 2), part) for part in near)
        for slips, part in ranked:
            if slips <= min(spelling_slips(part), spelling_slips(word)):
                return self._names[part], False
        return None

    def find(self, words: Sequence[Word], case: Case) -> Iterator[tuple[RosterName, int, int, str]]:
        """Yield each word of the roster in a text: whose, from, to, and why."""
        for word in words:
            found = self.look_up(word.folded)
            if found is None:
                continue
            name, exact = found
            if case == "mixed" and not word.capital and is_ordinary(word.folded):
                continue
            reason = "in the roster" if exact else "spelt nearly as in the roster"
            yield name, word.start, word.end, reason


def without_letters(word: str, most: int) -> set[str]:
    """Return a word and what is left of it without up to ``most`` letters.

    Two words that so many slips part have one of these in common: they are looked up, and not compared.

    Examples
    --------
    >>> sorted(without_letters("ann", 1))
    ['an', 'ann', 'nn']
    """
    found = {word}
    for _ in range(most):
        found |= {one[:i] + one[i + 1 :] for one in found for i in range(len(one))}
    return found
