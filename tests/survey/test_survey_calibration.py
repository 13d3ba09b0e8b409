"""Calibrated, raked, post-stratified and trimmed weights, against R and against slow loops."""

import json
import math
from collections import defaultdict
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize

from handrail.survey import Design, read_survey
from handrail.values import DataError, NotConverged

R = json.loads(
    (Path(__file__).parents[1] / "reference" / "survey_designs_r_4.1.1.json").read_text(encoding="utf-8")
)
FRAME = pl.DataFrame(R["frame"])
FIGURES = R["figures"]
WOMEN = pl.col("sex") == "f"
SEX, AGE = {"f": 70, "m": 60}, {"o": 75, "y": 55}

WAYS = {
    "rake": lambda design: design.rake({"sex": SEX, "age": AGE}),
    "post": lambda design: design.rake({"sex": SEX}),
    "cal": lambda design: design.calibrate({"sex": SEX, "x": 450}),
    "cal2": lambda design: design.calibrate({"sex": SEX, "age": AGE}),
    "size": lambda design: design.calibrate({"x": 450}, size=130),
}


def design(frame=FRAME, **options):
    return Design(frame, weights="w", strata="s", clusters="c", **options)


def bootstrapped():
    columns = R["replicate_weights"]["bootstrap"]
    frame = FRAME.filter(pl.col("s") != "E").with_columns(pl.Series(*column) for column in columns.items())
    return Design.replicates(frame, "w", list(columns), "bootstrap")


STARTS = {
    "taylor": design,
    "taylorfpc": lambda: design(fpc="N"),
    "jk": lambda: design().as_replicates("JKn"),
    "jkmean": lambda: design(fpc="N").as_replicates("JKn", centre="mean"),
    "bootcal": bootstrapped,
}


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("way", WAYS)
def test_calibrated_designs_agree_with_r(start, way):
    found = WAYS[way](STARTS[start]())
    rows = {
        "mean": lambda: found.mean("y"),
        "total": lambda: found.total("y"),
        "ratio": lambda: found.ratio("y", "x"),
        "domain": lambda: found.proportion("b", where=WOMEN),
    }
    compared = 0
    for what, run in rows.items():
        if f"{start}.{way}.{what}" in FIGURES:
            row = run().table.row(0, named=True)
            figures = FIGURES[f"{start}.{way}.{what}"]
            assert (row["estimate"], row["se"]) == pytest.approx(figures, rel=1e-10), what
            compared += 1
    assert compared == (3 if start == "jkmean" else 4)
    assert found.degrees_of_freedom == FIGURES[f"{start}.{way}.df"][0]


# R survey 4.5 on apistrat, raked on sch.wide and awards, calibrated on stype and api99: the total of enroll
# and the mean of api00, each with its standard error.
API_RAKED = (3689013.24946412, 132937.124294761, 662.489761454614, 9.29217761669831)
API_CALIBRATED = (3680331.72995434, 110678.655917579, 664.630200260885, 1.89991859519984)


@pytest.fixture(scope="module")
def api(data_folder):
    frame = read_survey(data_folder / "survey" / "apistrat.csv").frame
    return Design(frame, weights="pw", strata="stype", fpc="fpc")


def total_and_mean(found):
    rows = found.total("enroll").table.row(0, named=True), found.mean("api00").table.row(0, named=True)
    return [row[name] for row in rows for name in ("estimate", "se")]


def test_raking_the_schools_of_california_agrees_with_r(api):
    raked = api.rake({"sch.wide": {"No": 1072, "Yes": 5122}, "awards": {"No": 2027, "Yes": 4167}})
    assert total_and_mean(raked) == pytest.approx(API_RAKED, rel=1e-8)


def test_calibrating_the_schools_of_california_agrees_with_r(api):
    calibrated = api.calibrate({"stype": {"E": 4421, "H": 755, "M": 1018}, "api99": 3914069})
    assert total_and_mean(calibrated) == pytest.approx(API_CALIBRATED, rel=1e-10)


@pytest.mark.parametrize("name", ["once", "strict"])
def test_trimmed_weights_agree_with_r(name):
    found = design().trim(1, 3.2, strict=name == "strict")
    limits = [found.weight.min(), found.weight.max()]
    assert limits == pytest.approx(FIGURES[f"trim.{name}.range"], rel=1e-12)
    for what, result in {"mean": found.mean("y"), "total": found.total("y")}.items():
        row = result.table.row(0, named=True)
        assert (row["estimate"], row["se"]) == pytest.approx(FIGURES[f"trim.{name}.{what}"], rel=1e-10)


