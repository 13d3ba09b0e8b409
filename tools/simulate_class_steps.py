"""Bias and coverage of covariates and outcomes of latent classes, by simulation; prints a table in Markdown.

    python tools/simulate_class_steps.py [replicates] [respondents] [simple | clustered]

Three planted classes answer six yes/no items; 18 % of respondents are likeliest in a wrong class.
Each replicate finds the classes anew (never told the truth), puts them in the planted order, and asks each
method. ``naive`` counts those who were assigned as if that were certain. Bias is relative to the
planted effect; coverage is the share of 95 % intervals that hold it. Nothing runs side by side.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.optimize import linear_sum_assignment

from handrail.typology import LatentClasses, class_covariates, class_outcomes
from handrail.typology.bch import _logit
from handrail.typology.latent_classes import kept_of
from handrail.typology.membership import membership_of

ITEMS = np.array([[0.2] * 6, [0.72] * 3 + [0.2] * 3, [0.76] * 6])
SHARE = np.array([0.15, 0.35, 0.65])
MEAN = np.array([0.0, 0.6, 1.5])
RATE = np.array([0.8, 1.6, 3.2])
SLOPES = np.array([[0.2, 0.0], [-0.3, 0.6], [-0.4, 1.0]])  # intercept and slope of each class
OUTCOMES = (("share", "binary", SHARE), ("mean", "continuous", MEAN), ("rate", "count", RATE))
KINDS = ("binary", "continuous", "count", "covariate")
WAYS = [
    ("two-step", "modal"),
    ("three-step-ml", "modal"),
    ("three-step-ml", "proportional"),
    ("bch", "modal"),
    ("bch", "proportional"),
]
Tally = dict[tuple[str, str], list[tuple[float, float, bool | None]]]


def population(draw: np.random.Generator, n: int, *, clustered: bool) -> dict[str, np.ndarray]:
    """Return one sample; clustered ones have 60 clusters in 6 strata, and weights."""
    cluster = np.arange(n) % 60
    shift = draw.normal(0, 1, 60)[cluster] if clustered else np.zeros(n)
    x = draw.normal(size=n).round(1)
    odds = np.exp(SLOPES[:, 0] + SLOPES[:, 1] * x[:, None])
    member = (draw.random(n)[:, None] > np.cumsum(odds / odds.sum(axis=1, keepdims=True), axis=1)).sum(axis=1)
    return {
        "items": (draw.random((n, 6)) < ITEMS[member]).astype(int),
        "x": x,
        # Shifts that leave each class's mean where it is.
        "share": (draw.random(n) < SHARE[member] + 0.05 * np.sign(shift)).astype(int),
        "mean": (MEAN[member] + 0.3 * shift + draw.normal(size=n)).round(1),
        "rate": draw.poisson(RATE[member] * (1 + 0.2 * np.sign(shift))),
        "cluster": cluster,
        "weight": draw.uniform(0.5, 2.0, n) if clustered else np.ones(n),
    }


def order_of(model: LatentClasses) -> np.ndarray:
    """Return the place that each planted class was found at."""
    yes = model.item_probabilities_.filter(pl.col("category") == 1)["probability"].to_numpy().reshape(3, 6)
    distance = ((ITEMS[:, None] - yes[None]) ** 2).sum(axis=2)
    return np.asarray(linear_sum_assignment(distance)[1])


def replicate(
    draw: np.random.Generator, n: int, tally: Tally, *, clustered: bool, kinds: Sequence[str]
) -> None:
    """Add one sample's estimates, each with its planted value and whether the interval holds it."""
    given = population(draw, n, clustered=clustered)
    design = {"weights": given["weight"], "clusters": given["cluster"], "strata": given["cluster"] % 6}
    items = pl.DataFrame(given["items"], schema=list("abcdef"))
    model = LatentClasses(3, starts=8, seed=1, tolerance=1e-6).fit(items, **(design if clustered else {}))
    place = order_of(model)
    assigned = assigned_of(model)
    first, last = int(place[0]) + 1, int(place[2]) + 1
    for name, kind, truth in OUTCOMES:
        if kind not in kinds:
            continue
        effect = truth[2] - truth[0]
        sign = 1 if last < first else -1
        for method, rule in WAYS:
            found = class_outcomes(model, given[name], kind, method=method, counting=rule).differences
            pair = pl.col("class") == min(first, last), pl.col("other") == max(first, last)
            row = found.row(by_predicate=pair[0] & pair[1], named=True)
            holds = bool(row["low"] <= sign * effect <= row["high"])
            tally[f"outcome: {kind}", f"{method}, {rule}"].append((sign * row["estimate"], effect, holds))
        naive = [
            np.average(given[name][assigned == at], weights=given["weight"][assigned == at])
            for at in (place[0], place[2])
        ]
        tally[f"outcome: {kind}", "naive"].append((naive[1] - naive[0], effect, None))
    if "covariate" not in kinds:
        return
    effect = SLOPES[2, 1] - SLOPES[0, 1]
    for method, rule in [("one-step", "modal"), *WAYS]:
        table = class_covariates(
            model, pl.DataFrame({"x": given["x"]}), method=method, counting=rule, reference=first
        ).coefficients
        row = table.row(by_predicate=(pl.col("class") == last) & (pl.col("term") == "x"), named=True)
        holds = bool(row["low"] <= effect <= row["high"])
        tally["covariate: slope", method if method == "one-step" else f"{method}, {rule}"].append(
            (row["estimate"], effect, holds)
        )
    x = np.column_stack([np.ones(n), given["x"]])
    counts = np.eye(3)[assigned][:, place[[1, 2, 0]]] * given["weight"][:, None]
    tally["covariate: slope", "naive"].append((float(_logit(x, counts)[0][3]), effect, None))


def assigned_of(model: LatentClasses) -> np.ndarray:
    """Return the likeliest class of each row, which nothing outside this tool is told."""
    layout = kept_of(model).layout
    return membership_of(layout, kept_of(model).found).within.argmax(axis=1)[layout.patterns.pattern_of]


def simulate(
    replicates: int, n: int, *, clustered: bool, kinds: Sequence[str] = KINDS, seed: int = 7
) -> list[tuple[str, str, float, float, float | None]]:
    """Return what, how, relative bias, its simulation error, and coverage (None for naive)."""
    tally: Tally = defaultdict(list)
    for at in range(replicates):
        replicate(
            np.random.default_rng([seed, at, int(clustered)]), n, tally, clustered=clustered, kinds=kinds
        )
    rows = []
    for (what, how), found in tally.items():
        estimates = np.array([one[0] for one in found])
        effect = found[0][1]
        holds = [one[2] for one in found if one[2] is not None]
        error = float(estimates.std(ddof=1) / np.sqrt(len(found)) / effect)
        rows.append(
            (what, how, float(estimates.mean() / effect - 1), error, float(np.mean(holds)) if holds else None)
        )
    return rows


def main() -> None:
    """Print the table of each design."""
    replicates = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 2500
    for name, design in (
        ("simple", "simple random sample"),
        ("clustered", "60 clusters in 6 strata, weights"),
    ):
        if name not in (sys.argv[3:] or [name]):
            continue
        print(f"\n{design}: {replicates} replicates of {n} respondents\n")  # noqa: T201
        print("| effect | method | bias, % (simulation error) | coverage, % |\n|---|---|---|---|")  # noqa: T201
        for what, how, bias, error, coverage in simulate(replicates, n, clustered=name == "clustered"):
            covered = "" if coverage is None else f"{100 * coverage:.1f}"
            print(f"| {what} | {how} | {100 * bias:.1f} ({100 * error:.1f}) | {covered} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
