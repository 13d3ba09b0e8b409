"""New codes over interviews: the worked example of the paper, slow versions, refusals, and what leaves."""

import dataclasses
import itertools
import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.disclosure import Ledger, review
from handrail.interviews import METHODS, Coding, saturation, saturation_result
from handrail.interviews.code_orders import shuffled
from handrail.interviews.project import Case, Document, ProjectCode, ProjectCoding, RefiProject, Variable
from handrail.values import DataError

SAID = "Nobody at the station ever believed what I told them."


def codings_of(said: list[str]) -> list[Coding]:
    return [
        Coding(f"{at}-{code}", f"p{at:02}.txt", 0, 1, SAID, code, "AB")
        for at, codes in enumerate(said, 1)
        for code in codes.split()
    ]


def slow(used: list[set[str]], base: int, run: int, threshold: Fraction) -> int | None:
    """Return the interviews needed, as a reader of the paper would find them with a pencil."""
    at_first = set().union(*used[:base])
    start = base
    while start + run <= len(used):
        before = set().union(*used[:start])
        during = set().union(*used[start : start + run])
        if Fraction(len(during - before), len(at_first)) <= threshold:
            return start + run
        start += 1
    return None


# ---- the paper -------------------------------------------------------------------------------------------


def test_the_worked_example_of_the_paper_is_six_and_two() -> None:
    # Guest, Namey and Chen 2020, the example of base 4 and run 2: 37 themes in the base; the second run
    # brings 11 %, which is above 5 %; the third brings one theme, and stands at 6+2.
    found = saturation(codings_of(_sets([20, 9, 5, 3, 4, 3, 1, 0])))
    [group] = found.groups
    assert group.base_codes == 37
    assert [round(100 * one.ratio) for one in group.runs][1:] == [11, 3]
    assert group.observed is not None
    assert (group.observed.before, group.observed.new, found.run) == (6, 1, 2)


def _sets(new: list[int]) -> list[str]:
    """Return what each interview used: the first code of all, and its own new ones."""
    said, last = [], 0
    for number in new:
        said.append(" ".join(["c0", *(f"c{code}" for code in range(last or 1, last + number))]))
        last += number
    return said


# ---- the order given -------------------------------------------------------------------------------------

INTERVIEWS = st.lists(st.sets(st.sampled_from("abcdefghij"), min_size=1), min_size=6, max_size=12)


@given(used=INTERVIEWS, base=st.integers(2, 4), run=st.integers(1, 2), percent=st.integers(0, 60))
@settings(max_examples=150, deadline=None)
def test_the_point_is_the_one_that_a_pencil_finds(
    used: list[set[str]], base: int, run: int, percent: int
) -> None:
    codings = codings_of([" ".join(sorted(codes)) for codes in used])
    found = saturation(codings, base=base, run=run, threshold=percent / 100, orders=50)
    [group] = found.groups
    expected = slow(used, base, run, Fraction(percent, 100))
    assert (group.observed.before + run if group.observed else None) == expected
    assert sum(group.new) == group.codes == len(set().union(*used))
    assert group.base_codes == len(set().union(*used[:base]))


def test_a_ratio_that_is_just_the_threshold_counts() -> None:
    # 1 of 20 is 5 %.
    found = saturation(codings_of(_sets([14, 2, 2, 2, 1, 0])))
    assert found.groups[0].base_codes == 20
    assert found.groups[0].observed is not None
    assert found.groups[0].observed.before == 4


def test_the_order_decides_and_is_named_in_full() -> None:
    said = ["a b", "a", "a", "a", "a", "a", "c d"]
    names = [f"p{at:02}.txt" for at in range(1, 8)]
    assert saturation(codings_of(said)).groups[0].observed is not None
    turned = saturation(codings_of(said), names[::-1]).groups[0]
    assert turned.interviews[0] == "p07.txt"
    assert [one.new for one in turned.runs] == [0, 1]
    for order, words in ((names[:-1], "is not in it"), ([*names, names[0]], "a document twice")):
        with pytest.raises(DataError, match=words):
            saturation(codings_of(said), order)
    with pytest.raises(DataError, match=r"did you mean 'p07\.txt'"):
        saturation(codings_of(said), [*names[:-1], "p7.txt"])


# ---- random orders ---------------------------------------------------------------------------------------


