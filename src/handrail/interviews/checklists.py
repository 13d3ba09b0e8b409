"""Checklists: items filled with what a study knows, then with the team's answers; the rest are questions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from handrail.interviews.checklist_facts import KNOWN, ChecklistFacts
from handrail.interviews.checklist_items import CHECKLISTS, Which
from handrail.values.checklist import ChecklistAnswer, FilledItem, counts_of, filled, read_answers_to

__all__ = ["ChecklistAnswer", "FilledItem", "counts_of", "fill_checklist", "read_answers"]


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
    return read_answers_to(CHECKLISTS[which], path, which)


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
    return filled(CHECKLISTS[which], KNOWN, facts, answers)
