"""Look at how a survey's files are joined: what each recode does, what clashes, and what would be lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handrail.study.ask import survey_of
from handrail.study.harmonisation_tables import NOT_ASKED, rule_words
from handrail.study.import_harmonised import harmonised, rules_of, table_body, table_step
from handrail.study.import_survey import read_checked
from handrail.study.locate import Locator
from handrail.study.plan import Plan, Survey
from handrail.study.read_plan import read_plan
from handrail.study.session import Prompt, open_session
from handrail.study.survey_files import find_file
from handrail.values import HandrailError, StoreError, UsageError

if TYPE_CHECKING:
    import handrail.survey as room


@dataclass(frozen=True)
class JoinedConcept:
    """A concept in one country and wave.

    Attributes
    ----------
    concept, where
        What is measured, and where and when.
    item
        The column of that file; empty where it was not asked.
    does
        What becomes of its codes, in words.
    answers, lost
        Respondents with an answer, and those whose answer becomes none, in words: a small number is not told.
    """

    concept: str
    where: str
    item: str
    does: str
    answers: str
    lost: str


@dataclass(frozen=True)
class HarmonisationLook:
    """How the files of a survey are joined.

    Attributes
    ----------
    survey
        The plan's.
    rows
        One a concept, country and wave.
    unused
        Country and wave to the columns that no rule and no design names: they stay in the file.
    notes
        Levels that one country alone has, and what was not asked.
    error
        Every clash, or None; nothing is joined then, and nothing is changed.
    """

    survey: Survey
    rows: tuple[JoinedConcept, ...]
    unused: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    error: HandrailError | None = None


def look_harmonised(folder: Path, survey: str | None = None, *, prompt: Prompt | None) -> HarmonisationLook:
    """Return what joining a survey's files does; nothing is kept.

    The files in ``sources/`` are read, so that a table can be tried before a study is built; a file that is
    there no more is taken from the store.

    Raises
    ------
    UsageError
        For a survey of one file.
    DataError
        For a table or a file that cannot be read. What clashes is in the look.
    """
    plan = read_plan(folder)
    part = survey_of(plan, survey)
    if not part.part:
        raise UsageError.because(
            "files of several countries or waves are joined",
            f"one file of '{part.id}'",
            "name a survey with [[survey.part]] by --survey",
        )
    held, body = _read(folder, plan, part, prompt)
    error: HandrailError | None = None
    joined: room.Survey | None = None
    try:
        joined, _ = harmonised(part, held, body)
    except HandrailError as wrong:
        error = wrong
    few = 0 if part.public_use else plan.disclosure.smallest_cell
    return HarmonisationLook(
        part,
        tuple(_rows(part, held, body, joined, few)),
        _unused(part, held, body),
        () if joined is None else tuple(_notes(joined, body, max(few, 1))),
        error,
    )


def _read(
    folder: Path, plan: Plan, survey: Survey, prompt: Prompt | None
) -> tuple[dict[str, room.Survey], Mapping[str, Any]]:
    locator = Locator(folder)
    books = [part.codebook for part in survey.part if part.codebook]
    paths = {part.name: locator.find(part.file) for part in survey.part}
    is_there = all(find_file(locator, name) is not None for name in (survey.harmonisation, *books))
    body: Mapping[str, Any] = table_body(survey, locator) if is_there else {}
    held = {
        part.name: read_checked(one, path, lead=plan.ethics.safeguarding_lead)
        for part, one in zip(survey.part, survey.files, strict=True)
        if (path := paths[part.name]) is not None
    }
    if is_there and len(held) == len(survey.part):
        return held, body
    from handrail.survey import from_parquet

    with open_session(folder, prompt=prompt) as session:
        for part, one in zip(survey.part, survey.files, strict=True):
            kept = None if part.name in held else session.store.dataset(one.id)
            if kept is not None:
                held[part.name] = from_parquet(kept.parquet)
        table = session.store.result(table_step(survey))
    missing = [part.file for part in survey.part if part.name not in held]
    if missing or not (is_there or table is not None):
        raise StoreError.because(
            "a planned file is in sources/ or already imported",
            f"no '{(missing or [survey.harmonisation])[0]}'",
            "put it there, or correct its name in study.toml",
        )
    return held, body if is_there or table is None else table.body


def _rows(
    survey: Survey,
    held: Mapping[str, room.Survey],
    body: Mapping[str, Any],
    joined: room.Survey | None,
    few: int,
) -> list[JoinedConcept]:
    rules = {(one["concept"], (one["country"], one["wave"])): one for one in body["rules"]}
    rows = []
    for concept in dict.fromkeys(one["concept"] for one in body["rules"]):
        for part in survey.part:
            rule, where = rules.get((concept, part.place)), " ".join(part.place)
            if rule is None:
                rows.append(JoinedConcept(concept, where, "", NOT_ASKED, "", ""))
                continue
            answers = lost = ""
            if joined is not None:
                frame = joined.frame
                here = frame.filter((frame["country"] == part.country) & (frame["wave"] == part.wave))
                made = len(here) - here[concept].null_count()
                file = held[part.name].frame[rule["item"]]
                answers = _number(made, few)
                lost = _number(len(file) - file.null_count() - made, few)
            rows.append(JoinedConcept(concept, where, rule["item"], rule_words(rule), answers, lost))
    return rows


def _number(number: int, few: int) -> str:
    """Return a number in words that tell of nobody: in tens, and none that is small.

    Examples
    --------
    >>> _number(0, 10), _number(3, 10), _number(347, 10), _number(347, 0)
    ('none', 'fewer than 10', 'about 350', '347')
    """
    if not few or not number:
        return f"{number:,}" if number else "none"
    return f"about {round(number, -1):,}" if number >= few else f"fewer than {few}"


def _unused(
    survey: Survey, held: Mapping[str, room.Survey], body: Mapping[str, Any]
) -> dict[str, tuple[str, ...]]:
    unused = {}
    for part in survey.part:
        read = {one["item"] for one in body["rules"] if (one["country"], one["wave"]) == part.place}
        read |= {part.weights, part.strata, part.clusters, part.id_column}
        unused[" ".join(part.place)] = tuple(
            name for name in held[part.name].frame.columns if name not in read
        )
    return unused


def _notes(joined: room.Survey, body: Mapping[str, Any], fewest: int) -> list[str]:
    from handrail.survey.joined import levels_of_one_country

    rules = rules_of(body)
    concepts = {concept: rules.categories(concept) for concept in rules.concepts if rules.categories(concept)}
    return [
        f"{concept}: '{level}' "
        + (f"in {place} alone" if place else "in no country")
        + (f"; elsewhere fewer than {fewest} respondents." if fewest > 1 else ".")
        for concept, level, place in levels_of_one_country(joined.frame, concepts, fewest)
    ]
