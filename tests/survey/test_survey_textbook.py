"""The fast estimator against a slow one written as the textbook has it, on small random designs."""

import math
from collections import defaultdict

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.survey import Design
from handrail.values import DataError

# One row: stratum, cluster (named within its stratum), weight, answer, group.
ROW = st.tuples(
    st.sampled_from("abc"),
    st.sampled_from([1, 2, 3]),
    st.sampled_from([0.5, 1.0, 2.0, 3.25]),
    st.sampled_from([0, 1, None]),
    st.sampled_from(["x", "y"]),
)
ROWS = st.lists(ROW, min_size=4, max_size=30)
NAMES = ("stratum", "cluster", "weight", "answer", "group")


def frame_of(rows):
    kinds = {
        "stratum": pl.String,
        "cluster": pl.Int64,
        "weight": pl.Float64,
        "answer": pl.Int8,
        "group": pl.String,
    }
    return pl.DataFrame(rows, schema=kinds, orient="row")


def textbook(rows, belongs, lonely="adjust"):
    """Share and variance of the domain, straight from Binder 1983: loops, no arrays.

    Returns None for the variance where no stratum has two clusters to tell it.
    """
    total_weight = sum(w for _, _, w, y, g in rows if y is not None and belongs(g))
    if total_weight == 0:
        return None, None
    share = sum(w * y for _, _, w, y, g in rows if y is not None and belongs(g)) / total_weight
    clusters = defaultdict(lambda: defaultdict(float))
    with_answers, answering = set(), set()
    for stratum, cluster, weight, answer, group in rows:
        inside = answer is not None and belongs(group)
        clusters[stratum][cluster] += weight * (answer - share) / total_weight if inside else 0.0
        if inside:
            with_answers.add(stratum)
            answering.add((stratum, cluster))
    if len(answering) == 1:
        return share, None  # the residuals of one cluster sum to zero, whatever was answered
    variance, telling, silent = 0.0, 0, 0
    for stratum, totals in clusters.items():
        n = len(totals)
        if n == 1:
            (only,) = totals.values()
            if lonely == "adjust":
                variance += only**2
            elif stratum in with_answers:
                silent += 1
            continue
        mean = sum(totals.values()) / n
        variance += n / (n - 1) * sum((total - mean) ** 2 for total in totals.values())
        telling += stratum in with_answers
    if lonely in ("adjust", "certainty"):
        return share, variance
    if not telling:
        return share, None
    return share, variance * (telling + silent) / telling if lonely == "average" else variance


@settings(max_examples=150, deadline=None)
@given(ROWS, st.sampled_from(["adjust", "remove", "average", "certainty"]))
def test_shares_and_errors_are_those_of_the_textbook_in_every_group(rows, lonely):
    design = Design(frame_of(rows), weights="weight", strata="stratum", clusters="cluster", lonely=lonely)
    if all(row[3] is None for row in rows):
        with pytest.raises(DataError):
            design.proportion("answer")
        return
    whole = design.proportion("answer").table.row(0, named=True)
    groups = {
        row["group"]: row for row in design.proportion("answer", by="group").table.iter_rows(named=True)
    }
    assert set(groups) == {row[4] for row in rows}
    for group, found in {None: whole, **groups}.items():
        share, variance = textbook(rows, lambda g, group=group: group in (None, g), lonely)
        if share is None:
            assert found["estimate"] is None
            assert found["n"] == 0
            continue
        assert found["estimate"] == pytest.approx(share, rel=1e-12)
        if variance is None:
            assert found["se"] is None
            assert found["low"] is None
        else:
            assert found["se"] == pytest.approx(math.sqrt(variance), rel=1e-9, abs=1e-12)


@settings(max_examples=100, deadline=None)
@given(ROWS, st.booleans(), st.sampled_from(["adjust", "remove", "average", "certainty"]))
def test_where_everybody_answered_the_textbook_holds_in_whatever_order_rows_lie(rows, sort, lonely):
    # Clusters that follow one another are summed another way than those that do not.
    rows = [(stratum, cluster, w, 0 if y is None else y, g) for stratum, cluster, w, y, g in rows]
    rows = sorted(rows) if sort else rows
    design = Design(frame_of(rows), weights="weight", strata="stratum", clusters="cluster", lonely=lonely)
    share, variance = textbook(rows, lambda _: True, lonely)
    found = design.mean("answer")
    assert found.base == len(rows)
    assert found.left_out == found.strata_lost == ()
    assert found.weighted_base == pytest.approx(sum(row[2] for row in rows), rel=1e-12)
    assert found.table["estimate"][0] == pytest.approx(share, rel=1e-12)
    if variance is None:
        assert found.table["se"][0] is None
    else:
        assert found.table["se"][0] == pytest.approx(math.sqrt(variance), rel=1e-9, abs=1e-12)
    values = sorted((row[2] * row[3] for row in rows), reverse=True)
    expected = (values[0] / sum(values), values[1] / sum(values)) if sum(values) else None
    assert found.largest[0] == (None if expected is None else pytest.approx(expected, rel=1e-12))


