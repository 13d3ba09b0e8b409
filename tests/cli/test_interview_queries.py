"""The commands that look into interviews: what they print, write, log and refuse."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from handrail.cli.commands import app

runner = CliRunner()


@pytest.fixture(scope="module")
def built(copy_demonstration: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_demonstration(tmp_path_factory.mktemp("queries") / "demo")


@pytest.fixture
def study(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "demo"))


def run(*words: str | Path) -> Result:
    return runner.invoke(app, ["interviews", *map(str, words)])


def told(*words: str | Path) -> list[dict[str, object]]:
    done = run(*words, "--json")
    assert done.exit_code == 0, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_search_prints_hits_in_context_and_says_who_spoke(built: Path) -> None:
    done = run("search", "train*", built, "--context", "20")
    assert done.exit_code == 0
    assert "interview-p01.txt\n" in done.stdout
    found = json.loads(run("search", "train*", built, "--json").stdout)
    assert f"{len(found['hits'])} hits, {found['documents']} documents" in done.stdout
    assert all(hit["text"].lower().startswith("train") for hit in found["hits"])
    assert {hit["speaker"] for hit in found["hits"]} >= {"P01", "Interviewer"}
    without = json.loads(run("search", "train*", built, "--without-interviewers", "--json").stdout)
    assert 0 < len(without["hits"]) < len(found["hits"])
    assert "Interviewer" not in {hit["speaker"] for hit in without["hits"]}
    assert "more: use --most" in run("search", "train*", built, "--most", "2").stdout


def test_codings_are_counted_by_code_and_listed_as_passages(built: Path) -> None:
    rows = told("codings", built, "--query", "under:training AND sector=policing")
    assert rows[-1]["code"] == "All"
    passages = told(
        "codings", built, "-q", "under:training AND sector=policing", "--passages", "--attribute", "sector"
    )
    assert len(passages) == rows[-1]["references"]
    assert {row["sector"] for row in passages} == {"policing"}
    assert (
        str(passages[0]["passage"])[:20] in run("codings", built, "-q", "under:training", "--passages").stdout
    )


def test_codes_are_put_against_each_other_and_against_attributes(built: Path) -> None:
    [first, *_] = told("cooccurrence", built, "--by", "document", "--code", "training", "--below")
    assert set(first) == {"code", "training"}
    rows = told("crosstab", "sector", built, "--code", "training", "--below", "--measure", "references")
    assert [row["code"] for row in rows] == ["All participants", "training"]
    assert run("cooccurrence", built, "--by", "turns").exit_code == 2
    assert run("crosstab", "secto", built).exit_code == 11


def test_words_are_counted_without_stop_words_and_hidden_where_few_used_them(built: Path) -> None:
    rows = told("words", built, "--language", "en", "--without-interviewers", "--fewest-participants", "3")
    assert rows
    assert "the" not in {row["word"] for row in rows}
    assert all(int(str(row["participants"])) >= 3 for row in rows)
    assert run("words", built, "--language", "xx").exit_code == 2


def test_the_matrix_shows_what_is_open_and_records_what_summaries_rest_on(study: Path) -> None:
    open_cells = told("matrix", study, "--code", "training", "--list")
    assert {row["state"] for row in open_cells} == {"open"}
    case, passages = str(open_cells[0]["case"]), str(open_cells[0]["passages"]).split(", ")
    file = study / "framework.toml"
    file.write_text(
        f'[[summary]]\ncase = "{case}"\ncode = "training"\nsummary = "Depends [on] whom one asks."\n'
        f'passages = ["{passages[0]}"]\nby = "AB"\non = 2026-05-01\n'
    )
    options = ("matrix", study, "--code", "training", "--summaries", file)
    assert "Depends [on] whom one asks." in " ".join(run(*options).stdout.split())
    assert run(*options, "--record").exit_code == 0
    assert told(*options, "--list")[0]["state"] == "written"
    kept = file.read_text()
    state = kept.index('state = "') + 9
    file.write_text(kept[:state] + "0" * 16 + kept[state + 16 :])
    assert told(*options, "--list")[0]["state"] == "stale"
    assert run("matrix", study, "--record").exit_code == 2


@pytest.mark.parametrize("ending", ["csv", "xlsx", "docx", "html"])
def test_a_file_is_written_and_named_in_the_log(study: Path, ending: str) -> None:
    file = study.parent / f"passages.{ending}"
    done = run("codings", study, "-q", "under:training", "--to", file)
    assert done.exit_code == 0, done.stderr
    assert "for the team alone" in done.stdout
    assert file.exists()
    if ending == "csv":
        assert {row["code"] for row in csv.DictReader(file.read_text().splitlines())} <= {
            "training", "training by chance", "training by design",
        }  # fmt: skip
    assert file.name in runner.invoke(app, ["log", str(study)]).stdout


def test_a_query_that_cannot_be_read_ends_with_its_place_and_a_file_of_no_known_kind_is_not_made(
    study: Path,
) -> None:
    done = run("search", "luck AND (training", study)
    assert done.exit_code == 2
    assert "opened at character 10 and not closed" in done.stderr
    file = study.parent / "passages.ods"
    assert run("codings", study, "--to", file).exit_code == 2
    assert not file.exists()
    assert "passages.ods" not in runner.invoke(app, ["log", str(study)]).stdout


def test_a_matrix_that_is_too_wide_is_a_list_of_its_cells(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handrail.cli.terminal.out._width", 80)
    words = runner.invoke(app, ["interviews", "cooccurrence", str(built)]).stdout
    assert "Too wide for this terminal" in " ".join(words.split())
    assert "…" not in words
    assert all(len(line) <= 80 for line in words.splitlines() if "Too wide" not in line)
    monkeypatch.setattr("handrail.cli.terminal.out._width", 4000)
    assert "Too wide" not in runner.invoke(app, ["interviews", "cooccurrence", str(built)]).stdout


@pytest.mark.parametrize(
    "words",
    [
        ("codings", "--to", "{}/missing/made.csv"),
        ("codings", "--to", "{}/made"),
        ("disagreements", "--csv", "{}/missing/made.csv"),
        ("disagreements", "--draft", "{}/missing/made.toml"),
    ],
)
def test_a_file_that_cannot_be_written_is_not_in_the_log(study: Path, words: tuple[str, ...]) -> None:
    command, *rest = (word.format(study.parent) for word in words)
    done = run(command, study, *rest)
    assert done.exit_code in {2, 11}
    assert "received: ''" not in done.stderr
    assert "made" not in runner.invoke(app, ["log", str(study)]).stdout


@pytest.mark.parametrize("command", ["export", "convert"])
@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("missing/made.qdpx", ()),
        ("made.zip", ()),
        ("made", ()),
        ("made.qdpx", ("--profile", "atlas")),
    ],
)
def test_an_export_that_cannot_be_written_is_not_in_the_log(
    study: Path, command: str, name: str, more: tuple[str, ...]
) -> None:
    to = study.parent / name
    done = run(command, *((to, study) if command == "export" else (study, to)), *more)
    assert done.exit_code == 11
    assert not to.exists()
    assert "made" not in runner.invoke(app, ["log", str(study)]).stdout


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    for command in ("codings", "identifiers"):
        done = run(command, tmp_path / "nothere")
        assert "'nothere'" in done.stderr
        assert "received: ''" not in done.stderr
    (tmp_path / "notes").write_text("We learned.")
    assert "'notes', without an ending" in run("identifiers", tmp_path / "notes").stderr
