"""Names of classes: what they and their descriptions may not say: a class is a pattern in answers, no child.

The list is short on purpose. Each word says what a person is like or wants, where answers say what happened.
No list finds every such name; that is what a second reader is for.
"""

from __future__ import annotations

import re

_SAID = (
    (
        "says what someone is like, and a class holds answers about what happened",
        r"promiscuous|naive|naïve|gullible|reckless|impulsive|deviant|delinquent|troubled|disturbed|damaged"
        r"|needy|immature|precocious|provocative|seductive|flirtatious|manipulative|rebellious|vulnerable"
        r"|resilient|easy|risky|(?:high|low)[- ]risk|risk[- ]tak\w+",
    ),
    (
        "says what someone wanted or agreed to, which no answer about an experience shows; and no child "
        "consents to abuse",
        r"willing\w*|consent\w*|consensual|complicit|compliant|cooperative|eager|curious|desir\w+|lust\w*"
        r"|wants|wanted|wanting|enjoy\w*"
        r"|(?:attention|thrill|sensation|sex|romance|adventure|affection|love)[- ]seek\w+",
    ),
    (
        "makes a kind of person of a pattern in answers",
        r"(?:poly[- ]?)?victims?|survivors?|lolitas?|at[- ]risk|prone"
        r"|(?:child|girl|boy|person|user)[- ]types?|types? of (?:child|children|girls?|boys?|persons?|users?)"
        r"|(?:good|bad|typical|ideal|perfect|lonely|isolated|normal)"
        r" (?:girl|boy|child|kid|teen|teenager|youth|adolescent)(?:s|ren)?",
    ),
)
_CHILD = r"(?:girl|boy|kid|teen|teenager|youth|adolescent|youngster)s?|child(?:ren)?"
# In running text many words of a name are the adult's, or say what was not agreed to ("manipulative
# messages", "an adult wanted a picture", "sent on without consent"): those count only beside a child.
_IN_TEXT = (
    (
        _SAID[0][0],
        r"promiscuous|naive|naïve|gullible|reckless|impulsive|deviant|delinquent|needy|immature|precocious"
        r"|seductive|rebellious|vulnerable|resilient|risk[- ]tak\w+"
        r"|(?:troubled|disturbed|damaged|provocative|flirtatious|manipulative|easy|risky"
        rf"|(?:high|low)[- ]risk) (?:{_CHILD})",
    ),
    (
        _SAID[1][0],
        r"willing\w*|complicit|compliant|eager|curious|lust(?:s|ed|ful)?|(?<!non-)(?<!non )consensual"
        r"|want(?:s|ed|ing)? it|enjoy\w*"
        rf"|(?:{_CHILD}|they)(?: who| that)? (?:want(?:s|ed)?|desired?|consent(?:s|ed)?|cooperated?)"
        r"|(?:attention|thrill|sensation|sex|romance|adventure|affection|love)[- ]seek\w+",
    ),
)


def _compiled(said: tuple[tuple[str, str], ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((why, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for why, words in said)


_PATTERNS, _TEXT_PATTERNS = _compiled(_SAID), _compiled(_IN_TEXT)


def word_of_character(name: str) -> tuple[str, str]:
    """Return the first word of a class's name that is no experience or circumstance, and why; empty for none.

    Examples
    --------
    >>> word_of_character("Attention-seeking girls")[0], word_of_character("Vulnerable girls")[0]
    ('Attention-seeking', 'Vulnerable')
    >>> word_of_character("Poly-victims")[1]
    'makes a kind of person of a pattern in answers'
    >>> word_of_character("Pressed and threatened by an adult who posed as a child")
    ('', '')
    """
    return _first(name, _PATTERNS)


def word_of_character_in_text(text: str) -> tuple[str, str]:
    """Return the same of running text, by fewer words: those of character and desire that say a child has it.

    Examples
    --------
    >>> word_of_character_in_text("Naive, promiscuous girls who wanted it.")[0]
    'Naive'
    >>> word_of_character_in_text("An adult wanted pictures; some were sent on without consent.")
    ('', '')
    """
    return _first(text, _TEXT_PATTERNS)


def _first(text: str, patterns: tuple[tuple[str, re.Pattern[str]], ...]) -> tuple[str, str]:
    for why, pattern in patterns:
        found = pattern.search(text)
        if found is not None:
            return found[0], why
    return "", ""
