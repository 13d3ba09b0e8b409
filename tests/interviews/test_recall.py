"""How much of what identifies somebody is found, on invented interviews that nobody tuned on."""

import time

import pytest
from interview_generator import DIRECT, invent
from interview_people import GIVEN, PLACES, SURNAMES
from measure_pseudonyms import HELD_OUT, measure_all, rows

from handrail.interviews import find_in_study
from handrail.interviews.known_names import GIVEN_NAMES
from handrail.interviews.known_names import SURNAMES as KNOWN_SURNAMES
from handrail.interviews.known_places import PLACES as KNOWN_PLACES


def test_on_sixty_held_out_interviews_recall_stays_above_its_floors(
    capsys: pytest.CaptureFixture[str],
) -> None:
    measured = measure_all(HELD_OUT)
    mixed = measured["capitals"]
    with capsys.disabled():
        print("\n" + "\n".join(rows(measured)))
    assert len(HELD_OUT) == 60
    assert mixed.share() >= 0.97
    assert measured["lower-cased"].share() >= 0.90
    assert measured["no stops"].share() >= 0.90
    for kind in DIRECT:
        assert mixed.there[kind] >= 20, kind
        assert mixed.share([kind]) >= 0.95, kind


@pytest.mark.parametrize("half", [0, 1])
def test_most_names_of_the_generator_are_in_no_list_of_the_detector(half: int) -> None:
    for pool, known in ((GIVEN, GIVEN_NAMES), (SURNAMES, KNOWN_SURNAMES), (PLACES, KNOWN_PLACES)):
        names = pool[half::2]
        assert 2 * sum(name.casefold() not in known for name in names) >= len(names)


def test_held_out_interviews_hold_no_name_of_those_for_tuning() -> None:
    def names(seeds: range) -> set[str]:
        texts = [invent(seed) for seed in seeds]
        return {
            one.text[gold.start : gold.end]
            for one in texts
            for gold in one.gold
            if gold.kind in ("person", "place", "organisation")
        }

    assert not names(range(30)) & names(range(100, 130))


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
