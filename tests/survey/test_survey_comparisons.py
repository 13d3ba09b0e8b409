"""Differences, crosstabs and quantiles as results: what leaves, what is withheld, how it is worded."""

import numpy as np
import polars as pl
import pytest

from handrail.disclosure import Ledger, review
from handrail.survey import Design, crosstab_result, difference_result, quantile_result
from handrail.survey.methods import METHODS

RNG = np.random.default_rng(7)
FRAME = pl.DataFrame(
    {
        "told": RNG.integers(0, 2, 900),
        "kind": RNG.choice(["none", "some", "much"], 900),
        "hours": RNG.integers(0, 40, 900),
        "sex": RNG.choice(["F", "M"], 900),
        "w": RNG.uniform(0.5, 3, 900),
    }
)
WORDS = {
    "title": "Told", "dimension_labels": {"sex": "Gender"}, "source": "s", "public_use": False,
    "variable_label": "Told someone",
}  # fmt: skip


def compared(frame=FRAME, variable="told", sample="probability", **design):
    found = Design(frame, **{"weights": "w", **design}).difference(variable, "sex", between=("F", "M"))
    return difference_result(found, name="difference:told", sample=sample, **WORDS)


def crossed(frame=FRAME, sample="probability", **design):
    one = Design(frame, **{"weights": "w", **design})
    return crosstab_result(
        one.crosstab("sex", "kind"), one.proportion("kind", "sex"), one.proportion("kind"),
        name="crosstab:kind", sample=sample, **WORDS,
    )  # fmt: skip


def released(result):
    return review(result.tables, [], Ledger()).released.tables


def test_a_difference_leaves_after_the_groups_that_it_compares():
    result = compared()
    groups, difference = result.tables
    assert [dict(cell.group) for cell in groups.cells] == [{"sex": "F"}, {"sex": "M"}]
    (cell,) = difference.cells
    assert dict(cell.group) == {"sex": "F", "reference": "M"}
    expected = (
        Design(FRAME, weights="w").difference("told", "sex", between=("F", "M")).table.row(0, named=True)
    )
    assert {name: cell.value(name) for name in ("estimate", "se", "low", "high", "p", "ratio")} == {
        name: expected[name] for name in ("estimate", "se", "low", "high", "p", "ratio")
    }
    out = released(result)
    assert out["difference:told.differences"].cells[0].withheld is None
    assert out["difference:told.differences"].judged == ()
    assert result.method == METHODS["survey.difference"]


def test_a_difference_from_a_group_too_small_is_withheld_with_it():
    few = FRAME.with_row_index("i").with_columns(
        told=pl.when((pl.col("sex") == "M") & (pl.col("told") == 1) & (pl.col("i") > 15))
        .then(0)
        .otherwise("told")
    )
    assert few.filter((pl.col("sex") == "M") & (pl.col("told") == 1)).height in range(1, 10)
    out = released(compared(few, sample="quota"))
    assert out["difference:told"].cells[1].withheld is not None
    (cell,) = out["difference:told.differences"].cells
    assert "of the comparison" in cell.withheld
    assert not cell.values


def test_a_difference_is_withheld_beside_a_withheld_group_of_the_same_question():
    """The groups are large, but another table has a small one of the same answers, withheld."""
    small = FRAME.with_columns(grade=pl.Series(["old"] * 12 + ["young"] * 888))
    result = compared(small)
    beside = Design(small, weights="w").difference("told", "grade")
    other = difference_result(beside, name="difference:other", sample="quota", **WORDS)
    out = review((*result.tables, other.tables[0]), [], Ledger()).released.tables
    assert any(cell.withheld for cell in out["difference:other"].cells)
    assert out["difference:told.differences"].cells[0].withheld is not None


def test_a_difference_of_shares_that_are_not_precise_leaves_without_its_numbers():
    frame = FRAME.filter((pl.col("sex") == "F") | (pl.int_range(pl.len()) < 50))
    probability, quota = compared(frame), compared(frame, sample="quota")
    assert probability.tables[1].cells[0].value("estimate") is None
    assert quota.tables[1].cells[0].value("estimate") is not None
    assert any("not precise enough" in note for note in probability.tables[1].notes)


def test_few_weights_are_told_at_a_hundredth_and_without_ratios():
    frame = FRAME.with_columns(
        w=pl.when(pl.col("sex") == "F").then(1.0).otherwise(pl.int_range(pl.len()) % 2 + 1.0)
    )
    (cell,) = compared(frame).tables[1].cells
    for name in ("estimate", "se", "low", "high", "p"):
        assert cell.value(name) == round(cell.value(name), 2)
    assert [cell.value(name) for name in ("ratio", "ratio_low", "ratio_high")] == [None] * 3


def test_a_crosstab_leaves_as_shares_and_a_test():
    result = crossed()
    shares, test, _ = result.tables
    assert (shares.measure, test.measure) == ("share", "comparison")
    found = Design(FRAME, weights="w").crosstab("sex", "kind")
    (cell,) = test.cells
    assert {name: cell.value(name) for name in cell.values} == {
        "f": found.f, "df1": found.df1, "df2": found.df2, "p": found.p,
    }  # fmt: skip
    assert [(one.n, one.count) for one in test.judged] == [
        (one.n, one.count) for one in shares.cells if one.group
    ]
    assert released(result)["crosstab:kind.test"].cells[0].withheld is None
    assert result.method == METHODS["survey.crosstab"]


