"""A comparison of groups as a result: its numbers, and that no group's few respondents are in it."""

import pickle

import numpy as np
import polars as pl
import pytest
from group_cases import ITEMS, drawn, sampled

from handrail.disclosure import Ledger, review
from handrail.typology import METHODS, class_invariance, invariance_result, own_classes
from handrail.values import DataError, DisclosureRefused

ABOUT = {
    "name": "typology:experiences", "title": "Experiences", "source": "adults", "sample": "quota",
    "selection": "age and sex by quota",
}  # fmt: skip
PLAN = {"starts": 5, "seed": 2}
WORDS = {"g0": "North", "g1": "South", "g2": "West"}


def table(tables, part):
    return next(one for one in tables if one.name == f"typology:experiences.{part}")


@pytest.fixture(scope="module")
def made():
    answers, group, _ = drawn(1500, planted=0.5)
    found = class_invariance(answers, group, 3, **PLAN)
    own = own_classes(answers, group, [2, 3], starts=5)
    result = invariance_result(
        found, own, item_labels={"paid": "Was paid"}, group_labels=WORDS,
        class_names=["Little", "Talked to", "Everything"], **ABOUT,
    )  # fmt: skip
    return found, own, result


def test_the_tables_hold_the_numbers_of_the_comparison(made):
    found, own, result = made
    assert [one.name.partition(".")[2] for one in result.tables] == [
        "models", "tests", "items", "steps", "wald", "matches", "group-shares", "group-answers",
        "own-numbers", "own-shares",
    ]  # fmt: skip
    models = table(result.tables, "models").cells
    for name in ("log_likelihood", "bic", "entropy"):
        assert [cell.value(name) for cell in models] == found.models[name].to_list()
    tests = {tuple(cell.group.values()): cell for cell in table(result.tables, "tests").cells}
    row = found.comparisons.row(0, named=True)
    assert tests[row["model"], row["within"]].value("p") == row["p"]
    items = {cell.group["item"]: cell for cell in table(result.tables, "items").cells}
    assert items["Was paid"].value("freed") == 1.0
    assert items["Was paid"].value("adjusted_p") == found.items["adjusted_p"][5]
    assert items["asked"].value("freed") == 0.0
    shares = [cell for cell in table(result.tables, "group-shares").cells if cell.group["group"] == "South"]
    partial = found.shares.filter(pl.col("model") == "partial", pl.col("group") == "g1")
    assert [cell.category for cell in shares] == ["Little", "Talked to", "Everything"]
    assert [cell.value("estimate") for cell in shares] == partial["share"].to_list()
    assert sum(cell.count for cell in shares) == pytest.approx(500, abs=1)
    answers = {tuple(cell.group.values()): cell for cell in table(result.tables, "group-answers").cells}
    told = found.answers.filter(
        pl.col("group") == "g2", pl.col("class") == 2, pl.col("item") == "paid", pl.col("category") == 1
    )
    cell = answers["Was paid", "Talked to", "West"]
    assert cell.value("estimate") == told["probability"][0]
    assert (cell.n, cell.count) == (round(told["answered"][0]), round(told["n"][0]))
    assert len(answers) == len(table(result.tables, "group-answers").cells) == 6 * 3 * 3
    numbers = [cell.value("profiles") for cell in table(result.tables, "own-numbers").cells]
    assert numbers == own.numbers["n_classes"].to_list()


def test_near_0_and_1_a_groups_probability_leaves_as_a_limit_alone():
    chance = np.random.default_rng(4)
    pressed = chance.random(3000) < 0.4
    likely = np.where(pressed[:, None], [0.965, 0.8, 0.75, 0.7], [0.035, 0.1, 0.15, 0.2])
    frame = pl.DataFrame((chance.random((3000, 4)) < likely).astype(int), schema=["a", "b", "c", "d"])
    found = class_invariance(frame, ["x", "y", "z"] * 1000, 2, free_items=["d"], **PLAN)
    near = found.answers.filter(
        (pl.col("probability") < 0.05) | (pl.col("probability") > 0.95), pl.col("category") == 1
    )
    assert near.height
    # Without weights each respondent is worth one.
    assert found.answers["effective_n"].to_list() == pytest.approx(found.answers["answered"].to_list())
    cells = table(invariance_result(found, **ABOUT).tables, "group-answers").cells
    limited = [cell for cell in cells if "estimate" not in cell.values]
    assert len(limited) == near.height
    for cell in limited:
        assert cell.values in ({"below": 0.05}, {"above": 0.95})
    # What differs is told to the limit, and does not give the number behind it back.
    told = {
        c.group["item"]: c.value("difference")
        for c in table(invariance_result(found, **ABOUT).tables, "items").cells
    }
    limits = {(c.group["item"], c.group["class"], c.group["group"]): c.values for c in cells}
    for item in frame.columns:
        sizes = []
        for name in ("Profile 1", "Profile 2"):
            values = [limits[item, name, group] for group in "xyz"]
            numbers = [next(iter(one.values())) for one in values]
            sizes += [max(numbers) - min(numbers)]
        assert told[item] == pytest.approx(max(sizes), abs=0.0151)
    weights = chance.uniform(0.2, 4, 3000)
    weighted = class_invariance(frame, ["x", "y", "z"] * 1000, 2, free_items=["d"], weights=weights, **PLAN)
    assert (weighted.answers["effective_n"] < 0.85 * weighted.answers["answered"]).all()


