"""Translation log: how a questionnaire came into another language, step by step, after TRAPD."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Literal, get_args

from handrail.values.errors import DataError, Problem, did_you_mean
from handrail.values.table import Cell, Table
from handrail.values.toml import read_toml
from handrail.values.toml_tables import Shape, read_tables

Step = Literal["translation", "review", "adjudication", "pretest"]
STEPS: tuple[Step, ...] = get_args(Step)
ROLES = (
    "translator", "reviewer", "adjudicator", "researcher", "survey expert", "subject expert", "interviewer",
)  # fmt: skip
_ROLE = re.compile(rf"({'|'.join(ROLES)})( [A-Z0-9]{{1,2}})?")
_STEP = Shape(
    "a step of a translation",
    {"step": str, "role": str, "day": date, "people": int, "independent": bool, "note": str},
    ("step", "role", "day"),
)
_TRANSLATION = Shape(
    "a translation",
    {"instrument": str, "language": str, "country": str, "version": str, "source": str, "step": list},
    ("instrument", "language", "country", "version", "source", "step"),
    {"step": _STEP},
)


@dataclass(frozen=True)
class TranslationStep:
    """One step by one person, who is a role and no name.

    Attributes
    ----------
    step
        ``translation``, ``review``, ``adjudication`` or ``pretest``.
    role
        Such as ``translator A``.
    day
        When it was finished.
    people
        Of a pretest: how many people tried the questions.
    independent
        Of a translation: made without sight of another.
    note
        What was found or decided, in the team's words.
    """

    step: Step
    role: str
    day: date
    people: int = 0
    independent: bool = False
    note: str = ""


@dataclass(frozen=True)
class Translation:
    """One version of an instrument in one language and country, with its steps."""

    instrument: str
    language: str
    country: str
    version: str
    source: str
    steps: tuple[TranslationStep, ...]

    def of(self, step: Step) -> tuple[TranslationStep, ...]:
        """Return the steps of one kind."""
        return tuple(one for one in self.steps if one.step == step)

    def __str__(self) -> str:
        """Return what the translation is called in a message."""
        return f"'{self.instrument}' in {self.language} for {self.country}, version {self.version}"


def read_translation_log(path: Path | str) -> tuple[Translation, ...]:
    r"""Read a translation log; every translation in it has gone through all of TRAPD.

    Parameters
    ----------
    path
        A TOML file of ``[[translation]]`` tables, each with ``[[translation.step]]`` tables.

    Raises
    ------
    DataError
        With everything that is wrong, by line: two translators who worked independently, a review, an
        adjudicator who did not translate, a pretest with its number of people, days in that order, a
        version once, and roles instead of names.

    References
    ----------
    Harkness 2003, Questionnaire translation, in Harkness, van de Vijver and Mohler (eds), Cross-Cultural
    Survey Methods, 35-56 (translation, review, adjudication, pretesting, documentation); European Social
    Survey, Translation Guidelines.

    Examples
    --------
    >>> import tempfile
    >>> text = '''[[translation]]
    ... instrument = "Contacts online"
    ... language = "de"
    ... country = "AT"
    ... version = "1.0"
    ... source = "English 2.1"
    ... step = [
    ...   {step = "translation", role = "translator A", day = 2024-01-10, independent = true},
    ...   {step = "translation", role = "translator B", day = 2024-01-12, independent = true},
    ...   {step = "review", role = "reviewer", day = 2024-01-20},
    ...   {step = "adjudication", role = "adjudicator", day = 2024-01-22},
    ...   {step = "pretest", role = "interviewer", day = 2024-02-05, people = 12},
    ... ]
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = Path(folder, "translations.toml")
    ...     _ = place.write_text(text, encoding="utf-8")
    ...     [len(one.steps) for one in read_translation_log(place)]
    [5]
    """
    path = Path(path)
    found: list[Translation] = []
    problems: list[Problem] = []
    for table, line in read_tables(read_toml(path), "translation", _TRANSLATION):
        steps = tuple(TranslationStep(**step) for step in table["step"])
        about = {key: value for key, value in table.items() if key != "step"}
        one = Translation(**about, steps=steps)
        if any((one.instrument, one.language, one.country, one.version) == _key(other) for other in found):
            rule = "a version of a translation stands once"
            problems.append(Problem(rule, f"{one} twice", "number it anew", path.name, line))
        problems += [
            Problem(problem.rule, problem.received, problem.remedy, path.name, line)
            for problem in translation_problems(one)
        ]
        found.append(one)
    if problems:
        raise DataError(*problems)
    return tuple(found)


def _key(one: Translation) -> tuple[str, str, str, str]:
    return one.instrument, one.language, one.country, one.version


def translation_problems(one: Translation) -> Iterator[Problem]:
    """Yield what a translation lacks of TRAPD."""
    for step in one.steps:
        if step.step not in STEPS:
            yield Problem(f"a step of {one} is known", f"'{step.step}'", did_you_mean(step.step, STEPS))
        if not _ROLE.fullmatch(step.role):
            # Not shown: it may be somebody's name.
            roles = ", ".join(ROLES)
            yield Problem(
                f"who did a step of {one} is a role",
                f"other words ({step.step})",
                f"write a role and a letter, such as translator A; roles: {roles}",
            )
    translators = {step.role for step in one.of("translation") if step.independent}
    if len(translators) < 2:
        yield Problem(
            f"two translators work independently on {one}",
            f"{len(translators)}",
            "add the other translation, with independent = true where it was",
        )
    for kind in ("review", "adjudication", "pretest"):
        if not one.of(kind):
            yield Problem(f"{one} has a {kind}", "none", "add the step, or do it first")
    for step in one.of("adjudication"):
        if step.role in {other.role for other in one.of("translation")}:
            yield Problem(
                f"who adjudicates {one} did not translate it", step.role, "let somebody else decide"
            )
    for step in one.of("pretest"):
        if step.people < 1:
            yield Problem(f"a pretest of {one} has people", f"{step.people}", "say how many tried it")
    yield from _order(one)


def _order(one: Translation) -> Iterator[Problem]:
    for before, after in pairwise(STEPS):
        earlier, later = one.of(before), one.of(after)
        if not earlier or not later:
            continue
        last, first = max(step.day for step in earlier), min(step.day for step in later)
        if last > first:
            yield Problem(
                f"the {after} of {one} comes after its {before}",
                f"{before} on {last}, {after} on {first}",
                "correct the day, or give the steps of a later round a version of their own",
            )


def translation_table(translations: tuple[Translation, ...], *, name: str = "translations") -> Table:
    """Return the log as a table of words for a document: a row a translation and step.

    Examples
    --------
    >>> step = TranslationStep("pretest", "interviewer", date(2024, 2, 5), people=12)
    >>> table = translation_table((Translation("Contacts", "de", "AT", "1.0", "English 2.1", (step,)),))
    >>> dict(table.cells[0].group)["done"], table.cells[0].category
    ('2024-02-05', 'interviewer, 12 people')
    """
    cells = []
    for one in translations:
        for at, step in enumerate(one.steps, 1):
            people = f", {step.people} people" if step.people else ""
            alone = ", independently" if step.independent else ""
            note = f": {step.note}" if step.note else ""
            cells.append(
                Cell(
                    {
                        "questionnaire": f"{one.instrument} ({one.language}, {one.country}, {one.version})",
                        "step": f"{at}. {step.step}",
                        "done": step.day.isoformat(),
                    },
                    f"{step.role}{people}{alone}{note}",
                    0,
                    None,
                    {},
                )
            )
    return Table(
        name=name,
        title="How the questionnaire was translated",
        measure="text",
        dimensions=("questionnaire", "step", "done"),
        cells=tuple(cells),
        source=name,
        variable="translation",
        notes=(
            "Translation, review, adjudication, pretest and documentation after Harkness 2003.",
            *(f"{one.instrument}: translated from {one.source}." for one in translations),
        ),
        labels={"questionnaire": "Questionnaire", "step": "Step", "done": "Finished"},
    )
