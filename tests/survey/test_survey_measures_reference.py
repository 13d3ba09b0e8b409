"""Quantiles, crosstabs and differences on the 2019 YRBS against R's survey package, typed in.

Where no other version is named, R 4.2 with survey 4.1.1 on the design of ``survey_r_4.5.json``; the domain
of a crosstab is those who answered both questions, as version 4.5 takes it itself.
"""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from handrail.survey import Design, Recipe, derive, read_survey
from handrail.survey.replicates import Replicates

YES_NO = {"seat": "QN8", "forced": "QN19", "ebully": "QN24"}
TIMES = {"3": "1 time", "4": "2-3 times", "5": "4+ times", "6": "4+ times"}
RACE = {"5": "White", "3": "Black", "6": "Hispanic", "7": "Hispanic", **dict.fromkeys("1248", "Other")}

# From version 4.5, as the next ones: F, its degrees of freedom, p, and the uncorrected X2.
SID_EBULLY = (43.550544785365, 1.66015931018078, 59.7657351665082, 2.79930142153691e-11, 153.783251774673)
# svychisq(statistic = "F"): F, its degrees of freedom, p, and the uncorrected X2. Four clusters have no
# answer to "seat" or "forced", five none to both.
INDEPENDENCE = {
    ("seat", "sex"): (11.10690478908010, 1.0, 33.0, 2.130977560090146e-03, 15.17912816935479),
    ("seat", "race"): (8.057407151463577, 2.924775377241809, 96.51758744897971, 8.796774409332817e-05,
                       82.62030192168575),
    ("race", "sid"): (2.54693577353949374, 3.50855798920578144, 126.30808761140811635, 0.04987596407629082,
                      32.46372588172977913),
    ("forced", "race"): (0.4122196633813795, 2.6021375044442321, 85.8705376466596562, 0.7165299073766702,
                         2.2880568506511376),
    ("pdvn", "sex"): (11.92647248968163, 1.870613175420219, 67.34207431512789, 5.438307198282668e-05,
                      35.82435623539092),
    ("seat", "forced"): (26.29391731675921, 1.0, 32.0, 1.370470184821920e-05, 107.3804295064895),
}  # fmt: skip
# svymean(~interaction(row, column)) and svyby of either by the other: share and standard error.
CELLS = {
    ("sid", "ebully"): {
        ("lgb", 1): (0.029598566588897045, 0.0021777128089244873, 0.2658891855314709, 0.01695925556155976,
                     0.18807336173389638, 0.01229540105568649),
        ("het", 0): (0.725647306603342868, 0.0063338614669500451, 0.8588045828702892, 0.00600779492978268,
                     0.8611775030923241, 0.005041134919977108),
        ("notsure", 1): (0.008476075884226794, 0.0008908116551414525, 0.1938257895885286, 0.02082197927702241,
                         0.05385815157873645, 0.005413277908211712),
    },
    ("seat", "race"): {
        (1, "Black"): (0.011662225565755148, 0.002960147430790734, 0.1804628973221509, 0.03520635726794517,
                       0.11624644103186071, 0.021394797977607995),
        (0, "White"): (0.512620407203722595, 0.025706079254237776, 0.5480367047587859, 0.02691406350297275,
                       0.9520521961101014, 0.005835877562235080),
    },
}  # fmt: skip
# svyquantile(df = 37): estimate, limits and standard error of the per cent rank of body mass.
QUANTILES = {
    None: {
        0.1: (19.13, 17.52, 20.71, 0.787190767463183),
        0.25: (41.49, 39.13, 43.54, 1.088248051571358),
        0.5: (69.69, 67.17, 71.89, 1.164746213926715),
        0.75: (90.06, 87.96, 91.58, 0.893301121698033),
        0.9: (97.22, 96.68, 97.68, 0.246768265662440),
    },
    "lgb": {
        0.1: (26.02, 23.90, 30.70, 1.678024206504590),
        0.5: (79.16, 75.32, 81.86, 1.613864457432357),
        0.9: (97.99, 97.55, 98.43, 0.217156073782949),
    },
}
AGES = {0.1: (14, 14, 15), 0.25: (15, 15, 16), 0.5: (16, 16, 17), 0.75: (17, 17, 18), 0.9: (18, 18, 18)}
# svyby(covmat = TRUE), svycontrast: difference and standard error, logarithm of the ratio and its own.
DIFFERENCES = {
    ("ebully", "sex", "F", "M", None): (0.094742635719824650, 0.009827122354576188, 0.6248463446566043,
                                        0.0707125259044787),
    ("seat", "sex", "F", "M", None): (-0.018253832363799537, 0.005244256071529501, None, None),
    ("age", "race", "Black", "White", None): (-0.05813997429477524, 0.06559627039319151, None, None),
    ("age", "race", "Hispanic", "White", None): (-0.11013732218085082, 0.06986509287326058, None, None),
    ("age", "race", "Other", "White", None): (-0.07804079379078566, 0.07339423469278981, None, None),
    ("forced", "race", "Black", "White", "F"): (-0.01694284674788986, 0.01487222283141166,
                                                -0.1586889650820561, 0.1438011553366373),
    ("forced", "race", "Hispanic", "White", "F"): (0.002767544441954956, 0.013032208888681526,
                                                   0.02368634725121828, 0.11134136985726580),
    ("forced", "race", "Other", "White", "F"): (-0.00921100023194972, 0.02322977262116861,
                                                -0.08313648396698194, 0.21612983733265656),
}  # fmt: skip


