"""Differences between groups against a slow one, and at their edges."""

import math
from collections import defaultdict

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from handrail.survey import Design
from handrail.survey.replicates import Replicates
from handrail.values import DataError

NAMES = ("stratum", "cluster", "weight", "y", "g")
ROW = st.tuples(
    st.sampled_from("uv"),
    st.sampled_from([1, 2, 3]),
    st.sampled_from([0.5, 1.0, 2.0, 3.25]),
    st.sampled_from([0.0, 1.0, None]),
    st.sampled_from(["x", "y", "z", None]),
)


def given_replicates(kind, weights, scale, factors, centre, df):
    """Return replicates of weights as a file gives them (rows x replicates)."""
    rows = np.arange(len(weights))
    return Replicates(kind, weights.T, rows, np.ones(len(weights)), scale, factors, centre, df)


def textbook(rows, group, reference):
    """Difference and standard error, by loops; the covariance comes from both being in the same clusters."""
    means = {}
    for key in (group, reference):
        own = [(row[2], row[3]) for row in rows if row[4] == key and row[3] is not None]
        whole = sum(weight for weight, _ in own)
        means[key] = (sum(weight * value for weight, value in own) / whole, whole)
    clusters = defaultdict(lambda: defaultdict(float))
    for stratum, cluster, weight, value, key in rows:
        here = 0.0
        if value is not None and key in means:
            mean, whole = means[key]
            here = (1 if key == group else -1) * weight * (value - mean) / whole
        clusters[stratum][cluster] += here
    variance = 0.0
    for totals in clusters.values():
        n, mean = len(totals), sum(totals.values()) / len(totals)
        scale = n / (n - 1) if n > 1 else 1
        variance += scale * sum((total - (mean if n > 1 else 0)) ** 2 for total in totals.values())
    return means[group][0] - means[reference][0], math.sqrt(variance)


@settings(max_examples=120, deadline=None)
@given(st.lists(ROW, min_size=10, max_size=40))
def test_a_difference_and_its_error_are_those_of_the_textbook(rows):
    places = defaultdict(set)
    for stratum, cluster, _, value, key in rows:
        if value is not None and key is not None:
            places[key].add((stratum, cluster))
    if any(len(places[key]) < 2 for key in "xy"):
        return
    frame = pl.DataFrame(rows, schema=NAMES, orient="row").with_columns(pl.col("y").cast(pl.Float64))
    design = Design(frame, weights="weight", strata="stratum", clusters="cluster")
    found = design.difference("y", "g", between=("y", "x")).table.row(0, named=True)
    difference, error = textbook(rows, "y", "x")
    assert found["estimate"] == pytest.approx(difference, abs=1e-12)
    assert found["se"] == pytest.approx(error, rel=1e-8, abs=1e-9)
    if found["p"] is not None and error > 1e-6:
        assert found["p"] == pytest.approx(2 * stats.t.sf(abs(difference) / error, found["df"]), rel=1e-6)


FRAME = pl.DataFrame(
    {"y": [1, 0, 0, 0, 1, 1, 1, 0] * 5, "age": [14.0, 15, 16, 17] * 10, "g": list("aaaabbbb") * 5}
)


def test_two_independent_samples_have_the_sum_of_their_variances():
    found = Design(FRAME, strata="g").difference("y", "g", between=("b", "a")).table.row(0, named=True)
    error = math.sqrt(2 * 0.25 * 0.75 / 19)
    assert found["estimate"] == 0.5
    assert found["se"] == pytest.approx(error, rel=1e-12)
    t = stats.t.ppf(0.975, 38)
    assert (found["low"], found["high"]) == pytest.approx((0.5 - t * error, 0.5 + t * error))
    assert found["ratio"] == pytest.approx(3)
    log_error = math.sqrt((0.25 * 0.75 / 19) * (1 / 0.25**2 + 1 / 0.75**2))
    assert found["ratio_low"] == pytest.approx(3 * math.exp(-t * log_error), rel=1e-12)
    assert found["ratio_high"] == pytest.approx(3 * math.exp(t * log_error), rel=1e-12)


