"""Classes of several groups: models against fits of another way, and tests against ones by hand."""

import inspect

import numpy as np
import polars as pl
import pytest
from group_cases import ITEMS, drawn, sampled
from scipy import stats
from slow_classes import slow_step
from slow_groups import equal, holm_by_definition, information, middle, slopes

from handrail.typology import LatentClasses, class_invariance
from handrail.typology.differential import largest_difference
from handrail.typology.group_models import Search, all_free, equal_items, equal_shares, some_free
from handrail.typology.grouped import read_grouped
from handrail.typology.nested import chi_square_test, holm
from handrail.values import DataError

PLAN = {"starts": 5, "seed": 2}
SEARCH = Search(3, 5, 2, 1e-8, 20_000)


@pytest.fixture(scope="module")
def planted():
    answers, group, _ = drawn(1500, planted=0.5)
    return answers, group, class_invariance(answers, group, 3, **PLAN)


@pytest.fixture(scope="module")
def by_design():
    answers, group, chance = drawn(seed=3)
    design = sampled(900, chance)
    return answers, group, design, class_invariance(answers, group, 3, free_items=["asked"], **design, **PLAN)


def height(found, model):
    return found.models.row(by_predicate=pl.col("model") == model, named=True)["log_likelihood"]


def test_the_configural_model_is_each_group_fitted_alone(planted):
    answers, group, found = planted
    alone = [
        LatentClasses(3, starts=10).fit(answers.filter(group == label)) for label in found.groups["group"]
    ]
    assert height(found, "configural") == pytest.approx(sum(m.log_likelihood_ for m in alone), rel=1e-8)
    for label, model in zip(found.groups["group"], alone, strict=True):
        own = found.answers.filter(pl.col("group") == label, pl.col("category") == 1)
        other = model.item_probabilities_.filter(pl.col("category") == 1)
        assert sorted(own["probability"]) == pytest.approx(sorted(other["probability"]), abs=1e-6)


def test_models_are_those_of_one_fit_with_groups(planted):
    answers, group, found = planted
    for model, free in (("full", ()), ("partial", found.free_items), ("configural", ITEMS)):
        one = LatentClasses(3, starts=20, free_items=free).fit(answers, groups=group)
        assert height(found, model) == pytest.approx(one.log_likelihood_, rel=1e-9)
        row = found.models.row(by_predicate=pl.col("model") == model, named=True)
        assert row["n_parameters"] == one.n_parameters_
        assert row["bic"] == pytest.approx(one.bic_)
    plain = LatentClasses(3, starts=20).fit(answers)
    assert height(found, "equal shares") == pytest.approx(plain.log_likelihood_, rel=1e-9)


def test_full_invariance_is_the_one_step_model_of_group_dummies(planted):
    answers, group, found = planted
    dummies = pl.DataFrame({"b": group == "g1", "c": group == "g2"})
    logit = LatentClasses(3, starts=20).fit(answers, covariates=dummies)
    assert height(found, "full") == pytest.approx(logit.log_likelihood_, rel=1e-8)
    assert found.models.filter(pl.col("model") == "full")["n_parameters"][0] == logit.n_parameters_


def test_slow_steps_stay_at_the_top_of_the_partial_model():
    answers, group, _ = drawn(150, 2, planted=0.5)
    base = read_grouped(answers, group, smallest_group=20).patterns
    search = Search(2, 8, 0, 1e-10, 20_000)
    full = equal_items(base, search, equal_shares(base, search))
    part = some_free(full, ["paid", "asked"], search)
    rows = []
    for row, label in zip(answers.rows(), group, strict=True):
        # An item that is free is one of each group, which the others did not answer.
        for_g = [row[0] if label == g else None for g in ("g0", "g1")]
        last = [row[5] if label == g else None for g in ("g0", "g1")]
        rows.append([*for_g, *row[1:5], *last])
    blocks = part.found.items.reshape(-1, 2, 2)
    items = [("nominal", block.T.tolist()) for block in blocks]
    beside = [int(label[1]) for label in group]
    after, prior, before = slow_step(rows, [1.0] * len(rows), items, part.found.prior.tolist(), beside)
    assert part.log_likelihood == pytest.approx(before, abs=1e-9)
    for (_, now), (_, then) in zip(items, after, strict=True):
        assert np.array(now) == pytest.approx(np.array(then), abs=1e-7)
    assert np.array(prior) == pytest.approx(part.found.prior, abs=1e-7)


