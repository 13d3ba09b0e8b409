"""Lazy public names: a room's ``__init__`` names its parts without loading them.

A build with nothing to do must not load numerics, and reading a method's version must not import
polars. This is PEP 562 in ten lines.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any


def lazy_names(room: str, names: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` for a package that loads its names on first use.

    Parameters
    ----------
    room
        The package's ``__name__``.
    names
        Public name to the module below the room that defines it.

    Examples
    --------
    >>> get, listed = lazy_names("handrail.values", {"Table": "table"})
    >>> get("Table").__name__, listed()
    ('Table', ['Table'])
    """

    def get(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module '{room}' has no attribute '{name}'")
        return getattr(importlib.import_module(f"{room}.{names[name]}"), name)

    def listed() -> list[str]:
        return sorted(names)

    return get, listed
