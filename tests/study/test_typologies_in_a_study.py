"""Typologies through the whole study: every part a step of its own, released together, taken up again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typed_study import write_typed

from handrail.study.build import BuildReport

Builder = Callable[..., BuildReport]
PARTS = ("classes", "stability", "predictors", "outcome-told", "outcome-slept", "outcome-sex")


@pytest.fixture
def typed(small: Path) -> Path:
    write_typed(small)
    return small


def results(folder: Path) -> dict[str, dict[str, Any]]:
    found = json.loads((folder / "outputs/results.json").read_text("utf-8"))
    return {one["id"].removeprefix("typology:kinds"): one for one in found["results"]}


def change(folder: Path, old: str, new: str) -> None:
    text = (folder / "study.toml").read_text("utf-8")
    assert old in text
    (folder / "study.toml").write_text(text.replace(old, new), "utf-8")


def ran(report: BuildReport) -> list[str]:
    assert report.error is None, report.error
    return [step.removeprefix("typology:kinds") for step in report.ran]


def test_every_part_is_a_step_and_all_its_tables_are_released(typed: Path, build: Builder) -> None:
    first = ran(build(typed))
    assert [step.removeprefix("/") for step in first if step.startswith("/")] == list(PARTS)
    found = results(typed)
    names = [name for name in found if name.startswith(".") or not name]
    print(names)
    shares = found[".shares"]
    assert all(row["low"] < row["estimate"] < row["high"] for row in shares["table"])
    assert "clusters minus strata" in " ".join(shares["notes"])
    assert not any(row["withheld"] for name in names for row in found[name]["table"])
    assert build(typed).ran == []
