"""What a service, a platform or the end of an adversity might reach: against slow sums and known truths."""

from dataclasses import replace
from math import log, sqrt
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.special import expit

from handrail.disclosure import Ledger, review
from handrail.risk import (
    Exposure,
    RiskAnalysis,
    RiskFactor,
    RiskOutcome,
    attributable_fraction,
    e_value,
    mediation,
    what_if,
)
from handrail.risk.attributable import fraction_of
from handrail.survey import Design, Recipe, derive, read_survey
from handrail.values import DataError

ASSUMED = "No unmeasured reason for both, and answers without error."
ANALYSIS = RiskAnalysis(
    name="model:contact",
    title="Contact",
    source="adults",
    sample="probability",
    outcome=RiskOutcome("contact", "Contact by a stranger", "risk"),
    factors=(
        RiskFactor("sex", "Gender", "demographic"),
        RiskFactor("neglect", "Neglect at home", "offline adversity"),
        RiskFactor("alone", "Left alone at night", "other linked risk factors"),
        RiskFactor("helpline", "A helpline known", "protective factors"),
    ),
    time_order="All factors were asked about the years before the contact.",
)


def sample(rows=3000, seed=4):
    chance = np.random.default_rng(seed)
    sex = chance.integers(0, 2, rows)
    neglect = (chance.random(rows) < 0.25 + 0.1 * sex).astype(int)
    alone = (chance.random(rows) < expit(-1 + 1.2 * neglect + 0.3 * sex)).astype(int)
    helpline = (chance.random(rows) < 0.4).astype(int)
    contact = (
        chance.random(rows) < expit(-2 + 0.7 * neglect + 0.8 * alone - 0.6 * helpline + 0.4 * sex)
    ).astype(int)
    return pl.DataFrame(
        {
            "sex": np.where(sex == 1, "F", "M"), "neglect": neglect, "alone": alone, "helpline": helpline,
            "contact": contact, "weight": chance.uniform(0.5, 2.0, rows), "cluster": np.arange(rows) % 60,
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def design():
    return Design(sample(), weights="weight", clusters="cluster")


def values_of(table, key):
    return {cell.group[key]: dict(cell.values) for cell in table.cells}


def slow_logit(x, y, weight):
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ beta))
        beta = beta + np.linalg.solve((x * (weight * p * (1 - p))[:, None]).T @ x, x.T @ (weight * (y - p)))
    return beta


def jackknife(frame, statistic):
    """Return the estimate and its JKn error, one cluster left out at a time, one after the other."""
    weight, cluster = frame["weight"].to_numpy(), frame["cluster"].to_numpy()
    whole, clusters = statistic(weight), np.unique(cluster)
    n = len(clusters)
    left = [statistic(np.where(cluster == one, 0.0, weight * n / (n - 1))) for one in clusters]
    return whole, sqrt((n - 1) / n * sum((one - whole) ** 2 for one in left))


def test_an_attributable_fraction_is_that_of_a_slow_jackknife(design):
    frame = design.frame
    y = frame["contact"].to_numpy().astype(float)
    # Being alone online and a helpline come later in the declared order: they are not held constant.
    x = np.column_stack([np.ones(len(y)), frame["sex"] == "M", frame["neglect"]]).astype(float)
    nobody = x.copy()
    nobody[:, 2] = 0

    def statistic(weight):
        kept = weight > 0
        beta = slow_logit(x[kept], y[kept], weight[kept])
        return 1 - (weight * expit(nobody @ beta)).sum() / (weight * y).sum()

    fraction, error = jackknife(frame, statistic)
    exposure = Exposure("neglect", "adversity", "0", ASSUMED)
    found = values_of(attributable_fraction(design, ANALYSIS, exposure).tables[0], "measure")
    row = found["Attributable fraction"]
    assert row["estimate"] == pytest.approx(fraction, rel=1e-9)
    assert row["se"] == pytest.approx(error, rel=1e-7)
    assert row["low"] < row["estimate"] < row["high"]
    observed = found["Observed share"]["estimate"]
    standard = found["Standardised share, everybody at '0'"]["estimate"]
    assert row["estimate"] == pytest.approx(1 - standard / observed, rel=1e-12)


