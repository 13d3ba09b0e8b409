"""Differences stand beside a line at nothing; crosstabs are bars cut into answers, with departures marked."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from figure_reading import LAYOUTS, drawing, outlines, rules, said, text_of

from handrail.documents.crosstab_chart import can_be_stacked
from handrail.documents.grid import grid_of
from handrail.documents.svg import Layout
from handrail.values import Cell, Table


def interval(group: dict[str, str], at: float | None, low: float | None, high: float | None) -> Cell:
    return Cell(group, None, 400, None, {"estimate": at, "low": low, "high": high})


GROUPS = Table(
    "difference:told",
    "Told",
    "share",
    ("country",),
    tuple(
        interval({"country": place}, at, at - 0.03, at + 0.03) for place, at in (("UK", 0.3), ("Spain", 0.2))
    ),
    "s",
    "told",
)


def less(*ends: tuple[float | None, float | None, float | None]) -> Table:
    cells = tuple(
        interval({"country": f"C{place}", "reference": "Spain"}, *end) for place, end in enumerate(ends)
    )
    return Table(
        "difference:told.differences", "Told", "comparison", ("country", "reference"), cells, "s", "told"
    )


CLEAR, UNCLEAR, BELOW = (0.1, 0.06, 0.14), (0.02, -0.01, 0.05), (-0.05, -0.08, -0.02)
SHARES = {
    "F": (("never", 0.62), ("once", 0.3), ("often", 0.08)),
    "M": (("never", 0.7), ("once", 0.27), ("often", 0.03)),
}
CROSSED = Table(
    "crosstab:told",
    "Told",
    "share",
    ("sex",),
    tuple(
        Cell({"sex": sex}, word, 400, 40, {"estimate": at, "low": at - 0.02, "high": at + 0.02})
        for sex, answers in SHARES.items()
        for word, at in answers
    ),
    "s",
    "told",
)
MARKED = Table(
    "crosstab:told.residuals",
    "Told",
    "comparison",
    ("sex", "category"),
    tuple(
        Cell({"sex": sex, "category": word}, None, 800, None, {"residual": at})
        for sex, marks in {"F": (0.0, -2.0, 4.0), "M": (0.0, 2.0, -4.0)}.items()
        for word, at in zip(("never", "once", "often"), marks, strict=True)
    ),
    "s",
    "told",
)


def inside(svg: ET.Element) -> bool:
    left, top, width, height = (float(one) for one in svg.attrib["viewBox"].split())
    found = [
        (float(node.attrib[name]), low, low + long)
        for node in svg.iter()
        for name, low, long in (("x", left, width), ("y", top, height), ("x2", left, width))
        if name in node.attrib
    ]
    return all(low - 0.5 <= at <= high + 0.5 for at, low, high in found)


def bars(svg: ET.Element, height: float = 22) -> list[tuple[float, float]]:
    """Return the left edge and the width of each slice."""
    return [
        (float(node.attrib["x"]), float(node.attrib["width"]))
        for node in svg.iter()
        if node.tag.endswith("}rect") and float(node.attrib["height"]) == height
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_differences_are_told_in_percentage_points_below_the_groups(layout: Layout) -> None:
    svg = drawing("differences", layout, GROUPS, less(CLEAR, UNCLEAR, BELOW))
    lines = said(svg)
    assert {"+10.0 (6.0 to 14.0)", "+2.0 (−1.0 to 5.0)", "−5.0 (−8.0 to −2.0)"} <= set(lines)
    assert "Percentage points, with 95 % interval" in lines
    assert lines.index("Per cent, with 95 % interval") < lines.index("+10.0 (6.0 to 14.0)")
    assert "C0 compared with" in text_of(svg)
    assert inside(svg)


def test_a_difference_is_drawn_where_it_lies_from_the_line_at_nothing() -> None:
    svg = drawing("differences", "wide", GROUPS, less(CLEAR, BELOW))
    (zero,) = {x1 for x1, x2 in rules(svg, "1.2") if x1 == x2}
    up, down = rules(svg, "2.5")[-2:]
    ends = [end - zero for end in (*up, *down)]
    scale = ends[1] / 14
    assert ends == pytest.approx([6 * scale, 14 * scale, -8 * scale, -2 * scale], abs=0.1)
    assert scale > 5


def test_a_difference_whose_interval_holds_nothing_has_an_open_mark() -> None:
    svg = drawing("differences", "wide", GROUPS, less(CLEAR, UNCLEAR))
    kinds = [kind for _, kind in outlines(svg)]
    # Two groups, the two marks of the key, and the two differences; an open mark is filled with paper.
    assert kinds == ["full", "full", "full", "open", "full", "open"]


def test_a_withheld_difference_has_no_mark_and_no_number() -> None:
    hidden = Cell({"country": "C0", "reference": "Spain"}, None, 0, None, {}, withheld="few")
    untold = less((None, None, None))
    svg = drawing("differences", "wide", GROUPS, replace(untold, cells=(hidden, *untold.cells)))
    assert {"withheld", "not estimable"} <= set(said(svg))
    assert len(outlines(svg)) == 4


def test_differences_of_means_keep_their_unit() -> None:
    groups = replace(GROUPS, measure="mean")
    svg = drawing("differences", "wide", groups, less((1.5, 0.5, 2.5)), unit="Hours")
    assert "+1.50 (0.50 to 2.50)" in said(svg)
    assert "Difference, Hours" in text_of(svg)
    assert "Percentage points" not in text_of(svg)


def test_a_table_without_a_reference_is_no_difference() -> None:
    with pytest.raises(ValueError, match="received a table of share"):
        drawing("differences", "wide", GROUPS, replace(GROUPS, name="again"))
    with pytest.raises(ValueError, match="a differences figure names the table beside it; received none"):
        drawing("differences", "wide", GROUPS)


def test_differences_of_shares_are_printed_in_percentage_points() -> None:
    values = {"estimate": 0.0951, "se": 0.01, "low": 0.075, "high": 0.1152, "p": 0.0001, "ratio": 1.873}
    values |= {"ratio_low": 1.6241, "ratio_high": 2.16}
    cell = Cell({"country": "UK", "reference": "Spain"}, None, 800, None, values)
    table = replace(less(), cells=(cell,), labels={"estimate": "Difference", "ratio": "Ratio"})
    grid = grid_of(table, points=True)
    assert [head.replace("\u202f", " ") for head in grid.header[2:]] == [
        "Difference, points",
        "Standard error, points",
        "95 % interval",
        "p",
        "Ratio",
        "95 % interval of the ratio",
    ]
    assert [cell.text for cell in grid.rows[0]][2:5] == ["9.5", "1.0", "7.5 to 11.5"]
    assert [cell.text for cell in grid.rows[0]][6:] == ["1.87", "1.62 to 2.16"]
    assert [cell.text for cell in grid_of(table).rows[0]][2:3] == ["0.10"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_slices_of_a_group_are_as_wide_as_its_shares(layout: Layout) -> None:
    svg = drawing("crosstab", layout, CROSSED, MARKED)
    slices = bars(svg)
    for place, answers in enumerate(SHARES.values()):
        drawn = slices[3 * place : 3 * place + 3]
        whole = drawn[-1][0] + drawn[-1][1] - drawn[0][0]
        for (_, width), (_, share) in zip(drawn, answers, strict=True):
            assert (width + 1.5) / (whole + 1.5) == pytest.approx(share, abs=1e-4)
    assert inside(svg)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_slices_are_told_by_letter_and_departures_by_sign(layout: Layout) -> None:
    lines = said(drawing("crosstab", layout, CROSSED, MARKED))
    assert {"never", "once", "often", "a", "b", "c", "62.0 %"} <= set(lines)
    assert [lines.count(sign) for sign in ("+", "−", "++", "−−")] == [1, 1, 1, 1]
    assert "standard errors" in " ".join(lines)
    plain = said(drawing("crosstab", layout, CROSSED))
    assert not {"+", "−", "++", "−−"} & set(plain)
    assert "standard errors" not in " ".join(plain)


def test_slices_differ_in_more_than_hue() -> None:
    svg = drawing("crosstab", "print", CROSSED)
    fills = [node.attrib["fill"] for node in svg.iter() if node.attrib.get("height") == "22"][:3]
    light = [sum(int(fill[at : at + 2], 16) for at in (1, 3, 5)) for fill in fills]
    assert abs(light[0] - light[1]) > 200
    assert abs(light[1] - light[2]) > 200


def test_a_crosstab_with_a_withheld_cell_is_no_whole_and_is_not_stacked() -> None:
    first, *rest = CROSSED.cells
    hidden = replace(CROSSED, cells=(replace(first, values={}, withheld="few"), *rest))
    assert can_be_stacked(CROSSED)
    assert not can_be_stacked(hidden)
    assert not can_be_stacked(replace(CROSSED, cells=tuple(rest)))
    many = tuple(replace(one, category=f"{one.category} {n}") for n in range(3) for one in CROSSED.cells)
    assert not can_be_stacked(replace(CROSSED, cells=many))
    with pytest.raises(ValueError, match="2 to 6 answers"):
        drawing("crosstab", "wide", hidden)
