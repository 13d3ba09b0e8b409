"""Replicate weights, from a file and made from a design, against R and against loops over the rows."""

import json
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from handrail.survey import Design, Recipe, derive, estimate, read_survey
from handrail.survey.variance import covariance_of, variance_of
from handrail.survey.wording import design_words
from handrail.values import DataError

R = json.loads(
    (Path(__file__).parents[1] / "reference" / "survey_designs_r_4.1.1.json").read_text(encoding="utf-8")
)
FRAME = pl.DataFrame(R["frame"])
FIGURES = R["figures"]
WOMEN = pl.col("sex") == "f"


def design(frame=FRAME, **options):
    return Design(frame, weights="w", strata="s", clusters="c", **options)


def given(kind, centre="full", **options):
    columns = R["replicate_weights"][kind]
    strata = "ABCD" if kind == "bootstrap" else "AD"
    frame = FRAME.filter(pl.col("s").is_in(list(strata))).with_columns(
        pl.Series(name, weight) for name, weight in columns.items()
    )
    return Design.replicates(frame, "w", list(columns), kind, centre=centre, **options)


def agrees_with_r(found: Design, name: str, relative: float = 1e-10) -> int:
    """Compare every figure of a design that R's table has, and return how many there are."""
    rows = {
        "mean": lambda: found.mean("y"),
        "total": lambda: found.total("y"),
        "ratio": lambda: found.ratio("y", "x"),
        "domain": lambda: found.proportion("b", where=WOMEN),
    }
    compared = 0
    for what, run in rows.items():
        if f"{name}.{what}" in FIGURES:
            share, se = FIGURES[f"{name}.{what}"]
            row = run().table.row(0, named=True)
            assert row["estimate"] == pytest.approx(share, rel=1e-11), what
            assert row["se"] == pytest.approx(se, rel=relative), what
            compared += 1
    some = found.frame["s"].is_in(["A", "C"]).to_numpy() & (found.weight > 0)
    df = [found.degrees_of_freedom, found.degrees_of_freedom_of(some)]
    assert df == FIGURES[f"{name}.df"]
    return compared


@pytest.mark.parametrize("rule", ["adjust", "remove", "average", "certainty"])
@pytest.mark.parametrize("population", ["wr", "fpc"])
def test_a_linearised_design_agrees_with_r_under_every_rule_for_lonely_strata(rule, population):
    fpc = {"fpc": "N"} if population == "fpc" else {}
    assert agrees_with_r(design(lonely=rule, **fpc), f"taylor.{rule}.{population}") == 4


@pytest.mark.parametrize("rule", ["adjust", "remove", "average", "certainty"])
@pytest.mark.parametrize("centre", ["full", "mean"])
def test_a_jackknife_agrees_with_r_under_every_rule_for_lonely_strata(rule, centre):
    found = design(lonely=rule).as_replicates("JKn", centre=centre)
    assert agrees_with_r(found, f"jkn.{rule}.wr.{centre}") == 4


@pytest.mark.parametrize("rule", ["adjust", "remove", "certainty"])
@pytest.mark.parametrize("centre", ["full", "mean"])
def test_a_jackknife_of_finite_strata_agrees_with_r(rule, centre):
    found = design(lonely=rule, fpc="N").as_replicates("JKn", centre=centre)
    assert agrees_with_r(found, f"jkn.{rule}.fpc.{centre}") == 3


def test_a_jackknife_without_strata_agrees_with_r():
    assert agrees_with_r(Design(FRAME, weights="w", clusters="c").as_replicates("JKn"), "jk1.full") == 4


@pytest.mark.parametrize("centre", ["full", "mean"])
@pytest.mark.parametrize(
    ("kind", "name", "options"), [("bootstrap", "boot", {}), ("BRR", "brr", {}), ("Fay", "fay", {"rho": 0.3})]
)
def test_given_replicate_weights_agree_with_r(kind, name, options, centre):
    assert agrees_with_r(given(kind, centre, **options), f"{name}.{centre}") == 4


