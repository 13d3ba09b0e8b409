"""Which lines open with a speaker's label, and which colons are only colons."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handrail.interviews.body import Body
from handrail.interviews.speakers import find_turns


def turns_of(text: str, speakers: tuple[str, ...] = ()) -> list[tuple[str | None, str]]:
    turns, _ = find_turns(Body(text), speakers)
    return [(turn.speaker, text[turn.start : turn.end]) for turn in turns]


ANNA_AND_BEN = "Anna> Why? | Ben> Luck. | Anna> A. | Ben> B."
CONVENTIONS = {
    "I: Why?\nP01: Luck.": "I> Why? | P01> Luck.",
    "Interviewer: Why?\nParticipant: Luck.": "Interviewer> Why? | Participant> Luck.",
    "Anna: Why?\nBen: Luck.\nAnna: A.\nBen: B.": ANNA_AND_BEN,
    "Anna\tWhy?\nBen\tLuck.\nAnna\tA.\nBen\tB.": ANNA_AND_BEN,
    "[00:01] Anna: Why?\n[00:04] Ben: Luck.\n[00:09] Anna: A.\n[01:02:03] Ben: B.": ANNA_AND_BEN,
    "Anna (0:03): Why?\nBen (0:04): Luck.\nAnna (0:05): A.\nBen (0:06): B.": ANNA_AND_BEN,
    "Anna  0:03\nWhy?\nBen  0:09\nLuck.\nAnna  0:12\nA.\nBen  1:02:03\nB.": ANNA_AND_BEN,
    "**Anna:** Why?\n**Ben:** Luck.\n**Anna**: A.\n**Ben**: B.": ANNA_AND_BEN,
    "**Anna**\nWhy?\n\n**Ben**\nLuck.\n**Anna**\nA.\n**Ben**\nB.": ANNA_AND_BEN,
    "Dr. Lee: Why?\nMr. Ng: Luck.\nDr. Lee: A.\nMr. Ng: B.": (
        "Dr. Lee> Why? | Mr. Ng> Luck. | Dr. Lee> A. | Mr. Ng> B."
    ),
    "Q1  Chair: Why?\nMelanie Dawes: Luck.\nQ2  Chair: A.\nMelanie Dawes: B.": (
        "Chair> Why? | Melanie Dawes> Luck. | Chair> A. | Melanie Dawes> B."
    ),
    "[id1] a\n[laughter]\n[id2] b\n[id1] c": "id1> a\n[laughter] | id2> b | id1> c",
    "מראיין: למה?\nדנה: מזל.\nמראיין: תמיד?\nדנה: כן.": "מראיין> למה? | דנה> מזל. | מראיין> תמיד? | דנה> כן.",
    "访问者：为什么\n小李：运气\n访问者：总是\n小李：是": (
        "访问者> 为什么 | 小李> 运气 | 访问者> 总是 | 小李> 是"
    ),
    "I:\nWhy?\n\nP:\nLuck.\n\nReally.": "I> Why? | P> Luck.\n\nReally.",
}


@pytest.mark.parametrize(("text", "expected"), CONVENTIONS.items())
def test_the_usual_conventions_are_found(text: str, expected: str) -> None:
    assert turns_of(text) == [tuple(turn.split("> ")) for turn in expected.split(" | ")]


@pytest.mark.parametrize(
    "text",
    [
        "Oral evidence: Children and the internet\nWe met.\nOral evidence: more of it",
        "Thursday: we met\nFriday: we met again\nThursday: and once more",
        "We saw https://example.org and 12:30: nothing.\nhttps://example.org\nhttps://example.net",
        "One thing is clear: nobody was trained.\nAnother is this: it was luck.",
        "[laughter] yes\n[laughter] no\n[pause] well",
        "I: Sarah Connolly, Director\nWe begin.",
        "Q3: how often?\nQ4: how long?\nQ5: where?",
        "It was luck.",
    ],
)
def test_a_colon_in_prose_makes_no_speaker(text: str) -> None:
    assert turns_of(text) == [(None, text)]


def test_a_colon_inside_a_turn_stays_in_it_and_is_noted_by_line() -> None:
    text = "I: Why?\nP: Luck.\nOne thing: nobody cared.\nI: And?\nP: Thursday: we met."
    turns, notes = find_turns(Body(text))
    assert [text[turn.start : turn.end] for turn in turns][1] == "Luck.\nOne thing: nobody cared."
    assert "1 line open like a label, not taken for a speaker: line 3" in notes


def test_the_head_of_a_document_belongs_to_no_turn() -> None:
    text = "Project: Safer\nInterviewer: JD\nDate: 3 May\n\nI: Why?\nP: By luck.\nI: And?"
    turns, notes = find_turns(Body(text))
    assert [turn.speaker for turn in turns] == ["I", "P", "I"]
    assert any(note.startswith("3 lines before the first speaker") for note in notes)


def test_given_speakers_settle_what_a_label_is() -> None:
    text = "Anna: Why?\nThursday: we met\nBEN: Luck: pure luck.\nSo: yes."
    assert turns_of(text, ("Anna", "Ben")) == [
        ("Anna", "Why?\nThursday: we met"),
        ("BEN", "Luck: pure luck.\nSo: yes."),
    ]


def test_given_speakers_that_are_not_there_are_noted() -> None:
    turns, notes = find_turns(Body("I: Why?\nP: Luck."), ("Anna",))
    assert [turn.speaker for turn in turns] == [None]
    assert notes[0] == "no speaker labels: none of those given opens a line"


def test_a_known_name_on_a_line_of_its_own_is_a_label() -> None:
    assert turns_of("ANNA\nWhy?\nBEN\nLuck.", ("Anna", "Ben")) == [("ANNA", "Why?"), ("BEN", "Luck.")]


def test_a_note_names_lines_and_never_words() -> None:
    _, notes = find_turns(Body("I: a\nP: b\nI: c\nNobody ever believed: me."))
    assert not any("believed" in note for note in notes)


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("I: e\u0301😀\nP01: \u200fשלום\nI: x")
@example("a:\tb\na:\tb")
def test_turns_of_any_text_lie_in_it_in_order_and_are_trimmed(text: str) -> None:
    turns, _ = find_turns(Body(text))
    before = 0
    for index, turn in enumerate(turns):
        assert turn.index == index
        assert before <= turn.start < turn.end <= len(text)
        words = text[turn.start : turn.end]
        assert words == words.strip()
        before = turn.end


line = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="：:\t")).map(
    str.strip
)


@given(st.lists(st.tuples(st.sampled_from(["I", "P01", "Interviewer"]), line.filter(bool)), min_size=2))
def test_what_each_speaker_said_comes_back_whole(said: list[tuple[str, str]]) -> None:
    text = "\n".join(f"{speaker}: {words}" for speaker, words in said)
    known = ("I", "P01", "Interviewer")
    assert turns_of(text, known) == said
