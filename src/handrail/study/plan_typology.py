"""A typology in the plan: its items, the numbers of classes considered, and the names that a person gave."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from handrail.study.plan_base import Name, Part, Slug, Words

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


class Typology(Part):
    """A latent class analysis of yes/no items, and the names that a person gave the classes."""

    id: Slug
    title: Words
    survey: Slug
    items: tuple[Name, ...] = Field(min_length=3)
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
