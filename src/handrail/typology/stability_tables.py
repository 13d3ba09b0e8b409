"""Tables on how stable a typology is: what came back, intervals, refits, and plain clusters beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from handrail.typology.cells import SMALLEST_SHOWN, Printed, profile_cells, share_cells
from handrail.typology.latent_classes import LatentClasses
from handrail.typology.plain_clusters import METHOD_WORDS, PlainClusters
from handrail.typology.printed import FEWEST_DRAWS, PRINTING
from handrail.typology.recovery import RECOVERED, Stability
from handrail.values.table import Cell, Table

_LABELS = {
    "jaccard": "Jaccard",
    "jaccard_low": "Jaccard, 5th percentile",
    "recovered": "Recovered",
    "draws": "Draws",
    "adjusted_rand": "Adjusted Rand",
    "distance": "Largest distance of profiles",
    "lowest_jaccard": "Lowest Jaccard",
    "silhouette": "Average silhouette",
    "smallest": "Smallest cluster",
    "left_out": "Left out",
    "method": "Method",
    "class": "Profile",
    "item": "Experience",
}


_PATTERN = (
    "A profile is a pattern of experiences in a population, not a kind of person, however stable it is."
)


@dataclass(frozen=True)
class Words:
    """What the tables of one result have in common: node, title, survey, and whether it is public use."""

    name: str
    title: str
    source: str
    public_use: bool
    reading: str

    def table(self, part: str, title: str, *, notes: Sequence[str], **given: Any) -> Table:
        """Return one of the tables."""
        name = f"{self.name}.{part}"
        return Table(
            name=name,
            title=f"{self.title}: {title}",
            source=self.source,
            variable=name,
            column=name,
            public_use=self.public_use,
            # Where profiles are no dimension they are the categories.
            labels=_LABELS if given["dimensions"] else {**_LABELS, name: "Profile"},
            notes=(
                *notes,
                *([self.reading] if given["measure"] in ("share", "probability") else []),
                _PATTERN,
            ),
            **given,
        )


def recovered_table(words: Words, found: Stability, names: Sequence[str]) -> Table:
    """Return how often each profile came back, in how many draws."""
    low = "jaccard_low" if are_told(found) else None
    return words.table(
        "recovered",
        "how often each profile comes back",
        measure="diagnostic",
        dimensions=("class",),
        cells=tuple(
            Cell(
                {"class": label}, None, round(row["n"]), None,
                {
                    "recovered": row["recovered"],
                    "draws": float(found.replicates),
                    "jaccard": row["jaccard"],
                    "jaccard_low": None if low is None else row[low],
                },
            )
            for label, row in zip(names, found.classes.iter_rows(named=True), strict=True)
        ),
        notes=(
            f"The sample was drawn again {found.replicates} times, {found.unit} as they were sampled, and "
            "the typology fitted to each; profiles were matched with these by what their members answer.",
            "Jaccard: of those most likely in a profile in either solution, the share in both; the mean. "
            f"Recovered: the share of draws in which it is above {RECOVERED:g}.",
            *([] if are_told(found) else [f"No 5th percentile: {NOT_TOLD}."]),
        ),
    )  # fmt: skip


def shares_table(words: Words, model: LatentClasses, found: Stability, names: Sequence[str]) -> Table:
    """Return how common each profile is, with its interval."""
    cells = share_cells(model, names)
    limits = found.classes.select("low", "high").iter_rows() if are_told(found) else [_NO_ENDS] * len(cells)
    return words.table(
        "interval-shares",
        "how common each profile is when the sample is drawn again",
        measure="share",
        dimensions=(),
        cells=tuple(_between(cell, *ends) for cell, ends in zip(cells, limits, strict=True)),
        notes=(_interval_note(found),),
    )


_INTERVAL = "95 % intervals are percentiles of the draws, each profile matched with the one it stands for."
_NO_ENDS = (None, None)
NOT_TOLD = f"not told of fewer than {FEWEST_DRAWS} draws"
"""What stands in place of an end of the draws' distribution where there are too few of them."""


def are_told(found: Stability) -> bool:
    """Return whether there are draws enough to tell the ends of their distribution."""
    return found.replicates >= FEWEST_DRAWS


def _interval_note(found: Stability) -> str:
    return _INTERVAL if are_told(found) else f"No 95 % intervals: {NOT_TOLD}."


