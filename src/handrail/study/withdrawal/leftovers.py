"""Leftovers: copies that editors and cut-off programs leave beside a file."""

from __future__ import annotations

import re

_LEFT_BY_AN_EDITOR = (
    re.compile(r"(?P<base>.+)~"),
    re.compile(r"#(?P<base>.+)#"),
    re.compile(r"\.?(?P<base>.+)\.sw[a-z]"),
    re.compile(r"\.(?P<base>.+)\.[0-9a-f]{8}\.part"),
    re.compile(r"(?P<base>.+)\.(?:bak|part|orig|old|tmp)", re.I),
)


def base_of(name: str) -> str:
    """Return the file that an editor left a copy of; an empty text when the name is not like that.

    Examples
    --------
    >>> [base_of(name) for name in ("a.txt~", "#a.txt#", ".a.txt.swp", "a.txt.bak", "a.txt")]
    ['a.txt', 'a.txt', 'a.txt', 'a.txt', '']
    """
    for form in _LEFT_BY_AN_EDITOR:
        match = form.fullmatch(name)
        if match:
            return match["base"]
    return ""
