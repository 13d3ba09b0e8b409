"""Sign-off: what a person signed is remembered with its values, and status says what moved, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from small_study import TODAY
from typer.testing import CliRunner

from handrail.cli.commands import app
from handrail.store import DEMONSTRATION_PASSPHRASE, Store
from handrail.study.build import BuildReport
from handrail.study.sign import SignReport, sign_study
from handrail.study.status import RecommendationStatus, study_status
from handrail.study.withdrawal.forget_signed import forget_in_sign_offs
from handrail.values import PlanError, StoreError, UsageError

Builder = Callable[..., BuildReport]
runner = CliRunner()
NAME = "half-a-day"


def sign(folder: Path, *names: str, today: date = TODAY, **more: bool) -> SignReport:
    return sign_study(folder, names or (NAME,), by="A. Lead", prompt=None, today=today, **more)


def status_of(folder: Path, name: str = NAME) -> RecommendationStatus:
    report = study_status(folder, prompt=None, today=TODAY)
    return next(one for one in report.recommendations if one.id == name)


def lines(folder: Path, name: str = NAME) -> list[str]:
    return [str(move).replace("\u202f", " ") for move in status_of(folder, name).moved]


def open_store(folder: Path) -> Store:
    return Store.open(folder, DEMONSTRATION_PASSPHRASE, allow_minimal=True)


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def test_only_a_built_fresh_study_is_signed(thin_folder: Path, build: Builder) -> None:
    with pytest.raises(StoreError, match="handrail build"):
        sign(thin_folder)
    build(thin_folder)
    edit(thin_folder / "sources/young-adults.csv", "\n", "\n")
    path = thin_folder / "sources/young-adults.csv"
    rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(rows[:-1]) + "\n", "utf-8")
    with pytest.raises(UsageError, match="read:young-adults"):
        sign(thin_folder)
    build(thin_folder)
    assert sign(thin_folder).signed == (f"recommendation:{NAME}",)


def test_documents_that_do_not_say_what_the_files_say_are_not_signed(
    thin_built: Path, build: Builder
) -> None:
    edit(thin_built / "guideline/findings.toml", "a sizeable minority", "a minority")
    with pytest.raises(UsageError, match="an earlier state"):
        sign(thin_built)
    build(thin_built)
    (thin_built / "outputs/guideline.pdf").write_bytes(b"another")
    with pytest.raises(UsageError, match="an earlier state"):
        sign(thin_built)


def test_a_study_past_its_expiry_is_not_signed(thin_built: Path) -> None:
    with pytest.raises(PlanError, match="read-only"):
        sign(thin_built, today=date(2099, 1, 1))


@pytest.mark.parametrize("by", ["", "  ", "x" * 81, "a\x07b"])
def test_a_sign_off_names_a_person(thin_folder: Path, by: str) -> None:
    with pytest.raises(UsageError, match="names who signs"):
        sign_study(thin_folder, [NAME], by=by, prompt=None, today=TODAY)


def test_an_unknown_recommendation_suggests_the_nearest(thin_built: Path) -> None:
    with pytest.raises(UsageError, match="did you mean 'half-a-day'"):
        sign(thin_built, "recommendation:half-a-dya")


def test_signing_one_after_another_needs_no_build_between_and_runs_only_the_documents(
    thin_built: Path, build: Builder
) -> None:
    sign(thin_built)
    sign(thin_built, "recommendation:fund-what-lasts")
    assert build(thin_built).ran == ["documents"]
    assert build(thin_built).ran == []
    assert status_of(thin_built, "own-the-handover").signed_by == ""
    assert len(sign(thin_built, everything=True).signed) == 5


def test_a_sign_off_is_a_line_of_the_log_and_keeps_no_word_that_was_said(thin_built: Path) -> None:
    sign(thin_built, everything=True)
    with open_store(thin_built) as store:
        kept = json.dumps([[dict(one.contents), one.values] for one in store.sign_offs()])
        said = [coding.quotation for coding in store.codings()]
        line = [entry for entry in store.audit_entries() if entry.action == "sign-off"][-1]
        quoted = json.dumps([dict(one.facts) for one in store.audit_entries()])
        beneath = next(one for one in store.sign_offs() if one.node == line.facts["node"])
        store.verify_audit()
    assert said
    for words in said:
        assert json.dumps(words)[1:-1] not in kept + quoted
    for name in ("P01", "P02", "P03", "interview-p01"):
        assert name not in kept
    assert line.facts["by"] == "A. Lead"
    assert line.facts["contents"] == len(beneath.contents)
    withheld = [
        cell
        for value in beneath.values.values()
        for table in value.get("tables", ())
        for cell in table["cells"]
        if cell["withheld"]
    ]
    assert all(cell["n"] is None and cell["values"] == {} for cell in withheld)


def test_a_withheld_cell_is_signed_as_withheld(thin_built: Path) -> None:
    sign(thin_built, everything=True)
    with open_store(thin_built) as store:
        tables = [
            table
            for one in store.sign_offs()
            for value in one.values.values()
            for table in value.get("tables", ())
        ]
    results = json.loads((thin_built / "outputs/results.json").read_text("utf-8"))["results"]
    printed = {one["id"]: [cell["n"] for cell in one["table"]] for one in results}
    assert tables
    assert all([cell["n"] for cell in table["cells"]] == printed[table["name"]] for table in tables)
    assert any(cell["withheld"] for table in tables for cell in table["cells"])


def test_a_change_that_alters_no_content_stops_there(thin_built: Path, build: Builder) -> None:
    sign(thin_built, everything=True)
    build(thin_built)
    sources = thin_built / "sources"
    survey = sources / "young-adults.csv"
    survey.write_text(survey.read_text("utf-8").replace("\n", "\r\n"), encoding="utf-8", newline="")
    for path in (sources / "codebook.toml", sources / "themes.toml", thin_built / "guideline/findings.toml"):
        path.write_text("# A comment for the team.\n" + path.read_text("utf-8"), "utf-8")
    (sources / "interview-p01.txt").touch()
    folder = str(thin_built)
    ran = json.loads(runner.invoke(app, ["build", folder, "--json"]).stdout)["ran"]
    assert ran
    assert all(step.startswith("read:") for step in ran)
    told = json.loads(runner.invoke(app, ["status", folder, "--json"]).stdout)
    assert {one["state"] for one in told["recommendations"]} == {"fresh"}
    assert all(one["moved"] == [] and one["signed"]["by"] == "A. Lead" for one in told["recommendations"])
    page = (thin_built / "outputs/guideline.html").read_text("utf-8")
    assert page.count("Signed off by A. Lead on") == 5


def test_lost_answers_are_told_from_what_to_what(thin_built: Path, build: Builder) -> None:
    sign(thin_built, "fund-what-lasts")
    before = json.loads((thin_built / "outputs/results.json").read_text("utf-8"))["results"]
    path = thin_built / "sources/young-adults.csv"
    rows = path.read_text("utf-8").splitlines()
    # Were it fewer than ten, the earlier numbers would stand.
    path.write_text("\n".join(rows[:-12]) + "\n", "utf-8")
    waiting = status_of(thin_built, "fund-what-lasts")
    assert (waiting.state, waiting.to_run, waiting.moved) == ("stale", True, ())
    build(thin_built)
    after = json.loads((thin_built / "outputs/results.json").read_text("utf-8"))["results"]
    told = lines(thin_built, "fund-what-lasts")
    assert not [line for line in told if line.startswith("variable:")]
    moved = next(line for line in told if line.startswith("estimate:contact-by-country: "))
    pairs = []
    for results in (before, after):
        one = next(one for one in results if one["id"] == "estimate:contact-by-country")
        cell = next(cell for cell in one["table"] if not cell["group"] and cell["category"] is None)
        pairs.append(f"{100 * cell['estimate']:.1f} % (n {cell['n']})")
    assert pairs[0] != pairs[1]
    assert f"all: {pairs[0]} -> {pairs[1]}" in moved
    page = (thin_built / "outputs/guideline.html").read_text("utf-8")
    assert page.count("The evidence was revised after it was signed off.") == 1
    assert "Signed off by" not in page
    sign(thin_built, "fund-what-lasts")
    assert lines(thin_built, "fund-what-lasts") == []


def test_a_passage_that_is_gone_is_told_beneath_its_theme(thin_built: Path, build: Builder) -> None:
    sign(thin_built)
    path = thin_built / "sources/codings-ab.toml"
    parts = path.read_text("utf-8").split("[[coding]]")
    gone = [part for part in parts if 'code = "silence of children"' in part and "told-nobody" not in part]
    assert gone
    path.write_text("[[coding]]".join(part for part in parts if part not in gone), "utf-8")
    build(thin_built)
    told = lines(thin_built)
    theme = [line for line in told if line.startswith("theme:children-wait-and-hide: ")]
    many = f"{len(gone)} passages beneath it are gone" if len(gone) > 1 else "a passage beneath it is gone"
    assert theme[-1] == f"theme:children-wait-and-hide: {many}"
    assert re.search(r"passages \d+ -> \d+", theme[0])


def test_an_erased_passage_leaves_nothing_of_itself_in_a_sign_off_and_is_still_told(
    thin_built: Path, build: Builder
) -> None:
    sign(thin_built, "private-by-default", NAME)
    path = thin_built / "sources/codings-ab.toml"
    parts = path.read_text("utf-8").split("[[coding]]")
    gone = next(
        part for part in parts if 'code = "silence of children"' in part and "told-nobody" not in part
    )
    name = re.findall(r'id = "([^"]+)"', gone)[0]
    with open_store(thin_built) as store:
        node = next(f"passage:{one.id}" for one in store.codings() if one.name == name)
        before = next(one for one in store.sign_offs() if one.node == f"recommendation:{NAME}")
    path.write_text("[[coding]]".join(part for part in parts if part != gone), "utf-8")
    build(thin_built)
    told = lines(thin_built)
    assert any(line.endswith("a passage beneath it is gone") for line in told)
    with open_store(thin_built) as store, store.transaction():
        assert forget_in_sign_offs(store, {node, "passage:unknown"}.__contains__) >= 1
        after = next(one for one in store.sign_offs() if one.node == f"recommendation:{NAME}")
    kept = json.dumps([dict(after.contents), after.values[node]])
    assert before.contents[node] not in kept
    assert set(after.values[node]) == {"beneath"}
    assert (after.at, after.by) == (before.at, before.by)
    assert lines(thin_built) == told


def test_a_new_code_on_a_passage_and_a_withdrawn_approval_are_told(thin_built: Path, build: Builder) -> None:
    sign(thin_built)
    path = thin_built / "sources/codings-ab.toml"
    parts = path.read_text("utf-8").split("[[coding]]")
    here = next(i for i, part in enumerate(parts) if 'id = "ab-p01-first-half-hour"' in part)
    parts[here] = re.sub(r'\ncode = "[^"]+"', '\ncode = "silence of children"', parts[here])
    there = next(i for i, part in enumerate(parts) if 'id = "ab-p03-lottery"' in part)
    parts[there] = re.sub(r'(\nid = "[^"]+")', r'\1\nflags = ["third-party"]', parts[there])
    path.write_text("[[coding]]".join(parts), "utf-8")
    build(thin_built)
    told = lines(thin_built)
    assert any(line.endswith("a passage beneath it was coded anew") for line in told)
    assert any(line.endswith("a passage beneath it was flagged anew") for line in told)


def test_the_team_s_own_sentences_are_told_from_what_to_what(thin_built: Path, build: Builder) -> None:
    sign(thin_built)
    now = "Training for the first conversation with a child is left to chance"
    was = f"{now}, except where someone made it a duty."
    now += "."
    edit(thin_built / "guideline/findings.toml", was, now)
    # What the team writes needs no build to be compared.
    assert f"finding:training-is-chance: its sentence was changed: '{was}' -> '{now}'" in lines(thin_built)
    edit(thin_built / "guideline/half-a-day.md", 'strength = "strong"', 'strength = "conditional"')
    edit(thin_built / "sources/codebook.toml", 'name = "silence of children"', 'name = "silence of children"')
    told = lines(thin_built)
    assert told[0] == (
        "recommendation:half-a-day: its sentence is as it was; what is printed beside it was changed"
    )
    build(thin_built)
    assert lines(thin_built) == told


def test_a_recommendation_worded_anew_says_so_and_not_that_its_evidence_was_revised(
    thin_built: Path, build: Builder
) -> None:
    sign(thin_built)
    edit(thin_built / "guideline/half-a-day.md", 'strength = "strong"', 'strength = "conditional"')
    build(thin_built)
    page = (thin_built / "outputs/guideline.html").read_text("utf-8")
    assert "It was worded anew after it was signed off." in page
    assert "The evidence was revised" not in page


def test_rows_in_another_order_alter_answers_but_no_number(small: Path, build: Builder) -> None:
    (small / "guideline/findings.toml").write_text(
        '[[finding]]\nid = "f"\nsentence = "Contact is common among those who answered here."\n'
        'supports = ["estimate:contact-by-sex"]\n',
        "utf-8",
    )
    (small / "guideline/r.md").write_text(
        '+++\nid = "r"\nrecommendation = "Services should listen to those who answered."\n'
        'audience = ["policy"]\nstrength = "strong"\nwho_acts = "Services"\nreview_date = 2027-01-01\n'
        'supports = ["finding:f"]\n+++\nBecause.\n',
        "utf-8",
    )
    build(small)
    sign(small, "r")
    path = small / "sources/adults.csv"
    head, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([head, *reversed(rows)]) + "\n", "utf-8")
    build(small)
    told = lines(small, "r")
    assert told
    assert all(
        line.startswith("variable:")
        and line.endswith("its answers changed; every number made from it is as it was")
        for line in told
    )


def test_status_warns_of_what_still_waits_for_a_purge(
    thin_built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert study_status(thin_built, prompt=None, today=TODAY).warnings == ()
    monkeypatch.setattr(Store, "purge_due", True)
    monkeypatch.setattr(Store, "purge", lambda _: None)
    report = study_status(thin_built, prompt=None, today=TODAY)
    assert len(report.warnings) == 1
    assert report.as_json()["warnings"] == list(report.warnings)
    assert report.warnings[0] in runner.invoke(app, ["status", str(thin_built)]).stderr.replace("\n", " ")


def test_the_commands_sign_and_status_read_well(thin_built: Path) -> None:
    folder = str(thin_built)
    done = runner.invoke(app, ["sign", NAME, "fund-what-lasts", folder, "--by", "A. Lead", "--json"])
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["signed"] == [
        "recommendation:half-a-day",
        "recommendation:fund-what-lasts",
    ]
    assert runner.invoke(app, ["sign", "--all", NAME, folder, "--by", "A. Lead"]).exit_code == 2
    assert runner.invoke(app, ["sign", folder, "--by", "A. Lead"]).exit_code == 2
    edit(thin_built / "guideline/half-a-day.md", 'strength = "strong"', 'strength = "conditional"')
    said = runner.invoke(app, ["status", folder]).stdout
    assert "not signed" in said
    assert "moved since A. Lead signed on" in said
    assert "Build to see what they change." in said
