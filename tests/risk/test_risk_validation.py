"""Validation against textbook formulas, loops, and a bootstrap that is written out."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from risk_study import analysis_of, design_of, frame_of, values_of
from scipy import optimize, special

from handrail.disclosure import Ledger, review
from handrail.risk import METHODS, performance_by_group, validation
from handrail.risk.calibration_curve import bins_of
from handrail.risk.model_rows import model_rows, refitted
from handrail.risk.performance import LABELS, MEASURES, measured, measures_of
from handrail.risk.resamples import resampled_weights
from handrail.survey import Design
from handrail.survey.replicates import Replicates
from handrail.values import DataError, NotConverged


def given_replicates(kind, weights, scale, factors, centre, df):
    """Return replicates of weights as a file gives them (rows x replicates)."""
    rows = np.arange(len(weights))
    return Replicates(kind, weights.T, rows, np.ones(len(weights)), scale, factors, centre, df)


def slow_measures(log_odds, y, w):
    """Area over all pairs, Brier as a mean, slope and intercept by a general-purpose search."""
    case, other = y == 1, y == 0
    ahead = (log_odds[case][:, None] > log_odds[other]) + (log_odds[case][:, None] == log_odds[other]) / 2
    both = w[case][:, None] * w[other]
    p = special.expit(log_odds)

    def falling(a, b=1.0):
        eta = a + b * log_odds
        return -(w * (y * eta - np.logaddexp(0, eta))).sum()

    two = optimize.minimize(lambda ab: falling(*ab), [0.0, 1.0], method="Nelder-Mead", tol=1e-12,
                            options={"maxiter": 4000}).x  # fmt: skip
    one = optimize.minimize_scalar(falling, bounds=(-8, 8), method="bounded", options={"xatol": 1e-12}).x
    return [(ahead * both).sum() / both.sum(), (w * (y - p) ** 2).sum() / w.sum(), two[1], one]


def fixed(seed, n=240):
    chance = np.random.default_rng(seed)
    log_odds = chance.normal(-0.5, 1.2, n).round(1)
    y = (chance.random(n) < special.expit(0.3 + 0.7 * log_odds)).astype(float)
    frame = pl.DataFrame(
        {"w": chance.uniform(0.5, 3, n), "c": np.arange(n) // 8, "s": np.arange(n) // 48, "y": y}
    )
    return log_odds, y, frame


@pytest.mark.parametrize("seed", range(4))
def test_measures_are_those_of_loops_and_searches(seed):
    log_odds, y, frame = fixed(seed)
    w = frame["w"].to_numpy()
    found = measures_of(log_odds, y, w)
    slow = slow_measures(log_odds, y, w)
    assert found[:2] == pytest.approx(slow[:2], rel=1e-12)
    assert found[2:] == pytest.approx(slow[2:], abs=1e-5)


def test_with_equal_weights_the_area_is_mann_whitney_and_brier_the_mean_squared_error():
    log_odds, y, _ = fixed(9)
    found = measures_of(log_odds, y, np.ones(len(y)))
    from scipy import stats

    u = stats.mannwhitneyu(log_odds[y == 1], log_odds[y == 0]).statistic
    assert found[0] == pytest.approx(u / (y.sum() * (1 - y).sum()), rel=1e-12)
    assert found[1] == pytest.approx(((y - special.expit(log_odds)) ** 2).mean(), rel=1e-12)


def test_a_slope_and_an_intercept_of_a_typed_in_table():
    # Log-odds 0 and log 3: of ten each, 5 and 8 with the outcome. Slope (log 4 - 0) / log 3.
    log_odds = np.repeat([0.0, math.log(3)], 10)
    y = np.r_[np.repeat([1.0, 0.0], 5), np.repeat([1.0, 0.0], (8, 2))]
    found = dict(zip(MEASURES, measures_of(log_odds, y, np.ones(20)), strict=True))
    assert found["slope"] == pytest.approx(math.log(4) / math.log(3), rel=1e-9)
    # In the large: a with expit(a) + expit(a + log 3) = 1.3, a quadratic in exp(a).
    x = math.exp(found["large"])
    assert x / (1 + x) + 3 * x / (1 + 3 * x) == pytest.approx(1.3, rel=1e-12)
    # Of 13 * 7 pairs 8 * 5 are in order, and tied are 5 * 5 below and 8 * 2 above.
    assert found["auc"] == pytest.approx((8 * 5 + (5 * 5 + 8 * 2) / 2) / 91, rel=1e-12)


@given(st.integers(0, 2**32), st.floats(0.1, 4))
@settings(max_examples=40, deadline=None)
def test_a_shift_of_the_log_odds_moves_calibration_in_the_large_and_not_the_area(seed, shift):
    log_odds, y, frame = fixed(seed, 120)
    w = frame["w"].to_numpy()
    if not 5 < y.sum() < 115:
        return
    one, other = measures_of(log_odds, y, w), measures_of(log_odds + shift, y, w)
    assert other[0] == pytest.approx(one[0], rel=1e-12)
    assert other[2] == pytest.approx(one[2], rel=1e-7)
    assert other[3] == pytest.approx(one[3] - shift, abs=1e-8)
    assert measures_of(log_odds, y, 7 * w) == pytest.approx(one, rel=1e-9, abs=1e-9)


def jackknife(log_odds, y, frame):
    """JKn by hand: each cluster left out in turn, the rest of its stratum weighted up."""
    w = frame["w"].to_numpy()
    full = measures_of(log_odds, y, w)
    total = np.zeros(4)
    for (stratum,), part in frame.group_by(["s"]):
        clusters = part["c"].unique().to_list()
        for cluster in clusters:
            again = w.copy()
            inside = (frame["s"] == stratum).to_numpy()
            again[inside] *= len(clusters) / (len(clusters) - 1)
            again[(frame["c"] == cluster).to_numpy()] = 0
            total += (len(clusters) - 1) / len(clusters) * (measures_of(log_odds, y, again) - full) ** 2
    return np.sqrt(total)


@pytest.mark.parametrize("seed", range(3))
def test_linearised_errors_are_near_those_of_a_jackknife(seed):
    log_odds, y, frame = fixed(seed, 960)
    design = design_of(frame)
    found = measured(design, np.arange(960), log_odds, y, df=90, level=0.95)
    errors = [found[name].se for name in MEASURES]
    assert errors == pytest.approx(jackknife(log_odds, y, frame), rel=0.06)


def test_replicate_weights_measure_again_in_every_replicate():
    log_odds, y, frame = fixed(2)
    w = frame["w"].to_numpy()
    weights = w[:, None] * np.random.default_rng(8).uniform(0, 2, (240, 20))
    design = design_of(frame)
    object.__setattr__(
        design,
        "replicate",
        given_replicates(
            "bootstrap",
            weights,
            1 / 20,
            np.ones(20),
            "full",
            19,
        ),
    )
    found = measured(design, np.arange(240), log_odds, y, df=19, level=0.95)
    full = measures_of(log_odds, y, w)
    squares = [(measures_of(log_odds, y, column) - full) ** 2 for column in weights.T]
    expected = np.sqrt(np.sum(squares, axis=0) / 20)
    assert [found[name].se for name in MEASURES] == pytest.approx(expected, rel=1e-9)


def test_an_outcome_with_one_value_has_no_measures_and_no_error():
    log_odds, _, frame = fixed(1)
    found = measured(design_of(frame), np.arange(240), log_odds, np.ones(240), df=9, level=0.95)
    assert {one.estimate for one in found.values()} == {None}


def test_a_replicate_in_which_one_outcome_is_left_has_no_measures():
    log_odds, y, _ = fixed(1)
    assert np.isnan(measures_of(log_odds, y, np.where(y == 1, 0.0, 1.0))).all()
    assert np.isnan(measures_of(log_odds, y, np.zeros(240))).all()


def test_log_odds_that_do_not_vary_or_that_separate_have_no_slope():
    y = np.repeat([0.0, 1.0], 20)
    assert math.isnan(measures_of(np.zeros(40), y, np.ones(40))[2])
    assert math.isnan(measures_of(y * 4 - 2, y, np.ones(40))[2])


# -- the bootstrap --------------------------------------------------------------------------------------


def slow_optimism(frame, resamples, seed):
    """Harrell's optimism with Rao and Wu's draws, one stratum and one cluster at a time."""
    chance = np.random.default_rng(seed)
    used = frame
    x = np.column_stack(
        [
            np.ones(used.height),
            (used["sex"] == "Girl").to_numpy(),
            used["age"],
            used["open"],
            used["hours"],
            used["left"],
            used["talks"],
        ]
    ).astype(float)
    y, w = used["contact"].to_numpy().astype(float), used["w"].to_numpy()

    def fit(weight):
        beta = np.zeros(x.shape[1])
        for _ in range(40):
            p = special.expit(x @ beta)
            information = x.T @ (x * (weight * p * (1 - p))[:, None])
            beta = beta + np.linalg.solve(information, x.T @ (weight * (y - p)))
        return x @ beta

    gains = []
    for _ in range(resamples):
        times = {}
        for stratum in sorted(frame["s"].unique()):
            clusters = sorted(frame.filter(pl.col("s") == stratum)["c"].unique())
            drawn = [clusters[at] for at in chance.integers(0, len(clusters), len(clusters) - 1)]
            for cluster in clusters:
                times[cluster] = drawn.count(cluster) * len(clusters) / (len(clusters) - 1)
        again = w * np.array([times[cluster] for cluster in used["c"]])
        log_odds = fit(again)
        inside = again > 0
        boot = measures_of(log_odds[inside], y[inside], again[inside])
        gains.append(boot - measures_of(log_odds, y, w))
    return np.mean(gains, axis=0), measures_of(fit(w), y, w)


def test_optimism_is_that_of_a_bootstrap_written_out():
    frame = frame_of(n=900)
    found = values_of(validation(design_of(frame), analysis_of(), resamples=6, seed=5), ".performance")
    optimism, apparent = slow_optimism(frame, 6, 5)
    for at, name in enumerate(MEASURES):
        cell = found[(LABELS[name],)]
        assert cell.value("estimate") == pytest.approx(apparent[at], rel=1e-8, abs=1e-8)
        assert cell.value("optimism") == pytest.approx(optimism[at], rel=1e-6, abs=1e-8)
        assert cell.value("corrected") == pytest.approx(apparent[at] - optimism[at], rel=1e-6, abs=1e-7)


def test_a_model_of_noise_is_corrected_to_a_half():
    chance = np.random.default_rng(4)
    frame = frame_of(n=600).with_columns(contact=pl.Series((chance.random(600) < 0.3).astype(int)))
    found = values_of(validation(design_of(frame), analysis_of(), resamples=60, seed=1), ".performance")
    area, slope = found[(LABELS["auc"],)], found[(LABELS["slope"],)]
    assert area.value("estimate") > 0.54
    assert abs(area.value("corrected") - 0.5) < abs(area.value("estimate") - 0.5)
    assert slope.value("estimate") == pytest.approx(1, abs=1e-8)
    assert slope.value("corrected") < 0.8


def test_the_same_seed_draws_the_same_and_another_seed_another():
    design, analysis = design_of(frame_of(n=600)), analysis_of()
    one, same, other = (
        validation(design, analysis, resamples=4, seed=seed).tables[0].cells[0].value("optimism")
        for seed in (1, 1, 2)
    )
    assert one == same
    assert one != other
    assert validation(design, analysis, resamples=4, seed=7).seed == 7


def test_progress_counts_resamples_and_what_it_raises_stops_the_work():
    design, seen = design_of(frame_of(n=600)), []
    validation(design, analysis_of(), resamples=3, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 3), (2, 3), (3, 3)]

    def stop(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        validation(design, analysis_of(), resamples=3, progress=stop)


def test_resamples_keep_strata_and_their_weights_on_average():
    frame = frame_of(n=600)
    design = design_of(frame)
    every = np.array(list(resampled_weights(design, 400, 3)))
    for stratum in frame["s"].unique():
        inside = (frame["s"] == stratum).to_numpy()
        clusters = frame.filter(pl.col("s") == stratum)["c"].n_unique()
        times = (every / design.weight)[:, inside]
        counts = times * (clusters - 1) / clusters
        assert np.abs(counts - counts.round()).max() < 1e-9
        assert times.mean() == pytest.approx(1, abs=1e-9 + 0.1)


def test_the_variance_of_a_mean_over_resamples_is_the_design_s():
    frame = frame_of(n=1800)
    design = design_of(frame)
    age = frame["hours"].to_numpy()
    means = [(w * age).sum() / w.sum() for w in resampled_weights(design, 1500, 2)]
    assert np.std(means) == pytest.approx(design.mean("hours").table["se"][0], rel=0.08)


def test_a_stratum_with_one_cluster_stays_as_it_is():
    frame = pl.DataFrame({"c": [0, 0, 1, 2], "s": [0, 0, 1, 1]})
    for weights in resampled_weights(Design(frame, strata="s", clusters="c"), 5, 1):
        assert weights[:2].tolist() == [1.0, 1.0]
        assert sorted(weights[2:].tolist()) == [0.0, 2.0]


def test_bootstrap_replicates_are_the_resamples_and_others_are_refused():
    frame = frame_of(n=600)
    design = design_of(frame)
    weights = np.array(list(resampled_weights(design, 6, 9))).T
    replicated = design_of(frame)
    made = given_replicates("bootstrap", weights, 1 / 6, np.ones(6), "full", 5)
    object.__setattr__(replicated, "replicate", made)
    drawn = np.array(list(resampled_weights(replicated, 6, 1))).T
    assert (drawn == weights).all()
    with pytest.raises(DataError, match="6 replicate weights of kind bootstrap"):
        list(resampled_weights(replicated, 7, 1))
    object.__setattr__(
        replicated,
        "replicate",
        given_replicates("JKn", weights, 1.0, np.ones(6), "full", 5),
    )
    with pytest.raises(DataError, match="of kind JKn"):
        list(resampled_weights(replicated, 6, 1))


def test_replicate_weights_of_another_kind_leave_the_measures_uncorrected_with_a_warning():
    design = design_of(frame_of(n=600))
    weights = np.array(list(resampled_weights(design, 12, 9))).T
    object.__setattr__(
        design,
        "replicate",
        given_replicates("Fay", weights, 1.0, np.ones(12), "full", 20),
    )
    result = validation(design, analysis_of(), resamples=4)
    assert {cell.value("corrected") for cell in result.tables[0].cells} == {None}
    assert all(cell.value("se") > 0 for cell in result.tables[0].cells)
    assert "nothing is corrected for optimism" in result.warnings[-1]
    assert "after Fay" in result.rules["variance"]
    assert result.rules["resamples"] == "none"
    assert result.seed is None


def test_a_few_resamples_without_a_solution_are_left_out_and_said():
    frame = frame_of(n=900)
    # A level in one cluster of each of four strata: now and then none of the four is drawn.
    few = pl.col("c").is_in([0, 1, 2, 3]) & (pl.col("age") > 14)
    frame = frame.with_columns(left=few.cast(pl.Int64))
    result = validation(design_of(frame), analysis_of(), resamples=60, seed=1)
    assert "resamples the model had no solution" in result.warnings[-1]
    said = result.rules["resamples"]
    assert 57 <= int(said.split()[0]) < 60


def test_resamples_without_a_solution_are_counted_and_too_many_are_an_error():
    frame = frame_of(n=600)
    rare = np.zeros(600, dtype=int)
    rare[frame.with_row_index().filter(pl.col("c").is_in([0, 7]))["index"].to_numpy()[::2]] = 1
    with pytest.raises(NotConverged, match="in nearly all resamples"):
        validation(design_of(frame.with_columns(left=rare)), analysis_of(), resamples=20)


def test_a_refit_without_a_solution_is_none():
    y = np.array([0.0, 1, 0, 1, 0, 1])
    x = np.column_stack([np.ones(6), y])
    assert refitted(x, y, np.ones(6)) is None  # separated
    assert refitted(np.column_stack([np.ones(6), np.ones(6)]), y, np.ones(6)) is None  # constant
    doubled = np.array([0.0, 1, 1, 0, 0, 1])
    assert refitted(np.column_stack([np.ones(6), doubled, doubled]), y, np.ones(6)) is None
    assert refitted(x[:, :1], y, np.array([1.0, 0, 1, 0, 1, 0])) is None  # one value left
    assert refitted(x[:, :1], y, np.ones(6)) == pytest.approx([0.0], abs=1e-12)


def test_fewer_than_two_resamples_are_no_bootstrap():
    with pytest.raises(DataError, match="two resamples or more"):
        validation(design_of(frame_of(n=600)), analysis_of(), resamples=1)


# -- calibration and groups -----------------------------------------------------------------------------


@given(st.integers(0, 2**32), st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_every_bin_has_enough_with_and_without_the_outcome_and_ties_stay_together(seed, smallest):
    chance = np.random.default_rng(seed)
    n = 300
    log_odds = chance.normal(0, 1, n).round(chance.integers(0, 3))
    y, w = (chance.random(n) < special.expit(log_odds)).astype(float), chance.uniform(0.2, 5, n)
    bins = bins_of(log_odds, y, w, smallest)
    assert set(bins) == set(range(bins.max() + 1))
    assert bins.max() < 10
    for one in range(bins.max() + 1):
        assert y[bins == one].sum() >= smallest
        assert (1 - y[bins == one]).sum() >= smallest
    order = np.argsort(log_odds, kind="stable")
    assert (np.diff(bins[order]) >= 0).all()
    assert all(len(set(bins[log_odds == one])) == 1 for one in set(log_odds))


def test_too_few_with_the_outcome_have_no_curve():
    with pytest.raises(DataError, match="report the measures without a curve"):
        bins_of(np.zeros(30), np.r_[np.ones(4), np.zeros(26)], np.ones(30), 5)


def test_the_curve_is_the_weighted_share_and_mean_fitted_risk_of_each_bin():
    frame = frame_of()
    design = design_of(frame)
    rows = model_rows(design, analysis_of())
    bins = bins_of(rows.log_odds, rows.outcome, rows.weight, 10)
    table = validation(design, analysis_of(public_use=True), resamples=2).tables[1]
    assert len(table.cells) == bins.max() + 1 == 10
    by_bin = design_of(frame.with_columns(bin=pl.Series(bins))).proportion("contact", "bin").table
    for at, cell in enumerate(table.cells):
        row = by_bin.row(at, named=True)
        inside = bins == at
        p, w = special.expit(rows.log_odds[inside]), rows.weight[inside]
        assert cell.value("risk") == pytest.approx((w * p).sum() / w.sum(), rel=1e-12)
        assert cell.value("estimate") == pytest.approx(row["estimate"], rel=1e-12)
        assert cell.value("se") == pytest.approx(row["se"], rel=1e-9)
        assert (cell.n, cell.count) == (inside.sum(), rows.outcome[inside].sum())
    assert table.labels["n"] == "Respondents"
    assert sum(cell.n for cell in table.cells) == len(rows.rows)
    risks = [cell.value("risk") for cell in table.cells]
    assert risks == sorted(risks)
    # Of a file that is not public, a mean risk is told per cent with one decimal: see the module.
    hidden = validation(design, analysis_of(), resamples=2).tables[1]
    assert [cell.value("risk") for cell in hidden.cells] == [round(risk, 3) for risk in risks]


def test_shares_of_few_weights_are_told_in_steps_unless_the_file_is_public():
    frame = frame_of(n=900).with_columns(w=pl.when(pl.col("sex") == "Girl").then(0.8).otherwise(1.2))
    hidden = validation(design_of(frame), analysis_of(), resamples=2).tables[1]
    public = validation(design_of(frame), analysis_of(public_use=True), resamples=2).tables[1]
    moved = [
        (one.value("estimate"), other.value("estimate"))
        for one, other in zip(hidden.cells, public.cells, strict=True)
    ]
    assert all(round(told, 3) == told for told, _ in moved)
    assert any(told != exact for told, exact in moved)


def test_measures_by_group_are_those_of_the_group_s_rows():
    frame = frame_of()
    design = design_of(frame)
    rows = model_rows(design, analysis_of())
    result = performance_by_group(design, analysis_of(), "sex")
    found = values_of(result, ".groups")
    assert result.method is METHODS["risk.groups"]
    for sex in ("Boy", "Girl"):
        inside = (frame["sex"] == sex).to_numpy()
        expected = measures_of(rows.log_odds[inside], rows.outcome[inside], rows.weight[inside])
        for at, name in enumerate(MEASURES):
            cell = found[(sex, LABELS[name])]
            assert cell.value("estimate") == pytest.approx(expected[at], rel=1e-9, abs=1e-9)
            assert (cell.n, cell.count) == (inside.sum(), frame.filter(inside)["contact"].sum())


def test_groups_are_demographic_or_countries_and_never_a_number():
    design = design_of(frame_of())
    with pytest.raises(DataError, match="of the block 'online behaviour'"):
        performance_by_group(design, analysis_of(), "open")
    with pytest.raises(DataError, match="a number with a unit"):
        performance_by_group(design, analysis_of(), "age")
    given_ = analysis_of(country="land", country_weight="equal")
    assert len(values_of(performance_by_group(design, given_, "land"), ".groups")) == 24


def test_a_group_too_small_to_show_keeps_the_whole_table_inside():
    frame = frame_of()
    few = frame.with_row_index().with_columns(
        sex=pl.when(pl.col("index") % 120 == 0).then(pl.lit("Other")).otherwise("sex")
    )
    tables = performance_by_group(design_of(few), analysis_of(), "sex").tables
    found = review(list(tables), [], Ledger())
    assert all(cell.withheld for table in found.released.tables.values() for cell in table.cells)
    passed = review(list(performance_by_group(design_of(frame), analysis_of(), "sex").tables), [], Ledger())
    assert not any(cell.withheld for table in passed.released.tables.values() for cell in table.cells)


def test_a_validation_leaves_as_tables_with_its_readings():
    result = validation(design_of(frame_of()), analysis_of(), resamples=3)
    passed = review(list(result.tables), [], Ledger()).released
    assert set(passed.tables) == {"model:contact.performance", "model:contact.calibration"}
    for table in passed.tables.values():
        assert not any(cell.withheld for cell in table.cells)
        assert "not a screening of a child" in " ".join(table.notes)
        assert table.judged == ()


def test_groups_and_sides_that_lie_in_one_cluster_have_no_standard_error():
    log_odds, y, frame = fixed(2, 960)
    design, cluster = design_of(frame), frame["c"].to_numpy()
    lone = np.flatnonzero(cluster == 3)
    found = measured(design, lone, log_odds[lone], y[lone], df=100, level=0.95)
    assert all(one.estimate is not None for one in found.values())
    assert {(one.se, one.low, one.high) for one in found.values()} == {(None, None, None)}
    # All with the outcome in one cluster: the area's error would leave them out; Brier's does not.
    seldom = np.where(cluster == 3, y, 0.0)
    found = measured(design, np.arange(960), log_odds, seldom, df=100, level=0.95)
    assert found["auc"].se is None
    assert found["brier"].se > 0


def test_strata_with_one_cluster_are_said_to_have_no_part_in_the_optimism():
    frame = frame_of(n=600).with_columns(s=pl.when(pl.col("c") == 7).then(99).otherwise("s"))
    warnings = validation(design_of(frame), analysis_of(), resamples=3).warnings
    assert any("strata with one cluster are the same in every resample" in one for one in warnings)
    assert not any("in every resample" in one for one in validation(
        design_of(frame_of(n=600)), analysis_of(), resamples=3).warnings)  # fmt: skip
