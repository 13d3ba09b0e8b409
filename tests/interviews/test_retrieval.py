"""Retrieval, co-occurrence and crosstabs: interval arithmetic against sets of characters."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from query_projects import CODERS, CODES, counted_words, plain_words, projects, turns_of

from handrail.interviews import (
    AllOf,
    AnyOf,
    Counts,
    Having,
    Near,
    Not,
    Of,
    Query,
    Words,
    co_occurrence,
    crosstab,
    passages_table,
    retrieve,
)
from handrail.interviews.project import Case, Document, ProjectCode, ProjectCoding, RefiProject, Span, Value
from handrail.interviews.spans import rest_of, shared_spans, united_spans
from handrail.values import DataError, UsageError

CODE_QUERIES = st.builds(
    Of, st.sampled_from(["code", "under"]), st.sampled_from(["training", "by luck", "aims", "unused"])
)
BELOW = {"training": {"training", "by luck"}, "by luck": {"by luck"}, "aims": {"aims"}, "unused": {"unused"}}


# ---- slow and readable -----------------------------------------------------------------------------------


def characters(one: ProjectCoding) -> set[tuple[str, int]]:
    return {(one.document, at) for at in range(one.start, one.end)}


def touched(one: ProjectCoding) -> set[tuple[str, int]]:
    """Its characters; of a coding without length, the one behind it."""
    return characters(one) or {(one.document, one.start)}


def covered(some: Iterable[ProjectCoding]) -> set[tuple[str, int]]:
    return {place for one in some for place in characters(one)}


def presences(project: RefiProject) -> list[tuple[str, set[tuple[str, int]], Value]]:
    """Who is present where, and what they answer to ``sector``."""
    found = []
    taken = set()
    for case in project.cases:
        for name in case.documents:
            length = len(project.document(name).text)
            found.append((case.name, {(name, at) for at in range(length + 1)}, case.values.get("sector")))
            taken.add(name)
        for span in case.spans:
            inside = {(span.document, at) for at in range(span.start, span.end)}
            found.append((case.name, inside, case.values.get("sector")))
            taken.add(span.document)
    for one in project.documents:
        if one.name not in taken:
            found.append((one.name, {(one.name, at) for at in range(len(one.text) + 1)}, None))
    return found


def owners(project: RefiProject, one: ProjectCoding) -> set[str]:
    return {who for who, places, _ in presences(project) if places & touched(one)}


def words_in(project: RefiProject, places: set[tuple[str, int]]) -> int:
    return sum(
        counted_words(one.text, {at for name, at in places if name == one.name}) for one in project.documents
    )


def slow_counts(project: RefiProject, some: list[ProjectCoding]) -> Counts:
    people = {name for one in some for name in owners(project, one)}
    return Counts(
        len(some), len(people), len({one.document for one in some}), words_in(project, covered(some))
    )


def of_code(project: RefiProject, query: Of) -> list[ProjectCoding]:
    names = BELOW[query.name] if query.kind == "under" else {query.name}
    return [one for one in project.codings if one.code in names]


def names(some: Iterable[ProjectCoding]) -> set[str]:
    return {one.name for one in some}


def asked(project: RefiProject, query: Query) -> set[str]:
    return names(retrieve(project, query).codings)


# ---- retrieval -------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(projects())
def test_counts_are_those_of_sets_of_characters(project: RefiProject) -> None:
    found = retrieve(project)
    assert found.counts == slow_counts(project, list(project.codings))
    for code in CODES:
        mine = [one for one in project.codings if one.code == code.name]
        assert found.by_code.get(code.name, Counts(0, 0, 0, 0)) == slow_counts(project, mine)
    for one, people in zip(found.codings, found.participants, strict=True):
        assert set(people) == owners(project, one)
    places = [(int(one.document[1:]), one.start, one.end) for one in found.codings]
    assert places == sorted(places)


@settings(deadline=None, max_examples=60)
@given(projects(), CODE_QUERIES, CODE_QUERIES)
def test_and_means_codings_that_overlap_what_both_cover_and_not_takes_out(
    project: RefiProject, first: Of, second: Of
) -> None:
    a, b = of_code(project, first), of_code(project, second)
    common = covered(a) & covered(b)
    assert asked(project, AllOf((first, second))) == names(one for one in [*a, *b] if touched(one) & common)
    taken = covered(b)
    left = names(one for one in a if not touched(one) & taken) - names(b)
    assert asked(project, AllOf((first, Not(second)))) == left
    assert asked(project, AnyOf((first, second))) == names(a) | names(b)
    everything = names(one for one in project.codings if not touched(one) & taken) - names(b)
    assert asked(project, Not(second)) == everything


@settings(deadline=None, max_examples=60)
@given(projects(), CODE_QUERIES, CODE_QUERIES, st.integers(0, 3), st.integers(0, 12))
def test_near_counts_the_words_and_characters_between(
    project: RefiProject, first: Of, second: Of, words: int, letters: int
) -> None:
    def gap_in_words(one: ProjectCoding, other: ProjectCoding) -> float:
        text = project.document(one.document).text
        mine, theirs = (
            [n for n, (a, b) in enumerate(plain_words(text)) if a < coding.end and b > coding.start]
            for coding in (one, other)
        )
        if not mine or not theirs:
            return float("inf")
        return max(theirs[0] - mine[-1], mine[0] - theirs[-1]) - 1

    def gap(one: ProjectCoding, other: ProjectCoding) -> float:
        a, b = (sorted(at for _, at in touched(coding)) for coding in (one, other))
        return max(b[0] - a[-1], a[0] - b[-1]) - 1

    def close(near: Callable[[ProjectCoding, ProjectCoding], bool]) -> set[str]:
        pairs = itertools.product(of_code(project, first), of_code(project, second))
        met = [(a, b) for a, b in pairs if a is not b and a.document == b.document and near(a, b)]
        return {one.name for pair in met for one in pair}

    assert asked(project, Near(first, second, words)) == close(lambda a, b: gap_in_words(a, b) <= words)
    assert asked(project, Near(first, second, letters, "characters")) == close(
        lambda a, b: gap(a, b) <= letters
    )
    assert asked(project, Near(first, second, unit="document")) == close(lambda a, b: True)

    def same_turn(one: ProjectCoding, other: ProjectCoding) -> bool:
        return bool(turns_in(project, one) & turns_in(project, other))

    assert asked(project, Near(first, second, unit="turn")) == close(same_turn)


def turns_in(project: RefiProject, one: ProjectCoding) -> set[int]:
    document = project.document(one.document)
    spans = [(turn.start, turn.end) for turn in document.turns]
    if not spans:
        ends = list(itertools.accumulate(len(line) + 1 for line in document.text.split("\n")))
        lines = zip([0, *ends], [end - 1 for end in ends], strict=False)
        spans = [(a, b) for a, b in lines if document.text[a:b].strip()]
    return {n for n, (a, b) in enumerate(spans) if a < one.end and b > one.start}


@settings(deadline=None, max_examples=60)
@given(projects(), CODE_QUERIES, st.sampled_from(CODERS), st.sampled_from(["police", "industry"]))
def test_names_that_are_no_codes_hold_for_every_code_beside_them(
    project: RefiProject, code: Of, coder: str, sector: str
) -> None:
    mine = [one for one in of_code(project, code) if one.coder == coder]
    assert asked(project, AllOf((code, Of("coder", coder)))) == names(mine)
    other = Of("code", "aims")
    common = covered(mine) & covered(one for one in of_code(project, other) if one.coder == coder)
    both = [one for one in [*mine, *of_code(project, other)] if one.coder == coder and touched(one) & common]
    assert asked(project, AllOf((code, other, Of("coder", coder)))) == names(both)
    if any(value == sector for _, _, value in presences(project)):
        present = {place for _, places, value in presences(project) if value == sector for place in places}
        fitting = [one for one in of_code(project, code) if touched(one) & present]
        assert asked(project, AllOf((code, Having("sector", "=", sector)))) == names(fitting)
    held = [one for one in project.codings if "luck" in one.quotation.casefold().split()]
    assert names(held) <= asked(project, Words("luck"))


TEXT = "I: Was it luck?\nP: Sheer luck, no training. We had aims though.\nQ: We trained."
AIMS = TEXT.index("aims")


def coding(name: str, words: str, code: str, coder: str = "AB") -> ProjectCoding:
    start = TEXT.index(words)
    return ProjectCoding(name, "d", start, start + len(words), words, code, coder)


PROJECT = RefiProject(
    "p",
    (Document("d", TEXT, turns=turns_of(TEXT)), Document("e", "Nothing was coded here.")),
    (),
    CODES,
    (
        coding("c1", "Sheer luck", "by luck"),
        coding("c2", "luck, no training", "training", "CD"),
        coding("c3", "aims", "aims"),
        coding("c4", "We trained", "training"),
        coding("c5", "Sheer luck", "by luck", "CD"),
    ),
    cases=(
        Case("Pat", values={"sector": "police", "years": 9.0}, spans=(Span("d", 19, 62),)),
        Case("Quinn", values={"sector": "industry", "years": 10.0}, spans=(Span("d", 66, 77),)),
    ),
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("code:training", "c2 c4"),
        ("under:training", "c1 c2 c4 c5"),
        ("code:training AND case:Pat", "c2"),
        ("under:training sector=industry", "c4"),
        ("under:training AND years<10", "c1 c2 c5"),
        ('code:"by luck" AND code:training', "c1 c2 c5"),
        ('code:"by luck" AND code:training AND coder:CD', "c2 c5"),
        ('code:"by luck" NOT (code:training AND coder:AB)', "c1 c5"),
        ('code:"by luck" NOT code:training', ""),
        ("code:aims NEAR/1 code:training", ""),
        ("code:aims NEAR/2 code:training", "c2 c3 c4"),
        ("code:aims NEAR/turn code:training", "c2 c3"),
        ("code:aims NEAR/document code:training", "c2 c3 c4"),
        ('code:"by luck" NEAR/0 code:"by luck"', "c1 c5"),
        ("code:aims NEAR/9 code:aims", ""),
        ("luck", "c1 c2 c5"),
        ("luck NEAR/1 training", "c2"),
        ("document:e", ""),
        ("speaker:q", "c4"),
        ("NOT coder:AB", "c2 c5"),
    ],
)
def test_a_query_means_what_its_page_says(query: str, expected: str) -> None:
    assert sorted(one.name for one in retrieve(PROJECT, query).codings) == expected.split()


def test_words_that_two_coders_marked_count_once() -> None:
    assert retrieve(PROJECT, 'code:"by luck"').counts == Counts(2, 1, 1, 2)
    assert retrieve(PROJECT, "under:training AND case:Pat").counts == Counts(3, 1, 1, 4)


def test_a_passage_in_nobody_s_stretch_belongs_to_nobody_and_a_document_without_a_case_to_itself() -> None:
    own = RefiProject(
        "p", PROJECT.documents, (), CODES, (coding("c", "Was it luck", "aims"),), cases=PROJECT.cases
    )
    assert retrieve(own).counts == Counts(1, 0, 1, 3)
    assert retrieve(RefiProject("p", own.documents, (), CODES, own.codings)).participants == (("d",),)


@pytest.mark.parametrize(
    "query", ["code:x", "under:x", "coder:x", "case:x", "document:x", "speaker:x", "x=1", "sector=polise"]
)
def test_an_unknown_name_is_refused(query: str) -> None:
    with pytest.raises(DataError):
        retrieve(PROJECT, query)


def test_near_between_a_code_and_a_word_is_refused() -> None:
    with pytest.raises(UsageError, match="words beside a code are joined with AND"):
        retrieve(PROJECT, "code:aims NEAR/5 luck")


def test_a_case_or_coding_of_an_unknown_document_is_refused() -> None:
    with pytest.raises(DataError, match="a case's documents are in the project"):
        retrieve(RefiProject("p", cases=(Case("Pat", documents=("d",)),)))
    with pytest.raises(DataError, match="a coding's document is in the project"):
        retrieve(RefiProject("p", codes=CODES, codings=PROJECT.codings))


def test_an_empty_project_has_nothing() -> None:
    assert retrieve(RefiProject("p")).counts == Counts(0, 0, 0, 0)
    assert co_occurrence(RefiProject("p")).counts.shape == (0, 0)
    assert co_occurrence(RefiProject("p"), "turn").counts.shape == (0, 0)
    assert passages_table(RefiProject("p")).rows == ()


# ---- co-occurrence ---------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(projects(), st.booleans())
def test_codes_stand_together_where_sets_of_characters_do(project: RefiProject, below: bool) -> None:
    wanted = [code.name for code in CODES]
    mine = {
        name: [one for one in project.codings if one.code in (BELOW[name] if below else {name})]
        for name in wanted
    }

    def stretches(places: set[tuple[str, int]]) -> int:
        return sum((name, at - 1) not in places for name, at in places)

    def units(some: list[ProjectCoding], by: str) -> set[tuple[str, int]]:
        if by == "document":
            return {(one.document, 0) for one in some}
        return {(one.document, turn) for one in some for turn in turns_in(project, one)}

    for by in ("overlap", "turn", "document"):
        counts = co_occurrence(project, by, wanted, below=below).counts
        for (x, a), (y, b) in itertools.product(enumerate(wanted), repeat=2):
            slow = (
                stretches(covered(mine[a]) & covered(mine[b]))
                if by == "overlap"
                else len(units(mine[a], by) & units(mine[b], by))
            )
            assert counts[x, y] == slow, (by, a, b)


def test_co_occurrence_can_be_of_one_coder_and_lists_only_used_codes() -> None:
    found = co_occurrence(PROJECT, query="coder:AB")
    assert found.codes == ("training", "by luck", "aims")
    assert found.counts.tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert found.sheet().rows[0] == ("training", 1, 0, 0)
    with pytest.raises(UsageError, match="did you mean 'overlap'"):
        co_occurrence(PROJECT, "overlaps")  # type: ignore[arg-type]


# ---- crosstabs -------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(projects())
def test_a_crosstab_counts_what_sets_of_characters_count(project: RefiProject) -> None:
    if not any("sector" in case.values for case in project.cases):
        return
    found = crosstab(project, [code.name for code in CODES], "sector")
    present = [(who, places, str(value or "not recorded")) for who, places, value in presences(project)]
    assert list(found.levels) == sorted({v for _, _, v in present}, key=lambda v: (v == "not recorded", v))
    for column, level in enumerate(found.levels):
        here = [(who, places) for who, places, value in present if value == level]
        assert found.bases[column] == len({who for who, _ in here})
        for row, code in enumerate(CODES):
            mine = [one for one in project.codings if one.code == code.name]
            met = [(one, who) for one in mine for who, places in here if touched(one) & places]
            assert found.references[row, column] == len({one.name for one, _ in met})
            assert found.participants[row, column] == len({who for _, who in met})
            area = {place for _, places in here for place in places}
            assert found.words[row, column] == words_in(project, covered(mine) & area)


def test_levels_that_are_numbers_are_in_their_order_and_what_is_blank_is_last() -> None:
    cases = tuple(Case(f"C{n}", values={"years": n} if n else {}, documents=("e",)) for n in (10, 9, 0))
    found = crosstab(RefiProject("p", PROJECT.documents, codes=CODES, cases=cases), ["aims"], "years")
    assert found.levels == ("9", "10", "not recorded")
    assert found.bases == (1, 1, 2)  # the document that is nobody's counts as one


def test_a_document_s_answer_stands_in_where_its_case_has_none() -> None:
    documents = (
        Document("d", TEXT, values={"place": "north"}),
        Document("e", "x", values={"place": "south"}),
    )
    case = Case("Pat", documents=("d", "e"))
    found = crosstab(
        RefiProject("p", documents, codes=CODES, codings=PROJECT.codings, cases=(case,)), ["aims"], "place"
    )
    assert (found.levels, found.references.tolist()) == (("north", "south"), [[1, 0]])


def test_a_crosstab_is_told_as_references_participants_or_words() -> None:
    found = crosstab(PROJECT, None, "sector", below=True)
    assert found.sheet().rows[:2] == (("All participants", 1, 1, 1), ("training", 1, 1, 0))
    assert found.sheet("references").rows[1] == ("training", 1, 3, 0)
    assert found.sheet("words").header == ("code", "industry", "police", "not recorded")
    with pytest.raises(UsageError):
        found.sheet("word")  # type: ignore[arg-type]
    with pytest.raises(DataError, match="did you mean 'sector'"):
        crosstab(PROJECT, None, "sectr")


# ---- passages --------------------------------------------------------------------------------------------


def test_passages_stand_by_code_with_their_participants_and_answers() -> None:
    sheet = passages_table(PROJECT, "case:Pat", attributes=("sector", "years"))
    assert [row[0] for row in sheet.rows] == ["training", "by luck", "by luck", "aims"]
    assert sheet.records()[0] == {
        "code": "training",
        "document": "d",
        "start": 25,
        "end": 42,
        "participants": "Pat",
        "sector": "police",
        "years": 9.0,
        "speaker": "",
        "coder": "CD",
        "passage": "luck, no training",
        "memo": "",
        "id": "c2",
    }
    with pytest.raises(DataError, match="did you mean 'sector'"):
        passages_table(PROJECT, attributes=("sectr",))


# ---- spans -----------------------------------------------------------------------------------------------

SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted), max_size=6)


@given(SPANS, SPANS)
def test_spans_are_sets_of_characters(first: list[list[int]], second: list[list[int]]) -> None:
    def places(spans: Iterable[Iterable[int]]) -> set[int]:
        return {at for a, b in spans for at in range(a, b)}

    a, b = (united_spans([x for x, _ in some], [y for _, y in some]) for some in (first, second))
    for made, slow in (
        (a, places(first)),
        (shared_spans(a, b), places(first) & places(second)),
        (rest_of(a, b), places(first) - places(second)),
    ):
        assert places(zip(made.starts.tolist(), made.ends.tolist(), strict=True)) == slow
        assert np.all(made.starts < made.ends)
        assert np.all(made.starts[1:] >= made.ends[:-1])
    assert {n for low, high in a.within(5, 12) for n in range(low, high)} == places(first) & set(range(5, 12))


def test_a_code_that_only_a_coding_names_is_counted_too() -> None:
    one = RefiProject(
        "p", (Document("d", TEXT),), (), (ProjectCode("aims", ""),), (coding("c", "aims", "stray"),)
    )
    assert list(retrieve(one).by_code) == ["stray"]
    assert [one.name for one in retrieve(one, "under:stray").codings] == ["c"]
