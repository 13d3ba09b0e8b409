"""Themes, who speaks for them, and how many in words."""

from datetime import date
from pathlib import Path

import pytest
from interview_files import SECRET

from handrail.interviews import (
    METHODS,
    Code,
    Codebook,
    Coding,
    Consent,
    Participant,
    Theme,
    Transcript,
    Turn,
    amount_words,
    check_speakers,
    check_themes,
    read_themes,
    speaker_of,
    theme_spread,
)
from handrail.values import DataError

THEMES = """[[theme]]
id = "training-depends-on-luck"
sentence = "Training depends on luck and goodwill."
codes = ["training"]
passages = ["p01-1"]
counter_examples = ["p02-1"]
memo = "first"
[[theme.history]]
on = 2026-04-02
note = "split"
"""


def test_a_theme_is_read_with_its_history(tmp_path: Path) -> None:
    file = tmp_path / "themes.toml"
    file.write_text(THEMES, encoding="utf-8")
    [theme] = read_themes(file)
    assert theme.codes == ("training",)
    assert (theme.passages, theme.counter_examples) == (("p01-1",), ("p02-1",))
    assert [(change.on, change.note) for change in theme.history] == [(date(2026, 4, 2), "split")]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("memo", "mem", 7, "did you mean 'memo'?"),
        ('note = "split"', 'text = "split"', 10, "key 'text'"),
        ("on = 2026-04-02", 'on = "April"', 9, "a date such as"),
        ("training-depends-on-luck", "Training luck", 1, "small letters, digits and single dashes"),
        ("Training depends on luck and goodwill.", "Training", 1, "1 word, no full stop"),
        (
            "Training depends on luck and goodwill.",
            "It is luck.",
            1,
            "at least 4 words; received: 3 words at",
        ),
        ("and goodwill.", "and goodwill", 1, "6 words, no full stop"),
        ('codes = ["training"]\npassages = ["p01-1"]\n', "", 1, "rests on codes or passages"),
        ('["p02-1"]', '["p01-1"]', 1, "supports a theme or counters it"),
        ('memo = "first"', f'memo = "first"\n"{SECRET}" = 1', 8, "a text of"),
    ],
)
def test_a_mistake_in_a_themes_file_is_named_by_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in THEMES
    file = tmp_path / "themes.toml"
    file.write_text(THEMES.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as refused:
        read_themes(file)
    assert words in str(refused.value)
    assert refused.value.problems[0].line == line
    assert SECRET not in str(refused.value)


def test_a_doubled_theme_is_refused(tmp_path: Path) -> None:
    (tmp_path / "themes.toml").write_text(THEMES + THEMES, encoding="utf-8")
    with pytest.raises(DataError, match="also on line 1"):
        read_themes(tmp_path / "themes.toml")


YES = Consent("v1", date(2026, 3, 1), date(2026, 9, 1), True, "attributed", False, False)
BOOK = Codebook((Code("training", "x"), Code("ad hoc", "x", "training"), Code("police", "x")))
ONE = Transcript(
    "one.txt",
    "txt",
    "head I: why? P: luck I: and? P: care",
    (Turn(0, "I", 8, 12), Turn(1, "P", 16, 20), Turn(2, "I", 24, 28), Turn(3, "P", 32, 36)),
)
GROUP = Transcript(
    "group.txt", "txt", "A: yes B: no c: hm", (Turn(0, "A", 3, 6), Turn(1, "B", 10, 12), Turn(2, "c", 16, 18))
)
BARE = Transcript("bare.txt", "txt", "all of it is theirs", (Turn(0, None, 0, 19),))
TRANSCRIPTS = {one.name: one for one in (ONE, GROUP, BARE)}
PEOPLE = (
    Participant("P01", "one.txt", "", {"sector": "police"}, YES),
    Participant("P02", "group.txt", "a", {"sector": "industry"}, YES),
    Participant("P03", "group.txt", "B", {"sector": "police"}, YES),
    Participant("P04", "bare.txt", "", {"sector": "third"}, YES),
    Participant("P05", "other.txt", "", {"sector": ""}, YES),
)


@pytest.mark.parametrize(
    ("transcript", "start", "end", "name"),
    [
        (ONE, 16, 20, "P01"),
        (ONE, 17, 18, "P01"),
        (ONE, 13, 20, "P01"),
        (ONE, 8, 12, None),
        (ONE, 8, 20, None),
        (ONE, 0, 4, None),
        (GROUP, 3, 6, "P02"),
        (GROUP, 10, 12, "P03"),
        (GROUP, 3, 12, None),
        (GROUP, 16, 18, None),
        (BARE, 4, 6, "P04"),
    ],
)
def test_who_said_a_passage(transcript: Transcript, start: int, end: int, name: str | None) -> None:
    found = speaker_of(transcript, PEOPLE, start, end)
    assert (None if found is None else found.name) == name


def test_the_plans_interviewers_are_nobodys_words() -> None:
    named = Transcript("one.txt", "txt", "Dana: why?", (Turn(0, "Dana", 6, 10),))
    assert speaker_of(named, PEOPLE, 6, 10) is PEOPLE[0]
    assert speaker_of(named, PEOPLE, 6, 10, interviewers=("dana",)) is None


def test_labels_and_documents_of_participants_are_held_against_the_transcripts() -> None:
    assert [problem.received for problem in check_speakers(PEOPLE, TRANSCRIPTS)] == [
        "document 'other.txt' for 'P05'"
    ]
    for words in (SECRET, SECRET.removesuffix("."), "Never. Not once."):
        [problem] = check_speakers([Participant("P06", "group.txt", words, {}, YES)], TRANSCRIPTS)
        assert "label is in the transcript" in problem.rule
        assert words not in str(problem)


def coding(name: str, document: str, start: int, end: int, code: str = "ad hoc", coder: str = "AB") -> Coding:
    words = TRANSCRIPTS[document].text[start:end]
    return Coding(name, document, start, end, words, code, coder)


CODINGS = (
    coding("a", "one.txt", 16, 20),
    coding("a-again", "one.txt", 16, 20, coder="CD"),
    coding("b", "one.txt", 32, 36, "training"),
    coding("c", "group.txt", 10, 12),
    coding("d", "group.txt", 3, 12),
    coding("e", "bare.txt", 0, 3, "police"),
    coding("f", "group.txt", 3, 6),
    coding("g", "one.txt", 24, 28, "police"),
)
THEME = Theme("luck", "Training depends on luck.", ("training",), ("e",), ("f",))


def test_a_theme_spreads_over_distinct_participants_without_its_counter_examples() -> None:
    spread = theme_spread(THEME, CODINGS, BOOK, TRANSCRIPTS, PEOPLE, "sector")
    # Passages: two of P01 (one by two coders), one of P03, one of P04, one of two speakers.
    assert (spread.passages, spread.participants, spread.unattributed) == (5, 3, 1)
    assert (spread.counter_examples, spread.counter_participants) == (1, 1)
    assert spread.largest_share == 2 / 4
    assert dict(spread.by_level) == {"industry": 0, "not recorded": 0, "police": 2, "third": 1}


def test_a_counter_example_supports_nothing_whoever_else_coded_it() -> None:
    again = coding("f-again", "group.txt", 3, 6, "training", "CD")
    spread = theme_spread(THEME, (*CODINGS, again), BOOK, TRANSCRIPTS, PEOPLE)
    assert (spread.passages, spread.participants, spread.counter_examples) == (5, 3, 1)


def test_a_theme_of_the_interviewers_words_has_no_participant() -> None:
    spread = theme_spread(Theme("x", "S.", (), ("g",)), CODINGS, BOOK, TRANSCRIPTS, PEOPLE)
    assert (spread.passages, spread.participants, spread.largest_share) == (1, 0, None)
    assert dict(spread.by_level) == {}


def test_an_unknown_attribute_is_named() -> None:
    with pytest.raises(DataError, match="did you mean 'sector'"):
        theme_spread(THEME, CODINGS, BOOK, TRANSCRIPTS, PEOPLE, "sectr")


def test_themes_are_held_against_codes_and_codings() -> None:
    assert check_themes([THEME], BOOK, CODINGS) == []
    wrong = Theme("luck", "Training depends on luck.", ("trainin",), ("z",), ("aa",))
    received = [problem.received for problem in check_themes([THEME, wrong], BOOK, CODINGS)]
    assert received == ["'luck' twice", "'trainin' at 'luck'", "'z' at 'luck'", "'aa' at 'luck'"]


def test_amounts_are_words_and_one_is_never_told_from_two() -> None:
    for of in range(60):
        words = [amount_words(n, of) for n in range(of + 1)]
        assert words[0] == "no one"
        assert set(words[1:3]) <= {"a few"}
        order = ["no one", "a few", "some", "most", "almost all", "all"]
        assert [order.index(word) for word in words] == sorted(order.index(word) for word in words)
        assert (words[-1] == "all") == (of >= 3)
    assert [amount_words(n, 6) for n in (3, 4)] == ["some", "most"]
    assert [amount_words(n, 20) for n in (10, 11, 17, 18, 20)] == [
        "some",
        "most",
        "most",
        "almost all",
        "all",
    ]
    with pytest.raises(ValueError, match="between 0 and"):
        amount_words(4, 3)


def test_methods_are_known_without_loading_readers() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from handrail.interviews.methods import METHODS; "
        "from handrail.interviews import METHODS as M; "
        "assert M is METHODS; heavy = {'lxml', 'docx', 'pypdf', 'charset_normalizer'}; "
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert METHODS["interviews.theme_spread"].version == 2
    files = (
        "transcript",
        "participants",
        "codebook",
        "codings",
        "adjudications",
        "themes",
        "returned",
        "memos",
        "framework",
    )
    made = ("place_codings", "adjudicate", "theme_spread", "identifiers", "code_agreement", "saturation")
    made += ("co_occurrence", "crosstab", "framework_matrix")
    steps = [*(f"read_{file}" for file in files), *made]
    assert list(METHODS) == [f"interviews.{step}" for step in steps]


def test_every_public_name_is_there() -> None:
    import handrail.interviews as room

    assert sorted(room.__all__) == dir(room)
    assert all(getattr(room, name) is not None for name in room.__all__)
