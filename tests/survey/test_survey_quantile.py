"""Quantiles against a slow one in exact arithmetic, and at their edges."""

import math
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from handrail.survey import Design
from handrail.values import DataError

ANSWERS = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from(["0.5", "1", "2.25", "0.1"])), min_size=4, max_size=40
)


def inverse(answers, share):
    """The smallest answer at or below which at least a share of the weight lies: fractions, no rounding."""
    whole = sum(weight for _, weight in answers)
    for value in sorted({value for value, _ in answers}):
        if sum(weight for other, weight in answers if other <= value) >= share * whole:
            return value
    raise AssertionError


@settings(max_examples=150, deadline=None)
@given(ANSWERS, st.sampled_from(["0.1", "0.25", "0.5", "0.75", "0.9"]))
def test_a_quantile_is_the_inverse_of_the_weighted_distribution(answers, q):
    exact = [(value, Fraction(weight)) for value, weight in answers]
    frame = pl.DataFrame({"x": [v for v, _ in answers], "w": [float(w) for _, w in answers]})
    found = Design(frame, weights="w").quantile("x", (float(q),)).table.row(0, named=True)
    assert found["estimate"] == inverse(exact, Fraction(q))
    # Woodruff: the t interval of the share of answers up to it, inverted at both ends.
    whole = sum(float(w) for _, w in exact)
    share = sum(float(w) for v, w in exact if v <= found["estimate"]) / whole
    z = [float(w) * ((v <= found["estimate"]) - share) / whole for v, w in exact]
    n = len(z)
    error = math.sqrt(n / (n - 1) * sum((one - sum(z) / n) ** 2 for one in z))
    t = stats.t.ppf(0.975, n - 1)
    low, high = share - t * error, share + t * error
    for name, limit in (("low", low), ("high", high)):
        near_a_step = any(
            abs(sum(float(w) for v, w in exact if v <= step) / whole - limit) < 1e-9 for step in range(13)
        )
        if limit < 0 or limit > 1:
            assert found[name] is None or near_a_step
        elif not near_a_step:
            assert found[name] == inverse(exact, Fraction(limit))
    if found["low"] is not None and found["high"] is not None:
        assert found["se"] == pytest.approx((found["high"] - found["low"]) / (2 * t))
    else:
        assert found["se"] is None


def test_a_small_sample_gives_what_r_gives():
    # R 4.2, survey 4.1.1: svyquantile(~x, d, c(.1, .25, .5, .75, .9)); NaN is null here. Below the share
    # that the smallest answer alone reaches (1/13.5), R gives the second smallest: 2 as the median's lower
    # limit, at a share of 0.019. The inverse there is 1, as the exact arithmetic above has it.
    frame = pl.DataFrame(
        {
            "x": [1, 2, 2, 3, 5, 8, 9, 9, 10, 14],
            "w": [1.0, 2, 1, 3, 1, 1, 2, 0.5, 1, 1],
            "s": [1, 1, 1, 1, 1, 2, 2, 2, 2, 2],
            "c": [1, 1, 2, 2, 3, 1, 1, 2, 2, 3],
        }
    )
    table = (
        Design(frame, weights="w", strata="s", clusters="c").quantile("x", (0.1, 0.25, 0.5, 0.75, 0.9)).table
    )
    assert table.select("estimate", "low", "high", "se").rows() == [
        (2, None, 9, None), (2, None, 9, None), (3, 1, None, None), (9, 5, None, None), (10, 9, None, None),
    ]  # fmt: skip


def test_sums_of_tenths_that_are_an_ulp_short_of_a_half_are_a_half():
    frame = pl.DataFrame({"x": range(1, 21), "w": [0.1] * 20})
    for k in range(1, 20):
        assert Design(frame, weights="w").quantile("x", (k / 20,)).table["estimate"][0] == k


def test_groups_come_first_then_the_quantile():
    frame = pl.DataFrame({"x": [1.0, 2, 3, None, 5, 6], "g": ["a", "a", "b", "b", None, "c"]})
    found = Design(frame).quantile(
        "x", (0.5, 0.9), by="g", where=pl.col("g").is_null() | (pl.col("g") != "c")
    )
    assert found.table.columns == ["g", "q", "estimate", "se", "low", "high", "n", "weighted_n", "df"]
    assert found.table.select("g", "q", "estimate", "n").rows() == [
        ("a", 0.5, 1.0, 2), ("a", 0.9, 2.0, 2), ("b", 0.5, 3.0, 1), ("b", 0.9, 3.0, 1),
    ]  # fmt: skip
    assert {left.reason: left.rows for left in found.left_out} == {
        "outside the domain": 1, "no answer to 'x'": 1, "no answer to 'g'": 1,
    }  # fmt: skip
    assert found.table["se"][2] is None  # one respondent is one cluster


def test_a_group_in_which_nobody_answered_is_shown_and_empty():
    frame = pl.DataFrame({"x": [1.0, 2, None], "g": ["a", "a", "b"]})
    row = Design(frame).quantile("x", (0.5,), by="g").table.row(1, named=True)
    assert (row["g"], row["estimate"], row["low"], row["n"]) == ("b", None, None, 0)


def test_shares_that_are_none_and_answers_that_are_no_numbers_are_refused():
    frame = pl.DataFrame({"x": [1.0, 2.0], "word": ["a", "b"], "q": ["a", "b"]})
    for q in ((), (0.0,), (50,), (0.5, 0.5)):
        with pytest.raises(DataError, match="between 0 and 1"):
            Design(frame).quantile("x", q)
    with pytest.raises(DataError, match="a quantile is of numbers"):
        Design(frame).quantile("word")
    with pytest.raises(DataError, match="names of their own"):
        Design(frame).quantile("x", by="q")
