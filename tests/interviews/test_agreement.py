"""Agreement on codes: fast against slow, any number of coders, every unit, and what may leave."""

import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from agreement_slowly import sets_of_codes, slow_alpha, slow_kappa, slow_observed, slow_sets_alpha
from hypothesis import given, settings
from hypothesis import strategies as st
from interview_files import SECRET

from handrail.interviews import METHODS, CodeAgreement, agreement_result, code_agreement
from handrail.interviews.agreement.adjudication import ADJUDICATED
from handrail.interviews.agreement.resampling import draw_documents
from handrail.interviews.agreement.units import Unit
from handrail.interviews.project import Document, ProjectCode, ProjectCoding, RefiProject, User
from handrail.interviews.transcript import Turn
from handrail.values import DataError

REFERENCE: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "reference/agreement.json").read_text("utf-8")
)


# ---- agreement on codes ----------------------------------------------------------------------------------

BOOK = (
    ProjectCode("training", "x"),
    ProjectCode("by chance", "x", "training"),
    ProjectCode("by design", "x", "training"),
    ProjectCode("aims", "x"),
    ProjectCode("never used", "x"),
)
CODES = ("training", "by chance", "by design", "aims")
TOPICS = {"training": "training", "by chance": "training", "by design": "training", "aims": "aims"}


def coding(
    name: str, coder: str, document: str, start: int, end: int, code: str = "training"
) -> ProjectCoding:
    return ProjectCoding(name, document, start, end, SECRET, code, coder)


def project(codings: Sequence[ProjectCoding], **texts: str) -> RefiProject:
    documents = tuple(Document(f"{name}.txt", text) for name, text in texts.items())
    return RefiProject("p", documents, codes=BOOK, codings=tuple(codings))


def agreed(codings: Sequence[ProjectCoding], **texts: str) -> CodeAgreement:
    return code_agreement(project(codings, **texts))


def test_half_and_half_with_a_quarter_in_common_is_chance() -> None:
    found = agreed(
        [coding("a", "AB", "p.txt", 0, 500), coding("b", "CD", "p.txt", 250, 750)], p="x" * 1000
    ).row("training")
    first = [1] * 500 + [0] * 500
    second = [0] * 250 + [1] * 500 + [0] * 250
    assert found.kappa == REFERENCE["character_level_kappa_trap"]["expected"]["cohen_kappa"] == 0
    # Alpha adds its correction for a finite number of units.
    assert found.alpha == pytest.approx(slow_alpha([first, second]), abs=1e-12)
    assert found.alpha == pytest.approx(1 - 500 * 1999 / 1000**2, abs=1e-12) == pytest.approx(0.0005)
    assert (found.marked, found.shared, found.observed) == ((500, 500), 250, 0.5)


TEXTS = {"p1": "aa bbb\ncc dd", "p2": "eee  f ggg h", "p3": "iiiiiiiiiiii"}
PLACED = st.lists(
    st.tuples(
        st.sampled_from(("AB", "CD", "EF", "GH")),
        st.sampled_from(sorted(TEXTS)),
        st.integers(0, 11),
        st.integers(1, 12),
        st.sampled_from(CODES),
    ),
    max_size=16,
)


