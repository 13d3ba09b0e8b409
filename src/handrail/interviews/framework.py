"""Framework: the summaries that fill a framework matrix, as the team writes them down.

Framework analysis (Ritchie and Spencer 1994, in Bryman and Burgess, Analyzing Qualitative Data, 173-194;
Ritchie, Spencer and O'Connor 2003, in Ritchie and Lewis, Qualitative Research Practice, 219-262) charts data
by case and theme: a cell holds the researcher's own short account of what the case says on the theme, with
references back to the passages that it rests on. The words are a person's; no program writes them.

The file belongs beside the codings: it tells what single participants said. Where its cases are groups, a
summary can be approved to leave, by the questions that are asked of a quotation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from handrail.interviews.codings import Approval
from handrail.values import DataError, Problem, canonical, read_toml
from handrail.values.naming import named
from handrail.values.own_file import write_own
from handrail.values.toml import quoted
from handrail.values.toml_tables import Shape, read_tables

_QUESTIONS = ("recognisable", "third_party", "operational_tactic")
_APPROVAL = Shape(
    "an approval of a summary",
    {"by": str, "on": date, **dict.fromkeys(_QUESTIONS, bool)},
    ("by", "on", *_QUESTIONS),
)
_SUMMARY = Shape(
    "a summary",
    {
        **dict.fromkeys(("case", "code", "summary", "by", "state"), str),
        "passages": list,
        "on": date,
        "approval": dict,
    },
    ("case", "code", "summary", "passages", "by", "on"),
    {"approval": _APPROVAL},
)


@dataclass(frozen=True)
class Summary:
    """What a researcher writes into one cell.

    Attributes
    ----------
    case, code
        The cell.
    summary
        The researcher's words.
    passages
        Ids of the codings that it rests on.
    by, on
        Who wrote it, and when.
    state
        What the passages were then, as :func:`state_of` gives it; empty when it was not recorded.
    line
        Where it stands in the file.
    approval
        A person's decision that it may be printed, or None.
    """

    case: str
    code: str
    summary: str = field(repr=False)
    passages: tuple[str, ...]
    by: str
    on: date
    state: str = ""
    line: int = field(default=1, compare=False)
    approval: Approval | None = None


def state_of(quotations: Mapping[str, str]) -> str:
    """Return a short digest of passages: it changes when one of them, or the words of one, does.

    Parameters
    ----------
    quotations
        Coding id to its words.

    Examples
    --------
    >>> state_of({"p01-1": "by luck"}) == state_of({"p01-1": "by luck "})
    False
    """
    return hashlib.blake2b(canonical(dict(quotations)).encode(), digest_size=8).hexdigest()


def read_framework(path: Path) -> tuple[Summary, ...]:
    r"""Read the summaries of a framework matrix.

    Parameters
    ----------
    path
        A TOML file of ``[[summary]]`` tables.

    Raises
    ------
    DataError
        With every unknown key, missing part, doubled cell and summary without passages, by line. No message
        holds a summary.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "framework.toml"
    ...     _ = file.write_text('[[summary]]\ncase = "P01"\ncode = "training"\nsummary = "Learns by luck."\n'
    ...                         'passages = ["p01-1"]\nby = "AB"\non = 2026-05-01')
    ...     [one] = read_framework(file)
    >>> one.case, one.passages, one.line
    ('P01', ('p01-1',), 1)
    """
    found: list[Summary] = []
    problems: list[Problem] = []
    lines: dict[tuple[str, str], int] = {}
    for table, line in read_tables(read_toml(path), "summary", _SUMMARY):
        cell = (table["case"], table["code"])
        shown = f"{named(cell[0])} and {named(cell[1])}"
        if cell in lines:
            received = f"{shown} also on line {lines[cell]}"
            problems.append(Problem("a cell has one summary", received, "join the two", path.name, line))
        lines.setdefault(cell, line)
        if not table["passages"]:
            rule = "a summary rests on passages"
            problems.append(Problem(rule, f"none at {shown}", "name the codings' ids", path.name, line))
        found.append(
            Summary(
                *cell,
                table["summary"].strip(),
                tuple(table["passages"]),
                table["by"],
                table["on"],
                table.get("state", ""),
                line,
                Approval(**table["approval"]) if "approval" in table else None,
            )
        )
    if problems:
        raise DataError(*problems)
    return tuple(found)


def write_framework(summaries: Iterable[Summary], path: Path) -> None:
    r"""Write summaries as a file that :func:`read_framework` reads back; whole, or not at all.

    A file that is there keeps its mode; a new one is its owner's alone.

    Raises
    ------
    DataError, DiskFull
        When it cannot be written; an older one stands as it was.

    Examples
    --------
    >>> import tempfile
    >>> one = Summary("P01", "training", 'Learns by "luck".\nOften.', ("p01-1",), "AB", date(2026, 5, 1))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_framework([one], Path(folder) / "framework.toml")
    ...     read_framework(Path(folder) / "framework.toml") == (one,)
    True
    """
    write_own(path, "\n".join(_written(one) for one in summaries).encode(), keep_mode=True)


def record_states(path: Path, states: Mapping[tuple[str, str], str]) -> int:
    """Write into a file what the passages of its summaries are now, and leave all else as it is.

    Parameters
    ----------
    path
        The file of summaries.
    states
        Case and code to the state to be recorded.

    Returns
    -------
    int
        How many were written; a summary that has a state keeps it.

    Raises
    ------
    DataError, DiskFull
        When the file cannot be read or written; it stands as it was.
    """
    source = read_toml(path)
    lines = path.read_bytes().decode("utf-8-sig").splitlines(keepends=True)
    written = 0
    for index, table in reversed(list(enumerate(source.data.get("summary", [])))):
        state = states.get((table["case"], table["code"]))
        line = source.line(("summary", index))
        if state and line and not table.get("state"):
            end = "\r\n" if lines[line - 1].endswith("\r\n") else "\n"
            lines.insert(line, f'state = "{state}"{end}')
            written += 1
    if written:
        write_own(path, "".join(lines).encode(), keep_mode=True)
    return written


def _written(one: Summary) -> str:
    listed = ", ".join(quoted(name) for name in one.passages)
    lines = [
        "[[summary]]",
        f"case = {quoted(one.case)}",
        f"code = {quoted(one.code)}",
        f"summary = {quoted(one.summary)}",
        f"passages = [{listed}]",
        f"by = {quoted(one.by)}",
        f"on = {one.on.isoformat()}",
    ]
    if one.state:
        lines.append(f"state = {quoted(one.state)}")
    if one.approval is not None:
        answers = (f"{name} = {str(getattr(one.approval, name)).lower()}" for name in _QUESTIONS)
        by, on = quoted(one.approval.by), one.approval.on.isoformat()
        lines += ["[summary.approval]", f"by = {by}", f"on = {on}", *answers]
    return "\n".join(lines) + "\n"
