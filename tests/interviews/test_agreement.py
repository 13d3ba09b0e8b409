"""Agreement between two coders: fast against slow, published numbers, and what may leave."""

import itertools
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interview_files import SECRET

from handrail.interviews import (
    METHODS,
    Code,
    CodeAgreement,
    Codebook,
    Coding,
    Transcript,
    agreement_result,
    code_agreement,
    krippendorff_alpha,
)
from handrail.interviews.alpha import LEVELS, Level
from handrail.interviews.overlaps import Ruler, shared, united
from handrail.interviews.tallies import draw_documents
from handrail.values import DataError

REFERENCE: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "reference/agreement.json").read_text("utf-8")
)
PUBLISHED = REFERENCE["krippendorff_2011"]


# ---- slow and readable -----------------------------------------------------------------------------------


def far_apart(a: Any, b: Any, level: str, everyone: Sequence[Any]) -> float:
    if level == "nominal":
        return float(a != b)
    if level == "interval":
        return float((a - b) ** 2)
    if level == "ratio":
        return float(((a - b) / (a + b)) ** 2) if a + b else 0.0
    low, high = min(a, b), max(a, b)
    between = sum(low <= one <= high for one in everyone)
    return float((between - (everyone.count(a) + everyone.count(b)) / 2) ** 2)


