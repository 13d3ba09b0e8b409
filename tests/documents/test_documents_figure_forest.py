"""A forest draws odds ratios around the line at 1, and says in words which side is which."""

from __future__ import annotations

import pytest
from documents_sample import gender_table
from figure_reading import LAYOUTS, drawing, drawn, outlines, rules, said, text_of

from handrail.documents.axis import ratio_axis_of
from handrail.documents.svg import Layout
from handrail.values import Cell, Table


def compared(factor: str, level: str, ratio: float | None, low: float | None, high: float | None) -> Cell:
    group = {"kind": "Circumstances", "factor": factor, "level": level}
    return Cell(group, None, 412, 90, {"estimate": ratio, "low": low, "high": high})


def reference(factor: str, level: str) -> Cell:
    group = {"kind": "Circumstances", "factor": factor, "level": level}
    return Cell(group, None, 754, 90, {"estimate": 1.0, "low": None, "high": None, "reference": 1.0})


def model(*cells: Cell) -> Table:
    return Table("model:m", "M", "odds-ratio", ("kind", "factor", "level"), cells, "s", "contact")


SOME = model(
    reference("Open account", "No"),
    compared("Open account", "Yes", 1.85, 1.32, 2.59),
    compared("Hours online", "per hour", 1.08, 1.01, 1.15),
    reference("Adversity", "None"),
    compared("Adversity", "One or two", 1.5, 1.06, 2.12),
    compared("Adversity", "Three or more", 2.94, 1.83, 4.72),
)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_factor_is_named_with_what_it_is_compared_with_and_its_base(layout: Layout) -> None:
    words = text_of(drawing("forest", layout, SOME))
    assert "Circumstances" in words
    assert "Open account: Yes, compared with No (n = 412)" in words
    assert "Hours online: per hour (n = 412)" in words
    assert "Adversity, compared with None" in words
    assert "Three or more (n = 412)" in words
    assert "2.94 (1.83 to 4.72)" in words


@pytest.mark.parametrize("layout", LAYOUTS)
def test_both_sides_of_one_are_named_in_words(layout: Layout) -> None:
    lines = said(drawing("forest", layout, SOME))
    assert {"less often", "more often", "Odds ratio, with 95 % interval"} <= set(lines)


def test_a_reference_is_named_and_not_drawn() -> None:
    svg = drawing("forest", "wide", SOME)
    assert len(outlines(svg)) == 4
    assert "754" not in text_of(svg)


def test_equal_ratios_are_equal_distances() -> None:
    double, half = model(compared("A", "Yes", 1, 1, 2)), model(compared("A", "Yes", 1, 0.5, 1))
    ends = [rules(drawing("forest", "wide", table), "2.5")[0] for table in (double, half)]
    assert ends[0][1] - ends[0][0] == pytest.approx(ends[1][1] - ends[1][0])


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0.9, 1.2, ["0.5", "1", "2"]),
        (0.3, 2.59, ["0.25", "0.5", "1", "2", "4"]),
        (0.1, 80, ["0.0625", "0.25", "1", "4", "16", "64", "256"]),
        (0.002, 80, ["0.001", "0.01", "0.1", "1", "10", "100"]),
        (1e-5, 4e4, ["1e-06", "0.0001", "0.01", "1", "100", "10,000", "1e+06"]),
    ],
)
def test_the_axis_covers_the_data_with_one_among_its_ticks(
    low: float, high: float, labels: list[str]
) -> None:
    axis = ratio_axis_of(model(compared("A", "Yes", 1.0, low, high)))
    assert axis.ticks[0] <= low
    assert axis.ticks[-1] >= high
    assert list(axis.labels) == labels


def test_a_withheld_model_says_so_and_draws_nothing() -> None:
    group = {"kind": "Circumstances", "factor": "Rare", "level": "Yes"}
    cell = Cell(group, None, 31, 9, {"estimate": 7.77, "low": 3.33, "high": 9.99}, withheld="a rule")
    svg = drawing("forest", "wide", model(cell))
    assert "withheld" in said(svg)
    assert outlines(svg) == []
    assert rules(svg, "2.5") == []
    for number in ("7.77", "3.33", "9.99", "31"):
        assert number not in text_of(svg)


def test_a_ratio_that_cannot_be_estimated_is_said_and_not_drawn() -> None:
    svg = drawing(
        "forest", "wide", model(compared("A", "Yes", None, None, None), compared("B", "Yes", 0, 0, 2))
    )
    assert "not estimable" in said(svg)
    assert outlines(svg) == []


def test_the_same_model_gives_the_same_drawing() -> None:
    assert drawn("forest", "print", SOME) == drawn("forest", "print", SOME)


def test_a_table_of_shares_is_no_forest() -> None:
    with pytest.raises(ValueError, match="received a table of share by gender"):
        drawn("forest", "wide", gender_table())


def difference(level: str, found: float, low: float | None = None, high: float | None = None) -> Cell:
    group = {"kind": "Circumstances", "factor": "Talk at home", "level": level}
    values = {"estimate": found, "low": low, "high": high, "reference": None if low is not None else 1.0}
    return Cell(group, None, 300, None, values)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_differences_lie_around_zero_on_an_even_axis_with_their_own_words(layout: Layout) -> None:
    cells = (difference("Never", 0.0), difference("Mostly", -0.114, -0.133, -0.095))
    labels = {"estimate": "Percentage points", "below": "lower", "above": "higher"}
    dimensions = ("kind", "factor", "level")
    shares = Table("m", "M", "share-difference", dimensions, cells, "s", "v", labels=labels)
    lines = said(drawing("forest", layout, shares))
    assert {"lower", "higher", "Percentage points, with 95 % interval"} <= {plain(one) for one in lines}
    assert {"\u221215", "\u221210", "\u22125", "0", "5"} <= set(lines)
    assert "-11.4 (-13.3 to -9.5)" in text_of(drawing("forest", layout, shares))


def plain(words: str) -> str:
    return words.replace("\u202f", " ")


def test_each_answer_has_a_part_of_its_own_and_says_what_it_is_compared_with() -> None:
    cells = tuple(
        Cell({"outcome": answer, **cell.group}, None, cell.n, cell.count, cell.values)
        for answer in ("Messenger", "Network")
        for cell in SOME.cells[:2]
    )
    labels = {"outcome": "Where it began", "against": "Game"}
    dimensions = ("outcome", "kind", "factor", "level")
    svg = drawing("forest", "wide", Table("m", "M", "odds-ratio", dimensions, cells, "s", "v", labels=labels))
    words = text_of(svg)
    assert "Where it began: Messenger, compared with Game" in words
    assert words.index("Messenger") < words.index("Network")
    assert len(outlines(svg)) == 2