@pytest.mark.parametrize("rule", ["remove", "average", "certainty"])
@pytest.mark.parametrize("fpc", [None, "N"])
def test_a_jackknife_of_a_total_is_its_linearised_error(rule, fpc):
    # With each stratum's mean taken out, both are the same sum of squares. So this says what a jackknife is
    # where a stratum was taken whole, and R's totals are not it.
    linear = design(lonely=rule, fpc=fpc)
    se = linear.total("y").table["se"][0]
    if rule == "average":  # R's jackknife averages over clusters, its linearised error over strata
        sampled, strata = (9, 4) if fpc else (12, 5)
        se *= math.sqrt(sampled / (sampled - 1) / (strata / (strata - 1) if fpc is None else 5 / 4))
    assert linear.as_replicates("JKn").total("y").table["se"][0] == pytest.approx(se, rel=1e-12)


# R survey 4.5 on the YRBS 2019 national file: share of ebully by JKn replicates (mse=FALSE), the same of
# girls, and its linearised error on the strata that have two clusters.
JKN = (0.157103414539867, 0.00557217876675296)
JKN_GIRLS = (0.203898304548107, 0.00762233199819482)
PAIRS = (0.122241270093428, 0.00909813778798976)


@pytest.fixture(scope="module")
def yrbs(data_folder):
    recipes = [
        Recipe("ebully", "QN24", "Bullied electronically", yes=(1,), no=(2,)),
        Recipe("sex", "Q2", "Sex", categories={"1": "F", "2": "M"}),
        *(Recipe(name, name, name) for name in ("weight", "stratum", "psu")),
    ]
    return derive(read_survey(data_folder / "yrbs2019" / "YRBS2019_national.sav"), recipes)


def test_the_jackknife_of_the_yrbs_agrees_with_r(yrbs):
    linear = Design(yrbs, weights="weight", strata="stratum", clusters="psu")
    found = linear.as_replicates("JKn", centre="mean")
    assert len(found.replicate) == 53
    assert found.degrees_of_freedom == 37
    whole = found.proportion("ebully").table.row(0, named=True)
    girls = found.proportion("ebully", by="sex").table.row(0, named=True)
    for row, figures in ((whole, JKN), (girls, JKN_GIRLS)):
        assert (row["estimate"], row["se"]) == pytest.approx(figures, rel=1e-10)


def test_half_samples_agree_with_the_linearised_error_on_pairs_of_clusters(yrbs):
    pairs = yrbs.filter(pl.col("psu").n_unique().over("stratum") == 2)
    linear = Design(pairs, weights="weight", strata="stratum", clusters="psu")
    row = linear.proportion("ebully").table.row(0, named=True)
    assert (row["estimate"], row["se"]) == pytest.approx(PAIRS, rel=1e-10)
    halves = linear.as_replicates("BRR")
    assert halves.degrees_of_freedom == linear.degrees_of_freedom
    # Of a total they are the same number; of a share they differ by what linearising leaves out.
    of_total = linear.total("ebully").table["se"][0]
    assert halves.total("ebully").table["se"][0] == pytest.approx(of_total, rel=1e-10)
    assert halves.proportion("ebully").table["se"][0] == pytest.approx(row["se"], rel=0.05)


# PISA 2003, Belgium: 80 replicates after Fay with rho 0.5. R 4.2.2, survey 4.1.1: svrepdesign(
# weights=~W_FSTUWT, repweights="W_FSTR[0-9]+", type="Fay", rho=0.5, combined.weights=TRUE); mse TRUE, FALSE.
PISA = {
    ("mean", "full"): ([1.0611658191318378], [0.0042618094829955776]),
    ("sex", "full"): (
        [1.0432710084430357, 1.077593195269049],
        [0.0062586749013703192, 0.0064042395566576947],
    ),
    ("ratio", "full"): ([0.99027226299538185], [0.0012568010767513495]),
    ("total", "full"): ([118670.86384187877], [1605.605718206135]),
    ("escs", "full"): ([-0.013292294027515049], [0.024740344202375916]),
    ("school", "full"): (
        [0.77123901433111364, 0.020072692637163422, 0.20868829303172295],
        [0.011323443007967244, 0.0036421522940627013, 0.011137431032753315],
    ),
    ("mean", "mean"): ([1.0611658191318378], [0.0041877738975425079]),
    ("sex", "mean"): (
        [1.0432710084430357, 1.077593195269049],
        [0.0062345917762267567, 0.0063352000911591887],
    ),
    ("ratio", "mean"): ([0.99027226299538185], [0.0012544920216246698]),
    ("total", "mean"): ([118670.86384187877], [1599.6828706990252]),
    ("escs", "mean"): ([-0.013292294027515049], [0.024297530729658876]),
    ("school", "mean"): (
        [0.77123901433111364, 0.020072692637163422, 0.20868829303172295],
        [0.011125829901128316, 0.0036349238544355071, 0.010978143596954971],
    ),
}


