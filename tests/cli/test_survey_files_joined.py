"""``handrail survey harmonise``, ``countries`` and ``weights``, and ``check`` over files with faults."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from handrail.cli.commands import app

sys.path.insert(0, str(Path(__file__).parents[1] / "study"))
import joined_study as made
from small_study import HEAD

runner = CliRunner()

CALIBRATED = made.PLAN.replace(
    "[[survey.part]]",
    """[survey.calibration]
method = "raking"
source = "Police statistics, 2024"
[[survey.calibration.margin]]
of = ["country", "rank"]
population."Great Britain" = { Officer = 90_000, Sergeant = 20_000, Staff = 40_000 }
population.Ireland = { Officer = 10_000, Sergeant = 2_500 }
[[survey.part]]""",
    1,
)


def said(*words: object, code: int = 0) -> str:
    done = runner.invoke(app, [str(word) for word in words])
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    return " ".join(done.output.split())


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = made.write_study(tmp_path_factory.mktemp("joined") / "study", CALIBRATED)
    said("build", folder)
    return folder


def harmonise(folder: Path, code: int = 0) -> Any:
    done = runner.invoke(app, ["survey", "harmonise", str(folder), "--json"])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def test_harmonise_shows_each_recode_what_it_loses_and_what_no_rule_reads(study: Path) -> None:
    found = harmonise(study)
    row = next(one for one in found["concepts"] if (one["concept"], one["where"]) == ("trained", "IE 2024"))
    assert row["does"] == "f3: Yes from Y; No from N; no answer from DK"
    # Tens, never a number of few: the team sees what a rule loses, and nobody in particular.
    assert (row["answers"], row["lost"]) == ("about 240", "about 40")
    assert found["unused"] == {"GB 2024": ["spare"], "IE 2024": []}
    assert found["notes"] == ["rank: 'Staff' in GB alone; elsewhere fewer than 10 respondents."]
    assert found["clashes"] == []


def test_harmonise_tries_a_table_before_anything_is_built_and_ends_with_the_clash(tmp_path: Path) -> None:
    table = made.TABLE.replace('1 = "Yes", 2 = "No"', '1 = "No", 2 = "Yes"')
    folder = made.write_study(tmp_path, table=table)
    before = sorted(path.name for path in folder.rglob("*"))
    found = harmonise(folder, code=11)
    assert [one["received"] for one in found["clashes"]] == [
        "'Yes' is 'No' in GB 2024",
        "'No' is 'Yes' in GB 2024",
    ]
    assert {row["answers"] for row in found["concepts"]} == {""}
    assert "trained GB 2024 q12 q12: No from 1; Yes from 2" in said("survey", "harmonise", folder, code=11)
    assert sorted(path.name for path in folder.rglob("*")) == before


def test_harmonise_reads_the_store_where_the_originals_are_gone(study: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(study, tmp_path / "study"))
    for path in (folder / "sources").iterdir():
        path.unlink()
    assert harmonise(folder) == harmonise(study)


def test_countries_and_weights_show_what_documents_print(study: Path) -> None:
    countries = said("survey", "countries", study)
    assert "Great Britain 360" in countries
    assert "Rank: “Staff” in Great Britain alone" in countries
    weights = json.loads(runner.invoke(app, ["survey", "weights", str(study), "--json"]).output)
    (table,) = weights["tables"]
    assert [row["group"]["weights"] for row in table["rows"]] == ["as the file has them", "calibrated"]
    assert table["notes"][0] == "Weights are post-stratified by Country by Rank (Police statistics, 2024)."


def test_what_a_survey_has_not_is_said_with_what_to_do(study: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(study, tmp_path / "study"))
    (folder / "study.toml").write_text(made.PLAN, encoding="utf-8")
    assert "add calibration to the survey in study.toml" in said("survey", "weights", folder, code=2)


LONG = 1_000_000
ONE_FILE = (
    HEAD
    + """
[[survey]]
id = "long"
title = "A long file"
file = "long.csv"
who = "adults"
sample = "probability"
[[survey.variable]]
name = "age"
from = "age"
label = "Age"
"""
)


def test_one_wrong_type_in_the_last_of_a_million_rows_is_told_by_check_without_the_answer(
    tmp_path: Path,
) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "study.toml").write_text(ONE_FILE, encoding="utf-8")
    rows = "".join(f"{at % 2},{15 + at % 4}\n" for at in range(LONG - 1))
    (tmp_path / "sources/long.csv").write_text(f"sex,age\n{rows}1,none of it\n", encoding="utf-8")
    words = said("check", tmp_path)
    assert "column 'age' is read as text: 1 of 1000000 answers are no number, the first in data row" in words
    assert "none of it" not in words
    assert "files of several countries or waves are joined" in said("survey", "harmonise", tmp_path, code=2)
