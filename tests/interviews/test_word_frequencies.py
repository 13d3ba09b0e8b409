"""Word frequencies: counted by numbers and by hand, with stop lists, stems and who used a word."""

import re
import unicodedata
from collections import Counter

import pytest
from hypothesis import given, settings
from query_projects import projects

from handrail.interviews import INTERVIEWER_LABELS, STOP_LANGUAGES, stop_words, word_frequencies
from handrail.interviews.project import Case, Document, ProjectCode, ProjectCoding, RefiProject, Span
from handrail.interviews.transcript import Turn
from handrail.values import UsageError


def words(one: Document) -> list[str]:
    said = " ".join(one.text[turn.start : turn.end] for turn in one.turns) if one.turns else one.text
    plain = unicodedata.normalize("NFC", said).lower().replace("’", "'")
    return [one for one in re.findall(r"[\w']+", plain) if one.strip("'")]


@settings(deadline=None, max_examples=60)
@given(projects())
def test_words_are_counted_as_one_would_by_hand(project: RefiProject) -> None:
    found = {one.word: one for one in word_frequencies(project).words}
    slow = Counter(word for one in project.documents for word in words(one))
    assert {word: one.count for word, one in found.items()} == slow
    for word, one in found.items():
        assert one.documents == sum(word in words(document) for document in project.documents)
        assert one.share == pytest.approx(one.count / slow.total())
    order = [(-one.count, one.word) for one in found.values()]
    assert order == sorted(order)
    by_document = word_frequencies(project, by="document")
    for document in project.documents:
        mine = {one.word: one.count for one in by_document.words if one.group == document.name}
        assert mine == Counter(words(document))


TEXT = "I: Was it luck?\nP: Training, trained, and/or luck: it's l’école!\nQ: Luck -- luck."
GROUP = RefiProject(
    "p",
    (
        Document("d", TEXT, turns=(Turn(0, "I", 3, 15), Turn(1, "P", 19, 63), Turn(2, "Q", 67, 80))),
        Document("e", "Training by design."),
    ),
    (),
    (ProjectCode("aims", ""), ProjectCode("chance", "")),
    (
        ProjectCoding("c1", "d", 67, 80, TEXT[67:80], "chance", "AB"),
        ProjectCoding("c2", "d", 75, 80, TEXT[75:80], "chance", "CD"),
        ProjectCoding("c3", "e", 0, 8, "Training", "aims", "AB"),
    ),
    cases=(
        Case("Pat", values={"sector": "police"}, spans=(Span("d", 19, 63),)),
        Case("Quinn", values={"sector": "industry"}, spans=(Span("d", 67, 80),)),
    ),
)


def table(**asked: object) -> dict[str, tuple[int, int, int]]:
    found = word_frequencies(GROUP, **asked)  # type: ignore[arg-type]
    return {one.word: (one.count, one.documents, one.participants) for one in found.words}


def test_a_word_says_in_how_many_documents_and_by_how_many_participants() -> None:
    found = table()
    assert found["luck"] == (4, 1, 2)  # the interviewer is no participant
    assert found["training"] == (2, 2, 2)  # the document that is nobody's counts as one
    assert (found["and"], found["or"], found["it's"], found["l'école"]) == ((1, 1, 1),) * 4


def test_stop_words_short_words_and_elisions_are_not_listed_and_stay_in_the_shares() -> None:
    found = word_frequencies(GROUP, stop=("it’s", "L'", "And"), shortest=3)
    listed = {one.word: one for one in found.words}
    assert {"it's", "l'école", "and", "or", "p"}.isdisjoint(listed)
    assert listed["école"].count == 1
    assert found.totals == {"": 15}
    assert listed["luck"].share == pytest.approx(4 / 15)


def test_stems_count_together_whatever_the_stop_list_says() -> None:
    assert table(stems=("train",), stop=("training",))["train*"] == (3, 2, 2)


def test_words_of_few_participants_are_hidden_and_counted() -> None:
    found = word_frequencies(GROUP, fewest_participants=2)
    assert [one.word for one in found.words] == ["luck", "training"]
    assert found.hidden == len(table()) - 2
    assert f"{found.hidden} words of fewer participants" in found.sheet().note


def test_words_are_counted_where_a_query_says_and_an_overlap_once() -> None:
    assert table(query="code:chance") == {"luck": (2, 1, 1)}
    assert table(query="sector=police")["luck"] == (1, 1, 1)
    assert table(leave_out=INTERVIEWER_LABELS)["luck"] == (1, 1, 1)
    with pytest.raises(UsageError, match="text that names choose"):
        table(query="luck")


def test_words_are_counted_by_case_code_and_level() -> None:
    for by, groups in (
        ("case", {"Pat", "Quinn", "e"}),
        ("code", {"aims", "chance"}),
        ("sector", {"industry", "police", "not recorded"}),
    ):
        found = word_frequencies(GROUP, by=by)
        assert {one.group for one in found.words} == groups == set(found.totals)
        assert found.sheet().header[0] == by
    most = word_frequencies(GROUP, by="case", most=1)
    assert [(one.group, one.word) for one in most.words] == [("Pat", "and"), ("Quinn", "luck"), ("e", "by")]


@pytest.mark.parametrize("text", ["हिन्दी हिन्दी", "e\u0301tude étude", "ÜBER u\u0308ber"])
def test_forms_of_one_word_are_one(text: str) -> None:
    found = word_frequencies(RefiProject("p", (Document("d", text),)))
    assert [one.count for one in found.words] == [2]


@pytest.mark.parametrize("language", STOP_LANGUAGES)
def test_a_stop_list_is_short_and_in_small_letters(language: str) -> None:
    listed = stop_words(language)
    assert 100 < len(listed) < 300
    assert all(word == word.lower() for word in listed)


def test_a_language_without_a_list_is_refused() -> None:
    with pytest.raises(UsageError, match="or give the words themselves"):
        stop_words("pt")


def test_nothing_has_no_words() -> None:
    assert word_frequencies(RefiProject("p")).words == ()
    assert word_frequencies(RefiProject("p", (Document("d", "-- !"),))).totals == {"": 0}
