"""The plan's calibration of a survey's weights: to which margins or totals, from which source, and how."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from handrail.study.plan_base import Name, Part, Words

Populations = dict[str, float | dict[str, float]]
"""Level to the people who have it; of two variables, level of the first to those of the second."""


class MarginPlan(Part):
    """What is known of the population about one variable, or about two that are crossed."""

    of: tuple[Name, ...] = Field(min_length=1, max_length=2)
    """The variable, or two of them: the levels of the second within each of the first."""
    population: Populations = Field(default_factory=dict)
    """Level to the people who have it."""
    total: float | None = None
    """Of one variable that is a number: its sum over the population."""
    source: str = ""
    """Where it is published, where that is another place than the calibration's."""


class Calibration(Part):
    """Weights that are calibrated to what is known of the population, before anything is estimated."""

    method: Literal["raking", "linear"]
    """``raking`` meets margins one after the other, and one margin post-stratifies; ``linear`` (GREG) meets
    margins and totals together."""
    source: Words
    """Where the margins are published, with their year: printed."""
    margin: tuple[MarginPlan, ...] = Field(min_length=1)
    size: float | None = Field(default=None, gt=0)
    """Of linear: people in the population, where no margin says it."""
    bounds: tuple[float, float] | None = None
    """Of linear: the least and the most that a weight may be multiplied by, such as ``[0.3, 3]``."""
    trim: tuple[float, float] | None = None
    """The least and the most that a calibrated weight may be, in multiples of their mean: ``[0.2, 5]``."""

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of the survey that are calibrated to, each once."""
        return tuple(dict.fromkeys(name for margin in self.margin for name in margin.of))
