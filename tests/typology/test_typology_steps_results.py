"""Results of covariates and outcomes of classes: what a reader gets, and what review withholds."""

import numpy as np
import polars as pl
import pytest

from handrail.disclosure import Ledger, review
from handrail.typology import (
    METHODS,
    LatentClasses,
    class_covariates,
    class_outcomes,
    covariates_result,
    outcome_result,
)
from handrail.values.errors import DataError

GIVEN = {"title": "Online experiences", "source": "pilot", "sample": "quota", "selection": "by age"}


def planted(n=1200, rare=0):
    """Return a fitted typology and what lies beside it; ``rare`` respondents are in a small region."""
    draw = np.random.default_rng(3)
    age = draw.integers(0, 5, n)
    region = np.where(np.arange(n) < rare, "isle", draw.choice(["east", "west"], n))
    member = (draw.random(n) < 0.25 + 0.08 * age).astype(int)
    items = pl.DataFrame(
        (draw.random((n, 5)) < np.array([[0.15], [0.8]])[member]).astype(int), schema=list("abcde")
    )
    told = (draw.random(n) < np.array([0.25, 0.6])[member]).astype(int)
    beside = pl.DataFrame({"age": age, "region": region, "told": told, "girl": draw.random(n) < 0.5})
    return LatentClasses(2, starts=5).fit(items), beside


@pytest.fixture(scope="module")
def common():
    return planted()


def test_tables_of_tests_say_that_they_are_no_screening(common):
    model, beside = common
    who = covariates_result(class_covariates(model, beside.select("age")), name="model:who", **GIVEN)
    told = outcome_result(
        class_outcomes(model, beside["told"], "binary"),
        name="typology:t.outcome-told",
        outcome="told",
        outcome_label="Told someone",
        **GIVEN,
    )
    for result in (who, told):
        assert len(result.tables) == 2
        for table in result.tables:
            assert any("not a screening of a child" in note for note in table.notes), table.name


def test_the_odds_ratio_of_a_number_is_per_its_unit(common):
    model, beside = common
    found = class_covariates(model, beside.select("age", "region"))
    odds = covariates_result(found, name="model:who", units={"age": "year", "region": ""}, **GIVEN).tables[0]
    assert [cell.group["level"] for cell in odds.cells] == ["per year", "east", "west"]


def test_odds_ratios_carry_what_review_and_readers_need(common):
    model, beside = common
    found = class_covariates(model, beside.select("age", "region", "girl"))
    result = covariates_result(
        found, name="model:who", labels={"age": "Age"}, class_names=["Little", "Much"], **GIVEN
    )
    odds, tests = result.tables
    assert [(cell.group["factor"], cell.group["level"]) for cell in odds.cells] == [
        ("Age", "per unit"),
        ("region", "east"),
        ("region", "west"),
        ("girl", "false"),
        ("girl", "true"),
    ]
    assert {cell.group["class"] for cell in odds.cells} == {"Much"}
    table = {row["term"]: row for row in found.coefficients.iter_rows(named=True)}
    assert odds.cells[0].values["estimate"] == table["age"]["odds_ratio"]
    assert odds.cells[1].values["estimate"] == odds.cells[1].values["reference"] == 1.0
    assert odds.cells[2].values["low"] == table["region[west]"]["odds_low"]
    assert odds.cells[4].values["p"] == table["girl"]["p"]
    east, west = odds.cells[1:3]
    assert east.n + west.n == pytest.approx(1200, abs=1)
    assert east.count + west.count == pytest.approx(model.class_sizes_[1], abs=1)
    assert odds.fit.residual_df == 1196
    assert odds.judged[0].n == pytest.approx(1200 - beside["age"].value_counts()["count"].max(), abs=1)
    assert [cell.group["factor"] for cell in tests.cells] == ["Age", "region", "girl"]
    assert result.base == 1200
    assert result.method == METHODS["typology.covariates"]
    notes = " ".join(odds.notes)
    for words in ("not a kind of child", "names no cause", "against 'Little'", "by age", "likeliest profile"):
        assert words in notes
    assert all(
        cell.withheld is None
        for cell in review((odds, tests), [], Ledger()).released.tables["model:who"].cells
    )


def test_a_small_level_withholds_the_whole_model():
    model, beside = planted(rare=15)
    found = class_covariates(model, beside.select("region", "age"), method="two-step")
    result = covariates_result(found, name="model:who", **GIVEN)
    cells = review(result.tables, [], Ledger()).released.tables["model:who"].cells
    assert all(cell.withheld for cell in cells)


