"""Crosstabs against slow ones written as the textbook has them, and at their edges."""

import math
from collections import defaultdict

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.survey import Design
from handrail.survey.rao_scott import rao_scott
from handrail.survey.replicates import Replicates
from handrail.values import DataError

NAMES = ("stratum", "cluster", "weight", "a", "b")
ROW = st.tuples(
    st.sampled_from("uv"),
    st.sampled_from([1, 2, 3]),
    st.sampled_from([0.5, 1.0, 2.0, 3.25]),
    st.sampled_from(["x", "y", "z", None]),
    st.sampled_from(["no", "yes", None]),
)
ROWS = st.lists(ROW, min_size=8, max_size=40)


def given_replicates(kind, weights, scale, factors, centre, df):
    """Return replicates of weights as a file gives them (rows x replicates)."""
    rows = np.arange(len(weights))
    return Replicates(kind, weights.T, rows, np.ones(len(weights)), scale, factors, centre, df)


def design_of(rows):
    frame = pl.DataFrame(rows, schema=NAMES, orient="row", strict=False).with_columns(
        pl.col("a", "b").cast(pl.String)
    )
    return Design(frame, weights="weight", strata="stratum", clusters="cluster")


def error_of(rows, linearised):
    """Standard error of a sum of linearised values, row by row: strata, clusters, squares."""
    clusters = defaultdict(lambda: defaultdict(float))
    for row, value in zip(rows, linearised, strict=True):
        clusters[row[0]][row[1]] += value
    variance = 0.0
    for totals in clusters.values():
        n, mean = len(totals), sum(totals.values()) / len(totals)
        if n == 1:
            variance += sum(totals.values()) ** 2
        else:
            variance += n / (n - 1) * sum((total - mean) ** 2 for total in totals.values())
    return math.sqrt(variance)


def answering_clusters(rows):
    return {row[:2] for row in rows if row[3] is not None and row[4] is not None}


@settings(max_examples=120, deadline=None)
@given(ROWS)
def test_every_share_and_its_error_are_those_of_the_textbook(rows):
    if len(answering_clusters(rows)) < 2:
        return
    found = design_of(rows).crosstab("a", "b").table
    both = [row[3] is not None and row[4] is not None for row in rows]

    def weight_of(belongs):
        return sum(row[2] for row, known in zip(rows, both, strict=True) if known and belongs(row))

    whole = weight_of(lambda _: True)
    for cell in found.iter_rows(named=True):
        bases = {
            "estimate": lambda _: True,
            "row_share": lambda row, cell=cell: row[3] == cell["a"],
            "column_share": lambda row, cell=cell: row[4] == cell["b"],
        }
        errors = {"estimate": "se", "row_share": "row_se", "column_share": "column_se"}
        for name, base in bases.items():
            size = weight_of(base)
            share = weight_of(lambda row, cell=cell: (row[3], row[4]) == (cell["a"], cell["b"])) / size
            assert cell[name] == pytest.approx(share, rel=1e-12, abs=1e-15)
            z = [
                row[2] * (((row[3], row[4]) == (cell["a"], cell["b"])) - share) / size
                if known and base(row)
                else 0.0
                for row, known in zip(rows, both, strict=True)
            ]
            clusters = {row[:2] for row, known in zip(rows, both, strict=True) if known and base(row)}
            if len(clusters) < 2:
                assert cell[errors[name]] is None
                continue
            assert cell[errors[name]] == pytest.approx(error_of(rows, z), rel=1e-7, abs=1e-8)
        up, across = (weight_of(bases[name]) / whole for name in ("row_share", "column_share"))
        assert cell["expected"] == pytest.approx(up * across, rel=1e-12)
        # The residual's denominator: share - up * across, linearised by the rule of products.
        z = [
            row[2]
            / whole
            * (
                (row[3] == cell["a"]) * (row[4] == cell["b"])
                - (row[3] == cell["a"]) * across
                - (row[4] == cell["b"]) * up
                - (cell["estimate"] - 2 * up * across)
            )
            if known
            else 0.0
            for row, known in zip(rows, both, strict=True)
        ]
        error = error_of(rows, z)
        if cell["residual"] is not None and error > 1e-6:
            residual = (cell["estimate"] - up * across) / error
            assert cell["residual"] == pytest.approx(residual, rel=1e-6, abs=1e-9)


