"""Targets: the groups whose number an attacker is after, and what was found of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from handrail.disclosure.equations import Key

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Kind = Literal["withheld", "group", "crossing", "class"]
"""A withheld number must be wide whatever it is; a group, unless it surely reaches the limit or is empty. A
crossing is a group that no table of the release could list, of levels that only several tables have or of
those who gave no answer: it is exposed when there surely is somebody in it, and surely fewer than the limit.
A class are those of some group who gave one answer: it is exposed when surely nobody did, of a group that may
be somebody."""


@dataclass(frozen=True, eq=False)
class Target:
    """A group whose number the attacker is after.

    ``base`` is, of a class, the group with any answer: where that is surely nobody, nobody is told of.
    """

    kind: Kind
    columns: tuple[str, ...]
    atoms: NDArray[np.intp]
    base: NDArray[np.intp] | None = None


@dataclass(frozen=True, eq=False)
class Found:
    """How closely a target can be placed, and the equations that say so."""

    target: Target
    low: int
    high: int
    binding: tuple[Key, ...]


Withhold: TypeAlias = Callable[[Found], "Withheld | None"]


@dataclass(frozen=True, eq=False)
class Withheld:
    """What was withheld because of a target: the equations that are gone, and the new targets."""

    gone: tuple[Key, ...]
    targets: tuple[Target, ...]
