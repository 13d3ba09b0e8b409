"""Plain names: what a file, a case or a coder may be called without naming anybody."""

from __future__ import annotations

import re


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORDS = _set(
    """
    case coder discussion focus fg group id int interview interviewee interviewer note notes officer p
    participant person pid pilot project r researcher respondent session speaker text transcript untitled
    user wave
    """
)
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBERED = re.compile(r"[A-Z]{1,3}\d{1,3}")
_INITIALS = re.compile(r"[A-Z]{1,3}")
_ENDING = re.compile(r"\.(?:docx?|odt|rtf|pdf|txt|md|srt|vtt|qdpx|html?|mp[34]|m4a|wav|mov|avi)\Z", re.I)


def is_plain_name(name: str) -> bool:
    """Return whether a name is made of numbers and words such as ``interview`` alone.

    Examples
    --------
    >>> [is_plain_name(name) for name in ("P07", "interview-03.docx", "Focus group 2", "Tadhg", "07 Tadhg")]
    [True, True, True, False, False]
    """
    stem = without_ending(name)
    return bool(_NUMBERED.fullmatch(stem)) or all(
        word.casefold() in _WORDS for word in _LETTERS.findall(stem)
    )


def without_ending(name: str) -> str:
    """Return a file's name without what says its format; other names stay.

    Examples
    --------
    >>> without_ending("tadhg.docx"), without_ending("Dr. Kerbrat")
    ('tadhg', 'Dr. Kerbrat')
    """
    return _ENDING.sub("", name)


def are_initials(name: str) -> bool:
    """Return whether a coder is called by initials, which only the team can read.

    Examples
    --------
    >>> are_initials("AB"), are_initials("Abi")
    (True, False)
    """
    return _INITIALS.fullmatch(name) is not None
