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
        Experiences that differ. Where everybody's share may not be shown, from the other classes that may be.
    alike
        Experiences about as common as among everybody.
    withheld
        Experiences that may not be shown.
    """

    marks: tuple[ClassMark, ...]
    alike: tuple[str, ...]
    withheld: tuple[str, ...]


def marks_of(profiles: Table, everyone: Table | None, name: str) -> ClassMarks:
    """Return what marks a class.

    Where a limit stands in place of a probability, the difference is reckoned to the limit: it is at least
    as large.

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
    beside = {_key(cell): cell for cell in (everyone.cells if everyone else ())}
    marks: list[ClassMark] = []
    alike: list[str] = []
    withheld: list[str] = []
    for cell in profiles.cells:
        if cell.group.get("class") != name:
            continue
        words = _words(cell)
        here, there = numbers.drawn(cell), _drawn(beside.get(_key(cell)))
        if here is None:
            withheld.append(words)
        elif there is None:
            marks.append(_beside_others(profiles, cell, here))
        elif abs(here - there) < ALIKE:
            alike.append(words)
        else:
            said = f"{numbers.estimate(cell, profiles.measure)} here, " + (
                f"{numbers.estimate(beside[_key(cell)], profiles.measure)} among everybody"
            )
            marks.append(ClassMark(words, said, here - there))
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


def _drawn(cell: Cell | None) -> float | None:
    return None if cell is None else numbers.drawn(cell)


def _words(cell: Cell) -> str:
    item = cell.group["item"]
    return item if cell.category is None else f"{item}: {cell.category}"
