"""Late: a tuple that is made when it is first looked into, of things that many never look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar, overload

T_co = TypeVar("T_co", covariant=True)


class Late(Sequence[T_co], Generic[T_co]):
    """A tuple of known length whose items are made at the first look, and then kept.

    It equals the tuple of the same items. A study holds tens of thousands of codings and turns; an export
    reads them by column, and making an object of each would take most of its time.

    Parameters
    ----------
    length
        How many there are.
    make
        Makes them all; called once at most.

    Raises
    ------
    ValueError
        At the first look, when ``make`` makes another number of them.

    Examples
    --------
    >>> found = Late(2, lambda: (word.upper() for word in ("by", "luck")))
    >>> len(found), found[1], found == ("BY", "LUCK")
    (2, 'LUCK', True)
    """

    __slots__ = ("_length", "_made", "_make")

    def __init__(self, length: int, make: Callable[[], Iterable[T_co]]) -> None:
        self._length = length
        self._make: Callable[[], Iterable[T_co]] | None = make
        self._made: tuple[T_co, ...] = ()

    def _items(self) -> tuple[T_co, ...]:
        if self._make is not None:
            made = tuple(self._make())
            if len(made) != self._length:
                raise ValueError(f"{self._length} items were promised, and {len(made)} were made")
            self._made, self._make = made, None
        return self._made

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> T_co: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[T_co, ...]: ...
    def __getitem__(self, at: int | slice) -> T_co | tuple[T_co, ...]:
        return self._items()[at]

    def __iter__(self) -> Iterator[T_co]:
        return iter(self._items())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Late):
            return self._items() == other._items()
        return self._items() == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._items())

    def __repr__(self) -> str:
        return repr(self._items())

    def __reduce__(self) -> tuple[type[tuple[T_co, ...]], tuple[tuple[T_co, ...]]]:
        """Copies and pickles are the tuple itself."""
        return tuple, (self._items(),)