def test_turned_round_a_difference_changes_its_sign_and_a_ratio_is_one_over_it():
    one = Design(FRAME).difference("y", "g", between=("b", "a")).table.row(0, named=True)
    other = Design(FRAME).difference("y", "g", between=("a", "b")).table.row(0, named=True)
    assert one["estimate"] == -other["estimate"]
    assert one["se"] == pytest.approx(other["se"], rel=1e-12)
    assert one["p"] == pytest.approx(other["p"], rel=1e-9)
    assert one["ratio_low"] == pytest.approx(1 / other["ratio_high"], rel=1e-9)


def test_the_groups_stand_before_their_comparison_with_their_precision():
    found = Design(FRAME).difference("y", "g")
    assert found.groups.table.equals(Design(FRAME).proportion("y", by="g").table)
    assert [one.verdict for one in found.precision] == ["suppressed"]
    assert Design(FRAME).difference("age", "g").precision == (None,)


def test_means_have_no_ratio_and_categories_have_a_row_each():
    means = Design(FRAME).difference("age", "g")
    assert means.kind == "mean"
    assert means.table.columns == [
        "g", "reference", "estimate", "se", "low", "high", "n", "weighted_n", "df", "p",
    ]  # fmt: skip
    words = FRAME.with_columns(kind=pl.col("y").replace_strict({0: "no", 1: "yes"}))
    shares = Design(words).difference("kind", "g").table
    assert shares.columns[:3] == ["g", "reference", "category"]
    assert shares["category"].to_list() == ["no", "yes"]
    assert shares["estimate"].to_list() == pytest.approx([-0.5, 0.5])
    assert shares["se"][0] == pytest.approx(shares["se"][1], rel=1e-12)


def test_a_group_that_lies_in_one_cluster_has_no_error_and_so_its_difference():
    frame = FRAME.with_columns(c=pl.when(pl.col("g") == "a").then(0).otherwise(pl.int_range(pl.len())))
    found = Design(frame, clusters="c").difference("y", "g").table.row(0, named=True)
    assert found["estimate"] == 0.5
    assert (found["se"], found["low"], found["p"], found["ratio_low"]) == (None,) * 4


def test_a_share_of_nobody_has_a_difference_but_no_ratio():
    frame = FRAME.with_columns(y=pl.when(pl.col("g") == "a").then(0).otherwise("y"))
    found = Design(frame).difference("y", "g").table.row(0, named=True)
    assert (found["ratio"], found["ratio_low"]) == (None, None)
    assert found["se"] > 0


def test_a_replicate_without_a_group_leaves_the_difference_without_error():
    design = Design(FRAME)
    weights = np.column_stack([np.ones(40), np.where(FRAME["g"] == "a", 0.0, 2.0)])
    object.__setattr__(
        design,
        "replicate",
        given_replicates("JKn", weights, 1.0, np.ones(2), "full", 1),
    )
    found = design.difference("y", "g").table.row(0, named=True)
    assert (found["se"], found["low"], found["ratio_low"]) == (None,) * 3


def test_pairs_that_are_no_groups_are_refused_without_saying_an_answer():
    design = Design(FRAME)
    for pair in (("a", "z"), ("a", "a"), ("a",)):
        with pytest.raises(DataError, match="between two groups") as caught:
            design.difference("y", "g", between=pair)
        assert "'a'" not in str(caught.value)
    with pytest.raises(DataError, match="received: 1 of 'g'"):
        design.difference("y", "g", where=pl.col("g") == "a")
    with pytest.raises(DataError, match="did you mean 'g'"):
        design.difference("y", "gg")
    with pytest.raises(DataError, match="names of their own"):
        Design(FRAME.rename({"g": "ratio"})).difference("y", "ratio")
