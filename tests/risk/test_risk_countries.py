"""Each country left out in turn, and what may be said over all of them."""

import math

import numpy as np
import polars as pl
import pytest
from risk_study import COUNTRIES, RiskFactor, analysis_of, design_of, frame_of, values_of
from scipy import special, stats

from handrail.disclosure import Ledger, review
from handrail.risk import leave_one_country_out
from handrail.risk.countries import _pooled_table
from handrail.risk.model_rows import model_rows
from handrail.risk.performance import LABELS, MEASURES, Measured, measures_of
from handrail.risk.pooling import pooled
from handrail.values import DataError, NotConverged

# Trials of BCG: tuberculosis and none, vaccinated and not (Colditz and others 1994, JAMA 271, 698-702).
BCG = (
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232),
    (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
)  # fmt: skip


def bcg():
    ratio = [math.log(a / (a + b) / (c / (c + d))) for a, b, c, d in BCG]
    error = [math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)) for a, b, c, d in BCG]
    return np.array(ratio), np.array(error)


def test_the_mean_and_the_spread_of_the_bcg_trials_are_those_published():
    # metafor's rma, REML: tau^2 0.3132, estimate -0.7145 (standard error 0.1798 before Hartung and Knapp).
    y, error = bcg()
    found = pooled(y, error)
    assert found.spread**2 == pytest.approx(0.3132, abs=5e-5)
    assert found.mean == pytest.approx(-0.7145, abs=5e-5)
    weight = 1 / (error**2 + found.spread**2)
    assert 1 / math.sqrt(weight.sum()) == pytest.approx(0.1798, abs=5e-5)


