"""A declared analysis refuses by its own words what no study may ask."""

import dataclasses

import numpy as np
import polars as pl
import pytest
from risk_study import CONCERN, COUNTRIES, FACTORS, OUTCOME, analysis_of, design_of, frame_of

from handrail.risk import BLOCKS, RiskFactor, RiskOutcome, blockwise
from handrail.risk.country_weights import country_design
from handrail.risk.readings import readings
from handrail.survey import Design
from handrail.survey.replicates import Replicates
from handrail.values import DataError

IDENTITY = RiskFactor("identity", "Identity", "demographic", special="sexual orientation: identity")
BEHAVIOUR = RiskFactor("partners", "Partners", "demographic", special="sexual orientation: behaviour")
TOWN = RiskFactor("town", "Town", "demographic", below_country=True)
TALKS = FACTORS[-1]


def given_replicates(kind, weights, scale, factors, centre, df):
    """Return replicates of weights as a file gives them (rows x replicates)."""
    rows = np.arange(len(weights))
    return Replicates(kind, weights.T, rows, np.ones(len(weights)), scale, factors, centre, df)


def test_the_kinds_of_block_are_a_closed_list_of_eight():
    assert len(BLOCKS) == 8
    with pytest.raises(DataError, match="did you mean 'psychological'"):
        RiskFactor("mood", "Mood", "psycological")


def test_blocks_stand_in_the_order_of_their_factors():
    assert list(analysis_of().blocks) == [
        "demographic", "online behaviour", "offline adversity", "protective factors",
    ]  # fmt: skip
    with pytest.raises(DataError, match="a block in two places"):
        analysis_of((FACTORS[0], FACTORS[2], FACTORS[1], TALKS))


def test_an_outcome_is_a_risk_or_a_harm_and_says_so_in_every_table():
    with pytest.raises(DataError, match="did you mean 'harm'"):
        RiskOutcome("upset", "Upset", "harms")
    harm = analysis_of(outcome=RiskOutcome("contact", "Upset", "harm"))
    assert "being approached is another outcome and is not added to it" in " ".join(readings(harm))
    assert "harm is another outcome and is not added to it" in " ".join(readings(analysis_of()))
    # One outcome, one name: there is no place for a second.
    fields = {field.name for field in dataclasses.fields(analysis_of())}
    assert "outcome" in fields
    assert "outcomes" not in fields


def test_sexual_orientation_says_concern_identity_or_behaviour():
    with pytest.raises(DataError, match="write one of: sexual orientation: concern"):
        RiskFactor("so", "Orientation", "demographic", special="sexual orientation")


def test_concern_is_a_block_of_its_own():
    for mixed in (
        dataclasses.replace(CONCERN, block="psychological"),
        dataclasses.replace(IDENTITY, block="sexual-orientation concern"),
        dataclasses.replace(FACTORS[0], block="sexual-orientation concern"),
    ):
        with pytest.raises(DataError, match="concern about sexual orientation is a block of its own"):
            analysis_of((mixed, TALKS))


def test_identity_and_behaviour_are_never_one_block():
    with pytest.raises(DataError, match="kept distinct"):
        analysis_of((IDENTITY, BEHAVIOUR, TALKS))
    apart = dataclasses.replace(BEHAVIOUR, block="other linked risk factors")
    assert len(analysis_of((IDENTITY, CONCERN, apart, TALKS)).blocks) == 4


@pytest.mark.parametrize(
    "guarded", [CONCERN, dataclasses.replace(FACTORS[4], offence=True), RiskFactor(
        "ill", "Illness", "demographic", special="health")]
)  # fmt: skip
def test_special_and_offence_are_never_beside_a_place_below_country(guarded):
    with pytest.raises(DataError, match="never crossed below country") as refused:
        analysis_of((TOWN, guarded, TALKS) if guarded.block != "demographic" else (guarded, TOWN, TALKS))
    assert "'town'" in str(refused.value)


