"""Stability: the same as repeated rows and slow versions, planted classes, designs, bounds, and stops."""

from math import exp, log

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize
from slow_stability import slow_jaccard, slow_match, slow_profile_distance

from handrail.typology import (
    LatentClasses,
    leave_groups_out,
    leave_items_out,
    printed_probability,
    split_halves,
    stability,
)
from handrail.typology.latent_classes import kept_of
from handrail.typology.matching import class_jaccards, matched, modal_classes, profile_distances
from handrail.typology.membership import item_tables, membership_of
from handrail.typology.printed import effective_sizes, profile_bound
from handrail.typology.refitting import refit, shares_in
from handrail.typology.resampling import resampling_of
from handrail.values import DataError, Interrupted

NAMES = [f"i{j}" for j in range(8)]
LIKELY = np.array([[0.1] * 8, [0.9] * 4 + [0.15] * 4, [0.85] * 8])


def planted(rows=900, seed=1, shares=(0.5, 0.3, 0.2)):
    chance = np.random.default_rng(seed)
    of = chance.choice(3, rows, p=shares)
    return pl.DataFrame((chance.random((rows, 8)) < LIKELY[of]).astype(int), schema=NAMES)


@pytest.fixture(scope="module")
def model():
    return LatentClasses(3, starts=10, seed=1).fit(planted())


@pytest.fixture(scope="module")
def found(model):
    return stability(model, replicates=60, starts=4, seed=3)


def test_planted_classes_come_back_and_a_spurious_one_does_not(found):
    assert found.classes["recovered"].to_list() == [1.0, 1.0, 1.0]
    assert found.classes["jaccard"].min() > 0.85
    more = stability(LatentClasses(4, starts=20, seed=1).fit(planted()), replicates=40, starts=8, seed=3)
    assert more.classes["recovered"].min() < 0.5
    assert more.classes["recovered"].max() > 0.9


def test_intervals_hold_the_estimates_and_are_as_wide_as_their_standard_errors(model, found):
    errors = model.standard_errors_.filter(pl.col("parameter") == "share")
    for row, se in zip(found.classes.iter_rows(named=True), errors["se"], strict=True):
        assert row["low"] < row["share"] < row["high"]
        assert (row["high"] - row["low"]) / (2 * 1.96 * se) == pytest.approx(1, abs=0.3)
    table = found.probabilities
    assert (table["low"] <= table["probability"]).all()
    assert (table["probability"] <= table["high"]).all()
    assert table["printed"].to_list() == [
        printed_probability(p, 100.0) for p in table["probability"].to_list()
    ]


def test_a_replicate_is_the_model_of_its_rows_repeated(model):
    layout = kept_of(model).layout
    drawing = resampling_of(layout.patterns, kept_of(model).sampled, weighted=False)
    weight = drawing.bootstrap(np.random.Generator(np.random.PCG64(8)))
    assert weight.sum() == 900
    again = refit(layout, weight, kept_of(model).found, 4, 0, 50)
    rows = pl.DataFrame(np.repeat(layout.patterns.codes, weight.astype(int), axis=0), schema=NAMES)
    fresh = LatentClasses(3, starts=10, seed=9).fit(rows)
    assert again.log_likelihood == pytest.approx(fresh.log_likelihood_, abs=1e-4)
    assert sorted(again.parameters.prior[0], reverse=True) == pytest.approx(fresh.class_shares_, abs=1e-3)


def test_one_worker_and_two_give_the_same_and_so_does_going_on_after_a_stop(model, found):
    alone = stability(model, replicates=60, starts=4, seed=3, workers=1)
    assert alone.classes.equals(found.classes)
    assert alone.probabilities.equals(found.probabilities)
    memory, told = {}, []
    with pytest.raises(Interrupted, match="of 60"):
        stability(model, replicates=60, starts=4, seed=3, memory=memory, stop=lambda: len(memory) > 9)
    done = len(memory)
    assert 9 < done < 60
    again = stability(
        model, replicates=60, starts=4, seed=3, memory=memory, progress=lambda n, whole: told.append(n)
    )
    assert again.classes.equals(found.classes)
    assert told == list(range(done + 1, 61))


