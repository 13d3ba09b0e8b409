"""Covariates and outcomes of latent classes: published figures, weights, planted effects, refusals."""

import importlib
import json
import pickle
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from handrail.typology import LatentClasses, class_covariates, class_outcomes
from handrail.typology.latent_classes import kept_of
from handrail.typology.membership import membership_of
from handrail.values.errors import DataError, DisclosureRefused, NotConverged
from handrail.values.result import LeftOut

COVARIATES = ["one-step", "two-step", "three-step-ml", "bch"]
OUTCOMES = ["two-step", "three-step-ml", "bch"]
KINDS = [("told", "binary"), ("place", "nominal"), ("times", "count"), ("hours", "continuous")]


def planted(n=900, seed=1, likely=(0.15, 0.8)):
    """Return answers, a number, a category and outcomes of people in two planted classes."""
    draw = np.random.default_rng(seed)
    age = draw.integers(-3, 4, n)
    region = draw.choice(["east", "north", "west"], n)
    member = draw.random(n) < 1 / (1 + np.exp(0.8 - 0.5 * age - 0.7 * (region == "west")))
    member = member.astype(int)
    likely = np.array(likely)[member]
    items = pl.DataFrame((draw.random((n, 5)) < likely[:, None]).astype(int), schema=list("abcde"))
    return items, pl.DataFrame(
        {
            "age": age,
            "region": region,
            "told": (draw.random(n) < np.array([0.2, 0.6])[member]).astype(int),
            "place": np.where(draw.random(n) < np.array([0.7, 0.3])[member], "home", "school"),
            "times": draw.poisson(np.array([1.0, 3.0])[member]),
            "hours": draw.normal(np.array([0.0, 1.0])[member], 1.0).round(1),
        }
    )


def estimates_of(found):
    frame = found.coefficients if hasattr(found, "coefficients") else found.estimates
    return frame["estimate"].to_numpy(), frame["se"].to_numpy()


def every_result(model, beside):
    """Return the estimates and errors of every method, with both ways of assignment."""
    found = {}
    for method in COVARIATES:
        for rule in ("modal", "proportional"):
            found[method, rule] = class_covariates(
                model, beside.select("age", "region"), method=method, counting=rule
            )
    for method in OUTCOMES:
        for name, kind in KINDS:
            for rule in ("modal", "proportional"):
                found[method, rule, name] = class_outcomes(
                    model, beside[name], kind, method=method, counting=rule
                )
    return found


@pytest.mark.parametrize("design", ["none", "clusters", "strata"])
def test_whole_weights_are_the_same_as_repeated_rows_in_every_step(design):
    items, beside = planted(250)
    times = np.random.default_rng(5).integers(1, 4, 250)
    clusters = np.arange(250) % 40 if design == "clusters" else None
    strata = np.arange(250) % 4 if design == "strata" else None
    again = np.repeat(np.arange(250), times)
    weighed = LatentClasses(2, starts=5, weight_kind="frequency").fit(items, times, strata, clusters)
    repeated = LatentClasses(2, starts=5).fit(
        items[again],
        strata=None if strata is None else strata[again],
        clusters=None if clusters is None else clusters[again],
    )
    assert weighed.log_likelihood_ == pytest.approx(repeated.log_likelihood_, rel=1e-8)
    theirs = every_result(repeated, beside[again])
    for key, one in every_result(weighed, beside).items():
        (estimate, se), (other, other_se) = estimates_of(one), estimates_of(theirs[key])
        np.testing.assert_allclose(estimate, other, atol=1e-6, err_msg=str(key))
        np.testing.assert_allclose(se, other_se, rtol=1e-5, err_msg=str(key))
        assert one.base.n == theirs[key].base.n
        if hasattr(one, "counts"):
            assert_frame_equal(one.counts, theirs[key].counts)
            assert_frame_equal(one.tests, theirs[key].tests, rel_tol=1e-5)
        else:
            assert_frame_equal(one.estimates, theirs[key].estimates, rel_tol=1e-5)
            assert_frame_equal(one.test, theirs[key].test, rel_tol=1e-4)
            if one.largest is not None:
                np.testing.assert_allclose(one.largest, theirs[key].largest, rtol=1e-6)