def test_trimmed_raked_weights_agree_with_r():
    found = WAYS["rake"](design()).trim(upper=3.4)
    row = found.mean("y").table.row(0, named=True)
    assert (row["estimate"], row["se"]) == pytest.approx(FIGURES["trim.raked.mean"], rel=1e-10)


# Slow: one weight, one level, one row at a time.


def slow_raking(rows, margins, rounds=500):
    """Rows are (weight, level, level, ...); margins are mappings of level to population."""
    weights = [row[0] for row in rows]
    for _ in range(rounds):
        before = weights
        for position, margin in enumerate(margins, start=1):
            sums = defaultdict(float)
            for weight, row in zip(weights, rows, strict=True):
                sums[row[position]] += weight
            weights = [
                weight * margin[row[position]] / sums[row[position]]
                for weight, row in zip(weights, rows, strict=True)
            ]
        if all(abs(w - b) <= 1e-13 * w for w, b in zip(weights, before, strict=True)):
            break
    return weights


def slow_error_of_a_mean(frame, weight, residual_of):
    """Standard error of the weighted mean of y from residuals, straight from Binder 1983."""
    y = frame["y"].to_list()
    whole = sum(weight)
    mean = sum(w * one for w, one in zip(weight, y, strict=True)) / whole
    residual = residual_of([(one - mean) / whole for one in y])
    totals = defaultdict(lambda: defaultdict(float))
    for stratum, cluster, w, one in zip(frame["s"], frame["c"], weight, residual, strict=True):
        totals[stratum][cluster] += w * one
    variance = 0.0
    for clusters in totals.values():
        n = len(clusters)
        if n == 1:
            variance += next(iter(clusters.values())) ** 2
            continue
        middle = sum(clusters.values()) / n
        variance += n / (n - 1) * sum((one - middle) ** 2 for one in clusters.values())
    return mean, math.sqrt(variance)


ROW = st.tuples(
    st.sampled_from("ab"),
    st.sampled_from([1, 2, 3]),
    st.sampled_from([0.5, 1.0, 2.0, 3.25]),
    st.floats(0, 10).map(lambda y: round(y, 2)),
    st.sampled_from(["f", "m"]),
    st.sampled_from(["old", "young"]),
)


def frame_of(rows):
    # Every combination of levels once more, so that margins can be met, and more clusters than one.
    rows = rows + [(s, 1, 1.0, 3.0, sex, age) for s in "ab" for sex in "fm" for age in ("old", "young")]
    return pl.DataFrame(rows, schema=["s", "c", "w", "y", "sex", "age"], orient="row", strict=False)


@settings(max_examples=25, deadline=None)
@given(st.lists(ROW, min_size=8, max_size=25), st.integers(20, 80), st.integers(20, 80))
def test_raked_weights_and_their_error_are_those_of_the_slow_loops(rows, women, old):
    frame = frame_of(rows)
    margins = {"sex": {"f": women, "m": 100 - women}, "age": {"old": old, "young": 100 - old}}
    raked = design(frame).rake(margins)
    slow = slow_raking(frame.select("w", "sex", "age").rows(), list(margins.values()))
    assert raked.weight == pytest.approx(slow, rel=1e-8)

    def residual_of(values):
        for _ in range(10):
            for name in ("sex", "age"):
                levels = frame[name].to_list()
                by_level = defaultdict(list)
                for level, value in zip(levels, values, strict=True):
                    by_level[level].append(value)
                middle = {level: sum(found) / len(found) for level, found in by_level.items()}
                values = [value - middle[level] for level, value in zip(levels, values, strict=True)]
        return values

    mean, se = slow_error_of_a_mean(frame, slow, residual_of)
    row = raked.mean("y").table.row(0, named=True)
    assert row["estimate"] == pytest.approx(mean, rel=1e-8)
    assert row["se"] == pytest.approx(se, rel=1e-6, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.lists(ROW, min_size=8, max_size=25), st.integers(45, 55), st.floats(0.9, 1.1))
