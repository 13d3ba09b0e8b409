"""Toml blocks: take codings out of a team's files, with every other character as it was.

What comes out is parsed again and held against what should be left: where the two differ, nothing is
rewritten and a person is asked to.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from handrail.values import HandrailError, parse_toml

_HEADER = re.compile(r"^[ \t]*\[")
_QUIET = re.compile(r"^[ \t]*(?:#.*)?$")
_LISTS = ("passages", "counter_examples")
_ITEM = re.compile(r"""(?P<text>"(?:\\.|[^"\\])*"|'[^']*')|(?P<comment>\#[^\n]*)|(?P<end>\])""")


def without_blocks(
    text: str, gone: Callable[[Mapping[str, Any]], bool], key: str = "coding"
) -> tuple[str, int] | None:
    r"""Return a team's file without some of its blocks, such as ``[[coding]]``, and how many went.

    Parameters
    ----------
    text
        The file's text.
    gone
        Told of each block's values; says whether it goes.
    key
        What the blocks are called.

    Returns
    -------
    tuple or None
        None when the file cannot be rewritten without a person.

    Examples
    --------
    >>> text = '# ours\ncoder = "AB"\n[[coding]]\nid = "a"\n# of b\n[[coding]]\nid = "b"\n'
    >>> without_blocks(text, lambda coding: coding["id"] == "a")
    ('# ours\ncoder = "AB"\n# of b\n[[coding]]\nid = "b"\n', 1)
    """
    try:
        source = parse_toml(text, "codings")
    except HandrailError:
        return None
    codings = source.data.get(key, [])
    if not isinstance(codings, list) or not all(isinstance(one, dict) for one in codings):
        return None
    going = [place for place, coding in enumerate(codings) if gone(coding)]
    if not going:
        return text, 0
    lines = text.splitlines(keepends=True)
    begins = [source.lines.get((key, place), 0) for place in range(len(codings))]
    if 0 in begins or not all(_HEADER.match(lines[line - 1]) for line in begins):
        return None
    cut: set[int] = set()
    for place in going:
        last = (
            begins[place + 1] - 1
            if place + 1 < len(begins)
            else _end_of_last(source.lines, begins, lines, key)
        )
        # A remark below the block, above the next one, belongs to that one and stays with what follows it.
        end = last
        while end > begins[place] and _QUIET.match(lines[end - 1].rstrip("\r\n")):
            end -= 1
        while end < last and not lines[end].strip():
            end += 1
        last = end
        cut.update(range(begins[place], last + 1))
    left = "".join(line for number, line in enumerate(lines, start=1) if number not in cut)
    kept = [coding for place, coding in enumerate(codings) if place not in going]
    wanted = {name: value for name, value in source.data.items() if name != key}
    return (left, len(going)) if _parsed(left) == (wanted | ({key: kept} if kept else {})) else None


def _end_of_last(
    places: Mapping[tuple[Any, ...], int], begins: Sequence[int], lines: list[str], key: str
) -> int:
    """Return the last line of the last block: other tables may stand below it."""
    below = [line for path, line in places.items() if path[0] != key and line > begins[-1]]
    return min(below, default=len(lines) + 1) - 1


def without_names(
    text: str, gone: Callable[[str], bool], table: str = "theme", lists: tuple[str, ...] = _LISTS
) -> tuple[str, int] | None:
    r"""Return a file without some names in its tables' lists, and how many went; None when it cannot be.

    Without more it is a themes file, whose lists name codings.

    Examples
    --------
    >>> without_names('[[theme]]\nid = "t"\npassages = ["a", "b"]\n', lambda name: name == "b")
    ('[[theme]]\nid = "t"\npassages = ["a"]\n', 1)
    """
    before = _parsed(text)
    if before is None:
        return None
    wanted = _left(before, gone, table, lists)
    if wanted == before:
        return text, 0
    pieces, at, count = [], 0, 0
    for match in _list_of(lists).finditer(text):
        if match.start() < at:
            continue
        end, cuts = _cuts(text, match.end(), gone)
        for start, stop in cuts:
            pieces.append(text[at:start])
            at = stop
        count += len(cuts)
        pieces.append(text[at:end])
        at = end
    left = "".join([*pieces, text[at:]])
    return (left, count) if _parsed(left) == wanted else None


def _cuts(text: str, at: int, gone: Callable[[str], bool]) -> tuple[int, list[tuple[int, int]]]:
    """Return where a list ends and what to cut out of it: each name with the comma that parts it."""
    cuts: list[tuple[int, int]] = []
    after_last = at
    while match := _ITEM.search(text, at):
        at = match.end()
        if match["end"]:
            break
        if not match["text"]:
            continue
        if gone(match["text"][1:-1]):
            comma = re.compile(r"[ \t]*,[ \t]*").match(text, at)
            start = match.start() if comma else after_last
            stop = comma.end() if comma else at
            cuts.append((start, stop))
            at = stop
        else:
            after_last = at
    return at, cuts


def _list_of(lists: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"^[ \t]*(?:{'|'.join(lists)})[ \t]*=[ \t]*\[", re.M)


def _left(
    data: Mapping[str, Any], gone: Callable[[str], bool], table: str, lists: tuple[str, ...]
) -> dict[str, Any]:
    themes = data.get(table)
    if not isinstance(themes, list):
        return dict(data)
    changed = [
        {
            key: [name for name in value if not (isinstance(name, str) and gone(name))]
            if key in lists and isinstance(value, list)
            else value
            for key, value in theme.items()
        }
        if isinstance(theme, dict)
        else theme
        for theme in themes
    ]
    return {**data, table: changed}


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError:
        return None
