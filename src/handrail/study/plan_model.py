"""A model in the plan: one outcome, and the factors that it is associated with."""

from __future__ import annotations

from pydantic import Field

from handrail.study.plan_base import Code, Name, Part, Slug, Words


class Model(Part):
    """One model: an outcome and the factors associated with it, adjusted for one another."""

    id: Slug
    title: Words
    survey: Slug
    outcome: Name
    """A variable with yes and no."""
    factors: tuple[Name, ...] = Field(min_length=1)
    """Variables with a role, in the order in which they are printed."""
    where: dict[Name, tuple[Code, ...]] = Field(default_factory=dict)
    level: float = Field(default=0.95, gt=0.5, lt=1)
    nothing_to_change: str = ""
    """Why no factor is one that services can change or that protects."""
