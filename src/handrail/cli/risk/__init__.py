"""``handrail risk``: risk analyses of the plan, one file a verb."""

from __future__ import annotations

from handrail.cli.risk.app import app

__all__ = ["app"]
