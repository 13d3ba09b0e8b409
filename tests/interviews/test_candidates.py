"""What may identify somebody is asked about: forms, names, rosters, texts without capitals."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.interviews import RosterName, find_candidates, find_in_study, read_roster
from handrail.interviews.candidates import KINDS
from handrail.interviews.roster import slips_between
from handrail.values import DataError


def words_of(text: str, **options: object) -> list[tuple[str, str]]:
    found = find_candidates(text, **options)  # type: ignore[arg-type]
    return [(one.kind, text[one.start : one.end]) for one in found]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("e-mail", "j.o'neill+x@high.example.sch.uk"),
        ("e-mail", "jürgen@bücher.example"),
        ("e-mail", "anna (at) north.example [dot] org"),
        ("e-mail", "anna dot lee at north dot police dot uk"),
        ("phone", "+44 (0)117 496 0123"),
        ("phone", "07700 900123"),
        ("phone", "0161 496 0000 ext 42"),
        ("phone", "+33 6 12 34 56 78"),
        ("phone", "oh seven seven double oh nine one two three"),
        ("postcode", "BS6 5AB"),
        ("postcode", "1012 AB"),
        ("number", "QQ 12 34 56 C"),
        ("number", "943 476 5919"),
        ("number", "12345678Z"),
        ("number", "CR/2345/20"),
        ("link", "https://chat.example.org/u/77?x=1"),
        ("link", "instagram.com/shadow77"),
        ("handle", "@pixie.77"),
        ("handle", "its_pixie77"),
        ("handle", "pixie#4812"),
        ("date", "03/04/1989"),
        ("date", "3rd of May 1989"),
        ("date", "May 3rd, 1989"),
        ("date", "1989-04-03"),
        ("date", "twenty-first of June nineteen eighty two"),
        ("age", "14-year-old"),
        ("age", "fourteen years old"),
        ("address", "Flat 3, 27 Orchard Road"),
        ("address", "Lindenstraße 12"),
        ("address", "12 rue de la Paix"),
        ("vehicle", "AB12 CDE"),
    ],
)
def test_what_has_a_form_of_its_own_is_found_whole_in_any_case(kind: str, words: str) -> None:
    for said in (f"So it was {words}, they said.", f"so it was {words.lower()}, they said."):
        assert words_of(said) == [(kind, words if "So" in said else words.lower())]


@pytest.mark.parametrize(
    "words",
    [
        "The Chief Constable knew that, and the Home Office did not.",
        "On Monday we met in Germany. In May it was Instagram, in 2015/2016 Snapchat, at 9.30 or 10.45.",
        "It cost 20,000 pounds, 50 percent of it in 2019. I'm 5 minutes late. They'd said so. Can't we?",
        "P01 and P02 are participants; [Name 3] of [Place 1] is done. Will you come? May we?",
        "There's a Safeguarding Lead in every school. IT is on the fourth floor, and TV was on.",
        "the local police never rang, at a primary school in our town there was a good team and a hub",
    ],
)
def test_what_names_nobody_is_not_asked_about(words: str) -> None:
    assert [one for one in find_candidates(words) if one.direct] == []


def test_names_are_found_by_capitals_titles_and_particles() -> None:
    text = (
        "DI van der Heijden rang. Then O'Riordan and Mary-Jane Smith-Okoro left Northmere Police in Totnes."
    )
    assert words_of(text) == [
        ("person", "van der Heijden"),
        ("person", "O'Riordan"),
        ("person", "Mary-Jane Smith-Okoro"),
        ("organisation", "Northmere Police"),
        ("place", "Totnes"),
    ]


def test_a_possessive_stays_outside_so_that_it_is_kept() -> None:
    assert words_of("It was Ngozi's idea, and Ngozi’s money.") == [("person", "Ngozi"), ("person", "Ngozi")]


def test_a_name_that_opens_a_sentence_is_found_and_an_ordinary_word_is_not() -> None:
    assert words_of("Priyanka left. Prevention is hard. Mark said so.") == [
        ("person", "Priyanka"),
        ("person", "Mark"),
    ]


def test_without_capitals_names_show_by_what_stands_beside_them() -> None:
    text = (
        "so my name is mark rivers and i live in bath, dr field rang priyanka okonkwo at green park primary "
        "school, and the university of westerfold"
    )
    assert [words for _, words in words_of(text)] == [
        "mark rivers",
        "bath",
        "field",
        "priyanka okonkwo",
        "green park primary school",
        "university of westerfold",
    ]


def test_a_text_in_capitals_only_is_read_as_one_without() -> None:
    assert words_of("PRIYANKA WAS HERE AND SHE SAID NO TO EVERYTHING") == [("person", "PRIYANKA")]


def test_in_german_a_capital_alone_says_nothing() -> None:
    text = "Ich heiße Anna Müller, und Herr Zeidler hat die Daten und die Akte."
    assert words_of(text, language="de") == [("person", "Anna Müller"), ("person", "Zeidler")]


def test_a_roster_is_found_in_other_cases_with_slips_and_without_apostrophe() -> None:
    roster = [RosterName("Sarah Whitfield", "P07"), RosterName("Pemberton Trust", "Trust A", "organisation")]
    text = "We asked whitfield. Then Whitfeild and sara, whitfields idea, and pemberton."
    found = find_candidates(text, roster=roster)
    assert [(text[one.start : one.end], one.roster) for one in found] == [
        ("whitfield", "P07"),
        ("Whitfeild", "P07"),
        ("sara", "P07"),
        ("whitfields", "P07"),
        ("pemberton", "Trust A"),
    ]


def test_an_ordinary_word_is_no_slip_of_a_roster_s_name() -> None:
    assert find_candidates("We will match that in a harsh march.", roster=[RosterName("Marsh Matcher")]) == ()


def test_a_name_found_once_is_looked_for_in_every_transcript() -> None:
    texts = {"a": "So Tadhg Kerbrat left.", "b": "And we said tadhg did it, kerbrats idea."}
    found = find_in_study(texts, language="cy")
    assert [texts["b"][one.start : one.end] for one in found["b"]] == ["tadhg", "kerbrat"]


def test_what_a_model_finds_is_added_and_held_to_its_text() -> None:
    text = "So the big man left."
    assert words_of(text, entities=lambda _: [("person", 3, 14)]) == [("person", "the big man")]
    for wrong in (("person", 3, 999), ("human", 3, 4)):
        with pytest.raises(DataError, match="a known kind and a place"):
            find_candidates(text, entities=lambda _, wrong=wrong: [wrong])


def test_combining_marks_and_emoji_do_not_move_a_place() -> None:
    text = "\U0001f600 So Jose\u0301 Garci\u0301a \U0001f468\u200d\U0001f469 left with Zoe\u0308."
    assert words_of(text) == [("person", "Jose\u0301 Garci\u0301a"), ("person", "Zoe\u0308")]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "Anna ",
                    "anna",
                    " at ",
                    " dot ",
                    "uk",
                    "07700 ",
                    "1",
                    ".",
                    "\n",
                    "@",
                    "'s",
                    "ß",
                    "İ",
                    "é",
                    "St ",
                    "Mr ",
                ]
            ),
            st.text(max_size=6),
        ),
        max_size=30,
    ).map("".join)
)
def test_candidates_of_any_text_lie_in_it_in_order_and_not_over_each_other(text: str) -> None:
    found = find_candidates(text, roster=[RosterName("Anna Lee", "P1")])
    assert find_candidates(text, roster=[RosterName("Anna Lee", "P1")]) == found
    at = 0
    for one in found:
        assert at <= one.start < one.end <= len(text)
        assert one.kind in KINDS
        at = one.end


def slow_slips(left: str, right: str) -> int:
    """The definition, read aloud."""
    if not left or not right:
        return len(left) + len(right)
    best = min(
        slow_slips(left[:-1], right) + 1,
        slow_slips(left, right[:-1]) + 1,
        slow_slips(left[:-1], right[:-1]) + (left[-1] != right[-1]),
    )
    if len(left) > 1 and len(right) > 1 and left[-1] == right[-2] and left[-2] == right[-1]:
        best = min(best, slow_slips(left[:-2], right[:-2]) + 1)
    return best


@settings(max_examples=200, deadline=None)
@given(st.text("abc", max_size=5), st.text("abc", max_size=5))
def test_slips_of_spelling_are_counted_as_by_the_slow_definition(left: str, right: str) -> None:
    assert slips_between(left, right, 2) == min(slow_slips(left, right), 3)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("Anna,P01\n", 1),
        ("name,pseudo\nAnna,P01\n", 1),
        ("name,pseudonym,kind\nAnna,P01,human\n", 2),
        ("name,pseudonym\n,P01\n", 2),
    ],
)
def test_a_wrong_roster_is_told_by_line_and_without_a_name(tmp_path: Path, body: str, line: int) -> None:
    file = tmp_path / "roster.csv"
    file.write_text(body, "utf-8")
    with pytest.raises(DataError) as caught:
        read_roster(file)
    assert caught.value.problems[0].line == line
    assert "Anna" not in str(caught.value)


@pytest.mark.parametrize(
    "unit",
    [
        "a.",
        "1 ",
        "dot ",
        "a dot ",
        "_",
        "@",
        "a@",
        "a-",
        "Anna ",
        "van ",
        "(0",
        "1.",
        "one ",
        "a [ at ] ",
        "A.B.",
    ],
)
def test_a_text_that_repeats_itself_is_read_in_a_time_that_grows_with_its_length(unit: str) -> None:
    began = time.process_time()
    find_candidates(unit * (20_000 // len(unit)))
    assert time.process_time() - began < 10  # some of these once took minutes
