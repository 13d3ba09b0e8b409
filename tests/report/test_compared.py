"""Differences and crosstabs get a drawing where all that it needs was released, and else none."""

from __future__ import annotations

from dataclasses import replace

from handrail.report.comparisons import (
    beside_block,
    compared_figure,
    crosstab_headline,
    difference_headline,
)
from handrail.report.story import ResultFacts
from handrail.values import Cell, Method, Table

ONE = ResultFacts("difference:t", "estimate", "T", "s", Method("m", 1, "M", "R"), {}, 800, 800, None, ())
GROUPS = Table(
    "difference:t",
    "Told",
    "share",
    ("sex",),
    tuple(Cell({"sex": sex}, None, 400, 90, {"estimate": at}) for sex, at in (("F", 0.3), ("M", 0.2))),
    "s",
    "t",
)


def differences(*ends: tuple[float, float, float]) -> Table:
    cells = tuple(
        Cell(
            {"sex": f"G{place}", "reference": "M"},
            None,
            800,
            None,
            dict(zip(("low", "estimate", "high"), end, strict=True)),
        )
        for place, end in enumerate(ends)
    )
    return Table("difference:t.differences", "Told", "comparison", ("sex", "reference"), cells, "s", "t")


def crossed(**shares: tuple[float, float]) -> Table:
    cells = tuple(
        Cell({"sex": sex}, word, 400, 90, {"estimate": at})
        for sex, both in shares.items()
        for word, at in zip(("yes", "no"), both, strict=True)
    )
    return Table("difference:t", "Told", "share", ("sex",), cells, "s", "t")


def marked(**residuals: tuple[float, float]) -> Table:
    cells = tuple(
        Cell({"sex": sex, "category": word}, None, 800, None, {"residual": at})
        for sex, both in residuals.items()
        for word, at in zip(("yes", "no"), both, strict=True)
    )
    return Table("difference:t.residuals", "Told", "comparison", ("sex", "category"), cells, "s", "t")


def test_the_widest_clear_difference_leads_and_none_is_claimed_where_none_is_clear() -> None:
    found = differences((-0.01, 0.3, 0.6), (0.02, 0.05, 0.08), (-0.2, -0.15, -0.1))
    assert (
        difference_headline(GROUPS, found)
        == "Told: −15.0 percentage points (−20.0 to −10.0) for G2 compared with M."
    )
    unclear = differences((-0.01, 0.3, 0.6))
    assert difference_headline(GROUPS, unclear) == "Told: no difference between groups is clear of 0."


def test_a_difference_of_means_has_no_percentage_points() -> None:
    found = difference_headline(replace(GROUPS, measure="mean"), differences((0.5, 1.5, 2.5)))
    assert found == "Told: +1.50 (0.50 to 2.50) for G0 compared with M."


def test_the_rarer_of_two_answers_that_depart_alike_is_named() -> None:
    found = crosstab_headline(crossed(F=(0.3, 0.7), M=(0.1, 0.9)), marked(F=(4, -4), M=(-4, 4)))
    assert found.replace("\u202f", " ") == "Told: “yes” is commoner than without association for F (30.0 %)."
    assert "no answer is clearly commoner" in crosstab_headline(crossed(F=(0.3, 0.7)), marked(F=(0, 0)))


def test_a_difference_is_drawn_with_its_groups_and_its_table_told_in_points() -> None:
    tables = {"difference:t": GROUPS, "difference:t.differences": differences((0.02, 0.05, 0.08))}
    figure = compared_figure(ONE, tables, 0.9, ())
    assert figure is not None
    assert (figure.kind, figure.beside, figure.level) == ("differences", "difference:t.differences", 0.9)
    assert "+5.0 percentage points" in figure.alt
    block = beside_block("difference:t.differences", tables, "difference:t", 0.9, ())
    assert (block.points, block.caption) == (True, "Told, in percentage points")
    means = tables | {"difference:t": replace(GROUPS, measure="mean")}
    assert not beside_block("difference:t.differences", means, "difference:t", 0.9, ()).points


def test_a_withheld_difference_leaves_the_groups_to_their_own_drawing() -> None:
    found = differences((0.02, 0.05, 0.08))
    hidden = replace(found, cells=tuple(replace(cell, values={}, withheld="few") for cell in found.cells))
    assert compared_figure(ONE, {"difference:t": GROUPS, hidden.name: hidden}, 0.95, ()) is None


def test_a_crosstab_is_drawn_whole_or_not_at_all_and_unmarked_where_its_residuals_are_withheld() -> None:
    test = Table("difference:t.test", "Told", "comparison", (), (), "s", "t")
    marks = marked(F=(4, -4), M=(-4, 4))
    tables = {"difference:t": crossed(F=(0.3, 0.7), M=(0.1, 0.9)), test.name: test, marks.name: marks}
    figure = compared_figure(ONE, tables, 0.95, ())
    assert figure is not None
    assert (figure.kind, figure.beside) == ("crosstab", "difference:t.residuals")
    few = replace(marks, cells=tuple(replace(cell, values={}, withheld="few") for cell in marks.cells))
    unmarked = compared_figure(ONE, tables | {few.name: few}, 0.95, ())
    assert unmarked is not None
    assert unmarked.beside == ""
    first, *rest = tables["difference:t"].cells
    hidden = replace(first, values={}, withheld="few")
    broken = replace(tables["difference:t"], cells=(hidden, *rest))
    assert compared_figure(ONE, tables | {"difference:t": broken}, 0.95, ()) is None


def test_an_estimate_alone_is_neither() -> None:
    assert compared_figure(ONE, {"difference:t": GROUPS}, 0.95, ()) is None