def profiles_table(
    words: Words, model: LatentClasses, found: Stability, names: Sequence[str], printed: Printed
) -> Table:
    """Return each experience in each profile with its interval; see :func:`profile_cells`."""
    told = are_told(found)
    table = found.probabilities
    low, high = (table[part].to_numpy().reshape(model.n_classes, -1).T for part in ("low", "high"))
    bounds = table["bound"].cast(pl.Float64).fill_null(np.nan).to_numpy().reshape(model.n_classes, -1).T
    cells = profile_cells(model, printed, names, bounds if told else None)
    where = [(at, k) for at in printed for k in range(model.n_classes)]
    return words.table(
        "intervals",
        "experiences with intervals",
        measure="probability",
        dimensions=("item", "class"),
        cells=tuple(
            _between(cell, *(_ends(cell, float(low[place]), float(high[place])) if told else _NO_ENDS))
            for cell, place in zip(cells, where, strict=True)
        ),
        notes=(
            _interval_note(found),
            PRINTING,
            *([_ONE_SIDED] if told else []),
        ),
    )


_ONE_SIDED = "Below .05 and above .95 the interval is one-sided, and ends no nearer to 0 or 1 than the print."


def _ends(cell: Cell, low: float, high: float) -> tuple[float, float]:
    """Return an interval's ends: at a boundary every draw can lie on it, and it ends where the print does."""
    below, above = cell.value("below"), cell.value("above")
    if below is not None:
        return 0.0, max(high, below)
    return (low, high) if above is None else (min(low, above), 1.0)


def _between(cell: Cell, low: float | None, high: float | None) -> Cell:
    return replace(cell, values={**cell.values, "low": low, "high": high})


def left_out_table(
    words: Words, model: LatentClasses, left: Sequence[tuple[str, Mapping[str, str], pl.DataFrame]]
) -> Table:
    """Return what changes without each item and group; of each its word, labels and table."""
    cells = []
    for what, labels, table in left:
        for (label,), rows in table.group_by("left_out", maintain_order=True):
            values = {
                "adjusted_rand": rows["adjusted_rand"][0],
                "lowest_jaccard": rows["jaccard"].min(),
                "distance": rows["distance"].max(),
            }
            group = {"left_out": f"{what} {labels.get(str(label), label)}"}
            cells.append(Cell(group, None, model.n_observations_, None, values))
    return words.table(
        "left-out",
        "without one item or group at a time",
        measure="diagnostic",
        dimensions=("left_out",),
        cells=tuple(cells),
        notes=(
            "Adjusted Rand: 1 where everybody who stays is most likely with the same others as before, 0 as "
            "by chance. The lowest Jaccard is that of the profile that changed most.",
            "Empty: without it the others do not tell all parameters, or too few are left.",
        ),
    )


def halves_table(words: Words, model: LatentClasses, table: pl.DataFrame, names: Sequence[str]) -> Table:
    """Return how far two random halves lead to the same profiles."""
    splits = table["split"].n_unique()
    return words.table(
        "halves",
        "in two halves",
        measure="diagnostic",
        dimensions=("class",),
        cells=tuple(
            Cell(
                {"class": label}, None, model.n_observations_, None,
                {
                    "jaccard": _median(table.filter(pl.col("class") == k), "jaccard"),
                    "distance": _median(table.filter(pl.col("class") == k), "distance"),
                    "adjusted_rand": _median(table, "adjusted_rand"),
                },
            )
            for k, label in enumerate(names, start=1)
        ),
        notes=(f"Medians of {splits} random splits; the adjusted Rand index is that of all profiles.",),
    )  # fmt: skip


def _median(table: pl.DataFrame, name: str) -> float | None:
    found = table[name].median()
    return float(found) if isinstance(found, int | float) else None


def plain_table(words: Words, found: PlainClusters) -> Table:
    """Return plain clusters beside the profiles."""
    return words.table(
        "plain",
        "plain clusters beside the profiles",
        measure="diagnostic",
        dimensions=("method",),
        cells=tuple(
            Cell(
                {"method": METHOD_WORDS[row["method"]]}, None, found.n, None,
                {
                    "adjusted_rand": row["adjusted_rand"],
                    "silhouette": row["silhouette"],
                    # A cluster of very few people points at them.
                    "smallest": row["smallest_n"] if row["smallest_n"] >= SMALLEST_SHOWN else None,
                },
            )
            for row in found.table.iter_rows(named=True)
        ),
        notes=(
            f"{found.clusters} clusters each, unweighted; the adjusted Rand index is that with the profiles. "
            f"Of the two plain methods with each other it is {found.between:.2f}.",
            f"A cluster of fewer than {SMALLEST_SHOWN} respondents is not shown.",
        ),
    )  # fmt: skip