def test_the_fraction_of_electronic_bullying_by_identity_is_the_reference_computation(data_folder: Path):
    # A numerical check only: nothing may be attributed to who a child is, and the public function refuses it.
    # The published check prints 0.0698 and a JKn error of 0.0182 without naming its model. With grade in
    # categories the fraction is 0.0698; that and the error were computed apart from this code too, by Newton
    # steps over all rows and a loop over the 53 clusters: 0.06983 and 0.018262.
    survey = read_survey(data_folder / "yrbs2019" / "YRBS2019_national.sav")
    race = {"5": "White", "3": "Black", "6": "Hisp", "7": "Hisp", **dict.fromkeys("1248", "Other")}
    recipes = [
        Recipe("ebully", "QN24", "Bullied", yes=(1,), no=(2,)),
        Recipe("sex", "Q2", "Sex", categories={"1": "F", "2": "M"}),
        Recipe("sid", "Q66", "Identity", categories={"1": "het", "2": "lgb", "3": "lgb", "4": "notsure"}),
        Recipe("race", "raceeth", "Race", categories=race),
        Recipe("grade", "Q3", "Grade", categories={"1": "9", "2": "10", "3": "11", "4": "12"}),
        *(Recipe(name, name, name) for name in ("weight", "stratum", "psu")),
    ]
    frame = derive(survey, recipes).with_columns(screen=survey.answers("Q80") - 1)
    design = Design(frame, weights="weight", strata="stratum", clusters="psu").as_replicates("JKn")
    found = design.standardised("ebully ~ sex + sid + race + grade + screen", "sid", levels=["het"])
    row = fraction_of(found, "het")
    assert row["estimate"] == pytest.approx(0.0698, abs=5e-5)
    assert row["se"] == pytest.approx(0.018262, abs=1e-6)


def test_a_fraction_holds_nothing_constant_that_comes_after_the_exposure():
    # Nearly all of what neglect does is done through being alone online. Were that held constant, the
    # fraction would be nearly nothing.
    chance = np.random.default_rng(3)
    rows = 60_000
    a = chance.integers(0, 2, rows)
    m = (chance.random(rows) < 0.1 + 0.6 * a).astype(int)
    y = (chance.random(rows) < 0.1 + 0.3 * m).astype(int)
    frame = pl.DataFrame(
        {
            "sex": np.where(chance.integers(0, 2, rows) == 1, "F", "M"), "neglect": a, "alone": m,
            "helpline": chance.integers(0, 2, rows), "contact": y, "cluster": np.arange(rows) % 12,
        }
    )  # fmt: skip
    design, exposure = Design(frame, clusters="cluster"), Exposure("neglect", "adversity", "0", ASSUMED)
    result = attributable_fraction(design, ANALYSIS, exposure)
    row = values_of(result.tables[0], "measure")["Attributable fraction"]
    assert row["estimate"] == pytest.approx(1 - 0.13 / 0.22, abs=0.02)
    assert result.rules["adjusted for"] == "Gender"
    held = design.standardised("contact ~ sex + neglect + alone + helpline", "neglect")
    assert abs(fraction_of(held, "0")["estimate"]) < 0.02
    assert any("is not held constant" in note for note in result.tables[0].notes)


def test_an_exposure_that_protects_has_a_fraction_below_zero_that_is_said_to_attribute_nothing(design):
    table = attributable_fraction(design, ANALYSIS, Exposure("helpline", "service", "0", ASSUMED)).tables[0]
    assert values_of(table, "measure")["Attributable fraction"]["high"] < 0
    assert any("below zero attributes nothing" in note for note in table.notes)


def test_a_true_false_service_is_asked_as_one_of_0_and_1(design):
    service = Exposure("helpline", "service", "0", ASSUMED)
    told = Design(
        design.frame.with_columns(helpline=pl.col("helpline") == 1), weights="weight", clusters="cluster"
    )
    found = [values_of(what_if(one, ANALYSIS, service).tables[0], "level") for one in (design, told)]
    assert found[0] == found[1]
    with pytest.raises(DataError, match="give 0 or 1"):
        what_if(told, ANALYSIS, replace(service, reference="yes"))


