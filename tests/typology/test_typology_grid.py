"""Patterns on a grid of two sides: the same steps as pattern by pattern, and as the slow ones."""

from math import fsum, log

import numpy as np
import polars as pl
import pytest
from slow_classes import slow_step

from handrail.typology import LatentClasses, kernel
from handrail.typology.layout import Layout, lay_out
from handrail.typology.parameters import Parameters, random_start
from handrail.typology.patterns import read_patterns
from handrail.typology.search import ascend, em_step


def answers_of(widths, rows, seed, missing=0.0):
    """Return answers of two kinds of people, so that some patterns are common and others never occur."""
    chance = np.random.default_rng(seed)
    high = chance.random(rows) < 0.4
    table = [
        [
            None
            if chance.random() < missing
            else int(min(width - 1, chance.binomial(width - 1, 0.75 if up else 0.3)))
            for width in widths
        ]
        for up in high
    ]
    return pl.DataFrame(table, schema={f"item {j}": pl.Int64 for j in range(len(widths))}, orient="row")


def laid_out(widths, rows, seed=1, missing=0.0, kinds="nominal"):
    layout = lay_out(read_patterns(answers_of(widths, rows, seed, missing), kinds=kinds))
    assert on_grid(layout)
    return layout


def on_grid(layout):
    return len(layout.data[12]) > 0


def one_by_one(layout):
    """Return the same answers without their grid."""
    nothing = layout.data[12][:0]
    data = (*layout.data[:12], nothing, nothing, *layout.data[14:])
    return Layout(layout.patterns, data, layout.first, layout.parameters_first)


def assert_same_step(layout, now):
    ours, height = em_step(layout, now)
    theirs, other = em_step(one_by_one(layout), now)
    assert height == pytest.approx(other, rel=1e-14)
    assert ours.items == pytest.approx(theirs.items, abs=1e-13)
    assert ours.prior == pytest.approx(theirs.prior, abs=1e-13)
    return ours


@pytest.mark.parametrize(
    ("widths", "rows", "missing", "cut"),
    [
        # Items on the left of the grid, from all on the right to several tiles of 64 rows.
        ((2, 3, 2, 4), 80, 0.0, 0),
        ((3, 2, 4, 2, 3), 200, 0.0, 1),
        ((2,) * 9, 500, 0.0, 3),
        ((2, 3, 2, 3, 2), 400, 0.1, 2),
        ((2,) * 13, 4000, 0.0, 7),
        ((5, 5, 5, 4, 4), 3000, 0.0, 3),
    ],
)
def test_a_step_on_the_grid_is_that_of_pattern_by_pattern(widths, rows, missing, cut):
    layout = laid_out(widths, rows, missing=missing)
    assert layout.data[15] == cut
    for classes in (1, 2, 4, 5, 9):
        now = random_start(layout, classes, 7, 0)
        for _ in range(5):
            now = assert_same_step(layout, now)


def test_fifty_steps_on_the_grid_agree_with_the_slow_ones():
    frame = answers_of((2,) * 8, 150, 3)
    layout = lay_out(read_patterns(frame))
    assert on_grid(layout)
    assert layout.data[15] == 2
    now = random_start(layout, 3, 1, 1)
    first = layout.parameters_first
    items = [("nominal", now.items[first[j] : first[j + 1]].T.tolist()) for j in range(8)]
    prior = now.prior.tolist()
    for _ in range(50):
        now, height = em_step(layout, now)
        items, prior, slow_height = slow_step([list(row) for row in frame.rows()], [1.0] * 150, items, prior)
        assert height == pytest.approx(slow_height, abs=1e-9)
        assert now.prior == pytest.approx(np.array(prior), abs=1e-9)
        assert now.items == pytest.approx(np.concatenate([np.array(own).T for _, own in items]), abs=1e-9)


def test_counts_and_ordered_items_lie_on_a_grid_too():
    widths = (4, 3, 5, 2)
    kinds = {"item 0": "count", "item 1": "adjacent", "item 2": "cumulative", "item 3": "nominal"}
    layout = laid_out(widths, 300, kinds=kinds)
    now = random_start(layout, 3, 2, 0)
    for _ in range(5):
        now = assert_same_step(layout, now)


