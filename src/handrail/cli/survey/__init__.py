"""``handrail survey``: questions to a survey of a study, and its files."""

from __future__ import annotations

from handrail.cli.survey.app import app

__all__ = ["app"]
