"""A matrix says each word and gives it a mark of its own; no number stands in it."""

from __future__ import annotations

import pytest
from documents_sample import gender_table
from figure_reading import LAYOUTS, drawing, drawn, outlines, said, text_of

from handrail.documents.matrix_chart import marks_of
from handrail.documents.svg import Layout
from handrail.values import Cell, Table

KNOWN = (
    ("heard", "not heard", "a few", "some", "most", "almost all", "all"),
    ("heard", "measured", "not asked", "asked but not said", "no data", "nothing"),
    ("agreement", "partial agreement", "dissonance", "silence"),
)


def words(rows: dict[str, tuple[str, ...]], sectors: tuple[str, ...] = ("police", "industry")) -> Table:
    cells = tuple(
        Cell({"theme": theme, "sector": sector}, word, 47, None, {})
        for theme, said in rows.items()
        for sector, word in zip(sectors, said, strict=True)
    )
    return Table("themes:i.sector", "W", "text", ("theme", "sector"), cells, "i", "theme")


SOME = words({"Training came late": ("heard", "not heard"), "Nobody reports back": ("some", "heard")})


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_cell_says_its_word_and_no_number(layout: Layout) -> None:
    svg = drawing("matrix", layout, SOME, across="sector")
    assert said(svg).count("heard") == 2
    assert {"not heard", "some", "police", "industry", "Training came late"} <= set(said(svg))
    assert "47" not in text_of(svg)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_different_words_have_different_marks_without_colour(layout: Layout) -> None:
    many = words({"T": KNOWN[0]}, tuple(f"Sector {letter}" for letter in "ABCDEFG"))
    marks = [path for path, _ in outlines(drawing("matrix", layout, many, across="sector"))]
    # An open mark is one outline, a full one is one area, and any other is both.
    assert len(marks) == 2 + 1 + 2 * 4
    assert len({node.get("fill") for node in drawing("matrix", layout, many).iter() if node.get("d")}) == 2


@pytest.mark.parametrize("together", KNOWN)
def test_no_two_words_share_a_mark(together: tuple[str, ...]) -> None:
    assert len(set(marks_of(together).values())) == len(together)


def test_words_that_nobody_knew_get_marks_that_are_left() -> None:
    found = marks_of(["heard", "perhaps", "once", "heard", "never"])
    assert len(set(found.values())) == 4
    assert marks_of(["heard"])["heard"] == found["heard"]
    with pytest.raises(ValueError, match="received 15"):
        marks_of([f"word {number}" for number in range(15)])


def test_many_columns_are_written_below_one_another() -> None:
    sectors = tuple(f"Sector {number}" for number in range(9))
    svg = drawing("matrix", "wide", words({"T": ("heard",) * 9}, sectors), across="sector")
    heights = [float(node.get("y", "0")) for node in svg.iter() if (node.text or "").startswith("Sector")]
    assert len(set(heights)) == 9


def test_rows_may_be_put_across_instead() -> None:
    assert drawn("matrix", "wide", SOME, across="theme") != drawn("matrix", "wide", SOME, across="sector")
    assert drawn("matrix", "wide", SOME) == drawn("matrix", "wide", SOME, across="sector")


def test_a_withheld_cell_has_no_mark() -> None:
    cell = Cell({"theme": "T", "sector": "police"}, "heard", 2, None, {}, withheld="a rule")
    table = Table("themes:i.sector", "W", "text", ("theme", "sector"), (cell,), "i", "theme")
    svg = drawing("matrix", "wide", table)
    assert outlines(svg) == []
    assert "withheld" in said(svg)
    assert "heard" not in said(svg)


def test_a_table_of_numbers_is_no_matrix() -> None:
    with pytest.raises(ValueError, match="received a table of share by 1"):
        drawn("matrix", "wide", gender_table())
    with pytest.raises(ValueError, match="received 'country'"):
        drawn("matrix", "wide", SOME, across="country")
