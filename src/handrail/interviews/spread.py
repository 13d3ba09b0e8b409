"""Spread: over how many participants a theme reaches, and who speaks against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from handrail.interviews.codebook import Codebook
from handrail.interviews.participants import Participant
from handrail.interviews.placing import Coding
from handrail.interviews.themes import Theme
from handrail.interviews.transcript import Transcript
from handrail.interviews.voices import speaker_of
from handrail.values import DataError, did_you_mean

NOT_RECORDED = "not recorded"
"""The level of a participant whose attribute is blank."""


@dataclass(frozen=True)
class Spread:
    """How a theme spreads over the participants.

    Attributes
    ----------
    theme
        The theme's id.
    passages
        Distinct passages beneath it, the counter-examples aside; two coders' marks on the same words count
        once.
    participants
        Distinct participants who said them.
    unattributed
        Passages that are the interviewer's, several speakers', or nobody's.
    counter_examples, counter_participants
        Passages that speak against it, and distinct participants who said them.
    largest_share
        Share of the attributed passages that the largest contributor said, 0 to 1; None without any.
    attribute
        What ``by_level`` counts over, or None.
    by_level
        Level to distinct participants who support the theme; every level of the study is there.
    """

    theme: str
    passages: int
    participants: int
    unattributed: int
    counter_examples: int
    counter_participants: int
    largest_share: float | None
    attribute: str | None = None
    by_level: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_level", MappingProxyType(dict(self.by_level)))


def theme_spread(  # noqa: PLR0917 - the parts of a study, in the order in which they rest on each other
    theme: Theme,
    codings: Iterable[Coding],
    codebook: Codebook,
    transcripts: Mapping[str, Transcript],
    participants: Sequence[Participant],
    attribute: str | None = None,
    *,
    interviewers: Collection[str] = (),
) -> Spread:
    """Count the passages and participants of a theme, and of its counter-examples.

    Parameters
    ----------
    theme
        What it rests on: its codes with all codes below them, and its passages.
    codings
        All placed codings of the study.
    codebook, transcripts, participants
        The study's.
    attribute
        Count participants by the levels of this attribute too.
    interviewers
        Labels of those who asked, beside the usual ones.

    Raises
    ------
    DataError
        When a code is not in the codebook, or no participant has the attribute.
    """
    codes = {below for code in theme.codes for below in (code, *codebook.descendants(code))}
    against = set(theme.counter_examples)
    supporting: set[tuple[str, int, int]] = set()
    countering: set[tuple[str, int, int]] = set()
    for coding in codings:
        place = (coding.document, coding.start, coding.end)
        if coding.name in against:
            countering.add(place)
        elif coding.code in codes or coding.name in theme.passages:
            supporting.add(place)
    supporting -= countering

    present: dict[str, list[Participant]] = {}
    for one in participants:
        present.setdefault(one.document, []).append(one)

    def said_by(places: Iterable[tuple[str, int, int]]) -> Counter[str]:
        speakers = (
            speaker_of(
                transcripts[document], present.get(document, ()), start, end, interviewers=interviewers
            )
            for document, start, end in places
        )
        return Counter(speaker.name for speaker in speakers if speaker is not None)

    supporters, counters = said_by(supporting), said_by(countering)
    attributed = supporters.total()
    return Spread(
        theme=theme.id,
        passages=len(supporting),
        participants=len(supporters),
        unattributed=len(supporting) - attributed,
        counter_examples=len(countering),
        counter_participants=len(counters),
        largest_share=max(supporters.values()) / attributed if attributed else None,
        attribute=attribute,
        by_level={} if attribute is None else _levels(attribute, supporters, participants),
    )


def _levels(
    attribute: str, supporters: Collection[str], participants: Sequence[Participant]
) -> dict[str, int]:
    known = {name for one in participants for name in one.attributes}
    if attribute not in known:
        raise DataError.because(
            "an attribute is a column of the participants file",
            f"'{attribute}'",
            did_you_mean(attribute, known),
        )
    level_of = {one.name: one.attributes.get(attribute, "") or NOT_RECORDED for one in participants}
    counts = Counter(level_of[name] for name in supporters)
    return {level: counts[level] for level in sorted(set(level_of.values()))}
