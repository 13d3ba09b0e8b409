"""Dataclass values as JSON-like ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any


def plain(value: Any) -> Any:
    """Return mappings and sequences as dicts and lists, and dates as ISO text.

    Examples
    --------
    >>> plain({"on": date(2026, 5, 1), "flags": ("operational",)})
    {'on': '2026-05-01', 'flags': ['operational']}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value
