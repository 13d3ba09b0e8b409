"""The self-test: it passes here, each check fails when what it holds is broken, and its report is signed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from test_sign import open_store
from typer.testing import CliRunner

from handrail.cli.commands import app
from handrail.disclosure import Limits, review
from handrail.store import DEMONSTRATION_PASSPHRASE, Store
from handrail.store.store import DATABASE_FILE, _now
from handrail.study.runner import Silent
from handrail.study.self_test import demonstration, figures, leaving
from handrail.study.self_test import store as store_checks
from handrail.study.self_test.check import Check
from handrail.study.verify import run_self_test
from handrail.study.verify_report import check_report
from handrail.values import StoreError, UsageError

runner = CliRunner()
TRIALS: dict[str, Callable[[], list[Check]]] = {
    "survey": figures.survey_figures,
    "agreement": figures.agreement_figures,
    "classes": figures.typology_figures,
    "encryption": store_checks.encryption,
    "erasure": store_checks.erasure,
    "log": store_checks.audit_log,
    "cells": leaving.small_cells,
    "quotations": leaving.quotations,
    "pictures": leaving.pictures,
}


@pytest.mark.parametrize("name", TRIALS)
def test_every_check_passes_on_this_computer(name: str) -> None:
    checks = TRIALS[name]()
    assert len(checks) > 1
    assert [check for check in checks if not check.passed] == []


# ---- each check can fail ---------------------------------------------------------------------------------


def break_weights(patch: pytest.MonkeyPatch) -> None:
    from handrail.survey import Design

    patch.setattr(
        "handrail.survey.Design", lambda frame, **known: Design(frame, **{**known, "weights": None})
    )


def break_alpha(patch: pytest.MonkeyPatch) -> None:
    from handrail.interviews import krippendorff_alpha

    patch.setattr("handrail.interviews.krippendorff_alpha", lambda *given: krippendorff_alpha(*given) + 1e-5)


def break_classes(patch: pytest.MonkeyPatch) -> None:
    from handrail.typology import LatentClasses

    def loose(classes: int, **known: Any) -> LatentClasses:
        return LatentClasses(classes - 1, **known)

    patch.setattr("handrail.typology.LatentClasses", loose)


def break_encryption(patch: pytest.MonkeyPatch) -> None:
    def plain(folder: Path, *_: object, **__: object) -> Store:
        return Store._begin(folder / DATABASE_FILE, None, _now)

    def again(folder: Path, *_: object, **__: object) -> Store:
        return Store._reopen(folder / DATABASE_FILE, None, _now)

    patch.setattr(Store, "create", plain)
    patch.setattr(Store, "open", again)


def break_erasure(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Store, "remove_source", lambda *_: None)


def break_log(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Store, "verify_audit", lambda _: None)


def break_cells(patch: pytest.MonkeyPatch) -> None:
    def lax(*given: Any, **known: Any) -> Any:
        return review(*given, **known, limits=Limits(smallest_cell=1))

    patch.setattr(leaving, "review", lax)


def break_quotations(patch: pytest.MonkeyPatch) -> None:
    everything = SimpleNamespace(released=SimpleNamespace(quotations={"passage:p": None}))
    patch.setattr(leaving, "review", lambda *_, **__: everything)


def break_pictures(patch: pytest.MonkeyPatch) -> None:
    from handrail.interviews import read_transcript

    patch.setattr("handrail.interviews.read_transcript", lambda path: read_transcript(path, text_only=True))


@pytest.mark.parametrize(
    ("name", "broken", "caught"),
    [
        ("survey", break_weights, {"mean of a stratified sample"}),
        ("agreement", break_alpha, {"Krippendorff's alpha, ratio"}),
        ("classes", break_classes, {"G2 of pathologists' slides, 3 classes"}),
        (
            "encryption",
            break_encryption,
            {
                "it does not lie in the bytes of the file",
                "another passphrase is refused",
                "one changed byte is refused",
            },
        ),
        ("erasure", break_erasure, {"it is found nowhere after it was removed"}),
        ("log", break_log, {"a changed line breaks its chain"}),
        ("cells", break_cells, {"a cell of four respondents is withheld", "its total does not give it back"}),
        ("quotations", break_quotations, {"a quotation that nobody approved is refused"}),
        ("pictures", break_pictures, {"a picture inside a Word file stops it"}),
    ],
)
def test_a_check_fails_when_what_it_holds_is_broken(
    name: str,
    broken: Callable[[pytest.MonkeyPatch], None],
    caught: set[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken(monkeypatch)
    assert caught <= {check.name for check in TRIALS[name]() if not check.passed}


def fake_build(event: tuple[Any, ...], result: dict[str, Any]) -> Callable[..., Any]:
    """Return a build that raises an audit event, as the socket module does, and writes a result."""

    def build(study: Path, **_: object) -> Any:
        (study / "outputs").mkdir()
        (study / "outputs/results.json").write_text(json.dumps(result), "utf-8")
        if event:
            sys.audit(*event)
        assert "HANDRAIL_KEY" not in os.environ
        return SimpleNamespace(error=None)

    return build


@pytest.mark.parametrize(
    ("event", "heard"),
    [
        ((), 0),
        (("socket.__new__", None, 2, 1, 0), 1),
        (("socket.getaddrinfo", "example.org", 443, 0, 0, 0), 1),
        (("socket.connect", None, ("192.0.2.1", 80)), 1),
        (("socket.__new__", None, 1, 1, 0), 0),  # inside the computer
    ],
)
def test_a_build_that_opens_a_socket_or_has_other_figures_fails(
    event: tuple[Any, ...], heard: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDRAIL_KEY", "the person's own passphrase")
    monkeypatch.setattr(demonstration, "build_study", fake_build(event, {"results": []}))
    checks = {check.name: check for check in demonstration.demonstration_build(Silent())}
    socket = checks["the build opens no network socket"]
    assert (socket.passed, socket.got) == (not heard, str(heard))
    assert checks["a socket would have been heard"].passed
    assert not checks["its tables hold the shipped figures"].passed
    assert os.environ["HANDRAIL_KEY"] == "the person's own passphrase"


def test_the_shipped_figures_are_those_of_the_demonstration_and_one_cell_more_or_less_is_noticed(
    built_demonstration: Path,
) -> None:
    found = demonstration.figures_of(
        json.loads((built_demonstration / "outputs/results.json").read_text("utf-8"))
    )
    shipped = demonstration.shipped_figures()
    same, cells, other = demonstration.compare_figures(shipped, found)
    assert (same, other) == (cells, ""), "run tools/write_demonstration_figures.py and look at the difference"
    assert cells > 100
    name = next(iter(found))
    assert demonstration.compare_figures(shipped, {**found, name: found[name][:-1]})[2] == name
    assert demonstration.compare_figures(shipped, {**found, "estimate:z": found[name]})[2] == "estimate:z"
    changed = json.loads(json.dumps(found))
    changed[name][0][2] += 1
    assert demonstration.compare_figures(shipped, changed)[2] == name


# ---- the report ------------------------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the build of the demonstration, which a page of the manual runs."""
    monkeypatch.setattr("handrail.study.self_test.demonstration.demonstration_build", lambda _: [])


