"""What a latent class model learns, from whom, and what it refuses."""

import warnings
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest

import handrail.typology as room
from handrail.typology import LatentClasses, compare_classes
from handrail.typology.patterns import read_patterns
from handrail.values import DataError, NotConverged

PLANTED = np.array(
    [[0.1, 0.05, 0.1, 0.1, 0.05, 0.1], [0.9, 0.85, 0.2, 0.1, 0.15, 0.1], [0.8, 0.9, 0.9, 0.85, 0.8, 0.9]]
)
SHARES = np.array([0.55, 0.3, 0.15])
NAMES = [f"item_{number}" for number in range(6)]


def planted(rows=4000, seed=5):
    chance = np.random.default_rng(seed)
    of = chance.choice(3, size=rows, p=SHARES)
    answers = (chance.random((rows, 6)) < PLANTED[of]).astype(int)
    return pl.DataFrame(answers, schema=NAMES)


def with_gaps(frame, seed=6, share=0.1):
    chance = np.random.default_rng(seed)
    return frame.with_columns(
        pl.when(pl.Series(chance.random(frame.height) >= share)).then(pl.col(name)).alias(name)
        for name in frame.columns
    )


def same(one, other, within=1e-6):
    assert one.log_likelihood_ == pytest.approx(other.log_likelihood_, abs=within)
    assert one.class_shares_ == pytest.approx(other.class_shares_, abs=within)
    ours, theirs = (model.item_probabilities_["probability"].to_numpy() for model in (one, other))
    assert ours == pytest.approx(theirs, abs=within)
    assert one.bic_ == pytest.approx(other.bic_, abs=2 * within)
    assert one.n_observations_ == other.n_observations_
    assert one.n_left_out_ == other.n_left_out_
    assert one.class_sizes_ == pytest.approx(other.class_sizes_, abs=1000 * within)


def yes_of(model):
    rows = model.item_probabilities_.filter(pl.col("category").cast(pl.String) == "1")
    return rows["probability"].to_numpy().reshape(model.n_classes, -1)


def test_planted_classes_are_found_again():
    model = LatentClasses(3, starts=10, seed=2).fit(planted())
    assert model.class_shares_ == pytest.approx(SHARES, abs=0.03)
    assert yes_of(model) == pytest.approx(PLANTED, abs=0.06)
    assert compare_classes(planted(), range(1, 5), starts=10).best == 3


def test_planted_classes_are_found_with_answers_missing_at_random():
    frame = with_gaps(planted(), share=0.25)
    model = LatentClasses(3, starts=10, seed=2).fit(frame)
    assert yes_of(model) == pytest.approx(PLANTED, abs=0.08)
    assert model.n_observations_ > 2 * frame.drop_nulls().height


def test_frequency_weights_equal_repeated_rows():
    frame = with_gaps(planted(120))
    often = np.random.default_rng(1).integers(0, 4, frame.height)
    weighted = LatentClasses(2, starts=8, weight_kind="frequency").fit(frame, often)
    repeated = LatentClasses(2, starts=8).fit(frame[np.repeat(np.arange(frame.height), often)])
    same(weighted, repeated)
    assert weighted.entropy_ == pytest.approx(repeated.entropy_, abs=1e-6)
    assert weighted.n_patterns_ == repeated.n_patterns_


def test_a_constant_times_sampling_weights_changes_nothing():
    frame = with_gaps(planted(300))
    weights = np.random.default_rng(2).gamma(3.0, size=300)
    same(
        LatentClasses(2, starts=8).fit(frame, weights),
        LatentClasses(2, starts=8).fit(frame, 4321.0 * weights),
    )
    same(LatentClasses(2, starts=8).fit(frame, [7.0] * 300), LatentClasses(2, starts=8).fit(frame))


def test_weights_whose_sum_is_beyond_every_number_are_those_of_one():
    frame = planted(60)
    weights = np.linspace(0.5, 1, 60)
    vast, plain = read_patterns(frame, 1e308 * weights), read_patterns(frame, weights)
    assert vast.weight == pytest.approx(plain.weight, rel=1e-12)
    assert plain.weighted_n == pytest.approx(weights.sum(), rel=1e-12)
    assert vast.weighted_n is None


