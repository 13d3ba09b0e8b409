"""The peak of a model of probabilities against the readable derivatives, and what it tells other starts."""

import numpy as np
import polars as pl
import pytest
from typology_cases import case_of, interior

from handrail.typology import LatentClasses, kernel
from handrail.typology.derivatives import coordinates_of, scores_and_information
from handrail.typology.kernel import BOUNDARY
from handrail.typology.layout import lay_out
from handrail.typology.membership import membership_of
from handrail.typology.parameters import has_boundary, inside, random_start
from handrail.typology.patterns import read_patterns
from handrail.typology.peak import has_peak, information_of, log_odds, no_bearing, to_peak
from handrail.typology.polish import SCORE, polish
from handrail.typology.search import ascend, search


def drawn(rows, seed=3, never=False):
    """Return answers of three profiles to eight items; with ``never`` the first never says yes to two."""
    chance = np.random.default_rng(seed)
    yes = chance.uniform(0.1, 0.9, (3, 8))
    if never:
        yes[0, :2] = 0.0
    of = chance.choice(3, size=rows, p=[0.5, 0.3, 0.2])
    frame = pl.DataFrame(
        (chance.random((rows, 8)) < yes[of]).astype(int), schema=[f"item_{j}" for j in range(8)]
    )
    return lay_out(read_patterns(frame))


def places(free, now):
    """Return where each coordinate's own probability is among items' parameters and then shares, flat."""
    flat = np.concatenate([now.prior.reshape(-1), now.items.reshape(-1)])
    # Its own rises with a log-odds, all others fall.
    own = (free.jacobian / np.maximum(flat, 1e-300)[:, None]).argmax(axis=0)
    return np.where(own < now.prior.size, own + now.items.size, own - now.prior.size)