def test_sampling_weights_times_a_constant_change_nothing():
    frame = planted(400)
    weights = np.random.default_rng(2).uniform(0.5, 2, 400)
    one, other = (
        stability(LatentClasses(3, starts=8).fit(frame, weights * times), replicates=12, starts=2)
        for times in (1, 7.5)
    )
    for name in ("share", "low", "high", "jaccard"):
        assert one.classes[name].to_numpy() == pytest.approx(other.classes[name].to_numpy(), abs=1e-5)
    squares = (weights.sum() ** 2 / (weights**2).sum()) / 400
    assert 0.8 * squares < one.classes["effective_n"].sum() / 400 < 1.2 * squares


def design(clusters=24, size=15):
    frame = planted(clusters * size, seed=4)
    cluster = np.repeat(np.arange(clusters), size)
    return frame, cluster // 6, cluster


def test_rao_wu_draws_vary_as_the_linearised_variance_of_a_total_says():
    frame, strata, clusters = design()
    weights = np.random.default_rng(7).uniform(0.5, 2, frame.height)
    model = LatentClasses(2, starts=3).fit(frame, weights, strata, clusters)
    patterns = kept_of(model).layout.patterns
    drawing = resampling_of(patterns, kept_of(model).sampled, weighted=True)
    assert drawing.unit == "clusters"
    chance = np.random.default_rng(1)
    yes = (patterns.codes[:, 0] == 1).astype(float)
    totals = np.array([drawing.bootstrap(chance) @ yes for _ in range(4000)])
    scaled = weights / weights.sum() * frame.height * frame["i0"].to_numpy()
    of_clusters = np.bincount(clusters, scaled)
    variance = sum(
        6
        / 5
        * sum((of_clusters[c] - of_clusters[6 * h : 6 * h + 6].mean()) ** 2 for c in range(6 * h, 6 * h + 6))
        for h in range(4)
    )
    assert totals.mean() == pytest.approx(scaled.sum(), rel=0.01)
    assert totals.var() == pytest.approx(variance, rel=0.08)


def test_clusters_stay_whole_in_halves_and_halves_are_the_sample():
    frame, strata, clusters = design()
    model = LatentClasses(2, starts=3).fit(frame, None, strata, clusters)
    patterns = kept_of(model).layout.patterns
    drawing = resampling_of(patterns, kept_of(model).sampled, weighted=False)
    for seed in range(5):
        one, other = drawing.halves(np.random.default_rng(seed))
        assert one + other == pytest.approx(patterns.weight, abs=1e-12)
        assert one.sum() == 12 * 15
    plain = resampling_of(patterns, kept_of(LatentClasses(2, starts=2).fit(frame)).sampled, weighted=False)
    one, other = plain.halves(np.random.default_rng(1))
    assert (one + other).tolist() == patterns.respondents.tolist()
    assert one.sum() == 180


def test_a_stratum_with_one_cluster_enters_each_draw_as_it_is_and_is_told():
    frame, strata, clusters = design()
    alone = np.where(clusters == 23, 9, strata)
    model = LatentClasses(2, starts=3).fit(frame, None, alone, clusters)
    drawing = resampling_of(kept_of(model).layout.patterns, kept_of(model).sampled, weighted=False)
    assert drawing.alone == 1
    # 5 draws of the other strata's 6 clusters, 4 of the last one's 5, each scaled up: the sum is always n.
    assert drawing.bootstrap(np.random.default_rng(1)).sum() == pytest.approx(360)
    assert stability(model, replicates=3, starts=1).strata_alone == 1


@given(
    st.integers(2, 5).flatmap(
        lambda k: st.lists(st.lists(st.floats(0, 1), min_size=k, max_size=k), min_size=k, max_size=k)
    )
)
def test_classes_are_matched_in_the_best_of_all_orders(distances):
    ours, best = matched(np.array(distances)), slow_match(distances)
    cost = [sum(distances[k][order[k]] for k in range(len(distances))) for order in (ours, best)]
    assert sorted(ours) == list(range(len(distances)))
    assert cost[0] == pytest.approx(cost[1], abs=1e-12)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.floats(0.1, 5)), min_size=1, max_size=30))