def test_parts_of_a_mediation_that_run_against_each_other_make_no_share():
    chance = np.random.default_rng(5)
    rows = 6000
    a = chance.integers(0, 2, rows)
    m = (chance.random(rows) < 0.2 + 0.4 * a).astype(int)
    y = (chance.random(rows) < 0.3 + 0.15 * a - 0.2 * m).astype(int)
    frame = pl.DataFrame(
        {
            "sex": np.where(chance.integers(0, 2, rows) == 1, "F", "M"), "neglect": a, "alone": m,
            "helpline": chance.integers(0, 2, rows), "contact": y, "cluster": np.arange(rows) % 12,
        }
    )  # fmt: skip
    exposure = Exposure("neglect", "adversity", "0", ASSUMED)
    table = mediation(Design(frame, clusters="cluster"), ANALYSIS, exposure, "alone", "1").tables[0]
    found = values_of(table, "part")
    assert found["Through the mediator"]["estimate"] < 0 < found["Whole difference"]["estimate"]
    assert set(found["Share through the mediator"].values()) == {None}


def test_a_what_if_ratio_and_its_e_value_follow_from_the_shares(design):
    service = Exposure("helpline", "service", "0", ASSUMED)
    found = values_of(what_if(design, ANALYSIS, service).tables[0], "level")
    assert list(found) == ["As observed", "0", "1"]
    with_it, without = found["1"], found["0"]
    assert with_it["ratio"] == pytest.approx(with_it["estimate"] / without["estimate"], rel=1e-12)
    assert with_it["difference"] == pytest.approx(with_it["estimate"] - without["estimate"], rel=1e-9)
    above = 1 / with_it["ratio"]
    assert with_it["e_value"] == pytest.approx(above + sqrt(above * (above - 1)), rel=1e-12)
    assert with_it["e_limit"] <= with_it["e_value"]
    assert without["ratio"] is None
    assert with_it["estimate"] < found["As observed"]["estimate"] < without["estimate"]


def test_both_parts_of_a_mediation_are_those_of_slow_sums(design):
    frame = design.frame
    y, m = (frame[name].to_numpy().astype(float) for name in ("contact", "alone"))
    a = frame["neglect"].to_numpy().astype(float)
    male = (frame["sex"] == "M").to_numpy().astype(float)
    one = np.ones(len(y))

    def shares(weight):
        kept = weight > 0
        x = np.column_stack([one, male, a, m, a * m])
        beta = slow_logit(x[kept], y[kept], weight[kept])
        z = np.column_stack([one, male, a])
        alpha = slow_logit(z[kept], m[kept], weight[kept])
        means = []
        for exposed, by in ((0, 0), (1, 0), (1, 1)):
            total = 0.0
            for i in np.flatnonzero(kept):
                chance = expit(alpha @ [1, male[i], by])
                for value, p in ((0, 1 - chance), (1, chance)):
                    total += weight[i] * p * expit(beta @ [1, male[i], exposed, value, exposed * value])
            means.append(total / weight.sum())
        return means

    none, direct, both = shares(frame["weight"].to_numpy())
    exposure = Exposure("neglect", "adversity", "0", ASSUMED)
    found = values_of(mediation(design, ANALYSIS, exposure, "alone", "1").tables[0], "part")
    assert found["Whole difference"]["estimate"] == pytest.approx(both - none, rel=1e-8)
    assert found["Not through the mediator"]["estimate"] == pytest.approx(direct - none, rel=1e-8)
    assert found["Through the mediator"]["estimate"] == pytest.approx(both - direct, rel=1e-8)
    assert found["Through the mediator"]["ratio"] == pytest.approx(both / direct, rel=1e-8)
    share = found["Share through the mediator"]["estimate"]
    assert share == pytest.approx((both - direct) / (both - none), rel=1e-8)
    assert 0.1 < share < 0.5


def test_errors_of_a_mediation_are_those_of_solving_both_models_again():
    frame = sample(600, seed=9).with_columns(cluster=pl.int_range(600) % 20)
    design = Design(frame, weights="weight", clusters="cluster")
    y, m = (frame[name].to_numpy().astype(float) for name in ("contact", "alone"))
    a = frame["neglect"].to_numpy().astype(float)
    male = (frame["sex"] == "M").to_numpy().astype(float)
    one = np.ones(len(y))

    def whole(weight):
        kept = weight > 0
        beta = slow_logit(np.column_stack([one, male, a, m, a * m])[kept], y[kept], weight[kept])
        alpha = slow_logit(np.column_stack([one, male, a])[kept], m[kept], weight[kept])
        means = []
        for exposed in (0.0, 1.0):
            chance = expit(alpha[0] + alpha[1] * male + alpha[2] * exposed)
            risk = 0.0
            for value, p in ((0.0, 1 - chance), (1.0, chance)):
                x = np.column_stack([one, male, one * exposed, one * value, one * exposed * value])
                risk = risk + p * expit(x @ beta)
            means.append((weight * risk).sum() / weight.sum())
        return means[1] - means[0]

    difference, error = jackknife(frame, whole)
    found = values_of(
        mediation(design, ANALYSIS, Exposure("neglect", "adversity", "0", ASSUMED), "alone", "1").tables[0],
        "part",
    )
    assert found["Whole difference"]["estimate"] == pytest.approx(difference, rel=1e-8)
    assert found["Whole difference"]["se"] == pytest.approx(error, rel=1e-6)


