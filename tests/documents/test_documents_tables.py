"""Numbers are formatted in one place, and a table leaves as words or as CSV."""

from __future__ import annotations

import csv
import io

import pytest
from documents_sample import gender_table, hours_table, make_released, told_table

from handrail.documents import Document, Figure, Section, TableBlock, csv_of
from handrail.documents.csv_table import csv_text
from handrail.documents.grid import Grid, grid_of
from handrail.documents.laid_out import lay_out
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
    rows = list(csv.DictReader(io.StringIO(csv_text(table))))
    assert [float(row["estimate"]) for row in rows] == [3.42, 3.05, 3.26]
    assert [row["gender"] for row in rows] == ["Woman", "Man", "All"]
    assert {row["withheld"] for row in rows} == {""}


def test_csv_leaves_a_withheld_cell_empty() -> None:
    table = make_released().tables["estimate:contact-by-gender"]
    row = list(csv.DictReader(io.StringIO(csv_text(table))))[2]
    assert row.pop("withheld") == "fewer than 10 respondents in the base"
    assert row.pop("gender").startswith("Another")
    assert set(row.values()) == {""}


def test_csv_never_writes_a_withheld_number_even_when_the_cell_still_has_it() -> None:
    careless = Cell({"g": "x"}, None, 7, 4, {"estimate": 0.571}, withheld="a rule")
    assert (
        csv_text(Table("estimate:t", "T", "share", ("g",), (careless,), "s", "v")).splitlines()[1]
        == "x,,,a rule"
    )


def test_csv_defuses_what_a_spreadsheet_would_run() -> None:
    cells = tuple(Cell({"g": words}, None, 50, 20, {}) for words in ("=1+1", "@SUM(A1)", "-9", 'a,b\n"c"'))
    rows = list(
        csv.DictReader(io.StringIO(csv_text(Table("estimate:t", "T", "share", ("g",), cells, "s", "v"))))
    )
    assert [row["g"] for row in rows] == ["'=1+1", "'@SUM(A1)", "-9", 'a,b\n"c"']


def test_csv_of_categories_has_a_column_for_them() -> None:
    assert csv_text(categories()).splitlines()[:2] == [
        "sex,category,n,estimate,low,high,withheld",
        "Female,Once,90,0.444,0.34,0.55,",
    ]


def test_a_table_as_it_was_made_and_as_it_left_differ_only_where_it_is_withheld() -> None:
    made, left = (
        csv_text(gender_table()).splitlines(),
        csv_of(make_released(), "estimate:contact-by-gender").splitlines(),
    )
    assert made[:3] == left[:3]
    assert made[3] != left[3]


def profiles() -> Table:
    cells = (
        Cell({"item": "Asked to meet", "class": "Little"}, None, 640, 20, {"estimate": 0.031}),
        Cell({"item": "Asked to meet", "class": "Pressed"}, None, 160, 90, {"estimate": 0.56}),
        Cell({"item": "Threatened", "class": "Little"}, None, 638, 15, {"estimate": 0.02}),
        Cell({"item": "Threatened", "class": "Pressed"}, None, 0, None, {}, withheld="a rule"),
    )
    labels = {"item": "Experience", "class": "Profile"}
    return Table("typology:t", "T", "share", ("item", "class"), cells, "s", "t", labels=labels)


def plain(grid: Grid) -> list[list[str]]:
    lines = [list(grid.header), *([cell.text + cell.mark for cell in row] for row in grid.rows)]
    return [[words.replace(THIN, " ").replace("\u00a0", " ") for words in line] for line in lines]


def test_classes_stand_across_with_their_bases_in_the_heads() -> None:
    assert plain(grid_of(profiles(), across="class")) == [
        ["Experience", "Little (n = 638 to 640)", "Pressed (n = 160)"],
        ["Asked to meet", "3.1 %", "56.0 %"],
        ["Threatened", "2.0 %", "withhelda"],
    ]


def test_without_intervals_there_is_no_column_for_them() -> None:
    assert grid_of(profiles()).header == ("Experience", "Profile", "Per cent", "n")


def test_intervals_of_what_stands_across_are_in_brackets_and_say_so() -> None:
    grid = grid_of(told_table(), across="gender")
    assert plain(grid)[0] == [
        "Country when aged 12 to 16",
        "Woman (n = 61 to 75)",
        "Man (n = 61 to 75)",
        "All (n = 131)",
    ]
    assert plain(grid)[1] == ["UK", "49.0 % (42.0 to 56.0)", "40.0 % (33.0 to 47.0)", ""]
    assert grid.notes[-1].replace(THIN, " ") == "In brackets: 95 % interval."


