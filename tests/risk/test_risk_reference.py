"""The numbers of R, survey 4.1.1, for the same invented answers: another program, another hand.

svydesign(ids = ~c, strata = ~s, weights = ~w, nest = TRUE); models by svyglm (quasibinomial, epsilon 1e-14);
tests by regTermTest; Brier and net benefit by svymean of each respondent's part.
"""

import numpy as np
import pytest
from risk_study import analysis_of, design_of, frame_of, values_of
from test_risk_validation import fixed

from handrail.risk import blockwise, interactions, service_reach
from handrail.risk.performance import measured

R_BRIER = (0.23583359884587, 0.00791697490585938)
R_SLOPE = (0.613597843353739, 0.064984018667255)
R_LARGE = (0.474049390808068, 0.0854310921206681)
R_BLOCK = (9.5835403693173, 2, 134, 0.000128806369751956)
R_INTERACTION = (1.21421066684836, 5, 122, 0.306507432554261)
R_BENEFIT = (0.109202776113048, 0.0166573142961469)
R_DEVIANCES = 0.0379428863228439


def test_brier_slope_and_calibration_in_the_large_and_their_errors_are_those_of_r():
    log_odds, y, frame = fixed(2, 960)
    found = measured(design_of(frame), np.arange(960), log_odds, y, df=100, level=0.95)
    for name, expected in (("brier", R_BRIER), ("slope", R_SLOPE), ("large", R_LARGE)):
        one = found[name]
        assert (one.estimate, one.se) == pytest.approx(expected, rel=1e-10)


def test_the_wald_test_of_a_block_and_of_an_interaction_are_those_of_r():
    analysis = analysis_of(country="land", country_weight="as_given")
    steps = values_of(blockwise(design_of(frame_of()), analysis), ".blocks")
    crossed = values_of(interactions(design_of(frame_of()), analysis), ".interactions")
    for cell, expected in (
        (steps[("Online behaviour",)], R_BLOCK),
        (crossed[("Left out at school",)], R_INTERACTION),
    ):
        found = [cell.value(name) for name in ("f", "df1", "df2", "p")]
        assert found == pytest.approx(expected, rel=1e-7)
    # McFadden's R2 is one minus the ratio of deviances, with weights too.
    assert steps[("Protective factors",)].value("r2") == pytest.approx(R_DEVIANCES, rel=1e-9)


def test_the_net_benefit_and_its_error_are_those_of_r():
    cell = values_of(service_reach(design_of(frame_of()), analysis_of(), (0.3,)), ".reach")[("0.3",)]
    assert (cell.value("estimate"), cell.value("se")) == pytest.approx(R_BENEFIT, rel=1e-8)
