"""Names of classes in the plan: what a name may not say, and who reads it."""

from __future__ import annotations

import json

import pytest
from test_plan_models import TYPOLOGY, broken, plan

from handrail.study.plan_class_names import word_of_character

FIRST = '[[typology.profile]]\nname = "Little"\ndescription = "Nothing."\n'
SECOND = '[[typology.profile]]\nname = "{}"\ndescription = "Moved."\n'


def typology(name: str = "Moved", more: str = "") -> str:
    return f"{TYPOLOGY}classes = 2\n{FIRST}{SECOND.format(name)}{more}"


@pytest.mark.parametrize(
    ("name", "word", "why"),
    [
        ("Promiscuous", "Promiscuous", "what someone is like"),
        ("Attention-seeking girls", "Attention-seeking", "wanted or agreed to"),
        ("Attention seekers", "Attention seekers", "wanted or agreed to"),
        ("Willing participants", "Willing", "wanted or agreed to"),
        ("Consensual sexting", "Consensual", "no child consents to abuse"),
        ("Vulnerable girls", "Vulnerable", "what someone is like"),
        ("The victim type", "victim", "a kind of person"),
        ("Poly-victims", "Poly-victims", "a kind of person"),
        ("At-risk youth", "At-risk", "a kind of person"),
        ("Risk takers", "Risk takers", "what someone is like"),
        ("High risk", "High risk", "what someone is like"),
        ("Lonely boys", "Lonely boys", "a kind of person"),
    ],
)
def test_a_name_of_character_desire_or_a_kind_of_person_is_refused_with_its_reason(
    name: str, word: str, why: str
) -> None:
    (message,) = broken(typology(name))
    assert message.startswith(
        "a class is named for experiences or circumstances, not for character or desire"
    )
    assert f"'{word}'" in message
    assert why in message


@pytest.mark.parametrize(
    "name",
    [
        "Little or nothing",
        "Approached for talk or pictures",
        "Drawn in with presents and secrets",
        "Pressed and threatened",
        "Poly-victimisation",
        "Unwanted contact by another child",
        "Several types of contact at once",
        "Threatened by an adult who posed as a girl",
        "Bullied at school, no one to talk to",
        "Asked to meet, told someone",
    ],
)
def test_a_name_of_experiences_or_circumstances_is_a_name(name: str) -> None:
    assert word_of_character(name) == ("", "")
    assert plan(typology(name)).typology[0].profile[1].name == name


def test_a_name_without_reason_or_reader_is_allowed_and_so_is_whoever_works_alone() -> None:
    assert plan(typology()).typology[0].profile[1].second_reader == ""
    alone = 'because = "Asked to move is likeliest here."\nsecond_reader = "self-checked"\n'
    assert plan(typology(more=alone)).typology[0].profile[1].read_on is None
    read = alone.replace("self-checked", "B. Reader") + "read_on = 2027-01-31\n"
    assert str(plan(typology(more=read)).typology[0].profile[1].read_on) == "2027-01-31"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            'second_reader = "B. Reader"\nread_on = 2027-01-31\n',
            "reads the reason for it | a reader and no reason",
        ),
        ('because = "B."\nsecond_reader = "B. Reader"\n', "with the day of reading | a reader and no day"),
        ('because = "B."\nread_on = 2027-01-31\n', "with the day of reading | a day and no reader"),
    ],
)
def test_a_second_reader_has_a_reason_to_read_and_a_day(more: str, expected: str) -> None:
    (message,) = broken(typology(more=more))
    assert message.endswith(expected)


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ('by = "nobody"', "a typology names variables of its survey"),
        ('by = "{item}"', "groups are not made by an item of the typology"),
        ('by = "contact"\nfree = ["nobody"]', "items that may differ are items of the typology"),
        ('by = "contact"\nfree = {items}', "some items are the same in all groups"),
    ],
)
def test_groups_that_cannot_be_compared_are_refused_in_the_plan(groups: str, expected: str) -> None:
    items = tuple(plan(typology()).typology[0].items)
    asked = groups.format(item=items[0], items=json.dumps(items))
    messages = broken(typology(more=f"[typology.groups]\n{asked}\n"))
    assert any(expected in message for message in messages)
