"""Differential items: which items work differently between groups, by how much, and which of them to free."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from handrail.typology.contrasts import item_contrasts, spread_of
from handrail.typology.errors import Sampled
from handrail.typology.group_models import Search, Solution, blocks_of, some_free
from handrail.typology.layout import lay_out
from handrail.typology.matching import profile_distances
from handrail.typology.nested import NESTED_SCHEMA, NestedTest, holm, nested_test
from handrail.typology.parameters import Parameters

ENOUGH = 10
"""Expected respondents of a class in a group; in a class of fewer a difference is told of nobody."""

ITEM_SCHEMA = {
    "item": pl.String, **NESTED_SCHEMA, "adjusted_p": pl.Float64, "bic_difference": pl.Float64,
    "difference": pl.Float64, "class": pl.Int64, "group": pl.String, "other": pl.String,
}  # fmt: skip
STEP_SCHEMA = {"step": pl.Int64, "freed": pl.Boolean, **ITEM_SCHEMA}

Tell = Callable[[int], None]


@dataclass(frozen=True)
class Difference:
    """The largest difference of an item between two groups in one class.

    Attributes
    ----------
    size
        The total variation distance, from 0 to 1: the largest difference in the probability of any set of
        answers, which is that of "yes" for an item with two.
    k, group, other
        The class (from 1) and the two groups.
    """

    size: float
    k: int
    group: str
    other: str


@dataclass(frozen=True, eq=False)
class Drawn:
    """How the answers were sampled: rows, degrees of freedom (None without a design)."""

    sampled: Sampled
    df: int | None


def largest_difference(full: Solution, of: Solution, item: str, least: float = ENOUGH) -> Difference | None:
    """Return the largest difference of a free item between groups; None where all are told of too few.

    Only classes with at least ``least`` expected respondents in both groups count: where nobody is, a
    probability can be anything.
    """
    base = full.layout.patterns
    j = base.items.index(item)
    alone = lay_out(
        replace(
            base,
            items=(item,),
            kinds=(base.kinds[j],),
            categories=(base.categories[j],),
            codes=base.codes[:, [j]],
        )
    )
    own = [Parameters(np.ascontiguousarray(block), full.found.prior) for block in blocks_of(full, of)[j]]
    sizes = of.sizes()
    best: Difference | None = None
    for g in range(len(own)):
        for h in range(g + 1, len(own)):
            apart = profile_distances(alone, own[g], own[h]).diagonal()
            for k in np.flatnonzero(np.minimum(sizes[g], sizes[h]) >= least):
                if best is None or apart[k] > best.size:
                    labels = base.known.groups
                    best = Difference(float(apart[k]), int(k) + 1, labels[g], labels[h])
    return best


def item_tests(
    full: Solution, smaller: Solution, search: Search, drawn: Drawn, tell: Tell
) -> tuple[pl.DataFrame, dict[str, Solution]]:
    """Return, for each item that a model holds equal, the test of it free against it equal.

    Parameters
    ----------
    full, smaller
        The model of full invariance, whose labels hold, and the one from which items are freed.
    search, drawn
        How models are searched for, and how the answers were sampled.
    tell
        Told after each model.

    Returns
    -------
    table
        One row an item: item, the test (see :class:`handrail.typology.nested.NestedTest`), adjusted_p (Holm,
        for all rows), bic_difference (below zero: free is better; without a design), and the largest
        difference with its class and groups.
    models
        Item to the model with it free.
    """
    base = full.layout.patterns
    items = [item for item in base.items if item not in smaller.free_items]
    rows, models = [], {}
    for item in items:
        free = [*smaller.free_items, item]
        models[item] = some_free(full, free, search, smaller)
        found = freed_test(models[item], smaller, [item], drawn)
        different = largest_difference(full, models[item], item)
        rows.append({"item": item, **found.row(), **_told(different)})
        if drawn.df is None:
            rows[-1]["bic_difference"] = bic_of(models[item]) - bic_of(smaller)
        tell(1)
    adjusted = holm([row["p"] for row in rows])  # type: ignore[misc]
    table = pl.DataFrame(
        [
            {name: {**row, "adjusted_p": p}.get(name) for name in ITEM_SCHEMA}
            for row, p in zip(rows, adjusted, strict=True)
        ],
        schema=ITEM_SCHEMA,
    )
    return table, models


def freed_test(larger: Solution, smaller: Solution, items: Sequence[str], drawn: Drawn) -> NestedTest:
    """Return the test that some items, which the larger model has free, are equal."""
    spread = spread_of(larger, drawn.sampled, by_design=drawn.df is not None)
    return nested_test(larger, smaller, item_contrasts(larger, items), spread, drawn.df)


def bic_of(solution: Solution) -> float:
    """Return the criterion of Schwarz."""
    n = solution.layout.patterns.n
    return -2 * solution.log_likelihood + solution.n_parameters * float(np.log(n))


def _told(found: Difference | None) -> dict[str, object]:
    if found is None:
        return {}
    return {"difference": found.size, "class": found.k, "group": found.group, "other": found.other}


def free_one_by_one(
    full: Solution, search: Search, drawn: Drawn, *, level: float, least_difference: float, tell: Tell
) -> tuple[pl.DataFrame, pl.DataFrame, Solution]:
    """Return which items to free: the clearest first, then what is clearest beside it, until nothing is.

    At each step every item that is still equal is tested free; of those whose adjusted p-value is below the
    level and whose difference is large enough the one with the smallest p-value is freed (of equals, the
    largest difference), for good. Two items at least stay equal, so that classes have something in common.

    Returns
    -------
    items
        The tests of the first step: each item free against all equal.
    steps
        At each step the item with the smallest p-value: step, freed (whether it was), and as ``items``.
    partial
        The model with the items that were freed; the full one where there is none.
    """
    now, first = full, None
    steps: list[pl.DataFrame] = []
    while True:
        table, models = item_tests(full, now, search, drawn, tell)
        first = table if first is None else first
        told = table.filter(pl.col("p").is_not_null()).sort(
            "p", "difference", descending=[False, True], nulls_last=True, maintain_order=True
        )
        large = told.filter(pl.col("adjusted_p") < level, pl.col("difference") >= least_difference)
        chosen = (large if large.height else told).head(1)
        freed = large.height > 0 and table.height > 2
        steps.append(
            chosen.select(pl.lit(len(steps) + 1).alias("step"), pl.lit(freed).alias("freed"), pl.all())
        )
        if not freed:
            return first, pl.concat([pl.DataFrame(schema=STEP_SCHEMA), *steps], how="vertical_relaxed"), now
        now = models[chosen["item"][0]]