@pytest.fixture(scope="module")
def pisa(data_folder):
    frame = pl.read_csv(
        data_folder / "survey" / "pisa.be.2003.csv", null_values="NA", infer_schema_length=None
    )
    return frame.with_columns(pl.col("school.type").cast(pl.String))


@pytest.mark.parametrize("centre", ["full", "mean"])
def test_the_fay_weights_of_pisa_agree_with_r(pisa, centre):
    columns = [f"W_FSTR{number}" for number in range(1, 81)]
    found = Design.replicates(pisa, "W_FSTUWT", columns, "Fay", rho=0.5, centre=centre)
    assert found.degrees_of_freedom == 79
    tables = {
        "mean": found.mean("PV1MATH1"),
        "sex": found.mean("PV1MATH1", by="male"),
        "ratio": found.ratio("PV1MATH1", "PV1MATH2"),
        "total": found.total("PV1MATH1"),
        "escs": found.mean("ESCS"),
        "school": found.proportion("school.type"),
    }
    for name, result in tables.items():
        estimates, errors = PISA[name, centre]
        assert result.table["estimate"].to_list() == pytest.approx(estimates, rel=1e-10)
        assert result.table["se"].to_list() == pytest.approx(errors, rel=1e-10)


def test_post_stratified_fay_weights_agree_with_r(pisa):
    columns = [f"W_FSTR{number}" for number in range(1, 81)]
    found = Design.replicates(pisa, "W_FSTUWT", columns, "Fay", rho=0.5).rake({"male": {1: 60000, 2: 52000}})
    row = found.mean("PV1MATH1").table.row(0, named=True)
    assert [row["estimate"], row["se"]] == pytest.approx(
        [1.0592063094693989, 0.0042859525128688012], rel=1e-10
    )


# Slow: weights of replicates row by row, as the textbooks have them, and estimates as sums over rows.


def slow_jackknife(rows):
    """Weights, factors and scale of a delete-one jackknife over (stratum, cluster, weight)."""
    clusters = sorted({row[:2] for row in rows})
    sizes = {s: sum(1 for one in clusters if one[0] == s) for s, _ in clusters}
    weights, factors = [], []
    for stratum, cluster in clusters:
        n = sizes[stratum]
        if n == 1:
            continue
        weights.append(
            [
                0.0 if (s, c) == (stratum, cluster) else w * n / (n - 1) if s == stratum else w
                for s, c, w in rows
            ]
        )
        factors.append((n - 1) / n)
    return weights, factors, 1.0


def slow_variance(estimates, full, factors, scale, centre):
    middle = full if centre == "full" else sum(estimates) / len(estimates)
    return scale * sum(f * (e - middle) ** 2 for e, f in zip(estimates, factors, strict=True))


def made_up(seed, clusters=(2, 3, 4)):
    random = np.random.default_rng(seed)
    rows = [
        (s, c, float(random.uniform(0.5, 4)))
        for s, n in enumerate(clusters)
        for c in range(n)
        for _ in range(int(random.integers(2, 6)))
    ]
    n = len(rows)
    answers = [None if random.random() < 0.15 else int(random.random() < 0.5) for _ in range(n)]
    return pl.DataFrame(
        {
            "s": [row[0] for row in rows],
            "c": [row[1] for row in rows],
            "w": [row[2] for row in rows],
            "y": random.normal(5, 1, n),
            "x": random.uniform(1, 3, n),
            "b": answers,
            "g": random.choice(["p", "q"], n),
        },
        schema_overrides={"b": pl.Int64},
    )


def slow_estimates(frame, weights):
    """Mean, total, ratio, and the share of b in each group, over the rows with an answer."""
    rows = list(zip(weights, *(frame[name].to_list() for name in ("y", "x", "b", "g")), strict=True))
    total = sum(w * y for w, y, *_ in rows)
    found = {
        "mean": total / sum(w for w, *_ in rows),
        "total": total,
        "ratio": total / sum(w * x for w, _, x, *_ in rows),
    }
    for group in "pq":
        inside = [(w, b) for w, _, _, b, g in rows if b is not None and g == group]
        found[group] = sum(w * b for w, b in inside) / sum(w for w, _ in inside)
    return found


