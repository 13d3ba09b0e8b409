"""The command line: what it prints, what it exits with, and that it never shows a traceback."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from handrail import __version__
from handrail.cli.commands import app
from handrail.cli.terminal import guarded
from handrail.study import attack
from handrail.values import DataError, DiskFull, Interrupted

runner = CliRunner()


def test_the_version_is_printed() -> None:
    done = runner.invoke(app, ["--version"])
    assert (done.exit_code, done.stdout) == (0, f"handrail {__version__}\n")


def test_demo_builds_traces_and_a_second_build_is_fresh(tmp_path: Path) -> None:
    folder = str(tmp_path / "demo")
    assert runner.invoke(app, ["demo", folder]).exit_code == 0
    again = json.loads(runner.invoke(app, ["build", folder, "--json"]).stdout)
    assert set(again) == {"ran", "fresh", "failed"}
    assert again["ran"] == again["failed"] == []
    trace = json.loads(runner.invoke(app, ["trace", "recommendation:half-a-day", folder, "--json"]).stdout)
    assert {"finding", "theme", "passage", "source"} <= {step["kind"] for step in trace["down"]}
    status = json.loads(runner.invoke(app, ["status", folder, "--json"]).stdout)
    assert {one["state"] for one in status["recommendations"]} == {"fresh"}
    assert json.loads(runner.invoke(app, ["check", folder, "--json"]).stdout)["problems"] == []


def test_an_attack_says_what_it_tried_and_never_a_level(
    copy_demonstration: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = str(tmp_path / "demo")
    assert runner.invoke(app, ["attack", folder]).exit_code == 2
    copy_demonstration(tmp_path / "demo")
    # One attack, told in three ways.
    played = attack.attack_study
    once = lru_cache(maxsize=1)(lambda where: played(where, prompt=None))
    monkeypatch.setattr(attack, "attack_study", lambda where, **_: once(where))
    said = runner.invoke(app, ["attack", folder])
    assert said.exit_code == 0
    assert "young-adults" in said.stdout
    assert "No withheld number can be placed within less than 10, and no group is shown" in said.stdout
    found = json.loads(runner.invoke(app, ["attack", folder, "--json"]).stdout)
    assert (found["releases"], found["exposures"], found["not_attacked"]) == (1, [], [])
    assert sum(one["targets"] for one in found["sets"]) > 1000
    assert {one["table"] for one in found["withheld"]} >= {"estimate:training-by-country"}
    rows = list(csv.reader(runner.invoke(app, ["attack", folder, "--csv"]).stdout.splitlines()))
    assert rows[0] == ["section", "name", "measure", "value"]
    assert {row[0] for row in rows[1:]} == {"set", "withheld"}
    assert len(rows) == 1 + 5 * len(found["sets"]) + len(found["withheld"])
    everything = said.stdout + json.dumps(found)
    assert not any(level in everything for level in ("Netherlands", "Italy", "Women", "Pressed"))


def test_originals_are_deleted_only_after_a_yes(
    copy_demonstration: Callable[[Path], Path], tmp_path: Path
) -> None:
    folder = copy_demonstration(tmp_path / "demo")
    before = sorted(path.name for path in (folder / "sources").iterdir())
    runner.invoke(app, ["clear-sources", str(folder)], input="n\n")
    assert sorted(path.name for path in (folder / "sources").iterdir()) == before
    assert runner.invoke(app, ["clear-sources", str(folder), "--yes"]).exit_code == 0
    left = {path.name for path in (folder / "sources").iterdir()}
    # What the team goes on editing stays; what people said and answered goes.
    assert left == {
        "participants.csv",
        "codebook.toml",
        "codings-ab.toml",
        "codings-cd.toml",
        "themes.toml",
        "identifiers.toml",
    }
    assert json.loads(runner.invoke(app, ["build", str(folder), "--json"]).stdout)["ran"] == []


def test_a_trace_of_an_unknown_node_suggests_the_nearest(built_demonstration: Path) -> None:
    done = runner.invoke(app, ["trace", "recommendation:half-a-dya", str(built_demonstration)])
    assert done.exit_code == 2
    assert "did you mean 'recommendation:half-a-day'?" in done.stderr


def test_new_makes_a_study_and_refuses_to_overwrite_it(tmp_path: Path) -> None:
    folder = str(tmp_path / "mine")
    assert runner.invoke(app, ["new", folder]).exit_code == 0
    assert runner.invoke(app, ["new", folder]).exit_code == 2


def raising(error: BaseException) -> object:
    def work() -> None:
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DataError.because("a rule", "this", "do that"), 11),
        (DiskFull.because("room", "none", "free some"), 15),
        (Interrupted.because("work goes on", "a stop", "run it again"), 130),
        (KeyboardInterrupt(), 130),
        (OSError(28, "No space left on device"), 15),
    ],
)
def test_each_error_has_its_exit_code(error: BaseException, code: int) -> None:
    assert guarded(raising(error)) == code  # type: ignore[arg-type]


def test_a_fault_of_ours_says_where_and_never_what_a_participant_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert guarded(raising(ValueError("the heron stood in the reeds"))) == 1  # type: ignore[arg-type]
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert "heron" not in said
    assert "Traceback" not in said


ROOMS = (
    "cli",
    "study",
    "report",
    "guideline",
    "interviews",
    "survey",
    "documents",
    "store",
    "disclosure",
    "values",
)


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_of_a_room_is_there(room: str) -> None:
    module = import_module(f"handrail.{room}")
    assert len(set(module.__all__)) == len(module.__all__)
    for name in module.__all__:
        assert getattr(module, name) is not None