def test_jaccard_coefficients_are_those_of_the_slow_version(rows):
    one, other, weights = (list(column) for column in zip(*rows, strict=True))
    ours = class_jaccards(np.array(one), np.array(other), np.array(weights), 4)
    for label in range(4):
        slow = slow_jaccard(one, other, weights, label)
        assert np.isnan(ours[label]) if slow is None else ours[label] == pytest.approx(slow, abs=1e-12)


def test_profile_distances_are_those_of_the_slow_version():
    chance = np.random.default_rng(3)
    frame = pl.DataFrame(
        {"a": chance.integers(0, 3, 80), "b": chance.integers(0, 2, 80), "c": chance.integers(0, 4, 80)}
    )
    fitted = LatentClasses(2, starts=3, kinds={"c": "adjacent"}).fit(frame)
    layout = kept_of(fitted).layout
    table = item_tables(layout, kept_of(fitted).found)
    profiles = [
        [table[layout.first[j] : layout.first[j + 1] - 1, k].tolist() for j in range(3)] for k in range(2)
    ]
    ours = profile_distances(layout, kept_of(fitted).found, kept_of(fitted).found)
    for k in range(2):
        for m in range(2):
            assert ours[k, m] == pytest.approx(slow_profile_distance(profiles[k], profiles[m]), abs=1e-12)


def test_profile_distances_of_numbers_are_total_variations_of_normals():
    chance = np.random.default_rng(3)
    low = chance.random(400) < 0.5
    frame = pl.DataFrame(
        {"x": np.where(low, 0.0, 6.0) + chance.normal(size=400), "y": chance.poisson(np.where(low, 1, 9))}
    )
    fitted = LatentClasses(2, starts=5, kinds={"x": "continuous", "y": "count"}).fit(frame)
    apart = profile_distances(kept_of(fitted).layout, kept_of(fitted).found, kept_of(fitted).found)
    assert apart[0, 0] == 0
    grid = np.linspace(-6, 12, 20001)
    (m0, m1), (v0, v1) = kept_of(fitted).found.items[0], kept_of(fitted).found.items[1]
    even = (v0 + v1) / 2
    density = [np.exp(-((grid - m) ** 2) / (2 * even)) / np.sqrt(2 * np.pi * even) for m in (m0, m1)]
    normal = np.abs(density[0] - density[1]).sum() * (grid[1] - grid[0]) / 2
    assert 2 * apart[0, 1] - normal == pytest.approx(
        0.95, abs=0.05
    )  # the counts' part: 1 and 9 hardly overlap


def test_leaving_a_country_out_is_the_model_without_its_rows(model):
    country = np.array(["a", "b", "c"] * 300)
    table = leave_groups_out(model, country, starts=5)
    assert table["left_out"].unique(maintain_order=True).to_list() == ["a", "b", "c"]
    fresh = LatentClasses(3, starts=10).fit(planted().filter(pl.Series(country != "b")))
    without = table.filter(pl.col("left_out") == "b")
    assert without["share"].to_numpy() == pytest.approx(fresh.class_shares_, abs=1e-3)
    assert table["adjusted_rand"].min() > 0.8
    assert table["reason"].null_count() == 9


def test_rows_without_a_group_stay_throughout(model):
    country = [None if at % 5 == 2 else "ab"[at % 2] for at in range(900)]
    table = leave_groups_out(model, country, starts=5)
    assert table["left_out"].unique(maintain_order=True).to_list() == ["a", "b"]
    stays = pl.Series([one != "b" for one in country])
    fresh = LatentClasses(3, starts=10).fit(planted().filter(stays))
    without = table.filter(pl.col("left_out") == "b")
    assert without["share"].to_numpy() == pytest.approx(fresh.class_shares_, abs=1e-3)