def fast_errors(found):
    shares = found.proportion("b", by="g").table
    return {
        "mean": found.mean("y").table["se"][0],
        "total": found.total("y").table["se"][0],
        "ratio": found.ratio("y", "x").table["se"][0],
        "p": shares["se"][0],
        "q": shares["se"][1],
    }


@pytest.mark.parametrize("centre", ["full", "mean"])
@pytest.mark.parametrize("seed", range(6))
def test_a_jackknife_is_that_of_the_slow_loop_for_every_estimator(seed, centre):
    frame = made_up(seed)
    weights, factors, scale = slow_jackknife(frame.select("s", "c", "w").rows())
    full = slow_estimates(frame, frame["w"].to_list())
    each = [slow_estimates(frame, weight) for weight in weights]
    found = fast_errors(design(frame).as_replicates("JKn", centre=centre))
    for name, se in found.items():
        slow = slow_variance([one[name] for one in each], full[name], factors, scale, centre)
        assert se == pytest.approx(math.sqrt(slow), rel=1e-10)


@pytest.mark.parametrize("kind", ["BRR", "Fay", "bootstrap"])
@pytest.mark.parametrize("seed", range(4))
def test_other_replicates_are_those_of_the_slow_loop_for_every_estimator(seed, kind):
    frame = made_up(seed, (2, 2, 2, 2, 2))
    rho = 0.4 if kind == "Fay" else None
    found = design(frame).as_replicates(kind, rho=rho, replicates=25 if kind == "bootstrap" else None)
    weights = [weight.tolist() for weight in found.replicate.weights()]
    # Each weight is the sampling weight times a number that all rows of a cluster share.
    for weight in weights:
        times = {}
        for s, c, w, one in zip(*(frame[name].to_list() for name in "scw"), weight, strict=True):
            times.setdefault((s, c), set()).add(round(one / w, 10))
        assert all(len(found) == 1 for found in times.values())
        pairs = [(times[s, 0].copy().pop(), times[s, 1].copy().pop()) for s in range(5)]
        allowed = {"BRR": (0.0, 2.0), "Fay": (0.4, 1.6), "bootstrap": (0.0, 2.0)}[kind]
        assert all(tuple(sorted(pair)) == allowed for pair in pairs)
    scale = {"BRR": 1 / len(weights), "Fay": 1 / len(weights) / 0.36, "bootstrap": 1 / 24}[kind]
    full = slow_estimates(frame, frame["w"].to_list())
    each = [slow_estimates(frame, weight) for weight in weights]
    for name, se in fast_errors(found).items():
        slow = slow_variance([one[name] for one in each], full[name], [1] * len(each), scale, "full")
        assert se == pytest.approx(math.sqrt(slow), rel=1e-10)


@pytest.mark.parametrize("strata", [1, 3, 4, 7, 8, 20])
def test_half_samples_are_balanced_and_say_of_a_total_what_linearising_says(strata):
    frame = made_up(strata, (2,) * strata)
    linear = design(frame)
    for found in (linear.as_replicates("BRR"), linear.as_replicates("Fay", rho=0.3)):
        sign = np.sign(found.replicate.multiplier[:, ::2] - 1)
        assert (sign.T @ sign == len(sign) * np.eye(strata)).all()
        assert (sign.sum(axis=0) == 0).all()
        assert len(sign) < 2 * (strata + 1)
        assert found.degrees_of_freedom == linear.degrees_of_freedom == strata
        assert found.total("y").table["se"][0] == pytest.approx(linear.total("y").table["se"][0], rel=1e-11)


def test_a_bootstrap_draws_one_cluster_fewer_than_each_stratum_has():
    found = design(made_up(1, (2, 3, 5))).as_replicates("bootstrap", replicates=400, seed=3)
    multiplier = found.replicate.multiplier
    ends = np.cumsum([0, 2, 3, 5])
    for low, high in pairwise(ends):
        n = high - low
        times = multiplier[:, low:high] * (n - 1) / n
        assert times == pytest.approx(times.round(), abs=1e-12)
        assert (times.round().sum(axis=1) == n - 1).all()
        # Each cluster is drawn (n - 1) / n times on average: within five standard errors of 400 draws.
        expected, spread = (n - 1) / n, math.sqrt((n - 1) / n * (1 - 1 / n) / 400)
        assert np.abs(times.mean(axis=0) - expected).max() < 5 * spread


