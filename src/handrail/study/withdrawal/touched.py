"""Touched: which files of a study folder a withdrawal reaches, and how."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Touched:
    """A file of the study folder, and what happens to it.

    Attributes
    ----------
    path
        From the study folder, with ``/``.
    what
        In words.
    """

    path: str
    what: str

    def __str__(self) -> str:
        """Return both as one line."""
        return f"{self.path}: {self.what}"


@dataclass(frozen=True)
class Cleaned:
    """A file's bytes without what was withdrawn (None when it goes), and what happened, in words."""

    data: bytes | None
    what: str


@dataclass(frozen=True)
class Swept:
    """What a sweep reached, and what only a person can look at."""

    touched: tuple[Touched, ...]
    by_hand: tuple[Touched, ...]