def test_a_class_of_one_country_is_lost_without_it():
    chance = np.random.default_rng(5)
    country = np.repeat(["here", "there"], 600)
    likely = np.where(chance.random(1200)[:, None] < 0.4, 0.85, 0.1) * np.ones(8)
    own = (country == "there") & (chance.random(1200) < 0.5)
    likely[own] = [0.95, 0.05] * 4
    frame = pl.DataFrame((chance.random((1200, 8)) < likely).astype(int), schema=NAMES)
    table = leave_groups_out(LatentClasses(3, starts=10).fit(frame), country, starts=5)
    lowest = table.group_by("left_out").agg(pl.col("jaccard").min()).sort("left_out")["jaccard"]
    assert lowest[0] > 0.7
    assert lowest[1] < 0.5


def test_groups_of_the_model_are_left_out_without_naming_them():
    country = ["a", "b"] * 450
    grouped = LatentClasses(3, starts=8).fit(planted(), groups=country)
    table = leave_groups_out(grouped, starts=4)
    fresh = LatentClasses(3, starts=8).fit(planted().gather_every(2))
    assert table.filter(pl.col("left_out") == "b")["share"].to_numpy() == pytest.approx(
        fresh.class_shares_, abs=1e-3
    )


def test_leaving_an_item_out_is_the_model_without_its_column(model):
    table = leave_items_out(model, starts=5)
    assert table["left_out"].unique(maintain_order=True).to_list() == NAMES
    fresh = LatentClasses(3, starts=10).fit(planted().drop("i2"))
    assert table.filter(pl.col("left_out") == "i2")["share"].to_numpy() == pytest.approx(
        fresh.class_shares_, abs=1e-3
    )
    assert table["distance"].max() < 0.1


def test_an_item_that_carries_the_model_is_not_left_out():
    table = leave_items_out(LatentClasses(2, starts=5).fit(planted().select(NAMES[:3])))
    assert table["share"].null_count() == table.height == 6
    assert set(table["reason"]) == {"it carries the model: the other items do not tell all parameters"}


def test_halves_agree_where_classes_are_planted_and_do_not_on_noise(model):
    halves = split_halves(model, splits=5, starts=5)
    assert halves.height == 15
    assert halves["adjusted_rand"].median() > 0.8
    noise = pl.DataFrame(np.random.default_rng(1).integers(0, 2, (900, 8)), schema=NAMES)
    found = split_halves(LatentClasses(3, starts=10).fit(noise), splits=5, starts=5)
    assert found["adjusted_rand"].median() < 0.4


def test_shares_of_a_draw_are_those_of_the_groups_that_were_drawn():
    chance = np.random.default_rng(9)
    country = np.array(["a"] * 300 + ["b"] * 300)
    low = chance.random(600) < np.where(country == "a", 0.9, 0.3)
    likely = np.where(low[:, None], 0.1, 0.9) * np.ones(8)
    frame = pl.DataFrame((chance.random((600, 8)) < likely).astype(int), schema=NAMES)
    known = ({"groups": country}, {"covariates": pl.DataFrame({"b": country == "b"})})
    for fitted in (LatentClasses(2, starts=4).fit(frame, **beside) for beside in known):
        layout = kept_of(fitted).layout
        drawing = resampling_of(layout.patterns, kept_of(fitted).sampled, weighted=False)
        draws = (drawing.bootstrap(np.random.default_rng(seed)) for seed in range(50))
        weight = next(one for one in draws if abs(one @ layout.patterns.beside / one.sum() - 0.5) > 0.03)
        again = refit(layout, weight, kept_of(fitted).found, 2, 0, 0).parameters
        # At the top a class's share is its members' share of the sample, however many are of each country.
        members = weight @ membership_of(layout, again).within
        assert shares_in(layout, again, weight) == pytest.approx(members / weight.sum(), abs=1e-5)


def test_one_frequency_row_is_as_many_rows():
    frame = planted(300)
    counts = np.random.default_rng(6).integers(1, 4, 300)
    one = LatentClasses(3, starts=8, weight_kind="frequency").fit(frame, counts)
    other = LatentClasses(3, starts=8).fit(frame.select(pl.all().repeat_by(pl.Series(counts)).explode()))
    ours, theirs = (stability(each, replicates=10, starts=3) for each in (one, other))
    for name in ("share", "low", "high", "jaccard", "effective_n"):
        assert ours.classes[name].to_numpy() == pytest.approx(theirs.classes[name].to_numpy(), abs=1e-4)