def test_it_says_how_it_was_made_and_that_nobody_is_a_kind_of_person(made):
    _, _, result = made
    assert result.method == METHODS["typology.invariance"]
    assert result.rules["correction"] == "Holm, over all items of a step"
    assert result.rules["tests"] == "likelihood ratios, compared with chi-square"
    assert (result.base, result.left_out) == (1500, ())
    for one in result.tables:
        assert "not a kind of person" in one.notes[-1]
    assert any("Was paid" in note for note in table(result.tables, "models").notes)
    answers = table(result.tables, "group-answers")
    assert (answers.labels["class"], answers.labels.get(answers.variable)) == ("Profile", None)
    assert table(result.tables, "group-shares").labels["typology:experiences.group-shares"] == "Profile"
    for part in ("group-shares", "group-answers"):
        assert any("Assumed: age and sex" in note for note in table(result.tables, part).notes)
    assert any("found in these answers" in note for note in table(result.tables, "tests").notes)


def test_under_a_design_it_says_that_ratios_were_corrected():
    answers, group, chance = drawn(900, 2)
    found = class_invariance(answers, group, 3, free_items=["met"], **sampled(900, chance), **PLAN)
    result = invariance_result(found, **ABOUT)
    assert "Rao-Scott" in result.rules["tests"]
    assert "steps" not in {one.name.partition(".")[2] for one in result.tables}
    said = " ".join(note for one in result.tables for note in one.notes)
    assert "never with chi-square" in said
    assert "compared with chi-square." not in said
    assert all(cell.value("dbic") is not None for cell in table(result.tables, "models").cells)


def test_review_releases_what_large_groups_tell(made):
    _, _, result = made
    outcome = review(result.tables, [], Ledger())
    released = outcome.released.tables
    for part in ("models", "tests", "items", "group-shares"):
        assert not any(cell.withheld for cell in table(released.values(), part).cells)


