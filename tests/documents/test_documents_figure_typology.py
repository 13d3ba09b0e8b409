"""Heat map, criteria and splits of a typology: every number is a word too, and nothing leaves the paper."""

from __future__ import annotations

import re

import pytest
from documents_sample import gender_table
from figure_reading import LAYOUTS, drawing, said
from test_documents_figure_profiles import class_shares, profiles

from handrail.documents.svg import Layout
from handrail.values import Cell, Table


def probabilities(classes: int = 3, items: int = 4) -> Table:
    shares = profiles(classes, items)
    return Table(
        shares.name, "T", "probability", shares.dimensions, shares.cells, "s", "t", labels=shares.labels
    )


def near() -> Table:
    values = ({"below": 0.05}, {"below": 0.12}, {"estimate": 0.3}, {"estimate": 0.8}, {"above": 0.95})
    cells = tuple(
        Cell({"item": f"Item {at}", "class": "Pressed"}, None, 90, 30, held) for at, held in enumerate(values)
    )
    hidden = Cell({"item": "Item 9", "class": "Pressed"}, None, 0, None, {}, withheld="a rule")
    return Table("typology:t", "T", "probability", ("item", "class"), (*cells, hidden), "s", "t")


def criteria() -> Table:
    rows = {1: (None, None), 2: (620.0, 590.0), 3: (600.0, 560.0), 4: (612.0, 550.0)}
    cells = tuple(
        Cell({"classes": str(k)}, None, 400, None, {} if bic is None else {"bic": bic, "aic": aic},
             withheld="a rule" if bic is None else None)
        for k, (bic, aic) in rows.items()
    )  # fmt: skip
    labels = {"bic": "BIC", "aic": "AIC", "classes": "Profiles"}
    return Table("typology:t.comparison", "C", "diagnostic", ("classes",), cells, "s", "t", labels=labels)


FLOWS = (
    ("1 to 2", "1 of 1", "1 of 2: Little", 0.7), ("1 to 2", "1 of 1", "2 of 2: Pressed", 0.3),
    ("2 to 3", "1 of 2: Little", "1 of 3", 0.55), ("2 to 3", "1 of 2: Little", "3 of 3", 0.15),
    ("2 to 3", "2 of 2: Pressed", "2 of 3", 0.3),
)  # fmt: skip


def flows() -> Table:
    cells = tuple(
        Cell({"classes": step, "from": one, "to": other}, None, 400, round(400 * share), {"estimate": share})
        for step, one, other, share in FLOWS
    )
    return Table("typology:t.splits", "S", "share", ("classes", "from", "to"), cells, "s", "t")


def numbers_in(path: str) -> list[float]:
    return [float(found) for found in re.findall(r"-?[\d.]+", path)]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_shade_has_its_number_and_the_key_has_words(layout: Layout) -> None:
    lines = said(drawing("heat", layout, near(), across="class"))
    assert {"<.05", "<.12", ".30", ".80", ">.95", "withheld"} <= set(lines)
    assert {"near 0", ".05 to .25", "near 1"} <= set(lines)


def test_shades_come_in_steps_so_that_none_tells_more_than_its_number() -> None:
    many = [
        Cell({"item": f"I{at}", "class": "A"}, None, 90, 30, {"estimate": 0.05 + at * 0.019})
        for at in range(12)
    ]
    table = Table("typology:t", "T", "probability", ("item", "class"), tuple(many), "s", "t")
    svg = drawing("heat", "wide", table, across="class")
    strengths = {node.get("fill-opacity", "1") for node in svg.iter() if node.tag.endswith("}rect")}
    assert strengths <= {"0.12", "0.28", "0.45", "0.8", "1"}