def test_sampling_weights_undo_unequal_chances():
    frame = planted(9000)
    of_last = frame["item_5"] == 1
    kept = np.random.default_rng(3).random(frame.height) < np.where(of_last, 1.0, 0.3)
    weights = np.where(of_last, 1.0, 1 / 0.3)[kept]
    model = LatentClasses(3, starts=10).fit(frame.filter(pl.Series(kept)), weights)
    assert model.class_shares_ == pytest.approx(SHARES, abs=0.05)
    # Expected respondents are unweighted: the rare class was drawn more often.
    assert model.class_sizes_[2] / model.n_observations_ > SHARES[2] + 0.05


def test_rows_of_weight_zero_count_for_nobody():
    frame = planted(300)
    weights = [0.0] * 100 + [2.0] * 200
    model = LatentClasses(2, starts=5).fit(frame, weights)
    assert (model.n_observations_, model.n_left_out_) == (200, 100)
    assert model.log_likelihood_ == pytest.approx(
        LatentClasses(2, starts=5).fit(frame[100:]).log_likelihood_, abs=1e-7
    )


def test_rows_without_any_answer_are_left_out_and_counted():
    frame = planted(300)
    nobody = pl.DataFrame({name: [None] * 7 for name in NAMES}, schema=frame.schema)
    model = LatentClasses(2, starts=5).fit(pl.concat([nobody, frame]))
    assert (model.n_observations_, model.n_left_out_) == (300, 7)
    same_shares = LatentClasses(2, starts=5).fit(frame).class_shares_
    assert model.class_shares_ == pytest.approx(same_shares, abs=1e-8)


def test_one_class_is_the_shares_of_the_answers_given():
    frame = with_gaps(planted(500))
    model = LatentClasses(1, starts=2).fit(frame)
    assert yes_of(model)[0] == pytest.approx([frame[name].mean() for name in NAMES])
    assert model.entropy_ is None
    assert model.starts_at_best_ == 1


def test_answers_that_never_occur_in_a_class_give_no_nan():
    frame = pl.DataFrame({"a": [0, 0, 0, 1, 1, 1] * 20, "b": [0, 0, 0, 1, 1, 1] * 20, "c": [0, 1] * 60})
    model = LatentClasses(3, starts=20).fit(frame)
    assert np.isfinite(model.start_log_likelihoods_).all()
    assert model.item_probabilities_["probability"].is_finite().all()
    two = LatentClasses(2, starts=20).fit(frame)
    assert np.isclose(two.item_probabilities_["probability"], 1).any()


def test_many_items_do_not_underflow():
    frame = planted(200)
    wide = frame.select(pl.col(name).alias(f"{name}_{copy}") for name in frame.columns for copy in range(250))
    assert np.isfinite(LatentClasses(2, starts=2).fit(wide).log_likelihood_)


def test_a_seed_gives_the_same_again_and_another_seed_other_starts():
    frame = planted(300)
    once, again = (LatentClasses(3, starts=6, seed=4).fit(frame) for _ in range(2))
    assert once.start_log_likelihoods_.tolist() == again.start_log_likelihoods_.tolist()
    assert once.item_probabilities_.equals(again.item_probabilities_)
    other = LatentClasses(3, starts=6, seed=5).fit(frame)
    assert other.start_log_likelihoods_.tolist() != once.start_log_likelihoods_.tolist()


def test_the_order_of_rows_does_not_matter():
    frame = planted(400)
    same(LatentClasses(3, starts=6).fit(frame), LatentClasses(3, starts=6).fit(frame.reverse()), within=1e-8)


