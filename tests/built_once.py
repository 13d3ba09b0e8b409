"""Built once: what takes long to make is made once in a run of the tests, and copied by whoever asks."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from handrail.study.build import build_study
from handrail.study.demo import demonstration
from handrail.study.runner import Silent

WAIT = 0.05
"""Seconds between two looks whether another process has finished."""

STALE = 200.0
"""Seconds after which whoever builds is taken for killed: less than a test may take."""


def shared_by_all_workers(base: Path) -> Path:
    """Return the folder of temporary files of the run, where ``base`` is that of one test process."""
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def built_once(shared: Path, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that the first who asks makes, in any process; all others wait for it.

    Nobody may write into it or open its store: take a copy. Whoever makes it and fails leaves nothing behind.

    Parameters
    ----------
    shared
        A folder that all processes see.
    name, make
        The folder's name, and what makes it at a path that is not there yet.
    """
    shared.mkdir(parents=True, exist_ok=True)
    made, turn = shared / name, shared / f"{name}.turn"
    while not made.exists():
        try:
            turn.mkdir()  # one of them succeeds, on every system
        except FileExistsError:
            with suppress(OSError):  # whoever had the turn may just have given it back
                if time.time() - turn.stat().st_mtime > STALE:
                    turn.rmdir()
            time.sleep(WAIT)
            continue
        try:
            if not made.exists():
                part = shared / f"{name}.part"
                shutil.rmtree(part, ignore_errors=True)
                make(part)
                part.rename(made)
        finally:
            with suppress(OSError):
                turn.rmdir()
    return made


def build_the_demonstration(folder: Path) -> None:
    """Make and build the demonstration as ``handrail demo`` does, on the day of the tests."""
    demonstration(folder)
    _build(folder)


def build_the_thin_study(folder: Path) -> None:
    """Make and build the study of three interviews and one survey of 400."""
    shutil.copytree(Path(__file__).parent / "study/thin_study", folder)
    _build(folder)


def _build(folder: Path) -> None:
    report = build_study(folder, prompt=None, progress=Silent(), today=date(2026, 11, 1))
    assert report.error is None, report.error
