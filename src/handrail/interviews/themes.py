"""Themes: what the team concludes from the passages, each a full sentence with a dated history."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from handrail.interviews.codebook import Codebook
from handrail.interviews.placing import Coding
from handrail.values import DataError, Problem, did_you_mean, read_toml
from handrail.values.naming import named
from handrail.values.toml_tables import Shape, read_tables

FEWEST_WORDS = 4
"""A theme's sentence has at least this many words."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CHANGE = Shape("an entry of a theme's history", {"on": date, "note": str}, ("on", "note"))
_THEME = Shape(
    "a theme",
    {
        "id": str,
        "sentence": str,
        "codes": list,
        "passages": list,
        "counter_examples": list,
        "memo": str,
        "history": list,
    },
    ("id", "sentence"),
    {"history": _CHANGE},
)


@dataclass(frozen=True)
class ThemeChange:
    """A dated step in a theme's making, such as a split."""

    on: date
    note: str


@dataclass(frozen=True)
class Theme:
    """A theme.

    Attributes
    ----------
    id
        A slug; the guideline says ``theme:<id>``.
    sentence
        What it claims, as a full sentence.
    codes, passages
        What it rests on: codes with all below them, coding ids, or both.
    counter_examples
        Coding ids of passages that speak against it.
    memo, history
        How it came about.
    """

    id: str
    sentence: str
    codes: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    memo: str = ""
    history: tuple[ThemeChange, ...] = ()


def read_themes(path: Path) -> tuple[Theme, ...]:
    r"""Read the themes.

    Parameters
    ----------
    path
        A TOML file of ``[[theme]]`` tables.

    Raises
    ------
    DataError
        With every unknown key, missing part, doubled id, and what ``check_themes`` finds without the
        codings, by line.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "themes.toml"
    ...     _ = file.write_text('[[theme]]\nid = "luck"\nsentence = "Training depends on luck."\n'
    ...                         'codes = ["training"]')
    ...     [theme] = read_themes(file)
    >>> theme.id, theme.codes
    ('luck', ('training',))
    """
    source = read_toml(path)
    themes: list[Theme] = []
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for table, line in read_tables(source, "theme", _THEME):
        theme = _theme(table)
        if theme.id in lines:
            received = f"{named(theme.id)} also on line {lines[theme.id]}"
            problems.append(Problem("a theme's id is its own", received, "rename one", path.name, line))
        lines.setdefault(theme.id, line)
        problems += [
            Problem(wrong.rule, wrong.received, wrong.remedy, path.name, line) for wrong in _alone(theme)
        ]
        themes.append(theme)
    if problems:
        raise DataError(*problems)
    return tuple(themes)


def check_themes(themes: Iterable[Theme], codebook: Codebook, codings: Iterable[Coding]) -> list[Problem]:
    """Return what is wrong with themes: ids, sentences, and what they rest on.

    Parameters
    ----------
    themes
        The themes.
    codebook, codings
        What they may rest on.

    Examples
    --------
    >>> print(*check_themes([Theme("luck", "Training depends on luck.")], Codebook(()), ()))
    a theme rests on codes or passages; received: neither at 'luck'; add codes = […] or passages = […]
    """
    passages = {coding.name for coding in codings}
    problems: list[Problem] = []
    seen: set[str] = set()
    for theme in themes:
        if theme.id in seen:
            problems.append(Problem("a theme's id is its own", f"{named(theme.id)} twice", "rename one"))
        seen.add(theme.id)
        problems += _alone(theme)
        for code in theme.codes:
            if code not in codebook.names:
                received = f"{named(code)} at {named(theme.id)}"
                remedy = did_you_mean(code, codebook.names)
                problems.append(Problem("a theme's code is in the codebook", received, remedy))
        for passage in (*theme.passages, *theme.counter_examples):
            if passage not in passages:
                received = f"{named(passage)} at {named(theme.id)}"
                remedy = did_you_mean(passage, passages)
                problems.append(Problem("a theme's passage is the id of a coding", received, remedy))
    return problems


def _alone(theme: Theme) -> Iterator[Problem]:
    here = f"at {named(theme.id)}"
    if not _SLUG.fullmatch(theme.id):
        rule = "a theme's id is small letters, digits and single dashes"
        yield Problem(rule, named(theme.id), "write it like training-depends-on-luck")
    words = len(theme.sentence.split())
    if words < FEWEST_WORDS or not theme.sentence.endswith((".", "?", "!")):
        ending = "" if theme.sentence.endswith((".", "?", "!")) else ", no full stop"
        rule = f"a theme is a full sentence of at least {FEWEST_WORDS} words"
        yield Problem(
            rule,
            f"{words} word{'' if words == 1 else 's'}{ending} {here}",
            "say what was found, not what it is about",
        )
    if not theme.codes and not theme.passages:
        remedy = "add codes = […] or passages = […]"
        yield Problem("a theme rests on codes or passages", f"neither {here}", remedy)
    both = sorted(set(theme.passages) & set(theme.counter_examples))
    if both:
        received = f"{named(both[0])} is both {here}"
        yield Problem("a passage supports a theme or counters it", received, "keep it in one of the lists")


def _theme(table: Mapping[str, Any]) -> Theme:
    return Theme(
        table["id"],
        table["sentence"].strip(),
        tuple(table.get("codes", ())),
        tuple(table.get("passages", ())),
        tuple(table.get("counter_examples", ())),
        table.get("memo", "").strip(),
        tuple(ThemeChange(change["on"], change["note"]) for change in table.get("history", ())),
    )
