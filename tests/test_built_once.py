"""A folder that is built once: many ask, one builds, nobody sees half of it."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from built_once import STALE, built_once, shared_by_all_workers


def test_of_many_who_ask_at_once_one_builds_and_all_see_the_whole(tmp_path: Path) -> None:
    builders: list[str] = []
    seen: list[str] = []

    def make(folder: Path) -> None:
        builders.append(threading.current_thread().name)
        folder.mkdir()
        (folder / "half").touch()
        time.sleep(0.1)
        (folder / "whole").write_text("done", "utf-8")

    def ask() -> None:
        seen.append((built_once(tmp_path / "shared", "study", make) / "whole").read_text("utf-8"))

    asking = [threading.Thread(target=ask) for _ in range(8)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert len(builders) == 1
    assert seen == ["done"] * 8
    assert sorted(path.name for path in (tmp_path / "shared").iterdir()) == ["study"]


def test_a_build_that_fails_is_told_and_tried_again_by_the_next(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        folder.mkdir()
        (folder / "half").touch()
        raise ValueError("no room")

    with pytest.raises(ValueError, match="no room"):
        built_once(tmp_path, "study", fail)
    assert not (tmp_path / "study").exists()
    assert list(built_once(tmp_path, "study", Path.mkdir).iterdir()) == []


def test_a_turn_that_somebody_was_killed_in_is_taken_over(tmp_path: Path) -> None:
    turn = tmp_path / "study.turn"
    turn.mkdir()
    long_ago = time.time() - STALE - 1
    os.utime(turn, (long_ago, long_ago))
    (tmp_path / "study.part").mkdir()
    (tmp_path / "study.part/half").touch()
    assert list(built_once(tmp_path, "study", Path.mkdir).iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["study"]


def test_the_processes_of_a_run_share_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    assert shared_by_all_workers(tmp_path / "gw0") == tmp_path / "gw0"
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    assert shared_by_all_workers(tmp_path / "gw0") == tmp_path
