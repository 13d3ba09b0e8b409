"""Groups: the rows of each combination of levels, found in one pass over the sample."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from handrail.survey.levels import Levels
from handrail.survey.linearise import EVERYBODY, Flags, Integers, Rows
from handrail.values.stays import StaysInMemory

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling


@dataclass(frozen=True, eq=False, repr=False)
class Group(StaysInMemory):
    """One group of a domain.

    Attributes
    ----------
    key
        Its level of each grouping, in order; empty for the whole.
    rows
        How many rows of the domain are in it, missing answers included.
    n
        How many of them are in the estimate.
    answered
        Which these are: positions, ascending, or ``EVERYBODY``.
    """

    key: tuple[object, ...]
    rows: int
    n: int
    answered: Rows

    @property
    def positions(self) -> Integers:
        """Positions of those in the estimate, ascending, also where they are everybody."""
        return np.arange(self.n) if isinstance(self.answered, slice) else self.answered


def groups_of(grouped: Sequence[Levels], members: Flags, used: Flags) -> Iterator[Group]:
    """Yield the groups that have a row in the domain, first grouping slowest.

    Parameters
    ----------
    grouped
        The groupings' levels; none for one group of everybody.
    members
        Rows of the domain that have a level of every grouping.
    used
        Those of them that are in the estimate.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.survey.levels import levels_of
    >>> levels, everyone = levels_of(pl.Series(list("baab"))), np.ones(4, dtype=np.bool_)
    >>> [(group.key, group.answered.tolist()) for group in groups_of([levels], everyone, everyone)]
    [(('a',), [1, 2]), (('b',), [0, 3])]
    """
    if not grouped:
        n = int(np.count_nonzero(used))
        everybody = n == len(used)
        yield Group((), int(np.count_nonzero(members)), n, EVERYBODY if everybody else np.flatnonzero(used))
        return
    sizes = [max(len(levels.values), 1) for levels in grouped]
    code = grouped[0].codes
    for levels, size in zip(grouped[1:], sizes[1:], strict=True):
        code = code * size + levels.codes
    many = int(np.prod(sizes))
    rows = np.flatnonzero(used)
    own = _narrow(code[rows], many)
    # A stable sort keeps the order of the rows within a group, so sums are the same to the last bit.
    order = np.argsort(own, kind="stable")
    rows, own = rows[order], own[order]
    present, of_domain = np.unique(_narrow(code[members], many), return_counts=True)
    for number, size in zip(present.tolist(), of_domain.tolist(), strict=True):
        start = int(np.searchsorted(own, number, side="left"))
        end = int(np.searchsorted(own, number, side="right"))
        yield Group(_key(number, grouped), size, end - start, rows[start:end])


def _key(code: int, grouped: Sequence[Levels]) -> tuple[object, ...]:
    key: list[object] = []
    for levels in reversed(grouped):
        code, position = divmod(code, max(len(levels.values), 1))
        key.insert(0, levels.values[position])
    return tuple(key)


def df_of(design: Sampling, rows: Rows) -> int:
    """Return clusters minus strata of some rows of a design."""
    member = np.zeros(design.frame.height, dtype=np.bool_)
    member[rows] = True
    return design.degrees_of_freedom_of(member)


def _narrow(codes: Integers, levels: int) -> npt.NDArray[np.integer]:
    """Return codes in two bytes where they fit: these are sorted by counting, ten times as fast."""
    return codes.astype(np.uint16) if levels <= np.iinfo(np.uint16).max else codes
