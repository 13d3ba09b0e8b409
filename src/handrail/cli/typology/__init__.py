"""``handrail typology``: typologies of the plan, and questions to a survey, one file a verb."""

from __future__ import annotations

from handrail.cli.typology.app import app

__all__ = ["app"]
