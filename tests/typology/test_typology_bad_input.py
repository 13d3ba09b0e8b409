"""What a researcher's file may hold, and what is said of it."""

import time
import warnings

import numpy as np
import polars as pl
import pytest

from handrail.typology import LatentClasses
from handrail.typology.layout import lay_out
from handrail.typology.parameters import Parameters
from handrail.typology.patterns import read_patterns
from handrail.typology.search import em_step
from handrail.values import DataError

NAMES = [f"item_{number}" for number in range(6)]


def answers(rows=400, seed=1):
    chance = np.random.default_rng(seed)
    of = (chance.random(rows) < 0.4).astype(int)
    yes = np.array([[0.2] * 6, [0.75] * 6])[of]
    return pl.DataFrame((chance.random((rows, 6)) < yes).astype(int), schema=NAMES)


def test_an_item_with_one_value_is_named():
    with pytest.raises(DataError, match="'item_2' has one") as caught:
        LatentClasses(2, starts=1).fit(answers().with_columns(item_2=pl.lit(7)))
    assert caught.value.exit_code == 11
    assert "leave it out" in str(caught.value)


def test_an_item_with_one_value_among_the_rows_that_count_is_named():
    frame = answers().with_columns(item_2=pl.Series([1] * 399 + [0]))
    with pytest.raises(DataError, match="'item_2' has one"):
        LatentClasses(2, starts=1).fit(frame, [1.0] * 399 + [0.0])


def test_fewer_patterns_than_parameters_is_not_identified():
    model = LatentClasses(4, starts=5).fit(answers().select(NAMES[:3]))
    assert model.n_patterns_ < model.n_parameters_
    assert not model.identified_
    assert model.standard_errors_["se"].null_count() == model.standard_errors_.height


def test_more_classes_than_people_are_refused():
    with pytest.raises(DataError, match="7 classes, 5 patterns of 5 respondents") as caught:
        LatentClasses(7, starts=1).fit(pl.DataFrame({"a": [1, 1, 2, 3, 3], "b": [1, 2, 1, 2, 3]}))
    assert "fewer classes" in str(caught.value)


def test_a_class_that_empties_keeps_its_parameters_and_says_nothing_untrue():
    frame = answers(60)
    layout = lay_out(read_patterns(frame))
    half = np.full((12, 3), 0.5)
    after, height = em_step(layout, Parameters(half, np.array([[0.7, 0.3, 0.0]])))
    assert np.isfinite(height)
    assert after.prior[0, 2] == 0
    assert after.items[:, 2].tolist() == half[:, 2].tolist()
    # A model may end with an empty class where there is nothing for it to hold.
    columns = {"a": [0, 1] * 52, "b": [0, 0, 1, 1] * 26, "c": [0, 0, 0, 0, 1, 1, 1, 1] * 13}
    plain = pl.DataFrame(columns)
    model = LatentClasses(3, starts=5).fit(plain)
    assert np.isfinite(model.log_likelihood_)
    assert model.class_shares_.sum() == pytest.approx(1)
    assert not model.identified_


def test_rows_without_answers_are_counted_and_a_frame_of_them_is_refused():
    frame = answers(50)
    gone = frame.clear(3)
    assert LatentClasses(2, starts=2).fit(pl.concat([gone, frame, gone])).n_left_out_ == 6
    with pytest.raises(DataError, match="has none"):
        LatentClasses(2, starts=2).fit(frame.clear(20))


def test_codes_with_fractions_are_refused_and_whole_floats_are_not():
    frame = answers(50)
    with pytest.raises(DataError, match="'item_1' with fractions"):
        LatentClasses(2, starts=1).fit(frame.with_columns(item_1=pl.col("item_1") + 0.5))
    as_floats = LatentClasses(2, starts=2).fit(frame.cast(pl.Float64))
    assert as_floats.log_likelihood_ == LatentClasses(2, starts=2).fit(frame).log_likelihood_


def test_weights_of_zero_leave_rows_out_and_zeros_only_are_refused():
    frame = answers(60)
    weights = [0.0, 1.0] * 30
    assert LatentClasses(2, starts=2).fit(frame, weights).n_left_out_ == 30
    with pytest.raises(DataError, match="zeros only"):
        LatentClasses(2, starts=2).fit(frame, [0.0] * 60)


def test_three_hundred_items_are_followed_without_underflow():
    chance = np.random.default_rng(2)
    of = (chance.random(250) < 0.4).astype(int)
    yes = np.array([chance.uniform(0.05, 0.4, 300), chance.uniform(0.5, 0.95, 300)])[of]
    wide = pl.DataFrame((chance.random((250, 300)) < yes).astype(int), schema=[f"i{j}" for j in range(300)])
    model = LatentClasses(2, starts=3).fit(wide)
    assert model.entropy_ == pytest.approx(1)
    assert model.class_shares_ == pytest.approx([1 - of.mean(), of.mean()], abs=1e-9)
    # The likelihood of classes that are known: each item's own.
    known = 0.0
    for k in (0, 1):
        inside = wide.filter(pl.Series(of == k))
        known += inside.height * np.log(inside.height / 250)
        for name in wide.columns:
            p = inside[name].mean()
            yes = inside[name].sum()
            known += sum(n * np.log(q) for n, q in ((yes, p), (inside.height - yes, 1 - p)) if n)
    assert model.log_likelihood_ == pytest.approx(known, abs=1e-6)


