"""What may be wrong with groups, and what is said of it."""

import numpy as np
import polars as pl
import pytest
from group_cases import drawn

from handrail.typology import class_invariance, own_classes
from handrail.values import DataError

PLAN = {"starts": 3, "seed": 1, "free_items": ()}


def refused(answers, group, classes=2, **more):
    """Return what both functions say, and hold that it is the same."""
    with pytest.raises(DataError) as caught:
        class_invariance(answers, group, classes, **(PLAN | more))
    assert caught.value.exit_code == 11
    with pytest.raises(DataError) as other:
        own_classes(answers, group, [classes], starts=3, **{k: v for k, v in more.items() if k != "level"})
    assert str(other.value) == str(caught.value)
    return str(caught.value)


def with_few(few, rows=400):
    answers, group, _ = drawn(rows, 2)
    return answers, pl.Series(np.where(np.arange(rows) < few, "few", group.to_numpy()))


@pytest.mark.parametrize("few", [1, 6])
def test_a_group_of_one_or_six_people_is_left_out_with_the_reason(few):
    answers, group = with_few(few)
    found = class_invariance(answers, group, 2, **PLAN)
    (one,) = found.left_out
    assert (one.group, one.n, one.reason) == ("few", few, "fewer than 100 respondents")
    assert found.n == 400 - few
    assert found.groups["group"].to_list() == ["g0", "g1"]
    own = own_classes(answers, group, [1, 2], starts=3)
    assert own.left_out == found.left_out
    assert own.numbers["group"].to_list() == ["g0", "g1"]
    alone = class_invariance(answers[few:], group[few:], 2, **PLAN)
    assert found.models["log_likelihood"].to_list() == pytest.approx(alone.models["log_likelihood"].to_list())


def test_where_too_few_groups_are_large_enough_each_is_named_with_its_reason():
    answers, _, _ = drawn(200, 2)
    group = ["large"] * 194 + ["small"] * 6
    said = refused(answers, group)
    assert "'small' with 6: fewer than 100 respondents" in said
    assert "join groups" in said


def test_a_group_with_no_more_respondents_than_parameters_is_left_out():
    answers, group = with_few(20)
    found = class_invariance(answers, group, 3, smallest_group=15, **PLAN)
    assert found.left_out[0].reason == "no more respondents than the 20 parameters of 3 classes of its own"


def test_one_group_only_is_refused():
    answers, _, _ = drawn(300, 2)
    assert "groups are two or more; received: one" in refused(answers, ["here"] * 300)
    assert "a comparison has groups; received: none" in refused(answers, None)


def test_a_row_without_a_group_is_refused():
    answers, group, _ = drawn(300, 2)
    assert "1 without" in refused(answers, [None, *group[1:]])
    assert "299 for 300 rows" in refused(answers, group[1:])


def test_an_item_that_a_group_did_not_answer_is_refused():
    answers, group, _ = drawn(300, 2)
    gone = answers.with_columns(met=pl.when(pl.lit(group == "g0")).then("met"))
    assert "nobody of 'g1' answered 'met'" in refused(gone, group)


def test_an_item_with_one_answer_in_a_group_is_refused():
    answers, group, _ = drawn(300, 2)
    flat = answers.with_columns(met=pl.when(pl.lit(group == "g0")).then("met").otherwise(0))
    said = refused(flat, group)
    assert "'met' has one in 'g1'" in said
    assert "leave the item or the group out" in said


def test_an_answer_that_nobody_of_a_group_gave_is_refused_and_not_shown():
    answers, group, chance = drawn(300, 2)
    three = pl.Series(np.where(group == "g1", chance.integers(0, 2, 300), chance.integers(0, 3, 300)))
    said = refused(answers.with_columns(met=three.replace_strict({0: "no", 1: "yes", 2: "often"})), group)
    assert "'met' with an answer that nobody of 'g1' gave" in said
    assert "often" not in said


def test_an_answer_of_a_group_that_is_left_out_alone_is_refused():
    answers, group = with_few(6)
    one = answers.with_columns(met=pl.when(pl.lit(group == "few")).then(2).otherwise("met"))
    assert "an answer of a group that is left out alone" in refused(one, group)


def test_counts_need_not_be_the_same_in_all_groups():
    _, group, chance = drawn(300, 2)
    frame = pl.DataFrame({name: chance.poisson(2 + 2 * (group == "g1").to_numpy()) for name in "abc"})
    assert class_invariance(frame, group, 2, kinds="count", **PLAN).n == 300


def test_all_items_free_are_refused():
    answers, group, _ = drawn(300, 2)
    with pytest.raises(DataError, match="an item at least stays equal"):
        class_invariance(answers, group, 2, starts=3, free_items=answers.columns)


def test_an_unknown_item_is_named_with_the_nearest():
    answers, group, _ = drawn(300, 2)
    with pytest.raises(DataError, match="no 'pid'; did you mean 'paid'"):
        class_invariance(answers, group, 2, starts=3, free_items=["pid"])


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"n_classes": 1}, "n_classes is a whole number, at least 2"),
        ({"n_classes": True}, "n_classes"),
        ({"starts": 0}, "starts is a whole number, at least 1"),
        ({"seed": -1}, "seed is a whole number, at least 0"),
        ({"tolerance": 0.0}, "a tolerance is a number above zero"),
        ({"smallest_group": 6}, "smallest_group is a whole number, at least 10"),
        ({"level": 5}, "level lies between 0 and 1"),
        ({"least_difference": "large"}, "least_difference lies between 0 and 1"),
    ],
)
def test_a_parameter_that_breaks_its_rule_is_refused(given, rule):
    answers, group, _ = drawn(300, 2)
    with pytest.raises(DataError, match=rule):
        class_invariance(answers, group, **({"n_classes": 2, **PLAN} | given))


@pytest.mark.parametrize(
    ("classes", "more", "rule"),
    [
        ([], {}, "numbers of classes; received: none"),
        ([2], {"farthest": 0.0}, "a farthest distance"),
        ([0, 1], {}, "n_classes is a whole number"),
        ([2], {"smallest_group": 3}, "smallest_group is a whole number, at least 10"),
    ],
)
def test_own_classes_refuse_what_breaks_a_rule(classes, more, rule):
    answers, group, _ = drawn(300, 2)
    with pytest.raises(DataError, match=rule):
        own_classes(answers, group, classes, starts=2, **more)


def test_classes_that_no_group_can_tell_are_not_tested():
    answers, group, _ = drawn(300, 2)
    found = class_invariance(answers.select("asked", "moved"), group, 2, **PLAN)
    assert not found.models.filter(pl.col("model") == "configural")["identified"][0]
    assert found.comparisons.filter(pl.col("within") == "configural")["p"].null_count() == 1
    assert found.wald["p"].null_count() == found.wald.height
    sought = class_invariance(answers.select("asked", "moved"), group, 2, starts=3)
    assert (sought.free_items, sought.steps.height) == ((), 0)
    assert sought.items["adjusted_p"].null_count() == 2