def test_calibrated_weights_and_their_error_are_those_of_the_nearest_that_meet_the_totals(rows, women, more):
    frame = frame_of(rows)
    y, w = frame["y"].to_numpy(), frame["w"].to_numpy()
    sexes = np.column_stack([(frame["sex"] == level).to_numpy() * 1.0 for level in "fm"])
    columns = np.column_stack([sexes, np.arange(len(y)) % 5])
    frame = frame.with_columns(x=pl.Series(columns[:, 2]))
    size = float(w.sum())
    target = np.array(
        [size * women / 100, size * (100 - women) / 100, more * float((w * columns[:, 2]).sum())]
    )
    # Lagrange: minimise sum (v - w)^2 / w subject to the totals, as one linear system.
    n, k = columns.shape
    system = np.block([[np.diag(2 / w), columns], [columns.T, np.zeros((k, k))]])
    expected = np.linalg.solve(system, np.concatenate([np.full(n, 2.0), target]))[:n]
    totals = {"sex": {"f": target[0], "m": target[1]}, "x": target[2]}
    if (expected < -1e-9).any():
        with pytest.raises(DataError, match="below zero"):
            design(frame).calibrate(totals)
        return
    assume((expected > 1e-6).all())
    calibrated = design(frame).calibrate(totals)
    assert calibrated.weight == pytest.approx(expected, rel=1e-8)

    def residual_of(values):
        root = np.sqrt(w)
        slopes = np.linalg.lstsq(columns * root[:, None], np.array(values) * root, rcond=None)[0]
        return (np.array(values) - columns @ slopes).tolist()

    mean, se = slow_error_of_a_mean(frame, expected.tolist(), residual_of)
    row = calibrated.mean("y").table.row(0, named=True)
    assert row["estimate"] == pytest.approx(mean, rel=1e-9)
    assert row["se"] == pytest.approx(se, rel=1e-7, abs=1e-10)


def test_bounded_weights_are_the_nearest_within_the_bounds():
    totals = {"sex": {"f": 80, "m": 46}, "x": 455}
    found = design().calibrate(totals, bounds=(0.6, 1.6))
    factor = found.weight / FRAME["w"].to_numpy()
    assert factor.min() == pytest.approx(0.6, rel=1e-12)
    assert factor.max() == pytest.approx(1.6, rel=1e-12)
    free = design().calibrate(totals).weight / FRAME["w"].to_numpy()
    assert free.min() < 0.55
    w, x = FRAME["w"].to_numpy(), FRAME["x"].to_numpy()
    women = (FRAME["sex"] == "f").to_numpy() * 1.0
    columns = np.column_stack([women, 1 - women, x])
    best = optimize.minimize(
        lambda g: float((w * (g - 1) ** 2).sum()),
        np.ones(len(w)),
        jac=lambda g: 2 * w * (g - 1),
        bounds=[(0.6, 1.6)] * len(w),
        constraints={
            "type": "eq",
            "fun": lambda g: columns.T @ (w * g) - [80, 46, 455],
            "jac": lambda g: (columns * w[:, None]).T,
        },
        method="SLSQP",
        options={"maxiter": 500, "ftol": 1e-14},
    )
    assert best.success
    assert factor == pytest.approx(best.x, abs=1e-5)


def test_one_margin_gives_each_level_one_factor():
    found = design().rake({"sex": SEX})
    factor = pl.DataFrame({"sex": FRAME["sex"], "factor": found.weight / FRAME["w"].to_numpy()})
    for level, population in SEX.items():
        of_level = factor.filter(pl.col("sex") == level)["factor"].to_numpy()
        expected = population / FRAME.filter(pl.col("sex") == level)["w"].sum()
        assert of_level == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("way", ["rake", "post", "cal", "cal2", "size"])
@pytest.mark.parametrize("start", ["taylor", "jk"])
def test_what_was_calibrated_to_has_no_error_left(way, start):
    found = WAYS[way](STARTS[start]())
    # Ten rounds of residuals leave little of a margin, and nothing of the last one.
    exact = {"rake": "age", "post": "sex", "cal": "sex", "cal2": "age"}.get(way)
    if exact is None:
        row = found.total("x").table.row(0, named=True)
        assert row["estimate"] == pytest.approx(450, rel=1e-9)
        assert row["se"] == pytest.approx(0, abs=1e-6)
        return
    for row in found.proportion(exact, interval="wald").table.iter_rows(named=True):
        known = (SEX if exact == "sex" else AGE)[row["category"]] / 130
        assert row["estimate"] == pytest.approx(known, rel=1e-9)
        assert row["se"] == pytest.approx(0, abs=1e-8)


