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