def slow_alpha(ratings: Sequence[Sequence[Any]], level: str = "nominal") -> float:
    """Alpha pair by pair, straight from its definition."""
    units = [[value for value in unit if value is not None] for unit in zip(*ratings, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    everyone = [value for unit in units for value in unit]
    n = len(everyone)
    observed = sum(
        far_apart(a, b, level, everyone) / (len(unit) - 1)
        for unit in units
        for a, b in itertools.permutations(unit, 2)
    )
    expected = sum(far_apart(a, b, level, everyone) for a, b in itertools.permutations(everyone, 2))
    return math.nan if expected == 0 else 1 - (observed / n) / (expected / (n * (n - 1)))


def slow_sets_alpha(first: list[frozenset[str]], second: list[frozenset[str]]) -> float:
    """Alpha of characters whose value is a set of codes; each pair of ratings is compared."""
    everyone = first + second
    n = len(everyone)
    observed = sum(len(a ^ b) for a, b in zip(first, second, strict=True)) / len(first)
    expected = sum(len(a ^ b) for a, b in itertools.permutations(everyone, 2)) / (n * (n - 1))
    return math.nan if expected == 0 else 1 - observed / expected


def characters_of(
    codings: Sequence[Coding], coder: str, transcripts: dict[str, Transcript], documents: Sequence[str]
) -> list[frozenset[str]]:
    """The set of codes on each character that is not white space, in an array of characters."""
    found: list[frozenset[str]] = []
    for document in documents:
        codes: list[set[str]] = [set() for _ in transcripts[document].text]
        for one in codings:
            if (one.document, one.coder) == (document, coder):
                for position in range(one.start, one.end):
                    codes[position].add(one.code)
        text = transcripts[document].text
        found += [frozenset(here) for here, one in zip(codes, text, strict=True) if not one.isspace()]
    return found


# ---- alpha -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", LEVELS)
def test_alpha_is_what_krippendorff_published(level: Level) -> None:
    data, expected = PUBLISHED["data"], PUBLISHED["expected"][level]
    assert krippendorff_alpha(data, level) == pytest.approx(expected, abs=5e-7)
    assert slow_alpha(data, level) == pytest.approx(expected, abs=5e-7)
    with_nan = np.array([[math.nan if one is None else one for one in row] for row in data])
    assert krippendorff_alpha(with_nan, level) == krippendorff_alpha(data, level)


def test_alpha_of_the_prevalence_paradox_is_what_was_published() -> None:
    ((yes_yes, yes_no), (no_yes, no_no)) = REFERENCE["prevalence_paradox"]["table"]
    first = ["yes"] * (yes_yes + yes_no) + ["no"] * (no_yes + no_no)
    second = ["yes"] * yes_yes + ["no"] * yes_no + ["yes"] * no_yes + ["no"] * no_no
    expected = REFERENCE["prevalence_paradox"]["expected"]["krippendorff_alpha"]
    assert krippendorff_alpha([first, second], "nominal") == pytest.approx(expected, abs=5e-6)


@settings(deadline=None, max_examples=150)
@given(
    st.integers(2, 4).flatmap(
        lambda coders: st.lists(
            st.lists(st.sampled_from([None, 0, 1, 2, 5]), min_size=coders, max_size=coders),
            min_size=1,
            max_size=8,
        )
    ),
    st.sampled_from(LEVELS),
)
def test_alpha_is_the_slow_alpha(units: list[list[int | None]], level: Level) -> None:
    ratings = [list(row) for row in zip(*units, strict=True)]
    assert krippendorff_alpha(ratings, level) == pytest.approx(slow_alpha(ratings, level), nan_ok=True)


@pytest.mark.parametrize(
    "ratings",
    [[[1, 1, 1], [1, 1, 1]], [[1, None], [None, 2]], [[None], [None]], [[], []], [[1, 2], [1, None]]],
)
def test_alpha_without_variation_is_undefined_and_not_one(ratings: list[list[int | None]]) -> None:
    assert all(math.isnan(krippendorff_alpha(ratings, level)) for level in LEVELS)


@pytest.mark.parametrize("missing", [pd.NA, pd.NaT, np.datetime64("NaT"), math.nan])
@pytest.mark.parametrize("level", LEVELS)
def test_every_kind_of_missing_rating_is_missing(level: Level, missing: object) -> None:
    def ratings(gap: object) -> list[list[object]]:
        return [[1, 2, gap, 2, gap], [1, 1, 2, 2, gap], [1, 2, 2, gap, gap]]

    assert krippendorff_alpha(ratings(missing), level) == krippendorff_alpha(ratings(None), level)


@pytest.mark.parametrize(
    ("ratings", "level", "words"),
    [
        ([[1, 2]], "nominal", "at least two coders; received: 1"),
        ([[1, 2], [1]], "nominal", "rows of 1 to 2 ratings"),
        ([[1, 2], [1, 2]], "nominl", "did you mean 'nominal'?"),
        ([[1, SECRET], [1, 2]], "interval", "one of type str"),
        ([[1, math.inf], [1, 2]], "ordinal", "a finite number"),
        ([[1, -2], [1, 2]], "ratio", "not negative"),
        ([["a", {SECRET}], ["a", "b"]], "nominal", "one of type set"),
        ([["a", [SECRET]], ["a", "b"]], "nominal", "one of type list"),
        ([[1, {SECRET}], [1, 2]], "interval", "one of type set"),
    ],
)
def test_ratings_that_have_no_alpha_are_refused(ratings: list[list[Any]], level: Level, words: str) -> None:
    with pytest.raises(DataError) as refused:
        krippendorff_alpha(ratings, level)
    assert words in str(refused.value)
    assert SECRET not in str(refused.value)


# ---- spans -----------------------------------------------------------------------------------------------

SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda ends: (min(ends), max(ends))))


@given(SPANS, SPANS, st.text(alphabet="ab \n\u00a0", min_size=30, max_size=30))
def test_spans_are_united_shared_and_measured_as_sets_of_characters_are(
    first: list[tuple[int, int]], second: list[tuple[int, int]], text: str
) -> None:
    def characters(spans: Sequence[tuple[int, int]]) -> set[int]:
        return {position for start, end in spans for position in range(start, end)}

    a, b = united(first), united(second)
    assert characters(a) == characters(first)
    assert all(here[1] < there[0] for here, there in itertools.pairwise(a))
    assert characters(shared(a, b)) == characters(first) & characters(second)
    visible = {position for position in characters(shared(a, b)) if not text[position].isspace()}
    ruler = Ruler(text, first + second)
    assert ruler.measure(shared(a, b)) == len(visible)
    assert ruler.length == len("".join(text.split()))


# ---- agreement of two coders -----------------------------------------------------------------------------