def given_replicates(kind, weights, scale, factors, centre, df):
    """Return replicates of weights as a file gives them (rows x replicates)."""
    rows = np.arange(len(weights))
    return Replicates(kind, weights.T, rows, np.ones(len(weights)), scale, factors, centre, df)


@pytest.fixture(scope="module")
def yrbs(data_folder: Path) -> Design:
    survey = read_survey(data_folder / "yrbs2019" / "YRBS2019_national.sav")
    recipes = [Recipe(name, source, name, yes=(1,), no=(2,)) for name, source in YES_NO.items()]
    recipes += [
        Recipe("sex", "Q2", "Sex", categories={"1": "F", "2": "M"}),
        Recipe("sid", "Q66", "Identity", categories={"1": "het", "2": "lgb", "3": "lgb", "4": "notsure"}),
        Recipe("race", "raceeth", "Race", categories=RACE),
        Recipe("pdvn", "Q22", "Times", categories=TIMES),
        *(Recipe(name, name, name) for name in ("weight", "stratum", "psu", "bmipct")),
    ]
    frame = derive(survey, recipes).with_columns(age=survey.answers("Q1") + 11)
    return Design(frame, weights="weight", strata="stratum", clusters="psu")


@pytest.fixture(scope="module")
def jackknife(yrbs: Design) -> Design:
    """The same design with JKn replicates in the place of its linearisation, made by hand.

    Each replicate leaves a cluster out and raises its stratum's others; they deviate from their mean.
    """
    cluster = yrbs.structure.cluster_of_row
    stratum = yrbs.structure.stratum_of_cluster
    size = yrbs.structure.clusters_in_stratum[stratum]
    weights = np.column_stack(
        [
            np.where(
                cluster == left,
                0.0,
                yrbs.weight * np.where(stratum[cluster] == stratum[left], n / (n - 1), 1.0),
            )
            for left, n in enumerate(size)
        ]
    )
    replicates = given_replicates(
        "JKn",
        weights,
        1.0,
        (size - 1) / size,
        "mean",
        yrbs.degrees_of_freedom,
    )
    design = Design(yrbs.frame, weights="weight", strata="stratum", clusters="psu")
    object.__setattr__(design, "replicate", replicates)
    return design


def near(found, expected, relative):
    return found is not None and abs(found - expected) <= relative * abs(expected)


def test_the_test_of_independence_is_that_of_r_4_5(yrbs):
    found = yrbs.crosstab("sid", "ebully")
    f, df1, df2, p, x2 = SID_EBULLY
    assert near(found.f, f, 1e-10)
    assert near(found.df1, df1, 1e-10)
    assert near(found.df2, df2, 1e-10)
    assert near(found.p, p, 1e-8)
    assert near(found.x2, x2, 1e-10)
    assert near(found.df2, found.df1 * 36, 1e-12)


@pytest.mark.parametrize("pair", sorted(INDEPENDENCE))
def test_the_test_of_independence_is_that_of_r_also_where_clusters_have_no_answer(yrbs, pair):
    found = yrbs.crosstab(*pair)
    f, df1, df2, p, x2 = INDEPENDENCE[pair]
    assert near(found.f, f, 1e-8)
    assert near(found.df1, df1, 1e-8)
    assert near(found.df2, df2, 1e-8)
    assert near(found.p, p, 1e-8)
    assert near(found.x2, x2, 1e-8)
    assert found.strata_lost


