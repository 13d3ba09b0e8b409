"""Marginal effects and standardised shares: against R, against a jackknife of each respondent, by hand."""

import math

import numpy as np
import polars as pl
import pytest
from slow_models import harrell, product
from test_survey_models import design_of, jackknife, simulated

from handrail.survey import Design, Recipe, derive, read_survey
from handrail.survey.averages import mean_part
from handrail.survey.covariance import design_covariance
from handrail.survey.family import LOGIT
from handrail.survey.generalised import fit
from handrail.survey.replicates import Replicates
from handrail.values import DataError

RACE = {"5": "White", "3": "Black", "6": "Hispanic", "7": "Hispanic", **dict.fromkeys("1248", "Other")}
FORMULA = "ebully ~ sex + sid + race + age + screen"

# R 4.2.2, survey 4.1.1: as.svrepdesign(type = "JKn"), withReplicates around glm(quasibinomial,
# epsilon = 1e-14): as observed, het, lgb, notsure; ratios of the last two to het; 1 - het / observed.
R_ESTIMATES = (0.155180214422784, 0.144049398141519, 0.228648160766180, 0.159015981167549)
R_RATIOS = (1.587289941618135, 1.103898962572030)
R_FRACTION = 0.071728321311242
R_ERRORS = (0.0060973203810969, 0.0062521426131489, 0.0178248770159189, 0.0212612341405475)
R_RATIO_ERRORS = (0.1314274063930280, 0.1584867546003225)
R_FRACTION_ERROR = 0.0182525190185251
# svypredmeans(svyglm(ebully ~ sex + race + age + screen), ~ sid): it adds the variance by coefficients and
# that by respondents as if they were independent.
R_MARGIN_ERRORS = (0.0059451060945535, 0.0175947337577896, 0.0213191918295904)


def given_replicates(kind, weights, scale, factors, centre, df):
    """Return replicates of weights as a file gives them (rows x replicates)."""
    rows = np.arange(len(weights))
    return Replicates(kind, weights.T, rows, np.ones(len(weights)), scale, factors, centre, df)


@pytest.fixture(scope="module")
def yrbs(data_folder):
    survey = read_survey(data_folder / "yrbs2019" / "YRBS2019_national.sav")
    recipes = [
        Recipe("ebully", "QN24", "Bullied online", yes=(1,), no=(2,)),
        Recipe("sex", "Q2", "Sex", categories={"1": "F", "2": "M"}),
        Recipe("sid", "Q66", "Identity", categories={"1": "het", "2": "lgb", "3": "lgb", "4": "notsure"}),
        Recipe("race", "raceeth", "Race", categories=RACE),
        *(Recipe(name, name, name) for name in ("weight", "stratum", "psu")),
    ]
    frame = derive(survey, recipes).with_columns(
        pl.col("race").cast(pl.Enum(["White", "Black", "Hispanic", "Other"])),
        age=survey.answers("Q1") + 11,
        screen=survey.answers("Q80") - 1,
    )
    return Design(frame, weights="weight", strata="stratum", clusters="psu")


def by_jackknife(design, centre):
    """Return the design with JKn weights, each cluster away once; R centres on the replicates' mean."""
    made, structure = jackknife_fast(design), design.structure
    count = len(structure.stratum_of_cluster)
    size = structure.clusters_in_stratum[structure.stratum_of_cluster]
    replicates = given_replicates("JKn", made, 1.0, (size - 1) / size, centre, count - 1)
    again = Design(design.frame, weights="weight", strata="stratum", clusters="psu")
    object.__setattr__(again, "replicate", replicates)
    return again


def jackknife_fast(design):
    structure, weights = design.structure, []
    for cluster, stratum in enumerate(structure.stratum_of_cluster):
        n = structure.clusters_in_stratum[stratum]
        same = structure.stratum_of_cluster[structure.cluster_of_row] == stratum
        weight = np.where(same, design.weight * n / (n - 1), design.weight)
        weights.append(np.where(structure.cluster_of_row == cluster, 0.0, weight))
    return np.array(weights).T