def test_no_model_ends_below_one_that_it_contains(planted):
    _, _, found = planted
    heights = found.models["log_likelihood"].to_list()
    assert found.models["model"].to_list() == ["configural", "partial", "full", "equal shares"]
    assert heights == sorted(heights, reverse=True)
    assert (found.comparisons["statistic"] >= 0).all()


def test_without_a_design_ratios_are_compared_with_chi_square(planted):
    _, _, found = planted
    rows = {(row["model"], row["within"]): row for row in found.comparisons.iter_rows(named=True)}
    row = rows["full", "configural"]
    ratio = 2 * (height(found, "configural") - height(found, "full"))
    assert (row["test"], row["distribution"], row["df"]) == ("likelihood ratio", "chi-square", 36)
    assert row["statistic"] == pytest.approx(ratio)
    assert row["p"] == pytest.approx(stats.chi2.sf(ratio, 36))
    price = 36 * np.log(1500)
    assert row["bic_difference"] == pytest.approx(ratio - price)
    assert rows["equal shares", "full"]["df"] == 4
    assert found.df is None
    assert found.models["dbic"].null_count() == 4


def test_a_planted_difference_is_found_and_nothing_else(planted):
    _, _, found = planted
    assert found.searched
    assert found.free_items == ("paid",)
    row = found.items.row(by_predicate=pl.col("item") == "paid", named=True)
    assert row["class"] == 2
    assert "g2" in {row["group"], row["other"]}
    assert row["difference"] == pytest.approx(0.5, abs=0.2)
    assert row["adjusted_p"] < 0.001
    assert row["bic_difference"] < 0
    # Beside the item that differs no other does, though one may look as if it did before that is free.
    assert found.steps["adjusted_p"][1] > 0.05
    assert found.steps.select("step", "freed", "item").row(0) == (1, True, "paid")
    assert found.steps["freed"].to_list()[1:] == [False]
    rows = {(row["model"], row["within"]): row["p"] for row in found.comparisons.iter_rows(named=True)}
    assert rows["full", "partial"] < 0.001
    assert rows["partial", "configural"] > 0.05


def test_an_item_is_freed_only_where_its_difference_is_large_enough():
    answers, group, _ = drawn(1500, planted=0.5)
    found = class_invariance(answers, group, 3, least_difference=0.9, **PLAN)
    assert found.free_items == ()
    assert found.steps.select("freed", "item").rows() == [(False, "paid")]
    assert "partial" not in found.models["model"].to_list()


def test_two_items_stay_equal_whatever_differs():
    answers, group, _ = drawn(900, 2)
    turned = answers.with_columns(
        pl.when(pl.lit(group == "g1")).then(1 - pl.col(name)).otherwise(name).alias(name)
        for name in ITEMS[:2] + ITEMS[3:5]
    )
    found = class_invariance(turned, group, 2, **PLAN)
    assert found.items["adjusted_p"].max() < 0.05
    assert len(found.free_items) <= len(ITEMS) - 2
    assert not found.steps["freed"][-1]


def test_items_may_be_chosen_beforehand(planted):
    answers, group, _ = planted
    found = class_invariance(answers, group, 3, free_items=["sent", "asked"], **PLAN)
    assert (found.free_items, found.searched, found.steps.height) == (("asked", "sent"), False, 0)
    one = LatentClasses(3, starts=20, free_items=["asked", "sent"]).fit(answers, groups=group)
    assert height(found, "partial") == pytest.approx(one.log_likelihood_, rel=1e-9)


def test_classes_are_matched_between_groups_and_ordered_by_share(planted):
    _, _, found = planted
    yes = found.answers.filter(pl.col("item") == "asked", pl.col("category") == 1)
    for k, likely in ((1, 0.12), (2, 0.85), (3, 0.85)):
        assert yes.filter(pl.col("class") == k)["probability"].to_list() == pytest.approx(
            [likely] * 3, abs=0.15
        )
    assert found.matches["distance"].max() < 0.25
    assert found.far.height == 0
    of = found.shares.group_by("model", "group").agg(pl.col("share", "n").sum())
    assert of["share"].to_list() == pytest.approx([1] * 9)
    assert of["n"].to_list() == pytest.approx([500] * 9)


