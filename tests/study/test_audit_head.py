"""The audit head: every output prints it or is vouched for by it, and it is found again in the log."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import text
from test_sign import open_store, sign
from typer.testing import CliRunner

from handrail.cli.commands import app
from handrail.study.build import BuildReport
from handrail.study.heads import check_head
from handrail.values import StoreError, UsageError

Builder = Callable[..., BuildReport]
runner = CliRunner()


def manifest_of(folder: Path) -> dict[str, object]:
    value = json.loads((folder / "outputs/manifest.json").read_text("utf-8"))
    assert isinstance(value, dict)
    return value


def head_of(folder: Path) -> str:
    return str(manifest_of(folder)["audit_head"])


def printed_in(data: bytes, name: str) -> str:
    """Return a document's text without white space."""
    if name.endswith(".pdf"):
        words = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(data)).pages)
    elif name.endswith(".docx"):
        from docx import Document

        words = "".join(Document(io.BytesIO(data)).element.body.itertext())
    else:
        words = data.decode()
    return re.sub(r"\s", "", words)


def test_every_output_prints_the_head_or_is_listed_beside_it(thin_built: Path) -> None:
    outputs, head = thin_built / "outputs", head_of(thin_built)
    assert re.fullmatch("[0-9a-f]{40}", head)
    listed = manifest_of(thin_built)["files"]
    assert isinstance(listed, dict)
    there = [path for path in outputs.rglob("*") if path.is_file() and path.name != "manifest.json"]
    assert {path.relative_to(outputs).as_posix() for path in there} == set(listed)
    tables = 0
    for path in there:
        data, name = path.read_bytes(), path.relative_to(outputs).as_posix()
        assert hashlib.sha256(data).hexdigest() == listed[name]["sha256"]
        assert len(data) == listed[name]["bytes"]
        if name.endswith(".csv"):
            tables += 1  # a csv is read by programs: the manifest alone says where it belongs
        else:
            assert head[:16] in printed_in(data, name), name
    assert tables > 3
    assert json.loads((outputs / "results.json").read_text("utf-8"))["audit_head"] == head


def test_a_head_is_found_at_its_line_however_much_came_after(thin_built: Path) -> None:
    head = head_of(thin_built)
    first = check_head(thin_built, head, prompt=None)
    assert first.action == "documents"
    assert first.outputs is not None
    assert first.outputs.whole
    sign(thin_built)
    later = check_head(thin_built, f" {head[:16].upper()}. ", prompt=None)
    assert (later.line, later.at) == (first.line, first.at)
    assert later.since == first.since + 1
    with open_store(thin_built) as store:
        assert store.audit_entries()[later.line - 1].digest == head


def test_the_head_of_an_earlier_edition_stays_in_the_log(thin_built: Path, build: Builder) -> None:
    head = head_of(thin_built)
    sign(thin_built)
    build(thin_built)
    assert head_of(thin_built) != head
    assert check_head(thin_built, head, prompt=None).since > 2


def test_the_outputs_of_an_earlier_edition_are_still_vouched_for(
    thin_built: Path, build: Builder, tmp_path: Path
) -> None:
    shutil.copytree(thin_built / "outputs", tmp_path / "sent")
    sign(thin_built)
    build(thin_built)
    shutil.rmtree(thin_built / "outputs")
    shutil.copytree(tmp_path / "sent", thin_built / "outputs")
    found = check_head(thin_built, head_of(thin_built), prompt=None).outputs
    assert found is not None
    assert found.whole


@pytest.mark.parametrize(
    "head", ["", "abc", "0" * 15, "0" * 41, "z" * 16, "9f86d081884c7d65 9f86d081884c7d65", "../study"]
)
def test_a_head_that_is_none_is_refused(thin_built: Path, head: str) -> None:
    with pytest.raises(UsageError, match="hexadecimal"):
        check_head(thin_built, head, prompt=None)


def test_a_head_of_another_log_is_not_found(thin_built: Path) -> None:
    with pytest.raises(StoreError, match="none of which") as wrong:
        check_head(thin_built, "0" * 40, prompt=None)
    assert wrong.value.exit_code == 13


def test_a_log_that_was_cut_short_loses_the_head(thin_built: Path) -> None:
    head = head_of(thin_built)
    with open_store(thin_built) as store:
        line = check_line(store.audit_entries(), head)
        connection = store._database.connection
        for (name,) in connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        # Whoever has the passphrase can cut the log and count it anew: only the printed head tells.
        connection.execute(text(f"DELETE FROM audit WHERE seq >= {line}"))
        connection.execute(text(f"UPDATE meta SET value = '{line - 1}' WHERE key = 'audit_length'"))
        store.verify_audit()
    with pytest.raises(StoreError, match="none of which"):
        check_head(thin_built, head, prompt=None)


def check_line(entries: tuple[object, ...], head: str) -> int:
    return next(number for number, entry in enumerate(entries, 1) if vars(entry)["digest"] == head)


def test_a_changed_an_added_and_a_lost_file_are_named(thin_built: Path) -> None:
    outputs = thin_built / "outputs"
    (outputs / "results.json").write_text("{}", "utf-8")
    (outputs / "extra.csv").write_text("n\n", "utf-8")
    gone = next((outputs / "tables").glob("estimate-*.csv"))
    gone.unlink()
    found = check_head(thin_built, head_of(thin_built), prompt=None).outputs
    assert found is not None
    assert found.differ == ("results.json", f"tables/{gone.name}")
    assert found.unlisted == ("extra.csv",)
    assert found.noted is not None
    assert not found.whole


@pytest.mark.parametrize("broken", ["", "[]", '{"files": 3}', '{"files": {"a": {}}}', "\x00"])
def test_a_manifest_that_was_made_anew_is_not_noted(thin_built: Path, broken: str) -> None:
    head = head_of(thin_built)
    path = thin_built / "outputs/manifest.json"
    path.write_text(broken, "utf-8")
    found = check_head(thin_built, head, prompt=None).outputs
    assert found is not None
    assert found.noted is None
    assert not found.whole
    path.unlink()
    assert check_head(thin_built, head, prompt=None).outputs is None


def test_the_command_says_where_the_head_stands(thin_built: Path) -> None:
    folder, head = str(thin_built), head_of(thin_built)
    done = runner.invoke(app, ["check", folder, "--head", head[:16]])
    assert done.exit_code == 0, done.stderr
    assert re.search(
        r"The log is whole and contains this head: line \d+, 20..-..-.., documents;", done.stdout
    )
    assert "files of the manifest are as it says" in done.stdout
    told = json.loads(runner.invoke(app, ["check", folder, "--head", head, "--json"]).stdout)
    assert told["outputs"]["whole"] is True
    assert runner.invoke(app, ["check", folder, "--head", "12"]).exit_code == 2
    assert runner.invoke(app, ["check", folder, "--head", "1" * 16]).exit_code == 13
