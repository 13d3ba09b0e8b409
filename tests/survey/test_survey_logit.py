"""Design-based logistic regression against R, against the textbook in loops, and in what it refuses."""

import dataclasses
import math
from collections import defaultdict
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats

from handrail.survey import Design, LogitModel, Recipe, derive, read_survey
from handrail.survey.covariance import design_covariance
from handrail.survey.linearise import LONELY, Structure, design_variance
from handrail.survey.newton import repeated_columns
from handrail.values import DataError, HandrailError, NotConverged

# R survey 4.5, svyglm(ebully ~ sex + sid + race + age + screen, quasibinomial) on the YRBS of 2019;
# design: psu in stratum, weights, nest = TRUE. The degrees of freedom are the residual and the domain's.
R_COEFFICIENTS = (
    -0.339647848246721, -0.698025991389358, 0.584591991426414, 0.119752200257828, -0.893120306815659,
    -0.492326239315276, -0.206171683409861, -0.0697027789653701, 0.0628901177048021,
)  # fmt: skip
R_ERRORS = (
    0.457994895804645, 0.0875542706152117, 0.108113366060369, 0.173852456062848, 0.0968663634428943,
    0.100527192408121, 0.0962214694301834, 0.0271220507737629, 0.0202529433938498,
)  # fmt: skip
R_RESIDUAL_DF, R_DOMAIN_DF = 28, 36

RACE = {"5": "White", "3": "Black", "6": "Hispanic", "7": "Hispanic", **dict.fromkeys("1248", "Other")}


@pytest.fixture(scope="module")
def yrbs(data_folder: Path) -> Design:
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


def test_coefficients_errors_and_degrees_of_freedom_agree_with_r(yrbs):
    model = yrbs.logit("ebully ~ sex + sid + race + age + screen", df="domain")
    assert model.table["term"].to_list() == [
        "Intercept", "sex[M]", "sid[lgb]", "sid[notsure]", "race[Black]", "race[Hispanic]", "race[Other]",
        "age", "screen",
    ]  # fmt: skip
    assert model.table["estimate"].to_list() == pytest.approx(R_COEFFICIENTS, rel=1e-8, abs=0)
    # R itself stops 2.5e-8 away from the fully converged sandwich.
    assert model.table["se"].to_list() == pytest.approx(R_ERRORS, rel=1e-7, abs=0)
    assert model.df == R_RESIDUAL_DF == R_DOMAIN_DF + 1 - 9
    assert model.strata_lost == ("101",)


def test_the_default_counts_the_whole_design_and_says_so(yrbs):
    model = yrbs.logit("ebully ~ sex + sid + race + age + screen")
    assert (model.df_rule, model.df) == ("design", 29)
    assert model.df_sentence == (
        "29 degrees of freedom (the whole design, less 8 for coefficients beside the intercept)"
    )
    assert model.n + sum(left.rows for left in model.left_out) == 13677
    row = model.table.row(1, named=True)
    half = stats.t.ppf(0.975, 29) * row["se"]
    assert row["odds_high"] == pytest.approx(math.exp(row["estimate"] + half), rel=1e-12)
    assert row["p"] == pytest.approx(2 * stats.t.sf(abs(row["estimate"] / row["se"]), 29), rel=1e-9)


