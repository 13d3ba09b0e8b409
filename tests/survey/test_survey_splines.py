"""Restricted cubic splines: Harrell's columns in loops, knots as weighted quantiles, and what is refused."""

import numpy as np
import polars as pl
import pytest
from slow_models import harrell
from test_survey_models import design_of, simulated

from handrail.survey.splines import SHARES, knots_of, spline_column
from handrail.values import DataError


@pytest.mark.parametrize("count", SHARES)
def test_columns_are_those_of_the_book_in_loops(count):
    chance = np.random.default_rng(count)
    values = chance.normal(size=50) * 3
    knots = knots_of("x", values, np.ones(50), count)
    found = np.column_stack([spline_column(values, knots, place) for place in range(1, count)])
    assert found == pytest.approx(np.array([harrell(value, knots) for value in values]), rel=1e-10, abs=1e-12)


def test_a_curve_is_straight_beyond_its_outer_knots_and_smooth_at_each():
    knots = (1.0, 2.0, 4.0, 5.0)
    for place in (2, 3):
        beyond = spline_column(np.array([6.0, 7.0, 8.0, 100.0, 101.0, 102.0]), knots, place)
        assert np.diff(beyond[:3], 2) == pytest.approx(0, abs=1e-11)
        assert beyond[2] - beyond[1] == pytest.approx(beyond[5] - beyond[4], rel=1e-9)
        assert not spline_column(np.array([-3.0, 0.5, 1.0]), knots, place).any()
        for knot in knots:
            width = 1e-3
            near = spline_column(knot + width * np.array([-2.0, -1.0, 0.0, 1.0, 2.0]), knots, place)
            assert np.diff(near, 2) / width**2 == pytest.approx(np.diff(near, 2)[1] / width**2, abs=0.05)


def test_knots_are_where_the_weight_lies():
    values, weight = np.array([5.0, 1.0, 3.0, 2.0, 4.0]), np.array([4.0, 3.0, 5.0, 4.0, 4.0])
    one = knots_of("x", values, weight, 3)
    assert one == knots_of("x", np.repeat(values, weight.astype(int)), np.ones(20), 3)
    slow = []
    for share in (0.1, 0.5, 0.9):
        below = 0.0
        for value, own in sorted(zip(values, weight, strict=True)):
            below += own
            if below >= share * 20:
                slow.append(value)
                break
    assert one == tuple(slow)


def test_a_spline_in_a_formula_is_the_columns_it_stands_for():
    frame = simulated(41)
    design = design_of(frame)
    model = design.linear("y ~ g*rcs(x, 4)")
    assert model.terms == ("g", "rcs(x, 4)", "g:rcs(x, 4)")
    (knots,) = model.knots.values()
    made = np.array([harrell(value, knots) for value in frame["x"]])
    plain = design_of(frame.with_columns(a=made[:, 0], b=made[:, 1], d=made[:, 2])).linear(
        "y ~ g*(a + b + d)"
    )
    order = [
        model.table["term"].to_list().index(name) for name in ("rcs(x, 4)[1]", "rcs(x, 4)[2]", "rcs(x, 4)[3]")
    ]
    other = [plain.table["term"].to_list().index(name) for name in "abd"]
    for column in ("estimate", "se"):
        assert model.table[column].to_numpy()[order] == pytest.approx(
            plain.table[column].to_numpy()[other], rel=1e-7
        )
    test = model.wald("rcs(x, 4)")
    assert test.df1 == 3
    # Knots are quantiles of the model's own rows.
    used = frame.drop_nulls("g")
    assert knots == knots_of("x", used["x"].to_numpy(), used["w"].to_numpy(), 4)


def test_a_spline_fits_a_curve_that_a_line_does_not():
    chance = np.random.default_rng(5)
    x = chance.uniform(-2, 2, 400)
    frame = pl.DataFrame({"s": np.arange(400) % 2, "c": np.arange(400) // 5, "w": 1.0, "x": x})
    frame = frame.with_columns(y=pl.Series(np.abs(x) + chance.normal(size=400) * 0.1))
    design = design_of(frame.with_columns(c=pl.int_range(pl.len()) // 10, s=pl.int_range(pl.len()) // 200))
    assert design.linear("y ~ rcs(x, 5)").wald("rcs(x, 5)").f > 50 * design.linear("y ~ x").wald("x").f
    assert design.linear("y ~ `x` + 1").table["term"].to_list() == ["Intercept", "x"]
    assert design.linear("y ~ rcs(`x`, 3)").terms == ("rcs(x, 3)",)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("yes ~ rcs(x, 2)", "splines of 3 to 7 knots"),
        ("yes ~ rcs(x, 8)", "splines of 3 to 7 knots"),
        ("yes ~ rcs(x, " + "9" * 5000 + ")", "calls no function"),
        ("yes ~ rcs(x)", "calls no function"),
        ("yes ~ rcs(x, g)", "calls no function"),
        ("yes ~ rcs(x + y, 3)", "calls no function"),
        ("yes ~ rcs(xx, 3)", "did you mean 'x'"),
        ("yes ~ rcs(g, 3)", "a spline is of a number"),
        ("yes ~ rcs(yes, 3)", "'yes' on both sides"),
        ("rcs(x, 3) ~ yes", "one outcome"),
        ("yes ~ rcs(times, 5)", "on the same value"),
        ("yes ~ x + rcs(x, 3)", "with 1 that are zero or a sum"),
        ("yes ~ rcs(x, 3)^2", "a bracket of names to a power"),
    ],
)  # fmt: skip
def test_a_spline_that_cannot_be_is_refused(formula, said):
    with pytest.raises(DataError) as refused:
        design_of(simulated(42)).logit(formula)
    assert said in str(refused.value)
    assert "rcs0" not in str(refused.value)


def test_a_column_may_be_called_rcs():
    frame = simulated(43).rename({"x": "rcs"})
    assert design_of(frame).logit("yes ~ rcs + g").terms == ("rcs", "g")
