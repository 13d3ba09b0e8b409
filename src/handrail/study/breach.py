"""Breach: a rule that a plan breaks, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handrail.values import did_you_mean


@dataclass(frozen=True)
class Breach:
    """A broken rule and the path of keys where it stands."""

    path: tuple[str | int, ...]
    rule: str
    received: str
    remedy: str


def names_known(
    path: tuple[str | int, ...], rule: str, names: Iterable[str], known: Iterable[str]
) -> Iterator[Breach]:
    """Yield a breach for each name that is not among the known ones.

    Examples
    --------
    >>> [breach.remedy for breach in names_known(("by",), "names a variable", ["sexe"], ["sex", "age"])]
    ["did you mean 'sex'?"]
    """
    candidates = list(known)
    for name in names:
        if name not in candidates:
            yield Breach(path, rule, f"'{name}'", did_you_mean(name, candidates))
