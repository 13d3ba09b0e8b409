"""The file of adjudications: read and written as TOML, one table for each decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from handrail.interviews.agreement.adjudication import Adjudication, Original
from handrail.values import DataError, Problem, read_toml
from handrail.values.naming import named
from handrail.values.own_file import write_own
from handrail.values.toml import quoted
from handrail.values.toml_tables import Shape, read_tables

_ORIGINAL = Shape("an original", dict.fromkeys(("coding", "coder", "code"), str), ("coding", "coder", "code"))
_ADJUDICATION = Shape(
    "an adjudication",
    {
        **dict.fromkeys(("id", "document", "quotation", "code", "by", "reason"), str),
        "start": int,
        "end": int,
        "on": date,
        "original": list,
    },
    ("id", "document", "start", "end", "quotation", "by", "on", "reason", "original"),
    {"original": _ORIGINAL},
)
_HEAD = """\
# What the team decided where coders differed. Without code, no code stands there.
# It holds participants' words: keep it where the coders' files are.
"""


def read_adjudications(path: Path) -> tuple[Adjudication, ...]:
    r"""Read decisions.

    Parameters
    ----------
    path
        A TOML file of ``[[adjudication]]`` tables, each with one ``[[adjudication.original]]`` or more. A
        table without ``code`` decides that no code stands.

    Raises
    ------
    DataError
        With every unknown key, missing part, doubled id and decision without originals, by line. A
        quotation is never repeated.

    Examples
    --------
    >>> import tempfile
    >>> one = Adjudication("d1", "p01.txt", 11, 18, "by luck", None, (Original("c1", "AB", "training"),),
    ...                    "EF", date(2026, 5, 1), "Said of others.")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_adjudications(Path(folder) / "adjudications.toml", [one])
    ...     read_adjudications(Path(folder) / "adjudications.toml") == (one,)
    True
    """
    found: list[Adjudication] = []
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for table, line in read_tables(read_toml(path), "adjudication", _ADJUDICATION):
        shown = named(table["id"])
        if table["id"] in lines:
            received = f"{shown} also on line {lines[table['id']]}"
            problems.append(
                Problem("an adjudication's id is its own", received, "rename one", path.name, line)
            )
        lines.setdefault(table["id"], line)
        if not table["original"]:
            rule = "an adjudication keeps the codings that differed"
            remedy = "add [[adjudication.original]]"
            problems.append(Problem(rule, f"none at {shown}", remedy, path.name, line))
        originals = tuple(Original(**original) for original in table["original"])
        rest = {key: value for key, value in table.items() if key != "original"}
        found.append(Adjudication(**{"code": None, **rest}, originals=originals, line=line))
    if problems:
        raise DataError(*problems)
    return tuple(found)


def write_adjudications(path: Path, adjudications: Iterable[Adjudication]) -> None:
    """Write decisions so that :func:`read_adjudications` reads the same; a file that is there is replaced.

    It holds participants' words: only its owner may read it.

    Raises
    ------
    DataError, DiskFull
        When it cannot be written.
    """
    lines = [_HEAD, *(line for one in adjudications for line in _table(one))]
    write_own(path, "\n".join(lines).encode())


def _table(one: Adjudication) -> Iterator[str]:
    yield "[[adjudication]]"
    for key in ("id", "document"):
        yield f"{key} = {quoted(getattr(one, key))}"
    yield f"start = {one.start}"
    yield f"end = {one.end}"
    yield f"quotation = {quoted(one.quotation)}"
    if one.code is not None:
        yield f"code = {quoted(one.code)}"
    yield f"by = {quoted(one.by)}"
    yield f"on = {one.on.isoformat()}"
    yield f"reason = {quoted(one.reason)}"
    for original in one.originals:
        yield "[[adjudication.original]]"
        for key in ("coding", "coder", "code"):
            yield f"{key} = {quoted(getattr(original, key))}"
    yield ""
