"""Tables of classes by group: shares, answers and numbers, one row each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from handrail.typology.group_models import Solution
from handrail.typology.layout import Layout
from handrail.typology.membership import expected_counts, item_tables, membership_of
from handrail.typology.patterns import Floats
from handrail.typology.tidy import item_table, number_table


def spots_of(labels: Sequence[str], classes: int) -> dict[str, list[str] | list[int]]:
    """Return the columns group and class of one row a group and class.

    Examples
    --------
    >>> spots_of(["x", "y"], 2)
    {'group': ['x', 'x', 'y', 'y'], 'class': [1, 2, 1, 2]}
    """
    return {
        "group": [label for label in labels for _ in range(classes)],
        "class": list(range(1, classes + 1)) * len(labels),
    }


def shares_in_groups(full: Solution, name: str, of: Solution) -> pl.DataFrame:
    """Return each class's share in each group in a model, and the respondents expected there."""
    labels = full.layout.patterns.known.groups
    return pl.DataFrame(
        {
            "model": [name] * of.found.prior.size,
            **spots_of(labels, of.found.prior.shape[1]),
            "share": of.found.prior.reshape(-1),
            "n": of.sizes().reshape(-1),
        }
    )


def answers_in_groups(full: Solution, configural: Solution) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the answers of items with categories, and the numbers of others, in each group and class."""
    layout, base = configural.layout, full.layout.patterns
    of = pl.DataFrame(
        [
            {"copy": f"{item} ({label})", "item": item, "group": label}
            for item in base.items
            for label in base.known.groups
        ]
    )
    belonging = membership_of(layout, configural.found)
    _, counts = expected_counts(layout, belonging)
    place = pl.DataFrame({"group": base.known.groups, "_at": range(len(base.known.groups))})

    def by_group(table: pl.DataFrame, *columns: str) -> pl.DataFrame:
        told = table.rename({"item": "copy"}).join(of, on="copy", how="left", maintain_order="left")
        told = told.join(place, on="group", how="left", maintain_order="left")
        return told.sort("_at", "class", maintain_order=True).select("group", "class", "item", *columns)

    answers = item_table(layout, item_tables(layout, configural.found), "probability").with_columns(
        item_table(layout, counts, "n")["n"]
    )
    worth = _worth(layout, belonging.within)
    effective = pl.DataFrame(
        {
            "class": np.repeat(np.arange(1, worth.shape[1] + 1), len(worth)),
            "item": list(layout.patterns.items) * worth.shape[1],
            "effective_n": worth.T.reshape(-1),
        },
        schema_overrides={"class": answers.schema["class"]},
    )
    answers = answers.with_columns(pl.col("n").sum().over("class", "item").alias("answered")).join(
        effective, on=["class", "item"], how="left", maintain_order="left"
    )
    return (
        by_group(answers, "category", "probability", "n", "answered", "effective_n"),
        by_group(number_table(layout, configural.found), "parameter", "estimate"),
    )


def _worth(layout: Layout, within: Floats) -> Floats:
    """Return the effective respondents who answered each item in each class (J x K): Kish 1965."""
    patterns = layout.patterns
    answered = (patterns.codes >= 0).astype(np.float64)
    people: Floats = np.einsum("pj,p,pk->jk", answered, patterns.weight, within, optimize=True)
    if patterns.weight_kind == "frequency":
        return people
    squares = np.bincount(patterns.pattern_of, patterns.row_weight**2, len(patterns.weight))
    spread = np.einsum("pj,p,pk->jk", answered, squares, within, optimize=True)
    return np.asarray(people**2 / np.maximum(spread, 1e-300))
