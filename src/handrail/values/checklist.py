"""Checklists: items of a reporting guideline, filled with what a study knows and with the team's answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

from handrail.values.errors import DataError, Problem, did_you_mean
from handrail.values.naming import named
from handrail.values.toml import read_toml
from handrail.values.toml_tables import Shape, read_tables

Status = Literal["filled", "in part", "answered", "asked"]
Facts = TypeVar("Facts")
Known: TypeAlias = tuple[str, bool]
"""What a study knows of an item, and whether that is all that is asked."""
_ANSWER = Shape("an answer", {"item": str, "answer": str, "where": str}, ("item",))


@dataclass(frozen=True)
class ChecklistItem:
    """One item.

    Attributes
    ----------
    id
        Its number as published; of the reflexive list ``Q`` for a question and ``P`` for a point.
    part, topic
        The part of the list, and the topic.
    question
        What is asked, in our words.
    """

    id: str
    part: str
    topic: str
    question: str


@dataclass(frozen=True)
class ChecklistSource:
    """A checklist: its title, where it is published, what a reader should know of it, and its items."""

    title: str
    reference: str
    note: str
    items: tuple[ChecklistItem, ...]


@dataclass(frozen=True)
class ChecklistAnswer:
    """The team's answer to an item, and where the report says it."""

    item: str
    answer: str = ""
    where: str = ""


@dataclass(frozen=True)
class FilledItem:
    """An item with what is known of it.

    Attributes
    ----------
    item
        The item.
    status
        ``filled`` by the study; ``in part``, and the team should go on; ``answered`` by the team; ``asked``.
    known, answer, where
        What the study knows, what the team answered, and where the report says it.
    """

    item: ChecklistItem
    status: Status
    known: str
    answer: str
    where: str


def read_answers_to(source: ChecklistSource, path: Path, which: str) -> tuple[ChecklistAnswer, ...]:
    """Read the team's answers to a checklist from a TOML file of ``[[answer]]`` tables.

    Raises
    ------
    DataError
        With every unknown key, unknown item and item that is answered twice, by line.
    """
    known = {item.id for item in source.items}
    answers: dict[str, ChecklistAnswer] = {}
    problems: list[Problem] = []
    for table, line in read_tables(read_toml(path), "answer", _ANSWER):
        item = table["item"].strip()
        if item not in known:
            rule, remedy = f"an answer names an item of {which}", did_you_mean(item, known)
            problems.append(Problem(rule, named(item), remedy, path.name, line))
        elif item in answers:
            rule = "an item is answered once"
            problems.append(Problem(rule, f"{named(item)} twice", "join the answers", path.name, line))
        answers[item] = ChecklistAnswer(item, table.get("answer", "").strip(), table.get("where", "").strip())
    if problems:
        raise DataError(*problems)
    return tuple(answers.values())


def filled(
    source: ChecklistSource,
    known: Mapping[str, Callable[[Facts], Known]],
    facts: Facts,
    answers: Iterable[ChecklistAnswer] = (),
) -> tuple[FilledItem, ...]:
    """Return every item of a checklist in order; what is known and what was answered stand side by side.

    Examples
    --------
    >>> list_ = ChecklistSource("T", "R", "", (ChecklistItem("1", "Methods", "Size", "How many?"),))
    >>> [one.status for one in filled(list_, {"1": lambda n: (f"{n} took part.", True)}, 40)]
    ['filled']
    """
    given = {one.item: one for one in answers}
    found = []
    for item in source.items:
        words, whole = known[item.id](facts) if item.id in known else ("", False)
        own = given.get(item.id, ChecklistAnswer(item.id))
        status: Status = (
            "answered" if own.answer else "asked" if not words else "filled" if whole else "in part"
        )
        found.append(FilledItem(item, status, words, own.answer, own.where))
    return tuple(found)


def counts_of(items: Iterable[FilledItem]) -> dict[Status, int]:
    """Return how many items have each status."""
    found = Counter(one.status for one in items)
    return {status: found[status] for status in ("filled", "in part", "answered", "asked")}