def test_random_orders_come_to_what_all_orders_come_to() -> None:
    used = [{"a", "b"}, {"a"}, {"c"}, {"b", "d"}, {"a", "e"}, {"c", "d"}]
    every = [slow([used[at] for at in order], 2, 2, Fraction(1, 5)) for order in _permutations(6)]
    found = shuffled(used, 2, 2, 0.2, orders=40_000, seed=1)
    observed = [number for number in every if number is not None]
    # Four standard errors of a share over 40,000 orders.
    exact = len(observed) / len(every)
    assert abs(found.share - exact) < 4 * math.sqrt(exact * (1 - exact) / 40_000)
    ordered = sorted(math.inf if number is None else number for number in every)
    at = [ordered[math.ceil(len(ordered) * share) - 1] for share in (0.05, 0.5, 0.95)]
    assert [found.low, found.median, found.high] == [None if math.isinf(one) else one for one in at]
    for number, point in enumerate(found.curve, 1):
        counts = sorted(len(set().union(*(used[at] for at in order[:number]))) for order in _permutations(6))
        assert point.mean == pytest.approx(sum(counts) / len(counts))
        assert (point.low, point.high) == (
            counts[math.ceil(720 * 0.05) - 1],
            counts[math.ceil(720 * 0.95) - 1],
        )


def _permutations(size: int) -> list[tuple[int, ...]]:
    return list(itertools.permutations(range(size)))


@given(used=INTERVIEWS, seed=st.integers(0, 5))
@settings(max_examples=40, deadline=None)
def test_random_orders_are_the_pencil_s_in_each_order_that_was_drawn(used: list[set[str]], seed: int) -> None:
    drawn = np.random.Generator(np.random.PCG64(seed)).permuted(
        np.tile(np.arange(len(used)), (30, 1)), axis=1
    )
    # The draw says at which place each interview stands.
    orders = [[used[int(at)] for at in np.argsort(row)] for row in drawn]
    needed = [slow(order, 3, 2, Fraction(1, 10)) for order in orders]
    found = shuffled(used, 3, 2, 0.1, orders=30, seed=seed)
    assert found.share == pytest.approx(sum(one is not None for one in needed) / 30)
    ordered = sorted(math.inf if one is None else one for one in needed)
    assert found.median == (None if math.isinf(ordered[14]) else ordered[14])
    assert [one.high for one in found.curve] == [
        sorted(len(set().union(*order[:number])) for order in orders)[28]
        for number in range(1, len(used) + 1)
    ]


def test_a_seed_gives_the_same_and_the_order_of_the_interviews_alters_no_code_of_the_whole() -> None:
    codings = codings_of(_sets([5, 3, 2, 2, 1, 1, 1, 0]))
    assert saturation(codings) == saturation(reversed(codings))
    assert saturation(codings, seed=1).groups[0].orders.curve[-1].low == 15


def test_the_curve_grows_and_ends_at_all_codes() -> None:
    [group] = saturation(codings_of(_sets([5, 3, 2, 2, 1, 1, 1, 0]))).groups
    for part in ("low", "mean", "high"):
        values = [getattr(one, part) for one in group.orders.curve]
        assert values == sorted(values)
        assert values[-1] == group.codes


# ---- groups ----------------------------------------------------------------------------------------------


def project(sectors: Sequence[str | None]) -> RefiProject:
    names = [f"p{at:02}.txt" for at in range(1, len(sectors) + 1)]
    return RefiProject(
        "talks",
        documents=tuple(Document(name, "x") for name in names),
        codes=(ProjectCode("a", ""),),
        codings=tuple(ProjectCoding(f"k{name}", name, 0, 1, "x", "a", "AB") for name in names),
        cases=tuple(
            Case(f"P{at}", values={"sector": sector}, documents=(name,))
            for at, (name, sector) in enumerate(zip(names, sectors, strict=True))
        ),
        variables=(Variable("sector"),),
    )


def test_each_group_is_followed_by_itself() -> None:
    found = saturation(project(["police"] * 6 + ["industry"] * 7), group="sector")
    assert [(one.group, len(one.interviews)) for one in found.groups] == [("industry", 7), ("police", 6)]
    assert found.attribute == "sector"


def test_a_document_s_own_value_goes_before_its_case_s() -> None:
    one = project(["police"] * 6)
    other = dataclasses.replace(one.documents[0], values={"sector": "industry"})
    with pytest.raises(DataError, match="fewer than 3 coded interviews at 'industry' of 'sector'"):
        saturation(dataclasses.replace(one, documents=(other, *one.documents[1:])), group="sector")


def test_codings_take_their_groups_from_a_mapping() -> None:
    codings = codings_of(["a b"] * 6)
    found = saturation(codings, group={f"p{at:02}.txt": "police" for at in range(1, 7)})
    assert [(one.group, one.codes) for one in found.groups] == [("police", 2)]


# ---- what is refused -------------------------------------------------------------------------------------


