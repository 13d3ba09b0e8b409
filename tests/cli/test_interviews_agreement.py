"""``handrail interviews agreement`` and ``disagreements``: numbers of the build, and files to decide with."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from handrail.cli.commands import app
from handrail.interviews.agreement import read_adjudications
from handrail.values import DataError

runner = CliRunner()


@pytest.fixture(scope="module")
def demo(copy_demonstration: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_demonstration(tmp_path_factory.mktemp("agreement") / "demo")


def said(*words: object, code: int = 0) -> str:
    done = runner.invoke(app, ["interviews", *(str(word) for word in words)])
    assert done.exit_code == code, done.output
    return done.output


def as_json(*words: object) -> Any:
    return json.loads(said(*words, "--json"))


def test_agreement_is_that_of_the_build_and_names_its_unit(demo: Path) -> None:
    found = as_json("agreement", demo)
    assert (found["coders"], found["unit"], len(found["documents"])) == (["AB", "CD"], "character", 7)
    assert found["unit_words"] == "character that is not white space"
    with (demo / "outputs/tables/agreement-professionals.csv").open(encoding="utf-8") as file:
        built = {(row["level"].lower(), row["code"]): row["alpha"] for row in csv.DictReader(file)}
    rows = {(row["level"], row["code"]): row["alpha"] for row in found["rows"] if row["code"] is not None}
    shown = {key: alpha for key, alpha in built.items() if "together" not in key[1]}
    assert len(shown) > 20
    assert all(float(alpha) == pytest.approx(rows[key], abs=1e-5) for key, alpha in shown.items())
    words = said("agreement", demo)
    assert "Unit: character that is not white space." in words
    assert "Text that nobody coded counts." in words


@pytest.mark.parametrize("unit", ["sentence", "turn", "document"])
def test_other_units_are_named_too(demo: Path, unit: str) -> None:
    found = as_json("agreement", demo, "--unit", unit)
    assert found["unit_words"].startswith(unit)
    assert found["units"] < 2000


def test_one_code_and_coders_in_another_order_can_be_asked_for(demo: Path) -> None:
    found = as_json("agreement", demo, "--code", "uneven means", "--coders", "CD, AB")
    assert found["coders"] == ["CD", "AB"]
    assert [row["code"] for row in found["rows"]] == ["uneven means"]
    assert found["rows"][0]["marked"] == {"CD": 280, "AB": 335}
    assert "did you mean 'uneven means'" in said("agreement", demo, "--code", "uneven mean", code=11)
    assert "did you mean 'AB'" in said("agreement", demo, "--coders", "AB,A", code=11)
    said("agreement", demo, "--unit", "word", code=2)


def test_agreement_that_the_plan_does_not_ask_for_is_not_looked_at(demo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    plan = (demo / "study.toml").read_text("utf-8")
    assert "agreement = true\n" in plan
    (folder / "study.toml").write_text(plan.replace("agreement = true\n", ""), "utf-8")
    for command in ("agreement", "disagreements"):
        assert "add agreement = true" in said(command, folder, code=2)
    parts = ", ".join(f'{name} = "x"' for name in ("aim", "specificity", "theory", "dialogue", "analysis"))
    stated = f'positionality = "p"\ninformation_power = {{ {parts} }}\n'
    reflexive = re.sub(r"saturation = .*\n", "", plan.replace("agreement = true\n", stated))
    (folder / "study.toml").write_text(reflexive.replace('"codebook"', '"reflexive"', 1), "utf-8")
    assert "not applicable under a reflexive approach" in said("agreement", folder, code=2)


def test_disagreements_are_written_decided_and_left_out(demo: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(demo, study)
    table, draft = tmp_path / "d.csv", tmp_path / "adjudications.toml"
    words = said("disagreements", study, "--csv", table, "--draft", draft)
    found = as_json("disagreements", study)
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(found) > 100
    assert f"{len(found)} places" in words
    assert rows[0]["text"] == found[0]["quotation"]
    assert found[0]["quotation"] not in words
    # A draft says nothing until somebody has filled it in.
    with pytest.raises(DataError, match="'by' of an adjudication says something"):
        read_adjudications(draft)
    assert "says something" in said("disagreements", study, "--decided", draft, code=11)
    first, second = draft.read_text("utf-8").split("\n[[adjudication]]\n")[1:3]
    decided = "".join(
        "[[adjudication]]\n" + one.replace('by = ""', 'by = "EF"').replace('reason = ""', 'reason = "Met."')
        for one in (first + "\n", second + "\n")
    )
    draft.write_text(decided, "utf-8")
    left = as_json("disagreements", study, "--decided", draft)
    assert len(left) == len(found) - 2
    assert "Decided, and left out where they settle a place: 2." in said(
        "disagreements", study, "--decided", draft
    )
    again = tmp_path / "more.toml"
    said("disagreements", study, "--decided", draft, "--draft", again)
    assert '"d1"' not in again.read_text("utf-8")
    draft.write_text(decided.replace('coder = "AB"', 'coder = "XY"', 1), "utf-8")
    assert "decide again: the coding changed" in said("disagreements", study, "--decided", draft, code=11)
