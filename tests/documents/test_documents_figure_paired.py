"""Two shares in each group are joined by a line, told apart by shape, with their gap in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from documents_sample import gender_table, hours_table, make_released, share, told_table
from figure_reading import LAYOUTS, drawing, drawn, outlines, rules, said, text_of

from handrail.documents import Document, Figure
from handrail.documents.grid import paired_grid
from handrail.documents.svg import Layout
from handrail.values import Cell, Table

HIDDEN = "fewer than 10 respondents in the base"


def by_country(name: str, label: str, shares: dict[str, float | None]) -> Table:
    cells = tuple(
        Cell({"country": place}, None, 7, 3, {"estimate": 0.777}, withheld=HIDDEN)
        if at is None
        else share({"country": place}, 281, at, at - 0.05, at + 0.06)
        for place, at in shares.items()
    )
    labels = {"country": "Country", name: label}
    return Table(f"estimate:{name}", name, "share", ("country",), cells, "police", name, labels=labels)


MEETS = by_country("meets", "Meets such cases", {"UK": 0.62, "Italy": 0.55, "Germany": None})
TRAINED = by_country("trained", "Had training", {"UK": 0.34, "Italy": 0.56, "Germany": 0.4, "Ireland": 0.2})


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_legend_the_shares_the_bases_and_the_gap_are_words(layout: Layout) -> None:
    lines = said(drawing("paired", layout, MEETS, TRAINED))
    assert {"Meets such cases", "Had training", "UK", "n = 281 and 281"} <= set(lines)
    assert {"28 points", "1 point", "62.0 % and 34.0 %"} <= set(lines)
    assert "Per cent, with 95 % interval" in lines


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_withheld_or_absent_side_has_no_line_no_gap_and_no_number(layout: Layout) -> None:
    svg = drawing("paired", layout, MEETS, TRAINED)
    assert {"withheld and 40.0 %", "no data and 20.0 %", "n = – and 281"} <= set(said(svg))
    assert len(rules(svg, "2")) == 2
    assert len([line for line in said(svg) if "point" in line]) == 2
    assert "77" not in text_of(svg)
    # One in the legend, two in the rows; and one in the legend, four in the rows.
    kinds = [kind for _, kind in outlines(svg)]
    assert (kinds.count("full"), kinds.count("open")) == (3, 5)


def test_the_sides_differ_in_shape_and_filling() -> None:
    marks = dict.fromkeys(outlines(drawing("paired", "print", MEETS, TRAINED)))
    assert len(marks) == 2
    assert {kind for _, kind in marks} == {"full", "open"}


def test_each_interval_has_a_line_of_its_own_height() -> None:
    svg = drawing("paired", "wide", MEETS, TRAINED)
    heights = [node.get("y1") for node in svg.iter() if node.get("stroke-width") == "1.6"]
    assert len(heights) == len(set(heights)) == 6


def test_the_axis_covers_both_tables() -> None:
    high = by_country("high", "High", {"UK": 0.9})
    assert "100" in said(drawing("paired", "wide", high, TRAINED))
    assert "100" in said(drawing("paired", "wide", TRAINED, high))


def test_tables_with_one_label_are_told_apart_by_their_titles() -> None:
    labels = {"v": "Told someone"}
    first, second = (
        replace(table, labels=labels, variable="v", title=title)
        for table, title in ((MEETS, "In 2016"), (TRAINED, "In 2018"))
    )
    assert {"In 2016", "In 2018"} <= set(said(drawing("paired", "wide", first, second)))


def test_the_grid_has_both_tables_beside_one_another() -> None:
    grid = paired_grid(MEETS, TRAINED)
    assert [head.replace("\u202f", " ") for head in grid.header] == [
        "Country",
        "Meets such cases, per cent",
        "95 % interval",
        "n",
        "Had training, per cent",
        "95 % interval",
        "n",
    ]
    rows = [[cell.text.replace("\u202f", " ") + cell.mark for cell in row] for row in grid.rows]
    assert rows[0] == ["UK", "62.0 %", "57.0 to 68.0", "281", "34.0 %", "29.0 to 40.0", "281"]
    assert rows[2] == ["Germany", "withhelda", "", "", "40.0 %", "35.0 to 46.0", "281"]
    assert rows[3][:4] == ["Ireland", "", "", ""]
    assert grid.footnotes == (("a", HIDDEN),)


def test_what_stands_beside_a_figure_must_be_released() -> None:
    figure = Figure("estimate:hours", "T", "A", "C", kind="paired", beside="estimate:elsewhere")
    with pytest.raises(ValueError, match="received 'estimate:elsewhere'"):
        Document("T", "", "en", None, (figure,), (), (), make_released())


def test_the_same_tables_give_the_same_drawing() -> None:
    assert drawn("paired", "wide", MEETS, TRAINED) == drawn("paired", "wide", MEETS, TRAINED)


def test_tables_that_are_no_pair_are_refused() -> None:
    with pytest.raises(ValueError, match="received a table of mean"):
        drawn("paired", "wide", gender_table(), hours_table())
    with pytest.raises(ValueError, match="received gender and country"):
        drawn("paired", "wide", gender_table(), TRAINED)
    with pytest.raises(ValueError, match="one and the same dimension"):
        drawn("paired", "wide", told_table(), replace(told_table(), name="estimate:again"))
    with pytest.raises(ValueError, match="received none"):
        drawn("paired", "wide", MEETS)
