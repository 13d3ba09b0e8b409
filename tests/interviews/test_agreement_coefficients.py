"""Coefficients of agreement: published numbers, slow against fast, and what must hold of any of them."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from agreement_slowly import (
    same,
    slow_alpha,
    slow_brennan_prediger,
    slow_fleiss,
    slow_gwet,
    slow_kappa,
    slow_unitizing,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from interview_files import SECRET

from handrail.interviews.agreement import (
    LEVELS,
    Level,
    agreement_weights,
    brennan_prediger,
    cohen_kappa,
    cohen_kappa_se,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac1_se,
    gwet_ac2,
    krippendorff_alpha,
    rating_interval,
    ratings_from_counts,
    ratings_from_table,
    scott_pi,
    unitizing_alpha,
    weighted_kappa,
)
from handrail.values import DataError

REFERENCE: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "reference/agreement.json").read_text("utf-8")
)
PUBLISHED = REFERENCE["krippendorff_2011"]
ABSTRACTORS = REFERENCE["cont3x3abstractors"]
PARADOX = REFERENCE["prevalence_paradox"]

# Fleiss 1971, Psychological Bulletin 76, table 1: ten of its subjects as they are commonly reprinted, rated
# by fourteen into five categories.
FLEISS = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]

RATED = st.integers(2, 5).flatmap(
    lambda coders: st.lists(
        st.lists(st.sampled_from([None, 0, 1, 2, 5]), min_size=coders, max_size=coders),
        min_size=1,
        max_size=9,
    ).map(lambda units: [list(row) for row in zip(*units, strict=True)])
)
TABLES = st.integers(1, 4).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 6), min_size=size, max_size=size), min_size=size, max_size=size
    )
)
OF_RATINGS: tuple[Callable[[Any], float], ...] = (
    krippendorff_alpha,
    fleiss_kappa,
    brennan_prediger,
    gwet_ac1,
    gwet_ac2,
    *(lambda ratings, level=level: krippendorff_alpha(ratings, level) for level in LEVELS[1:]),
)
NOMINAL = (krippendorff_alpha, fleiss_kappa, brennan_prediger, gwet_ac1)


def close(found: float, expected: float) -> bool:
    return found == pytest.approx(expected, nan_ok=True, abs=1e-10)


# ---- published -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", LEVELS)
def test_alpha_is_what_krippendorff_published(level: Level) -> None:
    data, expected = PUBLISHED["data"], PUBLISHED["expected"][level]
    assert krippendorff_alpha(data, level) == pytest.approx(expected, abs=5e-7)
    assert slow_alpha(data, level) == pytest.approx(expected, abs=5e-7)
    with_nan = np.array([[math.nan if one is None else one for one in row] for row in data])
    assert krippendorff_alpha(with_nan, level) == krippendorff_alpha(data, level)


def test_of_the_same_table_the_coefficients_of_many_coders_are_the_references() -> None:
    data, expected = PUBLISHED["data"], REFERENCE["gwet_same_table"]["expected"]
    found = {
        "ac1": gwet_ac1(data),
        "fleiss": fleiss_kappa(data),
        "brennan_prediger": brennan_prediger(data),
    }
    assert found == {name: pytest.approx(value, abs=5e-6) for name, value in expected.items()}
    # irrCAC 0.4.4 on the same table.
    assert gwet_ac1_se(data) == pytest.approx(0.14295, abs=5e-6)
    assert gwet_ac2(data, "ordinal") == pytest.approx(0.89894, abs=5e-6)


def test_fleiss_own_table_gives_his_kappa() -> None:
    expected = REFERENCE["fleiss_1971"]["expected"]["fleiss_kappa"]
    assert fleiss_kappa(ratings_from_counts(FLEISS)) == pytest.approx(expected, abs=5e-6)


def test_kappa_and_pi_of_published_tables() -> None:
    two = REFERENCE["cohen_2x2"]
    assert cohen_kappa(two["table"]) == pytest.approx(two["expected"]["cohen_kappa"], abs=1e-12)
    table, expected = ABSTRACTORS["table"], ABSTRACTORS["expected"]
    assert cohen_kappa(table) == pytest.approx(expected["cohen_kappa"], abs=5e-8)
    assert scott_pi(table) == pytest.approx(expected["scott_pi"], abs=5e-8)
    assert cohen_kappa_se(table) == pytest.approx(expected["cohen_kappa_se"], abs=5e-5)


def test_of_the_prevalence_paradox_every_coefficient_is_what_was_published() -> None:
    table, expected = PARADOX["table"], PARADOX["expected"]
    ratings = ratings_from_table(table)
    found = {
        "cohen_kappa": cohen_kappa(table),
        "scott_pi": scott_pi(table),
        "krippendorff_alpha": krippendorff_alpha(ratings),
        "gwet_ac1": gwet_ac1(ratings),
    }
    assert found == {name: pytest.approx(value, abs=5e-6) for name, value in expected.items()}


def test_half_and_half_with_a_quarter_in_common_has_a_kappa_of_nothing() -> None:
    expected = REFERENCE["character_level_kappa_trap"]["expected"]["cohen_kappa"]
    assert cohen_kappa([[250, 250], [250, 250]]) == expected == 0


def test_unitizing_alpha_is_what_krippendorff_published() -> None:
    given_ = REFERENCE["unitizing_alpha_2004"]
    units = {
        "c": {coder: [tuple(unit) for unit in found] for coder, found in given_["c"].items()},
        "k": {coder: [tuple(unit) for unit in given_["k"]["both"]] for coder in "AB"},
    }
    found = unitizing_alpha(tuple(given_["continuum"]), units)
    expected, within = given_["expected"], given_["tolerance"]
    assert found.codes["c"].observed == pytest.approx(expected["observed_c"], abs=5e-5)
    assert found.codes["c"].expected == pytest.approx(expected["expected_c"], abs=5e-5)
    assert found.codes["c"].alpha == pytest.approx(expected["alpha_c"], abs=5e-5)
    assert found.codes["k"].alpha == expected["alpha_k"]
    assert found.overall.alpha == pytest.approx(expected["overall"], abs=within)


# ---- slow and fast ---------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=150)
@given(RATED, st.sampled_from(LEVELS))
def test_alpha_is_the_slow_alpha(ratings: list[list[int | None]], level: Level) -> None:
    assert close(krippendorff_alpha(ratings, level), slow_alpha(ratings, level))


@settings(deadline=None, max_examples=150)
@given(RATED)
def test_coefficients_of_many_coders_are_the_slow_ones(ratings: list[list[int | None]]) -> None:
    present = sorted({value for row in ratings for value in row if value is not None})
    assert close(fleiss_kappa(ratings), slow_fleiss(ratings))
    assert close(brennan_prediger(ratings), slow_brennan_prediger(ratings, present))
    assert close(gwet_ac1(ratings), slow_gwet(ratings, present))
    every = [0, 1, 2, 5]
    assert close(brennan_prediger(ratings, categories=every), slow_brennan_prediger(ratings, every))
    assert close(gwet_ac1(ratings, categories=every), slow_gwet(ratings, every))
    assert close(
        gwet_ac2(ratings, categories=every), slow_gwet(ratings, every, lambda a, b: 1 - ((a - b) / 5) ** 2)
    )
    assert close(
        gwet_ac2(ratings, "linear", categories=every),
        slow_gwet(ratings, every, lambda a, b: 1 - abs(a - b) / 5),
    )


def test_the_standard_error_of_ac1_is_that_of_the_jackknife_in_the_long_run() -> None:
    generator = np.random.Generator(np.random.PCG64(3))
    truth = generator.integers(0, 3, 400)
    ratings = [np.where(generator.random(400) < 0.7, truth, generator.integers(0, 3, 400)) for _ in range(3)]
    table = np.array(ratings, dtype=float)
    table[generator.random(table.shape) < 0.1] = np.nan
    left_out = [gwet_ac1(np.delete(table, unit, axis=1), categories=(0, 1, 2)) for unit in range(400)]
    jackknife = math.sqrt(399 / 400 * sum((one - sum(left_out) / 400) ** 2 for one in left_out))
    assert gwet_ac1_se(table) == pytest.approx(jackknife, rel=0.02)


@settings(deadline=None, max_examples=150)
@given(TABLES)
def test_kappa_and_pi_are_the_slow_ones(table: list[list[int]]) -> None:
    longest = max(len(table) - 1, 1)
    assert close(cohen_kappa(table), slow_kappa(table))
    assert close(scott_pi(table), slow_kappa(table, pooled=True))
    assert close(weighted_kappa(table, "linear"), slow_kappa(table, lambda a, b: 1 - abs(a - b) / longest))
    assert close(weighted_kappa(table), slow_kappa(table, lambda a, b: 1 - ((a - b) / longest) ** 2))
    assert close(weighted_kappa(table, np.eye(len(table))), slow_kappa(table, same))


def test_the_standard_error_of_kappa_is_that_of_resampling() -> None:
    table = np.array(ABSTRACTORS["table"])
    generator = np.random.Generator(np.random.PCG64(9))
    draws = generator.multinomial(100, (table / 100).ravel(), size=4000).reshape(-1, 3, 3)
    resampled = np.std([cohen_kappa(one) for one in draws])
    assert cohen_kappa_se(table) == pytest.approx(resampled, rel=0.05)


SPOTS = st.lists(st.integers(0, 23), max_size=6, unique=True).map(
    lambda ends: [
        (start, end - start) for start, end in zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False)
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(SPOTS, min_size=2, max_size=3))
def test_unitizing_alpha_is_the_slow_one_laid_over_every_place(coders: list[list[tuple[int, int]]]) -> None:
    found = unitizing_alpha((0, 24), {"c": {str(at): units for at, units in enumerate(coders)}}).codes["c"]
    observed, expected = slow_unitizing(24, coders)
    assert close(found.observed, observed)
    assert close(found.expected, expected)


# ---- what must hold --------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=100)
@given(RATED, st.randoms(use_true_random=False))
def test_neither_the_order_of_coders_nor_that_of_units_matters(
    ratings: list[list[int | None]], order: Any
) -> None:
    units = [list(unit) for unit in zip(*ratings, strict=True)]
    order.shuffle(units)
    turned = [list(row) for row in zip(*units, strict=True)]
    order.shuffle(turned)
    for coefficient in OF_RATINGS:
        assert close(coefficient(turned), coefficient(ratings))


@settings(deadline=None, max_examples=100)
@given(RATED, st.permutations([0, 1, 2, 5]))
def test_other_names_for_categories_change_no_nominal_coefficient(
    ratings: list[list[int | None]], names: list[int]
) -> None:
    other = dict(zip([0, 1, 2, 5], names, strict=True))
    renamed = [[None if one is None else f"code {other[one]}" for one in row] for row in ratings]
    for coefficient in NOMINAL:
        assert close(coefficient(renamed), coefficient(ratings))


@settings(deadline=None, max_examples=100)
@given(TABLES, st.randoms(use_true_random=False))
def test_tables_turned_or_with_categories_in_another_order_agree_as_much(
    table: list[list[int]], order: Any
) -> None:
    places = list(range(len(table)))
    order.shuffle(places)
    moved = np.array(table)[np.ix_(places, places)]
    for coefficient in (cohen_kappa, scott_pi, cohen_kappa_se):
        assert close(coefficient(moved), coefficient(table))
        assert close(coefficient(moved.T), coefficient(table))


@settings(deadline=None, max_examples=100)
@given(RATED)
def test_no_coefficient_is_above_one_and_full_agreement_is_one(ratings: list[list[int | None]]) -> None:
    for coefficient in OF_RATINGS:
        assert not coefficient(ratings) > 1 + 1e-12
    first = [one for one in ratings[0] if one is not None]
    alike = [first, first, first]
    for coefficient in OF_RATINGS:
        found = coefficient(alike)
        assert found == pytest.approx(1) if len(set(first)) > 1 else math.isnan(found)


@settings(deadline=None, max_examples=100)
@given(TABLES)
def test_kappa_lies_between_minus_one_and_one_and_is_pi_where_margins_are_equal(
    table: list[list[int]],
) -> None:
    kappa, pi = cohen_kappa(table), scott_pi(table)
    assert math.isnan(kappa) or -1 - 1e-12 <= kappa <= 1 + 1e-12
    assert math.isnan(pi) or -1 - 1e-12 <= pi <= 1 + 1e-12
    both = np.array(table) + np.array(table).T
    assert close(cohen_kappa(both), scott_pi(both))


@settings(deadline=None, max_examples=100)
@given(TABLES)
def test_alpha_of_two_coders_is_pi_with_its_correction_for_few_units(table: list[list[int]]) -> None:
    n = sum(map(sum, table))
    assume(n > 0)
    pi = scott_pi(table)
    expected = 1 - (1 - pi) * (2 * n - 1) / (2 * n)
    assert close(krippendorff_alpha(ratings_from_table(table)), expected)
    assert close(fleiss_kappa(ratings_from_table(table)), pi)


def test_units_moved_along_the_continuum_or_named_anew_agree_as_much() -> None:
    units = {"a": {"A": [(3, 4), (20, 2)], "B": [(4, 5)]}, "b": {"A": [(1, 1)], "B": [(2, 2)]}}
    found = unitizing_alpha((0, 30), units)
    moved = {
        code: {coder: [(start + 100, size) for start, size in spots] for coder, spots in by_coder.items()}
        for code, by_coder in units.items()
    }
    assert unitizing_alpha((100, 130), moved) == found
    assert unitizing_alpha((0, 30), {"x": units["b"], "y": units["a"]}).overall.alpha == pytest.approx(
        found.overall.alpha
    )
    alike = unitizing_alpha((0, 30), {"a": {coder: [(3, 4)] for coder in "ABC"}})
    assert alike.overall.alpha == alike.codes["a"].alpha == 1
    nobody = unitizing_alpha((0, 30), {**units, "never": {"A": []}})
    assert math.isnan(nobody.codes["never"].alpha)
    assert nobody.overall == found.overall


# ---- undefined, missing, refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ratings",
    [[[1, 1, 1], [1, 1, 1]], [[1, None], [None, 2]], [[None], [None]], [[], []], [[1, 2], [1, None]]],
)
def test_alpha_without_variation_is_undefined_and_not_one(ratings: list[list[int | None]]) -> None:
    assert all(math.isnan(krippendorff_alpha(ratings, level)) for level in LEVELS)


@pytest.mark.parametrize("ratings", [[[1, None], [None, 2]], [[None], [None]], [[], []]])
def test_without_two_ratings_of_one_unit_nothing_is_defined(ratings: list[list[int | None]]) -> None:
    assert all(math.isnan(coefficient(ratings)) for coefficient in OF_RATINGS)
    assert math.isnan(gwet_ac1_se(ratings))


def test_one_category_is_undefined_unless_others_are_known_to_exist() -> None:
    alike = [["a", "a"], ["a", "a"]]
    assert all(math.isnan(coefficient(alike)) for coefficient in NOMINAL)
    assert gwet_ac1(alike, categories="ab") == brennan_prediger(alike, categories="ab") == 1
    for coefficient in (cohen_kappa, scott_pi, cohen_kappa_se, weighted_kappa):
        assert math.isnan(coefficient([[7, 0], [0, 0]]))
        assert math.isnan(coefficient([[0, 0], [0, 0]]))


def test_a_unit_with_one_rating_counts_for_chance_only_and_for_alpha_not_at_all() -> None:
    pairs = [[1, 2, 2], [1, 2, 1]]
    single = [[1, 2, 2, 2], [1, 2, 1, None]]
    assert krippendorff_alpha(single) == krippendorff_alpha(pairs)
    assert fleiss_kappa(single) == pytest.approx(beyond_of(2 / 3, (1.5 / 4) ** 2 + (2.5 / 4) ** 2))
    assert fleiss_kappa(pairs) == pytest.approx(beyond_of(2 / 3, 0.5))


def beyond_of(observed: float, chance: float) -> float:
    return (observed - chance) / (1 - chance)


@pytest.mark.parametrize("missing", [pd.NA, pd.NaT, np.datetime64("NaT"), math.nan])
@pytest.mark.parametrize("coefficient", OF_RATINGS)
def test_every_kind_of_missing_rating_is_missing(
    coefficient: Callable[[Any], float], missing: object
) -> None:
    def ratings(gap: object) -> list[list[object]]:
        return [[1, 2, gap, 2, gap], [1, 1, 2, 2, gap], [1, 2, 2, gap, gap]]

    assert coefficient(ratings(missing)) == coefficient(ratings(None))


@pytest.mark.parametrize(
    ("ratings", "level", "words"),
    [
        ([[1, 2]], "nominal", "at least two coders; received: 1"),
        ([[1, 2], [1]], "nominal", "rows of 1 to 2 ratings"),
        ([[1, 2], [1, 2]], "nominl", "did you mean 'nominal'?"),
        ([[1, SECRET], [1, 2]], "interval", "one of type str"),
        ([[1, math.inf], [1, 2]], "ordinal", "a finite number"),
        ([[1, -2], [1, 2]], "ratio", "not negative"),
        ([["a", {SECRET}], ["a", "b"]], "nominal", "one of type set"),
        ([["a", [SECRET]], ["a", "b"]], "nominal", "one of type list"),
        ([[1, {SECRET}], [1, 2]], "interval", "one of type set"),
    ],
)
def test_ratings_that_have_no_alpha_are_refused(ratings: list[list[Any]], level: Level, words: str) -> None:
    with pytest.raises(DataError) as refused:
        krippendorff_alpha(ratings, level)
    assert words in str(refused.value)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (lambda: cohen_kappa([[1, 2]]), "is square; received: 1 by 2"),
        (lambda: cohen_kappa([[1, -2], [0, 1]]), "a negative or infinite number"),
        (lambda: cohen_kappa([]), "rows of numbers"),
        (lambda: scott_pi([[1, 2], [1]]), "rows of numbers"),  # type: ignore[list-item]
        (lambda: weighted_kappa([[1, 2], [0, 1]], "quadratc"), "did you mean 'quadratic'?"),  # type: ignore[arg-type]
        (lambda: weighted_kappa([[1, 2], [0, 1]], [[1, 0]]), "2 by 2 numbers from 0 to 1"),
        (lambda: weighted_kappa([[1, 2], [0, 1]], [[1, 2], [0, 1]]), "from 0 to 1"),
        (lambda: gwet_ac1([[1, 2], [1, 3]], categories=(1, 2)), "1 others"),
        (lambda: gwet_ac1([[1, 2], [1, 2]], categories=(1, 2, 2)), "1 named twice"),
        (lambda: gwet_ac2([["a", SECRET], ["a", "b"]]), "where no categories are named"),
        (lambda: ratings_from_table([[1.5, 0], [0, 1]]), "whole numbers"),
        (lambda: ratings_from_counts([[1, 0], [0, 1]]), "at least two coders"),
        (lambda: rating_interval(cohen_kappa, [[1, 2], [1, 2]]), "a coefficient is one that takes ratings"),
        (lambda: unitizing_alpha((0, 9), {"c": {"A": [(0, 2)]}}), "at least two coders"),
        (lambda: unitizing_alpha((9, 9), {"c": {"A": [], "B": []}}), "some length"),
        (lambda: unitizing_alpha((0, 9), {"c": {"A": [(0, 3), (2, 2)], "B": []}}), "one after the other"),
        (lambda: unitizing_alpha((0, 9), {"c": {"A": [(8, 2)], "B": []}}), "from 8 to 10"),
        (lambda: unitizing_alpha((0, 9), {"c": {"A": [(8, 0)], "B": []}}), "from 8 to 8"),
    ],
)
def test_what_is_no_table_no_unit_and_no_scheme_is_refused(work: Callable[[], object], words: str) -> None:
    with pytest.raises(DataError) as refused:
        work()
    assert words in str(refused.value)
    assert SECRET not in str(refused.value)


def test_weights_are_one_on_the_diagonal_and_fall_to_nothing_at_the_ends() -> None:
    for scheme in ("linear", "quadratic", "ordinal", "radical"):
        found = agreement_weights(scheme, np.array([1.0, 2.0, 4.0, 7.0]))  # type: ignore[arg-type]
        assert np.diag(found).tolist() == [1, 1, 1, 1]
        assert found[0, 3] == found[3, 0] == 0
        assert (np.diff(found[0]) < 0).all()


# ---- intervals -------------------------------------------------------------------------------------------


def test_the_interval_is_that_of_coefficients_of_drawn_units() -> None:
    generator = np.random.Generator(np.random.PCG64(5))
    truth = generator.integers(0, 3, 30)
    rows = [np.where(generator.random(30) < 0.75, truth, generator.integers(0, 3, 30)) for _ in range(3)]
    ratings = np.array(rows, dtype=float)
    drawn = np.random.Generator(np.random.PCG64(4)).integers(0, 30, size=(2000, 30))
    for coefficient, options in (
        (krippendorff_alpha, {"level": "ordinal"}),
        (gwet_ac2, {"weights": "linear"}),
        (fleiss_kappa, {}),
    ):
        found = rating_interval(coefficient, ratings, seed=4, **options)  # type: ignore[arg-type]
        slow = [coefficient(ratings[:, units], **options) for units in drawn[:]]
        low, high = np.quantile(slow, (0.025, 0.975), method="median_unbiased")
        assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))
        assert found.value == coefficient(ratings, **options)
        assert found.units == 30
        assert rating_interval(coefficient, ratings, seed=5, **options).low != found.low  # type: ignore[arg-type]


def test_a_category_that_no_drawn_unit_holds_is_still_a_category() -> None:
    ratings = [["a"] * 9 + ["b"], ["a"] * 9 + ["b"]]
    found = rating_interval(brennan_prediger, ratings)
    assert (found.value, found.low, found.high) == (1, 1, 1)
    # Alpha and kappa are undefined in the resamples without b: more than 1 in 20.
    for coefficient in (krippendorff_alpha, fleiss_kappa):
        found = rating_interval(coefficient, ratings)
        assert (found.value, found.low, found.high) == (1, None, None)
        assert found.rule == "none: undefined in more than 1 in 20 resamples"


def test_fewer_than_five_units_that_two_rated_have_no_interval() -> None:
    found = rating_interval(krippendorff_alpha, [[1, 2, 1, 2, 1], [1, 2, 1, 1, None]])
    assert (found.low, found.high, found.units, found.rule) == (None, None, 4, "none: fewer than 5 units")
