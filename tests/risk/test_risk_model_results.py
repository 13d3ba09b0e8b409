"""Models of every kind as results: what review counts, what it refuses, and what cannot be asked."""

import numpy as np
import polars as pl
import pytest

from handrail.disclosure import Ledger, review
from handrail.risk import Factor, methods_of_model, model_result
from handrail.survey import Design
from handrail.values import DataError, NotConverged, Result

FACTORS = (
    Factor("open", "Open account", "What services can change"),
    Factor("home", "Talk at home", "What protects"),
    Factor("age", "Age", "Who answered", "year"),
)
CATEGORIES = pl.Enum(["Never", "Once", "Often"])


def frame_of(seed=3, n=900):
    chance = np.random.default_rng(seed)
    opened = (chance.random(n) < 0.4).astype(int)
    push = 0.8 * opened + chance.normal(size=n)
    return pl.DataFrame(
        {
            "open": opened,
            "home": chance.choice(["Never", "Mostly"], n),
            "age": chance.integers(12, 18, n),
            "told": (push > 0.3).astype(int),
            "rare": (push > 2.1).astype(int),
            "hours": np.round(3 + push + chance.random(n), 2),
            "times": np.floor(np.exp(push)).astype(int),
            "often": np.array(["Never", "Once", "Often"])[(push > 0.2).astype(int) + (push > 1.2)],
            "word": chance.choice(["Mostly", "Once", "Never"], n),
            "c": np.arange(n) // 15,
        }
    ).with_columns(pl.col("often").cast(CATEGORIES))


OUTCOMES = {
    "logit": "told",
    "firth": "rare",
    "linear": "hours",
    "poisson": "times",
    "ordinal": "often",
    "multinomial": "often",
}


def result_of(kind, frame=None, factors=FACTORS, **options) -> Result:
    frame = frame_of() if frame is None else frame
    outcome = options.pop("outcome", OUTCOMES.get(kind, "told"))
    return model_result(
        Design(frame, clusters="c"),
        outcome,
        factors,
        kind=kind,
        **{
            "yes_no": kind in ("logit", "firth"),
            "name": "model:m",
            "title": "M",
            "source": "adults",
            "sample": "probability",
            "outcome_label": "Outcome",
            **options,
        },
    )


def withheld(result):
    released = review(list(result.tables), [], Ledger()).released
    return {cell.withheld for table in released.tables.values() for cell in table.cells}


@pytest.mark.parametrize("kind", OUTCOMES)
def test_a_model_with_enough_in_every_group_leaves_whole(kind):
    result = result_of(kind)
    assert withheld(result) == {None}
    released = review(list(result.tables), [], Ledger()).released.tables["model:m"]
    assert released.judged == ()
    assert released.fit is None


@pytest.mark.parametrize("kind", ["ordinal", "multinomial"])
def test_a_category_with_few_at_a_level_withholds_every_table(kind):
    frame = frame_of().with_row_index("i")
    seldom = (pl.col("open") == 1) & (pl.col("often") == "Often")
    others = seldom & ~pl.col("i").is_in(frame.filter(seldom)["i"].head(8).implode())
    frame = frame.with_columns(often=pl.when(others).then(pl.lit("Once", CATEGORIES)).otherwise("often"))
    assert frame.filter(seldom).height == 8
    found = withheld(result_of(kind, frame))
    assert found == {
        "a group of the model has fewer than 10 respondents with or without the outcome",
        "the model it belongs to is withheld",
    }


def test_times_that_few_of_a_group_report_withhold_a_model_of_them():
    frame = frame_of().with_row_index("i")
    told = (pl.col("open") == 0) & (pl.col("times") > 0)
    quiet = told & ~pl.col("i").is_in(frame.filter(told)["i"].head(8).implode())
    frame = frame.with_columns(times=pl.when(quiet).then(0).otherwise("times"))
    assert frame.filter(told).height == 8
    assert None not in withheld(result_of("poisson", frame))


@pytest.mark.parametrize(("kind", "outcome"), [("linear", "hours"), ("poisson", "times")])
def test_one_respondent_who_makes_up_most_of_a_sum_withholds_the_model(kind, outcome):
    frame = frame_of().with_row_index("i")
    huge = frame.with_columns(pl.when(pl.col("i") == 7).then(10**6).otherwise(outcome).alias(outcome))
    assert "one or two respondents make up most of the outcome of a group of the model" in withheld(
        result_of(kind, huge)
    )


