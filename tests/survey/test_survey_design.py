"""What a design refuses, what it allows, and what comes back."""

import math

import polars as pl
import pytest
from scipy import stats

from handrail.survey import Design, Recipe, Survey, Variable, derive, estimate, to_result
from handrail.values import DataError

FRAME = pl.DataFrame(
    {
        "y": [1, 0, 1, 0, 1, 0, None, 1],
        "age": [14.0, 15.0, 16.0, 17.0, 14.0, float("nan"), 16.0, None],
        "kind": ["none", "some", "some", "much", None, "none", "none", "some"],
        "sex": ["F", "M", "F", "M", "F", "M", "F", None],
        "grade": [9, 9, 10, 10, 9, 9, 10, 10],
        "w": [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0],
        "s": [1, 1, 1, 1, 2, 2, 2, 2],
        "c": [1, 1, 2, 2, 1, 1, 2, 2],
    }
)


def design(frame=FRAME, **options):
    return Design(frame, **{"weights": "w", "strata": "s", "clusters": "c", **options})


@pytest.mark.parametrize(
    ("weight", "received"),
    [(None, "1 missing"), (float("nan"), "1 missing"), (-1.0, "1 negative"), (math.inf, "1 infinite")],
)
def test_a_weight_that_is_no_weight_is_refused_with_the_number_of_rows(weight, received):
    frame = FRAME.with_columns(w=pl.Series([weight, *FRAME["w"][1:]]))
    with pytest.raises(DataError, match=f"{received}, of 8 rows"):
        design(frame)


def test_weights_that_are_text_or_all_zero_are_refused():
    with pytest.raises(DataError, match="weights are numbers"):
        design(weights="sex")
    with pytest.raises(DataError, match="zero throughout"):
        design(FRAME.with_columns(w=pl.lit(0.0)))


def test_a_weight_of_zero_counts_for_nobody_but_keeps_its_cluster():
    frame = FRAME.with_columns(w=pl.when((pl.col("s") == 2) & (pl.col("c") == 2)).then(0.0).otherwise("w"))
    zero = design(frame).proportion("y")
    as_domain = design().proportion("y", where=~((pl.col("s") == 2) & (pl.col("c") == 2)))
    assert zero.table["se"][0] == pytest.approx(as_domain.table["se"][0], rel=1e-12)
    assert zero.base == as_domain.base == 6
    assert ("a weight of zero", 1) in [(left.reason, left.rows) for left in zero.left_out]
    assert design(frame).degrees_of_freedom == 1  # as R counts them
    assert design().degrees_of_freedom == 2


@pytest.mark.parametrize(("column", "what"), [("s", "stratum"), ("c", "cluster")])
def test_a_row_without_a_place_in_the_design_is_refused(column, what):
    with pytest.raises(DataError, match=f"every row has a {what}.*1 of 8 rows"):
        design(FRAME.with_columns(pl.Series(column, [None, *FRAME[column][1:]])))


def test_a_cluster_in_two_strata_is_refused_unless_it_is_nested():
    assert design(nest=True).degrees_of_freedom == 2
    with pytest.raises(DataError, match="2 cluster name"):
        design(nest=False)
    unique = FRAME.with_columns(c=pl.col("s") * 10 + pl.col("c"))
    assert design(unique, nest=False).proportion("y").table.equals(design().proportion("y").table)


@pytest.mark.parametrize(
    ("fpc", "rule"),
    [
        (pl.Series([5, 6, 5, 5, 5, 5, 5, 5]), "one number"),
        (pl.lit(1.5), "at least its sample"),
        (pl.lit(0.0), "at least its sample"),
        (pl.lit(None, dtype=pl.Float64), "a number on every row"),
        (pl.lit("x"), "a number on every row"),
    ],
)
def test_a_population_that_cannot_be_is_refused(fpc, rule):
    with pytest.raises(DataError, match=rule):
        design(FRAME.with_columns(N=fpc), fpc="N")


def test_unknown_names_and_rules_are_refused_with_the_nearest():
    with pytest.raises(DataError, match="did you mean 'sex'"):
        design().proportion("y", by="sexx")
    with pytest.raises(DataError, match="did you mean 'grade'"):
        design().proportion("y", where=pl.col("grad") == 9)
    with pytest.raises(DataError, match="did you mean 'logit'"):
        design().proportion("y", interval="logti")
    with pytest.raises(DataError, match="did you mean 'domain'"):
        design().proportion("y", df="domains")
    with pytest.raises(DataError, match="did you mean 'adjust'"):
        design(lonely="ajust")
    with pytest.raises(DataError, match="between 0 and 1"):
        design().proportion("y", level=95)