BOOK = Codebook(
    (
        Code("training", "x"),
        Code("by chance", "x", "training"),
        Code("by design", "x", "training"),
        Code("aims", "x"),
        Code("never used", "x"),
    )
)
CODES = ("training", "by chance", "by design", "aims")
TOPICS = {"training": "training", "by chance": "training", "by design": "training", "aims": "aims"}


def coding(name: str, coder: str, document: str, start: int, end: int, code: str = "training") -> Coding:
    return Coding(name, document, start, end, SECRET, code, coder)


def agreed(codings: Sequence[Coding], **texts: str) -> CodeAgreement:
    return code_agreement(
        codings, BOOK, {f"{name}.txt": Transcript(f"{name}.txt", "txt", text) for name, text in texts.items()}
    )


def test_half_and_half_with_a_quarter_in_common_is_chance() -> None:
    # Scott's pi and Cohen's kappa are 0; alpha adds its correction for a finite number of units.
    assert REFERENCE["character_level_kappa_trap"]["expected"]["cohen_kappa"] == 0
    found = agreed(
        [coding("a", "AB", "p.txt", 0, 500), coding("b", "CD", "p.txt", 250, 750)], p="x" * 1000
    ).row("training")
    first = [1] * 500 + [0] * 500
    second = [0] * 250 + [1] * 500 + [0] * 250
    assert found.alpha == pytest.approx(slow_alpha([first, second]), abs=1e-12)
    assert found.alpha == pytest.approx(1 - 500 * 1999 / 1000**2, abs=1e-12) == pytest.approx(0.0005)
    assert (found.characters_a, found.characters_b, found.characters_both) == (500, 500, 250)