def test_a_pattern_that_no_class_can_give_is_met_as_without_a_grid():
    layout = laid_out((2,) * 7, 100)
    items = random_start(layout, 2, 1, 0).items
    # Nobody says both 1 and 1 to the first two items, but somebody did.
    items[:4] = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    assert_same_step(layout, Parameters(items, np.array([[0.5, 0.5]])))
    # Far beyond the smallest number, but told apart by logarithms.
    items[:4] = np.array([[1.0, 1.0], [1e-200, 1e-199], [1.0, 1.0], [1e-180, 1e-181]])
    after = assert_same_step(layout, Parameters(items, np.array([[0.5, 0.5]])))
    assert np.isfinite(after.items).all()


def test_units_with_equal_answers_are_not_put_on_a_grid():
    patterns = read_patterns(answers_of((2, 2, 3), 50, 1))
    twice = patterns.__class__(
        **{
            **patterns.__dict__,
            "codes": np.repeat(patterns.codes, 2, axis=0),
            "weight": np.repeat(patterns.weight / 2, 2),
            "beside": np.repeat(patterns.beside, 2),
        }
    )
    layout, doubled = lay_out(patterns), lay_out(twice)
    assert on_grid(layout)
    assert not on_grid(doubled)
    now = random_start(layout, 2, 1, 0)
    one, two = em_step(layout, now), em_step(doubled, now)
    assert one[0].items == pytest.approx(two[0].items, abs=1e-13)


def test_few_of_many_possible_patterns_are_followed_one_by_one():
    assert not on_grid(lay_out(read_patterns(answers_of((2,) * 12, 100, 1))))
    assert not on_grid(lay_out(read_patterns(answers_of((2,) * 300, 50, 1))))


@pytest.mark.parametrize("tolerance", [1e-3, 1e-6, 1e-9])
def test_no_start_ends_before_a_plain_step_changes_less_than_the_tolerance(tolerance):
    layout = laid_out((2,) * 9, 600)
    for start in range(15):
        end, height, arrived = ascend(layout, random_start(layout, 3, 5, start), tolerance, 20_000)
        assert arrived
        # The end is the second of the two points that were compared.
        after, here = em_step(layout, end)
        _, further = em_step(layout, after)
        assert here == pytest.approx(height, abs=1e-9)
        assert further - here < tolerance + 1e-10


def test_the_sum_of_logarithms_is_right_to_the_last_digit():
    chance = np.random.default_rng(4)
    lines = np.empty((4, kernel.LINE))
    for size in (1, 63, 64, 65, 1000):
        numbers = np.exp(chance.uniform(-600, 600, size))
        numbers[0] = 1.0
        weight = chance.random(size)
        exact = fsum(w * log(x) for w, x in zip(weight, numbers, strict=True))
        scale = fsum(abs(w * log(x)) for w, x in zip(weight, numbers, strict=True))
        assert abs(kernel.log_sum(weight, numbers, lines) - exact) <= 4e-16 * max(scale, 1e-300) * 4
    near = 1 + chance.uniform(-0.3, 0.42, 5000)
    for x in near:
        assert kernel.log_sum(np.ones(1), np.array([x]), lines) == pytest.approx(log(x), rel=4e-16)


def test_the_model_is_the_same_on_the_grid_and_off_it(monkeypatch):
    frame = answers_of((2,) * 9, 500, 8)
    one = LatentClasses(3, starts=10, seed=2).fit(frame)
    monkeypatch.setattr("handrail.typology.layout._EMPTY", 0)
    other = LatentClasses(3, starts=10, seed=2).fit(frame)
    assert one.log_likelihood_ == pytest.approx(other.log_likelihood_, abs=1e-9)
    assert one.class_shares_ == pytest.approx(other.class_shares_, abs=1e-8)
    assert one.identified_ is other.identified_ is True
    errors = [model.standard_errors_["se"] for model in (one, other)]
    assert errors[0].is_null().to_list() == errors[1].is_null().to_list()
    assert errors[0].drop_nulls().to_list() == pytest.approx(errors[1].drop_nulls().to_list(), rel=1e-6)