def test_standardised_shares_and_the_fraction_by_them_agree_with_r(yrbs):
    found = by_jackknife(yrbs, "mean").standardised(FORMULA, "sid")
    assert found.table["level"].to_list() == [None, "het", "lgb", "notsure"]
    assert found.table["estimate"].to_list() == pytest.approx(R_ESTIMATES, rel=1e-10)
    assert found.table["se"].to_list() == pytest.approx(R_ERRORS, rel=1e-7)
    ratios = found.contrasts.filter(pl.col("against") == "het")
    assert ratios["ratio"].to_list() == pytest.approx(R_RATIOS, rel=1e-10)
    assert ratios["ratio_se"].to_list() == pytest.approx(R_RATIO_ERRORS, rel=1e-7)
    # The fraction that goes with the factor: 1 - share if all were at the reference / share as observed.
    against = found.contrasts.filter(pl.col("against").is_null() & (pl.col("level") == "het")).row(
        0, named=True
    )
    assert 1 - against["ratio"] == pytest.approx(R_FRACTION, rel=1e-9)
    assert against["ratio_se"] == pytest.approx(R_FRACTION_ERROR, rel=1e-7)


def test_linearised_errors_are_near_those_of_the_jackknife_and_count_the_respondents(yrbs):
    taylor = yrbs.standardised(FORMULA, "sid")
    assert taylor.table["se"].to_list() == pytest.approx(R_ERRORS, rel=0.01)
    assert (taylor.df, taylor.n) == (37, 12107)
    assert taylor.table["n"].to_list() == [12107, 10191, 1401, 515]
    assert taylor.table["se"][1] > 1.04 * R_MARGIN_ERRORS[0]
    row = taylor.contrasts.row(0, named=True)
    half = 2.0261924630291097 * row["ratio_se"] / row["ratio"]
    assert row["ratio_high"] == pytest.approx(row["ratio"] * math.exp(half), rel=1e-10)
    assert row["difference_low"] == pytest.approx(
        row["difference"] - 2.0261924630291097 * row["difference_se"], rel=1e-10
    )


def test_r_adds_as_independent_what_one_sample_gave_together(yrbs):
    solved = fit(yrbs, LOGIT, FORMULA, None, level=0.95, df="design")
    matrix, weight, beta = solved.asked.matrix, solved.asked.weight, solved.solution.coefficients
    total = matrix.sums(weight)
    for code, published in enumerate(R_MARGIN_ERRORS):
        share, derivative = mean_part(LOGIT, matrix.everywhere("sid", code))(beta)
        slope = (total[:, None] * derivative).sum(axis=0) / total.sum()
        drawn = share[matrix.pattern] - (total * share).sum() / total.sum()
        values = (weight * drawn / weight.sum())[:, None]
        respondents = design_covariance(values, solved.asked.rows, yrbs.structure)[0, 0]
        assert math.sqrt(slope @ solved.covariance @ slope + respondents) == pytest.approx(
            published, rel=1e-7
        )


# -- against the definition, on simulated answers -------------------------------------------------------


def moved_by(frame, estimate, whom):
    """Return how estimates move with the weight of some respondents."""
    width = 1e-4
    moved = [estimate(frame.with_columns(w=pl.col("w") * (1 + side * width * whom))) for side in (1, -1)]
    return (np.array(moved[0]) - np.array(moved[1])) / (2 * width)


