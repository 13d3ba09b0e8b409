"""Supported: whether a comparison of numbers of classes speaks for a typology at all, and why not."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

SMALLEST_CLASS = 50
"""Respondents: a class of fewer is looked at as an accident of this sample."""

RULE = (
    "The number of classes with the lowest BIC is supported where it is more than one (by dBIC too, where "
    "the sample has a design), its model is identified, more than one of its starts reached the best, and "
    "its smallest class has at least {smallest} respondents."
)


@dataclass(frozen=True)
class Supported:
    """Whether a typology is supported.

    Attributes
    ----------
    n_classes
        The supported number; None where no typology is supported.
    reasons
        Why none is; empty otherwise.
    rule
        What was asked.
    """

    n_classes: int | None
    reasons: tuple[str, ...]
    rule: str

    def __str__(self) -> str:
        if self.n_classes is not None:
            return f"{self.n_classes} classes are supported. {self.rule}"
        return f"No typology supported: {'; '.join(self.reasons)}. {self.rule}"


def supported_by(table: pl.DataFrame, best: int, starts: int, smallest: int) -> Supported:
    """Return whether the best of a comparison is a typology.

    Parameters
    ----------
    table
        See :class:`handrail.typology.comparison.ClassComparison`.
    best
        The number with the lowest BIC.
    starts
        How many each model had.
    smallest
        The fewest respondents of a class.

    Examples
    --------
    >>> table = pl.DataFrame({"n_classes": [1, 2], "dbic": [None, None], "identified": [True, False],
    ...                       "smallest_n": [90.0, 30.0], "starts_at_best": [1.0, 0.5]})
    >>> print(supported_by(table, 2, 20, 50).reasons)
    ('2 classes are not identified', 'the smallest of 2 classes has fewer than 50 respondents')
    """
    row = table.row(by_predicate=pl.col("n_classes") == best, named=True)
    rule = RULE.format(smallest=smallest)
    if best == 1:
        return Supported(None, ("one class has the lowest BIC",), rule)
    reasons = []
    by_design = table.filter(pl.col("dbic").is_not_null()).sort("dbic", "n_classes")
    if by_design.height and by_design["n_classes"][0] == 1:
        reasons.append("one class has the lowest dBIC")
    if not row["identified"]:
        reasons.append(f"{best} classes are not identified")
    if starts > 1 and round(row["starts_at_best"] * starts) < 2:
        reasons.append(f"one of {starts} starts reached the best of {best} classes: give more starts")
    if row["smallest_n"] < smallest:
        # How many is not told: a number of very few people points at them.
        reasons.append(f"the smallest of {best} classes has fewer than {smallest} respondents")
    return Supported(None if reasons else best, tuple(reasons), rule)