def test_a_domain_that_is_no_condition_is_refused():
    with pytest.raises(DataError, match="true or false"):
        design().proportion("y", where=pl.col("grade"))
    with pytest.raises(DataError, match="an expression that fails"):
        design().proportion("y", where=pl.col("sex") > 3)


def test_a_domain_without_a_row_is_refused():
    with pytest.raises(DataError, match="true on none of 8"):
        design().proportion("y", where=pl.col("grade") == 12)


def test_a_design_never_shows_its_rows():
    assert "shape" not in repr(design())


def test_means_of_text_and_shares_of_measurements_are_refused():
    with pytest.raises(DataError, match="a mean is of numbers"):
        design().mean("sex")
    with pytest.raises(DataError, match="100 different values"):
        Design(pl.DataFrame({"x": range(100)})).proportion("x")
    with pytest.raises(DataError, match="100 different values") as caught:
        Design(pl.DataFrame({"x": [f"story {i}" for i in range(100)]})).proportion("x")
    assert "story" not in str(caught.value)
    with pytest.raises(DataError, match="1 infinite"):
        Design(pl.DataFrame({"x": [1.0, math.inf]})).mean("x")


def test_a_grouping_called_like_a_column_of_the_table_is_refused():
    with pytest.raises(DataError, match="names of their own"):
        design(FRAME.rename({"sex": "n"})).proportion("y", by="n")
    with pytest.raises(DataError, match="names of their own"):
        design().proportion("y", by=["sex", "sex"])


def test_the_table_has_groups_then_category_then_numbers():
    table = design().proportion("kind", by=["sex", "grade"]).table
    assert table.columns == [
        "sex", "grade", "category", "estimate", "se", "low", "high", "n", "weighted_n", "df",
    ]  # fmt: skip
    assert table.select("sex", "grade").unique(maintain_order=True).rows() == [
        ("F", 9), ("F", 10), ("M", 9), ("M", 10),
    ]  # fmt: skip
    whole = design().proportion("kind").table
    assert whole["category"].to_list() == ["much", "none", "some"]
    assert whole["estimate"].sum() == pytest.approx(1, abs=1e-14)
    assert design().mean("age").table.columns == ["estimate", "se", "low", "high", "n", "weighted_n", "df"]


def test_a_yes_no_share_and_its_category_are_the_same_estimate():
    as_text = FRAME.with_columns(t=pl.col("y").replace_strict({1: "yes", 0: "no"}, default=None))
    share = design().proportion("y").table
    category = design(as_text).proportion("t").table.filter(pl.col("category") == "yes").drop("category")
    assert category.equals(share)
    boolean = design(FRAME.with_columns(pl.col("y").cast(pl.Boolean))).proportion("y").table
    assert boolean.equals(share)


def test_a_mean_of_zeros_and_ones_is_the_share():
    share, mean = design().proportion("y", interval="wald"), design().mean("y")
    assert mean.table.equals(share.table)
    assert mean.counts == (None,)
    assert share.counts == (4,)


def test_every_row_is_in_the_base_or_left_out_for_one_reason():
    found = design().proportion("y", by="sex", where=pl.col("grade") == 10)
    reasons = {left.reason: left.rows for left in found.left_out}
    assert reasons == {"outside the domain": 4, "no answer to 'y'": 1, "no answer to 'sex'": 1}
    assert found.base == 2
    assert found.weighted_base == 3.0
    ages = design().mean("age")
    assert (ages.base, [left.rows for left in ages.left_out]) == (6, [2])


def test_a_group_in_which_nobody_answered_is_shown_and_empty():
    frame = FRAME.with_columns(y=pl.when(pl.col("sex") == "M").then(None).otherwise("y"))
    row = design(frame).proportion("y", by="sex").table.row(1, named=True)
    assert (row["sex"], row["n"], row["estimate"], row["se"], row["low"]) == ("M", 0, None, None, None)


def test_an_ordered_category_keeps_its_order():
    frame = FRAME.with_columns(pl.col("kind").cast(pl.Enum(["none", "some", "much"])))
    assert design(frame).proportion("kind").table["category"].to_list() == ["none", "some", "much"]
    assert design(frame).mean("age", by="kind").table["kind"].to_list() == ["none", "some", "much"]


def test_degrees_of_freedom_of_the_domain_are_an_option_and_change_only_the_interval():
    frame = FRAME.with_columns(y=pl.when((pl.col("s") == 2) & (pl.col("c") == 2)).then(None).otherwise("y"))
    whole, domain = design(frame).proportion("y"), design(frame).proportion("y", df="domain")
    assert (whole.table["df"][0], domain.table["df"][0]) == (2, 1)
    assert whole.table["se"][0] == domain.table["se"][0]
    assert domain.table["high"][0] > whole.table["high"][0]
    assert domain.df_rule == "domain"


