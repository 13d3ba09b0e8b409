"""Derivatives against numeric differences, where Newton's steps end, and what is identified."""

import numpy as np
import polars as pl
import pytest
from typology_cases import KINDS, case_of, interior

from handrail.typology import LatentClasses
from handrail.typology.derivatives import coordinates_of, scores_and_information
from handrail.typology.membership import membership_of
from handrail.typology.polish import SCORE, is_identified, moved, polish
from handrail.typology.search import ascend, search


def height(layout, parameters):
    return float(layout.patterns.weight @ membership_of(layout, parameters).log_probability)


def each_way(free, by):
    for c in range(free.size):
        step = np.zeros(free.size)
        step[c] = by
        yield c, step


@pytest.mark.parametrize("classes", [1, 2, 3])
@pytest.mark.parametrize("name", KINDS)
def test_scores_are_the_slopes_of_the_log_likelihood(name, classes):
    case = case_of(name, 4)
    now = interior(case, classes, 7)
    free = coordinates_of(case.layout, now)
    score, _, _ = scores_and_information(case.layout, now, free)
    for c, step in each_way(free, 1e-5):
        up, down = (height(case.layout, moved(case.layout, now, free, way * step)) for way in (1, -1))
        assert score[c] == pytest.approx((up - down) / 2e-5, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("classes", [1, 2, 3])
@pytest.mark.parametrize("name", KINDS)
def test_the_information_is_how_scores_fall(name, classes):
    case = case_of(name, 5)
    now = interior(case, classes, 8)
    free = coordinates_of(case.layout, now)
    _, information, _ = scores_and_information(case.layout, now, free)
    assert information == pytest.approx(information.T, abs=1e-12)
    for c, step in each_way(free, 1e-5):
        found = []
        for way in (1, -1):
            there = moved(case.layout, now, free, way * step)
            found.append(scores_and_information(case.layout, there, coordinates_of(case.layout, there))[0])
        slope = -(found[0] - found[1]) / 2e-5
        assert information[c] == pytest.approx(slope, rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("name", KINDS)
def test_the_jacobian_is_how_parameters_move(name):
    case = case_of(name, 6)
    now = interior(case, 3, 9)
    free = coordinates_of(case.layout, now)
    for c, step in each_way(free, 1e-6):
        ends = [moved(case.layout, now, free, way * step) for way in (1, -1)]
        flat = [np.concatenate([end.prior.reshape(-1), end.items.reshape(-1)]) for end in ends]
        assert free.jacobian[:, c] == pytest.approx((flat[0] - flat[1]) / 2e-6, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("name", KINDS)
def test_the_polish_ends_where_no_score_is_above_its_limit(name):
    case = case_of(name, 2, rows=300)
    tops = search(case.layout, 2, starts=5, seed=1, tolerance=1e-8, max_iterations=20_000)
    top = tops.polished
    found, reached, norm = top.parameters, top.log_likelihood, top.norm
    assert norm < SCORE
    free = coordinates_of(case.layout, found)
    score, information, _ = scores_and_information(case.layout, found, free)
    assert np.abs(score).max() < SCORE
    # A top and no saddle.
    assert np.linalg.eigvalsh(information)[0] > -1e-6
    assert reached >= tops.log_likelihood.max() - 1e-9


def test_the_polish_takes_a_rough_end_to_the_same_top():
    case = case_of("nominal", 3, rows=400)
    best = search(case.layout, 2, starts=8, seed=1, tolerance=1e-8, max_iterations=20_000)
    rough, _, _ = ascend(case.layout, best.parameters[best.best], 1e-2, 20_000)
    fine = best.polished
    again = polish(case.layout, rough)
    assert again.norm < SCORE
    assert again.log_likelihood == pytest.approx(fine.log_likelihood, abs=1e-9)
    assert again.parameters.items == pytest.approx(fine.parameters.items, abs=1e-7)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.filterwarnings("error")
def test_a_step_beyond_all_numbers_is_cut(name):
    case = case_of(name, 6)
    now = interior(case, 3, 9)
    free = coordinates_of(case.layout, now)
    for way in (1, -1):
        there = moved(case.layout, now, free, np.full(free.size, way * 1e5))
        assert np.isfinite(there.items).all()
        assert np.isfinite(there.prior).all()


def test_two_binary_items_cannot_tell_two_classes():
    chance = np.random.default_rng(1)
    frame = pl.DataFrame(chance.integers(2, size=(300, 2)), schema=["a", "b"])
    model = LatentClasses(2, starts=3).fit(frame)
    assert not model.identified_
    assert model.standard_errors_["se"].null_count() == model.standard_errors_.height


def test_three_classes_of_the_values_data_are_not_identified(data_folder):
    frame = pl.read_csv(data_folder / "typology" / "values.csv")
    model = LatentClasses(3, starts=20, seed=1).fit(frame)
    assert not model.identified_
    assert model.standard_errors_["se"].null_count() == model.standard_errors_.height
    assert model.standard_errors_["estimate"].null_count() == 0
    two = LatentClasses(2, starts=20, seed=1).fit(frame)
    assert two.identified_
    assert two.standard_errors_["se"].null_count() == 0


def test_identification_does_not_depend_on_the_quick_answer():
    case = case_of("nominal", 1, rows=400)
    now = interior(case, 2, 3)
    free = coordinates_of(case.layout, now)
    assert is_identified(case.layout, now, free)
    # Two equal classes: no pattern tells how they share.
    same = interior(case, 2, 3)
    same.items[:, 1] = same.items[:, 0]
    assert not is_identified(case.layout, same, coordinates_of(case.layout, same))
