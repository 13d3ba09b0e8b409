"""Linear, Poisson, ordinal and multinomial models: against R, against likelihoods in loops, and refusals."""

import math

import numpy as np
import polars as pl
import pytest
from slow_models import linear, logit, multinomial, ordinal, poisson, sandwich, solved

from handrail.survey import CategoryModel, Design, Recipe, SurveyModel, derive, read_survey
from handrail.survey.covariance import design_covariance
from handrail.survey.replicates import Replicates
from handrail.values import DataError, HandrailError, NotConverged

RACE = {"5": "White", "3": "Black", "6": "Hispanic", "7": "Hispanic", **dict.fromkeys("1248", "Other")}
FACTORS = "sex + sid + race + age"

# R 4.2.2, survey 4.1.1, on the YRBS of 2019; design: psu in stratum, weights, nest = TRUE, adjust.
# svyglm(screen ~ sex + sid + race + age): intercept, sexM, sidlgb, sidnotsure, Black, Hispanic, Other, age.
LINEAR = (
    3.75006854803016854, 0.37636484902311296, 0.65035335416472750, 0.44655424771955821, -0.13070977368302605,
    0.01676616929042642, 0.04024450316114927, -0.05539277994250769,
)  # fmt: skip
LINEAR_SE = (
    0.41252964349864568, 0.06372108349687484, 0.08346267080393197, 0.12385298630218818, 0.09693458562642462,
    0.07573712318660637, 0.06411601876703417, 0.02467554786210908,
)  # fmt: skip
# The same with family = quasipoisson and epsilon = 1e-14.
POISSON = (
    1.335655979869268206, 0.120697204362849989, 0.198319682704183348, 0.138284631387249807,
    -0.042120032578020487, 0.005285891335540583, 0.012785101056705215, -0.017638714489789389,
)  # fmt: skip
POISSON_SE = (
    0.131423751688083040, 0.020231061086903937, 0.023657775778427838, 0.035926824753349518,
    0.031968738292149732, 0.024099254487357943, 0.020104610692983017, 0.007865895514178066,
)  # fmt: skip
# svyolr(ordered(Q20) ~ ...), control = list(reltol = 1e-15, maxit = 1000): thresholds, then slopes.
ORDINAL = (
    3.61990701861552155, 4.28154568962365190, 5.27330836757235666, 5.73874936465947627, -1.16590020363903446,
    0.75012296578110749, 0.51058793555443660, 0.06495441530328287, 0.21854520073875736, 0.02677973964395532,
    0.10733085320661220,
)  # fmt: skip
ORDINAL_SE = (
    0.61841199347969167, 0.60743045842849674, 0.60766346081754385, 0.62871395030520738, 0.10883149029454754,
    0.13636145122147106, 0.18428406588928720, 0.13076839028208839, 0.10231594648347117, 0.17791751303706035,
    0.03812317419257846,
)  # fmt: skip
# VGAM 1.1-7, vglm(sid ~ sex + race + age + screen, multinomial(refLevel = 1), weights, epsilon = 1e-14).
MULTINOMIAL = (
    -2.40464159110493947, -1.31593474958003931, 0.17864418081889777, -0.07437414175298726,
    0.03678625738411068, 0.02516568324466585, 0.14345565995579260,
    -1.97517014810422542, -0.75648704636967257, 0.13144812481013987, 0.17587354299241773,
    0.68837091826513686, -0.07171612086894143, 0.10014410026109893,
)  # fmt: skip


def given_replicates(kind, weights, scale, factors, centre, df):
    """Return replicates of weights as a file gives them (rows x replicates)."""
    rows = np.arange(len(weights))
    return Replicates(kind, weights.T, rows, np.ones(len(weights)), scale, factors, centre, df)


