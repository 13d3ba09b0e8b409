"""Withdrawals: what is asked for is done, the rest stays as it was, and what is refused changes nothing."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result
from lxml import etree
from small_study import TODAY
from talking_study import (
    CODINGS,
    RESPONDENT,
    WHO,
    coding,
    consent,
    keep_all,
    panel,
    project,
    write_copies,
    write_study,
)
from typer.testing import CliRunner

from handrail.cli.commands import app
from handrail.interviews.project_removal import without_sources
from handrail.store import DEMONSTRATION_PASSPHRASE, Store
from handrail.study.build import BuildReport, build_study
from handrail.study.exported import record_export
from handrail.study.project import read_project
from handrail.study.runner import Silent
from handrail.study.withdrawal import carry_out
from handrail.study.withdrawal.erase import erase_interviews
from handrail.study.withdrawal.tombstones import unfinished
from handrail.study.withdrawal.withdraw import Decision
from handrail.study.withdrawal.withdraw import withdraw_from_study as withdraw
from handrail.study.withdrawal.withdraw_again import sweep_again
from handrail.values import DataError, HandrailError, PlanError, UsageError

Builder = Callable[..., BuildReport]
LEAD = Decision("The lead", "the participant asked after the date")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_study(tmp_path_factory.mktemp("talking") / "study")
    report = build_study(folder, prompt=None, progress=Silent(), today=TODAY)
    assert report.error is None, report.error
    return folder


@pytest.fixture
def study(built: Path, tmp_path: Path) -> Path:
    """Return a built study of its own."""
    return Path(shutil.copytree(built, tmp_path / "study"))


def opened(folder: Path) -> Store:
    return Store.open(folder, DEMONSTRATION_PASSPHRASE, allow_minimal=True)


def state(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name[:9] != "study.db-"
    }


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new).encode())


def look(folder: Path, who: str, **given: object) -> str:
    return json.dumps(withdraw(folder, who, today=TODAY, **given).as_json())  # type: ignore[arg-type]


# -- the dry run ----------------------------------------------------------------------------------


def test_a_dry_run_says_what_would_go_and_what_rests_on_it_and_changes_nothing(study: Path) -> None:
    edit(
        study / "guideline/findings.toml",
        '"theme:waiting-wears"',
        '"theme:waiting-wears", "passage:zq11coding"',
    )
    edit(study / "sources/themes.toml", "sentence = ", f'memo = "{WHO} doubted it."\nsentence = ')
    (study / "sources/notes.rtf").write_bytes((study / "sources/talk-b.txt").read_bytes())
    before = state(study)
    said = withdraw(study, WHO, today=TODAY)
    assert state(study) == before
    assert said.state == "dry run"
    assert "document group.txt: their words are masked, the rest stays" in said.goes
    assert sum("with its text and turns" in line for line in said.goes) == 5
    assert "1 theme: theme:waiting-wears" in said.rests
    assert "1 finding: finding:waiting" in said.rests
    assert "1 recommendation: recommendation:ring" in said.rests
    touched = {one.path: one.what for one in said.files}
    assert touched["sources/participants.csv"] == "6 rows taken out"
    assert touched["sources/codings-ab.toml"] == "3 codings taken out"
    assert touched["sources/themes.toml"] == "2 mentions in themes taken out"
    assert "outputs/guideline.html" in touched
    assert "outputs/tables/estimate-seen.csv" not in touched
    assert "guideline/findings.toml:5" in {one.path for one in said.by_hand}
    assert "sources/themes.toml: line 3 still names them" in {str(one) for one in said.by_hand}
    assert "sources/notes.rtf" in touched  # the same bytes under another name
    assert any("zq10level" in line and "last participant" in line for line in said.warnings)
    assert any(line.startswith("The release of ") and "passage:" in line for line in said.out_of_reach)
    # What a dry run lists is what the real one does.
    done = withdraw(study, WHO, yes=True, today=TODAY)
    assert (done.files, done.goes, done.rests) == (said.files, said.goes, said.rests)


def test_what_git_the_shared_folder_and_old_keys_hold_is_named(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    git = ["git", "-C", str(study), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    assert "none of the files concerned was ever committed" in look(study, WHO)
    subprocess.run([*git, "add", "sources/talk-b.txt", "sources/codebook.toml"], check=True)
    subprocess.run([*git, "commit", "-qm", "t"], check=True)
    subprocess.run([*git, "rm", "-q", "--cached", "sources/talk-b.txt"], check=True)
    subprocess.run([*git, "commit", "-qm", "t"], check=True)
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "talk-a.docx").write_bytes(b"x")
    monkeypatch.setenv("HANDRAIL_DATA", str(shared))
    (study / "study.key.old").write_bytes(b"x")
    reach = withdraw(study, WHO, today=TODAY).out_of_reach
    assert any("sources/talk-b.txt was committed" in line for line in reach)
    assert any("HANDRAIL_DATA): talk-a.docx." in line for line in reach)
    assert any("study.key.old" in line for line in reach)


# -- what is refused ------------------------------------------------------------------------------


def test_past_the_cut_off_a_lead_decides_and_it_is_logged(study: Path) -> None:
    late = date(2037, 1, 1)
    assert withdraw(study, WHO, today=late).needs_decision
    before = state(study)
    with pytest.raises(DataError, match="cut-off for withdrawal was 2036-12-31"):
        withdraw(study, WHO, yes=True, today=late)
    with pytest.raises(UsageError, match="does not name who withdrew"):
        withdraw(study, WHO, yes=True, decision=Decision("L", f"{WHO} asked"), today=late)
    assert state(study) == before
    withdraw(study, WHO, yes=True, decision=LEAD, today=late)
    with opened(study) as store:
        [done] = [entry for entry in store.audit_entries() if entry.action == "withdraw"]
        assert (done.facts["decided_by"], done.facts["because"]) == (LEAD.by, LEAD.because)
        assert WHO not in repr(store.audit_entries())


def test_answers_that_nothing_links_are_said_to_be_so_and_a_decision_is_logged(study: Path) -> None:
    plan = study / "study.toml"
    head, _, tail = plan.read_text("utf-8").partition('[[survey]]\nid = "panel"')
    plan.write_text(
        head + '[[survey]]\nid = "panel"' + tail.replace('id_column = "respondent"\n', ""), "utf-8"
    )
    said = withdraw(study, "panel:7", today=TODAY)
    assert (said.state, said.needs_decision) == ("dry run", True)
    assert "nothing links" in said.warnings[0]
    with pytest.raises(DataError, match="nothing links"):
        withdraw(study, "panel:7", yes=True, today=TODAY)
    assert withdraw(study, "panel:7", yes=True, decision=LEAD, today=TODAY).state == "logged"
    with opened(study) as store:
        assert store.audit_entries()[-1].action == "withdraw-unlinkable"
        dataset = store.dataset("panel")
        assert dataset is not None
        assert dataset.rows == 61


@pytest.mark.parametrize(
    ("who", "rule"),
    [
        ("P9", "a name that is unknown or withdrawn"),
        ("panel:r999", "a number that is unknown or withdrawn"),
        ("pannel:r1", "did you mean 'panel'"),
        ("passage:p9", "a name that is unknown or withdrawn"),
    ],
)
def test_an_unknown_name_is_refused_and_nobody_who_withdrew_is_suggested(
    study: Path, who: str, rule: str
) -> None:
    with pytest.raises(UsageError, match=rule) as refused:
        withdraw(study, who, yes=True, today=TODAY)
    assert "r1'" not in str(refused.value)
    withdraw(study, WHO, yes=True, today=TODAY)
    for near in (WHO[:-1], f"{WHO}x", "passage:zq11codin"):
        with pytest.raises(UsageError) as refused:
            withdraw(study, near, today=TODAY)
        assert "zq" not in str(refused.value).replace(near, "")


def test_who_was_never_built_is_named_as_such_and_withdraws_after_a_build(
    study: Path, build: Builder
) -> None:
    people, adults = study / "sources/participants.csv", study / "sources/panel.csv"
    (study / "sources/talk-new.txt").write_text("P77: Nobody had told us zq77word.\n", "utf-8")
    with people.open("a", encoding="utf-8") as file:
        file.write(consent("P77", "talk-new.txt", "") + "\n")
    lines = adults.read_text("utf-8").splitlines()
    adults.write_text("\n".join([*lines, ",".join(["r777", *lines[-1].split(",")[1:]])]) + "\n", "utf-8")
    for who in ("p77", "panel:r777"):
        with pytest.raises(UsageError, match="no build has read yet") as refused:
            withdraw(study, who, yes=True, today=TODAY)
        assert "handrail build" in str(refused.value)
    keep_all(study / "sources")
    report = build(study)
    assert report.error is None, report.error
    for who in ("P77", "panel:r777"):
        assert withdraw(study, who, yes=True, today=TODAY).state == "done"
    assert "zq77word" not in "".join(path.read_text("utf-8", "replace") for path in study.rglob("*.txt"))
    assert "r777" not in adults.read_text("utf-8")


def test_what_the_team_took_out_to_work_with_is_named_as_out_of_reach(study: Path) -> None:
    for _ in range(2):
        record_export(study, None, what="passages", to=study / "for-friday.csv", prompt=None, today=TODAY)
    said = withdraw(study, WHO, today=TODAY).out_of_reach
    assert sum("for-friday.csv (passages, last made on" in line for line in said) == 1
    assert sum("Framework summaries, adjudications outside of sources/" in line for line in said) == 1
    assert not any("for-friday.csv" in line for line in withdraw(study, "panel:r1", today=TODAY).out_of_reach)
    plan = study / "study.toml"
    plan.write_text(re.sub(r"expires = [0-9-]+", "expires = 2020-01-01", plan.read_text("utf-8")), "utf-8")
    with pytest.raises(PlanError, match="past its expiry"):
        record_export(study, None, what="passages", to=Path("late.csv"), prompt=None, today=TODAY)


def test_a_name_of_two_strands_is_asked_about(study: Path) -> None:
    plan = (study / "study.toml").read_text("utf-8")
    strand = plan[plan.index("[[interviews]]") : plan.index("[[survey]]")]
    (study / "study.toml").write_text(
        plan.replace(strand, strand + strand.replace('"talks"', '"more"')), "utf-8"
    )
    with opened(study) as store, store.transaction():
        store.put_participants("more", [replace(one, strand="more", id="") for one in store.participants()])
    with pytest.raises(UsageError, match="talks/P4, more/P4"):
        withdraw(study, "P4", today=TODAY)
    assert "talk-p4.txt" in withdraw(study, "talks/P4", today=TODAY).goes[0]


def test_an_act_that_does_not_fit_is_refused(study: Path) -> None:
    with pytest.raises(UsageError, match="a passage is struck"):
        withdraw(study, WHO, act="strike", today=TODAY)
    with pytest.raises(UsageError, match="a passage is struck"):
        withdraw(study, "passage:p2-kept", act="erase", today=TODAY)


def test_withdrawing_twice_says_when_it_was_done_and_sweeps_what_came_back(study: Path) -> None:
    text = (study / "sources/talk-b.txt").read_bytes()
    withdraw(study, WHO, yes=True, today=TODAY)
    (study / "sources/talk-b.txt").write_bytes(text)
    said = withdraw(study, WHO.upper(), today=TODAY)
    assert (said.state, len(said.at)) == ("done before", 10)
    assert [one.path for one in said.files] == ["sources/talk-b.txt"]
    assert (study / "sources/talk-b.txt").exists()
    withdraw(study, WHO, yes=True, today=TODAY)
    assert not (study / "sources/talk-b.txt").exists()
    assert withdraw(study, WHO, yes=True, act="stop", today=TODAY).state == "done before"


def test_an_expired_study_is_withdrawn_from_and_not_built(study: Path, build: Builder) -> None:
    edit(study / "study.toml", "expires = 2030-01-01", "expires = 2026-01-01")
    withdraw(study, WHO, yes=True, today=TODAY)
    with pytest.raises(HandrailError, match="read-only"):
        build(study)


def test_it_works_while_another_file_of_the_study_cannot_be_read(study: Path, build: Builder) -> None:
    (study / "sources/talk-p2.txt").write_bytes(b"\x00\x01\x02")
    (study / "sources/codebook.toml").write_text("not toml", "utf-8")
    assert build(study).error is not None
    assert withdraw(study, WHO, yes=True, today=TODAY).state == "done"


# -- byte for byte --------------------------------------------------------------------------------


def test_what_cannot_be_cut_by_rule_is_listed_for_a_person(study: Path) -> None:
    inbox = study / "sources"
    (inbox / "notes.md").write_text(f"Remember.\n{WHO} was worried.\n", "utf-8")
    (inbox / f"consent_{WHO}.pdf").write_bytes(b"%PDF-1.4")
    (inbox / "everything.xlsx").write_bytes(b"PK")
    (inbox / "nothing.md").write_text("Nobody is named here.\n", "utf-8")
    (study / "checklists").mkdir()
    (study / "checklists/coreq.toml").write_text(f"# A note.\n# {WHO} asked.\n", "utf-8")
    (study / "framework.toml").write_text(f'[[summary]]\ncase = "{WHO}"\n', "utf-8")
    for name, delimiter in (("old.csv", ";"), ("old.tsv", "\t")):
        text = (inbox / "participants.csv").read_text("utf-8")
        (inbox / name).write_text(text.replace(",", delimiter), "utf-8")
    said = withdraw(study, WHO, yes=True, today=TODAY)
    listed = {str(one) for one in said.by_hand}
    assert "sources/notes.md: line 2 still names them" in listed
    assert f"sources/consent_{WHO}.pdf: its name names them" in listed
    assert "sources/everything.xlsx: is not read here: see whether it holds anything of theirs" in listed
    assert {"checklists/coreq.toml:2", "framework.toml:2"} <= {one.path for one in said.by_hand}
    assert not any("nothing.md" in line for line in listed)
    for name in ("old.csv", "old.tsv"):
        assert WHO not in (inbox / name).read_text("utf-8")
        assert "P4" in (inbox / name).read_text("utf-8")


def test_the_team_s_files_keep_every_other_byte(study: Path) -> None:
    inbox = study / "sources"
    rows = (inbox / "participants.csv").read_bytes().splitlines(keepends=True)
    withdraw(study, WHO, yes=True, today=TODAY)
    assert (inbox / "participants.csv").read_bytes() == b"".join(row for row in rows if b"zq" not in row)
    left = (inbox / "codings-ab.toml").read_text("utf-8")
    assert left == "".join(
        block
        for block in CODINGS.replace("\n# About", "\x00# About")
        .replace("[[coding]]", "\x00[[coding]]")
        .split("\x00")
        if "zq" not in block and "g-theirs" not in block
    )
    assert "# About the third interview." in left
    themes = (inbox / "themes.toml").read_text("utf-8")
    [theme] = tomllib.loads(themes)["theme"]
    assert (theme["passages"], theme["counter_examples"]) == (["p2-kept"], ["p3-kept"])
    assert 'passages = ["p2-kept"]\ncounter_examples = [' in themes


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_survey_file_loses_one_row_and_no_other_byte(study: Path, encoding: str, delimiter: str) -> None:
    rows = [
        ["respondent", "q1", "remarks"],
        *([f"r{number}", "1", f'“kept” and {delimiter} "quoted"\r\nnext {number}'] for number in range(8)),
        [RESPONDENT, "1", "gone"],
        *([f"s{number}", "", "late"] for number in range(8)),
    ]

    def written(some: list[list[str]]) -> bytes:
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows(some)
        return out.getvalue().encode(encoding)

    (study / "sources/panel.csv").write_bytes(written(rows))
    withdraw(study, f"panel:{RESPONDENT}", yes=True, today=TODAY)
    assert (study / "sources/panel.csv").read_bytes() == written(
        [row for row in rows if row[0] != RESPONDENT]
    )


def test_a_file_with_labels_goes_whole_and_says_so(study: Path) -> None:
    import pandas
    import pyreadstat

    frame = pl.DataFrame({"respondent": [RESPONDENT, "r1"], "q1": [1.0, 2.0], "remarks": ["a", "b"]})
    pyreadstat.write_sav(pandas.DataFrame(frame.to_dict(as_series=False)), study / "sources/panel-export.sav")
    frame.write_parquet(study / "sources/panel-export.parquet")
    done = withdraw(study, f"panel:{RESPONDENT}", yes=True, today=TODAY)
    said = {one.path: one.what for one in done.files}
    assert "removed; the store holds the rest" in said["sources/panel-export.sav"]
    assert not (study / "sources/panel-export.sav").exists()
    assert pl.read_parquet(study / "sources/panel-export.parquet").equals(frame[1:])


# -- projects -------------------------------------------------------------------------------------


def valid(data: bytes, schema: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        [inner] = [name for name in archive.namelist() if name.endswith(".qde")]
        root = etree.fromstring(archive.read(inner))
    etree.XMLSchema(etree.parse(schema)).assertValid(root)


def test_a_project_without_a_source_keeps_no_reference_to_it_and_is_valid(data_folder: Path) -> None:
    schema = data_folder / "refi/Project_v1.0.xsd"
    valid(project(), schema)
    made = without_sources(
        project(), "p.qdpx", source=lambda name, text: "zq04txt" in text, case=lambda name: name == WHO
    )
    valid(made.data, schema)
    assert (made.sources, made.cases) == (1, 1)
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert archive.namelist() == ["project.qde"]
        assert b"zq" not in archive.read("project.qde")
        assert archive.read("project.qde").count(b"kept") == 4


def test_real_projects_stay_valid_whichever_source_goes(data_folder: Path) -> None:
    schema = data_folder / "refi/Project_v1.0.xsd"
    gone = 0
    for path in sorted((data_folder / "refi").glob("*.qdpx")):
        data = path.read_bytes()
        names: list[str] = []

        def note(name: str, text: str, names: list[str] = names) -> bool:
            names.append(name)
            return False

        assert without_sources(data, path.name, source=note, case=lambda name: False).data == data
        try:
            valid(data, schema)
        except etree.DocumentInvalid:
            continue
        for one in names:
            made = without_sources(
                data, path.name, source=lambda name, text, one=one: name == one, case=lambda name: False
            )
            valid(made.data, schema)
            gone += made.sources
            with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
                [inner] = [name for name in archive.namelist() if name.endswith(".qde")]
                root = etree.fromstring(archive.read(inner))
            known = {element.get("guid") for element in root.iter() if element.get("guid")}
            targets = {element.get("targetGUID") for element in root.iter("{*}SourceRef", "{*}SelectionRef")}
            assert targets <= known
    assert gone >= 4


# -- respondents ----------------------------------------------------------------------------------


def test_withdrawing_one_row_re_runs_only_what_read_it(study: Path, build: Builder) -> None:
    assert build(study).ran == []
    with opened(study) as store:
        [before] = store.sources("panel")
    withdraw(study, f"panel:{RESPONDENT}", yes=True, today=TODAY)
    again = build(study)
    assert again.error is None
    assert again.ran == ["estimate:seen", "documents"]
    assert "estimate:contact-by-sex" in again.fresh
    assert "read:panel" in again.fresh
    with opened(study) as store:
        [after] = store.sources("panel")
        assert after.revision == before.revision + 1
        dataset = store.dataset("panel")
        assert dataset is not None
        assert dataset.rows == 60
    assert build(study).ran == []


def test_a_withdrawn_row_has_the_same_digests_as_a_file_that_never_had_it(
    study: Path, build: Builder
) -> None:
    withdraw(study, f"panel:{RESPONDENT}", yes=True, today=TODAY)
    with opened(study) as store:
        kept = store.dataset_columns("panel")
    path = study / "sources/panel.csv"
    path.write_bytes(path.read_bytes() + b"\r\n")  # a blank line: another file with the same answers
    assert build(study).ran == ["read:panel", "estimate:seen", "documents"]
    with opened(study) as store:
        assert store.dataset_columns("panel") == kept


def test_a_stop_takes_a_row_out_of_use_and_an_erasure_may_follow(study: Path, build: Builder) -> None:
    withdraw(study, f"panel:{RESPONDENT}", act="stop", yes=True, today=TODAY)
    assert (study / "sources/panel.csv").read_bytes().decode() == panel()
    with opened(study) as store:
        used, held = store.dataset("panel"), store.dataset("stopped/panel")
        assert used is not None
        assert held is not None
        assert (used.rows, held.rows) == (60, 1)
    assert build(study).ran == ["estimate:seen", "documents"]
    # A changed file is read again, and the stop still holds.
    edit(study / "sources/panel.csv", "kept remark 7\r\n", "changed remark\r\n")
    assert build(study).error is None
    with opened(study) as store:
        used = store.dataset("panel")
        assert used is not None
        assert used.rows == 60
    withdraw(study, f"panel:{RESPONDENT}", yes=True, today=TODAY)
    with opened(study) as store:
        assert store.dataset("stopped/panel") is None
    assert RESPONDENT not in (study / "sources/panel.csv").read_text("utf-8-sig")


def test_a_row_in_the_shared_folder_is_named_and_no_later_build_uses_it(
    study: Path, build: Builder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    (study / "sources/panel.csv").rename(shared / "panel.csv")
    monkeypatch.setenv("HANDRAIL_DATA", str(shared))
    done = withdraw(study, f"panel:{RESPONDENT}", yes=True, today=TODAY)
    assert any("HANDRAIL_DATA): panel.csv." in line for line in done.out_of_reach)
    assert (shared / "panel.csv").read_bytes().decode() == panel()
    assert build(study).ran == ["estimate:seen", "documents"]
    (shared / "panel.csv").write_bytes(panel().encode() + b"r99,1,new\r\n")
    error = build(study).error
    assert isinstance(error, DataError)
    assert "in data row 20" in str(error)


# -- stop and strike ------------------------------------------------------------------------------


def test_a_stop_leaves_a_participant_s_codings_out_of_every_later_build(study: Path, build: Builder) -> None:
    files = state(study / "sources")
    withdraw(study, WHO, act="stop", yes=True, today=TODAY)
    assert state(study / "sources") == files
    report = build(study)
    assert report.error is None, report.error
    assert "New use was stopped for 1 of the participants of 'talks': 3 of 7 codings are left out." in (
        report.messages
    )
    assert "zq" not in (study / "outputs/guideline.html").read_text("utf-8")
    with opened(study) as store:
        assert store.document("talk-b.txt") is not None
        assert {one.name for one in store.codings()} == {"p2-kept", "p3-kept", "p4-kept", "g-kept"}
        theme = store.result("theme:waiting-wears")
        assert theme is not None
        assert (theme.body["of"], theme.body["participants"], theme.body["counter_participants"]) == (3, 2, 1)
        names = {node.data.get("name") for node in store.graph().nodes.values()}
        assert not names & {"talk-b.txt", "zq11coding"}
    assert build(study).ran == []
    withdraw(study, WHO, yes=True, today=TODAY)
    with opened(study) as store:
        assert "zq" not in repr([store.documents(), store.participants(), store.results()])
    assert build(study).error is None
    # Nor is anything of theirs in what leaves for another program.
    project = read_project(study, prompt=None)
    assert WHO not in {case.name for case in project.cases}
    assert len(project.codings) == 4


def test_a_struck_saying_that_others_used_too_leaves_their_transcripts_alone(
    study: Path, build: Builder
) -> None:
    saying = "It is what it is"
    for name in ("talk-p2.txt", "talk-p3.txt"):
        path = study / "sources" / name
        path.write_text(f"{path.read_text('utf-8')}P: {saying}.\n", "utf-8")
    path = study / "sources/codings-ab.toml"
    path.write_text(path.read_text("utf-8") + coding("saying", "talk-p3.txt", saying), "utf-8")
    assert build(study).error is None
    other = (study / "sources/talk-p2.txt").read_bytes()
    withdraw(study, "passage:saying", yes=True, today=TODAY)
    assert (study / "sources/talk-p2.txt").read_bytes() == other
    assert not (study / "sources/talk-p3.txt").exists()
    (study / "sources/talk-p2.txt").write_bytes(other + b"P: And more.\n")
    assert build(study).error is None


def test_a_struck_passage_is_masked_and_the_rest_of_the_interview_stays(study: Path, build: Builder) -> None:
    said = withdraw(study, "passage:zq11coding", today=TODAY)
    assert "document talk-b.txt: their words are masked, the rest stays" in said.goes
    text = (study / "sources/talk-b.txt").read_bytes()
    with opened(study) as store:
        length = next(len(one.text) for one in store.documents() if one.name == "talk-b.txt")
    withdraw(study, "passage:zq11coding", yes=True, today=TODAY)
    assert not (study / "sources/talk-b.txt").exists()
    with opened(study) as store:
        document = store.document("talk-b.txt")
        assert document is not None
        assert len(document.text) == length
        assert "██ ██████ ██████" in document.text
        assert "That is all." in document.text
        assert "zq04" not in repr([store.documents(), store.results(), store.codings()])
        assert any(one.name == WHO for one in store.participants())
    assert build(study).error is None
    assert build(study).ran == []
    for name in ("talk-b.txt", "talk-new.txt"):
        (study / "sources" / name).write_bytes(text)
        error = build(study).error
        assert isinstance(error, DataError)
        assert error.problems[0].file == name
        assert "withdrawn" in error.problems[0].received
        sweep_again(study)
        assert not (study / "sources" / name).exists()


# -- what comes back ------------------------------------------------------------------------------


def return_of(name: str) -> Callable[[Path, dict[str, bytes]], None]:
    def put(study: Path, files: dict[str, bytes]) -> None:
        (study / "sources" / name).write_bytes(files[f"sources/{name}"])

    return put


def renamed(study: Path, files: dict[str, bytes]) -> None:
    (study / "sources/talk-new.txt").write_bytes(files["sources/talk-b.txt"])


def edited_text(study: Path, files: dict[str, bytes]) -> None:
    text = files["sources/talk-b.txt"].decode().replace("happened", "took place").upper()
    (study / "sources/talk-new.md").write_text(f"# Talk\n\n{text}", "utf-8")


def new_pseudonym(study: Path, files: dict[str, bytes]) -> None:
    rows = files["sources/participants.csv"].decode().splitlines()
    [group] = [row for row in rows if row.startswith(f"{WHO},group")]
    with (study / "sources/participants.csv").open("a", encoding="utf-8", newline="") as file:
        file.write(group.replace(f"{WHO},group", "P7,group") + "\r\n")


def number_again(study: Path, files: dict[str, bytes]) -> None:
    with (study / "sources/panel.csv").open("ab") as file:
        file.write(f" {RESPONDENT.upper()} ,2,other\r\n".encode())


@pytest.mark.parametrize(
    ("bring_back", "file", "line"),
    [
        (return_of("participants.csv"), "participants.csv", 2),
        (new_pseudonym, "participants.csv", 7),
        (return_of("talk-a.docx"), "talk-a.docx", None),
        (return_of("group.txt"), "group.txt", None),
        (renamed, "talk-new.txt", None),
        (edited_text, "talk-new.md", None),
        (return_of("codings-ab.toml"), "codings-ab.toml", 18),
        (return_of("themes.toml"), "themes.toml", 5),
        (return_of("panel.csv"), "panel.csv", None),
        (number_again, "panel.csv", None),
    ],
)
def test_what_was_erased_is_not_imported_again(
    study: Path,
    build: Builder,
    bring_back: Callable[[Path, dict[str, bytes]], None],
    file: str,
    line: int | None,
) -> None:
    files = state(study)
    withdraw(study, WHO, yes=True, today=TODAY)
    withdraw(study, f"panel:{RESPONDENT}", yes=True, today=TODAY)
    bring_back(study, files)
    error = build(study).error
    assert isinstance(error, DataError)
    problem = error.problems[0]
    assert (problem.file, problem.line) == (file, line)
    assert "withdr" in problem.received
    assert "handrail withdraw --again" in problem.remedy
    assert "zq" not in str(error)
    done = sweep_again(study)
    assert any(one.path == f"sources/{file}" for one in done.files)
    with opened(study) as store:
        assert "zq" not in repr([store.documents(), store.participants(), store.codings(), store.results()])


def test_numbers_are_known_again_however_they_are_written(study: Path, build: Builder) -> None:
    withdraw(study, "adults:0017.0", yes=True, today=TODAY)
    path = study / "sources/adults.csv"
    text = path.read_text("utf-8")
    assert "\n17," not in text
    for number in ("17", "017", "17.0", '" 17 "'):
        path.write_text(text + f"{number},1,1,1,1\n", "utf-8")
        error = build(study).error
        assert isinstance(error, DataError), number
        assert error.problems[0].received == "the answers of someone who withdrew, in data row 120"
    sweep_again(study)
    assert path.read_text("utf-8") == text


def test_after_a_restored_backup_everything_is_swept_and_built_documents_stay(
    study: Path, build: Builder
) -> None:
    write_copies(study)
    files = state(study)
    withdraw(study, WHO, yes=True, today=TODAY)
    assert build(study).error is None
    clean = state(study)
    for name, data in files.items():
        if not name.startswith("study."):
            (study / name).parent.mkdir(exist_ok=True)
            (study / name).write_bytes(data)
    (study / "study.db.schema-1").write_bytes(b"x")
    sweep_again(study)
    swept = state(study)
    assert {name for name in swept if name.startswith(("sources", "study"))} == {
        name for name in clean if name.startswith(("sources", "study"))
    }
    assert swept["sources/participants.csv"] == clean["sources/participants.csv"]
    assert "outputs/guideline.html" not in swept
    assert build(study).error is None


# -- cut off --------------------------------------------------------------------------------------


class Cut(Exception):  # noqa: N818 - what a killed process would not even raise
    """Stands for the end of the process."""


@pytest.mark.parametrize(
    ("where", "again"),
    [
        ("Inbox", "--again"),
        ("sweep_outputs", "same command"),
        ("sweep_copies", "--again"),
        ("out_of_reach", "same command"),
        ("erase_interviews", "--again"),
        ("erase_interviews", "same command"),
    ],
)
def test_cut_off_anywhere_the_same_command_finishes(
    study: Path, build: Builder, where: str, again: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object, **__: object) -> None:
        raise Cut

    def cut_after(*given: object) -> None:
        erase_interviews(*given)  # type: ignore[arg-type]
        raise Cut

    with monkeypatch.context() as patch:
        patch.setattr(carry_out, where, cut_after if where == "erase_interviews" else cut)
        with pytest.raises(Cut):
            withdraw(study, WHO, yes=True, today=TODAY)
    with opened(study) as store:
        assert unfinished(store) == 1
        assert any(one.name == WHO for one in store.participants())
    with pytest.raises(DataError, match="a withdrawal that was begun is finished"):
        build(study)
    if again == "--again":
        assert "finished now" in sweep_again(study).goes[0]
    else:
        # What was decided when it began is not asked for again.
        assert withdraw(study, WHO, yes=True, today=date(2037, 1, 1)).state == "done"
    with opened(study) as store:
        assert unfinished(store) == 0
        assert "zq" not in repr([store.documents(), store.participants(), store.results(), store.codings()])
        assert not store.purge_due
    left = {name: data for name, data in state(study).items() if name.startswith("sources/")}
    assert [name for name, data in left.items() if b"zq" in data] == ["sources/panel.csv"]


# -- the command ----------------------------------------------------------------------------------


def test_the_command_prints_a_dry_run_and_its_exit_codes(study: Path) -> None:
    def run(*words: str) -> Result:
        return CliRunner().invoke(app, ["withdraw", *words])

    dry = run(WHO, str(study))
    assert dry.exit_code == 0
    for head in ("Nothing was changed", "Would go:", "Rests on it:", "Files:", "Out of reach:"):
        assert head in dry.output
    assert run("nobody", str(study)).exit_code == 2
    assert run("--act", "forget", WHO, str(study)).exit_code == 2
    assert run("--decided-by", "L", WHO, str(study)).exit_code == 2
    assert run().exit_code == 2
    done = run(WHO, str(study), "--yes", "--json")
    assert json.loads(done.output)["state"] == "done"
    assert "already" in run(WHO, str(study)).output
    assert run("--again", str(study)).exit_code == 0