def test_what_is_withheld_has_no_shade() -> None:
    svg = drawing("heat", "wide", near(), across="class")
    boxes = [
        node for node in svg.iter() if node.tag.endswith("}rect") and float(node.get("height", "0")) > 15
    ]
    # Item 9 is withheld; two near nothing are outlines.
    assert len(boxes) == 3


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", ["heat", "criteria", "flows"])
def test_nothing_is_drawn_outside_the_paper(layout: Layout, kind: str) -> None:
    table = {"heat": probabilities(6, 12), "criteria": criteria(), "flows": flows()}[kind]
    svg = drawing(kind, layout, table)
    left, top, width, height = (float(part) for part in svg.get("viewBox", "").split())
    for node in svg.iter():
        if node.tag.endswith("}rect"):
            x, y = float(node.get("x", "0")), float(node.get("y", "0"))
            assert left <= x <= x + float(node.get("width", "0")) <= left + width
            assert top <= y <= y + float(node.get("height", "0")) <= top + height
        if node.tag.endswith("}text"):
            assert left <= float(node.get("x", "0")) <= left + width
            assert top <= float(node.get("y", "0")) <= top + height


@pytest.mark.parametrize("layout", LAYOUTS)
def test_criteria_fill_the_lowest_of_each_line_and_mark_what_was_chosen(layout: Layout) -> None:
    svg = drawing("criteria", layout, criteria(), class_shares(3))
    lines = said(svg)
    assert {"BIC", "AIC", "chosen", "Lower is better", "Number of profiles", "1", "4"} <= set(lines)
    marks = [node for node in svg.iter() if node.tag.endswith("}path")]
    full = [node for node in marks if not node.get("stroke")]
    # Two lines have one lowest each; the key's own marks are open, and a withheld number has none.
    assert len(full) == 2
    assert len(marks) == 6 + 2
    assert "chosen" not in said(drawing("criteria", layout, criteria()))


def test_ribbons_are_as_thick_as_their_shares_and_fill_their_classes() -> None:
    svg = drawing("flows", "wide", flows())
    ribbons = [numbers_in(node.get("d", "")) for node in svg.iter() if node.tag.endswith("}path")]
    thick = sorted(points[9] - points[7] for points in ribbons)
    shares = sorted(share for *_, share in FLOWS)
    assert thick == pytest.approx([share * thick[-1] / shares[-1] for share in shares], abs=0.02)
    nodes = sorted(float(node.get("height", "0")) for node in svg.iter() if node.tag.endswith("}rect"))
    sizes = sorted((1.0, 0.7, 0.3, 0.55, 0.15, 0.3))
    assert nodes == pytest.approx([size * nodes[-1] for size in sizes], abs=0.02)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_classes_that_come_from_one_class_stand_together_and_names_are_in_the_key(layout: Layout) -> None:
    svg = drawing("flows", layout, flows())
    lines = said(svg)
    assert {"1 of 2: Little", "2 of 2: Pressed"} <= set(lines)
    last = [line for line in lines if re.fullmatch(r"[123]: (55|15|30) %", line)][-3:]
    # The third of three comes from the first of two: it stands above the second.
    assert [line[0] for line in last] == ["1", "3", "2"]


def test_the_same_flows_give_the_same_drawing_in_whatever_order_they_come() -> None:
    table = flows()
    turned = Table(table.name, "S", "share", table.dimensions, table.cells[1::-1] + table.cells[2:], "s", "t")
    assert said(drawing("flows", "print", table)) == said(drawing("flows", "print", turned))


@pytest.mark.parametrize(
    ("kind", "rule"),
    [("heat", "by two dimensions"), ("criteria", "numbers of classes"), ("flows", "from class to class")],
)
def test_another_table_is_refused(kind: str, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        drawing(kind, "wide", gender_table())


def test_more_than_can_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="up to 6 classes and 12 items"):
        drawing("heat", "wide", probabilities(7))
    many = tuple(
        Cell(
            {"classes": f"{k} to {k + 1}", "from": f"1 of {k}", "to": f"1 of {k + 1}"},
            None,
            400,
            100,
            {"estimate": 0.2},
        )
        for k in range(1, 9)
    )
    with pytest.raises(ValueError, match="received 8 and 1"):
        drawing(
            "flows",
            "wide",
            Table("typology:t.splits", "S", "share", ("classes", "from", "to"), many, "s", "t"),
        )
