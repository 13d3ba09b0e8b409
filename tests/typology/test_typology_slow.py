"""The fast steps against the slow ones, on small random data with gaps and weights."""

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from slow_classes import slow_step

from handrail.typology import LatentClasses
from handrail.typology.expectation import Parameters, em_step
from handrail.typology.patterns import read_patterns
from handrail.typology.search import ascend, random_starts
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


def nested(flat):
    """Return probabilities of one start (K x M) as lists by class and item."""
    ends = np.cumsum(list(ITEMS.values()))[:-1]
    return [[part.tolist() for part in np.split(row, ends)] for row in flat]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("classes", [1, 2, 4])
def test_fifty_plain_steps_agree_with_the_slow_ones(seed, classes):
    rows, weights = random_data(seed)
    patterns = read_patterns(frame_of(rows), weights)
    scaled = [weight * len(rows) / sum(weights) for weight in weights]
    now = random_starts(patterns, classes, starts=3, seed=seed)
    slow = [(now.shares[start].tolist(), nested(now.probabilities[start])) for start in range(3)]
    for _ in range(50):
        now, heights = em_step(patterns, now)
        for start in range(3):
            shares, probabilities, height = slow_step(rows, scaled, *slow[start])
            slow[start] = shares, probabilities
            assert heights[start] == pytest.approx(height, abs=1e-9)
            assert now.shares[start] == pytest.approx(np.array(shares), abs=1e-9)
            flat = [[value for item in of_class for value in item] for of_class in probabilities]
            assert now.probabilities[start] == pytest.approx(np.array(flat), abs=1e-9)


def test_leaps_arrive_where_many_plain_steps_do():
    rows, weights = random_data(11)
    patterns = read_patterns(frame_of(rows), weights)
    start = random_starts(patterns, 2, starts=1, seed=3)
    leapt = ascend(patterns, start, 1e-12, 30_000)
    plain = start
    for _ in range(5_000):
        plain, height = em_step(patterns, plain)
    assert leapt.converged.all()
    assert leapt.log_likelihood[0] == pytest.approx(height[0], abs=1e-6)


def test_a_leap_that_would_lower_the_likelihood_is_not_taken():
    rows, weights = random_data(12, rows=40)
    patterns = read_patterns(frame_of(rows), weights)
    now = random_starts(patterns, 4, starts=40, seed=1)
    last = np.full(40, -np.inf)
    for _ in range(60):
        further = ascend(patterns, now, 1e-30, 3)
        now = further.parameters
        assert (further.log_likelihood >= last - 1e-9).all()
        last = further.log_likelihood


def test_a_class_that_nobody_is_in_keeps_its_probabilities():
    patterns = read_patterns(pl.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, 0, 0]}))
    lost = [1e-100, 1.0, 1e-100, 1.0]
    start = Parameters(np.array([[1.0, 0.0]]), np.array([[[0.5, 0.5, 0.5, 0.5], lost]]))
    after, height = em_step(patterns, start)
    assert after.shares.tolist() == [[1.0, 0.0]]
    assert after.probabilities.tolist() == [[[0.5, 0.5, 0.75, 0.25], lost]]
    assert height[0] == pytest.approx(4 * np.log(0.25))


@settings(max_examples=60, deadline=None)
@given(DATA, st.integers(1, 3), st.integers(0, 5))
def test_a_step_never_lowers_the_likelihood_and_probabilities_add_to_one(data, classes, seed):
    rows, weights = zip(*data, strict=True)
    try:
        patterns = read_patterns(frame_of(rows), weights)
    except DataError:
        assume(False)
    now = random_starts(patterns, classes, starts=2, seed=seed)
    last = np.full(2, -np.inf)
    for _ in range(25):
        now, height = em_step(patterns, now)
        assert (height >= last - 1e-9).all()
        last = height
        assert now.shares.sum(axis=1) == pytest.approx(np.ones(2), abs=1e-12)
        for start in range(2):
            for of_class in now.probabilities[start]:
                assert np.bincount(patterns.item_of, of_class) == pytest.approx(np.ones(4), abs=1e-12)
    further = ascend(patterns, now, 1e-8, 3_000)
    assert (further.log_likelihood >= last - 1e-9).all()


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
