"""Codes as tables of words: what slow counting finds, and no group of one or two in any sum or difference."""

from __future__ import annotations

from datetime import date
from itertools import chain, combinations, pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.interviews import Crosstab, Summary, framework_matrix, read_framework, write_framework
from handrail.interviews.codings import Approval
from handrail.interviews.crossing import placed_among_few
from handrail.interviews.groups import OTHERS, group_levels, left_over, words_for
from handrail.interviews.methods import METHODS
from handrail.interviews.project import Case, Document, ProjectCode, ProjectCoding, RefiProject
from handrail.interviews.transcript import Turn
from handrail.interviews.word_tables import (
    co_occurrence_result,
    crosstab_result,
    framework_result,
    spoke_of_both,
)
from handrail.values import DataError

CODES = ("training", "luck", "reports")
BOOK = (ProjectCode("training", ""), ProjectCode("luck", "", "training"), ProjectCode("reports", ""))
TEXT = "abcdefghij klmnopqrst uvwxyzabcd"
TURNS = (Turn(0, "P", 0, 10), Turn(1, "P", 11, 21), Turn(2, "P", 22, 32))
SPANS = st.tuples(st.integers(0, 31), st.integers(1, 12)).map(lambda at: (at[0], min(32, at[0] + at[1])))
PEOPLE = st.lists(st.lists(st.tuples(st.sampled_from(CODES), SPANS), max_size=6), min_size=1, max_size=5)


def slowly(people: list[list[tuple[str, tuple[int, int]]]], by: str) -> list[list[int]]:
    """Count participants letter by letter."""
    below = {"training": {"training", "luck"}, "luck": {"luck"}, "reports": {"reports"}}

    def places(codings: list[tuple[str, tuple[int, int]]], code: str) -> set[int]:
        letters = {at for name, (start, end) in codings if name in below[code] for at in range(start, end)}
        if by == "overlap":
            return letters
        if by == "document":
            return {0} if any(name in below[code] for name, _ in codings) else set()
        return {number for number, turn in enumerate(TURNS) if letters & set(range(turn.start, turn.end))}

    return [
        [sum(bool(places(mine, one) & places(mine, other)) for mine in people) for other in CODES]
        for one in CODES
    ]


@settings(deadline=None)
@given(PEOPLE, st.sampled_from(["overlap", "turn", "document"]))
def test_participants_who_spoke_of_both_are_those_of_a_slow_count(
    people: list[list[tuple[str, tuple[int, int]]]], by: str
) -> None:
    each = [
        RefiProject(
            f"P{number}",
            (Document("d", TEXT, turns=TURNS),),
            (),
            BOOK,
            tuple(
                ProjectCoding(f"{number}-{at}", "d", start, end, TEXT[start:end], code, "AB")
                for at, (code, (start, end)) in enumerate(mine)
            ),
        )
        for number, mine in enumerate(people)
    ]
    assert spoke_of_both(each, by, CODES).tolist() == slowly(people, by)  # type: ignore[arg-type]


@given(st.dictionaries(st.text("abcde", min_size=1, max_size=3), st.integers(0, 7), max_size=6))
def test_no_sum_or_difference_of_groups_that_leave_nobody_over_is_one_or_two(people: dict[str, int]) -> None:
    groups = group_levels(people)
    sizes = [count for _, count in groups.values()]
    total = sum(people.values())
    assert left_over(people) == total - sum(sizes)
    if left_over(people):
        return
    subsets = chain.from_iterable(combinations(sizes, many) for many in range(len(sizes) + 1))
    for subset in subsets:
        assert sum(subset) not in (1, 2)
        assert total - sum(subset) not in (1, 2)


NINE = "abcdefghi"


@st.composite
def told_by(draw: st.DrawFn) -> list[list[frozenset[str]]]:
    """Draw one to three ways of putting nine participants into groups of three and more."""
    tables = []
    for _ in range(draw(st.integers(1, 3))):
        order = draw(st.permutations(NINE))
        cuts = draw(st.sampled_from([(0, 3, 6, 9), (0, 4, 9), (0, 3, 9), (0, 9)]))
        tables.append([frozenset(order[start:end]) for start, end in pairwise(cuts)])
    return tables


@settings(max_examples=60, deadline=None)
@given(told_by(), st.sets(st.sampled_from(NINE)))
def test_tables_beside_each_other_place_a_voice_as_trying_every_way_finds(
    tables: list[list[frozenset[str]]], spoke: set[str]
) -> None:
    def fits(way: frozenset[str], groups: list[frozenset[str]]) -> bool:
        return all(
            words_for(len(who & way), len(who)) == words_for(len(who & spoke), len(who)) for who in groups
        )

    ways = [
        frozenset(who for who, yes in zip(NINE, way, strict=True) if yes) for way in product((0, 1), repeat=9)
    ]
    alone = [[way for way in ways if fits(way, groups)] for groups in tables]
    beside = [way for way in ways if all(fits(way, groups) for groups in tables)]
    placed = any(
        all(way & set(two) for way in beside)
        and not any(all(way & set(two) for way in some) for some in alone)
        for two in combinations(NINE, 2)
    )
    given_tables = [{str(at): (who, len(who & spoke)) for at, who in enumerate(groups)} for groups in tables]
    assert placed_among_few(given_tables, frozenset(spoke)) == placed


