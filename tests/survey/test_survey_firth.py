"""Firth's penalty: the published example, half a respondent in each cell, and the definition in loops."""

import math

import numpy as np
import polars as pl
import pytest
from scipy import optimize, stats
from slow_models import penalised

from handrail.survey import Design
from handrail.values import DataError, NotConverged

# Heinze and Schemper 2002, Statistics in Medicine 21, 2409-2419, table III: 79 cases of endometrial cancer.
# For high and low histology (HG 1 and 0): NV, PI, EH.
LOW = (
    (0, 13, 1.64), (0, 16, 2.26), (0, 8, 3.14), (0, 34, 2.68), (0, 20, 1.28), (0, 5, 2.31), (0, 17, 1.8),
    (0, 10, 1.68), (0, 26, 1.56), (0, 17, 2.31), (0, 8, 2.01), (0, 7, 1.89), (0, 20, 3.15), (0, 10, 1.23),
    (0, 18, 1.27), (0, 16, 1.76), (0, 18, 2), (0, 28, 1.5), (0, 11, 1.33), (0, 19, 2.37), (0, 10, 1.82),
    (0, 10, 3.13), (0, 18, 1.31), (0, 14, 1.92), (0, 21, 1.64), (0, 11, 2.01), (0, 17, 1.88), (0, 25, 1.93),
    (0, 16, 2.11), (0, 19, 1.29), (0, 15, 1.72), (0, 33, 0.75), (0, 24, 1.92), (0, 29, 2.02), (0, 15, 2.29),
    (0, 12, 2.33), (0, 3, 2.9), (0, 20, 1.7), (0, 23, 1.41), (0, 12, 2.25), (0, 22, 1.54), (0, 42, 1.97),
    (0, 15, 1.75), (0, 13, 2.16), (0, 14, 2.57), (0, 19, 1.37), (0, 12, 3.61), (0, 13, 2.04), (0, 10, 2.17),
)  # fmt: skip
HIGH = (
    (0, 8, 2.64), (0, 29, 0.88), (0, 12, 1.27), (0, 20, 1.37), (1, 38, 0.97), (1, 22, 1.14), (1, 7, 0.88),
    (1, 25, 0.91), (1, 15, 0.58), (0, 7, 0.97), (0, 48, 1.84), (0, 12, 1.11), (0, 19, 1.61), (0, 2, 1.18),
    (1, 22, 1.44), (1, 40, 1.18), (1, 5, 0.93), (1, 0, 1.17), (0, 21, 1.19), (0, 15, 1.06), (0, 12, 1.69),
    (1, 49, 0.27), (0, 6, 1.84), (0, 5, 1.3), (0, 17, 0.96), (1, 11, 1.01), (1, 21, 0.98), (0, 5, 0.35),
    (1, 19, 1.02), (0, 33, 0.85),
)  # fmt: skip
# R logistf, as published: estimate, low, high of the intercept, NV, PI, EH.
LOGISTF = (
    (3.77455951, 1.0825371, 7.20928050),
    (2.92927330, 0.6097244, 7.85463171),
    (-0.03475175, -0.1244587, 0.04045547),
    (-2.60416387, -4.3651832, -1.23272106),
)


def endometrial():
    rows = [(*row, 0) for row in LOW] + [(*row, 1) for row in HIGH]
    return pl.DataFrame(rows, schema=["NV", "PI", "EH", "HG"], orient="row")


def test_the_endometrial_cancer_of_heinze_and_schemper():
    design = Design(endometrial())
    with pytest.raises(NotConverged, match="'NV' in some group"):
        design.logit("HG ~ NV + PI + EH")
    model = design.firth("HG ~ NV + PI + EH")
    assert (model.n, model.cases) == (79, 30)
    found = model.table.select("estimate", "low", "high").rows()
    for row, published in zip(found, LOGISTF, strict=True):
        # logistf stops its search 1e-7 from the solution.
        assert row == pytest.approx(published, rel=2e-6)
    # The paper's table prints 2.93 (0.61 to 7.85) for NV.
    assert [round(value, 2) for value in found[1]] == [2.93, 0.61, 7.85]
    assert model.basis.startswith("Model-based")


