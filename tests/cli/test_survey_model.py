"""``handrail survey model``: the reviewed tables of a planned model, and what it cannot show."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from handrail.cli.commands import app

sys.path.insert(0, str(Path(__file__).parents[1] / "study"))
import modelled_study as made

runner = CliRunner()
FEW = (
    made.model("few", "logit", "rare", 'factors = ["open", "home", "sex", "age"]\n')
    .replace('kind = "logit"', 'kind = "logit"\nwhere = { sex = ["Female"] }')
    .replace('"sex", "age"', '"age"')
)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    planned = made.model("linear", "linear", "hours", "margins = true\n") + FEW
    return made.write_study(tmp_path_factory.mktemp("model") / "study", made.PLAN + planned)


def said(*words: object, code: int = 0) -> str:
    done = runner.invoke(app, ["survey", "model", *(str(word) for word in words)])
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    return done.output


def test_a_planned_model_is_built_and_shown_with_its_readings(study: Path, tmp_path: Path) -> None:
    found: Any = json.loads(said("linear", study, "--json"))
    assert [one["table"] for one in found] == ["model:linear", "model:linear.tests", "model:linear.margins"]
    assert found[0]["rows"][1]["group"]["level"] == "Yes"
    assert 0 < found[0]["rows"][1]["low"] < found[0]["rows"][1]["estimate"]
    words = said("model:linear", study, "--csv", tmp_path / "tables")
    assert "0 (reference)" in words
    assert words.count("An association in a population") == 1
    assert (tmp_path / "tables/model-linear.margins.csv").is_file()


def test_an_unknown_model_and_a_withheld_one_are_refused_with_their_codes(study: Path) -> None:
    assert "did you mean 'linear'?" in said("linaer", study, code=2)
    assert "fewer than 10 respondents" in said("few", study, code=12)
