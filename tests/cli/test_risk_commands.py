"""``handrail risk``: reviewed tables of planned analyses, their readings, and refusals with their codes."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from handrail.cli.commands import app

runner = CliRunner()
HERE = Path(__file__).parent.parent / "study"


@pytest.fixture(scope="module")
def samples() -> Iterator[Any]:
    sys.path.insert(0, str(HERE))
    try:
        import risky_study

        yield risky_study
    finally:
        sys.path.remove(str(HERE))


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory, samples: Any) -> Path:
    """Return a study with a planned analysis, built by the first command that needs it."""
    folder = tmp_path_factory.mktemp("risk") / "study"
    (folder / "sources").mkdir(parents=True)
    (folder / "guideline").mkdir()
    samples.write_risky(folder)
    assert said("fit", folder)
    return folder


@pytest.fixture
def mine(once: Path, tmp_path: Path) -> Path:
    """Return a copy that a test may change."""
    return Path(shutil.copytree(once, tmp_path / "mine"))


def said(*words: object, code: int = 0) -> str:
    done = runner.invoke(app, ["risk", *(str(word) for word in words)])
    assert done.exit_code == code, done.output
    return done.output


def as_json(*words: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(said(*words, "--json"))
    return found


def change(folder: Path, old: str, new: str) -> None:
    text = (folder / "study.toml").read_text("utf-8")
    assert old in text
    (folder / "study.toml").write_text(text.replace(old, new), "utf-8")


def names(found: list[dict[str, Any]]) -> list[str]:
    return [one["table"].removeprefix("risk:contact") for one in found]


def test_each_command_shows_its_own_tables_and_together_they_are_all(once: Path) -> None:
    shown = {
        command: names(as_json(command, once)) for command in ("fit", "validate", "attribute", "what-if")
    }
    assert shown["fit"] == ["", ".discrimination", ".blocks", ".dominance", ".interactions-land"]
    assert shown["validate"][:3] == [".size", ".performance", ".calibration"]
    assert {".groups-sex", ".countries", ".pooled", ".specifications", ".reach"} <= set(shown["validate"])
    assert shown["attribute"] == [".attributable-left_out", ".mediation-left_out-talks"]
    assert shown["what-if"] == [".what-if-filter"]
    results = json.loads((once / "outputs/results.json").read_text("utf-8"))["results"]
    every = [one["id"] for one in results if one["id"].startswith("risk:contact")]
    assert sorted(name for those in shown.values() for name in those) == sorted(
        name.removeprefix("risk:contact") for name in every
    )


def test_the_numbers_are_those_that_were_released(once: Path) -> None:
    results = json.loads((once / "outputs/results.json").read_text("utf-8"))["results"]
    built = {one["id"]: one["table"] for one in results}
    for command in ("fit", "validate", "attribute", "what-if"):
        for table in as_json(command, once):
            assert len(table["rows"]) == len(built[table["table"]]) > 0
            for row, cell in zip(table["rows"], built[table["table"]], strict=True):
                for name, value in cell.items():
                    if name not in ("category", "withheld"):
                        assert row[name] == value


def test_every_table_says_how_it_is_read(once: Path) -> None:
    for command in ("fit", "validate", "attribute", "what-if"):
        assert "not a screening of a child" in said(command, once)
        for table in as_json(command, once):
            assert any("not a screening of a child" in note for note in table["notes"])


def test_csv_files_are_those_of_the_build(once: Path, tmp_path: Path) -> None:
    said("fit", once, "--csv", tmp_path / "out" / "tables")
    files = sorted(path.name for path in (tmp_path / "out/tables").iterdir())
    assert "risk-contact.blocks.csv" in files
    assert len(files) == 5
    with (tmp_path / "out/tables/risk-contact.blocks.csv").open(encoding="utf-8") as file:
        assert next(row["block"] for row in csv.DictReader(file)) == "Demographic"


def test_what_the_plan_does_not_ask_for_ends_with_the_plans_code(mine: Path) -> None:
    text = (mine / "study.toml").read_text("utf-8")
    (mine / "study.toml").write_text(text.split("[[risk.what_if]]")[0], "utf-8")
    assert "where the plan asks for it" in said("what-if", mine, code=10)
    change(mine, "time_order = ", "# ")
    assert "the order in time is declared" in said("attribute", mine, code=10)


def test_an_unknown_analysis_is_a_wrong_call(once: Path) -> None:
    assert "did you mean 'contact'?" in said("fit", once, "-a", "contakt", code=2)


def test_a_withheld_analysis_ends_with_the_code_of_disclosure_control(tmp_path: Path, samples: Any) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "guideline").mkdir()
    samples.write_risky(tmp_path, samples.RISK.split("[risk.validate]")[0].replace("reach = ", "# "))
    samples.write_answers(tmp_path, samples.answers(left=0.012))
    shown = said("fit", tmp_path, code=12)
    assert "fewer than 10 respondents" in shown
    assert "Odds ratio" not in shown
    said("checklist", tmp_path, code=12)


def test_a_checklist_tells_nothing_of_a_version_that_did_not_leave(mine: Path, samples: Any) -> None:
    samples.write_answers(mine, {name: column[:1193] for name, column in samples.answers().items()})
    shown = json.dumps(as_json("fit", mine))
    assert "1193" not in shown
    known = json.dumps([row["known"] for row in json.loads(said("checklist", mine, "--json"))])
    assert "1,193" not in known
    assert "1,200" not in known


def test_answers_that_do_not_fit_end_with_the_datas_code(mine: Path) -> None:
    change(mine, 'unit = "hour a day"', "")
    assert "has a unit" in said("fit", mine, code=11)


def test_a_factor_that_tells_the_outcome_does_not_converge_or_is_refused(mine: Path, samples: Any) -> None:
    held = samples.answers()
    held["talks"] = held["q1"]
    samples.write_answers(mine, held)
    done = runner.invoke(app, ["risk", "fit", str(mine)])
    assert done.exit_code in (11, 14), done.output
    assert "Traceback" not in done.output


def test_a_checklist_is_filled_asked_and_written(mine: Path, tmp_path: Path) -> None:
    rows = json.loads(said("checklist", mine, "--json"))
    items = {row["item"]: row for row in rows}
    assert len(rows) == 52
    assert items["4"]["known"].startswith("A model was fitted and evaluated within the study")
    assert "Filters were set before" in items["4"]["known"]
    assert "Nothing is predicted for a person" in items["15"]["known"]
    assert items["21"]["known"].startswith("1,200 respondents")
    shown = said("checklist", mine, "--questions", "--to", tmp_path / "tripod.html")
    assert "questions were added" in shown
    assert "TRIPOD+AI" in (tmp_path / "tripod.html").read_text("utf-8")
    answers = mine / "checklists/tripod-contact.toml"
    text = answers.read_text("utf-8")
    answers.write_text(text.replace('item = "1"\nanswer = ""', 'item = "1"\nanswer = "Yes."'), "utf-8")
    again = {row["item"]: row for row in json.loads(said("checklist", mine, "--json"))}
    assert (again["1"]["status"], again["1"]["answer"]) == ("answered", "Yes.")


def test_a_study_that_was_never_built_has_no_checklist(mine: Path) -> None:
    (mine / "study.db").unlink()
    done = runner.invoke(app, ["risk", "checklist", str(mine)])
    assert done.exit_code == 13, done.output