def test_the_intervals_are_those_of_their_formulas():
    y, error = bcg()
    found = pooled(y, error, 0.9)
    weight = 1 / (error**2 + found.spread**2)
    q = (weight * (y - found.mean) ** 2).sum() / (len(y) - 1)
    assert found.se == pytest.approx(math.sqrt(q / weight.sum()), rel=1e-12)
    assert found.high - found.mean == pytest.approx(stats.t.ppf(0.95, 12) * found.se, rel=1e-12)
    half = stats.t.ppf(0.95, 11) * math.sqrt(found.spread**2 + found.se**2)
    assert found.other_low == pytest.approx(found.mean - half, rel=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_the_spread_has_the_highest_restricted_likelihood_of_a_fine_grid(seed):
    chance = np.random.default_rng(seed)
    k = int(chance.integers(2, 12))
    error = chance.uniform(0.05, 0.5, k)
    y = chance.normal(0, 0.3, k) + error * chance.normal(size=k)

    def height(tau2):
        # The likelihood of k - 1 contrasts that do not know the mean, as a multivariate normal.
        contrasts = np.eye(k)[1:] - np.eye(k)[0]
        covariance = contrasts @ np.diag(error**2 + tau2) @ contrasts.T
        return stats.multivariate_normal.logpdf(contrasts @ y, np.zeros(k - 1), covariance)

    found = pooled(y, error).spread ** 2
    grid = np.linspace(0, 1, 4001)
    best = grid[int(np.argmax([height(point) for point in grid]))]
    assert found == pytest.approx(best, abs=2.6e-4)
    assert height(found) >= max(height(point) for point in grid) - 1e-9


def test_no_interval_for_another_country_below_five():
    y, error = bcg()
    assert pooled(y[:4], error[:4]).other_low is None
    assert pooled(y[:5], error[:5]).other_low is not None


def test_pooling_asks_for_two_countries_with_errors():
    with pytest.raises(DataError, match="from two on"):
        pooled([0.1], [0.1])
    with pytest.raises(DataError, match="standard error above zero"):
        pooled([0.1, 0.2], [0.1, 0.0])


GIVEN = {"country": "land", "country_weight": "as_given"}


def slow_held_out(frame, country):
    """Newton over the other countries, and the measures in the one that was left out."""
    x = np.column_stack(
        [
            np.ones(frame.height),
            (frame["sex"] == "Girl").to_numpy(),
            *(frame[name].to_numpy().astype(float) for name in ("age", "open", "hours", "left", "talks")),
        ]
    )
    y, w = frame["contact"].to_numpy().astype(float), frame["w"].to_numpy()
    inside = (frame["land"] == country).to_numpy()
    beta = np.zeros(x.shape[1])
    for _ in range(40):
        p = special.expit(x[~inside] @ beta)
        information = x[~inside].T @ (x[~inside] * (w[~inside] * p * (1 - p))[:, None])
        beta = beta + np.linalg.solve(information, x[~inside].T @ (w[~inside] * (y[~inside] - p)))
    return measures_of(x[inside] @ beta, y[inside], w[inside])


def test_each_country_is_measured_by_the_model_of_the_others():
    frame = frame_of()
    result = leave_one_country_out(design_of(frame), analysis_of(**GIVEN))
    found = values_of(result, ".countries")
    assert len(found) == 24
    for country in COUNTRIES:
        expected = slow_held_out(frame, country)
        part = frame.filter(pl.col("land") == country)
        for at, name in enumerate(MEASURES):
            cell = found[(country, LABELS[name])]
            assert cell.value("estimate") == pytest.approx(expected[at], rel=1e-7, abs=1e-8)
            assert (cell.n, cell.count) == (part.height, part["contact"].sum())
            assert cell.value("low") < cell.value("estimate") < cell.value("high")


def test_the_mean_over_countries_is_of_what_each_country_shows():
    result = leave_one_country_out(design_of(frame_of()), analysis_of(**GIVEN))
    each, over = values_of(result, ".countries"), values_of(result, ".pooled")
    assert [group[0] for group in over] == [LABELS[name] for name in ("auc", "slope", "large")]
    areas = [each[(country, LABELS["auc"])] for country in COUNTRIES]
    y = [special.logit(cell.value("estimate")) for cell in areas]
    error = [cell.value("se") / (cell.value("estimate") * (1 - cell.value("estimate"))) for cell in areas]
    expected = pooled(y, error)
    cell = over[(LABELS["auc"],)]
    assert cell.value("estimate") == pytest.approx(special.expit(expected.mean), rel=1e-9)
    assert cell.value("other_low") == pytest.approx(special.expit(expected.other_low), rel=1e-9)
    assert cell.value("countries") == 6
    assert cell.value("other_low") <= cell.value("low")


def test_four_countries_are_each_reported_with_no_interval_for_another():
    result = leave_one_country_out(design_of(frame_of(countries=4)), analysis_of(**GIVEN))
    over = values_of(result, ".pooled")
    assert {cell.value("other_low") for cell in over.values()} == {None}
    assert "no interval for another country" in " ".join(result.tables[1].notes)
    assert len(values_of(result, ".countries")) == 16


def test_what_cannot_be_left_out_is_said():
    frame = frame_of()
    with pytest.raises(DataError, match="declared column of countries"):
        leave_one_country_out(design_of(frame), analysis_of())
    with_country = (RiskFactor("land", "Country", "demographic"), *analysis_of().factors)
    with pytest.raises(DataError, match="'land' among the factors"):
        leave_one_country_out(design_of(frame), analysis_of(with_country, **GIVEN))
    alone = frame.with_columns(left=pl.when(pl.col("land") == "Bor").then("left").otherwise(0))
    with pytest.raises(DataError, match=r"a level of 'left' in the country at place 2 of 6") as refused:
        leave_one_country_out(design_of(alone), analysis_of(**GIVEN))
    assert "Bor" not in str(refused.value)


def test_a_model_that_only_one_country_keeps_from_separation_is_said():
    frame = frame_of()
    split = frame.with_columns(
        contact=pl.when((pl.col("left") == 1) & (pl.col("land") != "Cil")).then(1).otherwise("contact")
    )
    with pytest.raises(NotConverged, match="place 3 of 6"):
        leave_one_country_out(design_of(split), analysis_of(**GIVEN))


def test_progress_counts_countries():
    seen = []
    leave_one_country_out(
        design_of(frame_of()), analysis_of(**GIVEN), progress=lambda done, of: seen.append((done, of))
    )
    assert seen == [(done, 6) for done in range(1, 7)]


def test_a_small_country_keeps_the_tables_inside():
    frame = frame_of()
    tiny = frame.filter((pl.col("land") != "Far") | (pl.col("c") < 6))
    whole, small = (
        review(list(leave_one_country_out(design_of(one), analysis_of(**GIVEN)).tables), [], Ledger())
        for one in (frame, tiny)
    )
    assert not any(cell.withheld for table in whole.released.tables.values() for cell in table.cells)
    assert all(cell.withheld for table in small.released.tables.values() for cell in table.cells)


def test_no_interval_for_another_country_is_told_nor_explained_where_only_four_can_be_pooled():
    rows = model_rows(design_of(frame_of(n=600)), analysis_of())
    told = {name: Measured(0.6, 0.05, 0.5, 0.7) for name in MEASURES}
    untold = dict.fromkeys(MEASURES, Measured(0.6, None, None, None))
    counts = dict.fromkeys("ABCDE", (100, 40))
    for last, other in ((told, True), (untold, False)):
        table = _pooled_table(rows, {**dict.fromkeys("ABCD", told), "E": last}, counts)
        assert {cell.value("other_low") is not None for cell in table.cells} == {other}
        assert any("fewer than 5 countries" in note for note in table.notes) is not other
