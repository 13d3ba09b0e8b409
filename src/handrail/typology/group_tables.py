"""Tables of classes by group: shares, answers and numbers, one row each."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from handrail.typology.group_models import Solution
from handrail.typology.membership import expected_counts, item_tables, membership_of
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
    _, counts = expected_counts(layout, membership_of(layout, configural.found))
    place = pl.DataFrame({"group": base.known.groups, "_at": range(len(base.known.groups))})

    def by_group(table: pl.DataFrame, *columns: str) -> pl.DataFrame:
        told = table.rename({"item": "copy"}).join(of, on="copy", how="left", maintain_order="left")
        told = told.join(place, on="group", how="left", maintain_order="left")
        return told.sort("_at", "class", maintain_order=True).select("group", "class", "item", *columns)

    answers = item_table(layout, item_tables(layout, configural.found), "probability").with_columns(
        item_table(layout, counts, "n")["n"]
    )
    answers = answers.with_columns(pl.col("n").sum().over("class", "item").alias("answered"))
    return (
        by_group(answers, "category", "probability", "n", "answered"),
        by_group(number_table(layout, configural.found), "parameter", "estimate"),
    )