@pytest.fixture(scope="module")
def yrbs(data_folder):
    survey = read_survey(data_folder / "yrbs2019" / "YRBS2019_national.sav")
    recipes = [
        Recipe("sex", "Q2", "Sex", categories={"1": "F", "2": "M"}),
        Recipe("sid", "Q66", "Identity", categories={"1": "het", "2": "lgb", "3": "lgb", "4": "notsure"}),
        Recipe("race", "raceeth", "Race", categories=RACE),
        *(Recipe(name, name, name) for name in ("weight", "stratum", "psu")),
    ]
    frame = derive(survey, recipes).with_columns(
        pl.col("race").cast(pl.Enum(["White", "Black", "Hispanic", "Other"])),
        age=survey.answers("Q1") + 11,
        screen=survey.answers("Q80") - 1,
        forced=survey.answers("Q20"),
    )
    return Design(frame, weights="weight", strata="stratum", clusters="psu")


@pytest.mark.parametrize(
    ("family", "coefficients", "errors", "f", "p"),
    [
        ("linear", LINEAR, LINEAR_SE, 1.29920322733522, 0.29350686343932),
        ("poisson", POISSON, POISSON_SE, 1.263862473846817, 0.30511277920298),
    ],
)
def test_linear_and_poisson_models_agree_with_r(yrbs, family, coefficients, errors, f, p):
    model = getattr(yrbs, family)(f"screen ~ {FACTORS}", df="domain")
    assert model.table["estimate"].to_list() == pytest.approx(coefficients, rel=1e-11, abs=0)
    assert model.table["se"].to_list() == pytest.approx(errors, rel=1e-11, abs=0)
    test = model.wald("race")
    assert (test.df1, test.df2, model.df) == (3, 29, 29)
    assert (test.f, test.p) == pytest.approx((f, p), rel=1e-10)
    assert model.family == family


def rows_of(design, outcome, factors):
    """Return stratum, cluster, weight, outcome and numbers of every row, coded by hand."""
    frame = design.frame
    codes = {
        "sex": ["M"], "sid": ["lgb", "notsure"], "race": ["Black", "Hispanic", "Other"], "age": None,
        "screen": None,
    }  # fmt: skip
    for row in frame.iter_rows(named=True):
        x = [1.0]
        for name in factors:
            levels = codes[name]
            x += [row[name]] if levels is None else [float(row[name] == level) for level in levels]
        known = row[outcome] is not None and all(row[name] is not None for name in factors)
        yield row["stratum"], row["psu"], row["weight"], row[outcome] if known else None, x


def test_an_ordinal_model_is_the_solution_that_r_comes_close_to(yrbs):
    model = yrbs.ordinal(f"forced ~ {FACTORS}", df="domain")
    found = model.table["estimate"].to_numpy()
    # R searches with BFGS and differences, and takes its errors from a Hessian of differences: it stops
    # 1.7e-7 from the coefficients and 1.7e-5 from the standard errors.
    assert found == pytest.approx(ORDINAL, rel=3e-7, abs=0)
    assert model.table["se"].to_list() == pytest.approx(ORDINAL_SE, rel=3e-5, abs=0)
    assert model.df == 26
    # The third computation: the score by complex steps is zero here, and is not at R's coefficients.
    grouped = {}
    for _, _, weight, y, x in rows_of(yrbs, "forced", ("sex", "sid", "race", "age")):
        if y is not None and weight > 0:
            key = (int(y) - 1, tuple(x))
            grouped[key] = grouped.get(key, 0.0) + weight
    rows = [(weight, *key) for key, weight in grouped.items()]
    beta, _ = solved(ordinal(5), rows, list(ORDINAL))
    assert found == pytest.approx(beta, rel=1e-9, abs=0)
    assert beta != pytest.approx(ORDINAL, rel=1e-8, abs=0)
    assert model.counts == tuple(
        sum(1 for *_, y, _ in rows_of(yrbs, "forced", ("sex", "sid", "race", "age")) if y == k)
        for k in range(1, 6)
    )


