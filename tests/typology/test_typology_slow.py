"""The fast steps against the slow ones, on small random data with gaps and weights."""

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from slow_classes import slow_step
from typology_cases import KINDS, case_of

from handrail.typology import LatentClasses
from handrail.typology.layout import lay_out
from handrail.typology.parameters import Parameters, random_start
from handrail.typology.patterns import read_patterns
from handrail.typology.search import ascend, em_step
from handrail.values import DataError

ITEMS = {"a": 2, "b": 3, "c": 2, "d": 4}
ROW = st.tuples(*(st.sampled_from([None, *range(size)]) for size in ITEMS.values()))
DATA = st.lists(st.tuples(ROW, st.sampled_from([0.25, 1.0, 1.5, 4.0])), min_size=12, max_size=40)


def random_data(seed, rows=60):
    chance = np.random.default_rng(seed)
    answers = [
        [None if chance.random() < 0.2 else int(chance.integers(size)) for size in ITEMS.values()]
        for _ in range(rows)
    ]
    answers = [row for row in answers if any(value is not None for value in row)]
    return answers, chance.gamma(2.0, size=len(answers)).tolist()


def frame_of(rows):
    return pl.DataFrame(rows, schema=dict.fromkeys(ITEMS, pl.Int64), orient="row")


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("classes", [1, 2, 3])
@pytest.mark.parametrize("name", KINDS)
def test_fifty_plain_steps_agree_with_the_slow_ones(name, classes, seed):
    case = case_of(name, seed)
    now = random_start(case.layout, classes, seed, 1)
    items, prior = case.slow(now)
    for _ in range(50):
        now, height = em_step(case.layout, now)
        items, prior, slow_height = slow_step(case.rows, case.weights, items, prior, case.beside, case.x)
        slow = case.fast(items, prior)
        assert height == pytest.approx(slow_height, abs=1e-9)
        assert now.prior == pytest.approx(slow.prior, abs=1e-9)
        # Ordered items by their probabilities: where a class leaves a category, rounding moves its place.
        assert case.meaning(now) == pytest.approx(case.meaning(slow), abs=1e-9)


def test_leaps_arrive_where_many_plain_steps_do():
    rows, weights = random_data(11)
    layout = lay_out(read_patterns(frame_of(rows), weights))
    plain = random_start(layout, 2, 3, 0)
    _, height, arrived = ascend(layout, plain, 1e-12, 30_000)
    for _ in range(5_000):
        plain, reached = em_step(layout, plain)
    assert arrived
    assert height == pytest.approx(reached, abs=1e-6)


def test_a_leap_that_would_lower_the_likelihood_is_not_taken():
    rows, weights = random_data(12, rows=40)
    layout = lay_out(read_patterns(frame_of(rows), weights))
    for start in range(40):
        now, last = random_start(layout, 4, 1, start), -np.inf
        for _ in range(20):
            now, height, _ = ascend(layout, now, 1e-30, 6)
            assert height >= last - 1e-9
            last = height


def test_a_class_that_nobody_is_in_keeps_its_probabilities():
    layout = lay_out(read_patterns(pl.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, 0, 0]})))
    lost = [1e-100, 1.0, 1e-100, 1.0]
    start = Parameters(np.array([[0.5, 0.5, 0.5, 0.5], lost]).T.copy(), np.array([[1.0, 0.0]]))
    after, height = em_step(layout, start)
    assert after.prior.tolist() == [[1.0, 0.0]]
    assert after.items.T.tolist() == [[0.5, 0.5, 0.75, 0.25], lost]
    assert height == pytest.approx(4 * np.log(0.25))


@settings(max_examples=60, deadline=None)
@given(DATA, st.integers(1, 3), st.integers(0, 5))
def test_a_step_never_lowers_the_likelihood_and_probabilities_add_to_one(data, classes, seed):
    rows, weights = zip(*data, strict=True)
    try:
        patterns = read_patterns(frame_of(rows), weights)
    except DataError:
        assume(False)
    item_of = np.repeat(np.arange(4), [len(found) for found in patterns.categories])
    layout = lay_out(patterns)
    now, last = random_start(layout, classes, seed, 0), -np.inf
    for _ in range(25):
        now, height = em_step(layout, now)
        assert height >= last - 1e-9
        last = height
        assert now.prior.sum() == pytest.approx(1, abs=1e-12)
        for of_class in now.items.T:
            assert np.bincount(item_of, of_class) == pytest.approx(np.ones(4), abs=1e-12)
    assert ascend(layout, now, 1e-8, 3_000)[1] >= last - 1e-9


@settings(max_examples=25, deadline=None)
@given(DATA, st.integers(1, 3), st.integers(0, 5))
def test_what_is_learned_is_in_order_and_finite(data, classes, seed):
    rows, weights = zip(*data, strict=True)
    frame = frame_of(rows)
    try:
        model = LatentClasses(classes, starts=4, seed=seed).fit(frame, weights)
    except DataError:
        assume(False)
    assert (np.diff(model.class_shares_) <= 1e-9).all()
    assert model.class_shares_.sum() == pytest.approx(1)
    assert model.class_sizes_.sum() == pytest.approx(model.n_observations_)
    sums = model.item_probabilities_.group_by("class", "item").agg(pl.col("probability").sum())
    assert sums["probability"].to_list() == pytest.approx([1.0] * (4 * classes))
    assert model.item_probabilities_["probability"].is_between(0, 1).all()
    assert np.isfinite([model.log_likelihood_, model.aic_, model.bic_, model.sabic_]).all()
    assert model.log_likelihood_ == model.start_log_likelihoods_.max()
    assert model.entropy_ is None or -1e-9 <= model.entropy_ <= 1 + 1e-9
    assert model.n_observations_ + model.n_left_out_ == frame.height
