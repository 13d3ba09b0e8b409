"""``handrail interviews``: the qualitative strand, one file a noun."""

from __future__ import annotations

from handrail.cli.interviews.app import app

__all__ = ["app"]