def test_the_linearised_error_of_a_calibrated_mean_is_near_that_of_its_calibrated_jackknife():
    # The jackknife calibrates anew for each cluster and knows nothing of residuals.
    random = np.random.default_rng(5)
    n = 600
    frame = pl.DataFrame(
        {
            "s": np.repeat(np.arange(10), 60),
            "c": np.repeat(np.arange(100), 6),
            "w": random.uniform(1, 3, n),
            "sex": random.choice(["f", "m"], n),
            "age": random.choice(["o", "y"], n),
            "x": random.normal(5, 1, n),
        }
    ).with_columns(y=pl.col("x") + (pl.col("sex") == "f") + pl.Series(random.normal(0, 0.5, n)))
    ways = {
        "calibrate": lambda one: one.calibrate({"sex": {"f": 600, "m": 600}, "x": 6100}),
        "post": lambda one: one.rake({"sex": {"f": 700, "m": 500}}),
        "rake": lambda one: one.rake({"sex": {"f": 700, "m": 500}, "age": {"o": 500, "y": 700}}),
    }
    plain = design(frame).mean("y").table["se"][0]
    for name, way in ways.items():
        linear = way(design(frame)).mean("y").table["se"][0]
        jackknife = way(design(frame).as_replicates("JKn")).mean("y").table["se"][0]
        assert linear == pytest.approx(jackknife, rel=0.06), name
        assert linear < 0.95 * plain, name


def test_the_new_weights_stand_in_the_frame_and_the_old_design_is_as_it_was():
    start = design()
    raked = WAYS["rake"](start)
    assert raked.weights == "raked_weight"
    assert raked.frame["raked_weight"].to_numpy() == pytest.approx(raked.weight)
    assert start.frame.columns == FRAME.columns
    assert start.calibration is None
    assert WAYS["cal"](start).weights == "calibrated_weight"
    trimmed = start.trim(upper=3).trim(upper=3)
    assert trimmed.weights == "trimmed_weight"
    with pytest.raises(DataError, match="rename the survey's own"):
        design(FRAME.with_columns(raked_weight=pl.lit(1))).rake({"sex": SEX})


def test_levels_are_matched_as_a_reader_writes_them():
    frame = FRAME.with_columns(code=pl.when(WOMEN).then(1.0).otherwise(2.0), yes=WOMEN)
    by_name = design(frame).rake({"sex": SEX}).weight
    assert (design(frame).rake({"code": {1: 70, "2": 60}}).weight == by_name).all()
    assert (design(frame).rake({"yes": {True: 70, False: 60}}).weight == by_name).all()


def test_a_weight_of_zero_stays_zero_and_adds_nothing():
    frame = FRAME.with_columns(w=pl.when(pl.col("c") == "C1").then(0.0).otherwise("w"))
    zero = (frame["c"] == "C1").to_numpy()
    for way in WAYS.values():
        found = way(design(frame))
        assert (found.weight[zero] == 0).all()
        assert math.isfinite(found.mean("y").table["se"][0])
    trimmed = design(frame).trim(1, 3.2)
    assert (trimmed.weight[zero] == 0).all()
    assert trimmed.weight.sum() == pytest.approx(frame["w"].sum(), rel=1e-12)


def test_strict_trimming_ends_between_the_limits_with_the_same_sum():
    whole = FRAME["w"].sum()
    for lower, upper in ((None, 3), (1.5, None), (1.2, 2.9)):
        found = design().trim(lower, upper, strict=True).weight
        assert found.sum() == pytest.approx(whole, rel=1e-12)
        assert found.min() >= (lower or 0) - 1e-9
        assert found.max() <= (upper or math.inf) + 1e-9
    inside = design().trim(0.1, 100)
    assert (inside.weight == FRAME["w"].to_numpy()).all()


@pytest.mark.parametrize(
    ("limits", "rule"),
    [
        ((None, None), "give lower, upper or both"),
        ((3, 1), "the lower below the upper"),
        ((-1, 2), "limits of zero or more"),
        ((3, 4), "add up to the same sum"),
        ((0.1, 2), "add up to the same sum"),
        ((2.2, 2.4), "some weight lies between"),
    ],
)
def test_limits_that_cannot_be_kept_are_refused(limits, rule):
    frame = pl.DataFrame({"w": [0.5, 1.0, 4.0, 3.5, 2.5]})
    with pytest.raises(DataError, match=rule):
        Design(frame, weights="w").trim(*limits)


def test_weights_of_replicates_are_not_trimmed():
    with pytest.raises(DataError, match="before replicates are made"):
        design().as_replicates("JKn").trim(upper=3)


def test_weights_are_calibrated_once():
    for first in WAYS.values():
        after = first(design())
        with pytest.raises(DataError, match=r"once, to everything that is known.*weights that were"):
            after.rake({"age": AGE})
        with pytest.raises(DataError, match="once"):
            first(design().as_replicates("JKn")).calibrate({"age": AGE})