def test_a_planted_share_through_the_mediator_is_found_again():
    # With no product and small effects on the log scale the parts follow the planted coefficients.
    chance = np.random.default_rng(1)
    rows = 400_000
    a = chance.integers(0, 2, rows)
    m = (chance.random(rows) < 0.2 + 0.4 * a).astype(int)
    y = (chance.random(rows) < 0.1 + 0.05 * a + 0.2 * m).astype(int)
    frame = pl.DataFrame(
        {
            "sex": np.where(chance.integers(0, 2, rows) == 1, "F", "M"), "neglect": a, "alone": m,
            "helpline": chance.integers(0, 2, rows), "contact": y, "cluster": np.arange(rows) % 12,
        }
    )  # fmt: skip
    design = Design(frame, clusters="cluster")
    exposure = Exposure("neglect", "adversity", "0", ASSUMED)
    found = values_of(mediation(design, ANALYSIS, exposure, "alone", "1").tables[0], "part")
    assert found["Not through the mediator"]["estimate"] == pytest.approx(0.05, abs=0.004)
    assert found["Through the mediator"]["estimate"] == pytest.approx(0.08, abs=0.004)


@pytest.mark.parametrize(
    ("change", "exposure", "rule"),
    [
        ({"time_order": ""}, Exposure("neglect", "adversity", "0", ASSUMED), "order in time is declared"),
        ({}, Exposure("neglect", "service", "0", ASSUMED), "a service stands in one of the blocks"),
        ({}, Exposure("sex", "platform", "M", ASSUMED), "a platform stands in one of the blocks"),
        ({}, Exposure("neglect", "adversity", "2", ASSUMED), "occurs among the rows"),
        ({}, Exposure("nobody", "service", "0", ASSUMED), "one that the analysis declares"),
    ],
)
def test_nothing_else_has_a_part_attributed_to_it(design, change, exposure, rule):
    with pytest.raises(DataError, match=rule):
        attributable_fraction(design, replace(ANALYSIS, **change), exposure)


@pytest.mark.parametrize("block", ["online behaviour", "risk-taking", "psychological"])
def test_nothing_goes_through_what_a_child_feels_or_does(design, block):
    alone = replace(ANALYSIS.factors[2], block=block)
    analysis = replace(ANALYSIS, factors=(*ANALYSIS.factors[:2], alone, ANALYSIS.factors[3]))
    with pytest.raises(DataError, match="described as association only"):
        mediation(design, analysis, Exposure("neglect", "adversity", "0", ASSUMED), "alone", "1")


def test_identity_has_no_part_attributed_to_it(design):
    factor = RiskFactor(
        "neglect", "Identity", "other linked risk factors", special="sexual orientation: identity"
    )
    factors = (ANALYSIS.factors[0], *ANALYSIS.factors[2:3], factor, ANALYSIS.factors[3])
    with pytest.raises(DataError, match="nothing is attributed to who a child is"):
        attributable_fraction(
            design, replace(ANALYSIS, factors=factors), Exposure("neglect", "service", "0", ASSUMED)
        )


@pytest.mark.parametrize(
    ("kind", "assumptions", "rule"),
    [
        ("trait", ASSUMED, "a service, a platform or an adversity"),
        ("service", " ", "assumptions it rests on"),
    ],
)
def test_an_exposure_says_its_kind_and_its_assumptions(kind, assumptions, rule):
    with pytest.raises(DataError, match=rule):
        Exposure("neglect", kind, "0", assumptions)


def test_true_and_false_are_a_yes_and_no_of_a_service_too():
    frame, service = sample(), Exposure("helpline", "service", "0", ASSUMED)
    said = frame.with_columns(pl.col("helpline") == 1)
    first, second = (
        what_if(Design(one, weights="weight", clusters="cluster"), ANALYSIS, service).tables[0]
        for one in (frame, said)
    )
    assert first.cells == second.cells


