"""A specification curve is short where it is drawn, and whole in the appendix."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from handrail.documents import Details, Figure, TableBlock
from handrail.report.risks import every_specification, risk_blocks
from handrail.report.story import ResultFacts
from handrail.values import Cell, Method, Table


def table(name: str, dimensions: tuple[str, ...], *cells: Cell) -> Table:
    return Table(f"risk:r{name}", "R", "diagnostic", dimensions, cells, "s", "v")


CURVE = table(
    ".specifications",
    ("place", "weights"),
    *(Cell({"place": f"{at} of 2", "weights": "none"}, None, 400, None, {"estimate": at}) for at in (1.5, 2)),
)
SUMMARY = table(".specification-summary", (), Cell({}, None, 400, None, {"median": 1.75}))
ODDS = replace(table("", ("factor",), Cell({"factor": "A"}, None, 400, None, {})), measure="odds-ratio")


def story(*tables: Table) -> Any:
    method = Method("m", 1, "M", "R")
    names = tuple(one.name for one in tables)
    one = ResultFacts("risk:r", "risk", "R", "s", method, {}, 400, 400, None, (), tables=names)
    return SimpleNamespace(released=SimpleNamespace(tables={t.name: t for t in tables}), results=[one])


def test_a_drawn_curve_has_no_second_summary_and_its_rows_stand_in_the_appendix() -> None:
    told = story(ODDS, CURVE, SUMMARY)
    blocks = risk_blocks(told, told.results[0], ())
    assert [block.kind for block in blocks if isinstance(block, Figure)] == ["forest", "specifications"]
    assert not [block for block in blocks if isinstance(block, TableBlock)]
    (whole,) = every_specification(told)
    assert isinstance(whole, Details)
    assert [block.name for block in whole.blocks if isinstance(block, TableBlock)] == [CURVE.name]


def test_a_withheld_curve_is_a_table_beside_its_summary_and_not_in_the_appendix() -> None:
    hidden = replace(CURVE, cells=tuple(replace(one, values={}, withheld="few") for one in CURVE.cells))
    told = story(ODDS, hidden, SUMMARY)
    blocks = risk_blocks(told, told.results[0], ())
    assert [block.name for block in blocks if isinstance(block, TableBlock)] == [CURVE.name, SUMMARY.name]
    assert every_specification(told) == []


def test_an_analysis_without_a_curve_adds_nothing_to_the_appendix() -> None:
    assert every_specification(story(ODDS)) == []
