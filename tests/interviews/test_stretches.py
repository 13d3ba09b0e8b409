"""Stretches of text, one coder's and many at once: united, laid over each other and measured."""

import itertools
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from handrail.interviews.agreement.stretches import lengths_by_depth, united_in_groups
from handrail.interviews.overlaps import Ruler, shared, united

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


MARKED = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 12), st.integers(0, 12)).map(
        lambda one: (one[0], min(one[1:]), max(one[1:]))
    ),
    max_size=12,
)


@given(MARKED)
def test_stretches_of_many_groups_are_united_and_counted_as_sets_of_places_are(
    marked: list[tuple[int, int, int]],
) -> None:
    group, start, end = np.array(marked, dtype=np.int64).reshape(-1, 3).T
    covered = {(which, place) for which, low, high in marked for place in range(low, high)}
    which, low, high = united_in_groups(group, start, end)
    found = list(zip(which.tolist(), low.tolist(), high.tolist(), strict=True))
    assert {(one, place) for one, first, last in found for place in range(first, last)} == covered
    assert found == sorted(found)
    assert all(a[0] != b[0] or a[2] < b[1] for a, b in itertools.pairwise(found))
    # Groups 0 and 1 laid over each other, and 2 and 3.
    depths = lengths_by_depth(which // 2, low, high, 2, 2)
    for pair in (0, 1):
        one, other = ({place for at, place in covered if at == 2 * pair + side} for side in (0, 1))
        assert depths[pair].tolist() == [0, len(one ^ other), len(one & other)]
