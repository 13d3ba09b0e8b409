"""Harmonisation: how one concept is asked in each country and wave, and what becomes of its codes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from handrail.survey.harmonisation_names import OWN_COLUMNS
from handrail.survey.recipes import code_text
from handrail.values.errors import DataError, Problem
from handrail.values.naming import named
from handrail.values.toml import read_toml
from handrail.values.toml_tables import Shape, read_tables

Place = tuple[str, str]
"""Country and wave."""
_TEXTS = ("concept", "country", "wave", "item", "label", "wording")
_RULE = Shape(
    "a rule of harmonisation",
    {
        **dict.fromkeys(_TEXTS, str),
        "recode": dict,
        "labels": dict,
        "no_answer": list,
        "as_number": bool,
    },
    ("concept", "country", "wave", "item"),
)
_COLUMNS = (*_TEXTS, "recode", "labels", "no_answer", "as_number")


@dataclass(frozen=True)
class HarmonisationRule:
    """How a concept is asked in one country and wave.

    Attributes
    ----------
    concept, country, wave
        What is measured, and where and when; one rule each.
    item
        The column of that survey.
    label, wording
        What confirms that the item is the one meant: its label in the file, or its wording in the survey's
        codebook. One of them at least: a question's number alone is no confirmation.
    recode
        Code of the item to category of the concept, in the order in which categories are shown.
    labels
        Code to the label that it has in this file: written down by whoever read them, where the labels of
        two countries differ.
    no_answer
        Codes that become no answer, beside those that the file declares missing.
    as_number
        The item is a number that stays as it is; then nothing is recoded.
    """

    concept: str
    country: str
    wave: str
    item: str
    label: str = ""
    wording: str = ""
    recode: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    no_answer: tuple[str, ...] = ()
    as_number: bool = False

    def __post_init__(self) -> None:
        for name in ("recode", "labels"):
            codes = {code_text(code): words for code, words in getattr(self, name).items()}
            object.__setattr__(self, name, MappingProxyType(codes))
        object.__setattr__(self, "no_answer", tuple(code_text(code) for code in self.no_answer))

    @property
    def place(self) -> Place:
        """Country and wave."""
        return self.country, self.wave

    def __str__(self) -> str:
        """Return what the rule is called in a message."""
        return f"'{self.concept}' in {self.country} {self.wave}"


@dataclass(frozen=True)
class Harmonisation:
    """The rules by which surveys of several countries and waves are joined.

    Raises
    ------
    DataError
        With every rule that names its item by number alone, stands twice, recodes nothing, recodes a number,
        or both recodes a code and makes it no answer.

    Examples
    --------
    >>> Harmonisation((HarmonisationRule("told", "DE", "2024", "q12", recode={"1": "Yes"}),))
    Traceback (most recent call last):
        ...
    handrail.values.errors.DataError: an item is confirmed by its label or its wording: joining by question \
