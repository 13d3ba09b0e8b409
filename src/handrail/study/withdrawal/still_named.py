"""Still named: what only a person can look at after a withdrawal, found by tombstones and never by a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from handrail.study.plan import Plan
from handrail.study.withdrawal.tombstones import Tombstones

_TEXTS = (".toml", ".txt", ".md", ".rtf", ".html", ".htm", ".json", ".yaml", ".yml")
"""Files in which a person may have written who somebody is."""

_CLOSED = (".xlsx", ".xls", ".xlsm", ".ods", ".doc", ".rda", ".rdata", ".rds", ".nvp", ".nvpx", ".atlproj")
"""Files that study teams have and that are not read here."""

_NAME = re.compile(r"[\w.-]+")
_PART = re.compile(r"[^\W_]+")
"""A word of a file's name such as consent_P07."""


def still_named(
    tombstones: Tombstones, plan: Plan, name: str, data: bytes, *, untouched: bool
) -> Iterator[str]:
    """Yield, in words, why a person should look at a file that stays in ``sources/``.

    Parameters
    ----------
    tombstones, plan
        What was withdrawn, and the study's plan.
    name, data
        The file's name, and its bytes as they stay.
    untouched
        Nothing was taken out of it.
    """
    path = PurePosixPath(name)
    ending = path.suffix.lower()
    if ending in _TEXTS:
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
            if _names_them(tombstones, plan, _NAME.findall(line)):
                yield f"line {number} still names them"
    if untouched and _names_them(tombstones, plan, [path.stem, *_PART.findall(path.stem)]):
        yield "its name names them"
    elif untouched and ending in _CLOSED:
        yield "is not read here: see whether it holds anything of theirs"


def _names_them(tombstones: Tombstones, plan: Plan, words: list[str]) -> bool:
    return any(
        tombstones.coding(word)
        or tombstones.document(word)
        or any(tombstones.person(part.id, word) for part in plan.interviews)
        for word in {found.strip(".-") for found in words}
    )