# -- probabilities at a boundary ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("probability", "n", "bound", "printed"),
    [
        (0.5, 10, None, ".50"), (0.05, 10, None, ".05"), (0.95, 10, None, ".95"), (0.0499, 60, None, "<.05"),
        (0.9501, 60, 0.8, ">.95"), (0.0, 59.9, 0.071, "<.08"), (1.0, 59.9, 0.929, ">.92"),
        (0.0, 59.9, 0.03, "<.05"), (1.0, 20, 0.99, ">.95"), (0.0, 5, 0.1, "<.10"), (0.0, 2, 1.0, "<1.00"),
    ],
)  # fmt: skip
def test_a_probability_prints_as_the_rule_says(probability, n, bound, printed):
    assert printed_probability(probability, n, bound) == printed


@settings(max_examples=200)
@given(st.floats(0, 1), st.floats(0.5, 200), st.floats(0, 1))
def test_what_is_printed_never_says_more_than_the_bound(probability, n, bound):
    printed = printed_probability(probability, n, bound)
    number = float(printed.lstrip("<>"))
    if printed[0] == "<":
        assert probability < 0.05 <= number
        assert n >= 60 or number >= bound - 1e-9
    elif printed[0] == ">":
        assert number <= 0.95 < probability
        assert n >= 60 or number <= bound + 1e-9
    else:
        assert abs(number - probability) <= 0.0051


def test_a_bound_is_asked_for_where_few_people_are_at_a_boundary():
    with pytest.raises(DataError, match="bound"):
        printed_probability(0.01, 59)
    with pytest.raises(DataError, match="between 0 and 1"):
        printed_probability(1.2, 100)


def few():
    """40 with all of six experiences but never the seventh; 200 with none, who have it now and then."""
    rows = [(1, 1, 1, 1, 1, 1, 0)] * 40 + [(0, 0, 0, 0, 0, 0, 0)] * 150 + [(0, 0, 0, 0, 0, 0, 1)] * 50
    return pl.DataFrame(rows, schema=list("abcdefg"), orient="row")


def test_the_profile_bound_of_none_among_people_told_apart_is_the_binomial_one():
    fitted = LatentClasses(2, starts=5).fit(few())
    assert effective_sizes(fitted) == pytest.approx([200, 40], abs=0.01)
    # (1 - p) ** 40 = exp(-2.7055 / 2)
    assert profile_bound(fitted, 6, 1, 1, upper=True) == pytest.approx(1 - exp(-2.705543 / 2 / 40), abs=1e-3)
    assert profile_bound(fitted, 6, 0, 1, upper=False) == pytest.approx(exp(-2.705543 / 2 / 40), abs=1e-3)


def test_the_profile_bound_of_one_class_is_that_of_a_share():
    fitted = LatentClasses(1, starts=2).fit(pl.DataFrame({"a": [1] * 2 + [0] * 48, "b": [0, 1] * 25}))
    height = lambda p: 2 * log(p) + 48 * log(1 - p)  # noqa: E731
    theirs = brentq(lambda p: height(0.04) - height(p) - 2.705543 / 2, 0.04, 0.5)
    assert profile_bound(fitted, 0, 1, 0, upper=True) == pytest.approx(theirs, abs=1e-3)