@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("classes", [1, 2, 4])
@pytest.mark.parametrize("name", ["nominal", "groups"])
def test_the_information_is_that_of_the_readable_derivatives(name, classes, held):
    case = case_of(name, 5)
    now = interior(case, classes, 8)
    if held:
        now.items[1, 0] += now.items[0, 0]
        now.items[0, 0] = 0.0
    free = coordinates_of(case.layout, now)
    _, information, outer = scores_and_information(case.layout, now, free)
    at = log_odds(case.layout, now)
    assert sorted(at) == sorted(places(free, now))
    order = [int(np.flatnonzero(at == place)[0]) for place in places(free, now)]
    found = information_of(case.layout, now, at)
    for mine, readable in zip(found, (information, outer), strict=True):
        assert mine[np.ix_(order, order)] == pytest.approx(readable, rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("never", [False, True])
def test_the_peak_is_where_the_polish_ends(never):
    layout = drawn(600, never=never)
    end = ascend(layout, random_start(layout, 3, 1, 0), 1e-8, 20_000)[0]
    top, known = to_peak(layout, end)
    slow = polish(layout, end)
    assert top.norm < SCORE
    assert slow.norm < SCORE
    assert top.log_likelihood == pytest.approx(slow.log_likelihood, abs=1e-9)
    assert top.parameters.items == pytest.approx(slow.parameters.items, abs=1e-8)
    assert top.outer.shape == known[3].shape == (len(top.least),) * 2
    free = coordinates_of(layout, top.parameters)
    score, _, _ = scores_and_information(layout, top.parameters, free)
    assert np.abs(score).max() < SCORE


@pytest.mark.parametrize("never", [False, True])
def test_a_known_top_shortens_the_way_and_leads_nowhere_else(never):
    layout = drawn(3000, never=never)
    starts = [random_start(layout, 3, 1, start) for start in range(12)]
    alone = [ascend(layout, start, 1e-8, 20_000) for start in starts]
    best = max(alone, key=lambda end: end[1])
    _, known = to_peak(layout, best[0])
    work, steps = layout.work(3), []
    for start, end in zip(starts, alone, strict=True):
        for bearing in (no_bearing(), known):
            here = start.copy()
            height, arrived, took = kernel.ascend(
                layout.data, here.items, here.prior, 1e-8, 20_000, bearing, work
            )
            assert arrived
            assert height == pytest.approx(end[1], abs=1e-6)
            steps.append(took)
    assert sum(steps[1::2]) < 0.8 * sum(steps[::2])


def test_every_start_of_a_search_ends_where_it_would_alone():
    layout = drawn(400, seed=8)
    found = search(layout, 4, starts=20, seed=2, tolerance=1e-8, max_iterations=20_000)
    alone = [ascend(layout, random_start(layout, 4, 2, start), 1e-8, 20_000)[1] for start in range(20)]
    assert len({round(height, 2) for height in alone}) > 2
    assert found.log_likelihood == pytest.approx(np.array(alone), abs=1e-3)
    assert found.polished.log_likelihood == found.log_likelihood[found.best] == found.log_likelihood.max()


@pytest.mark.parametrize("times", [-5, 1e9, np.nan])
def test_steps_with_information_that_is_wrong_do_not_lead_down(times):
    layout = drawn(600)
    end = ascend(layout, random_start(layout, 3, 1, 0), 1e-2, 20_000)
    _, known = to_peak(layout, ascend(layout, end[0], 1e-8, 20_000)[0])
    wrong = (*known[:3], times * known[3], *known[4:])
    here = end[0].copy()
    height, score = kernel.chord(layout.data, here.items, here.prior, wrong, SCORE, layout.work(3))
    assert height >= end[1] - 1e-9
    assert score > SCORE


def test_a_saddle_is_no_peak():
    layout = drawn(600)
    both = random_start(layout, 2, 1, 0)
    both.items[:] = both.items.mean(axis=1, keepdims=True)
    both.prior[:] = 0.5
    # Two classes that are one: plain steps stay, the likelihood bends upwards between them.
    end = ascend(layout, both, 1e-10, 20_000)[0]
    assert to_peak(layout, end) is None


def test_with_many_parameters_no_start_is_followed_first():
    chance = np.random.default_rng(2)
    yes = chance.uniform(0.1, 0.9, (2, 60))
    of = chance.integers(2, size=300)
    answers = (chance.random((300, 60)) < yes[of]).astype(int)
    layout = lay_out(read_patterns(pl.DataFrame(answers, schema=[f"item_{j}" for j in range(60)])))
    assert has_peak(layout, 2)
    assert not has_peak(layout, 4)
    found = search(layout, 4, starts=5, seed=2, tolerance=1e-8, max_iterations=20_000)
    alone = [ascend(layout, random_start(layout, 4, 2, start), 1e-8, 20_000)[1] for start in range(5)]
    assert found.log_likelihood == pytest.approx(np.array(alone), abs=1e-6)
    assert found.polished.norm < SCORE


@pytest.mark.parametrize("classes", [2, 4])
def test_progress_counts_every_start(classes):
    told = []
    search(
        drawn(300), classes, starts=7, seed=1, tolerance=1e-6, max_iterations=20_000,
        progress=lambda done, of: told.append((done, of)),
    )  # fmt: skip
    assert told[-1] == (7, 7)
    assert {of for _, of in told} == {7}
    assert told == sorted(told)


def test_a_leader_that_does_not_arrive_is_no_result():
    layout = drawn(300)
    found = search(layout, 4, starts=6, seed=1, tolerance=1e-12, max_iterations=25)
    assert found.polished is None
    assert not found.converged[found.best]


@pytest.mark.parametrize("seed", [3, 30, 134, 141])
def test_no_top_is_left_that_is_one_only_on_a_boundary(seed):
    # A probability of zero that would grow: no step leaves it, and the likelihood is higher inside.
    chance = np.random.default_rng(seed)
    answers = [chance.dirichlet([0.3] * 4, size=3) for _ in range(4)]
    of = chance.integers(3, size=200)
    rows = np.stack([[chance.choice(4, p=item[k]) for k in of] for item in answers], axis=1)
    layout = lay_out(read_patterns(pl.DataFrame(rows, schema=list("abcd"))))
    found = search(layout, 4, starts=6, seed=1, tolerance=1e-8, max_iterations=20_000)
    assert has_boundary(layout, found.polished.parameters)
    again = ascend(layout, inside(layout, found.polished.parameters), 1e-9, 20_000)
    assert again[1] <= found.polished.log_likelihood + 1e-3


@pytest.mark.parametrize("classes", [1, 2])
def test_a_model_whose_every_probability_is_on_a_boundary_is_fitted(classes):
    frame = pl.DataFrame({"a": [0, 1], "b": [0, 1]})
    model = LatentClasses(classes, starts=2, weight_kind="frequency").fit(frame, weights=[10**9, 1])
    assert model.log_likelihood_ <= -21.7
    assert np.isfinite(model.log_likelihood_)


@pytest.mark.parametrize("tolerance", [1.0, 0.1, 1e-2, 1e-4])
def test_what_is_told_is_the_log_likelihood_of_what_is_told(tolerance):
    for seed in range(15):
        layout = drawn(150, seed=seed)
        found = search(layout, 4, starts=8, seed=seed, tolerance=tolerance, max_iterations=20_000)
        told = layout.patterns.weight @ membership_of(layout, found.polished.parameters).log_probability
        assert found.polished.log_likelihood == pytest.approx(told, abs=1e-8)
        assert found.log_likelihood.max() == found.log_likelihood[found.best] == found.polished.log_likelihood


def test_a_probability_that_is_not_near_a_boundary_is_not_put_on_it():
    layout = drawn(3000, never=True)
    end = ascend(layout, random_start(layout, 3, 1, 0), 1e-8, 20_000)[0]
    top, known = to_peak(layout, end)
    held = top.parameters.items <= BOUNDARY
    assert held.any()
    near = inside(layout, inside(layout, top.parameters))
    near.items[:] = 0.2 * near.items + 0.8 * top.parameters.items
    assert (near.items[held] > 1e-3).all()
    matched = []
    for start in (top.parameters, near):
        order = np.empty(3, dtype=np.intp)
        matched.append(kernel._match(known[0], known[1], start.items, start.prior, order))
        far = start.copy()
        far.items[:] = np.where(held, 0.3, far.items)
        matched.append(kernel._match(known[0], known[1], far.items, far.prior, order))
    assert matched == [True, False, True, False]
