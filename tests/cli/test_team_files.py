"""Files that the team makes of what participants said: for their owner, logged, and none past the expiry."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from handrail.cli.commands import app

runner = CliRunner()

WAYS = {
    "out.qdpx": ("export", "{file}", "{study}"),
    "converted.qdpx": ("convert", "{study}", "{file}"),
    "differ.csv": ("disagreements", "{study}", "--csv", "{file}"),
    "adjudications.toml": ("disagreements", "{study}", "--draft", "{file}"),
    **{
        f"passages.{ending}": ("codings", "{study}", "-q", "under:training", "--to", "{file}")
        for ending in ("csv", "xlsx", "docx", "html")
    },
}
"""The file, and the command that makes it."""


@pytest.fixture(scope="module")
def demo(copy_demonstration: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_demonstration(tmp_path_factory.mktemp("team") / "demo")


def make(name: str, study: Path, folder: Path) -> int:
    words = [word.format(file=folder / name, study=study) for word in WAYS[name]]
    return runner.invoke(app, ["interviews", *words]).exit_code


def test_team_files_are_for_their_owner_logged_and_named_by_a_withdrawal(demo: Path, tmp_path: Path) -> None:
    for name in WAYS:
        if WAYS[name][0] not in ("convert", "export"):  # which write over nothing
            (tmp_path / name).touch(mode=0o666)
        assert make(name, demo, tmp_path) == 0, name
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600, name
    log = "".join(runner.invoke(app, ["log", str(demo), "--json"]).stdout.split())
    # A dry run: nothing is withdrawn.
    told = "".join(runner.invoke(app, ["withdraw", "P07", str(demo)]).stdout.split())
    for name in WAYS:
        assert name in log
        assert name in told


def test_no_team_file_is_made_past_the_expiry(demo: Path, tmp_path: Path) -> None:
    plan = demo / "study.toml"
    before = plan.read_text("utf-8")
    plan.write_text(re.sub(r"expires = [0-9-]+", "expires = 2020-01-01", before), "utf-8")
    try:
        for name in WAYS:
            assert make(name, demo, tmp_path) == 10, name
    finally:
        plan.write_text(before, "utf-8")
    assert list(tmp_path.iterdir()) == []
