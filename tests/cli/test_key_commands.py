"""The commands about keys: what they print, and that no secret but the one new code is shown."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from handrail.cli.commands import app
from handrail.store import DEMONSTRATION_PASSPHRASE, Store

runner = CliRunner()
NEW = "words that only tests know"


def key(folder: Path, *words: str, opens: str = DEMONSTRATION_PASSPHRASE, new: str = "") -> Result:
    return runner.invoke(
        app, ["key", *words, str(folder)], env={"HANDRAIL_KEY": opens, "HANDRAIL_NEW_KEY": new}
    )


def names(folder: Path) -> list[str]:
    done = key(folder, "list", "--json", opens="")
    assert done.exit_code == 0, done.stderr
    return [row["name"] for row in json.loads(done.stdout)["keys"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a synthetic study past its expiry, with an empty store."""
    original = resources.files("handrail.study").joinpath("demonstration/study.toml").read_text("utf-8")
    plan, changed = re.subn("(?m)^expires = .*$", "expires = 2020-01-01", original)
    assert changed == 1
    (tmp_path / "study.toml").write_text(plan, "utf-8")
    Store.create(tmp_path, DEMONSTRATION_PASSPHRASE, minimal=True).close()
    return tmp_path


def test_keys_are_added_changed_listed_and_removed_also_past_the_studys_expiry(folder: Path) -> None:
    assert names(folder) == ["passphrase"]
    assert key(folder, "add", "PI", new=NEW).exit_code == 0
    done = key(folder, "recovery", opens=NEW)
    code = next(line.strip() for line in done.stdout.splitlines() if line.count("-") == 5)
    assert names(folder) == ["passphrase", "PI", "recovery"]
    changed = key(folder, "change", opens=code, new="other words for tests")
    assert "Changed 'passphrase'" in changed.stdout
    assert key(folder, "remove", "PI").exit_code == 13
    assert key(folder, "remove", "PI", opens="other words for tests").exit_code == 0
    assert names(folder) == ["passphrase", "recovery"]
    done = key(folder, "rotate", opens="other words for tests")
    assert "'recovery' opens it no more" in done.stdout
    assert "older copies" in done.stdout
    assert names(folder) == ["passphrase"]
    with Store.open(folder, "other words for tests", allow_minimal=True) as store:
        store.verify_audit()
        actions = [line.action for line in store.audit_entries()[1:]]
    assert actions == ["key-add", "key-recovery", "key-change", "key-remove", "key-rotate"]


def test_the_list_says_what_is_typed_and_when_it_was_made(folder: Path) -> None:
    key(folder, "add", "data steward", new=NEW)
    listed = key(folder, "list", opens="").stdout
    assert "data steward" in listed
    assert "a passphrase" in listed


def test_a_command_shows_no_secret_but_the_new_code(folder: Path) -> None:
    shown = ""
    for words in (["add", "PI"], ["recovery"], ["change"], ["remove", "nobody"], ["list"], ["rotate"]):
        done = key(folder, *words, new=NEW if words[0] == "add" else "yet other words")
        shown += done.stdout + done.stderr
    for secret in (NEW, "yet other words", DEMONSTRATION_PASSPHRASE):
        assert secret not in shown


def test_mistakes_have_their_exit_codes_and_no_traceback(folder: Path) -> None:
    for words, code in (
        (["remove", "passphrase"], 13),
        (["remove", "pasphrase"], 13),
        (["add", "recovery"], 13),
        (["list", "nowhere"], 2),
    ):
        done = key(folder, *words, new=NEW)
        assert done.exit_code == code, done.stderr
        assert "Traceback" not in done.stderr
    assert key(folder, "change").exit_code == 13  # no new passphrase and nobody to ask
    assert runner.invoke(app, ["key", "list", str(folder / "nowhere")]).exit_code == 13


def test_a_new_passphrase_is_asked_for_twice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HANDRAIL_KEY", "HANDRAIL_NEW_KEY"):
        monkeypatch.delenv(name, raising=False)
    answers = [NEW, "a slip"]
    monkeypatch.setattr("handrail.cli.key_commands.prompt", lambda: lambda _: answers.pop(0))
    done = runner.invoke(app, ["key", "change", str(folder)])
    assert done.exit_code == 13
    assert "typed twice alike" in done.stderr
    answers.extend([NEW, NEW])
    assert runner.invoke(app, ["key", "change", str(folder)]).exit_code == 0
    Store.open(folder, NEW, allow_minimal=True).close()
