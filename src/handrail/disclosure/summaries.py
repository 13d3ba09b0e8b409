"""Whether a researcher's summary of what a group said may leave: the group, its passages, and an approval.

A summary is the team's own words, so no consent to quotation is asked for; but a paraphrase of one striking
passage tells as much as the passage. It goes through the questions that a quotation goes through: a person
says that nobody can be recognised in it, that it is about no third party, and that it tells no operational
tactic. A passage that is withheld because of a flag is not to be paraphrased either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from handrail.disclosure.quotations import WITHHOLDING_FLAGS, PassageApproval, Refused
from handrail.values import Table

SUMMARY = "summary"
"""The variable of a table of summaries."""


@dataclass(frozen=True)
class SummaryRequest:
    """A cell of a framework matrix that somebody wants to print.

    Attributes
    ----------
    table, group
        The table, and the cell in it; a request for a row that the table does not have is only answered.
    id
        What a refusal calls it: no words of it, and no level.
    people
        How many participants the row stands for.
    current
        Whether its passages are in use, and read as they did when it was written.
    flags
        The coders' flags on any of its passages.
    approval
        The decision of a person, or None.

    Examples
    --------
    >>> SummaryRequest("framework:talks", {"sector": "policing", "topic": "luck"}, "line 4", 3, True).flags
    ()
    """

    table: str
    group: Mapping[str, str]
    id: str
    people: int
    current: bool
    flags: tuple[str, ...] = ()
    approval: PassageApproval | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "group", MappingProxyType(dict(self.group)))


def refuse_summary(request: SummaryRequest, *, smallest_group: int) -> Refused | None:
    """Return why a summary may not leave, or None when it may.

    Parameters
    ----------
    request
        The summary.
    smallest_group
        How many participants a row must stand for (design: 3).

    Examples
    --------
    >>> yes = PassageApproval("CD", "2026-05-01", False, False, False)
    >>> one = SummaryRequest("framework:talks", {}, "framework:talks, line 4", 3, True, (), yes)
    >>> refuse_summary(one, smallest_group=3)
    >>> refuse_summary(replace(one, people=2), smallest_group=3).rule
    'a row of a framework matrix that leaves is a group of at least 3 participants'
    """
    held = [flag for flag in request.flags if flag in WITHHOLDING_FLAGS]
    if request.people < smallest_group:
        rule = f"a row of a framework matrix that leaves is a group of at least {smallest_group} participants"
        return Refused(request.id, rule, "keep it in a file of the team, or write one for a larger group")
    if not request.current:
        rule = "a summary that leaves rests on passages that are in use and read as they did"
        return Refused(request.id, rule, "read its passages again, correct it, and approve it anew")
    if held:
        rule = f"a summary of a passage flagged {held[0]} is withheld"
        return Refused(request.id, rule, "write it without that passage")
    if request.approval is None:
        rule = "a person approves each summary that leaves"
        return Refused(request.id, rule, "add [summary.approval] below it after reading it")
    answers = {
        "somebody recognisable to colleagues": request.approval.recognisable,
        "a third party": request.approval.third_party,
        "an operational tactic": request.approval.operational_tactic,
    }
    said_yes = [question for question, answer in answers.items() if answer]
    if said_yes:
        return Refused(request.id, f"the approval found in the summary {said_yes[0]}", "write it anew")
    return None


def withhold_summaries(
    tables: Sequence[Table], requests: Iterable[SummaryRequest], *, smallest_group: int
) -> tuple[list[Table], list[Refused]]:
    """Return the tables without the summaries that may not leave, and why.

    Parameters
    ----------
    tables
        All tables of the release. Of those of summaries a cell that nobody asked for is withheld as well.
    requests, smallest_group
        See :func:`refuse_summary`.
    """
    rules: dict[tuple[str, frozenset[tuple[str, str]]], str | None] = {}
    refused = []
    for request in requests:
        refusal = refuse_summary(request, smallest_group=smallest_group)
        rules[request.table, frozenset(request.group.items())] = None if refusal is None else refusal.rule
        refused += [] if refusal is None else [refusal]
    return [_withheld(table, rules) if table.variable == SUMMARY else table for table in tables], refused


def _withheld(table: Table, rules: Mapping[tuple[str, frozenset[tuple[str, str]]], str | None]) -> Table:
    cells = []
    for cell in table.cells:
        rule = rules.get(
            (table.name, frozenset(cell.group.items())), "a summary is asked for before it leaves"
        )
        written = cell.category is not None
        cells.append(replace(cell, category=None, values={}, withheld=rule) if written and rule else cell)
    return replace(table, cells=tuple(cells))
