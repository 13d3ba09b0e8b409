"""The figures of poLCA 1.6.0.2 on the classic data sets, class by class."""

import json
from itertools import permutations
from math import log
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from handrail.typology import LatentClasses

CASES = [
    case
    for case in json.loads(
        (Path(__file__).parents[1] / "reference" / "typology_polca.json").read_text(encoding="utf-8")
    )
    # Its classes depend on a covariate, which is another model.
    if case["id"] != "cheating_GPA"
]


def case_id(case):
    return f"{case['id']}-{case['nclass']}"


@pytest.fixture(scope="module")
def fitted(data_folder):
    """Return a fitted model and its frame for each case, each fitted once."""
    kept = {}

    def fit(case):
        if case_id(case) not in kept:
            frame = pl.read_csv(data_folder / "typology" / f"{case['id']}.csv").select(list(case["probs"]))
            kept[case_id(case)] = LatentClasses(case["nclass"], starts=50, seed=1).fit(frame), frame
        return kept[case_id(case)]

    return fit


def arrays(model, items):
    """Return for each item the probabilities as classes x categories."""
    found = {}
    for item in items:
        rows = model.item_probabilities_.filter(pl.col("item") == item).sort("class", "category")
        found[item] = rows["probability"].to_numpy().reshape(model.n_classes, -1)
    return found


def distance(shares, probabilities, case, order):
    theirs = np.atleast_1d(case["P"])[list(order)]
    gaps = [np.abs(shares - theirs).max()]
    gaps += [
        np.abs(probabilities[item] - np.array(table)[list(order)]).max()
        for item, table in case["probs"].items()
    ]
    return max(gaps)


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_the_log_likelihood_and_the_criteria_are_those_of_polca(case, fitted):
    model, frame = fitted(case)
    assert model.log_likelihood_ == pytest.approx(case["llik"], abs=1e-5)
    assert model.n_parameters_ == case["npar"]
    assert model.n_observations_ == case["N"] == frame.height
    assert model.aic_ == pytest.approx(case["aic"], abs=2e-5)
    assert model.bic_ == pytest.approx(case["bic"], abs=2e-5)
    assert model.converged_


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_shares_and_probabilities_are_those_of_polca(case, fitted):
    model, _ = fitted(case)
    probabilities = arrays(model, case["probs"])
    tolerance = 5e-4 if case_id(case) == "carcinoma-4" else 1e-4
    closest = min(
        distance(model.class_shares_, probabilities, case, order)
        for order in permutations(range(case["nclass"]))
    )
    assert closest < tolerance


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_expected_patterns_give_the_deviance_and_chi_square_of_polca(case, fitted):
    model, frame = fitted(case)
    probabilities = arrays(model, case["probs"])
    deviance = chi_square = expected_somewhere = 0.0
    for *codes, observed in frame.group_by(pl.all()).len().iter_rows():
        likely = np.prod(
            [probabilities[item][:, code - 1] for item, code in zip(case["probs"], codes, strict=True)],
            axis=0,
        )
        expected = case["N"] * float(model.class_shares_ @ likely)
        deviance += 2 * observed * log(observed / expected)
        chi_square += (observed - expected) ** 2 / expected
        expected_somewhere += expected
    chi_square += case["N"] - expected_somewhere
    assert deviance == pytest.approx(case["Gsq"], abs=2e-5)
    assert chi_square == pytest.approx(case["Chisq"], rel=1e-3)


def test_a_single_start_of_four_classes_is_wrong_more_often_than_right_on_carcinoma(fitted):
    case = next(case for case in CASES if case_id(case) == "carcinoma-4")
    model, _ = fitted(case)
    assert 0.1 < model.starts_at_best_ < 0.7