@settings(deadline=None, max_examples=120)
@given(PLACED)
def test_agreement_is_the_slow_agreement_of_arrays_of_characters(
    placed: list[tuple[str, str, int, int, str]],
) -> None:
    codings = [coding("a", "AB", "p1.txt", 0, 2), coding("b", "CD", "p1.txt", 1, 5)] + [
        coding(str(at), coder, f"{document}.txt", start, start + length, code)
        for at, (coder, document, start, length, code) in enumerate(placed)
        if start + length <= 12
    ]
    whole = project(codings, **TEXTS)
    found = code_agreement(whole)
    documents = [one for one in whole.documents if one.name in found.documents]
    for level, lift in (("code", dict(zip(CODES, CODES, strict=True))), ("topic", TOPICS)):
        sides = [
            [None if codes is None else frozenset(lift[code] for code in codes) for codes in side]
            for side in sets_of_codes(codings, found.coders, documents)
        ]
        assert found.units == len(sides[0])
        assert found.coded == tuple(sum(codes is not None for codes in side) for side in sides)
        pooled = found.row(level=level)  # type: ignore[arg-type]
        assert pooled.alpha == pytest.approx(slow_sets_alpha(sides))
        assert pooled.marked == tuple(sum(map(bool, side)) for side in sides)
        for code in dict.fromkeys(lift.values()):
            marks = [[None if codes is None else code in codes for codes in side] for side in sides]
            row = found.row(code, level)  # type: ignore[arg-type]
            assert (math.nan if row.alpha is None else row.alpha) == pytest.approx(
                slow_alpha(marks), nan_ok=True
            )
            assert row.observed == pytest.approx(slow_observed(marks))
            assert row.marked == tuple(sum(map(bool, side)) for side in marks)
            units = [[mark for mark in unit if mark is not None] for unit in zip(*marks, strict=True)]
            assert row.shared == sum(all(unit) for unit in units)
            kappas = []
            for one, other in itertools.combinations(range(len(sides)), 2):
                both = [
                    (a, b)
                    for a, b in zip(marks[one], marks[other], strict=True)
                    if a is not None and b is not None
                ]
                counts = [both.count(cell) for cell in itertools.product((True, False), repeat=2)]
                pair = [
                    pair
                    for pair in found.pairs
                    if (pair.level, pair.code) == (level, code)
                    and (pair.first, pair.second) == (found.coders[one], found.coders[other])
                ]
                assert len(pair) == bool(both)
                if pair:
                    cells = [pair[0].both, pair[0].first_only, pair[0].second_only, pair[0].neither]
                    assert cells == counts
                    kappa = slow_kappa([counts[:2], counts[2:]])
                    assert (math.nan if pair[0].kappa is None else pair[0].kappa) == pytest.approx(
                        kappa, nan_ok=True
                    )
                    kappas += [] if math.isnan(kappa) else [kappa]
            assert row.kappa == (pytest.approx(sum(kappas) / len(kappas)) if kappas else None)


@settings(deadline=None, max_examples=60)
@given(PLACED, st.randoms(use_true_random=False))
def test_other_names_and_another_order_of_coders_change_no_alpha(
    placed: list[tuple[str, str, int, int, str]], order: Any
) -> None:
    codings = [coding("a", "AB", "p1.txt", 0, 2), coding("b", "CD", "p1.txt", 1, 5)] + [
        coding(str(at), coder, f"{document}.txt", start, min(start + length, 12), code)
        for at, (coder, document, start, length, code) in enumerate(placed)
    ]
    names = {"AB": "4", "CD": "3", "EF": "2", "GH": "1"}
    turned = [replace(one, coder=names[one.coder]) for one in codings]
    order.shuffle(turned)
    before, after = agreed(codings, **TEXTS), agreed(turned, **TEXTS)
    assert [row.alpha for row in after.rows] == [row.alpha for row in before.rows]
    assert [row.shared for row in after.rows] == [row.shared for row in before.rows]


def test_three_coders_who_mark_the_same_agree_fully_and_a_fourth_pulls_alpha_down() -> None:
    three = [coding(name, name, "p.txt", 10, 30) for name in ("AB", "CD", "EF")]
    found = agreed(three, p="x" * 100).row("training")
    assert (found.alpha, found.kappa, found.observed, found.shared) == (1, 1, 1, 20)
    four = agreed([*three, coding("g", "GH", "p.txt", 40, 60)], p="x" * 100)
    assert four.row("training").alpha == pytest.approx(
        slow_alpha(
            [[10 <= place < 30 for place in range(100)]] * 3 + [[40 <= place < 60 for place in range(100)]]
        )
    )
    assert four.row("training").shared == 0
    assert [pair.kappa for pair in four.pairs if pair.code == "training" and pair.level == "code"] == [
        1, 1, -0.25, 1, -0.25, -0.25,
    ]  # fmt: skip


def test_who_marked_nothing_in_a_document_has_not_rated_it() -> None:
    codings = [
        coding("a", "AB", "p.txt", 0, 20),
        coding("b", "CD", "p.txt", 0, 20),
        coding("c", "AB", "q.txt", 0, 20),
        coding("d", "EF", "q.txt", 0, 20),
        coding("e", "EF", "r.txt", 0, 20),
    ]
    found = agreed(codings, p="x" * 100, q="x" * 50, r="x" * 10 + " " * 10)
    assert (found.documents, found.coded_once) == (("p.txt", "q.txt"), ("r.txt",))
    assert (found.coders, found.units, found.coded) == (("AB", "CD", "EF"), 150, (150, 100, 50))
    assert found.row("training").alpha == 1
    assert found.row("training").marked == (40, 20, 20)
    # No document was coded by CD and EF, so they are no pair.
    assert {(pair.first, pair.second) for pair in found.pairs} == {("AB", "CD"), ("AB", "EF")}


