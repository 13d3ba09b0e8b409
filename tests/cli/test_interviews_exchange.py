"""Commands on REFI-QDA files, through the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from typer.testing import CliRunner

sys.path.append(str(Path(__file__).resolve().parents[1] / "interviews"))

from interview_files import SECRET
from refi_files import a_project

from handrail.cli.commands import app
from handrail.interviews import read_refi, write_refi

runner = CliRunner()


def written(folder: Path) -> Path:
    write_refi(a_project(), folder / "ours.qdpx", "nvivo")
    return folder / "ours.qdpx"


def test_a_project_is_described_by_counts_conventions_and_losses(tmp_path: Path) -> None:
    file = str(written(tmp_path))
    said = runner.invoke(app, ["interviews", "describe", file])
    assert said.exit_code == 0, said.stderr
    assert "utf16" in said.stdout
    assert SECRET not in said.stdout
    told = json.loads(runner.invoke(app, ["interviews", "describe", file, "--json"]).stdout)
    assert told["counts"]["codings"] == 5
    assert told["counts"]["notes"] == 2
    assert [one["units"] for one in told["conventions"]] == ["utf16", "utf16"]
    assert told["losses"] == []


def test_a_project_is_converted_for_another_program_and_never_over_a_file(tmp_path: Path) -> None:
    file, target = str(written(tmp_path)), tmp_path / "for-maxqda.qdpx"
    command = ["interviews", "convert", file, str(target), "--profile", "maxqda"]
    done = runner.invoke(app, [*command, "--json"])
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["codings"] == 5
    assert "carriage returns" in json.loads(done.stdout)["warnings"][0]
    assert len(read_refi(target).codings) == 5
    again = runner.invoke(app, command)
    assert again.exit_code == 2
    assert "not written over" in again.stderr
    wrong = runner.invoke(
        app, ["interviews", "convert", file, str(tmp_path / "b.qdpx"), "--profile", "atlas"]
    )
    assert wrong.exit_code == 11
    book = runner.invoke(app, ["interviews", "convert", file, str(tmp_path / "book.qdc")])
    assert book.exit_code == 0
    assert "es alone" in book.stdout
    described = runner.invoke(app, ["interviews", "describe", str(tmp_path / "book.qdc"), "--json"])
    assert json.loads(described.stdout)["counts"]["codes"] == 3


def test_what_came_back_is_compared_without_a_word_that_was_said(tmp_path: Path) -> None:
    file = written(tmp_path)
    back = read_refi(file)
    edited = replace(
        back, codings=back.codings[1:], codes=(replace(back.codes[0], label="renamed"), *back.codes[1:])
    )
    write_refi(edited, tmp_path / "back.qdpx")
    command = ["interviews", "compare", str(file), str(tmp_path / "back.qdpx")]
    said = runner.invoke(app, command)
    assert said.exit_code == 0, said.stderr
    assert "renamed" in said.stdout
    assert SECRET not in said.stdout
    told = json.loads(runner.invoke(app, [*command, "--json"]).stdout)
    assert [(one["kind"], one["change"]) for one in told["changes"]] == [
        ("code", "changed"),
        ("coding", "removed"),
    ]
    assert told["unchanged"]["coding"] == 4
    same = runner.invoke(app, ["interviews", "compare", str(file), str(file)])
    assert same.stdout.startswith("Unchanged: ")


def test_a_study_goes_out_to_another_program_and_the_log_says_so(
    copy_demonstration: Callable[[Path], Path], tmp_path: Path
) -> None:
    study = str(copy_demonstration(tmp_path / "demo"))
    target = tmp_path / "demo.qdpx"
    done = runner.invoke(app, ["interviews", "convert", study, str(target), "--profile", "nvivo", "--json"])
    assert done.exit_code == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["documents"] == 11
    assert {loss["element"] for loss in report["losses"]} >= {"approval of a quotation"}
    assert len(read_refi(target).codings) == report["codings"] > 0
    same = json.loads(runner.invoke(app, ["interviews", "compare", study, str(target), "--json"]).stdout)
    assert same["changes"] == []
    assert same["matched"]["guid"] > report["codings"]


def test_a_file_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "a.qdpx").write_text(SECRET, "utf-8")
    done = runner.invoke(app, ["interviews", "describe", str(tmp_path / "a.qdpx")])
    assert done.exit_code == 11
    assert SECRET not in done.stderr
