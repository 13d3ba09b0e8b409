"""The missing-data trap: rows that were dropped by hand before never change a standard error silently.

Where no cluster is lost, dropping the rows without an answer changes nothing. Where one is lost, the standard
error can change; then the degrees of freedom change with it, and so does what every result says was counted.
"""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.survey import Design, estimate

ROW = st.tuples(
    st.sampled_from("abc"),
    st.sampled_from([1, 2, 3]),
    st.sampled_from([0.5, 1.0, 2.0, 3.25]),
    st.sampled_from([0.0, 1.0, 2.5, None]),
    st.sampled_from(["f", "m"]),
)
ROWS = st.lists(ROW, min_size=4, max_size=30)
LONELY = st.sampled_from(["adjust", "remove", "average", "certainty"])


def frame_of(rows):
    frame = pl.DataFrame(rows, schema=["s", "c", "w", "y", "sex"], orient="row", strict=False)
    return frame.with_columns(pl.col("y").cast(pl.Float64), N=pl.lit(20.0), f=pl.lit(0.25))


def run(frame, prepare=lambda one: one, clusters="c", **options):
    return prepare(Design(frame, weights="w", strata="s", clusters=clusters, **options))


def numbers(result):
    return result.table.select("estimate", "se").row(0)


def same(left, right):
    return left == pytest.approx(right, rel=1e-9, abs=1e-12) if None not in (*left, *right) else left == right


def told(design):
    rules = estimate(
        design, "mean", "y", name="estimate:y", title="Y", source="pilot", sample="probability"
    ).rules
    return rules["design"], rules["df"]


def all_rows(result):
    return result.base + sum(one.rows for one in result.left_out)


def clusters_of(frame):
    return frame.select("s", "c").unique().height


@settings(max_examples=120, deadline=None)
@given(ROWS, LONELY, st.sampled_from([None, "N", "f"]))
def test_where_dropping_rows_changes_an_error_it_changes_the_degrees_of_freedom_and_what_is_told(
    rows, lonely, fpc
):
    frame = frame_of(rows)
    dropped = frame.drop_nulls("y")
    if dropped.is_empty():
        return
    left, by_hand = (run(one, lonely=lonely, fpc=fpc) for one in (frame, dropped))
    a, b = left.mean("y"), by_hand.mean("y")
    assert numbers(a)[0] == pytest.approx(numbers(b)[0], rel=1e-12)
    if not same(numbers(a), numbers(b)):
        assert left.degrees_of_freedom != by_hand.degrees_of_freedom
        assert a.table["df"][0] != b.table["df"][0]
        assert told(left)[0] != told(by_hand)[0]
        assert told(left)[1] != told(by_hand)[1]
    # The rows themselves always show, whatever the error did.
    assert (all_rows(a), all_rows(b)) == (frame.height, dropped.height)
    # What was lost is named only where the design was left to find it.
    assert b.strata_lost == b.strata_without_answers == ()


@settings(max_examples=100, deadline=None)
@given(ROWS, LONELY)
def test_where_every_cluster_has_an_answer_dropping_rows_changes_nothing(rows, lonely):
    frame = frame_of(rows)
    dropped = frame.drop_nulls("y")
    if dropped.is_empty() or clusters_of(frame) != clusters_of(dropped):
        return
    left, by_hand = (run(one, lonely=lonely) for one in (frame, dropped))
    assert same(numbers(left.mean("y")), numbers(by_hand.mean("y")))
    assert left.degrees_of_freedom == by_hand.degrees_of_freedom


@settings(max_examples=100, deadline=None)
@given(ROWS)
def test_rows_that_are_their_own_clusters_change_the_degrees_of_freedom_when_they_go(rows):
    frame = frame_of(rows)
    dropped = frame.drop_nulls("y")
    if dropped.is_empty():
        return
    left, by_hand = (run(one, clusters=None) for one in (frame, dropped))
    if not same(numbers(left.mean("y")), numbers(by_hand.mean("y"))):
        assert left.degrees_of_freedom != by_hand.degrees_of_freedom


@settings(max_examples=100, deadline=None)
@given(ROWS)
def test_made_replicates_fall_into_no_other_trap(rows):
    frame = frame_of(rows)
    dropped = frame.drop_nulls("y")
    # A stratum with one cluster is set aside: the jackknife's rule for it counts strata.
    sizes = frame.select("s", "c").unique().group_by("s").len()["len"].to_list()
    if dropped.is_empty() or min(sizes) < 2:
        return
    left = run(frame, lambda one: one.as_replicates("JKn"))
    sizes = dropped.select("s", "c").unique().group_by("s").len()["len"].to_list()
    if min(sizes) < 2:
        return
    by_hand = run(dropped, lambda one: one.as_replicates("JKn"))
    if not same(numbers(left.mean("y")), numbers(by_hand.mean("y"))):
        assert left.degrees_of_freedom != by_hand.degrees_of_freedom
        assert told(left)[0] != told(by_hand)[0]


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_replicate_weights_of_a_file_have_no_trap(rows):
    frame = frame_of(rows)
    columns = ["r1", "r2", "r3", "r4"]
    made = frame.with_columns(
        (pl.col("w") * pl.when((pl.col("c") + number) % 4 == 0).then(0.2).otherwise(1.3)).alias(name)
        for number, name in enumerate(columns)
    )
    dropped = made.drop_nulls("y")
    if dropped.is_empty():
        return
    left, by_hand = (Design.replicates(one, "w", columns, "bootstrap") for one in (made, dropped))
    assert same(numbers(left.mean("y")), numbers(by_hand.mean("y")))


def test_rows_dropped_before_raking_change_the_weights_and_are_told():
    rows = [("a", c, 1.0, y, sex) for c in (1, 2, 3) for y, sex in ((1.0, "f"), (None, "f"), (2.5, "m"))]
    frame = frame_of(rows)
    margins = {"sex": {"f": 50, "m": 50}}
    left = run(frame, lambda one: one.rake(margins))
    by_hand = run(frame.drop_nulls("y"), lambda one: one.rake(margins))
    a, b = left.mean("y"), by_hand.mean("y")
    assert a.table["weighted_n"][0] == pytest.approx(75)
    assert b.table["weighted_n"][0] == pytest.approx(100)
    assert numbers(a)[0] != numbers(b)[0]
    # Clusters, strata and degrees of freedom are the same: the rows alone tell.
    assert told(left) == told(by_hand)
    assert told(left)[0] == "3 clusters, 1 stratum"
    assert (all_rows(a), all_rows(b)) == (9, 6)


def test_equal_weights_of_any_size_say_what_no_weights_say():
    frame = frame_of([("a", c, 7.5, y, "f") for c in (1, 2, 3) for y in (0.0, 1.0, float(c))])
    with_weights = run(frame).mean("y")
    without = Design(frame, strata="s", clusters="c").mean("y")
    assert numbers(with_weights) == pytest.approx(numbers(without), rel=1e-12)
    replicated = run(frame, lambda one: one.as_replicates("JKn")).mean("y")
    unweighted = Design(frame, strata="s", clusters="c").as_replicates("JKn").mean("y")
    assert numbers(replicated) == pytest.approx(numbers(unweighted), rel=1e-12)
