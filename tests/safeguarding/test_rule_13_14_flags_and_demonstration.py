"""Rules 13 and 14: passages of harm and distress, and data that says that it is invented."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from handrail.store import DEMONSTRATION_PASSPHRASE, Store
from handrail.study.build import BuildReport

Builder = Callable[..., BuildReport]


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


def test_rule_13_a_distressing_quotation_opens_collapsed(thin_built: Path, build: Builder) -> None:
    with Store.open(thin_built, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        released = [entry.name for entry in store.ledger() if entry.kind == "quotation"]
        shown = next(coding for coding in store.codings() if f"passage:{coding.id}" == released[0])
    page = thin_built / "outputs/guideline.html"
    assert "A distressing passage" not in page.read_text("utf-8")
    path = thin_built / f"sources/codings-{shown.coder.lower()}.toml"
    marked = path.read_text("utf-8").replace(
        f'id = "{shown.name}"', f'id = "{shown.name}"\nflags = ["distressing"]', 1
    )
    path.write_text(marked, "utf-8")
    build(thin_built)
    text = page.read_text("utf-8")
    assert re.search(
        r"<details(?![^>]* open)[^>]*>\s*<summary[^>]*>.*?A distressing passage", text, re.DOTALL
    )


def test_rule_14_the_demonstration_says_that_it_is_invented(thin_built: Path) -> None:
    import io

    from pypdf import PdfReader

    page = (thin_built / "outputs/guideline.html").read_text("utf-8")
    assert "Invented data" in page
    sheets = PdfReader(io.BytesIO((thin_built / "outputs/guideline.pdf").read_bytes())).pages
    assert len(sheets) > 3
    for sheet in sheets:
        assert "Invented data" in sheet.extract_text()


EXPLICIT = re.compile(
    r"\b(porn\w*|nude|naked|genital\w*|penis|vagina|intercourse|masturbat\w*|erotic\w*)\b", re.I
)


def test_rule_14_the_demonstration_holds_no_explicit_word_and_no_picture(demonstration_folder: Path) -> None:
    from handrail.interviews import find_media

    files = [path for path in demonstration_folder.rglob("*") if path.is_file()]
    assert len(files) > 20
    for path in files:
        assert find_media(path) == (), path.name
        assert not EXPLICIT.search(path.read_text("utf-8")), path.name


def test_rule_14_every_study_that_the_package_brings_declares_itself_synthetic(
    demonstration_folder: Path,
) -> None:
    from handrail.study.read_plan import read_plan

    assert read_plan(demonstration_folder).study.synthetic
    said = (demonstration_folder / "study.toml").read_text("utf-8")
    assert "invented" in said.splitlines()[0]