def test_a_bootstrap_of_a_total_comes_near_to_its_linearised_error():
    linear = design(made_up(2, (4, 6, 5)))
    se = linear.total("y").table["se"][0]
    found = linear.as_replicates("bootstrap", replicates=20_000).total("y").table["se"][0]
    # A standard error from R replicates has a relative error of about 1 / sqrt(2 R), 0.5 per cent.
    assert found == pytest.approx(se, rel=0.02)


def test_one_seed_gives_one_bootstrap():
    linear = design(made_up(2))
    errors = [linear.as_replicates("bootstrap", seed=seed).mean("y").table["se"][0] for seed in (1, 1, 2)]
    assert errors[0] == errors[1] != errors[2]
    assert len(linear.as_replicates("bootstrap").replicate) == 500


def test_the_rank_of_replicate_weights_is_that_of_the_full_matrix():
    for seed in range(5):
        found = design(made_up(seed, (2, 3, 2))).as_replicates("bootstrap", replicates=9, seed=seed)
        weights = np.array(list(found.replicate.weights()))
        assert found.degrees_of_freedom == np.linalg.matrix_rank(weights, tol=1e-8) - 1
        some = found.frame["s"].is_in([0, 1]).to_numpy()
        rank = np.linalg.matrix_rank(weights[:, some], tol=1e-8)
        assert found.degrees_of_freedom_of(some) == rank - 1
        table = found.proportion("b", where=pl.col("s") < 2, df="domain").table
        answered = some & found.frame["b"].is_not_null().to_numpy()
        assert table["df"].to_list() == [np.linalg.matrix_rank(weights[:, answered], tol=1e-8) - 1]


def test_degrees_of_freedom_of_the_documentation_come_first_and_a_domain_has_no_more():
    found = given("bootstrap", degrees_of_freedom=5)
    assert found.degrees_of_freedom == 5
    assert found.mean("y").table["df"][0] == 5
    assert found.mean("y", where=pl.col("s") == "A", df="domain").table["df"][0] == 1


def test_any_estimator_has_a_variance_once_it_says_itself_as_a_function_of_weights():
    found = given("bootstrap")
    rows = np.flatnonzero((found.frame["sex"] == "f").to_numpy())
    y, x = (found.frame[name].to_numpy()[rows] for name in "yx")

    def two(weight):
        return np.array([(weight * y).sum() / weight.sum(), (weight * y).sum() / (weight * x).sum()])

    matrix = covariance_of(found, rows, np.zeros((len(rows), 2)), two)
    table = [found.mean("y", where=WOMEN).table["se"][0], found.ratio("y", "x", where=WOMEN).table["se"][0]]
    assert np.sqrt(np.diag(matrix)) == pytest.approx(table, rel=1e-12)
    each = np.array([two(weight) for weight in found.replicate.weights(rows)])
    full = two(found.weight[rows])
    slow = sum(np.outer(one - full, one - full) for one in each) / (len(each) - 1)
    assert matrix == pytest.approx(slow, rel=1e-11)
    alone = variance_of(found, rows, np.zeros(len(rows)), lambda weight: float(two(weight)[0]))
    assert alone == pytest.approx(matrix[0, 0], rel=1e-12)


def test_replicates_without_weight_in_a_domain_leave_its_error_open():
    linear = design(made_up(3)).as_replicates("bootstrap", replicates=50)
    # Two clusters of one stratum: some draws miss both.
    where = (pl.col("s") == 2) & (pl.col("c") < 2)
    row = linear.mean("y", where=where).table.row(0, named=True)
    assert row["estimate"] is not None
    assert (row["se"], row["low"], row["high"]) == (None, None, None)
    assert linear.total("y", where=where).table["se"][0] > 0


def test_a_group_in_one_cluster_has_no_error_whether_clusters_are_known_or_only_weights():
    made = design(made_up(3)).as_replicates("JKn")
    names = [f"r{number}" for number in range(len(made.replicate))]
    frame = made.frame.with_columns(
        pl.Series(name, weight.round(4)) for name, weight in zip(names, made.replicate.weights(), strict=True)
    )
    read = Design.replicates(frame, "w", names, "JKn", factors=made.replicate.factors.tolist())
    assert read.mean("y").table["se"][0] == pytest.approx(made.mean("y").table["se"][0], rel=1e-3)
    one = (pl.col("s") == 1) & (pl.col("c") == 1)
    for found in (made, read):
        assert found.mean("y", where=one).table["se"][0] is None
        assert found.mean("y", where=pl.col("s") == 1).table["se"][0] is not None


