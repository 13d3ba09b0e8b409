"""``handrail typology``: reviewed tables, looking for profiles, and refusals with their codes."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from handrail.cli.commands import app

runner = CliRunner()
HERE = Path(__file__).parent.parent / "study"
COMMANDS = ("fit", "compare", "stability", "covariates", "outcomes")


@pytest.fixture(scope="module")
def samples() -> Iterator[Any]:
    sys.path.insert(0, str(HERE))
    try:
        import typed_study

        yield typed_study
    finally:
        sys.path.remove(str(HERE))


def empty(folder: Path) -> Path:
    (folder / "sources").mkdir(parents=True)
    (folder / "guideline").mkdir()
    return folder


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory, samples: Any) -> Path:
    """Return a study with a planned typology, built by the first command that needs it."""
    folder = empty(tmp_path_factory.mktemp("typed") / "study")
    samples.write_typed(folder)
    assert said("fit", folder)
    return folder


@pytest.fixture
def mine(once: Path, tmp_path: Path) -> Path:
    """Return a copy that a test may change."""
    return Path(shutil.copytree(once, tmp_path / "mine"))


def said(*words: object, code: int = 0) -> str:
    done = runner.invoke(app, ["typology", *(str(word) for word in words)])
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    return done.output


def as_json(*words: object) -> Any:
    return json.loads(said(*words, "--json"))


def change(folder: Path, old: str, new: str) -> None:
    text = (folder / "study.toml").read_text("utf-8")
    assert old in text
    (folder / "study.toml").write_text(text.replace(old, new), "utf-8")


def names(found: list[dict[str, Any]]) -> list[str]:
    return [one["table"].removeprefix("typology:kinds") for one in found]


def test_each_command_shows_its_own_tables_and_together_they_are_all(once: Path) -> None:
    shown = {command: as_json(command, once) for command in COMMANDS}
    assert names(shown["fit"]) == ["", ".everyone", ".shares", ".numbers"]
    assert names(shown["compare"]) == [".comparison", ".criteria", ".splits"]
    assert names(shown["covariates"]) == [".covariates", ".covariates.tests"]
    results = json.loads((once / "outputs/results.json").read_text("utf-8"))["results"]
    built = {one["id"]: one["table"] for one in results if one["id"].startswith("typology:kinds")}
    every = [one["table"] for found in shown.values() for one in found]
    assert sorted(every) == sorted(built)
    for found in shown.values():
        for table in found:
            assert len(table["rows"]) == len(built[table["table"]]) > 0
            for row, cell in zip(table["rows"], built[table["table"]], strict=True):
                for name, value in cell.items():
                    assert row[name] == value
    (shares,) = (one for one in shown["fit"] if one["table"].endswith(".shares"))
    assert {"estimate", "se", "low", "high", "df"} <= set(shares["rows"][0])


def test_tables_are_printed_with_their_names_and_readings(once: Path) -> None:
    fit = said("fit", once)
    assert "Drawn in" in fit
    assert "clusters minus strata" in fit
    assert "not a kind of person" in fit
    assert "2 profiles are supported" in said("compare", once)
    for command in ("covariates", "outcomes"):
        assert "not a screening of a child" in said(command, once)


def test_csv_files_are_those_of_the_build(once: Path, tmp_path: Path) -> None:
    said("compare", once, "--csv", tmp_path / "out" / "tables")
    files = sorted(path.name for path in (tmp_path / "out/tables").iterdir())
    assert files == [
        "typology-kinds.comparison.csv", "typology-kinds.criteria.csv", "typology-kinds.splits.csv",
    ]  # fmt: skip
    with (tmp_path / "out/tables/typology-kinds.criteria.csv").open(encoding="utf-8") as file:
        assert [row["classes"] for row in csv.DictReader(file)] == ["1", "2", "3"]


def test_what_the_plan_does_not_ask_for_ends_with_the_plans_code(mine: Path) -> None:
    text = (mine / "study.toml").read_text("utf-8")
    (mine / "study.toml").write_text(text.split("[typology.covariates]")[0], "utf-8")
    assert "is asked in the plan" in said("covariates", mine, code=10)
    assert "is asked in the plan" in said("outcomes", mine, code=10)
    change(mine, "[typology.stability]", "[typology.bootstrap]\nreplicates = 19\n[typology.stability]")
    assert "rejects about 25 %" in said("compare", mine, code=10)


def test_an_unknown_typology_is_a_wrong_call(once: Path) -> None:
    assert "did you mean 'kinds'?" in said("fit", once, "-t", "kindz", code=2)


def test_looking_for_profiles_keeps_nothing_unless_it_is_written(mine: Path, tmp_path: Path) -> None:
    items = ("--item", "asked", "--item", "moved", "--item", "met")
    found = as_json("look", mine, *items, "--up-to", "2", "--starts", "5")
    assert [table["name"] for table in found["tables"]] == [
        "main", "everyone", "shares", "comparison", "criteria", "splits",
    ]  # fmt: skip
    assert not any("The team settled" in note for table in found["tables"] for note in table["notes"])
    assert not list(tmp_path.glob("*.csv"))
    said("look", mine, *items, "--up-to", "2", "--starts", "5", "--csv", tmp_path / "p.csv")
    assert {path.name for path in tmp_path.glob("*.csv")} == {
        "p.csv", "p.everyone.csv", "p.shares.csv", "p.comparison.csv", "p.criteria.csv", "p.splits.csv",
    }  # fmt: skip
    assert "did you mean 'moved'?" in said("look", mine, *items[:4], "--item", "movd", code=2)
    assert "at least 3 items" in said("look", mine, *items[:4], code=2)
    assert "--kind hours=continuous" in said("look", mine, *items, "--kind", "hours", code=2)
    assert "special and offence" in said("look", mine, *items, "--item", "gay", "--item", "town", code=2)


def plain(folder: Path, samples: Any, *, more: str = "", **changed: np.ndarray) -> Path:
    """Write a study with a typology of three items, and no further part."""
    text = samples.TYPOLOGY.split("[[typology.profile]]")[0].replace("[1, 2, 3]", "[1, 2]")
    text = text.replace(', "often", "times"', "").replace("kinds = {", "# ")
    samples.write_typed(empty(folder), text + more)
    held = samples.answers()
    samples.write_answers(folder, {**held, **changed})
    return folder


def test_an_item_with_one_answer_ends_with_the_datas_code_and_nothing_is_lost(
    mine: Path, samples: Any
) -> None:
    before = said("fit", mine)
    held = samples.answers()
    samples.write_answers(mine, held | {"met": np.full(900, 2)})
    assert "at least two different answers" in said("fit", mine, code=11)
    samples.write_answers(mine, held)
    assert said("fit", mine) == before


def test_more_classes_than_people_end_with_the_datas_code(tmp_path: Path, samples: Any) -> None:
    folder = plain(tmp_path / "s", samples)
    change(folder, "classes = 2\nconsidered = [1, 2]", "classes = 12\nconsidered = [12]")
    shown = said("fit", folder, code=11)
    assert "no more classes than patterns" in shown
    assert not (folder / "study.db").exists()


def test_fewer_patterns_than_parameters_are_told_and_support_no_typology(
    tmp_path: Path, samples: Any
) -> None:
    folder = plain(tmp_path / "s", samples)
    change(folder, "classes = 2\nconsidered = [1, 2]", "classes = 3\nconsidered = [1, 3]")
    shown = said("compare", folder)
    assert "No typology supported" in shown
    assert "No interval: the model is not identified." in said("fit", folder)
    change(folder, "seed = 3\n", 'seed = 3\n[typology.outcomes]\nvariables = ["told"]\n')
    assert "a typology that is not identified" in said("fit", folder, code=11)
    assert "No typology supported" in json.dumps(
        json.loads((folder / "outputs/results.json").read_text("utf-8"))["results"]
    )


def test_nobody_answered_some_rows_and_nobody_at_all(tmp_path: Path, samples: Any) -> None:
    held = samples.answers()
    silent = {name: np.where(np.arange(900) < 100, 9, held[name]) for name in ("asked", "moved", "met")}
    folder = plain(tmp_path / "s", samples, **silent)
    (table,) = (one for one in as_json("fit", folder) if one["table"].endswith(".shares"))
    assert {row["n"] for row in table["rows"]} == {800}
    nobody = {name: np.full(900, 9) for name in ("asked", "moved", "met")}
    samples.write_answers(folder, held | nobody)
    said("fit", folder, code=11)


def test_a_profile_of_very_few_is_withheld_with_what_gives_it_back(tmp_path: Path, samples: Any) -> None:
    chance = np.random.default_rng(4)
    few = np.arange(900) < 6
    rare = {name: np.where(few | (chance.random(900) < 0.004), 1, 2) for name in ("asked", "moved", "met")}
    folder = plain(tmp_path / "s", samples, **rare)
    assert "fewer than" in said("fit", folder, code=12)
    shown = as_json("compare", folder)
    assert shown[0]["rows"][0]["withheld"] == "the criteria of one class would give back a withheld cell"
    assert "No typology supported" in shown[0]["notes"][0]


def test_a_group_with_six_people_is_not_told_of(mine: Path, samples: Any) -> None:
    held = samples.answers()
    held["land"] = np.where((held["land"] == 3) & (np.arange(900) > 17), 1, held["land"])
    assert (held["land"] == 3).sum() == 6
    samples.write_answers(mine, held)
    shown = said("stability", mine, code=11)
    assert "a group of 'land' with fewer" in shown
    assert "Cil" not in shown
    change(mine, 'leave_out = "land"\n', "")
    # The odds of that country would be about six people; the profiles are made without them.
    assert "fewer than 10 respondents" in said("covariates", mine, code=12)
    for command in ("fit", "stability", "outcomes"):
        assert not any(row["withheld"] for table in as_json(command, mine) for row in table["rows"])


def test_three_hundred_items_are_looked_at_under_a_design(tmp_path: Path, samples: Any) -> None:
    chance = np.random.default_rng(9)
    much = chance.random(900) < 0.4
    many = {
        f"i{number}": np.where(chance.random(900) < np.where(much, 0.6, 0.3), 1, 2) for number in range(300)
    }
    folder = plain(tmp_path / "s", samples)
    held = samples.answers() | many
    samples.write_answers(folder, {name: column[:300] for name, column in held.items()})
    text = (folder / "study.toml").read_text("utf-8").split("[[typology]]")[0]
    declared = "".join(samples.variable(name, f"Item {name}") for name in many)
    text = text.replace("[[analysis]]", f"{declared}[[analysis]]", 1)
    (folder / "study.toml").write_text(text, "utf-8")
    assert runner.invoke(app, ["build", str(folder)]).exit_code == 0
    items = (word for name in many for word in ("--item", name))
    found = as_json("look", folder, *items, "--up-to", "2", "--starts", "2")["tables"]
    assert len(found[0]["rows"]) == 600
    (shares,) = (one for one in found if one["name"] == "shares")
    assert shares["rows"][0]["estimate"] == pytest.approx(1 - much[:300].mean(), abs=0.05)
    # 601 parameters and 300 patterns: a share is told, and that its error is not.
    assert "No interval: the model is not identified." in shares["notes"]


def test_a_model_that_does_not_arrive_ends_with_its_code(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from handrail.typology import LatentClasses

    monkeypatch.setattr(LatentClasses.__init__, "__defaults__", _with_few_steps(LatentClasses))
    change(mine, "seed = 3", "seed = 4")
    assert "arrives at its top" in said("fit", mine, code=14)


def _with_few_steps(model: Any) -> tuple[Any, ...]:
    return tuple(3 if one == 20_000 else one for one in model.__init__.__defaults__)
