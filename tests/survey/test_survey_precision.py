"""The standard for shown shares, against its rules written out one by one."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from handrail.survey import Design, estimate, precision_of


def exact_limits(yes, n):
    """Clopper and Pearson 1934, by searching the shares under which what was seen is just not too rare.

    Tails of the binomial by its beta integral, which takes numbers of people that are not whole.
    """

    def at_least(p):
        return stats.beta.cdf(p, yes, n - yes + 1) - 0.025

    def at_most(p):
        return 0.975 - stats.beta.cdf(p, yes + 1, n - yes)

    low = 0.0 if yes == 0 else optimize.brentq(at_least, 0, 1, xtol=1e-14)
    high = 1.0 if yes == n else optimize.brentq(at_most, 0, 1, xtol=1e-14)
    return low, high


def slow_verdict(p, se, n, df):
    """Parker et al. 2017 in the order of the NCHS macro calculate_KornGraubard_CIs, version 2.0."""
    if p in (0, 1):
        effective = adjusted = n
    else:
        effective = p * (1 - p) / se**2
        adjusted = min(n, effective * (stats.t.ppf(0.975, n - 1) / stats.t.ppf(0.975, df)) ** 2)
    low, high = exact_limits(p * adjusted, adjusted)
    width = round(100 * (high - low), 1)
    if min(effective, n) < 30 or width >= 30:
        return "suppressed"
    if width > 5 and p > 0 and round(100 * (high - low) / p, 1) > 130:
        return "suppressed"
    rest = width > 5 and p < 1 and round(100 * (high - low) / (1 - p), 1) > 130
    return "flagged" if p in (0, 1) or df < 8 or rest else "shown"


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([0.0, 0.01, 0.03, 0.1, 0.3, 0.5, 0.8, 0.97, 0.99, 1.0]),
    st.floats(0.5, 6.0),
    st.sampled_from([20, 35, 60, 120, 400, 1500, 9000]),
    st.sampled_from([1, 4, 7, 8, 20, 60]),
)
def test_the_verdict_is_that_of_the_standards_own_program(p, design_effect, n, df):
    se = math.sqrt(design_effect * p * (1 - p) / n)
    assert precision_of(p, se, n, df).verdict == slow_verdict(p, se, n, df)


@pytest.mark.parametrize(
    ("share", "se", "n", "df", "verdict", "words"),
    [
        (0.5, math.sqrt(0.25 / 29.9), 400, 40, "suppressed", "effective sample size of 29.9"),
        (0.5, math.sqrt(0.25 / 400), 29, 40, "suppressed", "effective sample size of 29.0"),
        (0.5, 0.075, 400, 40, "suppressed", "0.3 or more"),
        (0.03, 0.015, 400, 40, "suppressed", "over 130 %"),
        (0.97, 0.015, 400, 40, "flagged", "rest of the group"),
        (0.01, 0.004, 900, 40, "shown", ""),  # narrower than 0.05: however wide beside the share
        (0.2, 0.02, 900, 7, "flagged", "7 degrees of freedom"),
        (0.0, 0.0, 300, 40, "flagged", "everybody or nobody"),
        (1.0, 0.0, 300, 40, "flagged", "everybody or nobody"),
        (0.2, None, 900, 40, "suppressed", "no standard error"),
        (0.2, 0.02, 900, 0, "suppressed", "no degrees of freedom"),
    ],
)
def test_each_rule_of_the_standard_has_a_case(share, se, n, df, verdict, words):
    found = precision_of(share, se, n, df)
    assert found.verdict == verdict
    assert words in "; ".join(found.reasons)


def test_a_narrow_design_effect_never_makes_more_respondents_than_there_are():
    assert precision_of(0.5, 0.001, 29, 40).verdict == "suppressed"


def sample(n=400, **columns):
    rng = np.random.default_rng(3)
    return pl.DataFrame(
        {
            "y": (np.arange(n) % 5 == 0).astype(int),
            "g": ["few"] * 12 + ["many"] * (n - 12),
            "w": rng.uniform(1, 2, n),
        }
        | columns
    )


def result_of(frame, kind="probability", measure="proportion"):
    return estimate(
        Design(frame, weights="w"), measure, "y", "g", name="estimate:y", title="Y", source="s", sample=kind
    )


def test_a_share_that_is_not_precise_leaves_without_its_numbers_and_is_counted_in_a_note():
    (table,) = result_of(sample()).tables
    few, many, whole = table.cells
    assert [few.value(name) for name in ("estimate", "se", "low", "high")] == [None] * 4
    assert (few.n, few.count) == (12, 3)  # disclosure review counts them
    assert many.value("estimate") is not None
    assert whole.value("estimate") is not None
    assert any(note.startswith("1 of 3 estimates are not precise enough") for note in table.notes)


def test_the_estimates_themselves_keep_every_number_beside_its_verdict():
    found = Design(sample(), weights="w").proportion("y", by="g")
    assert found.table["estimate"].null_count() == 0
    assert [one.verdict for one in found.precision] == ["suppressed", "shown"]
    assert Design(sample(), weights="w").mean("y").precision == (None,)


@pytest.mark.parametrize("kind", ["quota", "convenience"])
def test_the_standard_is_of_probability_samples(kind):
    (table,) = result_of(sample(), kind).tables
    assert table.cells[0].value("estimate") is not None
    assert not any("precise" in note for note in table.notes)


def test_few_degrees_of_freedom_are_told_but_not_that_a_group_is_all_alike():
    frame = sample(c=pl.Series(range(400)) % 6)
    found = estimate(
        Design(frame, weights="w", clusters="c"), "proportion", "y", name="estimate:y", title="Y", source="s",
        sample="probability",
    )  # fmt: skip
    assert any("fewer than 8 degrees of freedom" in note for note in found.tables[0].notes)
    alike = result_of(sample().with_columns(y=pl.when(pl.col("g") == "many").then(0).otherwise("y")))
    assert not any("care" in note for note in alike.tables[0].notes)


def test_at_zero_the_interval_of_korn_and_graubard_has_one_side():
    frame = pl.DataFrame({"y": [0] * 60, "c": [i % 12 for i in range(60)]})
    row = Design(frame, clusters="c").proportion("y", interval="beta").table.row(0, named=True)
    # Nobody of an effective 60 (59 / 11 degrees of freedom apart): 1 - 0.025^(1/n*).
    n = 60 * (stats.t.ppf(0.975, 59) / stats.t.ppf(0.975, 11)) ** 2
    assert (row["low"], row["high"]) == (0.0, pytest.approx(1 - 0.025 ** (1 / n), rel=1e-9))
    one = Design(frame.with_columns(y=pl.lit(1)), clusters="c").proportion("y", interval="beta").table
    assert (one["low"][0], one["high"][0]) == (pytest.approx(0.025 ** (1 / n), rel=1e-9), 1.0)
