"""One number over countries, and parts that must add."""

import math

import numpy as np
import polars as pl
import pytest

from handrail.survey import Design, check_parts, pooled
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
    assert found.table["precision"].to_list() == [*(one.verdict for one in found.countries.precision), None]
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