def textbook(rows, lonely="adjust"):
    """Coefficients and covariance of y on 1, x, z: Newton and Binder's sandwich in loops, no arrays.

    One row: stratum, cluster, weight, y, x, z; a row with None among the answers is outside the domain.
    """
    inside = [row for row in rows if None not in row[3:]]
    columns = [(1.0, x, z) for *_, x, z in inside]
    beta = [0.0, 0.0, 0.0]
    for _ in range(60):
        score, information = [0.0] * 3, [[0.0] * 3 for _ in range(3)]
        for (_, _, w, y, _, _), row in zip(inside, columns, strict=True):
            p = 1 / (1 + math.exp(-sum(b * v for b, v in zip(beta, row, strict=True))))
            for i in range(3):
                score[i] += w * (y - p) * row[i]
                for j in range(3):
                    information[i][j] += w * p * (1 - p) * row[i] * row[j]
        bread = inverse(information)
        step = [sum(bread[i][j] * score[j] for j in range(3)) for i in range(3)]
        beta = [b + s for b, s in zip(beta, step, strict=True)]
    clusters = defaultdict(lambda: defaultdict(lambda: [0.0] * 3))
    present = {row[0] for row in inside}
    for row in rows:
        total = clusters[row[0]][row[1]]
        if None in row[3:]:
            continue
        _, _, w, y, x, z = row
        values = (1.0, x, z)
        p = 1 / (1 + math.exp(-sum(b * v for b, v in zip(beta, values, strict=True))))
        for i in range(3):
            total[i] += sum(bread[i][j] * w * (y - p) * values[j] for j in range(3))
    covariance = [[0.0] * 3 for _ in range(3)]
    telling = silent = 0
    for stratum, totals in clusters.items():
        n = len(totals)
        mean = [sum(total[i] for total in totals.values()) / n for i in range(3)]
        if n == 1:
            silent += stratum in present
            if lonely != "adjust":
                continue
            mean = [0.0] * 3
        else:
            telling += stratum in present
        for total in totals.values():
            for i in range(3):
                for j in range(3):
                    covariance[i][j] += (
                        (n / (n - 1) if n > 1 else 1) * (total[i] - mean[i]) * (total[j] - mean[j])
                    )
    if lonely == "average":
        grown = (telling + silent) / telling
        covariance = [[grown * value for value in row] for row in covariance]
    return beta, covariance


def inverse(matrix):
    """Gauss and Jordan, with the largest pivot."""
    size = len(matrix)
    wide = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda row: abs(wide[row][i]))
        wide[i], wide[pivot] = wide[pivot], wide[i]
        wide[i] = [value / wide[i][i] for value in wide[i]]
        for row in range(size):
            if row != i:
                wide[row] = [a - wide[row][i] * b for a, b in zip(wide[row], wide[i], strict=True)]
    return [row[size:] for row in wide]


NAMES = ("s", "c", "w", "y", "x", "z")


def simulated(seed, rows=120, *, lonely=False):
    """Answers with clusters that differ, weights, and a tenth of each answer missing."""
    chance = np.random.default_rng(seed)
    made = []
    for number in range(rows):
        cluster = number // 10
        x, z = float(round(chance.normal(), 1)), float(chance.random() < 0.4)
        y = float(chance.random() < 1 / (1 + math.exp(0.4 - 0.6 * x - 0.5 * z - (cluster % 3 - 1))))
        answers = [None if chance.random() < 0.1 else value for value in (y, x, z)]
        stratum = "lonely" if lonely and cluster == 0 else f"s{cluster % 4}"
        made.append((stratum, cluster, float(chance.choice([0.5, 1.0, 3.25])), *answers))
    return made


def design_of(rows, **options):
    kinds = {name: pl.String if name == "s" else pl.Int64 if name == "c" else pl.Float64 for name in NAMES}
    frame = pl.DataFrame(rows, schema=kinds, orient="row")
    return Design(frame, **{"weights": "w", "strata": "s", "clusters": "c", **options})


@pytest.mark.parametrize("lonely", ["adjust", "remove", "average", "certainty"])
@pytest.mark.parametrize("seed", range(8))
def test_coefficients_and_their_covariance_are_those_of_the_textbook(seed, lonely):
    rows = simulated(seed, lonely=True)
    model = design_of(rows, lonely=lonely).logit("y ~ x + z")
    beta, covariance = textbook(rows, lonely)
    assert model.table["estimate"].to_list() == pytest.approx(beta, rel=1e-9, abs=1e-12)
    for found, expected in zip(model.covariance.drop("term").rows(), covariance, strict=True):
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert model.table["se"].to_list() == pytest.approx([math.sqrt(covariance[i][i]) for i in range(3)])
    assert model.n == sum(None not in row for row in rows)


