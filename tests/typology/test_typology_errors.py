"""Standard errors: what weights and designs do to them, against repeated rows and against replicates."""

import numpy as np
import polars as pl
import pytest
from rao_wu import NAMES, YES, clustered, in_order_of_replicates, replicated

from handrail.typology import LatentClasses, executor
from handrail.typology.derivatives import coordinates_of
from handrail.typology.latent_classes import kept_of
from handrail.typology.membership import class_shares
from handrail.typology.polish import moved
from handrail.typology.tidy import _shares


def test_frequency_weights_give_the_standard_errors_of_repeated_rows():
    frame, *_ = clustered()
    frame = frame[:300]
    often = np.random.default_rng(1).integers(0, 5, frame.height)
    weighted = LatentClasses(2, starts=5, weight_kind="frequency").fit(frame, often)
    repeated = LatentClasses(2, starts=5).fit(frame[np.repeat(np.arange(frame.height), often)])
    assert weighted.log_likelihood_ == pytest.approx(repeated.log_likelihood_, rel=1e-8)
    for kind in ("observed", "outer", "linearised"):
        ours, theirs = weighted.errors(kind), repeated.errors(kind)
        assert ours["estimate"].to_numpy() == pytest.approx(theirs["estimate"].to_numpy(), abs=1e-6)
        assert ours["se"].to_numpy() == pytest.approx(theirs["se"].to_numpy(), abs=1e-5)


def test_frequency_weights_equal_repeated_rows_in_clusters():
    frame, stratum, cluster, _ = clustered()
    often = np.random.default_rng(2).integers(0, 3, frame.height)
    rows = np.repeat(np.arange(frame.height), often)
    weighted = LatentClasses(2, starts=5, weight_kind="frequency").fit(frame, often, stratum, cluster)
    repeated = LatentClasses(2, starts=5).fit(frame[rows], None, stratum[rows], cluster[rows])
    ours, theirs = weighted.standard_errors_, repeated.standard_errors_
    assert ours["se"].to_numpy() == pytest.approx(theirs["se"].to_numpy(), abs=1e-5)


@pytest.mark.parametrize("constant", [1e-6, 31.0, 1e9])
def test_a_constant_times_sampling_weights_changes_no_standard_error(constant):
    frame, stratum, cluster, weights = clustered()
    one = LatentClasses(2, starts=5).fit(frame, weights, stratum, cluster)
    other = LatentClasses(2, starts=5).fit(frame, weights * constant, stratum, cluster)
    assert other.log_likelihood_ == pytest.approx(one.log_likelihood_, rel=1e-10)
    for kind in ("observed", "outer", "linearised"):
        ours, theirs = one.errors(kind)["se"].to_numpy(), other.errors(kind)["se"].to_numpy()
        assert ours == pytest.approx(theirs, rel=1e-7)


def test_the_same_answer_on_one_core_and_on_two(monkeypatch):
    frame, *_ = clustered()
    found = []
    for cores in (1, 2, 5):
        monkeypatch.setattr(executor, "cores", lambda cores=cores: cores)
        found.append(LatentClasses(3, starts=8, seed=2).fit(frame))
    for other in found[1:]:
        assert other.start_log_likelihoods_.tolist() == found[0].start_log_likelihoods_.tolist()
        assert other.item_probabilities_.equals(found[0].item_probabilities_)
        assert other.standard_errors_.equals(found[0].standard_errors_)


def test_linearised_standard_errors_are_those_of_rao_wu_replicates():
    # 300 replicates tell a standard error within some 4 %; tools/replicate_typology_errors.py takes 3,000.
    sample = clustered()
    spread = replicated(*sample, replicates=300, seed=5)
    _, stratum, cluster, weights = sample
    designed = LatentClasses(2, starts=5, seed=1).fit(sample[0], weights, stratum, cluster)
    ratio = in_order_of_replicates(designed.standard_errors_) / spread
    assert np.median(ratio) == pytest.approx(1, abs=0.06)
    assert (np.abs(ratio - 1) < 0.2).all()
    # Clusters matter here: without them the shares' error is far too small.
    without = LatentClasses(2, starts=5, seed=1).fit(sample[0], weights)
    assert without.standard_errors_["se"][0] < 0.8 * designed.standard_errors_["se"][0]


def test_observed_outer_and_linearised_agree_on_a_plain_large_sample():
    chance = np.random.default_rng(9)
    of = (chance.random(60_000) < 0.4).astype(int)
    frame = pl.DataFrame((chance.random((60_000, 6)) < YES[of]).astype(int), schema=NAMES)
    model = LatentClasses(2, starts=3).fit(frame)
    observed = model.errors("observed")["se"].to_numpy()
    for kind in ("outer", "linearised"):
        assert model.errors(kind)["se"].to_numpy() == pytest.approx(observed, rel=0.03)


def test_standard_errors_of_shares_with_groups_and_covariates_are_those_of_a_shift():
    """A share among all is a weighted mean over groups: its slopes against numeric differences."""
    frame, stratum, *_ = clustered()
    for known in ({"groups": stratum % 3}, {"covariates": pl.DataFrame({"h": stratum.astype(float)})}):
        model = LatentClasses(2, starts=4).fit(frame, **known)
        free = coordinates_of(kept_of(model).layout, kept_of(model).found)
        _, slopes = _shares(kept_of(model).layout, kept_of(model).found)
        for c in range(free.size):
            step = np.zeros(free.size)
            step[c] = 1e-6
            there = (moved(kept_of(model).layout, kept_of(model).found, free, way * step) for way in (1, -1))
            ends = [class_shares(kept_of(model).layout, found) for found in there]
            assert slopes[:, c] == pytest.approx((ends[0] - ends[1]) / 2e-6, abs=1e-7)