def test_the_largest_difference_is_the_largest_over_pairs_and_classes(planted):
    answers, group, _ = planted
    base = read_grouped(answers, group).patterns
    full = equal_items(base, SEARCH, equal_shares(base, SEARCH))
    own, _, _ = all_free(full, SEARCH)
    found = largest_difference(full, own, "met", least=0)
    layout = own.layout
    places = [layout.patterns.items.index(f"met (g{g})") for g in range(3)]
    yes = np.array([own.found.items[layout.parameters_first[j] + 1] for j in places])
    assert found.size == pytest.approx((yes.max(axis=0) - yes.min(axis=0)).max())
    assert largest_difference(full, own, "met", least=10_000) is None


# -- by hand -------------------------------------------------------------------------------------------


def by_hand(found, answers, group, weights):
    """Return the parameters of two groups, the information, and the score of each respondent."""
    parameters, inner, scores = [], [], np.zeros((answers.height, 0))
    for label in ("g0", "g1"):
        own = found.answers.filter(pl.col("group") == label, pl.col("category") == 1).sort("class")
        shares = found.shares.filter(pl.col("group") == label, pl.col("model") == "configural")["share"]
        numbers = [np.log(shares[0] / shares[1])]
        numbers += [np.log(p / (1 - p)) for p in own["probability"]]
        parameters.append(numbers)
        here = (group == label).to_numpy()
        rows = answers.filter(group == label).rows()
        inner.append(information(rows, weights[here], numbers, 2))
        part = np.zeros((answers.height, len(numbers)))
        part[here] = [w * slopes(row, numbers, 2) for row, w in zip(rows, weights[here], strict=True)]
        scores = np.hstack([scores, part])
    size = len(parameters[0])
    whole = np.zeros((2 * size, 2 * size))
    whole[:size, :size], whole[size:, size:] = inner
    return np.concatenate(parameters), np.linalg.inv(whole), scores


def four_items(seed):
    answers, group, chance = drawn(320, 2, seed=seed, shares=(0.55, 0.45, 0.0))
    return answers.select(ITEMS[:4]), group, chance


def test_wald_tests_are_those_by_hand():
    answers, group, _ = four_items(5)
    found = class_invariance(answers, group, 2, **PLAN)
    parameters, covariance, _ = by_hand(found, answers, group, np.ones(320))
    size = len(parameters) // 2
    wald = {row["tested"]: row for row in found.wald.iter_rows(named=True)}
    for name, places in (("moved", [2, 6]), ("all items", list(range(1, 9))), ("class shares", [0])):
        contrasts = equal(size, places)
        apart = contrasts @ parameters
        statistic = apart @ np.linalg.inv(contrasts @ covariance @ contrasts.T) @ apart
        assert wald[name]["statistic"] == pytest.approx(statistic, rel=1e-4)
        assert (wald[name]["distribution"], wald[name]["df"]) == ("chi-square", len(places))
        assert wald[name]["p"] == pytest.approx(stats.chi2.sf(statistic, len(places)), rel=1e-3)


