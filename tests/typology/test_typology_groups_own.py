"""Groups with classes of their own number: which are found in several, and which in one only."""

from itertools import permutations

import numpy as np
import polars as pl
import pytest
from group_cases import drawn

from handrail.typology import LatentClasses, compare_classes, own_classes

YES = np.array([[0.1] * 6, [0.9] * 6, [0.9] * 3 + [0.1] * 3])
PLAN = {"starts": 5, "seed": 1}


def two_and_three(rows=1200, seed=2):
    """Return three groups: two with three classes, and one without the third."""
    chance = np.random.default_rng(seed)
    group = np.arange(rows) % 3
    member = np.where(group == 2, chance.integers(0, 2, rows), chance.integers(0, 3, rows))
    answers = pl.DataFrame((chance.random((rows, 6)) < YES[member]).astype(int), schema=list("abcdef"))
    return answers, pl.Series(["x", "y", "z"])[group], chance


@pytest.fixture(scope="module")
def found():
    answers, group, _ = two_and_three()
    return answers, group, own_classes(answers, group, [1, 2, 3, 4], **PLAN)


def test_each_group_has_the_number_with_its_lowest_bic(found):
    answers, group, own = found
    assert own.numbers["n_classes"].to_list() == [3, 3, 2]
    assert set(own.numbers["criterion"]) == {"bic"}
    assert own.numbers["supported"].all()
    for row in own.numbers.iter_rows(named=True):
        alone = compare_classes(answers.filter(group == row["group"]), [1, 2, 3, 4], **PLAN)
        assert row["n_classes"] == alone.best
        assert row["value"] == pytest.approx(alone.table["bic"].min())
        assert row["behind"] == pytest.approx(sorted(alone.table["bic"])[1] - alone.table["bic"].min())
        assert own.comparisons[row["group"]].equals(alone.table)


def test_profiles_that_groups_share_are_one_and_the_third_class_is_not_in_the_last(found):
    _, _, own = found
    assert own.classes["profile"].to_list() == [1, 1, 1, 2, 2, 2, 3, 3]
    assert own.classes["group"].to_list() == ["x", "y", "z", "x", "y", "z", "x", "y"]
    assert own.classes["found_in"].to_list() == [3] * 6 + [2] * 2
    assert own.classes["only_in"].null_count() == 8
    third = own.answers.filter(
        pl.col("profile") == 3, pl.col("category") == 1, pl.col("item").is_in(["a", "f"])
    )
    assert third["probability"].round(1).to_list() == pytest.approx([0.9, 0.1, 0.9, 0.1], abs=0.11)
    sums = own.classes.group_by("group").agg(pl.col("share").sum())
    assert sums["share"].to_list() == pytest.approx([1] * 3)


def test_a_class_of_one_group_only_is_shown_as_that():
    answers, group, _ = two_and_three()
    pair = group.is_in(["x", "z"])
    own = own_classes(answers.filter(pair), group.filter(pair), [1, 2, 3], **PLAN)
    assert own.classes.filter(pl.col("only_in").is_not_null()).select(
        "profile", "group", "only_in"
    ).rows() == [(3, "x", "x")]


def test_a_match_that_is_further_than_allowed_is_none():
    answers, group, _ = two_and_three()
    own = own_classes(answers, group, [2], farthest=0.001, **PLAN)
    assert own.classes["found_in"].to_list() == [1] * 6
    assert own.classes["only_in"].null_count() == 0


def test_matches_have_the_smallest_sum_of_distances_of_all_ways():
    answers, group, _ = two_and_three(seed=3)
    pair = group.is_in(["x", "y"])
    own = own_classes(answers.filter(pair), group.filter(pair), [3], farthest=1.0, **PLAN)
    yes = {
        label: LatentClasses(3, **PLAN)
        .fit(answers.filter(group == label))
        .item_probabilities_.filter(pl.col("category") == 1)["probability"]
        .to_numpy()
        .reshape(3, 6)
        for label in ("x", "y")
    }
    first = own.numbers.sort("n", descending=True, maintain_order=True)["group"][0]
    other = {"x": "y", "y": "x"}[first]
    apart = np.abs(yes[first][:, None] - yes[other][None]).mean(axis=2)
    least = min(sum(apart[k, way[k]] for k in range(3)) for way in permutations(range(3)))
    assert own.classes["distance"].sum() == pytest.approx(least, abs=1e-5)


def test_under_a_design_the_rows_of_other_groups_stay_in_it():
    answers, group, chance = two_and_three()
    cluster = chance.integers(0, 60, 1200)
    weights = chance.uniform(0.5, 2, 1200)
    own = own_classes(
        answers, group, [1, 2, 3], weights=weights, strata=cluster % 6, clusters=cluster, **PLAN
    )
    assert set(own.numbers["criterion"]) == {"dbic"}
    inside = np.where(group == "y", weights, 0.0)
    alone = compare_classes(
        answers, [1, 2, 3], weights=inside, strata=cluster % 6, clusters=cluster, **PLAN
    ).table
    assert own.comparisons["y"]["dbic"].to_list() == pytest.approx(alone["dbic"].to_list())
    assert own.numbers.filter(pl.col("group") == "y")["n"][0] == 400


def test_one_class_is_a_possible_answer_and_no_typology():
    _, group, chance = drawn(600, 2)
    noise = pl.DataFrame(chance.integers(0, 2, (600, 5)), schema=list("abcde"))
    own = own_classes(noise, group, [1, 2], **PLAN)
    assert own.numbers["n_classes"].to_list() == [1, 1]
    assert not own.numbers["supported"].any()
    assert own.numbers["reasons"].to_list() == ["one class has the lowest BIC"] * 2
    assert own.classes["found_in"].to_list() == [2, 2]


def test_frequency_weights_equal_repeated_rows():
    answers, group, chance = two_and_three(600)
    times = chance.integers(1, 4, 600)
    places = np.repeat(np.arange(600), times)
    weighed = own_classes(answers, group, [2, 3], weights=times, weight_kind="frequency", **PLAN)
    long = own_classes(answers[places], group[places], [2, 3], **PLAN)
    assert weighed.numbers.drop("value", "behind").equals(long.numbers.drop("value", "behind"))
    assert weighed.numbers["value"].to_list() == pytest.approx(long.numbers["value"].to_list(), rel=1e-8)
    assert weighed.classes["share"].to_list() == pytest.approx(long.classes["share"].to_list(), abs=1e-6)