@pytest.mark.parametrize("place", range(4))
def test_the_two_largest_respondents_are_found_wherever_they_stand(place):
    answers = [1.0, -2.0, 0.5, -8.5]
    frame = pl.DataFrame({"loss": answers[place:] + answers[:place]})
    assert Design(frame).mean("loss").largest == (pytest.approx((8.5 / 12, 2 / 12)),)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_a_missing_answer_is_a_domain_and_never_a_deletion(rows):
    frame = frame_of(rows)
    if frame["answer"].null_count() == frame.height:
        return
    design = Design(frame, weights="weight", strata="stratum", clusters="cluster")
    found = design.proportion("answer")
    as_domain = design.proportion("answer", where=pl.col("answer").is_not_null())
    assert found.table.drop("low", "high").equals(as_domain.table.drop("low", "high"))
    assert found.base + sum(left.rows for left in found.left_out) == len(rows)
    # The design's own clusters are counted, whoever answered.
    everyone = len({row[:2] for row in rows}) - len({row[0] for row in rows})
    assert found.table["df"].to_list() == [everyone]


def test_dropping_rows_by_hand_gives_another_standard_error_when_a_cluster_is_lost():
    rows = [
        ("a", 1, 1.0, 1, "x"), ("a", 1, 1.0, 1, "x"),
        ("a", 2, 1.0, 0, "x"), ("a", 2, 1.0, 1, "x"),
        ("a", 3, 1.0, None, "x"),
        ("b", 1, 1.0, 0, "x"), ("b", 2, 1.0, 1, "x"), ("b", 2, 1.0, 0, "x"),
    ]  # fmt: skip
    kept = Design(frame_of(rows), weights="weight", strata="stratum", clusters="cluster")
    dropped = Design(
        frame_of([row for row in rows if row[3] is not None]),
        weights="weight", strata="stratum", clusters="cluster",
    )  # fmt: skip
    right, wrong = kept.proportion("answer"), dropped.proportion("answer")
    assert right.table["estimate"][0] == wrong.table["estimate"][0]
    assert right.table["se"][0] != pytest.approx(wrong.table["se"][0], rel=1e-3)
    assert right.table["df"][0] == wrong.table["df"][0] + 1
    assert right.strata_lost == ("a",)
    assert wrong.strata_lost == ()


def test_a_hand_computed_stratified_mean():
    # Two strata of two clusters, equal weights: means 2 and 6 in a, 4 and 4 in b; the mean is 4.
    frame = pl.DataFrame({"s": ["a", "a", "b", "b"], "c": [1, 2, 1, 2], "y": [2.0, 6.0, 4.0, 4.0]})
    row = Design(frame, strata="s", clusters="c").mean("y").table.row(0, named=True)
    # z = (y - 4) / 4 = -.5, .5, 0, 0; variance = 2 * (.25 + .25) = 1.
    assert (row["estimate"], row["se"], row["df"], row["n"]) == (4.0, 1.0, 2, 4)
    # The t quantile of 2 degrees of freedom has a closed form.
    assert row["high"] == pytest.approx(4 + 0.95 * math.sqrt(2 / (1 - 0.95**2)), rel=1e-9)


def test_a_finite_population_shrinks_the_variance_by_the_sampled_share():
    frame = pl.DataFrame({"y": [1.0, 2.0, 3.0, 4.0], "N": [8] * 4})
    free = Design(frame).mean("y").table["se"][0]
    finite = Design(frame, fpc="N").mean("y").table["se"][0]
    assert free == pytest.approx(math.sqrt(5 / 3 / 4), rel=1e-12)
    assert finite == pytest.approx(free * math.sqrt(0.5), rel=1e-12)
    assert Design(frame.with_columns(N=pl.lit(4)), fpc="N").mean("y").table["se"][0] == 0.0


LONELY = pl.DataFrame(
    {
        "s": ["a", "a", "a", "a", "b", "b"],
        "c": [1, 1, 2, 2, 1, 1],
        "y": [1, 0, 1, 1, 0, 0],
        "g": list("xyxyxy"),
    }
)


@pytest.mark.parametrize(
    ("rule", "variance"),
    # p = 1/2; z = (y - p) / 6. Cluster totals: a1 = 0, a2 = 1/6, b1 = -1/6. In a: 2 * 2 * (1/12)^2 = 1/36.
    [("adjust", 1 / 36 + 1 / 36), ("remove", 1 / 36), ("certainty", 1 / 36), ("average", 2 / 36)],
)
def test_a_stratum_with_one_cluster_is_treated_by_the_rule_and_named(rule, variance):
    design = Design(LONELY, strata="s", clusters="c", lonely=rule)
    found = design.proportion("y")
    assert found.table["estimate"][0] == 0.5
    assert found.table["se"][0] == pytest.approx(math.sqrt(variance), rel=1e-12)
    assert found.lonely_strata == ("b",)
    assert found.lonely_rule == rule