def test_constant_replicate_weights_say_that_nothing_varies():
    frame = made_up(1).with_columns(r1=pl.col("w"), r2=pl.col("w"), r3=pl.col("w"))
    found = Design.replicates(frame, "w", ["r1", "r2", "r3"], "bootstrap")
    row = found.mean("y").table.row(0, named=True)
    # Rank one: no degree of freedom, and no error is told from replicates that are all alike.
    assert (row["df"], row["se"], row["low"]) == (0, None, None)


def test_weights_that_are_not_combined_are_multiplied_by_the_sampling_weight():
    both = given("bootstrap")
    names = list(R["replicate_weights"]["bootstrap"])
    alone = both.frame.with_columns(pl.col(name) / pl.col("w") for name in names)
    found = Design.replicates(alone, "w", names, "bootstrap", combined=False)
    assert found.mean("y").table["se"][0] == pytest.approx(both.mean("y").table["se"][0], rel=1e-12)
    assert found.degrees_of_freedom == both.degrees_of_freedom
    with pytest.raises(DataError, match="give combined=False"):
        Design.replicates(alone.with_columns(w=pl.col("w") * 50), "w", names, "bootstrap")
    with pytest.raises(DataError, match="give combined=True"):
        Design.replicates(
            both.frame.with_columns(pl.col(n) * 50 for n in ("w", *names)),
            "w",
            names,
            "bootstrap",
            combined=False,
        )


@pytest.mark.parametrize(
    ("weight", "received"),
    [(None, "1 missing or infinite"), (math.inf, "1 missing or infinite"), (-1.0, "1 negative")],
)
def test_a_replicate_weight_that_is_no_weight_is_refused(weight, received):
    frame = made_up(1).with_columns(r1=pl.col("w"))
    frame = frame.with_columns(r2=pl.Series([weight, *frame["w"][1:]]))
    with pytest.raises(DataError, match=f"'r2': {received}"):
        Design.replicates(frame, "w", ["r1", "r2"], "BRR")


@pytest.mark.parametrize(
    ("columns", "options", "rule"),
    [
        ("r1", {"kind": "BRR"}, "list of two columns"),
        (["r1"], {"kind": "BRR"}, "list of two columns"),
        (["r1", "r1"], {"kind": "BRR"}, "named once"),
        (["r1", "r3"], {"kind": "BRR"}, "no column 'r3'"),
        (["r1", "g"], {"kind": "BRR"}, "replicate weights are numbers"),
        (["r1", "zero"], {"kind": "BRR"}, "zero throughout"),
        (["r1", "r2"], {"kind": "BR"}, "did you mean 'BRR'"),
        (["r1", "r2"], {"kind": "BRR", "centre": "means"}, "did you mean 'mean'"),
        (["r1", "r2"], {"kind": "Fay"}, "Fay with rho None"),
        (["r1", "r2"], {"kind": "Fay", "rho": 1.0}, "Fay with rho 1.0"),
        (["r1", "r2"], {"kind": "BRR", "rho": 0.5}, "BRR with rho 0.5"),
        (["r1", "r2"], {"kind": "BRR", "scale": 1.0}, "have one scale"),
        (["r1", "r2"], {"kind": "JKn"}, "come with their factors"),
        (["r1", "r2"], {"kind": "JKn", "factors": [0.5]}, "1 for 2"),
        (["r1", "r2"], {"kind": "JKn", "factors": [0.5, -0.5]}, "another number"),
        (["r1", "r2"], {"kind": "JKn", "scale": 0.0}, "another number"),
        (["r1", "r2"], {"kind": "BRR", "degrees_of_freedom": 0}, "1 or more"),
    ],
)
def test_replicates_that_cannot_be_are_refused_with_the_rule(columns, options, rule):
    frame = made_up(1).with_columns(r1=pl.col("w"), r2=pl.col("w"), zero=pl.lit(0.0))
    with pytest.raises(DataError, match=rule):
        Design.replicates(frame, "w", columns, **options)