@pytest.mark.parametrize(
    "convert",
    [
        lambda frame: frame.cast(pl.Boolean),
        lambda frame: frame.cast(pl.Float64),
        lambda frame: frame.cast(pl.String),
        lambda frame: frame.cast(pl.String).cast(pl.Categorical),
        lambda frame: frame.cast(pl.String).cast(pl.Enum(["0", "1"])),
        lambda frame: frame.cast(pl.UInt8),
        lambda frame: pd.DataFrame(frame.to_dict(as_series=False)),
        lambda frame: pd.DataFrame(frame.to_dict(as_series=False)).astype("Int64"),
        lambda frame: pd.DataFrame(frame.cast(pl.String).to_dict(as_series=False)).astype("category"),
    ],
    ids=["boolean", "float", "text", "categorical", "enum", "unsigned", "pandas", "Int64", "category"],
)  # fmt: skip
def test_the_type_of_the_codes_does_not_matter(convert):
    frame = with_gaps(planted(200))
    same(LatentClasses(2, starts=4).fit(convert(frame)), LatentClasses(2, starts=4).fit(frame), within=1e-8)


def test_weights_come_as_series_arrays_and_lists():
    frame, weights = planted(100), np.linspace(1, 2, 100)
    models = [
        LatentClasses(2, starts=3).fit(frame, given)
        for given in (weights, [1, *weights[1:]], pl.Series(weights), pd.Series(weights))
    ]
    for model in models[1:]:
        same(models[0], model, within=1e-8)


def test_categories_keep_their_type_and_become_text_when_types_are_mixed():
    frame = pl.DataFrame({"a": [1, 2, 1, 2], "b": ["x", "y", "y", "x"]})
    assert LatentClasses(1, starts=1).fit(frame).item_probabilities_["category"].to_list() == [
        "1",
        "2",
        "x",
        "y",
    ]
    assert LatentClasses(1, starts=1).fit(frame[["a"]]).item_probabilities_["category"].dtype == pl.Int64


def test_parameters_are_attributes_and_fit_returns_the_model():
    model = LatentClasses(2, starts=3, seed=9)
    assert (model.n_classes, model.starts, model.seed, model.weight_kind) == (2, 3, 9, "sampling")
    assert model.fit(planted(100)) is model


def test_criteria_follow_their_formulas():
    model = LatentClasses(2, starts=3).fit(planted(100))
    deviance = -2 * model.log_likelihood_
    assert model.n_parameters_ == 1 + 2 * 6
    assert model.aic_ == pytest.approx(deviance + 26)
    assert model.bic_ == pytest.approx(deviance + 13 * np.log(100))
    assert model.sabic_ == pytest.approx(deviance + 13 * np.log(102 / 24))


def test_no_public_name_gives_anything_about_one_person():
    model = LatentClasses(2, starts=3).fit(planted(100))
    compared = compare_classes(planted(100), [1, 2], starts=3)
    public = [
        name
        for thing in (room, model, compared, LatentClasses, type(compared))
        for name in dir(thing)
        if not name.startswith("_")
    ]
    assert "fit" in public
    for forbidden in ("posterior", "predict", "transform", "member", "assign", "score", "decision", "proba_"):
        assert not [name for name in public if forbidden in name.replace("probabilit", "")]
    # Nor does anything that is kept have one entry a respondent or a pattern.
    for model_ in (model, *compared.models.values()):
        for name, value in vars(model_).items():
            size = value.height if isinstance(value, pl.DataFrame) else np.size(value)
            assert size <= max(model_.starts, 2 * model_.n_classes * len(NAMES)), name


FRAME = pl.DataFrame({"a": [1, 2, 1, 2, 1, 2], "b": [1, 1, 2, 2, 1, 1], "c": [2, 1, 1, 1, 2, 2]})


