"""The area under the curve against all pairs in a loop and a jackknife, and what may be said of it."""

import dataclasses
import math

import numpy as np
import polars as pl
import pytest
from scipy import stats

from handrail.risk import Discrimination, discrimination
from handrail.survey import Design
from handrail.survey.logit import _fit
from handrail.values import DataError


def sample(seed, clusters=24, size=20):
    chance = np.random.default_rng(seed)
    n = clusters * size
    shared = chance.normal(0, 0.5, clusters).repeat(size)
    x = (chance.normal(size=n) + shared).round(1)
    g = chance.integers(0, 3, n)
    chances = 1 / (1 + np.exp(1.0 - 0.7 * x - 0.4 * (g == 1) - 0.5 * shared))
    return pl.DataFrame(
        {
            "y": (chance.random(n) < chances).astype(int),
            "x": np.where(chance.random(n) < 0.05, np.nan, x),
            "g": [("low", "mid", "top")[i] for i in g],
            "w": chance.choice([0.5, 1.0, 4.0], n),
            "c": np.arange(clusters).repeat(size),
            "s": (np.arange(clusters) // 4).repeat(size),
        }
    )


def design_of(frame):
    return Design(frame, weights="w", strata="s", clusters="c")


def every_pair(fitted, weight):
    """The definition: every respondent with the outcome beside every one without, ties half."""
    above = pairs = 0.0
    people = list(zip(fitted.outcome, fitted.log_odds, weight, strict=True))
    for y, odds, w in people:
        if y != 1:
            continue
        for other_y, other_odds, other_w in people:
            if other_y == 1:
                continue
            pairs += w * other_w
            if abs(odds - other_odds) < 1e-9:
                above += w * other_w / 2
            elif odds > other_odds:
                above += w * other_w
    return above / pairs


@pytest.mark.parametrize("formula", ["y ~ g", "y ~ x", "y ~ x*g"])
@pytest.mark.parametrize("seed", range(3))
def test_the_area_is_the_weighted_share_of_pairs_in_the_right_order(seed, formula):
    design = design_of(sample(seed, 10, 20))
    fitted = _fit(design, formula, None, 0.95, "design")
    found = discrimination(design, formula)
    assert found.auc == pytest.approx(every_pair(fitted, design.weight[fitted.rows]), rel=1e-12)
    assert (found.n, found.cases) == (fitted.model.n, fitted.model.cases)


def test_a_typed_in_area():
    # Of the two exposed one, of the four not exposed one: 2 * 4 pairs. Right 1 * 3, tied 1 * 1 + 1 * 3.
    frame = pl.DataFrame({"y": [1, 0, 1, 0, 0, 0], "x": [1, 1, 0, 0, 0, 0]})
    assert discrimination(Design(frame), "y ~ x").auc == pytest.approx((3 + 4 / 2) / 8, rel=1e-12)


def test_without_weights_and_clusters_the_error_is_that_of_delong():
    # DeLong, DeLong and Clarke-Pearson 1988: variances of the shares on either side; the design's n / (n - 1)
    # stands in place of their m / (m - 1) and k / (k - 1).
    frame = sample(5).drop_nans()
    fitted = _fit(Design(frame), "y ~ x + g", None, 0.95, "design")
    odds, case = fitted.log_odds.round(9), fitted.outcome == 1
    kernel = (odds[case][:, None] > odds[~case]) + (odds[case][:, None] == odds[~case]) / 2
    expected = kernel.mean(1).var() / case.sum() + kernel.mean(0).var() / (~case).sum()
    n = frame.height
    found = discrimination(Design(frame), "y ~ x + g")
    assert found.se == pytest.approx(math.sqrt(expected * n / (n - 1)), rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_the_error_is_near_a_jackknife_that_fits_the_model_anew_without_each_cluster(seed):
    frame = sample(seed + 20, clusters=40)
    whole = discrimination(design_of(frame), "y ~ x + g")
    variance = 0.0
    for (stratum,), rows in frame.group_by("s"):
        clusters = rows["c"].unique().to_list()
        k = len(clusters)
        for cluster in clusters:
            weight = (
                pl.when(pl.col("c") == cluster)
                .then(0.0)
                .when(pl.col("s") == stratum)
                .then(pl.col("w") * k / (k - 1))
                .otherwise("w")
            )
            again = discrimination(design_of(frame.with_columns(w=weight)), "y ~ x + g")
            variance += (k - 1) / k * (again.auc - whole.auc) ** 2
    # The limits take the ordering as given; the jackknife does not. They agree to first order.
    assert whole.se == pytest.approx(math.sqrt(variance), rel=0.1)


def test_limits_lie_around_the_area_and_inside_0_to_1():
    found = discrimination(design_of(sample(9)), "y ~ x + g")
    assert 0 < found.low < found.auc < found.high < 1
    wider = discrimination(design_of(sample(9)), "y ~ x + g", level=0.99)
    assert wider.low < found.low


@pytest.mark.parametrize("df", ["design", "domain"])
def test_limits_take_clusters_minus_strata_without_a_deduction_for_coefficients(df):
    # Six strata of two clusters; in one of them nobody has an answer.
    frame = sample(9, clusters=24).filter(pl.col("c") % 4 < 2)
    frame = frame.with_columns(x=pl.when(pl.col("s") == 0).then(None).otherwise(pl.col("x").fill_nan(None)))
    found = discrimination(design_of(frame), "y ~ x + g", df=df)
    error = found.se / (found.auc * (1 - found.auc))
    half = stats.t.ppf(0.975, 6 if df == "design" else 5) * error
    odds = math.log(found.auc / (1 - found.auc))
    limits = [1 / (1 + math.exp(-(odds + side * half))) for side in (-1, 1)]
    assert [found.low, found.high] == pytest.approx(limits, rel=1e-9)


def test_the_sentence_says_what_the_area_is_not_for():
    sentence = discrimination(design_of(sample(10)), "y ~ x").sentence
    for said in ("groups of past answers", "optimistic", "no screening of a child", "any one person", "pick"):
        assert said in sentence


def test_an_area_has_seven_numbers_and_words_and_nothing_per_respondent():
    found = discrimination(design_of(sample(11)), "y ~ x")
    assert isinstance(found, Discrimination)
    assert {type(value) for value in dataclasses.asdict(found).values()} <= {float, int, str}
    assert {name for name in dir(found) if not name.startswith("_")} == {
        "auc", "se", "low", "high", "n", "cases", "sentence",
    }  # fmt: skip


def test_a_formula_without_factors_orders_nobody():
    with pytest.raises(DataError, match="an ordering is made by factors"):
        discrimination(design_of(sample(12)), "y ~ 1")
