"""A risk analysis in the plan: one outcome, its factors in blocks, and what else is asked of the model."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from handrail.risk.kinds import Block, ExposureKind, Missing
from handrail.study.plan_base import Code, Name, Part, Slug, Words


class RiskBlock(Part):
    """One block of factors; blocks enter in the order in which they stand."""

    kind: Block
    factors: tuple[Name, ...] = Field(min_length=1)
    """Variables of the survey."""


class RiskValidation(Part):
    """How well the model does, measured on the answers that made it and corrected for that."""

    resamples: int = Field(default=200, ge=2)
    """Bootstrap resamples of whole clusters, in each of which the model is fitted again."""
    seed: int = Field(default=1, ge=0)
    by: tuple[Name, ...] = ()
    """Demographic factors (or the country) by whose groups it is measured too."""
    countries: bool = False
    """Whether each country is left out in turn."""


class RiskSpecifications(Part):
    """What else could have been decided: every combination is fitted, and all of them are shown."""

    factor: Name
    """Whose odds ratio is followed."""
    outcomes: tuple[Name, ...] = ()
    """Other recodes of the outcome, of the same kind."""
    left_out: tuple[tuple[Name, ...], ...] = ()
    """Sets of factors that could be left out."""
    weights: tuple[str, ...] = ()
    """Other weights, as variables of the survey; an empty name is none."""
    missing: tuple[Missing, ...] = ()
    """Other rules for missing answers."""


class RiskExposure(Part):
    """What a service, a platform or those around a child can change."""

    factor: Name
    kind: ExposureKind
    reference: Words
    """The level that everybody would have: a category, or yes or no."""
    assumptions: Words
    """Under which the number is more than an association."""


class RiskMediation(RiskExposure):
    """An exposure, and a later circumstance that its effect may go through."""

    level: Words
    """The level that is compared with the reference."""
    mediator: Name
    """A yes/no factor of a later block."""


class Risk(Part):
    """One risk analysis, declared before the answers are looked at."""

    id: Slug
    title: Words
    survey: Slug
    outcome: Name
    """A variable with yes and no."""
    outcome_is: Literal["risk", "harm"]
    """A risk is being approached; a harm is being upset, a meeting, a loss. Never one score of both."""
    block: tuple[RiskBlock, ...] = Field(min_length=1)
    missing: Missing = "domain"
    """Whether no answer is a domain (no part in the estimate) or a category of its own."""
    country: Name | None = None
    """The variable of countries, where several are pooled."""
    country_weight: Literal["equal", "population", "as_given"] | None = None
    """How each country counts."""
    populations: dict[str, float] = Field(default_factory=dict)
    """For country_weight = "population": the size of each."""
    time_order: str = ""
    """Why the blocks stand in this order in time; without it there is only a decomposition of association."""
    nothing_to_change: str = ""
    """Why no factor is one that protects."""
    where: dict[Name, tuple[Code, ...]] = Field(default_factory=dict)
    """Variable to the values that belong to the domain; all other rows stay in the design."""
    level: float = Field(default=0.95, gt=0.5, lt=1)
    interactions: tuple[Name, ...] = ()
    """The country, or a factor: by each of them it is tested whether associations differ."""
    validate_: RiskValidation | None = Field(default=None, alias="validate")
    """How well the model does: not measured where this is left out."""
    specifications: RiskSpecifications | None = None
    reach: tuple[float, ...] = ()
    """Thresholds of a service's reach, read as a share of groups and never as a screening."""
    attributable: tuple[RiskExposure, ...] = ()
    what_if: tuple[RiskExposure, ...] = ()
    mediation: tuple[RiskMediation, ...] = ()

    @property
    def factors(self) -> tuple[str, ...]:
        """Every factor, in the order of the blocks."""
        return tuple(name for block in self.block for name in block.factors)
