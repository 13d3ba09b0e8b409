"""Replicates: weights of many part samples, and how the spread over them becomes a variance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from handrail.survey.linearise import Flags, Floats, Integers, Rows
from handrail.values.stays import StaysInMemory

ReplicateKind = Literal["JKn", "BRR", "Fay", "bootstrap"]
REPLICATE_KINDS: tuple[ReplicateKind, ...] = ("JKn", "BRR", "Fay", "bootstrap")
Centre = Literal["full", "mean"]
CENTRES: tuple[Centre, ...] = ("full", "mean")

MOST_NUMBERS = 100_000_000
"""Replicates of 800 megabytes: more would not fit beside a survey."""

_RANK = 1e-10
"""R's tolerance for a column that others make up, 1e-5 of its length, squared."""
_ROUNDED = 1e-4
"""Files give weights with four or five digits."""


@dataclass(frozen=True, eq=False, repr=False)
class Replicates(StaysInMemory):
    """Replicate weights of a design: what each replicate multiplies a base weight by, group for group.

    Replicates that were made from a design treat a cluster as one, so that clusters and not rows are stored.
    The weight of row i in replicate r is ``base[i] * multiplier[r, group_of_row[i]]``, the sampling weight
    included.

    Attributes
    ----------
    kind
        How they were made.
    multiplier
        Shape (replicates, groups).
    group_of_row
        Shape (rows,): the cluster of a row, or its own position where a file gave the weights.
    base
        Shape (rows,): the sampling weight, or 1 where a file gave the weights.
    scale, factors
        The variance is ``scale`` times the sum of ``factors``, shape (replicates,), times squared deviations.
    centre
        What they deviate from: ``full``, the whole sample's estimate, or ``mean``, the replicates' own.
    given_df
        The survey's documentation says these degrees of freedom; None: rank of the weights less one.
    """

    kind: ReplicateKind
    multiplier: Floats
    group_of_row: Integers
    base: Floats
    scale: float
    factors: Floats
    centre: Centre
    given_df: int | None = None

    def __len__(self) -> int:
        """Return the number of replicates."""
        return len(self.multiplier)

    def weights(self, rows: Rows | None = None) -> Iterator[Floats]:
        """Yield the weights of rows, all of them without positions, one replicate after the other.

        Examples
        --------
        >>> two = Replicates("BRR", np.array([[2.0, 0.0], [0.0, 2.0]]), np.array([0, 0, 1]),
        ...                  np.array([1.0, 3.0, 2.0]), 0.5, np.ones(2), "full")
        >>> [weight.tolist() for weight in two.weights()]
        [[2.0, 6.0, 0.0], [0.0, 0.0, 4.0]]
        """
        group = self.group_of_row if rows is None else self.group_of_row[rows]
        base = self.base if rows is None else self.base[rows]
        for multiplier in self.multiplier:
            yield base * multiplier[group]

    def sums(self, rows: Rows, values: Floats | float) -> Floats:
        """Return weighted sums of values of some rows, shape (replicates,)."""
        groups = self.multiplier.shape[1]
        # einsum and not @: one order of summation, in one thread.
        totals = np.bincount(self.group_of_row[rows], weights=self.base[rows] * values, minlength=groups)
        sums: Floats = np.einsum("rg,g->r", self.multiplier, totals)
        return sums

    def degrees_of_freedom(self, rows: Flags) -> int:
        """Return the rank of the weights of some rows, less one, and at most what the documentation says.

        Notes
        -----
        As R's ``degf``: a replicate counts when less than 1 - 1e-5 of its length is made up by earlier ones.
        """
        squares = np.bincount(
            self.group_of_row[rows], weights=self.base[rows] ** 2, minlength=self.multiplier.shape[1]
        )
        column = self.multiplier * np.sqrt(squares)
        length = np.sqrt((column**2).sum(axis=1))
        column = column[length > 0] / length[length > 0, None]
        # Products of replicates or of groups have one rank: the fewer are taken.
        gram = column @ column.T if len(column) <= column.shape[1] else column.T @ column
        rank = max(_rank(gram) - 1, 0)
        return rank if self.given_df is None else min(rank, self.given_df)

    def move_as_one(self, rows: Rows) -> bool:
        """Whether every replicate multiplies the weights of these rows by one number.

        A share, mean or ratio over such rows is the same in all replicates, whatever was answered.
        """
        group = self.group_of_row[rows]
        if (group == group[0]).all():
            return True
        middle: Floats | None = None
        for weight in self.weights(rows):
            total = weight.sum()
            if not total > 0:
                continue
            share = weight / total
            if middle is None:
                middle = share
            elif (np.abs(share - middle) > _ROUNDED * (share + middle)).any():
                return False
        return True


def _rank(gram: Floats) -> int:
    """Return the rank of the columns beneath a matrix of their products, taken one after the other."""
    length = np.sqrt(np.diag(gram))
    some = length > 0
    left = gram[np.ix_(some, some)] / np.outer(length[some], length[some])
    rank = 0
    for column in range(len(left)):
        pivot = left[column, column]
        if pivot < _RANK:
            if (np.diag(left)[column:] < _RANK).all():
                break
            continue
        rank += 1
        below = left[column + 1 :, column].copy()
        left[column + 1 :, column + 1 :] -= np.outer(below, below) / pivot
    return rank
