"""Names of classes: what a name may not say, because a class is a pattern in answers and no kind of child.

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
_PATTERNS = tuple((why, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for why, words in _SAID)


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
    for why, pattern in _PATTERNS:
        found = pattern.search(name)
        if found is not None:
            return found[0], why
    return "", ""