def test_a_stratum_with_one_cluster_can_be_an_error():
    with pytest.raises(DataError, match="1 with one: b"):
        Design(LONELY, strata="s", clusters="c", lonely="error")


def test_a_stratum_whose_domain_lies_in_one_of_its_clusters_is_not_lonely():
    frame = pl.DataFrame({"s": list("aaabbbb"), "c": [1, 1, 2, 1, 1, 2, 2], "y": [1, 1, None, 0, 1, 0, 0]})
    found = Design(frame, strata="s", clusters="c", lonely="remove").proportion("y")
    assert found.lonely_strata == ()
    assert found.strata_lost == ("a",)
    # p = 1/2; totals of z = (y - p) / 6: a 1/6 and, without an answer, 0; b 0 and -1/6.
    # Each stratum gives 2 * 2 * (1/12)^2 = 1/36: the cluster without an answer counts.
    assert found.table["se"][0] == pytest.approx(math.sqrt(2 / 36), rel=1e-12)
    assert found.table["df"][0] == 2


def test_a_stratum_whose_only_cluster_is_its_whole_population_is_not_lonely():
    frame = LONELY.with_columns(N=pl.when(pl.col("s") == "b").then(1).otherwise(4))
    design = Design(frame, strata="s", clusters="c", fpc="N", lonely="error")
    assert design.lonely_strata == ()
    # Only a has sampling variance, halved because two of its four clusters were taken.
    assert design.proportion("y").table["se"][0] == pytest.approx(math.sqrt(1 / 72), rel=1e-12)


def test_answers_that_all_lie_in_one_cluster_have_no_standard_error():
    frame = pl.DataFrame({"s": ["a"] * 4, "c": [1, 1, 2, 2], "y": [1, 0, None, None], "N": [2] * 4})
    design = Design(frame, strata="s", clusters="c")
    for found in (design.proportion("y"), design.mean("y"), design.ratio("y", "N")):
        row = found.table.row(0, named=True)
        assert row["estimate"] is not None
        assert (row["se"], row["low"], row["high"]) == (None, None, None)
    assert design.total("y").table["se"][0] == pytest.approx(1, rel=1e-12)
    # Where every cluster of the population is in the sample, zero is the truth.
    assert Design(frame, strata="s", clusters="c", fpc="N").mean("y").table["se"][0] == 0.0


def test_a_total_takes_a_lonely_cluster_as_it_is_like_r():
    frame = pl.DataFrame({"s": ["a", "a", "b"], "c": [1, 2, 1], "y": [1.0, 3.0, 5.0]})
    found = Design(frame, strata="s", clusters="c").total("y").table.row(0, named=True)
    assert (found["estimate"], found["se"]) == (9.0, pytest.approx(math.sqrt(4 + 25), rel=1e-12))
    assert Design(frame, strata="s", clusters="c").total("y").counts == (None,)


def test_sparse_names_of_strata_and_clusters_make_the_same_design():
    rows = [("abc"[i % 3], i % 4, 1.0 + i % 5, i % 2, "x") for i in range(24)]
    frame = frame_of(rows)
    # Every row's cluster name is new in its stratum or far apart: the pairs are sparse.
    names = frame.with_columns(cluster=pl.col("stratum") + pl.col("cluster").cast(pl.String) + "-" * 50)
    options = {"weights": "weight", "strata": "stratum", "clusters": "cluster"}
    assert Design(names, **options).mean("answer").table.equals(Design(frame, **options).mean("answer").table)
    own = frame.with_row_index("own").with_columns(far=pl.col("own") // 2)
    one = Design(own, weights="weight", strata="own", clusters="far", lonely="remove")
    assert one.degrees_of_freedom == 0
    assert one.mean("answer").table["se"][0] is None


def test_the_same_rows_in_another_order_give_the_same_table():
    rows = [("abc"[i % 3], i % 4, 1 + i % 5, i % 2, "xy"[i % 7 % 2]) for i in range(60)]
    first = Design(frame_of(rows), weights="weight", strata="stratum", clusters="cluster")
    other = Design(frame_of(rows[::-1]), weights="weight", strata="stratum", clusters="cluster")
    for left, right in zip(
        first.proportion("answer", by="group").table.iter_rows(),
        other.proportion("answer", by="group").table.iter_rows(),
        strict=True,
    ):
        assert left[0] == right[0]
        assert left[1:] == pytest.approx(right[1:], rel=1e-12)
    again = first.proportion("answer", by="group").table
    assert again.equals(first.proportion("answer", by="group").table)
