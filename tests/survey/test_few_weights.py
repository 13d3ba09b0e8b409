"""What a share of few weights gives back: everything at six digits, and little at the steps that are told."""

from __future__ import annotations

import math
from itertools import product
from typing import Literal

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.survey import Design, estimate
from handrail.survey.few_weights import STEPS, are_few, step_of, told, told_interval
from handrail.values import Result

Strata = list[tuple[float, int, int]]
"""Weight, respondents, and those of them who said yes."""


def spelled_out(strata: Strata) -> tuple[np.ndarray, np.ndarray]:
    weight = np.concatenate([np.full(n, w) for w, n, _ in strata])
    yes = np.concatenate([np.arange(n) < c for _, n, c in strata])
    return weight, yes


def possible(strata: Strata, shown: float, half: float) -> list[set[int]]:
    """Try every number of yes of each weight, as somebody would who knows the weights and strata."""
    whole = sum(w * n for w, n, _ in strata)
    found: list[set[int]] = [set() for _ in strata]
    for counts in product(*(range(n + 1) for _, n, _ in strata)):
        share = sum(w * c for (w, _, _), c in zip(strata, counts, strict=True)) / whole
        if abs(share - shown) <= half + 1e-9:
            for place, count in enumerate(counts):
                found[place].add(count)
    return found


def test_six_digits_give_a_small_count_back_and_a_step_does_not() -> None:
    strata = [(0.7312, 60, 4), (1.3527, 60, 21)]
    weight, yes = spelled_out(strata)
    share = float(weight[yes].sum() / weight.sum())
    assert possible(strata, round(share, 6), 5e-7)[0] == {4}
    step = step_of(weight, yes)
    assert step is not None
    left = possible(strata, told(share, step), step / 2)
    assert all(max(counts) - min(counts) >= 10 for counts in left)


@given(
    st.lists(
        st.tuples(st.floats(0.3, 3.0), st.integers(2, 25), st.integers(0, 25)).map(
            lambda one: (round(one[0], 3), one[1], min(one[1], one[2]))
        ),
        min_size=2,
        max_size=3,
        unique_by=lambda one: one[0],
    )
)
def test_a_told_share_leaves_each_weights_count_as_open_as_the_slow_attacker_finds(strata: Strata) -> None:
    weight, yes = spelled_out(strata)
    step = step_of(weight, yes)
    if not yes.any() or yes.all():
        assert step is None
        return
    assert step in STEPS
    share = told(float(weight[yes].sum() / weight.sum()), step)
    whole = sum(w * n for w, n, _ in strata)
    for place, counts in enumerate(possible(strata, share, step / 2)):
        own, others = strata[place], [one for k, one in enumerate(strata) if k != place]
        most = sum(w * n for w, n, _ in others)
        low, high = (share - step / 2) * whole, (share + step / 2) * whole
        divided = [c for c in range(own[1] + 1) if low - most - 1e-9 <= c * own[0] <= high + 1e-9]
        wide = min(10, max(divided) - min(divided))
        assert max(counts) - min(counts) >= wide or step == STEPS[-1]


def test_weights_of_their_own_and_equal_weights_keep_every_digit() -> None:
    yes = np.arange(200) % 7 == 0
    assert step_of(np.linspace(0.5, 2.0, 200), yes) is None
    assert step_of(np.full(200, 1.25), yes) is None
    # The same weight twice reckoned is one weight.
    twice = np.where(np.arange(200) % 2 == 0, 0.1 + 0.2, 0.3)
    assert not are_few(twice)


def test_an_interval_is_told_outwards() -> None:
    assert told_interval(0.1201, 0.1899, 0.01) == (0.12, 0.19)
    assert told_interval(0.12, 0.19, 0.01) == (0.12, 0.19)


@pytest.mark.parametrize("public_use", [False, True])
def test_a_result_tells_steps_unless_the_file_is_public(*, public_use: bool) -> None:
    strata = [(0.7312, 60, 14), (1.3527, 60, 21)]
    weight, yes = spelled_out(strata)
    frame = pl.DataFrame({"weight": weight, "v": yes.astype(int), "score": np.arange(120) % 5})
    design = Design(frame, weights="weight")

    def result(measure: Literal["proportion", "mean"], variable: str) -> Result:
        return estimate(
            design, measure, variable, name="estimate:v", title="V", source="s", sample="quota",
            public_use=public_use,
        )  # fmt: skip

    shares, means = result("proportion", "v"), result("mean", "score")
    share = design.proportion("v").table["estimate"][0]
    (cell,) = shares.tables[0].cells
    step = step_of(weight, yes)
    assert step is not None
    exact = share if public_use else told(share, step)
    assert cell.values["estimate"] == pytest.approx(exact, abs=1e-12)
    assert (cell.values["weighted_n"] is None) is not public_use
    assert (shares.weighted_base is None) is not public_use
    assert any("told in steps" in note for note in shares.tables[0].notes) is not public_use
    (mean,) = means.tables[0].cells
    average = mean.values["estimate"]
    assert average is not None
    assert (average == round(average, 2)) is not public_use


@given(st.lists(st.sampled_from([1.0, 1.5, 2.0, 2.25, 3.0]), min_size=1, max_size=80), st.integers(0, 60))
def test_weights_are_few_by_their_definition_however_many_are_different(repeated, different):
    weight = np.array([*repeated, *(5.0 + np.arange(different))])
    _, sizes = np.unique(weight, return_counts=True)
    ways = math.prod(int(size) + 1 for size in sizes)
    assert are_few(weight) == (len(sizes) > 1 and ways < 10**15)
