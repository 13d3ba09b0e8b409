"""The demonstration study: invented, small, and built like a real one."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from handrail.values import UsageError


def demonstration(folder: Path) -> None:
    """Copy the demonstration's plan, sources and guideline into a folder.

    Raises
    ------
    UsageError
        When the folder holds something that is not a demonstration study.
    """
    if folder.exists() and any(folder.iterdir()) and not _is_demonstration(folder):
        raise UsageError.because(
            "the demonstration goes into a new or empty folder", "a folder with files", "name another folder"
        )
    _copy(resources.files("handrail.study").joinpath("demonstration"), folder)


def _is_demonstration(folder: Path) -> bool:
    plan = folder / "study.toml"
    original = resources.files("handrail.study").joinpath("demonstration/study.toml")
    return plan.is_file() and plan.read_bytes() == original.read_bytes()


def _copy(source: Traversable, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for item in source.iterdir():
        if item.is_dir():
            _copy(item, target / item.name)
        else:
            (target / item.name).write_bytes(item.read_bytes())
