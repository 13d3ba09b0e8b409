"""Flows between numbers of classes: expected, summed, rounded, and attacked by a linear program."""

import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog

from handrail.disclosure import Ledger, review
from handrail.typology import LatentClasses, typology_result
from handrail.typology.split_rounding import rounding_of
from handrail.typology.splits import expected_flows, split_cells
from handrail.values import DataError

ITEMS = ["asked", "moved", "met", "kept", "sent"]
LIKELY = np.array([[0.1, 0.15, 0.1, 0.2, 0.1], [0.9, 0.8, 0.7, 0.85, 0.9], [0.8, 0.8, 0.1, 0.1, 0.15]])
N = 700


def answers(rows=N, seed=1):
    chance = np.random.default_rng(seed)
    of = chance.choice(3, rows, p=[0.6, 0.25, 0.15])
    return pl.DataFrame((chance.random((rows, 5)) < LIKELY[of]).astype(int), schema=ITEMS)


@pytest.fixture(scope="module")
def models():
    return {k: LatentClasses(k, starts=6, seed=2).fit(answers()) for k in (1, 2, 3, 4)}


def slow_flows(few, more, frame, weights):
    """Sum over respondents, one at a time, by Bayes' rule."""

    def members(model):
        table = model.item_probabilities_.filter(pl.col("category") == 1)["probability"].to_numpy()
        likely = table.reshape(model.n_classes, -1)
        rows = frame.to_numpy()[:, None, :]
        joint = model.class_shares_ * np.prod(np.where(rows == 1, likely, 1 - likely), axis=2)
        return joint / joint.sum(axis=1, keepdims=True)

    left, right = members(few), members(more)
    flows = np.zeros((few.n_classes, more.n_classes))
    for row in range(frame.height):
        flows += weights[row] * np.outer(left[row], right[row])
    return flows


def test_flows_are_the_sum_over_respondents_of_membership_times_membership(models):
    shares, respondents = expected_flows(models[2], models[3])
    slow = slow_flows(models[2], models[3], answers(), np.ones(N))
    assert respondents == pytest.approx(slow, abs=1e-8)
    assert shares == pytest.approx(slow / N, abs=1e-10)


def test_weighted_flows_add_up_to_the_shares_of_both_typologies():
    weights = np.random.default_rng(0).uniform(0.3, 3, N)
    few, more = (LatentClasses(k, starts=6).fit(answers(), weights) for k in (2, 3))
    shares, respondents = expected_flows(few, more)
    assert shares.sum(axis=1) == pytest.approx(few.class_shares_, abs=1e-6)
    assert shares.sum(axis=0) == pytest.approx(more.class_shares_, abs=1e-6)
    assert respondents.sum() == pytest.approx(N)
    slow = slow_flows(few, more, answers(), weights / weights.sum())
    assert shares == pytest.approx(slow, abs=1e-8)


def test_other_answers_are_refused(models):
    with pytest.raises(DataError, match="other answers"):
        expected_flows(models[1], LatentClasses(2, starts=2).fit(answers(seed=9)))


def test_what_leaves_is_in_tens_and_no_flow_of_fewer_is_there(models):
    step, cells = split_cells(models, [], classes=3, least=10)
    assert step % 10 == 0
    counts = np.array([cell.count for cell in cells])
    assert (counts % step == 0).all()
    assert counts.min() >= step
    assert all(round(cell.values["estimate"] * N, 6) % step == 0 for cell in cells)
    exact = sum((expected_flows(models[k], models[k + 1])[1] >= step).sum() for k in (1, 2, 3))
    assert len(cells) == exact
    assert len(cells) < 1 * 2 + 2 * 3 + 3 * 4


def test_names_stand_at_the_number_that_has_them_and_gaps_are_no_step(models):
    _, cells = split_cells({k: models[k] for k in (1, 3, 4)}, ["A", "B", "C"], classes=3, least=10)
    assert {cell.group["classes"] for cell in cells} == {"3 to 4"}
    assert {cell.group["from"] for cell in cells} == {"1 of 3: A", "2 of 3: B", "3 of 3: C"}
    assert all(cell.group["to"].endswith("of 4") for cell in cells)


