"""Covariates and outcomes beside a slow version: its equations are solved, its sandwich has the errors."""

import numpy as np
import polars as pl
import pytest
from slow_steps import Slow, likelihoods, sandwich, shares_within, total

from handrail.typology import LatentClasses, class_covariates, class_outcomes

METHODS = [
    ("two-step", "modal"),
    ("three-step-ml", "modal"),
    ("three-step-ml", "proportional"),
    ("bch", "modal"),
    ("bch", "proportional"),
]


def people(classes=2, n=140, seed=3):
    """Return answers, covariates and outcomes of people in planted classes."""
    draw = np.random.default_rng(seed)
    x = draw.normal(size=n)
    told = draw.integers(0, 2, n)
    heights = np.column_stack([0.5 + 0.8 * x, 0.9 * told - 0.3 * x, np.zeros(n)])[:, 3 - classes :]
    odds = np.exp(heights)
    member = np.array([draw.choice(classes, p=row / row.sum()) for row in odds])
    likely = np.array([[0.85] * 6, [0.2] * 6, [0.8] * 3 + [0.15] * 3])[:classes]
    items = (draw.random((n, 6)) < likely[member]).astype(int)
    frame = pl.DataFrame(items, schema=list("abcdef"))
    frame = frame.with_columns(
        pl.when(pl.int_range(n) % 11 == 3).then(None).otherwise(pl.col("b")).alias("b")
    )
    return {
        "items": frame,
        "x": x.round(2),
        "told": told,
        "share": draw.binomial(1, np.array([0.7, 0.25, 0.5])[member]),
        "categories": np.array(
            [draw.choice(3, p=[[0.6, 0.3, 0.1], [0.2, 0.3, 0.5], [0.3, 0.3, 0.4]][c]) for c in member]
        ),
        "rate": draw.poisson(np.array([4.0, 1.0, 2.0])[member]),
        "mean": draw.normal(np.array([2.0, 0.0, -1.0])[member], 1.0).round(2),
        "weights": draw.uniform(0.5, 2.0, n).round(2),
        "strata": (np.arange(n) % 3).tolist(),
        "clusters": (np.arange(n) // 3 % 9).tolist(),
    }


def first_parameters(model):
    shares = model.class_shares_
    yes = model.item_probabilities_.filter(pl.col("category") == 1)["probability"].to_numpy()
    return [*np.log(shares[:-1] / shares[-1]), *np.log(yes / (1 - yes))]


def errors_of_assignment(model, rows, weights, rule):
    """Return the errors as shares of the respondents, one after another."""
    shares = list(model.class_shares_)
    size = len(shares)
    yes = (
        model.item_probabilities_.filter(pl.col("category") == 1)["probability"].to_numpy().reshape(size, -1)
    )
    logits = np.log(yes / (1 - yes))
    found = np.zeros((size, size))
    for row, weight in zip(rows, weights, strict=True):
        within = shares_within(shares, likelihoods(row, logits))
        assigned = within
        if rule == "modal":
            assigned = [float(c == within.index(max(within))) for c in range(size)]
        found += weight * np.outer(within, assigned)
    return (found / found.sum(axis=1, keepdims=True)).reshape(-1)


def fitted(given, design):
    chosen = {name: given[name] for name in ("weights", "strata", "clusters")} if design else {}
    model = LatentClasses(given.get("classes", 2), starts=10, seed=1).fit(given["items"], **chosen)
    assert model.item_probabilities_["probability"].min() > 1e-3
    weights = (
        given["weights"] * len(given["x"]) / given["weights"].sum() if design else np.ones(len(given["x"]))
    )
    return model, weights, (given["strata"], given["clusters"]) if design else (None, None)


def missing(values, every=13):
    return [None if at % every == 5 else value for at, value in enumerate(values.tolist())]


@pytest.mark.parametrize(("method", "rule"), METHODS)
@pytest.mark.parametrize(
    ("classes", "design", "some"), [(2, False, False), (3, True, False), (2, True, True)]
)
def test_covariates_solve_the_slow_equations_and_have_the_errors_of_the_slow_sandwich(
    method, rule, classes, design, some
):
    given = (people() if classes == 2 else people(3, 260, seed=5)) | {"classes": classes}
    model, weights, (strata, clusters) = fitted(given, design)
    frame = pl.DataFrame({"x": given["x"], "told": given["told"]})
    if some:
        # Whoever did not answer one of them has no part in the last step, and every part in the first.
        frame = pl.DataFrame({"x": missing(given["x"]), "told": missing(given["told"], every=17)})
        assert frame.drop_nulls().height < frame.height - 15
    found = class_covariates(model, frame, method=method, counting=rule, reference=classes)
    rows = given["items"].rows()
    x = [None if None in row else (1.0, *row) for row in frame.rows()]
    assert found.base.n == sum(one is not None for one in x)
    of_classes = found.counts.filter(covariate="told", level="1")["n"].sum()
    assert of_classes == pytest.approx(found.base.n)
    slow = Slow(rows, classes, method, rule, x=x)
    parameters = first_parameters(model)
    if method != "two-step":
        parameters += errors_of_assignment(model, rows, weights, rule).tolist()
    parameters += found.coefficients["estimate"].to_list()
    slow.decide(parameters)
    assert np.abs(total(slow, parameters, weights)).max() < 1e-6
    covariance = sandwich(slow, parameters, weights, strata, clusters)
    slowly = np.sqrt(np.diag(covariance))[-found.coefficients.height :]
    np.testing.assert_allclose(found.coefficients["se"].to_numpy(), slowly, rtol=1e-5)


@pytest.mark.parametrize(("method", "rule"), METHODS)
@pytest.mark.parametrize(
    ("name", "kind"),
    [("share", "binary"), ("categories", "nominal"), ("rate", "count"), ("mean", "continuous")],
)
def test_outcomes_solve_the_slow_equations_and_have_the_errors_of_the_slow_sandwich(method, rule, name, kind):
    given = people()
    design = name in ("share", "mean")
    model, weights, (strata, clusters) = fitted(given, design)
    y = missing(given[name])
    found = class_outcomes(model, y, kind, method=method, counting=rule)
    rows = given["items"].rows()
    categories = {"binary": 2, "nominal": 3}.get(kind, 0)
    outcome = "share" if categories else name
    # The slow version reports all categories but the last, and of two the first.
    own = found.estimates["estimate"].to_numpy().reshape(2, -1)
    own = own[:, : categories - 1] if categories > 2 else 1 - own if categories else own
    slow = Slow(rows, 2, method, rule, y=y, outcome=outcome, categories=categories)
    parameters = first_parameters(model)
    if method != "two-step":
        parameters += errors_of_assignment(model, rows, weights, rule).tolist()
    if method != "bch":
        # The shares among those who answered are not reported: solved for here.
        parameters = solved(slow, parameters, own, weights)
    else:
        parameters += own.reshape(-1).tolist()
    slow.decide(parameters)
    assert np.abs(total(slow, parameters, weights)).max() < 1e-6
    covariance = sandwich(slow, parameters, weights, strata, clusters)
    slowly = np.sqrt(np.diag(covariance))
    each = 2 if method != "bch" and kind == "continuous" else own.shape[1]
    slowly = slowly[len(slowly) - 2 * each :].reshape(2, each)[:, : own.shape[1]]
    ours = found.estimates["se"].to_numpy().reshape(2, -1)[:, : own.shape[1]]
    np.testing.assert_allclose(ours, slowly, rtol=1e-5)


def solved(slow, begun, own, weights):
    """Return all parameters, with the shares (and variances) that make the slow equations zero."""
    from scipy.optimize import least_squares

    numbers = slow.outcome == "mean"

    def whole(free):
        variances = np.exp(free[1:])
        parts = np.column_stack([own, variances]) if numbers else own
        return [*begun, free[0], *parts.reshape(-1)]

    slow.decide(whole(np.zeros(3 if numbers else 1)))
    answer = least_squares(
        lambda free: total(slow, whole(free), weights)[len(begun) :],
        np.zeros(3 if numbers else 1),
        xtol=1e-15,
        ftol=1e-15,
        gtol=1e-15,
    )
    return whole(answer.x)