def test_residuals_leave_in_steps_of_two_and_four_standard_errors_and_no_finer():
    apart = FRAME.with_columns(
        kind=pl.when((pl.col("sex") == "F") & (pl.int_range(pl.len()) % 4 == 0))
        .then(pl.lit("none"))
        .otherwise("kind")
    )
    seen = set()
    for frame in (apart, FRAME):
        result = crossed(frame)
        found = Design(frame, weights="w").crosstab("sex", "kind").table
        for cell, (sex, kind, residual) in zip(
            result.tables[2].cells, found.select("sex", "kind", "residual").rows(), strict=True
        ):
            assert dict(cell.group) == {"sex": sex, "category": kind}
            size = 4.0 if abs(residual) >= 4 else 2.0 if abs(residual) >= 2 else 0.0
            assert cell.value("residual") == (size if residual > 0 else -size)
            seen.add(size)
        assert released(result)["crosstab:kind.residuals"].cells[0].withheld is None
    assert seen == {0.0, 2.0, 4.0}


def test_residuals_stay_where_weights_are_few():
    few = FRAME.with_columns(w=pl.int_range(pl.len()) % 2 + 1.0)
    assert [table.name for table in crossed(few).tables] == ["crosstab:kind", "crosstab:kind.test"]


def test_the_test_of_a_crosstab_with_a_small_cell_is_withheld():
    frame = FRAME.with_row_index("i").with_columns(
        kind=pl.when((pl.col("kind") == "much") & (pl.col("sex") == "M") & (pl.col("i") > 25))
        .then(pl.lit("some"))
        .otherwise("kind")
    )
    assert frame.filter((pl.col("sex") == "M") & (pl.col("kind") == "much")).height in range(1, 10)
    out = released(crossed(frame, sample="quota"))
    assert out["crosstab:kind.test"].cells[0].withheld is not None
    assert all(cell.withheld for cell in out["crosstab:kind.residuals"].cells)


def test_a_crosstab_without_a_test_says_why():
    result = crossed(FRAME.with_columns(kind=pl.lit("none")))
    assert result.tables[1].cells[0].value("f") is None
    assert any("one category" in note for note in result.tables[1].notes)


def test_a_quantile_leaves_as_a_table_each_and_is_judged_by_its_outermost_limit():
    found = Design(FRAME, weights="w").quantile("hours", (0.1, 0.5), by="sex")
    result = quantile_result(found, name="quantile:hours", sample="probability", **WORDS)
    assert [table.name for table in result.tables] == ["quantile:hours.p10", "quantile:hours.p50"]
    assert {table.measure for table in result.tables} == {"quantile"}
    tenth = result.tables[0].cells[0]
    assert tenth.value("p") == found.shares[0][0] < 0.1
    assert tenth.value("estimate") == found.table["estimate"][0]
    assert all(cell.withheld is None for table in released(result).values() for cell in table.cells)


def test_a_quantile_whose_limit_has_few_respondents_beyond_it_is_withheld():
    frame = FRAME.head(140)
    found = Design(frame, weights="w").quantile("hours", (0.1,))
    assert frame.height * 0.1 > 10 > frame.height * found.shares[0][0]
    result = quantile_result(found, name="quantile:hours", sample="quota", **WORDS)
    assert released(result)["quantile:hours.p10"].cells[0].withheld is not None


@pytest.mark.parametrize("sample", ["quota", "convenience"])
def test_p_values_and_intervals_of_other_samples_are_called_model_based(sample):
    quantiles = quantile_result(
        Design(FRAME, weights="w").quantile("hours"), name="quantile:hours", sample=sample, **WORDS
    )
    for result in (compared(sample=sample), crossed(sample=sample), quantiles):
        for table in result.tables:
            assert any("model-based" in note for note in table.notes), table.name
        assert result.rules["sample"] == sample


def test_a_quantile_is_judged_by_respondents_where_heavy_weights_put_few_of_them_beyond_it():
    chance = np.random.default_rng(1)
    hours = np.sort(chance.uniform(0, 10, 2000))
    frame = pl.DataFrame(
        {"hours": hours, "w": chance.uniform(0.9, 1.1, 2000) * np.repeat([1, 50], [1995, 5])}
    )
    found = Design(frame, weights="w").quantile("hours", (0.5, 0.85))
    high = found.table["high"][1]
    # By weight many lie beyond the upper limit; they are three respondents, and it is the answer of one.
    assert 2000 * (1 - found.shares[1][1]) > 100
    assert found.beyond[1] == int((hours >= high).sum()) < 10
    for q, leaves in ((0.5, True), (0.85, False)):
        alone = Design(frame, weights="w").quantile("hours", (q,))
        (table,) = released(quantile_result(alone, name="quantile:hours", sample="quota", **WORDS)).values()
        assert (table.cells[0].withheld is None) is leaves
