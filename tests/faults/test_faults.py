"""Faults: what a kill, a full disk, a flipped byte or a second process leaves behind.

``python tools/fault_runs.py`` runs the same code at length; here are a few of each.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

if os.name == "nt":
    pytest.skip("Windows has neither SIGKILL nor limits on a file's size", allow_module_level=True)

import careless
import damage
import full_disk
import store_scenarios
import study_scenarios
import two_processes
from kills import Nursery, Scenario, kill_often, nursery, table

from handrail.values import DiskFull, StoreError

KILLS = 6


@pytest.fixture(scope="module")
def nurse() -> Iterator[Nursery]:
    with nursery("store_scenarios", "study_scenarios", "full_disk", "careless") as made:
        yield made


@pytest.mark.parametrize("scenario", store_scenarios.SCENARIOS, ids=lambda one: one.name)
def test_a_kill_loses_nothing_that_was_acknowledged_and_leaves_nothing_half_done(
    nurse: Nursery, scenario: Scenario, tmp_path: Path
) -> None:
    tally = kill_often(nurse, "store_scenarios", scenario, KILLS, tmp_path, random.Random(7))
    assert tally.losses == 0, table([tally])
    assert tally.kills == KILLS
    assert tally.slowest < 5


@pytest.mark.parametrize("scenario", study_scenarios.SCENARIOS, ids=lambda one: one.name)
def test_a_build_and_a_withdrawal_that_are_killed_have_happened_or_not_and_can_be_ended(
    nurse: Nursery, scenario: Scenario, tmp_path: Path
) -> None:
    tally = kill_often(nurse, "study_scenarios", scenario, 3, tmp_path, random.Random(7))
    assert tally.losses == 0, table([tally])
    assert tally.kills == 3


@pytest.mark.parametrize(
    ("scenario", "loss"), list(zip(careless.SCENARIOS, ("acknowledged is lost", "half a file"), strict=True))
)
def test_work_that_is_careless_is_found_by_the_same_kills(
    nurse: Nursery, scenario: Scenario, loss: str, tmp_path: Path
) -> None:
    tally = kill_often(nurse, "careless", scenario, 12, tmp_path, random.Random(7))
    assert tally.losses > 3
    assert loss in tally.first_loss


def test_a_store_that_may_not_grow_is_as_it_was_and_says_15(tmp_path: Path) -> None:
    said = full_disk.pages(tmp_path, 20)
    assert said.count("refused") > 5
    assert said[-1] == "kept"


def test_a_file_that_may_not_grow_is_as_it_was_and_says_15(nurse: Nursery, tmp_path: Path) -> None:
    said = full_disk.limits(nurse, tmp_path, 3)
    assert len(said) == 15
    for scenario in full_disk.SCENARIOS:
        assert f"{scenario.name}: DiskFull 15" in said
        assert f"{scenario.name}: kept" in said


def test_a_flipped_byte_gives_a_refusal_or_the_right_rows(tmp_path: Path) -> None:
    seen = damage.flipped_bytes(tmp_path / "study", random.Random(7), every=20)
    assert seen["refused"] > 5


def test_a_log_that_was_cut_gives_a_state_that_was_kept(tmp_path: Path) -> None:
    seen = damage.cut_logs(tmp_path, 25)
    assert len(seen) > 7


def test_a_flipped_byte_of_the_log_gives_a_state_that_was_kept_or_a_refusal(tmp_path: Path) -> None:
    seen = damage.flipped_logs(tmp_path, random.Random(7), 15)
    assert seen.total() == 15


def test_two_processes_write_and_a_third_reads_without_a_loss(tmp_path: Path) -> None:
    said = two_processes.together(tmp_path / "study", "write_100", "write_200", "read")
    assert len(said["write_100"]) + len(said["write_200"]) > 0
    assert said["read"] == ("read",)


def test_a_write_that_the_disk_refuses_is_told_from_a_damaged_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlcipher3 import dbapi2

    from handrail.store import database

    wrong = dbapi2.OperationalError("disk I/O error")
    wrong.sqlite_errorname = "SQLITE_IOERR"
    plain = database.Database(tmp_path / "study.db", None)
    assert isinstance(plain._in_plain_words(wrong), StoreError)
    monkeypatch.setattr(database, "may_grow", lambda _: False)
    assert isinstance(plain._in_plain_words(wrong), DiskFull)
    plain.close()
