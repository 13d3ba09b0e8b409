"""Tables on whether groups have the same classes: models, tests between them, items, and steps."""

from __future__ import annotations

from collections.abc import Mapping
from math import log

from handrail.typology.cells import SMALLEST_SHOWN
from handrail.typology.invariance import ClassInvariance
from handrail.typology.telling import DESIGN, Telling
from handrail.values.table import Cell, Table


def models_table(telling: Telling, found: ClassInvariance) -> Table:
    """Return the models with their criteria."""
    shift = log(telling.n(found.n) / found.n)
    cells = [
        Cell(
            {"model": row["model"]}, None, telling.n(found.n), None,
            {
                "log_likelihood": row["log_likelihood"],
                "parameters": float(row["n_parameters"]),
                "aic": row["aic"],
                "bic": row["bic"] + row["n_parameters"] * shift,
                "dbic": None if row["dbic"] is None else row["dbic"] + row["n_parameters"] * shift,
                "entropy": row["entropy"],
                "starts_at_best": row["starts_at_best"],
                "at_boundary": float(row["at_boundary"]),
            },
        )
        for row in found.models.iter_rows(named=True)
    ]  # fmt: skip
    free = ", ".join(telling.items[item] for item in found.free_items)
    notes = [
        "Configural: every group has answers and shares of its own. Full: profiles answer alike in all "
        "groups, and only their shares differ. Equal shares: nothing differs.",
        "Lower criteria are better.",
    ]
    if "partial" in found.models["model"].to_list():
        how = "found one by one, the clearest first" if found.searched else "chosen beforehand"
        notes.insert(1, f"Partial: these alone differ between groups ({how}): {free}.")
    if found.df is not None:
        notes.append(f"{DESIGN} AIC and BIC are rough; dBIC is adjusted for the design.")
    return telling.table(
        "models", "models of the groups", measure="diagnostic", dimensions=("model",), cells=tuple(cells),
        notes=notes,
    )  # fmt: skip


def tests_table(telling: Telling, found: ClassInvariance) -> Table:
    """Return the tests of each model within a larger one."""
    cells = [
        Cell(
            {"model": row["model"], "within": row["within"]}, None, telling.n(found.n), None,
            {**telling.of_test(row), "design_effect": row["design_effect"]},
        )
        for row in found.comparisons.iter_rows(named=True)
    ]  # fmt: skip
    notes = ["A small p speaks against the model and for the larger one that it lies within."]
    notes.append(
        "Likelihood ratios, compared with chi-square."
        if found.df is None
        else f"{DESIGN} Degrees of freedom are effective ones."
    )
    if found.searched and found.free_items:
        notes.append("The partial model was found in these answers: its tests are kinder than they look.")
    return telling.table(
        "tests", "is a model good enough?", measure="diagnostic", dimensions=("model", "within"),
        cells=tuple(cells), notes=notes,
    )  # fmt: skip


def items_table(telling: Telling, found: ClassInvariance, differences: Mapping[str, float | None]) -> Table:
    """Return each item free against all items equal."""
    cells = [
        Cell(
            {"item": telling.items[row["item"]]}, None, telling.n(found.n), None,
            {
                **telling.of_test(row),
                "adjusted_p": row["adjusted_p"],
                "difference": differences.get(row["item"]),
                "freed": float(row["item"] in found.free_items),
            },
        )
        for row in found.items.iter_rows(named=True)
    ]  # fmt: skip
    return telling.table(
        "items",
        "which items differ between groups",
        measure="diagnostic",
        dimensions=("item",),
        cells=tuple(cells),
        notes=(
            "Each item free to differ, against all items equal; p is also adjusted for the number of items "
            "(Holm). Freed, 1: differs in the partial model.",
            "Largest difference: between two groups in the probability of an answer within one profile (of "
            "an item with more answers, of any set of them), in the configural model, where each group has "
            f"{SMALLEST_SHOWN} or more respondents with and without it. An answer near 0 or 1 counts as its "
            "limit.",
            *([DESIGN] if found.df is not None else []),
        ),
    )


def steps_table(telling: Telling, found: ClassInvariance) -> Table:
    """Return how items were freed."""
    cells = [
        Cell(
            {"step": str(row["step"]), "item": telling.items[row["item"]]}, None, telling.n(found.n), None,
            {**telling.of_test(row), "adjusted_p": row["adjusted_p"], "freed": float(row["freed"])},
        )
        for row in found.steps.iter_rows(named=True)
    ]  # fmt: skip
    return telling.table(
        "steps",
        "which items to free",
        measure="diagnostic",
        dimensions=("step", "item"),
        cells=tuple(cells),
        notes=(
            "At each step the item that differs most clearly beside those freed before; freed where its p, "
            f"adjusted for the items of the step (Holm), is below {found.level:g}.",
        ),
    )


def wald_tests(telling: Telling, found: ClassInvariance) -> Table:
    """Return equality within the configural model."""
    cells = [
        Cell(
            {"tested": telling.items.get(row["tested"], row["tested"])}, None, telling.n(found.n), None,
            {**telling.of_test(row), "at_boundary": float(row["at_boundary"])},
        )
        for row in found.wald.iter_rows(named=True)
    ]  # fmt: skip
    how = "chi-square" if found.df is None else "F, adjusted for the design's degrees of freedom"
    return telling.table(
        "wald",
        "is an item equal where all else differs?",
        measure="diagnostic",
        dimensions=("tested",),
        cells=tuple(cells),
        notes=(
            f"Wald tests of equality within the configural model, compared with {how}.",
            "Numbers that a group has at a boundary (an answer that nobody of a profile gives) are left out.",
            "Empty: there are more numbers than the sample can tell apart.",
        ),
    )