def test_a_what_if_changes_no_adversity_and_a_mediator_comes_later(design):
    with pytest.raises(DataError, match="what a service or a platform does"):
        what_if(design, ANALYSIS, Exposure("neglect", "adversity", "0", ASSUMED))
    with pytest.raises(DataError, match="comes after the exposure"):
        mediation(design, ANALYSIS, Exposure("neglect", "adversity", "0", ASSUMED), "sex", "1")
    with pytest.raises(DataError, match="two levels"):
        mediation(design, ANALYSIS, Exposure("neglect", "adversity", "0", ASSUMED), "alone", "0")


def test_every_table_is_judged_by_the_counts_of_its_model_and_falls_with_them(design):
    exposure = Exposure("neglect", "adversity", "0", ASSUMED)
    table = attributable_fraction(design, ANALYSIS, exposure).tables[0]
    assert table.fit is not None
    assert any(cell.count is not None for cell in table.judged)
    released = review([table], [], Ledger()).released.tables[table.name]
    assert all(cell.withheld is None for cell in released.cells)
    few = sample(3000).with_columns(
        contact=pl.when((pl.col("neglect") == 1) & (pl.int_range(3000) > 120)).then(0).otherwise("contact")
    )
    small = attributable_fraction(Design(few, clusters="cluster"), ANALYSIS, exposure).tables[0]
    assert any(cell.count is not None and cell.count < 10 for cell in small.judged)
    withheld = review([small], [], Ledger()).released.tables[small.name]
    assert all(cell.withheld is not None for cell in withheld.cells)


def test_an_e_value_is_that_of_the_published_example_and_the_same_below_one():
    # VanderWeele and Ding 2017: 3.9 (1.8 to 8.7) has 7.26, and its limit 3.0.
    found = e_value(3.9, 1.8, 8.7)
    assert (round(found.point, 2), round(found.limit, 2)) == (7.26, 3.0)
    assert e_value(1 / 3.9).point == pytest.approx(found.point, rel=1e-12)
    assert e_value(1.2, 0.9, 1.6).limit == 1.0
    for wrong in ((0.0, None, None), (2.0, 1.0, None), (2.0, 2.5, 3.0), (float("nan"), None, None)):
        with pytest.raises(DataError):
            e_value(*wrong)
    assert log(found.risk_ratio) > 0


def test_a_mediation_falls_with_few_who_met_both_exposure_and_mediator():
    # At every level of every factor there are enough, with and without the outcome; of both together seven.
    frame = sample(3000).with_columns(cluster=pl.int_range(3000) % 20)
    both = (pl.col("neglect") == 1) & (pl.col("alone") == 1)
    frame = frame.with_columns(
        alone=pl.when(both & (both.cum_sum() > 7)).then(0).otherwise("alone"),
        contact=pl.when(both & (both.cum_sum() <= 7)).then(both.cum_sum() % 2).otherwise("contact"),
    )
    design, exposure = Design(frame, clusters="cluster"), Exposure("neglect", "adversity", "0", ASSUMED)
    fraction = attributable_fraction(design, ANALYSIS, exposure).tables[0]
    assert review([fraction], [], Ledger()).released.tables[fraction.name].cells[0].withheld is None
    table = mediation(design, ANALYSIS, exposure, "alone", "1").tables[0]
    assert any(cell.n == 7 for cell in table.judged)
    released = review([table], [], Ledger()).released.tables[table.name]
    assert all(cell.withheld is not None for cell in released.cells)
    enough = mediation(
        Design(sample(3000), weights="weight", clusters="cluster"), ANALYSIS, exposure, "alone", "1"
    ).tables[0]
    assert review([enough], [], Ledger()).released.tables[enough.name].cells[0].withheld is None


def test_nothing_goes_through_what_a_child_is(design):
    worry = RiskFactor("alone", "Worry", "sexual-orientation concern", special="sexual orientation: concern")
    analysis = replace(ANALYSIS, factors=(*ANALYSIS.factors[:2], worry, ANALYSIS.factors[3]))
    with pytest.raises(DataError, match="in no product with another factor"):
        mediation(design, analysis, Exposure("neglect", "adversity", "0", ASSUMED), "alone", "1")
