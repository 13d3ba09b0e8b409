"""Tables of words: no level of one or two people is ever told apart, and no group is said to speak as one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handrail.guideline import JointRow
from handrail.interviews.groups import OTHERS, group_levels, words_for
from handrail.study.worded import joint_map


def test_small_levels_are_taken_together() -> None:
    people = {"policing": 3, "industry": 3, "government": 2, "third sector": 2, "academia": 1}
    groups = group_levels(people)
    assert list(groups) == ["industry", "policing", OTHERS]
    assert groups[OTHERS] == (["academia", "government", "third sector"], 5)


def test_one_small_level_alone_is_left_out_rather_than_renamed() -> None:
    assert list(group_levels({"policing": 4, "industry": 2})) == ["policing"]
    assert list(group_levels({"policing": 4, "industry": 1, "academia": 1})) == ["policing"]


@given(st.dictionaries(st.text(min_size=1, max_size=4), st.integers(0, 9), max_size=7))
def test_every_group_that_is_told_apart_has_three_people(people: dict[str, int]) -> None:
    for levels, count in group_levels(people).values():
        assert count >= 3
        assert count == sum(people[level] for level in levels)


@given(st.integers(3, 40), st.data())
def test_a_group_is_never_said_to_speak_as_one(people: int, data: st.DataObject) -> None:
    said = words_for(data.draw(st.integers(0, people)), people)
    assert said != "all"
    assert said in ("heard", "not heard", "a few", "some", "most", "almost all")


def test_the_map_of_the_joint_display_names_the_kind_of_silence() -> None:
    rows = [
        JointRow("a", "Training", ("theme:t",), ("estimate:e",), "agreement", "", "Why not.", "f", 1),
        JointRow("b", "Hours", (), ("estimate:e",), "silence", "asked but not said", "Why.", "f", 2),
    ]
    table = joint_map(rows)
    words = {(cell.group["topic"], cell.group["side"]): cell.category for cell in table.cells}
    assert words["Training", "Together"] == "agreement"
    assert words["Hours", "In the interviews"] == "asked but not said"
    assert words["Hours", "In the surveys"] == "measured"
