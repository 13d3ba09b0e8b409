"""Names of classes in the plan: what a name may not say, and who reads it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from test_plan_models import TYPOLOGY, broken, plan

from handrail.study.plan_class_names import word_of_character, word_of_character_in_text
from handrail.study.plan_typology import Typology
from handrail.study.profile_names import check_marks
from handrail.values import Cell, DataError, Table

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


@pytest.mark.parametrize("key", ["description", "because"])
@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Naive, promiscuous girls who wanted it.", "Naive"),
        ("Children who wanted attention.", "Children who wanted"),
        ("Most were willing to meet.", "willing"),
        ("Attention-seeking online.", "Attention-seeking"),
        ("Manipulative girls.", "Manipulative girls"),
        ("Consensual pictures.", "Consensual"),
    ],
)
def test_a_description_or_reason_of_character_or_desire_is_refused_by_its_key(
    key: str, text: str, word: str
) -> None:
    text_of = {"description": "Moved.", "because": "Likeliest here.", key: text}
    said = "".join(f'{name} = "{words}"\n' for name, words in text_of.items())
    (message,) = broken(f'{TYPOLOGY}classes = 2\n{FIRST}[[typology.profile]]\nname = "Moved"\n{said}')
    assert message.startswith(f"a class's {key} says experiences or circumstances")
    assert f"'{word}' in {key}" in message


@pytest.mark.parametrize(
    "text",
    [
        "An adult wanted pictures or wanted to meet.",
        "Pictures were sent on without consent.",
        "Non-consensual sharing of pictures.",
        "Manipulative messages from an adult who posed as a girl.",
        "Threats that made it easy to press for more.",
        "Unwilling to tell, for fear of the adult.",
        "Told by four in five; victims of bullying are as common as among everybody.",
    ],
)
def test_what_an_adult_did_or_wanted_is_a_description(text: str) -> None:
    assert word_of_character_in_text(text) == ("", "")


def test_every_description_of_the_demonstration_the_examples_and_the_documentation_passes() -> None:
    root = Path(__file__).parents[2]
    files = [
        *root.glob("src/handrail/study/**/study.toml"), *root.glob("examples/*/study.toml"),
        *root.glob("docs/*.md"),
    ]  # fmt: skip
    said = [
        text
        for file in files
        for text in re.findall(r'(?m)^(?:# )*(?:description|because) = "(.*)"', file.read_text("utf-8"))
    ]
    assert len(said) > 15
    assert [text for text in said if word_of_character_in_text(text)[0]] == []


@pytest.mark.parametrize("mark", ["district", "hours"])
def test_a_mark_is_an_item_with_yes_and_no(mark: str) -> None:
    items = f'items = ["asked", "moved", "{mark}"]\n'
    kinds = 'kinds = { hours = "count" }\n' if mark == "hours" else ""
    text = typology(more=f'marked_by = "{mark}"\n').replace(
        'items = ["asked", "moved", "met"]\n', items + kinds
    )
    messages = broken(text)
    rule = "a class is marked by an item with yes and no"
    assert f"{rule} | '{mark}', which has categories or is a number" in messages


def marked(here: dict[str, float], elsewhere: dict[str, float]) -> tuple[Table, Typology]:
    cells = [
        Cell({"item": "Moved", "class": name}, None, 90, 30, values)
        for name, values in (("Little", elsewhere), ("Moved", here))
    ]
    table = Table("typology:t", "T", "probability", ("item", "class"), tuple(cells), "s", "typology:t")
    return table, plan(typology(more='marked_by = "moved"\n')).typology[0]


@pytest.mark.parametrize(
    ("here", "elsewhere"),
    [
        ({"estimate": 0.1}, {"below": 0.2}),
        ({"above": 0.7}, {"estimate": 0.8}),
        ({"above": 0.7}, {"above": 0.9}),
        ({"below": 0.05}, {"below": 0.2}),
        ({"above": 0.95}, {"below": 0.05}),
        ({"estimate": 0.4}, {"estimate": 0.4}),
    ],
)
def test_a_mark_holds_where_the_printed_probabilities_do_not_speak_against_it(
    here: dict[str, float], elsewhere: dict[str, float]
) -> None:
    check_marks(*marked(here, elsewhere), {"moved": "Moved"})


@pytest.mark.parametrize(
    ("here", "elsewhere"),
    [
        ({"estimate": 0.9}, {"above": 0.8}),
        ({"below": 0.2}, {"estimate": 0.1}),
        ({"below": 0.2}, {"above": 0.7}),
        ({"estimate": 0.3}, {"estimate": 0.4}),
    ],
)
def test_a_mark_is_lost_where_the_item_is_known_to_be_likelier_elsewhere(
    here: dict[str, float], elsewhere: dict[str, float]
) -> None:
    with pytest.raises(DataError, match="keeps its name only while"):
        check_marks(*marked(here, elsewhere), {"moved": "Moved"})


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