@pytest.fixture
def signed(thin_built: Path, quick: None) -> Path:
    """Return a study with a report in it."""
    assert not run_self_test(thin_built, prompt=None, progress=Silent()).report.failed
    return thin_built


def test_a_report_is_signed_by_the_study_and_noted_in_its_log(signed: Path) -> None:
    found = check_report(signed / "verify-report.json", signed, prompt=None)
    told = json.loads((signed / "verify-report.json").read_text("utf-8"))
    with open_store(signed) as store:
        line = store.audit_entries()[found.line - 1]
        store.verify_audit()
    assert (line.action, line.facts["report"]) == ("verify", told["signature"])
    assert line.previous == told["audit_head"]
    assert (found.passed, found.failed) == (told["passed"], 0)
    assert told["signature"] in (signed / "verify-report.txt").read_text("utf-8")


@pytest.mark.parametrize("part", ["made_at", "passed", "audit_head", "computer", "signature", "checks"])
def test_an_altered_report_is_refused(signed: Path, part: str) -> None:
    path = signed / "verify-report.json"
    value = json.loads(path.read_text("utf-8"))
    value[part] = value[part][:-1] if part != "passed" else 999
    path.write_text(json.dumps(value), "utf-8")
    with pytest.raises(StoreError, match="its text does not give") as wrong:
        check_report(path, signed, prompt=None)
    assert wrong.value.exit_code == 13


def test_the_report_of_another_study_is_refused(
    signed: Path, small: Path, build: Callable[..., object]
) -> None:
    build(small)
    with pytest.raises(StoreError, match="its text does not give"):
        check_report(signed / "verify-report.json", small, prompt=None)


