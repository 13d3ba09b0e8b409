"""Codings: the passages that a coder marked, as they stand in the coder's file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from handrail.values import DataError, Problem, did_you_mean, read_toml
from handrail.values.naming import named
from handrail.values.toml_tables import Shape, read_tables

FLAGS = ("operational", "third-party", "distressing", "possible-current-harm")
"""What a coder can flag a passage with."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_APPROVAL = Shape(
    "an approval",
    {
        "by": str,
        "on": date,
        "recognisable": bool,
        "third_party": bool,
        "operational_tactic": bool,
        "label": list,
        "role": str,
    },
    ("by", "on", "recognisable", "third_party", "operational_tactic"),
)
_CODING = Shape(
    "a coding",
    {
        **dict.fromkeys(("id", "document", "code", "quotation", "memo"), str),
        "start": int,
        "end": int,
        "flags": list,
        "approval": dict,
    },
    ("id", "document", "code", "quotation"),
    {"approval": _APPROVAL},
)


@dataclass(frozen=True)
class Approval:
    """A person's decision that a passage may be quoted.

    Attributes
    ----------
    by, on
        Who decided, and when.
    recognisable, third_party, operational_tactic
        Could colleagues recognise the speaker; is it about a third party; does it tell how police work?
    label
        Attributes that may be shown with the quotation.
    role
        For consent ``named-role``: the words that the participant approved.
    """

    by: str
    on: date
    recognisable: bool
    third_party: bool
    operational_tactic: bool
    label: tuple[str, ...] = ()
    role: str | None = None


@dataclass(frozen=True)
class CodingEntry:
    """A coding as written in the file, not yet held against the transcript.

    Attributes
    ----------
    id
        Unique over the study's coding files.
    document, code
        File name of the transcript, and the code's name.
    quotation
        The exact text.
    start, end
        Code points of the document's text, end exclusive; both or neither.
    memo, flags, approval
        What the coder adds.
    line
        Where it stands in the file.
    """

    id: str
    document: str
    code: str
    quotation: str = field(repr=False)
    start: int | None = None
    end: int | None = None
    memo: str = field(default="", repr=False)
    flags: tuple[str, ...] = ()
    approval: Approval | None = None
    line: int = 1


ADJUDICATED = "adjudicated"
"""Whose codings the decided ones are: nobody's, and beside those of the coders."""


@dataclass(frozen=True)
class CodingFile:
    """The codings of one coder.

    Attributes
    ----------
    coder
        The coder's initials or name.
    entries
        In the order of the file.
    name
        The file's name.
    """

    coder: str
    entries: tuple[CodingEntry, ...]
    name: str


def read_codings(path: Path) -> CodingFile:
    r"""Read a coder's file.

    Parameters
    ----------
    path
        A TOML file with ``coder`` and ``[[coding]]`` tables.

    Raises
    ------
    DataError
        With every unknown key, missing part, doubled id, unknown flag and half position, by line, and where
        the coder is called as decisions are. A quotation is never repeated.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "codings-ab.toml"
    ...     _ = file.write_text('coder = "AB"\n[[coding]]\nid = "p01-1"\ndocument = "p01.txt"\n'
    ...                         'code = "training"\nquotation = "by luck"')
    ...     found = read_codings(file)
    >>> found.coder, found.entries[0].id, found.entries[0].line
    ('AB', 'p01-1', 2)
    """
    source = read_toml(path)
    entries: list[CodingEntry] = []
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for table, line in read_tables(source, "coding", _CODING, beside={"coder": str}):
        shown = named(table["id"])
        if not _ID.fullmatch(table["id"]):
            rule = "a coding's id is letters, digits, dots and dashes, up to 80"
            problems.append(Problem(rule, shown, "write it like p01-training-1", path.name, line))
        if table["id"] in lines:
            received = f"{shown} also on line {lines[table['id']]}"
            problems.append(Problem("a coding's id is its own", received, "rename one", path.name, line))
        lines.setdefault(table["id"], line)
        for flag in table.get("flags", []):
            if flag not in FLAGS:
                at = source.line(("coding", len(entries), "flags"))
                remedy = did_you_mean(flag, FLAGS)
                problems.append(
                    Problem("a flag is known", f"{named(flag)} at {shown}", remedy, path.name, at)
                )
        if ("start" in table) != ("end" in table):
            problems.append(
                Problem(
                    "a coding has both start and end, or neither",
                    f"one of them at {shown}",
                    "add the other, or leave both out",
                    path.name,
                    line,
                )
            )
        entries.append(_entry(table, line))
    if source.data["coder"].strip().casefold() == ADJUDICATED:
        rule, remedy = "a coder is a person", "write decisions into the file of adjudications"
        problems.append(
            Problem(
                rule, f"'{ADJUDICATED}', as decisions are called", remedy, path.name, source.line(("coder",))
            )
        )
    if problems:
        raise DataError(*problems)
    return CodingFile(source.data["coder"].strip(), tuple(entries), path.name)


def _entry(table: Mapping[str, Any], line: int) -> CodingEntry:
    approval = table.get("approval")
    return CodingEntry(
        table["id"],
        table["document"],
        table["code"],
        table["quotation"],
        table.get("start"),
        table.get("end"),
        table.get("memo", ""),
        tuple(table.get("flags", ())),
        None if approval is None else Approval(**{**approval, "label": tuple(approval.get("label", ()))}),
        line,
    )
