"""The rules of SAFEGUARDING.md that hold over the whole package: a test each."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import requires
from pathlib import Path

import handrail
from handrail.cli.commands import app
from handrail.store import DEMONSTRATION_PASSPHRASE, Store
from handrail.study.build import BuildReport

ROOMS = (
    "values", "disclosure", "documents", "store", "interviews", "survey", "guideline", "report", "cli",
)  # fmt: skip
PER_PERSON = re.compile(
    r"predict|score|rank|classify|assign|membership|probabilit(y|ies)_of|profile_of|risk_of", re.I
)
Builder = Callable[..., BuildReport]


def public_names() -> Iterator[tuple[str, object]]:
    for room in ROOMS:
        module = import_module(f"handrail.{room}")
        for name in module.__all__:
            yield f"{room}.{name}", getattr(module, name)


def test_rule_1_and_2_no_public_name_method_or_command_speaks_of_one_person() -> None:
    seen = 0
    for where, value in public_names():
        members = (
            [name for name in vars(value) if not name.startswith("_")] if isinstance(value, type) else []
        )
        for name in (where.partition(".")[2], *members):
            seen += 1
            assert not PER_PERSON.search(name), f"{where}: {name}"
    assert seen > 300
    commands = [
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    ]
    assert commands
    assert not [name for name in commands if PER_PERSON.search(name)]


def test_rule_2_nothing_in_the_package_pickles() -> None:
    for path in Path(handrail.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & {"pickle", "joblib", "dill", "shelve"}, path


def test_rule_3_no_network_library_is_imported_or_required() -> None:
    barred = {
        "socket",
        "urllib",
        "http",
        "requests",
        "httpx",
        "aiohttp",
        "ftplib",
        "smtplib",
        "openai",
        "anthropic",
    }
    for path in Path(handrail.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & barred, path
    required = {
        re.split(r"[^a-z0-9-]", line.lower())[0] for line in requires("handrail") or () if "extra" not in line
    }
    assert not required & barred


def test_rule_3_a_whole_build_opens_no_socket(thin_folder: Path) -> None:
    code = (
        "import socket, sys; from pathlib import Path; from datetime import date\n"
        "def no(*a, **k): raise SystemExit('a socket was opened')\n"
        "socket.socket.connect = no; socket.socket.bind = no; socket.getaddrinfo = no\n"
        "from handrail.study.build import build_study; from handrail.study.runner import Silent\n"
        "report = build_study(Path(sys.argv[1]), prompt=None, progress=Silent(), today=date(2026, 11, 1))\n"
        "assert report.error is None and report.outputs; print('built')\n"
    )
    command = [sys.executable, "-c", code, str(thin_folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "built", done.stderr


def test_rule_8_each_grouped_table_carries_its_reading(thin_folder: Path, build: Builder) -> None:
    build(thin_folder)
    results = json.loads((thin_folder / "outputs/results.json").read_text("utf-8"))["results"]
    grouped = [one for one in results if any(cell["group"] for cell in one["table"])]
    assert grouped
    for one in grouped:
        assert "An association in a population, not a screening of a child." in one["notes"]
    page = (thin_folder / "outputs/guideline.html").read_text("utf-8")
    assert "not a screening of a child" in page


def test_rule_9_past_its_expiry_nothing_is_imported_or_computed(thin_folder: Path, build: Builder) -> None:
    from datetime import date

    import pytest

    from handrail.values import PlanError

    with pytest.raises(PlanError, match="read-only"):
        build(thin_folder, today=date(2099, 1, 1))
    assert not (thin_folder / "study.db").exists()


def test_rule_13_possible_current_harm_names_the_lead_is_logged_once_and_never_printed(
    thin_folder: Path, build: Builder
) -> None:
    path = thin_folder / "sources/codings-ab.toml"
    text = path.read_text("utf-8")
    first = re.search(r'^id = "([^"]+)"$', text, re.MULTILINE)
    assert first
    path.write_text(text.replace(first[0], f'{first[0]}\nflags = ["possible-current-harm"]', 1), "utf-8")
    said = [message for message in build(thin_folder).messages if "possible current harm" in message]
    plan = (thin_folder / "study.toml").read_text("utf-8")
    lead = re.search(r'safeguarding_lead = "([^"]+)"', plan)
    assert lead
    assert len(said) == 1
    assert lead[1] in said[0]
    path.write_text(path.read_text("utf-8") + "\n# looked at\n", "utf-8")
    assert not [message for message in build(thin_folder).messages if "current harm" in message]
    with Store.open(thin_folder, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        logged = [entry for entry in store.audit_entries() if entry.action == "possible-current-harm"]
        flagged = next(coding for coding in store.codings() if coding.name == first[1])
    assert [entry.facts["passage"] for entry in logged] == [flagged.id]
    assert logged[0].at
    assert flagged.quotation not in (thin_folder / "outputs/guideline.html").read_text("utf-8")


def test_rule_13_a_distressing_quotation_opens_collapsed(thin_folder: Path, build: Builder) -> None:
    build(thin_folder)
    with Store.open(thin_folder, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        released = [entry.name for entry in store.ledger() if entry.kind == "quotation"]
        shown = next(coding for coding in store.codings() if f"passage:{coding.id}" == released[0])
    page = thin_folder / "outputs/guideline.html"
    assert "A distressing passage" not in page.read_text("utf-8")
    path = thin_folder / f"sources/codings-{shown.coder.lower()}.toml"
    marked = path.read_text("utf-8").replace(
        f'id = "{shown.name}"', f'id = "{shown.name}"\nflags = ["distressing"]', 1
    )
    path.write_text(marked, "utf-8")
    build(thin_folder)
    text = page.read_text("utf-8")
    assert re.search(
        r"<details(?![^>]* open)[^>]*>\s*<summary[^>]*>.*?A distressing passage", text, re.DOTALL
    )


def test_rule_14_the_demonstration_says_that_it_is_invented(thin_folder: Path, build: Builder) -> None:
    import io

    from pypdf import PdfReader

    build(thin_folder)
    page = (thin_folder / "outputs/guideline.html").read_text("utf-8")
    assert "Invented data" in page
    sheets = PdfReader(io.BytesIO((thin_folder / "outputs/guideline.pdf").read_bytes())).pages
    assert len(sheets) > 3
    for sheet in sheets:
        assert "Invented data" in sheet.extract_text()


def test_no_output_shows_a_participant_s_name_or_an_unreleased_sentence(
    thin_folder: Path, build: Builder
) -> None:
    build(thin_folder)
    with Store.open(thin_folder, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        codings = store.codings()
        released = {entry.name for entry in store.ledger() if entry.kind == "quotation"}
        audit = json.dumps([[entry.action, dict(entry.facts)] for entry in store.audit_entries()])
    page = (thin_folder / "outputs/guideline.html").read_text("utf-8")
    written = page + (thin_folder / "outputs/results.json").read_text("utf-8")
    shown = {coding.quotation for coding in codings if f"passage:{coding.id}" in released}
    hidden = {coding.quotation for coding in codings} - shown
    assert shown
    assert hidden
    for words in hidden:
        if not any(words in other for other in shown):
            assert words not in written
    for coding in codings:
        assert coding.quotation not in audit
    for name in ("P01", "P02", "P03", "interview-p01"):
        assert name not in written
