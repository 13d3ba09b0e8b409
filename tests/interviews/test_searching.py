"""Search: the language, what is found and where exactly, and who said it."""

import contextlib
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interview_files import SECRET
from query_projects import CODES, WORDS, plain_words, projects, slow_hits, turns_of

from handrail.interviews import (
    INTERVIEWER_LABELS,
    AllOf,
    AnyOf,
    Having,
    Near,
    Not,
    Of,
    Words,
    parse_query,
    search,
)
from handrail.interviews.project import Case, Document, ProjectCoding, RefiProject, Span
from handrail.values import DataError, UsageError


def found(text: str, query: str) -> list[str]:
    return [hit.text for hit in search(RefiProject("p", (Document("d", text),)), query).hits]


# ---- the language ----------------------------------------------------------------------------------------


def test_or_binds_least_then_and_then_not_then_near() -> None:
    assert parse_query("a OR b AND NOT c NEAR/3 d e") == AnyOf(
        (Words("a"), AllOf((Words("b"), Not(Near(Words("c"), Words("d"), 3)), Words("e"))))
    )


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ('"by luck"', Words("by luck")),
        ("“by luck”", Words("by luck")),
        ('"by luck"*', Words("by luck", prefix=True)),
        ("train*", Words("train", prefix=True)),
        ("and or not", AllOf((Words("and"), Words("or"), Words("not")))),
        ("ANDERSON", Words("ANDERSON")),
        ("don't", Words("don't")),
        ('code:"by luck"', Of("code", "by luck")),
        ("under:training", Of("under", "training")),
        ("sector=police", Having("sector", "=", "police")),
        ('"years in post">=10', Having("years in post", ">=", "10")),
        ("sector!=police", Having("sector", "!=", "police")),
        ("code:a NEAR/20c code:b", Near(Of("code", "a"), Of("code", "b"), 20, "characters")),
        ("code:a NEAR/document code:b", Near(Of("code", "a"), Of("code", "b"), 0, "document")),
        ("(luck)", Words("luck")),
        ("NOT NOT luck", Words("luck")),
    ],
)
def test_a_query_is_read_as_its_page_says(typed: str, tree: object) -> None:
    assert parse_query(typed) == tree


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "a query looks for something"),
        ("luck AND", "the query's end at character 9 of the query"),
        ("AND luck", "'AND' at character 1"),
        ("luck OR OR training", "'OR' at character 9"),
        ("(luck", "opened at character 1 and not closed"),
        ("luck)", "a closing one at character 5"),
        ("()", "a closing bracket at character 2"),
        ('luck "by', "one that stays open at character 6"),
        ("tr*ain", "a star ends a word or a phrase; received: one in the middle at character 1"),
        ("luck NEAR training", "write NEAR/5 (words)"),
        ("luck NEAR/x training", "no distance that is known at character 6"),
        ("luck NEAR/5", "the query's end at character 12"),
        ("luck AND ---", "none at character 10"),
        ("cod:training", "did you mean 'code'?"),
        ("code:", "nothing behind ':' at character 1"),
        ("luck sector=", "nothing behind '=' at character 6"),
        ("(" * 60 + "luck" + ")" * 60, "50 deep at most"),
    ],
)
def test_a_query_that_cannot_be_read_says_where_and_what_to_do(typed: str, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_query(typed)
    assert words in str(refused.value)


@given(st.text(alphabet='ab"()*:=<>! ANDORTE/5w', max_size=25))
def test_no_query_breaks_the_parser(typed: str) -> None:
    with contextlib.suppress(UsageError):
        parse_query(typed)


# ---- what is found ---------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(projects(), st.lists(st.sampled_from(WORDS), min_size=1, max_size=2), st.booleans())
def test_phrases_and_prefixes_are_where_a_slow_search_finds_them(
    project: RefiProject, words: list[str], prefix: bool
) -> None:
    asked = " ".join(words)
    if not any(one.isalnum() for one in asked):
        return
    hits = [(hit.document, hit.start, hit.end) for hit in search(project, Words(asked, prefix)).hits]
    slow = [(one.name, *place) for one in project.documents for place in slow_hits(one.text, asked, prefix)]
    assert hits == slow
    for hit in search(project, Words(asked, prefix), context=5).hits:
        text = project.document(hit.document).text
        assert text[hit.start : hit.end] == hit.text
        assert text[max(hit.start - 5, 0) : hit.end + 5] == hit.left + hit.text + hit.right


@settings(deadline=None, max_examples=60)
@given(projects(), st.sampled_from(WORDS[:5]), st.sampled_from(WORDS[:5]), st.integers(0, 3))
def test_near_finds_the_smallest_stretches_that_a_slow_search_finds(
    project: RefiProject, first: str, second: str, within: int
) -> None:
    slow: list[tuple[str, int, int]] = []
    for one in project.documents:
        ordinal = {at: number for number, (a, b) in enumerate(plain_words(one.text)) for at in range(a, b)}
        pairs = set()
        for a, b in itertools.product(slow_hits(one.text, first, False), slow_hits(one.text, second, False)):
            low, high = sorted((a, b))
            if low[1] <= high[0] and ordinal[high[0]] - ordinal[low[1] - 1] - 1 <= within:
                pairs.add((low[0], high[1]))
        least = [
            one for one in pairs if not any(o != one and one[0] <= o[0] and o[1] <= one[1] for o in pairs)
        ]
        slow += [(one.name, *pair) for pair in sorted(least)]
    hits = search(project, Near(Words(first), Words(second), within)).hits
    assert [(hit.document, hit.start, hit.end) for hit in hits] == slow


@settings(deadline=None, max_examples=60)
@given(projects(), st.sampled_from(WORDS[:5]), st.sampled_from(WORDS[:5]), st.sampled_from(WORDS[:5]))
def test_and_or_not_are_about_documents(project: RefiProject, first: str, second: str, third: str) -> None:
    def has(one: Document, word: str) -> bool:
        return bool(slow_hits(one.text, word, False))

    query = AnyOf((AllOf((Words(first), Words(second))), AllOf((Words(third), Not(Words(first))))))
    hits = {(hit.document, hit.start, hit.end) for hit in search(project, query).hits}
    slow = set()
    for one in project.documents:
        words = [first, second] if has(one, first) and has(one, second) else []
        words += [third] if has(one, third) and not has(one, first) else []
        slow |= {(one.name, *place) for word in words for place in slow_hits(one.text, word, False)}
    assert hits == slow


@pytest.mark.parametrize(
    ("text", "query", "hits"),
    [
        ("Cafe\u0301, café, CAFÉ", "cafe", ["Cafe\u0301", "café", "CAFÉ"]),
        ("ﬁnd and find", "find", ["ﬁnd", "find"]),
        ("Ｆｕｌｌ width", "full", ["Ｆｕｌｌ"]),
        ("co\u00adoperate", "cooperate", ["co\u00adoperate"]),
        ("\ufeffluck at first", "luck", ["luck"]),
        ("don’t, don't", "don't", ["don’t", "don't"]),
        ("ad-hoc and ad hoc", '"ad hoc"', ["ad-hoc", "ad hoc"]),
        ("ΟΔΟΣ οδός", "οδοσ", ["ΟΔΟΣ", "οδός"]),
        ("שָׁלוֹם לך", "שלום", ["שָׁלוֹם"]),
        ("हिन्दी हिन्द", "हिन्द", ["हिन्द"]),
        ("한국어", "한국어", ["한국어"]),
        ("untrained trains training", "train*", ["trains", "training"]),
        ("\U0001f642\U0001f642 luck\r\nby\r\nluck", '"by luck"', ["by\r\nluck"]),
        ("a_b a", "a", ["a"]),
    ],
)
def test_case_accents_and_forms_do_not_count_and_the_text_is_exact(
    text: str, query: str, hits: list[str]
) -> None:
    assert found(text, query) == hits


TEXT = "I: Was it luck?\nP: Sheer luck. Luck again.\nQ: No luck at all."
GROUP = RefiProject(
    "group",
    (Document("d", TEXT, turns=turns_of(TEXT)), Document("e", "Luck.", values={"sector": "police"})),
    (),
    CODES,
    (ProjectCoding("c", "d", 19, 30, TEXT[19:30], "by luck", "AB"),),
    cases=(
        Case("Pat", values={"sector": "police", "years": 12}, spans=(Span("d", 19, 42),)),
        Case("Quinn", values={"sector": "industry", "years": 3}, spans=(Span("d", 46, 61),)),
    ),
)


def test_a_hit_says_who_said_it_and_interviewers_can_be_left_out() -> None:
    assert [hit.speaker for hit in search(GROUP, "luck").hits] == ["I", "P", "P", "Q", None]
    without = search(GROUP, "luck", leave_out=INTERVIEWER_LABELS)
    assert [hit.speaker for hit in without.hits] == ["P", "P", None]  # Q asks, in most transcripts
    assert (without.documents, without.participants) == (2, 2)
    assert search(GROUP, "was AND luck", leave_out=["i"]).hits == ()


@pytest.mark.parametrize(
    ("query", "starts"),
    [
        ("luck AND case:Pat", [25, 31]),
        ("luck sector=police", [25, 31, 0]),
        ("luck sector=Police", [25, 31, 0]),
        ("luck NOT sector=police", [10, 49]),
        ("luck AND years>=10", [25, 31]),
        ("luck AND years<10", [49]),
        ("luck AND years!=12", [49]),
        ("luck AND document:e", [0]),
        ("luck AND case:e", [0]),
        ("luck AND speaker:Q", [49]),
        ('luck AND code:"by luck"', [25]),
        ("luck AND under:training AND coder:AB", [25]),
        ("luck AND (case:Pat OR speaker:i)", [10, 25, 31]),
        ("luck NOT (case:Pat OR speaker:i)", [49, 0]),
    ],
)
def test_names_narrow_the_text_that_is_searched(query: str, starts: list[int]) -> None:
    assert [hit.start for hit in search(GROUP, query).hits] == starts


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("code:training", "a search looks for words"),
        ("NOT luck", "a search looks for words"),
        ("luck OR case:Pat", "one side of an OR"),
        ("luck NEAR/5 code:training", "NEAR stands between words, or between codes"),
        ("luck NEAR/5 (a AND b)", "NEAR stands between words, or between codes"),
    ],
)
def test_what_is_no_search_for_words_is_refused(query: str, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        search(GROUP, query)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    "query", ["code:trainin", "case:Pta", "document:f", "coder:A", "speaker:X", "sectr=police"]
)
def test_an_unknown_name_suggests_what_there_is(query: str) -> None:
    with pytest.raises(DataError) as refused:
        search(GROUP, f"luck AND {query}")
    assert "did you mean" in str(refused.value) or "use one of" in str(refused.value)


def test_nothing_is_repeated_of_what_was_said() -> None:
    one = search(RefiProject("p", (Document("d", SECRET),)), "station")
    assert "believed" not in repr(one) + repr(one.hits)


def test_an_empty_project_has_no_hits() -> None:
    assert search(RefiProject("p"), "luck").hits == ()
    assert search(RefiProject("p", (Document("d", ""),)), "luck NEAR/5 by").hits == ()
