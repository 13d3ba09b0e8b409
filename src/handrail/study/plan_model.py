"""A model in the plan: one outcome, and the factors that it is associated with."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from handrail.study.plan_base import Code, Name, Part, Slug, Words

ModelKind = Literal["logit", "linear", "poisson", "ordinal", "multinomial", "firth"]


class Model(Part):
    """One model: an outcome and the factors associated with it, adjusted for one another."""

    id: Slug
    title: Words
    survey: Slug
    kind: ModelKind = "logit"
    """What the outcome is: yes/no (logit; firth where it is rare), a number (linear), times or a yes/no told
    as a ratio of shares (poisson), ordered categories (ordinal), other categories (multinomial)."""
    outcome: Name
    """What is explained: a variable with yes and no, a number, or one with categories, as the kind asks."""
    factors: tuple[Name, ...] = Field(min_length=1)
    """Variables with a role, in the order in which they are printed."""
    splines: dict[Name, Annotated[int, Field(ge=3, le=7)]] = Field(default_factory=dict)
    """Number to its knots, 3 to 7: the factor is then a curve, compared at its knots."""
    margins: bool = False
    """Whether average marginal effects are told too: of logit, linear and poisson."""
    standardised: tuple[Name, ...] = ()
    """Factors over whose levels shares or means are standardised, with their differences and ratios."""
    where: dict[Name, tuple[Code, ...]] = Field(default_factory=dict)
    level: float = Field(default=0.95, gt=0.5, lt=1)
    nothing_to_change: str = ""
    """Why no factor is one that services can change or that protects."""
