"""Supported: whether a comparison of numbers of classes speaks for a typology at all, and why not."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

SMALLEST_CLASS = 50
"""Respondents: a class of fewer is looked at as an accident of this sample."""

RULE = (
    "The number of classes with the lowest {criterion} is supported where it is more than one, its model is "
    "identified, more than one of its starts reached the best, and its smallest class has at least "
    "{smallest} respondents."
)
CRITERION = {"bic": "BIC", "dbic": "dBIC"}
"""Column of a comparison to its name: what decides between numbers of classes; dBIC under a design."""


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


def decided_by(table: pl.DataFrame) -> tuple[str, int]:
    """Return the criterion that decides between numbers of classes, and the number that has its lowest.

    Under a design it is dBIC, which models that are not identified do not have; BIC where no model has one.
    Of equals the smallest number counts.

    Parameters
    ----------
    table
        See :class:`handrail.typology.comparison.ClassComparison`.

    Examples
    --------
    >>> decided_by(pl.DataFrame({"n_classes": [1, 2, 3], "bic": [9.0, 5.0, 4.0], "dbic": [6.0, 3.0, None]}))
    ('dbic', 2)
    """
    criterion = "dbic" if table["dbic"].is_not_null().any() else "bic"
    order = table.filter(pl.col(criterion).is_not_null()).sort(criterion, "n_classes")
    return criterion, int(order["n_classes"][0])


def supported_by(table: pl.DataFrame, starts: int, smallest: int) -> Supported:
    """Return whether the best of a comparison is a typology.

    Parameters
    ----------
    table
        See :class:`handrail.typology.comparison.ClassComparison`.
    starts
        How many each model had.
    smallest
        The fewest respondents of a class.

    Examples
    --------
    >>> table = pl.DataFrame({"n_classes": [1, 2], "bic": [9.0, 5.0], "dbic": [None, None],
    ...                       "identified": [True, False], "smallest_n": [90.0, 30.0],
    ...                       "starts_at_best": [1.0, 0.5]})
    >>> print(supported_by(table, 20, 50).reasons)
    ('2 classes are not identified', 'the smallest of 2 classes has fewer than 50 respondents')
    """
    criterion, best = decided_by(table)
    row = table.row(by_predicate=pl.col("n_classes") == best, named=True)
    rule = RULE.format(criterion=CRITERION[criterion], smallest=smallest)
    if best == 1:
        return Supported(None, (f"one class has the lowest {CRITERION[criterion]}",), rule)
    reasons = []
    if not row["identified"]:
        reasons.append(f"{best} classes are not identified")
    if starts > 1 and round(row["starts_at_best"] * starts) < 2:
        reasons.append(f"one of {starts} starts reached the best of {best} classes: give more starts")
    if row["smallest_n"] < smallest:
        # How many is not told: a number of very few people points at them.
        reasons.append(f"the smallest of {best} classes has fewer than {smallest} respondents")
    return Supported(None if reasons else best, tuple(reasons), rule)