def test_without_degrees_of_freedom_there_is_no_interval():
    frame = pl.DataFrame({"y": [1, 0, 1, 0], "s": [1, 1, 2, 2], "c": [1, 1, 1, 1]})
    row = Design(frame, strata="s", clusters="c").proportion("y").table.row(0, named=True)
    assert (row["df"], row["low"], row["high"]) == (0, None, None)


# A simple random sample of 100 with 20 yes: the design-based variance is p(1-p)/(n-1).
SIMPLE = Design(pl.DataFrame({"y": [1] * 20 + [0] * 80}))
SE = math.sqrt(0.2 * 0.8 / 99)


def test_intervals_of_a_simple_random_sample_are_those_of_their_formulas():
    def limits(interval):
        row = SIMPLE.proportion("y", interval=interval).table.row(0, named=True)
        assert row["se"] == pytest.approx(SE, rel=1e-12)
        return row["low"], row["high"]

    t, z = stats.t.ppf(0.975, 99), stats.norm.ppf(0.975)
    assert limits("wald") == pytest.approx((0.2 - t * SE, 0.2 + t * SE), rel=1e-12)
    odds = [math.log(0.25) + side * t * SE / 0.16 for side in (-1, 1)]
    assert limits("logit") == pytest.approx([1 / (1 + math.exp(-x)) for x in odds], rel=1e-12)
    # Effective n is 99: rows - 1 and the design's degrees of freedom are the same 99.
    assert limits("beta") == pytest.approx(
        (stats.beta.ppf(0.025, 19.8, 80.2), stats.beta.ppf(0.975, 20.8, 79.2)), rel=1e-10
    )
    # The Wilson limits solve (p - x)^2 = z^2 x (1 - x) / n.
    for limit in limits("wilson"):
        assert (0.2 - limit) ** 2 == pytest.approx(z**2 * limit * (1 - limit) / 99, rel=1e-10)


@pytest.mark.parametrize("interval", ["logit", "beta", "wilson"])
def test_at_zero_and_one_the_interval_is_the_exact_one_of_the_respondents(interval):
    frame = pl.DataFrame({"y": [0] * 30, "z": [1] * 30})
    none = Design(frame).proportion("y", interval=interval).table.row(0, named=True)
    # Clopper and Pearson 1934: 1 - (alpha / 2)^(1 / n).
    assert (none["estimate"], none["se"], none["low"]) == (0.0, 0.0, 0.0)
    assert none["high"] == pytest.approx(1 - 0.025 ** (1 / 30), rel=1e-9)
    every = Design(frame).proportion("z", interval=interval).table.row(0, named=True)
    assert (every["estimate"], every["high"]) == (1.0, 1.0)
    assert every["low"] == pytest.approx(0.025 ** (1 / 30), rel=1e-9)


def test_a_simple_random_sample_has_a_design_effect_of_one():
    assert SIMPLE.proportion("y").design_effect == (pytest.approx(1, rel=1e-12),)
    assert SIMPLE.mean("y").design_effect == (pytest.approx(1, rel=1e-12),)
    assert SIMPLE.total("y").design_effect == (None,)


def test_a_ratio_is_over_those_who_answered_both():
    frame = pl.DataFrame({"a": [1.0, 2.0, None, 4.0], "b": [2.0, 2.0, 5.0, None]})
    found = Design(frame).ratio("a", "b")
    assert found.table["estimate"][0] == 0.75
    assert found.base == 2
    assert found.left_out[0].reason == "no answer to 'a' or 'b'"
    assert Design(frame.with_columns(b=pl.lit(0.0))).ratio("a", "b").table["estimate"][0] is None


def run(sample="probability", **options):
    return estimate(
        design(), "proportion", "kind", "sex", name="estimate:kind", title="Kinds", source="pilot",
        sample=sample, dimension_labels={"sex": "Sex"}, variable_label="Kind of contact", **options,
    )  # fmt: skip


