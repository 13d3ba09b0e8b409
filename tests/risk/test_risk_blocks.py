"""Steps and dominance against fits in loops, all orders of blocks, and published weights."""

import itertools
import math
import pickle

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from risk_study import CONCERN, FACTORS, OUTCOME, analysis_of, design_of, frame_of, values_of
from scipy import optimize

from handrail.disclosure import Ledger, review
from handrail.risk import METHODS, RiskFactor, blockwise, general_dominance, interactions
from handrail.risk.model_rows import model_rows
from handrail.values import DataError, DisclosureRefused


def likelihood(columns, y, w):
    """Weighted log-likelihood at its maximum, found by a general-purpose search."""
    x = np.column_stack([np.ones(len(y)), *columns])

    def falling(beta):
        eta = x @ beta
        return -(w * (y * eta - np.log1p(np.exp(-np.abs(eta))) - np.maximum(eta, 0))).sum()

    def slope(beta):
        return -x.T @ (w * (y - 1 / (1 + np.exp(-(x @ beta)))))

    return -optimize.minimize(falling, np.zeros(x.shape[1]), jac=slope, method="BFGS", tol=1e-9).fun


def pairs(score, y, w):
    case, other = y == 1, y == 0
    above = (score[case][:, None] > score[other]) + (score[case][:, None] == score[other]) / 2
    both = w[case][:, None] * w[other]
    return (above * both).sum() / both.sum()


@pytest.fixture(scope="module")
def frame():
    return frame_of(silent=0.05)


@pytest.fixture(scope="module")
def result(frame):
    return blockwise(design_of(frame), analysis_of())


def numbers(frame):
    used = frame.drop_nulls()
    columns = {
        "demographic": [(used["sex"] == "Girl").to_numpy() * 1.0, used["age"].to_numpy() - 15],
        "online behaviour": [used["open"].to_numpy() * 1.0, used["hours"].to_numpy()],
        "offline adversity": [used["left"].to_numpy() * 1.0],
        "protective factors": [used["talks"].to_numpy() * 1.0],
    }
    return columns, used["contact"].to_numpy() * 1.0, used["w"].to_numpy()


def test_r2_of_each_step_is_one_minus_the_ratio_of_likelihoods(frame, result):
    columns, y, w = numbers(frame)
    null = likelihood([], y, w)
    steps = values_of(result, ".blocks")
    chosen, before = [], 0.0
    for block, those in columns.items():
        chosen += those
        r2 = 1 - likelihood(chosen, y, w) / null
        cell = steps[(block.capitalize(),)]
        assert cell.value("r2") == pytest.approx(r2, rel=1e-7)
        assert cell.value("r2_change") == pytest.approx(r2 - before, abs=1e-9)
        assert (cell.n, cell.value("coefficients")) == (len(y), len(those))
        before = r2


def test_area_and_wald_test_of_each_step_are_those_of_its_model(frame, result):
    design = design_of(frame)
    everybody = pl.col("open").is_not_null()
    steps = values_of(result, ".blocks")
    names, before = [], 0.5
    terms = {
        "demographic": ["sex", "age"],
        "online behaviour": ["open", "hours"],
        "offline adversity": ["left"],
        "protective factors": ["talks"],
    }
    columns, y, w = numbers(frame)
    chosen = []
    for block, those in terms.items():
        names += those
        chosen += columns[block]
        model = design.logit(f"contact ~ {' + '.join(names)}", everybody)
        at = [model.table["term"].to_list().index(name if name != "sex" else "sex[Girl]") for name in those]
        b = model.table["estimate"].to_numpy()[at]
        v = model.covariance.drop("term").to_numpy()[np.ix_(at, at)]
        cell = steps[(block.capitalize(),)]
        assert cell.value("f") == pytest.approx(b @ np.linalg.inv(v) @ b / len(at), rel=1e-9)
        assert (cell.value("df1"), cell.value("df2")) == (len(at), model.df)
        centred = model.table["estimate"].to_numpy().copy()
        if "age" in names:
            place = model.table["term"].to_list().index("age")
            centred[0] += 15 * centred[place]
        score = np.column_stack([np.ones(len(y)), *chosen]) @ centred
        area = pairs(score.round(9), y, w)
        assert cell.value("auc") == pytest.approx(area, rel=1e-9)
        assert cell.value("auc_change") == pytest.approx(area - before, abs=1e-9)
        before = area


def test_one_coefficient_of_a_block_is_tested_as_its_term_is(frame):
    analysis = analysis_of((FACTORS[4], FACTORS[5]))
    steps = values_of(blockwise(design_of(frame), analysis), ".blocks")
    test = design_of(frame).logit("contact ~ left + talks").wald("talks")
    assert steps[("Protective factors",)].value("f") == pytest.approx(test.f, rel=1e-9)
    assert steps[("Protective factors",)].value("p") == pytest.approx(test.p, rel=1e-9)