def test_the_profile_bound_where_classes_overlap_is_that_of_a_plain_maximiser():
    chance = np.random.default_rng(12)
    likely = np.where((chance.random(120) < 0.35)[:, None], [0.8, 0.75, 0.85, 0.03], [0.15, 0.2, 0.1, 0.4])
    rows = (chance.random((120, 4)) < likely).astype(int)
    fitted = LatentClasses(2, starts=20).fit(pl.DataFrame(rows, schema=list("abcd")))
    yes = kept_of(fitted).found.items[[1, 3, 5, 7]]
    k = int(yes[3].argmin())
    assert yes[3, k] < 0.05
    ours = profile_bound(fitted, 3, 1, k, upper=True)

    def minus(free):
        share = 1 / (1 + exp(-free[0]))
        p = 1 / (1 + np.exp(-np.append(free[1:8], 0.0))).reshape(2, 4)
        p[1, 3] = ours
        parts = [
            w * np.prod(np.where(rows == 1, p[c], 1 - p[c]), axis=1) for c, w in ((0, 1 - share), (1, share))
        ]
        return -np.log(parts[0] + parts[1]).sum()

    begin = np.concatenate(
        [[-0.6], np.log(yes[:, 1 - k] / (1 - yes[:, 1 - k])), np.log(yes[:3, k] / (1 - yes[:3, k]))]
    )
    best = min(
        minimize(minus, begin + shift, method="BFGS", options={"gtol": 1e-8}).fun
        for shift in (0.0, 0.2, -0.2)
    )
    # Twice the fall is the percentile, within what a change of 0.001 in the bound does.
    assert 2 * (fitted.log_likelihood_ + best) == pytest.approx(2.705543, abs=0.03)


def test_bounds_stay_near_where_a_probability_is_all_but_nought():
    chance = np.random.default_rng(1)
    likely = np.where(chance.random((4, 12)) < 0.5, 0.15, 0.8)
    likely[3] = np.where(chance.random(12) < 0.5, 0.02, 0.97)
    of = chance.choice(4, 1000, p=[0.5, 0.3, 0.155, 0.045])
    frame = pl.DataFrame((chance.random((1000, 12)) < likely[of]).astype(int))
    found = stability(LatentClasses(4, starts=20, seed=1).fit(frame), replicates=5, starts=1)
    table = found.probabilities.filter(pl.col("bound").is_not_null())
    assert found.classes["effective_n"][3] < 60
    assert table["probability"].min() < 1e-20  # where a step's other category is nothing but rounding
    away = (table["bound"] - table["probability"]).abs()
    assert away.min() > 0.02
    assert away.max() < 0.1


def test_a_small_class_at_a_boundary_prints_its_bound_and_no_interval_of_width_none():
    found = stability(LatentClasses(2, starts=5).fit(few()), replicates=30, starts=2)
    row = found.probabilities.filter(pl.col("class") == 2, pl.col("item") == "g", pl.col("category") == 1)
    assert row["probability"][0] < 1e-6
    assert row["high"][0] < 1e-6  # nobody gave the answer in any draw: the bootstrap alone says nothing
    assert row["printed"][0] == "<.05"
    assert row["bound"][0] == pytest.approx(1 - exp(-2.705543 / 2 / 40), abs=1e-3)
    tiny = stability(LatentClasses(2, starts=5).fit(few().slice(25)), replicates=30, starts=2)
    row = tiny.probabilities.filter(pl.col("class") == 2, pl.col("item") == "g", pl.col("category") == 1)
    assert row["printed"][0] == "<.09"  # 1 - exp(-1.3528 / 15) = .086


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"replicates": 1}, "replicates"), ({"starts": -1}, "starts"), ({"seed": 1.5}, "seed")],
)
def test_numbers_that_are_none_are_refused(model, changes, words):
    with pytest.raises(DataError, match=words):
        stability(model, **changes)


def test_what_was_not_fitted_is_refused():
    for call in (stability, leave_items_out, leave_groups_out, split_halves):
        with pytest.raises(DataError, match="fitted"):
            call(LatentClasses(2))


def test_one_group_and_groups_of_another_length_are_refused(model):
    with pytest.raises(DataError, match="one group for each row"):
        leave_groups_out(model, ["a", "b"])
    with pytest.raises(DataError, match="two or more"):
        leave_groups_out(model, ["a", None] * 450)
    with pytest.raises(DataError, match="two or more"):
        leave_groups_out(model)


def test_modal_classes_are_the_likeliest(model):
    within = modal_classes(kept_of(model).layout, kept_of(model).found)
    assert within.shape == (model.n_patterns_,)
    assert set(within.tolist()) == {0, 1, 2}
