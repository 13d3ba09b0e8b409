"""A typology in the plan: its items, the numbers of classes considered, their names, and further parts."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from handrail.study.plan_base import Name, Part, Slug, Words
from handrail.typology.kinds import CovariateMethod, OutcomeMethod

OtherKind = Literal["adjacent", "cumulative", "count", "continuous"]

SELF_CHECKED = "self-checked"
"""Stands for a second reader where there is none: whoever works alone says so."""


class Profile(Part):
    """A person's name for one class of a typology: it describes experiences, not character."""

    name: Words
    description: Words
    marked_by: str = ""
    """The item that is more likely here than in any other class: the name holds only while that is so."""
    because: str = ""
    """Why this name: which of the class's experiences it puts into words."""
    second_reader: str = ""
    """Who read the name beside the class's numbers and agreed; "self-checked" where someone works alone."""
    read_on: date | None = None
    """The day on which the second reader did."""


class TypologyBootstrap(Part):
    """The bootstrap likelihood-ratio test of each number of classes against one more."""

    replicates: int = Field(default=500, ge=19)
    hit_replicates: int = Field(default=25, ge=0)
    """In how many replicates the fits are held against the best of further starts."""
    further_starts: int = Field(default=400, ge=1)


class TypologyStability(Part):
    """Whether the classes come back: samples drawn again, parts left out, halves, plain clusters."""

    replicates: int = Field(default=1000, ge=2)
    """Bootstrap samples, drawn as it was: whole clusters within strata. Intervals are told from 200 on."""
    starts: int = Field(default=25, ge=0)
    """Random starts of each, beside the one at the solution."""
    seed: int = Field(default=1, ge=0)
    leave_out: Name | None = None
    """A variable, such as the country, each of whose groups is left out in turn."""


class TypologyGroups(Part):
    """Whether the classes are the same in several groups, such as countries, and which items differ."""

    by: Name
    """A variable with categories, or with yes and no."""
    free: tuple[Name, ...] = ()
    """Items that may differ, where that was decided beforehand; sought one by one where it was not."""
    smallest: int = Field(default=100, ge=10)
    """Respondents of a group that is compared, at least."""
    answers: bool = True
    """Whether the answers of each profile in each group are told. Where few of a group gave one, most of them
    are withheld and take the items' shares among everybody along."""


class TypologyCovariates(Part):
    """What goes together with being in a class, adjusted for one another."""

    factors: tuple[Name, ...] = Field(min_length=1)
    """Variables with a role, in the order in which they are printed."""
    method: CovariateMethod = "three-step-ml"
    nothing_to_change: str = ""
    """Why no factor is one that services can change or that protects."""


class TypologyOutcomes(Part):
    """How common, or how high, something is in each class."""

    variables: tuple[Name, ...] = Field(min_length=1)
    method: OutcomeMethod = "bch"


class Typology(Part):
    """A latent class analysis, the names that a person gave the classes, and what else is asked of them."""

    id: Slug
    title: Words
    survey: Slug
    items: tuple[Name, ...] = Field(min_length=3)
    kinds: dict[Name, OtherKind] = Field(default_factory=dict)
    """What an item is where it is neither yes/no nor categories without an order."""
    classes: int = Field(ge=1)
    """The number of classes that the team settled on."""
    considered: tuple[int, ...] = (1, 2, 3, 4, 5, 6)
    """The numbers of classes that were compared."""
    because: str = ""
    """Why this number, where the lowest BIC is another's."""
    starts: int = Field(default=50, ge=1)
    seed: int = Field(default=1, ge=0)
    profile: tuple[Profile, ...] = ()
    """Names in the order of the classes' shares, the largest first."""
    bootstrap: TypologyBootstrap | None = None
    """Not made where this is left out; refused with weights, strata or clusters."""
    lmr: bool = False
    """Whether the Lo-Mendell-Rubin test is made too, whose p has no guaranteed level."""
    stability: TypologyStability | None = None
    groups: TypologyGroups | None = None
    covariates: TypologyCovariates | None = None
    outcomes: TypologyOutcomes | None = None