def slow_dominance(blocks, fits):
    """Mean over all orders of entry of what a block adds: the same number, from another definition."""
    gain = dict.fromkeys(blocks, 0.0)
    for order in itertools.permutations(blocks):
        for at, block in enumerate(order):
            before, after = frozenset(order[:at]), frozenset(order[: at + 1])
            gain[block] += fits[after] - fits[before]
    return {block: total / math.factorial(len(blocks)) for block, total in gain.items()}


def test_dominance_adds_up_to_the_full_r2_and_is_the_mean_over_all_orders(frame, result):
    columns, y, w = numbers(frame)
    null = likelihood([], y, w)
    fits = {
        frozenset(chosen): 1 - likelihood([one for block in chosen for one in columns[block]], y, w) / null
        for size in range(5)
        for chosen in itertools.combinations(columns, size)
    }
    expected = slow_dominance(list(columns), fits)
    found = values_of(result, ".dominance")
    for block, weight in expected.items():
        assert found[(block.capitalize(),)].value("estimate") == pytest.approx(weight, rel=1e-6, abs=1e-8)
    full = values_of(result, ".blocks")[("Protective factors",)].value("r2")
    assert math.fsum(cell.value("estimate") for cell in found.values()) == pytest.approx(full, abs=1e-12)
    assert math.fsum(cell.value("share") for cell in found.values()) == pytest.approx(1, abs=1e-12)


