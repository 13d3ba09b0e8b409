"""Memos: what the researchers noted on the way, dated; the words stay with the team."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from handrail.values import read_toml
from handrail.values.toml_tables import Shape, read_tables

_MEMO = Shape("a memo", {"on": date, "by": str, "about": str, "text": str}, ("on", "by", "text"))


@dataclass(frozen=True)
class Memo:
    """A dated note of a researcher.

    Attributes
    ----------
    on, by
        When it was written, and by whom.
    text
        What it says; no document prints it.
    about
        What it is about, such as ``theme:luck``; empty for the work as a whole.
    """

    on: date
    by: str
    text: str = field(repr=False)
    about: str = ""


def read_memos(path: Path) -> tuple[Memo, ...]:
    r"""Read the memos, in the order of the file.

    Parameters
    ----------
    path
        A TOML file of ``[[memo]]`` tables.

    Raises
    ------
    DataError
        With every unknown key and missing part, by line.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "memos.toml"
    ...     _ = file.write_text('[[memo]]\non = 2026-05-04\nby = "AB"\ntext = "I was a teacher once."')
    ...     [memo] = read_memos(file)
    >>> memo
    Memo(on=datetime.date(2026, 5, 4), by='AB', about='')
    """
    return tuple(
        Memo(table["on"], table["by"], table["text"].strip(), table.get("about", "").strip())
        for table, _ in read_tables(read_toml(path), "memo", _MEMO)
    )