def test_a_crosstab_of_groups_adds_the_levels_that_are_taken_together() -> None:
    levels = ("academia", "charity", "police")
    cross = Crosstab("sector", ("luck",), levels, *([np.array([[1, 2, 0]])] * 3), (2, 3, 4))  # type: ignore[arg-type]
    groups = {"police": (["police"], 4), OTHERS: (["academia", "charity"], 5)}
    (table,) = crosstab_result({"sector": (cross, groups)}, 9, "crosstab:t", "T", "t").tables
    assert [(cell.group["sector"], cell.category, cell.n) for cell in table.cells] == [
        ("police", "not heard", 4),
        (OTHERS, "most", 5),  # three of five
    ]
    # Neither a count nor a number of places stands in any cell.
    assert all(cell.count is None and not cell.values for cell in table.cells)


def test_a_group_of_two_is_refused_in_every_table() -> None:
    cross = Crosstab("sector", ("luck",), ("police",), *([np.array([[1]])] * 3), (2,))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="fewer than three"):
        crosstab_result({"sector": (cross, {"police": (["police"], 2)})}, 2, "crosstab:t", "T", "t")
    with pytest.raises(ValueError, match="fewer than three"):
        co_occurrence_result(np.array([[1]]), ["luck"], 2, "turn", "cooccurrence:t", "T", "t")
    project = RefiProject(
        "p", (Document("d", "By luck."),), (), BOOK, cases=(Case("police", documents=("d",)),)
    )
    with pytest.raises(ValueError, match="at least three"):
        framework_result(
            framework_matrix(project, ["luck"]), {"police": 2}, "sector", "framework:t", "T", "t"
        )


def test_each_result_says_by_which_method_and_over_how_many() -> None:
    made = co_occurrence_result(np.array([[3, 0], [0, 6]]), ["luck", "reports"], 6, "turn", "c:t", "T", "t")
    assert made.method is METHODS["interviews.co_occurrence"]
    assert (made.base, made.rules["place"]) == (6, "in the same turn")
    assert [cell.category for cell in made.tables[0].cells] == ["some", "not heard", "almost all"]


def test_a_matrix_of_groups_has_the_summaries_and_counts_open_cells() -> None:
    project = RefiProject(
        "p",
        (Document("P1", ""), Document("P2", "")),
        (),
        BOOK,
        (
            ProjectCoding("c1", "P1", 0, 0, "by luck", "luck", "AB"),
            ProjectCoding("c2", "P2", 0, 0, "x", "luck", "AB"),
        ),
        cases=(Case("police", documents=("P1",)), Case("industry", documents=("P2",))),
    )
    told = Summary("police", "training", "By chance.", ("c1",), "AB", date(2026, 5, 1))
    matrix = framework_matrix(project, ["training", "reports"], summaries=[told])
    made = framework_result(matrix, {"police": 3, "industry": 4}, "sector", "framework:t", "T", "t")
    assert [cell.category for cell in made.tables[0].cells] == ["By chance.", None, None, None]
    assert [(one.rows, one.reason) for one in made.left_out] == [(1, "cells with passages and no summary")]


def test_an_approval_is_written_and_read_back(tmp_path: Path) -> None:
    approval = Approval("CD", date(2026, 5, 2), False, True, False)
    one = Summary(
        "police", "training", "By chance.", ("c1",), "AB", date(2026, 5, 1), "0f", approval=approval
    )
    two = Summary("industry", "training", "By design.", ("c2",), "AB", date(2026, 5, 1))
    file = tmp_path / "framework.toml"
    write_framework([one, two], file)
    assert read_framework(file) == (one, two)


def test_an_approval_of_a_summary_answers_three_questions_and_labels_nothing(tmp_path: Path) -> None:
    file = tmp_path / "framework.toml"
    answers = 'by = "CD"\non = 2026-05-02\nrecognisable = false\nthird_party = "no"\nlabel = ["sector"]\n'
    file.write_text(
        '[[summary]]\ncase = "police"\ncode = "luck"\nsummary = "Secret words."\npassages = ["c1"]\n'
        'by = "AB"\n'
        f"on = 2026-05-01\n[summary.approval]\n{answers}"
    )
    with pytest.raises(DataError) as caught:
        read_framework(file)
    said = str(caught.value)
    assert "'third_party' of an approval of a summary is true or false" in said
    assert "an approval of a summary has known keys; received: key 'label'" in said
    assert "an approval of a summary has 'operational_tactic'" in said
    assert "Secret words" not in said