TEXTS = {"p1.txt": "aa bbb\ncc dd", "p2.txt": "eee  f ggg h", "p3.txt": "iiiiiiiiiiii"}
PLACED = st.lists(
    st.tuples(
        st.sampled_from(("AB", "CD")),
        st.sampled_from(sorted(TEXTS)),
        st.integers(0, 11),
        st.integers(1, 12),
        st.sampled_from(CODES),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=150)
@given(PLACED)
def test_agreement_is_the_slow_agreement_of_arrays_of_characters(
    placed: list[tuple[str, str, int, int, str]],
) -> None:
    transcripts = {name: Transcript(name, "txt", text) for name, text in TEXTS.items()}
    codings = [coding("a", "AB", "p1.txt", 0, 2), coding("b", "CD", "p1.txt", 1, 5)] + [
        coding(str(at), coder, document, start, start + length, code)
        for at, (coder, document, start, length, code) in enumerate(placed)
        if start + length <= 12
    ]
    found = code_agreement(codings, BOOK, transcripts)
    for level, lift in (("code", dict(zip(CODES, CODES, strict=True))), ("topic", TOPICS)):
        first, second = (
            [
                frozenset(lift[code] for code in codes)
                for codes in characters_of(codings, coder, transcripts, found.documents)
            ]
            for coder in ("AB", "CD")
        )
        assert found.characters == len(first)
        pooled = found.row(level=level)  # type: ignore[arg-type]
        assert pooled.alpha == pytest.approx(slow_sets_alpha(first, second))
        assert pooled.characters_a == sum(map(bool, first))
        for code in dict.fromkeys(lift.values()):
            marks = [[code in codes for codes in side] for side in (first, second)]
            row = found.row(code, level)  # type: ignore[arg-type]
            assert (math.nan if row.alpha is None else row.alpha) == pytest.approx(
                slow_alpha(marks), nan_ok=True
            )
            assert [row.characters_a, row.characters_b] == [sum(side) for side in marks]
            assert row.characters_both == sum(a and b for a, b in zip(*marks, strict=True))


def test_white_space_at_the_ends_of_a_passage_and_between_two_is_no_disagreement() -> None:
    text = "We learned.\n By luck. And so on and so on."
    one_piece = [coding("a", "AB", "p.txt", 0, 21)]
    two_pieces = [coding("b", "CD", "p.txt", 0, 13), coding("c", "CD", "p.txt", 13, 22)]
    tight = [coding("d", "CD", "p.txt", 0, 11), coding("e", "CD", "p.txt", 13, 21)]
    for other in (two_pieces, tight):
        row = agreed(one_piece + other, p=text).row("training")
        assert (row.alpha, row.characters_both) == (1.0, 17)


def test_overlapping_passages_of_one_coder_count_once() -> None:
    b = coding("b", "CD", "p.txt", 0, 30)
    apart = [coding("a", "AB", "p.txt", 0, 20), b]
    over = [coding("a", "AB", "p.txt", 0, 12), coding("c", "AB", "p.txt", 5, 20), b]
    first, second = (agreed(codings, p="x" * 100).row("training") for codings in (apart, over))
    assert (first.alpha, first.characters_a) == (second.alpha, second.characters_a)
    assert (first.passages, second.passages) == (2, 3)


def test_a_child_counts_for_its_topic_and_not_for_its_parent() -> None:
    found = agreed(
        [coding("a", "AB", "p.txt", 0, 20, "by chance"), coding("b", "CD", "p.txt", 0, 20, "by design")],
        p="x" * 100,
    )
    assert found.row("training", "topic").alpha == 1
    assert found.row("training").alpha is None
    assert found.row("training").characters_a == 0
    chance = found.row("by chance").alpha
    assert chance is not None
    assert chance < 0
    flat = code_agreement(
        [coding("a", "AB", "p.txt", 0, 2, "aims"), coding("b", "CD", "p.txt", 0, 2, "aims")],
        Codebook((Code("aims", "x"),)),
        {"p.txt": Transcript("p.txt", "txt", "abcd")},
    )
    assert {row.level for row in flat.rows} == {"code"}


def test_only_documents_that_both_coded_count_and_other_coders_do_not() -> None:
    codings = [
        coding("a", "AB", "p.txt", 0, 20),
        coding("b", "CD", "p.txt", 0, 20),
        coding("c", "AB", "q.txt", 0, 20),
    ]
    found = agreed(codings, p="x" * 100, q="x" * 100)
    assert (found.documents, found.coded_once, found.characters) == (("p.txt",), ("q.txt",), 100)
    third = [*codings, coding("d", "EF", "q.txt", 0, 20)]
    transcripts = {name: Transcript(name, "txt", "x" * 100) for name in ("p.txt", "q.txt")}
    assert code_agreement(third, BOOK, transcripts, ("AB", "CD")) == found
    turned = code_agreement(third, BOOK, transcripts, ("EF", "AB"))
    assert (turned.coders, turned.documents) == (("EF", "AB"), ("q.txt",))


def test_disagreements_are_passages_of_which_the_other_coder_marked_nothing() -> None:
    found = agreed(
        [
            coding("a", "AB", "p.txt", 0, 20),
            coding("b", "CD", "p.txt", 19, 40),
            coding("c", "CD", "p.txt", 50, 60),
            coding("d", "AB", "p.txt", 50, 60, "aims"),
            coding("e", "AB", "q.txt", 0, 5),
        ],
        p="x" * 100,
        q="x" * 10,
    )
    assert [(one.passage, one.code, one.coder) for one in found.disagreements] == [
        ("c", "training", "CD"),
        ("d", "aims", "AB"),
    ]
    assert SECRET not in repr(found)


def test_the_frame_has_a_row_for_each_code_and_topic() -> None:
    frame = agreed([coding("a", "AB", "p.txt", 0, 20), coding("b", "CD", "p.txt", 0, 10)], p="x" * 100).table
    assert frame.columns == [
        "level", "code", "alpha", "low", "high", "characters_a", "characters_b", "characters_both",
        "passages", "documents",
    ]  # fmt: skip
    topics = [None, "training", "aims", "never used"]
    codes = [None, "training", "by chance", "by design", "aims", "never used"]
    assert frame["level"].to_list() == ["topic"] * len(topics) + ["code"] * len(codes)
    assert frame["code"].to_list() == topics + codes


# ---- the interval ----------------------------------------------------------------------------------------


def many(documents: int) -> tuple[list[Coding], dict[str, Transcript]]:
    generator = np.random.Generator(np.random.PCG64(7))
    codings, transcripts = [], {}
    for number in range(documents):
        name = f"p{number:02}.txt"
        transcripts[name] = Transcript(name, "txt", "x" * 200)
        for coder in ("AB", "CD"):
            start = int(generator.integers(0, 30))
            codings.append(coding(f"{number}-{coder}", coder, name, start, start + 60))
            if number == 0:
                codings.append(coding(f"aims-{coder}", coder, name, 100, 150, "aims"))
    return codings, transcripts


def test_the_interval_is_that_of_alphas_of_resampled_documents() -> None:
    codings, transcripts = many(6)
    found = code_agreement(codings, BOOK, transcripts, seed=3)
    draws = draw_documents(6, 3)
    assert draws is not None
    marks = {
        coder: [
            ["training" in codes for codes in characters_of(codings, coder, transcripts, [document])]
            for document in found.documents
        ]
        for coder in ("AB", "CD")
    }

    def slow_two(first: list[bool], second: list[bool]) -> float:
        n, yes = 2 * len(first), sum(first) + sum(second)
        apart = sum(a != b for a, b in zip(first, second, strict=True))
        return 1 - (apart / len(first)) / (2 * yes * (n - yes) / (n * (n - 1)))

    alphas = []
    for draw in draws.tolist():
        first, second = (
            [mark for times, marked in zip(draw, marks[coder], strict=True) for mark in marked * times]
            for coder in ("AB", "CD")
        )
        alphas.append(slow_two(first, second))
    row = found.row("training")
    assert (row.low, row.high) == pytest.approx(
        tuple(np.quantile(alphas, (0.025, 0.975), method="median_unbiased")), abs=1e-9
    )
    assert row.alpha is not None
    assert row.low is not None
    assert row.high is not None
    assert row.low < row.alpha < row.high
    assert found.seed == 3
    assert code_agreement(codings, BOOK, transcripts, seed=3) == found
    assert code_agreement(codings, BOOK, transcripts, seed=4).row("training").low != row.low


def test_a_code_in_too_few_documents_has_no_interval() -> None:
    found = code_agreement(*_with_book(many(6)))
    assert found.no_interval is None
    assert (found.row("aims").alpha, found.row("aims").low, found.row("aims").high) == (1.0, None, None)


def test_fewer_than_five_documents_have_no_interval_and_it_is_said_why() -> None:
    found = code_agreement(*_with_book(many(4)))
    assert (found.no_interval, found.seed) == ("fewer than 5 documents were coded by both", None)
    assert {(row.low, row.high) for row in found.rows} == {(None, None)}
    assert code_agreement(*_with_book(many(5))).no_interval is None


def _with_book(
    parts: tuple[list[Coding], dict[str, Transcript]],
) -> tuple[list[Coding], Codebook, dict[str, Transcript]]:
    return parts[0], BOOK, parts[1]


# ---- what leaves -----------------------------------------------------------------------------------------


def test_the_result_names_its_unit_its_documents_and_no_coder() -> None:
    codings, transcripts = many(6)
    codings.append(coding("alone", "AB", "p00.txt", 190, 195, "by chance"))
    transcripts["q.txt"] = Transcript("q.txt", "txt", "x" * 50)
    codings.append(coding("once", "AB", "q.txt", 0, 5))
    found = code_agreement(codings, BOOK, transcripts)
    result = agreement_result(found, name="agreement:talks", title="Agreement", source="talks")
    [table] = result.tables
    assert (table.name, table.measure, table.dimensions) == (
        "agreement:talks",
        "diagnostic",
        ("level", "code"),
    )
    assert [tuple(cell.group.values()) for cell in table.cells] == [
        ("Topic", "All topics together"),
        ("Topic", "training"),
        ("Topic", "aims"),
        ("Code", "All codes together"),
        ("Code", "training"),
        ("Code", "by chance"),
        ("Code", "aims"),
    ]
    assert {cell.n for cell in table.cells} == {6}
    assert set(table.labels) == {"level", "code", "alpha", "share_a", "share_b"}
    chance = next(cell for cell in table.cells if cell.group["code"] == "by chance")
    assert chance.value("share_a") == pytest.approx(100 * 5 / 1200)
    assert chance.value("share_b") == 0
    assert set(chance.values) == {"alpha", "low", "high", "share_a", "share_b"}
    notes = " ".join(table.notes)
    for words in (
        "each character that is not white space",
        "Documents coded by both: 6; coded by one only, and left out: 1. Characters: 1,200.",
        "Agreement is reported, not graded. Coders go by no names.",
        "Some codes rest on fewer than 3 passages by both coders together: their alpha is unstable.",
        "There is no interval for some codes with fewer than 3 passages: more than 1 in 20",
        "Codes that neither coder used in these documents, and that are left out: 2.",
    ):
        assert words in notes
    assert not [word for word in ("aims", "by chance") if word in notes]
    everything = repr(result)
    assert not [word for word in ("AB", "CD", SECRET, "p00.txt") if word in everything]
    assert result.method is METHODS["interviews.code_agreement"]
    assert (result.base, result.seed, result.method.version) == (6, 2011, 2)


def test_without_intervals_the_table_has_no_column_for_them() -> None:
    found = code_agreement(*_with_book(many(2)))
    result = agreement_result(found, name="agreement:talks", title="Agreement", source="talks")
    assert all(set(cell.values) == {"alpha", "share_a", "share_b"} for cell in result.tables[0].cells)
    assert "There is no interval: fewer than 5 documents were coded by both." in result.tables[0].notes
    assert result.seed is None


@pytest.mark.parametrize(("documents", "shown"), [(2, 0), (3, 3)])
def test_fewer_than_three_documents_are_said_in_words(documents: int, shown: int) -> None:
    result = agreement_result(
        code_agreement(*_with_book(many(documents))), name="agreement:talks", title="A", source="talks"
    )
    [table] = result.tables
    assert {cell.n for cell in table.cells} == {shown} == {result.base}
    said = "fewer than 3 documents" if shown == 0 else "3"
    assert f"Documents coded by both: {said}." in " ".join(table.notes)


# ---- what is refused -------------------------------------------------------------------------------------

PAIR = [coding("a", "AB", "p.txt", 0, 20), coding("b", "CD", "p.txt", 0, 10)]
TEXT = {name: Transcript(name, "txt", "x" * 100) for name in ("p.txt", "q.txt")}


@pytest.mark.parametrize(
    ("codings", "coders", "words"),
    [
        (PAIR[:1], None, "between two coders; received: 1; add the codings of a second coder"),
        ([], None, "between two coders; received: 0"),
        ([*PAIR, coding("c", "EF", "p.txt", 0, 9)], None, "received: 3; name two of them"),
        (PAIR, ("AB", "AB"), "received: 1; name two of them"),
        (PAIR, ("AB", "CDD"), "coder 'CDD'; did you mean 'CD'?"),
        (PAIR, ("AB", SECRET), "a coder is one who coded; received: coder a text of"),
        ([PAIR[0], coding("b", "CD", "q.txt", 0, 9)], None, "documents that both coders coded"),
        ([*PAIR, coding("c", "CD", "p.text", 0, 9)], None, "document 'p.text'; did you mean 'p.txt'?"),
        ([*PAIR, coding("c", "CD", "p.txt", 0, 9, "aim")], None, "code 'aim'; did you mean 'aims'?"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    codings: list[Coding], coders: tuple[str, str] | None, words: str
) -> None:
    with pytest.raises(DataError) as refused:
        code_agreement(codings, BOOK, TEXT, coders)
    assert words in str(refused.value)
    assert SECRET not in str(refused.value)


def test_a_row_that_is_not_there_is_named() -> None:
    found = code_agreement(PAIR, BOOK, TEXT)
    with pytest.raises(DataError, match="did you mean 'training'"):
        found.row("trainin")