def test_which_question_is_the_row_does_not_matter_to_the_test(yrbs):
    one, other = yrbs.crosstab("seat", "race"), yrbs.crosstab("race", "seat")
    assert near(one.f, other.f, 1e-12)
    assert near(one.df1, other.df1, 1e-12)


@pytest.mark.parametrize("pair", sorted(CELLS))
def test_shares_of_a_crosstab_and_their_errors_are_those_of_r(yrbs, pair):
    table = yrbs.crosstab(*pair).table
    for (row, column), expected in CELLS[pair].items():
        cell = table.filter((pl.col(pair[0]) == row) & (pl.col(pair[1]) == column)).row(0, named=True)
        names = ("estimate", "se", "row_share", "row_se", "column_share", "column_se")
        for name, value in zip(names, expected, strict=True):
            assert near(cell[name], value, 1e-10), name


def test_a_crosstab_of_replicates_is_that_of_r(jackknife):
    found = jackknife.crosstab("sid", "ebully")
    assert near(found.f, 43.44623611885973, 1e-8)
    assert near(found.df1, 1.658934223152766, 1e-8)


@pytest.mark.parametrize("group", [None, "lgb"])
def test_quantiles_and_woodruffs_limits_are_those_of_r(yrbs, group):
    where = None if group is None else pl.col("sid") == group
    table = yrbs.quantile("bmipct", tuple(QUANTILES[group]), where=where).table
    for row in table.iter_rows(named=True):
        expected = QUANTILES[group][row["q"]]
        for name, value in zip(("estimate", "low", "high", "se"), expected, strict=True):
            assert near(row[name], value, 1e-10), (row["q"], name)


def test_quantiles_of_years_of_age_move_in_steps_as_in_r(yrbs):
    table = yrbs.quantile("age", tuple(AGES)).table
    assert {row[0]: row[1:] for row in table.select("q", "estimate", "low", "high").rows()} == AGES
    assert table["se"].to_list() == [pytest.approx(0.24676826566244, rel=1e-12)] * 4 + [0.0]


def test_quantiles_of_replicates_are_those_of_r(jackknife):
    table = jackknife.quantile("bmipct").table
    assert table.select("estimate", "low", "high").rows() == [
        pytest.approx(QUANTILES[None][q][:3], rel=1e-12) for q in (0.25, 0.5, 0.75)
    ]


@pytest.mark.parametrize("question", sorted(DIFFERENCES, key=str))
def test_differences_and_ratios_with_the_covariance_of_groups_are_those_of_r(yrbs, question):
    variable, by, group, reference, sex = question
    where = None if sex is None else pl.col("sex") == sex
    found = yrbs.difference(variable, by, where, between=(group, reference)).table.row(0, named=True)
    difference, se, log_ratio, log_se = DIFFERENCES[question]
    assert found["estimate"] == pytest.approx(difference, rel=1e-10, abs=1e-13)
    assert near(found["se"], se, 1e-10)
    if log_ratio is not None:
        assert near(np.log(found["ratio"]), log_ratio, 1e-10)
        t = 2.0261924630291093  # qt(0.975, 37)
        assert near(np.log(found["ratio_high"] / found["ratio"]) / t, log_se, 1e-9)


def test_a_difference_of_replicates_is_that_of_r(jackknife):
    found = jackknife.difference("ebully", "sex", between=("F", "M")).table.row(0, named=True)
    assert near(found["se"], 0.009836327073873783, 1e-10)


def test_every_other_group_is_compared_with_the_first(yrbs):
    table = yrbs.difference("age", "race").table
    assert table.select("race", "reference").rows() == [
        ("Black", "White"), ("Hispanic", "White"), ("Other", "White"),
    ]  # fmt: skip
    assert table["estimate"][0] == pytest.approx(-0.05813997429477524, abs=1e-13)


def test_what_the_cdc_prints_is_precise_enough_by_the_standard_of_its_own_centre(yrbs):
    found = yrbs.proportion("pdvn", by="race")
    verdicts = dict(zip(found.table.select("race", "category").rows(), found.precision, strict=True))
    # MMWR 2020 prints three groups, the widest interval "35.8 (25.0-48.2)", and leaves out the fourth.
    printed = [one.verdict for (race, _), one in verdicts.items() if race != "Other"]
    assert printed == ["shown"] * 9
    assert verdicts["Other", "1 time"].verdict == "suppressed"