@pytest.mark.parametrize(
    ("margins", "rule"),
    [
        ({}, "none"),
        ({"sexx": SEX}, "did you mean 'sex'"),
        ({"sex": {"f": 70}}, "1 of 2 levels of 'sex' have none"),
        ({"sex": {**SEX, "x": 3}}, "none with 'x' in 'sex'"),
        ({"sex": {"f": 70, "m": 0}}, "above zero"),
        ({"sex": {"f": 70, "m": -60}}, "above zero"),
        ({"sex": {"f": 70, "m": float("nan")}}, "above zero"),
        ({"sex": SEX, "age": {"o": 75, "y": 54}}, "'sex' to 130, 'age' to 129"),
        ({"gap": {"a": 130}}, "1 of 53 rows have none in column 'gap'"),
    ],
)
def test_margins_that_cannot_be_met_are_refused_with_the_rule(margins, rule):
    frame = FRAME.with_columns(gap=pl.Series([None] + ["a"] * 52))
    with pytest.raises(DataError, match=rule):
        design(frame).rake(margins)
    if margins:
        with pytest.raises(DataError, match=rule):
            design(frame).calibrate(margins)


def test_no_message_names_a_level_that_only_the_survey_knows():
    frame = FRAME.with_columns(answer=pl.when(WOMEN).then(pl.lit("a secret")).otherwise(pl.lit("known")))
    with pytest.raises(DataError) as caught:
        design(frame).rake({"answer": {"known": 130}})
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("totals", "options", "rule"),
    [
        ({}, {}, "none"),
        ({"sex": 12}, {}, "holds String"),
        ({"x": float("inf")}, {}, "no finite total"),
        ({"hole": 100}, {}, "1 of 53 rows have none in column 'hole'"),
        ({"x": 450}, {"size": 0}, "population size is above zero"),
        ({"sex": SEX}, {"size": 120}, "'size' to 120, 'sex' to 130"),
        ({"x": 450}, {"bounds": (1.1, 2)}, "1.1 and 2"),
        ({"x": 450}, {"bounds": (-1, 2)}, "-1 and 2"),
        ({"sex": SEX, "x": 900}, {}, "below zero"),
    ],
)
def test_totals_that_cannot_be_met_are_refused_with_the_rule(totals, options, rule):
    frame = FRAME.with_columns(hole=pl.Series([None] + [1.0] * 52))
    with pytest.raises(DataError, match=rule):
        design(frame).calibrate(totals, **options)


def test_totals_that_contradict_each_other_do_not_converge():
    twice = FRAME.with_columns(z=2 * pl.col("x"))
    with pytest.raises(NotConverged, match="off by") as caught:
        design(twice).calibrate({"x": 450, "z": 1000})
    assert caught.value.exit_code == 14
    assert design(twice).calibrate({"x": 450, "z": 900}).weight == pytest.approx(
        design(twice).calibrate({"x": 450}).weight, rel=1e-10
    )
    with pytest.raises(NotConverged, match="widen the bounds"):
        design().calibrate({"sex": SEX, "x": 900}, bounds=(0.5, 2))


def test_margins_without_respondents_where_they_cross_do_not_converge():
    frame = pl.DataFrame({"sex": ["f", "f", "m"], "age": ["o", "o", "y"]})
    with pytest.raises(NotConverged, match=r"off by .* after 50 rounds"):
        Design(frame).rake({"sex": {"f": 5, "m": 5}, "age": {"o": 4, "y": 6}}, most=50)
    with pytest.raises(DataError, match="within a tolerance"):
        Design(frame).rake({"sex": {"f": 5, "m": 5}}, tolerance=0)


def test_more_calibrated_replicates_than_fit_are_refused_before_they_are_made():
    frame = pl.DataFrame({"sex": ["f", "m"] * 100_000, "c": list(range(20)) * 10_000})
    many = Design(frame, clusters="c").as_replicates("bootstrap", replicates=501)
    with pytest.raises(DataError, match="501 replicates of 200,000 rows"):
        many.rake({"sex": {"f": 5, "m": 5}})


def test_a_replicate_without_a_level_does_not_converge():
    frame = pl.DataFrame({"sex": ["f", "m", "m", "m"], "c": [1, 2, 3, 4]})
    with pytest.raises(NotConverged, match="in a replicate"):
        Design(frame, clusters="c").as_replicates("JKn").rake({"sex": {"f": 5, "m": 5}})
