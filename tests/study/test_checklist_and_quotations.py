"""Checklists, approved quotations and new codes through the command line, on built studies."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner

from handrail.cli.commands import app
from handrail.interviews.project import Document, ProjectCoding, RefiProject, Variable
from handrail.store import DEMONSTRATION_PASSPHRASE, Store

runner = CliRunner()


@pytest.fixture
def demo(built_demonstration: Path, tmp_path: Path) -> Path:
    """Return a copy of the built demonstration that may be changed."""
    folder = tmp_path / "demonstration"
    shutil.copytree(built_demonstration, folder)
    return folder


def run(*words: object, code: int = 0) -> str:
    done = runner.invoke(app, ["interviews", *(str(word) for word in words)])
    assert done.exit_code == code, done.output
    return done.output


def released(folder: Path) -> dict[str, dict[str, str]]:
    """Return each released quotation's words, from the store, by node."""
    with Store.open(folder, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        lines = store.ledger()
        last = lines[-1].release
        codings = {f"passage:{one.id}": one for one in store.codings()}
        return {
            line.name: {"text": codings[line.name].quotation, "code": codings[line.name].code}
            for line in lines
            if line.release == last and line.kind == "quotation"
        }


# ---- checklists ------------------------------------------------------------------------------------------


def test_coreq_is_filled_from_the_demonstration(built_demonstration: Path) -> None:
    rows = json.loads(run("checklist", built_demonstration, "--json"))
    assert [row["item"] for row in rows] == [str(number) for number in range(1, 33)]
    known = {row["item"]: (row["status"], row["known"]) for row in rows}
    assert known["12"] == ("filled", "11 participants in 11 transcripts.")
    assert known["22"][1].startswith("After 6 interviews, the next 2 brought 1 new code under this codebook")
    assert known["24"][1].startswith("2 people made 223 codings. Agreement between coders was computed")
    assert known["26"][1].endswith("13 of 13 themes have a dated history.")
    assert known["29"][1].startswith(f"{len(released(built_demonstration))} quotations")
    assert known["2"] == ("asked", "")
    assert "Answer in" in run("checklist", built_demonstration)


@pytest.mark.parametrize("ending", ["docx", "html", "csv"])
def test_a_checklist_is_written_in_three_formats(
    built_demonstration: Path, tmp_path: Path, ending: str
) -> None:
    target = tmp_path / f"coreq.{ending}"
    assert str(target) in run("checklist", built_demonstration, "--which", "coreq", "--to", target).replace(
        "\n", ""
    )
    if ending == "csv":
        rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8"))))
        assert (len(rows), rows[11]["known"]) == (32, "11 participants in 11 transcripts.")
    elif ending == "html":
        page = target.read_text("utf-8")
        assert "11 participants in 11 transcripts." in page
        assert "Invented data" in page
    else:
        tables = docx.Document(str(target)).tables
        assert sum(len(table.rows) - 1 for table in tables) == 32


def test_questions_are_written_once_and_answers_stay(demo: Path) -> None:
    assert "24 questions were added" in run("checklist", demo, "--questions")
    path = demo / "checklists/coreq.toml"
    path.write_text(
        path.read_text("utf-8").replace(
            'item = "19"\nanswer = ""\nwhere = ""', 'item = "19"\nanswer = "Audio."\nwhere = "p. 4"'
        ),
        "utf-8",
    )
    before = path.read_text("utf-8")
    rows = json.loads(run("checklist", demo, "--questions", "--json"))
    assert path.read_text("utf-8") == before
    assert (rows[18]["status"], rows[18]["answer"], rows[18]["where"]) == ("answered", "Audio.", "p. 4")
    assert rows[1]["status"] == "asked"


def test_an_answer_with_a_participant_s_words_is_refused_without_them(demo: Path) -> None:
    text = (demo / "sources/interview-p07.txt").read_text("utf-8")
    words = max((line for line in text.splitlines() if line.startswith("P07:")), key=len).split()[1:15]
    quoted = " ".join(words).replace('"', "")
    (demo / "checklists").mkdir()
    (demo / "checklists/coreq.toml").write_text(f'[[answer]]\nitem = "32"\nanswer = "{quoted}"\n', "utf-8")
    said = run("checklist", demo, code=12)
    assert "checklists/coreq.toml" in said
    assert quoted not in said


def test_a_file_of_another_kind_and_an_unknown_item_are_refused(demo: Path, tmp_path: Path) -> None:
    assert "Word, HTML or CSV" in run("checklist", demo, "--to", tmp_path / "coreq.odt", code=2)
    (demo / "checklists").mkdir()
    (demo / "checklists/coreq.toml").write_text('[[answer]]\nitem = "40"\n', "utf-8")
    assert "coreq.toml:" in run("checklist", demo, code=11)


def test_a_study_that_was_never_built_has_no_checklist(thin_folder: Path) -> None:
    run("checklist", thin_folder, code=13)


# ---- quotations ------------------------------------------------------------------------------------------


def test_the_file_holds_every_released_quotation_and_no_other_passage(demo: Path, tmp_path: Path) -> None:
    target = tmp_path / "quotations.docx"
    said = json.loads(run("quotations", demo, "--to", target, "--json"))
    out = released(demo)
    assert said["quotations"] == len(out) > 10
    cells = [
        cell.text
        for table in docx.Document(str(target)).tables
        for row in table.rows
        for cell in row.cells[:1]
    ]
    assert {one["text"] for one in out.values()} <= set(cells)
    with Store.open(demo, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        kept_back = {one.quotation for one in store.codings()} - {one["text"] for one in out.values()}
        people = {one.name for one in store.participants("professionals")}
        audit = [entry for entry in store.audit_entries() if entry.action == "exported"]
    everything = "\n".join(cells)
    assert kept_back
    assert not [words for words in kept_back if words in cells]
    assert not [name for name in people if name in everything.split()]
    assert audit[-1].facts["file"] == "quotations.docx"
    rules = said["refused"]
    assert "a quotation stays within its consent" in rules
    assert set(rules.values()) <= {"fewer than 3", *(str(number) for number in range(3, 100))}


def test_quotations_stand_under_their_themes_for_and_against(demo: Path, tmp_path: Path) -> None:
    target = tmp_path / "quotations.docx"
    run("quotations", demo, "--to", target)
    made = docx.Document(str(target))
    headings = [
        one.text for one in made.paragraphs if one.style is not None and one.style.name == "Heading 1"
    ]
    with Store.open(demo, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        themes = [theme.sentence for theme in store.themes("professionals")]
    assert headings[: len(themes)] == themes
    assert headings[-1] == "What was kept back"
    sides = {row.cells[2].text for table in made.tables[:-1] for row in table.rows[1:]}
    assert {"for", "against"} <= {side.partition(";")[0] for side in sides}


def test_nothing_is_written_of_a_study_that_is_stale(demo: Path, tmp_path: Path) -> None:
    codings = demo / "sources/codings-ab.toml"
    codings.write_text(
        codings.read_text("utf-8").replace("[coding.approval]", "[coding.approval]\n", 1), "utf-8"
    )
    target = tmp_path / "quotations.docx"
    assert "run `handrail build` first" in run("quotations", demo, "--to", target, code=2).replace("\n", " ")
    assert not target.exists()
    assert "end the name in .docx" in run("quotations", demo, "--to", tmp_path / "q.pdf", code=2)


# ---- new codes -------------------------------------------------------------------------------------------


def test_new_codes_are_told_to_the_team_as_the_plan_says(built_demonstration: Path) -> None:
    found = json.loads(run("saturation", built_demonstration, "--json"))
    [group] = found["groups"]
    assert (found["base"], found["run"], len(group["interviews"])) == (4, 2, 11)
    assert sum(group["new"]) == group["codes"]
    assert group["observed"]["before"] == 6
    said = run("saturation", built_demonstration)
    assert "6+2" in said
    assert "under this codebook" in said
    printed = (built_demonstration / "outputs/tables/saturation-professionals.csv").read_text("utf-8")
    assert next(csv.DictReader(io.StringIO(printed)))["needed"] == "8"


def test_a_study_is_followed_only_as_its_plan_says(built_demonstration: Path, thin_built: Path) -> None:
    assert "write them into saturation" in run("saturation", built_demonstration, "--base", "5", code=2)
    assert "only where the plan asks for it" in run("saturation", thin_built, code=10).replace("\n", " ")


def test_a_file_without_a_plan_is_followed_as_the_options_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"p{at}.txt" for at in range(7)]
    project = RefiProject(
        "pilot",
        documents=tuple(Document(name, "x", values={"sector": "police"}) for name in names),
        codings=tuple(
            ProjectCoding(name, name, 0, 1, "x", "a" if at else "b", "AB") for at, name in enumerate(names)
        ),
        variables=(Variable("sector"),),
    )
    monkeypatch.setattr("handrail.cli.interviews.common.load", lambda source, strand: project)
    source = tmp_path / "pilot.qdpx"
    words = ("--base", "3", "--run", "1", "--threshold", "0", "--group", "sector")
    found = json.loads(run("saturation", source, *words, "--json"))
    assert (found["base"], found["run"], found["attribute"]) == (3, 1, "sector")
    assert found["groups"][0]["observed"] == {"before": 3, "new": 0, "ratio": 0.0}
    assert "police: 2 codes in 7 interviews" in run("saturation", source, *words)
    run("saturation", source, "--base", "7", code=11)
