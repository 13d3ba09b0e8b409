"""Tidy tables of a latent class model: one row a number."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import polars as pl

from handrail.survey.levels import level_text
from handrail.typology.derivatives import coordinates_of
from handrail.typology.errors import ErrorKind, Sampled, covariance
from handrail.typology.frames import Category
from handrail.typology.kernel import BOUNDARY
from handrail.typology.layout import Layout
from handrail.typology.membership import class_shares, item_tables, membership_of, prior_shares
from handrail.typology.parameters import Parameters
from handrail.typology.patterns import Floats, Patterns

CATEGORICAL = ("nominal", "adjacent", "cumulative")


def item_table(layout: Layout, numbers: Floats, name: str) -> pl.DataFrame:
    """Return a number of each class, item and category (item rows x K) of the items that have categories."""
    patterns = layout.patterns
    chosen = [j for j, kind in enumerate(patterns.kinds) if kind in CATEGORICAL]
    names = [patterns.items[j] for j in chosen for _ in patterns.categories[j]]
    rows = [layout.first[j] + v for j in chosen for v in range(len(patterns.categories[j]))]
    classes = numbers.shape[1]
    return pl.DataFrame(
        {
            "class": np.repeat(np.arange(1, classes + 1), len(names)),
            "item": pl.Series(names * classes, dtype=pl.String),
            "category": shown(patterns) * classes,
            name: numbers[rows].T.reshape(-1),
        }
    )


def shown(patterns: Patterns) -> list[Category]:
    """Return the categories of all items: of their own type where it is one, otherwise as text."""
    values = [
        value
        for kind, found in zip(patterns.kinds, patterns.categories, strict=True)
        for value in found
        if kind in CATEGORICAL
    ]
    return values if len({type(value) for value in values}) == 1 else [level_text(value) for value in values]


def number_table(layout: Layout, found: Parameters) -> pl.DataFrame:
    """Return the rates of counts, and the means and variances of continuous items."""
    rows = [
        {"class": k + 1, "item": item, "parameter": name, "estimate": float(found.items[first + at, k])}
        for k in range(found.items.shape[1])
        for item, kind, first in zip(
            layout.patterns.items, layout.patterns.kinds, layout.parameters_first[:-1], strict=True
        )
        if kind not in CATEGORICAL
        for at, name in enumerate(("rate",) if kind == "count" else ("mean", "variance"))
    ]
    schema = {"class": pl.Int64, "item": pl.String, "parameter": pl.String, "estimate": pl.Float64}
    return pl.DataFrame(rows, schema=schema)


def error_table(
    layout: Layout, found: Parameters, sampled: Sampled, kind: ErrorKind, *, identified: bool
) -> pl.DataFrame:
    """Return estimates with their standard errors; null where there is none."""
    free = coordinates_of(layout, found)
    classes = found.items.shape[1]
    spread = covariance(layout, found, free, kind, sampled) if identified and free.size else None
    rows: list[tuple[str, int, str, str, float, float | None]] = []

    def add(what: str, k: int, words: tuple[str, str], estimate: float, slope: Floats) -> None:
        se = None
        if spread is not None and slope.any():
            se = float(np.sqrt(max(np.einsum("c,cd,d->", slope, spread, slope), 0.0)))
        rows.append((what, k + 1, *words, estimate, se))

    for k, (share, slope) in enumerate(zip(*_shares(layout, found), strict=True)):
        add("share", k, ("", ""), float(share), slope if share > BOUNDARY else np.zeros(free.size))
    known = layout.patterns.known
    if known.has_covariates:
        for k in range(classes - 1):
            for c, name in enumerate(known.columns):
                add("coefficient", k, (name, ""), float(found.prior[c, k]), free.jacobian[c * classes + k])
    tables = item_tables(layout, found)
    for k in range(classes):
        for j, item in enumerate(layout.patterns.items):
            kind_of, first = layout.patterns.kinds[j], int(layout.parameters_first[j])
            if kind_of in CATEGORICAL:
                for v, category in enumerate(layout.patterns.categories[j]):
                    p = float(tables[layout.first[j] + v, k])
                    slope = np.zeros(free.size)
                    if p > BOUNDARY:
                        slope[free.items[j].at] = p * free.items[j].slopes[v, k]
                    add("probability", k, (item, level_text(category)), p, slope)
                continue
            for at, name in enumerate(("rate",) if kind_of == "count" else ("mean", "variance")):
                row = found.prior.size + (first + at) * classes + k
                add(name, k, (item, ""), float(found.items[first + at, k]), free.jacobian[row])
    schema = {
        "parameter": pl.String, "class": pl.Int64, "item": pl.String, "category": pl.String,
        "estimate": pl.Float64, "se": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _shares(layout: Layout, found: Parameters) -> tuple[Floats, Floats]:
    """Return the classes' shares among all, and how they move with the free coordinates (K x C)."""
    free = coordinates_of(layout, found)
    shares = class_shares(layout, found)
    slopes = np.zeros((len(shares), free.size))
    if free.prior is not None:
        weight = np.bincount(layout.patterns.beside, layout.patterns.weight, len(layout.patterns.known.x))
        slopes[:, free.prior.at] = np.einsum(
            "s,sk,skc->kc", weight / weight.sum(), prior_shares(layout, found), free.prior.slopes
        )
    return shares, slopes


def bivariate_residuals(layout: Layout, found: Parameters) -> pl.DataFrame:
    """Return Pearson's chi-square of each pair of items over its degrees of freedom.

    Observed are the weighted respondents who answered both; expected are those that the model gives to each
    combination among them. About 1 where the model explains the pair (Vermunt and Magidson 2005, Technical
    Guide for Latent GOLD 4.0).
    """
    patterns = layout.patterns
    chosen = [j for j, kind in enumerate(patterns.kinds) if kind in CATEGORICAL]
    tables = item_tables(layout, found)
    prior = membership_of(layout, found).prior
    rows = []
    for i, j in combinations(chosen, 2):
        both = (patterns.codes[:, i] >= 0) & (patterns.codes[:, j] >= 0)
        sizes = len(patterns.categories[i]), len(patterns.categories[j])
        if not both.any():
            continue
        cell = patterns.codes[both, i] * sizes[1] + patterns.codes[both, j]
        observed = np.bincount(cell, patterns.weight[both], sizes[0] * sizes[1]).reshape(sizes)
        people = np.einsum("pk,p->k", prior[both], patterns.weight[both])
        first = tables[layout.first[i] : layout.first[i] + sizes[0]]
        second = tables[layout.first[j] : layout.first[j] + sizes[1]]
        expected = np.einsum("k,ak,bk->ab", people, first, second)
        parts = np.divide((observed - expected) ** 2, expected, out=np.zeros(sizes), where=expected > 0)
        df = (sizes[0] - 1) * (sizes[1] - 1)
        rows.append((patterns.items[i], patterns.items[j], float(parts.sum()) / df))
    schema = {"item": pl.String, "other": pl.String, "residual": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