def test_fewer_interviews_than_base_and_run_are_refused() -> None:
    with pytest.raises(DataError) as wrong:
        saturation(codings_of(["a"] * 5))
    [problem] = wrong.value.problems
    assert problem.rule.startswith("new codes are followed over at least 6 coded interviews of a group")
    assert problem.received == "5 coded interviews"
    assert saturation(codings_of(["a"] * 6)).groups[0].observed is not None


def test_each_small_group_is_named_and_a_number_under_three_is_not() -> None:
    sectors = ["police"] * 7 + ["industry"] * 4 + ["academia"] + [None]
    with pytest.raises(DataError) as wrong:
        saturation(project(sectors), group="sector")
    assert [one.received for one in wrong.value.problems] == [
        "4 coded interviews at 'industry' of 'sector'",
        "fewer than 3 coded interviews at 'academia' of 'sector'",
        "fewer than 3 coded interviews at 'not recorded' of 'sector'",
    ]
    assert SAID not in str(wrong.value)


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"base": 1}, "a base is 2 interviews or more"),
        ({"run": 0}, "a run is one interview or more"),
        ({"threshold": 1.0}, "a threshold is 0 or more and less than 1"),
        ({"threshold": -0.1}, "a threshold is 0 or more"),
        ({"orders": 0}, "random orders are one or more"),
    ],
)
def test_numbers_out_of_range_are_refused(given: dict[str, float], rule: str) -> None:
    with pytest.raises(DataError, match=rule):
        saturation(codings_of(["a"] * 8), **given)  # type: ignore[arg-type]


def test_an_unknown_attribute_and_an_empty_project_are_refused() -> None:
    with pytest.raises(DataError, match="did you mean 'sector'"):
        saturation(project(["police"] * 6), group="sectors")
    with pytest.raises(DataError, match="fewer than 3 coded interviews"):
        saturation([])


# ---- what leaves -----------------------------------------------------------------------------------------


def test_it_says_what_was_observed_and_never_that_anything_was_reached() -> None:
    none = saturation(codings_of(["a b"] * 7))
    few = saturation(codings_of(_sets([20, 9, 5, 3, 4, 3, 1, 0])))
    many = saturation(codings_of(_sets([3, 3, 3, 3, 3, 3, 3])))
    assert none.words(none.groups[0]) == (
        "After 4 interviews, no new codes were observed under this codebook in the next 2."
    )
    assert few.words(few.groups[0]).startswith("After 6 interviews, the next 2 brought 1 new code under this")
    assert many.words(many.groups[0]).startswith("New codes went on appearing under this codebook")
    again = saturation(codings_of(_sets([20, 0, 0, 0, 0, 0, 0, 4])))
    assert again.words(again.groups[0]).endswith("in the next 2. A later run brought 20 %.")
    for found in (none, few, many, again):
        result = saturation_result(found, name="saturation:talks", title="New codes", source="talks")
        told = repr(result).casefold()
        assert "reached" not in told
        assert "under this codebook" in told
        assert "p01" not in told


def test_both_tables_pass_disclosure_review_and_begin_at_three_interviews() -> None:
    found = saturation(codings_of(_sets([5, 3, 2, 2, 1, 1, 0, 0])))
    result = saturation_result(found, name="saturation:talks", title="New codes", source="talks")
    released = review(result.tables, [], Ledger()).released
    point, curve = (released.tables[table.name] for table in result.tables)
    assert [cell.withheld for table in (point, curve) for cell in table.cells] == [None] * 7
    assert point.cells[0].value("needed") == 8
    assert [cell.group["interviews"] for cell in curve.cells] == [f"{at} interviews" for at in range(3, 9)]
    assert result.method is METHODS["interviews.saturation"]
    assert (result.base, result.seed) == (8, 2020)


def test_a_long_curve_is_told_at_some_numbers_and_at_the_last() -> None:
    found = saturation(codings_of(["a b"] * 100), orders=20)
    result = saturation_result(found, name="saturation:talks", title="New codes", source="talks")
    told = [int(cell.group["interviews"].split()[0]) for cell in result.tables[1].cells]
    assert told == list(range(5, 101, 5))


def test_interviews_that_nobody_coded_are_left_out_and_counted() -> None:
    one = project(["police"] * 8)
    bare = dataclasses.replace(one, codings=one.codings[2:])
    found = saturation(bare)
    assert (found.uncoded, len(found.groups[0].interviews)) == (2, 6)
    result = saturation_result(found, name="saturation:talks", title="New codes", source="talks")
    assert result.left_out[0].rows == 2
    assert any(note.endswith("left out: fewer than 3.") for note in result.tables[0].notes)