@pytest.mark.parametrize("lonely", [rule for rule in LONELY if rule != "error"])
def test_each_variance_is_that_of_the_one_estimate_alone(lonely):
    chance = np.random.default_rng(1)
    structure = Structure(
        np.arange(9) % 5, np.array([0, 0, 1, 1, 2]), np.array([2, 2, 1]), np.array([1, 0.5, 1]), lonely
    )
    rows = np.array([0, 1, 2, 4, 5, 8])
    values = chance.normal(size=(6, 3))
    together = design_covariance(values, rows, structure)
    assert np.diag(together) == pytest.approx(
        [design_variance(v, rows, structure) for v in values.T], rel=1e-12
    )
    assert (together == together.T).all()


def test_a_two_by_two_table_gives_its_cross_product_and_woolfs_error():
    # With: 30 and 10 of those exposed and not; without: 20 and 40. The odds ratio is 30 * 40 / (20 * 10) = 6.
    counts = {(1, 1): 30, (1, 0): 20, (0, 1): 10, (0, 0): 40}
    rows = [key for key, count in counts.items() for _ in range(count)]
    frame = pl.DataFrame(rows, schema=["exposed", "told"], orient="row")
    row = Design(frame).logit("told ~ exposed").table.row(1, named=True)
    assert row["odds_ratio"] == pytest.approx(6, rel=1e-12)
    # Woolf 1955; the design-based variance has n / (n - 1) on top.
    woolf = sum(1 / count for count in counts.values())
    assert row["se"] == pytest.approx(math.sqrt(woolf * 100 / 99), rel=1e-12)


def test_an_interaction_of_two_yes_no_factors_is_a_ratio_of_odds_ratios():
    # Odds of 1, 2, 3 and 12 in the four groups: 12 * 1 / (2 * 3) = 2.
    odds = {(0, 0): (20, 20), (1, 0): (40, 20), (0, 1): (30, 10), (1, 1): (24, 2)}
    rows = [(a, b, y) for (a, b), (yes, no) in odds.items() for y, k in ((1, yes), (0, no)) for _ in range(k)]
    frame = pl.DataFrame(rows, schema=["a", "b", "y"], orient="row")
    for formula in ("y ~ a*b", "y ~ (a + b)^2", "y ~ a + b + a:b", "y ~ (a + b)**2 + 1"):
        table = Design(frame).logit(formula).table
        assert table["term"].to_list() == ["Intercept", "a", "b", "a:b"]
        assert table["odds_ratio"].to_list() == pytest.approx([1, 2, 3, 2], rel=1e-10)


def test_the_reference_is_the_first_level_that_occurs_in_the_model():
    frame = pl.DataFrame({"y": [0, 1, 0, 1, 0, 1] * 4, "g": list("caabbc") * 4}).with_columns(
        pl.col("g").cast(pl.Enum(["none", "c", "b", "a"])).alias("ordered"), yes=pl.col("g") == "a"
    )
    design = Design(frame)
    assert design.logit("y ~ g").table["term"].to_list()[1:] == ["g[b]", "g[c]"]
    assert design.logit("y ~ ordered").table["term"].to_list()[1:] == ["ordered[b]", "ordered[a]"]
    without = design.logit("y ~ ordered", pl.col("g") != "c")
    assert without.table["term"].to_list()[1:] == ["ordered[a]"]
    assert design.logit("y ~ yes").table["term"].to_list()[1:] == ["yes"]


def test_levels_may_look_like_anything():
    frame = pl.DataFrame(
        {"y": [0, 1, 1, 0, 1, 0] * 4, "a name": ["x1", "x0[T.1]", "a:b", "x1"] * 6, "n": range(24)}
    )
    model = Design(frame).logit("y ~ `a name`*n")
    assert model.terms == ("a name", "n", "a name:n")
    assert "a name[x0[T.1]]:n" in model.table["term"].to_list()