def test_three_hundred_continuous_items_leave_the_numbers_there_are_at_the_top():
    """Densities above 1, multiplied three hundred times, would be infinite."""
    chance = np.random.default_rng(3)
    of = (chance.random(200) < 0.5).astype(int)
    values = chance.normal(np.array([0.0, 1e-4])[of][:, None], 2e-5, (200, 300))
    frame = pl.DataFrame(values, schema=[f"i{j}" for j in range(300)])
    model = LatentClasses(2, starts=2, kinds="continuous").fit(frame)
    assert np.isfinite(model.log_likelihood_)
    assert sorted(model.class_shares_) == pytest.approx(sorted([of.mean(), 1 - of.mean()]), abs=1e-9)


def test_a_million_rows_with_twelve_patterns_are_soon_done():
    chance = np.random.default_rng(4)
    kinds = chance.choice(2, size=(12, 6))
    kinds = np.unique(kinds, axis=0)
    frame = pl.DataFrame(kinds[chance.integers(len(kinds), size=1_000_000)], schema=NAMES)
    LatentClasses(2, starts=1).fit(frame[:1000])
    before = time.process_time()
    model = LatentClasses(2, starts=20).fit(frame)
    assert model.n_patterns_ == len(kinds)
    assert model.n_observations_ == 1_000_000
    assert time.process_time() - before < 2


def test_a_group_with_six_people_has_shares_of_its_own_that_are_not_nan():
    frame = answers(306)
    model = LatentClasses(2, starts=5).fit(frame, groups=["most"] * 300 + ["few"] * 6)
    shares = model.group_shares_
    assert shares.filter(pl.col("group") == "few")["share"].sum() == pytest.approx(1)
    assert shares["share"].is_finite().all()
    free = LatentClasses(2, starts=5, free_items=NAMES[:1]).fit(frame, groups=["most"] * 300 + ["few"] * 6)
    assert free.item_probabilities_["probability"].is_finite().all()


def test_an_item_that_a_group_never_answered_is_named():
    frame = answers(300).with_columns(
        item_0=pl.when(pl.int_range(pl.len()) < 200).then("item_0"),
    )
    groups = ["one"] * 200 + ["two"] * 100
    with pytest.raises(DataError, match="nobody of 'two' answered 'item_0'"):
        LatentClasses(2, starts=2, free_items=["item_0"]).fit(frame, groups=groups)


def test_a_continuous_item_on_two_values_has_no_class_without_spread():
    chance = np.random.default_rng(5)
    frame = pl.DataFrame({"x": np.where(chance.random(200) < 0.5, 3.0, 8.0), "y": chance.normal(size=200)})
    model = LatentClasses(2, starts=5, kinds="continuous").fit(frame)
    assert np.isfinite(model.log_likelihood_)
    numbers = model.item_numbers_.filter(pl.col("parameter") == "variance")
    assert (numbers["estimate"] > 0).all()
    # At the least variance there is no standard error, and the others have theirs.
    table = model.standard_errors_.filter(pl.col("item") == "x", pl.col("parameter") == "variance")
    assert table["se"].null_count() == 2
    other = model.standard_errors_.filter(pl.col("item") == "y")
    assert other["se"].null_count() == 0


def test_a_class_that_only_gives_the_highest_answer_has_no_standard_errors_and_none_that_is_no_number():
    chance = np.random.default_rng(3)
    of = chance.random(300) < 0.4
    frame = pl.DataFrame({name: np.where(of, 3, chance.integers(1, 3, 300)) for name in NAMES[:4]})
    for kind in ("adjacent", "cumulative"):
        model = LatentClasses(2, starts=5, kinds=kind).fit(frame)
        errors = model.standard_errors_["se"].drop_nulls()
        assert errors.is_finite().all()
        assert not model.identified_
        assert np.isfinite(model.log_likelihood_)


def test_nothing_warns_of_a_division():
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        model = LatentClasses(4, starts=5).fit(answers(40))
        _ = model.standard_errors_, model.bivariate_residuals_


def test_whole_numbers_without_a_sign_may_be_beyond_those_with_one():
    large = pl.Series("a", [2**63 + 1, 2**63 + 2] * 20, dtype=pl.UInt64)
    frame = pl.DataFrame([large, pl.Series("b", [0, 1] * 20)])
    found = LatentClasses(2, starts=2).fit(frame).item_probabilities_
    assert set(found.filter(pl.col("item") == "a")["category"]) == {2**63 + 1, 2**63 + 2}