def test_a_constant_factor_of_the_weights_changes_nothing():
    items, beside = planted(300)
    weights = np.random.default_rng(2).uniform(0.5, 2, 300)
    design = {"strata": np.arange(300) % 4, "clusters": np.arange(300) // 4 % 15}
    one = every_result(LatentClasses(2, starts=5).fit(items, weights, **design), beside)
    other = every_result(LatentClasses(2, starts=5).fit(items, weights * 7.3, **design), beside)
    for key, found in one.items():
        for ours, theirs in zip(estimates_of(found), estimates_of(other[key]), strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-9, err_msg=str(key))


def test_the_covariate_of_the_cheating_data_is_that_of_polca(data_folder):
    cases = json.loads((Path(__file__).parents[1] / "reference" / "typology_polca.json").read_text("utf-8"))
    case = next(case for case in cases if case["id"] == "cheating_GPA")
    frame = pl.read_csv(data_folder / "typology" / "cheating.csv", null_values=["", "NA"]).drop_nulls("GPA")
    items, grade = frame.select(list(case["probs"])), frame.select("GPA")
    joint = LatentClasses(2, starts=20, seed=1).fit(items, covariates=grade)
    assert joint.n_observations_ == case["N"]
    assert joint.n_parameters_ == case["npar"]
    assert joint.log_likelihood_ == pytest.approx(case["llik"], abs=1e-5)
    assert joint.bic_ == pytest.approx(case["bic"], abs=2e-5)
    # Their first class is our second; they use the sum of outer products.
    outer = joint.errors("outer").filter(pl.col("parameter") == "coefficient")
    np.testing.assert_allclose(outer["estimate"], case["coeff"], atol=1e-4)
    np.testing.assert_allclose(outer["se"], case["coeff_se"], atol=1e-3)
    np.testing.assert_allclose(joint.class_shares_, sorted(case["P"], reverse=True), atol=1e-4)
    found = class_covariates(
        LatentClasses(2, starts=20, seed=1).fit(items), grade, method="one-step", reference=2
    )
    np.testing.assert_allclose(found.coefficients["estimate"], case["coeff"], atol=1e-4)
    np.testing.assert_allclose(
        found.coefficients["se"], joint.errors("observed").filter(pl.col("parameter") == "coefficient")["se"]
    )


def test_classes_planted_with_an_effect_give_it_back_where_counting_the_assigned_does_not():
    items, beside = planted(20_000, seed=4, likely=(0.25, 0.7))
    model = LatentClasses(2, starts=5).fit(items)
    truth = np.array([0.2, 0.6])
    for method in OUTCOMES:
        for rule in ("modal", "proportional"):
            found = class_outcomes(model, beside["told"], "binary", method=method, counting=rule)
            estimate, se = estimates_of(found)
            assert (np.abs(estimate - truth) < 3.5 * se).all()
            assert found.test["p"][0] < 1e-10
    layout = kept_of(model).layout
    assigned = membership_of(layout, kept_of(model).found).within.argmax(axis=1)[layout.patterns.pattern_of]
    told = beside["told"].to_numpy()
    naive = told[assigned == 1].mean() - told[assigned == 0].mean()
    assert naive < 0.85 * 0.4
    assert np.diff(estimate)[0] == pytest.approx(0.4, abs=0.04)


def test_covariates_that_were_planted_are_found_by_every_method():
    items, beside = planted(20_000, seed=4)
    model = LatentClasses(2, starts=5).fit(items)
    for method in COVARIATES:
        found = class_covariates(model, beside.select("age", "region"), method=method)
        assert found.coefficients["term"].to_list() == ["Intercept", "age", "region[north]", "region[west]"]
        estimate, se = estimates_of(found)
        assert (np.abs(estimate - [-0.8, 0.5, 0.0, 0.7]) < 3.5 * se).all()
        assert found.tests["df"].to_list() == [1, 2]
        assert found.tests["distribution"].to_list() == ["chi-square"] * 2
        assert found.tests["p"].max() < 1e-10


def test_another_reference_turns_the_coefficients_and_leaves_the_tests():
    items, beside = planted()
    model = LatentClasses(2, starts=5).fit(items)
    one = class_covariates(model, beside.select("age"), reference=1)
    other = class_covariates(model, beside.select("age"), reference=2)
    np.testing.assert_allclose(one.coefficients["estimate"], -other.coefficients["estimate"].to_numpy())
    np.testing.assert_allclose(one.coefficients["se"], other.coefficients["se"])
    assert_frame_equal(one.tests, other.tests)


def test_the_unit_of_a_covariate_is_its_coefficient_s_alone():
    items, beside = planted()
    model = LatentClasses(2, starts=5).fit(items)
    moved = beside.select(pl.col("age") * 1e4 + 2e6, "region")
    for method in COVARIATES:
        one = class_covariates(model, beside.select("age", "region"), method=method)
        other = class_covariates(model, moved, method=method)
        for name in ("estimate", "se"):
            ours, theirs = one.coefficients[name].to_numpy(), other.coefficients[name].to_numpy()
            np.testing.assert_allclose(theirs[1:], ours[1:] * [1e-4, 1, 1], rtol=1e-5)
        assert_frame_equal(one.tests, other.tests, rel_tol=1e-5)


def test_a_design_gives_f_and_its_degrees_of_freedom():
    items, beside = planted()
    clusters = np.arange(900) % 30
    model = LatentClasses(2, starts=5).fit(items, clusters=clusters, strata=clusters % 3)
    found = class_covariates(model, beside.select("region"))
    assert found.df == 27
    assert found.tests.select("distribution", "df", "denominator_df").row(0) == ("F", 2, 26)
    outcome = class_outcomes(model, beside["told"], "binary")
    assert outcome.test.select("distribution", "df", "denominator_df").row(0) == ("F", 1, 27)
    difference = outcome.differences.row(0, named=True)
    # With one degree of freedom F is the square of t.
    assert outcome.test["statistic"][0] == pytest.approx((difference["estimate"] / difference["se"]) ** 2)
    assert outcome.test["p"][0] == pytest.approx(difference["p"])


def test_rows_without_an_answer_stay_in_the_first_step():
    items, beside = planted()
    model = LatentClasses(2, starts=5).fit(items)
    y = beside["told"].to_list()
    y[::9] = [None] * 100
    for method in OUTCOMES:
        found = class_outcomes(model, y, "binary", method=method)
        assert found.base.n == 800
        assert found.base.left_out == (LeftOut(100, "no answer to the outcome"),)
        assert found.estimates["n"].sum() == pytest.approx(800)


def test_expected_counts_add_up_to_the_respondents():
    items, beside = planted()
    model = LatentClasses(2, starts=5).fit(items)
    counts = class_covariates(model, beside.select("age", "region")).counts
    region = counts.filter(pl.col("covariate") == "region")
    assert region["count"].sum() == pytest.approx(900)
    west = region.filter(pl.col("level") == "west")["count"].sum()
    assert west == pytest.approx((beside["region"] == "west").sum())
    number = counts.filter(pl.col("covariate") == "age")
    commonest = beside["age"].value_counts()["count"].max()
    assert number["count"].sum() == pytest.approx(900 - commonest)
    places = class_outcomes(model, beside["place"], "nominal").estimates
    assert places["count"].sum() == pytest.approx(900)


def test_a_weighted_share_below_zero_has_no_interval_and_one_at_zero_no_error():
    items, _ = planted()
    model = LatentClasses(2, starts=5).fit(items)
    # Only those who are surely in the second class: its weights of the first class are below zero.
    everything = (items.sum_horizontal() == 5).cast(pl.Int64)
    weighted = class_outcomes(model, everything, "binary", method="bch").estimates.row(0, named=True)
    assert weighted["estimate"] < 0
    assert weighted["se"] > 0
    assert weighted["low"] is weighted["high"] is None
    likeliest = class_outcomes(model, everything, "binary", method="three-step-ml")
    row = likeliest.estimates.row(0, named=True)
    assert 0 <= row["estimate"] < 1e-7
    assert row["se"] is row["low"] is row["high"] is None


def test_a_covariate_that_tells_a_class_without_exception_has_no_finite_coefficient():
    items, _ = planted(400)
    items = items.with_columns(pl.Series(name, items["a"]) for name in "bcde")
    items = items.with_columns(
        pl.Series("e", [1 - value if at % 50 == 0 else value for at, value in enumerate(items["e"])])
    )
    model = LatentClasses(2, starts=5).fit(items)
    same = pl.DataFrame({"same": items["a"]})
    for method in COVARIATES:
        with pytest.raises(NotConverged, match="finite value"):
            class_covariates(model, same, method=method)


def test_bad_input_is_explained():
    items, beside = planted(200)
    model = LatentClasses(2, starts=5).fit(items)
    age = beside.select("age")
    cases = [
        (lambda: class_covariates(LatentClasses(2), age), "not fitted"),
        (lambda: class_covariates(LatentClasses(1).fit(items), age), "one class"),
        (
            lambda: class_covariates(LatentClasses(2, starts=5).fit(items.select("a", "b")), age),
            "not identified",
        ),
        (lambda: class_covariates(LatentClasses(2, starts=5).fit(items, covariates=age), age), "covariates"),
        (lambda: class_covariates(model, age[:100]), "100 for 200"),
        (lambda: class_covariates(model, age, method="bhc"), "did you mean"),
        (lambda: class_covariates(model, age, counting="model"), "did you mean"),
        (lambda: class_covariates(model, age, reference=3), "1 to 2"),
        (lambda: class_covariates(model, age, level=95), "between 0 and 1"),
        (
            lambda: class_covariates(
                model, age.with_columns(x=pl.Series([1.0] * 199 + [None])), method="one-step"
            ),
            "1 without",
        ),
        (lambda: class_covariates(model, age.with_columns(x=pl.lit(None, pl.Int64))), "nobody"),
        (lambda: class_covariates(model, pl.DataFrame({"x": [1.0] * 199 + [np.inf]})), "infinite values"),
        (lambda: class_covariates(model, age.with_columns(same=pl.col("age") * 2)), "sum of others"),
        (lambda: class_outcomes(model, beside["told"][:100], "binary"), "100 for 200"),
        (lambda: class_outcomes(model, beside["age"], "binary"), "two different"),
        (lambda: class_outcomes(model, [1] * 200, "nominal"), "two different"),
        (lambda: class_outcomes(model, beside["age"], "count"), "0 or more"),
        (lambda: class_outcomes(model, beside["told"], "binray"), "did you mean"),
        (lambda: class_outcomes(model, beside["told"], "binary", method="one-step"), "a method of outcomes"),
    ]
    for call, words in cases:
        with pytest.raises(DataError, match=words):
            call()


def test_neither_result_can_be_pickled():
    items, beside = planted(200)
    model = LatentClasses(2, starts=5).fit(items)
    for found in (
        class_covariates(model, beside.select("age")),
        class_outcomes(model, beside["told"], "binary"),
    ):
        with pytest.raises(DisclosureRefused):
            pickle.dumps(found)
        assert not any(len(frame) >= 200 for frame in vars(found).values() if isinstance(frame, pl.DataFrame))


def test_over_many_samples_bias_is_small_and_intervals_hold_the_planted_effect(pytestconfig, monkeypatch):
    """A small version of ``tools/simulate_class_steps.py``, whose table is in docs/typology-steps.md."""
    monkeypatch.syspath_prepend(str(pytestconfig.rootpath / "tools"))
    tool = importlib.import_module("simulate_class_steps")
    found = {how: numbers for _, how, *numbers in tool.simulate(60, 1500, clustered=False, kinds=["binary"])}
    bias, error, _ = found.pop("naive")
    assert bias < -0.15
    assert len(found) == 5
    for how, (bias, error, coverage) in found.items():
        # Three simulation errors; of 60 intervals that hold with 95 %, fewer than 52 do once in 400 times.
        assert abs(bias) < 3 * error < 0.06, how
        assert coverage >= 52 / 60, how
