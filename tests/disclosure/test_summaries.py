"""Summaries of what groups said: none leaves unasked for, unapproved, or for two people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handrail.disclosure import SUMMARY, Ledger, PassageApproval, SummaryRequest, review
from handrail.values import Cell, Table

YES = PassageApproval("CD", "2026-05-02", False, False, False)
POLICING = {"sector": "policing", "topic": "training"}
INDUSTRY = {"sector": "industry", "topic": "training"}
ASKED = SummaryRequest("framework:talks", POLICING, "framework:talks, line 1", 4, True, (), YES)
TABLE = Table(
    "framework:talks",
    "T",
    "text",
    ("sector", "topic"),
    (Cell(POLICING, "Learned by luck.", 4, None, {}), Cell(INDUSTRY, None, 3, None, {})),
    "talks",
    SUMMARY,
)


def shown(*requests: SummaryRequest) -> tuple[str | None, str | None]:
    outcome = review([TABLE], [], Ledger(), summaries=requests)
    cell = outcome.released.tables["framework:talks"].cells[0]
    assert [one.name for one in outcome.refused] == [ASKED.id for _ in requests if cell.withheld]
    assert outcome.released.tables["framework:talks"].cells[1] == TABLE.cells[1]
    return cell.category, cell.withheld


def test_an_approved_summary_of_a_group_leaves() -> None:
    assert shown(ASKED) == ("Learned by luck.", None)


def test_a_summary_that_nobody_asked_for_is_withheld() -> None:
    assert shown() == (None, "a summary is asked for before it leaves")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"people": 2}, "a row of a framework matrix that leaves is a group of at least 3 participants"),
        ({"current": False}, "a summary that leaves rests on passages that are in use and read as they did"),
        ({"flags": ("operational",)}, "a summary of a passage flagged operational is withheld"),
        ({"flags": ("possible-current-harm",)}, "a summary of a passage flagged possible-current-harm is"),
        ({"approval": None}, "a person approves each summary that leaves"),
        ({"approval": replace(YES, recognisable=True)}, "the approval found in the summary somebody"),
        ({"approval": replace(YES, third_party=True)}, "the approval found in the summary a third party"),
        ({"approval": replace(YES, operational_tactic=True)}, "the approval found in the summary an operat"),
    ],
)
def test_each_rule_withholds_by_itself(change: dict[str, object], rule: str) -> None:
    words, why = shown(replace(ASKED, **change))  # type: ignore[arg-type]
    assert words is None
    assert why is not None
    assert why.startswith(rule)


def test_a_distressing_passage_can_be_summarised() -> None:
    assert shown(replace(ASKED, flags=("distressing",))) == ("Learned by luck.", None)


def test_a_request_for_a_row_that_is_not_there_is_answered() -> None:
    lone = replace(ASKED, group={"sector": "charity", "topic": "training"}, people=2, id="line 9")
    outcome = review([TABLE], [], Ledger(), summaries=[ASKED, lone])
    assert [one.name for one in outcome.refused] == ["line 9"]


def test_other_tables_of_words_are_left_alone() -> None:
    words = replace(TABLE, name="themes:talks.sector", variable="theme")
    released = review([words], [], Ledger()).released
    assert [cell.category for cell in released.tables[words.name].cells] == ["Learned by luck.", None]
