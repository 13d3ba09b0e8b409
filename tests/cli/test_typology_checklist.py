"""``handrail typology checklist``: filled from a built study, asked, answered and written."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from handrail.cli.commands import app

runner = CliRunner()
HERE = Path(__file__).parent.parent / "study"


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a built study with a typology: tests read it and change nothing."""
    folder = tmp_path_factory.mktemp("typology") / "study"
    (folder / "sources").mkdir(parents=True)
    (folder / "guideline").mkdir()
    sys.path.insert(0, str(HERE))
    try:
        from small_study import PLAN
        from test_models_and_typologies import MORE, write
    finally:
        sys.path.remove(str(HERE))
    survey, analysis = PLAN.split("[[analysis]]")
    variables, parts = MORE.split("[[model]]")
    (folder / "study.toml").write_text(f"{survey}{variables}[[analysis]]{analysis}[[model]]{parts}", "utf-8")
    write(folder)
    done = runner.invoke(app, ["build", str(folder)])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def mine(once: Path, tmp_path: Path) -> Path:
    """Return a copy that a test may change."""
    return Path(shutil.copytree(once, tmp_path / "mine"))


def said(*words: object, code: int = 0) -> str:
    done = runner.invoke(app, ["typology", "checklist", *(str(word) for word in words)])
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    return done.output


def items(*words: object) -> dict[str, dict[str, Any]]:
    return {row["item"]: row for row in json.loads(said(*words, "--json"))}


def test_smart_lca_is_filled_with_what_the_build_released(once: Path) -> None:
    found = items(once)
    assert len(found) == 59
    assert found["1a"]["known"] == "What helps? Declared purpose: prevention."
    assert "Asked to move (column q5)" in found["1c"]["known"]
    assert "600 respondents in the model" in found["1d"]["known"]
    assert "Starts: 10 for each number of classes" in found["10a"]["known"]
    assert "Drawn in: Asked, and asked to move." in found["8d"]["known"]
    results = json.loads((once / "outputs/results.json").read_text("utf-8"))["results"]
    shares = next(one["table"] for one in results if one["id"] == "typology:experiences.shares")
    for cell in shares:
        assert f"{cell['category']}: {cell['estimate']:.1%}" in found["11d"]["known"]


def test_grolts_is_filled_and_says_which_parts_do_not_apply(once: Path) -> None:
    found = items(once, "--which", "grolts", "-t", "experiences")
    assert len(found) == 21
    assert found["11"]["known"] == "Fitted: 1 and 2 classes, 2 models. One class is among them."
    assert found["7"]["known"].startswith("Not applicable")


def test_a_checklist_tells_nothing_of_a_version_that_did_not_leave(mine: Path) -> None:
    text = (mine / "sources/adults.csv").read_text("utf-8").splitlines()
    # Seven people fewer: the earlier version stands, or the difference would be about them.
    (mine / "sources/adults.csv").write_text("\n".join(text[:-7]) + "\n", "utf-8")
    assert runner.invoke(app, ["build", str(mine)]).exit_code == 0
    assert "600 respondents in the model" in items(mine)["1d"]["known"]
    for which in ("smart-lca", "grolts"):
        assert "593" not in json.dumps([row["known"] for row in items(mine, "--which", which).values()])


def test_open_questions_are_asked_and_answers_are_read(mine: Path, tmp_path: Path) -> None:
    shown = said(mine, "--questions", "--to", tmp_path / "smart.html")
    assert "questions were added" in shown
    assert "SMART-LCA" in (tmp_path / "smart.html").read_text("utf-8")
    answers = mine / "checklists/smart-lca-experiences.toml"
    text = answers.read_text("utf-8").replace('item = "12b"\nanswer = ""', 'item = "12b"\nanswer = "Held."')
    answers.write_text(text, "utf-8")
    again = items(mine)
    assert (again["12b"]["status"], again["12b"]["answer"]) == ("answered", "Held.")
    answers.write_text('[[answer]]\nitem = "15"\n', "utf-8")
    assert "an answer names an item of SMART-LCA" in said(mine, code=11)


@pytest.mark.parametrize("ending", ["docx", "csv"])
def test_a_checklist_is_written_like_the_others(once: Path, tmp_path: Path, ending: str) -> None:
    said(once, "--which", "grolts", "--to", tmp_path / f"list.{ending}")
    assert (tmp_path / f"list.{ending}").stat().st_size > 500


def test_an_unknown_typology_is_a_wrong_call(once: Path) -> None:
    assert "did you mean 'experiences'?" in said(once, "-t", "experience", code=2)


def test_a_study_that_was_not_built_with_the_typology_has_no_checklist(mine: Path) -> None:
    text = (mine / "study.toml").read_text("utf-8").replace('id = "experiences"', 'id = "others"')
    (mine / "study.toml").write_text(text, "utf-8")
    assert "run `handrail build` first" in said(mine, code=13)
    (mine / "study.db").unlink()
    said(mine, code=13)