def test_under_a_design_wald_and_rao_scott_tests_are_those_by_hand():
    answers, group, chance = four_items(6)
    cluster = chance.integers(0, 40, 320)
    weights = chance.uniform(0.5, 2.0, 320)
    design = {"weights": weights, "strata": cluster % 4, "clusters": cluster}
    found = class_invariance(answers, group, 2, free_items=(), **design, **PLAN)
    scaled = weights * 320 / weights.sum()
    parameters, bread, scores = by_hand(found, answers, group, scaled)
    covariance = bread @ middle(scores, cluster % 4, cluster) @ bread
    size, df = len(parameters) // 2, 36
    wald = {row["tested"]: row for row in found.wald.iter_rows(named=True)}
    contrasts = equal(size, [2, 6])
    apart = contrasts @ parameters
    statistic = apart @ np.linalg.inv(contrasts @ covariance @ contrasts.T) @ apart * (df - 1) / (df * 2)
    assert wald["moved"]["statistic"] == pytest.approx(statistic, rel=1e-4)
    assert (wald["moved"]["distribution"], wald["moved"]["denominator_df"]) == ("F", 35)
    assert wald["moved"]["p"] == pytest.approx(stats.f.sf(statistic, 2, 35), rel=1e-3)
    # The eigenvalues of what the design makes of the contrasts, over what a simple random sample would.
    contrasts = equal(size, list(range(1, 9)))
    simple, designed = contrasts @ bread @ contrasts.T, contrasts @ covariance @ contrasts.T
    effects = np.linalg.eigvals(np.linalg.inv(simple) @ designed).real
    ratio = 2 * (height(found, "configural") - height(found, "full"))
    first = effects.sum() ** 2 / (effects**2).sum()
    row = found.comparisons.row(by_predicate=pl.col("model") == "full", named=True)
    assert row["design_effect"] == pytest.approx(effects.mean(), rel=1e-4)
    assert row["statistic"] == pytest.approx(ratio / effects.sum(), rel=1e-4)
    assert (row["df"], row["denominator_df"]) == pytest.approx((first, df), rel=1e-4)
    assert row["p"] == pytest.approx(stats.f.sf(ratio / effects.sum(), first, df), rel=1e-3)


# -- under a design ------------------------------------------------------------------------------------


def test_no_test_by_chi_square_can_be_asked_for_under_a_design(by_design):
    answers, group, design, found = by_design
    parts = {"weights": design["weights"]}, {"strata": design["strata"]}, {"clusters": design["clusters"]}
    every = [found, *(class_invariance(answers, group, 3, free_items=(), **part, **PLAN) for part in parts)]
    for one in every:
        assert one.df is not None
        for table in (one.comparisons, one.items):
            assert set(table["distribution"]) == {"F"}
            assert set(table["test"]) == {"Rao-Scott likelihood ratio"}
        assert set(one.wald["distribution"].drop_nulls()) == {"F"}
        assert one.comparisons["bic_difference"].null_count() == one.comparisons.height
        assert one.models["dbic"].null_count() == 0
    names = set(inspect.signature(class_invariance).parameters)
    assert not {name for name in names if "test" in name or "method" in name or "chi" in name}
    with pytest.raises(DataError, match="pseudo-likelihood") as caught:
        chi_square_test(12.0, 6, None, 54)
    assert caught.value.exit_code == 11


def test_frequency_weights_alone_are_no_design_and_equal_repeated_rows():
    answers, group, chance = drawn(400, 2)
    times = chance.integers(1, 4, 400)
    weighed = class_invariance(
        answers, group, 2, weights=times, weight_kind="frequency", free_items=["met"], **PLAN
    )
    places = np.repeat(np.arange(400), times)
    long = class_invariance(answers[places], group[places], 2, free_items=["met"], **PLAN)
    assert weighed.df is None
    assert weighed.n == int(times.sum())
    for name in ("log_likelihood", "bic"):
        assert weighed.models[name].to_list() == pytest.approx(long.models[name].to_list(), rel=1e-8)
    assert weighed.comparisons["p"].to_list() == pytest.approx(long.comparisons["p"].to_list(), rel=1e-5)
    assert weighed.wald["p"].to_list() == pytest.approx(long.wald["p"].to_list(), rel=1e-4)


def test_a_constant_times_the_weights_changes_nothing(by_design):
    answers, group, design, found = by_design
    times = design | {"weights": design["weights"] * 7.5}
    other = class_invariance(answers, group, 3, free_items=["asked"], **times, **PLAN)
    assert other.comparisons["p"].to_list() == pytest.approx(found.comparisons["p"].to_list(), rel=1e-6)
    assert other.models["log_likelihood"].to_list() == pytest.approx(found.models["log_likelihood"].to_list())


def test_every_answer_given_twice_by_one_cluster_is_worth_one():
    answers, group, _ = drawn(600, 2)
    rows = np.arange(600)
    once = class_invariance(answers, group, 3, clusters=rows, free_items=(), **PLAN)
    twice = class_invariance(
        pl.concat([answers, answers]), pl.concat([group, group]), 3, clusters=np.tile(rows, 2),
        free_items=(), **PLAN,
    )  # fmt: skip
    for name in ("statistic", "df", "p"):
        assert twice.comparisons[name].to_list() == pytest.approx(once.comparisons[name].to_list(), rel=1e-5)
    doubled = [2 * effect for effect in once.comparisons["design_effect"]]
    assert twice.comparisons["design_effect"].to_list() == pytest.approx(doubled, rel=1e-5)
    assert twice.wald["p"].to_list() == pytest.approx(once.wald["p"].to_list(), rel=1e-5)


