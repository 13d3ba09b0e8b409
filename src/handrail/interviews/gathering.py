"""Gathering: many problems of one kind as one message, so that a person reads what to do and not a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handrail.values import Problem

_LINES = 5


def gathered(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield a problem for each rule of a file; of several, their number and the first lines.

    Examples
    --------
    >>> one = Problem("a case is one of the project's", "'P8'", "take it out", "framework.toml", 3)
    >>> [found.received for found in gathered([one])]
    ["'P8'"]
    >>> other = Problem("a case is one of the project's", "'P9'", "take it out", "framework.toml", 12)
    >>> [(found.received, found.line) for found in gathered([one, other])]
    [('2 that are not, on lines 3, 12', 3)]
    """
    alike: dict[tuple[str, str | None], list[Problem]] = {}
    for one in problems:
        alike.setdefault((one.rule, one.file), []).append(one)
    for (rule, file), same in alike.items():
        if len(same) == 1:
            yield same[0]
            continue
        lines = sorted({one.line for one in same if one.line is not None})
        shown = ", ".join(str(line) for line in lines[:_LINES])
        more = f" and {len(lines) - _LINES} more" if len(lines) > _LINES else ""
        place = f", on lines {shown}{more}" if lines else ""
        yield Problem(
            rule, f"{len(same)} that are not{place}", same[0].remedy, file, lines[0] if lines else None
        )
