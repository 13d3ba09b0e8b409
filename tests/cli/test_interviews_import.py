"""``handrail interviews export`` and ``import``: a strand leaves, is worked on elsewhere, and comes back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from handrail.cli.commands import app
from handrail.interviews import Case, Document, ProjectCode, ProjectCoding, User, read_refi, write_refi

runner = CliRunner()

NEW = "Interviewer: Why?\r\nP12: Nobody taught us \U0001f600 anything.\r\n"


def run(*words: object, code: int = 0) -> str:
    done = runner.invoke(app, [str(word) for word in words])
    assert done.exit_code == code, done.output
    return done.output


def brought_back(study: Path, file: Path, *more: str) -> Any:
    return json.loads(run("interviews", "import", file, study, "--json", *more))


@pytest.fixture(scope="module")
def demo(copy_demonstration: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_demonstration(tmp_path_factory.mktemp("back") / "demo")


@pytest.fixture
def study(demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo, tmp_path / "demo"))


def worked_on(study: Path) -> Path:
    """Return a project of the study in which somebody read one more interview, and coded in two."""
    run("interviews", "export", study.parent / "out.qdpx", study)
    project = read_refi(study.parent / "out.qdpx")
    first, said = project.documents[0], "Nobody taught us \U0001f600 anything"
    at = NEW.index(said)
    more = (
        ProjectCoding("n1", first.name, 700, 720, first.text[700:720], "training", "EF", memo='"Here"?'),
        ProjectCoding("n2", "p12.txt", at, at + len(said), said, "nobody taught", "EF"),
    )
    project = replace(
        project,
        documents=(*project.documents, Document("p12.txt", NEW)),
        users=(*project.users, User("EF")),
        codes=(*project.codes, ProjectCode("nobody taught", "New.")),
        codings=(*project.codings, *more),
        cases=(*project.cases, Case("P12", documents=("p12.txt",))),
    )
    write_refi(project, study.parent / "back.qdpx", "nvivo")
    return study.parent / "back.qdpx"


def test_what_was_done_elsewhere_is_shown_then_taken_in_and_built_and_comes_back_once(study: Path) -> None:
    file, inbox = worked_on(study), study / "sources"
    before = {path.name: path.read_bytes() for path in inbox.iterdir()}
    shown = brought_back(study, file)
    assert (shown["documents"], shown["codes"], shown["added"]) == (["p12.txt"], ["nobody taught"], {"EF": 2})
    assert (shown["done"], shown["participants"], shown["changed"], shown["kept"]) == (False, 1, {}, 0)
    assert {path.name: path.read_bytes() for path in inbox.iterdir()} == before
    done = brought_back(study, file, "--yes")
    assert {**done, "done": False} == shown
    assert "Nobody taught us \U0001f600 anything" in (inbox / "codings-ef.toml").read_text("utf-8")
    plan = study / "study.toml"
    text = plan.read_text("utf-8").replace('"codings-cd.toml"]', '"codings-cd.toml", "codings-ef.toml"]')
    plan.write_text(text.replace('"interview-p*.*"', '"interview-p*.*", "p12.txt"'), "utf-8")
    # Nobody has said yet what the new participant agreed to.
    assert "'consent_form' is filled in" in run("build", study, code=11)
    people = inbox / "participants.csv"
    agreed = "P12,p12.txt,P12,v2,2026-03-19,2036-12-31,yes,none,no,no,academia,Netherlands"
    people.write_text(people.read_text("utf-8").replace("P12,p12.txt,,,,,,,,,,", agreed), "utf-8")
    run("build", study)
    again = brought_back(study, file)
    assert (again["documents"], again["codes"], again["added"], again["changed"]) == ([], [], {}, {})
    assert again["unchanged"]["coding"] == 225


def test_a_codebook_goes_out_alone_and_is_told_as_one(study: Path) -> None:
    said = run("interviews", "export", study.parent / "codes.qdc", study)
    assert "the codebook, with 27 codes" in " ".join(said.split())
    assert "what participants said" not in said
    assert "codebook" in run("log", study)
    assert read_refi(study.parent / "codes.qdc").codings == ()


def test_who_withdrew_does_not_come_back_with_a_project(study: Path) -> None:
    file = worked_on(study)
    run("withdraw", "P09", study, "--yes", "--decided-by", "A. Lead", "--because", "asked by letter")
    run("build", study)
    shown = brought_back(study, file, "--yes")
    assert (shown["stayed_out"]["documents"], shown["documents"]) == (1, ["p12.txt"])
    assert set(shown["added"]) == {"EF"}
    assert not (study / "sources/interview-p09.md").exists()
    assert "interview-p09" not in "".join(path.read_text("utf-8") for path in study.glob("sources/*.toml"))