def test_an_outcome_is_told_by_class_with_its_counts(common):
    model, beside = common
    found = class_outcomes(model, beside["told"], "binary")
    result = outcome_result(
        found, name="typology:t.told", outcome="told", outcome_label="Told someone", **GIVEN
    )
    table, test = result.tables
    assert [dict(cell.group) for cell in table.cells] == [
        {"item": "Told someone", "class": "Profile 1"},
        {"item": "Told someone", "class": "Profile 2"},
    ]
    assert [cell.value("estimate") for cell in table.cells] == found.estimates["estimate"].to_list()
    assert [cell.n for cell in table.cells] == [round(size) for size in model.class_sizes_]
    assert sum(cell.count for cell in table.cells) == pytest.approx(beside["told"].sum(), abs=1)
    assert test.cells[0].value("p") == found.test["p"][0]
    assert "normal" in table.notes[1]
    assert result.warnings == ()
    released = review(result.tables, [], Ledger()).released.tables["typology:t.told"]
    assert all(cell.withheld is None for cell in released.cells)


def test_a_share_near_nothing_is_told_as_a_limit_with_an_interval_that_does_not_give_it_back(common):
    model, beside = common
    rare = (np.random.default_rng(5).random(beside.height) < 0.02).astype(int)
    found = class_outcomes(model, pl.Series("met", rare), "binary")
    result = outcome_result(found, name="typology:t.met", outcome="met", outcome_label="Met someone", **GIVEN)
    for cell, row in zip(result.tables[0].cells, found.estimates.iter_rows(named=True), strict=True):
        assert row["estimate"] < 0.05
        assert row["high"] > row["estimate"]
        assert dict(cell.values) == {"below": 0.05, "low": 0.0, "high": 0.05, "df": None}


def test_the_note_on_limits_says_what_they_go_by(common):
    model, beside = common
    weights = np.where(np.arange(beside.height) % 50 == 0, 500.0, 1.0)
    weighted = LatentClasses(2, starts=5).fit(beside.select(a="told", b="girl", c=pl.col("age") > 2), weights)
    rare = (np.random.default_rng(5).random(beside.height) < 0.02).astype(int)
    for fitted in (model, weighted):
        found = class_outcomes(fitted, pl.Series("met", rare), "binary")
        made = outcome_result(found, name="typology:t.met", outcome="met", outcome_label="Met", **GIVEN)
        cells = [cell for cell in made.tables[0].cells if cell.value("below") is not None]
        assert all(cell.value("below") == 0.05 for cell in cells if cell.n >= 60)
        (note,) = (one for one in made.tables[0].notes if "60 respondents" in one)
        assert "unweighted" in note
        assert "effective" not in " ".join(made.tables[0].notes)


def test_a_class_with_few_of_an_outcome_is_withheld(common):
    model, beside = common
    few = beside["told"].to_numpy().copy()
    few[30:] = 0
    found = class_outcomes(model, few, "binary")
    result = outcome_result(found, name="typology:t.few", outcome="few", outcome_label="Few", **GIVEN)
    released = review(result.tables, [], Ledger()).released.tables["typology:t.few"]
    assert any(cell.withheld for cell in released.cells)


def test_means_say_how_far_they_rest_on_one_respondent(common):
    model, _ = common
    hours = np.ones(1200)
    hours[0] = 5000.0
    result = outcome_result(
        class_outcomes(model, hours, "continuous"),
        name="typology:t.hours",
        outcome="hours",
        outcome_label="Hours",
        **GIVEN,
    )
    assert result.tables[0].measure == "mean"
    assert max(cell.largest[0] for cell in result.tables[0].cells) > 0.5
    assert all(cell.count is None for cell in result.tables[0].cells)


def test_what_makes_no_result_is_explained(common):
    model, beside = common
    covariates = class_covariates(model, beside.select("age"))
    outcome = class_outcomes(model, beside["told"], "binary")
    told = {"outcome": "told", "outcome_label": "Told"}
    cases = [
        (lambda: covariates_result(covariates, name="m", labels={"aeg": "Age"}, **GIVEN), "no 'aeg'"),
        (lambda: covariates_result(covariates, name="m", class_names=["One"], **GIVEN), "1 names for 2"),
        (lambda: covariates_result(covariates, name="m", **(GIVEN | {"sample": "random"})), "sample type"),
        (lambda: outcome_result(outcome, name="model:t", **told, **GIVEN), "begin its name"),
        (
            lambda: outcome_result(outcome, name="typology:t", **told, **(GIVEN | {"sample": "x"})),
            "sample type",
        ),
    ]
    for call, words in cases:
        with pytest.raises(DataError, match=words):
            call()