def slow_rao_scott(p, covariance, n):
    """F and df1 from eigenvalues of generalised design effects, with contrasts found by least squares."""
    rows, columns = p.shape
    grid = [(i, j) for i in range(rows) for j in range(columns)]
    main = np.array(
        [[1.0, *(i == r for r in range(1, rows)), *(j == c for c in range(1, columns))] for i, j in grid]
    )
    products = np.array(
        [[float(i == r and j == c) for r in range(1, rows) for c in range(1, columns)] for i, j in grid]
    )
    contrasts = products - main @ np.linalg.lstsq(main, products, rcond=None)[0]
    inverse = np.diag([1 / one if one > 0 else 0.0 for one in p.ravel()])
    simple = contrasts.T @ inverse @ contrasts / n
    designed = contrasts.T @ inverse @ covariance @ inverse @ contrasts
    effects = np.linalg.eigvals(np.linalg.inv(simple) @ designed).real
    x2 = n * sum((p[i, j] - p[i].sum() * p[:, j].sum()) ** 2 / (p[i].sum() * p[:, j].sum()) for i, j in grid)
    return x2 / effects.sum(), effects.sum() ** 2 / (effects**2).sum(), x2


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 4), st.integers(2, 4), st.integers(0, 2**31))
def test_the_test_is_the_slow_one_also_with_an_empty_cell(rows, columns, seed):
    rng = np.random.default_rng(seed)
    p = rng.uniform(0.2, 1.0, (rows, columns))
    if seed % 2:
        p[0, 1] = 0.0
    p /= p.sum()
    root = rng.normal(size=(rows * columns, rows * columns)) * 0.01
    covariance = root @ root.T
    found = rao_scott(p, covariance, 250, 20)
    f, df1, x2 = slow_rao_scott(p, covariance, 250)
    assert found.f == pytest.approx(f, rel=1e-9)
    assert found.df1 == pytest.approx(df1, rel=1e-9)
    assert found.df2 == pytest.approx(20 * df1, rel=1e-9)
    assert found.x2 == pytest.approx(x2, rel=1e-12)


SIMPLE = pl.DataFrame({"a": list("xxxyyyxyxy") * 6, "b": list("nnynyyyynn") * 6})


def test_a_simple_random_sample_gives_pearsons_statistic_but_for_its_correction():
    found = Design(SIMPLE).crosstab("a", "b")
    counts = np.array([[18, 12], [12, 18]])
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0) / 60
    x2 = float(((counts - expected) ** 2 / expected).sum())
    assert found.x2 == pytest.approx(x2, rel=1e-12)
    assert found.f == pytest.approx(x2 * 59 / 60, rel=1e-12)
    assert (found.df1, found.df2) == (pytest.approx(1), pytest.approx(59))
    assert found.table["count"].to_list() == [18, 12, 12, 18]
    # Two by two, all residuals are one number with two signs.
    residuals = found.table["residual"].to_list()
    assert residuals == [pytest.approx(side * residuals[0], rel=1e-9) for side in (1, -1, -1, 1)]


def test_the_table_has_both_variables_then_what_every_table_has_then_the_rest():
    found = Design(SIMPLE).crosstab("a", "b")
    assert found.table.columns == [
        "a", "b", "estimate", "se", "low", "high", "n", "weighted_n", "df",
        "count", "row_share", "row_se", "column_share", "column_se", "expected", "residual",
    ]  # fmt: skip
    share = Design(SIMPLE).proportion("b", by="a").table
    assert found.table["row_share"].to_list() == pytest.approx(share["estimate"].to_list(), rel=1e-12)
    assert found.table["row_se"].to_list() == pytest.approx(share["se"].to_list(), rel=1e-9)


def test_a_missing_answer_to_either_is_a_domain_and_is_counted():
    frame = SIMPLE.with_row_index("i").with_columns(
        a=pl.when(pl.col("i") < 5).then(None).otherwise("a"),
        b=pl.when(pl.col("i") > 56).then(None).otherwise("b"),
    )
    found = Design(frame).crosstab("a", "b", where=pl.col("i") > 2)
    assert {left.reason: left.rows for left in found.left_out} == {
        "outside the domain": 3, "no answer to 'a' or 'b'": 5,
    }  # fmt: skip
    assert found.base + sum(left.rows for left in found.left_out) == 60
    assert sum(found.table["count"]) == found.base == 52