@pytest.mark.parametrize(
    ("items", "rule"),
    [
        (FRAME.with_columns(b=pl.lit(1)), "at least two different answers"),
        (FRAME.with_columns(b=pl.lit(None, pl.Int64)), "'b' has none"),
        (FRAME.with_columns(pl.all() * None), "'a' has none"),
        (FRAME.with_columns(b=pl.col("b") + 0.5), "fractions"),
        (FRAME.with_columns(b=pl.lit(float("inf"))), "fractions or infinite"),
        (FRAME.with_columns(b=pl.lit(Decimal("1.5"))), "'b' with values of type Decimal"),
        (FRAME.head(0), "an empty frame"),
        (FRAME.lazy(), "a LazyFrame"),
        ([[1, 2], [2, 1]], "a list"),
        (np.ones((4, 2)), "a ndarray"),
        (pd.DataFrame({"a": [1, "secret", 2.5], "b": [1, 2, 1]}), "several types"),
        (pd.DataFrame([[1, 2], [2, 1]], columns=["a", "a"]), "two columns of one name"),
    ],
)  # fmt: skip
def test_items_that_are_not_categories_are_refused(items, rule):
    with pytest.raises(DataError, match=rule) as caught:
        LatentClasses(2, starts=1).fit(items)
    assert "secret" not in str(caught.value)
    assert caught.value.exit_code == 11


@pytest.mark.parametrize(
    ("weights", "kind", "rule"),
    [
        ([1, 1, 1, -1, 1, 1], "sampling", "1 of 6 that are not"),
        ([1, 1, None, 1, 1, 1], "sampling", "not missing"),
        ([1, 1, float("nan"), 1, 1, 1], "sampling", "not missing"),
        ([1, 1, float("inf"), 1, 1, 1], "sampling", "finite"),
        ([0.0] * 6, "sampling", "zeros only"),
        ([1.0] * 5, "sampling", "5 weights for 6 rows"),
        (["1"] * 6, "sampling", "weights are numbers"),
        (3.0, "sampling", "weights are numbers"),
        ([None] * 6, "sampling", "not missing"),
        (pd.Series([1, None] * 3, dtype="Int64"), "sampling", "3 of 6 that are not"),
        ([1.5] * 6, "frequency", "whole number of rows"),
        ([1.0] * 6, "probability", "kind of weights"),
    ],
)
def test_weights_that_weigh_nothing_sensible_are_refused(weights, kind, rule):
    with pytest.raises(DataError, match=rule):
        LatentClasses(2, starts=1, weight_kind=kind).fit(FRAME, weights)


@pytest.mark.parametrize(
    ("parameters", "rule"),
    [
        ({"n_classes": 0}, "n_classes is a whole number, at least 1"),
        ({"n_classes": 2.5}, "n_classes"),
        ({"n_classes": True}, "n_classes"),
        ({"n_classes": 2, "starts": 0}, "starts"),
        ({"n_classes": 2, "seed": -1}, "seed"),
        ({"n_classes": 2, "tolerance": 0.0}, "tolerance"),
        ({"n_classes": 2, "tolerance": float("nan")}, "tolerance"),
        ({"n_classes": 2, "max_iterations": 0}, "max_iterations"),
        ({"n_classes": 6}, "6 classes, 5 patterns of 6 respondents"),
    ],
)
def test_parameters_that_break_a_rule_are_refused(parameters, rule):
    with pytest.raises(DataError, match=rule):
        LatentClasses(**parameters).fit(FRAME)


def test_a_best_start_that_does_not_arrive_is_an_error():
    with pytest.raises(NotConverged, match="6 steps were not enough") as caught:
        LatentClasses(3, starts=3, max_iterations=6).fit(planted(300))
    assert caught.value.exit_code == 14


def test_a_start_that_does_not_arrive_is_told_when_the_best_one_did():
    short, long = (
        LatentClasses(4, starts=20, max_iterations=steps).fit(planted(300)) for steps in (150, 20_000)
    )
    assert (short.converged_, long.converged_) == (False, True)
    assert short.log_likelihood_ == pytest.approx(long.log_likelihood_, abs=1e-6)


def test_progress_tells_each_number_and_a_comparison_sorts_them():
    told = []
    compared = compare_classes(FRAME, [2, 1, 2], starts=2, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]
    assert compared.table["n_classes"].to_list() == [1, 2] == list(compared.models)
    with pytest.raises(DataError, match="none"):
        compare_classes(FRAME, [])


def test_nothing_warns_about_logarithms_of_zero():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compare_classes(planted(60), range(1, 6), starts=10)
