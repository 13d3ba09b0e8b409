"""Drawings of a risk analysis: parts, calibration, reach and specification curve stand where numbers are."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from figure_reading import LAYOUTS, drawing, drawn, said, text_of

from handrail.documents.grid import grid_of
from handrail.documents.specification_grid import specification_grid
from handrail.documents.svg import Layout
from handrail.values import Cell, Table


def table(
    name: str, dimensions: tuple[str, ...], *cells: Cell, labels: dict[str, str] | None = None
) -> Table:
    return Table(f"risk:r.{name}", "R", "diagnostic", dimensions, cells, "s", "v", labels=labels or {})


def cell(group: dict[str, str], **values: float | None) -> Cell:
    return Cell(group, None, 400, None, values)


PARTS = table(
    "dominance",
    ("block",),
    cell({"block": "Demographic"}, estimate=0.02, share=0.1),
    cell({"block": "Offline adversity"}, estimate=0.18, share=0.9),
    labels={"estimate": "Part of McFadden R2"},
)
CALIBRATION = table(
    "calibration",
    ("group",),
    cell({"group": "1 of 2"}, risk=0.1, estimate=0.1, low=0.08, high=0.12),
    cell({"group": "2 of 2"}, risk=0.4, estimate=0.3, low=0.25, high=0.36),
)
REACH = table(
    "reach",
    ("threshold",),
    cell({"threshold": "0.1"}, estimate=0.1, low=0.09, high=0.11, everybody=0.05),
    cell({"threshold": "0.2"}, estimate=0.08, low=0.07, high=0.09, everybody=-0.4),
)
CURVE = table(
    "specifications",
    ("place", "left_out", "weights"),
    cell(
        {"place": "1 of 3", "left_out": "nothing", "weights": "none"},
        estimate=2.0,
        low=1.5,
        high=2.6,
        declared=0.0,
    ),
    cell(
        {"place": "2 of 3", "left_out": "Age", "weights": "none"},
        estimate=3.0,
        low=2.2,
        high=4.1,
        declared=0.0,
    ),
    cell(
        {"place": "3 of 3", "left_out": "nothing", "weights": "as declared"},
        estimate=4.0,
        low=3.0,
        high=5.3,
        declared=1.0,
    ),
    labels={"left_out": "Factors left out", "weights": "Weights"},
)
EVERY = [("parts", PARTS), ("calibration", CALIBRATION), ("reach", REACH), ("specifications", CURVE)]


def marks(svg: ET.Element) -> list[tuple[float, float]]:
    """Return the middle of each mark, in the order of drawing."""
    found = []
    for node in svg.iter():
        if node.tag.endswith("}path"):
            numbers = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", node.attrib["d"])]
            if "A" in node.attrib["d"]:
                found.append(((numbers[0] + numbers[7]) / 2, numbers[1]))
            else:
                across, up = numbers[0::2], numbers[1::2]
                found.append(((min(across) + max(across)) / 2, (min(up) + max(up)) / 2))
    return found


@pytest.mark.parametrize(("kind", "drawn_of"), EVERY)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_lies_outside_the_drawing(kind: str, drawn_of: Table, layout: Layout) -> None:
    svg = drawing(kind, layout, drawn_of)
    left, top, width, height = (float(one) for one in svg.attrib["viewBox"].split())
    for node in svg.iter():
        for name in ("x", "x1", "x2"):
            if name in node.attrib:
                assert left - 0.5 <= float(node.attrib[name]) <= left + width + 0.5
        for name in ("y", "y1", "y2"):
            if name in node.attrib:
                assert top - 0.5 <= float(node.attrib[name]) <= top + height + 0.5
    for x, y in marks(svg):
        assert left <= x <= left + width
        assert top <= y <= top + height


@pytest.mark.parametrize(("kind", "drawn_of"), EVERY)
def test_the_same_numbers_give_the_same_drawing(kind: str, drawn_of: Table) -> None:
    assert drawn(kind, "wide", drawn_of) == drawn(kind, "wide", drawn_of)


@pytest.mark.parametrize(("kind", "drawn_of"), EVERY)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_withheld_rows_draw_nothing_and_break_nothing(kind: str, drawn_of: Table, layout: Layout) -> None:
    hidden = tuple(Cell(one.group, None, 0, None, {}, withheld="few") for one in drawn_of.cells)
    svg = drawing(kind, layout, table(kind, drawn_of.dimensions, *hidden))
    assert not any("nan" in value for node in svg.iter() for value in node.attrib.values())


def test_bars_are_as_long_as_their_parts_and_say_their_share() -> None:
    svg = drawing("parts", "wide", PARTS)
    bars = [float(node.attrib["width"]) for node in svg.iter() if node.tag.endswith("}rect")]
    assert bars[1] / bars[0] == pytest.approx(9, rel=0.01)
    assert "0.180 (90.0\u202f%)".replace("\u202f", " ") in text_of(svg)
    assert "Part of McFadden R2" in text_of(svg)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_group_that_does_as_expected_lies_on_the_diagonal(layout: Layout) -> None:
    svg = drawing("calibration", layout, CALIBRATION)
    (diagonal,) = [
        [float(node.attrib[name]) for name in ("x1", "y1", "x2", "y2")]
        for node in svg.iter()
        if node.tag.endswith("}line")
        and node.attrib["x1"] != node.attrib["x2"]
        and node.attrib["y1"] != node.attrib["y2"]
    ]
    x1, y1, x2, y2 = diagonal

    def height(x: float) -> float:
        return y1 + (x - x1) / (x2 - x1) * (y2 - y1)

    first, second = marks(svg)
    assert first[1] == pytest.approx(height(first[0]), abs=0.1)
    # Fewer than expected lie below the line, which is further down the page.
    assert second[1] > height(second[0]) + 5


def test_the_table_of_a_calibration_curve_has_the_base_of_each_group() -> None:
    grid = grid_of(replace(CALIBRATION, labels={"n": "Respondents"}))
    assert grid.header[-1] == "Respondents"
    assert [row[-1].text for row in grid.rows] == ["400", "400"]
    few = replace(CALIBRATION.cells[0], values={}, withheld="few")
    hidden = grid_of(replace(CALIBRATION, cells=(few, CALIBRATION.cells[1]), labels={"n": "Respondents"}))
    assert [row[-1].text for row in hidden.rows] == ["", "400"]


def test_an_offer_to_everybody_leaves_the_drawing_where_it_falls_below_it() -> None:
    svg = drawing("reach", "wide", REACH)
    assert {"groups by the model", "everybody", "Net benefit per respondent"} <= set(said(svg))
    # Open marks have an outline too: two of everybody (the key's and one), beside three of the model.
    assert len(marks(svg)) == 3 + 2
    assert "\u22120.4" not in text_of(svg)


def test_each_specification_has_a_mark_in_every_decision_and_the_declared_one_is_a_diamond() -> None:
    svg = drawing("specifications", "wide", CURVE)
    found = marks(svg)
    assert len(found) == 3 * 3
    above, below = found[:3], found[3:]
    assert [x for x, _ in above] == sorted(x for x, _ in above)
    assert [y for _, y in above] == sorted((y for _, y in above), reverse=True)
    for x, _ in above:
        assert sum(abs(one - x) < 0.1 for one, _ in below) == 2
    outlines = [node.attrib["d"] for node in svg.iter() if node.tag.endswith("}path")]
    assert ["A" in one for one in outlines[:3]] == [True, True, False]
    assert {"Factors left out", "Age", "nothing", "as declared"} <= set(said(svg))


def test_the_table_of_a_curve_is_short_and_has_a_row_for_each_decision() -> None:
    grid = specification_grid(CURVE)
    rows = [[cell.text.replace("\u202f", " ") for cell in row] for row in grid.rows]
    assert rows == [
        ["All", "3", "3.00", "2.00", "4.00", "100.0 %", "100.0 %"],
        ["Factors left out: nothing", "2", "3.00", "2.00", "4.00", "100.0 %", "100.0 %"],
        ["Factors left out: Age", "1", "3.00", "3.00", "3.00", "100.0 %", "100.0 %"],
        ["Weights: none", "2", "2.50", "2.00", "3.00", "100.0 %", "100.0 %"],
        ["Weights: as declared", "1", "4.00", "4.00", "4.00", "100.0 %", "100.0 %"],
    ]
    first, *rest = CURVE.cells
    below = replace(first, values={"estimate": 0.8, "low": 0.5, "high": 1.3, "declared": 0.0})
    (whole, *_) = specification_grid(replace(CURVE, cells=(below, *rest))).rows
    assert [cell.text.replace("\u202f", " ") for cell in whole][-2:] == ["66.7 %", "66.7 %"]


def test_the_side_of_1_is_that_of_the_declared_specification() -> None:
    odds = (0.5, 0.8, 3.0)
    cells = tuple(
        replace(one, values={"estimate": at, "declared": float(at == 3.0)})
        for one, at in zip(CURVE.cells, odds, strict=True)
    )
    (whole, *_) = specification_grid(replace(CURVE, cells=cells)).rows
    assert whole[5].text.replace("\u202f", " ") == "33.3 %"
    undeclared = tuple(replace(one, values={**one.values, "declared": 0.0}) for one in cells)
    (whole, *_) = specification_grid(replace(CURVE, cells=undeclared)).rows
    assert whole[5].text.replace("\u202f", " ") == "66.7 %"


def test_withheld_specifications_have_no_numbers_in_the_short_table() -> None:
    hidden = tuple(Cell(one.group, None, 0, None, {}, withheld="few") for one in CURVE.cells)
    (whole, *_) = specification_grid(replace(CURVE, cells=hidden)).rows
    assert [cell.text for cell in whole] == ["All", "0", *["\u2014"] * 5]


@pytest.mark.parametrize("kind", ["parts", "calibration", "reach", "specifications"])
def test_a_table_of_something_else_is_not_drawn(kind: str) -> None:
    shares = Table("estimate:e", "E", "share", (), (cell({}, estimate=0.1),), "s", "v")
    with pytest.raises(ValueError, match="received a table of share"):
        drawing(kind, "wide", shares)
