"""Random tables and a tracker, a sample of the large runs in tools/: neither gives a small number back."""

from __future__ import annotations

from collections import Counter

import pytest
from attack_random_tables import judge
from random_tables import count, groups
from tracker import LEVELS, MEASURED, new_tracker

TABLES, QUESTIONS = 120, 40


@pytest.fixture(scope="module")
def told() -> Counter[str]:
    total: Counter[str] = Counter()
    for seed in range(50_000, 50_000 + TABLES):
        total.update(judge(seed))
    return total


def test_no_unsafe_cell_and_no_withheld_one_can_be_placed_within_ten(told: Counter[str]) -> None:
    assert told["review: tables"] == TABLES
    assert told["review: unsafe"] > TABLES
    assert told["review: numbers tried"] > 10 * TABLES
    assert told["review: placed in <10"] == 0
    assert told["reported"] == 0


def test_the_linear_program_alone_protects_them_too_and_withholds_no_more(told: Counter[str]) -> None:
    assert told["linear program only: numbers tried"] > TABLES
    assert told["linear program only: placed in <10"] == 0


def test_to_withhold_the_unsafe_cells_only_gives_most_of_them_back(told: Counter[str]) -> None:
    assert told["unsafe cells only: placed in <10"] > told["unsafe cells only: numbers tried"] / 2


def test_a_tracker_recovers_no_small_group_from_filtered_tables() -> None:
    tracker = new_tracker(3, n=1500)
    tracker.ask(QUESTIONS)
    assert tracker.answered > 10
    small, found = tracker.recovered()
    assert small > 10
    assert found == []


def test_a_tracker_recovers_small_groups_where_tables_are_reviewed_one_at_a_time() -> None:
    # The same questions without a ledger: what the attack over everything that left is for.
    tracker = new_tracker(3, n=1500)
    wishes = tracker._wishes()
    for _ in range(QUESTIONS):
        tracker.answer_alone(*next(wishes))
    _, found = tracker.recovered()
    assert found
    sizes = {count(tracker.people, region) for region in groups(tracker.people, (*LEVELS, MEASURED))}
    assert {number for number, _, _ in found} <= sizes