def attacked(models, chosen, step):
    """Return the interval in which a reader can place each flow that is not shown.

    The reader knows the printed flows, that they were rounded and smaller ones left out, how many respondents
    there are, and the sizes of the chosen classes exactly.
    """
    shown = split_cells(models, [], classes=chosen, least=10)[1]

    def place(cell):
        few, a, b = (cell.group[part].split()[0] for part in ("classes", "from", "to"))
        return int(few), int(a) - 1, int(b) - 1

    printed = {place(cell): cell.count for cell in shown}
    places = [(k, a, b) for k in (1, 2, 3) for a in range(k) for b in range(k + 1)]
    half = step / 2
    bounds = [
        (max(printed[p] - half, step), printed[p] + half) if p in printed else (0, step) for p in places
    ]
    rows, known = [], []

    def equation(terms, total):
        row = np.zeros(len(places))
        for place, sign in terms:
            row[places.index(place)] += sign
        rows.append(row)
        known.append(total)

    for k in (1, 2, 3):
        equation([((k, a, b), 1) for a in range(k) for b in range(k + 1)], N)
    for k in (2, 3):
        for c in range(k):
            into = [((k - 1, a, c), 1) for a in range(k - 1)]
            equation(into + [((k, c, b), -1) for b in range(k + 1)], 0)
    for c, size in enumerate(models[chosen].class_sizes_):
        equation([((chosen - 1, a, c), 1) for a in range(chosen - 1)], size)
    hidden = {}
    for at, place in enumerate(places):
        if place not in printed:
            aim = np.eye(len(places))[at]
            ends = [linprog(sign * aim, A_eq=rows, b_eq=known, bounds=bounds) for sign in (1, -1)]
            assert all(one.success for one in ends)
            hidden[place] = (ends[0].fun, -ends[1].fun)
    return hidden


@pytest.mark.parametrize("chosen", [2, 3, 4])
def test_a_linear_program_places_no_small_flow_within_fewer_than_ten_respondents(models, chosen):
    step, _ = split_cells(models, [], classes=chosen, least=10)
    hidden = attacked(models, chosen, step)
    assert hidden
    assert all(high - low >= 9.999 or low >= 9.999 for low, high in hidden.values())


def test_rounding_to_ten_would_give_a_small_flow_away(models):
    flows = {k: expected_flows(models[k], models[k + 1])[1] for k in (1, 2, 3)}
    wider = {chosen: rounding_of(flows, {chosen: models[chosen].class_sizes_}, N, 10) for chosen in (3, 4)}
    assert all(step > 10 for step in wider.values())


def test_where_no_rounding_helps_nothing_leaves():
    # Everything is known of a class of 397 and its flow of 397: the other has three.
    flows = {1: np.array([[397.0, 3.0]])}
    assert rounding_of(flows, {2: np.array([397.0, 3.0])}, 400, 10) == 0


def test_review_lets_the_flows_leave_and_a_class_of_few_has_none():
    plan = {
        "classes": 2, "considered": [1, 2, 3], "starts": 6, "seed": 2, "name": "typology:t", "title": "T",
        "source": "s", "sample": "quota",
    }  # fmt: skip
    frame = pl.concat(
        [answers(300).with_columns(sent=pl.lit(0)), pl.DataFrame([[1] * 5] * 6, ITEMS, orient="row")],
        how="vertical_relaxed",
    )
    result = typology_result(frame, **plan)
    released = review(result.tables, [], Ledger()).released.tables["typology:t.splits"]
    assert all(cell.withheld or cell.count >= 10 for cell in released.cells)
    assert any(cell.withheld is None for cell in released.cells)
    coarse = typology_result(frame, **plan, smallest=30).tables[-1]
    assert coarse.name == "typology:t.splits"
    assert all(cell.count % 30 == 0 for cell in coarse.cells)