def test_the_errors_of_an_ordinal_model_are_those_of_the_definition(yrbs):
    model = yrbs.ordinal("forced ~ sex + age")
    rows = [
        (*row[:3], None if row[3] is None else int(row[3]) - 1, row[4])
        for row in rows_of(yrbs, "forced", ("sex", "age"))
        if row[0] in {101, 103, 112}
    ]
    part = yrbs.ordinal("forced ~ sex + age", pl.col("stratum").is_in([101.0, 103.0, 112.0]))
    assert model.n > part.n
    beta, covariance = sandwich(ordinal(5), rows, [*part.table["estimate"]])
    assert part.table["estimate"].to_list() == pytest.approx(beta, rel=1e-9)
    expected = [math.sqrt(covariance[i][i]) for i in range(len(beta))]
    assert part.table["se"].to_list() == pytest.approx(expected, rel=1e-7)


def test_a_multinomial_model_agrees_with_vgam(yrbs):
    model = yrbs.multinomial("sid ~ sex + race + age + screen")
    assert model.table["estimate"].to_list() == pytest.approx(MULTINOMIAL, rel=1e-11, abs=0)
    assert model.table["category"].unique(maintain_order=True).to_list() == ["lgb", "notsure"]
    assert model.categories == ("het", "lgb", "notsure")
    assert model.df == 37 - 12


# -- against the definition, on simulated answers -------------------------------------------------------

LIKELIHOODS = {
    "linear": (linear, 4),
    "logit": (logit, 4),
    "poisson": (poisson, 4),
    "ordinal": (ordinal(3), 5),
    "multinomial": (multinomial(3), 8),
}
OUTCOMES = {"linear": "y", "logit": "yes", "poisson": "times", "ordinal": "often", "multinomial": "often"}


def simulated(seed, rows=160):
    chance = np.random.default_rng(seed)
    cluster = np.arange(rows) // 10
    x, g = chance.normal(size=rows).round(1), chance.choice(["a", "b", "c"], rows)
    effect = 0.5 * x + 0.6 * (g == "b") + (cluster % 3 - 1) * 0.4
    frame = pl.DataFrame(
        {
            "s": cluster % 4,
            "c": cluster,
            "w": chance.choice([0.5, 1.0, 3.25], rows),
            "x": x,
            "g": g,
            "y": effect + chance.normal(size=rows),
            "yes": (chance.random(rows) < 1 / (1 + np.exp(-effect))).astype(int),
            "times": chance.poisson(np.exp(effect)),
            "often": np.digitize(effect + chance.logistic(size=rows), [-0.5, 1.0]),
        }
    )
    silent = pl.Series(chance.random(rows) < 0.1)
    return frame.with_columns(pl.when(~silent).then("g").alias("g"))


def design_of(frame):
    return Design(frame, weights="w", strata="s", clusters="c")


def slow_rows(frame, outcome):
    return [
        (row["s"], row["c"], row["w"], None if row["g"] is None else row[outcome],
         [1.0, row["x"], float(row["g"] == "b"), float(row["g"] == "c")])
        for row in frame.iter_rows(named=True)
    ]  # fmt: skip


def start_of(family, size):
    return [-0.5, 0.5, *[0.0] * (size - 2)] if family == "ordinal" else [0.0] * size


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("family", LIKELIHOODS)
def test_coefficients_and_their_covariance_are_those_of_the_definition(family, seed):
    frame, outcome = simulated(seed), OUTCOMES[family]
    model = getattr(design_of(frame), family)(f"{outcome} ~ x + g")
    likelihood, size = LIKELIHOODS[family]
    beta, covariance = sandwich(likelihood, slow_rows(frame, outcome), start_of(family, size))
    assert model.table["estimate"].to_list() == pytest.approx(beta, rel=1e-9, abs=1e-11)
    found = model.covariance.drop("term").to_numpy()
    assert found == pytest.approx(np.array(covariance), rel=1e-7, abs=1e-9)
    assert model.n + sum(left.rows for left in model.left_out) == frame.height
    assert isinstance(model, CategoryModel if family in {"ordinal", "multinomial"} else SurveyModel)