def infinitesimal(frame, estimate, *, together=False):
    """Return the design's standard errors from how estimates move with the weight of each respondent.

    Of a cluster's respondents together, what matters is the sum: it takes a tenth of the time.
    """
    if together:
        totals_of = {one: moved_by(frame, estimate, pl.col("c") == one) for one in frame["c"].unique()}
        variance = np.zeros(len(next(iter(totals_of.values()))))
    else:
        values = np.array(
            [moved_by(frame, estimate, pl.int_range(pl.len()) == row) for row in range(frame.height)]
        )
        variance = np.zeros(values.shape[1])
    for stratum in frame["s"].unique():
        clusters = frame.filter(pl.col("s") == stratum)["c"].unique()
        totals = np.array(
            [
                totals_of[cluster] if together else values[(frame["c"] == cluster).to_numpy()].sum(axis=0)
                for cluster in clusters
            ]
        )
        n = len(totals)
        variance += n / (n - 1) * ((totals - totals.mean(axis=0)) ** 2).sum(axis=0)
    return np.sqrt(variance)


@pytest.mark.parametrize(
    ("family", "formula"),
    [
        ("logit", "yes ~ x*g"),
        ("poisson", "times ~ x + g"),
        ("linear", "y ~ x + g"),
        ("logit", "yes ~ g + rcs(x, 3)"),
    ],
)
def test_errors_are_those_of_how_each_respondent_moves_the_estimate(family, formula):
    frame = simulated(21)

    def standard(some):
        found = design_of(some).standardised(formula, "g", family=family)
        return [
            *found.table["estimate"],
            *found.contrasts["difference"],
            *found.contrasts["ratio"].fill_null(0),
        ]

    found = design_of(frame).standardised(formula, "g", family=family)
    errors = infinitesimal(frame, standard)
    size, pairs = found.table.height, found.contrasts.height
    assert found.table["se"].to_list() == pytest.approx(errors[:size], rel=1e-5)
    assert found.contrasts["difference_se"].to_list() == pytest.approx(errors[size : size + pairs], rel=1e-5)
    shown = found.contrasts["ratio_se"].is_not_null().to_numpy()
    assert found.contrasts["ratio_se"].to_numpy()[shown] == pytest.approx(
        errors[size + pairs :][shown], rel=1e-5
    )


@pytest.mark.parametrize(
    ("family", "formula"), [("logit", "yes ~ x*g"), ("poisson", "times ~ x + g"), ("linear", "y ~ x*g")]
)
def test_errors_of_marginal_effects_are_those_of_how_each_respondent_moves_them(family, formula):
    frame = simulated(22)
    found = design_of(frame).margins(formula, family=family)
    errors = infinitesimal(
        frame, lambda some: design_of(some).margins(formula, family=family).table["estimate"]
    )
    assert found.table["se"].to_list() == pytest.approx(errors, rel=1e-5)


def by_hand(model, x, g, family):
    """Return the probability of each category of one respondent, from a model's printed coefficients."""
    numbers = dict(zip(model.covariance["term"], model.table["estimate"], strict=True))
    if family == "ordinal":
        slope = numbers["x"] * x + (numbers[f"g[{g}]"] if g != "a" else 0.0)
        below = [1 / (1 + math.exp(slope - numbers[cut])) for cut in ("0|1", "1|2")]
        return below[0], below[1] - below[0], 1 - below[1]
    odds = [1.0]
    for category in ("1", "2"):
        slope = numbers[f"{category}: Intercept"] + numbers[f"{category}: x"] * x
        odds.append(math.exp(slope + (numbers[f"{category}: g[{g}]"] if g != "a" else 0.0)))
    return tuple(one / sum(odds) for one in odds)


