"""Result: what a pure function of a room gives back, with all that a reader needs to trust it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from handrail.values.table import Table


@dataclass(frozen=True)
class Method:
    """How a number was made.

    Attributes
    ----------
    name
        The step's name in code, such as ``survey.proportion``.
    version
        ``METHOD_VERSION``: raised by hand when the same input would give another output.
    label
        The method in a reader's words.
    reference
        The paper or standard it follows.
    """

    name: str
    version: int
    label: str
    reference: str


@dataclass(frozen=True)
class LeftOut:
    """Rows that an estimate does not rest on, and why.

    Examples
    --------
    >>> LeftOut(2432, "no answer to 'QN8'").rows
    2432
    """

    rows: int
    reason: str


@dataclass(frozen=True)
class Result:
    """The outcome of one step.

    Attributes
    ----------
    tables
        What the step found, as neutral tables.
    base
        Unweighted number of respondents or participants beneath the result.
    weighted_base
        The same weighted, or None without weights.
    left_out
        Rows not used, with the reason.
    method
        Name, version and reference of the method.
    rules
        Every rule that the numbers depend on, such as ``{"df": "design", "interval": "logit"}``.
    seed
        The seed, or None for a method that draws nothing.
    software
        Names and versions of what computed it; recorded, never digested.
    warnings
        What a careful reader should know, such as strata that lost a cluster.
    """

    tables: tuple[Table, ...]
    base: int
    weighted_base: float | None
    left_out: tuple[LeftOut, ...]
    method: Method
    rules: Mapping[str, str] = field(default_factory=dict)
    seed: int | None = None
    software: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "rules", MappingProxyType(dict(self.rules)))
        object.__setattr__(self, "software", MappingProxyType(dict(self.software)))