def test_documents_of_two_three_and_four_coders_weigh_as_their_pairs_do() -> None:
    crews = {"p": "ABCD", "q": "ABC", "r": "CD"}
    codings = [
        coding(f"{document}{coder}", coder, f"{document}.txt", 3 * at, 3 * at + 9 + at)
        for document, crew in crews.items()
        for at, coder in enumerate(crew)
    ]
    whole = project(codings, p="x" * 30, q="x" * 40, r="x" * 50)
    marks = [
        [None if codes is None else "training" in codes for codes in side]
        for side in sets_of_codes(codings, tuple("ABCD"), whole.documents)
    ]
    row = code_agreement(whole).row("training")
    assert row.alpha == pytest.approx(slow_alpha(marks), abs=1e-12)
    assert row.observed == pytest.approx(slow_observed(marks), abs=1e-12)


def test_white_space_at_the_ends_of_a_passage_and_between_two_is_no_disagreement() -> None:
    text = "We learned.\n By luck. And so on and so on."
    one_piece = [coding("a", "AB", "p.txt", 0, 21)]
    two_pieces = [coding("b", "CD", "p.txt", 0, 13), coding("c", "CD", "p.txt", 13, 22)]
    tight = [coding("d", "CD", "p.txt", 0, 11), coding("e", "CD", "p.txt", 13, 21)]
    for other in (two_pieces, tight):
        row = agreed(one_piece + other, p=text).row("training")
        assert (row.alpha, row.shared) == (1.0, 17)


def test_overlapping_passages_of_one_coder_count_once() -> None:
    b = coding("b", "CD", "p.txt", 0, 30)
    apart = [coding("a", "AB", "p.txt", 0, 20), b]
    over = [coding("a", "AB", "p.txt", 0, 12), coding("c", "AB", "p.txt", 5, 20), b]
    first, second = (agreed(codings, p="x" * 100).row("training") for codings in (apart, over))
    assert (first.alpha, first.marked) == (second.alpha, second.marked)
    assert (first.passages, second.passages) == (2, 3)
    doubled = agreed([*over, replace(b, name="again")], p="x" * 100).row("training")
    assert doubled == second


def test_a_child_counts_for_its_topic_and_not_for_its_parent() -> None:
    found = agreed(
        [coding("a", "AB", "p.txt", 0, 20, "by chance"), coding("b", "CD", "p.txt", 0, 20, "by design")],
        p="x" * 100,
    )
    assert found.row("training", "topic").alpha == 1
    assert found.row("training").alpha is None
    assert found.row("training").marked == (0, 0)
    chance = found.row("by chance").alpha
    assert chance is not None
    assert chance < 0
    flat = code_agreement(
        RefiProject(
            "p",
            (Document("p.txt", "abcd"),),
            codes=(ProjectCode("aims", "x"),),
            codings=(coding("a", "AB", "p.txt", 0, 2, "aims"), coding("b", "CD", "p.txt", 0, 2, "aims")),
        )
    )
    assert {row.level for row in flat.rows} == {"code"}


def test_only_documents_that_two_coded_count_and_coders_who_are_not_named_do_not() -> None:
    codings = [
        coding("a", "AB", "p.txt", 0, 20),
        coding("b", "CD", "p.txt", 0, 20),
        coding("c", "AB", "q.txt", 0, 20),
    ]
    texts = {"p": "x" * 100, "q": "x" * 100}
    found = agreed(codings, **texts)
    assert (found.documents, found.coded_once, found.units) == (("p.txt",), ("q.txt",), 100)
    third = project([*codings, coding("d", "EF", "q.txt", 0, 20)], **texts)
    assert code_agreement(third, ("AB", "CD")) == found
    turned = code_agreement(third, ("EF", "AB"))
    assert (turned.coders, turned.documents) == (("EF", "AB"), ("q.txt",))
    assert code_agreement(third).coders == ("AB", "CD", "EF")


