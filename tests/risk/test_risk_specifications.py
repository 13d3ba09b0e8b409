"""Specification curve, sample size and reach: every declared way, published sizes, and benefits in loops."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from risk_study import FACTORS, analysis_of, design_of, frame_of, values_of
from scipy import special

from handrail.disclosure import Ledger, review
from handrail.risk import (
    Alternatives,
    RiskOutcome,
    needed_size,
    sample_size_check,
    service_reach,
    specification_curve,
)
from handrail.risk.model_rows import model_rows
from handrail.survey import Design
from handrail.values import DataError

EVERY = Alternatives(left_out=(("hours",), ("sex", "age")), weights=("",), missing=("category",))


def curve_of(frame, alternatives=EVERY, focus="left", **changed):
    return specification_curve(design_of(frame), analysis_of(**changed), focus, alternatives)


def test_every_combination_is_a_specification_in_ascending_order():
    table = curve_of(frame_of(silent=0.1)).tables[0]
    assert len(table.cells) == 3 * 2 * 2
    odds = [cell.value("estimate") for cell in table.cells]
    assert odds == sorted(odds)
    assert [cell.group["place"] for cell in table.cells][:2] == ["1 of 12", "2 of 12"]
    assert len({tuple(sorted(cell.group.items())) for cell in table.cells}) == 12
    (declared,) = (cell for cell in table.cells if cell.value("declared") == 1.0)
    assert declared.group["left_out"] == "nothing"
    assert declared.group["weights"] == "as declared"


def test_each_specification_is_its_own_model_over_shared_rows():
    frame = frame_of(silent=0.1)
    answered = pl.col("open").is_not_null()
    words = {"weights": {"as declared": "w", "none": None}, "left_out": {}}
    table = curve_of(frame, Alternatives(left_out=(("open",),), weights=("",))).tables[0]
    assert len(table.cells) == 4
    for cell in table.cells:
        design = Design(frame, weights=words["weights"][cell.group["weights"]], strata="s", clusters="c")
        rest = "" if cell.group["left_out"] == "Open account" else " + open"
        model = design.logit(f"contact ~ sex + age{rest} + hours + left + talks", answered)
        row = next(row for row in model.table.iter_rows(named=True) if row["term"] == "left")
        assert cell.value("estimate") == pytest.approx(row["odds_ratio"], rel=1e-9)
        assert cell.value("low") == pytest.approx(row["odds_low"], rel=1e-9)
        assert cell.n == frame["open"].count()


def test_the_summary_counts_what_the_curve_shows():
    curve, short = curve_of(frame_of(silent=0.1)).tables
    values = short.cells[0]
    odds = [cell.value("estimate") for cell in curve.cells]
    assert values.value("median") == pytest.approx(np.median(odds), rel=1e-12)
    assert (values.value("lowest"), values.value("highest")) == (odds[0], odds[-1])
    clear = [cell.value("low") > 1 or cell.value("high") < 1 for cell in curve.cells]
    assert values.value("clear") == pytest.approx(sum(clear) / 12)


def test_another_recode_of_the_outcome_is_of_its_own_kind():
    frame = frame_of().with_columns(often=pl.col("contact") * (pl.col("age") > 13).cast(pl.Int64))
    risk = Alternatives(outcomes=(RiskOutcome("often", "Contact after 13", "risk"),))
    assert len(curve_of(frame, risk).tables[0].cells) == 2
    harm = Alternatives(outcomes=(RiskOutcome("often", "Upset", "harm"),))
    with pytest.raises(DataError, match="risk and harm are separate outcomes"):
        curve_of(frame, harm)


@pytest.mark.parametrize(
    ("alternatives", "focus", "said"),
    [
        (Alternatives(), "left", "declare one at least"),
        (Alternatives(left_out=(("left",),)), "left", "stays in the model"),
        (Alternatives(left_out=((),)), "left", "is not empty"),
        (Alternatives(left_out=(("lefft",),)), "left", "did you mean 'left'"),
        (Alternatives(missing=("drop",)), "left", "rule for missing answers"),
        (Alternatives(weights=tuple(f"w{at}" for at in range(100))), "left", "at most 100"),
        (Alternatives(weights=("ww",)), "left", "no column 'ww'"),
        (EVERY, "leff", "did you mean 'left'"),
    ],
)
def test_alternatives_that_make_no_curve_are_refused(alternatives, focus, said):
    with pytest.raises(DataError, match=said):
        curve_of(frame_of(), alternatives, focus)


def test_a_curve_is_of_one_odds_ratio():
    frame = frame_of().with_columns(
        sex=pl.when(pl.col("c") % 3 == 0).then(pl.lit("Another")).otherwise("sex")
    )
    with pytest.raises(DataError, match="'sex' with 2"):
        curve_of(frame, Alternatives(weights=("",)), focus="sex")


def test_no_answer_to_the_factor_itself_is_beside_its_odds_ratio():
    frame = frame_of(silent=0.1)
    cells = curve_of(frame, Alternatives(missing=("category",)), focus="open").tables[0].cells
    (kept,) = (cell for cell in cells if cell.group["missing"] == "a category of its own")
    words = pl.when(pl.col("open") == 1).then(pl.lit("yes")).otherwise(pl.lit("no"))
    asked = frame.with_columns(open=pl.when(pl.col("open").is_null()).then(pl.lit("none")).otherwise(words))
    model = design_of(asked).logit("contact ~ sex + age + open + hours + left + talks").table
    row = next(row for row in model.iter_rows(named=True) if row["term"] == "open[yes]")
    assert kept.value("estimate") == pytest.approx(row["odds_ratio"], rel=1e-9)
    assert kept.n == frame.height


def test_few_who_are_in_one_specification_only_keep_the_curve_inside():
    frame = frame_of()
    few = frame.with_row_index().with_columns(
        open=pl.when(pl.col("index") % 300 != 7).then("open")
    ).drop("index")  # fmt: skip
    assert 0 < few["open"].null_count() < 10
    ways = Alternatives(missing=("category",), left_out=(("hours",),))
    hidden = review(list(curve_of(few, ways).tables), [], Ledger())
    assert all(cell.withheld for table in hidden.released.tables.values() for cell in table.cells)
    many = review(list(curve_of(frame_of(silent=0.1), ways).tables), [], Ledger())
    assert not any(cell.withheld for table in many.released.tables.values() for cell in table.cells)


def test_progress_counts_specifications():
    seen = []
    specification_curve(
        design_of(frame_of()), analysis_of(), "left", Alternatives(weights=("",)),
        progress=lambda done, of: seen.append((done, of)),
    )  # fmt: skip
    assert seen == [(1, 2), (2, 2)]


# -- sample size ----------------------------------------------------------------------------------------


def test_needed_sizes_are_those_of_the_authors_software():
    # pmsampsize (Ensor, Martin and Riley): its worked example, with the sizes that the tests of its Python
    # edition hold, and an output that it printed for an area of 0.75, a share of 0.47 and 30 coefficients.
    one = needed_size(24, 0.174, 0.288)
    assert (one.shrinkage, one.optimism, one.overall, one.respondents) == (623, 662, 221, 662)
    other = needed_size(30, 0.47, 0.1845)
    assert (other.optimism, other.overall) == (709, 383)
    assert other.largest_r2 == pytest.approx(0.749, abs=5e-4)
    assert other.r2 / other.largest_r2 == pytest.approx(0.246, abs=5e-4)
    # Printed with an R2 of four digits: 1308 of some R2 that rounds to it.
    assert needed_size(30, 0.47, 0.18455).shrinkage <= 1308 <= needed_size(30, 0.47, 0.18445).shrinkage


@given(st.integers(1, 60), st.floats(0.02, 0.98), st.floats(0.02, 0.9))
@settings(max_examples=200)
def test_each_needed_size_is_the_smallest_that_meets_its_criterion(coefficients, share, part):
    largest = 1 - (share**share * (1 - share) ** (1 - share)) ** 2
    r2 = part * min(largest, 0.9)
    found = needed_size(coefficients, share, r2)

    def shrinkage(n, at):
        """Riley and others 2019, equation 10: what is left of the coefficients when they are shrunk."""
        return 1 + coefficients / (n * math.log(1 - r2 / at))

    kept = r2 / (r2 + 0.05 * largest)
    for n, wanted in ((found.shrinkage, 0.9), (found.optimism, kept)):
        assert shrinkage(n, wanted) >= wanted - 1e-12
        assert n == 1 or shrinkage(n - 1, wanted) < wanted + 1e-12
    half = 1.96 * math.sqrt(share * (1 - share) / found.overall)
    assert half <= 0.05 + 1e-12
    assert found.overall == 1 or 1.96 * math.sqrt(share * (1 - share) / (found.overall - 1)) > 0.05 - 1e-9


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((0, 0.2, 0.1), "has coefficients"),
        ((5, 1.2, 0.1), "between 0 and 1"),
        ((5, 0.2, 0.9), "below the largest possible"),
        ((5, 0.2, 0.0), "above 0"),
    ],
)
def test_sizes_that_cannot_be_are_refused(asked, said):
    with pytest.raises(DataError, match=said):
        needed_size(*asked)


def test_the_check_stands_beside_the_respondents_that_there_are():
    frame = frame_of()
    result = sample_size_check(design_of(frame), analysis_of())
    w = frame["w"].to_numpy()
    share = (w * frame["contact"].to_numpy()).sum() / w.sum()
    needed = needed_size(6, share)
    assert needed.r2 == pytest.approx(0.15 * needed.largest_r2, rel=1e-12)
    cells = result.tables[0].cells
    assert [cell.value("needed") for cell in cells] == [
        needed.shrinkage, needed.optimism, needed.overall,
    ]  # fmt: skip
    assert {cell.value("effective") for cell in cells} == {round(w.sum() ** 2 / (w**2).sum(), 1)}
    assert {cell.value("respondents") for cell in cells} == {1800.0}
    assert result.warnings == ()
    short = sample_size_check(design_of(frame), analysis_of(), r2=0.005)
    assert "fewer effective respondents" in short.warnings[0]
    assert short.tables[0].cells[0].value("enough") == 0.0


# -- reach ----------------------------------------------------------------------------------------------


def test_net_benefit_is_a_sum_over_respondents():
    frame = frame_of()
    rows = model_rows(design_of(frame), analysis_of())
    found = values_of(service_reach(design_of(frame), analysis_of(), (0.2, 0.3, 0.4)), ".reach")
    p, y, w = special.expit(rows.log_odds), rows.outcome, rows.weight
    assert len(found) == 3
    for (threshold,), cell in found.items():
        t = float(threshold)
        with_need = sum(wi for pi, yi, wi in zip(p, y, w, strict=True) if pi >= t and yi == 1) / w.sum()
        without = sum(wi for pi, yi, wi in zip(p, y, w, strict=True) if pi >= t and yi == 0) / w.sum()
        assert cell.value("estimate") == pytest.approx(with_need - without * t / (1 - t), rel=1e-10)
        assert cell.value("reached") == pytest.approx(with_need + without, rel=1e-10)
        share = (w * y).sum() / w.sum()
        assert cell.value("everybody") == pytest.approx(share - (1 - share) * t / (1 - t), rel=1e-10)
        benefit = (p >= t) * (y - (1 - y) * t / (1 - t))
        as_mean = design_of(frame.with_columns(benefit=pl.Series(benefit))).mean("benefit").table
        assert cell.value("estimate") == pytest.approx(as_mean["estimate"][0], rel=1e-10)
        assert cell.value("se") == pytest.approx(as_mean["se"][0], rel=1e-9)


def test_an_offer_to_nearly_everybody_is_an_offer_to_everybody():
    # No threshold is shown that leaves out so few that they could be told.
    rows = model_rows(design_of(frame_of()), analysis_of())
    lowest = float(special.expit(rows.log_odds).min())
    with pytest.raises(DataError, match="on either side of a threshold"):
        service_reach(design_of(frame_of()), analysis_of(), (lowest + 1e-6,))


def test_between_and_beyond_thresholds_lie_enough_with_and_without_the_outcome():
    frame = frame_of()
    thresholds = tuple(at / 100 for at in range(1, 100))
    result = service_reach(design_of(frame), analysis_of(), thresholds, smallest=15)
    shown = [float(cell.group["threshold"]) for cell in result.tables[0].cells]
    assert 3 < len(shown) < 60
    rows = model_rows(design_of(frame), analysis_of())
    p, y = special.expit(rows.log_odds), rows.outcome
    for low, high in zip([-1.0, *shown], [*shown, 2.0], strict=True):
        inside = (p >= low) & (p < high)
        assert min(y[inside].sum(), (1 - y[inside]).sum()) >= 15
    passed = review(list(result.tables), [], Ledger()).released
    assert not any(cell.withheld for table in passed.tables.values() for cell in table.cells)
    assert result.rules["thresholds"] == f"{len(shown)} of 99 shown"


def test_a_reach_of_few_weights_is_told_in_steps_unless_the_file_is_public():
    frame = frame_of(n=900).with_columns(w=pl.when(pl.col("sex") == "Girl").then(0.8).otherwise(1.2))
    told, exact = (
        service_reach(design_of(frame), analysis_of(public_use=public), (0.3,)).tables[0].cells[0]
        for public in (False, True)
    )
    for name in ("estimate", "everybody", "reached"):
        assert round(told.value(name), 3) == told.value(name) != exact.value(name)
        assert told.value(name) == pytest.approx(exact.value(name), abs=0.05)
    assert told.value("low") <= exact.value("low") < exact.value("high") <= told.value("high")


@pytest.mark.parametrize("thresholds", [(), (0.3, 0.2), (0.0, 0.2), (0.2, 1.0), (0.2, 0.2)])
def test_thresholds_are_shares_in_order(thresholds):
    with pytest.raises(DataError, match="ascending"):
        service_reach(design_of(frame_of()), analysis_of(), thresholds)


def test_reach_is_read_as_that_of_a_service_and_never_as_a_screening():
    table = service_reach(design_of(frame_of()), analysis_of()).tables[0]
    assert table.notes[0].startswith("Read as the reach of a service, not as a screening")
    assert len(FACTORS) == 6
