"""Telling: what the tables on classes between groups have in common, and numbers as they may be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handrail.typology.cells import SMALLEST_SHOWN
from handrail.values.table import Table

_LABELS = {
    "model": "Model", "within": "Within", "log_likelihood": "Log likelihood", "parameters": "Parameters",
    "aic": "AIC", "bic": "BIC", "dbic": "dBIC", "entropy": "Entropy", "starts_at_best": "Starts at best",
    "at_boundary": "At a boundary", "statistic": "Statistic", "df": "Degrees of freedom",
    "denominator_df": "Denominator", "p": "p", "adjusted_p": "p, adjusted", "design_effect": "Design effect",
    "difference": "Largest difference", "freed": "Freed", "item": "Item", "class": "Profile",
    "group": "Group", "step": "Step", "tested": "Tested", "distance": "Distance", "profiles": "Profiles",
    "behind": "Next number behind by", "found_in": "Groups that have it",
}  # fmt: skip
_PATTERN = (
    "A profile is a pattern of experiences in a population, not a kind of person; that groups differ in it "
    "says nothing about any of their members."
)
EXPECTED = "Bases are the respondents expected there by the model, unweighted and rounded."
DESIGN = (
    "Respondents have weights, strata or clusters: likelihoods are pseudo-likelihoods, and their ratios are "
    "corrected by the design (Rao and Scott) and compared with F, never with chi-square."
)


@dataclass(frozen=True)
class Telling:
    """What the tables of one result have in common.

    Attributes
    ----------
    name, title, source, public_use, reading
        The node, the reader's title, the survey's id, whether it is public use, and how its sample is read.
    classes, groups, items
        A reader's words for each class, group and item.
    hidden
        Whether so few respondents were left out with their group that the exact number of all others would
        tell how many: numbers are then rounded down to tens, and criteria are those of the rounded number.
    """

    name: str
    title: str
    source: str
    public_use: bool
    reading: str
    classes: Sequence[str]
    groups: Mapping[str, str]
    items: Mapping[str, str]
    hidden: bool

    def n(self, number: float) -> int:
        """Return a number of respondents as it may be told."""
        return round(number) // 10 * 10 if self.hidden else round(number)

    def counted(self, n: float, count: float) -> tuple[int, int]:
        """Return a base and the respondents of it in a cell as they may be told.

        Rounding down never lets a cell leave that exact numbers would withhold: its count is then zero.
        """
        whole, part = round(n), round(count)
        small = min(part, whole - part) < SMALLEST_SHOWN
        return self.n(n), 0 if self.hidden and small else self.n(count)

    def table(self, part: str, title: str, *, notes: Sequence[str], **given: Any) -> Table:
        """Return one of the tables."""
        name = f"{self.name}.{part}"
        hidden = (
            ("Numbers of respondents are rounded down to tens, since few were left out.",)
            if self.hidden
            else ()
        )
        share = (self.reading,) if given["measure"] in ("share", "probability") else ()
        return Table(
            name=name,
            title=f"{self.title}: {title}",
            source=self.source,
            variable=name,
            column=name,
            public_use=self.public_use,
            # Where profiles are no dimension they are the categories.
            labels=_LABELS if "class" in given["dimensions"] else {**_LABELS, name: "Profile"},
            notes=(*notes, *share, *hidden, _PATTERN),
            **given,
        )

    def of_test(self, row: Mapping[str, Any]) -> dict[str, float | None]:
        """Return a test's numbers; a denominator can be made of the exact number of respondents."""
        names = ("statistic", "df", "denominator_df", "p")
        return {name: None if self.hidden and name == "denominator_df" else row[name] for name in names}