number alone is refused; received: 'told' in DE 2024: only 'q12'; add label = "…" (as in the file) or \
wording = "…" (as in the codebook)
    """

    rules: tuple[HarmonisationRule, ...]

    def __post_init__(self) -> None:
        problems = list(_problems(self.rules))
        if problems:
            raise DataError(*problems)

    @property
    def concepts(self) -> tuple[str, ...]:
        """The concepts, in the order of the table."""
        return tuple(dict.fromkeys(rule.concept for rule in self.rules))

    @property
    def places(self) -> tuple[Place, ...]:
        """Countries and waves, in the order of the table."""
        return tuple(dict.fromkeys(rule.place for rule in self.rules))

    def rule(self, concept: str, place: Place) -> HarmonisationRule | None:
        """Return the rule for a concept in a country and wave, or None where it was not asked."""
        return next((one for one in self.rules if one.concept == concept and one.place == place), None)

    def categories(self, concept: str) -> tuple[str, ...]:
        """Return the categories of a concept, in the order of the table; none of a number."""
        found = (words for rule in self.rules if rule.concept == concept for words in rule.recode.values())
        return tuple(dict.fromkeys(found))


def _problems(rules: tuple[HarmonisationRule, ...]) -> Iterator[Problem]:
    seen: set[tuple[str, Place]] = set()
    for rule in rules:
        if (rule.concept, rule.place) in seen:
            yield Problem("a concept has one rule a country and wave", f"{rule} twice", "keep one of them")
        seen.add((rule.concept, rule.place))
        if not rule.label.strip() and not rule.wording.strip():
            yield Problem(
                "an item is confirmed by its label or its wording: joining by question number alone is "
                "refused",
                f"{rule}: only '{rule.item}'",
                'add label = "…" (as in the file) or wording = "…" (as in the codebook)',
            )
        if bool(rule.recode) == rule.as_number:
            yield Problem(
                "a rule recodes its item, or says that it is a number and stays one",
                f"{rule}: {'both' if rule.recode else 'neither'}",
                "give recode, or as_number = true",
            )
        both = sorted(set(rule.recode) & set(rule.no_answer))
        if both:
            yield Problem("a code is an answer or none", f"{rule}: {', '.join(both)} is both", "choose")
    for concept in dict.fromkeys(rule.concept for rule in rules):
        if concept in OWN_COLUMNS:
            what = "a concept is not named like a column of the design"
            yield Problem(what, f"'{concept}'", f"another name than: {', '.join(OWN_COLUMNS)}")
        kinds = {rule.as_number for rule in rules if rule.concept == concept}
        if len(kinds) > 1:
            yield Problem("a concept is a number or categories", f"'{concept}' is both", "recode it alike")


def read_harmonisation(path: Path | str) -> Harmonisation:
    r"""Read a table of harmonisation.

    Parameters
    ----------
    path
        A TOML file of ``[[rule]]`` tables, or a csv file (UTF-8, commas) with a row a rule and the columns
        ``concept``, ``country``, ``wave``, ``item``, ``label``, ``wording``, ``recode``, ``labels``,
        ``no_answer`` and ``as_number``; a cell of codes has a line a code: ``1 = Yes``.

    Raises
    ------
    DataError
        With every unknown key and missing key by line, and what :class:`Harmonisation` refuses.

    Examples
    --------
    >>> import tempfile
    >>> text = '''[[rule]]
    ... concept = "told"
    ... country = "DE"
    ... wave = "2024"
    ... item = "q12"
    ... label = "Jemandem erzählt"
    ... recode = {1 = "Yes", 2 = "No"}
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = Path(folder, "harmonisation.toml")
    ...     _ = place.write_text(text, encoding="utf-8")
    ...     read_harmonisation(place).categories("told")
    ('Yes', 'No')
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in (".toml", ".csv"):
        raise DataError.because(
            "a table of harmonisation is a .toml or .csv file", f"'{ending}'", "write one", file=path.name
        )
    tables = _toml_rules(path) if ending == ".toml" else _csv_rules(path)
    return Harmonisation(
        tuple(
            HarmonisationRule(**{**table, "no_answer": tuple(table.get("no_answer", ()))}) for table in tables
        )
    )


def _toml_rules(path: Path) -> list[dict[str, Any]]:
    found, problems = [], []
    for table, line in read_tables(read_toml(path), "rule", _RULE):
        for what in ("recode", "labels"):
            if not all(isinstance(words, str) for words in table.get(what, {}).values()):
                rule = f"'{what}' gives text for each code"
                problems.append(Problem(rule, "another kind of value", '1 = "Yes"', path.name, line))
        found.append(table)
    if problems:
        raise DataError(*problems)
    return found


def _csv_rules(path: Path) -> list[dict[str, Any]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise DataError.because(
            "a table of harmonisation is a csv file in UTF-8", "none that can be read", "save it again",
            file=path.name,
        ) from None  # fmt: skip
    header = rows[0] if rows else []
    wrong = [name for name in header if name not in _COLUMNS]
    lacking = [name for name in _RULE.required if name not in header]
    if wrong or lacking:
        raise DataError.because(
            "a table of harmonisation has known columns",
            f"column {named(wrong[0])}" if wrong else f"none named {lacking[0]}",
            f"its columns are: {', '.join(_COLUMNS)}",
            file=path.name,
            line=1,
        )
    found = []
    for number, row in enumerate((row for row in rows[1:] if row), 2):
        if len(row) != len(header):
            raise DataError.because(
                "every row has as many fields as the header", f"{len(row)}", "quote text with commas",
                file=path.name, line=number,
            )  # fmt: skip
        cells = dict(zip(header, row, strict=True))
        table: dict[str, Any] = {name: cells.get(name, "").strip() for name in _TEXTS}
        for what in ("recode", "labels"):
            pairs = (line.partition("=") for line in cells.get(what, "").splitlines() if line.strip())
            table[what] = {code.strip(): words.strip() for code, _, words in pairs}
        table["no_answer"] = cells.get("no_answer", "").split()
        table["as_number"] = cells.get("as_number", "").strip().casefold() in ("true", "yes", "1")
        found.append(table)
    return found