def test_protective_factors_stand_beside_or_their_absence_is_explained():
    with pytest.raises(DataError, match="protective factors stand beside"):
        analysis_of(FACTORS[:3])
    said = readings(analysis_of(FACTORS[:3], nothing_to_change="none was asked"))
    assert "No protective factor is among the factors: none was asked" in said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"factors": ()}, "has factors"),
        ({"factors": (FACTORS[0], FACTORS[0], TALKS)}, "a name of their own"),
        ({"factors": (dataclasses.replace(FACTORS[0], label="Age"), FACTORS[1], TALKS)}, "a label of their"),
        ({"outcome": RiskOutcome("sex", "Sex", "risk")}, "explained by other columns"),
        ({"missing": "drop"}, "rule for missing answers"),
        ({"country": "land"}, "without one"),
        ({"country_weight": "equal"}, "without a column of countries"),
        ({"country": "land", "country_weight": "even"}, "weight of countries is known"),
        ({"country": "land", "country_weight": "population"}, "have a size each"),
        ({"country": "land", "country_weight": "equal", "populations": {"Ada": 1.0}}, "have a size each"),
        ({"country": "land", "country_weight": "population", "populations": {"Ada": -1.0}}, "above zero"),
    ],
)
def test_declarations_that_do_not_hold_together_are_refused(changed, said):
    with pytest.raises(DataError, match=said):
        analysis_of(**changed)


def test_countries_count_as_declared():
    frame = frame_of(n=1800).filter(~((pl.col("land") == "Ada") & (pl.col("c") > 60)))
    design = design_of(frame)

    def shares(weights, populations=None):
        found = country_design(
            design,
            analysis_of(country="land", country_weight=weights, populations=populations or {}),
        )
        sums = frame.select("land", w=pl.Series(found.weight)).group_by("land").sum().sort("land")["w"]
        assert sums.sum() == pytest.approx(design.weight.sum(), rel=1e-12)
        return (sums / sums.sum()).to_list(), found

    equal, found = shares("equal")
    assert equal == pytest.approx([1 / 6] * 6, rel=1e-12)
    inside = (frame["land"] == "Bor").to_numpy()
    ratio = found.weight[inside] / design.weight[inside]
    assert ratio == pytest.approx(ratio[0], rel=1e-12)
    sizes = dict(zip(COUNTRIES, (1.0, 2.0, 3.0, 4.0, 5.0, 6.0), strict=True))
    assert shares("population", sizes)[0] == pytest.approx([size / 21 for size in sizes.values()], rel=1e-12)
    assert shares("as_given")[1] is design


def test_countries_that_cannot_be_weighted_are_refused():
    frame = frame_of()
    given = analysis_of(country="land", country_weight="equal")
    with pytest.raises(DataError, match="every row has a country"):
        country_design(design_of(frame.with_columns(land=pl.when(pl.col("c") > 3).then("land"))), given)
    with pytest.raises(DataError, match="two or more"):
        country_design(design_of(frame.with_columns(land=pl.lit("Ada"))), given)
    sized = analysis_of(country="land", country_weight="population", populations={"Ada": 1.0, "Boor": 2.0})
    with pytest.raises(DataError, match="declared population"):
        country_design(design_of(frame), sized)


def test_replicate_weights_are_multiplied_like_the_weights():
    frame = frame_of()
    design = design_of(frame)

    weights = np.random.default_rng(3).uniform(0.5, 2, (frame.height, 4)) * design.weight[:, None]
    replicates = given_replicates("bootstrap", weights, 0.25, np.ones(4), "full", 3)
    object.__setattr__(design, "replicate", replicates)
    found = country_design(design, analysis_of(country="land", country_weight="equal"))
    times = found.weight / design.weight
    assert pytest.approx(weights * times[:, None], rel=1e-12) == np.array(list(found.replicate.weights())).T


def test_no_answer_as_a_category_keeps_the_rows():
    frame = frame_of(silent=0.1)
    domain = blockwise(design_of(frame), analysis_of())
    kept = blockwise(design_of(frame), analysis_of(missing="category"))
    assert domain.base == frame["open"].count()
    assert kept.base == frame.height
    levels = [cell.group["level"] for cell in kept.tables[0].cells if cell.group["factor"] == "Open account"]
    assert levels == ["No", "Yes", "No answer"]
    assert kept.rules["missing"].startswith("no answer to a category is a category of its own")


def test_an_unknown_factor_is_named():
    with pytest.raises(DataError, match="did you mean 'hours'"):
        analysis_of().factor("hour")


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(DataError, match="no column 'age'"):
        blockwise(Design(frame_of().drop("age")), analysis_of())


def test_the_outcome_of_the_analysis_is_the_declared_one():
    assert analysis_of().outcome is OUTCOME