def test_the_corrected_ratio_of_a_simple_random_sample_is_nearly_the_plain_one():
    answers, group, _ = drawn(3000, 2, seed=8)
    plain = class_invariance(answers, group, 3, free_items=(), **PLAN)
    corrected = class_invariance(answers, group, 3, clusters=np.arange(3000), free_items=(), **PLAN)
    assert corrected.comparisons["design_effect"].to_list() == pytest.approx([1, 1], abs=0.1)
    assert corrected.comparisons["p"].to_list() == pytest.approx(plain.comparisons["p"].to_list(), abs=0.06)


def test_rows_of_a_group_that_is_left_out_stay_in_the_design():
    answers, group, chance = drawn(900, 3, seed=4)
    design = sampled(900, chance)
    six = pl.Series(np.where(np.arange(900) < 6, "few", group.to_numpy()))
    found = class_invariance(answers, six, 3, free_items=(), **design, **PLAN)
    assert [one.group for one in found.left_out] == ["few"]
    assert (found.n, found.df) == (894, 54)
    kept = np.where(np.arange(900) < 6, 0.0, design["weights"])
    same = class_invariance(answers, group, 3, free_items=(), **(design | {"weights": kept}), **PLAN)
    assert found.comparisons["p"].to_list() == pytest.approx(same.comparisons["p"].to_list(), rel=1e-8)


# -- pieces --------------------------------------------------------------------------------------------


def test_holm_is_the_lowest_level_at_which_its_steps_reject():
    p = [0.01, 0.02, 0.03, 0.04, 0.5, 0.0004]
    assert holm(p) == pytest.approx(holm_by_definition(p), abs=2e-5)
    # R: p.adjust(c(.01, .02, .03, .04), "holm").
    assert holm([0.01, 0.02, 0.03, 0.04]) == pytest.approx([0.04, 0.06, 0.06, 0.06])


@pytest.mark.parametrize("kind", ["adjacent", "cumulative", "count", "continuous"])
def test_items_of_every_kind_are_compared(kind):
    chance = np.random.default_rng(7)
    low = chance.random(800) < 0.5
    level = np.where(low, 0.8, 2.2)
    frame = pl.DataFrame({name: chance.poisson(level) for name in "abcd"})
    if kind in ("adjacent", "cumulative"):
        frame = frame.select(pl.all().clip(0, 3))
    elif kind == "continuous":
        frame = pl.DataFrame({name: level + chance.normal(0, 0.5, 800) for name in "abcd"})
    group = np.arange(800) % 2
    found = class_invariance(frame, group, 2, kinds=kind, free_items=["b"], **PLAN)
    one = LatentClasses(2, starts=20, kinds=kind, free_items=["b"]).fit(frame, groups=group)
    assert height(found, "partial") == pytest.approx(one.log_likelihood_, rel=1e-8)
    every = LatentClasses(2, starts=20, kinds=kind, free_items=list("abcd")).fit(frame, groups=group)
    assert height(found, "configural") == pytest.approx(every.log_likelihood_, rel=1e-8)
    wald = found.wald.filter(pl.col("tested") == "all items")
    ratio = found.comparisons.row(
        by_predicate=(pl.col("model") == "full") & (pl.col("within") == "configural"), named=True
    )
    # Both ask the same of the same numbers: in large samples the statistics are alike.
    assert wald["df"][0] == ratio["df"]
    assert wald["statistic"][0] == pytest.approx(ratio["statistic"], rel=0.15)
    assert 0 <= found.items["difference"].max() < 0.2


def test_progress_ends_where_it_said():
    answers, group, _ = drawn(600, 2, planted=0.5)
    told = []
    class_invariance(answers, group, 3, progress=lambda done, whole: told.append((done, whole)), **PLAN)
    assert [done for done, _ in told] == list(range(1, len(told) + 1))
    assert told[-1][0] == told[-1][1]
    assert all(done < whole for done, whole in told[:-1])