def test_one_category_leaves_a_table_without_a_test_and_says_why():
    found = Design(SIMPLE).crosstab("a", "b", where=pl.col("b") == "n")
    assert found.table["row_share"].to_list() == [1.0, 1.0]
    assert found.table["row_se"].to_list() == [0.0, 0.0]
    assert found.table["residual"].to_list() == [None, None]
    assert (found.f, found.df1, found.df2, found.p, found.x2) == (None,) * 5
    assert "one category" in found.untested


def test_a_table_with_nothing_beside_its_diagonal_has_no_test():
    frame = pl.DataFrame({"a": list("xyz") * 10, "b": list("pqr") * 10})
    found = Design(frame).crosstab("a", "b")
    assert found.test is None
    assert "empty" in found.untested
    assert found.table["estimate"].sum() == pytest.approx(1)
    assert found.table.filter(pl.col("count") == 0)["se"].to_list() == [0.0] * 6


def test_answers_that_lie_in_one_cluster_have_neither_error_nor_test():
    frame = SIMPLE.with_row_index("i").with_columns(
        c=pl.col("i") % 3, a=pl.when(pl.col("i") % 3 == 0).then("a").otherwise(None)
    )
    found = Design(frame, clusters="c").crosstab("a", "b")
    assert found.table["se"].null_count() == found.table.height
    assert "too few clusters" in found.untested


def test_a_replicate_without_anybody_in_a_row_leaves_that_rows_shares_without_error():
    frame = pl.DataFrame({"a": list("xxxy"), "b": list("nyny")})
    design = Design(frame)
    weights = 4 / 3 * (1 - np.eye(4))
    jackknife = given_replicates("JKn", weights, 1.0, np.full(4, 0.75), "full", 3)
    object.__setattr__(design, "replicate", jackknife)
    table = design.crosstab("a", "b").table
    by_row = dict(zip(table.select("a", "b").rows(), table["row_se"].to_list(), strict=True))
    assert by_row["x", "n"] > 0
    assert table["se"].null_count() == 0


def test_variables_that_are_no_two_sets_of_categories_are_refused():
    frame = SIMPLE.with_columns(n=pl.Series(range(60)), story=pl.Series([f"story {i}" for i in range(60)]))
    with pytest.raises(DataError, match="two variables"):
        Design(frame).crosstab("a", "a")
    with pytest.raises(DataError, match="did you mean 'a'"):
        Design(frame).crosstab("aa", "b")
    with pytest.raises(DataError, match="names of their own"):
        Design(frame.rename({"a": "count"})).crosstab("count", "b")
    wide = pl.concat([frame, frame.with_columns(story=pl.lit("another") + pl.col("story"))])
    with pytest.raises(DataError, match="120 different values") as caught:
        Design(wide).crosstab("story", "b")
    assert "story 1" not in str(caught.value)
    with pytest.raises(DataError, match="nobody answered"):
        Design(frame.with_columns(b=pl.lit(None, dtype=pl.String))).crosstab("a", "b")


@pytest.mark.parametrize("calibrated", [False, True])
def test_a_row_that_lies_in_one_cluster_has_shares_without_error_as_its_proportion_has(calibrated):
    chance = np.random.default_rng(1)
    at = np.arange(240)
    frame = pl.DataFrame({"c": at // 20, "g": np.where(at < 20, "lone", np.where(at % 2, "a", "b")),
                          "y": chance.integers(0, 2, 240), "w": chance.uniform(0.5, 2, 240)})  # fmt: skip
    design = Design(frame, weights="w", clusters="c")
    if calibrated:
        design = design.calibrate({"y": {"0": 150, "1": 150}})
    alone = design.proportion("y", by="g").table.filter(pl.col("g") == "lone")
    assert alone["se"].to_list() == [None]
    table = design.crosstab("g", "y").table
    assert table.filter(pl.col("g") == "lone")["row_se"].to_list() == [None, None]
    assert (table.filter(pl.col("g") != "lone")["row_se"] > 1e-3).all()
    assert table["column_se"].null_count() == 0
    turned = design.crosstab("y", "g").table
    assert turned.filter(pl.col("g") == "lone")["column_se"].to_list() == [None, None]
