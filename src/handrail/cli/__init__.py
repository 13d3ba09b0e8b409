"""The command line: what a person types."""

from __future__ import annotations

from handrail.cli.commands import main

__all__ = ["main"]
