"""How many classes: criteria, the bootstrap likelihood ratio, what a design changes, no typology at all."""

from itertools import combinations
from math import exp, log

import numpy as np
import polars as pl
import pytest
from scipy import stats
from tests.typology.slow_classes import slow_step

from handrail.typology import (
    Effort,
    LatentClasses,
    bootstrap_test,
    compare_classes,
    lo_mendell_rubin,
)
from handrail.typology.climb import climb_both
from handrail.typology.design_criteria import design_criteria
from handrail.typology.latent_classes import kept_of
from handrail.typology.lmr import WARNING, chance_above
from handrail.typology.neighbours import with_class_around, with_class_split, without
from handrail.typology.simulated import simulate
from handrail.values.errors import DataError, Interrupted

SHORT = Effort(starts=10, agree=5, more=4, walk=1)


def planted(n, seed=1, classes=3, items=6):
    """Yes/no items: nobody's, the first half's, the second half's classes."""
    random = np.random.default_rng(seed)
    chances = np.full((3, items), 0.12)
    chances[1, : items // 2] = 0.85
    chances[2, items // 2 :] = 0.85
    own = random.choice(classes, n)
    answers = (random.random((n, items)) < chances[own]).astype(int)
    return pl.DataFrame(answers, schema=[f"i{j}" for j in range(items)])


def fitted(frame, *numbers, **given):
    return [LatentClasses(number, starts=20, seed=3).fit(frame, **given) for number in numbers]


def rows_of(layout):
    """Every respondent's answers, None where missing."""
    patterns = layout.patterns
    return [
        [None if code < 0 else int(code) for code in codes]
        for codes, times in zip(patterns.codes, patterns.respondents, strict=True)
        for _ in range(int(times))
    ]


def slow_top(rows, classes, starts=12):
    """The highest log-likelihood by plain steps from random starts, one respondent after another."""
    random = np.random.default_rng(8)
    # Equal rows are weighed together: the same sums.
    distinct = sorted({tuple(row) for row in rows}, key=str)
    weights = [rows.count(list(row)) for row in distinct]
    best = -float("inf")
    for _ in range(starts if classes > 1 else 1):
        prior = [[1 / classes] * classes]
        chances = random.uniform(0.1, 0.9, (classes, len(rows[0])))
        items = [("nominal", [[1 - p, p] for p in of_item]) for of_item in chances.T]
        height = -float("inf")
        for _ in range(3000):
            items, prior, now = slow_step(distinct, weights, items, prior)
            if now - height < 1e-9:
                break
            height = now
        best = max(best, now)
    return best


def test_each_replicate_is_the_slow_likelihood_ratio_of_the_same_draw():
    few, more = fitted(planted(80, items=4), 1, 2)
    memory = {}
    found = bootstrap_test(few, more, replicates=6, seed=4, effort=SHORT, hit_replicates=0, memory=memory)
    ratios = []
    for replicate in range(6):
        random = np.random.Generator(np.random.PCG64([4, 1, 1, replicate]))
        rows = rows_of(simulate(kept_of(few).layout, kept_of(few).found, random))
        low, high = slow_top(rows, 1), slow_top(rows, 2)
        (kept,) = [value for key, value in memory.items() if key.endswith(f"replicate {replicate}")]
        # A slow step that gains less than 1e-9 is still some way below the top.
        assert kept == pytest.approx((low, high), abs=2e-5)
        ratios.append(2 * (high - low))
    rows = rows_of(kept_of(few).layout)
    observed = 2 * (slow_top(rows, 2) - slow_top(rows, 1))
    assert found.statistic == pytest.approx(observed, abs=1e-4)
    assert found.p == (sum(ratio >= observed for ratio in ratios) + 1) / 7


def test_drawn_answers_have_the_shares_of_the_model_and_keep_who_answered_what():
    frame = planted(4000).with_columns(
        pl.when(pl.int_range(pl.len()) % 5 == 0).then(None).otherwise(pl.col("i0")).alias("i0")
    )
    groups = ["north", "south", "south", "south"] * 1000
    (model,) = fitted(frame, 3, groups=groups)
    layout = kept_of(model).layout
    drawn = simulate(layout, kept_of(model).found, np.random.default_rng(5)).patterns
    assert drawn.n == 4000
    assert drawn.respondents[drawn.codes[:, 0] < 0].sum() == 800
    for group, size in enumerate((1000, 3000)):
        here = drawn.beside == group
        assert drawn.respondents[here].sum() == size
        for a, b in combinations(range(1, 6), 2):
            expected = sum(
                share * kept_of(model).found.items[2 * a + 1, k] * kept_of(model).found.items[2 * b + 1, k]
                for k, share in enumerate(kept_of(model).found.prior[group])
            )
            both = drawn.respondents[here & (drawn.codes[:, a] == 1) & (drawn.codes[:, b] == 1)].sum() / size
            assert abs(both - expected) < 4.5 * np.sqrt(expected * (1 - expected) / size)


@pytest.mark.parametrize("kind", ["nominal", "adjacent", "cumulative", "count", "continuous"])
def test_items_of_every_kind_are_drawn_split_and_climbed(kind):
    random = np.random.default_rng(3)
    own = random.integers(0, 2, 300)
    values = (
        random.normal(own[:, None] * 3.0, 1.0, (300, 4))
        if kind == "continuous"
        else np.minimum(random.poisson(0.5 + own[:, None] * 2.0, (300, 4)), 3)
    )
    frame = pl.DataFrame(values, schema=["a", "b", "c", "d"])
    one, two = (LatentClasses(k, starts=5, kinds=kind).fit(frame) for k in (1, 2))
    layout = kept_of(one).layout
    down, up = climb_both(layout, layout, kept_of(one).found, SHORT, np.random.default_rng(1))
    assert down.log_likelihood == pytest.approx(one.log_likelihood_, abs=1e-6)
    assert up.log_likelihood == pytest.approx(two.log_likelihood_, abs=1e-4)
    found = bootstrap_test(one, two, replicates=3, effort=SHORT, hit_replicates=2, further_starts=10)
    assert (found.p, found.hit_rate) == (0.25, 1.0)
    for make in (with_class_around, with_class_split):
        three = make(layout, kept_of(two).found, np.random.default_rng(1))
        back = without(layout, three, 0)
        for neighbour, classes in ((three, 3), (back, 2)):
            assert neighbour.items.shape[1] == classes
            assert neighbour.prior.sum() == pytest.approx(1)
            if kind in ("adjacent", "cumulative"):
                # Places add up to zero over classes.
                assert neighbour.items[layout.parameters_first[1:] - 1].sum(axis=1) == pytest.approx(
                    np.zeros(4)
                )


def test_covariates_are_kept_in_drawn_answers():
    frame = planted(300)
    x = pl.DataFrame({"age": [float(i % 7) for i in range(300)]})
    one, two = fitted(frame, 1, 2, covariates=x)
    found = bootstrap_test(one, two, replicates=3, effort=SHORT, hit_replicates=1, further_starts=5)
    assert found.p == 0.25
    drawn = simulate(kept_of(two).layout, kept_of(two).found, np.random.default_rng(1)).patterns
    assert np.bincount(drawn.beside, drawn.respondents).tolist() == [43.0] * 6 + [42.0]


def test_planted_classes_are_found_by_bic_and_by_the_bootstrap():
    compared = compare_classes(
        planted(400, seed=2),
        range(1, 5),
        starts=10,
        bootstrap=39,
        effort=SHORT,
        hit_replicates=5,
        further_starts=30,
    )
    assert compared.best == compared.supported.n_classes == 3
    p = {number: test.p for number, test in compared.tests.items()}
    assert p[1] == p[2] == 1 / 40
    assert p[3] > 0.05
    assert compared.table["bootstrap_p"].to_list() == [p[1], p[2], p[3], None]
    assert all(test.hit_rate >= 0.8 and test.hits_of == 5 for test in compared.tests.values())
    assert compared.refused == ""
    assert "3 classes are supported" in str(compared.supported)


def test_a_true_number_of_classes_is_seldom_rejected():
    # Of twenty tests at 5 % five or more reject once in four hundred times.
    values = []
    for seed in range(20):
        one, two = fitted(planted(100, seed=seed, classes=1, items=4), 1, 2)
        effort = Effort(starts=4, agree=3, more=3, walk=1)
        values.append(bootstrap_test(one, two, replicates=19, effort=effort, hit_replicates=0).p)
    assert sum(p <= 0.05 for p in values) <= 4
    # Evenly spread between 0 and 1, their mean has a standard error of 0.065.
    assert 0.25 < np.mean(values) < 0.75


def test_the_hit_rate_tells_a_search_that_loses_the_best():
    few, more = fitted(planted(150, items=8), 4, 5)
    lazy = Effort(starts=1, agree=1, more=0, walk=0)
    given = {"replicates": 12, "hit_replicates": 12, "further_starts": 100, "seed": 2}
    lost = bootstrap_test(few, more, effort=lazy, **given)
    held = bootstrap_test(few, more, **given)
    assert lost.hit_rate < 0.5 < 0.9 < held.hit_rate


def test_one_core_and_two_and_a_stopped_run_give_the_same():
    few, more = fitted(planted(120), 2, 3)
    given = {"replicates": 12, "effort": SHORT, "hit_replicates": 3, "further_starts": 10, "seed": 9}
    whole = bootstrap_test(few, more, workers=1, **given)
    assert bootstrap_test(few, more, workers=2, **given) == whole
    memory = {}
    with pytest.raises(Interrupted, match="run it again"):
        bootstrap_test(few, more, memory=memory, stop=lambda: len(memory) >= 7, workers=2, **given)
    assert 7 <= len(memory) < 10
    assert all(len(value) == 2 and all(type(one) is float for one in value) for value in memory.values())
    told = []
    before = dict(memory)
    resumed = bootstrap_test(
        few, more, memory=memory, workers=1, progress=lambda done, of: told.append((done, of)), **given
    )
    assert resumed == whole
    assert told[0] == (len(before), 15)
    assert told[-1] == (15, 15)
    assert len(memory) == 1 + 12 + 3


def test_memory_of_another_model_or_effort_is_not_taken():
    memory = {}
    for frame, effort in ((planted(120), SHORT), (planted(121), SHORT), (planted(120), Effort(starts=3))):
        few, more = fitted(frame, 1, 2)
        before = len(memory)
        bootstrap_test(few, more, replicates=2, effort=effort, hit_replicates=0, memory=memory)
        assert len(memory) == before + 3


def test_the_sequential_rule_ends_with_its_last_exceedance_on_any_number_of_cores():
    few, more = fitted(planted(100, classes=1, items=4), 1, 2)
    given = {"seed": 1, "effort": SHORT, "hit_replicates": 0}
    memory = {}
    found = bootstrap_test(few, more, replicates=200, exceedances=5, memory=memory, workers=1, **given)
    assert found.stopped
    assert found.p == 5 / found.replicates
    draws = [memory[key] for key in memory if "replicate" in key][: found.replicates]
    above = [2 * (b - a) >= found.statistic - 1e-9 for a, b in draws]
    assert sum(above) == 5
    assert above[-1]
    assert bootstrap_test(few, more, replicates=200, exceedances=5, workers=2, **given) == found
    few, more = fitted(planted(200), 1, 2)
    never = bootstrap_test(few, more, replicates=30, exceedances=5, **given)
    assert (never.stopped, never.replicates, never.p) == (False, 30, 1 / 31)


@pytest.mark.parametrize(
    "design",
    [
        {"weights": [1.0, 2.0] * 60},
        {"clusters": [i // 4 for i in range(120)]},
        {"strata": [i // 60 for i in range(120)]},
    ],
)
def test_a_design_refuses_the_bootstrap_with_the_reason_and_gives_its_own_criteria(design):
    frame = planted(120)
    one, two = fitted(frame, 1, 2, **design)
    for test in (bootstrap_test, lo_mendell_rubin):
        with pytest.raises(DataError, match="rejects about 25 %"):
            test(one, two)
    told = []
    compared = compare_classes(
        frame, [1, 2], starts=5, bootstrap=99, lmr=True, progress=lambda *at: told.append(at), **design
    )
    assert "rejects about 25 %" in compared.refused
    assert (dict(compared.tests), dict(compared.lo_mendell_rubin)) == ({}, {})
    assert compared.table["daic"].null_count() == compared.table["dbic"].null_count() == 0
    assert compared.table["bootstrap_p"].null_count() == 2
    assert told[-1] == (2, 2)


def test_frequency_weights_are_no_design():
    frame = planted(120)
    counts = frame.group_by(frame.columns, maintain_order=True).len("n")
    found = []
    for items, weights in ((frame, None), (counts.drop("n"), counts["n"])):
        models = [LatentClasses(k, starts=10, weight_kind="frequency").fit(items, weights) for k in (1, 2)]
        found.append(bootstrap_test(*models, replicates=5, effort=SHORT, hit_replicates=0))
    assert found[0].statistic == pytest.approx(found[1].statistic, abs=1e-6)
    assert found[0].p == found[1].p == 1 / 6


def test_models_that_are_not_one_class_apart_are_refused():
    one, three = fitted(planted(120), 1, 3)
    with pytest.raises(DataError, match="one more"):
        bootstrap_test(one, three)
    (other,) = fitted(planted(90), 2)
    with pytest.raises(DataError, match="same answers"):
        bootstrap_test(one, other)
    (two,) = fitted(planted(120), 2)
    for wrong in ({"replicates": 0}, {"exceedances": -1}):
        with pytest.raises(DataError, match="1 or more"):
            bootstrap_test(one, two, **wrong)


def moderate(n):
    """Two classes that nothing tells apart without doubt, so that no parameter ends on a boundary."""
    random = np.random.default_rng(6)
    own = random.random(n) < 0.4
    answers = (random.random((n, 5)) < np.where(own, 0.75, 0.25)[:, None]).astype(int)
    return pl.DataFrame(answers, schema=list("abcde"))


def slow_scores(rows, weights, model):
    """Each row's weighted score, and the information, from differences of the slow log-likelihood."""
    classes, items = model.n_classes, len(rows[0])
    start = [log(share / kept_of(model).found.prior[0, -1]) for share in kept_of(model).found.prior[0, :-1]]
    start += [
        log(kept_of(model).found.items[2 * j + 1, k] / kept_of(model).found.items[2 * j, k])
        for k in range(classes)
        for j in range(items)
    ]

    def heights(at):
        odds = [exp(one) for one in at[: classes - 1]] + [1.0]
        shares = [one / sum(odds) for one in odds]
        yes = [1 / (1 + exp(-one)) for one in at[classes - 1 :]]
        out = []
        for row in rows:
            chance = 0.0
            for k in range(classes):
                part = shares[k]
                for j in range(items):
                    part *= yes[k * items + j] if row[j] else 1 - yes[k * items + j]
                chance += part
            out.append(log(chance))
        return np.array(out)

    def moved(at, place, step):
        return [one + (step if where == place else 0.0) for where, one in enumerate(at)]

    def scores(at):
        columns = [
            (heights(moved(at, c, 1e-4)) - heights(moved(at, c, -1e-4))) / 2e-4 for c in range(len(at))
        ]
        return np.column_stack(columns) * np.array(weights)[:, None]

    information = np.array(
        [
            (scores(moved(start, c, -1e-4)).sum(axis=0) - scores(moved(start, c, 1e-4)).sum(axis=0)) / 2e-4
            for c in range(len(start))
        ]
    )
    return scores(start), information


def slow_design_effect(rows, weights, strata, clusters, model):
    """The mean of information times sandwich."""
    each, information = slow_scores(rows, weights, model)
    middle = np.zeros_like(information)
    for stratum in sorted(set(strata)):
        own = sorted({c for c, s in zip(clusters, strata, strict=True) if s == stratum})
        totals = [
            sum(score for score, c, s in zip(each, clusters, strata, strict=True) if (c, s) == (one, stratum))
            for one in own
        ]
        mean = sum(totals) / len(totals)
        for total in totals:
            middle += np.outer(total - mean, total - mean) * len(own) / (len(own) - 1)
    inverse = np.linalg.inv(information)
    return float(np.trace(information @ inverse @ middle @ inverse)) / len(information)


def test_design_criteria_are_those_of_the_slow_design_effect():
    frame = moderate(240)
    weights = np.random.default_rng(2).uniform(0.5, 2.0, 240)
    strata, clusters = [i // 120 for i in range(240)], [i // 8 for i in range(240)]
    models = dict(enumerate(fitted(frame, 1, 2, weights=weights, strata=strata, clusters=clusters), start=1))
    assert (kept_of(models[2]).found.items > 1e-2).all()
    scaled = weights * 240 / weights.sum()
    effects = {
        number: slow_design_effect(frame.rows(), scaled, strata, clusters, model)
        for number, model in models.items()
    }
    found = design_criteria(models)
    for number, model in models.items():
        height, p = model.log_likelihood_, model.n_parameters_
        assert found[number].design_effect == pytest.approx(effects[number], rel=1e-5)
        assert found[number].daic == pytest.approx(-2 * height + 2 * p * effects[number], rel=1e-5)
        common = effects[2]
        assert found[number].dbic == pytest.approx(-2 * height / common + p * log(240 / common), rel=1e-5)


def test_every_row_twice_in_its_own_cluster_gives_the_bic_of_once():
    frame = planted(200, items=5)
    twice = pl.concat([frame, frame])
    clusters = [*range(200), *range(200)]
    once = compare_classes(frame, range(1, 4), starts=10)
    doubled = compare_classes(twice, range(1, 4), starts=10, clusters=clusters)
    by_rows = compare_classes(frame, range(1, 4), starts=10, clusters=[*range(200)])
    assert doubled.table["bic"].to_list() != pytest.approx(once.table["bic"].to_list(), rel=0.01)
    assert doubled.table["design_effect"].to_list() == pytest.approx(
        (2 * by_rows.table["design_effect"]).to_list(), rel=1e-6
    )
    ratio = by_rows.table["dbic"].diff().drop_nulls() / doubled.table["dbic"].diff().drop_nulls()
    assert ratio.to_list() == pytest.approx([1.0, 1.0], rel=1e-6)


def test_no_typology_is_a_possible_answer():
    one = compare_classes(planted(300, classes=1), [1, 2, 3], starts=5)
    assert (one.best, one.supported.n_classes) == (1, None)
    assert str(one.supported).startswith("No typology supported: one class has the lowest BIC.")
    few = compare_classes(planted(120), [1, 2, 3], starts=10)
    assert few.best == 3
    # How many is not told.
    assert few.supported.reasons == ("the smallest of 3 classes has fewer than 50 respondents",)
    assert compare_classes(planted(120), [1, 2, 3], starts=10, smallest_class=10).supported.n_classes == 3
    two_items = planted(300).select("i0", "i1")
    assert "not identified" in str(compare_classes(two_items, [2], starts=5).supported)


def test_weighted_chi_squares_have_their_known_chances():
    for degrees, value in ((1, 3.84), (3, 7.81), (8, 2.0), (13, 40.0)):
        assert chance_above(np.ones(degrees), value) == pytest.approx(stats.chi2.sf(value, degrees), abs=2e-6)
    weights = np.array([2.5, 1.0, 0.3, -0.4])
    drawn = np.random.default_rng(4).chisquare(1, (400_000, 4)) @ weights
    for value in (0.5, 4.0, 12.0):
        share = (drawn > value).mean()
        assert abs(chance_above(weights, value) - share) < 4.5 * np.sqrt(share * (1 - share) / 400_000)


def test_lo_mendell_rubin_is_that_of_slow_scores_and_drawn_chi_squares():
    frame = moderate(240)
    one, two = fitted(frame, 1, 2)
    (f, a), (g, b) = (slow_scores(frame.rows(), [1.0] * 240, model) for model in (two, one))
    a, b = np.linalg.inv(a), np.linalg.inv(b)
    whole = np.block([[f.T @ f @ a, f.T @ g @ b], [-g.T @ f @ a, -g.T @ g @ b]])
    weights = np.linalg.eigvals(whole).real
    drawn = np.random.default_rng(4).chisquare(1, (200_000, len(weights))) @ weights
    found = lo_mendell_rubin(one, two)
    for value in (0.3, 0.6, 1.0):
        share = (drawn > value * len(weights)).mean()
        mine = chance_above(weights, value * len(weights))
        assert abs(mine - share) < 4.5 * np.sqrt(share * (1 - share) / 200_000)
    assert found.p == pytest.approx(chance_above(weights, found.statistic), abs=1e-5)
    assert found.adjusted_p == pytest.approx(chance_above(weights, found.adjusted), abs=1e-5)
    assert found.p < found.adjusted_p < 0.05


def test_lo_mendell_rubin_is_made_on_request_only_warns_and_tells_nothing_at_a_boundary():
    assert compare_classes(planted(200), [1, 2], starts=5).table["lmr_p"].null_count() == 2
    compared = compare_classes(planted(200), [1, 2, 3, 4], starts=10, lmr=True)
    found = compared.lo_mendell_rubin
    assert {test.warning for test in found.values()} == {WARNING}
    for few, test in found.items():
        low, high = compared.models[few], compared.models[few + 1]
        ratio = 2 * (high.log_likelihood_ - low.log_likelihood_)
        more = high.n_parameters_ - low.n_parameters_
        assert test.statistic == pytest.approx(ratio)
        assert test.adjusted == pytest.approx(ratio / (1 + 1 / (more * log(200))))
    assert (kept_of(compared.models[4]).found.items < 1e-7).any()
    assert found[3].p is found[3].adjusted_p is None


def test_a_comparison_tells_all_criteria():
    compared = compare_classes(planted(200), [1, 2], starts=5)
    for row in compared.table.iter_rows(named=True):
        model = compared.models[row["n_classes"]]
        for name in ("aic", "bic", "sabic", "caic", "icl", "awe", "entropy", "starts_at_best"):
            assert row[name] == getattr(model, f"{name}_")
        assert (row["identified"], row["converged"]) == (model.identified_, model.converged_)
        assert row["smallest_n"] == model.class_sizes_.min()
        assert (row["daic"], row["dbic"], row["design_effect"]) == (None, None, None)