def test_half_a_respondent_is_added_to_each_cell_of_a_two_by_two_table():
    counts = {("a", 1): 0, ("a", 0): 12, ("b", 1): 5, ("b", 0): 9}
    rows = [key for key, count in counts.items() for _ in range(count)]
    frame = pl.DataFrame(rows, schema=["g", "y"], orient="row")
    row = Design(frame).firth("y ~ g").table.row(1, named=True)
    assert row["odds_ratio"] == pytest.approx((5.5 * 12.5) / (0.5 * 9.5), rel=1e-8)
    woolf = 1 / 5.5 + 1 / 12.5 + 1 / 0.5 + 1 / 9.5
    # The error is of the likelihood itself, at the penalised solution: without the halves.
    a, b = 0.5 / 13, 5.5 / 15
    assert row["se"] == pytest.approx(math.sqrt(1 / (12 * a * (1 - a)) + 1 / (14 * b * (1 - b))), rel=1e-8)
    assert row["se"] > math.sqrt(woolf)


def weighted(seed=3):
    chance = np.random.default_rng(seed)
    x = chance.normal(size=60).round(1)
    g = (chance.random(60) < 0.3).astype(float)
    y = ((chance.random(60) < 1 / (1 + np.exp(2 - x))) & (g == 0)).astype(int)
    return pl.DataFrame({"x": x, "g": g, "y": y, "w": chance.choice([0.5, 1.0, 3.25], 60)})


def test_estimates_limits_and_tests_are_those_of_the_penalised_likelihood_in_loops():
    frame = weighted()
    model = Design(frame, weights="w").firth("y ~ x + g")
    mean = frame["w"].mean()
    rows = [(w / mean, y, (1.0, x, g)) for x, g, y, w in frame.rows()]
    beta = model.table["estimate"].to_list()
    top = penalised(beta, rows)

    def slope(at, place):
        width = 1e-5
        up, down = list(at), list(at)
        up[place] += width
        down[place] -= width
        return (penalised(up, rows) - penalised(down, rows)) / (2 * width)

    assert [slope(beta, place) for place in range(3)] == pytest.approx([0, 0, 0], abs=1e-8)
    fall = stats.chi2.ppf(0.95, 1) / 2
    for place in range(3):
        for side in ("low", "high"):
            assert profile(rows, beta, place, model.table[side][place]) == pytest.approx(top - fall, abs=1e-6)
        chi2 = 2 * (top - profile(rows, beta, place, 0.0))
        assert model.table["p"][place] == pytest.approx(stats.chi2.sf(chi2, 1), rel=1e-5)
        if place:
            assert model.tests["chi2"][place - 1] == pytest.approx(chi2, rel=1e-5)


def profile(rows, beta, place, value):
    """Return the highest penalised likelihood with one coefficient held, by a search that knows no slopes."""

    def depth(others):
        return -penalised([*others[:place], value, *others[place:]], rows)

    found = optimize.minimize(
        depth,
        [*beta[:place], *beta[place + 1 :]],
        method="Nelder-Mead",
        options={"xatol": 1e-7, "fatol": 1e-11, "maxiter": 4000, "maxfev": 4000},
    )
    return -found.fun


def test_weights_are_normalised_so_that_their_unit_changes_nothing():
    frame = weighted()
    first = Design(frame, weights="w").firth("y ~ x + g")
    larger = Design(frame.with_columns(pl.col("w") * 1000), weights="w").firth("y ~ x + g")
    for column in ("estimate", "se", "low", "high"):
        assert larger.table[column].to_list() == pytest.approx(first.table[column].to_list(), rel=1e-7)


def test_many_respondents_make_the_penalty_small():
    chance = np.random.default_rng(9)
    x = chance.normal(size=4000)
    frame = pl.DataFrame({"x": x, "y": (chance.random(4000) < 1 / (1 + np.exp(-0.5 * x))).astype(int)})
    design = Design(frame)
    plain, firth = design.logit("y ~ x").table, design.firth("y ~ x").table
    assert firth["estimate"].to_list() == pytest.approx(plain["estimate"].to_list(), abs=2e-3)
    assert firth["low"].to_list() == pytest.approx(plain["low"].to_list(), abs=5e-3)


def test_a_term_with_several_coefficients_is_tested_at_once():
    frame = weighted().with_columns(k=pl.Series([("a", "b", "c")[i % 3] for i in range(60)]))
    model = Design(frame).firth("y ~ x + k")
    assert model.tests.select("term", "df").rows() == [("x", 1), ("k", 2)]
    without = Design(frame).firth("y ~ x")
    assert without.tests.height == 1
    assert 0 < model.tests["p"][1] < 1


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("w ~ x", "with other values"),
        ("y ~ zz", "no column 'zz'"),
        ("one ~ x", "one value"),
        ("y ~ x + x2", "'x2'"),
    ],
)
def test_what_a_penalty_does_not_mend_is_an_error(formula, said):
    frame = weighted().with_columns(one=pl.lit(1), x2=pl.col("x") * 2)
    with pytest.raises(DataError, match=said):
        Design(frame).firth(formula)
