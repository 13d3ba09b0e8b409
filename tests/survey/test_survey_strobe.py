"""STROBE: its published parts, and what a study knows of each."""

import polars as pl

from handrail.survey import (
    STROBE,
    Design,
    FlowLoss,
    FlowStage,
    ParticipantFlow,
    StrobeFacts,
    estimate,
    fill_strobe,
)  # fmt: skip
from handrail.values.checklist import ChecklistAnswer, counts_of

# The combined checklist of von Elm et al. 2007: 22 items in 34 parts.
PUBLISHED = (
    "1a 1b 2 3 4 5 6a 6b 7 8 9 10 11 12a 12b 12c 12d "
    "12e 13a 13b 13c 14a 14b 14c 15 16a 16b 16c 17 18 19 20 21 22"
)


def flow(small=80):
    return ParticipantFlow(
        (FlowStage("invited", 1000, (FlowLoss("declined", small),)), FlowStage("analysed", 1000 - small))
    )


def known(facts):
    return {one.item.id: one for one in fill_strobe(facts)}


def test_the_list_has_the_published_parts_in_order():
    assert " ".join(item.id for item in STROBE.items) == PUBLISHED
    assert len({item.id.rstrip("abcde") for item in STROBE.items}) == 22
    assert all(item.question.endswith(("?", ".")) for item in STROBE.items)


def test_a_bare_survey_fills_what_is_true_of_every_cross_sectional_survey_and_asks_the_rest():
    items = fill_strobe(StrobeFacts("convenience", "Adults who saw the call."))
    counts = counts_of(items)
    assert sum(counts.values()) == 34
    assert counts["asked"] >= 18
    by_id = {one.item.id: one for one in items}
    assert "Not applicable" in by_id["6b"].known
    assert "model-based" in by_id["6a"].known
    assert by_id["13a"].status == "asked"


def test_results_say_their_method_their_intervals_and_what_was_left_out():
    frame = pl.DataFrame({"told": [1, 0] * 30 + [None] * 12, "w": [1.0] * 72})
    result = estimate(
        Design(frame, weights="w"), "proportion", "told", name="estimate:t", title="Told", source="s",
        sample="probability",
    )  # fmt: skip
    items = known(
        StrobeFacts("probability", respondents=72, weights=True, results=(result,), software="H 1.")
    )
    assert "Taylor" in items["12a"].known
    assert items["12a"].known.endswith("H 1.")
    assert items["14b"].known == "Left out: 12: no answer to 'told'."
    assert items["15"].known == "Tables: Told."
    assert "logit" in items["16a"].known
    assert items["12d"].known.startswith("Estimates use the weights of the design")


def test_a_small_number_is_told_nowhere_and_neither_is_what_it_is_the_rest_of():
    items = known(StrobeFacts("quota", respondents=7, flow=flow(3)))
    text = " ".join(one.known for one in items.values())
    for number in ("1,000", "997", "3 (", " 7 "):
        assert number not in text
    assert items["13a"].known == items["13b"].known
    assert items["10"].known == "Fewer than 10 respondents in use."
    whole = known(StrobeFacts("quota", flow=flow()))
    assert whole["13a"].known == "invited: 1,000; analysed: 920."
    assert whole["13b"].known == "after 'invited': 80 (declined)."


def test_an_answer_of_the_team_stands_beside_what_is_known():
    answered = fill_strobe(StrobeFacts("quota"), [ChecklistAnswer("4", "Cross-sectional.", "Methods")])
    one = next(one for one in answered if one.item.id == "4")
    assert (one.status, one.answer, one.where) == ("answered", "Cross-sectional.", "Methods")
    assert one.known