def jackknife(design):
    """Return the design with JKn weights: each cluster away once, the others of its stratum grown."""
    structure, weights, factors = design.structure, [], []
    for cluster, stratum in enumerate(structure.stratum_of_cluster):
        n = structure.clusters_in_stratum[stratum]
        weight = [
            0.0 if own == cluster else w * n / (n - 1) if structure.stratum_of_cluster[own] == stratum else w
            for w, own in zip(design.weight, structure.cluster_of_row, strict=True)
        ]
        weights.append(weight)
        factors.append((n - 1) / n)
    made = Design(design.frame, weights=design.weights, strata=design.strata, clusters=design.clusters)
    count = len(factors)
    replicates = given_replicates(
        "JKn",
        np.array(weights).T,
        1.0,
        np.array(factors),
        "full",
        count - 1,
    )
    object.__setattr__(made, "replicate", replicates)
    return made


@pytest.mark.parametrize("family", LIKELIHOODS)
def test_replicates_solve_the_model_again_each_time(family):
    frame, outcome = simulated(7, rows=80), OUTCOMES[family]
    design = jackknife(design_of(frame))
    model = getattr(design, family)(f"{outcome} ~ x")
    likelihood = LIKELIHOODS[family][0]
    size = {"ordinal": 3, "multinomial": 4}.get(family, 2)
    inside = [(row[outcome], [1.0, row["x"]]) for row in frame.iter_rows(named=True)]
    full, _ = solved(
        likelihood,
        [(w, *row) for w, row in zip(design.weight, inside, strict=True)],
        start_of(family, size),
    )
    spread = np.zeros((size, size))
    for weight, factor in zip(design.replicate.weights(), design.replicate.factors, strict=True):
        rows = [(w, *row) for w, row in zip(weight, inside, strict=True) if w > 0]
        off = np.array(solved(likelihood, rows, full)[0]) - full
        spread += factor * np.outer(off, off)
    assert model.covariance.drop("term").to_numpy() == pytest.approx(spread, rel=1e-7, abs=1e-9)
    taylor = getattr(design_of(frame), family)(f"{outcome} ~ x")
    assert model.table["estimate"].to_list() == pytest.approx(taylor.table["estimate"].to_list(), rel=1e-12)


class HalfExplained:
    """A calibration that explains half of everything."""

    def residuals(self, linearised):
        return linearised / 2


@pytest.mark.parametrize("family", LIKELIHOODS)
def test_calibrated_weights_take_their_residuals(family):
    frame, outcome = simulated(8), OUTCOMES[family]
    design = design_of(frame)
    plain = getattr(design, family)(f"{outcome} ~ x + g")
    object.__setattr__(design, "calibration", HalfExplained())
    model = getattr(design, family)(f"{outcome} ~ x + g")
    assert model.table["se"].to_list() == pytest.approx((plain.table["se"] / 2).to_list(), rel=1e-12)


# -- properties -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", LIKELIHOODS)
def test_weights_times_a_constant_change_nothing(family):
    frame, outcome = simulated(9), OUTCOMES[family]
    first = getattr(design_of(frame), family)(f"{outcome} ~ x + g")
    larger = getattr(design_of(frame.with_columns(pl.col("w") * 731.5)), family)(f"{outcome} ~ x + g")
    for column in ("estimate", "se"):
        assert larger.table[column].to_list() == pytest.approx(first.table[column].to_list(), rel=1e-10)
    again = getattr(design_of(frame), family)(f"{outcome} ~ x + g")
    assert again.table.equals(first.table)


@pytest.mark.parametrize("family", LIKELIHOODS)
def test_a_row_of_weight_two_is_two_rows_of_weight_one_in_the_same_cluster(family):
    frame, outcome = simulated(10).with_columns(w=1.0), OUTCOMES[family]
    twice = frame.with_columns(w=pl.when(pl.int_range(pl.len()) % 3 == 0).then(2.0).otherwise(1.0))
    rows = pl.concat([frame, frame.filter(pl.int_range(pl.len()) % 3 == 0)])
    one, two = (getattr(design_of(some), family)(f"{outcome} ~ x + g") for some in (twice, rows))
    for column in ("estimate", "se"):
        assert one.table[column].to_list() == pytest.approx(two.table[column].to_list(), rel=1e-9)