def test_what_was_adjudicated_is_no_coder_unless_it_is_named() -> None:
    codings = [coding(name, name, "p.txt", 0, 20) for name in ("AB", "CD", ADJUDICATED)]
    whole = replace(project(codings, p="x" * 100), users=(User(ADJUDICATED),))
    assert code_agreement(whole).coders == ("AB", "CD")
    assert code_agreement(whole, (ADJUDICATED, "AB")).coders == (ADJUDICATED, "AB")


def test_the_frame_has_a_row_for_each_code_and_topic_and_a_column_for_each_coder() -> None:
    found = agreed([coding("a", "AB", "p.txt", 0, 20), coding("b", "CD", "p.txt", 0, 10)], p="x" * 100)
    frame = found.table
    assert frame.columns == [
        "level", "code", "alpha", "low", "high", "kappa", "observed", "marked_AB", "marked_CD", "shared",
        "passages", "documents",
    ]  # fmt: skip
    topics = [None, "training", "aims", "never used"]
    codes = [None, "training", "by chance", "by design", "aims", "never used"]
    assert frame["level"].to_list() == ["topic"] * len(topics) + ["code"] * len(codes)
    assert frame["code"].to_list() == topics + codes
    assert frame["marked_AB"].to_list()[1] == 20
    assert SECRET not in repr(found)


# ---- other units -----------------------------------------------------------------------------------------

TALK = "I: Why now? Was it luck?\nP01: It was. Nobody taught us.\nI: Thank you."
TURNS = (Turn(0, "I", 3, 24), Turn(1, "P01", 30, 55), Turn(2, "I", 59, 69))


def talk(codings: Sequence[ProjectCoding], unit: Unit) -> CodeAgreement:
    documents = (Document("t.txt", TALK, turns=TURNS), Document("u.txt", TALK, turns=TURNS))
    return code_agreement(RefiProject("p", documents, codes=BOOK, codings=tuple(codings)), unit=unit)


def at(words: str) -> tuple[int, int]:
    start = TALK.index(words)
    return start, start + len(words)


@pytest.mark.parametrize(
    ("unit", "units", "marked", "shared_", "alpha"),
    [
        ("character", 55, (10, 6), 3, slow_alpha([[1] * 10 + [0] * 45, [0] * 7 + [1] * 6 + [0] * 42])),
        ("sentence", 5, (2, 1), 1, slow_alpha([[0, 0, 1, 1, 0], [0, 0, 0, 1, 0]])),
        ("turn", 3, (1, 1), 1, 1.0),
        ("document", 1, (1, 1), 1, None),
    ],
)
def test_a_sentence_turn_or_document_is_coded_when_any_of_its_characters_is(
    unit: Unit, units: int, marked: tuple[int, int], shared_: int, alpha: float | None
) -> None:
    found = talk(
        [coding("a", "AB", "t.txt", *at("was. Nobody ")), coding("b", "CD", "t.txt", *at("ody tau"))], unit
    )
    row = found.row("training")
    assert (found.unit, found.units, row.marked, row.shared) == (unit, units, marked, shared_)
    assert found.unit_words.startswith(unit)
    assert row.alpha == (None if alpha is None else pytest.approx(alpha))


def test_white_space_and_a_label_reach_no_sentence_and_no_turn() -> None:
    # From the blank after "luck?" over the line end and the label: no turn, but the sentence with the label.
    space = [coding("a", "AB", "t.txt", 11, 12), coding("b", "CD", "t.txt", *at("Why"))]
    for unit in ("sentence", "turn", "document", "character"):
        assert talk(space, unit).row("training").marked[0] == 0  # type: ignore[arg-type]
    label = [coding("a", "AB", "t.txt", *at("\nP01: ")), coding("b", "CD", "t.txt", *at("Why"))]
    assert talk(label, "turn").row("training").marked == (0, 1)
    assert talk(label, "sentence").row("training").marked == (1, 1)


WORDS = st.lists(st.sampled_from(["ab", "Cd", ".", "?", " ", "\n", "\n\n", "Dr."]), min_size=1, max_size=25)


