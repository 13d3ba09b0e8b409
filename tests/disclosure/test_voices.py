"""No participant is most of what is quoted, nor is most of what they said quoted."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from handrail.disclosure import Ledger, Limits, PassageApproval, QuotationRequest, Quoted, Review, review

APPROVED = PassageApproval("CD", "2026-05-01", False, False, False)
PEOPLE = [{"sector": "policing"}] * 9
LIMITS = Limits()


def passage(
    number: int, person: str, words: int = 10, *, said: int = 5000, strand: str = "a"
) -> QuotationRequest:
    return QuotationRequest(
        f"passage:{number}", "word " * words, person, True, "unattributed", {}, (), APPROVED, {}, strand, said
    )


def judged(requests: list[QuotationRequest], quoted: dict[str, Quoted] | None = None) -> Review:
    return review([], requests, Ledger(quoted=quoted or {}), participants=PEOPLE)


def test_a_quotation_of_more_words_than_a_minute_of_speech_is_refused() -> None:
    outcome = judged(
        [passage(1, "P1", LIMITS.longest_quotation), passage(2, "P2", LIMITS.longest_quotation + 1)]
    )
    assert list(outcome.released.quotations) == ["passage:1"]
    (refusal,) = outcome.refused
    assert (refusal.rule, refusal.remedy) == (
        "a quotation has at most 150 words",
        "code a shorter passage within it",
    )


def test_three_quotations_of_one_participant_leave_whatever_their_share_and_of_more_the_last_is_refused() -> (
    None
):
    assert len(judged([passage(i, "P1") for i in range(3)]).released.quotations) == 3
    outcome = judged([passage(i, "P1") for i in range(5)])
    assert list(outcome.released.quotations) == ["passage:0", "passage:1", "passage:2"]
    assert {one.name for one in outcome.refused} == {"passage:3", "passage:4"}
    assert all("25%" in one.rule and "other participants" in one.remedy for one in outcome.refused)


def test_a_share_is_of_a_strand_and_over_all_releases() -> None:
    others = [passage(10 + i, f"P{2 + i % 4}") for i in range(12)]
    assert len(judged([*(passage(i, "P1") for i in range(4)), *others]).released.quotations) == 16
    # Sixteen in another strand make no room for a fifth in this one.
    elsewhere = [replace(passage(50 + i, f"Q{i}"), strand="b") for i in range(16)]
    five = [*(passage(i, "P1") for i in range(5)), *others, *elsewhere]
    assert [one.name for one in judged(five).refused] == ["passage:4"]
    # Four left before: they are not refused again, and none may join them.
    before = {f"passage:{i}": Quoted("P1", "a", 10) for i in range(4)}
    again = judged([passage(3, "P1"), passage(4, "P1"), passage(9, "P2")], before)
    assert list(again.released.quotations) == ["passage:3", "passage:9"]


def test_at_most_a_quarter_of_what_a_participant_said_is_quoted_over_all_releases() -> None:
    asked = [
        passage(1, "P1", 120, said=1000),
        passage(2, "P1", 131, said=1000),
        passage(3, "P1", 100, said=1000),
    ]
    outcome = judged(asked)
    assert list(outcome.released.quotations) == ["passage:1", "passage:3"]
    assert "25% of what one participant said" in outcome.refused[0].rule
    before = {"passage:9": Quoted("P1", "a", 100)}
    assert list(judged(asked, before).released.quotations) == ["passage:1"]
    # Whoever said little may still be quoted in a hundred words.
    assert len(judged([passage(1, "P1", 100, said=120)]).released.quotations) == 1
    assert len(judged([passage(1, "P1", 101, said=120)]).released.quotations) == 0


def test_a_quotation_whose_words_its_participant_approved_counts_and_is_not_refused() -> None:
    named = replace(
        passage(1, "P1", 400, said=500), tier="named-role", approval=replace(APPROVED, role="a head of unit")
    )
    outcome = judged([named, passage(2, "P1", 10, said=500)])
    assert list(outcome.released.quotations) == ["passage:1"]


@pytest.mark.parametrize("seed", range(60))
def test_of_many_random_requests_what_leaves_keeps_every_limit_and_the_same_leaves_each_time(
    seed: int,
) -> None:
    draw = random.Random(seed)
    said = {f"P{i}": draw.randint(50, 3000) for i in range(draw.randint(1, 8))}
    asked = [
        passage(i, person := draw.choice(list(said)), draw.randint(1, 170), said=said[person])
        for i in range(draw.randint(1, 60))
    ]
    before = {f"passage:x{i}": Quoted(draw.choice(list(said)), "a", 20) for i in range(draw.randint(0, 6))}
    outcome = judged(asked, before)
    left = [one for one in asked if one.id in outcome.released.quotations]
    given = Counter([one.participant for one in (*left, *before.values())])
    for person in {one.participant for one in left}:
        assert given[person] <= max(3, given.total() / 4)
        spent = sum(len(one.text.split()) for one in left if one.participant == person)
        spent += sum(one.words for one in before.values() if one.participant == person)
        assert spent <= max(100, said[person] / 4)
    assert all(len(one.text.split()) <= 150 for one in left)
    assert list(judged(asked, before).released.quotations) == [one.id for one in left]
    assert len(left) + len(outcome.refused) == len(asked)
