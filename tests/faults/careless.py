"""Careless work, for the test of the tests: it acknowledges before it keeps, and writes files in halves."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from kills import Acknowledge, Scenario


def _prepare(folder: Path) -> None:
    (folder / "count").write_text("0" * 1000)


def _early(folder: Path, acknowledge: Acknowledge) -> None:
    for number in range(1, 9):
        acknowledge(str(number))
        time.sleep(0.004)
        part = folder / "part"
        part.write_text(str(number) * 1000)
        part.replace(folder / "count")


def _halves(folder: Path, acknowledge: Acknowledge) -> None:
    for number in range(1, 9):
        with (folder / "count").open("w") as file:
            file.write(str(number) * 500)
            file.flush()
            time.sleep(0.004)
            file.write(str(number) * 500)
        acknowledge(str(number))


def _check(folder: Path, acknowledged: Sequence[str]) -> float:
    held = (folder / "count").read_text()
    assert len(held) == 1000, "half a file"
    assert int(held[0]) >= len(acknowledged), "what was acknowledged is lost"
    return 0.0


SCENARIOS = (Scenario("early", _prepare, _early, _check), Scenario("halves", _prepare, _halves, _check))
