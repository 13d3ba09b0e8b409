"""Studies to build in a test: the demonstration, a thin one of three interviews, and a small one of text."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from small_study import PLAN, TODAY, rows, write_rows

from handrail.study.build import BuildReport, build_study
from handrail.study.runner import Silent


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a study with one survey of 120 respondents."""
    folder = tmp_path / "small"
    (folder / "sources").mkdir(parents=True)
    (folder / "guideline").mkdir()
    (folder / "study.toml").write_text(PLAN, encoding="utf-8")
    write_rows(folder, rows())
    return folder


@pytest.fixture
def thin_folder(tmp_path: Path) -> Path:
    """Return a copy of a study of three interviews and one survey of 400, not built."""
    folder = tmp_path / "thin"
    shutil.copytree(Path(__file__).with_name("thin_study"), folder)
    return folder


@pytest.fixture
def demonstration_folder(tmp_path: Path) -> Path:
    """Return a copy of the demonstration study, not built."""
    folder = tmp_path / "demonstration"
    with resources.as_file(resources.files("handrail.study").joinpath("demonstration")) as source:
        shutil.copytree(source, folder)
    return folder


@pytest.fixture
def thin_built(thin_once: Path, tmp_path: Path) -> Path:
    """Return a copy of the thin study that is built and may be changed."""
    folder = tmp_path / "thin"
    shutil.copytree(thin_once, folder)
    return folder


Builder = Callable[..., BuildReport]


@pytest.fixture
def build() -> Builder:
    """Return a function that builds a folder without a terminal."""

    def run(folder: Path, *, today: date = TODAY, text_only: tuple[str, ...] = ()) -> BuildReport:
        return build_study(folder, prompt=None, progress=Silent(), today=today, text_only=text_only)

    return run
