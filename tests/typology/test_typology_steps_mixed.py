"""Items of every kind: how a later step moves with the first one's coordinates is what refitting it shows."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from handrail.typology import LatentClasses
from handrail.typology.assignment import assign
from handrail.typology.bch import bch_covariates
from handrail.typology.first_step import first_step_of
from handrail.typology.joint import joint_of
from handrail.typology.known import read_known
from handrail.typology.membership import membership_of
from handrail.typology.polish import moved
from handrail.typology.second_step import fit_held

KINDS = {"often": "adjacent", "much": "cumulative", "times": "count", "hours": "continuous"}


@pytest.fixture(scope="module")
def mixed():
    draw = np.random.default_rng(8)
    n = 400
    age = draw.integers(0, 4, n)
    member = (draw.random(n) < 0.2 + 0.15 * age).astype(int)
    place = np.array([draw.choice(3, p=[[0.6, 0.3, 0.1], [0.2, 0.3, 0.5]][c]) for c in member])
    frame = pl.DataFrame(
        {
            "place": pl.Series([None if at % 9 == 0 else value for at, value in enumerate(place.tolist())]),
            "often": draw.binomial(3, np.array([0.3, 0.6])[member]),
            "much": draw.binomial(2, np.array([0.25, 0.7])[member]),
            "times": draw.poisson(np.array([1.0, 3.0])[member]),
            "hours": draw.normal(np.array([0.0, 1.5])[member], 1.0).round(1),
        }
    )
    model = LatentClasses(2, starts=10, seed=1, kinds=KINDS).fit(frame)
    first = first_step_of(model)
    known = read_known(None, pl.DataFrame({"age": age}), n, first.layout.patterns.rows)
    return first, joint_of(first.layout.patterns, known.row_of, known)


@pytest.mark.parametrize(
    ("method", "rule"),
    [
        ("two-step", "modal"),
        ("three-step-ml", "modal"),
        ("three-step-ml", "proportional"),
        ("bch", "modal"),
        ("bch", "proportional"),
    ],
)
def test_the_slopes_of_a_later_step_are_those_of_fitting_it_again(mixed, method, rule):
    first, joint = mixed

    def fit(at):
        assigned = None if method == "two-step" else assign(at, rule)
        if method == "bch":
            step = bch_covariates(at, joint, assigned)
            return step.estimates, step
        held = fit_held(at, joint, assigned, np.zeros((2, 2)))
        return held.top.found.prior[:, 0], held.step

    _, step = fit(first)
    slopes = np.linalg.solve(step.bread, step.slopes)
    again = np.empty_like(slopes)
    for c in range(first.free.size):
        ends = []
        for sign in (1, -1):
            along = np.zeros(first.free.size)
            along[c] = sign * 1e-4
            found = moved(first.layout, first.found, first.free, along)
            within = membership_of(first.layout, found).within
            ends.append(fit(replace(first, found=found, within=within))[0])
        again[:, c] = (ends[0] - ends[1]) / 2e-4
    np.testing.assert_allclose(slopes, again, atol=2e-6)
    assert np.abs(slopes).max() > 0.01