def test_a_report_that_the_log_does_not_note_is_refused(signed: Path) -> None:
    path = signed / "verify-report.json"
    value = json.loads(path.read_text("utf-8"))
    value["made_at"] = "2027-01-01T00:00:00+00:00"
    body = {name: one for name, one in value.items() if name not in ("signature", "proves")}
    with open_store(signed) as store:  # whoever has the secret can sign, but the log has its own memory
        value["signature"] = store.digester.of(["verify-report", body])
    path.write_text(json.dumps(value), "utf-8")
    with pytest.raises(StoreError, match="the log does not note"):
        check_report(path, signed, prompt=None)


def test_a_report_without_a_study_says_that_it_is_unsigned(
    tmp_path: Path, quick: None, thin_built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = runner.invoke(app, ["verify"])
    assert done.exit_code == 0, done.stderr
    assert "not signed" in done.stdout
    assert "anybody could have written it" in (tmp_path / "verify-report.txt").read_text("utf-8")
    with pytest.raises(UsageError, match="is signed"):
        check_report(tmp_path / "verify-report.json", thin_built, prompt=None)


@pytest.mark.parametrize("text", ["", "[]", "{}", "no json"])
def test_another_file_is_no_report(thin_built: Path, text: str) -> None:
    (thin_built / "other.json").write_text(text, "utf-8")
    with pytest.raises(UsageError, match="--report names"):
        check_report(thin_built / "other.json", thin_built, prompt=None)
    with pytest.raises(UsageError, match="--report names"):
        check_report(thin_built / "nowhere.json", thin_built, prompt=None)


def test_a_report_holds_nothing_that_was_said_or_who_said_it(signed: Path) -> None:
    written = "".join(
        (signed / name).read_text("utf-8") for name in ("verify-report.json", "verify-report.txt")
    )
    with open_store(signed) as store:
        said = [coding.quotation for coding in store.codings()]
        names = [person.name for person in store.participants()]
    assert said
    assert names
    for words in (*said, *names, DEMONSTRATION_PASSPHRASE, str(Path.home()), str(signed)):
        assert words not in written


def test_a_trial_that_stops_with_an_error_is_a_failed_check_and_is_not_quoted(
    signed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def falls() -> list[Check]:
        raise ValueError("the heron stood in the reeds")

    monkeypatch.setattr(figures, "survey_figures", falls)
    done = runner.invoke(app, ["verify", str(signed)])
    assert done.exit_code == 1
    assert "survey estimates" in done.stderr
    text = (signed / "verify-report.txt").read_text("utf-8")
    assert "got ValueError" in text
    assert "heron" not in text + done.stdout + done.stderr
    assert check_report(signed / "verify-report.json", signed, prompt=None).failed == 1


def test_a_self_test_that_is_stopped_leaves_no_report(
    thin_built: Path, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped() -> list[Check]:
        raise KeyboardInterrupt

    monkeypatch.setattr(leaving, "pictures", stopped)
    assert runner.invoke(app, ["verify", str(thin_built)]).exit_code == 130
    assert not (thin_built / "verify-report.json").exists()
    with open_store(thin_built) as store:
        assert not [line for line in store.audit_entries() if line.action == "verify"]


def test_damage_to_the_study_s_own_files_is_told_apart(signed: Path) -> None:
    (signed / "outputs/results.json").write_text("{}", "utf-8")
    done = runner.invoke(app, ["verify", str(signed)])
    assert done.exit_code == 13
    assert "the outputs are as their manifest says" in done.stderr
    assert "1 missing or changed" in (signed / "verify-report.txt").read_text("utf-8")


def test_a_changed_line_of_a_study_s_own_log_is_found(signed: Path) -> None:
    with open_store(signed) as store:
        database = store._database
        for (name,) in database.connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).all():
            database.execute_text(f"DROP TRIGGER {name}")
        database.execute_text("UPDATE audit SET action = 'nothing' WHERE seq = 2")
    report = run_self_test(signed, prompt=None, progress=Silent()).report
    assert [check.name for _, check in report.failed] == ["the audit log is whole"]
    assert report.failed[0][1].got == "line 2 is not as it was written"


def test_the_command_prints_the_report_as_json_and_checks_it(signed: Path) -> None:
    folder = str(signed)
    told = json.loads(runner.invoke(app, ["verify", folder, "--json"]).stdout)
    assert told["failed"] == 0
    done = runner.invoke(app, ["verify", folder, "--report", str(signed / "verify-report.json")])
    assert done.exit_code == 0, done.stderr
    assert "is this study's own and unaltered" in done.stdout