@settings(deadline=None, max_examples=100)
@given(WORDS, st.lists(st.tuples(st.booleans(), st.integers(0, 60), st.integers(0, 60)), max_size=8))
def test_the_units_that_passages_reach_are_those_with_a_character_in_them(
    words: list[str], marks: list[tuple[bool, int, int]]
) -> None:
    from handrail.interviews.sentences import sentence_spans

    text = "".join(words)
    codings = [coding("a", "AB", "p.txt", 0, 0), coding("b", "CD", "p.txt", 0, 0)] + [
        coding(str(n), "AB" if first else "CD", "p.txt", *sorted((one % len(text), other % len(text))))
        for n, (first, one, other) in enumerate(marks)
    ]
    found = code_agreement(project(codings, p=text), unit="sentence")
    spans = list(sentence_spans(text))
    marked = [
        [
            any(
                one.coder == coder and one.start <= place < one.end and not text[place].isspace()
                for one in codings
                for place in range(start, end)
            )
            for start, end in spans
        ]
        for coder in ("AB", "CD")
    ]
    row = found.row("training")
    assert found.units == len(spans)
    assert row.marked == tuple(map(sum, marked))
    alpha = slow_alpha(marked) if spans else math.nan
    assert (math.nan if row.alpha is None else row.alpha) == pytest.approx(alpha, nan_ok=True)


# ---- the interval ----------------------------------------------------------------------------------------


def many(documents: int, coders: Sequence[str] = ("AB", "CD")) -> RefiProject:
    generator = np.random.Generator(np.random.PCG64(7))
    codings = []
    for number in range(documents):
        name = f"p{number:02}.txt"
        for coder in coders:
            start = int(generator.integers(0, 30))
            codings.append(coding(f"{number}-{coder}", coder, name, start, start + 60))
            if number == 0:
                codings.append(coding(f"aims-{coder}", coder, name, 100, 150, "aims"))
    return project(codings, **{f"p{number:02}": "x" * 200 for number in range(documents)})


@pytest.mark.parametrize("coders", [("AB", "CD"), ("AB", "CD", "EF")])
def test_the_interval_is_that_of_alphas_of_resampled_documents(coders: tuple[str, ...]) -> None:
    whole = many(6, coders)
    # Of three coders one leaves a document out.
    whole = replace(
        whole, codings=tuple(one for one in whole.codings if (one.document, one.coder) != ("p05.txt", "EF"))
    )
    found = code_agreement(whole, seed=3)
    draws = draw_documents(6, 3)
    assert draws is not None
    marks = [
        [
            [None if codes is None else "training" in codes for codes in side]
            for side in sets_of_codes(whole.codings, coders, [document])
        ]
        for document in whole.documents
    ]

    def slow(draw: list[int]) -> float:
        yes = n = 0
        apart = 0.0
        for times, sides in zip(draw, marks, strict=True):
            for unit in zip(*sides, strict=True):
                m, k = sum(one is not None for one in unit), sum(map(bool, unit))
                yes, n, apart = yes + times * k, n + times * m, apart + times * 2 * k * (m - k) / (m - 1)
        return 1 - (apart / n) / (2 * yes * (n - yes) / (n * (n - 1)))

    row = found.row("training")
    alphas = [slow(draw) for draw in draws[:300].tolist()]
    from handrail.interviews.agreement import codes as fast

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast, "draw_documents", lambda *_: draws[:300])
        few = code_agreement(whole, seed=3).row("training")
    assert (few.low, few.high) == pytest.approx(
        tuple(np.quantile(alphas, (0.025, 0.975), method="median_unbiased")), abs=1e-9
    )
    assert row.alpha is not None
    assert row.low is not None
    assert row.high is not None
    assert row.low < row.alpha < row.high
    assert found.seed == 3
    assert code_agreement(whole, seed=3) == found
    assert code_agreement(whole, seed=4).row("training").low != row.low


def test_a_code_in_too_few_documents_has_no_interval() -> None:
    found = code_agreement(many(6))
    assert found.no_interval is None
    assert (found.row("aims").alpha, found.row("aims").low, found.row("aims").high) == (1.0, None, None)


def test_fewer_than_five_documents_have_no_interval_and_it_is_said_why() -> None:
    found = code_agreement(many(4))
    assert (found.no_interval, found.seed) == ("fewer than 5 documents were coded by both", None)
    assert {(row.low, row.high) for row in found.rows} == {(None, None)}
    assert code_agreement(many(5)).no_interval is None


# ---- what leaves -----------------------------------------------------------------------------------------


