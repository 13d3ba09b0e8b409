"""Scales: alpha and omega against published and reference figures and a slow version; counts of types."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from handrail.survey import Design, VictimisationType, alpha, omega, polyvictimisation, scale_result
from handrail.survey.factor_model import curvature, discrepancy, fit_factor_model, slopes
from handrail.survey.linearise import design_variance
from handrail.values import DataError, NotConverged

SCALES = {"visual": ["x1", "x2", "x3"], "textual": ["x4", "x5", "x6"], "speed": ["x7", "x8", "x9"]}


@pytest.fixture(scope="module")
def holzinger(data_folder):
    return pl.read_csv(data_folder / "survey" / "hs.csv", null_values="NA")


def slow_alpha(answers, weight):
    """From pairwise weighted covariances, a loop each."""
    total, items = weight.sum(), answers.shape[1]
    mean = [sum(w * a for w, a in zip(weight, column, strict=True)) / total for column in answers.T]

    def together(one, other):
        pairs = zip(weight, answers[:, one] - mean[one], answers[:, other] - mean[other], strict=True)
        return sum(w * a * b for w, a, b in pairs) / total

    own = sum(together(one, one) for one in range(items))
    whole = sum(together(one, other) for one in range(items) for other in range(items))
    return items / (items - 1) * (1 - own / whole)


def by_hand(function, weight, step=1e-5):
    """Derivatives of a function of the weights, one weight at a time: what linearisation claims to be."""
    found = []
    for row in range(len(weight)):
        change = np.zeros(len(weight))
        change[row] = step
        found.append((function(weight + change) - function(weight - change)) / (2 * step))
    return np.array(found)


def test_omega_of_the_holzinger_swineford_scales_is_the_published_one(holzinger):
    # Three correlated factors by maximum likelihood: .6253, .8852, .6878.
    found = omega(Design(holzinger), SCALES)
    assert found.table["scale"].to_list() == ["visual", "textual", "speed"]
    assert found.table["estimate"].to_numpy() == pytest.approx([0.6253, 0.8852, 0.6878], abs=5e-5)
    # The textbook fit of these data: chi-square 85.306 on 24 degrees of freedom (lavaan's tutorial).
    assert found.statistic == pytest.approx(85.306, abs=5e-4)
    assert found.statistic_df == 24
    # Standardised solution of the same tutorial (std.all).
    published = [0.772, 0.424, 0.581, 0.852, 0.855, 0.838, 0.570, 0.723, 0.665]
    assert found.loadings["standardised"].to_numpy() == pytest.approx(published, abs=5e-4)
    above = found.correlations[np.triu_indices(3, 1)]
    assert above == pytest.approx([0.459, 0.471, 0.283], abs=5e-4)


def test_omega_is_the_same_in_any_unit_shared_by_the_items_and_any_direction_of_the_scale(holzinger):
    whole = omega(Design(holzinger), SCALES)
    turned = omega(Design(holzinger.with_columns(pl.col(name) * -3 for name in ("x4", "x5", "x6"))), SCALES)
    assert turned.table["estimate"].to_numpy() == pytest.approx(whole.table["estimate"].to_numpy(), abs=1e-9)
    assert turned.table["se"].to_numpy() == pytest.approx(whole.table["se"].to_numpy(), rel=1e-5)
    assert turned.loadings["loading"].to_list()[3] > 0
    assert turned.correlations[0, 1] == pytest.approx(-whole.correlations[0, 1], abs=1e-7)


def test_alpha_and_its_standard_error_under_a_design_are_those_of_r(holzinger):
    # R 4.2.2, survey 4.1.1: svyvar over svydesign(id=~agemo, strata=~school, weights=~ageyr, nest=TRUE), and
    # the delta method over its covariance of variances.
    design = Design(holzinger, weights="ageyr", strata="school", clusters="agemo")
    found = alpha(design, SCALES["visual"])
    assert found.alpha == pytest.approx(0.628069117911086, rel=1e-12)
    assert found.se == pytest.approx(0.0424055635735445, rel=1e-10)
    assert found.df == 22
    half = stats.t.ppf(0.975, 22) * found.se / (1 - found.alpha)
    assert found.low == pytest.approx(1 - (1 - found.alpha) * np.exp(half), rel=1e-12)


def test_alpha_of_the_whole_and_of_each_item_left_out_is_that_of_the_slow_version(holzinger):
    items = SCALES["speed"]
    found = alpha(Design(holzinger, weights="ageyr"), items)
    answers, weight = holzinger.select(items).to_numpy(), holzinger["ageyr"].to_numpy().astype(float)
    assert found.alpha == pytest.approx(slow_alpha(answers, weight), rel=1e-12)
    for at, item in enumerate(items):
        row = found.table.row(at, named=True)
        rest = np.delete(answers, at, axis=1)
        assert row["item"] == item
        assert row["alpha_if_dropped"] == pytest.approx(slow_alpha(rest, weight), rel=1e-12)
        together = np.cov(answers[:, at], rest.sum(axis=1), aweights=weight)
        correlation = together[0, 1] / np.sqrt(together[0, 0] * together[1, 1])
        assert row["item_rest"] == pytest.approx(correlation, rel=1e-12)
    scaled = answers / np.sqrt(np.diag(np.cov(answers.T, aweights=weight)))
    assert found.standardised == pytest.approx(slow_alpha(scaled, weight), rel=1e-12)


def test_the_linearised_variances_are_the_derivatives_by_each_weight(holzinger):
    frame = holzinger.head(60)
    design = Design(frame, weights="ageyr", clusters="agemo")
    weight, rows = design.weight, np.arange(60)
    answers = frame.select(SCALES["textual"]).to_numpy()

    found = alpha(design, SCALES["textual"])
    slope = by_hand(lambda other: slow_alpha(answers, other), weight)
    assert found.se == pytest.approx(
        np.sqrt(design_variance(weight * slope, rows, design.structure)), rel=1e-7
    )

    def omega_under(other):
        model = fit_factor_model(np.cov(answers.T, aweights=other, bias=True), np.array([0, 0, 0]))
        common = model.loadings.sum() ** 2
        return common / (common + model.residuals.sum())

    one = omega(design, {"textual": SCALES["textual"]})
    slope = by_hand(omega_under, weight, 1e-3)
    variance = design_variance(weight * slope, rows, design.structure)
    assert one.table["se"][0] == pytest.approx(np.sqrt(variance), rel=1e-5)


def test_slopes_and_curvature_of_the_factor_model_are_those_of_its_discrepancy(holzinger):
    covariance = np.corrcoef(holzinger.select(x for items in SCALES.values() for x in items).to_numpy().T)
    factors = np.repeat([0, 1, 2], 3)
    at = np.r_[np.full(9, 0.6), np.full(9, -0.4), 0.2, 0.3, 0.1]
    for one, slope in enumerate(slopes(at, covariance, factors)):
        step = np.zeros(21)
        step[one] = 1e-6
        ahead, behind = (discrepancy(at + side * step, covariance, factors) for side in (1, -1))
        assert slope == pytest.approx((ahead - behind) / 2e-6, abs=1e-7)
    assert np.linalg.eigvalsh(
        curvature(fit_factor_model(covariance, factors).parameters, covariance, factors)
    )[0] > 0  # fmt: skip


def test_feldts_limits_cover_the_true_alpha_of_parallel_items():
    rng = np.random.default_rng(7)
    truth, covered = 4 * 0.5 / (1 + 3 * 0.5), 0
    for _ in range(400):
        answers = rng.normal(size=(60, 1)) + rng.normal(size=(60, 4))
        found = alpha(Design(pl.DataFrame(answers, schema=list("abcd"))), list("abcd"))
        covered += found.low <= truth <= found.high
    # Binomial: 0.95 of 400 has a standard error of 0.011.
    assert 0.92 <= covered / 400 <= 0.98


def test_a_missing_item_is_a_domain_and_every_row_stays_in_the_design(holzinger):
    items = SCALES["visual"]
    gaps = holzinger.with_columns(x2=pl.when(pl.col("agemo") == 5).then(None).otherwise(pl.col("x2")))
    design = Design(gaps, weights="ageyr", clusters="agemo")
    found = alpha(design, items)
    assert found.n + sum(one.rows for one in found.left_out) == holzinger.height
    assert found.left_out[0].reason == "no answer to one of the items or more"
    # A whole cluster is without answers: it still is a cluster of the design.
    assert found.df == 11
    within = alpha(Design(holzinger, weights="ageyr", clusters="agemo"), items, pl.col("agemo") != 5)
    assert (within.alpha, within.se) == (found.alpha, found.se)
    dropped = alpha(Design(gaps.drop_nulls("x2"), weights="ageyr", clusters="agemo"), items)
    assert dropped.alpha == found.alpha
    assert dropped.se != found.se


def test_an_item_that_runs_against_the_rest_is_named_and_not_turned(holzinger):
    frame = holzinger.with_columns(x3=-pl.col("x3"))
    found = alpha(Design(frame), SCALES["visual"])
    assert found.against == ("x3",)
    assert found.alpha < 0.3


def test_an_item_that_is_turned_round_counts_as_if_it_had_been_asked_the_other_way(holzinger):
    # Nobody gave the lowest answer, 0: the range is the question's, and the scale is the same whatever it is.
    frame = holzinger.with_columns(x3=10 - pl.col("x3"))
    straight, turned = (
        alpha(Design(holzinger), SCALES["visual"]),
        alpha(Design(frame), SCALES["visual"], reverse={"x3": (0, 10)}),
    )
    assert turned.alpha == pytest.approx(straight.alpha, rel=1e-12)
    assert (turned.against, dict(turned.reverse)) == ((), {"x3": (0, 10)})
    means = dict(turned.table.select("item", "mean").rows())
    assert means["x3"] == pytest.approx(dict(straight.table.select("item", "mean").rows())["x3"], rel=1e-12)
    both = [
        omega(Design(one), {"visual": SCALES["visual"]}, reverse=reverse).table["estimate"][0]
        for one, reverse in ((holzinger, {}), (frame, {"x3": (0, 10)}))
    ]
    assert both[0] == pytest.approx(both[1], rel=1e-9)


def _scale_of(frame, **options):
    labels = {"x1": "Trust", "x2": "Listening", "x3": "Nobody helps"}
    return scale_result(
        Design(frame), labels, name="s", title="S", source="h", sample="probability", **options
    )


def test_a_scale_says_what_was_turned_round_and_what_may_have_to_be(holzinger):
    frame = holzinger.with_columns(x3=10 - pl.col("x3"))
    silent = _scale_of(frame)
    assert (
        "Against most of the others runs: Nobody helps. Nothing was turned round." in silent.tables[0].notes
    )
    assert silent.warnings[0].startswith(
        "an item runs against the others and is not declared as reversed: x3"
    )
    declared = _scale_of(frame, reverse={"x3": (0, 10)})
    assert (
        "Turned round, as the plan declares: Nobody helps (answers from 0 to 10)." in declared.tables[0].notes
    )
    assert (declared.warnings, declared.rules["turned round"]) == ((), "x3 (0 to 10)")
    (twice,) = _scale_of(holzinger, reverse={"x3": (0, 10)}).warnings
    assert "once it is turned round: x3" in twice


@pytest.mark.parametrize(
    ("reverse", "said"),
    [
        ({"x4": (0, 10)}, "is one of the scale; received: 'x4'"),
        ({"x3": (10, 0)}, "from its lowest answer to its highest"),
        ({"x3": (1, 2)}, "every answer to an item that is turned round lies in its range"),
    ],
)
def test_items_cannot_be_turned_round_over_another_range(holzinger, reverse, said):
    with pytest.raises(DataError, match=said):
        alpha(Design(holzinger), SCALES["visual"], reverse=reverse)


BAD = {
    "one": (["x1"], "two items at least"),
    "twice": (["x1", "x1"], "each once"),
    "text": (["x1", "school"], "an item of a scale is a number"),
    "unknown": (["x1", "x22"], "no column 'x22'"),
    "constant": (["x1", "same"], "one answer from all of them to: same"),
    "empty": (["x1", "none"], "more respondents with an answer to every item"),
    "cancelling": (["x1", "minus"], "items that cancel each other"),
}


@pytest.mark.parametrize("case", BAD)
def test_items_that_make_no_scale_are_refused(holzinger, case):
    items, words = BAD[case]
    frame = holzinger.with_columns(
        same=pl.lit(1), none=pl.lit(None, dtype=pl.Float64), minus=-1.0 * pl.col("x1")
    )
    with pytest.raises(DataError, match=words):
        alpha(Design(frame), items)


def test_scales_whose_factor_is_not_determined_are_refused(holzinger):
    design = Design(holzinger)
    with pytest.raises(DataError, match="3 items at least"):
        omega(design, {"two": ["x1", "x2"]})
    with pytest.raises(DataError, match="one scale"):
        omega(design, {"a": ["x1", "x2", "x3"], "b": ["x3", "x4"]})
    twin = holzinger.with_columns(again=pl.col("x1") + 1e-9 * pl.col("x2"))
    with pytest.raises(NotConverged, match="residual variance"):
        omega(Design(twin), {"twin": ["x1", "again", "x4"]})


TYPES = [VictimisationType(name, name.title()) for name in ("asked", "shared", "forced", "followed")]


@st.composite
def told(draw):
    rows = draw(st.integers(8, 30))
    answer = st.sampled_from([0, 1, None])
    columns = {one.name: draw(st.lists(answer, min_size=rows, max_size=rows)) for one in TYPES}
    columns["w"] = draw(st.lists(st.floats(0.5, 3), min_size=rows, max_size=rows))
    # Two respondents at least who answered everything, one of them with a yes.
    for name, answers in columns.items():
        answers[:2] = [1.0, 2.0] if name == "w" else [1, 0]
    return columns


@settings(max_examples=60, deadline=None)
@given(told(), st.integers(1, 4))
def test_counts_are_of_yeses_of_those_who_answered_enough_and_never_prorated(columns, minimum):
    frame = pl.DataFrame(columns, schema_overrides={one.name: pl.Int8() for one in TYPES})
    found = polyvictimisation(Design(frame, weights="w"), TYPES, minimum_answered=minimum, top_from=3)
    rows = [
        (sum(v == 1 for v in values), w)
        for *values, w in frame.select(*(one.name for one in TYPES), "w").iter_rows()
        if sum(v is not None for v in values) >= minimum
    ]
    weight = sum(w for _, w in rows)
    table = found.distribution.table
    assert table["n"][0] == len(rows)
    for category, estimate in table.select("category", "estimate").iter_rows():
        assert estimate == pytest.approx(sum(w for count, w in rows if count == int(category)) / weight)
    assert table["estimate"].sum() == pytest.approx(1)
    assert found.mean.table["estimate"][0] == pytest.approx(sum(count * w for count, w in rows) / weight)
    assert found.any.table["estimate"][0] == pytest.approx(sum(w for count, w in rows if count) / weight)
    assert found.top.table["estimate"][0] == pytest.approx(sum(w for count, w in rows if count >= 3) / weight)


def test_risk_and_harm_are_never_one_count():
    frame = pl.DataFrame({"approached": [1, 0, 1], "upset": [0, 0, 1]})
    mixed = [VictimisationType("approached", "A", "risk"), VictimisationType("upset", "U", "harm")]
    with pytest.raises(DataError, match="separate outcomes and never one count") as caught:
        polyvictimisation(Design(frame), mixed, minimum_answered=1)
    assert "harm: upset; risk: approached" in str(caught.value)


def test_thresholds_and_columns_that_make_no_count_are_refused():
    frame = pl.DataFrame({"asked": [1, 0, 2], "shared": [1, 0, 1], "word": ["a", "b", "c"]})
    design = Design(frame)
    good = VictimisationType("shared", "S")
    with pytest.raises(DataError, match="other values in 'asked'"):
        polyvictimisation(design, [VictimisationType("asked", "A"), good], minimum_answered=1)
    with pytest.raises(DataError, match="other values in 'word'"):
        polyvictimisation(design, [VictimisationType("word", "W"), good], minimum_answered=1)
    with pytest.raises(DataError) as caught:
        polyvictimisation(design, [good, good], minimum_answered=3, top_from=1)
    assert len(caught.value.problems) == 3
    with pytest.raises(DataError, match="risk, victimisation or harm"):
        polyvictimisation(design, [good, VictimisationType("asked", "A", "score")], minimum_answered=1)


def test_no_respondents_count_can_be_reached_from_a_result():
    frame = pl.DataFrame({"asked": [1, 0, 1, 0] * 5, "shared": [1, 0, 0, 0] * 5})
    types = [VictimisationType("asked", "A"), VictimisationType("shared", "S")]
    found = polyvictimisation(Design(frame), types, minimum_answered=2)
    assert found.top is None
    reached = [found, *vars(found).values()]
    reached += [value for one in reached if hasattr(one, "__dict__") for value in vars(one).values()]
    assert not any(isinstance(one, Design) for one in reached)
    assert all(one.height < 20 for one in reached if isinstance(one, pl.DataFrame))
    assert "types told of" not in frame.columns


def test_a_scale_asked_in_one_cluster_has_no_standard_error(holzinger):
    inside = pl.col("agemo") == 5
    design = Design(holzinger, weights="ageyr", clusters="agemo")
    found = alpha(design, SCALES["visual"], inside)
    assert (found.se, found.low, found.high) == (None, None, None)
    table = omega(design, {"visual": SCALES["visual"]}, inside).table
    assert table.select("se", "low", "high").row(0) == (None, None, None)
    assert table["estimate"][0] > 0


def test_incomplete_answers_are_counted_among_those_who_are_counted():
    frame = pl.DataFrame(
        {"asked": [1, 0, 1, 0] * 10, "shared": [1, 0, None, 0] * 10, "forced": [1, 0, 0, None] * 10,
         "g": ["a", "b", "a", None] * 10, "w": [1.0] * 36 + [0.0] * 4}
    )  # fmt: skip
    types = [VictimisationType(name, name) for name in ("asked", "shared", "forced")]

    def incomplete(**about):
        return polyvictimisation(Design(frame, weights="w"), types, minimum_answered=2, **about).incomplete

    assert (incomplete(), incomplete(where=pl.col("g") == "a"), incomplete(by="g")) == (18, 9, 9)


@pytest.mark.parametrize("drawn", [{"weights": "ageyr"}, {"strata": "school"}, {"clusters": "agemo"}])
def test_a_factor_model_has_a_statistic_only_of_a_simple_sample(holzinger, drawn):
    assert omega(Design(holzinger), SCALES).statistic > 0
    assert omega(Design(holzinger, **drawn), SCALES).statistic is None
