"""Checklist facts: what a study knows of a strand of interviews, and which item each fact answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from handrail.values.checklist import Known

FEW = 3
"""Numbers of people or transcripts under this are said in words."""


@dataclass(frozen=True)
class ChecklistFacts:
    """What a study knows of one strand of interviews.

    Attributes
    ----------
    reflexive
        Whether the approach is reflexive.
    approach, recruitment, positionality
        The plan's words; empty where it says nothing.
    information_power
        Its parts in words.
    participants, documents, words
        In use: people, transcripts, and words in these.
    repeated
        Participants who speak in more than one transcript.
    attributes
        What is recorded of participants.
    coders, codings, codes, topics, guide
        Coders, codings and codes; the topmost codes; how many codes were set out beforehand.
    agreement
        Whether agreement between coders was computed.
    saturation
        What was observed of new codes, a sentence a group; empty where it was not planned.
    themes, dated, countered
        Themes; those with a dated history; those with passages against them.
    memos
        Dated memos.
    quotations
        Released quotations of the strand.
    software
        Name and version.
    """

    reflexive: bool
    approach: str
    recruitment: str = ""
    positionality: str = ""
    information_power: Mapping[str, str] = field(default_factory=dict)
    participants: int = 0
    documents: int = 0
    words: int = 0
    repeated: int = 0
    attributes: tuple[str, ...] = ()
    coders: int = 0
    codings: int = 0
    codes: int = 0
    topics: tuple[str, ...] = ()
    guide: int = 0
    agreement: bool = False
    saturation: tuple[str, ...] = ()
    themes: int = 0
    dated: int = 0
    countered: int = 0
    memos: int = 0
    quotations: int = 0
    software: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "information_power", MappingProxyType(dict(self.information_power)))


def _many(number: int, one: str, more: str = "") -> str:
    word = one if number == 1 else more or f"{one}s"
    return f"{number:,} {word}"


def _people(number: int, one: str) -> str:
    return f"fewer than {FEW} {one}s" if 0 < number < FEW else _many(number, one)


def _approach(facts: ChecklistFacts) -> Known:
    return f"The analysis is {facts.approach}.", False


def _found(facts: ChecklistFacts) -> Known:
    return facts.recruitment, False


def _size(facts: ChecklistFacts) -> Known:
    if not facts.participants:
        return "", False
    return f"{_people(facts.participants, 'participant')} in {_people(facts.documents, 'transcript')}.", True


def _sample(facts: ChecklistFacts) -> Known:
    recorded = ", ".join(facts.attributes)
    return (f"Recorded of each participant: {recorded}." if recorded else ""), False


def _repeats(facts: ChecklistFacts) -> Known:
    if not facts.repeated:
        return "No participant speaks in more than one transcript.", True
    return f"{_people(facts.repeated, 'participant')} in more than one transcript.".capitalize(), False


def _length(facts: ChecklistFacts) -> Known:
    if not facts.documents:
        return "", False
    return f"A transcript has {facts.words // facts.documents:,} words on average.", False


def _saturation(facts: ChecklistFacts) -> Known:
    if facts.reflexive:
        power = " ".join(f"{part}: {words}" for part, words in facts.information_power.items())
        said = "Not applicable under a reflexive approach; information power is stated instead."
        return f"{said} {power}".strip(), True
    if not facts.saturation:
        return "Saturation was not planned.", True
    return " ".join(facts.saturation), True


def _coders(facts: ChecklistFacts) -> Known:
    agreed = (
        "Agreement between coders was computed, and is reported without a grade."
        if facts.agreement
        else "Agreement between coders is not applicable under a reflexive approach."
        if facts.reflexive
        else "Agreement between coders was not planned as a check."
    )
    return f"{_many(facts.coders, 'person', 'people')} made {_many(facts.codings, 'coding')}. {agreed}", True


def _tree(facts: ChecklistFacts) -> Known:
    if not facts.codes:
        return "", False
    topics = ", ".join(facts.topics)
    return f"{_many(facts.codes, 'code')} under {_many(len(facts.topics), 'topic')}: {topics}.", True


def _derivation(facts: ChecklistFacts) -> Known:
    dated = f"{facts.dated} of {_many(facts.themes, 'theme')} {'has' if facts.dated == 1 else 'have'}"
    said = (
        f"{_many(facts.guide, 'code')} came from the interview guide and "
        f"{facts.codes - facts.guide:,} from the material. {dated} a dated history."
    )
    return said, True


def _software(facts: ChecklistFacts) -> Known:
    return facts.software, bool(facts.software)


def _quotations(facts: ChecklistFacts) -> Known:
    if not facts.quotations:
        return "", False
    return (
        f"{_many(facts.quotations, 'quotation')}, each approved by a person, printed with what may be shown "
        "of the speaker. Speakers go by no number, so that quotations of one person cannot be joined."
    ), True


def _consistency(facts: ChecklistFacts) -> Known:
    if not facts.themes:
        return "", False
    return (
        "Each finding names the themes and passages that it rests on, and each theme its codes and passages; "
        "the evidence appendix opens them."
    ), False


def _themes(facts: ChecklistFacts) -> Known:
    if not facts.themes:
        return "", False
    return f"{_many(facts.themes, 'theme')}, each a full sentence.", False


def _counters(facts: ChecklistFacts) -> Known:
    if not facts.themes:
        return "", False
    return (
        f"{facts.countered} of {_many(facts.themes, 'theme')} "
        f"{'names' if facts.countered == 1 else 'name'} passages that speak against it."
    ), False


def _together(facts: ChecklistFacts) -> Known:
    return f"{_many(facts.codings, 'coding')} are kept with their codes, and each theme opens its own.", False


def _active(facts: ChecklistFacts) -> Known:
    said = [
        facts.positionality,
        f"{_many(facts.memos, 'dated memo')} {'is' if facts.memos == 1 else 'are'} kept."
        if facts.memos
        else "",
        f"{facts.dated} of {_many(facts.themes, 'theme')} with a dated history." if facts.dated else "",
    ]
    return " ".join(one for one in said if one), False


def _position(facts: ChecklistFacts) -> Known:
    return facts.positionality, False


KNOWN: Mapping[str, Callable[[ChecklistFacts], Known]] = {
    "8": _position,
    "9": _approach,
    "10": _found,
    "12": _size,
    "13": _found,
    "16": _sample,
    "18": _repeats,
    "21": _length,
    "22": _saturation,
    "24": _coders,
    "25": _tree,
    "26": _derivation,
    "27": _software,
    "29": _quotations,
    "30": _consistency,
    "31": _themes,
    "32": _counters,
    "Q2": _approach,
    "P4": _together,
    "P8": _consistency,
    "P15": _active,
}
"""Item to what a study knows of it, and whether that is all that is asked."""