def test_partly_missing_answers_of_the_election_study_are_kept(data_folder):
    frame = pl.read_csv(data_folder / "typology" / "election.csv", null_values=["", "NA"])
    items = frame.select(name for name in frame.columns[:12])
    model = LatentClasses(3, starts=4, seed=1).fit(items)
    silent = items.select(pl.all_horizontal(pl.all().is_null())).to_series().sum()
    assert model.n_left_out_ == silent
    assert model.n_observations_ == frame.height - silent > items.drop_nulls().height
    assert model.n_parameters_ == 2 + 3 * 12 * 3


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case["nclass"] <= 3],
    ids=case_id,
)
def test_standard_errors_by_outer_products_are_those_of_polca(case, fitted):
    model, _ = fitted(case)
    probabilities = arrays(model, case["probs"])
    order = min(
        permutations(range(case["nclass"])),
        key=lambda order: distance(model.class_shares_, probabilities, case, order),
    )
    table = model.errors("outer")
    shares = table.filter(pl.col("parameter") == "share").sort("class")["se"].to_numpy()
    if case["nclass"] > 1:
        assert shares == pytest.approx(np.array(case["P_se"])[list(order)], rel=1e-3)
    compared = 0
    for item, theirs in case["probs_se"].items():
        rows = table.filter(pl.col("parameter") == "probability", pl.col("item") == item)
        rows = rows.with_columns(pl.col("category").cast(pl.Int64)).sort("class", "category")
        ours = rows["se"].to_numpy().reshape(case["nclass"], -1)
        estimate = rows["estimate"].to_numpy().reshape(case["nclass"], -1)
        inside = (estimate > 1e-4) & (estimate < 1 - 1e-4)
        assert ours[inside] == pytest.approx(np.array(theirs)[list(order)][inside], rel=1e-3)
        compared += int(inside.sum())
    assert compared >= 2 * len(case["probs"])


def test_cheating_with_grades_as_a_covariate_is_that_of_polca(data_folder):
    case = next(
        case
        for case in json.loads(
            (Path(__file__).parents[1] / "reference" / "typology_polca.json").read_text(encoding="utf-8")
        )
        if case["id"] == "cheating_GPA"
    )
    frame = pl.read_csv(data_folder / "typology" / "cheating.csv").drop_nulls("GPA")
    model = LatentClasses(2, starts=20, seed=1).fit(
        frame.select(list(case["probs"])), covariates=frame.select("GPA")
    )
    assert model.log_likelihood_ == pytest.approx(case["llik"], abs=1e-5)
    assert model.n_parameters_ == case["npar"]
    assert model.aic_ == pytest.approx(case["aic"], abs=2e-5)
    assert model.bic_ == pytest.approx(case["bic"], abs=2e-5)
    # Theirs has the small class first, which is the last and the reference here.
    assert model.class_shares_ == pytest.approx(case["P"][::-1], abs=1e-4)
    table = model.errors("outer")
    coefficients = table.filter(pl.col("parameter") == "coefficient")
    assert coefficients["item"].to_list() == ["Intercept", "GPA"]
    assert coefficients["estimate"].to_numpy() == pytest.approx(case["coeff"], rel=1e-4)
    assert coefficients["se"].to_numpy() == pytest.approx(case["coeff_se"], rel=1e-3)
    shares = table.filter(pl.col("parameter") == "share")["se"].to_numpy()
    assert shares == pytest.approx(case["P_se"], rel=1e-3)
    for item, theirs in case["probs_se"].items():
        rows = table.filter(pl.col("parameter") == "probability", pl.col("item") == item)
        rows = rows.with_columns(pl.col("category").cast(pl.Int64)).sort("class", "category")
        assert rows["se"].to_numpy().reshape(2, 2) == pytest.approx(np.array(theirs)[::-1], rel=1e-3)
        estimates = rows["estimate"].to_numpy().reshape(2, 2)
        assert estimates == pytest.approx(np.array(case["probs"][item])[::-1], abs=1e-4)


