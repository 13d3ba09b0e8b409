"""Numbers are formatted in one place, and a table leaves as words or as CSV."""

from __future__ import annotations

import csv
import io

from documents_sample import gender_table, hours_table, make_released, told_table

from handrail.documents import csv_of
from handrail.documents.grid import grid_of
from handrail.documents.numbers import THIN, level, mean, per_cent
from handrail.values import Cell, Table


def categories() -> Table:
    cells = (
        Cell({"sex": "Female"}, "Once", 90, 40, {"estimate": 0.444, "low": 0.34, "high": 0.55}),
        Cell({"sex": "Female"}, "Twice or more", 90, 50, {"estimate": 0.556, "low": 0.45, "high": 0.66}),
    )
    return Table("estimate:c", "C", "share", ("sex",), cells, "s", "times", labels={"times": "How often"})


def test_rounding_never_prints_a_negative_zero() -> None:
    assert (per_cent(-1e-9), mean(-1e-9)) == (f"0.0{THIN}%", "0.00")


def test_an_interval_below_zero_keeps_its_sign() -> None:
    cell = Cell({}, None, 50, None, {"estimate": -0.5, "low": -1.25, "high": 0.25})
    grid = grid_of(Table("estimate:m", "M", "mean", (), (cell,), "s", "v"))
    assert [word.text for word in grid.rows[0]] == ["All", "-0.50", "-1.25 to 0.25", "50"]


def test_a_level_names_the_column() -> None:
    assert grid_of(told_table(), 0.9).header[3] == f"90{THIN}% interval"
    assert level(0.999) == f"99.9{THIN}%"


def test_a_categorical_table_names_its_variable_and_categories() -> None:
    grid = grid_of(categories())
    assert grid.header[:2] == ("sex", "How often")
    assert [row[1].text for row in grid.rows] == ["Once", "Twice or more"]


def test_the_whole_is_called_all_in_each_dimension() -> None:
    grid = grid_of(told_table())
    assert [word.text for word in grid.rows[-1][:2]] == ["All", "All"]


def test_a_withheld_cell_shows_its_rule_and_no_number() -> None:
    grid = grid_of(make_released().tables["estimate:contact-by-gender"])
    assert [word.text for word in grid.rows[2]][1:] == ["withheld", "", ""]
    assert grid.footnotes[0] == ("a", "fewer than 10 respondents in the base")


def test_two_rules_get_two_marks() -> None:
    cells = tuple(Cell({"g": f"{i}"}, None, 0, None, {}, withheld=f"rule {i % 2}") for i in range(4))
    grid = grid_of(Table("estimate:t", "T", "share", ("g",), cells, "s", "v"))
    assert [row[1].mark for row in grid.rows] == ["a", "b", "a", "b"]


def test_csv_gives_back_every_released_number_at_printed_precision() -> None:
    table = hours_table()
    rows = list(csv.DictReader(io.StringIO(csv_of(table))))
    assert [float(row["estimate"]) for row in rows] == [3.42, 3.05, 3.26]
    assert [row["gender"] for row in rows] == ["Woman", "Man", "All"]
    assert {row["withheld"] for row in rows} == {""}


def test_csv_leaves_a_withheld_cell_empty() -> None:
    table = make_released().tables["estimate:contact-by-gender"]
    row = list(csv.DictReader(io.StringIO(csv_of(table))))[2]
    assert row.pop("withheld") == "fewer than 10 respondents in the base"
    assert row.pop("gender").startswith("Another")
    assert set(row.values()) == {""}


def test_csv_never_writes_a_withheld_number_even_when_the_cell_still_has_it() -> None:
    careless = Cell({"g": "x"}, None, 7, 4, {"estimate": 0.571}, withheld="a rule")
    assert (
        csv_of(Table("estimate:t", "T", "share", ("g",), (careless,), "s", "v")).splitlines()[1]
        == "x,,,a rule"
    )


def test_csv_defuses_what_a_spreadsheet_would_run() -> None:
    cells = tuple(Cell({"g": words}, None, 50, 20, {}) for words in ("=1+1", "@SUM(A1)", "-9", 'a,b\n"c"'))
    rows = list(
        csv.DictReader(io.StringIO(csv_of(Table("estimate:t", "T", "share", ("g",), cells, "s", "v"))))
    )
    assert [row["g"] for row in rows] == ["'=1+1", "'@SUM(A1)", "-9", 'a,b\n"c"']


def test_csv_of_categories_has_a_column_for_them() -> None:
    assert csv_of(categories()).splitlines()[:2] == [
        "sex,category,n,estimate,low,high,withheld",
        "Female,Once,90,0.444,0.34,0.55,",
    ]


def test_a_table_as_it_was_made_and_as_it_left_differ_only_where_it_is_withheld() -> None:
    made, left = (
        csv_of(gender_table()).splitlines(),
        csv_of(make_released().tables["estimate:contact-by-gender"]).splitlines(),
    )
    assert made[:3] == left[:3]
    assert made[3] != left[3]
