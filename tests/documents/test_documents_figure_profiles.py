"""Profiles stand side by side, one panel a class, with a number at every bar."""

from __future__ import annotations

import pytest
from documents_sample import gender_table
from figure_reading import LAYOUTS, drawing, drawn, said, text_of

from handrail.documents.svg import Layout
from handrail.values import Cell, Table

NAMES = ("Little", "Flattery", "Pressed", "Offers", "Many at once", "Same age", "One more")


def profiles(classes: int = 3, items: int = 4) -> Table:
    cells = tuple(
        Cell({"item": f"Item {i}", "class": name}, None, 300 + j, 60, {"estimate": (7 * i + 3 * j + 3) / 100})
        for i in range(items)
        for j, name in enumerate(NAMES[:classes])
    )
    labels = {"item": "Experience", "class": "Profile"}
    return Table("typology:t", "T", "share", ("item", "class"), cells, "s", "t", labels=labels)


def class_shares(classes: int = 3) -> Table:
    cells = tuple(Cell({}, name, 1166, 90, {"estimate": 0.25}) for name in NAMES[:classes])
    return Table("typology:t.shares", "S", "share", (), cells, "s", "t")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_class_heads_a_panel_with_its_share_and_base(layout: Layout) -> None:
    lines = said(drawing("profiles", layout, profiles(), class_shares(), across="class"))
    assert set(NAMES[:3]) <= set(lines)
    assert lines.count("25.0 % of n = 1,166") == 3
    assert "Per cent of each profile" in lines


def test_an_item_with_several_answers_has_a_row_for_each() -> None:
    cells = tuple(
        Cell({"item": "Asked", "class": name}, answer, 300, 90, {"estimate": share})
        for name in NAMES[:2]
        for answer, share in (("once", 0.3), ("often", 0.5))
    )
    table = Table("typology:t", "T", "share", ("item", "class"), cells, "s", "t")
    lines = said(drawing("profiles", "wide", table, across="class"))
    assert {"Asked: once", "Asked: often", "30", "50"} <= set(lines)


def test_without_class_shares_a_panel_gives_the_base_of_its_own_cells() -> None:
    lines = said(drawing("profiles", "wide", profiles(), across="class"))
    assert {"n = 300", "n = 301", "n = 302"} <= set(lines)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("classes", [1, 4, 6])
def test_bars_are_as_long_as_their_shares(layout: Layout, classes: int) -> None:
    svg = drawing("profiles", layout, profiles(classes), across="class")
    bars = sorted(float(node.get("width", "0")) for node in svg.iter() if node.tag.endswith("}rect"))
    shares = sorted(cell.values["estimate"] or 0 for cell in profiles(classes).cells)
    assert len(bars) == 4 * classes
    assert bars == pytest.approx([share * bars[-1] / shares[-1] for share in shares], abs=0.01)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_is_drawn_outside_the_paper(layout: Layout) -> None:
    svg = drawing("profiles", layout, profiles(5, 12), class_shares(5), across="class")
    left, top, width, height = (float(part) for part in svg.get("viewBox", "").split())
    for node in svg.iter():
        if node.tag.endswith("}rect"):
            x, y = float(node.get("x", "0")), float(node.get("y", "0"))
            assert left <= x <= x + float(node.get("width", "0")) + 25 <= left + width
            assert top <= y <= top + height


def test_one_ink_serves_all_classes() -> None:
    svg = drawing("profiles", "print", profiles(6), across="class")
    assert len({node.get("fill") for node in svg.iter() if node.tag.endswith("}rect")}) == 1


def test_a_withheld_cell_has_a_word_and_no_bar() -> None:
    table = profiles()
    hidden = Cell(dict(table.cells[0].group), None, 7, 3, {"estimate": 0.977}, withheld="a rule")
    table = Table(
        table.name, "T", "share", table.dimensions, (hidden, *table.cells[1:]), "s", "t", labels=table.labels
    )
    svg = drawing("profiles", "wide", table, across="class")
    assert said(svg).count("withheld") == 1
    assert len([node for node in svg.iter() if node.tag.endswith("}rect")]) == 11
    assert "98" not in text_of(svg)


def test_the_same_profiles_give_the_same_drawing() -> None:
    assert drawn("profiles", "narrow", profiles()) == drawn("profiles", "narrow", profiles())


def test_more_classes_or_items_than_can_be_read_are_refused() -> None:
    with pytest.raises(ValueError, match="up to 6 classes and 12 items; received 7 and 4"):
        drawn("profiles", "wide", profiles(7))
    with pytest.raises(ValueError, match="received 3 and 13"):
        drawn("profiles", "wide", profiles(3, 13))


def test_a_table_by_one_dimension_has_no_profiles() -> None:
    with pytest.raises(ValueError, match="received a table of share by 1"):
        drawn("profiles", "wide", gender_table())
    with pytest.raises(ValueError, match="received 'country'"):
        drawn("profiles", "wide", profiles(), across="country")