def test_only_a_dimension_of_the_table_can_stand_across() -> None:
    with pytest.raises(ValueError, match="received 'country'"):
        grid_of(profiles(), across="country")


def words() -> Table:
    cells = tuple(
        Cell({"theme": "Training came late", "sector": sector}, word, 4, None, {})
        for sector, word in (("police", "heard"), ("industry", "not heard"))
    )
    return Table("themes:i.sector", "W", "text", ("theme", "sector"), cells, "i", "theme")


def test_words_stand_across_without_counts() -> None:
    grid = grid_of(words(), across="sector")
    assert plain(grid) == [["theme", "police", "industry"], ["Training came late", "heard", "not heard"]]
    assert grid.words
    assert csv_text(words()).splitlines() == [
        "theme,sector,category,withheld",
        "Training came late,police,heard,",
        "Training came late,industry,not heard,",
    ]


def model() -> Table:
    one = {"estimate": 1.0, "low": None, "high": None, "reference": 1.0}
    other = {"estimate": 1.853, "low": 1.32, "high": 2.594, "p": 0.0004}
    cells = (
        Cell({"factor": "Open account", "level": "No"}, None, 754, 90, one),
        Cell({"factor": "Open account", "level": "Yes"}, None, 412, 80, other),
        Cell(
            {"factor": "Adversity", "level": "Yes"},
            None,
            30,
            12,
            {"estimate": None, "low": None, "high": None},
        ),
    )
    labels = {"factor": "Factor", "level": "Compared"}
    return Table("model:m", "M", "odds-ratio", ("factor", "level"), cells, "s", "v", labels=labels)


def test_odds_ratios_have_two_decimals_and_name_their_reference() -> None:
    assert plain(grid_of(model())) == [
        ["Factor", "Compared", "Odds ratio", "95 % interval", "n"],
        ["Open account", "No", "1 (reference)", "", "754"],
        ["Open account", "Yes", "1.85", "1.32 to 2.59", "412"],
        ["Adversity", "Yes", "not estimable", "", "30"],
    ]


def test_csv_of_a_model_has_every_value() -> None:
    assert csv_text(model()).splitlines()[:3] == [
        "factor,level,n,estimate,low,high,reference,p,withheld",
        "Open account,No,754,1,,,1,,",
        "Open account,Yes,412,1.853,1.32,2.594,,0.0004,",
    ]


def comparison() -> Table:
    rows = ((-6123.44, 26.0, 0.716, 0.31), (-6099.6, 35.0, 0.74, None))
    cells = tuple(
        Cell(
            {"classes": str(2 + i)},
            None,
            1166,
            None,
            {"ll": ll, "parameters": p, "entropy": e, "smallest": s},
        )
        for i, (ll, p, e, s) in enumerate(rows)
    )
    labels = {"classes": "Profiles", "ll": "Log-likelihood", "parameters": "Parameters"}
    return Table("typology:t.comparison", "C", "diagnostic", ("classes",), cells, "s", "t", labels=labels)


def test_numbers_about_an_analysis_are_printed_by_their_column() -> None:
    assert plain(grid_of(comparison())) == [
        ["Profiles", "Log-likelihood", "Parameters", "entropy", "smallest"],
        ["2", "-6,123.4", "26", "0.72", "0.31"],
        ["3", "-6,099.6", "35", "0.74", "—"],
    ]


def test_an_analysis_without_groups_is_named_and_its_ends_are_one_interval() -> None:
    cell = Cell({}, None, 1166, None, {"auc": 0.6834, "low": 0.65, "high": 0.716})
    labels = {"auc": "Area under the curve", "n": "Respondents"}
    table = Table("model:m.discrimination", "Ordering", "diagnostic", (), (cell,), "s", "v", labels=labels)
    assert plain(grid_of(table)) == [
        ["Analysis", "Area under the curve", "95 % interval", "Respondents"],
        ["Ordering", "0.68", "0.65 to 0.72", "1,166"],
    ]
    assert csv_text(table).splitlines() == ["n,auc,low,high,withheld", "1166,0.6834,0.65,0.716,"]


def test_notes_that_were_said_above_are_not_said_again() -> None:
    released = make_released()
    first, second = told_table().notes
    blocks = (
        TableBlock("estimate:told-by-country", "Told", said_above=(first,)),
        Figure("estimate:told-by-country", "T", "A", "C", said_above=(second,)),
    )
    laid = lay_out(Document("T", "", "en", None, (), (Section("S", "s", blocks),), (), released))
    assert [block["grid"]["notes"] for block in laid["sections"][0]["blocks"]] == [[second], [first]]
