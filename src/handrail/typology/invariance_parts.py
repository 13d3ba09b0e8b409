"""Parts of a comparison of groups: its models, the tests between them, and equality item by item."""

from __future__ import annotations

from collections.abc import Mapping
from math import log

import polars as pl

from handrail.typology.contrasts import Spread, item_contrasts, share_contrasts, spread_of, together
from handrail.typology.differential import Drawn, bic_of, freed_test
from handrail.typology.group_models import Solution
from handrail.typology.grouped import parameters_of
from handrail.typology.membership import membership_of, relative_entropy
from handrail.typology.nested import NESTED_SCHEMA, nested_test
from handrail.typology.wald import TEST_SCHEMA, row_of_test, wald

MODEL_SCHEMA = {
    "model": pl.String, "log_likelihood": pl.Float64, "n_parameters": pl.Int64, "aic": pl.Float64,
    "bic": pl.Float64, "dbic": pl.Float64, "entropy": pl.Float64, "starts_at_best": pl.Float64,
    "identified": pl.Boolean, "at_boundary": pl.Int64,
}  # fmt: skip


def model_table(solutions: Mapping[str, Solution], spread: Spread | None, drawn: Drawn) -> pl.DataFrame:
    """Return the models with their criteria; ``spread`` is that of the configural one."""
    rows = []
    for name, one in solutions.items():
        members = membership_of(one.layout, one.found)
        rows.append(
            {
                "model": name,
                "log_likelihood": one.log_likelihood,
                "n_parameters": one.n_parameters,
                "aic": -2 * one.log_likelihood + 2 * one.n_parameters,
                "bic": bic_of(one),
                "dbic": _dbic(one, spread, drawn),
                "entropy": relative_entropy(one.layout, members),
                "starts_at_best": one.starts_at_best,
                "identified": one.identified,
                "at_boundary": one.free.held,
            }
        )
    return pl.DataFrame(rows, schema=MODEL_SCHEMA)


def _dbic(one: Solution, spread: Spread | None, drawn: Drawn) -> float | None:
    """Return the criterion of design_criteria, with the design effect of the configural model for all."""
    if drawn.df is None or spread is None:
        return None
    effect = spread.design_effect
    return -2 * one.log_likelihood / effect + one.n_parameters * log(one.layout.patterns.n / effect)


def comparison_table(solutions: Mapping[str, Solution], spread: Spread | None, drawn: Drawn) -> pl.DataFrame:
    """Return the tests of each model within the next larger ones."""
    configural, full, equal = (solutions[name] for name in ("configural", "full", "equal shares"))
    every = full.layout.patterns.items
    pairs = [("full", "configural", every), ("equal shares", "full", ())]
    if "partial" in solutions:
        free = solutions["partial"].free_items
        held = tuple(item for item in every if item not in free)
        pairs[:1] = [("partial", "configural", held), ("full", "partial", free), pairs[0]]
    rows = []
    for small, large, items in pairs:
        smaller, larger = solutions[small], solutions[large]
        if larger is configural:
            found = nested_test(larger, smaller, item_contrasts(larger, items), spread, drawn.df)
        elif smaller is equal:
            own = spread_of(larger, drawn.sampled, by_design=drawn.df is not None)
            found = nested_test(larger, smaller, share_contrasts(larger), own, drawn.df)
        else:
            found = freed_test(larger, smaller, items, drawn)
        row: dict[str, object] = {"model": small, "within": large, **found.row()}
        if drawn.df is None:
            row["bic_difference"] = bic_of(smaller) - bic_of(larger)
        else:
            ends = _dbic(smaller, spread, drawn), _dbic(larger, spread, drawn)
            row["dbic_difference"] = None if ends[0] is None or ends[1] is None else ends[0] - ends[1]
        rows.append(row)
    schema = {
        "model": pl.String, "within": pl.String, **NESTED_SCHEMA, "bic_difference": pl.Float64,
        "dbic_difference": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def wald_table(full: Solution, configural: Solution, spread: Spread | None, drawn: Drawn) -> pl.DataFrame:
    """Return tests of equality within the configural model: of each item, of all, and of the shares."""
    base = full.layout.patterns
    classes, others = full.found.prior.shape[1], len(base.known.groups) - 1
    tested = {item: item_contrasts(configural, [item]) for item in base.items}
    numbers = {
        item: others * parameters_of(kind, len(found), classes)
        for item, kind, found in zip(base.items, base.kinds, base.categories, strict=True)
    }
    tested["all items"], numbers["all items"] = together(*tested.values()), sum(numbers.values())
    tested["class shares"], numbers["class shares"] = share_contrasts(configural), others * (classes - 1)
    rows = []
    for name, contrasts in tested.items():
        found = None
        if spread is not None and len(contrasts.values):
            simple, designed = spread.of(contrasts)
            found = wald(contrasts.values, simple if drawn.df is None else designed, drawn.df)
        rows.append((name, *row_of_test(found), numbers[name] - len(contrasts.values)))
    schema = {"tested": pl.String, **TEST_SCHEMA, "at_boundary": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")
