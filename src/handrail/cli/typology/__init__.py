"""``handrail typology``: typologies of the plan, one file a verb."""

from __future__ import annotations

from handrail.cli.typology.app import app

__all__ = ["app"]
