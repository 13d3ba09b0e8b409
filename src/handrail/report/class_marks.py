"""Class marks: how far a class's experiences differ from everybody's, by what is released of both."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.documents import numbers
from handrail.values import Cell, Table

ALIKE = 0.05
"""A smaller difference between two probabilities marks nothing."""

MOST = 6


@dataclass(frozen=True)
class ClassMark:
    """One experience: its name, its probabilities in words, and how far they differ at least."""

    item: str
    words: str
    difference: float


@dataclass(frozen=True)
class ClassMarks:
    """What marks a class, the largest differences first.

    Attributes
    ----------
    marks
        Experiences that differ, or of which a limit does not tell that they do not. Where everybody's share
        may not be shown, from the other classes that may be.
    alike
        Experiences about as common as among everybody, whatever lies behind a limit.
    withheld
        Experiences that may not be shown.
    """

    marks: tuple[ClassMark, ...]
    alike: tuple[str, ...]
    withheld: tuple[str, ...]


def marks_of(profiles: Table, everyone: Table | None, name: str) -> ClassMarks:
    """Return what marks a class.

    Where a limit stands in place of a probability, the difference is the least that the limit admits, and two
    probabilities are alike only where the largest that it admits is small.

    Parameters
    ----------
    profiles, everyone
        Released probabilities by ``item`` and ``class``, and by ``item``; None where there are none.
    name
        The class.

    Examples
    --------
    >>> cells = [Cell({"item": item, "class": "Pressed"}, None, 90, 60, values)
    ...          for item, values in (("Asked", {"estimate": 0.62}), ("Threatened", {"above": 0.95}))]
    >>> whole = [Cell({"item": item}, None, 900, 90, {"estimate": share})
    ...          for item, share in (("Asked", 0.6), ("Threatened", 0.1))]
    >>> profiles = Table("typology:t", "T", "probability", ("item", "class"), tuple(cells), "s", "t")
    >>> everyone = Table("typology:t.everyone", "T", "probability", ("item",), tuple(whole), "s", "t")
    >>> found = marks_of(profiles, everyone, "Pressed")
    >>> found.marks[0].words, found.alike
    ('>.95 here, .10 among everybody', ('Asked',))
    """
    beside = {
        _key(cell): cell
        for cell in (everyone.cells if everyone else ())
        # Where it may not be shown the other classes stand beside.
        if numbers.drawn(cell) is not None
    }
    marks: list[ClassMark] = []
    alike: list[str] = []
    withheld: list[str] = []
    for cell in profiles.cells:
        if cell.group.get("class") != name:
            continue
        words = _words(cell)
        here, everybody = numbers.drawn(cell), beside.get(_key(cell))
        if here is None:
            withheld.append(words)
        elif everybody is None:
            marks.append(_beside_others(profiles, cell, here))
        elif _are_alike(cell, everybody):
            alike.append(words)
        else:
            said = f"{numbers.estimate(cell, profiles.measure)} here, " + (
                f"{numbers.estimate(everybody, profiles.measure)} among everybody"
            )
            marks.append(ClassMark(words, said, _apart(cell, everybody)))
    marks.sort(key=lambda one: -abs(one.difference))
    return ClassMarks(tuple(marks[:MOST]), tuple(alike), tuple(withheld))


def _beside_others(profiles: Table, cell: Cell, here: float) -> ClassMark:
    """Return an experience beside the other classes that may be shown; how far it is from them on average."""
    others = [
        (place, one)
        for one in profiles.cells
        if _key(one) == _key(cell) and one.group != cell.group and (place := numbers.drawn(one)) is not None
    ]
    said = f"{numbers.estimate(cell, profiles.measure)} here"
    if not others:
        return ClassMark(_words(cell), f"{said}; it may be shown of no other profile", 0.0)
    others.sort(key=lambda one: one[0])
    ends = dict.fromkeys(numbers.estimate(one, profiles.measure) for _, one in (others[0], others[-1]))
    far = here - sum(place for place, _ in others) / len(others)
    return ClassMark(
        _words(cell), f"{said}, {' to '.join(ends)} in the other profiles that may be shown", far
    )


def _key(cell: Cell) -> tuple[str | None, str | None]:
    return cell.group.get("item"), cell.category


def _ends(cell: Cell) -> tuple[float, float]:
    """Return between what the probability lies: twice the estimate, or from a limit to the boundary."""
    below, above = numbers.known(cell, "below"), numbers.known(cell, "above")
    if below is not None:
        return 0.0, below
    if above is not None:
        return above, 1.0
    place = numbers.drawn(cell) or 0.0
    return place, place


def _are_alike(one: Cell, other: Cell) -> bool:
    (low, high), (least, most) = _ends(one), _ends(other)
    largest = max(high - least, most - low)
    # Two limits of the same end are never reached: what lies behind them differs by less than they admit.
    both = low < high and least < most
    return largest <= ALIKE + 1e-9 if both else largest < ALIKE


def _apart(one: Cell, other: Cell) -> float:
    """Return how far two probabilities differ at least: nothing where a limit admits that they are equal."""
    (low, high), (least, most) = _ends(one), _ends(other)
    return low - most if low > most else min(high - least, 0.0)


def _words(cell: Cell) -> str:
    item = cell.group["item"]
    return item if cell.category is None else f"{item}: {cell.category}"