@pytest.mark.parametrize("family", ["ordinal", "multinomial"])
def test_shares_of_categories_are_averages_over_respondents_and_their_errors_move_with_each_cluster(family):
    frame = simulated(21, rows=120)
    design = design_of(frame)
    found = design.standardised_categories("often ~ x + g", "g", family=family)
    model = getattr(design, family)("often ~ x + g")
    rows = frame.drop_nulls("g")
    expected = []
    for level in "abc":
        shares = np.array([by_hand(model, x, level, family) for x in rows["x"]])
        expected += list((shares * rows["w"].to_numpy()[:, None]).sum(axis=0) / rows["w"].sum())
    assert found.table["estimate"].to_list() == pytest.approx(expected, rel=1e-9)
    assert found.table["n"].to_list()[::3] == [(rows["g"] == level).sum() for level in "abc"]
    assert found.categories == ("0", "1", "2")

    def standard(some):
        made = design_of(some).standardised_categories("often ~ x + g", "g", family=family)
        return [*made.table["estimate"], *made.contrasts["difference"], *made.contrasts["ratio"]]

    own = [*found.table["se"], *found.contrasts["difference_se"], *found.contrasts["ratio_se"]]
    assert own == pytest.approx(infinitesimal(frame, standard, together=True), rel=1e-5)


@pytest.mark.parametrize(
    ("factor", "family", "said"),
    [
        ("x", "ordinal", "standardised over a category or a yes/no"),
        ("h", "ordinal", "levels of a factor of the formula"),
        ("g", "logit", "of a known family"),
    ],
)
def test_what_has_no_shares_of_categories_is_an_error(factor, family, said):
    with pytest.raises(DataError, match=said):
        design_of(simulated(21)).standardised_categories("often ~ x + g", factor, family=family)


def test_marginal_effects_are_averages_over_respondents():
    frame = simulated(23)
    design = design_of(frame)
    beta = design.logit("yes ~ x*g").table["estimate"].to_list()
    rows = [row for row in frame.iter_rows(named=True) if row["g"] is not None]

    def share(row, x, g):
        numbers = [1.0, x, float(g == "b"), float(g == "c"), x * (g == "b"), x * (g == "c")]
        return 1 / (1 + math.exp(-product(beta, numbers)))

    weight = sum(row["w"] for row in rows)
    width = 1e-5
    expected = [
        sum(
            row["w"] * (share(row, row["x"] + width, row["g"]) - share(row, row["x"] - width, row["g"]))
            for row in rows
        )
        / (2 * width * weight)
    ]
    expected += [
        sum(row["w"] * (share(row, row["x"], level) - share(row, row["x"], "a")) for row in rows) / weight
        for level in "bc"
    ]
    found = design.margins("yes ~ x*g").table
    assert found.select("factor", "level").rows() == [("x", None), ("g", "b"), ("g", "c")]
    assert found["estimate"].to_list() == pytest.approx(expected, rel=1e-8)
    one = design.margins("yes ~ x*g", ["g"]).table
    assert one.equals(found.filter(pl.col("factor") == "g"))


def test_the_effect_along_a_spline_is_its_slope():
    frame = simulated(24)
    design = design_of(frame)
    model = design.logit("yes ~ rcs(x, 4)")
    beta, (knots,) = model.table["estimate"].to_list(), model.knots.values()

    def share(x):
        return 1 / (1 + math.exp(-product(beta, [1.0, *harrell(x, knots)])))

    width = 1e-6
    moved = [
        (w, (share(x + width) - share(x - width)) / (2 * width)) for w, x in frame.select("w", "x").rows()
    ]
    expected = sum(w * slope for w, slope in moved) / sum(w for w, _ in moved)
    assert design.margins("yes ~ rcs(x, 4)").table["estimate"][0] == pytest.approx(expected, rel=1e-6)


def test_effects_of_a_linear_model_are_its_coefficients_and_nothing_more():
    design = design_of(simulated(25))
    model, found = design.linear("y ~ x + g").table, design.margins("y ~ x + g", family="linear").table
    assert found["estimate"].to_list() == pytest.approx(model["estimate"].to_list()[1:], rel=1e-11)
    assert found["se"].to_list() == pytest.approx(model["se"].to_list()[1:], rel=1e-11)


