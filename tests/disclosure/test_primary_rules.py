"""Each rule that looks at one number, by its name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handrail.disclosure import Ledger, Limits, Review, review
from handrail.disclosure.cells import CLASS_RULE
from handrail.values import Cell, Table
from handrail.values.table import Measure


def table(measure: Measure, *cells: Cell, **more: object) -> Table:
    dimensions = tuple(dict.fromkeys(key for cell in cells for key in cell.group))
    return Table("estimate:a", "T", measure, dimensions, cells, "s", "v", **more)  # type: ignore[arg-type]


def judged(measure: Measure, *cells: Cell, limits: Limits | None = None) -> Review:
    return review([table(measure, *cells)], [], Ledger(), limits=limits)


def rules(outcome: Review) -> list[str | None]:
    return [cell.withheld for cell in outcome.released.tables["estimate:a"].cells]


@pytest.mark.parametrize(("n", "count"), [(40, 40), (40, 0)])
def test_a_group_all_in_one_category_is_class_disclosure_and_only_the_team_is_told(
    n: int, count: int
) -> None:
    outcome = judged("share", Cell({"sex": "F"}, None, n, count, {"estimate": count / n}))
    (rule,) = rules(outcome)
    assert rule is not None
    assert "class" not in rule  # a reader who is told so knows everyone's answer
    assert CLASS_RULE in outcome.refused[0].rule
    few = judged("share", Cell({"sex": "F"}, None, 4, 4, {"estimate": 1.0}))
    assert CLASS_RULE not in few.refused[0].rule


@pytest.mark.parametrize(
    ("largest", "leaves"),
    [
        ((0.30, 0.20), True),
        ((0.60, 0.30), True),  # two make up nine tenths, and not more
        ((0.60, 0.31), False),  # (n,k): more than nine tenths
        ((0.85, 0.04), True),
        ((0.84, 0.06 - 1e-9), True),
        ((0.91, 0.0), False),
        (None, True),
    ],
)
def test_a_mean_that_one_or_two_respondents_dominate_does_not_leave(
    largest: tuple[float, float] | None, leaves: bool
) -> None:
    outcome = judged("mean", Cell({}, None, 200, None, {"estimate": 3.0}, largest=largest))
    assert rules(outcome) == [None if leaves else "one or two respondents make up most of the sum"]


@pytest.mark.parametrize(("rest", "leaves"), [(0.16, True), (0.08, False)])
def test_the_second_largest_respondent_cannot_reckon_the_largest_within_the_p_percent(
    rest: float, leaves: bool
) -> None:
    # The (n,k) rule is switched off, so that the p% rule alone decides: rest < 0.2 times the largest.
    limits = Limits(two_largest=1.0, p_percent=0.2)
    cell = Cell({}, None, 200, None, {"estimate": 3.0}, largest=(0.6, 0.4 - rest))
    assert (rules(judged("mean", cell, limits=limits)) == [None]) is leaves


def test_dominance_says_nothing_of_published_data() -> None:
    cell = Cell({}, None, 200, None, {"estimate": 3.0}, largest=(0.9, 0.09))
    outcome = review([table("mean", cell, public_use=True)], [], Ledger())
    assert rules(outcome) == [None]


@pytest.mark.parametrize(("p", "n", "leaves"), [(0.5, 20, True), (0.05, 200, True), (0.05, 199, False)])
def test_a_quantile_leaves_enough_respondents_on_either_side(p: float, n: int, leaves: bool) -> None:
    for side in (p, 1 - p):
        outcome = judged("quantile", Cell({}, None, n, None, {"estimate": 7.0, "p": side}))
        assert rules(outcome) == [None if leaves else "fewer than 10 respondents lie beyond the quantile"]


@pytest.mark.parametrize("p", [0.0, 1.0])
def test_the_smallest_and_the_largest_answer_are_no_quantile_that_leaves(p: float) -> None:
    assert rules(judged("quantile", Cell({}, None, 100_000, None, {"estimate": 7.0, "p": p}))) != [None]


@pytest.mark.parametrize("name", ["minimum", "maximum"])
def test_no_extreme_point_leaves(name: str) -> None:
    outcome = judged("mean", Cell({}, None, 500, None, {"estimate": 3.0, name: 61.0}))
    assert rules(outcome) == ["an extreme point is one respondent's answer"]


def test_a_histogram_with_a_bin_under_the_limit_loses_all_its_bins() -> None:
    bins = [Cell({}, name, 120, count, {}) for name, count in (("0-1", 60), ("2-3", 51), ("4 or more", 9))]
    assert all(rules(judged("histogram", *bins)))
    joined = [Cell({}, name, 120, count, {}) for name, count in (("0-1", 60), ("2 or more", 60))]
    assert rules(judged("histogram", *joined)) == [None, None]


def test_a_mean_of_fewer_than_ten_does_not_leave() -> None:
    assert rules(judged("mean", Cell({}, None, 9, None, {"estimate": 3.0}))) == [
        "fewer than 10 respondents in the base"
    ]


def test_every_refusal_says_what_would_make_it_pass() -> None:
    outcome = judged(
        "mean",
        Cell({"a": "1"}, None, 9, None, {"estimate": 3.0}),
        Cell({"a": "2"}, None, 90, None, {"estimate": 3.0}, largest=(0.9, 0.09)),
        Cell({"a": "3"}, None, 90, None, {"estimate": 3.0, "maximum": 40.0}),
    )
    assert len(outcome.refused) == 3
    assert len({refused.remedy for refused in outcome.refused}) == 3
    assert all(refused.remedy for refused in outcome.refused)
    assert replace(outcome.refused[0]) == outcome.refused[0]