def test_a_missing_answer_is_a_domain_and_not_a_deletion():
    rows = simulated(3)
    # A cluster without a single answer: dropped by hand, its stratum would lose it.
    rows = [(*row[:3], None, None, None) if row[1] == 5 else row for row in rows]
    kept = design_of(rows).logit("y ~ x + z")
    dropped = design_of([row for row in rows if None not in row]).logit("y ~ x + z")
    assert kept.table["estimate"].to_list() == pytest.approx(dropped.table["estimate"].to_list(), rel=1e-12)
    assert kept.table["se"][1] != pytest.approx(dropped.table["se"][1], rel=1e-3)
    assert (kept.df, dropped.df) == (6, 5)
    assert kept.strata_lost == ("s1",)
    assert kept.n + sum(left.rows for left in kept.left_out) == len(rows)
    assert design_of(rows).logit("y ~ x + z", df="domain").df == 5


def test_a_domain_leaves_the_design_as_it_is_and_is_counted():
    rows = simulated(4)
    model = design_of(rows).logit("y ~ x", pl.col("z") == 1)
    outside = [(*row[:3], None, *row[4:]) if row[5] != 1 else row for row in rows]
    again = design_of(outside).logit("y ~ x")
    assert model.table.equals(again.table)
    assert model.left_out[0].reason == "outside the domain"
    assert model.left_out[0].rows == sum(row[5] != 1 for row in rows)


def test_weights_times_a_constant_and_rows_in_another_order_change_nothing():
    rows = simulated(5)
    first = design_of(rows).logit("y ~ x + z").table
    larger = design_of([(*row[:2], 4096 * row[2], *row[3:]) for row in rows]).logit("y ~ x + z").table
    other = design_of(rows[::-1]).logit("y ~ x + z").table
    for column in ("estimate", "se", "p"):
        assert larger[column].to_list() == pytest.approx(first[column].to_list(), rel=1e-10)
        assert other[column].to_list() == pytest.approx(first[column].to_list(), rel=1e-10)
    assert design_of(rows).logit("y ~ x + z").table.equals(first)


def test_a_weight_of_zero_is_outside_and_keeps_its_cluster():
    rows = simulated(6)
    zero = [(*row[:2], 0.0, *row[3:]) if row[1] == 2 else row for row in rows]
    away = [(*row[:3], None, *row[4:]) if row[1] == 2 else row for row in rows]
    found, expected = (design_of(some).logit("y ~ x").table for some in (zero, away))
    assert found["se"].to_list() == pytest.approx(expected["se"].to_list(), rel=1e-12)


def test_a_year_is_solved_to_as_many_digits_as_an_age():
    rows = simulated(7)
    near = design_of(rows).logit("y ~ x + z").table
    far = design_of([(*row[:4], None if row[4] is None else row[4] + 1e5, row[5]) for row in rows])
    shifted = far.logit("y ~ x + z").table
    assert shifted["estimate"].to_list()[1:] == pytest.approx(near["estimate"].to_list()[1:], rel=1e-8)
    assert shifted["se"].to_list()[1:] == pytest.approx(near["se"].to_list()[1:], rel=1e-8)


def test_a_wald_test_of_one_coefficient_is_its_squared_t():
    model = design_of(simulated(8)).logit("y ~ x + z")
    row, test = model.table.row(1, named=True), model.wald("x")
    assert (test.df1, test.df2) == (1, model.df)
    assert test.f == pytest.approx((row["estimate"] / row["se"]) ** 2, rel=1e-9)
    assert test.p == pytest.approx(row["p"], rel=1e-9)


def test_a_wald_test_of_a_category_does_not_depend_on_the_reference():
    frame = design_of(simulated(9)).frame.with_columns(
        g=pl.Series([("low", "mid", "top")[i * i % 7 % 3] for i in range(120)])
    )
    turned = frame.with_columns(pl.col("g").cast(pl.Enum(["top", "mid", "low"])))
    options = {"weights": "w", "strata": "s", "clusters": "c"}
    one, two = (Design(some, **options).logit("y ~ g + x").wald("g") for some in (frame, turned))
    assert one.df1 == 2
    assert one.f == pytest.approx(two.f, rel=1e-9)
    with pytest.raises(DataError, match="did you mean 'g'"):
        Design(frame, **options).logit("y ~ g + x").wald("gg")


