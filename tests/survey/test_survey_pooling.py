"""One number over countries, and parts that must add."""

import math

import numpy as np
import polars as pl
import pytest

from handrail.disclosure import Ledger, review
from handrail.survey import Design, check_parts, pooled, pooled_result
from handrail.values import DataError

RNG = np.random.default_rng(11)
FRAME = pl.DataFrame(
    {
        "told": [1, 0, 0, 0] * 30 + [1, 1, 0] * 20 + [0, 0, 1, None] * 15,
        "hours": RNG.normal(3, 1, 240),
        "country": ["A"] * 120 + ["B"] * 60 + ["C"] * 60,
        "school": [i % 10 for i in range(240)],
        "w": RNG.uniform(0.5, 4, 240),
    }
)
PEOPLE = {"A": 5e6, "B": 2e6, "C": 1e6}


def design(frame=FRAME):
    return Design(frame, weights="w", strata="country", clusters="school")


@pytest.mark.parametrize("variable", ["told", "hours"])
@pytest.mark.parametrize("weight", ["equal", "population"])
def test_the_pooled_number_is_the_weighted_mean_of_independent_countries(variable, weight):
    found = pooled(design(), variable, "country", weight, populations=PEOPLE)
    own = design().mean(variable, by="country").table
    part = [1 / 3] * 3 if weight == "equal" else [5 / 8, 2 / 8, 1 / 8]
    assert found.table["country_weight"].to_list() == pytest.approx([*part, 1.0])
    last = found.table.row(-1, named=True)
    assert last["country"] is None
    assert last["estimate"] == pytest.approx(
        sum(a * e for a, e in zip(part, own["estimate"], strict=True)), rel=1e-12
    )
    error = math.sqrt(sum((a * se) ** 2 for a, se in zip(part, own["se"], strict=True)))
    assert last["se"] == pytest.approx(error, rel=1e-12)
    assert (last["n"], last["df"]) == (sum(own["n"]), design().degrees_of_freedom)
    assert weight in found.rule


def test_weights_as_they_are_given_pool_as_if_there_were_no_countries():
    found = pooled(design(), "told", "country", "as_given").table.row(-1, named=True)
    whole = design().proportion("told").table.row(0, named=True)
    for name in ("estimate", "se", "low", "high", "n", "df"):
        assert found[name] == pytest.approx(whole[name], rel=1e-12)


def test_every_country_stands_above_the_pooled_number_with_its_precision():
    found = pooled(design(), "told", "country", "equal")
    assert found.table["country"].to_list() == ["A", "B", "C", None]
    assert found.table["precision"].to_list() == [
        *(one.verdict for one in found.countries.precision), found.whole.precision[0].verdict,
    ]  # fmt: skip
    assert found.table["n"].to_list() == [120, 60, 45, 225]


def test_a_school_number_used_in_two_countries_is_refused_unless_countries_are_strata():
    with pytest.raises(DataError, match="10 clusters of 'school' found again"):
        pooled(Design(FRAME, weights="w", clusters="school"), "told", "country", "equal")


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ({"country_weight": "by size"}, "the weight of countries is said"),
        ({"country_weight": "population"}, "none for A, B, C"),
        ({"country_weight": "population", "populations": {**PEOPLE, "C": 0}}, "none for C"),
        ({"country_weight": "equal", "where": pl.col("country") == "A"}, "pooling is over countries"),
        (
            {"country_weight": "equal", "where": (pl.col("country") == "A") | pl.col("told").is_null()},
            "has answers",
        ),
    ],
)
def test_pooling_that_nobody_could_read_is_refused(options, rule):
    with pytest.raises(DataError, match=rule):
        pooled(design(), "told", "country", **options)


def test_several_categories_are_pooled_one_at_a_time():
    frame = FRAME.with_columns(word=pl.col("told").cast(pl.String))
    with pytest.raises(DataError, match="recode one category"):
        pooled(design(frame), "word", "country", "equal")


def test_parts_that_do_not_add_are_an_error_with_the_arithmetic():
    check_parts(10, {"a": 4, "b": 6}, of="rows")
    check_parts(0.3, {"a": 0.1, "b": 0.2}, of="weight")
    with pytest.raises(DataError, match=r"4 \(a\) \+ 5 \(b\) = 9, not 10: 1 missing"):
        check_parts(10, {"a": 4, "b": 5}, of="rows")
    with pytest.raises(DataError, match=r"7 \(b\) = 11, not 10: 1 too many"):
        check_parts(10, {"a": 4, "b": 7}, of="rows")
    with pytest.raises(DataError, match="nothing = 0, not 3"):
        check_parts(3, {}, of="rows")
    with pytest.raises(DataError, match="missing"):
        check_parts(1_000_000_000, {"a": 999_999_999}, of="rows")  # whole numbers have no tolerance


WORDS = {"title": "T", "dimension_labels": {}, "source": "s", "public_use": False, "variable_label": "Told"}


def test_a_pooled_number_leaves_as_the_whole_of_its_countries_with_its_weight_in_words():
    found = pooled(design(), "told", "country", "population", populations=PEOPLE)
    result = pooled_result(found, name="pooled:told", sample="probability", **WORDS)
    (table,) = result.tables
    assert table.cells[-1].is_margin(("country",))
    assert (table.cells[-1].value("estimate"), table.cells[-1].count) == (
        found.table["estimate"][-1],
        FRAME["told"].sum(),
    )
    assert table.notes[-1] == "country_weight = population: each country counts by its population."
    assert result.base + sum(left.rows for left in result.left_out) == FRAME.height


def test_a_pooled_number_over_a_withheld_country_is_withheld_with_it():
    few = FRAME.with_row_index("i").with_columns(
        told=pl.when((pl.col("country") == "C") & (pl.col("i") > 195)).then(0).otherwise("told")
    )
    assert 0 < few.filter((pl.col("country") == "C") & (pl.col("told") == 1)).height < 10
    found = pooled(design(few), "told", "country", "equal")
    result = pooled_result(found, name="pooled:told", sample="quota", **WORDS)
    cells = review(result.tables, [], Ledger()).released.tables["pooled:told"].cells
    assert cells[2].withheld is not None
    assert cells[3].withheld is not None


def test_a_pooled_mean_tells_how_far_it_rests_on_one_respondent():
    frame = FRAME.with_columns(hours=pl.when(pl.int_range(pl.len()) == 239).then(1e6).otherwise("hours"))
    found = pooled(design(frame), "hours", "country", "equal")
    result = pooled_result(found, name="pooled:hours", sample="quota", **WORDS)
    assert result.tables[0].cells[-1].largest[0] > 0.9
    cells = review(result.tables, [], Ledger()).released.tables["pooled:hours"].cells
    assert cells[-1].withheld is not None
