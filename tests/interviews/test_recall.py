"""How much of what identifies somebody is found, on invented interviews that nobody tuned on."""

import time

import interview_people as people
import pytest
from interview_generator import DIRECT, invent
from measure_pseudonyms import FRESH, HELD_OUT, measure_all, rows

from handrail.interviews import find_in_study
from handrail.interviews.known_names import GIVEN_NAMES, SURNAMES
from handrail.interviews.known_places import PLACES


@pytest.mark.parametrize("seeds", [HELD_OUT, FRESH], ids=["held-out", "fresh"])
def test_on_sixty_interviews_that_nobody_tuned_on_recall_stays_above_its_floors(
    seeds: range, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = measure_all(seeds)
    mixed = measured["capitals"]
    with capsys.disabled():
        print("\n" + "\n".join(rows(measured)))
    assert len(seeds) == 60
    assert mixed.share() >= 0.97
    assert measured["lower-cased"].share() >= 0.90
    assert measured["no stops"].share() >= 0.90
    for kind in DIRECT:
        assert mixed.there[kind] >= 15, kind
        assert mixed.share([kind]) >= 0.95, kind


@pytest.mark.parametrize(
    "pools",
    [
        (people.GIVEN[::2], people.SURNAMES[::2], people.PLACES[::2]),
        (people.GIVEN[1::2], people.SURNAMES[1::2], people.PLACES[1::2]),
        (people.FRESH_GIVEN, people.FRESH_SURNAMES, people.FRESH_PLACES),
    ],
    ids=["tuning", "held-out", "fresh"],
)
def test_most_names_of_the_generator_are_in_no_list_of_the_detector(
    pools: tuple[tuple[str, ...], ...],
) -> None:
    for names, known in zip(pools, (GIVEN_NAMES, SURNAMES, PLACES), strict=True):
        assert 2 * sum(name.casefold() not in known for name in names) >= len(names)


def test_what_is_reported_on_shares_no_name_with_what_was_tuned_on() -> None:
    def names(seeds: range) -> set[str]:
        texts = [invent(seed) for seed in seeds]
        return {
            one.text[gold.start : gold.end]
            for one in texts
            for gold in one.gold
            if gold.kind in ("person", "place", "organisation")
        }

    tuning, held_out, fresh = names(range(30)), names(range(100, 130)), names(range(200, 230))
    assert not tuning & held_out
    assert not fresh & (tuning | held_out)


def test_the_generator_marks_what_it_wrote() -> None:
    one = invent(100)
    assert one == invent(100)
    assert all(
        one.text[gold.start : gold.end].strip() == one.text[gold.start : gold.end] for gold in one.gold
    )
    low = one.lowered()
    assert len(low.text) == len(one.text)
    assert not any(letter.isupper() and len(letter.lower()) == 1 for letter in low.text)


def test_eighty_thousand_words_are_read_in_seconds() -> None:
    texts = {str(seed): invent(seed, turns=170).text for seed in range(10)}
    words = sum(len(text.split()) for text in texts.values())
    began = time.perf_counter()
    find_in_study(texts)
    took = time.perf_counter() - began
    assert words > 60_000
    assert took < 20  # about 2 s on an idle machine