def test_no_public_name_gives_anything_per_respondent():
    rows = simulated(10)
    model = design_of(rows).logit("y ~ x + z")
    assert isinstance(model, LogitModel)
    forbidden = ("predict", "fitted", "score", "residual", "probabil", "rank", "weights", "rows")
    for name in (one for one in dir(model) if not one.startswith("_")):
        assert not any(word in name for word in forbidden), name
        value = getattr(model, name)
        height = (
            value.height
            if isinstance(value, pl.DataFrame)
            else len(value)
            if hasattr(value, "__len__")
            else 0
        )
        assert isinstance(value, str) or height <= max(3, len(model.left_out)), name
    # Nor does a field that is not public.
    for one in dataclasses.fields(model):
        assert not isinstance(getattr(model, one.name), np.ndarray), one.name
    import handrail.survey

    assert not any(word in name.lower() for name in handrail.survey.__all__ for word in ("predict", "fitted"))


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("y ~ C(x)", "calls no function"),
        ("y ~ np.log(x)", "calls no function"),
        ("y ~ __import__('os').mkdir('made')", "calls no function"),
        ("y ~ {open('made', 'w')}", "another sign at position 4"),
        ("y ~ x[0]", "another sign at position 6"),
        ("y ~ x if x else z", "no column 'if'"),
        ("y ~ `x.__class__`", "no column 'x.__class__'"),
        ("y ~ 'x'", "another sign"),
        ("y ~ x / z", "another sign"),
        ("y ~ x | z", "another sign"),
        ("y ~ .", "another sign"),
        ("y ~ x + zz", "did you mean 'z'"),
        ("yy ~ x", "did you mean 'y'"),
        ("y ~ x^2", "a bracket of names to a power"),
        ("y ~ (x + z)^9", "powers from 2 to 5"),
        ("y ~ (x + z)^" + "9" * 5000, "powers from 2 to 5"),
        ("y ~ 0 + x", "keeps its intercept"),
        ("y ~ x - 1", "keeps its intercept"),
        ("y ~ 2*x", "no other number"),
        ("y ~ 1:x", "no other number"),
        ("y ~", "nothing there"),
        ("y", "one outcome"),
        ("", "one outcome"),
        ("~ x", "one outcome"),
        ("y ~ x ~ z", "one outcome"),
        ("y + z ~ x", "one column left"),
        ("y ~ y + x", "'y' on both sides"),
        ("y ~ (x", "every bracket closed"),
        ("y ~ x +", "every bracket closed"),
        ("y ~ x z", "every bracket closed"),
        ("y ~ ()", "every bracket closed"),
    ],
)  # fmt: skip
def test_a_formula_of_anything_but_names_and_signs_is_refused_and_runs_nothing(
    formula, said, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError) as refused:
        design_of(simulated(11)).logit(formula)
    assert said in str(refused.value)
    assert "x0" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_column_with_the_name_of_a_function_is_a_column():
    frame = design_of(simulated(12)).frame.rename({"x": "np", "z": "C"})
    model = Design(frame, weights="w", strata="s", clusters="c").logit("y ~ np + C")
    assert model.terms == ("np", "C")


