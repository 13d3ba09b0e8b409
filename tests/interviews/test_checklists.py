"""Checklists: the published items, what a study knows, the team's answers, and what is left to ask."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.interviews import CHECKLISTS, ChecklistAnswer, ChecklistFacts, fill_checklist, read_answers
from handrail.interviews.checklist_facts import KNOWN
from handrail.interviews.checklist_items import Which
from handrail.interviews.checklists import counts_of
from handrail.values import DataError

FULL = ChecklistFacts(
    reflexive=False,
    approach="framework analysis",
    recruitment="Ten were asked.",
    participants=11,
    documents=12,
    words=24_000,
    repeated=1,
    attributes=("sector",),
    coders=2,
    codings=40,
    codes=9,
    topics=("training", "waiting"),
    guide=3,
    agreement=True,
    saturation=("After 6 interviews, no new codes were observed under this codebook in the next 2.",),
    themes=4,
    dated=4,
    countered=1,
    quotations=7,
    software="Handrail 1.",
)


def known(which: Which, facts: ChecklistFacts) -> dict[str, tuple[str, str]]:
    return {one.item.id: (one.status, one.known) for one in fill_checklist(which, facts)}


def test_coreq_has_its_thirty_two_items_in_the_published_order() -> None:
    items = CHECKLISTS["coreq"].items
    assert [item.id for item in items] == [str(number) for number in range(1, 33)]
    # Tong, Sainsbury and Craig 2007, Table 1: the topics, by number.
    topics = {1: "Interviewer", 8: "Interviewer char", 9: "Methodological", 13: "Non-participation"}
    topics |= {16: "Description of sample", 17: "Interview guide", 22: "Data saturation"}
    topics |= {23: "Transcripts returned", 24: "Number of data coders", 28: "Participant checking"}
    topics |= {29: "Quotations presented", 32: "Clarity of minor themes"}
    for number, topic in topics.items():
        assert items[number - 1].topic.startswith(topic)
    parts = [item.part for item in items]
    assert parts.index("Study design") == 8
    assert parts.index("Analysis and findings") == 23


def test_the_reflexive_list_has_the_seven_questions_and_fifteen_points_and_says_what_it_lacks() -> None:
    source = CHECKLISTS["reflexive"]
    assert [item.id for item in source.items] == [
        *(f"Q{at}" for at in range(1, 8)),
        *(f"P{at}" for at in range(1, 16)),
    ]
    assert "RTARG" in source.note
    assert "not reproduced here" in source.note
    assert "no score" in source.note


def test_what_a_study_knows_is_filled_and_the_rest_is_asked() -> None:
    found = known("coreq", FULL)
    filled = {item for item, (status, _) in found.items() if status == "filled"}
    assert filled == {"12", "22", "24", "25", "26", "27", "29"}
    assert {item for item, (status, _) in found.items() if status == "in part"} == {
        "9",
        "10",
        "13",
        "16",
        "18",
        "21",
        "30",
        "31",
        "32",
    }
    assert found["12"][1] == "11 participants in 12 transcripts."
    assert found["18"][1] == "Fewer than 3 participants in more than one transcript."
    assert found["21"][1] == "A transcript has 2,000 words on average."
    assert found["25"][1] == "9 codes under 2 topics: training, waiting."
    assert found["26"][1].startswith("3 codes came from the interview guide and 6 from the material.")
    assert found["32"][1] == "1 of 4 themes names passages that speak against it."


def test_nothing_known_leaves_nothing_wrong_said() -> None:
    bare = fill_checklist("coreq", ChecklistFacts(False, "framework analysis"))
    assert {one.item.id for one in bare if one.status == "asked"} >= {
        "10",
        "12",
        "16",
        "21",
        "25",
        "29",
        "31",
    }
    assert next(one.known for one in bare if one.item.id == "22") == "Saturation was not planned."


def test_a_reflexive_study_has_no_saturation_and_no_agreement_missing() -> None:
    facts = ChecklistFacts(
        True,
        "reflexive thematic analysis",
        positionality="We worked on a helpline.",
        information_power={"Aim of the study": "Narrow."},
        codings=40,
        themes=4,
        dated=2,
        memos=5,
    )
    coreq, reflexive = known("coreq", facts), known("reflexive", facts)
    assert coreq["22"][1].startswith("Not applicable under a reflexive approach; information power")
    assert coreq["22"][1].endswith("Aim of the study: Narrow.")
    assert "not applicable under a reflexive approach" in coreq["24"][1]
    assert reflexive["P15"] == (
        "in part",
        "We worked on a helpline. 5 dated memos are kept. 2 of 4 themes with a dated history.",
    )
    assert "filled" not in {reflexive[f"Q{at}"][0] for at in range(1, 8)}


@given(participants=st.integers(0, 40), documents=st.integers(0, 40), repeated=st.integers(0, 40))
def test_no_number_of_people_or_transcripts_under_three_is_said(
    participants: int, documents: int, repeated: int
) -> None:
    facts = ChecklistFacts(False, "x", participants=participants, documents=documents, repeated=repeated)
    found = known("coreq", facts)
    said = f"{found['12'][1]} {found['18'][1]}".split()
    assert not {"1", "2"} & set(said)


def test_the_team_s_answers_stand_beside_what_is_known(tmp_path: Path) -> None:
    path = tmp_path / "coreq.toml"
    path.write_text(
        '[[answer]]\nitem = "19"\nanswer = "Audio only."\nwhere = "Methods, p. 4"\n'
        '[[answer]]\nitem = "9"\nanswer = "Critical realism."\n[[answer]]\nitem = "14"\nanswer = " "\n',
        "utf-8",
    )
    answers = read_answers(path, "coreq")
    assert answers[0] == ChecklistAnswer("19", "Audio only.", "Methods, p. 4")
    items = {one.item.id: one for one in fill_checklist("coreq", FULL, answers)}
    assert (items["19"].status, items["19"].where) == ("answered", "Methods, p. 4")
    assert (items["9"].status, items["9"].known) == ("answered", "The analysis is framework analysis.")
    assert items["14"].status == "asked"
    assert counts_of(items.values()) == {"filled": 7, "in part": 8, "answered": 2, "asked": 15}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('[[answer]]\nitem = "33"\n', "an answer names an item of coreq"),
        ('[[answer]]\nitem = "P1"\n', "an answer names an item of coreq"),
        ('[[answer]]\nitem = "3"\n[[answer]]\nitem = "3"\n', "an item is answered once"),
        ('[[answer]]\nitem = "3"\nanwser = "x"\n', "did you mean 'answer'"),
        ("[[answer]]\nitem = 3\n", "'item' of an answer is text in quotes"),
    ],
)
def test_a_slip_in_the_answers_is_named_with_its_line(tmp_path: Path, text: str, rule: str) -> None:
    path = tmp_path / "coreq.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError) as wrong:
        read_answers(path, "coreq")
    assert rule in str(wrong.value)
    assert all(problem.line for problem in wrong.value.problems)


def test_each_item_that_is_filled_is_an_item_of_a_list() -> None:
    every = {item.id for source in CHECKLISTS.values() for item in source.items}
    assert set(KNOWN) <= every
