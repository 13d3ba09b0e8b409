"""TRIPOD+AI: its published parts, and what a model's result knows of each."""

import polars as pl
import pytest

from handrail.risk import TRIPOD_AI, Factor, TripodFacts, associations, fill_tripod
from handrail.survey import Design

# Collins et al. 2024, Table 2: 27 items in 52 parts.
PUBLISHED = (
    "1 2 3a 3b 3c 4 5a 5b 6a 6b 6c 7 8a 8b 8c 9a 9b 9c 10 11 12a 12b 12c 12d 12e 12f "
    "12g 13 14 15 16 17 18a 18b 18c 18d 18e 18f 19 20a 20b 20c 21 22 23a 23b 24 25 26 27a 27b 27c"
)


@pytest.fixture
def model():
    frame = pl.DataFrame(
        {
            "met": [1, 0, 0, 0, 1, 1, 1, 0, 0, 0] * 10 + [None] * 15,
            "sex": list("MMMMMFFFFF") * 10 + ["F"] * 15,
        }
    )
    return associations(
        Design(frame), "met", [Factor("sex", "Gender", "Who answered")], name="model:met", title="Meeting",
        source="pilot", sample="quota", outcome_label="Met someone", selection="Quotas by age.",
    )  # fmt: skip


def known(facts):
    return {one.item.id: one for one in fill_tripod(facts)}


def test_the_list_has_the_published_parts_in_order():
    assert " ".join(item.id for item in TRIPOD_AI.items) == PUBLISHED
    assert len({item.id.rstrip("abcdefg") for item in TRIPOD_AI.items}) == 27


def test_the_rules_of_the_result_fill_the_items_on_methods(model):
    items = known(TripodFacts(model, survey="Pilot", ethics="Board 12"))
    for name, rule in (("12c", "model"), ("11", "missing"), ("12b", "coding"), ("5a", "sample")):
        assert model.rules[rule] in items[name].known
    assert model.method.reference in items["12c"].known
    assert "Left out: 15: no answer" in items["11"].known
    assert items["8a"].known.startswith("Outcome: Met someone.")
    assert items["9b"].known == "Factors: Gender."
    assert items["17"].known == "Board 12."


def test_every_list_says_that_nothing_is_predicted_for_a_person(model):
    items = known(TripodFacts(model))
    for name in ("15", "22", "27b"):
        assert "Nothing is predicted for a person" in items[name].known
        assert items[name].status == "filled"


def test_numbers_are_those_of_the_model_and_small_ones_are_not_told(model):
    assert known(TripodFacts(model))["21"].known == "100 respondents; 40 of them with the outcome."
    frame = pl.DataFrame({"met": [1, 0, 0, 0] * 9, "sex": list("MMFFFFMMF") * 4})
    rare = associations(
        Design(frame), "met", [Factor("sex", "Gender", "Who answered")], name="model:met", title="Meeting",
        source="pilot", sample="quota", outcome_label="Met someone",
    )  # fmt: skip
    assert known(TripodFacts(rare))["21"].known == "36 respondents."


def test_what_a_study_does_not_know_is_asked(model):
    items = known(TripodFacts(model))
    for name in ("1", "3c", "14", "18b", "19", "25", "27a"):
        assert (items[name].status, items[name].known) == ("asked", "")
