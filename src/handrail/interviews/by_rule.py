"""By rule: what is wrong in a file of many entries, told once for each rule, by lines alone."""

from __future__ import annotations

from collections.abc import Iterable

from handrail.values import Problem

_SHOWN = 5


def by_rule(found: Iterable[tuple[str, str, int]], file: str | None) -> tuple[Problem, ...]:
    """Return one problem for each rule, with how many entries break it and the first lines.

    No id is repeated: one that somebody chose may say what a participant said.

    Parameters
    ----------
    found
        Rule, what to do, and the entry's line; what to do is that of the first.
    file
        What messages call the file.

    Examples
    --------
    >>> [one] = by_rule([("a code is known", "correct it", at) for at in (9, 4)], "a.toml")
    >>> print(one)
    a.toml:4: a code is known; received: 2 entries that break it, on lines 4, 9; correct it
    """
    remedies: dict[str, str] = {}
    lines: dict[str, set[int]] = {}
    for rule, remedy, line in found:
        remedies.setdefault(rule, remedy)
        lines.setdefault(rule, set()).add(line)
    return tuple(
        Problem(rule, _received(sorted(lines[rule])), remedy, file, min(lines[rule]))
        for rule, remedy in remedies.items()
    )


def _received(lines: list[int]) -> str:
    if len(lines) == 1:
        return f"an entry that breaks it, on line {lines[0]}"
    more = ", ..." if len(lines) > _SHOWN else ""
    return f"{len(lines)} entries that break it, on lines {', '.join(map(str, lines[:_SHOWN]))}{more}"
