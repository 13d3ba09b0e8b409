"""Tables on the classes of each group: how common they are, what their members answer, and its own."""

from __future__ import annotations

import polars as pl

from handrail.typology.cells import SMALLEST_SHOWN, Printed, coarse_beside_limits
from handrail.typology.invariance import FAR, ClassInvariance
from handrail.typology.own_numbers import OwnClasses
from handrail.typology.printed import ENOUGH, LARGE, SMALL, exact_bound, shown_value
from handrail.typology.telling import EXPECTED, Telling
from handrail.values.table import Cell, Table

PRINTED_EXACTLY = (
    f"Below .05 and above .95 a probability is told as a limit; where a profile is worth fewer than {ENOUGH} "
    "respondents in a group, the limit is the one-sided 95 % bound of Clopper and Pearson."
)


def shares_table(telling: Telling, found: ClassInvariance) -> Table:
    """Return how common each profile is in each group by the partial model, or the full one without it."""
    model = "partial" if found.free_items else "full"
    sizes = dict(found.groups.select("group", "n").iter_rows())
    cells = [
        Cell(
            {"group": telling.groups[row["group"]]}, telling.classes[row["class"] - 1],
            *telling.counted(sizes[row["group"]], row["n"]), {"estimate": row["share"]},
        )
        for row in found.shares.filter(pl.col("model") == model).iter_rows(named=True)
    ]  # fmt: skip
    free = "those freed" if found.free_items else "none"
    return telling.table(
        "group-shares",
        "how common each profile is in each group",
        measure="share",
        dimensions=("group",),
        cells=tuple(cells),
        notes=(f"Items that may differ between groups: {free}; all others are equal.", EXPECTED),
    )


def answers_table(telling: Telling, found: ClassInvariance, printed: Printed) -> Table:
    """Return each experience in each profile and group, where every group has its own."""
    cells = [
        Cell(
            {
                "item": printed[row["at"]][0],
                "class": telling.classes[row["class"] - 1],
                "group": telling.groups[row["group"]],
            },
            printed[row["at"]][1], *telling.counted(row["answered"], row["n"]),
            # Rounding can leave a probability an ulp outside.
            _shown(min(max(row["probability"], 0.0), 1.0), row["effective_n"]),
        )
        for row in placed(found).iter_rows(named=True)
        if row["at"] in printed
    ]  # fmt: skip
    return telling.table(
        "group-answers",
        "experiences of each profile in each group",
        measure="probability",
        dimensions=("item", "class", "group"),
        cells=coarse_beside_limits(cells),
        notes=(
            PRINTED_EXACTLY,
            "Of the configural model, where profiles were matched by what their members answer.",
            EXPECTED,
        ),
    )


def _shown(probability: float, effective_n: float) -> dict[str, float]:
    bound = None if SMALL <= probability <= LARGE else exact_bound(probability, effective_n)
    return shown_value(probability, effective_n, bound)


def as_printed(probability: float, effective_n: float) -> tuple[float, bool]:
    """Return the number that stands for a probability in print, and whether it is the probability itself.

    Examples
    --------
    >>> as_printed(0.3, 80), as_printed(0.01, 80)
    ((0.3, True), (0.05, False))
    """
    shown = _shown(min(max(probability, 0.0), 1.0), effective_n)
    return next(iter(shown.values())), "estimate" in shown


def placed(found: ClassInvariance) -> pl.DataFrame:
    """Return the answers with the place of each category among all items' (at)."""
    at = pl.int_range(pl.len()).over("group", "class").alias("at")
    return found.answers.with_columns(at)


def matches_table(telling: Telling, found: ClassInvariance) -> Table:
    """Return how far each group's own profiles are from those that they were matched with."""
    cells = [
        Cell(
            {"class": telling.classes[row["class"] - 1], "group": telling.groups[row["group"]]}, None,
            telling.n(found.n), None,
            # What very few answer points at them.
            {"distance": row["distance"] if telling.public_use or row["n"] >= SMALLEST_SHOWN else None},
        )
        for row in found.matches.iter_rows(named=True)
    ]  # fmt: skip
    return telling.table(
        "matches",
        "are a group's own profiles the same ones?",
        measure="diagnostic",
        dimensions=("class", "group"),
        cells=tuple(cells),
        notes=(
            "Distance of each group's own profile from the common one: the mean over items of the difference "
            f"in answers, from 0 to 1. From {FAR:g} on it is hardly the same profile.",
            f"Not told of fewer than {SMALLEST_SHOWN} respondents.",
        ),
    )


def own_tables(telling: Telling, own: OwnClasses) -> tuple[Table, Table]:
    """Return each group's own number of profiles, and how common these are."""
    numbers = tuple(
        Cell(
            {"group": telling.groups[row["group"]]}, None, telling.n(row["n"]), None,
            {"profiles": float(row["n_classes"]), "behind": row["behind"]},
        )
        for row in own.numbers.iter_rows(named=True)
    )  # fmt: skip
    weak = [telling.groups[label] for label in own.numbers.filter(~pl.col("supported"))["group"]]
    sizes = dict(own.numbers.select("group", "n").iter_rows())
    shares = tuple(
        Cell(
            {"group": telling.groups[row["group"]]}, f"Own profile {row['profile']}",
            *telling.counted(sizes[row["group"]], row["n"]), {"estimate": row["share"]},
        )
        for row in own.classes.iter_rows(named=True)
    )  # fmt: skip
    criteria = {"bic": "BIC", "dbic": "dBIC"}
    named = ", ".join(sorted({criteria[name] for name in own.numbers["criterion"]}))
    alone = [
        f"Own profile {profile} in {telling.groups[label]}"
        for profile, label in own.classes.select("profile", "only_in").iter_rows()
        if label is not None
    ]
    return (
        telling.table(
            "own-numbers",
            "each group's own number of profiles",
            measure="diagnostic",
            dimensions=("group",),
            cells=numbers,
            notes=(
                f"The number with the lowest {named} in each group alone.",
                *([f"No typology supported in: {', '.join(weak)}."] if weak else []),
            ),
        ),
        telling.table(
            "own-shares",
            "each group's own profiles",
            measure="share",
            dimensions=("group",),
            cells=shares,
            notes=(
                "Profiles of different groups have one number where their answers differ by no more than "
                f"{own.farthest:g} on average; they are not those of the common model.",
                f"Found in one group only: {'; '.join(alone)}."
                if alone
                else "None was found in one group only.",
                EXPECTED,
            ),
        ),
    )