# Printed in poLCA's reference pages carcinoma, cheating, election, gss82 and values, under "Examples"; the
# last of election in the commands to its user's manual 1.4, section 6.2.
PRINTED = [
    ("values", 1, (), -543.6498, 4),
    ("values", 2, (), -504.4677, 4),
    ("values", 3, (), -503.3011, 4),
    ("gss82", 2, (), -2783.268, 3),
    ("gss82", 3, (), -2754.545, 3),
    ("gss82", 4, (), -2746.621, 3),
    ("carcinoma", 2, (), -317.2568, 4),
    ("carcinoma", 3, (), -293.705, 3),
    ("carcinoma", 4, (), -289.2858, 4),
    ("cheating", 2, (), -440.0271, 4),
    ("cheating", 2, ("GPA",), -429.6384, 4),
    ("election", 1, (), -18647.31, 2),
    ("election", 2, (), -17344.92, 2),
    ("election", 3, (), -16714.66, 2),
    ("election", 3, ("PARTY",), -16222.32, 2),
    ("election", 3, ("PARTY", "AGE", "PARTY:AGE"), -16135.39, 2),
]


def sample_of(name, covariates, data_folder):
    """Return items and covariates of the rows that poLCA keeps: by default those without a missing value."""
    frame = pl.read_csv(data_folder / "typology" / f"{name}.csv", null_values=["", "NA"])
    items = frame.columns[:12] if name == "election" else [c for c in frame.columns if c != "GPA"]
    if "PARTY:AGE" in covariates:
        frame = frame.with_columns((pl.col("PARTY") * pl.col("AGE")).alias("PARTY:AGE"))
    frame = frame.drop_nulls([*items, *covariates])
    return frame.select(items), frame.select(covariates) if covariates else None


@pytest.mark.parametrize(("name", "classes", "covariates", "printed", "digits"), PRINTED)
def test_log_likelihoods_printed_in_the_documentation_of_polca(
    name, classes, covariates, printed, digits, data_folder
):
    items, given = sample_of(name, covariates, data_folder)
    model = LatentClasses(classes, starts=40, seed=1).fit(items, covariates=given)
    assert round(model.log_likelihood_, digits) == pytest.approx(printed, abs=0.6 * 10**-digits)


def test_the_five_tops_of_the_gss82_data_are_those_of_the_manual(data_folder):
    items, _ = sample_of("gss82", (), data_folder)
    model = LatentClasses(3, starts=150, seed=1).fit(items)
    tops = np.unique(model.start_log_likelihoods_.round(3))[::-1]
    # Table 1 of the user's manual 1.4, section 5.7.
    for printed in (-2754.545, -2755.617, -2755.739, -2762.005, -2762.231):
        assert np.abs(tops - printed).min() < 1.5e-3


def test_coefficients_of_party_are_those_of_the_manual(data_folder):
    items, given = sample_of("election", ("PARTY",), data_folder)
    model = LatentClasses(3, starts=20, seed=1).fit(items, covariates=given)
    table = model.errors("outer").filter(pl.col("parameter") == "coefficient")
    size = {k + 1: share for k, share in enumerate(model.class_shares_)}
    # The manual (section 6.2.1) has the neutral group (39 %) first, then Bush (34 %), then Gore (27 %).
    assert [size[k] for k in (1, 2, 3)] == pytest.approx([0.39, 0.34, 0.27], abs=0.005)
    found = {(row["class"], row["item"]): (row["estimate"], row["se"]) for row in table.iter_rows(named=True)}
    # Ours are against Gore's group, the last: neutral to Gore is minus their Gore to neutral.
    assert found[1, "Intercept"][0] == pytest.approx(-1.16155, abs=1e-4)
    assert found[1, "PARTY"][0] == pytest.approx(0.57436, abs=1e-4)
    assert found[1, "Intercept"][1] == pytest.approx(0.17989, rel=1e-3)
    assert found[1, "PARTY"][1] == pytest.approx(0.06401, rel=1e-3)
    assert found[2, "Intercept"][0] - found[1, "Intercept"][0] == pytest.approx(-3.81813, abs=1e-4)
    assert found[2, "PARTY"][0] - found[1, "PARTY"][0] == pytest.approx(0.79327, abs=1e-4)
