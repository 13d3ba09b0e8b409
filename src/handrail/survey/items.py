"""Items of a scale: their answers as one matrix, and how they vary together under the weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import polars as pl

from handrail.survey.domains import domain_rows
from handrail.survey.linearise import Floats, Integers
from handrail.values.errors import DataError, did_you_mean
from handrail.values.result import LeftOut
from handrail.values.stays import StaysInMemory

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling


Reverse: TypeAlias = Mapping[str, tuple[float, float]]
"""Item that asks the other way round to the lowest and highest answer that its question offers."""

NOTHING_REVERSED: Reverse = MappingProxyType({})


@dataclass(frozen=True, eq=False, repr=False)
class Items(StaysInMemory):
    """The answers of respondents who answered every item; it stays in memory.

    Attributes
    ----------
    names
        The items.
    rows
        Positions of these respondents in the design's frame.
    answers
        Shape (rows, items).
    weight
        Shape (rows,).
    left_out
        The other rows, and why; they stay in the design.
    """

    names: tuple[str, ...]
    rows: Integers
    answers: Floats
    weight: Floats
    left_out: tuple[LeftOut, ...]

    def covariance(self, weight: Floats | None = None) -> Floats:
        """Return the weighted covariance of the items, shape (items, items), with the weights' sum below."""
        return covariance_under(self.answers, self.weight if weight is None else weight)

    def centred(self) -> Floats:
        """Return the answers less their weighted means."""
        centred: Floats = self.answers - _means(self.answers, self.weight)
        return centred


def covariance_under(answers: Floats, weight: Floats) -> Floats:
    """Return the covariance of columns under weights; sums in one order.

    Examples
    --------
    >>> covariance_under(np.array([[0.0, 1.0], [2.0, 1.0], [4.0, 4.0]]), np.array([1.0, 1.0, 2.0])).tolist()
    [[2.75, 2.25], [2.25, 2.25]]
    """
    centred = answers - _means(answers, weight)
    found: Floats = np.einsum("ri,r,rj->ij", centred, weight / weight.sum(), centred)
    return found


def _means(answers: Floats, weight: Floats) -> Floats:
    means: Floats = np.einsum("ri,r->i", answers, weight / weight.sum())
    return means


def items_of(
    design: Sampling,
    names: Sequence[str],
    where: pl.Expr | None,
    reverse: Reverse = NOTHING_REVERSED,
) -> Items:
    """Return the answers of a domain's respondents who answered every item.

    Parameters
    ----------
    design, names, where
        The sample's design, the items, and the domain.
    reverse
        Items that are turned round, each with the range of its answers: from 1 to 5 a 2 becomes a 4. The
        range is the question's and not the data's, in which nobody may have given the lowest answer.

    Raises
    ------
    DataError
        For fewer than two items, one named twice, a column that is not there or holds no numbers, an item
        that nobody answers differently, and fewer complete respondents than items and one more; for a turned
        item that is none of them, a range whose ends are not in order, and answers outside of it.
    """
    _check_reverse(names, reverse)
    if len(names) < 2 or len(set(names)) < len(names):
        raise DataError.because(
            "a scale has two items at least, each once", f"{len(names)} items", "list its items"
        )
    inside = domain_rows(design, where)
    columns = []
    for name in names:
        column = design.column(name)
        if not (column.dtype.is_numeric() or column.dtype == pl.Boolean):
            raise DataError.because(
                "an item of a scale is a number",
                f"'{name}' holds {column.dtype}",
                "recode its answers to numbers, in their order",
            )
        numbers = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
        columns.append(_turned(name, numbers, reverse[name]) if name in reverse else numbers)
    answers = np.column_stack(columns)
    answered = np.isfinite(answers).all(axis=1)
    positive = design.weight > 0
    rows = np.flatnonzero(inside & answered & positive)
    if len(rows) <= len(names):
        raise DataError.because(
            "a scale has more respondents with an answer to every item than it has items",
            f"{len(rows)} of {int(inside.sum())} rows, {len(names)} items",
            "check the recodes of the items: one code that is no answer may stand in one of them",
        )
    complete = answers[rows]
    constant = [name for name, one in zip(names, complete.T, strict=True) if (one == one[0]).all()]
    if constant:
        raise DataError.because(
            "respondents differ on every item of a scale",
            f"one answer from all of them to: {', '.join(constant)}",
            "leave the item out, and say so",
        )
    reasons = (
        (~inside, "outside the domain"),
        (inside & ~answered, "no answer to one of the items or more"),
        (inside & answered & ~positive, "a weight of zero"),
    )
    left_out = tuple(LeftOut(int(flags.sum()), reason) for flags, reason in reasons if flags.any())
    return Items(tuple(names), rows, complete, design.weight[rows], left_out)


def _check_reverse(names: Sequence[str], reverse: Reverse) -> None:
    for name, (low, high) in reverse.items():
        if name not in names:
            raise DataError.because(
                "an item that is turned round is one of the scale", f"'{name}'", did_you_mean(name, names)
            )
        if not low < high:
            raise DataError.because(
                "the range of an item goes from its lowest answer to its highest",
                f"{low:g} to {high:g} for '{name}'",
                "give the codes of both ends",
            )


def _turned(name: str, numbers: Floats, ends: tuple[float, float]) -> Floats:
    low, high = ends
    answered = np.isfinite(numbers)
    outside = int(((numbers[answered] < low) | (numbers[answered] > high)).sum())
    if outside:
        raise DataError.because(
            "every answer to an item that is turned round lies in its range",
            f"others to '{name}', whose range is {low:g} to {high:g}",
            "correct the range, or name the codes of missing answers in the file or the recode",
        )
    turned: Floats = low + high - numbers
    return turned