@given(st.integers(1, 5), st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_dominance_of_any_fits_is_the_mean_over_all_orders_and_adds_up(size, seed):
    chance = np.random.default_rng(seed)
    blocks = [f"b{at}" for at in range(size)]
    fits = {
        frozenset(chosen): float(chance.random()) if chosen else 0.0
        for k in range(size + 1)
        for chosen in itertools.combinations(blocks, k)
    }
    found = general_dominance(blocks, lambda chosen: fits[frozenset(chosen)])
    assert found == pytest.approx(slow_dominance(blocks, fits), abs=1e-12)
    assert math.fsum(found.values()) == pytest.approx(fits[frozenset(blocks)], abs=1e-12)


def test_the_order_of_blocks_changes_the_steps_and_not_the_dominance(frame):
    order = (FACTORS[5], FACTORS[4], *FACTORS[2:4], *FACTORS[:2])
    one, other = (blockwise(design_of(frame), analysis_of(factors)) for factors in (FACTORS, order))
    first, second = values_of(one, ".dominance"), values_of(other, ".dominance")
    for block, cell in first.items():
        assert cell.value("estimate") == pytest.approx(second[block].value("estimate"), abs=1e-10)
    steps = values_of(one, ".blocks"), values_of(other, ".blocks")
    assert steps[0][("Demographic",)].value("r2") < steps[1][("Demographic",)].value("r2")


def test_more_than_eight_blocks_are_too_many_models():
    with pytest.raises(DataError, match="at most 8 blocks"):
        general_dominance([str(at) for at in range(9)], lambda _: 0.0)


def test_progress_counts_models_and_what_it_raises_stops_the_work(frame):
    seen = []
    blockwise(design_of(frame), analysis_of(), progress=lambda done, of: seen.append((done, of)))
    assert seen == [(done, 15) for done in range(1, 16)]

    def stop(done, of):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        blockwise(design_of(frame), analysis_of(), progress=stop)


def test_without_a_declared_order_it_is_worded_a_decomposition_of_association(frame):
    for table in blockwise(design_of(frame), analysis_of()).tables[2:]:
        assert "this is a decomposition of association" in table.notes[0]
    ordered = blockwise(design_of(frame), analysis_of(time_order="each was asked for an earlier age"))
    for table in ordered.tables[2:]:
        assert table.notes[0].startswith("Blocks enter in their declared order in time")
    assert ordered.rules["order in time"] == "each was asked for an earlier age"


def test_every_table_carries_its_readings_and_what_review_judges(result):
    assert result.method is METHODS["risk.blocks"]
    for table in result.tables[2:]:
        said = " ".join(table.notes)
        for words in ("not a screening of a child", "association only", "stay in memory", "is a risk"):
            assert words in said
        assert table.fit == result.tables[0].fit
        assert len(table.judged) == len(result.tables[0].cells) + len(result.tables[0].judged)
        assert all(not cell.values for cell in table.judged)


def test_a_special_factor_is_read_as_exposure_to_targeting(frame):
    with_concern = (*FACTORS[:4], CONCERN, *FACTORS[4:])
    for table in blockwise(design_of(frame), analysis_of(with_concern)).tables[2:]:
        assert "exposure to targeting or stigma" in " ".join(table.notes)


def test_blocks_of_a_model_with_a_small_cell_do_not_leave_even_alone():
    frame = frame_of(n=360)
    rare = np.zeros(frame.height, dtype=int)
    rare[np.r_[0:18, 40:46]] = 1
    frame = frame.with_columns(left=rare)
    result = blockwise(design_of(frame), analysis_of())
    alone = [table for table in result.tables if table.name.endswith((".blocks", ".dominance"))]
    released = review(alone, [], Ledger())
    assert all(cell.withheld for table in released.released.tables.values() for cell in table.cells)
    assert any("fewer than 10" in refused.rule for refused in released.refused)
    enough = blockwise(design_of(frame_of()), analysis_of())
    passed = review(list(enough.tables), [], Ledger()).released
    assert len(passed.tables) == 4
    assert not any(cell.withheld for table in passed.tables.values() for cell in table.cells)


def test_a_saturated_model_does_not_leave():
    factors = (FACTORS[4], FACTORS[5])
    frame = frame_of()
    both = (frame["left"] == 1) & frame["talks"]
    frame = frame.filter(~both)
    tables = blockwise(design_of(frame), analysis_of(factors)).tables
    alone = [table for table in tables if table.name.endswith(".dominance")]
    found = review(alone, [], Ledger())
    assert any("saturated" in refused.rule for refused in found.refused)


def test_an_interaction_by_country_is_the_wald_test_of_its_term(frame):
    analysis = analysis_of(country="land", country_weight="as_given")
    found = values_of(interactions(design_of(frame), analysis), ".interactions")
    formula = "contact ~ sex + age + open + hours + left + talks + land + left:land"
    test = design_of(frame).logit(formula).wald("left:land")
    cell = found[("Left out at school",)]
    assert (cell.value("df1"), cell.value("df2")) == (5, test.df2)
    assert cell.value("f") == pytest.approx(test.f, rel=1e-9)
    assert len(found) == 6


def test_special_variables_are_in_no_interaction_but_with_the_country(frame):
    factors = (*FACTORS[:4], CONCERN, *FACTORS[4:])
    analysis = analysis_of(factors, country="land", country_weight="equal")
    with pytest.raises(DataError, match="no interaction but with the country"):
        interactions(design_of(frame), analysis, "sex")
    assert ("Worried about being gay",) in values_of(interactions(design_of(frame), analysis), "interactions")


def test_an_interaction_judges_the_counts_of_every_crossing(frame):
    analysis = analysis_of(country="land", country_weight="equal")
    (table,) = interactions(design_of(frame), analysis).tables
    used = frame.drop_nulls()
    cells = {
        (cell.n, cell.count)
        for cell in table.judged
        if cell.group.get("factor") == "Left out at school" and "kind" not in cell.group
    }
    expected = {
        (part.height, part["contact"].sum()) for _, part in used.group_by(["left", "land"])
    }  # fmt: skip
    assert cells == expected


def test_an_interaction_by_a_factor_takes_categories_only(frame):
    with pytest.raises(DataError, match="a yes/no or a category"):
        interactions(design_of(frame), analysis_of(), "age")
    with pytest.raises(DataError, match="declared column of countries"):
        interactions(design_of(frame), analysis_of())
    found = values_of(interactions(design_of(frame), analysis_of(), "sex"), ".interactions")
    test = design_of(frame).logit("contact ~ sex + age + open + hours + left + talks + talks:sex")
    cell = found[("Somebody to talk to",)]
    assert cell.value("f") == pytest.approx(test.wald(test.terms[-1]).f, rel=1e-9)


def test_countries_that_count_equally_give_the_model_of_those_weights(frame):
    totals = frame.group_by("land").agg(total=pl.col("w").sum())
    even = frame.join(totals, on="land", how="left", maintain_order="left").with_columns(
        w=pl.col("w") / pl.col("total")
    )
    result = blockwise(design_of(frame), analysis_of(country="land", country_weight="equal"))
    model = design_of(even).logit("contact ~ sex + age + open + hours + left + talks").table
    rows = {row["term"]: row for row in model.iter_rows(named=True)}
    (left,) = (
        cell
        for cell in result.tables[0].cells
        if cell.group["factor"] == "Left out at school" and cell.group["level"] == "Yes"
    )
    assert left.value("estimate") == pytest.approx(rows["left"]["odds_ratio"], rel=1e-9)
    assert left.value("se") == pytest.approx(rows["left"]["se"], rel=1e-9)
    assert "Countries count equally, whatever their size." in result.tables[2].notes


def test_the_rows_behind_an_analysis_stay_in_memory(frame):
    with pytest.raises(DisclosureRefused, match="reviewed tables"):
        pickle.dumps(model_rows(design_of(frame), analysis_of()))


def test_one_block_has_the_whole_r2(frame):
    only = (RiskFactor("talks", "Somebody to talk to", "protective factors"),)
    result = blockwise(design_of(frame), analysis_of(only, outcome=OUTCOME))
    (cell,) = values_of(result, ".dominance").values()
    assert cell.value("share") == pytest.approx(1.0, abs=1e-12)