def test_a_design_that_has_no_such_replicates_says_why():
    plain, lonely = design(made_up(1)), design(made_up(1, (1, 2, 2)))
    with pytest.raises(DataError, match=r"two clusters in every stratum.*2 of 3 strata"):
        plain.as_replicates("BRR")
    with pytest.raises(DataError, match='strata with one, under the rule "adjust"'):
        lonely.as_replicates("bootstrap")
    with pytest.raises(DataError, match='strata with one, under the rule "adjust"'):
        lonely.as_replicates("BRR")
    with pytest.raises(DataError, match="with replacement"):
        design(fpc="N").as_replicates("bootstrap")
    with pytest.raises(DataError, match="free in its number"):
        plain.as_replicates("JKn", replicates=20)
    with pytest.raises(DataError, match="two replicates or more"):
        plain.as_replicates("bootstrap", replicates=1)
    with pytest.raises(DataError, match="a design of replicate weights"):
        plain.as_replicates("JKn").as_replicates("JKn")
    with pytest.raises(DataError, match="before weights are calibrated"):
        plain.rake({"g": {"p": 10, "q": 10}}).as_replicates("JKn")
    with pytest.raises(DataError, match="one of several clusters"):
        design(made_up(1, (1, 1)), lonely="remove").as_replicates("JKn")
    with pytest.raises(DataError, match="replicates times clusters"):
        Design(pl.DataFrame({"y": np.zeros(20_000)})).as_replicates("JKn")


@pytest.mark.parametrize("kind", ["bootstrap", "BRR"])
@pytest.mark.parametrize("rule", ["remove", "certainty"])
def test_a_stratum_with_one_cluster_adds_nothing_where_the_rule_says_so(kind, rule):
    found = design(made_up(1, (1, 2, 2)), lonely=rule).as_replicates(kind)
    assert (found.replicate.multiplier[:, 0] == 1).all()
    assert found.mean("y").lonely_strata == ("0",)


def test_a_result_says_that_its_errors_come_from_replicates():
    def rules(found):
        return estimate(
            found, "mean", "y", name="estimate:y", title="Y", source="pilot", sample="probability"
        ).rules

    result = estimate(
        given("BRR"), "proportion", "b", name="e:b", title="B", source="pilot", sample="probability"
    )
    assert result.method.label == "Design-based share with standard error from replicates"
    assert "Wolter" in result.method.reference
    assert "Taylor" not in str(result.method)
    made = rules(design(made_up(1)).as_replicates("JKn"))
    assert made["variance"] == "jackknife, 9 replicates, deviations from the estimate of the whole sample"
    assert made["df"] == "6 degrees of freedom (rank of the replicate weights less one)"
    assert made["design"] == "9 clusters, 3 strata, 9 replicates"
    read = rules(given("Fay", "mean", rho=0.3))
    assert read["variance"] == "balanced half samples after Fay, 4 replicates, deviations from their mean"
    assert read["design"] == "4 replicates"
    assert design_words(given("BRR", degrees_of_freedom=2)).df == "given with the replicate weights"
    assert rules(design(made_up(1)))["variance"].startswith("Taylor linearisation")
    raked = rules(design(made_up(1)).rake({"g": {"p": 30, "q": 20}}))
    assert raked["variance"].endswith("of residuals: weights post-stratified by g")


def test_strata_that_lost_a_cluster_are_named_for_replicates_made_from_a_design_too():
    frame = made_up(1).with_columns(
        b=pl.when((pl.col("s") == 1) & (pl.col("c") == 0)).then(None).otherwise(pl.lit(1))
    )
    assert design(frame).as_replicates("JKn").mean("b").strata_lost == ("1",)


def test_the_page_on_designs_runs_as_it_is_printed(pytestconfig):
    page = (pytestconfig.rootpath / "docs" / "survey-designs.md").read_text("utf-8")
    students = pl.DataFrame({"W_FSTUWT": [1.0] * 8}).with_columns(
        pl.Series(f"W_FSTR{i}", np.roll([1.5, 0.5] * 4, i)) for i in range(1, 81)
    )
    known = {"students": students}
    blocks = page.split("```python\n")[1:]
    for block in blocks:
        exec(block.split("```")[0], known)
    assert len(blocks) == 5
    assert known["design"].calibrate({"sex": {"F": 6, "M": 7}, "age": 200}).weight.sum() == pytest.approx(13)
