"""Exposures: what an attack found, set by set of tables, in words for the team."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Exposure:
    """A group of respondents that a reader could place too closely.

    Attributes
    ----------
    source
        The survey.
    columns
        The columns that tell the group apart, never a level, which is an answer; empty for the difference of
        two cells.
    kind
        ``withheld``: a number that a table withholds; ``group``: fewer respondents than the limit;
        ``crossing``: surely somebody, and surely fewer than the limit, of levels that only several tables
        have; ``class``: a group of which nobody gave some answer.
    low, high
        The interval. For the team's eyes: it is what must not leave.
    """

    source: str
    columns: tuple[str, ...]
    kind: str
    low: int = field(repr=False)
    high: int = field(repr=False)


@dataclass(frozen=True)
class SourceAttack:
    """How the attack on one set of tables went.

    Attributes
    ----------
    source, revision
        Whose respondents.
    tables
        How many tables stood together, earlier ones included.
    unknowns, constraints, targets, programs
        The unknowns that the equations tell apart, the equations, the groups tried, the programs solved.
    exposures
        What was found. After a review that is what could not be helped by withholding more of the release:
        earlier releases alone expose it.
    left_out
        Tables that need more unknowns than are considered at once.
    consistent
        Whether the tables agree with each other; if not, nothing could be tried.
    """

    source: str
    revision: int
    tables: int
    unknowns: int = 0
    constraints: int = 0
    targets: int = 0
    programs: int = 0
    exposures: tuple[Exposure, ...] = ()
    left_out: tuple[str, ...] = ()
    consistent: bool = True


@dataclass(frozen=True)
class AttackReport:
    """How the attack on a release went, one entry for each set of tables attacked together.

    Examples
    --------
    >>> AttackReport((SourceAttack("pilot", 0, 2, constraints=9, targets=40),)).exposures
    ()
    """

    sources: tuple[SourceAttack, ...] = ()

    @property
    def exposures(self) -> tuple[Exposure, ...]:
        """Return everything found."""
        return tuple(one for source in self.sources for one in source.exposures)
