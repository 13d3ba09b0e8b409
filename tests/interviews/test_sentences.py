"""Sentences: each rule has its cases, and no character is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.interviews.sentences import sentence_spans


def split(text: str, breaks: tuple[int, ...] = ()) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, breaks)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We wait. They do not! Why?", ["We wait.", "They do not!", "Why?"]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        # Abbreviations, initials and numbers.
        ("Dr. Weiss met Mr. J. Smith.", ["Dr. Weiss met Mr. J. Smith."]),
        ("No. It was not. See no. 5 there.", ["No.", "It was not.", "See no. 5 there."]),
        ("So did I. Then it ended.", ["So did I.", "Then it ended."]),
        ("It is 3.5 km to example.org today.", ["It is 3.5 km to example.org today."]),
        ("z.B. heute, d.h. Montag. Gut.", ["z.B. heute, d.h. Montag.", "Gut."]),
        ("M. Petit est venu, p.ex. Lundi. Bon.", ["M. Petit est venu, p.ex. Lundi.", "Bon."]),
        ("1. Training\n2. Aims", ["1. Training", "2. Aims"]),
        ("In 2019. Then more.", ["In 2019.", "Then more."]),
        ("forms etc. and mail. Done.", ["forms etc. and mail.", "Done."]),
        # Quotation marks and brackets.
        ('She said: "No." He left.', ['She said: "No."', "He left."]),
        ("“Why?” she asked. Silence.", ["“Why?” she asked.", "Silence."]),
        ("«Non.» Il part. (So it was.) Then.", ["«Non.»", "Il part.", "(So it was.)", "Then."]),
        # Ellipses.
        ("Well … perhaps. Yes… Nothing.", ["Well … perhaps.", "Yes…", "Nothing."]),
        ("I ... I waited. We… We all did.", ["I ... I waited.", "We… We all did."]),
        ("Wait . . . What?", ["Wait . . .", "What?"]),
        # Right to left, with direction marks, and scripts with stops of their own.
        ("هل تعلم؟ نعم. لا أدري۔ شكرا", ["هل تعلم؟", "نعم.", "لا أدري۔", "شكرا"]),
        ("שלום. מה\u200f?\u200f כן", ["שלום.", "מה\u200f?\u200f", "כן"]),
        ("נאמר \u2067“לא.”\u2069 והוא הלך.", ["נאמר \u2067“לא.”\u2069", "והוא הלך."]),
        ("यह सच है। वह गया॥ अब", ["यह सच है।", "वह गया॥", "अब"]),
        ("第一句。第二句！「第三句。」完", ["第一句。", "第二句！", "「第三句。」", "完"]),
        # Line ends.
        ("A heading\nText goes on", ["A heading", "Text goes on"]),
        ("a line that is\nwrapped. Then", ["a line that is\nwrapped.", "Then"]),
        ("it ended.\nand then", ["it ended.", "and then"]),
        ("he said “no.”\nand then", ["he said “no.”", "and then"]),
        ("one\n\ntwo\r\n\r\nthree", ["one", "two", "three"]),
        ("line\r\nwrapped on.", ["line\r\nwrapped on."]),
        ("שורה\nשורה", ["שורה", "שורה"]),
        ("", []),
        (" \n\t\u00a0 ", []),
        ("...", ["..."]),
    ],
)
def test_sentences_end_where_the_rules_say(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_a_speaker_s_line_begins_a_sentence_even_in_small_letters() -> None:
    text = "interviewer: and then\np01: we left"
    assert split(text) == [text]
    assert split(text, (22,)) == ["interviewer: and then", "p01: we left"]
    assert split("abc", (0, 3, -1, 9)) == ["abc"]


@given(
    st.text(alphabet=st.sampled_from('aB1. !?…\n\r\t"”)(«؟。\u200f\u00a0éI-')), st.lists(st.integers(0, 30))
)
def test_sentences_lie_in_order_and_hold_every_character_that_is_not_white_space(
    text: str, breaks: list[int]
) -> None:
    spans = list(sentence_spans(text, breaks))
    here = 0
    for start, end in spans:
        assert here <= start < end
        assert not text[here:start].strip()
        assert text[start:end].strip() == text[start:end]
        here = end
    assert not text[here:].strip()
    assert list(sentence_spans(text, breaks)) == spans


def test_a_long_text_without_letters_takes_no_time_to_speak_of() -> None:
    # Each of these would take minutes if every stop looked for the next letter to the end.
    for text in (".\n" * 30_000, "\n" * 60_000 + "x", ". " * 30_000 + "x", "." * 60_000):
        assert len(list(sentence_spans(text))) < 60_001