def test_a_result_has_groups_categories_and_the_whole_as_its_own_domain():
    result = run("quota", public_use=True)
    (table,) = result.tables
    assert (table.measure, table.dimensions, table.variable, table.source) == (
        "share",
        ("sex",),
        "kind",
        "pilot",
    )
    assert dict(table.labels) == {"sex": "Sex", "kind": "Kind of contact"}
    margin = [cell for cell in table.cells if cell.is_margin(table.dimensions)]
    assert [(cell.category, cell.n, cell.count) for cell in margin] == [
        ("much", 7, 1), ("none", 7, 3), ("some", 7, 3),
    ]  # fmt: skip
    assert [cell.value("estimate") for cell in margin] == design().proportion("kind").table[
        "estimate"
    ].to_list()
    women = [cell for cell in table.cells if dict(cell.group) == {"sex": "F"}]
    assert [(cell.category, cell.n, cell.count) for cell in women] == [
        ("much", 3, 0), ("none", 3, 2), ("some", 3, 1),
    ]  # fmt: skip
    assert set(women[0].values) == {"estimate", "se", "low", "high", "weighted_n", "df"}
    # Seven of the whole, six in groups: one gave no sex.
    assert result.base == 7
    assert any("no group" in note for note in table.notes)
    assert result.base + sum(left.rows for left in result.left_out) == 8


def test_the_whole_can_be_left_out():
    (table,) = run(total=False).tables
    assert not any(cell.is_margin(table.dimensions) for cell in table.cells)


def test_a_result_says_every_rule_that_it_rests_on():
    result = run(df="domain", interval="beta", level=0.9, public_use=True)
    assert result.rules["df"] == "2 degrees of freedom (clusters and strata with answers)"
    assert run().rules["df"] == "2 degrees of freedom (the whole design)"
    assert result.rules["interval"] == "beta (Korn and Graubard)"
    assert result.rules["level"] == "0.9"
    assert result.rules["lonely"].startswith("adjust")
    assert result.rules["missing"] == "a domain, never a deletion"
    assert result.method.name == "survey.proportion"
    assert result.seed is None
    assert set(result.software) == {"numpy", "polars", "scipy"}
    assert result.weighted_base == 11.0
    assert (result.rules["precision"], run().rules["precision"]) == (
        "six digits",
        "steps that hide counts of few weights",
    )


def test_a_mean_is_a_result_too_and_has_no_weighted_base_without_weights():
    result = estimate(
        Design(FRAME), "mean", "age", name="estimate:age", title="Age", source="pilot", sample="probability"
    )
    (table,) = result.tables
    assert (table.measure, table.dimensions, len(table.cells)) == ("mean", (), 1)
    assert (table.cells[0].count, table.cells[0].category, table.cells[0].n) == (None, None, 6)
    assert result.weighted_base is None
    assert result.method.name == "survey.mean"


@pytest.mark.parametrize("sample", ["quota", "convenience"])
def test_intervals_of_other_samples_are_called_model_based_and_nothing_is_called_prevalence(sample):
    result = run(sample, selection="recruited in proportion to age and sex.")
    words = " ".join([*result.tables[0].notes, *result.rules.values(), *result.warnings, result.method.label])
    assert "model-based" in words
    assert "stated selection assumptions" in words
    assert "recruited in proportion" in words
    assert "prevalence" not in words.lower()
    assert result.rules["sample"] == sample


def test_strata_that_lost_a_cluster_and_lonely_strata_are_warned_of():
    frame = FRAME.with_columns(
        y=pl.when((pl.col("s") == 2) & (pl.col("c") == 2)).then(None).otherwise("y"),
    ).filter(~((pl.col("s") == 1) & (pl.col("c") == 2)))
    result = estimate(
        design(frame), "proportion", "y", name="estimate:y", title="Y", source="pilot", sample="probability"
    )
    assert result.warnings == (
        "strata in which a cluster has no answer: 2",
        "strata with one cluster in the design: 1",
    )


def test_an_unknown_measure_sample_or_kind_is_refused():
    with pytest.raises(DataError, match="did you mean 'proportion'"):
        estimate(design(), "proportions", "y", name="e:y", title="Y", source="p", sample="probability")
    with pytest.raises(DataError, match="did you mean 'quota'"):
        run("quotas")
    with pytest.raises(DataError, match="a total"):
        to_result(
            design().total("y"), name="e:y", title="Y", dimension_labels={}, source="p", public_use=False,
            sample="probability", variable_label="",
        )  # fmt: skip


def test_a_derived_frame_goes_straight_into_a_design():
    survey = Survey(
        "s.csv", pl.DataFrame({"q": [1, 2, 1, 9], "g": [1, 2, 2, 1]}), (Variable("q"), Variable("g")), "csv"
    )
    frame = derive(
        survey,
        [
            Recipe("told", "q", "Told", yes=(1,), no=(2,)),
            Recipe("sex", "g", "Sex", categories={"2": "M", "1": "F"}),
        ],
    )
    table = Design(frame).proportion("told", by="sex", where=pl.col("sex").is_in(["M", "F"])).table
    assert table.select("sex", "estimate", "n").rows() == [("M", 0.5, 2), ("F", 1.0, 1)]