@pytest.mark.parametrize("family", LIKELIHOODS)
def test_a_domain_and_missing_answers_are_the_same_thing(family):
    frame, outcome = simulated(11), OUTCOMES[family]
    inside = getattr(design_of(frame), family)(f"{outcome} ~ g", pl.col("x") > -0.5)
    silent = frame.with_columns(pl.when(pl.col("x") > -0.5).then("g").alias("g"))
    assert inside.table.equals(getattr(design_of(silent), family)(f"{outcome} ~ g").table)


def test_two_categories_are_a_logit_however_they_are_modelled():
    design = design_of(simulated(12))
    plain = design.logit("yes ~ x + g").table
    several = design.multinomial("yes ~ x + g").table
    ordered = design.ordinal("yes ~ x + g").table
    for column in ("estimate", "se", "p"):
        assert several[column].to_list() == pytest.approx(plain[column].to_list(), rel=1e-9)
        assert ordered[column].abs().to_list() == pytest.approx(plain[column].abs().to_list(), rel=1e-9)
    # A threshold has the other sign, and no ratio.
    assert ordered["estimate"][0] == pytest.approx(-plain["estimate"][0], rel=1e-9)
    assert ordered["odds_ratio"][0] is None
    assert ordered["odds_ratio"][1] == pytest.approx(plain["odds_ratio"][1], rel=1e-9)


def test_a_poisson_model_of_a_yes_no_answer_gives_ratios_of_shares():
    design = design_of(simulated(13))
    shares = design.proportion("yes", "g").table.filter(pl.col("g").is_not_null())["estimate"]
    ratios = design.poisson("yes ~ g").table["rate_ratio"]
    assert ratios.to_list()[1:] == pytest.approx([shares[1] / shares[0], shares[2] / shares[0]], rel=1e-10)


def test_a_linear_model_without_factors_is_the_mean():
    design = design_of(simulated(14))
    row, mean = design.linear("y ~ 1").table.row(0, named=True), design.mean("y").table.row(0, named=True)
    assert (row["estimate"], row["se"]) == pytest.approx((mean["estimate"], mean["se"]), rel=1e-12)
    assert design.linear("y ~ 1").terms == ()


@pytest.mark.parametrize("family", ["ordinal", "multinomial"])
def test_a_model_of_categories_without_factors_gives_their_shares(family):
    design = design_of(simulated(15))
    model = getattr(design, family)("often ~ 1")
    share = design.frame.group_by("often").agg(pl.col("w").sum()).sort("often")["w"]
    share = share / share.sum()
    expected = (
        [math.log(share[0] / (1 - share[0])), math.log((1 - share[2]) / share[2])]
        if family == "ordinal"
        else [math.log(share[1] / share[0]), math.log(share[2] / share[0])]
    )
    assert model.table["estimate"].to_list() == pytest.approx(expected, rel=1e-10)


def test_a_wald_test_of_categories_is_over_all_of_the_outcome():
    model = design_of(simulated(16)).multinomial("often ~ x + g")
    test = model.wald("g")
    places = [2, 3, 6, 7]
    beta = model.table["estimate"].to_numpy()[places]
    inner = model.covariance.drop("term").to_numpy()[np.ix_(places, places)]
    assert test.f == pytest.approx(beta @ np.linalg.inv(inner) @ beta / 4, rel=1e-9)
    assert (test.df1, test.df2) == (4, model.df)


# -- what is refused ------------------------------------------------------------------------------------

