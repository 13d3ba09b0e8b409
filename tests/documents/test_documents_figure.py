"""A figure holds text, its numbers at their place, and nothing that could call out or differ tomorrow."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from documents_sample import hours_table, make_released, told_table
from figure_reading import LAYOUTS, drawing, drawn, outlines, rules, said, text_of

from handrail.documents.axis import axis_of
from handrail.documents.svg import Layout
from handrail.values import Cell, Table


def figure(table: Table, layout: Layout = "wide", **changed: str) -> ET.Element:
    return drawing("intervals", layout, table, **changed)


def one(estimate: float | None, low: float | None, high: float | None, measure: str = "share") -> Table:
    cell = Cell({"g": "x"}, None, 50, 20, {"estimate": estimate, "low": low, "high": high})
    return Table("estimate:t", "T", measure, ("g",), (cell,), "s", "v")  # type: ignore[arg-type]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_text_stays_text_with_the_base_in_each_label(layout: Layout) -> None:
    words = text_of(figure(told_table(), layout))
    assert "UK, Woman (n = 61)" in words
    assert "All (n = 131)" in words
    assert "Per cent, with 95\u202f% interval".replace("\u202f", " ") in words.replace("\u202f", " ")


def test_a_withheld_row_says_so_and_has_no_mark() -> None:
    released = make_released().tables["estimate:contact-by-gender"]
    svg = figure(released)
    assert said(svg).count("withheld") == 1
    assert len(outlines(svg)) == 2


def test_points_and_intervals_stand_where_the_axis_says() -> None:
    (ends,) = rules(figure(one(0.25, 0.1, 0.4)), "2.5")
    axis = axis_of(one(0.25, 0.1, 0.4))
    assert ends == pytest.approx([206 + 312 * axis.at(x) for x in (10, 40)])


@pytest.mark.parametrize(
    ("table", "axis"),
    [
        (one(0.082, 0.072, 0.094), (0.0, 10.0, 2.0)),
        (one(0.97, 0.93, 0.99), (0.0, 100.0, 20.0)),
        (one(0.0004, 0.0001, 0.0009), (0.0, 0.1, 0.02)),
        (one(None, None, None), (0.0, 100.0, 20.0)),
        (one(float("nan"), 0.1, 0.2), (0.0, 20.0, 5.0)),
    ],
)
def test_the_axis_of_shares_starts_at_nothing_and_ends_at_a_round_number(
    table: Table, axis: tuple[float, float, float]
) -> None:
    ticks = axis_of(table).ticks
    assert (ticks[0], ticks[-1], pytest.approx(ticks[1] - ticks[0])) == axis


def test_the_axis_of_a_mean_need_not_start_at_nothing() -> None:
    ticks = axis_of(hours_table()).ticks
    assert 0 < ticks[0] <= 2.71
    assert ticks[-1] >= 3.74
    assert list(ticks) == sorted(ticks)


def test_axis_labels_are_plain_numbers_with_as_many_decimals_as_they_need() -> None:
    assert {"0", "10", "20", "30", "40"} <= set(said(figure(one(0.25, 0.1, 0.4))))
    assert {"2.6", "3.0", "3.8"} <= set(said(figure(hours_table())))


def test_a_long_axis_title_breaks_over_lines() -> None:
    unit = "Hours online on an ordinary day, at age 12 to 16"
    words = said(figure(hours_table(), "narrow", unit=unit))
    assert unit not in words
    assert unit in " ".join(words)


def test_a_table_whose_every_cell_is_withheld_still_draws_its_axis() -> None:
    cells = tuple(Cell({"g": f"{i}"}, None, 0, None, {}, withheld="a rule") for i in range(3))
    svg = figure(Table("estimate:t", "T", "share", ("g",), cells, "s", "v"))
    assert said(svg).count("withheld") == 3
    assert "100" in said(svg)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_words_from_outside_are_escaped(layout: Layout) -> None:
    evil = '<script>alert("x")</script> & \u202eabc'
    cell = Cell({"g": evil}, None, 50, 20, {"estimate": 0.4, "low": 0.3, "high": 0.5})
    table = Table("estimate:t", "T", "share", ("g",), (cell,), "s", "v")
    svg = drawn("intervals", layout, table, title=evil, alt=evil)
    assert "<script" not in svg
    assert ET.fromstring(svg).find("{http://www.w3.org/2000/svg}title").text == evil  # type: ignore[union-attr]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_figure_names_itself_and_asks_nobody(layout: Layout) -> None:
    svg = figure(told_table(), layout)
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "f1-title f1-desc"
    ids = [node.get("id") for node in svg.iter() if node.get("id")]
    assert ids == ["f1-title", "f1-desc"]
    text = ET.tostring(svg, encoding="unicode").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|url\(|href|<style|@import", text)


def test_on_screen_every_colour_is_a_variable_and_in_print_none_is() -> None:
    screen, paper = (drawn("intervals", layout, told_table()) for layout in ("wide", "print"))
    # The only colours that remain are the fall-backs inside the variables.
    assert not re.findall(r'"#[0-9a-f]{6}"', screen)
    assert "var(" not in paper
    assert 'font-family="Libertinus Serif"' in paper


def test_the_whole_differs_from_groups_in_shape() -> None:
    text = drawn("intervals", "print", told_table())
    # Circles are arcs, the diamond is four straight lines: it reads without colour.
    shapes = re.findall(r'd="(M[^"]+)"', text)
    assert sum("A" in shape for shape in shapes) == 6
    assert sum("A" not in shape and shape.endswith("Z") for shape in shapes) == 1


def test_the_same_table_gives_the_same_drawing() -> None:
    assert drawn("intervals", "wide", told_table()) == drawn("intervals", "wide", told_table())


def test_a_character_that_xml_cannot_hold_does_not_break_the_drawing() -> None:
    cell = Cell({"g": "a\x00b"}, None, 50, 20, {"estimate": 0.4})
    svg = figure(Table("estimate:t", "T", "share", ("g",), (cell,), "s", "v"), alt="\x0c")
    assert "a\ufffdb (n = 50)" in said(svg)


def test_without_intervals_the_axis_does_not_promise_any() -> None:
    assert "Per cent" in said(figure(one(0.25, None, None)))


def test_counts_have_no_intervals_to_draw() -> None:
    with pytest.raises(ValueError, match="received a table of count"):
        figure(one(None, None, None, "count"))