def small_class(rows=700, seed=3):
    """Return two groups, of which the second has a class of very few."""
    chance = np.random.default_rng(seed)
    group = np.arange(rows) % 2
    member = np.where(group == 0, chance.integers(0, 2, rows), np.arange(rows) // 2 < 6)
    likely = np.array([0.1, 0.9])[member.astype(int)]
    answers = pl.DataFrame((chance.random((rows, 6)) < likely[:, None]).astype(int), schema=ITEMS)
    return answers, group


def test_a_class_of_few_in_one_group_is_withheld_with_what_would_give_it_back():
    answers, group = small_class()
    found = class_invariance(answers, group, 2, free_items=(), **PLAN)
    assert found.shares["n"].min() < 10
    result = invariance_result(found, **ABOUT)
    outcome = review(result.tables, [], Ledger())
    shares = table(outcome.released.tables.values(), "group-shares").cells
    # The small class, its sibling, and the other group: the profiles of all would give it back.
    assert all(cell.withheld for cell in shares)
    assert all(cell.value("estimate") is None for cell in shares)
    for cell in table(outcome.released.tables.values(), "group-answers").cells:
        if cell.group["class"] == "Profile 2":
            assert cell.withheld
    distances = {tuple(cell.group.values()): cell for cell in table(result.tables, "matches").cells}
    assert distances["Profile 2", "1"].value("distance") is None
    assert distances["Profile 1", "1"].value("distance") is not None
    items = table(result.tables, "items").cells
    told = found.answers.filter(pl.col("class") == 1).with_columns(
        fewest=pl.min_horizontal("n", pl.col("answered") - pl.col("n"))
    )
    for cell in items:
        own = told.filter(pl.col("item") == cell.group["item"], pl.col("category") == 1)
        expected = abs(own["probability"][0] - own["probability"][1]) if own["fewest"].min() >= 10 else None
        assert cell.value("difference") == pytest.approx(expected)
    open_file = invariance_result(found, **ABOUT, public_use=True)
    assert all(cell.value("difference") is not None for cell in table(open_file.tables, "items").cells)


def test_how_many_were_left_out_with_a_small_group_cannot_be_had_by_subtraction():
    answers, group, chance = drawn(907, 2, seed=4)
    few = pl.Series(np.where(np.arange(907) < 6, "few", group.to_numpy()))
    found = class_invariance(answers, few, 3, weights=chance.uniform(0.5, 2, 907), **PLAN)
    result = invariance_result(found, own_classes(answers, few, [3], starts=3), **ABOUT)
    assert found.n == 901
    assert (result.base, result.weighted_base, result.left_out) == (900, None, ())
    assert "group not compared: few (fewer than 100 respondents)" in result.warnings
    said = [*result.warnings, *result.rules.values(), *(note for one in result.tables for note in one.notes)]
    assert not [sentence for sentence in said if "901" in sentence or "907" in sentence]
    assert not [
        value for one in result.tables for cell in one.cells for value in cell.values.values()
        if value in {6, 900, 901, 907}
    ]  # fmt: skip
    for one in result.tables:
        assert any("rounded down to tens" in note for note in one.notes)
        for cell in one.cells:
            assert cell.n % 10 == 0
            assert (cell.count or 0) % 10 == 0
            assert cell.value("denominator_df") is None
    # The criteria would tell the number too: they are those of the rounded one.
    for cell in table(result.tables, "models").cells:
        price = cell.value("bic") + 2 * cell.value("log_likelihood")
        assert price == pytest.approx(cell.value("parameters") * np.log(900))
    public = invariance_result(found, **ABOUT, public_use=True)
    assert (public.base, public.left_out[0].rows) == (901, 6)


def test_rounding_down_lets_nothing_leave_that_would_have_stayed():
    answers, group, _ = drawn(907, 2, seed=4)
    few = pl.Series(np.where(np.arange(907) < 6, "few", group.to_numpy()))
    found = class_invariance(answers, few, 3, free_items=(), **PLAN)
    result = invariance_result(found, **ABOUT)
    exact = {
        (row["item"], row["class"], row["group"]): (round(row["answered"]), round(row["n"]))
        for row in found.answers.filter(pl.col("category") == 1).iter_rows(named=True)
    }
    seen = 0
    for cell in table(result.tables, "group-answers").cells:
        n, count = exact[cell.group["item"], int(cell.group["class"][-1]), cell.group["group"]]
        if min(count, n - count) < 10:
            seen += 1
            assert cell.count == 0
        else:
            assert 10 <= cell.count <= count
            assert cell.n - cell.count >= 10
    assert seen > 0


def test_a_comparison_stays_in_memory(made):
    for one in made[:2]:
        with pytest.raises(DisclosureRefused):
            pickle.dumps(one)


def test_no_table_has_a_cell_for_each_respondent(made):
    _, _, result = made
    assert max(len(one.cells) for one in result.tables) == 54


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"group_labels": {"g9": "East"}}, "no group 'g9'"),
        ({"group_labels": {"g0": "g1"}}, "groups have different labels"),
        ({"item_labels": {"pid": "Paid"}}, "no item 'pid'"),
        ({"class_names": ["One"]}, "1 names for 3 classes"),
        ({"yes": 7}, "without '7'"),
        ({"sample": "census"}, "sample type"),
    ],
)
def test_words_that_fit_nothing_are_refused(made, given, rule):
    with pytest.raises(DataError, match=rule):
        invariance_result(made[0], **(ABOUT | given))


def test_answers_of_profiles_in_groups_can_be_left_out_and_nothing_else_goes_with_them(made):
    found, own, whole = made
    words = {"item_labels": {"paid": "Was paid"}}
    parts = [table.name for table in whole.tables]
    without = [table.name for table in invariance_result(found, own, answers=False, **(ABOUT | words)).tables]
    assert without == [name for name in parts if not name.endswith(".group-answers")]
    assert len(without) == len(parts) - 1


def test_own_classes_of_other_groups_are_refused(made):
    answers, group, _ = drawn(600, 2)
    with pytest.raises(DataError, match="own classes are of the groups that are compared"):
        invariance_result(made[0], own_classes(answers, group, [2], starts=2), **ABOUT)


def test_items_with_more_answers_have_each_of_them():
    answers, group, chance = drawn(900, 2)
    three = answers.with_columns(met=answers["met"] + chance.integers(0, 2, 900))
    found = class_invariance(three, group, 2, free_items=(), **PLAN)
    cells = table(invariance_result(found, **ABOUT).tables, "group-answers").cells
    words = [cell.category for cell in cells if cell.group["item"] == "met"]
    assert words == ["0", "1", "2"] * 4


def test_counts_have_no_table_of_answers():
    chance = np.random.default_rng(3)
    group = np.arange(400) % 2
    low = chance.random(400) < 0.5
    frame = pl.DataFrame({name: chance.poisson(np.where(low, 1, 6)) for name in "abc"})
    found = class_invariance(frame, group, 2, kinds="count", free_items=(), **PLAN)
    result = invariance_result(found, **ABOUT)
    assert "group-answers" not in {one.name.partition(".")[2] for one in result.tables}
    assert found.numbers.height == 3 * 2 * 2
    assert all(cell.value("difference") is None for cell in table(result.tables, "items").cells)