SMALL = pl.DataFrame(
    {
        "y": [0, 1, 2, 1, 1, 0, 2, 0] * 5,
        "x": [float(i * i % 11) for i in range(40)],
        "g": list("aabbcc") * 6 + list("abcc"),
        "word": ["unspeakable", "no"] * 20,
        "always": [1] * 40,
        "each": [f"unspeakable {i}" for i in range(40)],
        "c": [i // 4 for i in range(40)],
    }
).with_columns(
    never=pl.when(pl.col("g") == "a").then(0).otherwise("y"),
    below=pl.col("x") - 5,
    twice=2 * pl.col("x") + 3,
    date=pl.Series([f"2020-01-{1 + i % 28:02}" for i in range(40)]).str.to_date(),
    lone=pl.when(pl.col("c") == 3).then(pl.lit("only")).otherwise("g"),
    above=(pl.col("x") > 4).cast(pl.Int8) + (pl.col("x") > 8).cast(pl.Int8),
)
ALL = ("linear", "logit", "poisson", "ordinal", "multinomial")


@pytest.mark.parametrize(
    ("families", "formula", "error", "said"),
    [
        (ALL, "always ~ x", DataError, "'always' with one value"),
        (ALL[2:], "y ~ x + zz", DataError, "no column 'zz'"),
        (ALL, "zz ~ x", DataError, "no column 'zz'"),
        (
            ("linear", "poisson", *ALL[3:]),
            "y ~ x + twice",
            DataError,
            "'twice' with 1 that are zero or a sum",
        ),
        (("linear", "poisson", *ALL[3:]), "y ~ each", DataError, "where 9 are the most"),
        (("linear", "poisson", *ALL[3:]), "y ~ lone", DataError, "a level of 'lone' lies in one cluster"),
        (("linear", "poisson", *ALL[3:]), "y ~ date", DataError, "'date' holds Date"),
        (("linear", "poisson", *ALL[3:]), "y ~ always", DataError, "'always' has one"),
        (("multinomial",), "y ~ x + g + x:g", DataError, "11 or more coefficients"),
        (("linear", "poisson"), "word ~ x", DataError, "'word' holds String"),
        (("ordinal",), "word ~ x", DataError, "whose order is known"),
        (ALL[2:3], "below ~ g", DataError, "values below zero"),
        (("linear",), "twice ~ x", DataError, "a sum of the factors on every row"),
        (("ordinal", "multinomial"), "date ~ x", DataError, "'date' holds Date"),
        (("poisson", "multinomial"), "never ~ g", NotConverged, "can be told from 'g'"),
        (("poisson", "multinomial"), "never ~ x + g", NotConverged, "can be told from 'g'"),
        (("ordinal", "multinomial"), "above ~ x", NotConverged, "can be told from 'x'"),
    ],
)
def test_what_has_no_answer_is_an_error_for_every_family(families, formula, error, said):
    for family in families:
        with pytest.raises(HandrailError) as refused:
            getattr(Design(SMALL, clusters="c"), family)(formula)
        assert type(refused.value) is error, (family, refused.value)
        assert said in str(refused.value), family
        assert "unspeakable" not in str(refused.value)


def test_too_many_categories_of_an_outcome_are_refused():
    frame = pl.DataFrame({"y": range(100), "x": [i * i % 7 for i in range(100)]})
    with pytest.raises(DataError, match="'y' has 100 different values"):
        Design(frame).ordinal("y ~ x")


def test_a_category_that_a_replicate_does_not_have_is_an_error():
    frame = simulated(17).with_columns(often=pl.when(pl.col("c") == 5).then(1).otherwise(pl.col("yes") * 2))
    with pytest.raises(DataError, match="every category of the outcome has respondents in every replicate"):
        jackknife(design_of(frame)).multinomial("often ~ x")


def test_separation_in_a_replicate_is_an_error():
    frame = simulated(18).with_columns(
        yes=pl.when((pl.col("g") == "a") & (pl.col("c") != 5)).then(0).otherwise("yes"),
    )
    frame = frame.with_columns(
        yes=pl.when((pl.col("g") == "a") & (pl.col("c") == 5)).then(1).otherwise("yes")
    )
    assert design_of(frame).logit("yes ~ g").converged
    with pytest.raises(NotConverged, match="in some group of a replicate"):
        jackknife(design_of(frame)).logit("yes ~ g")


def test_the_covariance_of_a_model_is_symmetric_to_the_last_bit():
    model = design_of(simulated(19)).ordinal("often ~ x + g")
    covariance = model.covariance.drop("term").to_numpy()
    assert (covariance == covariance.T).all()
    assert model.covariance["term"].to_list()[:2] == ["0|1", "1|2"]
    structure = design_of(simulated(19)).structure
    assert design_covariance(np.zeros((160, 2)), np.arange(160), structure).sum() == 0