def test_a_standardised_share_without_other_factors_is_the_share_of_the_group():
    design = design_of(simulated(26))
    groups = design.proportion("yes", "g").table.drop_nulls("g")
    found = design.standardised("yes ~ g", "g").table
    assert found["estimate"].to_list()[1:] == pytest.approx(groups["estimate"].to_list(), rel=1e-10)
    assert found["se"].to_list()[1:] == pytest.approx(groups["se"].to_list(), rel=1e-10)
    everybody = design.proportion("yes", where=pl.col("g").is_not_null()).table.row(0, named=True)
    assert (found["estimate"][0], found["se"][0]) == pytest.approx((everybody["estimate"], everybody["se"]))


def test_replicates_standardise_again_each_time():
    frame = simulated(27)
    design = jackknife(design_of(frame))
    found = design.standardised("yes ~ x + g", "g").table
    spread = np.zeros(4)
    for weight, factor in zip(design.replicate.weights(), design.replicate.factors, strict=True):
        again = design_of(frame.with_columns(w=weight)).standardised("yes ~ x + g", "g").table["estimate"]
        spread += factor * (again.to_numpy() - found["estimate"].to_numpy()) ** 2
    assert found["se"].to_list() == pytest.approx(np.sqrt(spread), rel=1e-8)
    effect = design.margins("yes ~ x + g", ["x"]).table.row(0, named=True)
    spread = 0.0
    for weight, factor in zip(design.replicate.weights(), design.replicate.factors, strict=True):
        again = design_of(frame.with_columns(w=weight)).margins("yes ~ x + g", ["x"]).table["estimate"][0]
        spread += factor * (again - effect["estimate"]) ** 2
    assert effect["se"] == pytest.approx(math.sqrt(spread), rel=1e-8)


def test_levels_are_chosen_and_the_first_is_the_reference():
    design = design_of(simulated(28))
    every = design.standardised("yes ~ x + g", "g").table
    found = design.standardised("yes ~ x + g", "g", ["c", "a"])
    assert found.table["level"].to_list() == [None, "c", "a"]
    assert found.table["estimate"][1] == pytest.approx(every["estimate"][3], rel=1e-12)
    assert found.contrasts.select("level", "against").rows() == [("a", "c"), ("c", None), ("a", None)]
    numbers = design.standardised("yes ~ x + g", "x", [-1, 1]).contrasts.row(0, named=True)
    assert (numbers["level"], numbers["against"]) == ("1", "-1")
    assert numbers["difference"] > 0
    yes = design.standardised("y ~ yes + g", "yes", family="linear").table
    assert yes["level"].to_list() == [None, "0", "1"]


def test_a_domain_is_fitted_and_averaged_alone():
    frame = simulated(29)
    design = design_of(frame)
    inside = design.standardised("yes ~ x", "x", [0, 1], pl.col("g") == "a")
    silent = frame.with_columns(pl.when(pl.col("g") == "a").then("x").alias("x"))
    assert inside.table.drop("n").equals(
        design_of(silent).standardised("yes ~ x", "x", [0, 1]).table.drop("n")
    )
    assert inside.left_out[0].reason == "outside the domain"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("yes ~ x + g", "zz"), "'zz'"),
        (("yes ~ x + g", "g", ["a", "d"]), "'d' of 'g'"),
        (("yes ~ x + g", "g", ["a", "a"]), "one of 'g' twice"),
        (("yes ~ x + g", "x"), "'x' without any"),
        (("yes ~ x + g", "x", [0, 100]), "between the smallest and the largest"),
        (("yes ~ x + g", "x", ["a"]), "between the smallest and the largest"),
    ],
)
def test_what_cannot_be_standardised_is_an_error(arguments, said):
    with pytest.raises(DataError, match=said):
        design_of(simulated(30)).standardised(*arguments)


def test_an_average_is_of_a_known_family_and_factor():
    design = design_of(simulated(31))
    with pytest.raises(DataError, match="did you mean 'logit'"):
        design.margins("yes ~ x", family="logti")
    with pytest.raises(DataError, match="did you mean 'x'"):
        design.margins("yes ~ x", ["xx"])