SMALL = pl.DataFrame(
    {
        "y": [0, 1, 0, 1, 1, 0, 1, 0] * 5,
        "x": [float(i * i % 11) for i in range(40)],
        "g": list("aabbcc") * 6 + list("abcc"),
        "number": [1, 2] * 20,
        "word": ["yes", "no"] * 20,
        "alone": ["unspeakable"] * 40,
        "always": [1] * 40,
        "each": [f"unspeakable {i}" for i in range(40)],
        "day": [None] * 40,
        "c": [i // 4 for i in range(40)],
    }
).with_columns(
    never=pl.when(pl.col("g") == "a").then(0).otherwise("y"),
    above=(pl.col("x") > 4).cast(pl.Int8),
    twice=2 * pl.col("x") + 3,
    endless=pl.when(pl.col("x") == 9).then(math.inf).otherwise("x"),
    names=pl.col("each"),
    date=pl.Series([f"2020-01-{1 + i % 28:02}" for i in range(40)]).str.to_date(),
    many=pl.concat_str(pl.lit("unspeakable"), pl.int_range(0, 40).cast(pl.String)),
)


@pytest.mark.parametrize(
    ("formula", "error", "said"),
    [
        ("number ~ x", DataError, "'number' holds Int64 with other values"),
        ("word ~ x", DataError, "'word' holds String"),
        ("always ~ x", DataError, "'always' with one value"),
        ("y ~ alone", DataError, "'alone' has one"),
        ("y ~ always", DataError, "'always' has one"),
        ("y ~ day", DataError, "none of 40"),
        ("y ~ date", DataError, "'date' holds Date"),
        ("y ~ endless", DataError, "infinite values in 'endless'"),
        ("y ~ x + twice", DataError, "'twice' with 1 that are zero or a sum"),
        ("y ~ each", DataError, "coefficients with the intercept, where 9 are the most"),
        ("y ~ g*(x + twice + number)^3", DataError, "where 9 are the most"),
        ("never ~ g", NotConverged, "can be told from 'g'"),
        ("never ~ x + g", NotConverged, "can be told from 'g'"),
        ("above ~ x", NotConverged, "can be told from 'x'"),
        ("never ~ g:above", NotConverged, "can be told from 'g:above'"),
    ],
)  # fmt: skip
def test_what_has_no_answer_is_an_error_that_names_the_column_and_no_answer(formula, error, said):
    with pytest.raises(HandrailError) as refused:
        Design(SMALL, clusters="c").logit(formula)
    assert type(refused.value) is error
    assert said in str(refused.value)
    assert "unspeakable" not in str(refused.value)
    assert refused.value.exit_code == (14 if error is NotConverged else 11)


def test_a_category_with_more_than_sixty_values_is_refused():
    frame = pl.DataFrame({"y": [0, 1] * 50, "free": [f"unspeakable {i}" for i in range(100)]})
    with pytest.raises(DataError, match="'free' has 100 different values") as refused:
        Design(frame).logit("y ~ free")
    assert "unspeakable" not in str(refused.value)


def test_of_many_factors_those_that_together_tell_the_outcome_are_named():
    chance = np.random.default_rng(17)
    frame = pl.DataFrame({f"x{number}": chance.normal(size=400) for number in range(5)})
    frame = frame.with_columns(y=(pl.col("x1") + pl.col("x3") > 0).cast(pl.Int8))
    with pytest.raises(NotConverged, match="can be told from 'x1', 'x3' in some group"):
        Design(frame).logit("y ~ x0 + x1 + x2 + x3 + x4")


def test_a_large_effect_that_is_no_separation_is_solved():
    # One respondent on the wrong side keeps the odds ratio finite: 400 * 400 / (1 * 1).
    frame = pl.DataFrame({"y": [1] * 400 + [0] + [0] * 400 + [1], "x": [1] * 401 + [0] * 401})
    model = Design(frame).logit("y ~ x")
    assert model.table["odds_ratio"][1] == pytest.approx(160000, rel=1e-9)
    assert model.converged


def test_a_model_without_factors_is_the_log_odds_of_the_share():
    design = design_of(simulated(13))
    share = design.proportion("y").table["estimate"][0]
    model = design.logit("y ~ 1")
    assert model.table["estimate"][0] == pytest.approx(math.log(share / (1 - share)), rel=1e-12)
    assert model.terms == ()


def test_rows_in_one_cluster_and_strata_that_cannot_tell_are_refused():
    rows = simulated(14)
    with pytest.raises(DataError, match="two clusters or more"):
        design_of(rows).logit("y ~ x", pl.col("c") == 3)
    alone = [(f"s{row[1]}", *row[1:]) for row in rows] + [("pair", 98, 1.0, None, 0.0, 0.0)]
    alone += [("pair", 99 + i, 1.0, None, 0.0, 0.0) for i in range(9)]
    with pytest.raises(DataError, match="none has"):
        design_of(alone, lonely="remove").logit("y ~ x")


@pytest.mark.parametrize("order", [["a", "b", "c"], ["c", "a", "b"]])
@pytest.mark.parametrize("formula", ["y ~ x + g", "y ~ x + only"])
def test_a_level_in_one_cluster_is_refused_by_its_term_reference_or_not(formula, order):
    rows = simulated(14)
    frame = design_of(rows).frame.with_columns(
        g=pl.when(pl.col("c") == 3)
        .then(pl.lit("c"))
        .otherwise(pl.Series(["a", "b"] * 60))
        .cast(pl.Enum(order)),
        only=(pl.col("c") == 3) == (order[0] == "c"),
    )
    options = {"weights": "w", "strata": "s"}
    term = formula.split()[-1]
    with pytest.raises(DataError, match=f"a level of '{term}' lies in one cluster; merge it"):
        Design(frame, clusters="c", **options).logit(formula)
    # Rows that are their own clusters lie in many.
    assert Design(frame, **options).logit(formula).n > 90


def test_an_interaction_in_one_cluster_is_refused_by_its_term():
    frame = design_of(simulated(14)).frame.with_columns(
        a=pl.Series([number % 2 for number in range(120)]), b=pl.col("c").is_in([3, 4])
    )
    frame = frame.with_columns(a=pl.when(pl.col("c") == 4).then(0).otherwise("a"))
    with pytest.raises(DataError, match="a level of 'a:b' lies in one cluster"):
        Design(frame, weights="w", strata="s", clusters="c").logit("y ~ a*b")


def test_an_odds_ratio_beyond_every_number_asks_for_a_larger_unit():
    rows = simulated(5)
    tiny = design_of([(*row[:4], None if row[4] is None else row[4] * 1e-5, row[5]) for row in rows])
    with pytest.raises(DataError, match="choose a larger unit for 'x'"):
        tiny.logit("y ~ x + z")


@pytest.mark.parametrize("slope", [1, -1])
def test_a_moment_in_seconds_is_a_number_with_a_spread(slope):
    rows = [(*row[:4], float(number * number % 7 % 3), row[5]) for number, row in enumerate(simulated(7))]
    near = design_of(rows).logit("y ~ x + z").table
    far = design_of([(*row[:4], 1.7e9 + slope * row[4], row[5]) for row in rows]).logit("y ~ x + z").table
    assert far["estimate"][1] == pytest.approx(slope * near["estimate"][1], rel=1e-8)
    assert far["se"].to_list()[1:] == pytest.approx(near["se"].to_list()[1:], rel=1e-5)
    # The odds in 1970 are beyond every number, and compare nobody.
    assert not any(far[name].is_infinite().any() for name in ("odds_ratio", "odds_low", "odds_high"))
    assert (far["odds_high"][0] is None) == (far["high"][0] > 0)


@pytest.mark.parametrize("offset", [0.0, 0.1, 1.7e9])
def test_columns_repeat_by_what_varies_in_them(offset):
    first = np.array([0.0, 1, 2, 0, 1, 2, 1]) + offset
    second = np.array([0.3, 0.1, 0.2, 0.9, 0.4, 0.4, 0.7])
    x = np.column_stack([np.ones(7), first, second, 3 * first + 0.1, np.full(7, 1.7e9), first - offset])
    assert repeated_columns(x).tolist() == [3, 4, 5]


@pytest.mark.parametrize(
    ("option", "said"), [({"df": "desing"}, "did you mean 'design'"), ({"level": 95}, "0.95")]
)
def test_an_unknown_rule_or_level_is_refused(option, said):
    with pytest.raises(DataError, match=said):
        design_of(simulated(15)).logit("y ~ x", **option)


def test_a_domain_over_an_unknown_column_names_the_one_that_was_meant():
    with pytest.raises(DataError, match="did you mean 'z'"):
        design_of(simulated(16)).logit("y ~ x", pl.col("zz") == 1)
