"""Checklists: items filled with what a study knows, then with the team's answers; the rest are questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from handrail.interviews.checklist_facts import KNOWN, ChecklistFacts
from handrail.interviews.checklist_items import CHECKLISTS, ChecklistItem, Which
from handrail.values import DataError, Problem, did_you_mean, read_toml
from handrail.values.naming import named
from handrail.values.toml_tables import Shape, read_tables

Status = Literal["filled", "in part", "answered", "asked"]
_ANSWER = Shape("an answer", {"item": str, "answer": str, "where": str}, ("item",))


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


def read_answers(path: Path, which: Which) -> tuple[ChecklistAnswer, ...]:
    r"""Read the team's answers.

    Parameters
    ----------
    path
        A TOML file of ``[[answer]]`` tables.
    which
        The checklist whose items they answer.

    Raises
    ------
    DataError
        With every unknown key, unknown item and item that is answered twice, by line.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "coreq.toml"
    ...     _ = file.write_text('[[answer]]\nitem = "19"\nanswer = "Audio only."\nwhere = "Methods"')
    ...     read_answers(file, "coreq")
    (ChecklistAnswer(item='19', answer='Audio only.', where='Methods'),)
    """
    source = read_toml(path)
    known = {item.id for item in CHECKLISTS[which].items}
    answers: dict[str, ChecklistAnswer] = {}
    problems: list[Problem] = []
    for table, line in read_tables(source, "answer", _ANSWER):
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


def fill_checklist(
    which: Which, facts: ChecklistFacts, answers: Iterable[ChecklistAnswer] = ()
) -> tuple[FilledItem, ...]:
    """Return every item of a checklist in order, with what is known of it.

    Numbers of participants or interviews under 3 are said in words.

    Parameters
    ----------
    which
        ``coreq`` (32 items) or ``reflexive``.
    facts, answers
        What the study knows, and what the team answered; both stand side by side.

    References
    ----------
    See ``CHECKLISTS`` for where each is published.

    Examples
    --------
    >>> items = fill_checklist("coreq", ChecklistFacts(False, "framework analysis", coders=2, codings=40))
    >>> len(items), items[23].status, items[23].known
    (32, 'filled', '2 people made 40 codings. Agreement between coders was not planned as a check.')
    >>> items[18].status, items[18].item.topic
    ('asked', 'Audio or visual recording')
    """
    given = {one.item: one for one in answers}
    return tuple(_filled(item, facts, given.get(item.id)) for item in CHECKLISTS[which].items)


def counts_of(items: Iterable[FilledItem]) -> dict[Status, int]:
    """Return how many items have each status."""
    found = Counter(one.status for one in items)
    return {status: found[status] for status in ("filled", "in part", "answered", "asked")}


def _filled(item: ChecklistItem, facts: ChecklistFacts, given: ChecklistAnswer | None) -> FilledItem:
    known, whole = KNOWN[item.id](facts) if item.id in KNOWN else ("", False)
    answer = "" if given is None else given.answer
    status: Status = "answered" if answer else "asked" if not known else "filled" if whole else "in part"
    return FilledItem(item, status, known, answer, "" if given is None else given.where)
