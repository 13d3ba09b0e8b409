"""Late: nothing is made before somebody looks, then all of it once, and it is the tuple of the same items."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator

import pytest

from handrail.values import Late


def test_it_is_made_once_and_only_when_it_is_looked_into() -> None:
    made = []

    def make() -> Iterator[int]:
        made.append("made")
        yield from (3, 1, 2)

    late = Late(3, make)
    assert (len(late), bool(late), made) == (3, True, [])
    assert (late[0], late[1:], list(late), late.index(2), made) == (3, (1, 2), [3, 1, 2], 2, ["made"])


def test_it_equals_the_tuple_of_its_items_from_either_side() -> None:
    late = Late(2, lambda: (1, 2))
    assert late == (1, 2)
    assert tuple.__eq__((1, 2), late) is NotImplemented  # Python then asks the other side
    assert late == Late(2, lambda: [1, 2])
    assert late != (1, 3)
    assert late != [1, 2]
    assert hash(late) == hash((1, 2))
    assert repr(late) == "(1, 2)"
    assert pickle.loads(pickle.dumps(late)) == copy.deepcopy(late) == (1, 2)


def test_a_broken_promise_of_a_length_is_said() -> None:
    with pytest.raises(ValueError, match="2 items were promised, and 1 were made"):
        list(Late(2, lambda: [1]))