@pytest.mark.parametrize("kind", OUTCOMES)
def test_a_saturated_model_is_withheld(kind):
    options = {"standardised": ["open"]} if kind != "firth" else {}
    result = result_of(kind, factors=FACTORS[:1], **options)
    released = review(list(result.tables), [], Ledger()).released.tables
    # Its own table says why, whatever of it else could not leave.
    assert all("saturated" in cell.withheld for cell in released["model:m"].cells)
    rest = {cell.withheld for name, table in released.items() if name != "model:m" for cell in table.cells}
    assert rest == {"the model it belongs to is withheld"}


def test_few_at_the_ends_of_a_curve_withhold_the_model():
    frame = frame_of(n=150)
    found = withheld(result_of("logit", frame, splines={"age": 3}))
    ends = [frame.filter(pl.col("age") == at) for at in (12, 17)]
    assert any(end["told"].sum() < 10 or end.height - end["told"].sum() < 10 for end in ends)
    assert None not in found


def test_separation_is_an_error_and_under_firths_penalty_withheld():
    frame = frame_of().with_columns(rare=pl.when(pl.col("open") == 1).then(0).otherwise("rare"))
    with pytest.raises(NotConverged, match="'open'"):
        result_of("logit", frame, outcome="rare")
    assert None not in withheld(result_of("firth", frame))


def test_counts_behind_a_number_are_those_of_the_outcome():
    frame = frame_of()
    cells = result_of("multinomial", frame).tables[0].cells
    for cell in cells[:2]:
        level = 1 if cell.group["level"] == "Yes" else 0
        rows = frame.filter(pl.col("open") == level)
        assert (cell.n, cell.count) == (rows.height, (rows["often"] == cell.group["outcome"]).sum())
    assert {cell.count for cell in result_of("linear", frame).tables[0].cells} == {None}
    shares = result_of("poisson", frame, outcome="told", yes_no=True).tables[0]
    assert shares.cells[1].count == frame.filter(pl.col("open") == 1)["told"].sum()
    assert shares.labels["estimate"] == "Ratio of shares"


def test_a_poisson_model_of_shares_has_standardised_shares():
    result = result_of("poisson", outcome="told", yes_no=True, margins=True, standardised=["open"])
    assert [table.measure for table in result.tables] == [
        "rate-ratio",
        "diagnostic",
        "share-difference",
        "standardised-share",
        "comparison",
    ]


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("probit", {"outcome": "told"}, "a model is of a known kind"),
        ("firth", {"margins": True}, "averaged over a model"),
        ("ordinal", {"margins": True}, "averaged over a model"),
        ("firth", {"standardised": ["open"]}, "averaged over a model"),
        ("multinomial", {"standardised": ["age"]}, "of a factor with levels"),
        ("logit", {"standardised": ["age"]}, "of a factor with levels"),
        ("logit", {"standardised": ["opne"]}, "did you mean 'open'"),
        ("logit", {"splines": {"home": 3}}, "a spline is of a number"),
        ("logit", {"splines": {"height": 3}}, "a spline is of a factor of the model"),
        ("firth", {"splines": {"age": 3}}, "by the covariance of its coefficients"),
        ("linear", {"outcome": "told"}, "with two it is a yes/no"),
        ("poisson", {"outcome": "told"}, "with two it is a yes/no"),
        ("ordinal", {"outcome": "word"}, "whose order is known"),
        ("linear", {"outcome": "often"}, "'often' holds Enum"),
    ],
)
def test_what_a_kind_of_model_cannot_have_is_refused(kind, options, said):
    with pytest.raises(DataError, match=said) as refused:
        result_of(kind, **options)
    assert not any(word in str(refused.value) for word in ("Never", "Mostly", "Once"))


def test_the_methods_of_a_model_are_those_of_all_that_was_asked():
    for kind in OUTCOMES:
        (own,) = methods_of_model(kind, margins=False, standardised=False)
        assert result_of(kind).method == own
    assert [one.name for one in methods_of_model("linear", margins=True, standardised=True)] == [
        "survey.linear",
        "survey.margins",
        "survey.standardised",
    ]


def test_few_in_the_rarest_category_for_the_coefficients_are_a_warning():
    frame = frame_of(n=200)
    (said,) = result_of("ordinal", frame.with_columns(often=pl.when(pl.col("age") < 17).then(
        pl.when(pl.col("often") == "Often").then(pl.lit("Once", CATEGORIES)).otherwise("often")
    ).otherwise("often"))).warnings  # fmt: skip
    assert said.startswith("fewer than 10 respondents in the rarest category of the outcome")
    assert result_of("linear").warnings == ()
