"""Candidates: stretches of a transcript that may identify somebody, for a person to decide on.

Nothing here decides. The detector is a set of rules without chance and without a network: patterns with a
form of their own, the study's roster, capitals, short lists of names, and what stands before a name. It
sees no description: "the only female chief constable in the North West" identifies somebody and holds no
name.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from handrail.interviews.capitals import find_capitals
from handrail.interviews.flat_text import find_flat
from handrail.interviews.identifier_patterns import Found, find_patterns
from handrail.interviews.known_names import CONNECTORS
from handrail.interviews.known_places import COUNTRIES
from handrail.interviews.ordinary_words import is_ordinary
from handrail.interviews.roster import RosterName, Spellings
from handrail.interviews.title_words import BODY_WORDS, NEVER_NAMES, ROLE_WORDS, TITLES
from handrail.interviews.words import case_of, fold, words_in
from handrail.values import DataError

KINDS = (
    "e-mail",
    "link",
    "vehicle",
    "postcode",
    "date",
    "handle",
    "phone",
    "number",
    "address",
    "age",
    "organisation",
    "place",
    "person",
)
"""Kinds of candidates; of two equally long ones over each other the earlier in this list names both."""

INDIRECT = frozenset({"age"})
"""Kinds that identify somebody only together with others."""

Entities = Callable[[str], Iterable[tuple[str, int, int]]]
"""What else finds names: a text to stretches, each a kind, a start and an end in code points."""

_OURS = re.compile(
    r"\[(?:Name|Organisation|Place|E-mail|Link|Handle|Phone|Postcode|Vehicle|Number|Address|Date|Age)\b[^\]\n]{0,24}\]",
    re.IGNORECASE,
)
_PARTICIPANT = re.compile(r"[A-Z]{1,3}\d{1,3}")
_SPREAD = ("person", "organisation", "place")
_NEVER = BODY_WORDS | NEVER_NAMES | ROLE_WORDS | TITLES | COUNTRIES | CONNECTORS
_NO_CAPITALS_TELL = ("de", "lb")


@dataclass(frozen=True)
class Candidate:
    """A stretch that may identify somebody.

    Attributes
    ----------
    kind
        One of ``KINDS``.
    start, end
        Code points of the text, end exclusive; without a possessive ending, so that it stays.
    reason
        Why it is asked about, in words without the text's own.
    roster
        The pseudonym of the roster's entry that it matches; empty without one.
    """

    kind: str
    start: int
    end: int
    reason: str
    roster: str = ""

    @property
    def direct(self) -> bool:
        """Return whether it identifies somebody by itself."""
        return self.kind not in INDIRECT


def find_candidates(
    text: str,
    *,
    roster: Sequence[RosterName] = (),
    language: str = "en",
    entities: Entities | None = None,
) -> tuple[Candidate, ...]:
    """Return the stretches of a text that may identify somebody, in order, none over another.

    Parameters
    ----------
    text
        A transcript, with its speaker labels. Without capitals it is read by other rules.
    roster
        Names that the study knows of, also in other spellings.
    language
        ISO 639 code of the text. Unknown words are told from ordinary ones in English only; in German a
        capital inside a sentence says nothing.
    entities
        Something else that finds names too, such as ``spacy_entities`` of a model that the team has; what it
        finds is added.

    Raises
    ------
    DataError
        When ``entities`` gives an unknown kind, or a place outside the text.

    Examples
    --------
    >>> text = "Dr Okonkwo's team in Totnes: anna.o@north.example.sch.uk, 07700 900123."
    >>> [(one.kind, text[one.start : one.end]) for one in find_candidates(text)]
    [('person', 'Okonkwo'), ('place', 'Totnes'), ('e-mail', 'anna.o@north.example.sch.uk'),
     ('phone', '07700 900123')]
    """
    words = words_in(text)
    case = case_of(text)
    english = language == "en"
    found: list[Found] = list(find_patterns(text))
    if case == "flat":
        found += find_flat(text, words, english=english)
    else:
        capitals_tell = language not in _NO_CAPITALS_TELL
        found += find_capitals(text, words, capitals_tell=capitals_tell, english=english)
    if entities is not None:
        found += _checked(entities(text), len(text))
    known: list[tuple[int, int, str]] = []
    spellings = Spellings(roster)
    if spellings:
        for name, start, end, reason in spellings.find(words, case):
            found.append((name.kind, start, end, reason))
            known.append((start, end, name.pseudonym))
    return _resolved(text, found, known)


def find_in_study(
    texts: Mapping[str, str],
    *,
    roster: Sequence[RosterName] = (),
    language: str = "en",
    entities: Entities | None = None,
) -> dict[str, tuple[Candidate, ...]]:
    """Return the candidates of every text of a study by its name; a name found once is looked for everywhere.

    So a name that shows itself in one place, after a title or in capitals, is asked about in small
    letters and without its apostrophe too. Words that are ordinary ones as well are not looked for.

    Parameters
    ----------
    texts
        Transcripts by name.
    roster, language, entities
        As for ``find_candidates``, which says what is raised.

    Examples
    --------
    >>> texts = {"a": "So Tadhg left. Nobody minded.", "b": "They met, and tadhgs idea won."}
    >>> found = find_in_study(texts, language="cy")
    >>> [(one.start, one.end) for one in found["b"]]
    [(14, 19)]
    """
    found = {
        name: find_candidates(text, roster=roster, language=language, entities=entities)
        for name, text in texts.items()
    }
    found = _of_one_kind(texts, found)
    named: dict[str, str] = {}
    for name, candidates in found.items():
        for one in candidates:
            if one.kind in _SPREAD:
                for word in words_in(texts[name][one.start : one.end]):
                    if len(word.folded) > 2 and not is_ordinary(word.folded) and word.folded not in _NEVER:
                        named.setdefault(word.folded, one.kind)
    return {name: _with_known(text, found[name], named) for name, text in texts.items()}


def _of_one_kind(
    texts: Mapping[str, str], found: Mapping[str, tuple[Candidate, ...]]
) -> dict[str, tuple[Candidate, ...]]:
    """Return candidates in which the same words are of one kind everywhere: what they mostly are."""
    kinds: dict[str, Counter[str]] = {}
    for name, candidates in found.items():
        for one in candidates:
            if one.kind in _SPREAD:
                words = fold(texts[name][one.start : one.end])
                kinds.setdefault(words, Counter())[one.kind] += 1
    mostly = {words: max(_SPREAD, key=lambda kind: many[kind]) for words, many in kinds.items()}
    return {
        name: tuple(
            replace(one, kind=mostly[fold(texts[name][one.start : one.end])]) if one.kind in _SPREAD else one
            for one in candidates
        )
        for name, candidates in found.items()
    }


def _with_known(text: str, found: tuple[Candidate, ...], named: Mapping[str, str]) -> tuple[Candidate, ...]:
    """Return the candidates of a text with every other place of the names that are known."""
    starts = [one.start for one in found]
    more: list[Candidate] = []
    for word in words_in(text):
        end = word.end
        kind = named.get(word.folded)
        if kind is None and word.folded.endswith("s") and word.folded[:-1] in named:
            kind, end = named[word.folded[:-1]], end - 1
        if kind is None:
            continue
        at = bisect.bisect_right(starts, word.start) - 1
        following = starts[at + 1] if at + 1 < len(starts) else len(text)
        if (at < 0 or found[at].end <= word.start) and following >= end:
            more.append(Candidate(kind, word.start, end, "stands elsewhere in the study as a name"))
    return tuple(sorted((*found, *more), key=lambda one: one.start))


def _checked(stretches: Iterable[tuple[str, int, int]], length: int) -> list[Found]:
    found: list[Found] = []
    for kind, start, end in stretches:
        if kind not in KINDS or not 0 <= start < end <= length:
            raise DataError.because(
                "what finds names gives a known kind and a place in the text",
                "another kind, or a place outside",
                f"kinds are {', '.join(KINDS)}; places count code points",
            )
        found.append((kind, start, end, "found by the team's own model"))
    return found


def _resolved(
    text: str, found: Sequence[Found], known: Sequence[tuple[int, int, str]]
) -> tuple[Candidate, ...]:
    """Return what was found without overlaps: what lies over each other becomes one, and nothing is left."""
    ours = [match.span() for match in _OURS.finditer(text)]
    merged: list[list[Found]] = []
    reach = -1
    for one in sorted(found, key=lambda one: (one[1], -one[2])):
        _, start, end, _ = one
        if start >= end or _within(start, end, ours) or _PARTICIPANT.fullmatch(text, start, end):
            continue
        if start < reach:
            merged[-1].append(one)
        else:
            merged.append([one])
        reach = max(reach, end)
    candidates: list[Candidate] = []
    for group in merged:
        best = min(group, key=lambda one: (one[1] - one[2], KINDS.index(one[0])))
        start, end = min(one[1] for one in group), max(one[2] for one in group)
        pseudonym = next((name for a, b, name in known if name and start <= a and b <= end), "")
        candidates.append(Candidate(best[0], start, end, best[3], pseudonym))
    return tuple(candidates)


def _within(start: int, end: int, stretches: Sequence[tuple[int, int]]) -> bool:
    return any(a <= start and end <= b for a, b in stretches)