def test_the_result_names_its_unit_its_documents_and_no_coder() -> None:
    whole = many(6)
    more = (
        coding("alone", "AB", "p00.txt", 190, 195, "by chance"),
        coding("once", "AB", "q.txt", 0, 5),
    )
    documents = (*whole.documents, Document("q.txt", "x" * 50))
    found = code_agreement(replace(whole, documents=documents, codings=whole.codings + more))
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
    found = code_agreement(many(2))
    result = agreement_result(found, name="agreement:talks", title="Agreement", source="talks")
    assert all(set(cell.values) == {"alpha", "share_a", "share_b"} for cell in result.tables[0].cells)
    assert "There is no interval: fewer than 5 documents were coded by both." in result.tables[0].notes
    assert result.seed is None


@pytest.mark.parametrize(("documents", "shown"), [(2, 0), (3, 3)])
def test_fewer_than_three_documents_are_said_in_words(documents: int, shown: int) -> None:
    result = agreement_result(
        code_agreement(many(documents)), name="agreement:talks", title="A", source="talks"
    )
    [table] = result.tables
    assert {cell.n for cell in table.cells} == {shown} == {result.base}
    said = "fewer than 3 documents" if shown == 0 else "3"
    assert f"Documents coded by both: {said}." in " ".join(table.notes)


def test_a_result_of_three_coders_says_so_and_has_a_share_for_each() -> None:
    result = agreement_result(
        code_agreement(many(6, ("AB", "CD", "EF")), unit="document"),
        name="agreement:t",
        title="A",
        source="t",
    )
    [table] = result.tables
    assert set(table.labels) == {"level", "code", "alpha", "share_a", "share_b", "share_c"}
    assert table.labels["share_c"] == "Per cent of the text coded by the third coder"
    assert {cell.value("share_c") for cell in table.cells if cell.group["code"] == "training"} == {100}
    notes = " ".join(table.notes)
    for words in (
        "Unit: each document, in the code or not, over the whole text of the documents that two or more",
        "A document that a coder marked in part counts.",
        "the value of a document is the set of codes on it",
        "Coders: 3. Who marked nothing in a document has not coded it.",
        "Documents coded by two or more: 6.",
        "Codes that no coder used in these documents",
    ):
        assert words in notes
    assert result.rules["unit"].startswith("document, coded where")
    assert not [word for word in ("AB", "CD", "EF", SECRET, "p00.txt") if word in repr(result)]


# ---- what is refused -------------------------------------------------------------------------------------

PAIR = [coding("a", "AB", "p.txt", 0, 20), coding("b", "CD", "p.txt", 0, 10)]
TEXT = {"p": "x" * 100, "q": "x" * 100}


@pytest.mark.parametrize(
    ("codings", "coders", "words"),
    [
        (PAIR[:1], None, "two coders or more; received: 1; add the codings of a second coder"),
        ([], None, "two coders or more; received: 0"),
        (PAIR, ("AB", "AB"), "received: 1; name two or more of them"),
        (PAIR, ("AB", "CDD"), "coder 'CDD'; did you mean 'CD'?"),
        (PAIR, ("AB", SECRET), "a coder is one who coded; received: coder a text of"),
        ([PAIR[0], coding("b", "CD", "q.txt", 0, 9)], None, "documents that two coders coded"),
        ([*PAIR, coding("c", "CD", "p.text", 0, 9)], None, "document 'p.text'; did you mean 'p.txt'?"),
        ([*PAIR, coding("c", "CD", "p.txt", 0, 9, "aim")], None, "code 'aim'; did you mean 'aims'?"),
        ([*PAIR, coding("c", "CD", "p.txt", 90, 101)], None, "from 90 to 101 in a text of 100"),
        ([*PAIR, coding("c", "CD", "p.txt", -1, 4)], None, "a coding lies within its document"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    codings: list[ProjectCoding], coders: tuple[str, str] | None, words: str
) -> None:
    with pytest.raises(DataError) as refused:
        code_agreement(project(codings, **TEXT), coders)
    assert words in str(refused.value)
    assert SECRET not in str(refused.value)


def test_an_unknown_unit_and_turns_that_nobody_told_are_refused() -> None:
    with pytest.raises(DataError, match="did you mean 'sentence'"):
        code_agreement(project(PAIR, **TEXT), unit="sentnce")  # type: ignore[arg-type]
    with pytest.raises(DataError, match=r"none in document 'p\.txt'; take the unit 'sentence'"):
        code_agreement(project(PAIR, **TEXT), unit="turn")


def test_a_row_that_is_not_there_is_named() -> None:
    found = code_agreement(project(PAIR, **TEXT))
    with pytest.raises(DataError, match="did you mean 'training'"):
        found.row("trainin")
