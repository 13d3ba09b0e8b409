"""Coding columns: what codings say, column by column, for all that reads tens of thousands at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from itertools import compress
from typing import TYPE_CHECKING

from handrail.values import Late

if TYPE_CHECKING:
    from handrail.interviews.project import ProjectCoding


@dataclass(frozen=True)
class CodingColumns:
    """Codings as columns of one length, in the codings' order; what each holds is told at ``Coding``."""

    name: Sequence[str]
    document: Sequence[str]
    start: Sequence[int]
    end: Sequence[int]
    quotation: Sequence[str] = field(repr=False)
    code: Sequence[str]
    coder: Sequence[str]
    memo: Sequence[str] = field(repr=False)
    speaker: Sequence[str | None]

    def __len__(self) -> int:
        """Return how many codings there are."""
        return len(self.name)

    def only(self, kept: Sequence[bool]) -> CodingColumns:
        """Return those for which a flag is set."""
        return CodingColumns(*(tuple(compress(getattr(self, one.name), kept)) for one in fields(self)))


class LateCodings(Late["ProjectCoding"]):
    """Codings that are read as columns first, and made into values when somebody looks at one.

    Parameters
    ----------
    columns
        What they say.
    make
        Makes them all, in the columns' order.
    """

    __slots__ = ("columns",)

    def __init__(self, columns: CodingColumns, make: Callable[[], Iterable[ProjectCoding]]) -> None:
        super().__init__(len(columns), make)
        self.columns = columns


def only_codings(codings: Sequence[ProjectCoding], kept: Sequence[bool]) -> Sequence[ProjectCoding]:
    """Return the codings for which a flag is set; those that are columns yet stay so.

    Examples
    --------
    >>> from handrail.interviews.project import ProjectCoding
    >>> two = [ProjectCoding(name, "p01.txt", 3, 7, "luck", "training", "AB") for name in ("c1", "c2")]
    >>> [one.name for one in only_codings(two, [False, True])]
    ['c2']
    """
    if isinstance(codings, LateCodings):
        return LateCodings(codings.columns.only(kept), lambda: compress(codings, kept))
    return tuple(compress(codings, kept))


def columns_of(codings: Sequence[ProjectCoding]) -> CodingColumns:
    """Return codings as columns.

    Examples
    --------
    >>> from handrail.interviews.project import ProjectCoding
    >>> columns_of([ProjectCoding("c1", "p01.txt", 3, 7, "luck", "training", "AB")]).code
    ('training',)
    """
    if isinstance(codings, LateCodings):
        return codings.columns
    return CodingColumns(
        name=tuple(one.name for one in codings),
        document=tuple(one.document for one in codings),
        start=tuple(one.start for one in codings),
        end=tuple(one.end for one in codings),
        quotation=tuple(one.quotation for one in codings),
        code=tuple(one.code for one in codings),
        coder=tuple(one.coder for one in codings),
        memo=tuple(one.memo for one in codings),
        speaker=tuple(one.speaker for one in codings),
    )
