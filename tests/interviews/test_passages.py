"""Passages: the table that is made by column equals the one that is made row by row, to the byte."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from sheets_slowly import csv_slowly, passages_slowly, talkative_projects

from handrail.interviews import Sheet, passages_table, sheet_bytes
from handrail.interviews.coding_columns import CodingColumns, LateCodings, columns_of
from handrail.interviews.project import RefiProject
from handrail.interviews.sheet import LateRows

ATTRIBUTES = ("sector", "place")


def late(project: RefiProject) -> RefiProject:
    """The same project as a study's store gives it: by column, its codings not made yet."""
    return replace(project, codings=LateCodings(columns_of(project.codings), lambda: project.codings))


@settings(deadline=None, max_examples=150)
@given(talkative_projects())
def test_passages_by_column_are_those_that_are_looked_up_one_by_one(project: RefiProject) -> None:
    attributes = tuple(name for name in ATTRIBUTES if any(name in case.values for case in project.cases))
    rows = passages_slowly(project, attributes)
    for one in (project, late(project)):
        table = passages_table(one, attributes=attributes)
        assert list(table.rows) == rows
        slow = Sheet(table.title, table.header, tuple(rows), table.group, table.body)
        assert sheet_bytes(table, ".csv") == csv_slowly(slow)
        for ending in (".xlsx", ".docx", ".html"):
            assert sheet_bytes(table, ending) == sheet_bytes(slow, ending)


@settings(deadline=None, max_examples=20)
@given(talkative_projects())
def test_codings_that_were_not_made_yet_are_those_that_were(project: RefiProject) -> None:
    assert late(project) == project
    assert late(project).columns == project.columns
    assert late(project).coders == project.coders


def test_nobody_makes_codings_for_a_table() -> None:
    def never() -> list[object]:
        raise AssertionError("looked at")

    columns = CodingColumns((), (), (), (), (), (), (), (), ())
    project = RefiProject("p", codings=LateCodings(columns, never))  # type: ignore[arg-type]
    assert sheet_bytes(passages_table(project), ".csv").count(b"\n") == 1


def test_columns_of_several_lengths_are_no_rows() -> None:
    with pytest.raises(ValueError, match="one length"):
        LateRows(((1,), ()))
    with pytest.raises(ValueError, match="each of the 2 columns"):
        Sheet("x", ("a", "b"), LateRows(((1,),)))
