"""Voices: which participant said a passage, and whether the participants' labels are in the transcripts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from handrail.interviews.participants import Participant
from handrail.interviews.transcript import Transcript, plain_label
from handrail.values import Problem, did_you_mean
from handrail.values.naming import named

_ASKING = ("interviewer", "moderator", "facilitator", "researcher", "questioner")
INTERVIEWER_LABELS = frozenset({"i", "int", "q", *_ASKING, *(f"the {role}" for role in _ASKING)})
"""Labels of those who ask, in addition to the plan's ``interviewers``."""


def speaker_of(
    transcript: Transcript,
    participants: Iterable[Participant],
    start: int,
    end: int,
    *,
    interviewers: Collection[str] = (),
) -> Participant | None:
    r"""Return who said a passage; None for the interviewer, for several speakers, and outside all turns.

    Parameters
    ----------
    transcript
        Where the passage stands.
    participants
        The study's participants; those of other documents do not matter.
    start, end
        Code points of the transcript's text.
    interviewers
        Labels of those who asked, beside the usual ones (I, Interviewer, Moderator, …).

    Examples
    --------
    >>> from datetime import date
    >>> from handrail.interviews.participants import Consent
    >>> from handrail.interviews.transcript import Turn
    >>> yes = Consent("v1", date(2026, 3, 1), date(2026, 9, 1), True, "attributed", False, False)
    >>> text = Transcript("p.txt", "txt", "I: Why?\nP01: Luck.", (Turn(0, "I", 3, 7), Turn(1, "P01", 13, 18)))
    >>> people = [Participant("P01", "p.txt", "", {}, yes)]
    >>> speaker_of(text, people, 13, 17).name, speaker_of(text, people, 0, 7)
    ('P01', None)
    """
    asking = INTERVIEWER_LABELS | {plain_label(label) for label in interviewers}
    here = [one for one in participants if one.document == transcript.name]
    named = {plain_label(one.speaker): one for one in here if one.speaker.strip()}
    rest = [one for one in here if not one.speaker.strip()]
    only = rest[0] if len(here) == len(rest) == 1 else None
    speaking: set[str | None] = set()
    found: Participant | None = None
    for turn in transcript.turns_between(start, end):
        label = None if turn.speaker is None else plain_label(turn.speaker)
        speaking.add(label)
        found = named.get(label or "", None if label in asking else only)
    if only is not None and not speaking & asking:
        return found
    return found if len(speaking) == 1 else None


def check_speakers(
    participants: Iterable[Participant], transcripts: Mapping[str, Transcript]
) -> list[Problem]:
    """Return what keeps a participant's words from being found: no such document, or no such label in it.

    Examples
    --------
    >>> from datetime import date
    >>> from handrail.interviews.participants import Consent
    >>> from handrail.interviews.transcript import Turn
    >>> yes = Consent("v1", date(2026, 3, 1), date(2026, 9, 1), True, "attributed", False, False)
    >>> text = Transcript("p.txt", "txt", "P01: Luck.", (Turn(0, "P01", 5, 10),))
    >>> print(*check_speakers([Participant("P01", "p.txt", "P1", {}, yes)], {"p.txt": text}))
    a participant's label is in the transcript; received: 'P1' for 'P01' in 'p.txt'; did you mean 'P01'?
    """
    problems: list[Problem] = []
    for one in participants:
        if one.document not in transcripts:
            received = f"document {named(one.document)} for {named(one.name)}"
            remedy = did_you_mean(one.document, transcripts)
            problems.append(
                Problem("a participant's document is a transcript of the study", received, remedy)
            )
            continue
        turns = transcripts[one.document].turns
        labels = {turn.speaker for turn in turns if turn.speaker is not None}
        if one.speaker.strip() and plain_label(one.speaker) not in {plain_label(label) for label in labels}:
            received = f"{named(one.speaker)} for {named(one.name)} in {named(one.document)}"
            remedy = did_you_mean(one.speaker, labels)
            problems.append(Problem("a participant's label is in the transcript", received, remedy))
    return problems
