"""Profile names: a typology's parts are computed without them, so that naming a class computes none anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from handrail.study.plan_typology import Typology
from handrail.values import Cell, DataError, Result, Table

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Characters of nobody's text, around the number of a class."""
_TOKEN = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")


def tokens(classes: int) -> tuple[str, ...]:
    """Return what stands for the name of each class until it is put in.

    Examples
    --------
    >>> len(set(tokens(3)))
    3
    """
    return tuple(f"{_OPEN}{number}{_CLOSE}" for number in range(1, classes + 1))


def named(result: Result, typology: Typology) -> Result:
    """Return a result with the plan's names of the classes, or "Profile 1" and so on, in every word of it.

    Raises
    ------
    DataError
        Where a name is used twice.
    """
    from handrail.typology.cells import named_classes
    from handrail.typology.results import NAMED, UNNAMED

    names = named_classes([one.name for one in typology.profile], typology.classes)

    def put(text: str) -> str:
        found = _TOKEN.sub(lambda match: names[int(match[1]) - 1], text)
        return found if typology.profile else found.replace(NAMED, UNNAMED)

    return replace(
        result,
        tables=tuple(_table(table, put) for table in result.tables),
        rules={name: put(rule) for name, rule in result.rules.items()},
        warnings=tuple(put(warning) for warning in result.warnings),
    )


def _table(table: Table, put: Callable[[str], str]) -> Table:
    return replace(
        table,
        cells=tuple(_cell(cell, put) for cell in table.cells),
        judged=tuple(_cell(cell, put) for cell in table.judged),
        notes=tuple(put(note) for note in table.notes),
    )


def _cell(cell: Cell, put: Callable[[str], str]) -> Cell:
    group = {name: put(level) for name, level in cell.group.items()}
    return replace(cell, group=group, category=None if cell.category is None else put(cell.category))


def check_marks(profile: Table, typology: Typology, labels: Mapping[str, str]) -> None:
    """Refuse names that no longer fit: a class was named for an item that is now likelier in another.

    Parameters
    ----------
    profile
        The typology's first table, with the names.
    labels
        Item to its label.

    Raises
    ------
    DataError
        Naming the class and the item.
    """
    for one in typology.profile:
        if not one.marked_by:
            continue
        item = labels[one.marked_by]
        found = {
            cell.group["class"]: _known(cell)
            for cell in profile.cells
            if cell.group["item"] == item and cell.category is None
        }
        # Of two classes with a limit on the same side it is not known where the item is likelier.
        if found and found[one.name] < max(found.values()):
            raise DataError.because(
                "a class keeps its name only while the item that marks it is likelier there than elsewhere",
                f"'{one.name}' marked by '{one.marked_by}' in typology '{typology.id}'",
                "look at the profiles again, the largest class first, and name the classes anew",
                file="study.toml",
            )


def _known(cell: Cell) -> tuple[int, float]:
    """Return what orders probabilities as far as they are told.

    A probability has a limit where it lies below .05 or above .95, whatever the limit: in a small class it
    is a bound, and `below` .20 is still less than an estimate of .10.
    """
    estimate = cell.value("estimate")
    if estimate is not None:
        return 1, estimate
    return (2 if cell.value("above") is not None else 0), 0.0
