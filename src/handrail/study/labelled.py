"""Labelled: a transcript's text with the speaker labels that its format keeps beside it."""

from __future__ import annotations

from handrail.interviews import Coding, Transcript


def labelled_text(transcript: Transcript) -> str:
    r"""Return a transcript's text with the speaker labels that its format keeps beside it.

    Examples
    --------
    >>> from handrail.interviews import Turn
    >>> turns = (Turn(0, "I", 0, 4), Turn(1, "Anna", 5, 10))
    >>> labelled_text(Transcript("p.vtt", "vtt", "Why?\nLuck.", turns))
    'I: Why?\nAnna: Luck.'
    """
    parts, at = [], 0
    for start, label in _labels(transcript):
        parts += [transcript.text[at:start], label]
        at = start
    return "".join((*parts, transcript.text[at:]))


def in_labelled_text(transcript: Transcript, coding: Coding) -> tuple[int, int]:
    r"""Return where a coding of a transcript's own text stands in its labelled text.

    Examples
    --------
    >>> from handrail.interviews import Turn
    >>> turns = (Turn(0, "I", 0, 4), Turn(1, "Anna", 5, 10))
    >>> one = Transcript("p.vtt", "vtt", "Why?\nLuck.", turns)
    >>> in_labelled_text(one, Coding("c", "p.vtt", 5, 9, "Luck", "luck", "AB"))
    (14, 18)
    """
    labels = _labels(transcript)
    # A label at the very beginning stands before the coding; one at its end, after it.
    before = sum(len(label) for at, label in labels if at <= coding.start)
    until = sum(len(label) for at, label in labels if at < coding.end)
    return coding.start + before, coding.end + until


def _labels(transcript: Transcript) -> list[tuple[int, str]]:
    text = transcript.text
    return [
        (turn.start, f"{turn.speaker}: ")
        for turn in transcript.turns
        if turn.speaker and turn.speaker not in text[max(0, turn.start - 120) : turn.start]
    ]
